import ArgumentParser
import Foundation

/// LanguageOption is the language of what a command says: Chinese, unless asked for otherwise or the locale is English.
struct LanguageOption: ParsableArguments {
    enum Language: String, CaseIterable, ExpressibleByArgument {
        case zh, en
    }

    @Option(help: ArgumentHelp("输出的语言：zh 或 en；缺省按系统的语言设置。", valueName: "语言"))
    var lang: Language?

    var isEnglish: Bool {
        if let lang { return lang == .en }
        let environment = ProcessInfo.processInfo.environment
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty }
        return locale?.hasPrefix("en_") ?? false
    }
}
