import CXML2
import CZip
import Subsidy

/// XLSXArchive opens the zip container of a workbook in memory and reads its parts within the limits.
final class XLSXArchive {
    private let archive: OpaquePointer
    private let limits: DocumentLimits
    private var inflated = 0

    /// Opens the container; `bytes` must outlive it.
    init(_ bytes: UnsafeBufferPointer<UInt8>, _ limits: DocumentLimits) throws(Fault) {
        // The compound file format: an old .xls, or an .xlsx with a password.
        if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
            throw .document("xls", "是旧版 Excel（.xls）或加密的工作簿，请去掉密码并另存为 .xlsx 后重新上传")
        }
        guard bytes.starts(with: [0x50, 0x4B]) else {
            let kind = FileKind(bytes)?.name ?? (bytes.prefix(512).contains(0) ? "" : "文本（CSV）")
            throw .xlsx((kind.isEmpty ? "" : "文件像是\(kind)，") + "不是 .xlsx 工作簿，请另存为 .xlsx 后重新上传")
        }
        guard let source = zip_source_buffer_create(bytes.baseAddress, UInt64(bytes.count), 0, nil) else {
            throw .xlsx("工作簿无法打开，请重新上传")
        }
        guard let archive = zip_open_from_source(source, ZIP_RDONLY, nil) else {
            zip_source_free(source)
            throw .xlsx("工作簿不完整或已损坏，请重新上传")
        }
        self.archive = archive
        self.limits = limits
        do throws(Fault) {
            try checkEntries()
        } catch {
            zip_discard(archive)
            throw error
        }
    }

    /// Closes the container; the instance is of no use afterwards.
    func close() { zip_discard(archive) }

    func contains(_ name: String) -> Bool { zip_name_locate(archive, name, 0) >= 0 }

    /// Parses one part. The sizes that the container states are not believed: what is inflated is counted.
    func parse(_ name: String, _ events: XMLEvents) throws {
        guard let file = zip_fopen(archive, name, 0) else {
            throw Fault.xlsx("工作簿缺少必要的部分，请另存为 .xlsx 后重新上传")
        }
        defer { zip_fclose(file) }
        let parser = XMLParser(events, limits)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Int(zip_fread(file, &buffer, UInt64(buffer.count)))
            guard count >= 0 else { throw Fault.xlsx("工作簿已损坏，请重新上传") }
            if count == 0 { break }
            inflated += count
            guard inflated <= limits.inflated else { throw Fault.tooLarge("解压后的工作簿") }
            try markup(events) {
                try buffer.withUnsafeBufferPointer { try parser.feed(UnsafeBufferPointer(rebasing: $0[..<count])) }
            }
        }
        try markup(events) { try parser.finish() }
    }

    /// A fault of the markup is the workbook's: nobody wrote that XML by hand.
    private func markup(_ events: XMLEvents, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let fault as Fault where events.failure == nil {
            let isMarkup = fault.code == "document.xml" || fault.code == "document.truncated"
            throw isMarkup ? .xlsx("工作簿内容已损坏，请另存为 .xlsx 后重新上传") : fault
        }
    }

    private func checkEntries() throws(Fault) {
        let count = zip_get_num_entries(archive, 0)
        guard count <= 4096 else { throw .tooLarge("工作簿的部分数") }
        var total: UInt64 = 0
        var names: Set<String> = []
        for index in 0..<UInt64(max(count, 0)) {
            var entry = zip_stat_t()
            guard zip_stat_index(archive, index, 0, &entry) == 0, let name = entry.name else {
                throw .xlsx("工作簿已损坏，请重新上传")
            }
            try Self.checkName(String(cString: name))
            // Spreadsheet programs take names of any case for one, and differ in which of two they open.
            guard names.insert(String(cString: name).lowercased()).inserted else {
                throw .xlsx("工作簿内有两个同名的部分，请另存为 .xlsx 后重新上传")
            }
            guard [ZIP_CM_STORE, ZIP_CM_DEFLATE].contains(Int32(entry.comp_method)) else {
                throw .xlsx("工作簿的压缩方式不受支持，请另存为 .xlsx 后重新上传")
            }
            guard entry.encryption_method == ZIP_EM_NONE else { throw .xlsx("工作簿已加密，请去掉密码后重新上传") }
            total = total.addingReportingOverflow(entry.size).partialValue
            guard entry.size <= UInt64(limits.inflated), total <= UInt64(limits.inflated) else {
                throw .tooLarge("解压后的工作簿")
            }
            // A part below a megabyte may well be very uniform, and does no harm.
            if entry.size > 1 << 20, entry.size / max(entry.comp_size, 1) > UInt64(limits.ratio) {
                throw .tooLarge("工作簿的压缩比")
            }
        }
    }

    private static func checkName(_ name: String) throws(Fault) {
        let steps = name.utf8.split(separator: 0x2F, omittingEmptySubsequences: false)
        let climbs = steps.contains { $0.elementsEqual("..".utf8) }
        if climbs || name.utf8.first == 0x2F || name.utf8.contains(where: { $0 == 0x5C || $0 == 0x3A || $0 < 0x20 }) {
            throw .xlsx("工作簿内含有不安全的路径，请另存为 .xlsx 后重新上传")
        }
        if name.utf8.count >= 14, name.lowercased().hasSuffix("vbaproject.bin") {
            throw .xlsx("工作簿含有宏，请另存为不含宏的 .xlsx 后重新上传")
        }
    }
}

extension Fault {
    static func xlsx(_ message: String) -> Fault { .document("xlsx", message) }
}
