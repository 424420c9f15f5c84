import Subsidy

/// Delivery is the one way a file leaves: temporary name → write → rename → read back → marker.
///
/// It is safe to repeat with the same name and bytes: what is already there and equal is not sent again.
package struct Delivery: Sendable {
    package var folder: String
    package var name: String
    package var temporarySuffix: String
    /// The marker's name and content, written last.
    package var marker: (name: String, bytes: [UInt8])?

    package init(
        folder: String, name: String, temporarySuffix: String = ".tmp", marker: (name: String, bytes: [UInt8])? = nil
    ) {
        self.folder = folder
        self.name = name
        self.temporarySuffix = temporarySuffix
        self.marker = marker
    }

    /// Delivers `bytes`. A fault before the rename is `retry`: the counterpart cannot have seen the file. Any fault
    /// after it is `unknown`, unless the marker, without which nobody reads the file, was not begun.
    package func deliver(_ bytes: [UInt8], over line: Line) -> Outcome {
        guard let files = line.wires.files else { return .refused(line.withoutFiles) }
        let path = join(name)
        do {
            let present = try files.list(folder)
            if present.contains(where: { $0.name == name }) {
                guard try files.read(path) == bytes else {
                    return .refused(Refusal("delivery.nameTaken", "对端已有同名而内容不同的文件，请人工核实"))
                }
                if let marker, present.contains(where: { $0.name == marker.name }),
                    try files.read(join(marker.name)) == marker.bytes
                {
                    return .done(Evidence(reference: path))
                }
                return mark(files, line)
            }
            line.pass(.beforeSend)
            try files.write(bytes, to: path + temporarySuffix)
            line.pass(.afterTemporaryWrite)
        } catch {
            return .retry(after: .seconds(60), error.refusal)
        }
        do {
            line.pass(.beforeRename)
            try files.rename(path + temporarySuffix, to: path)
            line.pass(.afterRename)
            guard try files.read(path) == bytes else {
                return .unknown(Asking("读回的文件与发出的不同，请与对端核实"))
            }
        } catch {
            return marker == nil
                ? .unknown(Asking("改名后未能读回，请查看对端目录")) : .retry(after: .seconds(60), error.refusal)
        }
        return mark(files, line)
    }

    /// What lies at the far end under this delivery's name: the answer to whether a file arrived whose delivery was
    /// interrupted. `isMarker` says whether a marker is right, where that is not told by its bytes.
    package func look(
        for bytes: [UInt8], over line: Line, isMarker: ((_ marker: [UInt8]) -> Bool)? = nil
    ) -> Presence {
        guard let files = line.wires.files, let marker else { return .unseen }
        do {
            let names = Set(try files.list(folder).map(\.name))
            guard names.contains(name) else { return .absent }
            guard try files.read(join(name)) == bytes else { return .other }
            guard names.contains(marker.name) else { return .withoutMarker }
            let told = try files.read(join(marker.name))
            return isMarker?(told) ?? (told == marker.bytes) ? .whole(Evidence(reference: join(name))) : .tornMarker
        } catch {
            return .unseen
        }
    }

    /// Presence is what a look at the far end found.
    package enum Presence: Sendable {
        /// File and marker, as they were sent.
        case whole(Evidence)
        case absent
        /// The file alone: nobody reads it.
        case withoutMarker
        /// The file, with a marker that is not the one we write.
        case tornMarker
        /// Another file of this name.
        case other
        /// The folder could not be looked at.
        case unseen
    }

    private func mark(_ files: any FileWire, _ line: Line) -> Outcome {
        guard let marker else { return .done(Evidence(reference: join(name))) }
        do {
            line.pass(.beforeMarker)
            try files.write(marker.bytes, to: join(marker.name))
            line.pass(.afterMarker)
            line.pass(.afterSend)
            return .done(Evidence(reference: join(name)))
        } catch {
            return .unknown(Asking("标志文件可能已写入，请查看对端目录"))
        }
    }

    private func join(_ name: String) -> String {
        folder.isEmpty || folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
}
