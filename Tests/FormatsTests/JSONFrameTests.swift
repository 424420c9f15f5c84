import Formats
import Testing

struct JSONFrameTests {
    private func members(_ text: String) -> [String]? {
        JSONFrame.members("code", "data.next", of: Array(text.utf8))
    }

    @Test(arguments: [
        (#"{"data":{"rows":[{"code":"9"}],"next":8},"code":"0"}"#, ["0", "8"]), (#"{"code":0}"#, ["0", ""]),
        (#"{"code":"","data":{}}"#, ["", ""]),
    ])
    func whatStandsAtThePathsIsTold(_ text: String, _ found: [String]) { #expect(members(text) == found) }

    @Test(arguments: [
        "", "busy", #"{"code":"0","data":[]}"#, #"{"data":{"next":"8"}}"#, #"{"code":null}"#, #"{"code":{}}"#,
        #"[{"code":"0"}]"#,
        #"{"code":"0","data":{"next":"8","lines":[{"li"#, #"{"code":"0"} {"code":"1"}"#, #"{"code":"0","code":"1"}"#,
    ])
    func anythingElseIsNoAnswer(_ text: String) { #expect(members(text) == nil) }
}
