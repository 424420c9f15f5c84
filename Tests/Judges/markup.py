"""XML against lxml, expat and xmllint: what they take we take and read alike, what they refuse we refuse, and what we
write is well-formed and comes back.

lxml and xmllint stand on libxml2, as our reader does; expat does not.
"""
import shutil
import subprocess
import xml.etree.ElementTree as expat
from xml.parsers.expat import ExpatError, ParserCreate

from lxml import etree

from program import ROOT, WORK

PIECES = ["张三", "𬭎", "&amp;", "&lt;b&gt;", "&#x4DAE;", "&#129;", "&quot;", "&apos;", " ", "\n", "]]&gt;",
          "<!-- 注 -->", "<?pi x?>",
          "<![CDATA[<a>&amp;]]>", "a", "'", "é", "&#10;", "&#13;", "0"]
MARKS = [b"<", b">", b"&", b'"', b"'", b"/", b"\x00", b"]]>", b"\xff", b" ", b"\x0b"]
WRITTEN = ["张三", "𬭎", "&", "<b>", "]]>", '"', "'", "\n", "\r", "\r\n", "\t", "a b", "&amp;", "<![CDATA[",
           "\u2028", "\x85", "é"]


def text(draw, pieces=PIECES):
    """Brackets keep spaces at both ends from being trimmed."""
    return "[" + "".join(draw.choices(pieces, k=draw.randint(0, 5))) + "]"


def attribute(draw):
    return text(draw, [piece for piece in PIECES if "<" not in piece and "'" not in piece])


def document(draw):
    """One document of the judge's own kind, with everything that markup allows around the content."""
    prefix = draw.choice(("", "r:"))
    name = ' xmlns:r="urn:judge"' if prefix else draw.choice(("", ' xmlns="urn:judge"'))
    lines = []
    for number in range(1, draw.randint(1, 6) + 1):
        parts = [f"<{prefix}字段>{text(draw)}</{prefix}字段>",
                 f"<{prefix}原因><{prefix}代码>{text(draw)}</{prefix}代码>{draw.choice(('', ' ', '<!-- -->'))}"
                 f"<{prefix}说明>{text(draw)}</{prefix}说明></{prefix}原因>",
                 draw.choice(("", f"<{prefix}别的 x='1'><{prefix}代码>[不是]</{prefix}代码></{prefix}别的>"))]
        draw.shuffle(parts)
        lines.append(f"<{prefix}行 no='{number}'>{draw.choice(('', chr(10))).join(parts)}</{prefix}行>")
    return (draw.choice(("", '<?xml version="1.0" encoding="UTF-8"?>', "<?xml version='1.0'?>\n"))
            + f"<{prefix}回执{name}><{prefix}头 状态='{attribute(draw)}'><{prefix}编号>{text(draw)}</{prefix}编号>"
            f"<{prefix}摘要>{text(draw)}</{prefix}摘要></{prefix}头><{prefix}明细>{''.join(lines)}</{prefix}明细>"
            f"</{prefix}回执>{draw.choice(('', chr(10), '<!-- 完 -->'))}").encode()


def damage(draw, data):
    """One change of a byte or two, somewhere."""
    place = draw.randrange(len(data))
    way = draw.random()
    if way < 0.4:
        return data[:place] + data[place + draw.randint(1, 3):]
    if way < 0.8:
        return data[:place] + draw.choice(MARKS) + data[place:]
    return data[:place]


def is_unbound(data):
    """Well-formed but for a prefix that nobody declared.

    Senders cut documents out of envelopes; we read local names, whatever their prefix.
    """
    try:
        ParserCreate().Parse(data, True)
    except ExpatError:
        return False
    return True


def tree_by_lxml(data):
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, strip_cdata=True))


def tree_by_expat(data):
    return expat.fromstring(data)


def read_by(parse, data):
    """The records, or None where the parser refuses; found by local names, as ours are."""
    try:
        root = parse(data)
    except (etree.XMLSyntaxError, expat.ParseError, ValueError):
        return None

    def local(node):
        return node.tag.rsplit("}", 1)[-1] if isinstance(node.tag, str) else ""

    def below(node, *path):
        nodes = [node]
        for step in path:
            nodes = [child for one in nodes for child in one if local(child) == step]
        return nodes

    def content(nodes):
        if not nodes:
            return None
        node = nodes[0]
        return (node.text or "") + "".join(child.tail or "" for child in node)

    if local(root) != "回执":
        return "another"
    head = below(root, "头")
    said = [{"receiptNumber": content(below(root, "头", "编号")), "listDigest": content(below(root, "头", "摘要")),
             "state": head[0].get("状态") if head else None}]
    for line in below(root, "明细", "行"):
        said.append({"row": line.get("no"), "field": content(below(line, "字段")),
                     "code": content(below(line, "原因", "代码")), "message": content(below(line, "原因", "说明"))})
    return [{key: value.strip() for key, value in one.items() if value and value.strip()} for one in said]


def ours(program, data):
    records, faults = program.read("judge/tree", data, "--head")
    said = []
    for record in records:
        record = record.get("$head", record)
        record.pop("accepted", None)
        said.append({key: str(value).strip() for key, value in record.items()})
    return said, faults


def judge(program, report, draw, options):
    found, rows = [], 0
    for _ in range(60):
        data = document(draw)
        said, faults = ours(program, data)
        for name, parse in (("lxml", tree_by_lxml), ("expat", tree_by_expat)):
            right = read_by(parse, data)
            rows += len(right or [])
            if said != right:
                found.append(f"我们 {said or faults}，{name} {right}")
    report.outcome("lxml、expat", "完好的 XML，我们读（条）", rows, found)

    found, refused, stricter, split, unbound = [], 0, 0, 0, 0
    for _ in range(150):
        data = damage(draw, document(draw))
        left, right = read_by(tree_by_lxml, data), read_by(tree_by_expat, data)
        said, faults = ours(program, data)
        if (left is None) != (right is None):
            split += 1
        elif left is None and is_unbound(data):
            unbound += 1
        elif left is None:
            refused += 1
            if not any(fault["row"] == 0 and fault["code"].startswith("document.") for fault in faults):
                found.append(f"都拒收而我们没有整份拒收：{data!r}")
        elif faults:
            # Well-formed, and still not the document that was agreed on: a name changed, a value twice.
            stricter += 1
        elif said != left:
            found.append(f"我们 {said}，lxml {left}：{data!r}")
    report.outcome("lxml、expat", "损坏的 XML，都拒收的我们也拒收", refused, found)
    report.explained("lxml、expat", "格式完好但不合约定，我们退回", stricter)
    report.explained("lxml、expat", "只是前缀没有声明，我们照读", unbound)
    report.explained("lxml、expat", "两者自己意见不一，不作数", split)

    samples = sorted((ROOT / "Fixtures").rglob("*.xml"))
    found = []
    for path in samples:
        data = path.read_bytes()
        well = read_by(tree_by_lxml, data) is not None
        # A document type, and a value twice, are well-formed, and refused by us all the same.
        bad = "malformed" in path.parts and b"<!DOCTYPE" not in data and path.name != "twice.xml"
        if well == bad:
            found.append(f"{path.relative_to(ROOT)}：{'完好' if well else '不完好'}")
    report.outcome("lxml", "Fixtures 中的 XML 该完好的完好（份）", len(samples), found)
    written(program, report, draw)


def written(program, report, draw):
    lint = shutil.which("xmllint")
    found, words, count = [], [], 0
    for _ in range(25):
        head = {"receiptNumber": text(draw, WRITTEN), "listDigest": text(draw, WRITTEN), "state": text(draw, WRITTEN)}
        lines = [{"row": str(n), "field": text(draw, WRITTEN), "code": text(draw, WRITTEN),
                  "message": text(draw, WRITTEN)} for n in range(1, 9)]
        data = program.write("judge/tree", [
            {"$head": head}, *({**line, "row": int(line["row"]), "accepted": True} for line in lines)])
        count += len(lines)
        for name, parse in (("lxml", tree_by_lxml), ("expat", tree_by_expat)):
            right = read_by(parse, data)
            if right != [head, *lines]:
                found.append(f"写了 {[head, *lines]}，{name} 读到 {right}")
        if lint:
            WORK.joinpath("written.xml").write_bytes(data)
            done = subprocess.run([lint, "--noout", "--nonet", str(WORK / "written.xml")], capture_output=True)
            if done.returncode or done.stderr:
                words.append(done.stderr.decode()[:200])
    report.outcome("lxml、expat", "我们写的 XML，它们读（行）", count, found)
    if lint:
        report.outcome("xmllint", "我们写的 XML 完好（份）", 25, words)
    else:
        report.skip("xmllint", "没有安装（Debian：apt-get install libxml2-utils）")
