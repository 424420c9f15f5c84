import Sandbox
import Trust
import Workflow

/// One login of the simulated offices: one natural person, one role, one county.
struct Player: Sendable {
    var login: String
    var person: String
    var role: Role
    var county: String
    /// The bank's connection for which a clerk asks.
    var connection = ""
}

/// Who works: in each county a person for each role and a second person of the department; second logins of the
/// township's maker, with which the maker tries to be the checker as well; clerks of the banks; and the finance offices above the counties.
enum Cast {
    static let everyone: [Player] =
        Country.counties.flatMap { county in
            var players = roles.map { role in
                Player(
                    login: login(role, county.code), person: "\(county.code)-\(role)", role: role, county: county.code)
            }
            players.append(
                Player(
                    login: "\(county.code)-confirmer", person: "\(county.code)-confirmer", role: .department,
                    county: county.code))
            players += county.paysThroughBanks ? county.banks.map { clerk(of: $0, county.code) } : []
            players += twinRoles.map { role in
                Player(
                    login: twin(role, county.code), person: "\(county.code)-\(Role.townshipMaker)", role: role,
                    county: county.code)
            }
            return players
        }
        + [Role.leagueFinance, .regionFinance].map {
            Player(login: $0.rawValue, person: $0.rawValue, role: $0, county: "*")
        }

    /// The password of a login, which is the login, as the cheapest hash: how dear a guess is is no part of the story.
    static func password(_ login: String) -> String {
        (try? PasswordHash(password: Array(login.utf8), cost: PasswordHash.Cost(log2N: 1)).text) ?? login
    }

    private static let roles: [Role] = [
        .townshipMaker, .townshipLeader, .department, .financeMaker, .financeChecker, .operator, .auditor,
    ]
    private static func clerk(of bank: String, _ county: String) -> Player {
        let login = clerk(bank, county)
        return Player(login: login, person: login, role: .bank, county: county, connection: "bank-\(bank)")
    }

    private static let twinRoles: [Role] = [.townshipLeader, .department, .financeChecker, .financeMaker]

    static func login(_ role: Role, _ county: String) -> String { "\(county)-\(role.rawValue)" }
    static func clerk(_ bank: String, _ county: String) -> String { "\(county)-clerk-\(bank)" }
    static func twin(_ role: Role, _ county: String) -> String { "\(county)-twin-\(role.rawValue)" }
}
