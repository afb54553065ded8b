//! The portfolio side by side: heat map, movers, concentration, territories, cohorts; from scores and roll-ups alone.

use super::Desk;
use super::portfolio::{all_rows, movers_of};
use chrono::{Days, NaiveDate};
use domain::health::alert::paces;
use domain::health::concentration::{Spread, curve};
use domain::health::{Band, Component, cohort, stats};
use domain::partner::PartnerKind;
use domain::rights::{Action, may};
use domain::view::{
    Concentrated, HeatMap, HeatRow, InsightPage, InsightQuery, Moved, Mover, PartnerRow, Territory, YearCohort,
};
use domain::{Month, PartnerId, Refusal};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use store::Tx;

/// Rows of the heat map's page.
const ROWS: usize = 40;
/// Months of the heat map.
const MONTHS: i32 = 6;
/// Days of alerts whose pace is told.
const PACE: u64 = 90;
/// Days that a score may be old.
const AGE: u64 = 31;
/// Days between what movers are compared by.
const SINCE: u32 = 28;
/// The longest such time: what is kept of scores.
const SINCE_MAX: u32 = 730;
/// Steps of the curve of concentration, at most.
const STEPS: usize = 20;
/// The largest partners that are named, and the movers.
const NAMED: usize = 10;

impl Desk {
    /// The portfolio's analytics.
    pub async fn insight(&self, query: &InsightQuery) -> Result<InsightPage, Refusal> {
        self.check(Action::ReadPortfolio)?;
        let now = self.engine.clock.now();
        let mut tx = self.read().await?;
        let kinds: HashMap<_, _> = tx.partners().await?.into_iter().map(|p| (p.id, p.kind)).collect();
        let day = tx.portfolio_health().await?.iter().map(|health| health.day).max();
        let month = tx.latest_billed_month().await?;
        let all = all_rows(&mut tx).await?;
        let mut territories: Vec<_> = all.iter().filter_map(|row| row.territory.clone()).collect();
        territories.sort_unstable();
        territories.dedup();
        let mut rows: Vec<_> = all.into_iter().filter(|row| fits(row, query, &kinds)).collect();
        worst_first(&mut rows);
        let heat = match day {
            Some(day) if query.months => over_months(&mut tx, &rows, query, day).await?,
            Some(day) => by_component(&mut tx, &rows, query, day).await?,
            None => HeatMap { columns: Vec::new(), medians: Vec::new(), rows: Vec::new(), pages: 1 },
        };
        let days = query.since.unwrap_or(SINCE).clamp(1, SINCE_MAX);
        let moved = moved(&mut tx, &rows, day, days).await?;
        let concentration = match month {
            Some(month) => concentration(&mut tx, &rows, month).await?,
            None => None,
        };
        let ours: HashSet<_> = rows.iter().map(|row| row.partner.id).collect();
        let paces = if may(self.caller.role, Action::ReadAlerts) {
            let (since, rules) = (now - Days::new(PACE), tx.alert_rules().await?.unwrap_or_default());
            let taken = tx.alerts_taken(since).await?.into_iter().filter(|(id, _)| ours.contains(id));
            paces(&taken.map(|(_, taken)| taken).collect::<Vec<_>>(), &rules, now)
        } else {
            Vec::new()
        };
        let years: Vec<_> = tx.billed_years().await?.into_iter().filter(|(id, _)| ours.contains(id)).collect();
        Ok(InsightPage {
            day,
            month,
            territories,
            partners: count(rows.len()),
            heat,
            moved,
            concentration,
            areas: areas(&rows),
            paces,
            cohorts: cohort::years(&years).into_iter().map(|(year, billed)| YearCohort { year, billed }).collect(),
        })
    }
}

fn fits(row: &PartnerRow, query: &InsightQuery, kinds: &HashMap<PartnerId, PartnerKind>) -> bool {
    query.tier.is_none_or(|tier| row.tier == tier)
        && query.kind.is_none_or(|kind| kinds.get(&row.partner.id) == Some(&kind))
        && (query.territory.is_empty() || row.territory.as_deref() == Some(query.territory.as_str()))
}

/// The lowest score first; who has none comes last, equals by code.
fn worst_first(rows: &mut [PartnerRow]) {
    rows.sort_by(|a, b| {
        let of = |row: &PartnerRow| row.score.unwrap_or(f64::INFINITY);
        of(a).total_cmp(&of(b)).then_with(|| a.partner.code.cmp(&b.partner.code))
    });
}

/// The rows of the page, and how many pages there are.
fn page_of<'a>(rows: &'a [PartnerRow], query: &InsightQuery) -> (impl Iterator<Item = &'a PartnerRow>, u32) {
    let from = (query.page.max(1) as usize - 1).saturating_mul(ROWS);
    (rows.iter().skip(from).take(ROWS), count(rows.len().div_ceil(ROWS).max(1)))
}

async fn by_component(
    tx: &mut Tx,
    rows: &[PartnerRow],
    query: &InsightQuery,
    day: NaiveDate,
) -> Result<HeatMap, Refusal> {
    let scores = tx.component_scores(day - Days::new(AGE), day).await?;
    let scores: HashMap<_, _> = scores.into_iter().map(|scores| (scores.partner, scores)).collect();
    let cells = |row: &PartnerRow| -> Vec<Option<f64>> {
        let Some(scores) = scores.get(&row.partner.id) else { return vec![None; Component::ALL.len() + 1] };
        let of = |wanted: &Component| scores.components.iter().find(|(c, _)| c == wanted).map(|(_, score)| *score);
        [scores.score].into_iter().chain(Component::ALL.iter().map(of)).collect()
    };
    let all: Vec<_> = rows.iter().map(cells).collect();
    let (page, pages) = page_of(rows, query);
    let words = Component::ALL.iter().map(|component| component.label().to_owned());
    Ok(HeatMap {
        columns: ["Score".to_owned()].into_iter().chain(words).collect(),
        medians: (0..=Component::ALL.len()).map(|at| median(all.iter().filter_map(|cells| cells[at]))).collect(),
        rows: page.map(|row| HeatRow { partner: row.partner.clone(), cells: cells(row) }).collect(),
        pages,
    })
}

async fn over_months(
    tx: &mut Tx,
    rows: &[PartnerRow],
    query: &InsightQuery,
    day: NaiveDate,
) -> Result<HeatMap, Refusal> {
    let (page, pages) = page_of(rows, query);
    let mut shown: Vec<_> = page.map(|row| HeatRow { partner: row.partner.clone(), cells: Vec::new() }).collect();
    let mut heat = HeatMap { columns: Vec::new(), medians: Vec::new(), rows: Vec::new(), pages };
    for back in (0..MONTHS).rev() {
        let month = Month::of(day).plus(-back);
        let (after, until) = (month.previous().last_day(), month.last_day());
        let scores: HashMap<_, Option<f64>> = match query.of {
            None => tx.scores_between(after, until).await?.into_iter().collect(),
            Some(wanted) => {
                let of = |scores: store::ComponentScores| {
                    let found = scores.components.iter().find(|(c, _)| *c == wanted).map(|(_, score)| *score);
                    (scores.partner, found)
                };
                tx.component_scores(after, until).await?.into_iter().map(of).collect()
            }
        };
        heat.columns.push(month.label());
        let of = |id: &PartnerId| scores.get(id).copied().flatten();
        heat.medians.push(median(rows.iter().filter_map(|row| of(&row.partner.id))));
        for row in &mut shown {
            row.cells.push(of(&row.partner.id));
        }
    }
    heat.rows = shown;
    Ok(heat)
}

async fn moved(tx: &mut Tx, rows: &[PartnerRow], day: Option<NaiveDate>, days: u32) -> Result<Moved, Refusal> {
    let mut moved = Moved { days, from: None, counts: Vec::new(), risers: Vec::new(), fallers: Vec::new() };
    let Some(from) = day.and_then(|day| day.checked_sub_days(Days::new(days.into()))) else { return Ok(moved) };
    let before: HashMap<_, _> = tx.scores_between(from - Days::new(AGE), from).await?.into_iter().collect();
    let mut counts: BTreeMap<(Option<Band>, Option<Band>), u32> = BTreeMap::new();
    let mut movers = Vec::new();
    for row in rows {
        let Some(was) = before.get(&row.partner.id).copied() else { continue };
        *counts.entry((was.map(Band::of), row.band)).or_default() += 1;
        if let Some((was, score)) = was.zip(row.score) {
            movers.push(Mover { partner: row.partner.clone(), score, change: score - was });
        }
    }
    moved.from = Some(from);
    moved.counts = counts.into_iter().map(|((was, is), partners)| (was, is, partners)).collect();
    (moved.risers, moved.fallers) = movers_of(movers, NAMED);
    Ok(moved)
}

async fn concentration(tx: &mut Tx, rows: &[PartnerRow], month: Month) -> Result<Option<Concentrated>, Refusal> {
    let billed: HashMap<_, _> =
        tx.billed_by_partner(month, month).await?.into_iter().map(|(id, _, billed, _)| (id, billed)).collect();
    let billed_to = |row: &PartnerRow| Some((row.partner.clone(), *billed.get(&row.partner.id)?));
    let mut largest: Vec<_> = rows.iter().filter_map(billed_to).collect();
    largest.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.code.cmp(&b.0.code)));
    let amounts: Vec<_> = largest.iter().map(|(_, amount)| *amount).collect();
    largest.truncate(NAMED);
    let spread = Spread::of(&amounts);
    Ok(spread.map(|spread| Concentrated {
        spread,
        billed: amounts.iter().copied().sum(),
        curve: curve(&amounts, STEPS),
        largest,
    }))
}

fn areas(rows: &[PartnerRow]) -> Vec<Territory> {
    let mut by_name: BTreeMap<Option<&str>, Vec<&PartnerRow>> = BTreeMap::new();
    for row in rows {
        by_name.entry(row.territory.as_deref()).or_default().push(row);
    }
    let area = |(name, rows): (Option<&str>, Vec<&PartnerRow>)| Territory {
        name: name.map(str::to_owned),
        partners: count(rows.len()),
        customers: rows.iter().map(|row| row.customers).sum(),
        mrr: rows.iter().map(|row| row.mrr).sum(),
        median: median(rows.iter().filter_map(|row| row.score)),
        endangered: count(rows.iter().filter(|row| matches!(row.band, Some(Band::AtRisk | Band::Critical))).count()),
    };
    let mut areas: Vec<_> = by_name.into_iter().map(area).collect();
    areas.sort_by_key(|area| Reverse(area.mrr));
    areas
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    stats::median(&mut values.collect::<Vec<_>>())
}

fn count(of: usize) -> u32 {
    u32::try_from(of).unwrap_or(u32::MAX)
}
