/// LibraryTerms is what a region's profile says of the base library of beneficiaries (IM-11, IM-12, NX-7).
package struct LibraryTerms: Sendable, Hashable {
    /// Days within which a new name, a new number and a new account of one person look like a takeover (IM-11.4).
    package var takeoverDays: Int
    /// A new person registers a social-security card and no other (IM-12.3).
    package var newPersonsCard: Bool
    /// Why a new person may have another account for the time being, and for how many days (IM-12.3).
    package var cardExceptions: [String: Int]
    /// Why somebody with a social-security card may be paid elsewhere, and for how many days (IM-12.2).
    package var cardFallbacks: [String: Int]
    /// By how many hundredths a register's feed may be smaller than the last one before its comparison halts (IM-33.1b).
    package var shrinkPercent: Int
    /// How many hundredths of the people compared a run may find changed before it halts (IM-11.2).
    package var changePercent: Int
    /// So many people may be found changed in any case.
    package var changeFloor: Int
    /// Days between two looks for twins and shared cards (NX-6.2.7, NX-6.2.8).
    package var checkDays: Int

    /// Days after which a register is asked for everybody again, and not only for those who changed (IM-33.1b).
    package var wholeDays: Int
    /// By how many days what is asked for overlaps what was told before: a register books late.
    package var overlapDays: Int

    package init(
        takeoverDays: Int = 90, newPersonsCard: Bool = false, cardExceptions: [String: Int] = [:],
        cardFallbacks: [String: Int] = [:], shrinkPercent: Int = 10, changePercent: Int = 5, changeFloor: Int = 5,
        checkDays: Int = 7, wholeDays: Int = 30, overlapDays: Int = 2
    ) {
        self.takeoverDays = takeoverDays
        self.newPersonsCard = newPersonsCard
        self.cardExceptions = cardExceptions
        self.cardFallbacks = cardFallbacks
        self.shrinkPercent = shrinkPercent
        self.changePercent = changePercent
        self.changeFloor = changeFloor
        self.checkDays = checkDays
        self.wholeDays = wholeDays
        self.overlapDays = overlapDays
    }
}
