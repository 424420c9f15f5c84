import TestSupport
import Testing
import Workflow

@Suite(.article("IM-16.1b")) struct NamesTests {
    @Test(arguments: [
        ("李秀芸", "李秀云"), ("阿依古丽.买买提", "阿依古丽·买买提"), ("王小明", "王明"), ("张三", "张山"),
    ])
    func aSlipMayBeCorrected(old: String, new: String) { #expect(NameCorrection.isPlausible(from: old, to: new)) }

    @Test(arguments: [("李秀芸", "王建国"), ("张三", "李四"), ("李秀芸", "李建国"), ("张三", "")])
    func anotherNameIsNoCorrection(old: String, new: String) {
        #expect(!NameCorrection.isPlausible(from: old, to: new))
    }
}
