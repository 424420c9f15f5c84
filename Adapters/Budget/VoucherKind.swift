/// VoucherKind is one of the documents of the treasury's e-voucher bus (国库集中支付电子凭证, domain.md 5.7).
package enum VoucherKind: String, CaseIterable, Sendable {
    case directPayment = "5201"
    case authorizedPayment = "8202"
    case appropriation = "5207"
    case appropriationList = "5257"
    case batch = "8207"
    case directQuota = "5106"
    case authorizedQuota = "5108"
    case directAdjustment = "5253"
    case authorizedAdjustment = "5351"
    case directRefund = "2203"
    case bankRefund = "2252"
    case transferReceipt = "2301"
    case refundReceipt = "2302"
    case appropriationRefund = "3208"
    case reconciliation3507 = "3507"
    case reconciliation3508 = "3508"
    case reconciliation3509 = "3509"
    case reconciliation3510 = "3510"
    case centralBankWithTreasury = "4004"
    case centralBankWithAgent = "4005"

    /// As people call it.
    package var zh: String {
        switch self {
        case .directPayment: "财政直接支付凭证"
        case .authorizedPayment: "财政授权支付凭证"
        case .appropriation: "实拨拨款凭证"
        case .appropriationList: "实拨拨款清单"
        case .batch: "批量业务支付明细"
        case .directQuota: "直接支付清算额度通知"
        case .authorizedQuota: "授权支付清算额度通知"
        case .directAdjustment: "财政直接支付调整"
        case .authorizedAdjustment: "财政授权支付调整"
        case .directRefund: "直接支付退款通知书"
        case .bankRefund: "收款银行退款通知"
        case .transferReceipt: "划款回单"
        case .refundReceipt: "退款回单"
        case .appropriationRefund: "实拨退款通知"
        case .reconciliation3507, .reconciliation3508, .reconciliation3509, .reconciliation3510: "对账单"
        case .centralBankWithTreasury: "人行与财政对账"
        case .centralBankWithAgent: "人行与代理行对账"
        }
    }
}

/// VoucherState is where a voucher stands on the bus. It moves no money: only the reply itself says what was paid.
package enum VoucherState: Int, CaseIterable, Sendable {
    case taken = 10
    case signed = 15
    case signingFailed = 16
    case checking = 17
    case checked = 20
    case checkFailed = 30
    case approved = 40
    case approvalFailed = 45
    case confirmed = 50
    case sent = 60
    case received = 61
    case processingFailed = 62
    case processed = 71
    case failed = 72
    case stamped = 73
    case chequeReturned = 75
    case replied = 80
    case sentBack = 90
    case replyTaken = 100

    package enum Meaning: Sendable {
        /// Wait and ask again.
        case underWay
        /// It goes no further by itself: a person looks at it.
        case stopped
        /// It was given back to whoever sent it.
        case returned
        /// The reply can be read.
        case answered
    }

    package var meaning: Meaning {
        switch self {
        case .signingFailed, .checkFailed, .approvalFailed, .processingFailed, .failed: .stopped
        case .chequeReturned, .sentBack: .returned
        case .replied, .replyTaken: .answered
        default: .underWay
        }
    }

    package var zh: String {
        switch self {
        case .taken: "已读取"
        case .signed: "签收成功"
        case .signingFailed: "签收失败"
        case .checking: "校验中"
        case .checked: "校验成功"
        case .checkFailed: "校验失败"
        case .approved: "审核通过"
        case .approvalFailed: "审核失败"
        case .confirmed: "复核成功"
        case .sent: "已发送"
        case .received: "已收妥"
        case .processingFailed: "处理失败"
        case .processed: "处理成功"
        case .failed: "失败"
        case .stamped: "签章成功"
        case .chequeReturned: "退票成功"
        case .replied: "回单成功"
        case .sentBack: "退回成功"
        case .replyTaken: "读取回单成功"
        }
    }
}
