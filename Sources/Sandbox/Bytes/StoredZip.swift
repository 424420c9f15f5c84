/// A ZIP file of stored (not compressed) entries.
struct StoredZip {
    private var body: [UInt8] = []
    private var directory: [UInt8] = []
    private var count = 0

    /// Adds a file; the time stamp is 2026-03-02 08:00 for all, so that the bytes do not depend on the clock.
    mutating func add(_ name: String, _ bytes: [UInt8]) {
        let offset = body.count
        let crc = CRC32.of(bytes)
        let size = little(UInt32(bytes.count))
        let common =
            little16(20) + little16(0x0800) + little16(0) + little16(0x4000) + little16(0x5C62)
            + little(crc) + size + size + little16(UInt16(name.utf8.count)) + little16(0)
        body += little(0x0403_4B50) + common + name.utf8 + bytes
        directory +=
            little(0x0201_4B50) + little16(20) + common + little16(0) + little16(0) + little16(0)
            + little(0) + little(UInt32(offset)) + name.utf8
        count += 1
    }

    /// The finished archive.
    var bytes: [UInt8] {
        body + directory + little(0x0605_4B50) + little16(0) + little16(0) + little16(UInt16(count))
            + little16(UInt16(count)) + little(UInt32(directory.count)) + little(UInt32(body.count)) + little16(0)
    }

    private func little16(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }

    private func little(_ value: UInt32) -> [UInt8] {
        little16(UInt16(value & 0xFFFF)) + little16(UInt16(value >> 16))
    }
}

/// CRC-32 of ISO 3309, as ZIP wants it.
enum CRC32 {
    private static let table: [UInt32] = (0..<256).map { index in
        (0..<8).reduce(UInt32(index)) { crc, _ in crc & 1 == 1 ? (crc >> 1) ^ 0xEDB8_8320 : crc >> 1 }
    }

    static func of(_ bytes: [UInt8]) -> UInt32 {
        ~bytes.reduce(UInt32.max) { crc, byte in (crc >> 8) ^ table[Int((crc ^ UInt32(byte)) & 255)] }
    }
}
