"""W4 with CPython's expat. usage: w4_expat.py FILE > LINES"""

import json
import sys
from xml.parsers import expat

from common import *

out = standard_output()
dumps = json.JSONEncoder(ensure_ascii=False).encode
good = good_sum = failed = bad = head_count = head_sum = 0
fields, text = {}, []


def voucher():
    global good, good_sum, failed, bad
    identity, account, amount = fields["IdNo"], fields["Account"].encode(), fields["Amount"]
    bank = BANKS.get(fields["Bank@code"])
    if len(identity) != 18 or check_digit(identity) != identity[17] or not luhn(account) or not bank:
        bad += 1
        return
    yuan, _, cents = amount.partition(".")
    fen = int(yuan) * 100 + int((cents + "00")[:2])
    is_failed = fields["Status"] == "FAIL"
    good += 1
    good_sum += fen
    failed += is_failed
    record = dict(
        line=int(fields["Voucher@id"]),
        type=fields["Voucher@type"],
        voucher_no=fields["VoucherNo"],
        unit_code=fields["BudgetUnit@code"],
        unit=fields["BudgetUnit"],
        function=fields["Function"],
        economic=fields["EconomicClass"],
        project=fields["Project@code"],
        name=fields["Name"],
        id_no=identity,
        account=fields["Account"],
        bank_code=bank,
        amount_fen=fen,
        status="FAILED" if is_failed else "PAID",
        reason="NAME_MISMATCH" if fields.get("FailReason") else None,
        pay_date=fields["PayDate"],
        remark=fields["Remark"],
    )
    out.write(dumps(record) + "\n")


def start(name, attributes):
    text.clear()
    if name == "Voucher":
        fields.clear()
        fields["Voucher@id"] = attributes["id"]
        fields["Voucher@type"] = attributes["type"]
    elif attributes and "code" in attributes:
        fields[name + "@code"] = attributes["code"]


def end(name):
    global head_count, head_sum
    if name == "Voucher":
        voucher()
    elif name == "Count":
        head_count = int("".join(text))
    elif name == "SumFen":
        head_sum = int("".join(text))
    else:
        fields[name] = "".join(text)


parser = expat.ParserCreate()
parser.buffer_text = True
parser.buffer_size = 1 << 16
parser.StartElementHandler = start
parser.EndElementHandler = end
parser.CharacterDataHandler = text.append
with open(sys.argv[1], "rb") as file:
    parser.ParseFile(file)
out.close()
report(good, bad, good_sum, good - failed, head_count == good and head_sum == good_sum)
