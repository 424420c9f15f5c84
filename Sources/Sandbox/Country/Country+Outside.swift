/// What a drawn country has on the internet side, as offices and onlookers meet it.
extension Country {
    /// A page as anybody can read it.
    package struct PublicPage: Sendable {
        package let number: String
        package let text: String
    }

    /// A short message as its receiver reads it.
    package struct ShortMessage: Sendable {
        /// Our own number of it.
        package let number: String
        package let kind: String
        package let phone: String
        package let text: String
    }

    func step(_ portal: CountryPortal, of county: County, now: Int64) {
        portal.step(now: now) { person in
            !isDead(person)
        } account: { person, random in
            let bank = random.pick(county.banks)
            return (openAccount(of: person, bank: bank), bank)
        }
    }

    private func portal(_ county: String) -> CountryPortal? {
        Self.counties.firstIndex { $0.code == county }.map { portals[$0] }
    }

    /// A person leaves the township with their token.
    package func give(_ token: String, to person: String, county: String) {
        portal(county)?.give(token, to: person)
    }

    package func hasToken(_ person: String, county: String) -> Bool { portal(county)?.hasToken(person) ?? false }

    /// The token that a person holds.
    package func token(of person: String, county: String) -> String? { portal(county)?.token(of: person) }

    /// What a call to the person finds out about a wish.
    package func wish(_ number: String, county: String) -> CountryWish? { portal(county)?.wish(number) }

    /// Who comes to the township today because their phone was stolen.
    package func robbed(county: String) -> [String] { portal(county)?.robbed() ?? [] }

    /// Pages that came after the first `count`.
    package func pages(after count: Int) -> [PublicPage] {
        web.pages(after: count).map { PublicPage(number: $0.number, text: String(decoding: $0.bytes, as: UTF8.self)) }
    }

    /// Numbers of the pages that any channel shows.
    package var shownPages: Set<String> { web.shown }

    /// Messages that came after the first `count`.
    package func messages(after count: Int) -> [ShortMessage] {
        carrier.messages(after: count).map {
            ShortMessage(number: $0.msgId, kind: $0.type, phone: $0.mobile, text: $0.content)
        }
    }

    /// Everybody who lives there.
    package var everybody: [Citizen] { world.everybody }
}
