/// The budget system's HTTP interface: pages of indicators and hot topics, and payment applications.
struct Budget: Sendable {
    /// Rows of the longest page.
    static let pageLimit = 20

    private let world: World
    private let treasury: Treasury
    private let signature: AppSignature

    init(world: World, treasury: Treasury) {
        self.world = world
        self.treasury = treasury
        signature = AppSignature(appID: world.secrets.budgetAppID, secret: world.secrets.budgetSecret)
    }

    /// Answers a call below `/budget`.
    func answer(_ call: RegisterCall) -> RegisterAnswer {
        if let refusal = signature.refusal(of: call, now: world.clock.now) { return refusal }
        switch (call.method, call.path) {
        case ("GET", "/bgt/hot-topics"): return page(call, year: "setup_year") { $0.topicRows }
        case ("GET", "/bgt/indicators"): return page(call, year: "fiscal_year") { $0.indicatorRows }
        case ("POST", "/pay/applications"):
            guard call.header("Content-Type").lowercased().hasPrefix("application/json") else {
                return .refusal(400, "Content-Type应为application/json")
            }
            return treasury.post(call.body)
        default: return application(call)
        }
    }

    /// `/pay/applications/<number>` and `/pay/applications/<number>/details`.
    private func application(_ call: RegisterCall) -> RegisterAnswer {
        let parts = call.path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        guard call.method == "GET", parts.count >= 3, parts[0] == "pay", parts[1] == "applications",
            !parts[2].isEmpty
        else { return .refusal(404, "接口不存在") }
        switch parts.dropFirst(3) {
        case []: return treasury.status(parts[2])
        case ["details"]: return treasury.details(parts[2])
        default: return .refusal(404, "接口不存在")
        }
    }

    private func page(
        _ call: RegisterCall, year: String, rows: (IndicatorBook) -> [JSONText]
    ) -> RegisterAnswer {
        let division = call.query["mof_div_code"] ?? ""
        guard World.budgetCounties.contains(where: { $0 + "000" == division }) else {
            return .refusal(400, "mof_div_code不存在")
        }
        guard let asked = call.query[year], asked.utf8.count == 4, Int(asked) != nil else {
            return .refusal(400, "\(year)应为四位年度")
        }
        guard let number = Int(call.query["page"] ?? ""), number > 0, number < 1_000_000,
            let size = Int(call.query["size"] ?? ""), (1...100).contains(size)
        else { return .refusal(400, "page应从1起，size应为1至100") }
        let book = asked == IndicatorBook.year ? treasury.book(division) : nil
        // Who asks for longer pages gets pages of twenty, and has to read how many there are.
        let pages = LivePages(book.map(rows) ?? [], size: min(size, Self.pageLimit))
        return .json(
            .members([
                "code": "0",
                "data": .members([
                    "page": .integer(Int64(number)), "pages": .integer(Int64(pages.count)),
                    "rows": .list(pages.page(number)),
                ]),
            ]))
    }
}
