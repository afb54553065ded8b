//! The twelve stages of a customer's life, and the moves between them that are legal.

use crate::Refusal;
use crate::code::coded;

coded! {
    /// Where a customer stands in its life.
    Stage {
        /// Known by name.
        Prospect = "prospect", "Prospect";
        /// In contact.
        Lead = "lead", "Lead";
        /// Fits, and wants.
        Qualified = "qualified", "Qualified";
        /// Has an offer.
        Proposal = "proposal", "Proposal";
        /// Talks about the offer.
        Negotiation = "negotiation", "Negotiation";
        /// Has signed.
        ClosedWon = "closed_won", "Closed won";
        /// Is being connected.
        Onboarding = "onboarding", "Onboarding";
        /// In service.
        Active = "active", "Active";
        /// In service and taking more.
        Expansion = "expansion", "Expansion";
        /// In service and about to leave.
        AtRisk = "at_risk", "At risk";
        /// Gone.
        Churned = "churned", "Churned";
        /// Coming back.
        Reactivation = "reactivation", "Reactivation";
    }
}

coded! {
    /// Why a customer left.
    ChurnReason {
        /// Never came into service: counts in the pipeline, not in churn.
        LostBeforeActivation = "lost_before_activation", "Lost before activation";
        /// Too dear.
        Price = "price", "Price";
        /// Someone else offered more.
        Competitor = "competitor", "Competitor";
        /// The service or the people disappointed.
        ServiceQuality = "service_quality", "Service quality";
        /// Moved away.
        Moved = "moved", "Moved";
        /// Closed its business.
        BusinessClosed = "business_closed", "Business closed";
        /// Was ended for unpaid bills.
        NonPayment = "non_payment", "Non-payment";
        /// Something else.
        Other = "other", "Other";
    }
}

impl Stage {
    /// The stages that a customer may move to from here.
    #[expect(clippy::match_same_arms, reason = "a table is read line by line")]
    pub const fn next_stages(self) -> &'static [Self] {
        use Stage::{
            Active, AtRisk, Churned, ClosedWon, Expansion, Lead, Negotiation, Onboarding, Proposal, Prospect,
            Qualified, Reactivation,
        };
        match self {
            Prospect => &[Lead, Churned],
            Lead => &[Qualified, Prospect, Churned],
            Qualified => &[Proposal, Lead, Churned],
            Proposal => &[Negotiation, ClosedWon, Qualified, Churned],
            Negotiation => &[ClosedWon, Proposal, Churned],
            ClosedWon => &[Onboarding, Churned],
            Onboarding => &[Active, AtRisk, Churned],
            Active => &[Expansion, AtRisk, Churned],
            Expansion => &[Active, AtRisk, Churned],
            AtRisk => &[Active, Expansion, Churned],
            Churned => &[Reactivation],
            Reactivation => &[Qualified, Onboarding, Active, Churned],
        }
    }

    /// Whether the customer is billed: onboarding counts, because service has begun for some of it.
    pub const fn is_in_service(self) -> bool {
        matches!(self, Self::Onboarding | Self::Active | Self::Expansion | Self::AtRisk)
    }

    /// Whether the customer has yet to be won.
    pub const fn is_pipeline(self) -> bool {
        matches!(self, Self::Prospect | Self::Lead | Self::Qualified | Self::Proposal | Self::Negotiation)
    }

    /// Refuses an illegal move, with the list of legal ones.
    ///
    /// A move to churned needs a reason, and only that; a customer that was never in service can only be lost before
    /// activation, and one that is in service can't.
    pub fn check_move(self, to: Self, reason: Option<ChurnReason>) -> Result<(), Refusal> {
        if !self.next_stages().contains(&to) {
            let legal: Vec<_> = self.next_stages().iter().map(|stage| stage.label()).collect();
            return Err(Refusal::not_now(format!(
                "A customer in “{self}” can't move to “{to}”. It can move to: {}.",
                legal.join(", ")
            )));
        }
        let before_activation = self.is_pipeline() || self == Self::ClosedWon;
        match (to, reason) {
            (Self::Churned, None) => Err(Refusal::invalid("reason", "say why the customer left")),
            (Self::Churned, Some(reason)) => match (before_activation, reason == ChurnReason::LostBeforeActivation) {
                (true, false) => Err(Refusal::invalid(
                    "reason",
                    "this customer was never in service: the reason is “Lost before activation”",
                )),
                (false, true) if !matches!(self, Self::Onboarding | Self::Reactivation) => {
                    Err(Refusal::invalid("reason", "this customer was in service: choose why it left"))
                }
                _ => Ok(()),
            },
            (_, Some(_)) => Err(Refusal::invalid("reason", "only a customer that leaves has a reason")),
            (_, None) => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use proptest::sample::select;

    #[test]
    fn the_table_of_moves_is_the_briefs() {
        let table = [
            "prospect: lead, churned",
            "lead: qualified, prospect, churned",
            "qualified: proposal, lead, churned",
            "proposal: negotiation, closed_won, qualified, churned",
            "negotiation: closed_won, proposal, churned",
            "closed_won: onboarding, churned",
            "onboarding: active, at_risk, churned",
            "active: expansion, at_risk, churned",
            "expansion: active, at_risk, churned",
            "at_risk: active, expansion, churned",
            "churned: reactivation",
            "reactivation: qualified, onboarding, active, churned",
        ];
        let ours = Stage::ALL.iter().map(|stage| {
            let next: Vec<_> = stage.next_stages().iter().map(|next| next.code()).collect();
            format!("{}: {}", stage.code(), next.join(", "))
        });
        assert_eq!(ours.collect::<Vec<_>>(), table);
    }

    #[test]
    fn every_stage_can_be_reached_from_prospect() {
        let mut reached = vec![Stage::Prospect];
        for at in 0..Stage::ALL.len() {
            let next = reached.get(at).map_or(&[] as &[_], |stage| stage.next_stages());
            reached.extend(next.iter().filter(|s| !reached.contains(s)).copied().collect::<Vec<_>>());
        }
        assert_eq!(reached.len(), 12);
    }

    #[test]
    fn a_refusal_lists_the_legal_moves() {
        let refusal = Stage::Churned.check_move(Stage::Active, None).unwrap_err().to_string();
        assert_eq!(refusal, "A customer in “Churned” can't move to “Active”. It can move to: Reactivation.");
    }

    #[test]
    fn leaving_needs_a_reason_that_fits() {
        use ChurnReason::{LostBeforeActivation, Price};
        assert!(Stage::Active.check_move(Stage::Churned, None).is_err());
        assert!(Stage::Active.check_move(Stage::Churned, Some(Price)).is_ok());
        assert!(Stage::Active.check_move(Stage::Churned, Some(LostBeforeActivation)).is_err());
        assert!(Stage::Lead.check_move(Stage::Churned, Some(Price)).is_err());
        assert!(Stage::Lead.check_move(Stage::Churned, Some(LostBeforeActivation)).is_ok());
        assert!(Stage::Onboarding.check_move(Stage::Churned, Some(LostBeforeActivation)).is_ok());
        assert!(Stage::ClosedWon.check_move(Stage::Churned, Some(Price)).is_err());
        assert!(Stage::Onboarding.check_move(Stage::Churned, Some(Price)).is_ok());
        assert!(Stage::Lead.check_move(Stage::Qualified, Some(Price)).is_err());
    }

    #[test]
    fn a_reason_is_asked_for_exactly_when_a_customer_leaves() {
        let about_the_reason =
            |refusal: &Refusal| matches!(refusal, Refusal::Invalid { field, .. } if field == "reason");
        for (stage, to) in Stage::ALL.iter().flat_map(|stage| stage.next_stages().iter().map(move |to| (stage, *to))) {
            assert_eq!(stage.check_move(to, None).is_ok(), to != Stage::Churned);
            for reason in ChurnReason::ALL {
                match stage.check_move(to, Some(*reason)) {
                    Ok(()) => assert_eq!(to, Stage::Churned),
                    Err(refusal) => assert!(about_the_reason(&refusal), "{stage} to {to}: {refusal}"),
                }
            }
        }
    }

    proptest! {
        #[test]
        fn no_customer_is_ever_stuck(stage in select(Stage::ALL), to in select(Stage::ALL)) {
            prop_assert!(!stage.next_stages().is_empty());
            prop_assert!(!stage.next_stages().contains(&stage));
            let legal = ChurnReason::ALL.iter().copied().map(Some).chain([None]).any(|r| stage.check_move(to, r).is_ok());
            prop_assert_eq!(legal, stage.next_stages().contains(&to));
        }

        #[test]
        fn nobody_is_in_the_pipeline_and_in_service(stage in select(Stage::ALL)) {
            prop_assert!(!(stage.is_pipeline() && stage.is_in_service()));
        }
    }
}
