#!/usr/bin/env python3
"""Writes the samples of department lists and of the beneficiary import, and the records that they must give.

Usage: departments.py (needs openpyxl, see Tests/Judges/requirements.txt). The bytes are the same every time. The
records (.jsonl) are written from the same people and not from what our reader makes of the files.
"""
import sys

sys.dont_write_bytecode = True  # the folder holds sources only

import datetime

from openpyxl import Workbook
from openpyxl.styles import Font

from people import card, compact, csv, identity, legacy, lines, put, workbook

ALL = {  # name, identity number, card, phone
    "head": ("马占海", identity("64019919580712351"), card("629999190000000101"), "19900000101"),
    "wife": ("杨秀兰", identity("64019919610320442"), card("629999190000000102"), "19900000102"),
    "son": ("马小龙", identity("64019919900105113"), card("629999190000000103"), "19900000103"),
    "aygul": ("阿依古丽·买买提", identity("15999919711003104"), card("629999190000000104"), "19900000104"),
    "hong": ("王𬭎", identity("15999919580915515"), card("629999190000000105"), "19900000105"),
    "eerdun": ("额尔敦", identity("15999919820227217"), card("629999190000000106"), "19900000106"),
    "nara": ("娜仁", identity("15999920140618226"), card("629999190000000107"), ""),
}
NAME, ID, CARD, PHONE = range(4)
assert ALL["hong"][ID].endswith("X")

TEMPLATE = ["排序序号", "户主姓名*", "户主身份证号*", "收款人姓名*", "收款人身份证号*", "银行账号*", "开户银行*", "村(居)委会*",
            "村(居)民小组*", "享受人*", "享受人身份证号*", "联系电话", "务工地点", "乘坐交通工具", "补贴标准", "补贴金额*",
            "填报日期", "备注"]
KEYS = ["sequence", "headName", "headID", "payeeName", "payeeID", "account", "bank", "village", "group",
        "beneficiaryName", "beneficiaryID", "phone", None, None, "rate", "amount", "filledOn", "note"]


def line(number, head, payee, beneficiary, village, group, phone, place, by, rate, amount, day, note):
    """One line as a list of the 18 texts of the template."""
    head, payee, beneficiary = ALL[head], ALL[payee], ALL[beneficiary]
    return [str(number), head[NAME], head[ID], payee[NAME], payee[ID], payee[CARD], "示范商业银行", village, group,
            beneficiary[NAME], beneficiary[ID], phone, place, by, rate, amount, day, note]


def record(texts, titles=TEMPLATE, keys=KEYS):
    """The record that a good line must give."""
    out = {"ext": {}}
    for title, key, text in zip(titles, keys, texts, strict=True):
        if key is None:
            if text:
                out["ext"][title.rstrip("*")] = text
        elif key == "sequence":
            out[key] = int(text)
        else:
            out[key] = text
    return out


LINES = [
    line(1, "head", "wife", "son", "红星村", "二组", ALL["son"][PHONE], "福建省泉州市", "火车", "800", "800.00", "2026-03-02",
         "已核,属\"实\""),
    line(2, "aygul", "aygul", "aygul", "红旗村", "一组", "", "浙江省\n宁波市", "长途汽车", "97.3215", "1234.50", "2026-03-03", ""),
    line(3, "hong", "hong", "hong", "红旗村", "三组", ALL["hong"][PHONE], "本旗", "", "45.1", "45.10", "2026-03-04", "无"),
    line(4, "eerdun", "eerdun", "eerdun", "巴彦嘎查", "", "0470-1234567", "", "", "0.05", "0.05", "", "补"),
]
LINES[3][8] = "独贵龙"
GOLDEN = [record(texts) for texts in LINES]
put("department/template/list.jsonl", lines(GOLDEN))

# How the same lines are written by different hands. None of it may change the record.
WRITTEN = [list(texts) for texts in LINES]
WRITTEN[1][15] = "1,234.50"
WRITTEN[1][16] = "2026/03/03"
WRITTEN[2][4] = WRITTEN[2][4].lower()
WRITTEN[2][10] = "'" + WRITTEN[2][10]
WRITTEN[2][15] = "45.1"
WRITTEN[2][16] = "20260304"
WRITTEN[3][4] = legacy(ALL["eerdun"][ID])
WRITTEN[3][2] = "".join(chr(ord(c) + 0xFEE0) for c in ALL["eerdun"][ID])
WRITTEN[3][10] = "\t" + ALL["eerdun"][ID] + "\u00a0"
WRITTEN[3][9] = "\u3000额尔敦 "
WRITTEN[3][15] = "+0000000.05"

text = csv([TEMPLATE] + WRITTEN)
put("department/template/list.gb18030.csv", text.encode("gb18030"))
put("department/template/list.utf8.csv", b"\xef\xbb\xbf" + text.encode())
put("department/template/list.json", compact({
    "清单": {"补贴项目代码": "2130501", "期次": "2026", "批复文号": "奈仁人社发〔2026〕3号", "主管部门": "renshe", "旗县": "159901",
             "总笔数": 4, "总金额": "2079.65"},
    "明细": [{title.rstrip("*"): int(text) if title == "排序序号" else text
              for title, text in zip(TEMPLATE, texts, strict=True)} for texts in WRITTEN]}))


def sheet(book, titles, rows, numbers=("排序序号", "补贴标准", "补贴金额*"), start=1):
    """Fills the active sheet as people do: numbers as numbers, days as days, numbers of identity as text."""
    page = book.active
    page.title = "清册"
    for column, title in enumerate(titles, 1):
        page.cell(start, column, title).font = Font(bold=True)
    for place, texts in enumerate(rows, start + 1):
        for column, (title, text) in enumerate(zip(titles, texts, strict=True), 1):
            if text == "":
                continue
            cell = page.cell(place, column)
            plain = text.replace(",", "").lstrip("+")
            if title in numbers and plain.replace(".", "").isdigit():
                cell.value = float(plain) if "." in plain else int(plain)
                if "," in text:
                    cell.number_format = "#,##0.00"
            elif title == "填报日期" and len(text) == 10:
                cell.value = datetime.date(*map(int, text.replace("/", "-").split("-")))
                cell.number_format = "yyyy/m/d"
            else:
                cell.value = text
                cell.number_format = "@"
                cell.quotePrefix = text.startswith("'")
    return page


book = Workbook()
sheet(book, TEMPLATE, WRITTEN)
put("department/template/list.xlsx", workbook(book))

# Two rows above the titles, merged as print forms have them, and a dictionary on a hidden sheet behind.
book = Workbook()
page = sheet(book, TEMPLATE, WRITTEN, start=3)
page["A1"] = "奈仁旗2026年惠民惠农财政补贴资金发放清册"
page.merge_cells("A1:R1")
page["A2"] = "填报单位：奈仁旗人社局"
page["P2"] = "单位：元"
page.merge_cells("A2:H2")
words = book.create_sheet("字典")
words["A1"] = "乘坐交通工具"
words["A2"] = "火车"
words.sheet_state = "hidden"
put("department/template/banner.xlsx", workbook(book))

# The sheet of last year is hidden in front of the one that people see.
book = Workbook()
page = sheet(book, TEMPLATE, LINES[:1])
page.title = "去年"
page.sheet_state = "hidden"
book.create_sheet("今年")
book.active = 1
sheet(book, TEMPLATE, WRITTEN)
put("department/template/hidden.xlsx", workbook(book))

# A formula keeps the value that the program last computed; one that was never computed has none. Below the lines an
# empty row, rows that have nothing but a style, and the sum.
book = Workbook()
page = sheet(book, TEMPLATE, LINES[:2])
page["P2"] = "=O2*1"
page["P3"] = "=O3*12"
page["A6"] = "合计"
page["P6"] = 2034.5
for row in (7, 8, 9):
    page.cell(row, 1).font = Font(bold=True)


def computed(name, data):
    """Gives the first formula the value that a spreadsheet program keeps beside it."""
    for end in (b"<v></v>", b"<v />", b"<v/>"):
        data = data.replace(b"<f>O2*1</f>" + end, b"<f>O2*1</f><v>800</v>")
    return data


put("department/template/formula.xlsx", workbook(book, computed))

# One trap in each row; the second column of the comment is what must become of it (see the mapping's tests).
book = Workbook()
GOOD = LINES[1]
ROWS = [
    (11, int(ALL["aygul"][ID])),  # typed as a number: more than 15 digits are lost
    (11, "1.59999E+17"),  # the same, shown and pasted as text
    (11, ALL["aygul"][ID][:15] + "000"),  # the same, written out again
    (6, int(GOOD[5])),
    (6, "6.29999E+18"),
    (6, GOOD[5][:15] + "0000"),
    (11, "'" + ALL["aygul"][ID]),
    (11, "\ufeff\u200b" + ALL["aygul"][ID] + "\u3000\u00a0\t"),
    (17, 46083),  # the serial number of 2026-03-02, in a cell without a date format
    (17, datetime.date(2026, 3, 2)),
    (16, 1167.86 - 2e-13),  # what binary arithmetic leaves of 1167.86
    (16, 12.345),
    (16, 0),
    (16, -5),
    (16, "八百元"),
    (3, ALL["head"][ID][:10] + "********"),  # masked
    (13, "=SUM(1"),  # a text that begins like a formula
]
page = sheet(book, TEMPLATE, [GOOD] * len(ROWS))
for place, (column, value) in enumerate(ROWS, 2):
    cell = page.cell(place, column)
    page.cell(place, 1).value = place - 1
    cell.value = value
    cell.number_format = "yyyy-mm-dd" if isinstance(value, datetime.date) else "General"
    if value == "=SUM(1":
        cell.data_type = "s"
put("department/template/damaged.xlsx", workbook(book))

# Items with columns of their own: the template with two columns changed.
ITEMS = {
    "planting": (["作物", "面积(亩)"], [("玉米n00003", "12.5"), ("小麦n00001", "3.0625")]),
    "machinery": (["机具型号", "出厂编号"], [("4YZ-4A(G4)", "NM26-000117"), ("1GQN-200", "0012")]),
    "student": (["学籍号", "学期"], [("G" + ALL["nara"][ID], "2025-2026-2"), ("G" + ALL["son"][ID], "2025-2026-1")]),
}
for item, (titles, values) in ITEMS.items():
    changed = TEMPLATE[:12] + titles + TEMPLATE[14:]
    keys = KEYS[:12] + [None, "quantity" if item == "planting" else None] + KEYS[14:]
    rows = []
    for number, (head, payee, beneficiary) in enumerate((("eerdun", "eerdun", "nara"), ("head", "wife", "son")), 1):
        texts = line(number, head, payee, beneficiary, "红星村", "五组", ALL[payee][PHONE], *values[number - 1], "100",
                     "%d00.00" % (number * 3), "2026-03-0%d" % number, item if number == 2 else "")
        rows.append(texts)
    book = Workbook()
    sheet(book, changed, rows, numbers=("排序序号", "补贴标准", "补贴金额*", "面积(亩)"))
    put(f"department/items/{item}.xlsx", workbook(book))
    put(f"department/items/{item}.jsonl", lines(record(texts, changed, keys) for texts in rows))
