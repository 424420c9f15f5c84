import Subsidy

/// CalendarPart is one calendar file: the State Council's notices, or a region's own days laid over them.
struct CalendarPart: Sendable {
    var years: Set<Int> = []
    var off: Set<Day> = []
    var work: Set<Day> = []

    /// A range of days longer than this is a slip of the pen.
    private static let longest = 31

    init?(_ tree: Tree, name: String, findings: Findings) {
        guard let file = Section(tree, path: "", findings: findings, keys: ["title", "years", "off", "work"]) else {
            return nil
        }
        for year in file.located("years") ?? [] {
            if let number = Int(year.text), (1949...2999).contains(number) {
                years.insert(number)
            } else {
                findings.add(year.place, "years", "value.integer", "年份应是四位数", "a year is expected")
            }
        }
        off = days(file, "off")
        work = days(file, "work") { day in
            day.weekday <= 5 ? ("calendar.weekday", "\(day.text) 本是工作日，不是调休上班日") : nil
        }
        for day in off.intersection(work).sorted() {
            file.fault("work", "calendar.both", "\(day.text) 既是休息日又是上班日", "a day is both off and worked")
        }
    }

    private func days(
        _ file: Section, _ key: String, check: (Day) -> (String, String)? = { _ in nil }
    ) -> Set<Day> {
        var days: Set<Day> = []
        for entry in file.located(key) ?? [] {
            guard let range = CalendarPart.range(entry.text) else {
                file.findings.add(
                    entry.place, key, "value.day", "日期“\(entry.text)”不对", "a day or a range of days is expected",
                    hint: Hint(
                        "写 2024-01-01 或 \"2024-02-10..2024-02-17\"", "write 2024-01-01 or \"2024-02-10..2024-02-17\""))
                continue
            }
            for day in range {
                if let (code, zh) = check(day) {
                    file.findings.add(entry.place, key, code, zh, "a day that is worked anyway")
                }
                if !days.insert(day).inserted {
                    file.findings.add(entry.place, key, "calendar.twice", "\(day.text) 写了两次", "a day is given twice")
                }
            }
        }
        return days
    }

    private static func range(_ text: String) -> [Day]? {
        let bytes = Array(text.utf8)
        if bytes.count == 10 { return Day(bytes).map { [$0] } }
        guard bytes.count == 22, bytes[10..<12].elementsEqual("..".utf8), let first = Day(bytes[..<10]),
            let last = Day(bytes[12...]), first <= last, last - first < longest
        else { return nil }
        return (0...(last - first)).map { first + $0 }
    }
}
