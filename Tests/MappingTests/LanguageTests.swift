import Mapping
import Subsidy
import Testing

/// Conditions, pieces, groups, signs and texts found within a code.
@Suite struct LanguageTests {
    private func file(
        _ record: String, columns: String, fields: String, direction: String = "in", more: String = ""
    ) -> String {
        """
        title: 试
        counterpart: Bank
        exchange: statement
        direction: \(direction)
        record: \(record)
        document: {format: delimited, encoding: UTF-8, delimiter: ";", columns: [\(columns)]}
        fields:
        \(fields)
        \(more)
        """
    }

    @Test func aFieldIsReadOnlyWhereItsConditionHolds() throws {
        let mapping = try compiled(
            file(
                "StatementLine", columns: "day, serial, kind, amount, balance",
                fields: """
                      occurredOn: day
                      serial: serial
                      amount: {from: amount, as: fen}
                      direction: {const: credit}
                      balance: {from: balance, as: fen, when: {kind: [A, B]}}
                      summary: {from: kind, unless: {kind: [A]}}
                    """))
        let (records, faults) = read(
            mapping, [["20260302", "1", " A ", "100", "7"], ["20260302", "2", "C", "100", "8"]])
        #expect(records.count == 1)
        #expect(records.integer(0, 5) == 7)
        #expect(records.isMissing(0, 8))
        #expect(faults.map(\.code) == ["field.required"])
        #expect(faults.map(\.row) == [2])
    }

    @Test func aColumnFallsIntoPiecesAndIsJoinedAgain() throws {
        let mapping = try compiled(
            file(
                "CardQuery", columns: "both, line",
                fields: """
                      lineNumber: line
                      idNumber: {from: both, split: "|", part: 2}
                      name: {from: both, split: "|", part: 1}
                    """, direction: "both"))
        let (records, faults) = read(mapping, [["马某某|\(Samples.idNumber)", "1"], ["马某某", "2"]])
        #expect(records.count == 1)
        #expect(records.string(0, 1) == Samples.idNumber)
        #expect(records.string(0, 2) == "马某某")
        #expect(faults.map(\.code) == ["field.required"])
        var refused: [Fault] = []
        #expect(cells(mapping.write(records, faults: &refused)) == [["马某某|\(Samples.idNumber)", "1"]])
        var queries = [CardQuery()]
        (queries[0].lineNumber, queries[0].idNumber, queries[0].name) = (1, Samples.idNumber, "马|某")
        #expect(mapping.write(RecordBatch(queries), faults: &refused).isEmpty)
        #expect(refused.map(\.code) == ["text.separator"])
    }

    @Test func piecesThatAreNotCompleteCannotBeWritten() {
        let text = file(
            "CardQuery", columns: "both, line, name",
            fields: """
                  lineNumber: line
                  idNumber: {from: both, split: "|", part: 2}
                  name: name
                """, direction: "both")
        #expect(faults(text).map(\.code) == ["field.parts"])
    }

    @Test func oneRowHoldsSeveralRecords() throws {
        let mapping = try compiled(
            file(
                "WelfareStatus", columns: "manID, manName, womanID, womanName, day",
                fields: """
                      kind: {const: marriage}
                      state: {const: active}
                      from: day
                    """,
                more: """
                    groups:
                      - {idNumber: manID, name: manName}
                      - {idNumber: womanID, name: womanName}
                    """))
        let other = Samples.identity("64019919690412002")
        let (records, faults) = read(
            mapping,
            [
                [Samples.idNumber, "马某", other, "杨某", "20200101"], ["", "", other, "杨某", "20200101"],
                ["12", "马某", other, "杨某", "20200101"],
            ])
        #expect((0..<records.count).map { records.string($0, 1) } == ["马某", "杨某", "杨某", "杨某"])
        #expect(records.rows == [1, 1, 2, 3])
        #expect(faults.map(\.row) == [3])
        #expect(faults.map(\.code) == ["idNumber.length"])
    }

    @Test func aRowOfNobodyIsAtFaultUnlessItIsBlank() throws {
        let mapping = try compiled(
            file(
                "WelfareStatus", columns: "manID, womanID, day",
                fields: """
                      kind: {const: marriage}
                      state: {const: active}
                      from: day
                    """,
                more: "groups: [{idNumber: manID}, {idNumber: womanID}]"))
        let (records, faults) = read(mapping, [["", " ", "20200101"], ["", " ", ""], [Samples.idNumber, "", ""]])
        #expect(records.rows == [3])
        #expect(faults.map { "\($0.row) \($0.code)" } == ["1 row.nobody"])
    }

    @Test func aRecordIsThereWhenWhatItNeedsIsThere() throws {
        let mapping = try compiled(
            file(
                "WelfareStatus", columns: "manID, manName, womanID, womanName, note",
                fields: """
                      kind: {const: marriage}
                      state: {const: active}
                    """,
                more: """
                    groups:
                      - {idNumber: manID, name: manName, headName: womanName}
                      - {idNumber: womanID, name: womanName, headName: manName}
                    ignored: [note]
                    """))
        let (records, faults) = read(mapping, [[Samples.idNumber, "马某", "", "", "x"]])
        #expect(records.count == 1 && faults == [])
    }

    @Test func whatARowSaysTwiceMustAgree() throws {
        let mapping = try compiled(
            file(
                "CardStatus", columns: "id, name, holder",
                fields: """
                      idNumber: id
                      name: name
                      holderName: {from: holder, equals: name}
                    """))
        let (records, faults) = read(
            mapping,
            [[Samples.idNumber, "马某", "马某"], [Samples.idNumber, "马某", "杨某"], [Samples.idNumber, "马某", ""]])
        #expect(records.rows == [1, 3])
        #expect(faults.map(\.code) == ["field.differs"])
        let broken = file(
            "CardStatus", columns: "id, name",
            fields: """
                  idNumber: id
                  name: {from: name, equals: activated}
                """)
        #expect(MappingTests.faults(broken).map(\.code) == ["field.equals"])
    }

    @Test func aGroupMustFillWhatIsRequiredAndHaveItsOwnColumns() {
        let text = file(
            "WelfareStatus", columns: "a, b",
            fields: """
                  kind: {const: marriage}
                  state: {const: active}
                  idNumber: a
                  name: b
                """,
            more: """
                groups:
                  - {name: b}
                """)
        #expect(faults(text).map(\.code).sorted() == ["groups.columns", "groups.few"])
        let missing = file(
            "WelfareStatus", columns: "a, b",
            fields: """
                  kind: {const: marriage}
                  state: {const: active}
                """, more: "groups: [{idNumber: a}, {name: b}]")
        #expect(faults(missing).map(\.code) == ["field.unfilled"])
    }

    @Test func theSignOfAnAmountIsWhatTheFileSaysItIs() throws {
        func amounts(_ codec: String) throws -> (values: [Int64], faults: [String]) {
            let mapping = try compiled(
                file(
                    "InstructionLine", columns: "serial, account, name, amount",
                    fields: """
                          serial: serial
                          account: account
                          holderName: name
                          amount: {from: amount, as: \(codec)}
                        """))
            let (records, faults) = read(
                mapping, ["12.30", "-12.30", "0"].map { ["s", Samples.account, "马某", $0] })
            return ((0..<records.count).map { records.integer($0, 6) }, faults.map(\.code))
        }
        #expect(try amounts("yuan(positive)") == ([1230], ["money.sign", "money.sign"]))
        #expect(try amounts("yuan(negative)") == ([-1230], ["money.sign", "money.sign"]))
        #expect(try amounts("\"yuan(negative, negated)\"") == ([1230], ["money.sign", "money.sign"]))
        #expect(try amounts("\"yuan(positive,negated)\"") == ([-1230], ["money.sign", "money.sign"]))
        #expect(try amounts("yuan(absolute)") == ([1230, 1230, 0], []))
        #expect(try amounts("yuan(negated)") == ([-1230, 1230, 0], []))
        #expect(try amounts("yuan") == ([1230, -1230, 0], []))
    }

    @Test func aCodeIsFoundByATextWithinItUnlessTheTextsDisagree() throws {
        let table = """
            title: 说明文字
            set: outcome
            codes: {"成功": ok}
            contains: {"户名不符": nameMismatch, "不动户": dormant, "长期不动户": dormant, "挂失": lost}
            """
        let mapping = try compiled(
            file(
                "LineResult", columns: "serial, text, amount",
                fields: """
                      serial: serial
                      outcome: {from: text, as: codes(results), unmapped: keep}
                      amount: {from: amount, as: fen}
                    """), codes: table)
        let (records, faults) = read(
            mapping,
            ["成功", "收款户名不符，请核对", "长期不动户", "挂失且户名不符", "别的"].map { ["1", $0, "5"] })
        #expect(records.count == 5)
        #expect((0..<5).map { records.string($0, 7) } == ["ok", "nameMismatch", "dormant", "", ""])
        #expect(faults.map(\.row) == [4, 5])
    }

    @Test func aDocumentMayHoldSoManyRowsAndNoneTwice() throws {
        let mapping = try compiled(
            file(
                "CardQuery", columns: "line, id, name",
                fields: """
                      lineNumber: line
                      idNumber: id
                      name: name
                    """, direction: "both", more: "controls: [{atMost: 2}, {unique: lineNumber}]"))
        func check(_ lines: [String]) -> [String] {
            var tally = mapping.newTally()
            mapping.add(rows(lines.map { [$0, Samples.idNumber, "马某"] }), &tally)
            return mapping.check(tally, header: nil, trailer: nil).map(\.code)
        }
        #expect(check(["1", "2"]) == [])
        #expect(check(["1", "1"]) == ["control.unique"])
        #expect(check(["1", "2", "1"]) == ["control.atMost", "control.unique"])
        let (records, _) = read(mapping, ["1", "1", "2"].map { [$0, Samples.idNumber, "马某"] })
        var faults: [Fault] = []
        _ = mapping.writeEdges(head: nil, records: records, faults: &faults)
        #expect(faults.map(\.code) == ["control.atMost", "control.unique"])
    }

    @Test func aDocumentMayAskForMoreThanTheRecordNeverForLess() throws {
        func text(_ note: String) -> String {
            file(
                "InstructionLine", columns: "serial, account, name, amount, note",
                fields: """
                      serial: serial
                      account: account
                      holderName: name
                      amount: {from: amount, as: fen}
                      note: \(note)
                    """)
        }
        let mapping = try compiled(text("{from: note, required: true}"))
        #expect(read(mapping, [["s", Samples.account, "马某", "1", ""]]).faults.map(\.code) == ["field.required"])
        let loose = text("note").replacing("account: account", with: "account: {from: account, required: false}")
        #expect(faults(loose).map(\.code) == ["field.required"])
    }

    @Test(arguments: ["云财预[2026]114号", "云财预［２０２６］114号", "云财预（2026）114 号", "云财预〔2026〕114号", " 云财预【2026】114号 "])
    func anOfficialDocumentHasOneNumber(_ number: String) throws {
        let mapping = try compiled(
            file(
                "BudgetIndicator", columns: "id, number, year, amount",
                fields: """
                      sourceID: id
                      documentNumber: {from: number, as: documentNumber}
                      year: {from: year, as: integer}
                      amount: {from: amount, as: yuan}
                      budgetProject: {const: P}
                      division: {const: "640199"}
                      balance: {from: amount, as: yuan}
                      executable: {const: "true"}
                      deleted: {const: "false"}
                    """))
        let (records, faults) = read(mapping, [["1", number, "2026", "5.00"]])
        #expect(faults == [])
        #expect(records.count == 1)
        #expect(records.string(0, 1) == "云财预〔2026〕114号")
    }

    @Test func aFlagHasSeveralTextsAndAClearingNumberItsCheckDigit() throws {
        let flag = try compiled(
            file(
                "IdentityVerdict", columns: "id, state",
                fields: """
                      idNumber: id
                      deceased: {from: state, as: "flag(1,0|2)"}
                    """))
        let (records, faults) = read(flag, ["1", "0", "2", "3"].map { [Samples.idNumber, $0] })
        #expect((0..<records.count).map { records.integer($0, 4) } == [1, 0, 0])
        #expect(faults.map(\.code) == ["flag.value"])
        let bank = try compiled(
            file(
                "CardStatus", columns: "id, bank",
                fields: """
                      idNumber: id
                      bankCode: {from: bank, as: clearingNumber}
                    """, direction: "both"))
        let read = read(bank, [[Samples.idNumber, "313871000007"], [Samples.idNumber, "313871000008"]])
        #expect(read.records.count == 1)
        #expect(read.faults.map(\.code) == ["clearingNumber.checkDigit"])
    }
}
