//! What must be known to settle a plan's month, besides the month's own facts: earlier months, and other partners.

use super::exact::too_much;
use super::facts::Fact;
use super::terms::{During, FactKind, Pay, Per, PlanTerms, RevenueBase, Rule, Volume};
use crate::{Cents, CustomerId, Month, Refusal};

impl PlanTerms {
    /// Whether a month's billed revenue by customer is all that it takes: then [`evaluate`](super::evaluate) gives the
    /// same commission as [`settle`](super::settle), line by line and much faster.
    pub fn is_plain(&self) -> bool {
        self.ensure_billed_revenue_is_enough().is_ok()
    }

    /// Whether anything in it counts facts of this kind.
    pub fn looks_at(&self, kind: FactKind) -> bool {
        let bonuses = self.statement.bonuses.iter().map(|bonus| &bonus.on);
        self.rules.iter().map(|rule| &rule.on).chain(bonuses).any(|on| on.contains(&kind))
    }

    /// Whether other partners may get something of what is sold under it.
    pub fn gives_to_others(&self) -> bool {
        !self.statement.overrides.is_empty() || !self.named_partners().is_empty()
    }

    /// The first earlier month whose facts decide what a month pays; none when the month stands alone.
    pub fn history_from(&self, month: Month) -> Option<Month> {
        self.rules.iter().filter_map(|rule| rule.history_from(month)).min()
    }

    /// The numbers (from 1) of the rules that look at the volume of the partner's group.
    pub fn group_rules(&self) -> impl Iterator<Item = i16> {
        (1i16..).zip(&self.rules).filter(|(_, rule)| rule.is_of_group()).map(|(number, _)| number)
    }

    /// The rule with a number, from 1.
    pub fn rule(&self, number: i16) -> Option<&Rule> {
        usize::try_from(number).ok().and_then(|number| self.rules.get(number.checked_sub(1)?))
    }

    /// What these facts add to the volume that a rule (from 1) counts: the sum, and that of each customer.
    pub fn volume_of(&self, rule: i16, facts: &[Fact<'_>]) -> Result<(Cents, Vec<(CustomerId, Cents)>), Refusal> {
        let rule = self.rule(rule);
        let (mut sum, mut customers) = (Cents::ZERO, Vec::<(CustomerId, Cents)>::new());
        for (at, fact) in facts.iter().enumerate() {
            let base = rule.map(|rule| rule.base_of(at, fact, self.base)).transpose()?.flatten();
            let Some(base) = base else { continue };
            sum = sum.checked_add(base.amount).ok_or_else(too_much)?;
            customers.extend(base.customer.map(|customer| (customer, base.amount)));
        }
        customers.sort_by_key(|(customer, _)| *customer);
        let mut sums: Vec<(CustomerId, Cents)> = Vec::new();
        for (customer, amount) in customers {
            match sums.last_mut().filter(|(last, _)| *last == customer) {
                Some((_, sum)) => *sum = sum.checked_add(amount).ok_or_else(too_much)?,
                None => sums.push((customer, amount)),
            }
        }
        Ok((sum, sums))
    }
}

impl Rule {
    fn volume(&self) -> Option<Volume> {
        match &self.pay {
            Pay::Tiered { volume, .. } | Pay::Attainment { volume, .. } => Some(*volume),
            _ => None,
        }
    }

    fn is_of_group(&self) -> bool {
        self.volume().is_some_and(|volume| volume.per == Per::Group)
    }

    /// Whether its volume is all that is billed: no fact is left out, and nothing else is counted.
    pub fn counts_all_bills(&self, by_default: RevenueBase) -> bool {
        let base = self.base.unwrap_or(by_default);
        self.on == [FactKind::Recurring]
            && base == RevenueBase::Billed
            && self.when.is_empty()
            && self.end_after_months.is_none()
    }

    /// The first earlier month that counts: of the quarter, of the year, or, for a SPIFF with a threshold, of its
    /// campaign. A SPIFF without a first day begins anew each month.
    pub fn history_from(&self, month: Month) -> Option<Month> {
        let first = match (&self.pay, self.volume().map(|volume| volume.during)) {
            (_, Some(During::Quarter)) => month.plus(-((month.month() - 1) % 3).cast_signed()),
            (_, Some(During::Year)) => month.plus(-(month.month() - 1).cast_signed()),
            (Pay::Multiple { then: Some(_), .. }, _) => Month::of(self.when.begins?),
            _ => return None,
        };
        (first < month).then_some(first)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Rate;
    use crate::commission::{Band, Condition, Override, OverrideOf, Then, TierMode};
    use uuid::Uuid;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn tiers(per: Per, during: During) -> Rule {
        let tiers = vec![Band { from: Cents::ZERO, rate: Rate::percent(5) }];
        Rule::new(Pay::Tiered { mode: TierMode::WholeAmount, tiers, volume: Volume { per, during } })
    }

    #[test]
    fn a_period_begins_with_its_first_month_which_needs_no_history() {
        let from = |during, text: &str| tiers(Per::Partner, during).history_from(month(text));
        assert_eq!(from(During::Quarter, "2026-05"), Some(month("2026-04")));
        assert_eq!(from(During::Quarter, "2026-04"), None);
        assert_eq!(from(During::Year, "2026-12"), Some(month("2026-01")));
        assert_eq!(from(During::Year, "2026-01"), None);
        assert_eq!(from(During::Month, "2026-12"), None);
        let then = Some(Then { after: Cents(350_000), of_mrr: Rate::percent(400) });
        let spiff = Rule::new(Pay::Multiple { of_mrr: Rate::percent(700), then });
        assert_eq!(spiff.history_from(month("2026-03")), None);
        let when = Condition { begins: "2026-01-15".parse().ok(), ..Condition::default() };
        let spiff = Rule { when, ..spiff };
        assert_eq!(spiff.history_from(month("2026-03")), Some(month("2026-01")));
        assert_eq!(spiff.history_from(month("2026-01")), None);
    }

    #[test]
    fn a_volume_is_what_the_rule_would_pay_for() {
        let terms = PlanTerms::of_rules(vec![
            Rule {
                when: Condition { products: vec!["fiber".into()], ..Condition::default() },
                ..tiers(Per::Group, During::Year)
            },
            tiers(Per::Partner, During::Month),
        ]);
        let customer = |number| Some(CustomerId(Uuid::from_u128(number)));
        let fact = |number, amount, product| Fact {
            product: Some(product),
            ..Fact::new("", FactKind::Recurring, customer(number), Cents(amount))
        };
        let facts = [fact(2, 500, "fiber"), fact(1, 300, "fiber"), fact(2, -100, "fiber"), fact(1, 900, "voice")];
        let expected = vec![(customer(1).unwrap(), Cents(300)), (customer(2).unwrap(), Cents(400))];
        assert_eq!(terms.volume_of(1, &facts).unwrap(), (Cents(700), expected));
        assert_eq!(terms.volume_of(2, &facts).unwrap().0, Cents(1600));
        let all_bills = |rule| terms.rule(rule).unwrap().counts_all_bills(terms.base);
        assert_eq!((all_bills(1), all_bills(2)), (false, true));
        assert_eq!(terms.group_rules().collect::<Vec<_>>(), [1]);
        assert_eq!(terms.history_from(month("2026-06")), Some(month("2026-01")));
    }

    #[test]
    fn a_plan_says_what_it_needs() {
        let plain = PlanTerms::of_rules(vec![Rule::percentage(Rate::percent(5))]);
        assert!(plain.is_plain() && !plain.gives_to_others() && plain.looks_at(FactKind::Recurring));
        assert!(!plain.looks_at(FactKind::Activation));
        let over =
            Override { level: 1, rate: Rate::percent(1), of: OverrideOf::Revenue, customers: vec![], products: vec![] };
        let mut giving = plain;
        giving.statement.overrides.push(over);
        assert!(giving.gives_to_others() && !giving.is_plain());
    }
}
