/// SealingSession seals and opens the values of one table's field set, row after row, on one thread.
///
/// Values are those of `Sealer.seal` and `Sealer.open`. Contexts, keys and buffers are kept: once a session is warm and
/// the caller's array has room, a row allocates nothing. Make one for each thread, or for each batch of rows: it costs
/// as much as some tens of rows.
package final class SealingSession {
    private let sealer: Sealer
    private let writing: AuthenticatedCipher
    private var reading: [(suite: Suite, version: UInt32, cipher: AuthenticatedCipher)] = []
    /// Suite and version of what is written.
    private let header: UnsafeMutableRawBufferPointer
    /// What is authenticated: suite and version, table, row, fields.
    private let place: UnsafeMutableRawBufferPointer
    /// Where the row stands in it.
    private let rowOffset: Int
    private let nonce = UnsafeMutablePointer<UInt8>.allocate(capacity: Suite.nonceLength)

    package init(_ sealer: Sealer, table: String, fields: String) {
        self.sealer = sealer
        writing = sealer.rowCipher()
        let bytes = sealer.header + SealContext(table: table, row: 0, fields: fields).encoded
        header = .allocate(byteCount: Sealer.headerLength, alignment: 1)
        header.copyBytes(from: sealer.header)
        place = .allocate(byteCount: bytes.count, alignment: 1)
        place.copyBytes(from: bytes)
        rowOffset = Sealer.headerLength + prefixed(table).count
    }

    deinit {
        header.deallocate()
        place.deallocate()
        nonce.deallocate()
    }

    /// Appends the sealed value of `count` bytes, which `fill` writes into the memory that it is given. Throws `random`
    /// only, and appends nothing then.
    package func seal(
        _ count: Int, row: Int64, onto out: inout [UInt8], fill: (UnsafeMutableRawBufferPointer) -> Void
    ) throws(TrustError) {
        try writing.drawNonce(to: nonce)
        set(UnsafeRawBufferPointer(header), row)
        let start = header.count + Suite.nonceLength
        let length = start + count + Suite.tagLength
        out.append(addingCapacity: length) { span in
            span.withUnsafeMutableBufferPointer { buffer, initialized in
                let value = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: length)
                value.copyMemory(from: UnsafeRawBufferPointer(header))
                UnsafeMutableRawBufferPointer(rebasing: value[header.count...]).copyMemory(
                    from: UnsafeRawBufferPointer(start: nonce, count: Suite.nonceLength))
                fill(UnsafeMutableRawBufferPointer(rebasing: value[start..<start + count]))
                writing.seal(
                    UnsafeMutableRawBufferPointer(rebasing: value[start...]), nonce: nonce,
                    associated: UnsafeRawBufferPointer(place))
                initialized = length
            }
        }
    }

    /// Appends what was sealed for this row. Throws as `Sealer.open`, and appends nothing then.
    package func open(_ sealed: UnsafeRawBufferPointer, row: Int64, onto out: inout [UInt8]) throws(TrustError) {
        let (suite, version) = try Sealer.mark(of: sealed)
        let cipher = try reader(suite, version)
        let start = Sealer.headerLength + Suite.nonceLength
        UnsafeMutableRawBufferPointer(start: nonce, count: Suite.nonceLength).copyMemory(
            from: UnsafeRawBufferPointer(rebasing: sealed[Sealer.headerLength..<start]))
        set(UnsafeRawBufferPointer(rebasing: sealed[..<Sealer.headerLength]), row)
        let length = sealed.count - start
        var isOpen = false
        out.append(addingCapacity: length) { span in
            span.withUnsafeMutableBufferPointer { buffer, initialized in
                let text = UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: length)
                text.copyMemory(from: UnsafeRawBufferPointer(rebasing: sealed[start...]))
                isOpen = cipher.open(text, nonce: nonce, associated: UnsafeRawBufferPointer(place))
                // Bytes that are not certain are no bytes.
                initialized = isOpen ? length - Suite.tagLength : 0
            }
        }
        guard isOpen else { throw Sealer.broken }
    }

    /// Names suite, version and row in what is authenticated.
    private func set(_ header: UnsafeRawBufferPointer, _ row: Int64) {
        place.copyMemory(from: header)
        place.storeBytes(of: row.bigEndian, toByteOffset: rowOffset, as: Int64.self)
    }

    /// The cipher of a suite and key version; keyed once.
    private func reader(_ suite: Suite, _ version: UInt32) throws(TrustError) -> AuthenticatedCipher {
        for known in reading where known.version == version && known.suite == suite { return known.cipher }
        let cipher = try sealer.rowCipher(suite, version)
        reading.append((suite, version, cipher))
        return cipher
    }
}

/// DigestSession makes the digests of one kind of value, those of `Sealer.digest`, on one thread and without
/// allocating.
package final class DigestSession {
    /// Of a digest.
    package static let length = Sealer.digestLength

    private let mac: RunningMAC

    package init(_ sealer: Sealer, kind: String) { mac = sealer.digester(kind) }

    /// Appends the digest of a value.
    package func append(_ value: UnsafeRawBufferPointer, to out: inout [UInt8]) {
        mac.update(value)
        out.append(contentsOf: UnsafeBufferPointer(start: mac.finishInPlace(), count: DigestSession.length))
    }
}
