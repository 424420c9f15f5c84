import CZip
import Subsidy

/// XLSXContainer writes the parts of a workbook into a zip container in memory, with one fixed time, so that the same
/// parts give the same bytes.
enum XLSXContainer {
    static func write(_ parts: [(name: String, bytes: [UInt8])]) throws(Fault) -> [UInt8] {
        let failure = Fault.xlsx("工作簿无法生成，请重试；仍失败请联系系统管理员")
        guard let target = zip_source_buffer_create(nil, 0, 0, nil) else { throw failure }
        // Kept once more: closing the archive gives up its own hold on the source that has just been written.
        zip_source_keep(target)
        defer { zip_source_free(target) }
        guard let archive = zip_open_from_source(target, ZIP_CREATE | ZIP_TRUNCATE, nil) else {
            zip_source_free(target)
            throw failure
        }
        var copies: [UnsafeMutableRawPointer] = []
        // libzip reads the parts when the archive is closed.
        defer { for copy in copies { copy.deallocate() } }
        for (index, part) in parts.enumerated() {
            let copy = UnsafeMutableRawPointer.allocate(byteCount: max(part.bytes.count, 1), alignment: 1)
            copies.append(copy)
            part.bytes.withUnsafeBytes { bytes in
                if let base = bytes.baseAddress { copy.copyMemory(from: base, byteCount: bytes.count) }
            }
            let source = zip_source_buffer(archive, copy, UInt64(part.bytes.count), 0)
            guard let source, zip_file_add(archive, part.name, source, UInt32(ZIP_FL_ENC_UTF_8)) >= 0 else {
                zip_source_free(source)
                zip_discard(archive)
                throw failure
            }
            // The default is zlib's slowest level, which takes ten times as long for a few percent.
            zip_set_file_compression(archive, UInt64(index), ZIP_CM_DEFLATE, 3)
            // 1 January 1980, the first day a zip container knows.
            zip_file_set_dostime(archive, UInt64(index), 0, 0x21, 0)
        }
        guard zip_close(archive) == 0 else {
            zip_discard(archive)
            throw failure
        }
        return try read(target, failure)
    }

    private static func read(_ source: OpaquePointer, _ failure: Fault) throws(Fault) -> [UInt8] {
        var state = zip_stat_t()
        guard zip_source_stat(source, &state) == 0, zip_source_open(source) == 0 else { throw failure }
        defer { zip_source_close(source) }
        var bytes = [UInt8](repeating: 0, count: Int(state.size))
        let count = zip_source_read(source, &bytes, state.size)
        guard count == Int64(state.size) else { throw failure }
        return bytes
    }
}
