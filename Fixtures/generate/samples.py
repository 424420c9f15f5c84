#!/usr/bin/env python3
"""Writes Fixtures/text and Fixtures/malformed (run it from the top folder). The bytes are the same every time.

Identity numbers use region 159999 and cards the BIN 629999, which belong to nobody.
Each line of Fixtures/malformed/expected.tsv: file, shape (see Tests/FormatsTests/Shapes.swift), readable rows, then
the refusal (document.…) or the faults of rows (row:code:field), separated by spaces.
"""
import io
import pathlib
import zipfile

TEXT = pathlib.Path("Fixtures/text")
BAD = pathlib.Path("Fixtures/malformed")
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
expected = []


def bad(name, shape, rows, faults, data):
    (BAD / name).write_bytes(data)
    expected.append(f"{name}\t{shape}\t{rows}\t{faults}")


def gb(text):
    # Python follows the edition of 2000; nothing here uses a code that later editions changed.
    return text.encode("gb18030")


def workbook(sheet, strings="", styles="", target="worksheets/sheet1.xml", extra=(), head=HEAD):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        def add(name, text):
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)

        add("[Content_Types].xml", HEAD + "<Types/>")
        add("xl/workbook.xml", HEAD + f'<workbook {MAIN} xmlns:r="{REL}"><sheets>'
            '<sheet name="清册" sheetId="3" r:id="rId7"/></sheets></workbook>')
        add("xl/_rels/workbook.xml.rels", HEAD + f'<Relationships><Relationship Id="rId7" Target="{target}"/>'
            "</Relationships>")
        if styles:
            add("xl/styles.xml", HEAD + f"<styleSheet {MAIN}>{styles}</styleSheet>")
        if strings:
            add("xl/sharedStrings.xml", HEAD + f"<sst {MAIN}>{strings}</sst>")
        add("xl/worksheets/sheet1.xml", head + f"<worksheet {MAIN}><sheetData>{sheet}</sheetData></worksheet>")
        for name, text in extra:
            add(name, text)
    return out.getvalue()


def inline(*cells):
    return "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)


TITLES = "<row>" + inline("排序序号", "户主姓名*", "补贴金额*") + "</row>"

# What real senders send: four-byte names, a bar as the second byte, CRLF, a spreadsheet program's own habits.
(TEXT / "result.gb18030.txt").write_bytes(
    gb("P|3|45000\r\nS1|张三|15000|\r\nS2|\U00020164妡|15000|余额不足\r\nS3|阿依古丽·买买提|15000|\r\n########\r\n"))
(TEXT / "batch.gbk.fixed").write_bytes(
    ("1000002".ljust(30) + "\n").encode("gbk")
    + "2".encode() + "张三丰".encode("gbk").ljust(10) + b"0000010001234.50   \n"
    + "2".encode() + "李四".encode("gbk").ljust(10) + b"0000020000000.50F01\n")
(TEXT / "list.xlsx").write_bytes(workbook(
    '<row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c></row>'
    '<row r="2"><c r="A2"><v>1</v></c><c r="B2" t="s"><v>3</v></c><c r="C2" s="1"><v>1167.8599999999999</v></c></row>'
    '<row r="4"><c><v>2</v></c><c t="s"><v>4</v></c><c s="2"><v>45366</v></c></row>'
    '<row r="5"><c r="A5" t="b"><v>1</v></c><c r="C5" t="str"><f>A1&amp;B1</f><v>=x</v></c></row>'
    '<row r="6"><c r="A6" s="2"><v>45366.354166666664</v></c><c r="B6" t="inlineStr"><is><r><t>王</t></r><r><t>五</t></r>'
    '<rPh sb="0" eb="1"><t>wang</t></rPh></is></c><c r="C6"><v>1.2E-2</v></c></row>'
    '<row r="7"><c r="A7" s="1"/></row>',
    strings="<si><t>排序序号</t></si><si><t>户主姓名</t></si><si><r><t>补贴金额</t></r><r><t xml:space=\"preserve\"> \n＊</t></r></si>"
    '<si><t>张三</t><rPh sb="0" eb="2"><t>zhangsan</t></rPh></si><si><t>李_x000A_四_x005F_x0041_</t></si>',
    styles='<numFmts><numFmt numFmtId="180" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
    '<numFmt numFmtId="181" formatCode="[Red]#,##0.00&quot;day&quot;"/></numFmts>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="181"/><xf numFmtId="180"/></cellXfs>'))

whole = gb("P|2|30000\r\nS1|张三|15000|\r\nS2|李四|15000|余额不足\r\n########\r\n")
bad("torn-character.txt", "bank", 0, "document.truncated", whole[:whole.index(gb("四")) + 1])
bad("torn-line.txt", "bank", 0, "document.noTrailer", whole[:whole.index(b"S2|") + 2])
bad("no-trailer.txt", "bank", 0, "document.noTrailer", whole[:-10])
bad("short-trailer.txt", "bank", 0, "document.noTrailer", whole[:-5])
bad("no-header.txt", "bank", 0, "document.header", whole[whole.index(b"S1"):])
bad("utf8-for-gbk.txt", "bankGBK", 0, "document.encoding", "P|1|1\r\nS1|张三|1|\r\n".encode())
bad("mixed-rows.txt", "bank", 2, "2:row.columns: 3:row.encoding:name 4:row.columns: 5:row.control:reason",
    gb("P|6|1\r\nS1|张三|1|\r\nS2|李四|1\r\nS3|") + b"\xff" + gb("|1|\r\n\r\nS5|王五|1|\x00\r\nS6|赵六|1|\r\n########\r\n"))
bad("four-byte-in-gbk.txt", "bankGBK", 1, "1:row.encoding:name", gb("P|2|2\r\nS1|\U00020164|1|\r\nS2|张三|1|\r\n########\r\n"))
bad("blank.txt", "bank", 0, "document.empty", b"\r\n\r\n")
bad("open-quote.csv", "quoted", 1, "document.quote", '1,2,3\n4,"五,6\n7,8,9\n'.encode())
bad("stray-quote.csv", "quoted", 1, "1:row.quote: 2:row.quote:", '1,五"六,3\n4,"五"六,6\n7,8,9\n'.encode())
bad("cut-name.fixed", "fixed", 1, "1:row.encoding:name 2:row.length: 3:row.tag:kind",
    ("1000004".ljust(30) + "\n").encode("gbk") + b"2A" + "张三丰里外".encode("gbk") + b"000010000001.00   \n"
    + b"2short\n9\n2" + "张三".encode("gbk").ljust(10) + b"0000010000001.00   \n")
bad("cut-record.fixed", "fixed", 0, "document.truncated",
    ("1000001".ljust(30) + "\n").encode("gbk") + b"2" + "张三".encode("gbk"))
bad("duplicate-key.json", "json", 1, "1:row.duplicate:", b'{"data":{"list":[{"id":1,"\\u0069d":2},{"id":3}]}}')
bad("duplicate-head.json", "json", 0, "document.duplicate", b'{"code":1,"code":2}')
bad("torn.json", "json", 0, "document.truncated", '{"data":{"list":[{"id":"张'.encode()[:-1])
bad("trailing-comma.json", "json", 0, "document.json", b'{"data":{"list":[{"id":1},]}}')
bad("deep.json", "json", 0, "document.depth", b'{"x":' + b"[" * 1000 + b"]" * 1000 + b"}")
bad("nested-value.json", "json", 1, "1:row.value:id", b'{"data":{"list":[{"id":{"a":1}},{"id":2}]}}')
bad("entities.xml", "xml", 0, "document.doctype",
    b'<!DOCTYPE P [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><PACKAGE><DATA>&b;&b;</DATA></PACKAGE>')
bad("external.xml", "xml", 0, "document.doctype", b'<!DOCTYPE P SYSTEM "file:///etc/hostname"><PACKAGE>&x;</PACKAGE>')
bad("torn.xml", "xml", 0, "document.truncated", b"<PACKAGE><DATA><RECORD><XM>1</XM>")
bad("crossed.xml", "xml", 0, "document.xml", b"<PACKAGE><DATA></PACKAGE></DATA>")
bad("twice.xml", "xml", 1, "1:row.duplicate:XM",
    b"<PACKAGE><DATA><RECORD><XM>1</XM><XM>2</XM></RECORD><RECORD><XM>3</XM></RECORD></DATA></PACKAGE>")
bad("old.xls", "xlsx", 0, "document.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
bad("page.xlsx", "xlsx", 0, "document.xlsx", b"<html><table></table></html>")
good = workbook(TITLES + "<row>" + inline("1", "张三", "1.00") + "</row>")
bad("cut.xlsx", "xlsx", 0, "document.xlsx", good[:-30])
flipped = bytearray(good)
flipped[good.index(b"xl/worksheets/sheet1.xml") + 60] ^= 0xFF
bad("damaged.xlsx", "xlsx", 0, "document.xlsx", bytes(flipped))
bad("bomb.xlsx", "xlsx", 0, "document.tooLarge", workbook(TITLES + " " * (4 << 20)))
bad("climbing.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES, extra=[("xl/../../evil", "x")]))
bad("climbing-target.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES, target="../../sheet1.xml"))
bad("macro.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES, extra=[("xl/vbaProject.bin", "x")]))
bad("doctype.xlsx", "xlsx", 0, "document.doctype", workbook(TITLES, head="<!DOCTYPE x>"))
bad("no-column.xlsx", "xlsx", 0, "document.columns", workbook("<row>" + inline("排序序号", "户主姓名*") + "</row>"))
bad("extra-column.xlsx", "xlsx", 0, "document.columns",
    workbook("<row>" + inline("排序序号", "户主姓名*", "补贴金额*", "备注") + "</row>"))
bad("no-title.xlsx", "xlsx", 0, "document.columns", workbook('<row r="2">' + inline("1", "2", "3") + "</row>"))
bad("wild-string.xlsx", "xlsx", 0, "document.xlsx", workbook(TITLES + '<row><c t="s"><v>9</v></c></row>'))
bad("bad-cells.xlsx", "xlsx", 1,
    "1:row.error:amount 2:row.precision:serial 3:row.columns: 4:row.duplicate:serial 5:row.value:amount",
    workbook(TITLES + "<row>" + inline("1", "张三") + '<c t="e"><v>#N/A</v></c></row>'
             "<row><c><v>1.59999199001011E+17</v></c></row>"
             '<row><c r="A4"><v>1</v></c><c r="F4"><v>2</v></c></row>'
             '<row><c r="A5"><v>1</v></c><c r="A5"><v>2</v></c></row>'
             '<row><c r="C6"><v>1.2.3</v></c></row>'
             "<row>" + inline("6", "李四", "1.00") + "</row>"))
(BAD / "expected.tsv").write_text("\n".join(expected) + "\n")
