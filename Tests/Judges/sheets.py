"""Workbooks: what openpyxl and LibreOffice write, we must read as openpyxl reads it; what we write, they must read."""
import csv
import datetime
import decimal
import io
import shutil
import subprocess
import warnings

from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.utils.escape import unescape
from openpyxl.worksheet.datavalidation import DataValidation

from program import WORK

TITLES = ["行号", "文字", "数字", "日期"]
DATES = ["yyyy/m/d", "yyyy-mm-dd", '[$-804]yyyy"年"m"月"d"日"', "d-mmm-yy", "yyyy-mm-dd hh:mm:ss", "mm-dd-yy"]
NUMBERS = ["General", "0.00", "#,##0.00", '0.00"day"', "[Red]0.00;[Blue]-0.00", "0%", "@", '_ ¥* #,##0.00_ ']
PIECES = ["张三", "𬭎", "阿依古丽·买买提", "&amp;", "<b>", "]]>", '"', "'", "=1+1", "@x", "+86", "\n", "\t",
          "  ", "\u00a0", "\u3000", "\ufeff", "😀", "é", "e\u0301", "￼", "a\u200bb", "\\", "100", ";", ","]
# ECMA-376, ST_Xstring: in a part `_x000D_` is a carriage return, so a text that reads so is escaped. openpyxl leaves
# that to its caller when it writes, and does half of it when it reads: only LibreOffice can judge our reading of it.
ESCAPES = ["_x000D_", "_x0041_", "_x005F_", "_x", "x0041_"]


def text(draw, pieces=PIECES):
    """Brackets keep the spaces at both ends from being trimmed."""
    return "[" + "".join(draw.choices(pieces, k=draw.randint(0, 6))) + "]"


def value(draw):
    kind = draw.random()
    if kind < 0.3:
        return draw.randint(-10**draw.randint(1, 15) + 1, 10**draw.randint(1, 15) - 1)
    if kind < 0.8:
        return round(draw.uniform(-1, 1) * 10**draw.randint(-3, 9), draw.randint(0, 6))
    if kind < 0.9:
        return sum(draw.choice((0.1, 0.2, 0.7, 1167.86, 97.3215)) for _ in range(draw.randint(1, 40)))
    return draw.choice((True, False, 0, 0.0, -0.0, 1e-7, 1e15, 123456789012345, 0.1 + 0.2, None))


def day(draw):
    first = datetime.datetime(1904, 1, 2) + datetime.timedelta(days=draw.randint(0, 60000))
    return first if draw.random() < 0.6 else first + datetime.timedelta(seconds=draw.randint(1, 86399))


def make(draw, place):
    book = Workbook(write_only=False)
    if place % 5 == 4:
        book.epoch = CALENDAR_MAC_1904
    page = book.active
    page.title = draw.choice(("清册", "Sheet 1", "a&b"))
    order = TITLES[:]
    draw.shuffle(order)
    for column, title in enumerate(order, 1):
        page.cell(1, column, draw.choice((title, title + "*", f" {title}\n＊"))).font = Font(bold=True)
    row = 1
    for number in range(1, draw.randint(2, 40)):
        row += draw.choice((1, 1, 1, 2))
        for column, title in enumerate(order, 1):
            cell = page.cell(row, column)
            if title == "行号":
                cell.value = number
            elif title == "文字":
                cell.value = text(draw)
                cell.data_type = "s"
            elif title == "数字":
                cell.value = value(draw)
                cell.number_format = draw.choice(NUMBERS)
            elif draw.random() < 0.9:
                cell.value = day(draw)
                cell.number_format = draw.choice(DATES)
    page.freeze_panes = "A2"
    page.auto_filter.ref = f"A1:D{row}"
    page.column_dimensions["B"].hidden = draw.random() < 0.2
    page["A1"].comment = Comment("说明", "onecard")
    page.add_data_validation(DataValidation(type="list", formula1='"是,否"'))
    page.cell(row + 3, 2).font = Font(italic=True)
    other = book.create_sheet("字典")
    other.append(TITLES)
    other.append([1, "x", 2, 3])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def shown(value):
    """A cell of openpyxl as the text that people see of its value."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        if value.microsecond >= 500_000:
            value += datetime.timedelta(seconds=1)
        value = value.replace(microsecond=0)
        return str(value.date() if value.time() == datetime.time() else value)
    if isinstance(value, (int, float)):
        with decimal.localcontext() as context:
            context.prec, context.rounding = 15, decimal.ROUND_HALF_UP
            exact = +decimal.Decimal(repr(value))
        plain = f"{exact:f}"
        plain = plain.rstrip("0").rstrip(".") if "." in plain else plain
        return "0" if plain in ("-0", "") else plain
    return value


def is_beyond(value):
    """A sheet keeps 15 digits of a number: one with more we refuse, lest it be somebody's number."""
    return isinstance(value, (int, float)) and not isinstance(value, bool) and abs(value) >= 10**15


def theirs(data):
    """The rows as openpyxl reads them, and how many of them we must refuse for a number too long."""
    page = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    found = [*page.iter_rows(values_only=True)]
    rows = [[shown(cell) for cell in row] for row in found if not any(map(is_beyond, row))]
    order = [TITLES.index(title.strip().rstrip("*＊").strip()) for title in rows[0]]
    lines = []
    for row in rows[1:]:
        cells = dict(zip(order, row))
        if any(cell is not None for cell in row):
            lines.append({key: cells[place] for key, place in (("row", 0), ("message", 1), ("field", 2), ("code", 3))
                          if cells[place] is not None})
    return lines, len(found) - len(rows)


def ours(program, data):
    records, faults = program.read("judge/sheet", data)
    for record in records:
        del record["accepted"]
        record["row"] = str(record["row"])
    return records, [fault["code"] for fault in faults]


def differences(program, books):
    found, rows = [], 0
    for place, data in enumerate(books):
        (left, faults), (right, beyond) = ours(program, data), theirs(data)
        rows += len(right) + beyond
        if faults != ["row.precision"] * beyond:
            found.append(f"第 {place} 本：我们退回 {faults}，应退回 {beyond} 行")
        if len(left) != len(right):
            found.append(f"第 {place} 本：我们 {len(left)} 行，openpyxl {len(right)} 行")
        found += [f"第 {place} 本：我们 {a}，openpyxl {b}" for a, b in zip(left, right) if a != b]
    return rows, found


def judge(program, report, draw, options):
    # What we write names no cell styles; openpyxl says that it takes its own.
    warnings.filterwarnings("ignore", message="Workbook contains no default style")
    books = [make(draw, place) for place in range(25)]
    rows, found = differences(program, books)
    report.outcome("openpyxl", "它写的工作簿，我们读（行）", rows, found)
    formulas = formula_book()

    pieces = PIECES + ESCAPES
    lines = [{"row": n, "accepted": True, "message": text(draw, pieces), "field": draw.choice(pieces).strip() or "-",
              "code": draw.choice(pieces).strip() or "-"} for n in range(1, 301)]
    data = program.write("judge/sheet", lines)
    page = load_workbook(io.BytesIO(data)).worksheets[0]
    found = []
    for line, row in zip(lines, page.iter_rows(min_row=2), strict=True):
        wanted = [str(line["row"]), line["message"], line["field"], line["code"]]
        if [unescape(cell.value) for cell in row] != wanted:
            found.append(f"应为 {wanted}，openpyxl 读到 {[cell.value for cell in row]}")
        for cell in row:
            like = str(cell.value)[:1] in "=+-@\t\r"
            if cell.data_type not in ("s", "inlineStr") or cell.number_format != "@" or like != bool(cell.quotePrefix):
                found.append(f"{cell.value!r}：类型 {cell.data_type}，格式 {cell.number_format}，前置单引号 {cell.quotePrefix}")
    report.outcome("openpyxl", "我们写的工作簿，它读（格），像公式的也是文字", 4 * len(lines), found)

    office = program_of_office()
    if office is None:
        report.skip("LibreOffice", "没有安装（Debian：apt-get install libreoffice-calc-nogui）")
        return
    saved = convert(office, "xlsx", [("%d.xlsx" % n, book) for n, book in enumerate([*books[:12], formulas])])
    rows, found = differences(program, saved)
    report.outcome("LibreOffice", "它另存的工作簿，含算过的公式，我们读（行）", rows, found)
    [saved] = convert(office, "xlsx", [("ours.xlsx", data)])
    again, faults = ours(program, saved)
    found = [f"应为 {line}，读到 {row}" for line, row in zip(lines, again, strict=True)
             if row != {"row": str(line["row"]), **{key: line[key] for key in ("message", "field", "code")}}]
    report.outcome("LibreOffice", "我们写的工作簿，它另存以后我们读（行）", len(lines), found + faults)
    [old] = convert(office, "xls", [("old.xlsx", books[0])])
    _, faults = program.read("judge/sheet", old)
    refused = [fault["code"] for fault in faults] == ["document.xls"]
    report.outcome("LibreOffice", "它另存的 .xls，认得出来并拒收", 1, [] if refused else [str(faults)])
    # Line ends in a cell come back as they went; the list separator and the quotes are CSV's own.
    [saved] = convert(office, 'csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false', [("ours.xlsx", data)])
    rows = list(csv.reader(io.StringIO(saved.decode(), newline="")))[1:]
    found = [f"应为 {line}，LibreOffice 读到 {row}" for line, row in zip(lines, rows, strict=True)
             if row != [str(line["row"]), line["message"], line["field"], line["code"]]]
    report.outcome("LibreOffice", "我们写的工作簿，它读（行）", len(lines), found)


def formula_book():
    """Formulas of every type of result; LibreOffice computes them when it saves."""
    book = Workbook()
    page = book.active
    page.append(TITLES)
    page.append([1, '="["&"甲"&"]"', "=1/3", "=DATE(2026,3,2)"])
    page.append([2, '=REPT("长",100)', "=97.3215*12.5", "=DATE(2026,3,2)+0.5"])
    page.append([3, '=IF(1=1,"是","否")', "=TRUE()", None])
    page.append([4, '=""', "=2^40", None])
    for row in (2, 3):
        page.cell(row, 4).number_format = "yyyy-mm-dd hh:mm:ss"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def program_of_office():
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(office, target, documents):
    """What LibreOffice makes of documents, in their order."""
    folder = WORK / "office"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "in").mkdir(parents=True)
    for name, data in documents:
        (folder / "in" / name).write_bytes(data)
    command = [office, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", target,
               "--outdir", f"{folder}/out", *(f"{folder}/in/{name}" for name, _ in documents)]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    suffix = target.split(":")[0]
    return [(folder / "out" / name.rsplit(".", 1)[0]).with_suffix(f".{suffix}").read_bytes() for name, _ in documents]
