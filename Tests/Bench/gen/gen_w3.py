"""W3: gen_w3.py N D K DIR  a base of N people in order of their numbers, D death certificates, K cremations, and what
must come out of them"""

import json
import os
import sqlite3
import sys

import synth
from synth import *

N, D, K = map(int, sys.argv[1:4])
out = sys.argv[4]
os.makedirs(out, exist_ok=True)
db = f"{out}/base.db"
for suffix in ("", "-wal", "-shm"):
    if os.path.exists(db + suffix):
        os.unlink(db + suffix)

# Of a thousand people 960 are there, 25 are known to be dead, 15 are suspended.
i = np.arange(N)
I = ids(i)
share = pick(50, i, 1000)
state = np.where(share < 960, 0, np.where(share < 985, 1, 2)).astype(np.int8)
pool = name_pool()
synth._pool = pool
called = pick(10, i, POOL).astype(np.int32)
order = np.argsort(I)
c = sqlite3.connect(db, isolation_level=None)
c.executescript(
    "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA page_size=4096;"
    "CREATE TABLE beneficiary(id_no TEXT PRIMARY KEY, name TEXT NOT NULL, status TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE change(id_no TEXT NOT NULL, kind TEXT NOT NULL, old_status TEXT, new_status TEXT, death_date TEXT,"
    " source TEXT NOT NULL, PRIMARY KEY(id_no, kind)) WITHOUT ROWID; BEGIN"
)
letters = np.array(["A", "D", "S"], dtype=object)
for start in range(0, N, 200000):
    some = order[start : start + 200000]
    rows = zip(I[some].astype("U18").tolist(), pool[called[some]].tolist(), letters[state[some]].tolist())
    c.executemany("INSERT INTO beneficiary VALUES(?,?,?)", rows)
c.execute("COMMIT")
c.execute("PRAGMA journal_mode=WAL")
c.close()

# Certificates: 10 % of people known to be dead, 25 % of strangers, 3 % with another name, 1 % with a wrong check digit,
# 1 % told twice.
dead = np.nonzero(state == 1)[0]
expect = dict(DEATH=0, NAME_MISMATCH=0, SUSPECT=0, reject=0)
told = set()


def spread(j):
    return (j * 15485863 + 7) % N


j = np.arange(D)
q = pick(51, j, 1000)
person = np.where(q < 100, dead[j % len(dead)], spread(j))
person = np.where(q >= 750, N + j, person)
for x in range(1, D):
    if 740 <= q[x] < 750:
        person[x] = person[x - 1]
numbers, called_so, day = ids(person).astype("U18"), names(person), pick(52, j, 28)
with open(f"{out}/deaths.csv", "w", encoding="utf-8", newline="") as f:
    f.write("id_no,name,death_date,cert_no,registrar\r\n")
    for x in range(D):
        number, name, p = str(numbers[x]), called_so[x], int(person[x])
        is_bad = 730 <= q[x] < 740
        if is_bad:
            number = number[:17] + ("1" if number[17] != "1" else "2")
        if 700 <= q[x] < 730:
            name = "某" + name[1:]
        f.write("%s,%s,2026-10-%02d,DC%09d,示例卫健局\r\n" % (number, name, day[x] + 1, x))
        if is_bad:
            expect["reject"] += 1
        elif number not in told:
            told.add(number)
            if p < N and state[p] != 1:
                expect["NAME_MISMATCH" if name != pool[called[p]] else "DEATH"] += 1

# Cremations: 70 % of those with certificates, 20 % of others who are ours, 10 % of strangers.
k = np.arange(K)
q = pick(53, k, 1000)
person = np.where(q < 700, person[(k * 5) % D], np.where(q < 900, spread(D + k), N + D + k))
numbers, called_so = ids(person).astype("U18"), names(person)
with open(f"{out}/cremation.csv", "w", encoding="gb18030", newline="") as f:
    f.write("身份证号,姓名,火化日期,殡仪馆\r\n")
    for x in range(K):
        number, p = str(numbers[x]), int(person[x])
        f.write("%s,%s,202610%02d,示例殡仪馆\r\n" % (number, called_so[x], x % 28 + 1))
        if number not in told:
            told.add(number)
            if p < N and state[p] != 1:
                expect["SUSPECT"] += 1
with open(f"{out}/expect.json", "w") as f:
    json.dump(expect, f)
print(expect)
