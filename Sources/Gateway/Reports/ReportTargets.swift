import Store
import Workflow

extension Engine {
    /// What an act of reporting and supervision is about. Who asks for an extract and who grants it are kept apart over
    /// the paper by whose authority it is asked.
    func reportTarget(
        of act: Act, _ arguments: [String: String], _ c: any StoreConnection
    ) throws -> ActTarget {
        func row(_ sql: SQLText, _ key: String) throws -> [SQLValue] {
            guard let id = arguments[key].flatMap({ Int64($0) }) else {
                throw GatewayError(.invalid, "argument.missing", "缺少参数 \(key)")
            }
            guard let row = try c.rows(sql, [.integer(id)]).first else {
                throw GatewayError(.notFound, "object.unknown", "没有编号为 \(id) 的对象（\(key)）")
            }
            return row
        }
        let county = arguments["county"] ?? ""
        switch act {
        case .requestExtract:
            return ActTarget(root: "extract:\(county):\(arguments["authority"] ?? "")", county: county)
        case .approveExtract, .refuseExtract, .takeExtract:
            let found = try row("SELECT county, authority FROM extract WHERE id = $1", "extract")
            return ActTarget(root: "extract:\(found.text(0)):\(found.text(1))", county: found.text(0))
        case .requestChange:
            return ActTarget(
                root: "catalogue:\(arguments["catalogue"] ?? ""):\(arguments["project"] ?? "")", county: county)
        case .resubmitChange, .withdrawChange, .verifyChange, .fileChange, .returnChange:
            let found = try row("SELECT catalogue, project, county FROM catalogue_request WHERE id = $1", "request")
            return ActTarget(root: "catalogue:\(found.text(0)):\(found.text(1))", county: found.text(2))
        case .recordVisit:
            let found = try row("SELECT county FROM sample WHERE id = $1", "sample")
            return ActTarget(root: "sample:\(arguments["sample"] ?? "")", county: found.text(0))
        case .drawSample:
            return ActTarget(root: "sample:\(county):\(arguments["project"] ?? "")", county: county)
        default:
            // A briefing of all counties is for those who may see all of them.
            let days = "\(arguments["from"] ?? ""):\(arguments["through"] ?? "")"
            return ActTarget(root: "briefing:\(county):\(days)", county: county)
        }
    }
}
