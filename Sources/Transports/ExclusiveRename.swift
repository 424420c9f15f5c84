import Glibc

/// ExclusiveRename renames where the new name is free, in one step, and leaves `errno` when it does not.
enum ExclusiveRename {
    private typealias Function =
        @convention(c) (
            Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32
        ) -> Int32

    // Glibc declares renameat2 for _GNU_SOURCE only, which Swift's Glibc module does not set.
    private static let function: Function? = dlsym(nil, "renameat2").map { unsafeBitCast($0, to: Function.self) }
    private static let noReplace: UInt32 = 1

    static func run(_ from: Int32, _ old: String, _ to: Int32, _ new: String) -> Bool {
        if let function {
            if function(from, old, to, new, noReplace) == 0 { return true }
            guard errno == EINVAL || errno == ENOSYS else { return false }
        }
        // File systems without it (some network ones): a hard link refuses an existing name too.
        return linkat(from, old, to, new, 0) == 0 && unlinkat(from, old, 0) == 0
    }
}
