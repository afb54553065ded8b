//! What a line of a statement is, in the order in which a statement is computed.

use crate::code::coded;

coded! {
    /// What a line is. **The order of the kinds is the order of evaluation**; each part of the plan sees the sum of
    /// the lines before it.
    ///
    /// What others get of it (splits, credits, overrides) is a line on their statement; cap, floor and the rest of
    /// this plan are about the partner whose plan it is.
    Kind {
        /// Given by a rule for a fact.
        Earned = "earned", "earned";
        /// The part of an advance that is paid at once.
        Advance = "advance", "advance";
        /// Earlier months of a period, paid up or back to the rate that the period has reached.
        TrueUp = "true_up", "true-up";
        /// What a rule's bounds of one fact add or take.
        Bound = "bound", "bound of a rule";
        /// A share given to or got from another partner.
        Split = "split", "split";
        /// Earned by a parent on what the partner sold.
        Override = "override", "override";
        /// For reaching a threshold.
        Bonus = "bonus", "bonus";
        /// What is above the most that a month pays.
        Cap = "cap", "cap";
        /// What is missing to the least that a month pays.
        Floor = "floor", "floor";
        /// What is above the highest effective rate.
        Ceiling = "ceiling", "ceiling of the effective rate";
        /// Kept back for a time.
        Holdback = "holdback", "holdback";
        /// Kept back earlier, paid now.
        Release = "release", "release of a holdback";
        /// A later part of an advance.
        Instalment = "instalment", "instalment";
        /// Taken back, as a customer left early.
        Clawback = "clawback", "clawback";
        /// Paid up to the draw.
        Draw = "draw", "draw";
        /// Recovered of draws paid earlier.
        Recovery = "recovery", "recovery of draws";
        /// A correction of an earlier month, with its reason.
        Adjustment = "adjustment", "adjustment";
        /// Carried from the month before.
        BroughtForward = "brought_forward", "brought forward";
        /// Carried to the next month, being below the minimum payout.
        CarriedForward = "carried_forward", "carried forward";
    }
}

impl Kind {
    /// What a line of this kind is, in a sentence for the partner.
    pub const fn explain(self) -> &'static str {
        match self {
            Self::Earned => "What the rules give for the facts of the month.",
            Self::Advance => "The part of an advance that is paid at once; the rest follows in instalments.",
            Self::TrueUp => "Earlier months of the quarter or year, paid up or back to the rate that is reached now.",
            Self::Bound => "What a rule's least or most for one fact adds or takes.",
            Self::Split => "A share that is given to, or got from, another partner.",
            Self::Override => "Earned on what a partner below has sold.",
            Self::Bonus => "For reaching a threshold in the month.",
            Self::Cap => "The month pays at most the cap; what is above it is taken off.",
            Self::Floor => "The month pays at least the floor; what is missing is added.",
            Self::Ceiling => "The month pays at most this share of the revenue; what is above it is taken off.",
            Self::Holdback => "Kept back now and released later.",
            Self::Release => "Kept back in an earlier month, paid now.",
            Self::Instalment => "A later part of an advance; its customer is still there.",
            Self::Clawback => "Paid earlier for a customer who has left within the plan's window.",
            Self::Draw => "What is missing to the guaranteed amount.",
            Self::Recovery => "Earlier draws, recovered from what is earned above the guaranteed amount.",
            Self::Adjustment => "A correction of an earlier month, with its reason.",
            Self::BroughtForward => "Carried from the month before.",
            Self::CarriedForward => "Below the minimum payout: carried to the next month instead of being paid.",
        }
    }

    /// Whether it is about what the month pays of what it owes, and so isn't booked in it.
    pub const fn is_carried(self) -> bool {
        matches!(self, Self::BroughtForward | Self::CarriedForward)
    }
}
