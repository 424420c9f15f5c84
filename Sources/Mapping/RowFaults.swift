import Subsidy

/// RowFaults words the faults of rows for the people who must mend them; never a value of the document.
enum RowFaults {
    /// `shown` is an issuer's code that no table has.
    static func make(_ row: Int, _ plan: FieldPlan, _ code: String, shown: String? = nil) -> Fault {
        let text = shown.map { "代码\($0)不在代码表中，请核实含义后补入代码表" } ?? text(code)
        return Fault(row: row, field: plan.name, code: code, message: "\(plan.zh)：\(text)")
    }

    /// A text that looks like a code and like nobody's: where columns are mistaken for others, a number or a name
    /// stands in a code's place, and must not be said.
    static func shown(_ text: ArraySlice<UInt8>) -> String? {
        guard (1...16).contains(text.count) else { return nil }
        var digits = 0
        for byte in text {
            switch byte {
            case 0x30...0x39: digits += 1
            case 0x41...0x5A, 0x61...0x7A, 0x2F, 0x2D, 0x2E, 0x5F, 0x20: digits = byte == 0x2F ? 0 : digits
            default: return nil
            }
            // A day of birth has eight.
            if digits > 7 { return nil }
        }
        return "“\(String(decoding: text, as: UTF8.self))”"
    }

    /// A row that says something, but of none of the records that it may hold.
    static func nobody(_ row: Int) -> Fault {
        Fault(row: row, field: "", code: "row.nobody", message: "该行有内容，却没有其中任何一条记录的必填项，请补填或删除该行")
    }

    static func constant(_ row: Int, _ constant: ConstantPlan) -> Fault {
        Fault(
            row: row, field: constant.name, code: "constant.differs",
            message: "\(constant.name)：与这种文件固定的内容不同，可能送错了文件，请核对")
    }

    /// Both figures are said: they are of the whole document, and nobody's.
    static func control(_ control: ControlPlan, stated: Int64, found: Int64, isWritten: Bool = false) -> Fault {
        func text(_ value: Int64) -> String {
            switch control.kind {
            case .count, .hashTotal: return String(value)
            case .sum, .balance: break
            }
            switch control.codec {
            case .yuan, .fen, .signed: return Money(fen: value).grouped + " 元"
            case .decimal: return ExactDecimal(millionths: value).text
            default: return String(value)
            }
        }
        let figures = "声明 \(text(stated))，明细合起来是 \(text(found))"
        return RowFaults.control(
            control, isWritten ? "表头\(figures)；请核对后再写出" : "文件\(figures)；文件可能不完整，请退回重新生成")
    }

    /// The document does not say what is compared, or says it so that it cannot be read.
    static func unstated(_ control: ControlPlan, _ cell: ArraySlice<UInt8>?) -> Fault {
        guard let cell = cell?.trimmed, !cell.isEmpty, case .fault(let code) = control.codec.decode(cell) else {
            return RowFaults.control(control, "首尾行中没有这一项，无法核对，请退回重新生成")
        }
        return RowFaults.control(control, "首尾行中的这一项读不出来（\(text(code))），无法核对，请退回重新生成")
    }

    static func control(_ control: ControlPlan, _ message: String) -> Fault {
        let what =
            switch control.kind {
            case .count: "笔数"
            case .sum: "合计"
            case .hashTotal: "校验合计"
            case .balance: "期末余额"
            }
        return Fault(
            row: 0, field: control.targetName, code: control.code,
            message: "\(what)：" + message)
    }

    static func text(_ code: String) -> String {
        switch code {
        case "field.required": "不能为空，请补填"
        case "field.differs": "与同一行中另一处所写的不一致，请核对原件"
        case "field.missingColumn": "文件中没有这一项，请按模板补上"
        case "idNumber.empty", "account.empty": "不能为空，请补填"
        case "idNumber.masked", "account.masked": "含有遮盖符号，请提供完整号码"
        case "idNumber.excelDamage", "account.excelDamage": "号码被表格软件改坏，请以文本格式重新填写"
        case "idNumber.length", "account.length": "位数不对，请核对原件"
        case "idNumber.character", "account.character": "含有不该有的字符，请核对原件"
        case "idNumber.birthDate": "其中的出生日期不存在，请核对原件"
        case "idNumber.checkDigit", "account.checkDigit": "校验位不符，请核对原件"
        case "name.masked": "含有遮盖符号，请提供完整姓名"
        case "name.damaged": "含有无法识别的字符，请按户口簿重新填写"
        case "phone.format": "不是电话号码，请核对"
        case "money.format": "金额格式不对：元最多两位小数，分不带小数点，都不带货币符号和文字，请按约定单位填写"
        case "money.sign": "金额的正负与约定不符，请核对"
        case "clearingNumber.checkDigit": "联行号应为 12 位且校验位相符，请核对"
        case "text.separator": "内容中含有该列的分隔符，写出后无法还原，请核对"
        case "decimal.format": "不是数字，或小数超过六位"
        case "integer.format": "不是整数"
        case "date.format": "日期格式不对，或没有这一天"
        case "time.format": "时间格式不对"
        case "flag.value": "不是约定的是否值"
        case "code.unmapped": "代码不在代码表中，请核实含义后补入代码表"
        case "code.unwritable": "代码表中没有可写出的代码，请补全代码表"
        case "const.differs": "与该文件规定的值不同，请检查数据来源"
        case "date.lossy": "日期精度超过文件格式，写出会丢失，请检查数据"
        default: "无法处理，请检查"
        }
    }
}
