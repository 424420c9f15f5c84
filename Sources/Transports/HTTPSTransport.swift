package import AdapterKit
import CCurl
import CCurlShim

/// HTTPSTransport carries one HTTP request and its answer with libcurl.
///
/// Each call has a connection of its own: libcurl repeats a request by itself when a kept connection turns out dead, and
/// a payment request must never leave twice (G1). No redirect is followed, no proxy is taken from the environment, TLS is
/// 1.2 or later and always verified; plain HTTP goes to this machine only. Calls block; any number of threads may call.
package struct HTTPSTransport: HTTPWire {
    package struct Settings: Sendable {
        /// Scheme, host, port and perhaps a leading path: `https://bgt.example.gov.cn:8443/api`.
        package var base: String
        /// For name, connection and TLS together.
        package var connectLimit: Duration
        /// For the whole call.
        package var totalLimit: Duration
        /// Bytes of an answer's headers and body together.
        package var answerLimit: Int
        /// A PEM file of the authorities to trust instead of the system's.
        package var authorities: String?
        /// PEM files of our own certificate and its key, where the counterpart asks for one.
        package var certificate: String?
        package var key: String?

        package init(
            base: String, connectLimit: Duration = .seconds(10), totalLimit: Duration = .seconds(60),
            answerLimit: Int = 64 << 20, authorities: String? = nil, certificate: String? = nil, key: String? = nil
        ) {
            self.base = base
            self.connectLimit = connectLimit
            self.totalLimit = totalLimit
            self.answerLimit = answerLimit
            self.authorities = authorities
            self.certificate = certificate
            self.key = key
        }
    }

    private let settings: Settings
    private let base: BaseURL

    /// Does not connect. Throws when the base URL is not one that this transport may use, with what to change.
    package init(_ settings: Settings) throws(TransportSettingsFault) {
        self.settings = settings
        base = try BaseURL(settings.base)
    }

    /// Sends and waits. Throws `notSent` while no connection (for https: no verified TLS session) stood, so that no byte
    /// of the request can have left; `interrupted` for everything after that, also an answer that is cut or too large.
    /// Any whole answer is returned, whatever its status.
    package func send(_ request: HTTPRequest) throws(WireFault) -> HTTPResponse {
        try check(request)
        guard HTTPSTransport.isReady, let call = EasyCall(answerLimit: settings.answerLimit) else {
            throw .notSent("HTTP 组件无法启动，请检查主机内存与 libcurl")
        }
        call.set(CURLOPT_URL, base.text + request.path)
        call.set(CURLOPT_PROTOCOLS_STR, base.isSecure ? "https" : "http")
        call.set(CURLOPT_PATH_AS_IS, 1)
        call.set(CURLOPT_PROXY, "")
        call.set(CURLOPT_FOLLOWLOCATION, 0)
        call.set(CURLOPT_FRESH_CONNECT, 1)
        call.set(CURLOPT_FORBID_REUSE, 1)
        // HTTP/2 would let libcurl send a request again after a refused stream.
        call.set(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        call.set(CURLOPT_CONNECTTIMEOUT_MS, milliseconds(settings.connectLimit))
        call.set(CURLOPT_TIMEOUT_MS, milliseconds(settings.totalLimit))
        call.set(CURLOPT_SSL_VERIFYPEER, 1)
        call.set(CURLOPT_SSL_VERIFYHOST, 2)
        call.set(CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        if let file = settings.authorities { call.set(CURLOPT_CAINFO, file) }
        if let file = settings.certificate { call.set(CURLOPT_SSLCERT, file) }
        if let file = settings.key { call.set(CURLOPT_SSLKEY, file) }
        call.set(CURLOPT_CUSTOMREQUEST, request.method)
        if request.method == "HEAD" { call.set(CURLOPT_NOBODY, 1) }
        call.headers(request.headers)
        let code = call.perform(body: request.method == "GET" || request.method == "HEAD" ? nil : request.body)
        guard code == CURLE_OK else { throw fault(code, call) }
        return HTTPResponse(status: call.status, headers: call.answer.headers, body: call.answer.body)
    }

    private func check(_ request: HTTPRequest) throws(WireFault) {
        guard ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"].contains(request.method) else {
            throw .notSent("HTTP 方法不受支持，请检查适配器")
        }
        guard request.body.isEmpty || !["GET", "HEAD"].contains(request.method) else {
            throw .notSent("GET 请求不能带正文，请检查适配器")
        }
        let isPath = request.path.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
        guard request.path.hasPrefix("/"), isPath else { throw .notSent("HTTP 路径不合规，请检查适配器或连接配置") }
        for (name, value) in request.headers {
            let isName = !name.isEmpty && name.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: ":") }
            guard isName, value.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else {
                throw .notSent("HTTP 头含有不允许的字符，请检查适配器或连接配置")
            }
        }
    }

    private func fault(_ code: CURLcode, _ call: EasyCall) -> WireFault {
        if call.answer.isTooLarge { return .interrupted("对端的回答超过 \(settings.answerLimit) 字节上限，已中断，请核实") }
        guard call.stood(secure: base.isSecure) else {
            return switch code {
            case CURLE_COULDNT_RESOLVE_HOST: .notSent("无法解析对端主机名，请检查地址与域名服务")
            case CURLE_COULDNT_CONNECT: .notSent("无法连接对端，请检查地址、端口与网络")
            case CURLE_OPERATION_TIMEDOUT: .notSent("连接对端超时，请检查网络")
            case CURLE_PEER_FAILED_VERIFICATION: .notSent("对端证书不可信，已停止，请核对证书与信任的机构")
            case CURLE_SSL_CERTPROBLEM, CURLE_SSL_CACERT_BADFILE: .notSent("本方证书、私钥或信任文件无法使用，请检查配置")
            default: .notSent("未能与对端建立连接（curl \(code.rawValue)），请检查连接配置")
            }
        }
        return switch code {
        case CURLE_OPERATION_TIMEDOUT: .interrupted("已发出请求，等待回答超时")
        case CURLE_GOT_NOTHING: .interrupted("已发出请求，对端未回答即断开")
        case CURLE_PARTIAL_FILE: .interrupted("对端的回答不完整")
        default: .interrupted("请求发出后通信中断（curl \(code.rawValue)）")
        }
    }

    // Once, before the first handle, as libcurl asks.
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK
}

/// TransportSettingsFault says which setting of a connection cannot be used, in Chinese and safe to show.
package struct TransportSettingsFault: Error, Hashable, Sendable, CustomStringConvertible {
    package var message: String
    package var description: String { message }
}

func milliseconds(_ duration: Duration) -> Int {
    let parts = duration.components
    return max(1, Int(parts.seconds) * 1000 + Int(parts.attoseconds / 1_000_000_000_000_000))
}
