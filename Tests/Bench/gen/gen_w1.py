"""W1/W6 bank result file. usage: gen_w1.py N OUT.txt  (writes OUT.txt, GB18030, CRLF, and OUT.expect.json)"""

import sys, json, numpy as np
from synth import *

N, out = int(sys.argv[1]), sys.argv[2]
i = np.arange(N)
I = ids(i).astype("U18")
A = accounts(i).astype("U19")
NM = names(i)
amt = pick(20, i, 500_000) + 100  # 1.00 .. 5000.99 yuan in fen
bank = pick(21, i, len(BANKS))
st = pick(22, i, 10000)
day = pick(23, i, 28) + 1
dfm = pick(24, i, 10)
pad = pick(25, i, 100)
rem = pick(26, i, 10)
sub = pick(27, i, 1 << 30)
badsel = np.argsort(h(28, i), kind="stable")[: N // 1000]
plan = [
    ("columns", 20),
    ("amount", 20),
    ("id_checksum", 20),
    ("status", 15),
    ("luhn", 10),
    ("duplicate", 10),
    ("date", 5),
]
kinds = {}
p = 0
for k, share in plan:
    n = len(badsel) * share // 100
    for x in badsel[p : p + n]:
        kinds[int(x)] = k
    p += n
for x in badsel[p:]:
    kinds[int(x)] = "columns"
batch = "B20261101%07d" % N
REM = [
    "低保金",
    "城乡居民养老保险",
    "高龄津贴",
    "残疾人两项补贴",
    "",
    "耕地地力保护补贴",
    "临时救助",
    "2026年10月 发放",
    "孤儿基本生活费",
    "退役军人优抚",
]
BADAMT = ["12.3.4", "1,234.5X", "-5.00", "12.345", "", "壹佰元"]
rows, total, good, goodsum, paid, failed = [], 0, 0, 0, 0, 0
bad = {}
for x in range(N):
    s = int(st[x])
    seq = x + 1
    code, text = "00", ""
    if s < 200:  # 2 % failed
        r = int(sub[x]) % 100
        if r < 85:
            code = ("01", "02", "03", "04", "05")[r % 5]
            text = TEXT[code]
        else:
            code = "09"
            text = list(OTHER_TEXT)[r % 4]
    d = "202611%02d" % day[x]
    f = int(dfm[x])
    d = d if f < 7 else (d[:4] + "-" + d[4:6] + "-" + d[6:] if f < 9 else d[:4] + "/" + d[4:6] + "/" + d[6:])
    a = int(amt[x])
    ay = "%d.%02d" % (a // 100, a % 100)
    idn = str(I[x])
    acc = str(A[x])
    nm = NM[x]
    q = int(pad[x])
    if q < 9:
        nm = nm + "  "
    elif q == 9:
        nm = nm + "\u3000"  # full-width space padding
    if q % 20 == 3 and a % 10 == 0:
        ay = ay[:-1]  # '1234.5' : one decimal allowed
    if q % 20 == 7:
        ay = " " + ay
    if q % 50 == 11:
        idn = idn[:-1] + idn[-1].lower()  # lower-case x is normalised to X
    k = kinds.get(x)
    cols = 10
    if k == "amount":
        ay = BADAMT[int(sub[x]) % 6]
    elif k == "id_checksum":
        idn = idn[:17] + "10X98765432"[("10X98765432".index(idn[17].upper()) + 1 + int(sub[x]) % 9) % 11]
    elif k == "status":
        code = ("77", "ZZ", "")[int(sub[x]) % 3]
        text = ""
    elif k == "luhn":
        acc = acc[:-1] + str((int(acc[-1]) + 1 + int(sub[x]) % 8) % 10)
    elif k == "duplicate":
        seq = x if x else 1
    elif k == "date":
        d = ("20261332", "20260230", "2026-11-9")[int(sub[x]) % 3]
    rec = [str(seq), nm, idn, acc, BANKS[bank[x]], ay, code, text, d, REM[rem[x]]]
    if k == "columns":
        rec = rec[:8] if int(sub[x]) % 2 else rec + ["多余"]
    if k not in ("columns", "amount"):
        total += a
    if k:
        bad[k] = bad.get(k, 0) + 1
    else:
        good += 1
        goodsum += a
        if code == "00":
            paid += 1
        else:
            failed += 1
    rows.append("|".join(rec))
# a duplicate whose original is itself bad would be good: the generator refuses such a draw
dups = [x for x, k in kinds.items() if k == "duplicate"]
assert all((x - 1) not in kinds and x > 0 for x in dups), "re-seed: duplicate next to a bad row"
with open(out, "wb") as f:
    f.write(("H|%s|%d|%d|20261130|BANK-FEEDBACK\r\n" % (batch, N, total)).encode("gb18030"))
    for p in range(0, N, 50000):
        f.write(("\r\n".join(rows[p : p + 50000]) + "\r\n").encode("gb18030"))
    f.write(("T|%s|%d|%d\r\n" % (batch, N, total)).encode("gb18030"))
json.dump(
    dict(
        batch=batch,
        lines=N,
        header_sum_fen=total,
        good=good,
        good_sum_fen=goodsum,
        paid=paid,
        failed=failed,
        bad=bad,
        bad_total=sum(bad.values()),
    ),
    open(out.rsplit(".", 1)[0] + ".expect.json", "w"),
    ensure_ascii=False,
    indent=1,
)
