import Foundation
import Gateway

/// DemoProcess is the sandbox's process. It starts with no signal blocked, whatever thread starts it, so that it can be
/// asked to end.
struct DemoProcess {
    private let identifier: pid_t

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
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
        var texts: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        defer { texts.forEach { free($0) } }
        var identifier = pid_t()
        guard posix_spawn(&identifier, program, &actions, &attributes, &texts, environ) == 0 else {
            throw GatewayError(.configuration, "sandbox.start", "无法启动沙箱进程")
        }
        self.identifier = identifier
    }

    var isRunning: Bool { waitpid(identifier, nil, WNOHANG) == 0 }

    /// Asks it to end, and ends it when it does not within three seconds.
    func stop() {
        kill(identifier, SIGTERM)
        for _ in 0..<300 {
            guard isRunning else { return }
            usleep(10_000)
        }
        kill(-identifier, SIGKILL)
        waitpid(identifier, nil, 0)
    }
}
