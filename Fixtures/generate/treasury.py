#!/usr/bin/env python3
"""Writes the byte-exact samples of the treasury's tables and electronic vouchers, and the canonical records that they
hold (.jsonl, as `onecard mapping apply --reveal` prints them). The bytes are the same every time.

Written apart from the gateway: records are put down here by hand, not made by it. All persons are synthetic: identity
numbers begin with 640199, which is assigned to nobody, cards with 629999; enterprises and bureaus are invented.
Needs only Python 3. Usage: treasury.py [FIXTURES FOLDER]
"""
import base64
import json
import os
import sys

from people import card, identity

root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def put(path, data):
    path = os.path.join(root, "budget", path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def rows(path, data):
    text = json.dumps({"data": {"rows": data}}, ensure_ascii=False, separators=(",", ":"))
    put(path, text.encode())


def golden(path, records, head=None):
    """The head, then the records, without the fields that are missing; keys in order, one a line."""
    def kept(record):
        return {key: value for key, value in record.items() if value not in (None, "", {})}

    lines = []
    for record in ([{"$head": kept(head)}] if head else []) + [kept(record) for record in records]:
        lines.append(json.dumps(record, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    put(path, ("\n".join(lines) + "\n").encode())


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def elements(pairs):
    return "".join(f"<{name}>{escaped(text)}</{name}>" if text else f"<{name}/>" for name, text in pairs)


def document(head, details):
    body = "".join("<Detail>" + elements(detail) + "</Detail>" for detail in details)
    text = '<?xml version="1.0" encoding="GBK"?><Voucher>' + elements(head) + f"<DetailList>{body}</DetailList></Voucher>"
    return text.encode("gbk")


def key(number):
    """A key of 32 hexadecimal digits, as the budget system's."""
    return f"{number * 0x9E3779B97F4A7C15F39CC0605CEDC835 % (1 << 128):032X}"


DIVISION, YEAR = "640199000", "2026"
AGENCY_ACCOUNT = ("同塬县财政局一卡通代发户", "640199000000000017", "示范农村商业银行同塬支行")
ZERO_ACCOUNT = ("同塬县财政局零余额账户", "640199000000000025", "示范商业银行同塬支行")
P = [  # name, identity number, card, bank, village's code and name
    ("马秀英", identity("64019919620315002"), card("629999310000000001"), "示范农村商业银行", "640199101001", "上河村"),
    ("阿依古丽·买买提", identity("64019919740820104"), card("629999310000000002"), "示范农村商业银行", "640199101002", "下河村"),
    ("丁志强", identity("64019919551102311"), card("629999320000000003"), "示范商业银行", "640199101003", "杨家窑村"),
]

# ---- PM_HOT_TOPICCATE ------------------------------------------------------------------------------------------
TOPICS = [  # name as sent, name as read, code, deleted as sent
    ("惠民惠农财政补贴资金", "惠民惠农财政补贴资金", "0109", 2),
    ("\u3000惠民惠农财政补贴资金\u3000\u3000", "惠民惠农财政补贴资金", "0110", 2),
    ("惠民惠农财政补贴“一卡通”资金", "惠民惠农财政补贴“一卡通”资金", "0111", 2),
    ('惠民惠农财政补贴"一卡通"资金', '惠民惠农财政补贴"一卡通"资金', "0112", 2),
    ("义务教育", "义务教育", "0200", 1),
]
rows("topics.full.json", [
    {"pro_hot_topic_id": key(100 + i), "mof_div_code": DIVISION, "setup_year": YEAR,
     "pro_code": f"64019926332T00000210{i}", "hot_topic_cate_code": code, "hot_topic_cate_name": name,
     "bgt_id": key(200 + i) if i == 0 else "", "is_deleted": deleted, "update_time": f"2026011509300{i}",
     "create_time": "20260102080000"}
    for i, (name, _, code, deleted) in enumerate(TOPICS)])
golden("topics.full.jsonl", [
    {"sourceID": key(100 + i), "division": DIVISION, "year": 2026, "budgetProject": f"64019926332T00000210{i}",
     "topicCode": code, "topicName": name, "indicatorID": key(200) if i == 0 else "", "deleted": deleted == 1,
     "version": f"2026011509300{i}"}
    for i, (_, name, code, deleted) in enumerate(TOPICS)])

# ---- BA_BGT_INFO -----------------------------------------------------------------------------------------------
EXT = ["ori_bgt_id", "bgt_pman_id", "adj_batch_no", "task_no", "spe_pro_code", "count_fund_pro_code", "exp_level_code",
       "rec_div_code", "is_gov_pur", "is_track", "pay_type_code"]
INDICATORS = [  # document number as sent and as read, upper, amount, reduced, applied, balance, executable, deleted
    ("同财预〔2026〕21号", "同财预〔2026〕21号", "宁财（农）指标〔2026〕108号", "90000.00", "1000.50", "12000.00", "76999.50", 1, 2),
    # Refunds and money held in advance: the balance is not what the others come to.
    ("同财预[2026]22号", "同财预〔2026〕22号", "", "200000.00", "0.00", "50000.00", "151234.56", 1, 2),
    ("同财预［2026］23号", "同财预〔2026〕23号", "", "300000", "0", "0", "300000", 2, 2),
    ("同财预(2026)24号", "同财预〔2026〕24号", "", "9999999999999.99", "0.00", "0.00", "9999999999999.99", 1, 1),
]


def extras(i):
    return {name: f"{name[:3]}{i}{n}" for n, name in enumerate(EXT)} if i == 0 else {name: "" for name in EXT}


rows("indicators.full.json", [
    {"bgt_id": key(200 + i), "mof_div_code": DIVISION, "fiscal_year": YEAR, "cor_bgt_doc_no": sent,
     "sup_bgt_doc_no": upper, "bgt_doc_title": f"2026年耕地地力保护补贴资金（{i + 1}）",
     "doc_date": f"2026011{i + 2}" if i < 3 else "00000000", "bgt_dec": f"说明{i}" if i == 0 else "",
     "budget_level_code": str(i + 1), "pro_code": f"64019926332T00000210{i}",
     "track_pro_code": "17Z175080010001" if i == 0 else "", "agency_code": f"30200{i + 1}",
     "fund_type_code": ["1111", "12", "2", "3"][i], "manage_mof_dep_code": f"00{i + 1}",
     "bgt_mof_dep_code": f"01{i + 1}", "exp_func_code": f"213012{i + 2}", "tp_func_code": f"230029{i}",
     "gov_bgt_eco_code": f"5090{i + 1}", "dep_bgt_eco_code": f"3031{i}", "bgt_type_code": f"2{i + 1}",
     "source_type_code": str(4 - i), "amount": amount, "dis_amt": reduced, "cur_amt": balance, "pay_app_amt": applied,
     "bgt_exe_flag": executable, "is_deleted": deleted, "update_time": f"2026022{i}101500", **extras(i)}
    for i, (sent, _, upper, amount, reduced, applied, balance, executable, deleted) in enumerate(INDICATORS)])


def yuan(text):
    whole, _, cents = text.partition(".")
    return f"{whole}.{cents.ljust(2, '0')}"


golden("indicators.full.jsonl", [
    {"sourceID": key(200 + i), "division": DIVISION, "year": 2026, "documentNumber": read,
     "upperDocumentNumber": upper, "title": f"2026年耕地地力保护补贴资金（{i + 1}）",
     "documentDate": f"2026-01-1{i + 2}" if i < 3 else "", "note": f"说明{i}" if i == 0 else "", "level": str(i + 1),
     "budgetProject": f"64019926332T00000210{i}", "trackedProject": "17Z175080010001" if i == 0 else "",
     "agency": f"30200{i + 1}", "fundType": ["1111", "12", "2", "3"][i], "manageDepartment": f"00{i + 1}",
     "budgetDepartment": f"01{i + 1}", "function": f"213012{i + 2}", "transferFunction": f"230029{i}",
     "governmentEconomy": f"5090{i + 1}", "departmentEconomy": f"3031{i}", "budgetType": f"2{i + 1}",
     "sourceType": str(4 - i), "amount": yuan(amount), "reduced": yuan(reduced), "balance": yuan(balance),
     "applied": yuan(applied), "executable": executable == 1, "deleted": deleted == 1,
     "version": f"2026022{i}101500", "ext": extras(i) if i == 0 else {}}
    for i, (_, read, upper, amount, reduced, applied, balance, executable, deleted) in enumerate(INDICATORS)])

# ---- PAY_VOUCHER -----------------------------------------------------------------------------------------------
VOUCHERS = [
    {"pay_app_id": key(300), "pay_app_no": "SQ-640199-20260302-00001", "mof_div_code": DIVISION, "fiscal_year": YEAR,
     "create_date": "20260302", "agency_code": "302001", "dept_code": "302", "bgt_id": key(200),
     "pro_code": "64019926332T000002100", "pay_app_amt": "1500.00", "use_des": "2026年一季度高龄津贴",
     "pay_type_code": "1", "pay_bus_type_code": "9", "set_mode_code": "2", "pay_acct_name": ZERO_ACCOUNT[0],
     "pay_acct_no": ZERO_ACCOUNT[1], "pay_acct_bank_name": ZERO_ACCOUNT[2], "payee_acct_name": AGENCY_ACCOUNT[0],
     "payee_acct_no": AGENCY_ACCOUNT[1], "payee_acct_bank_name": AGENCY_ACCOUNT[2], "fund_traobj_type_code": "19",
     "fund_type_code": "1111", "exp_func_code": "2081002", "gov_bgt_eco_code": "50901", "dep_bgt_eco_code": "30305",
     "pay_cert_id": key(400), "xpay_amt": "1499.99", "currency_code": "CNY", "est_rat": "1.0000",
     "foreign_amt": "0.00", "receiver_code": "R01", "contract_no": "HT-7", "internal_dep_code": "N03",
     "pro_cat_code": "11"},
    # 2021 wrote 121 where 2024 writes 1; nothing paid yet.
    {"pay_app_id": key(301), "pay_app_no": "SQ-640199-20260302-00002", "mof_div_code": DIVISION, "fiscal_year": YEAR,
     "create_date": "20260303", "agency_code": "", "dept_code": "", "bgt_id": "", "pro_code": "",
     "pay_app_amt": "0.01", "use_des": "", "pay_type_code": "121", "pay_bus_type_code": "", "set_mode_code": "",
     "pay_acct_name": "", "pay_acct_no": "", "pay_acct_bank_name": "", "payee_acct_name": "", "payee_acct_no": "",
     "payee_acct_bank_name": "", "fund_traobj_type_code": "", "fund_type_code": "", "exp_func_code": "",
     "gov_bgt_eco_code": "", "dep_bgt_eco_code": "", "pay_cert_id": "", "xpay_amt": "", "currency_code": "",
     "est_rat": "", "foreign_amt": "", "receiver_code": "", "contract_no": "", "internal_dep_code": "",
     "pro_cat_code": ""},
]
rows("payVoucher.json", VOUCHERS)
golden("payVoucher.jsonl", [
    {"applicationID": key(300), "requestNumber": "SQ-640199-20260302-00001", "division": DIVISION, "year": 2026,
     "createdOn": "2026-03-02", "agency": "302001", "department": "302", "indicatorID": key(200),
     "budgetProject": "64019926332T000002100", "amount": "1500.00", "purpose": "2026年一季度高龄津贴",
     "payType": "1", "businessType": "9", "settleMode": "2", "payerAccountName": ZERO_ACCOUNT[0],
     "payerAccount": ZERO_ACCOUNT[1], "payerBank": ZERO_ACCOUNT[2], "payeeAccountName": AGENCY_ACCOUNT[0],
     "payeeAccount": AGENCY_ACCOUNT[1], "payeeBank": AGENCY_ACCOUNT[2], "counterpartType": "19", "fundType": "1111",
     "function": "2081002", "governmentEconomy": "50901", "departmentEconomy": "30305", "certificateID": key(400),
     "paid": "1499.99",
     "ext": {"currency_code": "CNY", "est_rat": "1.0000", "foreign_amt": "0.00", "receiver_code": "R01",
             "contract_no": "HT-7", "internal_dep_code": "N03", "pro_cat_code": "11"}},
    {"applicationID": key(301), "requestNumber": "SQ-640199-20260302-00002", "division": DIVISION, "year": 2026,
     "createdOn": "2026-03-03", "amount": "0.01", "payType": "121"},
])

# ---- PAY_VOUCHER_BILL ------------------------------------------------------------------------------------------
rows("payVoucherBill.json", [
    {"pay_cert_id": key(400), "pay_cert_no": "10100111000002", "mof_div_code": DIVISION, "fiscal_year": YEAR,
     "vou_date": "20260304", "pay_amt": "1500.00", "agent_business_no": "GK2026030500000017",
     "xpay_date": "20260305", "xpay_amt": "1499.99", "xpayee_acct_name": AGENCY_ACCOUNT[0],
     "xpayee_acct_no": AGENCY_ACCOUNT[1], "xpayee_acct_bank_name": AGENCY_ACCOUNT[2],
     "receipt_add_word": "部分成功", "lqd_cert_no": "QS20260305001", "pay_cert_sum_no": "HZ0007",
     "act_lqd_date": "20260306", "check_no": "ZP01", "abstract": "一季度"},
    {"pay_cert_id": key(401), "pay_cert_no": "10100111000003", "mof_div_code": DIVISION, "fiscal_year": YEAR,
     "vou_date": "20260306", "pay_amt": 800.5, "agent_business_no": "", "xpay_date": "00000000", "xpay_amt": "0.00",
     "xpayee_acct_name": "", "xpayee_acct_no": "", "xpayee_acct_bank_name": "", "receipt_add_word": "收款账户已销户",
     "lqd_cert_no": "", "pay_cert_sum_no": "", "act_lqd_date": "", "check_no": "", "abstract": ""},
])
golden("payVoucherBill.jsonl", [
    {"certificateID": key(400), "certificateNumber": "10100111000002", "division": DIVISION, "year": 2026,
     "issuedOn": "2026-03-04", "amount": "1500.00", "bankSerial": "GK2026030500000017", "paidOn": "2026-03-05",
     "paid": "1499.99", "paidAccountName": AGENCY_ACCOUNT[0], "paidAccount": AGENCY_ACCOUNT[1],
     "paidBank": AGENCY_ACCOUNT[2], "bankNote": "部分成功",
     "ext": {"lqd_cert_no": "QS20260305001", "pay_cert_sum_no": "HZ0007", "act_lqd_date": "20260306",
             "check_no": "ZP01", "abstract": "一季度"}},
    {"certificateID": key(401), "certificateNumber": "10100111000003", "division": DIVISION, "year": 2026,
     "issuedOn": "2026-03-06", "amount": "800.50", "paid": "0.00", "bankNote": "收款账户已销户"},
])


# ---- PAY_DETAIL ------------------------------------------------------------------------------------------------
def detail(i, person, serial, amount, paid, word, unit, month):
    name, number, account, bank, village, village_name = P[person]
    return ({"pay_detail_id": key(500 + i), "pay_apply_id": key(300), "pay_cert_no": "10100111000002",
             "mof_div_code": DIVISION, "fiscal_year": YEAR, "tracking_id": serial, "payee_acct_name": name,
             "payee_acct_no": account, "payee_acct_bank_name": bank, "pay_amt": amount, "xpay_amt": paid,
             "add_word": word, "is_to_peop_enterp": "1", "to_peop_enterp": "01", "to_peop_family": unit,
             "per_name": name, "iden_no": number, "corp_name": "", "unifsoc_cred_code": "", "pay_month": month,
             "town_code": "640199101", "town_name": "上河镇", "village_code": village, "village_name": village_name},
            {"detailID": key(500 + i), "applicationID": key(300), "certificateNumber": "10100111000002",
             "division": DIVISION, "year": 2026, "serial": serial, "payeeName": name, "payeeAccount": account,
             "payeeBank": bank, "amount": amount, "paid": paid, "note": word, "benefitsPeople": True,
             "benefitKind": "01", "unit": {"1": "person", "2": "household"}[unit], "beneficiaryName": name,
             "beneficiaryID": number, "month": month, "townshipCode": "640199101", "township": "上河镇",
             "villageCode": village, "village": village_name})


DETAILS = [
    detail(0, 0, "F000000000101", "300.00", "300.00", "", "1", "01"),
    # The same payee again, another month: our own line tells them apart.
    detail(1, 0, "F000000000102", "300.00", "299.99", "短款", "1", "02"),
    detail(2, 1, "F000000000103", "600.00", "0.00", "账户已销户", "2", "03"),
    # An enterprise; nothing paid yet, no beneficiary.
    ({"pay_detail_id": key(503), "pay_apply_id": key(300), "pay_cert_no": "", "mof_div_code": DIVISION,
      "fiscal_year": YEAR, "tracking_id": "F000000000104", "payee_acct_name": "同塬县上河农机合作社",
      "payee_acct_no": "640199000000000033", "payee_acct_bank_name": "", "pay_amt": "300.00", "xpay_amt": "",
      "add_word": "", "is_to_peop_enterp": "2", "to_peop_enterp": "", "to_peop_family": "", "per_name": "",
      "iden_no": "", "corp_name": "同塬县上河农机合作社", "unifsoc_cred_code": "93640199MA0000001X", "pay_month": "",
      "town_code": "", "town_name": "", "village_code": "", "village_name": ""},
     {"detailID": key(503), "applicationID": key(300), "division": DIVISION, "year": 2026, "serial": "F000000000104",
      "payeeName": "同塬县上河农机合作社", "payeeAccount": "640199000000000033", "amount": "300.00",
      "benefitsPeople": False, "enterprise": "同塬县上河农机合作社", "creditCode": "93640199MA0000001X"}),
]
rows("payDetail.json", [sent for sent, _ in DETAILS])
golden("payDetail.jsonl", [read for _, read in DETAILS])

# The same details inside their application: what stands in the outer row is not said again.
INNER = [name for name in DETAILS[0][0] if name not in ("pay_apply_id", "mof_div_code", "fiscal_year")]
NESTED = [
    {"pay_app_id": key(300), "pay_app_no": "SQ-640199-20260302-00001", "mof_div_code": DIVISION, "fiscal_year": YEAR,
     "details": [{name: DETAILS[i][0][name] for name in INNER} for i in (0, 1, 2)]},
    {"details": [{name: DETAILS[3][0][name] for name in INNER}], "pay_app_id": key(301),
     "pay_app_no": "SQ-640199-20260302-00002", "mof_div_code": "640199001", "fiscal_year": "2027"},
    {"pay_app_id": key(302), "pay_app_no": "SQ-640199-20260302-00003", "mof_div_code": DIVISION, "fiscal_year": YEAR,
     "details": []},
]
rows("payDetail.nested.json", NESTED)
golden("payDetail.nested.jsonl", [
    {**DETAILS[i][1], "requestNumber": "SQ-640199-20260302-00001"} for i in (0, 1, 2)
] + [{**DETAILS[3][1], "requestNumber": "SQ-640199-20260302-00002", "applicationID": key(301),
      "division": "640199001", "year": 2027}])

# ---- 8207 and its reply ----------------------------------------------------------------------------------------
HEAD_8207 = [
    ("Id", key(600)), ("AdmDivCode", "640199"), ("StYear", YEAR), ("VtCode", "8207"), ("VouDate", "20260316"),
    ("VoucherNo", "20260316000000000001"), ("OriginalVtCode", "5201"), ("OriginalVoucherNo", "10100111000002"),
    ("FundTypeCode", "1"), ("FundTypeName", "预算管理资金"), ("PayDictateNo", "00004711"), ("PayMsgNo", "100"),
    ("PayEntrustDate", "20260315"), ("PaySndBnkNo", "402871099996"), ("SumAmt", "1666.52"), ("AgencyCode", "302001"),
    ("AgencyName", "同塬县农业农村局"), ("PayAcctNo", AGENCY_ACCOUNT[1]), ("PayAcctName", AGENCY_ACCOUNT[0]),
    ("PayAcctBankName", AGENCY_ACCOUNT[2]), ("PayBankCode", "011"), ("PayBankName", "示范农村商业银行"),
    ("BusinessTypeCode", "4"), ("BusinessTypeName", "批量业务"), ("PayTypeCode", "11"), ("PayTypeName", "直接支付"),
    ("XPayDate", ""), ("XSumAmt", ""), ("Remark", "耕地地力保护补贴 <一季度> & 二季度"), ("Hold1", ""), ("Hold2", ""),
]
READ_8207 = {
    "id": key(600), "division": "640199", "year": 2026, "kind": "8207", "issuedOn": "2026-03-16",
    "number": "20260316000000000001", "originalKind": "5201", "originalNumber": "10100111000002", "fundType": "1",
    "fundTypeName": "预算管理资金", "orderNumber": "00004711", "messageNumber": "100", "entrustedOn": "2026-03-15",
    "sendingBankCode": "402871099996", "amount": "1666.52", "agency": "302001", "agencyName": "同塬县农业农村局",
    "payerAccount": AGENCY_ACCOUNT[1], "payerName": AGENCY_ACCOUNT[0], "payerBank": AGENCY_ACCOUNT[2],
    "agentBank": "011", "agentBankName": "示范农村商业银行", "businessType": "4", "businessTypeName": "批量业务",
    "payType": "11", "payTypeName": "直接支付", "remark": "耕地地力保护补贴 <一季度> & 二季度",
}
LINES_8207 = [  # serial, payee, amount, remark
    ("F000000000201", P[0], "1216.52", "上河村 12 亩"), ("F000000000202", P[1], "75.00", ""),
    ("F000000000203", P[2], "375.00", "杨家窑村"),
]
REPLIES = [  # date, bank's serial, paid, code, words
    ("20260317", "YH0000000001", "1216.52", "", ""), ("20260317", "YH0000000002", "0.00", "3018", "账户已销户"),
    ("", "", "0.00", "", "长期不动户"),
]


def line_8207(i, reply=None):
    serial, person, amount, remark = LINES_8207[i]
    date, number, paid, code, words = reply or ("", "", "", "", "")
    actual = (person[3], person[2], person[0]) if number else ("", "", "")
    return [("Id", serial), ("OriVoucherNo", f"1010011100010{i}"), ("PayeeAcctNo", person[2]),
            ("PayeeAcctName", person[0]), ("PayeeAcctBankName", person[3]), ("PayAmt", amount), ("Remark", remark),
            ("XPayDate", date), ("XAgentBusinessNo", number), ("XPayAmt", paid), ("XPayeeAcctBankName", actual[0]),
            ("XPayeeAcctNo", actual[1]), ("XPayeeAcctName", actual[2]), ("XAddWordCode", code), ("XAddWord", words),
            ("Hold1", f"留1{i}" if i == 0 else ""), ("Hold2", "留2" if i == 0 else ""),
            ("Hold3", "留3" if i == 0 else ""), ("Hold4", "留4" if i == 0 else "")]


ISSUE = document(HEAD_8207, [line_8207(i) for i in range(3)])
put("evoucher/8207.xml", ISSUE)
golden("evoucher/8207.jsonl", [
    {"serial": serial, "originalNumber": f"1010011100010{i}", "payeeAccount": person[2], "payeeName": person[0],
     "payeeBank": person[3], "amount": amount, "remark": remark,
     "ext": {"Hold1": "留10", "Hold2": "留2", "Hold3": "留3", "Hold4": "留4"} if i == 0 else {}}
    for i, (serial, person, amount, remark) in enumerate(LINES_8207)], READ_8207)
told = dict(HEAD_8207, XPayDate="20260318", XSumAmt="1216.52")
REPLY = document(list(told.items()), [line_8207(i, REPLIES[i]) for i in range(3)])
put("evoucher/8207.reply.xml", REPLY)
golden("evoucher/8207.reply.jsonl", [
    {"serial": serial, "bankSerial": number, "account": person[2] if number else "",
     "holderName": person[0] if number else "", "batchNumber": "20260316000000000001", "amount": amount, "paid": paid,
     "outcome": ["ok", "closed", "dormant"][i], "reasonCode": code, "reasonText": words,
     "paidOn": "2026-03-17" if date else "",
     "ext": {name: text for name, text in [
         ("OriVoucherNo", f"1010011100010{i}"), ("PayeeAcctNo", person[2]), ("PayeeAcctName", person[0]),
         ("PayeeAcctBankName", person[3]), ("XPayeeAcctBankName", person[3] if number else ""), ("Remark", remark),
         ("Hold1", "留10" if i == 0 else ""), ("Hold2", "留2" if i == 0 else ""), ("Hold3", "留3" if i == 0 else ""),
         ("Hold4", "留4" if i == 0 else "")] if text}}
    for i, ((serial, person, amount, remark), (date, number, paid, code, words)) in enumerate(
        zip(LINES_8207, REPLIES))], {**READ_8207, "paidOn": "2026-03-18", "paid": "1216.52"})

# Every reason of domain.md 6.4, by its code and by its words; a paid line has neither.
REASONS = [  # canonical code, codes, words
    ("ok", "0000", "成功 交易成功"),
    ("nameMismatch", "3031 3065 1203 6038", "户名不符 账号户名不符 卡号与户名不一致 收款人名称有误"),
    ("accountNotFound", "3004 3009 3030 6037", "账号不存在 无此账户 无效卡号 账号错误"),
    ("closed", "3018 3039", "已销户 账户已销户 已清户 账户已关户 卡号已注销"),
    ("dormant", "3069 0012", "睡眠户 长期不动户 不动户 久悬户 未激活 待激活"), ("lost", "3006 3016", "已挂失卡 已挂失折 挂失"),
    ("frozen", "3017 3020 6039", "账户已冻结 止入 双向冻结 只付不收 临时锁定"),
    ("stateAbnormal", "3057 6041", "账户状态错误 账户状态异常"),
    ("wrongType", "3068 3038 6045", "非个人活期结算户 非通兑户 Ⅱ类户超限 卡已达限额 超单笔限额"),
    ("idMismatch", "6046", "证件号码不符 证件过期 身份信息不全"), ("duplicate", "3051", "重复业务"),
    ("returned", "3056 1010", "退票 退汇"), ("pending", "6051", "已收妥未入账 处理中"), ("payerShort", "", "余额不足"),
    ("unknown", "3999 6999 9998 9999", ""),
]
lines, read = [], []
for outcome, codes, words in REASONS:
    for code, word in [(code, "") for code in codes.split()] + [("", word) for word in words.split()]:
        paid = "1.00" if outcome == "ok" else "0.00"
        serial = "R%04d" % len(read)
        lines.append([("Id", serial), ("PayAmt", "1.00"), ("XPayDate", "20260317"), ("XPayAmt", paid),
                      ("XAddWordCode", code), ("XAddWord", word)])
        read.append({"serial": serial, "batchNumber": "20260316000000000001", "amount": "1.00", "paid": paid,
                     "outcome": outcome, "reasonCode": code, "reasonText": word, "paidOn": "2026-03-17"})
total = sum(record["paid"] == "1.00" for record in read)
put("evoucher/8207.reasons.xml", document(
    list(dict(told, SumAmt=f"{len(read)}.00", XSumAmt=f"{total}.00").items()), lines))
golden("evoucher/8207.reasons.jsonl", read)
lines, read = [], []
# Other banks' ways of writing two of them.
OTHERS = {"ok": " 00 FSBR0000", "dormant": " 12"}
for outcome, codes, _ in REASONS:
    for code in (codes + OTHERS.get(outcome, "")).split():
        serial = "R%04d" % len(read)
        lines.append({"tracking_id": serial, "payee_acct_name": P[0][0], "payee_acct_no": P[0][2], "pay_amt": "1.00",
                      "xpay_amt": "0.50", "bank_serial": f"GK{serial}", "ret_code": code, "add_word": f"文{code}",
                      "xpay_date": "20260317"})
        read.append({"serial": serial, "holderName": P[0][0], "account": P[0][2], "amount": "1.00", "paid": "0.50",
                     "bankSerial": f"GK{serial}", "outcome": outcome, "reasonCode": code, "reasonText": f"文{code}",
                     "paidOn": "2026-03-17"})
rows("details.reasons.json", lines)
golden("details.reasons.jsonl", read)

# Documents of 499 details and of one more, whose sum is right all the same.
MANY = [("F%012d" % (300 + i), P[i % 3], "%d.%02d" % (i + 1, i % 100), "") for i in range(500)]


def many(count):
    lines, cents = [], 0
    for serial, person, amount, remark in MANY[:count]:
        lines.append([("Id", serial), ("OriVoucherNo", ""), ("PayeeAcctNo", person[2]), ("PayeeAcctName", person[0]),
                      ("PayeeAcctBankName", person[3]), ("PayAmt", amount), ("Remark", remark)]
                     + [(name, "") for name, _ in line_8207(0)[7:]])
        cents += int(amount.replace(".", ""))
    head = dict(HEAD_8207, SumAmt="%d.%02d" % divmod(cents, 100))
    return document(list(head.items()), lines)


put("evoucher/8207.499.xml", many(499))
put("evoucher/8207.500.xml", many(500))

# ---- 2252 ------------------------------------------------------------------------------------------------------
HEAD_2252 = [
    ("Id", key(700)), ("AdmDivCode", "640199"), ("StYear", YEAR), ("VtCode", "2252"), ("VouDate", "20260319"),
    ("VoucherNo", "402202603190001"), ("OriBillNo", "20260316000000000001"), ("PayTypeCode", "11"),
    ("PayTypeName", "直接支付"), ("OriginalVoucherNo", "10100111000002"), ("FundTypeCode", "1"),
    ("FundTypeName", "预算管理资金"), ("PayAmt", "-1291.52"), ("PayDictateNo", "00004812"), ("PayMsgNo", "001"),
    ("PayEntrustDate", "20260318"), ("PaySndBnkNo", "402871099996"), ("Remark", "收款行退回"),
    ("PayDate", "20260320"), ("Hold1", "头1"), ("Hold2", ""),
]
RETURNED = [("F000000000201", P[0], "-1216.52", "账号户名不符"), ("F000000000202", P[1], "-75.00", "账户已销户")]


def line_2252(i):
    serial, person, amount, remark = RETURNED[i]
    return [("Id", serial), ("VoucherBillId", key(700)), ("PayAcctNo", AGENCY_ACCOUNT[1]),
            ("PayAcctName", AGENCY_ACCOUNT[0]), ("PayAcctBankName", AGENCY_ACCOUNT[2]), ("PayeeAcctNo", person[2]),
            ("PayeeAcctName", person[0]), ("PayeeAcctBankName", person[3]), ("PayeeAcctBankNo", "402871099996"),
            ("PayAmt", amount), ("Remark", remark), ("Hold1", "1"), ("Hold2", "2"), ("Hold3", "3"), ("Hold4", "4")]


RETURN = document(HEAD_2252, [line_2252(i) for i in range(2)])
put("evoucher/2252.xml", RETURN)
golden("evoucher/2252.jsonl", [
    {"serial": serial, "account": person[2], "holderName": person[0], "batchNumber": "20260316000000000001",
     "amount": amount[1:], "outcome": "returned", "reasonText": remark, "paidOn": "2026-03-20",
     "ext": {"VoucherBillId": key(700), "PayAcctNo": AGENCY_ACCOUNT[1], "PayAcctName": AGENCY_ACCOUNT[0],
             "PayAcctBankName": AGENCY_ACCOUNT[2], "PayeeAcctBankName": person[3], "PayeeAcctBankNo": "402871099996",
             "Hold1": "1", "Hold2": "2", "Hold3": "3", "Hold4": "4"}}
    for serial, person, amount, remark in RETURNED], {
        "id": key(700), "division": "640199", "year": 2026, "kind": "2252", "issuedOn": "2026-03-19",
        "number": "402202603190001", "originalBatch": "20260316000000000001", "payType": "11",
        "payTypeName": "直接支付", "originalNumber": "10100111000002", "fundType": "1", "fundTypeName": "预算管理资金",
        "amount": "1291.52", "orderNumber": "00004812", "messageNumber": "001", "entrustedOn": "2026-03-18",
        "sendingBankCode": "402871099996", "remark": "收款行退回", "paidOn": "2026-03-20"})



def many_returned(count):
    lines, cents = [], 0
    for serial, person, amount, _ in MANY[:count]:
        lines.append([("Id", serial), ("PayeeAcctNo", person[2]), ("PayAmt", "-" + amount), ("Remark", "户名不符")])
        cents += int(amount.replace(".", ""))
    return document(list(dict(HEAD_2252, PayAmt="-%d.%02d" % divmod(cents, 100)).items()), lines)


put("evoucher/2252.499.xml", many_returned(499))
put("evoucher/2252.500.xml", many_returned(500))

# ---- 2203 ------------------------------------------------------------------------------------------------------
HEAD_2203 = [
    ("Id", key(800)), ("AdmDivCode", "640199"), ("StYear", YEAR), ("VtCode", "2203"), ("VouDate", "20260321"),
    ("VoucherNo", "22030000000009"), ("PayBankCode", "011"), ("PayBankName", "示范农村商业银行"),
    ("AgentBusinessNo", "GK2026032100000031"), ("OriBillNo", "10100111000002"), ("RefundType", "1"),
    ("PayAcctNo", ZERO_ACCOUNT[1]), ("PayAcctName", ZERO_ACCOUNT[0]), ("PayAcctBankName", ZERO_ACCOUNT[2]),
    ("PayeeAcctNo", AGENCY_ACCOUNT[1]), ("PayeeAcctName", AGENCY_ACCOUNT[0]), ("PayeeAcctBankName", AGENCY_ACCOUNT[2]),
    ("PayAmt", "-1500.00"), ("Remark", "代发户结余退回"), ("PayDate", "20260322"), ("Hold1", ""), ("Hold2", "头2"),
]
LINE_2203 = [
    ("Id", "22030000000009-1"), ("VoucherBillId", key(800)), ("VoucherNo", "SQ-640199-20260302-00001"),
    ("AgencyCode", "302001"), ("ExpFuncCode", "2081002"), ("ExpEcoCode", "30305"),
    ("DepProCode", "64019926332T000002100"), ("PayAcctNo", ZERO_ACCOUNT[1]), ("PayAcctName", ZERO_ACCOUNT[0]),
    ("PayAcctBankName", ZERO_ACCOUNT[2]), ("PayeeAcctNo", AGENCY_ACCOUNT[1]), ("PayeeAcctName", AGENCY_ACCOUNT[0]),
    ("PayeeAcctBankName", AGENCY_ACCOUNT[2]), ("PayeeAcctBankNo", "402871099996"), ("PayAmt", "-1500.00"),
    ("Remark", "未发放"), ("Hold1", "1"), ("Hold2", "2"), ("Hold3", "3"), ("Hold4", "4"),
]
put("evoucher/2203.xml", document(HEAD_2203, [LINE_2203]))
golden("evoucher/2203.jsonl", [
    {"serial": "22030000000009-1", "originalNumber": "SQ-640199-20260302-00001", "payeeAccount": AGENCY_ACCOUNT[1],
     "payeeName": AGENCY_ACCOUNT[0], "payeeBank": AGENCY_ACCOUNT[2], "payeeBankCode": "402871099996",
     "amount": "1500.00", "agency": "302001", "function": "2081002", "economy": "30305",
     "budgetProject": "64019926332T000002100", "remark": "未发放",
     "ext": {"VoucherBillId": key(800), "PayAcctNo": ZERO_ACCOUNT[1], "PayAcctName": ZERO_ACCOUNT[0],
             "PayAcctBankName": ZERO_ACCOUNT[2], "Hold1": "1", "Hold2": "2", "Hold3": "3", "Hold4": "4"}}], {
        "id": key(800), "division": "640199", "year": 2026, "kind": "2203", "issuedOn": "2026-03-21",
        "number": "22030000000009", "agentBank": "011", "agentBankName": "示范农村商业银行",
        "bankSerial": "GK2026032100000031", "originalBatch": "10100111000002", "refund": "line",
        "payerAccount": ZERO_ACCOUNT[1], "payerName": ZERO_ACCOUNT[0], "payerBank": ZERO_ACCOUNT[2],
        "payeeAccount": AGENCY_ACCOUNT[1], "payeeName": AGENCY_ACCOUNT[0], "payeeBank": AGENCY_ACCOUNT[2],
        "amount": "1500.00", "remark": "代发户结余退回", "paidOn": "2026-03-22"})

# ---- 5201 ------------------------------------------------------------------------------------------------------
HEAD_5201 = [
    ("Id", key(900)), ("AdmDivCode", "640199"), ("StYear", YEAR), ("VtCode", "5201"), ("VouDate", "20260304"),
    ("VoucherNo", "10100111000002"), ("FundTypeCode", "1"), ("FundTypeName", "预算管理资金"), ("BgtTypeCode", "21"),
    ("BgtTypeName", "当年预算"), ("PayTypeCode", "11"), ("PayTypeName", "直接支付"), ("FileNo", "同财预［2026］21号"),
    ("SupDepCode", "302"), ("SupDepName", "农业农村"), ("AgencyCode", "302001"), ("AgencyName", "同塬县农业农村局"),
    ("ExpFuncCode", "2130122"), ("ExpFuncName", "农业生产发展"), ("ExpEcoCode", "30310"),
    ("ExpEcoName", "个人农业生产补贴"), ("DepProCode", "64019926332T000002100"), ("DepProName", "耕地地力保护补贴"),
    ("SetModeCode", "2"), ("SetModeName", "电子转账支付"), ("PayBankCode", "011"), ("PayBankName", "示范农村商业银行"),
    ("PayBankNo", "402871099996"), ("ClearBankCode", "001"), ("ClearBankName", "人民银行同塬县支行"),
    ("PayeeAcctNo", AGENCY_ACCOUNT[1]), ("PayeeAcctName", AGENCY_ACCOUNT[0]), ("PayeeAcctBankName", AGENCY_ACCOUNT[2]),
    ("PayeeAcctBankNo", "402191009992"), ("PayAcctNo", ZERO_ACCOUNT[1]), ("PayAcctName", ZERO_ACCOUNT[0]),
    ("PayAcctBankName", ZERO_ACCOUNT[2]), ("PaySummaryCode", "01"), ("PaySummaryName", "耕地地力保护补贴"),
    ("PayAmt", "2300.50"), ("BusinessTypeCode", "4"), ("BusinessTypeName", "批量业务"), ("CheckNo", ""),
    ("XPayDate", "20260305"), ("XAgentBusinessNo", "GK2026030500000017"), ("XCheckNo", ""), ("XPayAmt", "2300.49"),
    ("XPayeeAcctNo", "640199000000000041"), ("XPayeeAcctName", "同塬县财政局一卡通专户"),
    ("XPayeeAcctBankName", "示范商业银行"), ("XAddWord", "短款一分"), ("Hold1", ""), ("Hold2", ""), ("Hold3", ""),
    ("Hold4", ""),
]


def line_5201(i):
    amount = ["1500.00", "800.50"][i]
    told = i == 0
    return [("Id", f"10100111000002-{i + 1}"), ("VoucherBillId", key(900)),
            ("VoucherNo", f"SQ-640199-20260302-0000{i + 1}"), ("AgencyCode", f"30200{i + 1}"),
            ("ExpFuncCode", f"213012{i + 2}"), ("ExpEcoCode", f"3031{i}"), ("DepProCode", f"64019926332T00000210{i}"),
            ("PayeeAcctNo", AGENCY_ACCOUNT[1]), ("PayeeAcctName", AGENCY_ACCOUNT[0]),
            ("PayeeAcctBankName", AGENCY_ACCOUNT[2]), ("PayeeAcctBankNo", "402191009992"), ("PayAmt", amount),
            ("Remark", f"备注{i}"), ("XPayDate", "20260306" if told else "00000000"),
            ("XAgentBusinessNo", "GK2026030500000018" if told else ""), ("XPayAmt", "1499.99" if told else ""),
            ("XPayeeAcctNo", "640199000000000041" if told else ""),
            ("XPayeeAcctName", "同塬县财政局一卡通专户" if told else ""),
            ("XPayeeAcctBankName", "示范商业银行" if told else ""), ("XAddWord", "短款" if told else ""),
            ("Hold1", "1"), ("Hold2", "2"), ("Hold3", "3"), ("Hold4", "4")]


put("evoucher/5201.xml", document(HEAD_5201, [line_5201(i) for i in range(2)]))
golden("evoucher/5201.jsonl", [
    {"serial": f"10100111000002-{i + 1}", "originalNumber": f"SQ-640199-20260302-0000{i + 1}",
     "agency": f"30200{i + 1}", "function": f"213012{i + 2}", "economy": f"3031{i}",
     "budgetProject": f"64019926332T00000210{i}", "payeeAccount": AGENCY_ACCOUNT[1], "payeeName": AGENCY_ACCOUNT[0],
     "payeeBank": AGENCY_ACCOUNT[2], "payeeBankCode": "402191009992", "amount": ["1500.00", "800.50"][i],
     "remark": f"备注{i}", "paidOn": "2026-03-06" if i == 0 else "", "bankSerial": "GK2026030500000018" if i == 0 else "",
     "paid": "1499.99" if i == 0 else "", "paidAccount": "640199000000000041" if i == 0 else "",
     "paidName": "同塬县财政局一卡通专户" if i == 0 else "", "paidBank": "示范商业银行" if i == 0 else "",
     "bankNote": "短款" if i == 0 else "",
     "ext": {"VoucherBillId": key(900), "Hold1": "1", "Hold2": "2", "Hold3": "3", "Hold4": "4"}}
    for i in range(2)], {
        "id": key(900), "division": "640199", "year": 2026, "kind": "5201", "issuedOn": "2026-03-04",
        "number": "10100111000002", "fundType": "1", "fundTypeName": "预算管理资金", "budgetType": "21",
        "payType": "11", "payTypeName": "直接支付", "documentNumber": "同财预〔2026〕21号", "department": "302",
        "agency": "302001", "agencyName": "同塬县农业农村局", "function": "2130122", "economy": "30310",
        "budgetProject": "64019926332T000002100", "settleMode": "2", "agentBank": "011",
        "agentBankName": "示范农村商业银行", "agentBankCode": "402871099996", "clearingBank": "001",
        "payeeAccount": AGENCY_ACCOUNT[1], "payeeName": AGENCY_ACCOUNT[0], "payeeBank": AGENCY_ACCOUNT[2],
        "payeeBankCode": "402191009992", "payerAccount": ZERO_ACCOUNT[1], "payerName": ZERO_ACCOUNT[0],
        "payerBank": ZERO_ACCOUNT[2], "purpose": "耕地地力保护补贴", "amount": "2300.50", "businessType": "4",
        "businessTypeName": "批量业务", "paidOn": "2026-03-05", "bankSerial": "GK2026030500000017",
        "paid": "2300.49", "paidAccount": "640199000000000041", "paidName": "同塬县财政局一卡通专户",
        "paidBank": "示范商业银行", "bankNote": "短款一分"})

# ---- Envelopes -------------------------------------------------------------------------------------------------


def body(number, kind, flag, reason, voucher, attach=""):
    return (f'<VoucherBody AdmDivCode="640199" StYear="{YEAR}" VtCode="{kind}" VoucherNo="{number}">'
            + elements([("VoucherFlag", flag), ("Return_Reason", reason), ("Attach", attach),
                        ("Voucher", base64.b64encode(voucher).decode())]) + "</VoucherBody>")


def envelope(count, bodies):
    text = f'<?xml version="1.0" encoding="GBK"?><MOF><VoucherCount>{count}</VoucherCount>' + "".join(bodies) + "</MOF>"
    return text.encode("gbk")


put("evoucher/envelope.8207.xml", envelope(1, [body("20260316000000000001", "8207", "0", "", ISSUE)]))
put("evoucher/envelope.two.xml", envelope(2, [
    body("20260316000000000001", "8207", "1", "", REPLY),
    # The number on the outside is another than the one inside.
    body("402202603190099", "2252", "0", "退票", RETURN)]))
call = (
    '<soapenv:Envelope xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:svc="urn:voucher">'
    "<soapenv:Header/><soapenv:Body><svc:{0}><certid>TC1</certid><admDivCode>640199</admDivCode><stYear>2026</stYear>"
    "<vtCode>8207</vtCode>{1}</svc:{0}></soapenv:Body></soapenv:Envelope>")
stamps = '<Root><Stamp No="gz">YZ-01</Stamp><Stamp No="jzysz">YZ&amp;07</Stamp></Root>'
sent = base64.b64encode(envelope(1, [body("20260316000000000001", "8207", "0", "", ISSUE)])).decode()
put("evoucher/call.send.xml", call.format("signStampByNosAndSend", elements([
    ("voucherMessage", sent), ("stamp", stamps), ("srcOrgType", "1"), ("decOrgType", "2")
])).replace('"gz"', "&quot;gz&quot;").replace('"jzysz"', "&quot;jzysz&quot;").encode())
put("evoucher/call.read.xml", call.format("readVoucher", "<count>20</count>").encode())
