import Store
import Workflow

/// What an act is about: the root over which duties are kept apart, and the county it lies in.
struct ActTarget {
    /// `list:12`: a list and everything that came of it. `link:3`: a budget link.
    var root: String
    var county: String
}

extension Engine {
    /// What an act is about. A roster and all that follows from it have their list as root.
    func target(of act: Act, _ arguments: [String: String], _ c: any StoreConnection) throws -> ActTarget {
        func one(_ sql: SQLText, _ key: String) throws -> ActTarget {
            guard let id = arguments[key].flatMap({ Int64($0) }) else {
                throw GatewayError(.invalid, "argument.missing", "缺少参数 \(key)")
            }
            guard let row = try c.rows(sql, [.integer(id)]).first else {
                throw GatewayError(.notFound, "object.unknown", "没有编号为 \(id) 的对象（\(key)）")
            }
            return ActTarget(root: "\(row.text(0)):\(row.int(1))", county: row.text(2))
        }
        switch act {
        case .proposeRelease, .approveRelease:
            return ActTarget(root: "release:\(configurationDigest)", county: "*")
        case .proposeLink:
            let county = arguments["county"] ?? ""
            return ActTarget(
                root: "link:\(county):\(arguments["project"] ?? ""):\(arguments["budgetProject"] ?? "")", county: county
            )
        case .releaseLink, .endLink:
            guard let id = arguments["link"].flatMap({ Int64($0) }),
                let row = try c.rows(
                    "SELECT county, project, budget_project FROM budget_link WHERE id = $1", [.integer(id)]
                ).first
            else { throw GatewayError(.notFound, "object.unknown", "没有该对应关系") }
            return ActTarget(root: "link:\(row.text(0)):\(row.text(1)):\(row.text(2))", county: row.text(0))
        case .submitSheet:
            return ActTarget(root: "sheet:\(arguments["digest"] ?? "")", county: arguments["county"] ?? "")
        case .confirmList, .buildRoster, .publishList, .closeListPublicity, .objectToLine:
            return try one("SELECT 'list', id, county FROM list WHERE id = $1", "list")
        case .requestIdentityCheck, .requestAccountCheck, .publishRoster, .closePublicity, .signRoster,
            .departmentApprove, .financeApprove, .returnRoster, .rebuildRoster, .endRoster, .orderPayment,
            .explainAlerts:
            return try one("SELECT 'list', list, county FROM roster WHERE id = $1", "roster")
        case .decideDeath, .correctName, .holdLine, .freeLine, .removeLine, .confirmReview, .reinstateLine,
            .confirmAccount, .approveConfirmation, .rejectConfirmation, .relateAccount, .approveRelation,
            .rejectRelation, .correctIdNumber, .clearTakeover, .permitCard, .acceptChange, .chooseSource, .issueToken,
            .revokeToken:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1
                """, "line")
        case .releaseBatch, .repeatOrder, .proposeRefund, .sealArchive:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM payment_order o JOIN roster r ON r.id = o.roster WHERE o.id = $1
                """, "order")
        case .changeAccount, .approveAccount, .reissue, .approveReissue, .extendClock, .approveMoveOut, .refuseMoveOut,
            .reclassifyFailure, .noticeFailure, .confirmActivation:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM failure f JOIN attempt a ON a.id = f.attempt
                JOIN payment_order o ON o.id = a.payment_order JOIN roster r ON r.id = o.roster WHERE f.id = $1
                """, "failure")
        case .withdrawBatch:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM batch b JOIN payment_order o ON o.id = b.payment_order
                JOIN roster r ON r.id = o.roster WHERE b.id = $1
                """, "batch")
        case .approveRefund, .rejectRefund:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM refund x JOIN payment_order o ON o.id = x.payment_order
                JOIN roster r ON r.id = o.roster WHERE x.id = $1
                """, "refund")
        case .notifyRecovery, .receiveRecovery, .confirmRecovery, .proposeWriteOff, .approveWriteOff, .giveBackRecovery,
            .withdrawRecovery:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM recovery x JOIN attempt a ON a.id = x.attempt
                JOIN payment_order o ON o.id = a.payment_order JOIN roster r ON r.id = o.roster WHERE x.id = $1
                """, "recovery")
        case .settleUnknown, .confirmSettlement, .moveOut, .openRecovery:
            return try one(
                """
                SELECT 'list', r.list, r.county FROM attempt a JOIN payment_order o ON o.id = a.payment_order
                JOIN roster r ON r.id = o.roster WHERE a.id = $1
                """, "attempt")
        case .settleSending, .confirmSending:
            return try one(
                """
                SELECT 'list', r.list, x.county FROM outbox x LEFT JOIN batch b ON b.id = x.subject_id
                AND x.subject = 'batch' JOIN payment_order o
                ON o.id = CASE WHEN x.subject = 'payment_order' THEN x.subject_id ELSE b.payment_order END
                JOIN roster r ON r.id = o.roster WHERE x.id = $1
                """, "sending")
        case .explainSuspense, .confirmSuspense:
            // A word about a line belongs to the line's list: who released it may not explain it away.
            return try one(
                """
                SELECT CASE WHEN r.list IS NULL THEN 'suspense' ELSE 'list' END, COALESCE(r.list, x.id), x.county
                FROM suspense x LEFT JOIN attempt a ON a.serial = x.reference
                LEFT JOIN payment_order o ON o.id = a.payment_order LEFT JOIN roster r ON r.id = o.roster
                WHERE x.id = $1
                """, "suspense")
        case .registerComplaint:
            let county =
                (arguments["line"] ?? "").isEmpty
                ? arguments["county"] ?? ""
                : try one(
                    "SELECT 'line', l.id, r.county FROM roster_line l JOIN roster r ON r.id = l.roster WHERE l.id = $1",
                    "line"
                ).county
            return ActTarget(root: "complaints:\(county)", county: county)
        case .acceptRequest, .refuseRequest:
            return try one("SELECT 'request', id, county FROM portal_request WHERE id = $1", "request")
        case .answerComplaint, .closeComplaint, .reopenComplaint:
            return try one("SELECT 'complaint', id, county FROM complaint WHERE id = $1", "complaint")
        case .proposeClearing, .clearRisk, .keepRisk:
            return try one("SELECT 'risk', id, county FROM risk WHERE id = $1", "risk")
        case .tellDeathDay, .confirmDeathDay, .rejectDeathDay:
            return try one("SELECT 'inquiry', id, county FROM death_inquiry WHERE id = $1", "inquiry")
        case .proposePlan, .proposeAdmission:
            let kind = act == .proposePlan ? "plan" : "admission"
            let about = ["county", "project", "period"].map { arguments[$0] ?? "" }.joined(separator: ":")
            return ActTarget(root: "\(kind):\(about)", county: arguments["county"] ?? "")
        case .reviewPlan, .rejectPlan: return try periodTarget("plan", PlanMachine.name, arguments, c)
        case .admitLate, .rejectLate: return try periodTarget("admission", LateAdmissionMachine.name, arguments, c)
        case .registerKin:
            let official = configuration.people.first { $0.login == arguments["login"] }
            return ActTarget(root: "official:\(official?.naturalPerson ?? "")", county: official?.scope ?? "")
        case .explainWord, .acceptWord, .rejectWord, .dismissWord:
            return try one(
                """
                SELECT CASE WHEN r.list IS NULL THEN 'word' ELSE 'list' END, COALESCE(r.list, x.id), x.county
                FROM platform_word x LEFT JOIN roster r ON r.id = x.roster WHERE x.id = $1
                """, "word")
        case .explainStray, .confirmStray, .rejectStray:
            return try one("SELECT 'stray', id, county FROM stray_file WHERE id = $1", "stray")
        case .compareChannel, .withdrawPublication:
            return try one("SELECT 'publication', id, county FROM publication WHERE id = $1", "publication")
        case .registerApplication, .listApplications:
            let about = ["county", "project", "period"].map { arguments[$0] ?? "" }.joined(separator: ":")
            return ActTarget(root: "applications:\(about)", county: arguments["county"] ?? "")
        case .resubmitApplication, .withdrawApplication, .passApplication, .returnApplication, .refuseApplication:
            return try one("SELECT 'application', id, county FROM application WHERE id = $1", "application")
        case .noticeIndicator:
            return try one("SELECT 'indicator', id, county FROM indicator WHERE id = $1", "indicator")
        case .approveChange, .rejectChange, .addPerson, .checkPerson, .registerHousehold, .changeHousehold,
            .changeStanding, .referPerson, .endReference, .decideFinding, .releaseComparison, .dismissComparison,
            .openRound, .exportRound, .tellEntry, .setEntryAside, .approveEntry, .rejectEntry, .passRound,
            .abandonRound:
            return try libraryTarget(of: act, arguments, c)
        case .giveConsent, .withdrawConsent: return try consentTarget(of: act, arguments, c)
        case .askHistory:
            let county = arguments["county"] ?? ""
            return ActTarget(root: "lookups:\(arguments[Engine.ownBank] ?? ""):\(county)", county: county)
        case .proposeFreeing, .freeBank, .keepStopped:
            return try one("SELECT 'lookupStop', id, county FROM lookup_stop WHERE id = $1", "stop")
        case .releaseService, .refuseService, .withdrawService:
            return try one("SELECT 'service', id, county FROM bank_service WHERE id = $1", "service")
        case .requeueDocument: return try one("SELECT 'document', id, county FROM document WHERE id = $1", "document")
        case .makeBriefing, .requestExtract, .approveExtract, .refuseExtract, .takeExtract, .drawSample, .recordVisit,
            .requestChange, .resubmitChange, .withdrawChange, .verifyChange, .fileChange, .returnChange:
            return try reportTarget(of: act, arguments, c)
        }
    }

    /// What belongs to a project's period is one object, whoever proposed which part of it.
    private func periodTarget(
        _ kind: String, _ table: String, _ arguments: [String: String], _ c: any StoreConnection
    ) throws -> ActTarget {
        guard let id = arguments[kind].flatMap({ Int64($0) }),
            let row = try c.rows(
                SQLText("SELECT county, project, period FROM \(table) WHERE id = $1"), [.integer(id)]
            ).first
        else { throw GatewayError(.notFound, "object.unknown", "没有该对象（\(kind)）") }
        return ActTarget(root: "\(kind):\(row.text(0)):\(row.text(1)):\(row.text(2))", county: row.text(0))
    }
}
