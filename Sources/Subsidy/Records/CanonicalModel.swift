/// CanonicalModel lists every record, so that a mapping file can name one.
package enum CanonicalModel {
    package static let types: [any CanonicalRecord.Type] = [
        ApprovedListLine.self, ApprovedListHead.self, ListReceiptLine.self, ListReceiptHead.self,
        ListChangeLine.self, ListChangeHead.self,
        PaymentResultLine.self, PaymentResultHead.self, IdentityQuery.self, QueryHead.self, IdentityVerdict.self,
        DeathNotice.self, WelfareStatus.self, CardQuery.self, CardStatus.self, AccountQuery.self,
        AccountVerdict.self, BudgetIndicator.self, HotTopic.self, PaymentRequestHead.self, PaymentRequestLine.self,
        PaymentStatus.self, InstructionLine.self, DisbursementBatchHead.self, LineResult.self, LineResultHead.self,
        StatementLine.self, StatementHead.self, Beneficiary.self, BeneficiaryListHead.self, RosterLine.self,
        RosterHead.self, PushHead.self, Notice.self, NoticeHead.self, NoticeReceipt.self, AnswerHead.self,
        Resident.self, MarriageQuery.self, MarriageEvent.self, PaymentCertificate.self, VoucherHead.self,
        VoucherLine.self, SupervisorFinding.self, PortalApplication.self, PortalAccountChange.self,
        PortalComplaint.self, PublicItem.self, PublicationHead.self, PublicationReceipt.self, HistoryQuery.self,
        PaymentHistory.self, BankService.self,
    ]

    package static let schemas: [RecordSchema] = types.map { RecordSchema($0) }

    package static func schema(_ name: String) -> RecordSchema? { schemas.first { $0.name == name } }
}
