import Glibc

/// ChildProcess is a program started by a test.
///
/// Foundation's `Process` gives a child the signal mask of the thread that starts it, and the threads that tests run on
/// block every signal: such a child cannot be ended. This one starts with none blocked, in a group of its own.
package struct ChildProcess {
    package struct Failure: Error {
        let program: String
    }

    /// How a program ended.
    package enum End: Equatable, Sendable {
        case exit(Int32)
        case signal(Int32)
    }

    private let identifier: pid_t

    /// Starts a program by its full path; its input is `/dev/null`, and so are its outputs unless `output` names a file.
    package init(_ program: String, _ arguments: [String], output: String = "/dev/null") throws {
        var attributes = posix_spawnattr_t()
        var actions = posix_spawn_file_actions_t()
        posix_spawnattr_init(&attributes)
        posix_spawn_file_actions_init(&actions)
        defer {
            posix_spawnattr_destroy(&attributes)
            posix_spawn_file_actions_destroy(&actions)
        }
        var none = sigset_t()
        sigemptyset(&none)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP))
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var texts: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { texts.forEach { free($0) } }
        var identifier = pid_t()
        guard posix_spawn(&identifier, program, &actions, &attributes, &texts, environ) == 0 else {
            throw Failure(program: program)
        }
        self.identifier = identifier
    }

    /// Runs a program to its end. Throws unless it ends well.
    package static func run(_ program: String, _ arguments: [String]) throws {
        guard try ChildProcess(program, arguments).wait() == .exit(0) else { throw Failure(program: program) }
    }

    /// Starts a server that ends by itself after some minutes: it must not outlive a test run that was killed.
    package static func server(_ program: String, _ arguments: [String]) throws -> ChildProcess {
        try ChildProcess("/usr/bin/timeout", ["--foreground", "300", program] + arguments)
    }

    /// Waits for its end.
    package func wait() -> End {
        var status: Int32 = 0
        waitpid(identifier, &status, 0)
        return status & 0x7F == 0 ? .exit(status >> 8 & 0xFF) : .signal(status & 0x7F)
    }

    /// Ends it and what it started.
    package func stop() {
        kill(-identifier, SIGKILL)
        waitpid(identifier, nil, 0)
    }
}
