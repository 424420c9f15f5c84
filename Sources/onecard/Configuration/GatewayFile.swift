import Yams

/// GatewayFile is `gateway.yaml` as it is written: who the counties are, whom they deal with, and by which wires.
/// Secrets stand in it by reference only: `env:NAME` or `file:PATH`.
struct GatewayFile: Codable, Sendable {
    struct County: Codable, Sendable {
        var zh: String
        var profile: String
        var catalogue: String
        /// Exchange → connections.
        var routes: [String: [String]]
        /// On whose behalf registers are asked: `id`, `name`, `org`, `orgName`, `caller`, `callerName`, `business`,
        /// `businessName`; `id` by reference.
        var `operator`: [String: String]
    }

    struct Transport: Codable, Sendable {
        enum Kind: String, Codable, Sendable { case https, sftp, folder, none }
        var kind: Kind
        var base: String?
        var host: String?
        var port: UInt16?
        var user: String?
        var key: String?
        var knownHosts: String?
        var folder: String?
    }

    struct Connection: Codable, Sendable {
        var counterpart: String
        /// inner, dedicated or internet; inner when it is not there.
        var zone: String?
        var transport: Transport
        var settings: [String: String]?
        var secrets: [String: String]?
        /// `exchange` or `exchange.answer` → mapping.
        var mappings: [String: String]
    }

    struct AgencyAccount: Codable, Sendable {
        var name: String
        var county: String
        var connection: String
        var account: String
        var accountName: String
        var bankName: String
        var unit: String
    }

    struct Person: Codable, Sendable {
        var login: String
        var person: String
        var role: String
        var scope: String
        /// By reference; what it names holds the password, or the text of its hash.
        var password: String
        /// Whose projects a reviewer of a department acts for; without it, all of the county's.
        var department: String?
        /// The connection of the bank for which somebody of a bank acts.
        var connection: String?
    }

    /// A machine that signs its calls.
    struct Key: Codable, Sendable {
        var connection: String
        var county: String
        /// SM2 public key, 04‖X‖Y in hexadecimal.
        var publicKey: String
    }

    /// A home for play and tests; only it may run without a release.
    var sandbox: Bool?
    /// Folder of the key ring, outside the home.
    var keys: String
    /// File of audit heads, outside the home.
    var secondPlace: String
    /// `national` or `international`.
    var suite: String
    /// `postgres://…`; SQLite in the home when it is not there.
    var store: String?
    /// Where the API listens: loopback only.
    var port: Int
    var counties: [String: County]
    var connections: [String: Connection]
    var agencyAccounts: [AgencyAccount]
    /// A bank's name or code on lists and cards → connection.
    var banks: [String: String]
    var people: [Person]
    var machineKeys: [String: Key]

    static func read(_ yaml: String) throws -> GatewayFile { try YAMLDecoder().decode(GatewayFile.self, from: yaml) }
    func yaml() throws -> String {
        let encoder = YAMLEncoder()
        encoder.options.sortKeys = true
        encoder.options.allowUnicode = true
        return try encoder.encode(self)
    }
}
