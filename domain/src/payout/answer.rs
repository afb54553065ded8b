//! What became of a bank's answers: returns, notifications of change, and whatever fits nothing of ours.

use crate::code::coded;

/// Returns to one partner without a payment that arrived between them, after which it is put on hold.
pub const RETURNS_BEFORE_HOLD: usize = 2;

coded! {
    /// What became of something that the bank has said.
    AnswerState {
        /// It was about an entry of ours, and was acted upon.
        Matched = "matched", "Matched";
        /// The same was said before; nothing more was done.
        Repeated = "repeated", "Said before";
        /// It fits no entry of ours: a person must look.
        Unmatched = "unmatched", "Unmatched";
        /// It is known, and asks for a person: a dispute between banks, a change that can't be read.
        ForPerson = "for_person", "Needs a person";
        /// A person has looked at it.
        Settled = "settled", "Settled by a person";
    }
}

impl AnswerState {
    /// Whether a person must still look at it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Unmatched | Self::ForPerson)
    }
}
