import Testing

@testable import Sandbox

@Suite("A drawn bank's files go wrong in two ways")
struct DrawnHabitsTests {
    @Test("one that tears on its way keeps the marker of the whole, one that was cut before has its own")
    func tornOrCut() throws {
        var rates = CountryRates()
        rates.torn = 999
        let start: Int64 = 1_772_409_600_000
        let country = Country(seed: 5, people: 3, start: start, rates: rates)
        var seen: Set<String> = []
        for day in 1...30 {
            country.advance(to: start + Int64(day) * 86_400_000)
            for file in country.folders.list("bank-a/out") where file.name.hasSuffix(".txt") {
                let bytes = try #require(country.folders.read("bank-a/out/\(file.name)"))
                let marker = try #require(country.folders.read("bank-a/out/\(file.name).chk"))
                let code = SandboxCrypto.hmacSM3(Array(country.world.secrets.bankA.utf8), bytes).hex
                let isWhole = String(decoding: bytes.suffix(10), as: UTF8.self).hasPrefix("########")
                seen.insert("\(isWhole ? "whole" : "part") \(marker.elementsEqual(code.utf8) ? "right" : "wrong")")
            }
        }
        #expect(seen == ["part right", "part wrong", "whole right"])
    }
}
