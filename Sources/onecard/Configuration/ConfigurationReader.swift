import AdapterKit
import Foundation
import Gateway
import Subsidy

/// ConfigurationReader turns `gateway.yaml` into the engine's configuration: references to secrets are followed here
/// and nowhere else.
struct ConfigurationReader {
    let home: String
    let file: GatewayFile

    func configuration() throws -> GatewayConfiguration {
        GatewayConfiguration(
            counties: try file.counties.sorted { $0.key < $1.key }.map { code, county in
                var fields = county.operator
                for key in ["id", "name"] where fields[key] != nil {
                    fields[key] = try secretText(fields[key] ?? "", "counties.\(code).operator.\(key)")
                }
                return GatewayConfiguration.County(
                    code: code, zh: county.zh, profile: county.profile, catalogue: county.catalogue,
                    routes: county.routes, operatorFields: fields)
            },
            connections: try connections(),
            agencyAccounts: file.agencyAccounts.map {
                GatewayConfiguration.AgencyAccount(
                    name: $0.name, county: $0.county, connection: $0.connection, account: $0.account,
                    accountName: $0.accountName, bankName: $0.bankName, unit: $0.unit)
            },
            people: try file.people.map {
                GatewayConfiguration.Person(
                    login: $0.login, naturalPerson: $0.person, role: $0.role, scope: $0.scope,
                    password: try secretText($0.password, "people.\($0.login).password"),
                    department: $0.department ?? "", connection: $0.connection ?? "")
            },
            bankRoutes: file.banks, sandbox: file.sandbox ?? false)
    }

    private func connections() throws -> [String: Connection] {
        var connections: [String: Connection] = [:]
        for (name, entry) in file.connections {
            guard let counterpart = Counterpart(rawValue: entry.counterpart) else {
                throw GatewayError(
                    .configuration, "connection.counterpart", "连接 \(name) 的 counterpart 不存在：应为 Bank、Budget 等之一")
            }
            guard let zone = Zone(rawValue: entry.zone ?? Zone.inner.rawValue) else {
                throw GatewayError(
                    .configuration, "connection.zone", "连接 \(name) 的 zone 应为 inner、dedicated 或 internet")
            }
            var secrets: [String: [UInt8]] = [:]
            for (key, reference) in entry.secrets ?? [:] {
                secrets[key] = Array(try secretText(reference, "connections.\(name).secrets.\(key)").utf8)
            }
            connections[name] = Connection(
                name: name, counterpart: counterpart, zone: zone, settings: entry.settings ?? [:], secrets: secrets,
                mappings: entry.mappings)
        }
        return connections
    }

    /// Follows `env:NAME` or `file:PATH`. An inline secret is refused: it would be released, logged and copied with the
    /// file.
    private func secretText(_ reference: String, _ path: String) throws -> String {
        if reference.hasPrefix("env:") {
            guard let value = ProcessInfo.processInfo.environment[String(reference.dropFirst(4))] else {
                throw GatewayError(.configuration, "secret.missing", "\(path)：环境变量不存在")
            }
            return value
        }
        guard reference.hasPrefix("file:") else {
            throw GatewayError(.configuration, "secret.inline", "\(path)：密钥只能以 env: 或 file: 引用，不能直接写入")
        }
        let file = Assembly.resolve(String(reference.dropFirst(5)), home)
        return try Assembly.text(file, "\(path)：密钥文件 \(file) 不存在").trimmingCharacters(in: .newlines)
    }
}
