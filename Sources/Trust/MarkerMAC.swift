/// MarkerMAC is what a file's marker holds where a key was agreed: HMAC-SM3 of the file in lower-case hexadecimal.
package struct MarkerMAC: Sendable {
    private let key: [UInt8]

    package init(key: [UInt8]) { self.key = key }

    package func marker(of bytes: [UInt8]) -> [UInt8] { Array(hex(MAC.hmacSM3(key: key, bytes)).utf8) }

    /// Blanks and ends of lines in a marker say nothing.
    package func proves(_ marker: [UInt8], of bytes: [UInt8]) -> Bool {
        MAC.equal(self.marker(of: bytes), marker.filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) })
    }
}
