import Foundation
import Subsidy
import TestSupport
import Testing

/// The main job from end to end, on a small world: what the demo shows, and what its home answers afterwards.
@Suite struct DemoTests {
    @Test func theDemoEndsWithTheProof() throws {
        let world = try SharedDemo.world()
        #expect(world.end == .exit(0))
        #expect(world.said.contains("══ 证明成立 ══"))
        #expect(!world.said.contains("✗"))
        #expect(world.said.contains("审计链：完整"))
        #expect(world.said.contains("银行与国库方：无一指令重复，付款与本方账目一致"))
    }

    @Test(.article("IM-23.1"))
    func everyCheckTriedByTheMakerIsRefused() throws {
        let told = try SharedDemo.world().said.firstMatch(of: /不相容岗位：(\d+) 个复核动作由制单人尝试，全部被拒绝/)
        let count = told.flatMap { Int($0.1) } ?? 0
        #expect(count >= 20)
    }

    @Test func theReconciliationAgreesWithTheProof() throws {
        let world = try SharedDemo.world()
        let proof: Proof = try world.answer("reconcile")
        #expect(proof.equalities.allSatisfy { $0.holds })
        #expect(proof.equalities.count == world.said.ranges(of: "   ✓ ").count)
        for equality in proof.equalities {
            #expect(equality.left.map(\.sumFen).reduce(0, +) == equality.right.map(\.sumFen).reduce(0, +))
        }
        let kinds = Set(proof.equalities.map { $0.subject.prefix { $0 != " " } })
        #expect(kinds.isSuperset(of: ["清单", "清册", "支付单", "批次", "应享", "代发户"]))
    }

    @Test func theAuditChainIsWhole() throws {
        let audit: Audit = try SharedDemo.world().answer("audit", "verify")
        #expect(audit.holds && audit.findings.isEmpty)
    }

    @Test func aListThatMayNotBeReadIsRefusedAndOneThatCameTwiceIsRecognised() throws {
        let documents: [Item] = try SharedDemo.world().answer("document", "list")
        let others = documents.filter { $0.state != "promoted" }.map { [$0.connection, $0.state, $0.reason] }
        #expect(
            others == [
                ["dept-lincao", "refused", "control.sum"], ["dept-lincao", "refused", "document.truncated"],
                ["dept-lincao", "repeated", ""], ["dept-lincao", "quarantined", "document.nameReused"],
            ])
        let lists = documents.filter { $0.exchange == "list.submit" && $0.state == "promoted" }
        #expect(lists.map(\.rows) == [22, 5, 4, 7])
        #expect(lists.map(\.rejected) == [3, 1, 0, 1])
    }

    /// G7: from the department's row to the second bank's credit, each hop with where it stands written.
    @Test func theReissuedLineIsTracedThroughEveryHop() throws {
        let world = try SharedDemo.world()
        let hops: [Hop] = try world.answer("trace", try world.reissuedLine())
        var rest = hops[...]
        for (what, witness) in Self.road {
            let index = rest.firstIndex { hop in
                hop.what.contains(what) && (witness == .none || hop.document != nil)
                    && (witness != .row || hop.row != nil)
            }
            let found = try #require(index, "\(what) is missing, or not in its place")
            rest = rest[(found + 1)...]
        }
        #expect(zip(hops, hops.dropFirst()).allSatisfy { $0.at <= $1.at })
        let documents: [Item] = try world.answer("document", "list")
        let digests = Dictionary(uniqueKeysWithValues: documents.map { ($0.id, $0.mappingDigest) })
        for hop in hops {
            #expect(hop.at.wholeMatch(of: /2026-03-\d\dT\d\d:\d\d:\d\d\.\d{3}\+08:00/) != nil)
            guard let document = hop.document else { continue }
            #expect(hop.mappingDigest.wholeMatch(of: /[0-9a-f]{64}/) != nil && !hop.mapping.isEmpty, "\(hop.what)")
            #expect(digests[document] == hop.mappingDigest, "\(hop.what)")
        }
    }

    private enum Witness { case none, document, row }

    private static let road: [(String, Witness)] = [
        ("主管部门报送，第", .row), ("公安联网核查：一致", .document), ("清单：promote", .document), ("清册：publish", .none),
        ("收款账户：verify", .document), ("清册：sign", .none), ("清册：departmentApprove", .none),
        ("清册：financeApprove", .none), ("清册：order", .none), ("支付申请提交预算系统", .document),
        ("支付单：accept", .document), ("支付单：allocate", .document), ("第 1 次发放", .none),
        ("批次文件送达银行", .document), ("第 1 次发放（", .document), ("银行结果", .row), ("收款账户：verify", .document),
        ("失败处理：mend", .none), ("代发户对账单", .row), ("失败处理：reissue", .none), ("第 2 次发放", .none),
        ("批次文件送达银行", .document), ("第 2 次发放", .document), ("银行结果", .row), ("代发户对账单", .row),
    ]

    @Test(.article("IM-21.0", "IM-21.1a"))
    func everyPaymentThatFailsHasItsCodeClassAndOwner() throws {
        let failures: [Failure] = try SharedDemo.world().answer("failure", "list")
        let found = failures.map {
            [$0.county, $0.attemptState, $0.code, $0.outcome, $0.kind, $0.owner].joined(separator: " ")
        }
        #expect(
            found.sorted() == [
                "159901 failed 3018 closed A township", "159901 failed 3031 nameMismatch A township",
                "159901 failed 3069 dormant B township", "159901 failed 7777  A township",
                "159901 lateReturned 3018 returned A township", "159901 paidLate 0000 ok E finance",
                "159901 shortPaid 0000 ok E finance", "640199 failed 3018 closed A department",
            ])
        #expect(failures.allSatisfy { $0.started.hasPrefix("2026-03-") })
        #expect(failures.filter { $0.state == "reissued" }.map(\.newAccount.isEmpty) == [false])
    }

    @Test(
        arguments: [
            ("deceasedHeirs", "已转录给 2 名继承人"), ("deceasedStopped", "已立即停发（IM-16.1d）"),
            ("nameMismatch", "已登记姓名更正，待负责人批准（IM-16.1b）"), ("dotVariant", "姓名间隔号等已规范，重新核查"),
            ("notFound", "暂缓发放：公安查无此人"), ("accountRejected", "暂缓发放：账户未通过银行验证，已通知本人变更（IM-16.2）"),
            ("cardDormant", "暂缓发放：社保卡金融功能未激活，已通知本人激活（IM-21.2）"),
        ])
    func whoeverMayNotBePaidIsNamedBehindAMask(role: String, deed: String) throws {
        let world = try SharedDemo.world()
        let note = try world.note(role)
        let masked = Mask.name(note.name)
        let told = world.said.split(separator: "\n").filter { $0.contains(deed) }
        #expect(told.contains { $0.contains("（\(masked)）") || $0.contains("（\(masked)，\(Mask.idNumber(note.id))") })
    }

    @Test(arguments: [
        "welfareEnded）：已说明", "amountDiffersWithinTolerance）：已说明", "crematedButAlive）：已说明", "监督预警：黄灯", "监督预警：蓝灯",
        "少付 1", "挂账 1", "处理中 1", "结果不明 1", "退汇 1", "迟到成功 1", "已立追缴案", "利息 3.21",
        "payment.request：已向对方查询，结果已明确，未重复提交", "identity.verify：暂不可用", "未标识或标识有误", "对应关系试算通过",
        "已更正姓名并重新核查（IM-16.1b）", "待第二人确认", "已确认清单", "负责人已签批", "正在写，尚未写完",
        "公开网站：展示", "公开网站：撤下", "短信：送达",
    ])
    func theStoryTells(deed: String) throws {
        #expect(try SharedDemo.world().said.contains(deed))
    }
}

/// What the commands answer, as far as the tests look at it.
private struct Proof: Decodable {
    struct Term: Decodable { let sumFen: Int64 }
    struct Equality: Decodable {
        let subject: String
        let holds: Bool
        let left, right: [Term]
    }
    let equalities: [Equality]
}

private struct Audit: Decodable {
    let holds: Bool
    let findings: [String]
}

private struct Item: Decodable {
    let id: Int64
    let connection, exchange, state, reason, mappingDigest: String
    let rows, rejected: Int
}

private struct Hop: Decodable {
    let at, what, mapping, mappingDigest: String
    let document, row: Int64?
}

private struct Failure: Decodable {
    enum CodingKeys: String, CodingKey {
        case county, code, outcome, attemptState, owner, started, state, newAccount
        case kind = "class"
    }
    let county, code, outcome, attemptState, owner, started, state, newAccount, kind: String
}
