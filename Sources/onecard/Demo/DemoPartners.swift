import Foundation
import Gateway

/// What the sandbox tells of itself in `partners.json`: the counterparts' letters of introduction.
struct DemoPartners: Decodable, Sendable {
    struct SSH: Decodable, Sendable {
        var host: String
        var port: UInt16
        var user, keyFile, knownHosts: String
    }
    struct Bank: Decodable, Sendable {
        var name, dialect, title, account, holder, mac: String
        var send: SSH
        var sendFolder: String
        var collect: SSH
        var collectFolder: String
    }
    struct Police: Decodable, Sendable { var base, rid, sid, user, password, appKey: String }
    struct Signed: Decodable, Sendable { var base, appId, secret: String }
    struct Web: Decodable, Sendable { var folder, mac: String }
    struct Department: Decodable, Sendable {
        var name, county, title, keyId, publicKey, feed, feedSecret, mac, folder: String
    }
    struct List: Decodable, Sendable {
        var project, title, county, department, period, approvalNumber, format: String
        var count: Int
        var sumFen: Int64
    }
    struct Case: Decodable, Sendable {
        var role, id, name, account, bank: String
        var newAccount: String?
        var newBank: String?
    }

    var start: Int64
    var control: String
    var publicSecurity: Police
    var cardIssuer: Signed
    var budget: Signed
    var sms: Signed
    var web: Web
    var banks: [Bank]
    var countyFolder: String
    var departments: [Department]
    var lists: [List]
    var casebook: [Case]

    static func read(_ path: String) throws -> DemoPartners {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw GatewayError(.configuration, "sandbox.missing", "沙箱没有写出 partners.json")
        }
        return try JSONDecoder().decode(DemoPartners.self, from: data)
    }

    func bank(_ name: String) throws -> Bank {
        guard let bank = banks.first(where: { $0.name == name }) else {
            throw GatewayError(.configuration, "sandbox.bank", "沙箱没有银行 \(name)")
        }
        return bank
    }

    func department(_ name: String) throws -> Department {
        guard let department = departments.first(where: { $0.name == name }) else {
            throw GatewayError(.configuration, "sandbox.department", "沙箱没有部门 \(name)")
        }
        return department
    }

    func person(_ role: String) -> Case? { casebook.first { $0.role == role } }
}
