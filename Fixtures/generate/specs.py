#!/usr/bin/env python3
"""Writes the two sample files that belong to the specification page in Fixtures/specs. The bytes are the same every time."""
from people import card, put

LINES = [  # name, amount in fen, result, code, message
    ("马存仁", 121_652, "1", "E000", "入账成功"), ("阿依古丽·买买提", 7_500, "2", "E103", "账户已销户"),
    ("苏日娜", 300_000, "1", "E000", "入账成功"), ("東方明", 45_005, "3", "E901", "已受理未入账"),
    ("额尔敦", 6_600, "2", "E104", "账户未激活"), ("赵铁柱", 800_001, "2", "E101", "户名不符"),
]
ACCOUNTS = [card(f"6299997900000000{n:02d}") for n in range(1, 6)] + ["0640-1990-0000-117"]
BATCH, DAY = "NRQZF20260316001", "20260316"


def left(text, width):
    data = text.encode("gbk")
    assert len(data) <= width
    return data.ljust(width)


def number(value, width):
    return f"{value:0{width}d}".encode()


def yuan(fen):
    return f"{fen // 100}.{fen % 100:02d}"


total = sum(line[1] for line in LINES)
records = [b"H" + left("XY1599010001", 12) + left("300199000000000059", 30) + left(BATCH, 16) + DAY.encode()
           + number(len(LINES), 8) + number(total, 15) + b"CNY" + b" " * 67]
for place, ((name, amount, *_), account) in enumerate(zip(LINES, ACCOUNTS, strict=True), 1):
    records.append(b"D" + number(place, 8) + left(f"Z2026031600{place:02d}", 20) + left(account, 30) + left(name, 60)
                   + number(amount, 15) + left("耕地地力保护补贴", 20) + b" " * 6)
records.append(b"T" + number(len(LINES), 8) + number(total, 15) + b" " * 136)
assert all(len(record) == 160 for record in records)
put("specs/DF20260316001.txt", b"".join(record + b"\r\n" for record in records))

paid = [line[1] for line in LINES if line[2] == "1"]
rows = [[BATCH, str(len(LINES)), yuan(total), str(len(paid)), yuan(sum(paid)), "20260317"]]
for place, ((name, amount, result, code, message), account) in enumerate(zip(LINES, ACCOUNTS), 1):
    core = f"HX20260317{place:06d}" if result != "3" else ""
    rows.append([str(place), f"Z2026031600{place:02d}", account, name, yuan(amount), result, code, message, core])
put("specs/JG20260317001.txt", "".join("|".join(row) + "\r\n" for row in rows).encode("gbk"))
