"""Deterministic synthetic people. Everything is a pure function of (seed, stream, index),
computed with splitmix64 on uint64, so the bytes do not depend on the numpy version.
The county parts 6499xx / 1599xx are not assigned to any real county, the card BIN 629999 is not
assigned to any issuer: no generated person can be a real one."""

import numpy as np, datetime as dt

SEED = 20261121
U = np.uint64


def h(stream, i, seed=SEED):
    x = np.asarray(i, dtype=U) * U(0x9E3779B97F4A7C15) + U((seed * 1000003 + stream * 7919) & ((1 << 64) - 1))
    with np.errstate(over="ignore"):
        x = (x ^ (x >> U(30))) * U(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> U(27))) * U(0x94D049BB133111EB)
    return x ^ (x >> U(31))


def pick(stream, i, n):
    return (h(stream, i) % U(n)).astype(np.int64)


COUNTIES = np.array(["%02d99%02d" % (p, c) for p in (64, 15) for c in range(1, 11)])
D0, ND = dt.date(1925, 1, 1), 31000  # 1925-01-01 .. 2009-11
DATES = np.array([(D0 + dt.timedelta(k)).strftime("%Y%m%d") for k in range(ND)])
NSPACE = 20 * ND * 999
W = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
CHK = np.frombuffer(b"10X98765432", dtype=np.uint8)


def ids(i):
    """person index -> unique valid 18-char id (bijection i -> (county, day, seq))"""
    k = (np.asarray(i, dtype=np.int64) * 48271 + 11) % NSPACE  # 48271 prime, coprime with NSPACE
    c, r = k % 20, k // 20
    d, s = r % ND, r // ND + 1
    n = len(k)
    out = np.empty((n, 18), dtype=np.uint8)
    out[:, :6] = COUNTIES.astype("S6").view(np.uint8).reshape(-1, 6)[c]
    out[:, 6:14] = DATES.astype("S8").view(np.uint8).reshape(-1, 8)[d]
    out[:, 14] = s // 100 + 48
    out[:, 15] = s // 10 % 10 + 48
    out[:, 16] = s % 10 + 48
    tot = ((out[:, :17].astype(np.int64) - 48) * W).sum(1) % 11
    out[:, 17] = CHK[tot]
    return out.view("S18").reshape(-1)


def accounts(i):
    """19 digits, BIN 629999, Luhn-valid, unique per index"""
    k = (np.asarray(i, dtype=np.int64) * 7368787 + 17) % 10**12
    n = len(k)
    out = np.empty((n, 19), dtype=np.int64)
    out[:, :6] = [6, 2, 9, 9, 9, 9]
    for j in range(12):
        out[:, 17 - j] = k // 10**j % 10
    body = out[:, :18]
    dbl = body.copy()
    m = dbl[:, 1::2] * 0
    odd = body[:, 17::-2] * 2  # positions 17,15,..1 doubled (check digit is position 18)
    odd = np.where(odd > 9, odd - 9, odd)
    s = odd.sum(1) + body[:, 16::-2].sum(1)
    out[:, 18] = (10 - s % 10) % 10
    return (out + 48).astype(np.uint8).view("S19").reshape(-1)


SUR = list(
    "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷黎史龙陶贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
) + ["欧阳", "司马", "诸葛", "慕容", "拓跋", "呼延"]
GIV = list(
    "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文海玲志飞鹏波斌宇浩凯健俊帆雪梅琳晨欣怡佳悦淑兰凤洁云莲真环雅荣爱妹香月莺媛瑞凡燕萱颖琴瑾璇"
)
MIN_A = [
    "买买提",
    "阿依古丽",
    "古丽娜尔",
    "吐尔逊",
    "艾尼瓦尔",
    "阿卜杜热合曼",
    "帕提古丽",
    "努尔兰",
    "赛里克",
    "巴特尔",
    "乌兰其其格",
    "斯琴高娃",
    "扎西",
    "马哈木提",
    "热依汗",
]
MIN_B = [
    "阿布都拉",
    "玉山江",
    "肉孜",
    "艾买提",
    "阿不力孜",
    "达吾提",
    "库尔班",
    "苏来曼",
    "哈斯木",
    "依明",
    "额尔德尼",
    "呼格吉勒图",
]
# 4-byte in GB18030 (supplementary plane / Ext A) + characters whose SECOND GB18030 byte is 0x7C '|':
RARE4 = list("𠮷𡚒𤧛𬭎𫖯㛃㑇𣗋𨱏")
TRAP7C = [
    c for c in "晐彍恷渱焲峾妡泙祙瀨緗縷輡髚鴟媩" if len(c.encode("gb18030")) == 2 and c.encode("gb18030")[1] == 0x7C
]
if not TRAP7C:
    TRAP7C = []
    for lead in range(0x81, 0xFE):
        try:
            c = bytes([lead, 0x7C]).decode("gb18030")
        except UnicodeDecodeError:
            continue
        if len(c) == 1 and 0x4E00 <= ord(c) <= 0x9FA5:
            TRAP7C.append(c)
    TRAP7C = TRAP7C[:40]


def name_pool(n=200_000):
    i = np.arange(n)
    a, b, c, k = pick(1, i, len(SUR)), pick(2, i, len(GIV)), pick(3, i, len(GIV)), pick(4, i, 1000)
    m, q, r = pick(5, i, len(MIN_A)), pick(6, i, len(MIN_B)), pick(7, i, 1 << 30)
    out = []
    for x in range(n):
        kk = k[x]
        if kk < 60:
            out.append(MIN_A[m[x]] + "·" + MIN_B[q[x]])  # 6 % minority names with the middle dot
        elif kk < 65:
            out.append(SUR[a[x]] + RARE4[r[x] % len(RARE4)])  # 0.5 % 4-byte characters
        elif kk < 70:
            out.append(SUR[a[x]] + TRAP7C[r[x] % len(TRAP7C)])  # 0.5 % second byte is '|'
        elif kk < 300:
            out.append(SUR[a[x]] + GIV[b[x]])
        else:
            out.append(SUR[a[x]] + GIV[b[x]] + GIV[c[x]])
    return np.array(out, dtype=object)


POOL = 200_000
_pool = None


def names(i):
    global _pool
    if _pool is None:
        _pool = name_pool(POOL)
    return _pool[pick(10, i, POOL)]


BANKS = [
    "%03d6499%05d" % (b, b * 7 % 99999)
    for b in (102, 103, 104, 105, 301, 302, 303, 304, 305, 306, 307, 308, 309, 310, 313, 314, 315, 316, 402, 403)
]  # 12-char line codes
BANK_CANON = {c: "BK%s" % c[:3] for c in BANKS}
# bank status code -> canonical reason ; 09 takes its reason from the free text
STATUS = {
    "00": "PAID",
    "01": "ACCOUNT_NOT_FOUND",
    "02": "NAME_MISMATCH",
    "03": "ACCOUNT_CLOSED",
    "04": "ACCOUNT_FROZEN",
    "05": "CARD_LOST",
    "09": "OTHER",
}
TEXT = {"01": "账号不存在", "02": "户名不符", "03": "账户已销户", "04": "账户冻结", "05": "卡片挂失"}
OTHER_TEXT = {
    "日累计超限": "LIMIT_EXCEEDED",
    "睡眠户": "DORMANT_ACCOUNT",
    "币种不符": "CURRENCY_MISMATCH",
    "系统超时": "BANK_TIMEOUT",
}
