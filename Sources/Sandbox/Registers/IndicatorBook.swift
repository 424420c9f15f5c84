/// Budget indicators (BA_BGT_INFO) and hot topics (PM_HOT_TOPICCATE) of one county of Inner Mongolia.
///
/// Planted among the ordinary rows: an indicator whose project has no hot topic, a deleted row in each table, and a
/// hot-topic name with full-width spaces around it. In Ningxia the budget system picks the indicator itself.
struct IndicatorBook: Sendable {
    /// Booleans of the budget standard: 1 yes, 2 no.
    struct Indicator: Sendable {
        let id: String
        let documentNumber: String
        let title: String
        /// 1 central, 2 region, 4 county.
        let level: String
        let project: String
        let agency: String
        let amountFen: Int64
        var appliedFen: Int64 = 0
        let isExecutable: Bool
        let isDeleted: Bool
    }

    struct Topic: Sendable {
        let id: String
        let project: String
        let code: String
        let name: String
        let isDeleted: Bool
    }

    static let year = "2026"
    static let topicName = "惠民惠农财政补贴资金"
    static let farmland = project("2122", of: World.innerMongoliaCounty)
    static let grassland = project("2135", of: World.innerMongoliaCounty)
    static let untagged = project("2199", of: World.innerMongoliaCounty)
    static let ended = project("2106", of: World.innerMongoliaCounty)
    /// Lists' project code to the first county's budget project.
    static let projects = ["2130122": farmland, "2130135": grassland]

    /// A county's budget project for a list's project.
    static func project(forList project: String, of county: String) -> String {
        Self.project("2" + project.suffix(3), of: county)
    }

    /// A county's budget project.
    static func project(_ code: String, of county: String) -> String { "\(county)26332T00000\(code)" }

    let county: String
    var division: String { county + "000" }
    private(set) var indicators: [Indicator] = []
    private(set) var topics: [Topic] = []

    init(world: World, county: String) {
        self.county = county
        for index in 1...20 { addOrdinary(index) }
        let lists = world.lists.filter { $0.county == county }
        let central = Self.projects.keys.sorted().compactMap { project in lists.first { $0.project == project } }
        // The rows of the subsidy stand at the end of a first page of twenty, where pages tend to overlap.
        for list in central {
            let project = Self.project(forList: list.project, of: county)
            let amount = (list.sumFen * 3 / 2 / 1_000_000 + 1) * 1_000_000
            indicators.insert(
                make("中央-\(list.project)", "2026年中央\(list.title)资金", "1", project, amount), at: 19)
            indicators.append(make("县级-\(list.project)", "2026年县级\(list.title)配套资金", "4", project, 20_000_000))
        }
        func project(_ code: String) -> String { Self.project(code, of: county) }
        indicators.append(make("管护员", "2026年草原管护员补助资金", "2", project("2199"), 36_000_000))
        indicators.append(make("退耕", "2025年退耕还林还草补助资金", "1", project("2106"), 50_000_000, isDeleted: true))
        indicators.append(
            make("冻结", "2026年耕地地力保护补贴预留资金", "4", project("2122"), 10_000_000, isExecutable: false))
        topics.insert(topic("2122", Self.topicName), at: 2)
        topics.insert(topic("2135", "\u{3000}\(Self.topicName)\u{3000}"), at: 19)
        topics.append(topic("2106", Self.topicName, isDeleted: true))
    }

    private mutating func addOrdinary(_ index: Int) {
        let kinds = ["义务教育", "公共卫生", "农村公路", "水利工程", "文化事业"]
        let kind = kinds[index % kinds.count]
        let project = county + "26331T" + digits(Int64(3_000 + index), 9)
        indicators.append(
            make("普通-\(index)", "2026年\(kind)专项资金（\(index)）", "4", project, Int64(index) * 10_000_000))
        topics.append(
            Topic(
                id: Self.key(own("topic-\(index)")), project: project,
                code: digits(Int64(200 + index % kinds.count), 4), name: kind, isDeleted: false))
    }

    private func make(
        _ key: String, _ title: String, _ level: String, _ project: String, _ amountFen: Int64,
        isExecutable: Bool = true, isDeleted: Bool = false
    ) -> Indicator {
        Indicator(
            id: Self.key(own(key)), documentNumber: "奈财预〔2026〕\(indicators.count + 1)号", title: title, level: level,
            project: project, agency: "302001", amountFen: amountFen, isExecutable: isExecutable, isDeleted: isDeleted)
    }

    private func topic(_ code: String, _ name: String, isDeleted: Bool = false) -> Topic {
        Topic(
            id: Self.key(own("topic-\(code)")), project: Self.project(code, of: county), code: "0109", name: name,
            isDeleted: isDeleted)
    }

    /// What a primary key is made of: the first county's as it always was.
    private func own(_ key: String) -> String { county == World.innerMongoliaCounty ? key : "\(county)-\(key)" }

    /// A primary key: 32 hexadecimal digits, the same in every run.
    static func key(_ text: String) -> String {
        String(SandboxCrypto.sm3(Array(text.utf8)).hex.prefix(32)).uppercased()
    }

    /// The indicator that the Ningxia budget office attaches to a payment of that purpose.
    static func ningxiaLink(purpose: String) -> (indicator: String, project: String) {
        let isLowIncome = purpose.contains("低保") || purpose.contains("2081902")
        return (
            key(isLowIncome ? "宁夏-2081902" : "宁夏-2080502"),
            isLowIncome ? "64019926332T000002902" : "64019926332T000002502"
        )
    }

    /// Why the indicator cannot carry the amount, or nil.
    func refusal(of id: String, project: String, amountFen: Int64) -> String? {
        guard let indicator = indicators.first(where: { $0.id == id && !$0.isDeleted }) else { return "指标不存在" }
        guard indicator.isExecutable else { return "指标不可执行" }
        guard project.isEmpty || project == indicator.project else { return "指标与项目代码不符" }
        guard indicator.amountFen - indicator.appliedFen >= amountFen else { return "指标余额不足" }
        return nil
    }

    mutating func apply(_ amountFen: Int64, to id: String) {
        for index in indicators.indices where indicators[index].id == id { indicators[index].appliedFen += amountFen }
    }

    /// Rows of `/bgt/indicators`.
    var indicatorRows: [JSONText] {
        indicators.map { row in
            .members([
                "bgt_id": .string(row.id), "mof_div_code": .string(division), "fiscal_year": .string(Self.year),
                "cor_bgt_doc_no": .string(row.documentNumber), "bgt_doc_title": .string(row.title),
                "doc_date": "20260112", "budget_level_code": .string(row.level), "pro_code": .string(row.project),
                "agency_code": .string(row.agency), "fund_type_code": "111", "amount": .string(yuan(row.amountFen)),
                "dis_amt": "0.00", "cur_amt": .string(yuan(row.amountFen - row.appliedFen)),
                "pay_app_amt": .string(yuan(row.appliedFen)), "bgt_exe_flag": row.isExecutable ? 1 : 2,
                "is_deleted": row.isDeleted ? 1 : 2,
            ])
        }
    }

    /// Rows of `/bgt/hot-topics`.
    var topicRows: [JSONText] {
        topics.map { row in
            .members([
                "pro_hot_topic_id": .string(row.id), "mof_div_code": .string(division),
                "setup_year": .string(Self.year), "pro_code": .string(row.project),
                "hot_topic_cate_code": .string(row.code), "hot_topic_cate_name": .string(row.name),
                "is_deleted": row.isDeleted ? 1 : 2, "update_time": "20260115093000",
            ])
        }
    }
}

/// Pages of a live table: the last row of the first page comes again as the first of the second, as it does when a row
/// was inserted between two reads.
struct LivePages {
    let rows: [JSONText]
    let size: Int

    init(_ rows: [JSONText], size: Int) {
        self.size = size
        self.rows = rows.count > size ? rows[..<size] + [rows[size - 1]] + rows[size...] : rows
    }

    var count: Int { max(1, (rows.count + size - 1) / size) }

    /// Rows of page `number`, counted from 1; none beyond the last.
    func page(_ number: Int) -> [JSONText] {
        let start = (number - 1) * size
        return start < rows.count ? Array(rows[start..<min(start + size, rows.count)]) : []
    }
}
