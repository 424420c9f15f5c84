"""Writes Fixtures/judges, what the judges say of a few documents, so that `make test` can replay it without them.

The list gb18030.tsv stands beside it and is kept by hand: each of its lines has a reason. The workbooks hold the time
of their making; all else is the same every time.
"""
import base64
import json
import random

from stdnum import luhn
from stdnum.cn import ric
from stdnum.iso7064 import mod_11_10

import identity
import markup
import sheets
from program import ROOT

FOLDER = ROOT / "Fixtures" / "judges"
# Clearing numbers that banks publish (domain facts; no secret and nobody's account).
CLEARING = ["102100099996", "103100000026", "104100000004", "105100000017", "301290000007", "403100000004",
            "313871000007", "313872097457", "402871099996", "402191009992", "313191000011", "313193057846",
            "313205057830", "313192000013"]


def write(seed):
    FOLDER.mkdir(exist_ok=True)
    draw = random.Random(f"{seed} fixtures")
    numbers(draw)
    books(draw)
    trees(draw)


def numbers(draw):
    """kind, the text as written, what it must become (a dash: refused), the faults that would be right."""
    rows = []
    for _ in range(240):
        number = identity.number(draw)
        rows.append(("identity", identity.written(draw, number), number, identity.verdicts(number)))
    for _ in range(40):
        text = f"640199{draw.randint(0, 99):02}{draw.randint(1, 12):02}{draw.randint(1, 31):02}"
        text += f"{draw.randint(0, 999):03}"
        whole = text[:6] + "19" + text[6:] + "0"
        whole = whole[:17] + ric.calc_check_digit(whole)
        rows.append(("identity", text, whole, identity.verdicts(whole)))
    for _ in range(60):
        body = "629999" + "".join(draw.choices("0123456789", k=draw.randint(9, 12)))
        card = body + (luhn.calc_check_digit(body) if draw.random() < 0.5 else draw.choice("0123456789"))
        rows.append(("account", card, card, set() if luhn.is_valid(card) else {"account.checkDigit"}))
    codes = CLEARING + ["".join(draw.choices("0123456789", k=12)) for _ in range(46)]
    for code in codes:
        rows.append(("clearing", code, code, set() if mod_11_10.is_valid(code) else {"clearingNumber.checkDigit"}))
    lines = ["# What python-stdnum says of numbers; written by `Tests/Judges/run --fixtures`.",
             "# kind	as written	what it becomes	faults that would be right"]
    for kind, text, number, right in rows:
        lines.append("\t".join((kind, text, "-" if right else number, ",".join(sorted(right)) or "-")))
    (FOLDER / "numbers.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def books(draw):
    """A workbook of each calendar by openpyxl, and what LibreOffice makes of one with formulas, when it is there."""
    made = {name: whole(draw, place) for name, place in (("openpyxl.1900", 0), ("openpyxl.1904", 4))}
    office = sheets.program_of_office()
    if office:
        [made["libreoffice.formulas"]] = sheets.convert(office, "xlsx", [("formulas.xlsx", sheets.formula_book())])
        [made["libreoffice.1900"]] = sheets.convert(office, "xlsx", [("1900.xlsx", made["openpyxl.1900"])])
        [old] = sheets.convert(office, "xls", [("old.xlsx", sheets.formula_book())])
        (FOLDER / "libreoffice.xls").write_bytes(old)
    for name, data in made.items():
        (FOLDER / f"{name}.xlsx").write_bytes(data)
        rows, _ = sheets.theirs(data)
        (FOLDER / f"{name}.jsonl").write_text(
            "".join(json.dumps(row, ensure_ascii=False, sort_keys=True) + "\n" for row in rows), encoding="utf-8")


def whole(draw, place):
    """A workbook of which no row must be refused."""
    while True:
        data = sheets.make(draw, place)
        if sheets.theirs(data)[1] == 0:
            return data


def trees(draw):
    """XML documents, whole ones and damaged ones, with what lxml and expat agree on; `refused` when both refuse."""
    lines = []
    while len(lines) < 60:
        data = markup.document(draw)
        if len(lines) % 3:
            data = markup.damage(draw, data)
        left, right = (markup.read_by(parse, data) for parse in (markup.tree_by_lxml, markup.tree_by_expat))
        if left != right or left is None and markup.is_unbound(data):
            continue
        whole = left is not None and left != "another" and all("row" in line for line in left[1:]) and len(left[0]) == 3
        if left is None:
            lines.append({"bytes": base64.b64encode(data).decode(), "refused": True})
        elif whole and len(left) > 1:
            lines.append({"bytes": base64.b64encode(data).decode(), "records": left})
    (FOLDER / "markup.jsonl").write_text(
        "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines), encoding="utf-8")
