#!/usr/bin/env python3
"""Writes the byte-exact samples of the banks', departments' and civil affairs' documents.

Written apart from the sandbox: its writers must produce these bytes (Tests/SandboxTests). All persons are synthetic:
identity numbers begin with 159999 or 640199, which are assigned to nobody, accounts with 629999.
Needs only Python 3 and the openssl command (HMAC-SM3). Usage: strangers.py [FIXTURES FOLDER]
"""
import json
import os
import subprocess
import sys

root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def identity(body):
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return body + "10X98765432"[sum(int(d) * w for d, w in zip(body, weights)) % 11]


def card(body):
    for check in "0123456789":
        total = 0
        for place, digit in enumerate(reversed(body + check)):
            value = int(digit) * (1 + place % 2)
            total += value - 9 if value > 9 else value
        if total % 10 == 0:
            return body + check


def mac(key, data):
    command = ["openssl", "mac", "-digest", "SM3", "-macopt", "key:" + key, "-in", "/dev/stdin", "HMAC"]
    return subprocess.run(command, input=data, capture_output=True, check=True).stdout.strip().lower()


def put(path, data, marker=None, key=None):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)
    if marker:
        with open(path + marker, "wb") as file:
            file.write(mac(key, data) if key else b"")


KEYS = {"a": "sandbox-bank-a-mac", "b": "sandbox-bank-b-mac", "lincao": "sandbox-lincao-mac"}
AGENCY = {"a": "300199000000000018", "b": "300199000000000026"}
P = [  # name, id, account at bank a, account at bank b
    ("李秀云", identity("15999919650412302"), card("629999190000000001"), card("629999290000000001")),
    ("阿依古丽·买买提", identity("15999919711003104"), card("629999190000000002"), card("629999290000000002")),
    ("王𬭎", identity("15999919580915511"), card("629999190000000003"), card("629999290000000003")),
    ("额尔敦", identity("15999919820227217"), card("629999190000000004"), card("629999290000000004")),
]
AMOUNTS = [121652, 7500, 300000, 45005]
# Bank b's GBK has no four-byte character: there the third person is written otherwise.
NAMES_B = [P[0][0], P[1][0], "王宏", P[3][0]]


def a(lines):
    return "".join(line + "\r\n" for line in lines).encode("gb18030")


def b(lines):
    return "".join(line + "\n" for line in lines).encode("gbk")


# Bank a
serial = ["I20260316%04d" % n for n in range(1, 5)]
put("bank/cmbc/req_20260316_001.txt", a(
    ["PO|4|%d" % sum(AMOUNTS)]
    + ["%s|%s|%s|313191000011|示范商业银行|%d|耕地地力保护补贴|" % (serial[i], P[i][2], P[i][0], AMOUNTS[i]) for i in range(4)]
    + ["########"]), ".ok", KEYS["a"])
put("bank/cmbc/res_20260317_001.txt", a([
    "P|4|%d|2|%d" % (sum(AMOUNTS) - 100, AMOUNTS[0] + AMOUNTS[2] - 100),
    "%s|CM000000000001|%s|%s|121652|S|0000|交易成功|20260317|100000" % (serial[0], P[0][2], P[0][0]),
    "%s|CM000000000002|%s|%s|7500|F|3018|账户已销户||" % (serial[1], P[1][2], P[1][0]),
    "%s|CM000000000003|%s|%s|299900|S|0000|交易成功|20260317|100000" % (serial[2], P[2][2], P[2][0]),
    "%s|CM000000000004|%s|%s|45005|W|6051|已收妥未入账||" % (serial[3], P[3][2], P[3][0]),
    "########"]), ".chk", KEYS["a"])
put("bank/cmbc/ret_20260319_001.txt", a([
    "R|1|121652",
    "20260316|001|%s|CM000000000006|%s|%s|121652|R|3018|账户已销户|20260319" % (serial[0], P[0][2], P[0][0]),
    "########"]), ".chk", KEYS["a"])
put("bank/cmbc/ver_0001.txt", a(
    ["V|4"] + ["%d|%s|%s|01|%s" % (i + 1, P[i][2], P[i][0], P[i][1]) for i in range(4)] + ["########"]),
    ".ok", KEYS["a"])
put("bank/cmbc/vres_0001.txt", a([
    "V|4", "1|%s|Y|Y|0|" % P[0][2], "2|%s|N|Y|0|户名不符" % P[1][2], "3|%s|Y|Y|2|" % P[2][2],
    "4|%s|N|N|1|无此账户" % P[3][2], "########"]), ".chk", KEYS["a"])


def statement(agency, batch):
    return [
        agency + "|20260317|20260319|4741.57|1295.73|4",
        "20260317|100000|4215.52|526.05|||批量代发|D|20260317%s000001|%s" % (agency[-4:], batch),
        "20260318|100000|450.05|76.00|||批量代发|D|20260318%s000002|%s" % (agency[-4:], batch),
        "20260319|100000|1216.52|1292.52|%s|%s|退汇|C|20260319%s000003|%s"
        % (P[0][2], P[0][0], agency[-4:], serial[0]),
        "20260319|180000|3.21|1295.73|||结息|C|20260319%s000004|" % agency[-4:],
        "########"]


put("bank/cmbc/stm_20260319.txt", a(statement(AGENCY["a"], "req_20260316_001")), ".chk", KEYS["a"])


# Bank b
def left(text, width):
    data = text.encode("gbk")
    assert len(data) <= width
    return data + b" " * (width - len(data))


def fixed(status, codes, amounts, chosen):
    total = sum(amounts)
    data = (b"1" + left("YKT001", 6) + left("NRQCZJ", 14) + b"4" + left(AGENCY["b"], 23) + b" " * 21
            + b"%010d" % len(chosen) + b"%014d.%02d" % divmod(total, 100) + b" " * 7 + b"\n")
    for place, index in enumerate(chosen):
        data += (b"2" + left(serial[index], 20) + b"4" + left(P[index][3], 23) + left(NAMES_B[index], 20)
                 + status[place].encode() + b"%010d" % (place + 1) + b"%014d.%02d" % divmod(amounts[place], 100)
                 + left(codes[place], 7) + b"\n")
    assert all(len(line) == 100 for line in data.split(b"\n")[:-1])
    return data


put("bank/nongxin/DF20260316001", fixed("    ", [""] * 4, AMOUNTS, range(4)), ".done", KEYS["b"])
put("bank/nongxin/RS20260317001", fixed("0120", ["0000", "3057", "6051", "0000"], AMOUNTS, range(4)), ".done", KEYS["b"])
put("bank/nongxin/TH20260319001", fixed("3", ["3018"], AMOUNTS[:1], [0]), ".done", KEYS["b"])
put("bank/nongxin/YZ0001", b(
    ["V|4"] + ["%d|%s|%s|01|%s" % (i + 1, P[i][3], NAMES_B[i], P[i][1]) for i in range(4)] + ["########"]),
    ".done", KEYS["b"])
put("bank/nongxin/YR0001", b([
    "V|4", "1|%s|Y|Y|0|" % P[0][3], "2|%s|N|Y|0|户名不符" % P[1][3], "3|%s|Y|Y|12|" % P[2][3],
    "4|%s|N|N|1|无此账户" % P[3][3], "########"]), ".done", KEYS["b"])
put("bank/nongxin/DZ20260319", b(statement(AGENCY["b"], "DF20260316001")), ".done", KEYS["b"])

# Departments
FARMLAND = [("12.50", "97.3215", 121652), ("1.00", "97.3215", 9732), ("40.05", "97.3215", 389773)]
GRASSLAND = [("162.20", "7.50", 121650), ("1.00", "7.50", 750), ("40.05", "7.50", 30038)]
head = {"project": "2130122", "period": "2026", "approvalNumber": "奈仁农牧发〔2026〕12号", "department": "nongmu",
        "county": "159901", "count": 3, "sum": "5211.57"}
lines = []
for n, (quantity, rate, amount) in enumerate(FARMLAND):
    name, number, account, _ = P[n]
    lines.append({
        "xh": n + 1, "hzxm": name, "hzsfzh": number, "xsrxm": name, "xsrsfzh": number, "skrxm": name,
        "skrsfzh": number, "yhzh": account, "khyh": "示范商业银行", "cun": "红旗村", "cundm": "159901200205",
        "zu": "一组", "lxdh": "1990000000%d" % n, "mj": quantity, "bz": rate, "je": "%d.%02d" % divmod(amount, 100),
        "rq": "2026-02-26", "beizhu": "已核\"实\"" if n == 1 else ""})
put("department/nongmu-2130122.json",
    json.dumps({"head": head, "lines": lines}, ensure_ascii=False, separators=(",", ":")).encode())


def grassland(trailer_off):
    text = "H|2130135|2026|奈仁林草发〔2026〕7号|lincao|159901|3|1524.38\n"
    for n, (quantity, rate, amount) in enumerate(GRASSLAND):
        name, number, account, _ = P[n]
        text += "|".join([
            str(n + 1), name, number, name, number, account, "示范商业银行", "红旗村", "一组", name, number,
            "1990000000%d" % n, "CY00000%d" % (n + 1), quantity, rate, "%d.%02d" % divmod(amount, 100), "2026-02-26",
            ""]) + "\n"
    return (text + "T|3|1524.%02d\n" % (38 + trailer_off)).encode("gb18030")


put("department/QD_159901_2130135_2026_01.txt", grassland(1), ".ok", KEYS["lincao"])
put("department/QD_159901_2130135_2026_03.txt", grassland(0), ".ok", KEYS["lincao"])

# Civil affairs
put("civil/HH_20260302.txt", (
    "20260302|2\n"
    + "%s|%s|2|红旗村|20260223|20260226093000\n" % (P[0][0], P[0][1])
    + "%s|%s|1|红旗村|20260225|20260227101500\n" % (P[2][0], P[2][1])).encode("gb18030"), ".ok")
put("civil/DB_20260302.txt", (
    "20260302|2\n"
    + "%s|%s|DB000001|202501|202601|0\n" % (P[1][0], P[1][1])
    + "%s|%s|DB000002|202501||1\n" % (P[3][0], P[3][1])).encode("gb18030"), ".ok")
