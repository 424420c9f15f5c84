import Foundation

/// Output writes whole lines: what was asked for to standard output, what went wrong to standard error.
enum Output {
    static func say(_ text: String) { write(Array((text + "\n").utf8)) }
    static func complain(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
    static func write(_ bytes: [UInt8]) { FileHandle.standardOutput.write(Data(bytes)) }
}
