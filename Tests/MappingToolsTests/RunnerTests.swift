import Testing
@Suite struct RunnerTests { @Test func placeholder() {} }
