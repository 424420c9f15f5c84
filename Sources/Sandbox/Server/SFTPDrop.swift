import Foundation

/// The way of a party that has a key to somebody else's SFTP server: OpenSSH's own client, one session for all files.
struct SFTPDrop: FileDrop {
    let server: Partners.SSH
    /// The party's own disk, for files on their way out.
    let staging: URL

    private static let program = "/usr/bin/sftp"

    func put(_ files: [DroppedFile], into folder: String) throws(DropFault) {
        let own = staging.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: own) }
        let batch = own.appending(path: "batch")
        do {
            for (index, file) in files.enumerated() {
                let place = own.appending(path: String(index))
                try DropFolder.make(place)
                try Data(file.bytes).write(to: place.appending(path: file.name))
            }
            try Data(Self.batch(files, from: own.path, into: folder).utf8).write(to: batch)
        } catch {
            throw DropFault(reason: "无法写入\(staging.lastPathComponent)目录")
        }
        let errors = own.appending(path: "errors").path
        let status = ChildProgram(Self.program, arguments, input: batch.path, errors: errors)?.wait()
        guard status != 0 else { return }
        guard status != nil else { throw DropFault(reason: "没有 sftp 程序：请安装 openssh-client") }
        let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
        throw DropFault(reason: said.split(whereSeparator: \.isNewline).last.map(String.init) ?? "sftp 中断")
    }

    /// The session's commands. `rename` replaces what bears the name (posix-rename@openssh.com).
    static func batch(_ files: [DroppedFile], from own: String, into folder: String) -> String {
        let quoted = own.map { #""\"#.contains($0) ? "\\\($0)" : String($0) }.joined()
        let commands = files.enumerated().map { index, file in
            let target = "\(folder)/\(file.name)"
            let temporary = "\(folder)/.tmp-\(file.name)"
            return "put \(index)/\(file.name) \(temporary)\nrename \(temporary) \(target)\n"
        }
        return "lcd \"\(quoted)\"\n" + commands.joined()
    }

    private var arguments: [String] {
        let options = [
            "UserKnownHostsFile=\"\(server.knownHosts)\"", "GlobalKnownHostsFile=/dev/null",
            "StrictHostKeyChecking=yes", "IdentitiesOnly=yes", "ConnectTimeout=10",
            // The default exchange of newer clients costs a tenth of a second of one core at each session.
            "KexAlgorithms=curve25519-sha256",
        ]
        return ["-q", "-b", "-", "-F", "/dev/null"] + options.flatMap { ["-o", $0] }
            + ["-i", server.keyFile, "-P", String(server.port), "\(server.user)@\(server.host)"]
    }
}
