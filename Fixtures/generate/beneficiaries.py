#!/usr/bin/env python3
"""Writes the samples of the beneficiary import in its four forms, and the records that they must give.

Usage: beneficiaries.py (needs openpyxl, see Tests/Judges/requirements.txt). The bytes are the same every time.
"""
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font

from people import card, compact, csv, identity, legacy, lines, put, workbook

TITLES = ["状态", "农户编码", "户主姓名", "户主身份证号", "家庭成员姓名", "身份证号", "村(居)委会", "村（居）民小组", "性别", "联系电话", "年龄",
          "与户主关系", "账户名称", "银行账号", "开户银行", "公共账户名称", "公共账户账号", "公共账户开户行", "是否低保户", "是否乡村人口",
          "是否建档立卡户", "是否特困人员", "备注", "创建人"]
KEYS = ["state", "householdCode", "headName", "headID", "name", "idNumber", "village", "group", "sex", "phone", "age",
        "relation", "holderName", "account", "bank", "publicHolderName", "publicAccount", "publicBank", "lowIncome",
        "rural", "registeredPoor", "destitute", "note", "createdBy"]
HEAD = ("马占海", identity("64019919580712351"))
AYGUL = ("阿依古丽·买买提", identity("15999919711003104"))
PUBLIC = ("红星村股份经济合作社", "300199000000000158", "示范农村商业银行")
FLAGS = {"是": True, "否": False, "": None}
SEX = {"男": "male", "女": "female", "0": "unknown", "1": "male", "2": "female", "9": "unstated", "": None}
STATE = {"正常": "active", "停用": "suspended", "迁出": "movedOut", "死亡": "deceased", "": None}


def person(state, code, head, name, number, village, group, sex, phone, age, relation, holder, account, bank, public,
           flags, note, maker):
    return [state, code, *head, name, number, village, group, sex, phone, age, relation, holder, account, bank, *public,
            *flags, note, maker]


def record(texts, relation):
    out = dict(zip(KEYS, texts, strict=True))
    out["state"] = STATE[out["state"]]
    out["sex"] = SEX[out["sex"]]
    out["age"] = int(out["age"]) if out["age"] else None
    out["relation"] = relation
    for key in ("lowIncome", "rural", "registeredPoor", "destitute"):
        out[key] = FLAGS[out[key]]
    return out


NONE = ("", "", "")
PEOPLE = [
    (person("正常", "NH15990100001", HEAD, *HEAD, "红星村", "二组", "男", "19900000101", "67", "本人", "马占海",
            card("629999190000000101"), "示范商业银行", PUBLIC, "否是否否", "", "录入员甲"), "head"),
    (person("正常", "NH15990100001", HEAD, "杨秀兰", identity("64019919610320442"), "红星村", "二组", "女", "", "64", "妻子",
            "马占海", card("629999190000000101"), "示范商业银行", NONE, "是否是否", "与户主共用一卡", "录入员甲"), "spouse"),
    (person("迁出", "NH15990100001", HEAD, "马小龙", identity("64019919900105113"), "红星村", "二组", "1", "19900000103", "36",
            "20-子", "马小龙", card("629999190000000103"), "示范农村商业银行", NONE, "否否否是", "务工,\"长期\"", "录入员乙"), "son"),
    (person("停用", "NH15990100002", AYGUL, *AYGUL, "红旗村", "", "2", "", "54", "01-本人", "阿依古丽·买买提", "", "",
            NONE, ("", "是", "是", ""), "", ""), "head"),
    (person("死亡", "", ("", ""), "王𬭎", identity("15999919580915515"), "", "", "9", "", "", "", "", "", "", NONE,
            ("", "", "", ""), "", ""), None),
]
put("department/beneficiary/people.jsonl", lines(record(texts, relation) for texts, relation in PEOPLE))

# As several hands write them: the record must stay the same.
WRITTEN = [list(texts) for texts, _ in PEOPLE]
WRITTEN[1][3] = legacy(HEAD[1])
WRITTEN[3][5] = "\u3000" + AYGUL[1] + " "
WRITTEN[3][18] = "\u3000"
WRITTEN[4][5] = WRITTEN[4][5].replace("X", "ｘ")

text = csv([TITLES] + WRITTEN)
put("department/beneficiary/people.gb18030.csv", text.encode("gb18030"))
put("department/beneficiary/people.utf8.csv", b"\xef\xbb\xbf" + text.encode())
put("department/beneficiary/people.json", compact({
    "旗县": "159901", "截至时间": "2026-03-02 08:00:00", "是否全量": "是", "人数": 5,
    "补贴对象": [{title: int(text) if title == "年龄" and text else text
               for title, text in zip(TITLES, texts, strict=True) if text != ""} for texts in WRITTEN]}))

book = Workbook()
page = book.active
page.title = "导入模板"
for column, title in enumerate(TITLES, 1):
    # Line breaks and stars get into the titles of forms that go from hand to hand.
    cell = page.cell(1, column, {"身份证号": "身份证号\n＊", "村(居)委会": "村（居）委会 ", "村（居）民小组": "村(居)民小组"}.get(title, title))
    cell.font = Font(bold=True)
page["L1"].comment = Comment("从下拉列表选择", "onecard")
for place, texts in enumerate(WRITTEN, 2):
    for column, text in enumerate(texts, 1):
        if text == "":
            continue
        cell = page.cell(place, column)
        cell.value = int(text) if TITLES[column - 1] == "年龄" else text
        cell.number_format = "General" if TITLES[column - 1] == "年龄" else "@"
put("department/beneficiary/people.xlsx", workbook(book))

# Every word and every code of the relation, and of sex and state.
RELATIONS = dict(line.split() for line in """
本人 head
妻子 spouse
丈夫 spouse
儿子 son
女儿 daughter
父亲 father
母亲 mother
爸爸 father
奶奶 grandparent
祖父 grandparent
祖母 grandparent
外公 grandparent
外婆 grandparent
公公 fatherInLaw
婆婆 motherInLaw
儿媳 daughterInLaw
女婿 sonInLaw
孙子 grandchild
孙女 grandchild
孙媳 grandchildInLaw
孙女婿 grandchildInLaw
重孙 greatGrandchild
兄弟 sibling
姐妹 sibling
嫂子 siblingInLaw
弟媳 siblingInLaw
姑嫂 siblingInLaw
伯叔 uncleOrAunt
伯母 uncleOrAunt
舅舅 uncleOrAunt
外甥 nephewOrNiece
侄子 nephewOrNiece
侄女 nephewOrNiece
其他 otherRelative
01-本人 head
02-户主 head
10-配偶 spouse
11-夫 spouse
12-妻 spouse
20-子 son
21-独生子 son
22-长子 son
23-次子 son
24-三子 son
28-女婿 sonInLaw
30-女 daughter
31-独生女 daughter
32-长女 daughter
33-次女 daughter
38-儿媳 daughterInLaw
41-孙子 grandchild
42-孙女 grandchild
43-外孙子 grandchild
44-外孙女 grandchild
51-父 father
52-母 mother
53-公公 fatherInLaw
54-婆婆 motherInLaw
55-岳父 fatherInLaw
56-岳母 motherInLaw
61-祖父 grandparent
62-祖母 grandparent
63-外祖父 grandparent
64-外祖母 grandparent
71-兄 sibling
72-嫂 siblingInLaw
73-弟 sibling
74-弟媳 siblingInLaw
75-姐 sibling
76-姐夫 siblingInLaw
77-妹 sibling
78-妹夫 siblingInLaw
81-伯父 uncleOrAunt
97-其他亲属 otherRelative
99-非亲属 nonRelative
""".split("\n") if line)
rows = []
for place, (word, relation) in enumerate(RELATIONS.items()):
    sexes, states = [key for key in SEX if key], [key for key in STATE if key]
    number = identity("159999%04d0102%03d" % (1950 + place % 50, place + 1))
    rows.append((person(states[place % len(states)], "NH%05d" % place, HEAD, "员" + "甲乙丙丁戊己庚辛壬癸"[place % 10], number,
                        "红星村", "", sexes[place % len(sexes)], "", str(76 - place % 50), word, "", "", "", NONE,
                        ("是", "否")[place % 2] + "否" * 3, "", ""), relation))
text = csv([TITLES] + [texts for texts, _ in rows])
put("department/beneficiary/relations.gb18030.csv", text.encode("gb18030"))
put("department/beneficiary/relations.utf8.csv", text.encode())
put("department/beneficiary/relations.json", compact({"旗县": "159901", "人数": len(rows), "补贴对象": [
    {title: text for title, text in zip(TITLES, texts, strict=True) if text} for texts, _ in rows]}))
book = Workbook()
for texts in [TITLES] + [texts for texts, _ in rows]:
    book.active.append([text or None for text in texts])
put("department/beneficiary/relations.xlsx", workbook(book))
put("department/beneficiary/relations.jsonl", lines(record(texts, relation) for texts, relation in rows))
