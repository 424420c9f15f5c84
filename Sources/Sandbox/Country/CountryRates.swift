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

    package init() {}
}
