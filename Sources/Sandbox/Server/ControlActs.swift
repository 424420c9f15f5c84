import Foundation

/// What the control API can make the strangers do, one act at a time.
struct ControlActs: Sendable {
    let strangers: Counterparts
    let keys: DepartmentKeys

    /// The body of `POST /control/act`.
    struct Order: Codable, Sendable {
        var act: String
        /// `http://127.0.0.1:PORT` of the gateway, for acts that call it.
        var gateway: String?
        var from: Int64?
        var until: Int64?
        /// Role of the person, for `township.activate`.
        var role: String?
    }

    /// What came of an act.
    struct Outcome: Codable, Sendable {
        var act: String
        /// The gateway's HTTP status, 0 when it did not answer; nil for acts that do not call it.
        var status: Int?
        /// The gateway's answer as text.
        var body: String?
        /// File or file name that was written.
        var path: String?
        var error: String?
    }

    func perform(_ order: Order) async -> Outcome {
        let world = strangers.world
        var outcome = Outcome(act: order.act)
        switch order.act {
        case "submit.nongmu":
            await submit("2130122", key: keys.nongmu, keyID: world.secrets.nongmuKeyID, order, &outcome)
        case "submit.minzheng":
            await submit("2081902", key: keys.minzheng, keyID: world.secrets.minzhengKeyID, order, &outcome)
        case "drop.lincao.badTrailer", "drop.lincao.torn", "drop.lincao.good", "drop.lincao.again",
            "drop.lincao.changed":
            drop(String(order.act.dropFirst("drop.lincao.".count)), &outcome)
        case "xlsx.minzheng": spreadsheet(&outcome)
        case "psb.clockSkewOnce": world.faults.skewClockOnce()
        case "psb.outage":
            guard let from = order.from, let until = order.until else {
                outcome.error = "缺少 from 或 until（毫秒）"
                break
            }
            world.faults.setOutage(from: from, until: until)
        case "township.activate":
            guard let id = order.role.flatMap({ world.cast[$0] }) else {
                outcome.error = "没有这个角色：请查看 partners.json 的 casebook"
                break
            }
            world.update(id) { citizen in
                citizen.cardActivated = true
                citizen.accountState = "normal"
            }
        default: outcome.error = "没有这个动作"
        }
        return outcome
    }

    // MARK: Signed JSON

    private func submit(
        _ project: String, key: SandboxSM2Key, keyID: String, _ order: Order, _ outcome: inout Outcome
    ) async {
        guard let plan = strangers.world.lists.first(where: { $0.project == project }), let gateway = order.gateway,
            LoopbackPost.port(gateway) != nil
        else {
            outcome.error = "缺少 gateway（http://127.0.0.1:端口）"
            return
        }
        let body = DepartmentLists.json(plan)
        let path = "/api/exchanges/list.submit"
        let headers = Self.signed(
            body, path: path, time: strangers.world.clock.now,
            nonce: "sandbox-\(project)-\(strangers.nextNonce() + 100_000)", key: key,
            keyID: keyID)
        let answer = await LoopbackPost.send(gateway: gateway, path: path, headers: headers, body: body)
        outcome.status = answer.status
        outcome.body = String(decoding: answer.body, as: UTF8.self)
    }

    /// The four headers of a signed call.
    static func signed(
        _ body: [UInt8], path: String, time: Int64, nonce: String, key: SandboxSM2Key, keyID: String
    ) -> [(String, String)] {
        let text = "POST\n\(path)\n\(time)\n\(nonce)\n\(SandboxCrypto.sha256(body).hex)"
        let sign = Data(key.sign(Array(text.utf8)) ?? []).base64EncodedString()
        return [
            ("X-Onecard-Key", keyID), ("X-Onecard-Time", String(time)), ("X-Onecard-Nonce", nonce),
            ("X-Onecard-Sign", sign),
        ]
    }

    // MARK: Files

    private func drop(_ kind: String, _ outcome: inout Outcome) {
        let world = strangers.world
        guard let plan = world.lists.first(where: { $0.format == .delimited }) else { return }
        let good = DepartmentLists.delimited(plan)
        let (number, bytes) =
            switch kind {
            case "badTrailer": ("01", DepartmentLists.delimited(plan, trailerOff: 1))
            case "torn": ("02", DepartmentLists.torn(good))
            case "changed": ("03", DepartmentLists.delimited(DepartmentLists.changed(plan)))
            default: ("03", good)
            }
        let name = "QD_\(plan.county)_\(plan.project)_\(plan.period)_\(number).txt"
        let mac = SandboxCrypto.hmacSM3(Array(world.secrets.lincaoFile.utf8), bytes).hex
        let outbox = strangers.lincao
        outbox.add(name, bytes)
        outbox.add(name + ".ok", Array(mac.utf8))
        outcome.error = outbox.send()
        outcome.path = strangers.folders.county.appending(path: outbox.folder).appending(path: name).path
    }

    private func spreadsheet(_ outcome: inout Outcome) {
        guard let plan = strangers.world.lists.first(where: { $0.format == .spreadsheet }) else { return }
        let name = "\(plan.project)_\(plan.period).xlsx"
        DropFolder.put(strangers.folders.outbox, name, DepartmentLists.spreadsheet(plan))
        outcome.path = strangers.folders.outbox.appending(path: name).path
    }
}
