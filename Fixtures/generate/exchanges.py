#!/usr/bin/env python3
"""Writes the samples of the platform's exchanges and of the short messages, and the records that they must give.

Usage: exchanges.py (Python 3 only). The bytes are the same every time.
"""
from people import card, compact, identity, legacy, lines, put

HEAD = ("马占海", identity("64019919580712351"), card("629999190000000101"))
WIFE = ("杨秀兰", identity("64019919610320442"), card("629999190000000102"))
SON = ("马小龙", identity("64019919900105113"), card("629999190000000103"))
AYGUL = ("阿依古丽·买买提", identity("15999919711003104"), card("629999190000000104"))
HONG = ("王𬭎", identity("15999919580915515"), card("629999190000000105"))


def kept(**members):
    return {key: value for key, value in members.items() if value not in (None, "", {})}


# beneficiary.sync: numbers as numbers and as texts, nulls, keys in another order, a legacy number, a key of tomorrow.
people = [
    {"personNo": "P0001", "familyNo": "F01", "name": HEAD[0], "idCard": HEAD[1], "headName": HEAD[0],
     "headIdCard": HEAD[1], "relation": "02", "sex": "1", "mobile": "19900000101",
     "village": {"code": "640199200205", "name": "红星村", "team": "二组"},
     "account": {"holder": HEAD[0], "no": HEAD[2], "bank": "示范商业银行"},
     "marks": {"dibao": "1", "rural": "1", "jiandang": "0", "tekun": "0"}, "status": "1", "operator": "录入员甲",
     "remark": "已核\"实\"", "updateTime": 1772409600000},
    {"updateTime": 1772409600999, "status": 1, "relation": "12", "sex": 2, "name": WIFE[0], "idCard": WIFE[1],
     "familyNo": "F01", "personNo": "P0002", "headIdCard": legacy(HEAD[1]), "headName": HEAD[0], "mobile": None,
     "village": None, "account": {"holder": HEAD[0], "no": HEAD[2]}, "marks": {"dibao": 0, "rural": 1, "jiandang": 1},
     "photo": {"format": "jpg", "size": [96, 128]}},
    {"personNo": "P0003", "name": SON[0], "idCard": SON[1], "relation": "20", "sex": "9", "status": "3",
     "marks": {"tekun": "1"}, "account": {"holder": SON[0], "bank": "示范农村商业银行"}},
    {"personNo": "P0004", "name": AYGUL[0], "idCard": AYGUL[1], "relation": "01", "sex": "0", "status": "4"},
    {"personNo": "P0005", "name": "\u738b\U0002cb4e", "idCard": HONG[1].lower(), "relation": "99", "status": "2"},
]
put("platform/beneficiaries.json", compact({
    "code": "0", "message": "成功", "data": {
        "divCode": "640199", "asOf": "2026-03-02 08:00:00", "full": "0", "size": 5, "persons": people,
        "nextCursor": "20260302080000-P0005"}}))
put("platform/beneficiaries.jsonl", lines([
    kept(personNumber="P0001", householdCode="F01", name=HEAD[0], idNumber=HEAD[1], headName=HEAD[0], headID=HEAD[1],
         relation="head", sex="male", phone="19900000101", villageCode="640199200205", village="红星村", group="二组",
         holderName=HEAD[0], account=HEAD[2], bank="示范商业银行", lowIncome=True, rural=True, registeredPoor=False,
         destitute=False, state="active", createdBy="录入员甲", note="已核\"实\"",
         changedAt="2026-03-02T08:00:00.000+08:00"),
    kept(personNumber="P0002", householdCode="F01", name=WIFE[0], idNumber=WIFE[1], headName=HEAD[0], headID=HEAD[1],
         relation="spouse", sex="female", holderName=HEAD[0], account=HEAD[2], lowIncome=False, rural=True,
         registeredPoor=True, state="active", changedAt="2026-03-02T08:00:00.999+08:00"),
    kept(personNumber="P0003", name=SON[0], idNumber=SON[1], relation="son", sex="unstated", state="movedOut",
         destitute=True, holderName=SON[0], bank="示范农村商业银行"),
    kept(personNumber="P0004", name=AYGUL[0], idNumber=AYGUL[1], relation="head", sex="unknown", state="deceased"),
    kept(personNumber="P0005", name=HONG[0], idNumber=HONG[1], relation="nonRelative", state="suspended"),
]))

# Every code of GB/T 4761 that the platform sends.
RELATIONS = """01 head 02 head 10 spouse 11 spouse 12 spouse 20 son 21 son 22 son 23 son 24 son 27 son 28 sonInLaw
29 son 30 daughter 31 daughter 32 daughter 33 daughter 37 daughter 38 daughterInLaw 41 grandchild 42 grandchild
43 grandchild 44 grandchild 51 father 52 mother 53 fatherInLaw 54 motherInLaw 55 fatherInLaw 56 motherInLaw 57 father
58 mother 61 grandparent 62 grandparent 63 grandparent 64 grandparent 71 sibling 72 siblingInLaw 73 sibling
74 siblingInLaw 75 sibling 76 siblingInLaw 77 sibling 78 siblingInLaw 81 uncleOrAunt 97 otherRelative
99 nonRelative""".split()
pairs = list(zip(RELATIONS[::2], RELATIONS[1::2]))
numbers = [identity("640199%04d0102%03d" % (1950 + place, place + 1)) for place in range(len(pairs))]
put("platform/relations.json", compact({"data": {"divCode": "640199", "size": len(pairs), "persons": [
    {"name": "员甲", "idCard": number, "relation": code, "status": "1"}
    for number, (code, _) in zip(numbers, pairs, strict=True)]}}))
put("platform/relations.jsonl", lines(
    {"name": "员甲", "idNumber": number, "relation": relation, "state": "active"}
    for number, (_, relation) in zip(numbers, pairs, strict=True)))

# roster.pull
ROSTER = "6401990000" + "20260302080000123" + "01" + "001"
roster = [
    {"lineNo": 1, "lineId": "L000001", "headName": HEAD[0], "headIdCard": HEAD[1], "ownerName": SON[0],
     "ownerIdCard": SON[1], "payeeName": WIFE[0], "payeeIdCard": WIFE[1],
     "account": {"no": WIFE[2], "bank": "示范商业银行"}, "mobile": "19900000103",
     "village": {"name": "红星村", "code": "640199200205", "team": "二组"}, "quantity": "12.5", "standard": "97.3215",
     "lineAmount": "1216.52", "lineStatus": "已申请", "remark": "长期务工"},
    {"lineNo": 2, "lineId": "L000002", "ownerName": AYGUL[0], "ownerIdCard": AYGUL[1], "payeeName": AYGUL[0],
     "payeeIdCard": AYGUL[1], "account": {"no": "300199000000000158"}, "lineAmount": 97.32, "lineStatus": "已生成支付申请"},
    {"lineNo": 3, "lineId": "L000003", "ownerName": HONG[0], "ownerIdCard": HONG[1], "payeeName": HONG[0],
     "payeeIdCard": HONG[1], "account": {"no": HONG[2]}, "lineAmount": "3,897.73", "lineStatus": "已支付"},
    {"lineNo": 4, "lineId": "L000004", "ownerName": HEAD[0], "ownerIdCard": HEAD[1], "payeeName": HEAD[0],
     "payeeIdCard": HEAD[1], "account": {"no": HEAD[2]}, "lineAmount": "0.10", "lineStatus": "支付失败"},
    {"lineNo": 5, "lineId": "L000005", "ownerName": WIFE[0], "ownerIdCard": WIFE[1], "payeeName": WIFE[0],
     "payeeIdCard": WIFE[1], "account": {"no": WIFE[2]}, "lineAmount": "100", "lineStatus": "已停发"},
]
put("platform/roster.json", compact({
    "code": "0", "message": "", "data": {
        "roster": {"rosterNo": ROSTER, "itemCode": "2130122", "periodCode": "2026", "approvalNo": "银示农发〔2026〕12号",
                   "divCode": "640199", "deptCode": "nongye", "status": "ISSUED", "createTime": "2026-03-02 08:00:00",
                   "lineCount": 5, "totalAmount": "5311.67"},
        "lines": roster}}))


def roster_line(number, head, owner, payee, account, amount, state, **more):
    return kept(lineNumber=number, serial="L%06d" % number, headName=head and head[0], headID=head and head[1],
                beneficiaryName=owner[0], beneficiaryID=owner[1], payeeName=payee[0], payeeID=payee[1], account=account,
                amount=amount, state=state, **more)


put("platform/roster.jsonl", lines([
    roster_line(1, HEAD, SON, WIFE, WIFE[2], "1216.52", "applied", bank="示范商业银行", phone="19900000103", village="红星村",
                villageCode="640199200205", group="二组", quantity="12.5", rate="97.3215", note="长期务工"),
    roster_line(2, None, AYGUL, AYGUL, "300199000000000158", "97.32", "requested"),
    roster_line(3, None, HONG, HONG, HONG[2], "3897.73", "paid"),
    roster_line(4, None, HEAD, HEAD, HEAD[2], "0.10", "failed"),
    roster_line(5, None, WIFE, WIFE, WIFE[2], "100.00", "stopped"),
]))

# verdict.push and result.push: what we write
put("platform/verdicts.json", compact({
    "pushNo": "V202603020001", "rosterNo": ROSTER, "divCode": "640199", "sendTime": "2026-03-02 09:30:05", "total": 4,
    "auditHead": "00ff", "verdicts": [
        {"lineNo": 1, "idCard": SON[1], "idMatch": "1", "nameMatch": "1", "deceased": "0",
         "birthDate": "1990-01-05"},
        {"lineNo": 2, "idCard": AYGUL[1], "idMatch": "1", "nameMatch": "2", "deceased": "0", "remark": "间隔号写法不同"},
        {"lineNo": 3, "idCard": HONG[1], "idMatch": "1", "nameMatch": "0", "deceased": "1", "deathDate": "2026-02-23"},
        {"lineNo": 4, "idCard": HEAD[1], "remark": "查无此人"}]}))

OUTCOMES = ["00", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21", "22", "30", "31", "99"]
results = [{"lineId": "L%06d" % n, "dueAmount": "1.00", "outcome": code} for n, code in enumerate(OUTCOMES, 1)]
results[0] = {"lineId": "L000001", "bankNo": "CM000000000001", "accountNo": WIFE[2], "accountName": WIFE[0],
              "batchNo": "req_20260316_001", "dueAmount": "1.50", "paidAmount": "1.50", "outcome": "00",
              "reasonCode": "0000", "reasonText": "交易成功", "payDate": "2026-03-17"}
results[1] = {"lineId": "L000002", "accountNo": "300199000000000158", "dueAmount": "1.00", "paidAmount": "0.00",
              "outcome": "11", "reasonCode": "3031"}
results.append({"lineId": "L000017", "dueAmount": "2.02", "paidAmount": "1.00", "outcome": "00",
                "reasonText": "短付1.02元"})
put("platform/results.json", compact({
    "pushNo": "F202603170001", "rosterNo": ROSTER, "divCode": "640199", "sendTime": "2026-03-17 18:00:00", "total": 17,
    "totalAmount": "18.52", "paidAmount": "2.50", "auditHead": "00ff", "results": results}))

# The messages: a bar, quotes and a character of four bytes in them.
TEXTS = {
    "DZ": "【示范财政】马*您好，2026年耕地地力保护补贴1216.52元已于2026-03-05发放至您尾号1010的示范商业银行账户，请查收。咨询0950-1234567。",
    "SB": "【示范财政】阿***您好，2026年高龄津贴300.00元因\"账户已销户\"未能入账，请携身份证、社保卡到红星镇办理账户变更，咨询0950-1234567。",
    "WJH": "【示范财政】王*您好，您的社会保障卡金融账户尚未激活，请到示范商业银行网点(一|二支行)激活后补发。",
    "GZ": "【示范财政】𬭎*您好，此前通知的100.00元已退回，更正后另行通知。",
}
sent = [
    {"msgId": "N0001", "mobile": "19900000101", "type": "DZ", "templateId": "T01", "content": TEXTS["DZ"],
     "params": {"name": "马*", "year": "2026", "project": "耕地地力保护补贴", "amount": "1216.52", "date": "2026-03-05",
                "tail": "1010", "bank": "示范商业银行", "phone": "0950-1234567"}},
    {"msgId": "N0002", "mobile": "19900000104", "type": "SB", "templateId": "T02", "content": TEXTS["SB"],
     "params": {"name": "阿***", "year": "2026", "project": "高龄津贴", "amount": "300.00", "reason": "账户已销户",
                "town": "红星镇", "phone": "0950-1234567"}},
    {"msgId": "N0003", "mobile": "19900000105", "type": "WJH", "content": TEXTS["WJH"],
     "params": {"name": "王*", "bank": "示范商业银行"}},
    {"msgId": "N0004", "mobile": "+8619900000106", "type": "GZ", "content": TEXTS["GZ"]},
]
put("notice/send.json", compact({
    "batchNo": "S20260305001", "sign": "【示范财政】", "sendTime": "20260305090000", "total": 4, "messages": sent}))
put("notice/send.txt", "".join(line + "\r\n" for line in [
    "|+|".join(["SMS", "S20260305001", "【示范财政】", "20260305090000", "4"])] + [
    "|+|".join([m["msgId"], m["mobile"], m["type"], m.get("templateId", ""), m["content"]]) for m in sent] + [
    "END"]).encode("gb18030"))

STATES = [("DELIVRD", "delivered"), ("UNDELIV", "undeliverable"), ("EXPIRED", "expired"), ("REJECTD", "rejected"),
          ("UNKNOWN", "unknown"), ("0", "accepted"), ("ACCEPTD", "accepted"), ("MK:0001", None)]
put("notice/receipt.json", compact({"batchNo": "S20260305001", "total": len(STATES), "reports": [
    {"msgId": "N%04d" % n, "reportId": "0305090%03d" % n, "mobile": "199000001%02d" % n, "stat": word,
     "time": "2026-03-05 09:00:%02d" % n, "parts": n % 3} for n, (word, _) in enumerate(STATES, 1)]}))
put("notice/receipt.txt", "".join(line + "\r\n" for line in [
    "RPT|+|S20260305001|+|%d" % len(STATES)] + [
    "N%04d|+|199000001%02d|+|%s|+|202603050900%02d" % (n, n, word, n) for n, (word, _) in enumerate(STATES, 1)] + [
    "END"]).encode("gb18030"))
put("notice/receipt.jsonl", lines(
    {"serial": "N%04d" % n, "providerSerial": "0305090%03d" % n, "phone": "199000001%02d" % n, "state": state,
     "stateCode": word, "at": "2026-03-05T09:00:%02d.000+08:00" % n, "parts": n % 3}
    for n, (word, state) in enumerate(STATES, 1)))
put("notice/receipt.batch.jsonl", lines(
    {"serial": "N%04d" % n, "phone": "199000001%02d" % n, "state": state, "stateCode": word,
     "at": "2026-03-05T09:00:%02d.000+08:00" % n} for n, (word, state) in enumerate(STATES, 1)))
