import Foundation
import Synchronization

/// A carrier of short messages: takes batches under the sender's number, refuses what may not be sent, and tells later
/// what became of each message.
final class Carrier: Sendable {
    struct Message: Decodable, Sendable, Equatable {
        let msgId: String
        let mobile: String
        let type: String
        let content: String
    }

    private struct Batch: Decodable {
        let batchNo: String
        let sign: String
        let total: String
        let messages: [Message]

        private enum Keys: String, CodingKey { case batchNo, sign, total, messages }

        init(from decoder: any Decoder) throws {
            let values = try decoder.container(keyedBy: Keys.self)
            batchNo = try values.decode(String.self, forKey: .batchNo)
            sign = try values.decode(String.self, forKey: .sign)
            total =
                try (try? values.decode(Int.self, forKey: .total)).map(String.init)
                ?? values.decode(String.self, forKey: .total)
            messages = try values.decode([Message].self, forKey: .messages)
        }
    }

    private struct Question: Decodable { let batchNo: String }

    /// Digits in a row that no message may hold: a phone's, a card's, an identity number's.
    static let longestNumber = 11

    private let world: World
    private let signature: AppSignature
    private let taken = Mutex<[String: (digest: String, at: Int64, messages: [Message])]>([:])
    /// The batches' numbers in the order in which they came.
    private let order = Mutex<[String]>([])

    init(world: World) {
        self.world = world
        signature = AppSignature(appID: world.secrets.smsAppID, secret: world.secrets.smsSecret)
    }

    /// Answers a call below `/sms`.
    func answer(_ call: RegisterCall) -> RegisterAnswer {
        if let refusal = signature.refusal(of: call, now: world.clock.now) { return refusal }
        switch call.path {
        case "/api/sms/send": return take(call.body)
        case "/api/sms/query": return about(call.body) { _ in .json(.members(["code": "0", "msg": ""])) }
        case "/api/sms/report": return about(call.body, report)
        default: return .refusal(404, "没有这个接口")
        }
    }

    private func take(_ body: [UInt8]) -> RegisterAnswer {
        guard let batch = try? JSONDecoder().decode(Batch.self, from: Data(body)), !batch.batchNo.isEmpty else {
            return .refusal(400, "请求不是约定的JSON")
        }
        let digest = SandboxCrypto.sm3(body).hex
        let now = world.clock.now
        return taken.withLock { taken in
            if let known = taken[batch.batchNo] {
                return known.digest == digest ? .refusal(409, "批次号已收到") : .refusal(400, "批次号重复而内容不同")
            }
            if let fault = Self.fault(batch.sign, batch.total, batch.messages) { return .refusal(400, fault) }
            taken[batch.batchNo] = (digest, now, batch.messages)
            order.withLock { $0.append(batch.batchNo) }
            return .json(.members(["code": "0", "msg": ""]))
        }
    }

    private static func fault(_ sign: String, _ total: String, _ messages: [Message]) -> String? {
        guard total == String(messages.count), !messages.isEmpty else { return "total与条数不符" }
        guard Set(messages.map(\.msgId)).count == messages.count else { return "msgId重复" }
        for message in messages {
            guard message.content.hasPrefix(sign) else { return "内容没有以签名开头" }
            guard !hasNumber(message.content) else { return "内容含有号码" }
            guard !message.content.contains("http") else { return "内容含有链接" }
            guard message.mobile.utf8.count >= 11 else { return "手机号码不正确" }
        }
        return nil
    }

    private static func hasNumber(_ text: String) -> Bool {
        text.split { !$0.isASCII || !$0.isNumber }.contains { $0.count >= longestNumber }
    }

    private func about(
        _ body: [UInt8], _ answer: ((at: Int64, messages: [Message])) -> RegisterAnswer
    ) -> RegisterAnswer {
        guard let question = try? JSONDecoder().decode(Question.self, from: Data(body)) else {
            return .refusal(400, "请求不是约定的JSON")
        }
        guard let known = taken.withLock({ $0[question.batchNo] }) else { return .refusal(404, "没有这个批次号") }
        return answer((known.at, known.messages))
    }

    /// A minute after it was taken a message is delivered; a phone that ends in 9 is switched off.
    private func report(_ batch: (at: Int64, messages: [Message])) -> RegisterAnswer {
        guard world.clock.now - batch.at >= 60_000 else { return .refusal(404, "暂无回执") }
        let reports = batch.messages.map { message in
            JSONText.members([
                "msgId": .string(message.msgId), "mobile": .string(message.mobile),
                "stat": message.mobile.hasSuffix("9") ? "EXPIRED" : "DELIVRD",
            ])
        }
        return .json(
            .members([
                "code": "0", "batchNo": "", "total": .integer(Int64(reports.count)), "reports": .list(reports),
            ]))
    }

    /// What people got, in the order in which it came.
    func inOrder() -> [Message] {
        let numbers = order.withLock { $0 }
        return taken.withLock { taken in numbers.flatMap { taken[$0]?.messages ?? [] } }
    }

    /// What people got, in the order of the numbers.
    func messages() -> [Message] { taken.withLock { $0.sorted { $0.key < $1.key }.flatMap(\.value.messages) } }
}
