import AdapterKit
import AdapterTesting
import Subsidy
import Synchronization

/// ModelAdapter keeps every duty, or breaks exactly the one that it is told to.
final class ModelAdapter: Adapter {
    static let counterpart = Counterpart.bank
    let exchanges: Set<Exchange> = [.paymentRequest, .paymentStatus, .batchSend, .batchResult]
    private let flaw: Must?
    private let calls = Mutex(0)
    private let failed = Mutex(false)

    init(breaking flaw: Must? = nil) { self.flaw = flaw }

    func send(_ dispatch: Dispatch, over line: Line) -> Outcome {
        switch dispatch.exchange {
        case .paymentRequest: call(dispatch, line) { fault in self.business(fault) }
        case .paymentStatus:
            call(dispatch, line) { fault in
                self.flaw == .questionMayBeAskedAgain ? .unknown(Asking("请核实")) : fault.question()
            }
        case .batchSend: deliver(dispatch, line)
        default: flaw == .refusesWhatItCannotDo ? .retry(after: .zero, refusal) : .refused(refusal)
        }
    }

    func ask(_ dispatch: Dispatch, over line: Line) -> Outcome {
        let lenient = flaw == .failedAskSettlesNothing
        if let http = line.wires.http {
            let response = try? http.send(HTTPRequest("GET", "/asks/\(dispatch.number)"))
            if let response, accepts(response) { return .done(Evidence(answer: response.body)) }
            return lenient ? .retry(after: .zero, refusal) : .unknown(Asking("请核实"))
        }
        guard let files = line.wires.files, (try? files.list("in")) != nil else { return .unknown(Asking("请核实")) }
        return .unknown(Asking("请核实"))
    }

    func offers(of exchange: Exchange, over line: Line) -> Offers {
        guard exchange == .batchResult else { return .ready([]) }
        guard flaw == .noOfferWithoutMarker, let files = line.wires.files else {
            return pickup.offers(of: exchange, prefix: "res_", over: line)
        }
        let found = ((try? files.list("out")) ?? []).filter { $0.name.hasPrefix("res_") && !$0.name.hasSuffix(".chk") }
        return .ready(found.map { Offer(exchange: exchange, name: $0.name, size: $0.size, marker: $0.name + ".chk") })
    }

    func take(_ offer: Offer, over line: Line) -> Taking {
        guard let files = line.wires.files else { return .notYet("没有通道") }
        var offer = offer
        if flaw == .noTakingOfAGrowingFile, let now = try? files.read("out/\(offer.name)") { offer.size = now.count }
        let taking = pickup.take(offer, over: line) { bytes, marker in
            self.flaw == .brokenProofIsSaid || marker == ModelAdapter.marker(bytes) ? .mac : .broken
        }
        if flaw == .staysUntilCleared { try? files.remove("out/\(offer.name)") }
        return taking
    }

    func clear(_ offer: Offer, over line: Line, ifTaken isTaken: (_ bytes: [UInt8]) -> Bool) -> Outcome {
        switch flaw {
        case .clearTwiceIsHarmless:
            let here = ((try? line.wires.files?.list("out")) ?? []).contains { $0.name == offer.name }
            return here ? pickup.clear(offer, over: line, ifTaken: isTaken) : .refused(refusal)
        case .clearSurvivesInterruption:
            // The file goes before its marker.
            let turned = Offer(exchange: offer.exchange, name: offer.marker ?? "", size: 0, marker: offer.name)
            return pickup.clear(turned, over: line) { _ in true }
        case .clearLeavesAnotherFile: return pickup.clear(offer, over: line) { _ in true }
        default: return pickup.clear(offer, over: line, ifTaken: isTaken)
        }
    }

    static func marker(_ bytes: [UInt8]) -> [UInt8] { Array("sum \(bytes.reduce(0) { $0 + Int($1) })".utf8) }

    private var refusal: Refusal { Refusal("model", "不能办理") }
    private var pickup: Pickup { Pickup(folder: "out", markerSuffix: ".chk") }

    private func business(_ fault: WireFault) -> Outcome {
        if flaw == .retryWhenUnreachable { return .unknown(Asking("请核实")) }
        if flaw == .unknownWhenAnswerLost, case .interrupted = fault { return .refused(refusal) }
        return fault.business(ask: "请核实")
    }

    private func call(_ dispatch: Dispatch, _ line: Line, fault: (WireFault) -> Outcome) -> Outcome {
        guard let http = line.wires.http else { return .refused(refusal) }
        if flaw == .doneInTheEnd, failed.withLock({ $0 }) { return .refused(refusal) }
        let count = calls.withLock { count in
            count += 1
            return count
        }
        var body = dispatch.document + Array(dispatch.number.utf8)
        if flaw == .sameBytesOnRepeat { body += Array("\(count)".utf8) }
        if flaw == .neverANewNumber { body = Array("N-\(count)".utf8) }
        do {
            let response = try http.send(HTTPRequest("POST", "/calls", body: body))
            if accepts(response) { return .done(Evidence(answer: response.body)) }
            let words = flaw == .noValueOutsideTheDocument ? String(decoding: response.body, as: UTF8.self) : "未受理"
            if response.status == 400 { return .refused(Refusal("model", words)) }
            let again = Outcome.retry(after: .zero, Refusal("model", words))
            guard dispatch.exchange == .paymentRequest else { return again }
            return flaw == .retryOnlyWhenNothingHappened ? again : .unknown(Asking("请核实"))
        } catch {
            failed.withLock { $0 = true }
            return fault(error)
        }
    }

    private func accepts(_ response: HTTPResponse) -> Bool {
        response.status == 200 && (flaw == .noSuccessOutOfNonsense || response.body.starts(with: "OK".utf8))
    }

    private func deliver(_ dispatch: Dispatch, _ line: Line) -> Outcome {
        guard let files = line.wires.files else { return .refused(refusal) }
        let marker = (name: dispatch.fileName + ".ok", bytes: ModelAdapter.marker(dispatch.document))
        if flaw == .markerLast { try? files.write(marker.bytes, to: "in/\(marker.name)") }
        let quiet = Line(connection: line.connection, wires: line.wires, now: line.now)
        return Delivery(folder: "in", name: dispatch.fileName, marker: marker)
            .deliver(dispatch.document, over: flaw == .passesCrashPoints ? quiet : line)
    }
}
