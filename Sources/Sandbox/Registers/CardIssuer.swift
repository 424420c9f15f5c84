import Foundation

/// The social-security card issuer's query: who has which card, in which state, with which bank account.
struct CardIssuer: Sendable {
    static let batchLimit = 1_000

    private let world: World
    private let signature: AppSignature

    init(world: World) {
        self.world = world
        signature = AppSignature(appID: world.secrets.cardAppID, secret: world.secrets.cardSecret)
    }

    private struct Question: Decodable {
        struct Person: Decodable {
            let no: Int
            let AAC002: String
            let AAC003: String
        }
        let batchNo: String
        let list: [Person]
    }

    /// Answers a call below `/card`; persons without a card are absent from the answer.
    func answer(_ call: RegisterCall) -> RegisterAnswer {
        if let refusal = signature.refusal(of: call, now: world.clock.now) { return refusal }
        guard call.header("Content-Type").lowercased().hasPrefix("application/json"),
            let question = try? JSONDecoder().decode(Question.self, from: Data(call.body))
        else { return .refusal(400, "请求不是约定的JSON") }
        guard !question.batchNo.isEmpty else { return .refusal(400, "batchNo为空") }
        guard (1...Self.batchLimit).contains(question.list.count) else { return .refusal(400, "list应为1至1000人") }
        guard Set(question.list.map(\.no)).count == question.list.count else { return .refusal(400, "no重复") }
        guard question.list.allSatisfy({ $0.AAC002.utf8.count == 18 && !$0.AAC003.isEmpty }) else {
            return .refusal(400, "AAC002应为18位，AAC003不得为空")
        }
        let rows = question.list.compactMap { row($0) }
        return .json(.members(["code": "0", "msg": "", "list": .list(rows)]))
    }

    private func row(_ person: Question.Person) -> JSONText? {
        guard let citizen = world.citizen(person.AAC002), !citizen.cardNumber.isEmpty else { return nil }
        return .members([
            "no": .integer(Int64(person.no)), "AAC002": .string(citizen.id), "AAC003": .string(citizen.name),
            "AAZ500": .string(citizen.cardNumber), "AAZ502": .string(citizen.cardState),
            "AAE008": .string(citizen.bankKind), "AAE010": .string(citizen.account), "AAB301": .string(citizen.county),
            "kzt": citizen.cardActivated ? "1" : "0",
        ])
    }
}
