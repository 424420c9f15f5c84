"""Synthetic people and small writers that the scripts of this folder share.

Identity numbers begin with 159999 or 640199, which are assigned to nobody; cards with 629999. Names are invented.
"""
import datetime
import io
import json
import pathlib
import zipfile

FIXTURES = pathlib.Path(__file__).resolve().parent.parent


def identity(body):
    """The 18 characters of a number, from its first 17 (ISO 7064 MOD 11-2)."""
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]


def legacy(number):
    """The 15-digit form of a number of the twentieth century."""
    assert number[6:8] == "19"
    return number[:6] + number[8:17]


def card(body):
    """The 19 digits of a card, from its first 18 (Luhn)."""
    for check in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(body + check)):
            value = int(digit) * (1 + place % 2)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return body + check


def put(path, data):
    path = FIXTURES / path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def lines(records):
    """Records as `onecard mapping apply --reveal` prints them: keys sorted, missing fields left out."""
    text = ""
    for record in records:
        kept = {key: value for key, value in record.items() if value not in (None, "", {})}
        text += json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
    return text.encode()


def compact(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def csv(rows, delimiter=",", newline="\r\n"):
    """Rows as a spreadsheet program exports them: quotes only where they are needed, and doubled inside."""
    def cell(text):
        if any(mark in text for mark in (delimiter, '"', "\n", "\r")):
            return '"' + text.replace('"', '""') + '"'
        return text
    return "".join(delimiter.join(cell(text) for text in row) + newline for row in rows)


def workbook(book, patch=lambda name, data: data):
    """The bytes of an openpyxl workbook, the same every time: fixed times, parts stored as they are.

    `patch` changes a part where openpyxl cannot write what other programs do.
    """
    moment = datetime.datetime(2026, 3, 2, 8, 0, 0)
    book.properties.created = moment
    book.properties.creator = "onecard"
    first = io.BytesIO()
    book.save(first)
    second = io.BytesIO()
    with zipfile.ZipFile(first) as source, zipfile.ZipFile(second, "w", zipfile.ZIP_STORED) as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "docProps/core.xml":
                # openpyxl writes the time of saving here, whatever was set.
                start = data.index(b">", data.index(b"<dcterms:modified")) + 1
                end = data.index(b"</dcterms:modified>")
                data = data[:start] + moment.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + data[end:]
            target.writestr(zipfile.ZipInfo(name, (2026, 3, 2, 8, 0, 0)), patch(name, data))
    return second.getvalue()
