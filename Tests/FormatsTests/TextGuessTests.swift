import Formats
import Subsidy
import Testing

/// A short file in UTF-8 where GB 18030 was agreed, and short files that are what was agreed.
@Suite struct TextGuessTests {
    private func refusal(_ bytes: [UInt8]) throws -> String? {
        do {
            _ = try Reading(bytes, Shapes.bank(.gb18030))
            return nil
        } catch let fault as Fault {
            return "\(fault.code) \(fault.message.contains("UTF-8"))"
        }
    }

    private func document(_ name: String) -> String { "P|1|1\r\nS1|\(name)|1|\r\n########\r\n" }

    @Test(arguments: ["李", "中", "一", "你好", "张三丰", "阿依古丽·买买提", "王𬭎"])
    func aShortFileInUTF8IsToldFromGB18030(_ name: String) throws {
        #expect(try refusal(Array(document(name).utf8)) == "document.encoding true")
    }

    @Test(arguments: ["李", "中", "一", "你好", "张三丰", "阿依古丽·买买提", "王𬭎", "喆", "東方明", "模范", "，。", "ABC", ""])
    func aShortFileInGB18030IsRead(_ name: String) throws {
        let bytes = try TextCodec.encode(Array(document(name).utf8), as: .gb18030)
        #expect(try Reading(bytes, Shapes.bank(.gb18030)).rows.count == 1)
    }

    @Test func noNameOfTwoEverydayCharactersInGB18030IsTakenForUTF8() throws {
        var random = SplitMix(20_261_122)
        for _ in 0..<2_000 {
            let name = (0..<2).flatMap { _ in
                [UInt8(0xB0 + random.below(0x28)), UInt8(0xA1 + random.below(0x5E))]
            }
            let isAssigned = (try? TextCodec.decode(name, as: .gb18030)) != nil
            guard isAssigned else { continue }
            let bytes = Array("P|1|1\r\nS1|".utf8) + name + Array("|1|\r\n########\r\n".utf8)
            #expect(try refusal(bytes) == nil, "\(name)")
        }
    }
}
