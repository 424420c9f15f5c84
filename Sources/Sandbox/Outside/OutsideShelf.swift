import Foundation

/// A place where files lie for somebody: they are read there, and laid down there.
protocol OutsideShelf: BankInbox {
    func put(_ name: String, _ bytes: [UInt8])
}

extension FolderInbox: OutsideShelf {
    func put(_ name: String, _ bytes: [UInt8]) { DropFolder.put(folder, name, bytes) }
}

extension MemoryInbox: OutsideShelf {
    func put(_ name: String, _ bytes: [UInt8]) { folders.write(bytes, to: "\(folder)/\(name)") }
}
