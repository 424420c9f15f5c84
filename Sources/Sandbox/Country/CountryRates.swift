/// How often the strangers of a drawn country do what they should not, in thousandths.
package struct CountryRates: Sendable {
    // Of each line that a bank pays.
    package var shortPaid = 0
    package var unknownCode = 0
    package var pending = 0
    package var lateSuccess = 0
    package var lateReturn = 0
    // Of each result, return or statement file.
    package var partial = 0
    package var foreignLine = 0
    package var twice = 0
    package var late = 0
    package var torn = 0
    package var lateStatement = 0
    // Of each person on each day.
    package var death = 0
    package var accountTrouble = 0
    // Of each line of a list.
    package var listFlaw = 0

    package init() {}
}
