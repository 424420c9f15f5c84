"""What the Python peers share: code tables, checks, the table of W1."""

import json
import os
import sqlite3
import sys
from operator import mul

BANK_HEADS = [102, 103, 104, 105, 301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 313, 314, 315, 316, 402, 403]
BANKS = {"%03d6499%05d" % (head, head * 7 % 99999): "BK%d" % head for head in BANK_HEADS}
STATUS = {
    "00": None,
    "01": "ACCOUNT_NOT_FOUND",
    "02": "NAME_MISMATCH",
    "03": "ACCOUNT_CLOSED",
    "04": "ACCOUNT_FROZEN",
    "05": "CARD_LOST",
    "09": "OTHER",
}
OTHER = {"日累计超限": "LIMIT_EXCEEDED", "睡眠户": "DORMANT_ACCOUNT", "币种不符": "CURRENCY_MISMATCH", "系统超时": "BANK_TIMEOUT"}
COLUMNS = (
    "batch_no seq name id_no account bank_code amount_fen status reason pay_date remark source_line".split()
)
SCHEMA = os.path.join(os.path.dirname(__file__), "..", "schema.sql")
INSERT = "INSERT INTO bank_result VALUES(?,?,?,?,?,?,?,?,?,?,?,?)"
INSERT_REJECT = "INSERT INTO reject VALUES(?,?,?,?,?)"

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK = "10X98765432"
_BASE = 48 * sum(WEIGHTS)
_ONCE = bytes((i - 48) % 256 for i in range(256))
_TWICE = bytes(((i - 48) * 2 - (9 if i > 52 else 0)) % 256 for i in range(256))


def check_digit(number: str) -> str:
    """ISO 7064 MOD 11-2 of the first 17 digits."""
    return CHECK[(sum(map(mul, WEIGHTS, number.encode())) - _BASE) % 11]


def luhn(digits: bytes) -> bool:
    return (sum(digits[::-2].translate(_ONCE)) + sum(digits[-2::-2].translate(_TWICE))) % 10 == 0


def open_table(path: str) -> sqlite3.Connection:
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(path + suffix):
            os.unlink(path + suffix)
    connection = sqlite3.connect(path, isolation_level=None)
    with open(SCHEMA) as schema:
        connection.executescript(schema.read())
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA cache_size=-262144")
    return connection


def standard_output():
    return open(1, "w", encoding="utf-8", buffering=1 << 20)


def report(good, bad, good_sum, paid, reconciled):
    totals = dict(
        good=int(good), bad=int(bad), good_sum=int(good_sum), paid=int(paid), reconciled=bool(reconciled)
    )
    print(json.dumps(totals), file=sys.stderr)
