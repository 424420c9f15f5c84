import Foundation
import Gateway

/// HomeLock lets one gateway at a time run over a home. The kernel drops it when the process ends, however it ends.
struct HomeLock {
    private let descriptor: Int32

    init(_ home: String) throws {
        descriptor = open(home + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw GatewayError(.configuration, "home.lock", "无法在 \(home) 建立锁文件，请检查主目录及其权限")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw GatewayError(.conflict, "home.running", "已有一个网关在此主目录上运行，请先停止它（\(home)）")
        }
    }

    func release() { close(descriptor) }
}
