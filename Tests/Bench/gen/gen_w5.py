"""W5: gen_w5.py N OUT.db  payment lines to be sent"""

import sys, sqlite3, os
from synth import *

N, db = int(sys.argv[1]), sys.argv[2]
i = np.arange(N) + 30_000_000
if os.path.exists(db):
    os.unlink(db)
c = sqlite3.connect(db, isolation_level=None)
c.executescript(
    "PRAGMA journal_mode=OFF; CREATE TABLE pay_line(batch_no TEXT NOT NULL, seq INTEGER NOT NULL, name TEXT NOT NULL, id_no TEXT NOT NULL, account TEXT NOT NULL, bank_code TEXT NOT NULL, amount_fen INTEGER NOT NULL, purpose TEXT NOT NULL, PRIMARY KEY(batch_no, seq)) WITHOUT ROWID; BEGIN"
)
bk, am = pick(71, i, 20), pick(70, i, 500000) + 100
B = np.array(BANKS, dtype=object)
P = np.array(["低保金", "高龄津贴", "残疾人两项补贴", "临时救助", "城乡居民养老保险"], dtype=object)
c.executemany(
    "INSERT INTO pay_line VALUES(?,?,?,?,?,?,?,?)",
    zip(
        ["B20261120900"] * N,
        range(1, N + 1),
        names(i).tolist(),
        ids(i).astype("U18").tolist(),
        accounts(i).astype("U19").tolist(),
        B[bk].tolist(),
        am.tolist(),
        P[i % 5].tolist(),
    ),
)
c.execute("COMMIT")
c.execute("PRAGMA journal_mode=WAL")
print(N, int(am.sum()))
