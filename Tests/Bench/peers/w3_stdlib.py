"""W3 with CPython's csv and sqlite3: checked in Python, joined by one statement on the primary key.

usage: w3_stdlib.py DIR
"""

import csv
import json
import sqlite3
import sys
from operator import mul

folder = sys.argv[1]
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ZEROES = 48 * sum(WEIGHTS)


def is_valid(number):
    if len(number) != 18 or not number[:17].isdigit():
        return False
    return "10X98765432"[(sum(map(mul, WEIGHTS, number.encode())) - ZEROES) % 11] == number[17]


def load(path, encoding):
    notices, rejected = {}, 0
    with open(path, encoding=encoding, newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for number, name, day, *_ in rows:
            if not is_valid(number):
                rejected += 1
            elif number not in notices:
                notices[number] = name, day if len(day) == 10 else f"{day[:4]}-{day[4:6]}-{day[6:]}"
    return notices, rejected


certificates, rejected = load(f"{folder}/deaths.csv", "utf-8")
cremations, _ = load(f"{folder}/cremation.csv", "gb18030")
connection = sqlite3.connect(f"{folder}/base.db", isolation_level=None)
connection.executescript(
    "PRAGMA synchronous=FULL; PRAGMA cache_size=-131072; PRAGMA temp_store=MEMORY; DELETE FROM change;"
    "CREATE TEMP TABLE notice(id_no TEXT PRIMARY KEY, name TEXT, day TEXT, source TEXT) WITHOUT ROWID; BEGIN"
)
connection.executemany("INSERT INTO notice VALUES(?,?,?,'REG')", ((n, *v) for n, v in sorted(certificates.items())))
connection.executemany(
    "INSERT INTO notice VALUES(?,?,?,'CREM')",
    ((n, *v) for n, v in sorted(cremations.items()) if n not in certificates),
)
connection.execute(
    """INSERT INTO change
    SELECT n.id_no,
        CASE WHEN source = 'CREM' THEN 'SUSPECT' WHEN n.name <> b.name THEN 'NAME_MISMATCH' ELSE 'DEATH' END,
        b.status, CASE WHEN source = 'REG' AND n.name = b.name THEN 'D' END, n.day, source
    FROM notice n CROSS JOIN beneficiary b ON b.id_no = n.id_no WHERE b.status <> 'D'"""
)
connection.execute("COMMIT")
found = dict(connection.execute("SELECT kind, count(*) FROM change GROUP BY kind"))
deaths, mismatches, suspects = (found.get(kind, 0) for kind in ("DEATH", "NAME_MISMATCH", "SUSPECT"))
totals = dict(good=deaths + mismatches + suspects, bad=rejected, good_sum=suspects, paid=deaths, reconciled=True)
print(json.dumps(totals, separators=(",", ":")), file=sys.stderr)
