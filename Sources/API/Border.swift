import Gateway
import Hummingbird
import Logging

/// Border stands before every route: it answers only callers of this machine, and turns every error into its answer.
struct Border: RouterMiddleware {
    typealias Context = BasicRequestContext

    let logger: Logger

    @concurrent func handle(
        _ request: Request, context: BasicRequestContext,
        next: @concurrent (Request, BasicRequestContext) async throws -> Response
    ) async throws -> Response {
        do {
            // A page of a stranger that resolves its own name to 127.0.0.1 sends that name here.
            guard Border.isLocal(request.head.authority) else {
                throw GatewayError(.forbidden, "host.foreign", "本接口只服务本机，请通过 127.0.0.1 访问")
            }
            return try await next(request, context)
        } catch {
            let failure = Failure(error)
            if failure.status == 500 {
                logger.error("api: internal error", metadata: ["error": "\(Failure.logText(error))"])
            }
            return Response(failure.json, status: failure.status)
        }
    }

    /// Whether a `Host` header means this machine: `127.0.0.1` or `localhost`, with or without a port.
    static func isLocal(_ authority: String?) -> Bool {
        guard let authority else { return false }
        let parts = authority.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        return ["127.0.0.1", "localhost"].contains(parts[0].lowercased())
            && (parts.count == 1 || UInt16(parts[1]) != nil)
    }
}

extension Response {
    /// JSON that nobody may keep.
    init(_ value: JSONValue, status: Int = 200) {
        self.init(
            status: HTTPResponse.Status(code: status),
            headers: [.contentType: "application/json; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: value.bytes)))
    }
}

extension Request {
    /// The body, if it is no longer than `limit` bytes; 413 otherwise, before it is all read.
    func bytes(upTo limit: Int) async throws -> [UInt8] {
        let failure = Failure(413, "body.tooLarge", "请求正文超过上限 \(limit >> 20) MB，请拆分后提交")
        let announced = headers[.contentLength].flatMap { Int($0) } ?? 0
        guard announced <= limit else { throw failure }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(announced)
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= limit else { throw failure }
            bytes.append(contentsOf: buffer.readableBytesView)
        }
        return bytes
    }

    /// A header by its name in lower case.
    func header(_ name: String) -> String? { headers.first { $0.name.canonicalName == name }?.value }

    /// The token of `Authorization: Bearer`.
    var bearer: String? {
        guard let value = headers[.authorization], value.utf8.count < 512 else { return nil }
        let parts = value.split(separator: " ")
        return parts.count == 2 && parts[0].lowercased() == "bearer" ? String(parts[1]) : nil
    }
}
