#!/usr/bin/env python3
"""Writes all of Fixtures/malformed: what samples.py writes, and what somebody means to harm us with."""
import io
import struct
import zipfile

from samples import BAD, HEAD, MAIN, REL, TITLES, bad, expected, gb, inline, workbook

NAMES = "阿依古丽买提张王李赵钱孙周吴郑陈"
ROWS = "".join(f"S{index}|{name}明华|15000|余额不足\r\n" for index, name in enumerate(NAMES, 1))
RESULT = f"P|{len(NAMES)}|{15000 * len(NAMES)}\r\n{ROWS}########\r\n"
LIST = '{"data":{"list":[' + ",".join(f'{{"id":"{name}明华","note":"困难群众"}}' for name in NAMES) + "]}}"
PACKAGE = "<PACKAGE><DATA>" + "".join(f"<RECORD><XM>{name}明华</XM></RECORD>" for name in NAMES) + "</DATA></PACKAGE>"

# Another encoding than was agreed.
bad("utf8-for-gb18030.txt", "bank", 0, "document.encoding", RESULT.encode())
bad("marked-for-gb18030.txt", "bank", 0, "document.encoding", b"\xef\xbb\xbfP|1|1\r\nS1|A|1|\r\n########\r\n")
bad("utf16-for-gb18030.txt", "bank", 0, "document.encoding", RESULT.encode("utf-16-le"))
bad("utf16be-for-gbk.txt", "bankGBK", 0, "document.encoding", b"\xfe\xff" + RESULT.encode("utf-16-be"))
bad("gb18030-for-utf8.txt", "plain", 0, "document.encoding", gb("".join(f"1|{name}明华|困难群众\n" for name in NAMES)))
bad("gb18030-for-utf16.txt", "wide", 0, "document.encoding", gb(RESULT))
bad("other-order.txt", "wide", 0, "document.encoding", b"\xfe\xff" + "1|张|2\n".encode("utf-16-be"))
bad("gb18030-for-utf8.json", "json", 0, "document.encoding", gb(LIST))
bad("gb18030-for-utf8.xml", "xml", 0, "document.encoding", gb(PACKAGE))
bad("utf16-for-utf8.xml", "xml", 0, "document.encoding", ("\ufeff" + PACKAGE).encode("utf-16-le"))
bad("one-bad-byte.json", "json", 0, "document.encoding", LIST.encode().replace("华".encode(), b"\xe5\x8d", 1))
bad("overlong.json", "json", 0, "document.encoding", b'{"data":{"list":[{"id":"\xc0\xaf"}]}}')
bad("surrogate-bytes.json", "json", 0, "document.encoding", b'{"data":{"list":[{"x":"\xed\xa0\x80"}]}}')

# Another kind of file than was agreed.
bad("workbook.txt", "bank", 0, "document.format", workbook(TITLES))
bad("old-office.txt", "bank", 0, "document.format", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
bad("page.txt", "bank", 0, "document.format", b"\r\n<!DOCTYPE HTML><html><body>502</body></html>")
bad("page.json", "json", 0, "document.format", b"<html><body>502 Bad Gateway</body></html>")
bad("page.xml", "xml", 0, "document.format", b"\xef\xbb\xbf<html><body/></html>")
bad("print.txt", "plain", 0, "document.format", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
bad("packed.txt", "plain", 0, "document.format", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\xff\x03\x00" + bytes(8))
bad("list.csv.xlsx", "xlsx", 0, "document.xlsx", "排序序号,户主姓名,补贴金额\r\n1,张三,1.00\r\n".encode())

# JSON.
bad("lone-surrogate.json", "json", 0, "document.json", b'{"data":{"list":[{"x":"\\ud83d"}]}}')
bad("reversed-surrogates.json", "json", 0, "document.json", b'{"data":{"list":[{"x":"\\ude00\\ud83d"}]}}')
bad("nul.json", "json", 1, "1:row.control:id", b'{"data":{"list":[{"id":"1\\u0000"},{"id":"2"}]}}')
bad("bare-control.json", "json", 0, "document.json", b'{"data":{"list":[{"id":"1\n"}]}}')
bad("huge-numbers.json", "json", 1, "",
    b'{"data":{"list":[{"id":123456789012345678901234567890,"pay":{"amount":-1.5E+4000},"note":0.10}]}}')
for number in ("01", "+1", ".5", "1.", "1e", "NaN", "-Infinity", "0x10"):
    bad(f"number{number}.json", "json", 0, "document.json",
        f'{{"data":{{"list":[{{"id":{number}}}]}}}}'.encode())
bad("long-number.json", "json", 1, "1:row.cell:id",
    b'{"data":{"list":[{"id":' + b"9" * 70000 + b'},{"id":1}]}}')
bad("hidden-duplicate.json", "json", 1, "1:row.duplicate:", b'{"data":{"list":[{"x":[{"a":1,"\\u0061":2}]},{"id":1}]}}')
bad("many-keys.json", "json", 0, "document.tooLarge",
    b'{"data":{"list":[{' + b",".join(b'"k%d":0' % index for index in range(600)) + b"}]}}")
bad("deep-record.json", "json", 0, "document.depth",
    b'{"data":{"list":[{"x":' + b'{"a":[' * 100 + b"]}" * 100 + b"}]}}")
bad("two-documents.json", "json", 0, "document.json", b'{"data":{"list":[{"id":1}]}}{"data":{"list":[{"id":1}]}}')
bad("two-lists.json", "json", 0, "document.duplicate", b'{"data":{"list":[{"id":1}],"list":[{"id":1}]}}')
bad("list-of-texts.json", "json", 1, "1:row.value: 2:row.value:", b'{"data":{"list":["a",[1],{"id":1}]}}')

# XML.
record = "<PACKAGE><DATA><RECORD no='%s'><XM>%s</XM></RECORD><RECORD no='2'/></DATA></PACKAGE>"
bad("huge-attribute.xml", "xml", 1, "1:row.cell:no", (record % ("x" * 70000, "张")).encode())
bad("huge-element.xml", "xml", 1, "1:row.cell:XM", (record % ("1", "张" * 30000)).encode())
bad("many-attributes.xml", "xml", 0, "document.tooLarge",
    b"<PACKAGE " + b" ".join(b"a%d=''" % index for index in range(600)) + b"/>")
bad("deep.xml", "xml", 0, "document.depth", b"<PACKAGE>" + b"<A>" * 300 + b"</A>" * 300 + b"</PACKAGE>")
bad("parameter-entity.xml", "xml", 0, "document.doctype",
    b'<!DOCTYPE P [<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd">%x;]><PACKAGE/>')
bad("late-doctype.xml", "xml", 0, "document.doctype", b"<?xml version='1.0'?><!-- -->\n<!DOCTYPE PACKAGE><PACKAGE/>")
bad("entity.xml", "xml", 0, "document.xml", (record % ("1", "&copy;")).encode())
bad("control-reference.xml", "xml", 0, "document.xml", (record % ("1", "&#0;")).encode())
bad("surrogate-reference.xml", "xml", 0, "document.xml", (record % ("&#xD800;", "")).encode())
bad("bare-ampersand.xml", "xml", 0, "document.xml", (record % ("1", "a & b")).encode())
bad("nul.xml", "xml", 0, "document.xml", (record % ("1", "a\0b")).encode())
bad("open-cdata.xml", "xml", 0, "document.truncated", b"<PACKAGE><DATA><RECORD><XM><![CDATA[1</XM></RECORD>")
bad("two-documents.xml", "xml", 1, "document.xml", PACKAGE.encode() * 2)


# Workbooks.
def patched(data, signature, offset, value):
    """Sets a 16-bit field of every header with that signature."""
    data, at = bytearray(data), data.find(signature)
    while at >= 0:
        struct.pack_into("<H", data, at + offset, value)
        at = data.find(signature, at + 4)
    return bytes(data)


good = workbook(TITLES + "<row>" + inline("1", "张三", "1.00") + "</row>")
sealed = patched(patched(good, b"PK\x01\x02", 8, 1), b"PK\x03\x04", 6, 1)
bad("password.xlsx", "xlsx", 0, "document.xlsx", sealed)
bad("method.xlsx", "xlsx", 0, "document.xlsx", patched(patched(good, b"PK\x01\x02", 10, 12), b"PK\x03\x04", 8, 12))
bad("same-name.xlsx", "xlsx", 0, "document.xlsx",
    workbook(TITLES, extra=[("XL/worksheets/sheet1.xml", HEAD + f"<worksheet {MAIN}/>")]))
bad("absolute.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES, extra=[("/etc/passwd", "x")]))
bad("drive.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES, extra=[("C:\\evil.dll", "x")]))
bad("strings-bomb.xlsx", "xlsx", 0, "document.tooLarge", workbook(TITLES, strings="<si><t>" + "A" * (4 << 20) + "</t></si>"))
bad("deep.xlsx", "xlsx", 0, "document.depth", workbook("<a>" * 100 + "</a>" * 100))
bad("wide-reference.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES + '<row><c r="ABCD2"><v>1</v></c></row>'))
bad("backward-rows.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES + '<row r="9"/><row r="3"/>'))
bad("far-row.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES + '<row r="99999999"/>'))
bad("uncomputed.xlsx", "xlsx", 2, "1:row.formula:amount",
    workbook(TITLES + "<row>" + inline("1", "张三") + "<c><f>A1*12</f><v/></c></row>"
             "<row>" + inline("2", "李四") + "<c><f>A1*12</f><v>24</v></c></row>"
             "<row>" + inline("3", "王五") + '<c t="str"><f>""</f><v></v></c></row>'))
bad("whole-empty.zip.xlsx", "xlsx", 0, "document.xlsx", b"PK\x05\x06" + bytes(18))


def two_sheets():
    """The first sheet is hidden, and its list is last year's."""
    data, out = zipfile.ZipFile(io.BytesIO(good)), io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        def add(name, text):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)

        for name in data.namelist():
            text = data.read(name).decode()
            if name == "xl/workbook.xml":
                text = text.replace("<sheets>", '<sheets><sheet name="去年" sheetId="1" state="hidden" r:id="rId1"/>')
            if name.endswith(".rels"):
                text = text.replace("<Relationships>",
                                    f'<Relationships><Relationship Id="rId1" Type="{REL}" Target="worksheets/old.xml"/>')
            add(name, text)
        row = "<row>" + inline("9", "旧人", "9.00") + "</row>"
        add("xl/worksheets/old.xml", HEAD + f"<worksheet {MAIN}><sheetData>{TITLES}{row}{row}</sheetData></worksheet>")
    return out.getvalue()


bad("hidden-first.xlsx", "xlsx", 1, "", two_sheets())
(BAD / "expected.tsv").write_text("\n".join(expected) + "\n")
