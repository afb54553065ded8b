//! Terms that can't be meant, each problem with where it is, why, and the way out.

mod parts;
mod pay;

use super::{Condition, Fade, Pay, PlanTerms, RevenueBase, Rule};
use crate::commission::{During, FactKind, Per};
use crate::{Cents, Rate, Refusal};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Rules, bands, conditions and the like that one list may hold.
const MOST: usize = 100;
/// The largest amount in a plan: a hundred billion.
const MOST_MONEY: Cents = Cents(10_000_000_000_000);
/// The largest multiple or factor.
const MOST_TIMES: Rate = Rate(1_000_000_000);
/// The longest time, in months or days.
const MOST_TIME: u32 = 12_000;

/// Something in a plan that can't be meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// Where, as a path into the plan's JSON: `rules[0].pay.tiered.tiers[1].from`.
    pub path: String,
    /// What is wrong.
    pub reason: String,
    /// How to mend it.
    pub way_out: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}; {}", self.path, self.reason, self.way_out)
    }
}

impl From<Problem> for Refusal {
    fn from(problem: Problem) -> Self {
        Self::invalid(problem.path, format!("{}; {}", problem.reason, problem.way_out))
    }
}

/// A place in the plan's JSON, written only when there is a problem.
#[derive(Clone, Copy)]
struct At<'a> {
    parent: Option<&'a At<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Field(&'a str),
    Item(usize),
}

impl<'a> At<'a> {
    const fn top(field: &'a str) -> Self {
        Self { parent: None, step: Step::Field(field) }
    }

    const fn field<'b>(&'b self, field: &'b str) -> At<'b> {
        At { parent: Some(self), step: Step::Field(field) }
    }

    const fn item(&self, at: usize) -> At<'_> {
        At { parent: Some(self), step: Step::Item(at) }
    }
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(parent) = self.parent {
            parent.fmt(f)?;
        }
        match (self.step, self.parent) {
            (Step::Item(at), _) => write!(f, "[{at}]"),
            (Step::Field(field), None) => f.write_str(field),
            (Step::Field(field), Some(_)) => write!(f, ".{field}"),
        }
    }
}

/// The problems found so far.
#[derive(Default)]
struct Found(Vec<Problem>);

impl Found {
    fn add(&mut self, at: At<'_>, reason: impl Into<String>, way_out: impl Into<String>) {
        self.0.push(Problem { path: at.to_string(), reason: reason.into(), way_out: way_out.into() });
    }

    /// A rate between 0 and 100 %.
    fn rate(&mut self, at: At<'_>, rate: Rate) {
        match rate.0 {
            ..0 => self.add(at, "a rate can't be negative", "give 0 or more"),
            1_000_001.. => self.add(at, "a rate can't be more than 100 %", "10 % is written \"0.10\" or \"10%\""),
            _ => {}
        }
    }

    /// A multiple or factor, which may be more than 1.
    fn factor(&mut self, at: At<'_>, factor: Rate) {
        match factor.0 {
            ..0 => self.add(at, "a factor can't be negative", "give 0 or more"),
            _ if factor > MOST_TIMES => self.add(at, "a factor can't be more than 1000", "give a smaller one"),
            _ => {}
        }
    }

    /// An amount of 0 or more.
    fn amount(&mut self, at: At<'_>, amount: Cents) {
        if amount < Cents::ZERO {
            self.add(at, "the amount can't be negative", "give 0.00 or more");
        } else if amount > MOST_MONEY {
            self.add(at, "the amount is too large", format!("give at most {MOST_MONEY}"));
        }
    }

    /// An amount of more than 0.
    fn more_than_nothing(&mut self, at: At<'_>, amount: Cents) {
        if amount == Cents::ZERO {
            self.add(at, "the amount is nothing", "give more, or leave the part out");
        }
        self.amount(at, amount);
    }

    /// A list that isn't empty, nor longer than anyone can read.
    fn list<T>(&mut self, at: At<'_>, list: &[T], one: &str) {
        if list.is_empty() {
            self.add(at, "the list is empty", format!("give at least one {one}"));
        } else if list.len() > MOST {
            self.add(at, format!("there are {}", list.len()), format!("give at most {MOST}"));
        }
    }

    /// Borders that begin at 0 and rise; `show` writes one for people.
    fn borders<T: Copy + Ord + Default>(&mut self, at: At<'_>, borders: &[T], show: fn(T) -> String) {
        self.list(at, borders, "band");
        let Some(first) = borders.first() else { return };
        if *first != T::default() {
            let (first, zero) = (show(*first), show(T::default()));
            let reason = format!("the first band must begin at {zero}; what is below {first} has no rate");
            self.add(at.item(0).field("from"), reason, format!("add a band from {zero}"));
        }
        self.rising(at, borders, show);
    }

    fn rising<T: Copy + Ord>(&mut self, at: At<'_>, borders: &[T], show: fn(T) -> String) {
        for (number, pair) in (1..).zip(borders.windows(2)) {
            let (before, from) = (show(pair[0]), show(pair[1]));
            let field = at.item(number);
            if pair[1] == pair[0] {
                let reason = format!("it begins at {from} like the band before, which is never reached");
                self.add(field.field("from"), reason, "remove one of them");
            } else if pair[1] < pair[0] {
                let reason = format!("it begins at {from}, not after the band before ({before})");
                self.add(field.field("from"), reason, "put the bands in rising order");
            }
        }
    }

    /// Shares above 0 % that add up to 100 %.
    fn shares(&mut self, at: At<'_>, shares: &[Rate]) {
        for (number, share) in shares.iter().enumerate() {
            self.share(at.item(number).field("share"), *share);
        }
        let sum: i128 = shares.iter().map(|share| i128::from(share.0)).sum();
        if sum != 1_000_000 {
            let percent = rust_decimal::Decimal::from_i128_with_scale(sum.clamp(-1 << 90, 1 << 90), 4).normalize();
            self.add(at, format!("the shares add up to {percent} %"), "make them 100 % together");
        }
    }

    /// Names, none of them empty.
    fn names(&mut self, at: At<'_>, names: &[String]) {
        for (number, _) in names.iter().enumerate().filter(|(_, name)| name.trim().is_empty()) {
            self.add(at.item(number), "the name is empty, and nothing is called that", "give a name, or remove it");
        }
    }

    fn share(&mut self, at: At<'_>, share: Rate) {
        if share.0 == 0 {
            self.add(at, "a share of nothing", "give more than 0, or leave the partner out");
        }
        self.rate(at, share);
    }

    /// Names of which none is said twice; the partner itself (none) is a name too.
    fn partners(&mut self, at: At<'_>, partners: &[Option<&str>]) {
        for (number, name) in partners.iter().enumerate() {
            let field = at.item(number);
            if *name == Some("") {
                self.add(
                    field.field("partner"),
                    "the name is empty",
                    "name a partner, or leave the field out for this one",
                );
            }
            if partners[..number].contains(name) {
                let who = name.unwrap_or("the partner itself");
                self.add(field, format!("{who} is named twice"), "add the shares into one");
            }
        }
    }
}

impl PlanTerms {
    /// What can't be meant, in the order of the file. Sound terms have none.
    pub fn check(&self) -> Vec<Problem> {
        let mut found = Found::default();
        let rules = At::top("rules");
        if self.rules.is_empty() {
            found.add(rules, "a plan needs at least one rule", "add one");
        }
        found.0.extend((self.rules.len() > MOST).then(|| Problem {
            path: rules.to_string(),
            reason: format!("a plan can have at most {MOST} rules"),
            way_out: "join some of them".to_owned(),
        }));
        for (at, rule) in self.rules.iter().enumerate() {
            let place = rules.item(at);
            let name = rule.name.as_deref();
            if name == Some("") {
                found.add(place.field("name"), "the name is empty", "give one, or leave the field out");
            }
            if name.is_some() && self.rules[..at].iter().any(|before| before.name.as_deref() == name) {
                let reason = format!("another rule is called “{}” too", name.unwrap_or_default());
                found.add(place.field("name"), reason, "give each rule a name of its own");
            }
            rule.check(place, &mut found);
        }
        self.statement.check(At::top("statement"), &mut found);
        found.0
    }

    /// Refuses terms that need more than a month's billed revenue by customer: other facts, what is known of a
    /// contract, or what earlier months left.
    pub fn ensure_billed_revenue_is_enough(&self) -> Result<(), Refusal> {
        let needs_more = |field: String, what: &str| {
            let reason = format!("{what} isn't known to the monthly close, which calculates from billed revenue alone");
            Err(Refusal::invalid(field, reason))
        };
        if !self.statement.is_empty() {
            return needs_more("statement".into(), "what it works on");
        }
        for (at, rule) in self.rules.iter().enumerate() {
            let place = At::top("rules");
            let place = place.item(at);
            if let Some((field, what)) = rule.more_than_bills(self.base) {
                return needs_more(place.field(field).to_string(), what);
            }
        }
        Ok(())
    }
}

impl Rule {
    /// What it needs besides billed revenue, by field.
    fn more_than_bills(&self, by_default: RevenueBase) -> Option<(&'static str, &'static str)> {
        let pays = match &self.pay {
            Pay::Percentage { .. } | Pay::Multiple { .. } | Pay::Flat { .. } | Pay::FlatTiered { .. } => true,
            Pay::Tiered { volume, .. } => volume.during == During::Month && volume.per != Per::Group,
            _ => false,
        };
        let conditions = self.when.is_empty() && self.times.iter().all(|times| times.when.is_empty());
        let fields = [
            (self.on != [FactKind::Recurring], "on", "this kind of fact"),
            (self.base.unwrap_or(by_default) != RevenueBase::Billed, "base", "this base"),
            (!conditions, "when", "whether a condition holds"),
            (self.fade.is_some() || self.end_after_months.is_some(), "fade", "the month of service"),
            (self.each.is_some(), "each", "what a bound adds"),
            (!pays, "pay", "what it pays by"),
        ];
        fields.into_iter().find(|(needs, ..)| *needs).map(|(_, field, what)| (field, what))
    }

    fn check(&self, at: At<'_>, found: &mut Found) {
        found.list(at.field("on"), &self.on, "kind of fact");
        self.when.check(at.field("when"), found);
        self.pay.check(at.field("pay"), found);
        for (number, multiplier) in self.times.iter().enumerate() {
            let times = at.field("times");
            let place = times.item(number);
            found.factor(place.field("factor"), multiplier.factor);
            multiplier.when.check(place.field("when"), found);
        }
        if let Some(fade) = &self.fade {
            fade.check(at.field("fade"), found);
        }
        if self.end_after_months == Some(0) {
            found.add(at.field("end_after_months"), "it would never pay", "give 1 or more");
        }
        self.check_end(at, found);
        let changes_factor = !self.times.is_empty() || self.fade.is_some();
        if changes_factor && matches!(self.pay, Pay::Multiple { then: Some(_), .. }) {
            let reason = "a factor would change what the SPIFF has paid when its other multiple begins";
            found.add(at, reason, "leave out times and fade, or then");
        }
        if let Some(each) = self.each {
            let place = at.field("each");
            if matches!(self.pay, Pay::Advance { .. } | Pay::Credit { .. }) {
                found.add(place, "advances and credits are paid in parts", "bound the month by a cap instead");
            }
            each.at_least.iter().for_each(|least| found.amount(place.field("at_least"), *least));
            each.at_most.iter().for_each(|most| found.amount(place.field("at_most"), *most));
            if each.at_least.zip(each.at_most).is_some_and(|(least, most)| most < least) {
                found.add(place.field("at_most"), "it is less than at_least", "exchange them, or leave one out");
            }
        }
    }
}

impl Rule {
    /// Steps of a fade that begin after the rule has ended.
    fn check_end(&self, at: At<'_>, found: &mut Found) {
        let Some(end) = self.end_after_months.filter(|end| *end > 0) else { return };
        let fade = at.field("fade");
        let way_out = "let the rule end later, or remove it";
        match &self.fade {
            Some(Fade::Steps(list)) => {
                let steps = fade.field("steps");
                for (number, _) in list.iter().enumerate().filter(|(_, step)| step.from_month > end) {
                    let reason = format!("it is never reached, as the rule ends after {end} months");
                    found.add(steps.item(number).field("from_month"), reason, way_out);
                }
            }
            Some(Fade::Every { months, .. }) if *months >= end => {
                let reason = format!("the rate never falls, as the rule ends after {end} months");
                found.add(fade.field("every").field("months"), reason, way_out);
            }
            _ => {}
        }
    }
}

impl Condition {
    fn check(&self, at: At<'_>, found: &mut Found) {
        let lists = [("products", &self.products), ("territories", &self.territories), ("customers", &self.customers)];
        for (field, list) in lists {
            found.names(at.field(field), list);
        }
        if let Some(contract) = self.contract_months
            && contract.to.is_some_and(|to| to < contract.from)
        {
            found.add(at.field("contract_months"), "no contract is as long as that", "put the shorter length first");
        }
        if self.begins.zip(self.ends).is_some_and(|(begins, ends)| ends < begins) {
            found.add(at.field("ends"), "the campaign ends before it begins", "exchange the days");
        }
    }
}

impl Fade {
    fn check(&self, at: At<'_>, found: &mut Found) {
        match self {
            Self::Steps(steps) => {
                let at = at.field("steps");
                found.list(at, steps, "step");
                let borders: Vec<_> = steps.iter().map(|step| step.from_month).collect();
                found.rising(at, &borders, |month| format!("month {month}"));
                steps
                    .iter()
                    .enumerate()
                    .for_each(|(number, step)| found.rate(at.item(number).field("factor"), step.factor));
            }
            Self::Every { months, factor } => {
                let at = at.field("every");
                if *months == 0 {
                    found.add(at.field("months"), "a period of no months", "give 1 or more");
                }
                found.rate(at.field("factor"), *factor);
            }
        }
    }
}

#[cfg(test)]
mod tests;
