import COpenSSL

/// Random is the system's source of unpredictable bytes; it cannot be given a seed.
package enum Random {
    /// Throws `random` when the source fails: nothing may be sealed then.
    package static func bytes(_ count: Int) throws(TrustError) -> [UInt8] {
        var result = [UInt8](repeating: 0, count: count)
        try fill(&result)
        return result
    }

    /// Fills an array anew.
    static func fill(_ bytes: inout [UInt8]) throws(TrustError) {
        guard RAND_bytes(&bytes, Int32(bytes.count)) == 1 else {
            throw TrustError("random", "系统随机数不可用，已停止加密，请检查主机")
        }
    }
}
