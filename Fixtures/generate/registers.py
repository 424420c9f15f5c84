#!/usr/bin/env python3
"""Writes the byte-exact samples of the registers: police, civil affairs, card issuers.

Each dialect of a mapping has one, in the words and bytes of its sender. All persons are synthetic: identity numbers
begin with 159999 or 640199, which are assigned to nobody (an old prefix goes with a birth before 1900), bank cards
with 629999. Needs only Python 3. Usage: registers.py [FIXTURES FOLDER]
"""
import io
import json
import os
import sys
import zipfile

from people import card, identity

root = sys.argv[1] if len(sys.argv) > 1 else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..")


def put(path, text, encoding="utf-8"):
    path = os.path.join(root, path)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(text if isinstance(text, bytes) else text.encode(encoding))


def plain(value):
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


LI = ("李秀云", identity("15999919650412302"))
WU = ("乌日娜", identity("64019919780315206"))
AY = ("阿依古丽·买买提", identity("15999919711003104"))
WANG = ("王𬭎", identity("15999919580915511"))
MA = ("马䶮", identity("64019919830721409"))
BA = ("巴图", identity("15999919900228317"))
HAN = ("韩雪", identity("64019919920607628"))
OLD = ("海大成", identity("64222218880101101"))


def package(head, records):
    """A PACKAGE of the platform: head elements, then records of (attributes, elements)."""
    text = "<PACKAGE><PACKAGEHEAD>" + "".join(f"<{n}>{v}</{n}>" for n, v in head) + "</PACKAGEHEAD><DATA>"
    for attributes, elements in records:
        text += "<RECORD" + "".join(f' {n}="{v}"' for n, v in attributes) + ">"
        text += "".join(f"<{n}>{v}</{n}>" for n, v in elements) + "</RECORD>"
    return text + "</DATA></PACKAGE>"


def line(number, message=""):
    return [("no", number), ("code", "0"), ("msg", message)]


def police():
    reply = [("FFQQBH", "FF20260302093000000001"), ("FSSJ", "20260302093001"), ("FHDM", "10"), ("FHMS", "接口调用成功")]
    put("psb/verdict.xml", package(reply, [
        (line(1), [("GMSFHM", LI[1]), ("GMSFHM_PPDDM", 1), ("XM_PPDDM", 2), ("SWBS", 0), ("SWRQ", "00000000"),
                   ("CSRQ", "19650412")]),
        (line(2, "姓名相似"), [("GMSFHM", AY[1]), ("GMSFHM_PPDDM", 1), ("XM_PPDDM", 3), ("SWBS", 0),
                           ("SWRQ", "19000101"), ("CSRQ", "19711003")]),
        (line(4), [("GMSFHM", WANG[1]), ("GMSFHM_PPDDM", 1), ("XM_PPDDM", 4), ("SWBS", 1), ("SWRQ", "20260115"),
                   ("CSRQ", "19580915")]),
    ]))
    put("psb/verdict.basic.xml", package(reply, [
        (line(1), [("GMSFHM", WU[1]), ("GMSFHM_PPDDM", 1), ("XM", WU[0]), ("XM_PPDDM", 1), ("XBDM", 2), ("MZDM", "02"),
                   ("CSRQ", "19780315"), ("CSD_GJDQM", "156"), ("CSD_SSXDQM", "640199"), ("SWBS", 0)]),
        (line(2), [("GMSFHM", OLD[1]), ("GMSFHM_PPDDM", 1), ("XM", OLD[0]), ("XM_PPDDM", 1), ("XBDM", 1), ("MZDM", "03"),
                   ("CSRQ", "18880101"), ("CSD_GJDQM", "156"), ("CSD_SSXDQM", "642222"), ("SWBS", 1),
                   ("SWRQ", "19610203")]),
    ]))
    put("psb/query.xml", package([
        ("FWQQBH", "0190a1b2c3d4"), ("QQBWDM", "GJXXZX"), ("QQBWMC", "国家信息中心"), ("SJLYXTDM", "YKT"),
        ("SJLYXTMC", "惠民惠农财政补贴资金一卡通系统"), ("JLS", 2), ("FSSJ", "20260302093000"), ("QQRGMSFHM", HAN[1]),
        ("QQRXM", HAN[0]), ("QQRDWDM", "11159999MB0000001X"), ("QQRDWMC", "旗财政局"), ("QQYWLXDM", "0601"),
        ("QQYWLXMC", "补贴发放核查"), ("QQYWXTDM", "YKT-WG"), ("QQYWXTMC", "一卡通网关")],
        [([("no", 1)], [("GMSFHM", LI[1]), ("XM", LI[0])]), ([("no", 2)], [("GMSFHM", WANG[1]), ("XM", WANG[0])])]))
    put("psb/jiangsu.request.json", plain({"datalist": [{"sfzh": p[1], "xm": p[0]} for p in (LI, WANG)]}))
    put("psb/cxywcs.request.json", plain({"cxywcs": [{"xm": p[0], "zjh": p[1]} for p in (LI, WANG)]}))
    put("psb/jiangsu.response.json", plain({"status": "0", "msg": "查询成功", "data": [
        {"gmsfzh": LI[1], "gmsfzh_ppddm": "1", "xm": LI[0], "xm_ppddm": "1", "csd_gjdqm": "156", "csd_ssxdqm": "159999",
         "csrq": "1965-04-12", "mzdm": "01", "swbs": "0", "xbdm": "2"},
        {"gmsfzh": WANG[1], "gmsfzh_ppddm": "1", "xm": WANG[0], "xm_ppddm": "4", "csd_gjdqm": "156",
         "csd_ssxdqm": "159998", "csrq": "1958-09-15", "mzdm": "11", "swbs": "1", "xbdm": "1"},
        {"gmsfzh": AY[1], "gmsfzh_ppddm": "1", "xm": AY[0], "xm_ppddm": "3", "csd_gjdqm": "156", "csd_ssxdqm": "159997",
         "csrq": "1971-10-03", "mzdm": "05", "swbs": "0", "xbdm": "2"}]}))
    esb = [
        {"GMSFHM": MA[1], "GMSFHM_PPDDM": "1", "XM": MA[0], "XM_PPDDM": "1", "XBDM": "2", "MZDM": "03",
         "CSRQ": "19830721", "SWBS": "0", "SWRQ": "00000000"},
        {"GMSFHM": WANG[1], "GMSFHM_PPDDM": "1", "XM": WANG[0], "XM_PPDDM": "1", "XBDM": "1", "MZDM": "01",
         "CSRQ": "19580915", "SWBS": "1", "SWRQ": "20260115"},
        {"GMSFHM": BA[1], "GMSFHM_PPDDM": "4", "XM": BA[0], "XM_PPDDM": "4", "XBDM": "1", "MZDM": "02",
         "CSRQ": "00000000", "SWBS": "0", "SWRQ": "19000101"}]
    put("psb/esb.response.json", plain({"code": "00", "msg": "成功", "data": "", "datas": esb, "dataCount": 3}))
    words = [{("SFSW" if k == "SWBS" else k): ({"0": "否", "1": "是"}[v] if k == "SWBS" else v)
              for k, v in row.items()} for row in esb]
    put("psb/sfsw.response.json", plain({"code": "00", "msg": "成功", "data": "", "datas": words, "dataCount": 3}))
    put("psb/health.response.json", plain({"code": "0", "message": "ok", "result": [
        {"idCard": LI[1], "name": LI[0], "deathSign": "0", "deathDate": "1900-01-01"},
        {"idCard": WANG[1], "name": WANG[0], "deathSign": "1", "deathDate": "2026-01-15"}]}))
    household = [
        {"GMSFHM": BA[1], "XM": BA[0], "CYM": "巴特尔", "XBDM": "1", "MZDM": "02", "CSRQ": "19900228",
         "CSDXZQHDM": "159998", "SWBS": "0", "SWRQ": "00000000", "SWYYDM": "", "ZXBS": "0", "HH": "159999001",
         "HZGMSFHM": BA[1], "YHZGXDM": "02", "HJDZ_SSXQDM": "159999", "HJDZ_QHNXXDZ": "红旗嘎查12号", "HYZKDM": "21",
         "LXDH": "13800000011"},
        {"GMSFHM": HAN[1], "XM": HAN[0], "CYM": "", "XBDM": "2", "MZDM": "01", "CSRQ": "19920607",
         "CSDXZQHDM": "640199", "SWBS": "0", "SWRQ": "", "SWYYDM": "", "ZXBS": "2", "HH": "159999001",
         "HZGMSFHM": BA[1], "YHZGXDM": "12", "HJDZ_SSXQDM": "159999", "HJDZ_QHNXXDZ": "红旗嘎查12号", "HYZKDM": "21",
         "LXDH": "13800000022"},
        {"GMSFHM": WANG[1], "XM": WANG[0], "CYM": "", "XBDM": "1", "MZDM": "01", "CSRQ": "19580915",
         "CSDXZQHDM": "159997", "SWBS": "1", "SWRQ": "20260115", "SWYYDM": "1", "ZXBS": "1", "HH": "159999002",
         "HZGMSFHM": WANG[1], "YHZGXDM": "01", "HJDZ_SSXQDM": "159999", "HJDZ_QHNXXDZ": "红旗嘎查30号", "HYZKDM": "30",
         "LXDH": ""}]
    put("psb/resident.response.json", plain({"code": "0", "msg": "成功", "data": household}))
    local = []
    for row, kind in zip(household, ("9", "1", "0")):
        row = {("SFSW" if k == "SWBS" else k): v for k, v in row.items() if k not in ("SWYYDM", "ZXBS")}
        row["SFSW"] = {"0": "否", "1": "是"}[row["SFSW"]]
        row["ZXLBDM"] = kind
        local.append(row)
    put("psb/resident.local.response.json", plain({"code": "0", "msg": "成功", "data": local}))


def civil():
    def asked(first, second):
        return plain({**first, **second, "start": 0, "limit": 100})

    put("civil/person.request.json", asked({"id_card": LI[1]}, {"name": LI[0]}))
    put("civil/cremation.request.json", asked({"id_card": WANG[1]}, {"name": WANG[0]}))
    put("civil/child.request.json", asked({"child_name": "小满"}, {"child_idcard": identity("15999920150520412")}))
    put("civil/marriage.request.json", asked({"name_man": BA[0]}, {"cert_num_man": BA[1]}))
    put("civil/couple.request.json", plain({
        "name_man": BA[0], "cert_num_man": BA[1], "name_woman": HAN[0], "cert_num_woman": HAN[1], "start": 0,
        "limit": 100}))

    def entry(kind, day, number, woman=HAN, nation="蒙古族", birth="1992-06-07"):
        return {"cert_num_man": BA[1], "name_man": BA[0], "birth_man": "1990-02-28", "nation_man": "蒙古族",
                "cert_num_woman": woman[1], "name_woman": woman[0], "birth_woman": birth, "nation_woman": nation,
                "cert_no": number, "dept_code": "159999A1", "dept_name": "旗民政局婚姻登记处", "op_date": day,
                "op_type": kind}

    put("civil/marriage.response.json", plain({"status": "success", "result": [
        entry("IA", "2015-10-01", "J159999-2015-000101", nation="汉族"),
        entry("ICA", "2024-03-05 10:20:30", "BJ159999-2024-000007", nation="汉族"),
        entry("IB", "2020-07-16", "L159999-2020-000033", nation="汉族")]}))
    put("civil/marriage.fm.response.json", plain({"recode": "000000", "msg": "成功", "data": [
        {"fName": HAN[0], "fCardId": HAN[1], "mName": BA[0], "mCardId": BA[1], "registrationDate": "2015-10-01",
         "registrationOrg": "旗民政局婚姻登记处", "businessType": "结婚登记"},
        {"fName": HAN[0], "fCardId": HAN[1], "mName": BA[0], "mCardId": BA[1], "registrationDate": "2024-03-05",
         "registrationOrg": "市民政局婚姻登记处", "businessType": "补领结婚证"}]}))
    put("civil/cams.response.json", plain({"status": "success", "result": [
        {"DOMICILE_NAME": "红旗镇一居委会", "FAMILY_NAME": LI[0], "FAMILY_CARD_NO": LI[1], "CARD_NO": "CD159999000011",
         "SAM_CARD_NO": "city", "BEGIN_DATE": "202501", "BANK": "农业银行旗支行", "ACCOUNT_NAME": "李云"},
        {"DOMICILE_NAME": "红旗镇红旗嘎查", "FAMILY_NAME": AY[0], "FAMILY_CARD_NO": AY[1], "CARD_NO": "ND159999000022",
         "SAM_CARD_NO": "country", "BEGIN_DATE": "202407", "BANK": "农村信用社红旗分社", "ACCOUNT_NAME": AY[0]},
        {"DOMICILE_NAME": "红旗镇东风嘎查", "FAMILY_NAME": WANG[0], "FAMILY_CARD_NO": WANG[1],
         "CARD_NO": "WB159999000033", "SAM_CARD_NO": "five", "BEGIN_DATE": "201904", "BANK": "邮储银行旗支行",
         "ACCOUNT_NAME": "王宏"}]}))
    put("civil/dbhxx.csv", f'SFZH,XM,HJBZJE\n{LI[1]},{LI[0]},1680.5\n{AY[1]},"{AY[0]}","1,205.00"\n')
    put("civil/tkgydxhmcxx.csv", f"SFZH,XM,HBZJE\n{WANG[1]},{WANG[0]},1320\n{MA[1]},{MA[0]},987.65\n")
    put("civil/TK_20260302.txt",
        f"20260302|2\n{WANG[0]}|{WANG[1]}|TK159999000001|农村|2|3|1320.00|880.50|201904||1\n"
        f"{MA[0]}|{MA[1]}|TK159999000002|城镇|1|2|1450.00|440.25|202101|202512|0\n", "gb18030")
    put("civil/disability.csv",
        "姓名,公民身份号码,残疾人证号,发证日期,有效期止,证件状态\r\n"
        f"{LI[0]},{LI[1]},{LI[1]}42,2019-05-06,2029-05-05,有效\r\n"
        f'"{AY[0]}",{AY[1]},{AY[1]}11B2,2022-08-09,长期,有效\r\n'
        f"{WANG[0]},{WANG[1]},{WANG[1]}73,2010-01-02,2020-01-01,过期\r\n")
    child = ("小满", identity("15999920150520412"))
    put("civil/orphan.csv",
        "儿童姓名,儿童身份证号,养育方式,月保障标准,监护人姓名,监护人身份证号,监护人账号,监护人开户银行,起始年月,保障状态\r\n"
        f"{child[0]},{child[1]},散居,1500.00,{WANG[0]},{WANG[1]},{card('629999190000001201')},农村信用社,202003,在保\r\n"
        f"朝格,{identity('64019920120304101')},机构,\"1,800.50\",旗儿童福利院,,300199000000000091,农业银行旗支行,201809,在保\r\n",
        "gb18030")
    put("civil/form.response.json", plain({"status": "success", "result": [
        {"m00059": WANG[0], "m00058": WANG[1], "m00161": "男", "m00060": "2026-02-25 23:50:00", "m00150": "2026-02-27",
         "m00098": "红旗镇红旗嘎查"},
        {"m00059": LI[0], "m00058": LI[1], "m00161": "女", "m00060": "2026-02-23", "m00150": "2026-02-26 09:30:00",
         "m00098": "红旗镇一居委会"}]}))
    titles = ["低保证号", "户籍类型", "户主姓名", "户主身份证号", "姓名", "身份证号", "保障人口", "户月保障金额", "分类施保金额", "照料护理补贴",
              "自理能力", "残疾类别", "残疾等级", "起始保障年月", "在保状态", "渐退期止", "停保日期", "停保原因"]
    rows = [
        ["DB159999000011", "农村", BA[0], BA[1], BA[0], BA[1], "3", "1680.50", "0.00", "", "全自理", "无", "/", "202501",
         "在保", "", "", ""],
        ["DB159999000011", "农村", BA[0], BA[1], HAN[0], HAN[1], "3", "1680.50", "210.00", "95.50", "半自理", "肢体", "二级",
         "202501", "在保", "", "", ""],
        ["DB159999000012", "城镇", LI[0], LI[1], LI[0], LI[1], "1", "905.00", "", "", "", "", "", "202203", "渐退", "202606",
         "", ""],
        ["DB159999000013", "农业", WANG[0], WANG[1], WANG[0], WANG[1], "1", "760.00", "", "", "全护理", "多重", "一级", "201904",
         "停保", "", "2026-01-31", "死亡"]]
    put("civil/lowincome.xlsx", workbook(titles, rows))


def workbook(titles, rows):
    """A workbook of text cells, as a civil-affairs clerk exports it."""
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    main = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

    def cells(texts):
        return "<row>" + "".join(
            f'<c t="inlineStr"><is><t>{text}</t></is></c>' if text else "<c/>" for text in texts) + "</row>"

    parts = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook {main} xmlns:r="{office}"><sheets><sheet name="低保台账" sheetId="1" r:id="rId1"/>'
                           "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
                                      "</Relationships>",
        "xl/worksheets/sheet1.xml": f"<worksheet {main}><sheetData>{''.join(cells(r) for r in [titles] + rows)}"
                                    "</sheetData></worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, head + text)
    return out.getvalue()


def cards():
    accounts = [card("629999190000001101"), card("629999190000001102"), card("629999190000001103")]
    unique = ["159999D15600000500000000000000A1", "640199D15600000500000000000000B2",
              "159999D15600000500000000000000C3"]

    def status(number, person, place, state, **more):
        return {"no": number, "AAC001": f"15999900000{number}", "AAC002": person[1], "AAC003": person[0],
                "AAZ500": f"B1234567{number}", "AAZ501": unique[place], "AAZ502": state, "AAZ503": f"2016031{number}",
                "AAE005": f"1380000001{number}", "AAE008": "103", "AAE009": person[0], "AAE010": accounts[place],
                "AAC080": "103100000026", "AAB301": "159999", "AAE145": "51", "kzt": "1", "eleCardStatus": "01",
                "AAZ507": "3B6D00000081544443", "AAZ508": "2.00", "AAZ007": f"77{number}", **more}

    put("card/verify.request.json", plain({"batchNo": "CARD20260302007", "list": [
        {"no": 1, "AAC002": LI[1], "AAC003": LI[0]}, {"no": 2, "AAC002": AY[1], "AAC003": AY[0]}]}))
    rows = [status(1, LI, 0, "1"),
            status(2, WU, 1, "3", kzt="0", eleCardStatus="00", AAE008="402", AAC080="402191009992", AAE145="11",
                   AAB301="640199"),
            status(3, WANG, 2, "2", kzt="未激活", AAE145="22", AAE009="王宏")]
    put("card/status.response.json", plain({"code": "0", "msg": "", "list": rows}))
    ningbo = [{("AAE004" if k == "AAE005" else k): v for k, v in row.items()} for row in rows]
    put("card/status.ningbo.response.json", plain({"code": "0", "msg": "", "list": ningbo}))
    put("card/sichuan.response.json", plain({"code": "0", "msg": "成功", "data": [
        {"aac002": LI[1], "aac003": LI[0], "aac203": accounts[0], "aaf002": "1", "aae008": "103", "chi031": "2130122"},
        {"aac002": AY[1], "aac003": AY[0], "aac203": accounts[1], "aaf002": "2", "aae008": "402",
         "chi031": "2081901"}]}))
    pipe = "".join("|".join(("159999", f"B1234567{n}", unique[n - 1], p[1], p[0], s)) + "\n"
                   for n, p, s in ((1, LI, "1"), (2, WANG, "3"), (3, AY, "2")))
    put("card/electronic.txt", pipe)
    put("card/account.response.json", plain({"code": "0", "msg": "成功", "list": [
        {"no": 1, "AAC002": LI[1], "AAC003": LI[0], "AAE008": "103", "AAE009": LI[0], "AAE010": accounts[0],
         "zhzt": "A", "gszt": "0"},
        {"no": 2, "AAC002": WU[1], "AAC003": WU[0], "AAE008": "402", "AAE009": WU[0], "AAE010": accounts[1],
         "zhzt": "D", "gszt": "0"},
        {"no": 3, "AAC002": WANG[1], "AAC003": WANG[0], "AAE008": "403", "AAE009": "王宏", "AAE010": accounts[2],
         "zhzt": "A", "gszt": "2"}]}))


police()
civil()
cards()
