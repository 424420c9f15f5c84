import ArgumentParser

/// Onecard is the program: each thing a person or a machine does with the gateway is one of its commands.
@main
struct Onecard: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "onecard",
        abstract: "惠民惠农财政补贴“一卡通”数据交换网关。",
        discussion: """
            一卡通系统与公安、民政、发卡行、预算一体化、代发银行、主管部门之间的数据都经过本网关：
            每一笔报送、每一分钱都能说出来自哪个文件的哪一行、去了哪里。

            初次使用，请先看一遍全过程：
              onecard demo

            再看一个映射文件怎样把银行的结果文件变成统一的记录：
              onecard mapping apply bank/result.cmbc \\
                  Fixtures/bank/cmbc/res_20260317_001.txt
            """,
        subcommands: [
            DemoCommand.self, SimulateCommand.self, ServeCommand.self, CheckCommand.self, SandboxCommand.self,
            MappingCommand.self,
            SchemaCommand.self, ReconcileCommand.self, TraceCommand.self, ProvenanceCommand.self, AuditCommand.self,
            DocumentCommand.self,
            OutboxCommand.self, RosterCommand.self, FailureCommand.self, GapsCommand.self, CatalogueCommand.self,
            IndicatorCommand.self, ExchangeCommand.self, ListCommand.self, PlanCommand.self, LibraryCommand.self,
            DeathCommand.self, BankCommand.self, ScoreCommand.self,
            BriefingCommand.self, FindingCommand.self, InspectCommand.self, ExtractCommand.self, SampleCommand.self,
            NoticeCommand.self, PublicationCommand.self, PlatformCommand.self,
            ComplaintCommand.self, ArchiveCommand.self, RiskCommand.self, RequestCommand.self,
            ApplicationCommand.self, ConsentCommand.self, LookupCommand.self, ServiceCommand.self,
            PermissionsCommand.self, RegulationCommand.self,
        ])

    /// Parses, runs, and says what went wrong in the gateway's own words.
    static func main() async {
        var command: any ParsableCommand
        do { command = try parseAsRoot() } catch { exit(withError: error) }
        do {
            if var waiting = command as? any AsyncParsableCommand {
                try await waiting.run()
            } else {
                try command.run()
            }
        } catch {
            guard let failure = CommandFailure(error) else { exit(withError: error) }
            Output.complain(failure.text)
            exit(withError: ExitCode.failure)
        }
    }
}
