import Foundation
import Workflow

/// The people of the demo: each login one natural person, one role, one county.
struct DemoPlayer: Sendable {
    var login: String
    var person: String
    var role: Role
    var county: String
}

enum DemoCast {
    /// Each county's clerks, leaders, reviewers and finance staff; and, for the proof that duties are kept apart, a
    /// second login of the township's maker for every other role.
    static let everyone: [DemoPlayer] = {
        var players = [
            DemoPlayer(login: "engineer", person: "engineer", role: .operator, county: "*"),
            DemoPlayer(login: "controller", person: "controller", role: .financeChecker, county: "*"),
        ]
        for county in [DemoHome.innerMongolia, DemoHome.ningxia] {
            for role in Role.offices {
                players.append(
                    DemoPlayer(
                        login: login(role, county), person: "\(county)-\(role.rawValue)", role: role, county: county))
            }
            for (login, person) in [("uploader", "uploader"), ("confirmer", "confirmer")] {
                players.append(
                    DemoPlayer(
                        login: "\(county)-\(login)", person: "\(county)-\(person)", role: .department, county: county))
            }
            for role in Role.offices where role != .townshipMaker {
                players.append(
                    DemoPlayer(
                        login: twin(role, county), person: "\(county)-\(Role.townshipMaker.rawValue)", role: role,
                        county: county))
            }
            // The second logins of those who make what a township does not: links and uploads.
            players.append(
                DemoPlayer(
                    login: "\(county)-fin-twin", person: "\(county)-\(Role.financeMaker.rawValue)",
                    role: .financeChecker, county: county))
            players.append(
                DemoPlayer(
                    login: "\(county)-upload-twin", person: "\(county)-uploader", role: .department, county: county))
        }
        return players
    }()

    static func login(_ role: Role, _ county: String) -> String { "\(county)-\(role.rawValue)" }
    static func twin(_ role: Role, _ county: String) -> String { "\(county)-twin-\(role.rawValue)" }
    static func password(_ login: String) -> String { "demo-\(login)" }
}
