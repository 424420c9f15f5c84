/// Shared secrets of the sandbox: constants, because nothing here guards anything real.
package struct SandboxSecrets: Codable, Sendable {
    package var psbRequester = "sandbox-onecard"
    package var psbService = "s_1200000900000_2109"
    package var psbResidents = "s_1200000900000_2110"
    package var psbAppKey = "sandbox-psb-appkey-0001"
    package var psbUser = "onecard"
    package var psbPassword = "sandbox-psb-password"
    package var cardAppID = "onecard-card"
    package var cardSecret = "sandbox-card-secret"
    package var budgetAppID = "onecard-budget"
    package var budgetSecret = "sandbox-budget-secret"
    package var platformAppID = "onecard-platform"
    package var platformSecret = "sandbox-platform-secret"
    package var smsAppID = "onecard-sms"
    package var smsSecret = "sandbox-sms-secret"
    package var bankA = "sandbox-bank-a-mac"
    package var bankB = "sandbox-bank-b-mac"
    package var nongmuFeed = "sandbox-nongmu-feed"
    package var lincaoFile = "sandbox-lincao-mac"
    package var nongmuKeyID = "dept-nongmu"
    package var minzhengKeyID = "dept-minzheng"
    package var portal = "sandbox-portal-mac"
    package var webReceipt = "sandbox-web-receipt"
    /// The county's own signing key for what it makes public, hexadecimal.
    package var publicationKey = String(repeating: "5a", count: 32)

    package init() {}
}
