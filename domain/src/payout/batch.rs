//! How far a batch of payouts is, how far each payout, and why one is left out.

use crate::code::coded;

coded! {
    /// How far a batch is.
    BatchStatus {
        /// A second person must look at it.
        Proposed = "proposed", "Waits for approval";
        /// Released by a second person.
        Approved = "approved", "Approved";
        /// Its file is written, and not yet with the bank.
        Written = "written", "File written";
        /// The bank has its file.
        Submitted = "submitted", "At the bank";
        /// The money has arrived, and none has come back.
        Settled = "settled", "Settled";
        /// Some of the money has come back, or all.
        PartiallyReturned = "partially_returned", "With returns";
        /// Given up before the bank had its file.
        Cancelled = "cancelled", "Cancelled";
    }
}

impl BatchStatus {
    /// Whether the next status may follow this one.
    pub const fn may_become(self, next: Self) -> bool {
        matches!(
            (self, next),
            (Self::Proposed, Self::Approved | Self::Cancelled)
                | (Self::Approved, Self::Written | Self::Cancelled)
                | (Self::Written, Self::Submitted | Self::Cancelled)
                | (Self::Submitted, Self::Settled | Self::PartiallyReturned)
                | (Self::Settled, Self::PartiallyReturned)
        )
    }

    /// Whether its payouts are still to be sent, so that what they pay can't be proposed again.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Proposed | Self::Approved | Self::Written)
    }
}

coded! {
    /// How far a payout is.
    PayoutState {
        /// In a batch that isn't at the bank.
        Proposed = "proposed", "Proposed";
        /// Left out of its batch; what is payable stays payable.
        HeldOut = "held_out", "Held out";
        /// The bank has it.
        InTransit = "in_transit", "In transit";
        /// The money has arrived.
        Settled = "settled", "Settled";
        /// The bank has sent it back; it is payable again.
        Returned = "returned", "Returned";
        /// Its batch was given up.
        Cancelled = "cancelled", "Cancelled";
    }
}

coded! {
    /// Why a payout is left out of a batch.
    HoldReason {
        /// Less than is paid out at once; it is carried forward.
        BelowMinimum = "below_minimum", "Below the minimum";
        /// The partner is paid nothing for the time being.
        OnHold = "on_hold", "Partner on hold";
        /// There is no bank account that is proved to be the partner's.
        NoAccount = "no_account", "No verified bank account";
        /// The tax form is missing.
        NoTaxForm = "no_tax_form", "No tax form on file";
        /// More than one partner may be paid at once.
        OverPartnerLimit = "over_partner_limit", "Over the limit of a partner";
        /// The batch would pay more than may leave at once; the next one takes it up.
        OverBatchLimit = "over_batch_limit", "Over the limit of a batch";
        /// Since it was proposed, less has become payable than it pays.
        LessPayable = "less_payable", "Less is payable than was proposed";
    }
}

impl HoldReason {
    /// What must be done so that the next batch pays it.
    pub const fn way_out(self) -> &'static str {
        match self {
            Self::BelowMinimum => "It is carried forward and paid with what is earned next.",
            Self::OnHold => "Lift the hold on the partner’s page when its cause is settled.",
            Self::NoAccount => "The partner adds a bank account, or confirms the one that waits for verification.",
            Self::NoTaxForm => "Note the tax form on the partner’s page when it has come.",
            Self::OverPartnerLimit => "Check the statement; raise the limit of a partner if it is right.",
            Self::OverBatchLimit => "Propose another batch when this one is on its way, or raise the limit of a batch.",
            Self::LessPayable => "Nothing is lost: the next batch pays what is payable then.",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_batch_that_the_bank_has_can_not_be_cancelled() {
        let cancellable: Vec<_> = BatchStatus::ALL.iter().filter(|s| s.may_become(BatchStatus::Cancelled)).collect();
        assert!(cancellable.iter().all(|status| status.is_open()) && cancellable.len() == 3);
    }

    #[test]
    fn nothing_follows_a_return_or_a_cancellation() {
        for end in [BatchStatus::PartiallyReturned, BatchStatus::Cancelled] {
            assert!(BatchStatus::ALL.iter().all(|next| !end.may_become(*next)));
        }
    }
}
