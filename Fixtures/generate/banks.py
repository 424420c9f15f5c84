#!/usr/bin/env python3
"""Writes the samples of the bank dialects (domain.md 6) and the records that they must give.

The bytes are the same every time. The records (.jsonl) are written from the same people, amounts and codes and not
from what our reader makes of the files. CMBC-like and 农信 samples of whole days are written by hand; here are their
sweeps over every return code and what damages them.
"""
from people import card, csv, identity, lines, put

CRLF, LF = "\r\n", "\n"
NAMES = ["李秀云", "阿依古丽·买买提", "王宏", "额尔敦", "马俊山", "苏日娜", "赵铁柱", "東方明"]  # 東 is 96 7C: a bar inside
RARE = "王𬭎"  # four bytes in GB18030, nothing in GBK
PURPOSE = "耕地地力保护补贴"
# Public clearing numbers (domain.md 6.5) with the banks' public names.
BANKS = [("102100099996", "工商银行"), ("103100000026", "农业银行"), ("105100000017", "建设银行"),
         ("402191009992", "内蒙古农信联社")]


def account(family, number):
    """A card; each seventh a passbook, with hyphens and without check digit."""
    return f"0150-{family}{number:03d}-0000-{number % 97:02d}7" if number % 7 == 0 else card(f"629999{family}9{number:010d}")


def yuan(fen):
    sign = "-" if fen < 0 else ""
    return f"{sign}{abs(fen) // 100}.{abs(fen) % 100:02d}"


def fen(value):
    return str(value)


def iso(day):
    return f"{day[:4]}-{day[4:6]}-{day[6:]}"


def text(rows, delimiter, newline, end=""):
    return "".join(delimiter.join(row) + end + newline for row in rows)


class Line:
    """One line of a batch or of its answer."""

    def __init__(self, family, number, name):
        self.number = number
        self.serial = f"{family}2026031600{number:02d}"
        self.bank_serial = f"B{family}{number:08d}"
        self.account = account(family, number)
        self.name = name
        self.amount = 100_000 * (number % 3) + 7_505 + 101 * number
        self.clearing, self.bank = BANKS[number % len(BANKS)]
        self.code = self.reason = ""
        self.flag = self.outcome = None

    def base(self):
        return {"serial": self.serial, "account": self.account, "holderName": self.name, "amount": yuan(self.amount)}

    def result(self):
        return self.base() | {"bankSerial": self.bank_serial, "outcome": self.outcome, "reasonCode": self.code,
                              "reasonText": self.reason}


def batch(family, rare):
    """Four lines; the last is a passbook."""
    names = [NAMES[0], NAMES[1], RARE if rare else NAMES[7], NAMES[3]]
    return [Line(family, number, name) for number, name in zip([1, 2, 3, 7], names)]


def answers(family, codes, rare=False):
    """One line for each (flag, code, reason, outcome)."""
    found = []
    for index, (flag, code, reason, outcome) in enumerate(codes):
        line = Line(family, index + 1, RARE if rare and index == 0 else NAMES[index % len(NAMES)])
        line.flag, line.code, line.reason, line.outcome = flag, code, reason, outcome
        found.append(line)
    return found


def totals(found):
    """Count, sum, count paid, sum paid."""
    paid = [line.amount for line in found if line.outcome == "ok"]
    return len(found), sum(line.amount for line in found), len(paid), sum(paid)


# domain.md 6.4: code, what the bank says with it, what it means.
FAILURES = [
    ("3031", "户名不符", "nameMismatch"), ("3065", "卡号与户名不一致", "nameMismatch"),
    ("1203", "账号户名不符", "nameMismatch"), ("6038", "收款人名称有误", "nameMismatch"),
    ("3004", "无效卡号", "accountNotFound"), ("3009", "账号不存在", "accountNotFound"),
    ("3030", "账号错误", "accountNotFound"), ("6037", "无此账户", "accountNotFound"),
    ("3018", "账户已销户", "closed"), ("3039", "卡号已注销", "closed"), ("3069", "长期不动户", "dormant"),
    ("0012", "睡眠户", "dormant"), ("3006", "已挂失卡", "lost"), ("3016", "已挂失折", "lost"),
    ("3017", "账户已冻结", "frozen"), ("3020", "临时锁定", "frozen"), ("6039", "只付不收", "frozen"),
    ("3057", "账户状态错误", "stateAbnormal"), ("6041", "账户状态异常", "stateAbnormal"),
    ("3068", "非个人活期结算户", "wrongType"), ("3038", "超单笔限额", "wrongType"),
    ("6045", "Ⅱ类户超限", "wrongType"), ("6046", "证件号码不符", "idMismatch"), ("3051", "重复业务", "duplicate"),
    ("3056", "退票", "returned"), ("1010", "退汇", "returned"), ("3999", "其他", "unknown"),
    ("6999", "其他", "unknown"), ("9998", "拒绝", "unknown"), ("9999", "其他", "unknown"),
]
UNHEARD = "7777"  # a code that no table knows: kept, and asked about


def cmbc():
    """Flag S, F or W, and the code. Outer: what goes to other banks."""
    codes = [("S", "0000", "交易成功", "ok")] + [("F", *failure) for failure in FAILURES]
    codes += [("W", "6051", "已收妥未入账", "pending"), ("W", "6052", "处理中", "pending"), ("F", UNHEARD, "", None)]
    for outer in (False, True):
        found = answers("1" if outer else "0", codes, rare=True)
        rows = [["PO" if outer else "P", *map(str, totals(found))]]
        records = []
        for line in found:
            day, time = ("20260317", f"1000{line.number:02d}") if line.outcome == "ok" else ("", "")
            bank = [line.clearing, line.bank] if outer else []
            rows.append([line.serial, line.bank_serial, line.account, line.name, *bank, fen(line.amount), line.flag,
                         line.code, line.reason, day, time])
            kind = {"bank": line.clearing[:3]} if outer else {}
            records.append(line.result() | kind | {"paidOn": iso(day) if day else None})
        name = "cmbc/res_outer_codes" if outer else "cmbc/res_codes"
        put(f"bank/{name}.txt", text(rows + [["########"]], "|", CRLF).encode("gb18030"))
        put(f"bank/{name}.jsonl", lines(records))

    found = batch("1", rare=True)
    rows = [["PO", str(len(found)), fen(sum(line.amount for line in found))]]
    records = []
    for line in found:
        rows.append([line.serial, line.account, line.name, line.clearing, line.bank, fen(line.amount), PURPOSE, "春"])
        records.append(line.base() | {"bankCode": line.clearing, "bankName": line.bank, "purpose": PURPOSE, "note": "春"})
    put("bank/cmbc/req_outer_20260316_001.txt", text(rows + [["########"]], "|", CRLF).encode("gb18030"))
    put("bank/cmbc/req_outer_20260316_001.jsonl", lines(records))

    found = batch("0", rare=True)
    rows = [["P", str(len(found)), fen(sum(line.amount for line in found))]]
    rows += [[line.serial, line.account, line.name, fen(line.amount), PURPOSE, "夏"] for line in found]
    put("bank/cmbc/req_20260316_002.txt", text(rows + [["########"]], "|", CRLF).encode("gb18030"))

    found = answers("1", [("R", "3018", "账户已销户", "returned"), ("R", "1010", "退汇", "returned")], rare=True)
    rows = [["RO", "2", fen(sum(line.amount for line in found))]]
    records = []
    for line in found:
        rows.append(["20260316", "001", line.serial, line.bank_serial, line.account, line.name, line.clearing,
                     line.bank, fen(line.amount), line.flag, line.code, line.reason, f"2026031{7 + line.number}"])
        records.append(line.result() | {"batchNumber": "20260316_001", "bank": line.clearing[:3],
                                        "paidOn": f"2026-03-1{7 + line.number}"})
    put("bank/cmbc/ret_outer_20260319_001.txt", text(rows + [["########"]], "|", CRLF).encode("gb18030"))
    put("bank/cmbc/ret_outer_20260319_001.jsonl", lines(records))


def pad(cell, width):
    data = cell if isinstance(cell, bytes) else cell.encode("gb18030")
    assert len(data) <= width, cell
    return data.ljust(width)


def record100(kind, serial, number, name, status, sequence, amount, code):
    """One record of 100 bytes; `name` may be bytes that were cut."""
    return (pad(kind, 1) + pad(serial, 20) + b"4" + pad(number, 23) + pad(name, 20) + pad(status, 1)
            + f"{sequence:010d}{yuan(amount):0>17}".encode() + pad(code, 7))


def nongxin():
    """100 bytes a record, counted in GBK; state 0, 1 or 2, and the code."""
    def head(count, amount):
        return record100("1", "YKT001NRQCZJ", "300199000000000026", "", "", count, amount, "")

    def document(records):
        assert all(len(record) == 100 for record in records)
        return b"".join(record + b"\n" for record in records)

    codes = [("0", "0000", "", "ok")] + [("1", code, "", outcome) for code, _, outcome in FAILURES]
    codes += [("2", "6051", "", "pending"), ("2", "6052", "", "pending"), ("1", UNHEARD, "", None)]
    found = answers("2", codes)
    rows = [head(len(found), sum(line.amount for line in found))]
    rows += [record100("2", line.serial, line.account, line.name, line.flag, line.number, line.amount, line.code)
             for line in found]
    put("bank/nongxin/RS_codes", document(rows))
    put("bank/nongxin/RS_codes.jsonl", lines({k: v for k, v in line.result().items() if k != "bankSerial"} for line in found))

    # 21 bytes: one too many. A bank that cuts by bytes leaves half a character in byte 20; one that does not pad by
    # bytes shifts the rest. Four bytes are no GBK at all.
    long = "A阿依古丽买买提吐尔逊"
    line = answers("2", [("0", "0000", "", "ok")])[0]
    encoded = long.encode("gbk")
    assert len(encoded) == 21

    def one(record):
        return head(1, line.amount) + b"\n" + record + b"\n"

    cut = record100("2", line.serial, line.account, encoded[:20], "0", 1, line.amount, "0000")
    put("bank/nongxin/RS_straddle", one(cut))
    whole = record100("2", line.serial, line.account, "", "0", 1, line.amount, "0000")
    put("bank/nongxin/RS_shifted", one(whole[:45] + encoded + whole[65:]))
    # Padded as if a character were one byte: 3 characters and 17 spaces are 23 bytes.
    put("bank/nongxin/RS_characters", one(whole[:45] + "李秀云".encode("gbk") + b" " * 17 + whole[65:]))
    put("bank/nongxin/RS_fourbyte", one(whole[:45] + pad(RARE, 20) + whole[65:]))
    put("bank/nongxin/RS_bar", one(record100("2", line.serial, line.account, NAMES[7], "0", 1, line.amount, "0000")))


def ccb():
    """A bar at the end of each line, yuan, no head."""
    found = batch("4", rare=False)
    rows, records = [], []
    for index, line in enumerate(found):
        own = index % 2 == 0
        bank = ["0", "", ""] if own else ["1", line.bank, line.clearing]
        rows.append([str(line.number), line.account, line.name, yuan(line.amount), *bank, "XY2026001", line.serial, PURPOSE,
                     "春" if own else ""])
        records.append(line.base() | {
            "sequence": line.number, "interbank": not own, "agreement": "XY2026001", "purpose": PURPOSE,
            "note": "春" if own else None, "bankName": bank[1], "bankCode": bank[2]})
    put("bank/ccb/DF20260316001.txt", text(rows, "|", CRLF, "|").encode("gbk"))
    put("bank/ccb/DF20260316001.jsonl", lines(records))

    known = {"1203", "6037", "6038", "6039", "6041", "6045", "6046", "1010", "6999", "9998", "9999"}
    codes = [("1", "FSBR0000", "交易成功", "ok"), ("1", "0000", "成功", "ok")]
    codes += [("2", *failure) for failure in FAILURES if failure[0] in known]
    codes += [("3", "6051", "已收妥未入账", "pending"), ("3", "", "处理中", "pending"), ("2", UNHEARD, "系统忙", None)]
    found = answers("4", codes)
    rows, records = [], []
    for line in found:
        rows.append([str(line.number), line.account, line.name, yuan(line.amount), "1", line.bank, line.clearing,
                     "XY2026001", line.serial, PURPOSE, "春", line.flag, line.code, line.reason, line.bank_serial,
                     "20260317" if line.outcome == "ok" else ""])
        records.append(line.result() | {"paidOn": "2026-03-17" if line.outcome == "ok" else None})
    count, amount, paid, paid_amount = totals(found)
    rows.append(["合计", str(count), yuan(amount), str(paid), yuan(paid_amount)])
    put("bank/ccb/JG20260317001.txt", text(rows, "|", CRLF, "|").encode("gbk"))
    put("bank/ccb/JG20260317001.jsonl", lines(records))

    found = answers("4", [
        ("R", "3018", "账户已销户", "closed"), ("R", "3039", "卡号已注销", "closed"), ("R", "6037", "无此账户", "accountNotFound"),
        ("R", "6038", "收款人名称有误", "nameMismatch"), ("R", "6039", "只付不收", "frozen"), ("R", "6046", "证件过期", "idMismatch"),
        ("R", "3069", "不动户", "dormant"), ("R", UNHEARD, "退汇", "returned"), ("R", "", "", "returned")])
    rows, records = [], []
    for line in found:
        rows.append(["20260316", "001", line.serial, line.bank_serial, line.account, line.name, yuan(line.amount),
                     f"202603{18 + line.number}", line.flag, line.code, line.reason])
        records.append(line.result() | {"batchNumber": "20260316001", "paidOn": f"2026-03-{18 + line.number}"})
    rows.append(["合计", str(len(found)), yuan(sum(line.amount for line in found))])
    put("bank/ccb/TH20260328001.txt", text(rows, "|", CRLF, "|").encode("gbk"))
    put("bank/ccb/TH20260328001.jsonl", lines(records))


def srcb():
    """GBK, yuan; the first line says day, count and sum."""
    found = batch("5", rare=False)
    rows = [["20260316", str(len(found)), yuan(sum(line.amount for line in found)), "NRQ20260316001",
             "300199000000000042", "15990100000002"]]
    records = []
    for line in found:
        rows.append([str(line.number), line.serial, line.account, line.name, yuan(line.amount), PURPOSE])
        records.append(line.base() | {"sequence": line.number, "purpose": PURPOSE})
    put("bank/srcb/PL20260316001", text(rows, "|", LF).encode("gbk"))
    put("bank/srcb/PL20260316001.jsonl", lines(records))

    codes = [(None, code, reason, "ok") for code, reason in (("0000", "交易成功"), ("00", "成功"), ("FSBR0000", "成功"))]
    codes += [(None, *failure) for failure in FAILURES]
    codes += [(None, "12", "睡眠户", "dormant"), (None, "6051", "已收妥未入账", "pending"), (None, UNHEARD, "", None)]
    found = answers("5", codes)
    count, amount, paid, paid_amount = totals(found)
    rows = [["20260317", str(count), yuan(amount), str(paid), yuan(paid_amount), str(count - paid),
             yuan(amount - paid_amount), "NRQ20260316001"]]
    rows += [[str(line.number), line.serial, line.bank_serial, line.account, line.name, yuan(line.amount), line.code,
              line.reason] for line in found]
    put("bank/srcb/JG20260317001", text(rows, "|", LF).encode("gbk"))
    put("bank/srcb/JG20260317001.jsonl", lines(line.result() for line in found))


TEXTS = [
    ("成功", "ok"), ("交易成功", "ok"), ("户名不符", "nameMismatch"), ("【1203】账号户名不符，请核对", "nameMismatch"),
    ("卡号与户名不一致", "nameMismatch"), ("收款人名称有误", "nameMismatch"), ("账号不存在", "accountNotFound"),
    ("无此账户", "accountNotFound"), ("无效卡号", "accountNotFound"), ("账号错误", "accountNotFound"), ("已销户", "closed"),
    ("账户已销户", "closed"), ("已清户", "closed"), ("账户已关户", "closed"), ("卡号已注销", "closed"), ("睡眠户", "dormant"),
    ("长期不动户", "dormant"), ("久悬户", "dormant"), ("未激活", "dormant"), ("账户待激活", "dormant"), ("已挂失卡/折", "lost"),
    ("账户已冻结", "frozen"), ("止入", "frozen"), ("双向冻结", "frozen"), ("只付不收", "frozen"), ("临时锁定", "frozen"),
    ("账户状态错误", "stateAbnormal"), ("账户状态异常", "stateAbnormal"), ("非个人活期结算户", "wrongType"),
    ("非通兑户", "wrongType"), ("Ⅱ类户超限", "wrongType"), ("Ⅱ/Ⅲ类户超限", "wrongType"), ("卡已达限额", "wrongType"),
    ("超单笔限额", "wrongType"), ("证件号码不符", "idMismatch"), ("证件过期", "idMismatch"), ("身份信息不全", "idMismatch"),
    ("重复业务", "duplicate"), ("退票", "returned"), ("退汇", "returned"), ("已收妥未入账", "pending"), ("处理中", "pending"),
    ("余额不足", "payerShort"), ("其他", "unknown"), ("拒绝", "unknown"), ("交易未成功", None),
    ("户名不符，账号不存在", None), ("", None),
]
LETTERS = [
    ("0000", "ok"), ("12", "dormant"), ("D", "dormant"), ("S", "dormant"), ("H", "dormant"), ("N", "dormant"),
    ("I", "dormant"), ("O", "dormant"), ("C", "closed"), ("R", "closed"), ("P", "stateAbnormal"), ("L", "lost"), ("Z", None),
]
COMPANY, NUMBER = "奈仁旗财政局", "NRQ20260316002"


def generic():
    """The first row: count, sum, company, batch number. One dialect in five separators."""
    variants = [("batch.txt", "|", LF, "utf-8", True), ("batch.plus.txt", "|+|", CRLF, "gb18030", True),
                ("batch.tab.txt", "\t", LF, "gb18030", True), ("batch.escape.txt", "\x1b", LF, "gbk", False),
                ("batch.csv", ",", CRLF, "utf-8", True)]
    for name, delimiter, newline, encoding, rare in variants:
        found = batch("6", rare)
        # Where the separator is 0x1B or a comma in quotes, a purpose may hold bars, commas and quotes.
        purpose = {"\x1b": "耕地|地力,补贴", ",": '耕地,地力"保护"补贴'}.get(delimiter, PURPOSE)
        rows = [[str(len(found)), yuan(sum(line.amount for line in found)), COMPANY, NUMBER]]
        records = []
        for line in found:
            rows.append([str(line.number), line.serial, line.account, line.name, line.bank, line.clearing,
                         yuan(line.amount), purpose, f"第{line.number}批"])
            records.append(line.base() | {
                "sequence": line.number, "bankName": line.bank, "bankCode": line.clearing, "purpose": purpose,
                "note": f"第{line.number}批"})
        document = csv(rows) if delimiter == "," else text(rows, delimiter, newline)
        put(f"bank/generic/{name}", document.encode(encoding))
        put(f"bank/generic/{name.removesuffix('.txt').removesuffix('.csv')}"
            + (".csv.jsonl" if name.endswith(".csv") else ".jsonl"), lines(records))

    variants = [("result", "|", LF, "utf-8", True), ("result.tab", "\t", LF, "gb18030", True),
                ("result.escape", "\x1b", LF, "gbk", False)]
    for name, delimiter, newline, encoding, rare in variants:
        found = answers("6", [(None, "", reason, outcome) for reason, outcome in TEXTS], rare)
        count, amount, paid, paid_amount = totals(found)
        rows = [[str(count), yuan(amount), COMPANY, NUMBER, str(paid), yuan(paid_amount)]]
        records = []
        for line in found:
            day = "2026-03-17" if line.outcome == "ok" else ""
            rows.append([str(line.number), line.serial, line.bank_serial, line.account, line.name, yuan(line.amount),
                         line.reason, day])
            records.append(line.result() | {"paidOn": day})
        put(f"bank/generic/{name}.txt", text(rows, delimiter, newline).encode(encoding))
        put(f"bank/generic/{name}.jsonl", lines(records))

    found = answers("6", [(None, code, code and "见返回码", outcome) for code, outcome in LETTERS], rare=True)
    count, amount, paid, paid_amount = totals(found)
    rows = [[str(count), yuan(amount), COMPANY, NUMBER, str(paid), yuan(paid_amount)]]
    records = []
    for line in found:
        day = "2026-03-17" if line.outcome == "ok" else ""
        rows.append([str(line.number), line.serial, line.bank_serial, line.account, line.name, yuan(line.amount),
                     line.code, line.reason, day])
        records.append(line.result() | {"paidOn": day})
    put("bank/generic/result.plus.txt", text(rows, "|+|", CRLF).encode("gb18030"))
    put("bank/generic/result.plus.jsonl", lines(records))

    # As a spreadsheet program leaves it: a byte order mark, thousands in quotes, slashes in days.
    found = answers("6", [(None, "", reason, outcome) for reason, outcome in TEXTS], rare=True)
    count, amount, paid, paid_amount = totals(found)
    rows = [["序号", "流水号", "银行流水号", "账号", "户名", "金额", "结果", "入账日期"]]
    records = []
    for line in found:
        day = "2026/03/17" if line.outcome == "ok" else ""
        grouped = f"{line.amount // 100:,}.{line.amount % 100:02d}"
        rows.append([str(line.number), line.serial, line.bank_serial, line.account, line.name, grouped, line.reason, day])
        records.append(line.result() | {"paidOn": day.replace("/", "-")})
    rows.append(["合计", str(count), f"{amount // 100:,}.{amount % 100:02d}", COMPANY, NUMBER, str(paid),
                 yuan(paid_amount), ""])
    put("bank/generic/result.csv", csv(rows).encode("utf-8-sig"))
    put("bank/generic/result.csv.jsonl", lines(records))

    found = answers("6", [(None, "", reason, "returned") for reason in ("账户已销户", "", "退汇")], rare=True)
    rows = [["3", yuan(sum(line.amount for line in found)), COMPANY, NUMBER]]
    records = []
    for line in found:
        day = f"2026-03-{17 + line.number}"
        rows.append([line.serial, line.bank_serial, line.account, line.name, yuan(line.amount), "2026-03-17", day, line.reason])
        records.append(line.result() | {"paidOn": day})
    put("bank/generic/return.txt", text(rows, "|", LF).encode())
    put("bank/generic/return.jsonl", lines(records))


MOVES = [  # day, time, fen (minus: paid out), counter account, name, summary, serial, reference
    ("20260317", "100000", -421_552, "", "", "批量代发,耕地", "202603170042000001", "NRQ20260316001"),
    ("20260318", "100005", -45_005, "", "", '代发"补"', "202603180042000002", "NRQ20260316002"),
    ("20260319", "110000", 121_652, account("6", 1), "李秀云", "退汇", "202603190042000003", "6202603160001"),
    ("20260319", "180000", 321, "", "", "结息", "202603190042000004", ""),
    ("20260320", "093000", 1_000_000, "15-010101040012345", RARE, "财政拨款", "202603200042000005", "ZF20260320001"),
]
OPENING = 474_157


def statements():
    def head(day):
        closing = OPENING + sum(move[2] for move in MOVES)
        return ["300199000000000042", day("20260317"), day("20260320"), yuan(OPENING), yuan(closing), str(len(MOVES))]

    records = []
    balance = OPENING
    for day, time, amount, counter, name, summary, serial, reference in MOVES:
        balance += amount
        records.append({
            "occurredOn": iso(day), "time": f"{time[:2]}:{time[2:4]}:{time[4:]}", "amount": yuan(abs(amount)),
            "direction": "debit" if amount < 0 else "credit", "balance": yuan(balance), "counterAccount": counter,
            "counterName": name, "summary": summary, "serial": serial, "reference": reference})
    words = iter(["借", "支出", "贷", "收入", "贷"])
    flags, columns, signed = [head(iso)], [head(iso)], [head(str)]
    for move, record in zip(MOVES, records):
        out, amount = move[2] < 0, record["amount"]
        first = [record["occurredOn"], record["time"]]
        last = [record["counterAccount"], record["counterName"], record["summary"]]
        ids = [record["serial"], record["reference"]]
        flags.append([*first, amount, record["balance"], *last, next(words), *ids])
        columns.append([*first, amount if out else "", "" if out else amount, record["balance"], *last, *ids])
        sign = "-" if out else "+" if move[2] == 121_652 else ""
        signed.append([move[0], record["time"], sign + amount, record["balance"], *last, *ids])
    put("bank/generic/statement.csv", csv(flags).encode("gb18030"))
    put("bank/generic/statement.columns.csv", csv(columns).encode("gb18030"))
    put("bank/generic/statement.signed.txt", text(signed, "|", LF).encode())
    put("bank/generic/statement.jsonl", lines(records))


IDS = [identity(body) for body in ("15999919650412302", "15999919711003104", "64019919580915511", "15999919820227217")]


def verifications():
    """Questions of three and four elements, and answers in the four sets of account states (domain.md 4, 6.3)."""
    people = list(zip(NAMES[:4], IDS, ["19900000201", "19900000202", "19900000203", "19900000204"]))
    for elements in ("03", "04"):
        rows = [["4", "YZ20260302001", "20260302083000"]]
        records = []
        for number, (name, person, phone) in enumerate(people, 1):
            rows.append([str(number), elements, account("6", number), name, "01", person]
                        + ([phone] if elements == "04" else []))
            records.append({"serial": str(number), "account": account("6", number), "holderName": name, "idNumber": person}
                           | ({"phone": phone} if elements == "04" else {}))
        put(f"bank/verify/ask.{elements}.txt", text(rows, "|", CRLF).encode("gbk"))
        put(f"bank/verify/ask.{elements}.jsonl", lines(records))

    def flag(letter):
        return {"Y": True, "N": False}.get(letter)

    def fixed(name, newline, rows):
        """Rows of the two first dialects: flags by line, states by line."""
        put(f"bank/verify/{name}.txt", text(rows, "|", newline).encode("gb18030"))

    codes = {"0": "normal", "1": "closed", "2": "dormant", "3": "dormant", "9": None}
    rows, records = [["V", "5"]], []
    for number, (code, state) in enumerate(codes.items(), 1):
        name, ident = "YNYNY"[number - 1], "YYNNY"[number - 1]
        note = "" if state == "normal" else "说明" + code
        rows.append([str(number), account("0", number), name, ident, code, note])
        records.append({"serial": str(number), "account": account("0", number), "nameMatch": flag(name),
                        "idMatch": flag(ident), "state": state, "reason": note})
    fixed("states.a", CRLF, rows + [["########"]])
    put("bank/verify/states.a.jsonl", lines(records))

    codes = {"0": "normal", "1": "closed", "2": "closed", "3": "frozen", "4": "lost", "5": "frozen", "10": "closed",
             "11": "lost", "12": "dormant", "13": "abnormal", "6": None}
    rows, records = [["V", str(len(codes))]], []
    for number, (code, state) in enumerate(codes.items(), 1):
        name, ident = "YN"[number % 2], "NYY"[number % 3]
        rows.append([str(number), account("2", number), name, ident, code, "说明" + code])
        records.append({"serial": str(number), "account": account("2", number), "nameMatch": flag(name),
                        "idMatch": flag(ident), "state": state, "reason": "说明" + code})
    fixed("states.c", LF, rows + [["########"]])
    put("bank/verify/states.c.jsonl", lines(records))

    # Set A with the account's category (Ⅰ, Ⅱ, Ⅲ or 1, 2, 3; a passbook has none) and its medium.
    states = [("0", "", "normal"), ("0", "1", "normal"), ("0", "Ⅰ", "normal"), ("0", "2", "wrongType"),
              ("0", "Ⅱ", "wrongType"), ("0", "3", "wrongType"), ("0", "Ⅲ", "wrongType"), ("1", "Ⅰ", "closed"),
              ("1", "", "closed"), ("2", "", "dormant"), ("3", "1", "dormant"), ("0", "4", None)]
    rows, records = [[str(len(states)), "YZ20260302001"]], []
    for number, (code, category, state) in enumerate(states, 1):
        name, ident, phone = "YNX"[number % 3], "YYNX"[number % 4], "NYXYY"[number % 5]
        medium = "折" if category == "" else "卡"
        rows.append([str(number), account("6", number), name, ident, phone, code, category, medium, "说明" + code])
        records.append({
            "serial": str(number), "account": account("6", number), "nameMatch": flag(name), "idMatch": flag(ident),
            "phoneMatch": flag(phone), "state": state, "reason": "说明" + code, "category": category, "medium": medium})
    put("bank/verify/answer.four.txt", text(rows, "|", CRLF).encode("gbk"))
    put("bank/verify/answer.four.jsonl", lines(records))

    # Set B: three columns, closed before frozen before active.
    rows, records = [], []
    for closed in "0123":
        for frozen in "0123":
            for active in "01":
                if closed == "3" and (active, frozen) != ("1", "0"):
                    continue
                number = len(rows) + 1
                state = {"1": "closed", "2": "dormant", "3": None}.get(
                    closed, "frozen" if frozen != "0" else "normal" if active == "1" else "inactive")
                name, ident = "YNX"[number % 3], "YYNX"[number % 4]
                rows.append([str(number), account("6", number), name, ident, active, frozen, closed, f"第{number}"])
                records.append({
                    "serial": str(number), "account": account("6", number), "nameMatch": flag(name),
                    "idMatch": flag(ident), "state": state, "reason": f"第{number}"})
    put("bank/verify/answer.three.txt", text([[str(len(rows)), "YZ20260302001"]] + rows, "|", CRLF).encode("gbk"))
    put("bank/verify/answer.three.jsonl", lines(records))

    # One code for name and number; set D: letters, and what is reported lost.
    answers = [("0000", "A", "0", "normal"), ("0001", "A", "1", "lost"), ("0002", "A", "2", "lost"),
               ("0003", "N", "0", "inactive"), ("0000", "H", "0", "inactive"), ("0000", "I", "1", "inactive"),
               ("0001", "D", "0", "dormant"), ("0002", "S", "0", "dormant"), ("0003", "O", "0", "dormant"),
               ("0000", "P", "0", "abnormal"), ("0001", "C", "0", "closed"), ("0002", "R", "0", "closed"),
               ("0004", "", "", "notFound"), ("9999", "", "", None), ("0000", "A", "3", None)]
    name = {"0000": True, "0002": True, "0001": False, "0003": False}
    ident = {"0000": True, "0001": True, "0002": False, "0003": False}
    rows, records = [], []
    for number, (code, state, loss, meaning) in enumerate(answers, 1):
        rows.append([str(number), account("6", number), code, f"回答{code}", state, loss])
        records.append({
            "serial": str(number), "account": account("6", number), "nameMatch": name.get(code),
            "idMatch": ident.get(code), "state": meaning, "reason": f"回答{code}", "reasonCode": code})
    rows.append(["END", str(len(rows))])
    put("bank/verify/answer.code.txt", text(rows, "|+|", LF).encode())
    put("bank/verify/answer.code.jsonl", lines(records))


for write in (cmbc, nongxin, ccb, srcb, generic, statements, verifications):
    write()
