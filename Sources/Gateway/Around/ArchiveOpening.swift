extension Engine {
    /// What lies in a bundle, by name, in its order (NX-6.2.9): the books as text, every document, the audit head.
    ///
    /// Throws `notFound` when there is none of that number, or when it is not what it was sealed as.
    package func openArchive(_ id: Int64) throws -> [(name: String, bytes: [UInt8])] {
        guard archive.has(id), let bytes = try? archive.bytes(of: id), let bundle = ArchiveBundle(bytes) else {
            throw GatewayError(.notFound, "archive.unreadable", "没有该归档包，或归档包已损坏，请用备份恢复后再打开（NX-6.2.9）")
        }
        return bundle.entries.map { ($0.name, $0.bytes) }
    }
}
