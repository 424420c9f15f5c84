package import AdapterKit
import Subsidy

/// GatewayConfiguration is `gateway.yaml`, read and resolved: counties, connections, agency accounts, people.
package struct GatewayConfiguration: Sendable {
    package struct County: Sendable {
        package var code: String
        package var zh: String
        package var profile: String
        package var catalogue: String
        /// Names of the connections that serve this county, by exchange (`identity.verify`: `psb`).
        package var routes: [String: [String]]
        /// The operator on whose behalf registers are asked: real persons, audited there.
        package var operatorFields: [String: String]

        package init(
            code: String, zh: String, profile: String, catalogue: String, routes: [String: [String]],
            operatorFields: [String: String]
        ) {
            self.code = code
            self.zh = zh
            self.profile = profile
            self.catalogue = catalogue
            self.routes = routes
            self.operatorFields = operatorFields
        }
    }

    /// One 代发户: which bank holds it for which county.
    package struct AgencyAccount: Sendable {
        package var name: String
        package var county: String
        package var connection: String
        package var account: String
        package var accountName: String
        package var bankName: String
        package var unit: String

        package init(
            name: String, county: String, connection: String, account: String, accountName: String, bankName: String,
            unit: String
        ) {
            self.name = name
            self.county = county
            self.connection = connection
            self.account = account
            self.accountName = accountName
            self.bankName = bankName
            self.unit = unit
        }
    }

    /// A login; the same natural person may hold several, and the store knows.
    package struct Person: Sendable {
        package var login: String
        package var naturalPerson: String
        package var role: String
        /// A county's code, or `*`.
        package var scope: String
        /// As people say it, or the text of its hash.
        package var password: String
        /// The department for whose projects a `department` acts; empty: any of the county's (IM-14.0).
        package var department: String
        /// The bank's connection for which somebody of a bank acts; empty for every other role.
        package var connection: String

        package init(
            login: String, naturalPerson: String, role: String, scope: String, password: String,
            department: String = "", connection: String = ""
        ) {
            self.login = login
            self.naturalPerson = naturalPerson
            self.role = role
            self.scope = scope
            self.password = password
            self.department = department
            self.connection = connection
        }
    }

    package var counties: [County]
    package var connections: [String: Connection]
    package var agencyAccounts: [AgencyAccount]
    package var people: [Person]
    /// Which connection a bank's name or code on a list means.
    package var bankRoutes: [String: String]
    /// Only a sandbox home may run without a release.
    package var sandbox: Bool

    package init(
        counties: [County], connections: [String: Connection], agencyAccounts: [AgencyAccount], people: [Person],
        bankRoutes: [String: String], sandbox: Bool
    ) {
        self.counties = counties
        self.connections = connections
        self.agencyAccounts = agencyAccounts
        self.people = people
        self.bankRoutes = bankRoutes
        self.sandbox = sandbox
    }

    package func county(_ code: String) -> County? { counties.first { $0.code == code } }
}
