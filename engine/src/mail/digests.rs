//! The letters that sum up a week or a quarter.

use super::Letter;
use super::letters::letter;
use askama::Template;
use domain::digest::{Contacts, Moves, QuarterMonth, sum_of};
use domain::health::Band;
use domain::lifecycle::Stage;
use domain::mail::MailKind;
use domain::tenant::Tenant;
use domain::user::User;
use domain::view::{BandCount, PartnerRef};
use domain::{Cents, Month, Quarter, Refusal, Week};

/// What a week has brought an operator.
pub(crate) struct WeekFacts {
    pub week: Week,
    pub moves: Vec<Moves>,
    pub contacts: Contacts,
    pub bands: Vec<BandCount>,
    /// Partners whose score fell most in four weeks, with both.
    pub falls: Vec<(PartnerRef, f64, f64)>,
    /// Months that wait for a second person.
    pub to_approve: Vec<Month>,
    /// Runs of automation that wait for a person.
    pub stuck: usize,
}

/// What a quarter has brought a partner.
pub(crate) struct QuarterFacts {
    pub quarter: Quarter,
    pub partner: PartnerRef,
    pub months: Vec<QuarterMonth>,
    /// Its score at the end of the quarter, with that at the end of the one before.
    pub score: Option<(f64, Option<f64>)>,
}

/// A heading with what is told under it.
struct Section {
    title: &'static str,
    lines: Vec<String>,
}

/// A month as a row of a table.
struct Row {
    month: String,
    billed: String,
    customers: String,
    commission: String,
}

#[derive(Template)]
#[template(path = "weekly_digest.html")]
struct WeekHtml<'a> {
    subject: &'a str,
    operator: &'a str,
    name: &'a str,
    week: &'a str,
    sections: &'a [Section],
}

#[derive(Template)]
#[template(path = "weekly_digest.txt")]
struct WeekText<'a> {
    operator: &'a str,
    name: &'a str,
    week: &'a str,
    sections: &'a [Section],
}

#[derive(Template)]
#[template(path = "quarterly_review.html")]
struct QuarterHtml<'a> {
    subject: &'a str,
    operator: &'a str,
    name: &'a str,
    partner: &'a str,
    quarter: &'a str,
    rows: &'a [Row],
    total: &'a Row,
    health: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "quarterly_review.txt")]
struct QuarterText<'a> {
    operator: &'a str,
    name: &'a str,
    partner: &'a str,
    quarter: &'a str,
    rows: &'a [Row],
    total: &'a Row,
    health: Option<&'a str>,
}

/// What a week has brought, for one of the operator's people.
pub(crate) fn weekly_digest(tenant: &Tenant, user: &User, facts: &WeekFacts) -> Result<Letter, Refusal> {
    let week = facts.week.label();
    let subject = format!("Your week {week}");
    let (operator, name, week) = (tenant.name.as_str(), user.name.as_str(), week.as_str());
    let sections = [customers(tenant, facts), resellers(facts), to_do(facts)];
    let html = WeekHtml { subject: &subject, operator, name, week, sections: &sections };
    let text = WeekText { operator, name, week, sections: &sections };
    letter(MailKind::WeeklyDigest, subject.clone(), &html, &text)
}

fn customers(tenant: &Tenant, facts: &WeekFacts) -> Section {
    let told = |(customers, mrr): (i64, Cents), words: &str| {
        (customers > 0).then(|| format!("{customers} {words}, {} a month", tenant.currency.show(mrr)))
    };
    let moves = &facts.moves;
    let mut lines: Vec<_> = [
        told(sum_of(moves, &[Stage::ClosedWon]), "signed"),
        told(sum_of(moves, &[Stage::Active]), "became active"),
        told(sum_of(moves, &[Stage::Expansion]), "took more"),
        told(sum_of(moves, &[Stage::AtRisk]), "now at risk"),
        told(sum_of(moves, &[Stage::Churned]), "left"),
        told(sum_of(moves, &[Stage::Reactivation]), "coming back"),
    ]
    .into_iter()
    .flatten()
    .collect();
    let reasons = moves.iter().filter(|moved| moved.to == Stage::Churned);
    let reasons =
        reasons.filter_map(|moved| Some(format!("{} {}", moved.customers, moved.reason?.label().to_lowercase())));
    let reasons = reasons.collect::<Vec<_>>().join(", ");
    if !reasons.is_empty() {
        lines.push(format!("Why they left: {reasons}"));
    }
    if lines.is_empty() {
        lines.push("No customer has moved.".into());
    }
    lines.push(match facts.contacts {
        Contacts { contacts: 0, .. } => "No contact with a customer was logged.".into(),
        Contacts { contacts, satisfaction: Some(mean), rated } => {
            format!("{contacts} contacts logged; {rated} rated, {mean:.1} of 10 on average")
        }
        Contacts { contacts, .. } => format!("{contacts} contacts logged, none rated"),
    });
    Section { title: "Customers", lines }
}

fn resellers(facts: &WeekFacts) -> Section {
    let band = |count: &BandCount| {
        let name = count.band.map_or_else(|| "without a score".to_owned(), |band: Band| band.label().to_lowercase());
        format!("{} {name}", count.partners)
    };
    let bands: Vec<_> = facts.bands.iter().filter(|count| count.partners > 0).map(band).collect();
    let mut lines = vec![if bands.is_empty() { "There are no resellers yet.".into() } else { bands.join(", ") }];
    lines.extend(facts.falls.iter().map(|(partner, before, now)| {
        format!("{} fell by {:.1} to {now:.1} in four weeks", partner.name, before - now)
    }));
    Section { title: "Resellers", lines }
}

fn to_do(facts: &WeekFacts) -> Section {
    let mut lines: Vec<_> =
        facts.to_approve.iter().map(|month| format!("{} waits for approval", month.label())).collect();
    match facts.stuck {
        0 => {}
        1 => lines.push("One run of automation is stuck: see Automation".into()),
        stuck => lines.push(format!("{stuck} runs of automation are stuck: see Automation")),
    }
    if lines.is_empty() {
        lines.push("Nothing waits for a person.".into());
    }
    Section { title: "To do", lines }
}

/// What a quarter has brought a reseller, for one of its owners.
pub(crate) fn quarterly_review(tenant: &Tenant, user: &User, facts: &QuarterFacts) -> Result<Letter, Refusal> {
    let quarter = format!("{} to {}", facts.quarter.first().label(), facts.quarter.last().label());
    let subject = format!("Your quarter, {quarter}");
    let show = |amount| tenant.currency.show(amount);
    let commission = |commission: Option<Cents>| commission.map_or_else(|| "not released yet".to_owned(), show);
    let row = |month: &QuarterMonth| Row {
        month: month.month.label(),
        billed: show(month.billed),
        customers: month.customers.to_string(),
        commission: commission(month.commission),
    };
    let rows: Vec<_> = facts.months.iter().map(row).collect();
    let total = Row {
        month: "Quarter".into(),
        billed: show(facts.months.iter().map(|month| month.billed).sum()),
        customers: String::new(),
        commission: commission(facts.months.iter().map(|month| month.commission).sum()),
    };
    let health = facts.score.map(|(now, before)| match before {
        Some(before) => format!("{now:.1} ({}), {before:.1} a quarter before", Band::of(now).label()),
        None => format!("{now:.1} ({})", Band::of(now).label()),
    });
    let (operator, name, partner) = (tenant.name.as_str(), user.name.as_str(), facts.partner.name.as_str());
    let (quarter, rows, total, health) = (quarter.as_str(), rows.as_slice(), &total, health.as_deref());
    let html = QuarterHtml { subject: &subject, operator, name, partner, quarter, rows, total, health };
    let text = QuarterText { operator, name, partner, quarter, rows, total, health };
    letter(MailKind::QuarterlyReview, subject.clone(), &html, &text)
}
