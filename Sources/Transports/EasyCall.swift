import CCurl
import CCurlShim

/// EasyCall is one libcurl handle for one call, used by one thread.
final class EasyCall {
    let answer: Answer
    private let handle: UnsafeMutableRawPointer
    private var list: UnsafeMutablePointer<curl_slist>?

    init?(answerLimit: Int) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        answer = Answer(limit: answerLimit)
        set(CURLOPT_NOSIGNAL, 1)
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(list)
    }

    func set(_ option: CURLoption, _ value: Int) { accept(onecard_curl_set_long(handle, option, value)) }
    func set(_ option: CURLoption, _ value: String) { accept(onecard_curl_set_string(handle, option, value)) }
    func set(_ option: CURLoption, _ value: some BinaryInteger) { set(option, Int(value)) }

    private func accept(_ code: CURLcode) { precondition(code == CURLE_OK, "libcurl knows the option") }

    /// Sets the headers, and takes away those that libcurl would add by itself.
    func headers(_ headers: [(name: String, value: String)]) {
        let names = Set(headers.map { $0.name.lowercased() })
        for name in ["Expect", "Content-Type", "Accept"] where !names.contains(name.lowercased()) {
            list = curl_slist_append(list, "\(name):")
        }
        // libcurl reads "Name:" as "take it away" and "Name;" as "send it empty".
        for (name, value) in headers {
            list = curl_slist_append(list, value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        accept(onecard_curl_set_list(handle, CURLOPT_HTTPHEADER, list))
    }

    /// Runs the call; `body` nil sends none.
    func perform(body: [UInt8]?) -> CURLcode {
        let answerPointer = Unmanaged.passUnretained(answer).toOpaque()
        accept(onecard_curl_set_pointer(handle, CURLOPT_WRITEDATA, answerPointer))
        accept(onecard_curl_set_pointer(handle, CURLOPT_HEADERDATA, answerPointer))
        accept(
            onecard_curl_set_io(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, answer in
                Answer.take(bytes, size * count, answer) { $0.add($1) }
            })
        accept(
            onecard_curl_set_io(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, answer in
                Answer.take(bytes, size * count, answer) { $0.addHeader($1) }
            })
        return withExtendedLifetime(answer) {
            guard let body else { return curl_easy_perform(handle) }
            // libcurl reads the body from where it is; one byte more gives an empty body an address too.
            var bytes = body + [0]
            return bytes.withUnsafeMutableBytes { bytes in
                accept(onecard_curl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(body.count)))
                accept(onecard_curl_set_pointer(handle, CURLOPT_POSTFIELDS, bytes.baseAddress))
                return curl_easy_perform(handle)
            }
        }
    }

    var status: Int {
        var value = 0
        return onecard_curl_get_long(handle, CURLINFO_RESPONSE_CODE, &value) == CURLE_OK ? value : 0
    }

    /// Whether the connection (and the TLS session on it) ever stood: before that no byte of a request can leave.
    func stood(secure: Bool) -> Bool {
        var microseconds: curl_off_t = 0
        let moment = secure ? CURLINFO_APPCONNECT_TIME_T : CURLINFO_CONNECT_TIME_T
        // When libcurl cannot say, the request may have left.
        return onecard_curl_get_offset(handle, moment, &microseconds) != CURLE_OK || microseconds > 0
    }
}

/// Answer collects headers and body up to a limit.
final class Answer {
    private(set) var headers: [(name: String, value: String)] = []
    private(set) var body: [UInt8] = []
    private(set) var isTooLarge = false
    private var left: Int

    init(limit: Int) { left = limit }

    /// What a libcurl callback answers: the count taken, or 0 to end the call.
    static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ answer: UnsafeMutableRawPointer?,
        _ body: (Answer, UnsafeRawBufferPointer) -> Void
    ) -> Int {
        guard let answer else { return 0 }
        let taker = Unmanaged<Answer>.fromOpaque(answer).takeUnretainedValue()
        taker.left -= count
        taker.isTooLarge = taker.left < 0
        if taker.isTooLarge { return 0 }
        body(taker, UnsafeRawBufferPointer(start: bytes, count: count))
        return count
    }

    func add(_ bytes: UnsafeRawBufferPointer) { body.append(contentsOf: bytes) }

    /// One header line. A status line begins anew: what came before belongs to an interim answer (100).
    func addHeader(_ bytes: UnsafeRawBufferPointer) {
        let line = String(decoding: bytes, as: UTF8.self)
        if line.hasPrefix("HTTP/") { return headers.removeAll() }
        guard let colon = line.firstIndex(of: ":") else { return }
        let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
        let end = value.lastIndex { !$0.isWhitespace }.map { value.index(after: $0) } ?? value.startIndex
        headers.append((name: String(line[..<colon]), value: String(value[..<end])))
    }
}
