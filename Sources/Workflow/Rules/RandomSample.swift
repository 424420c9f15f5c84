/// RandomSample draws whom to visit (入户抽查, IM-32.2): the same frame, size and seed give the same draw everywhere, so
/// that nobody can say afterwards who was meant to be drawn.
package enum RandomSample {
    /// `size` of the frame, in the order in which they were drawn; the whole frame when it is no larger.
    ///
    /// The frame counts in ascending order, whatever its order here.
    package static func draw(_ frame: [Int64], size: Int, seed: Int64) -> [Int64] {
        var left = frame.sorted()
        var state = UInt64(bitPattern: seed)
        var drawn: [Int64] = []
        while drawn.count < size, !left.isEmpty {
            let index = below(UInt64(left.count), &state)
            left.swapAt(index, left.count - 1)
            drawn.append(left.removeLast())
        }
        return drawn
    }

    /// A number below the bound, each as likely as the other.
    private static func below(_ bound: UInt64, _ state: inout UInt64) -> Int {
        let limit = UInt64.max - UInt64.max % bound
        while true {
            let number = next(&state)
            if number < limit { return Int(number % bound) }
        }
    }

    /// SplitMix64.
    private static func next(_ state: inout UInt64) -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// What a visit found, in codes: a free text would not be counted.
package enum VisitResult: String, CaseIterable, Sendable {
    case confirmed, absent, amountDiffers, notReceived, notEntitled, deceased

    package var zh: String {
        switch self {
        case .confirmed: "属实"
        case .absent: "无人在家"
        case .amountDiffers: "金额不符"
        case .notReceived: "未收到"
        case .notEntitled: "不符合条件"
        case .deceased: "已死亡"
        }
    }

    /// Somebody must follow it up.
    package var isFinding: Bool { self != .confirmed && self != .absent }
}
