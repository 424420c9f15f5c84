"""GB18030 and GBK against Python's codecs and iconv, every code both ways.

Where the three do not agree, the difference is listed in Fixtures/judges/gb18030.tsv with its reason; a difference that
is not in the list fails, and is written out in the list's own form.
"""
import shutil
import subprocess

from program import ROOT, WORK

LIST = ROOT / "Fixtures" / "judges" / "gb18030.tsv"


def four_bytes():
    """Every four-byte code that GB18030 gives to a code point: those of the BMP, then the sixteen planes."""
    for index in [*range(39420), *range(189000, 189000 + 0x100000)]:
        index, last = divmod(index, 10)
        index, third = divmod(index, 126)
        first, second = divmod(index, 10)
        yield bytes((0x81 + first, 0x30 + second, 0x81 + third, 0x30 + last))


def two_bytes():
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            if trail != 0x7F:
                yield bytes((lead, trail))


def lines(codes):
    return b"".join(b"%d|[%b]\n" % (place, code) for place, code in enumerate(codes, 1))


def content(message):
    return message[1:-1] if message else ""


def read(program, mapping, codes):
    """What we read each code as; None where we refuse it."""
    records, _ = program.read(mapping, lines(codes))
    said = [None] * len(codes)
    for record in records:
        said[record["row"] - 1] = content(record["message"])
    return said


def iconv(source, target, data, *options):
    return subprocess.run(["iconv", *options, "-f", source, "-t", target], input=data, capture_output=True).stdout


def read_by_iconv(name, codes):
    """What iconv reads each code as; None where it drops it."""
    text = iconv(name, "UTF-8", b"".join(b"[%b]\n" % code for code in codes), "-c").decode()
    return [content(line) or None for line in text.split("\n")[:-1]]


def read_by_python(name, codes):
    said = []
    for code in codes:
        try:
            said.append(code.decode(name))
        except UnicodeDecodeError:
            said.append(None)
    return said


def points():
    """Every scalar that can stand in a line between brackets."""
    for value in range(0x20, 0x110000):
        if value not in (0x7C,) and not 0xD800 <= value <= 0xDFFF:
            yield chr(value)


def write(program, mapping, characters):
    """What we write each character as."""
    data = program.write(mapping, [{"row": n, "accepted": True, "message": f"[{c}]"} for n, c in enumerate(characters)])
    return [cut(line) for line in data.split(b"\n")[:-1]]


def cut(line):
    return line[line.index(b"[") + 1:-1]


def name(text):
    return "-" if text is None else "".join(f"U+{ord(c):04X}" for c in text)


def hexed(code):
    return "-" if code is None else code.hex().upper()


def explained():
    """The committed list: way, code or character, ours, Python's, iconv's → reason."""
    known = {}
    for line in LIST.read_text(encoding="utf-8").split("\n"):
        if line and not line.startswith("#"):
            way, what, ours, python, gnu, reason = line.split("\t")
            known[way, what, ours, python, gnu] = reason
    return known


def judge(program, report, draw, options):
    if shutil.which("iconv") is None:
        return report.skip("iconv", "没有安装，GB18030 未评判")
    known = explained()
    found = []
    codes = [*two_bytes(), *four_bytes()]
    ours = read(program, "judge/text", codes)
    rows = zip(codes, ours, read_by_python("gb18030", codes), read_by_iconv("GB18030", codes), strict=True)
    for code, mine, other, third in rows:
        if not mine == other == third:
            found.append(("read", hexed(code), name(mine), name(other), name(third)))
    report.agree("Python 与 iconv", "GB18030 逐码读", len(codes) - len(found))
    before = len(found)
    gbk(program, report, [*two_bytes()], ours)
    characters = [*points()]
    ours = write(program, "judge/text", characters)
    text = "".join(f"[{c}]\n" for c in characters)
    gnu = [cut(line) or None for line in iconv("UTF-8", "GB18030", text.encode(), "-c").split(b"\n")[:-1]]
    python = [c.encode("gb18030") for c in characters]
    if not len(ours) == len(gnu) == len(characters):
        raise SystemExit("写出的行数不对")
    for character, mine, other, third in zip(characters, ours, python, gnu):
        if not mine == other == third:
            found.append(("write", name(character), hexed(mine), hexed(other), hexed(third)))
    report.agree("Python 与 iconv", "GB18030 逐字写", len(characters) - len(found) + before)
    report.explained("Python 与 iconv", f"差别列在 {LIST.relative_to(ROOT)}", sum(one in known for one in found))
    unknown = [one for one in found if one not in known]
    if unknown:
        (WORK.parent / "gb18030-found.tsv").write_text("\n".join(map("\t".join, unknown)) + "\n", encoding="utf-8")
        report.differ("Python 与 iconv", f"不在该表中的差别（全部写在 {WORK.parent.name}/gb18030-found.tsv）",
                      ["\t".join(one) for one in unknown])
    gone = len(known) - sum(one in known for one in found)
    if gone:
        report.explained("Python 与 iconv", "表中有、这台机器上没有的差别（版本不同）", gone)
    refuse(program, report, draw)


def gbk(program, report, codes, whole):
    """GBK is the two-byte part of GB18030, its private use included; what others leave out is judged there."""
    ours = read(program, "judge/text.gbk", codes)
    differences, more = [], 0
    for code, mine, wide, other, third in zip(codes, ours, whole, read_by_python("gbk", codes),
                                              read_by_iconv("GBK", codes)):
        if mine is not None and mine == wide and other is None and third is None:
            more += 1
        elif not mine == other == third:
            differences.append(f"{hexed(code)}：我们 {name(mine)}，Python {name(other)}，iconv {name(third)}")
    report.outcome("Python 与 iconv", "GBK 逐码读", len(codes) - more, differences)
    report.explained("Python 与 iconv", "GBK 之外、GB18030 双字节之内的码，我们照读", more)


def refuse(program, report, draw):
    """Byte sequences that are no code: whatever Python refuses, we refuse, and nothing else."""
    ends = [b"\x80", b"\xff", b"\x81", b"\x81\x7f", b"\x81\xff", b"\x81\x30", b"\x81\x30\x81", b"\x81\x30\x80\x30",
            b"\x81\x30\xff\x30", b"\x81\x30\x81\x3a", b"\x84\x31\xa4\x40", b"\x84\x31\xa5\x30", b"\x8f\x39\xfe\x39",
            b"\xe3\x32\x9a\x36", b"\xff\x30\x81\x30", b"\xfe\x39\xfe\x39"]
    for _ in range(20_000):
        ends.append(bytes((draw.randint(0x81, 0xFE), draw.randint(0x30, 0x39), draw.randint(0x81, 0xFE),
                           draw.randint(0x30, 0x39))))
        ends.append(bytes((draw.randint(0x80, 0xFF), draw.choice((draw.randint(0x7F, 0xFF), 0x5B, 0x20)))))
    ours = read(program, "judge/text", ends)
    differences = []
    for code, mine, other in zip(ends, ours, read_by_python("gb18030", [b"[%b]" % code for code in ends]), strict=True):
        # A code that swallows the bracket is Python's to read, and is one of the two-byte codes judged above.
        if (mine is None) != (other is None):
            differences.append(f"{hexed(code)}：我们 {name(mine)}，Python {name(other and content(other))}")
    report.outcome("Python", "不成码的字节，该拒的都拒", len(ends), differences)
