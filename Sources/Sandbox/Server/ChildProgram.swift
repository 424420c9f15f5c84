package import Glibc

/// A program that the sandbox runs, or that is the sandbox.
///
/// It starts with no signal blocked, whatever thread starts it; `Foundation.Process` does not promise that, and looks for
/// the end only every 50 ms.
package struct ChildProgram {
    package let identifier: pid_t

    /// Starts `program` with its input from a file and its errors into one, or among ours; nil when it cannot be started.
    /// With a group of its own, the programs that it starts can be ended with it.
    package init?(
        _ program: String, _ arguments: [String], input: String = "/dev/null", errors: String? = "/dev/null",
        hasOwnGroup: Bool = false
    ) {
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
        posix_spawnattr_setflags(
            &attributes, Int16(hasOwnGroup ? POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETPGROUP : POSIX_SPAWN_SETSIGMASK))
        posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        if let errors {
            posix_spawn_file_actions_addopen(&actions, 2, errors, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        }
        var texts: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { texts.forEach { free($0) } }
        var identifier = pid_t()
        guard posix_spawn(&identifier, program, &actions, &attributes, &texts, environ) == 0 else { return nil }
        self.identifier = identifier
    }

    /// Waits for the end; 0 when all went well.
    func wait() -> Int32 {
        var status: Int32 = 0
        while waitpid(identifier, &status, 0) < 0 {
            guard errno == EINTR else { return -1 }
        }
        return status
    }
}
