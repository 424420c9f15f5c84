import AdapterKit
import Sandbox
import Subsidy

/// Connections of the exchanges beside the money's way, as an engineer would write them.
enum ExchangeHome {
    private static func asks(_ place: (county: String, bank: String)) -> String {
        "asks-\(place.bank)-\(place.county)"
    }

    /// Where a county's files of these exchanges come from.
    static func routes(_ county: Country.County) -> [String: [String]] {
        let asking = Country.lending.filter { $0.county == county.code }.map(asks)
        var routes = ["finding.intake": ["supervisor-\(county.code)"]]
        guard !asking.isEmpty else { return routes }
        routes["history.lookup"] = asking
        routes["service.offer"] = asking
        return routes
    }

    static func connections(_ secrets: SandboxSecrets) -> [Connection] {
        let asking = Country.lending.map { place in
            Connection(
                name: asks(place), counterpart: .bank,
                settings: [
                    "collectFolder": "asks/\(place.bank)-\(place.county)", "collectMarker": ".ok",
                    "bank": "bank-\(place.bank)", "prefix.history.lookup": "LS_", "prefix.service.offer": "FW_",
                ],
                secrets: ["mac": Array((place.bank == "a" ? secrets.bankA : secrets.bankB).utf8)],
                mappings: ["history.lookup": "bank/history.query", "service.offer": "bank/service"])
        }
        return asking
            + Country.counties.map { county in
                Connection(
                    name: "supervisor-\(county.code)", counterpart: .department,
                    settings: ["mode": "file", "collectFolder": "supervisor/\(county.code)"],
                    secrets: ["mac": Array(Country.supervisorKey.utf8)],
                    mappings: ["finding.intake": "department/finding"])
            }
    }
}
