import Glibc

/// libFuzzer calls this with one input after another; which reader it attacks was decided when it was compiled.
@_cdecl("LLVMFuzzerTestOneInput")
func fuzz(_ data: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    let input = Array(UnsafeBufferPointer(start: data, count: count))
    if let violation = attack(input) {
        let words = Array("violated: \(violation)\n".utf8)
        _ = words.withUnsafeBytes { write(2, $0.baseAddress, $0.count) }
        abort()
    }
    return 0
}
