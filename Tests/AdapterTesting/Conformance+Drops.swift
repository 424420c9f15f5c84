import AdapterKit
import Subsidy

/// Dispatches by file.
extension Conformance {
    mutating func check(_ drop: ConformanceSubject.Drop, _ subject: ConformanceSubject) {
        let files = ScriptedFiles()
        let passed = PassedPoints()
        let adapter = subject.make()
        let outcome = adapter.send(drop.dispatch, over: subject.line(files: files, crash: passed))
        inspect(outcome, subject, "\(name(drop)): a good run")
        guard outcome.isDone else { return broken(.doneInTheEnd, "\(name(drop)): \(outcome.word)") }
        inspect(files.operations.flatMap(\.paths), subject, "\(name(drop)): a file's name")
        checkPlace(files, drop)
        checkOrder(files.operations, drop)
        let expected: [CrashPoint] = [
            .beforeSend, .afterTemporaryWrite, .beforeRename, .afterRename, .beforeMarker, .afterMarker, .afterSend,
        ]
        if passed.points != expected {
            broken(.passesCrashPoints, "\(name(drop)): \(passed.points.map(\.rawValue).joined(separator: ", "))")
        }
        let marker = files.bytes(drop.marker)
        checkAsking(files, drop, subject)
        checkRepeat(files, adapter, drop, subject)
        for index in 0..<files.operations.count.advanced(by: 8) {
            for kind in FileTrouble.Kind.allCases {
                checkTrouble(FileTrouble(at: index, kind), marker, drop, subject)
            }
        }
    }

    private func name(_ drop: ConformanceSubject.Drop) -> String { drop.dispatch.exchange.rawValue }

    /// Asked about what lies there whole, about nothing, and while the far end cannot be asked.
    private mutating func checkAsking(
        _ files: ScriptedFiles, _ drop: ConformanceSubject.Drop, _ subject: ConformanceSubject
    ) {
        if subject.make().ask(drop.dispatch, over: subject.line(files: ScriptedFiles())).isDone {
            broken(.noSuccessOutOfNonsense, "\(name(drop)): asked about what was never sent: done")
        }
        let whole = Dictionary(uniqueKeysWithValues: files.paths.map { ($0, files.bytes($0) ?? []) })
        let looks = ScriptedFiles(whole)
        _ = subject.make().ask(drop.dispatch, over: subject.line(files: looks))
        for index in looks.operations.indices {
            for kind in [FileTrouble.Kind.notSent, .lostBefore] {
                let wire = ScriptedFiles(whole, trouble: FileTrouble(at: index, kind))
                let outcome = subject.make().ask(drop.dispatch, over: subject.line(files: wire))
                if outcome.isUnknown { continue }
                broken(.failedAskSettlesNothing, "\(name(drop)): asked, \(kind): \(outcome.word)")
            }
        }
    }

    private mutating func checkPlace(_ files: ScriptedFiles, _ drop: ConformanceSubject.Drop) {
        if files.paths != [drop.path, drop.marker].sorted() || !drop.path.hasSuffix(drop.dispatch.fileName) {
            broken(.neverANewNumber, "\(name(drop)): \(files.paths.count) files, or other names than the dispatch's")
        }
    }

    private mutating func checkOrder(_ operations: [FileOperation], _ drop: ConformanceSubject.Drop) {
        let marker = operations.firstIndex { $0.changes == drop.marker }
        let final = operations.firstIndex { if case .rename(_, drop.path) = $0 { true } else { false } }
        let direct = operations.contains { if case .write(drop.path, _) = $0 { true } else { false } }
        guard let marker, let final, final < marker, !direct else {
            return broken(
                .markerLast, "\(name(drop)): the file must be renamed into place before its marker is written")
        }
    }

    private mutating func checkRepeat(
        _ files: ScriptedFiles, _ adapter: any Adapter, _ drop: ConformanceSubject.Drop, _ subject: ConformanceSubject
    ) {
        let before = files.paths.map { files.bytes($0) }
        let again = adapter.send(drop.dispatch, over: subject.line(files: files))
        if !again.isDone || files.paths.map({ files.bytes($0) }) != before {
            broken(.sameBytesOnRepeat, "\(name(drop)): sending again changed the far end, or ended as \(again.word)")
        }
        var other = drop.dispatch
        other.document.append(UInt8(ascii: "x"))
        let replaced = adapter.send(other, over: subject.line(files: files))
        if replaced.isDone || files.paths.map({ files.bytes($0) }) != before {
            broken(.sameBytesOnRepeat, "\(name(drop)): other bytes under the same name were taken for the same file")
        }
    }

    private mutating func checkTrouble(
        _ trouble: FileTrouble, _ marker: [UInt8]?, _ drop: ConformanceSubject.Drop, _ subject: ConformanceSubject
    ) {
        let place = "\(name(drop)): \(trouble.kind) at operation \(trouble.at)"
        let files = ScriptedFiles(trouble: trouble)
        let adapter = subject.make()
        let outcome = adapter.send(drop.dispatch, over: subject.line(files: files))
        inspect(outcome, subject, place)
        let readable = files.bytes(drop.marker) != nil
        if files.bytes(drop.path) != nil, files.bytes(drop.path) != drop.dispatch.document {
            broken(.markerLast, "\(place): a file that is not whole stands under its final name")
        }
        if readable, files.bytes(drop.path) != drop.dispatch.document {
            broken(.markerLast, "\(place): a marker stands beside a file that is not whole")
        }
        if readable, outcome.isRetry { broken(.retryOnlyWhenNothingHappened, "\(place): \(outcome.word)") }
        if outcome.isDone, files.bytes(drop.marker) != marker { broken(.unknownWhenAnswerLost, "\(place): done") }
        guard files.operations.count > trouble.at else { return }
        files.heal()
        inspect(adapter.ask(drop.dispatch, over: subject.line(files: files)), subject, place + ", asked")
        if outcome.isRetry { checkSecondTry(files, adapter, drop, subject, place) }
    }

    private mutating func checkSecondTry(
        _ files: ScriptedFiles, _ adapter: any Adapter, _ drop: ConformanceSubject.Drop,
        _ subject: ConformanceSubject, _ place: String
    ) {
        let second = adapter.send(drop.dispatch, over: subject.line(files: files))
        let finals = files.paths.filter { $0.hasPrefix(drop.path) && !$0.hasSuffix(".tmp") }
        if !second.isDone || files.bytes(drop.path) != drop.dispatch.document || finals.count != 2 {
            broken(.doneInTheEnd, "\(place), then a good far end: \(second.word)")
        }
    }
}
