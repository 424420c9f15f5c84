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
    /// Of each death: the police know of it, and not its day.
    package var undatedDeath = 0
    // Of each line of a list.
    package var listFlaw = 0
    // Of each holder of a token on each day; and of each county on each day.
    package var wish = 0
    package var theft = 0
    package var complaint = 0
    /// Of each wish, and of each file of the portal.
    package var portalTrouble = 0
    // Of each page and channel, of each receipt of the public host, and of each call at the carrier.
    package var channelLag = 0
    package var receiptTrouble = 0
    package var carrierTrouble = 0
    // Of each word and answer of a bureau's platform.
    package var platformTrouble = 0
    // Of each county on each working day, and of each finding.
    package var finding = 0
    package var findingTrouble = 0
    // Of each consent on each working day; of each question and file; and of each bank in each county on each such day.
    package var lookup = 0
    package var lookupTrouble = 0
    package var harvest = 0
    // Of each bank in each county on each working day; of each offer and file.
    package var offer = 0
    package var offerTrouble = 0

    package init() {}
}
