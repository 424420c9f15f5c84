import Gateway
import MappingTools
import Subsidy

/// WorkItems prints what the engine's queries give: for people some columns, for programs all of them.
enum WorkItems {
    private static let titles = [
        "attemptState": "发放", "class": "类别", "connection": "连接", "direction": "方向", "disbursement": "方式",
        "exchange": "业务", "line": "明细", "list": "清单", "mapping": "映射", "number": "编号", "outcome": "结果", "owner": "责任方",
        "payable": "应发笔数", "payableFen": "应发合计", "period": "期次", "name": "名称", "project": "项目", "reason": "原因",
        "received": "时间", "rejected": "退回", "rows": "行数", "started": "起算", "tries": "已试", "title": "名称",
        "projects": "补贴项目", "totalFen": "指标", "onWayFen": "在途", "paidFen": "已付", "returnedFen": "退回", "freeFen": "可用",
        "balanceFen": "余额", "age": "到达工作日", "every": "间隔（分）", "lastRun": "上次运行", "lastSuccess": "上次成功", "office": "联系",
        "idNumber": "身份证号", "household": "户", "relation": "与户主关系", "checked": "核查时间", "members": "人数",
        "assets": "生产资料", "code": "代码", "kind": "类别", "before": "改前", "after": "改后", "maker": "经办", "checker": "审核",
        "proposed": "申请时间", "what": "事项", "other": "另一人", "feed": "本次", "last": "上次", "people": "在库人数",
        "changes": "不一致", "home": "户籍地", "standing": "状况", "dueFen": "应发", "differing": "不符行数", "source": "来源",
        "otherSource": "另一来源", "otherFen": "另一金额", "otherState": "另一状态", "rosterFen": "清册", "orderedFen": "支付单",
        "townships": "乡镇数", "recoveryFen": "追缴", "openBatches": "未完批次", "openFen": "未完金额", "size": "字节", "from": "起日",
        "through": "止日", "digest": "摘要", "authority": "依据", "township": "苏木乡镇", "day": "日期", "open": "不脱敏",
        "until": "期限", "lines": "行数", "seed": "种子", "frame": "总体", "visited": "已走访", "findings": "发现问题",
        "subject": "对象", "catalogue": "目录", "change": "类型", "level": "级次", "papers": "材料", "returned": "退回原因",
        "entry": "条目摘要", "article": "条款", "village": "村", "amountFen": "金额", "row": "行", "field": "字段",
        "message": "说明", "receiptAt": "回执时间", "batch": "批次", "roster": "清册", "version": "版次", "channels": "渠道数",
        "channel": "渠道", "system": "系统", "stood": "当时", "grave": "严重", "tail": "尾号",
        "bank": "银行", "purpose": "用途", "uses": "可查次数", "used": "已查次数", "serial": "流水号", "missed": "无权查询",
        "category": "类别", "waiting": "等待文件", "waitingHours": "最久（小时）",
        "step": "步骤", "post": "岗位", "steps": "步骤数", "cases": "在办", "rule": "规则", "colour": "颜色",
        "parts": "事前事中事后",
    ]
    /// Values that are numbers; all others are text, even where a text has only digits.
    private static let numbers: Set = [
        "attempt", "row", "line", "list", "payable", "payableFen", "received", "rejected", "rows", "started", "tries",
        "totalFen", "onWayFen", "paidFen", "returnedFen", "freeFen", "balanceFen", "age", "every", "lastRun",
        "members", "checked", "proposed", "decided", "feed", "last", "people", "changes", "lastSuccess", "dueFen",
        "differing", "amountFen", "otherFen", "rosterFen", "orderedFen", "townships", "recoveryFen", "openBatches",
        "openFen", "size", "uses", "used", "missed", "waiting", "waitingHours", "cases",
    ]
    /// Numbers that are moments.
    private static let moments: Set = [
        "received", "started", "lastRun", "lastSuccess", "checked", "proposed", "decided", "receiptAt",
    ]

    static func show(_ items: [WorkItem], _ columns: [String], _ asJSON: Bool) {
        if asJSON { return Output.say(JSON.list(items.map(json)).line) }
        guard !items.isEmpty else { return Output.say("没有记录") }
        var table = Table(
            [("编号", .right), ("旗县", .left), ("状态", .left)]
                + columns.map { (titles[$0] ?? $0, numbers.contains($0) && !moments.contains($0) ? .right : .left) })
        for item in items {
            table.add([String(item.id), item.county, item.state] + columns.map { cell($0, item.values[$0] ?? "") })
        }
        Output.say(table.text)
        Output.say("共 \(items.count) 条")
    }

    private static func cell(_ column: String, _ value: String) -> String {
        guard let number = Int64(value) else { return value }
        if column.hasSuffix("Fen") { return Money(fen: number).grouped }
        return moments.contains(column) ? Instant(milliseconds: number).text : value
    }

    private static func json(_ item: WorkItem) -> JSON {
        var members: [String: JSON] = [:]
        for (name, value) in item.values {
            if moments.contains(name), let number = Int64(value) {
                members[name] = .text(InstantText.text(Instant(milliseconds: number)))
            } else if numbers.contains(name) {
                members[name] = Int64(value).map(JSON.integer) ?? .null
            } else {
                members[name] = .text(value)
            }
        }
        members["id"] = .integer(item.id)
        members["county"] = .text(item.county)
        members["state"] = .text(item.state)
        return .object(members)
    }
}
