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
