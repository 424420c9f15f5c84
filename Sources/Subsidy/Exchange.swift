/// Exchange is one kind of traffic with a counterpart (design section 2).
package enum Exchange: String, CaseIterable, Sendable {
    case identityVerify = "identity.verify"
    case deathSync = "death.sync"
    case residentsCompare = "residents.compare"
    case welfareSync = "welfare.sync"
    case cardVerify = "card.verify"
    case accountVerify = "account.verify"
    case listSubmit = "list.submit"
    case listChange = "list.change"
    case listReceipt = "list.receipt"
    case resultFeed = "result.feed"
    case indicatorSync = "indicator.sync"
    case paymentRequest = "payment.request"
    case paymentStatus = "payment.status"
    case batchSend = "batch.send"
    case batchResult = "batch.result"
    case batchReturn = "batch.return"
    case statement = "statement"
    case beneficiarySync = "beneficiary.sync"
    case rosterPull = "roster.pull"
    case verdictPush = "verdict.push"
    case resultPush = "result.push"
    case noticeSend = "notice.send"
    case noticeReceipt = "notice.receipt"
    case findingIntake = "finding.intake"
    case applicationIntake = "application.intake"
    case accountChange = "account.change"
    case complaintIntake = "complaint.intake"
    case publication = "publication"
    case publicationReceipt = "publication.receipt"
    case historyLookup = "history.lookup"
    case historyAnswer = "history.answer"
    case serviceOffer = "service.offer"
}

/// Zone is where the other end of a connection lies (IM-30.1).
package enum Zone: String, CaseIterable, Sendable {
    /// The government's own network.
    case inner
    /// A line of its own to one counterpart: a bank, a carrier.
    case dedicated
    case internet
}

/// Counterpart is a kind of party that the gateway deals with; one adapter each.
package enum Counterpart: String, CaseIterable, Sendable {
    case publicSecurity = "PublicSecurity"
    case civilAffairs = "CivilAffairs"
    case cardIssuer = "CardIssuer"
    case budget = "Budget"
    case bank = "Bank"
    case department = "Department"
    case platform = "Platform"
    case notice = "Notice"
    case publicity = "Publicity"
    case portal = "Portal"
}
