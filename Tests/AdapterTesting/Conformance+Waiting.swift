import AdapterKit
import Subsidy

/// Files that come in.
extension Conformance {
    mutating func check(_ waiting: ConformanceSubject.Waiting, _ subject: ConformanceSubject) {
        checkMarker(waiting, subject)
        checkGrowth(waiting, subject)
        checkProof(waiting, subject)
        let files = ScriptedFiles(waiting.whole)
        let adapter = subject.make()
        guard let offer = offers(adapter, waiting, subject.line(files: files)).first else {
            return broken(.doneInTheEnd, "\(name(waiting)): a complete file is not offered")
        }
        inspect([offer.name, offer.marker ?? ""], subject, "\(name(waiting)): an offer's name")
        guard case .arrival(let arrival) = adapter.take(offer, over: subject.line(files: files)),
            arrival.bytes == waiting.bytes, arrival.proof == waiting.proof, arrival.name == waiting.name
        else { return broken(.doneInTheEnd, "\(name(waiting)): a complete file is not taken, or not as it is") }
        if files.paths != waiting.whole.keys.sorted() {
            broken(.staysUntilCleared, "\(name(waiting)): the folder changed before clear")
        }
        checkAnotherFile(adapter, offer, waiting, subject)
        checkClear(files, adapter, offer, waiting, subject)
    }

    private func name(_ waiting: ConformanceSubject.Waiting) -> String { waiting.exchange.rawValue }

    private func offers(_ adapter: any Adapter, _ waiting: ConformanceSubject.Waiting, _ line: Line) -> [Offer] {
        guard case .ready(let offers, _) = adapter.offers(of: waiting.exchange, over: line) else { return [] }
        return offers
    }

    private mutating func checkMarker(_ waiting: ConformanceSubject.Waiting, _ subject: ConformanceSubject) {
        let files = ScriptedFiles([waiting.path: waiting.bytes])
        if !offers(subject.make(), waiting, subject.line(files: files)).isEmpty {
            broken(.noOfferWithoutMarker, "\(name(waiting)): offered without its marker")
        }
        let alone = ScriptedFiles([waiting.markerPath: waiting.markerBytes])
        if !offers(subject.make(), waiting, subject.line(files: alone)).isEmpty {
            broken(.noOfferWithoutMarker, "\(name(waiting)): a marker alone is offered")
        }
        let lost = ScriptedFiles(waiting.whole)
        let adapter = subject.make()
        guard let offer = offers(adapter, waiting, subject.line(files: lost)).first else { return }
        lost.drop(waiting.markerPath)
        if case .arrival = adapter.take(offer, over: subject.line(files: lost)) {
            broken(.noOfferWithoutMarker, "\(name(waiting)): taken after its marker was withdrawn")
        }
    }

    private mutating func checkGrowth(_ waiting: ConformanceSubject.Waiting, _ subject: ConformanceSubject) {
        let growing = ScriptedFiles(waiting.whole)
        growing.grow(waiting.path, by: Array("more".utf8))
        let lying = ScriptedFiles(waiting.whole)
        lying.lie(waiting.path, size: waiting.bytes.count + 7)
        for (what, files) in [("grew after it was listed", growing), ("is not as large as listed", lying)] {
            let adapter = subject.make()
            guard let offer = offers(adapter, waiting, subject.line(files: files)).first else { continue }
            if case .arrival = adapter.take(offer, over: subject.line(files: files)) {
                broken(.noTakingOfAGrowingFile, "\(name(waiting)): a file that \(what) was taken")
            }
        }
    }

    private mutating func checkProof(_ waiting: ConformanceSubject.Waiting, _ subject: ConformanceSubject) {
        guard waiting.proof != .none else { return }
        var other = waiting.bytes
        other.append(UInt8(ascii: " "))
        for (bytes, marker) in [(other, waiting.markerBytes), (waiting.bytes, []), (waiting.bytes, Array("00".utf8))] {
            let files = ScriptedFiles([waiting.path: bytes, waiting.markerPath: marker])
            let adapter = subject.make()
            guard let offer = offers(adapter, waiting, subject.line(files: files)).first else { continue }
            guard case .arrival(let arrival) = adapter.take(offer, over: subject.line(files: files)) else { continue }
            if arrival.proof != .broken {
                broken(.brokenProofIsSaid, "\(name(waiting)): a marker that proves nothing gave \(arrival.proof)")
            }
        }
    }

    private mutating func checkClear(
        _ files: ScriptedFiles, _ adapter: any Adapter, _ offer: Offer, _ waiting: ConformanceSubject.Waiting,
        _ subject: ConformanceSubject
    ) {
        let passed = PassedPoints()
        files.heal()
        let first = adapter.clear(offer, over: subject.line(files: files, crash: passed)) { $0 == waiting.bytes }
        let operations = files.operations.count
        if passed.points != [.beforeFarEndMove, .afterFarEndMove] {
            broken(.passesCrashPoints, "\(name(waiting)): clear")
        }
        let after = files.paths
        let second = adapter.clear(offer, over: subject.line(files: files)) { $0 == waiting.bytes }
        let offered = offers(adapter, waiting, subject.line(files: files))
        if !first.isDone || !second.isDone || files.paths != after || !offered.isEmpty || after.count != 2 {
            broken(.clearTwiceIsHarmless, "\(name(waiting)): \(first.word), then \(second.word)")
        }
        for value in [first, second] { inspect(value, subject, "\(name(waiting)): clear") }
        for index in 0..<operations {
            for kind in FileTrouble.Kind.allCases {
                checkInterruptedClear(FileTrouble(at: index, kind), offer, waiting, subject)
            }
        }
    }

    /// Since it was taken, the counterpart has laid down another file under its name: of another size, or of the same.
    private mutating func checkAnotherFile(
        _ adapter: any Adapter, _ offer: Offer, _ waiting: ConformanceSubject.Waiting, _ subject: ConformanceSubject
    ) {
        for other in [waiting.bytes + [10], waiting.bytes.map { $0 ^ 1 }] {
            let files = ScriptedFiles(waiting.whole)
            files.put(waiting.path, other)
            let outcome = adapter.clear(offer, over: subject.line(files: files)) { $0 == waiting.bytes }
            guard case .refused(.replaced) = outcome, files.bytes(waiting.path) == other,
                files.bytes(waiting.markerPath) != nil
            else {
                broken(.clearLeavesAnotherFile, "\(name(waiting)): \(outcome.word)")
                continue
            }
        }
    }

    private mutating func checkInterruptedClear(
        _ trouble: FileTrouble, _ offer: Offer, _ waiting: ConformanceSubject.Waiting, _ subject: ConformanceSubject
    ) {
        let files = ScriptedFiles(waiting.whole, trouble: trouble)
        let adapter = subject.make()
        let first = adapter.clear(offer, over: subject.line(files: files)) { $0 == waiting.bytes }
        if files.bytes(waiting.markerPath) != nil, files.bytes(waiting.path) == nil {
            broken(.clearSurvivesInterruption, "\(name(waiting)): a marker stayed where its file is gone")
        }
        files.heal()
        let second = adapter.clear(offer, over: subject.line(files: files)) { $0 == waiting.bytes }
        let kept = files.paths.contains { files.bytes($0) == waiting.bytes && $0 != waiting.path }
        if first.isUnknown || !second.isDone || !kept || files.bytes(waiting.path) != nil {
            broken(.clearSurvivesInterruption, "\(name(waiting)): \(trouble.kind) at operation \(trouble.at)")
        }
    }
}
