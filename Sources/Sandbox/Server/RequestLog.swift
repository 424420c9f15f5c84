import Foundation
import Hummingbird

/// RequestLog writes the method and address of every call into `requests.log`: addresses go through logs of proxies and
/// servers everywhere, so what a caller puts into them can be looked at here.
struct RequestLog: RouterMiddleware {
    typealias Context = BasicRequestContext
    private let descriptor: Int32

    init(_ folder: URL) {
        descriptor = open(folder.appending(path: "requests.log").path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    }

    @concurrent func handle(
        _ request: Request, context: Context, next: @concurrent (Request, Context) async throws -> Response
    ) async throws -> Response {
        let line = Array("\(request.method) \(request.uri)\n".utf8)
        // One write of one line: appended whole, whoever else writes.
        _ = write(descriptor, line, line.count)
        return try await next(request, context)
    }
}
