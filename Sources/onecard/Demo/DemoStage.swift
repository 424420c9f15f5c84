import AdapterKit
import Foundation
import Gateway
import Subsidy
import Transports

/// DemoStage runs the sandbox as a process of its own, and moves its clock: the counterparts are strangers, and go on
/// when the gateway dies.
final class DemoStage {
    let partners: DemoPartners
    private let control: HTTPSTransport
    private let process: DemoProcess?

    /// Starts a sandbox under `folder`, or uses the one that runs there already (`attach`).
    init(folder: String, size: String, attach: Bool) throws {
        let file = folder + "/sandbox/partners.json"
        if attach {
            process = nil
        } else {
            try FileManager.default.createDirectory(
                atPath: folder + "/sandbox", withIntermediateDirectories: true)
            let program = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath().path
            let child = try DemoProcess(program, ["sandbox", "--dir", folder + "/sandbox", "--size", size])
            process = child
            var waited = 0
            while !FileManager.default.fileExists(atPath: file) {
                guard child.isRunning, waited < 600 else {
                    throw GatewayError(.configuration, "sandbox.start", "沙箱未能启动，请单独运行 onecard sandbox 查看原因")
                }
                usleep(100_000)
                waited += 1
            }
        }
        partners = try DemoPartners.read(file)
        control = try HTTPSTransport(HTTPSTransport.Settings(base: partners.control, totalLimit: .seconds(120)))
    }

    func stop() { process?.stop() }

    /// The sandbox's present moment.
    func now() throws -> Instant {
        let answer = try call("GET", "/clock", [:])
        guard let now = answer["now"] as? NSNumber else {
            throw GatewayError(.configuration, "sandbox.clock", "沙箱没有回答时间")
        }
        return Instant(milliseconds: now.int64Value)
    }

    /// Moves the counterparts to a moment; what they did on the way.
    func advance(to now: Instant) throws -> [String] {
        try call("POST", "/advance", ["now": now.milliseconds])["events"] as? [String] ?? []
    }

    @discardableResult
    func act(_ act: String, _ more: [String: Any] = [:]) throws -> [String: Any] {
        try call("POST", "/act", more.merging(["act": act]) { $1 })
    }

    /// What really happened at the strangers'.
    func truth() throws -> [String: Any] { try call("GET", "/truth", [:]) }

    private func call(_ method: String, _ path: String, _ body: [String: Any]) throws -> [String: Any] {
        let bytes = body.isEmpty ? [] : [UInt8](try JSONSerialization.data(withJSONObject: body))
        let answer = try control.send(
            HTTPRequest(method, path, headers: [("Content-Type", "application/json")], body: bytes))
        let object = try JSONSerialization.jsonObject(with: Data(answer.body)) as? [String: Any] ?? [:]
        guard answer.status == 200 else {
            throw GatewayError(
                .configuration, "sandbox.control",
                "沙箱拒绝 \(path)：\(object["error"] as? String ?? "HTTP \(answer.status)")")
        }
        return object
    }
}
