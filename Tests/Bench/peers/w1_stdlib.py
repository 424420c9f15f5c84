"""W1 and W6 with CPython's standard library, tuned as a good engineer would: split, translate tables, a cache for days,
executemany in chunks.

usage: w1_stdlib.py json FILE > LINES, or w1_stdlib.py db FILE DB
"""

import datetime
import json
import re
import sys
from functools import lru_cache

from common import *

is_identity = re.compile(r"[0-9]{17}[0-9X]").fullmatch
amount_parts = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?").fullmatch


@lru_cache(4096)
def day(text):
    if len(text) == 10 and text[4] == text[7] and text[4] in "-/":
        text = text[:4] + text[5:7] + text[8:]
    if len(text) != 8 or not (text.isascii() and text.isdigit()):
        return None
    try:
        return datetime.date(int(text[:4]), int(text[4:6]), int(text[6:])).isoformat()
    except ValueError:
        return None


def main(mode, path, db=None):
    good_count = good_sum = rejected_sum = paid = lines = 0
    seen, good, rejects = set(), [], []
    head = trailer = None
    if mode == "db":
        connection = open_table(db)
        connection.execute("BEGIN")
    else:
        out = standard_output()
        dumps = json.JSONEncoder(ensure_ascii=False).encode

    def flush():
        if mode == "db":
            connection.executemany(INSERT, good)
        else:
            out.write("".join([dumps(dict(zip(COLUMNS, row))) + "\n" for row in good]))
        good.clear()

    with open(path, encoding="gb18030", newline="\n", buffering=1 << 20) as file:
        for number, line in enumerate(file, 1):
            line = line.rstrip("\r\n")
            cells = line.split("|")
            if cells[0] == "H":
                head, batch = cells, cells[1]
                continue
            if cells[0] == "T":
                trailer = cells
                continue
            lines += 1
            if len(cells) != 10:
                rejects.append((batch, number, "columns", "columns", line))
                continue
            seq, name, identity, account, bank, amount, status, text, paid_on, remark = [c.strip() for c in cells]
            parts = amount_parts(amount)
            fen = int(parts[1]) * 100 + (int((parts[2] + "0")[:2]) if parts[2] else 0) if parts else 0
            if fen <= 0:
                rejects.append((batch, number, "amount", "amount", line))
                continue
            identity = identity.upper()
            kind = None
            if not is_identity(identity) or check_digit(identity) != identity[17]:
                kind = "id_checksum"
            elif status not in STATUS:
                kind = "status"
            else:
                digits = account.encode()
                if not digits.isdigit() or not 12 <= len(digits) <= 19 or not luhn(digits):
                    kind = "luhn"
                elif bank not in BANKS:
                    kind = "bank"
                else:
                    iso = day(paid_on)
                    if iso is None:
                        kind = "date"
                    else:
                        seq = int(seq)
                        if seq in seen:
                            kind = "duplicate"
                        else:
                            seen.add(seq)
            if kind:
                rejected_sum += fen
                rejects.append((batch, number, kind, kind, line))
                continue
            reason = STATUS[status]
            if status == "09":
                reason = OTHER.get(text, reason)
            good_count += 1
            good_sum += fen
            paid += status == "00"
            result = "PAID" if status == "00" else "FAILED"
            good.append(
                (batch, seq, name, identity, account, BANKS[bank], fen, result, reason, iso, remark, number)
            )
            if len(good) == 10000:
                flush()
    flush()
    if mode == "db":
        connection.executemany(INSERT_REJECT, rejects)
        connection.execute("COMMIT")
        connection.close()
    else:
        out.close()
    stated = int(head[2]) == lines and int(head[3]) == good_sum + rejected_sum
    report(good_count, len(rejects), good_sum, paid, stated and head[2:4] == trailer[2:4])


main(*sys.argv[1:])
