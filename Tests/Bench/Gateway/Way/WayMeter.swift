import Glibc
import Synchronization

/// WayMeter says what each step cost: wall and CPU seconds, and the most memory that was held meanwhile.
///
/// What the counterparts compute in this process is told apart.
final class WayMeter {
    /// Nanoseconds of CPU that the counterparts have used.
    private static let strangers = Atomic<Int64>(0)

    /// The work of a counterpart.
    static func stranger<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = nanoseconds(CLOCK_THREAD_CPUTIME_ID)
        defer { strangers.add(nanoseconds(CLOCK_THREAD_CPUTIME_ID) - start, ordering: .relaxed) }
        return try body()
    }

    private(set) var wall = 0.0
    private(set) var cpu = 0.0
    private(set) var peak = 0
    private let lines: Int

    /// `lines` of all lists: what every step is divided by.
    init(lines: Int) {
        self.lines = lines
        WayMeter.tell("step             wall s    CPU s  others s  peak MB  µs CPU a line")
    }

    func step<Result>(_ name: String, _ body: () throws -> Result) throws -> Result {
        WayMeter.forgetPeak()
        let start = WayMeter.nanoseconds(CLOCK_MONOTONIC)
        let used = WayMeter.nanoseconds(CLOCK_PROCESS_CPUTIME_ID)
        let others = WayMeter.strangers.load(ordering: .relaxed)
        let result = try body()
        let strangers = Double(WayMeter.strangers.load(ordering: .relaxed) - others) / 1e9
        let cpu = Double(WayMeter.nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - used) / 1e9 - strangers
        let wall = Double(WayMeter.nanoseconds(CLOCK_MONOTONIC) - start) / 1e9
        let peak = WayMeter.peakMegabytes()
        tell(name, wall, cpu, strangers, peak)
        self.wall += wall
        self.cpu += cpu
        self.peak = max(self.peak, peak)
        return result
    }

    func tellTotal() { tell("all", wall, cpu, 0, peak) }

    private func tell(_ name: String, _ wall: Double, _ cpu: Double, _ strangers: Double, _ peak: Int) {
        let figures = [
            (WayMeter.text(wall, 2), 9), (WayMeter.text(cpu, 2), 9), (WayMeter.text(strangers, 2), 10),
            (String(peak), 9), (WayMeter.text(cpu * 1e6 / Double(lines), 1), 15),
        ]
        let padded = figures.map { text, width in String(repeating: " ", count: max(1, width - text.count)) + text }
        WayMeter.tell(name + String(repeating: " ", count: max(1, 14 - name.count)) + padded.joined())
    }

    static func tell(_ text: String) {
        var line = text + "\n"
        line.withUTF8 { try? OutputFile.standard.write(UnsafeRawBufferPointer($0)) }
    }

    private static func text(_ value: Double, _ places: Int) -> String {
        let scale = places == 1 ? 10 : 100
        let number = Int((value * Double(scale)).rounded())
        return "\(number / scale).\(WayCitizen.padded(abs(number) % scale, places))"
    }

    private static func nanoseconds(_ clock: clockid_t) -> Int64 {
        var time = timespec()
        clock_gettime(clock, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Lets the kernel count the peak anew.
    private static func forgetPeak() {
        let file = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
        guard file >= 0 else { return }
        _ = write(file, "5", 1)
        close(file)
    }

    private static func peakMegabytes() -> Int {
        let status = (try? InputFile.bytes("/proc/self/status")) ?? []
        for line in status.split(separator: UInt8(ascii: "\n")) where line.starts(with: "VmHWM:".utf8) {
            let digits = line.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
            return (Int(String(decoding: digits, as: UTF8.self)) ?? 0) / 1024
        }
        return 0
    }
}
