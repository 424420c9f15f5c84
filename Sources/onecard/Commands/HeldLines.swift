import Foundation
import Gateway
import Trust

/// HeldLines are lines that may yet come to nothing: they are written once it is known that they count.
///
/// A few megabytes are held in memory. What is more lies sealed in a file without a name, which is gone when this
/// process ends, however it ends.
final class HeldLines {
    private static let most = 4 << 20
    private var lines: [UInt8] = []
    private var file: PassingFile?

    func append(_ text: String) throws {
        lines += text.utf8
        if lines.count >= Self.most { try store() }
    }

    /// Writes all that is held to standard output.
    func release() throws {
        try held { try file?.read { Output.write($0) } }
        Output.write(lines)
        lines = []
    }

    private func store() throws {
        try held {
            let file = try self.file ?? PassingFile(in: FileManager.default.temporaryDirectory.path)
            self.file = file
            try file.append(lines)
        }
        lines.removeAll(keepingCapacity: true)
    }

    private func held(_ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as TrustError where error.code == "file.io" {
            throw GatewayError(.refused, "file.temporary", "写不了临时文件，请检查临时目录（TMPDIR）的空间和权限")
        }
    }
}
