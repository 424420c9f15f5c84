import Glibc

/// ChildProcess is a program started by a test.
///
/// Foundation's `Process` gives a child the signal mask of the thread that starts it, and the threads that tests run on
/// block every signal: such a child cannot be ended. This one starts with none blocked, in a group of its own.
struct ChildProcess {
    struct Failure: Error { let program: String }

    private let identifier: pid_t

    /// Starts a program by its full path; its input and outputs are `/dev/null`.
    init(_ program: String, _ arguments: [String]) throws {
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
        for descriptor in Int32(0)...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        var texts: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { texts.forEach { free($0) } }
        var identifier = pid_t()
        guard posix_spawn(&identifier, program, &actions, &attributes, &texts, environ) == 0 else {
            throw Failure(program: program)
        }
        self.identifier = identifier
    }

    /// Runs a program to its end. Throws unless it ends well.
    static func run(_ program: String, _ arguments: [String]) throws {
        var status: Int32 = 0
        waitpid(try ChildProcess(program, arguments).identifier, &status, 0)
        guard status == 0 else { throw Failure(program: program) }
    }

    /// Starts a server that ends by itself after some minutes: it must not outlive a test run that was killed.
    static func server(_ program: String, _ arguments: [String]) throws -> ChildProcess {
        try ChildProcess("/usr/bin/timeout", ["--foreground", "300", program] + arguments)
    }

    /// Ends it and what it started.
    func stop() {
        kill(-identifier, SIGKILL)
        waitpid(identifier, nil, 0)
    }
}
