import Foundation
import Synchronization

/// ThrowAwayPostgres is a PostgreSQL 15 of its own in a temporary folder: a Unix socket, no TCP, no durability.
///
/// A shell holds the server and waits for the end of its standard input, so that the server is stopped and the folder
/// removed however this process ends.
package final class ThrowAwayPostgres: Sendable {
    /// Why there is no server.
    package struct Unavailable: Error, CustomStringConvertible {
        package let description: String
    }

    private static let programs = "/usr/lib/postgresql/15/bin"
    /// The server's own command line, for what a store does not tell.
    package static let psql = "\(programs)/psql"
    private static let common = Mutex<ThrowAwayPostgres?>(nil)

    private let folder: String
    private let names = Mutex(0)
    private let holder: Process
    private let standardInput = Pipe()

    /// The server that all tests of a process share; started at the first call.
    package static func shared() throws -> ThrowAwayPostgres {
        try common.withLock { server in
            if let server { return server }
            let started = try ThrowAwayPostgres()
            server = started
            return started
        }
    }

    /// Starts a server and waits until it answers: about two seconds.
    package init() throws {
        guard FileManager.default.isExecutableFile(atPath: "\(ThrowAwayPostgres.programs)/initdb") else {
            throw Unavailable(
                description: "没有找到 \(ThrowAwayPostgres.programs)/initdb:请先运行 make setup(安装 postgresql-15)。")
        }
        // Directly under /tmp: a socket's path has 107 characters at most, and user postgres must reach it.
        folder = "/tmp/onecard-pg-\(UUID().uuidString.prefix(8).lowercased())"
        holder = Process()
        holder.executableURL = URL(filePath: "/bin/sh")
        holder.arguments = ["-c", ThrowAwayPostgres.script, "sh", folder, ThrowAwayPostgres.programs]
        let output = Pipe()
        holder.standardInput = standardInput
        holder.standardOutput = output
        try holder.run()
        let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        guard said.hasPrefix("ready") else {
            holder.waitUntilExit()
            let log = (try? String(contentsOfFile: "\(folder).log", encoding: .utf8)) ?? ""
            throw Unavailable(description: "PostgreSQL 没有启动,请查看 \(folder).log:\n\(log.suffix(2000))")
        }
    }

    deinit {
        try? standardInput.fileHandleForWriting.close()
        holder.waitUntilExit()
    }

    /// A new empty database; its address. `collation` other than C is for those who want to see it refused.
    package func newDatabase(collation: String = "C", encoding: String = "UTF8") throws -> String {
        let name = names.withLock { number in
            number += 1
            return "test\(number)"
        }
        // Copying files is ten times as fast as copying through the log, where nothing is made durable.
        try run(
            """
            CREATE DATABASE \(name) TEMPLATE template0 STRATEGY FILE_COPY ENCODING '\(encoding)'
            LC_COLLATE '\(collation)' LC_CTYPE 'C'
            """, in: "postgres")
        return address(of: name)
    }

    /// Removes a database, with whoever is connected to it.
    package func dropDatabase(_ address: String) throws {
        guard let name = URL(string: address)?.lastPathComponent else { return }
        try run("DROP DATABASE \(name) WITH (FORCE)", in: "postgres")
    }

    /// Runs a statement with psql, as the superuser.
    package func run(_ sql: String, in database: String) throws {
        let psql = Process()
        psql.executableURL = URL(filePath: ThrowAwayPostgres.psql)
        psql.arguments = ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", address(of: database), "-c", sql]
        psql.standardOutput = FileHandle.nullDevice
        try psql.run()
        psql.waitUntilExit()
        guard psql.terminationStatus == 0 else {
            throw Unavailable(description: "psql 执行失败(退出状态 \(psql.terminationStatus)):\(sql)")
        }
    }

    private func address(of database: String) -> String { "postgresql://postgres@/\(database)?host=\(folder)" }

    /// Arguments: folder, programs. Signals of the terminal are left to the test process, whose end closes the pipe.
    private static let script = #"""
        trap '' INT TERM HUP
        umask 022
        as() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups "$@"; else "$@"; fi; }
        cd / && mkdir "$1" || exit 1
        if [ "$(id -u)" = 0 ]; then chown postgres "$1"; fi
        {
            as "$2/initdb" -D "$1/data" -U postgres -A trust -E UTF8 --locale=C --no-sync &&
            as "$2/pg_ctl" -D "$1/data" -w -t 60 -l "$1/log" \
                -o "-c listen_addresses= -c unix_socket_directories=$1 -c fsync=off -c full_page_writes=off -c max_connections=200" start
        } >"$1.log" 2>&1 </dev/null || { [ -f "$1/log" ] && cat "$1/log" >>"$1.log"; rm -rf "$1"; exit 1; }
        rm -f "$1.log"
        echo ready
        cat >/dev/null
        as "$2/pg_ctl" -D "$1/data" -m immediate -w stop >/dev/null 2>&1
        rm -rf "$1"
        """#
}
