import ArgumentParser
import Foundation

/// HomeOption is the gateway's home folder: `--home`, `ONECARD_HOME`, `./onecard-home`, in this order.
struct HomeOption: ParsableArguments {
    @Option(
        name: .customLong("home"),
        help: ArgumentHelp("网关主目录，其中有 gateway.yaml；缺省取环境变量 ONECARD_HOME，再取 ./onecard-home。", valueName: "目录"))
    var given: String?

    @Option(
        name: .customLong("mappings"),
        help: ArgumentHelp("映射目录；缺省取环境变量 ONECARD_MAPPINGS，再依次在主目录、程序旁和当前目录中找。", valueName: "目录"))
    var mappings: String?

    var path: String {
        let path = given ?? ProcessInfo.processInfo.environment["ONECARD_HOME"] ?? "onecard-home"
        return URL(filePath: path).standardizedFileURL.path
    }

    /// The gateway of this home. A command that only looks writes nothing, so that it may look while the gateway runs.
    func assembly(prepares: Bool = false) throws -> Assembly {
        try Assembly(home: path, mappings: mappings, now: WallClock.now, prepares: prepares)
    }
}

/// JSONOption is `--json`, wherever a program might read.
struct JSONOption: ParsableArguments {
    @Flag(name: .customLong("json"), help: "输出 JSON，供程序读取。")
    var isWanted = false
}
