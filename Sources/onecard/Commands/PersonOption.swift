import ArgumentParser
import Foundation
import Gateway
import Workflow

/// PersonOption is who acts: every act is a person's, by their login (IM-23.1). The password is never an argument, which
/// everybody on the machine could read.
struct PersonOption: ParsableArguments {
    @Option(help: ArgumentHelp("办理人的登录名。", valueName: "登录名"))
    var login: String

    @Option(
        name: .customLong("password-file"),
        help: ArgumentHelp("存有密码的文件；缺省取环境变量 ONECARD_PASSWORD。", valueName: "文件"))
    var passwordFile: String?

    /// Does an act in a home where no gateway runs. With one running, the same act is its `POST /api/acts/…`.
    func perform(_ act: Act, _ arguments: [String: String], _ home: HomeOption) throws -> ActResult {
        let lock = try HomeLock(home.path)
        defer { lock.release() }
        let engine = try home.assembly(prepares: true).engine
        let now = WallClock.now
        let token = try engine.login(login, password: try password(), now: now)
        return try engine.perform(act, arguments, by: try engine.principal(token: token, now: now), now: now)
    }

    private func password() throws -> String {
        if let passwordFile {
            guard let data = FileManager.default.contents(atPath: passwordFile) else {
                throw GatewayError(.invalid, "password.file", "读不到密码文件，请核对 --password-file")
            }
            return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
        }
        guard let given = ProcessInfo.processInfo.environment["ONECARD_PASSWORD"] else {
            throw GatewayError(.invalid, "password.missing", "请用 --password-file 或环境变量 ONECARD_PASSWORD 提供密码")
        }
        return given
    }
}
