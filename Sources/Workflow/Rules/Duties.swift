/// What a person may do (IM-23.1, IM-31.2). A login carries one role; the store binds it to one natural person.
package enum Role: String, CaseIterable, Sendable {
    case townshipMaker, townshipLeader, department, financeMaker, financeChecker, `operator`, auditor
    /// Finance of the levels above the county: they verify and file what a county changes (IM-7.3).
    case leagueFinance, regionFinance
    /// Somebody of an agent bank, who acts for that bank; and who is paid, known by the token of the portal (IM-4).
    case bank, beneficiary

    /// They look after the payments of others. The other roles see and do what is their own.
    package var isOffice: Bool { self != .bank && self != .beneficiary }
    package static let offices = allCases.filter(\.isOffice)
}

/// Duty is the part that one person takes over an object and its descendants. One person takes one duty there, never
/// two: the store refuses the second by a key on (root, person).
package enum Duty: String, CaseIterable, Sendable { case make, sign, review, approve, release, confirm }

/// Act is something a person does. Who may do it, and which duty it is, stands in this table and nowhere else.
package enum Act: String, CaseIterable, Sendable {
    case proposeRelease = "release.propose"
    case approveRelease = "release.approve"
    case proposeLink = "link.propose"
    case releaseLink = "link.release"
    case submitSheet = "list.upload"
    case confirmList = "list.confirm"
    case buildRoster = "roster.build"
    case requestIdentityCheck = "roster.checkIdentity"
    case decideDeath = "line.decideDeath"
    case correctName = "line.correctName"
    case holdLine = "line.hold"
    case freeLine = "line.free"
    case removeLine = "line.remove"
    case confirmReview = "line.confirmReview"
    case requestAccountCheck = "roster.checkAccounts"
    case changeAccount = "account.change"
    case approveAccount = "account.approve"
    case publishRoster = "roster.publish"
    case closePublicity = "roster.closePublicity"
    case explainAlerts = "alert.explain"
    case signRoster = "roster.sign"
    case departmentApprove = "roster.departmentApprove"
    case financeApprove = "roster.financeApprove"
    case returnRoster = "roster.return"
    case rebuildRoster = "roster.rebuild"
    case endRoster = "roster.end"
    case orderPayment = "order.create"
    case releaseBatch = "batch.release"
    case reissue = "attempt.reissue"
    case approveReissue = "attempt.approveReissue"
    case settleUnknown = "attempt.settle"
    case confirmSettlement = "attempt.confirmSettlement"
    case settleSending = "sending.settle"
    case confirmSending = "sending.confirm"
    case explainSuspense = "suspense.explain"
    case confirmSuspense = "suspense.confirm"
    case requeueDocument = "document.requeue"
    case reinstateLine = "line.reinstate"
    case extendClock = "failure.extend"
    case moveOut = "attempt.moveOut"
    case approveMoveOut = "attempt.approveMoveOut"
    case refuseMoveOut = "attempt.refuseMoveOut"
    case repeatOrder = "order.repeat"
    case withdrawBatch = "batch.withdraw"
    case proposeRefund = "refund.propose"
    case approveRefund = "refund.approve"
    case rejectRefund = "refund.reject"
    case openRecovery = "recovery.open"
    case notifyRecovery = "recovery.notify"
    case receiveRecovery = "recovery.receive"
    case confirmRecovery = "recovery.confirm"
    case proposeWriteOff = "recovery.proposeWriteOff"
    case approveWriteOff = "recovery.approveWriteOff"
    case giveBackRecovery = "recovery.giveBack"
    case withdrawRecovery = "recovery.withdraw"
    case reclassifyFailure = "failure.reclassify"
    case confirmAccount = "account.confirm"
    case approveConfirmation = "account.approveConfirmation"
    case rejectConfirmation = "account.rejectConfirmation"
    case relateAccount = "account.relate"
    case approveRelation = "account.approveRelation"
    case rejectRelation = "account.rejectRelation"
    case noticeIndicator = "indicator.notice"
    case correctIdNumber = "line.correctIdNumber"
    case approveChange = "library.approve"
    case rejectChange = "library.reject"
    case clearTakeover = "person.clearTakeover"
    case addPerson = "person.add"
    case checkPerson = "person.check"
    case registerHousehold = "household.register"
    case changeHousehold = "household.change"
    case changeStanding = "person.change"
    case referPerson = "reference.add"
    case endReference = "reference.end"
    case permitCard = "card.permit"
    case decideFinding = "finding.decide"
    case releaseComparison = "comparison.release"
    case dismissComparison = "comparison.dismiss"
    case openRound = "library.openRound"
    case exportRound = "library.exportRound"
    case tellEntry = "library.tellEntry"
    case setEntryAside = "library.setAside"
    case approveEntry = "library.approveEntry"
    case rejectEntry = "library.rejectEntry"
    case passRound = "library.passRound"
    case abandonRound = "library.abandonRound"
    case acceptChange = "line.acceptChange"
    case tellDeathDay = "death.tell"
    case confirmDeathDay = "death.confirm"
    case rejectDeathDay = "death.reject"
    case chooseSource = "line.chooseSource"
    case publishList = "list.publish"
    case closeListPublicity = "list.closePublicity"
    case objectToLine = "list.object"
    case proposePlan = "plan.propose"
    case reviewPlan = "plan.review"
    case rejectPlan = "plan.reject"
    case registerKin = "official.kin"
    case proposeAdmission = "application.proposeLate"
    case admitLate = "application.admitLate"
    case rejectLate = "application.rejectLate"
    case explainStray = "stray.explain"
    case confirmStray = "stray.confirm"
    case rejectStray = "stray.reject"
    case makeBriefing = "briefing.make"
    case requestExtract = "extract.request"
    case approveExtract = "extract.approve"
    case refuseExtract = "extract.refuse"
    case takeExtract = "extract.take"
    case drawSample = "sample.draw"
    case recordVisit = "sample.visit"
    case requestChange = "catalogue.request"
    case resubmitChange = "catalogue.resubmit"
    case withdrawChange = "catalogue.withdraw"
    case verifyChange = "catalogue.verify"
    case fileChange = "catalogue.file"
    case returnChange = "catalogue.return"
    case endLink = "link.end"
    case noticeFailure = "failure.notice"
    case confirmActivation = "failure.activated"
    case compareChannel = "publication.compare"
    case withdrawPublication = "publication.withdraw"
    case registerComplaint = "complaint.register"
    case answerComplaint = "complaint.answer"
    case closeComplaint = "complaint.close"
    case reopenComplaint = "complaint.reopen"
    case sealArchive = "archive.seal"
    case proposeClearing = "risk.propose"
    case clearRisk = "risk.clear"
    case keepRisk = "risk.keep"
    case issueToken = "portal.issueToken"
    case revokeToken = "portal.revokeToken"
    case acceptRequest = "request.accept"
    case refuseRequest = "request.refuse"
    case registerApplication = "application.register"
    case resubmitApplication = "application.resubmit"
    case withdrawApplication = "application.withdraw"
    case passApplication = "application.pass"
    case returnApplication = "application.return"
    case refuseApplication = "application.refuse"
    case listApplications = "application.list"
    case giveConsent = "consent.give"
    case withdrawConsent = "consent.withdraw"
    case askHistory = "lookup.ask"
    case proposeFreeing = "lookup.propose"
    case freeBank = "lookup.free"
    case keepStopped = "lookup.keep"
    case releaseService = "service.release"
    case refuseService = "service.refuse"
    case withdrawService = "service.withdraw"
    case explainWord = "word.explain"
    case acceptWord = "word.accept"
    case rejectWord = "word.reject"
    case dismissWord = "word.dismiss"

    /// Row is what the table says of one act.
    private struct Row {
        let article: String
        let posts: [(role: Role, duty: Duty)]
        let isOfRelease: Bool

        init(_ article: String, _ posts: (Role, Duty)..., isOfRelease: Bool = false) {
            self.article = article
            self.posts = posts
            self.isOfRelease = isOfRelease
        }
    }

    /// The article that asks for it.
    package var article: String { row.article }

    /// It prepares a release, so it may be done before there is one.
    package var isOfRelease: Bool { row.isOfRelease }

    package var roles: Set<Role> { Set(row.posts.map(\.role)) }

    /// The duty that it is for whoever does it first: the maker, where several posts share it.
    package var duty: Duty { row.posts[0].duty }

    /// The duty that an act is for somebody of a role: who returns a roster, or mends a failure, stays what they are.
    package func duty(of role: Role) -> Duty { row.posts.first { $0.role == role }?.duty ?? duty }

    private var row: Row {
        switch self {
        case .proposeRelease: Row("IM-24.1", (.operator, .make), isOfRelease: true)
        case .approveRelease: Row("IM-24.1", (.financeChecker, .release), isOfRelease: true)
        case .proposeLink: Row("IM-10.5", (.financeMaker, .make))
        case .releaseLink: Row("IM-10.5", (.financeChecker, .release))
        case .submitSheet: Row("IM-16.0", (.department, .make))
        case .confirmList: Row("IM-16.0", (.department, .confirm))
        case .buildRoster: Row("IM-16.0", (.townshipMaker, .make))
        case .requestIdentityCheck: Row("IM-16.1a", (.townshipMaker, .make))
        case .decideDeath: Row("IM-16.1c", (.townshipMaker, .make))
        case .correctName: Row("IM-16.1b", (.townshipMaker, .make))
        case .holdLine: Row("IM-16.1d", (.townshipMaker, .make))
        case .freeLine: Row("IM-16.1d", (.townshipMaker, .make))
        case .removeLine: Row("IM-16.1d", (.townshipMaker, .make))
        case .confirmReview: Row("IM-16.1a", (.townshipMaker, .make))
        case .requestAccountCheck: Row("IM-16.2", (.townshipMaker, .make))
        // Whoever the profile makes the owner of the failure, and their checker (requirements 1d.2).
        case .changeAccount: Row("IM-21.1a", (.townshipMaker, .make), (.department, .review))
        case .approveAccount: Row("IM-21.1a", (.townshipLeader, .sign), (.financeChecker, .approve))
        case .publishRoster: Row("IM-16.3", (.townshipMaker, .make))
        case .closePublicity: Row("IM-16.3", (.townshipMaker, .make))
        case .explainAlerts: Row("IM-18.3", (.townshipMaker, .make))
        case .signRoster: Row("IM-31.2", (.townshipLeader, .sign))
        case .departmentApprove: Row("IM-17.1", (.department, .review))
        case .financeApprove: Row("IM-17.2", (.financeChecker, .approve))
        case .returnRoster: Row("IM-17.1", (.department, .review), (.financeChecker, .approve))
        case .rebuildRoster, .endRoster: Row("IM-16.0", (.townshipMaker, .make))
        case .orderPayment: Row("IM-19.1", (.department, .review))
        case .releaseBatch: Row("IM-20.1", (.financeMaker, .release))
        case .reissue: Row("NX-10.1", (.financeMaker, .release))
        case .approveReissue: Row("NX-10.1", (.financeChecker, .approve))
        case .settleUnknown, .settleSending: Row("IM-19.2", (.financeMaker, .release))
        case .confirmSettlement, .confirmSending: Row("IM-19.2", (.financeChecker, .approve))
        case .explainSuspense: Row("IM-22.1", (.financeMaker, .release))
        case .confirmSuspense: Row("IM-22.1", (.financeChecker, .approve))
        case .requeueDocument: Row("IM-20.3", (.operator, .confirm))
        case .reinstateLine: Row("IM-16.1d", (.townshipMaker, .make))
        case .extendClock: Row("IM-21.1a", (.townshipLeader, .sign))
        case .moveOut: Row("IM-21.1b", (.townshipMaker, .make))
        case .approveMoveOut: Row("IM-21.1b", (.townshipLeader, .sign))
        case .refuseMoveOut: Row("IM-21.1b", (.townshipLeader, .sign))
        case .repeatOrder: Row("IM-19.4", (.department, .review))
        case .withdrawBatch: Row("IM-20.1", (.financeMaker, .release))
        case .proposeRefund: Row("IM-22.1", (.financeMaker, .release))
        case .approveRefund: Row("IM-22.1", (.financeChecker, .approve))
        case .rejectRefund: Row("IM-22.1", (.financeChecker, .approve))
        case .openRecovery: Row("IM-21.4", (.department, .review))
        case .notifyRecovery: Row("NX-10.3", (.department, .review))
        case .receiveRecovery: Row("NX-10.3", (.financeMaker, .release))
        case .confirmRecovery: Row("NX-10.3", (.financeChecker, .approve))
        case .proposeWriteOff: Row("NX-10.3", (.department, .review))
        case .approveWriteOff: Row("NX-10.3", (.financeChecker, .approve))
        case .giveBackRecovery: Row("IM-21.4", (.financeMaker, .release))
        case .withdrawRecovery: Row("IM-16.1e", (.financeChecker, .approve))
        case .reclassifyFailure: Row("IM-21.3", (.townshipMaker, .make))
        case .confirmAccount: Row("NX-7.2", (.townshipMaker, .make))
        case .approveConfirmation: Row("NX-7.2", (.townshipLeader, .sign))
        case .rejectConfirmation: Row("NX-7.2", (.townshipLeader, .sign))
        case .relateAccount: Row("NX-6.2.8", (.townshipMaker, .make))
        case .approveRelation: Row("NX-6.2.8", (.townshipLeader, .sign))
        case .rejectRelation: Row("NX-6.2.8", (.townshipLeader, .sign))
        case .noticeIndicator: Row("IM-10.3", (.department, .review))
        case .correctIdNumber: Row("IM-16.1b", (.townshipMaker, .make))
        case .approveChange: Row("IM-11.4", (.townshipLeader, .sign))
        case .rejectChange: Row("IM-11.4", (.townshipLeader, .sign))
        case .clearTakeover: Row("IM-11.4", (.department, .review))
        case .addPerson: Row("IM-11.3", (.townshipMaker, .make))
        case .checkPerson: Row("IM-11.3", (.townshipMaker, .make))
        case .registerHousehold: Row("IM-11.1", (.townshipMaker, .make))
        case .changeHousehold: Row("IM-11.1", (.townshipMaker, .make))
        case .changeStanding: Row("IM-11.2", (.townshipMaker, .make))
        case .referPerson: Row("IM-11.6", (.townshipMaker, .make))
        case .endReference: Row("IM-11.6", (.townshipMaker, .make))
        case .permitCard: Row("IM-12.2", (.townshipMaker, .make))
        case .decideFinding: Row("IM-11.2", (.townshipMaker, .make))
        case .releaseComparison: Row("IM-33.1b", (.financeChecker, .approve))
        case .dismissComparison: Row("IM-33.1b", (.financeChecker, .approve))
        case .openRound: Row("NX-7.2", (.financeMaker, .make))
        case .exportRound: Row("NX-7.2", (.townshipMaker, .make))
        case .tellEntry: Row("NX-7.2", (.townshipMaker, .make))
        case .setEntryAside: Row("NX-7.2", (.townshipMaker, .make))
        case .approveEntry: Row("NX-7.2", (.townshipLeader, .sign))
        case .rejectEntry: Row("NX-7.2", (.townshipLeader, .sign))
        case .passRound: Row("NX-7.2", (.financeChecker, .approve))
        case .abandonRound: Row("NX-7.2", (.financeChecker, .approve))
        case .acceptChange: Row("IM-14.2", (.townshipMaker, .make))
        case .tellDeathDay: Row("IM-16.1e", (.townshipMaker, .make))
        case .confirmDeathDay: Row("IM-16.1e", (.townshipLeader, .sign))
        case .rejectDeathDay: Row("IM-16.1e", (.townshipLeader, .sign))
        case .chooseSource: Row("IM-16.0", (.townshipMaker, .make))
        case .publishList: Row("IM-15.1", (.department, .review))
        case .closeListPublicity: Row("IM-15.1", (.department, .review))
        case .objectToLine: Row("IM-15.1", (.department, .review))
        case .proposePlan: Row("NX-5.2.1", (.department, .review))
        case .reviewPlan: Row("NX-5.2.1", (.financeChecker, .approve))
        case .rejectPlan: Row("NX-5.2.1", (.financeChecker, .approve))
        case .registerKin: Row("IM-14.0", (.financeMaker, .release))
        case .proposeAdmission: Row("NX-9.1", (.department, .review))
        case .admitLate: Row("NX-9.1", (.financeChecker, .approve))
        case .rejectLate: Row("NX-9.1", (.financeChecker, .approve))
        case .explainStray: Row("NX-3.1", (.financeMaker, .release))
        case .confirmStray: Row("NX-3.1", (.financeChecker, .approve))
        case .rejectStray: Row("NX-3.1", (.financeChecker, .approve))
        case .makeBriefing: Row("IM-33.1d", (.financeMaker, .release))
        case .requestExtract: Row("NX-12.3", (.auditor, .confirm))
        case .approveExtract: Row("NX-12.3", (.financeChecker, .approve))
        case .refuseExtract: Row("NX-12.3", (.financeChecker, .approve))
        case .takeExtract: Row("NX-12.3", (.auditor, .confirm))
        case .drawSample: Row("IM-32.2", (.department, .review))
        case .recordVisit: Row("IM-32.2", (.department, .review))
        case .requestChange: Row("IM-7.2", (.department, .review), isOfRelease: true)
        case .resubmitChange: Row("IM-7.2", (.department, .review), isOfRelease: true)
        case .withdrawChange: Row("IM-7.2", (.department, .review), isOfRelease: true)
        case .verifyChange: Row("IM-7.3", (.leagueFinance, .approve), isOfRelease: true)
        case .fileChange: Row("IM-7.3", (.regionFinance, .release), isOfRelease: true)
        case .returnChange: Row("IM-7.3", (.leagueFinance, .approve), (.regionFinance, .release), isOfRelease: true)
        case .endLink: Row("IM-10.5", (.financeMaker, .make))
        case .noticeFailure: Row("IM-21.1a", (.townshipMaker, .make), (.department, .review))
        case .confirmActivation: Row("IM-21.2", (.townshipMaker, .make), (.department, .review))
        case .compareChannel: Row("IM-28.1", (.townshipMaker, .make), (.department, .review))
        case .withdrawPublication: Row("IM-25.1", (.department, .review))
        case .registerComplaint:
            Row("NX-13.2", (.townshipMaker, .make), (.department, .review), (.financeMaker, .release))
        case .answerComplaint: Row("NX-6.2.1", (.department, .review), (.townshipLeader, .sign))
        case .closeComplaint: Row("NX-13.2", (.financeChecker, .approve))
        case .reopenComplaint: Row("NX-13.2", (.financeChecker, .approve))
        case .sealArchive: Row("NX-6.2.9", (.financeMaker, .release))
        case .proposeClearing: Row("NX-8.4", (.department, .review), (.financeMaker, .release))
        case .clearRisk: Row("NX-8.4", (.financeChecker, .approve))
        case .keepRisk: Row("NX-8.4", (.financeChecker, .approve))
        case .issueToken: Row("IM-12.4", (.townshipMaker, .make))
        case .revokeToken: Row("IM-12.4", (.townshipMaker, .make))
        case .acceptRequest: Row("IM-13.2", (.townshipMaker, .make))
        case .refuseRequest: Row("IM-13.2", (.townshipMaker, .make))
        case .registerApplication: Row("IM-14.1", (.townshipMaker, .make))
        case .resubmitApplication: Row("IM-14.1", (.townshipMaker, .make))
        case .withdrawApplication: Row("IM-14.1", (.townshipMaker, .make))
        // Which of them it is says the flow that the case began with.
        case .passApplication, .returnApplication, .refuseApplication:
            Row(
                "IM-14.1", (.townshipMaker, .make), (.townshipLeader, .sign), (.department, .review),
                (.financeMaker, .release), (.financeChecker, .approve))
        case .listApplications: Row("IM-14.1", (.department, .review))
        case .giveConsent: Row("IM-27.1", (.townshipMaker, .make), (.beneficiary, .make))
        case .withdrawConsent: Row("IM-27.1", (.townshipMaker, .make), (.beneficiary, .make))
        case .askHistory: Row("IM-27.1", (.bank, .confirm))
        case .proposeFreeing: Row("IM-27.1", (.financeMaker, .release))
        case .freeBank: Row("IM-27.1", (.financeChecker, .approve))
        case .keepStopped: Row("IM-27.1", (.financeChecker, .approve))
        case .releaseService: Row("IM-27.2", (.financeMaker, .release))
        case .refuseService: Row("IM-27.2", (.financeMaker, .release))
        case .withdrawService: Row("IM-27.2", (.financeMaker, .release), (.bank, .confirm))
        case .explainWord: Row("IM-29.1", (.financeMaker, .release))
        case .acceptWord: Row("IM-29.1", (.financeChecker, .approve))
        case .rejectWord: Row("IM-29.1", (.financeChecker, .approve))
        case .dismissWord: Row("IM-29.1", (.financeChecker, .approve))
        }
    }
}
