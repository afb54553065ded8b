//! The portfolio: every partner with its health and its money, from roll-ups alone.

use super::Desk;
use crate::close::count_bands;
use domain::health::Band;
use domain::partner::{Partner, PartnerStatus};
use domain::rights::Action;
use domain::tenant::Tenant;
use domain::view::{MonthFigures, Mover, PartnerRef, PartnerRow, PartnerSort, Portfolio, PortfolioQuery, Totals};
use domain::{Cents, Month, PartnerId, Refusal};
use std::cmp::Ordering;
use std::collections::HashMap;
use store::Tx;

/// Rows of the table's page.
const ROWS: usize = 50;
/// Months of the charts.
pub(super) const MONTHS: i32 = 12;
/// Partners in each list of movers.
const MOVERS: usize = 5;

impl Desk {
    /// The partner manager's first page.
    pub async fn portfolio(&self, query: &PortfolioQuery) -> Result<Portfolio, Refusal> {
        self.check(Action::ReadPortfolio)?;
        let mut tx = self.read().await?;
        let tenant = tx.tenant_row().await?;
        let month = tx.latest_billed_month().await?;
        let months = match month {
            Some(last) => month_figures(
                &tenant,
                tx.billed_by_month(last.plus(1 - MONTHS), last).await?,
                &tx.commission_by_month().await?,
            ),
            None => Vec::new(),
        };
        let scored_on = tx.portfolio_health().await?.iter().map(|h| h.day).max();
        let all = all_rows(&mut tx).await?;
        drop(tx);

        let latest = months.last();
        let totals = Totals {
            partners: count(all.iter().filter(|row| row.status == PartnerStatus::Active)),
            customers: all.iter().map(|row| row.customers).sum(),
            mrr: all.iter().map(|row| row.mrr).sum(),
            billed: latest.map_or(Cents::ZERO, |m| m.billed),
            commission: latest.and_then(|m| m.commission),
        };
        let bands = count_bands(all.iter().map(|row| row.score));
        let (risers, fallers) = movers(&all);
        let mut rows: Vec<_> = all.into_iter().filter(|row| fits(row, query)).collect();
        sort(&mut rows, query.sort, query.descending);
        let found = rows.len();
        let page = query.page.max(1) as usize - 1;
        Ok(Portfolio {
            month,
            scored_on,
            totals,
            bands,
            months,
            risers,
            fallers,
            rows: rows.into_iter().skip(page * ROWS).take(ROWS).collect(),
            found: u32::try_from(found).unwrap_or(u32::MAX),
            pages: u32::try_from(found.div_ceil(ROWS).max(1)).unwrap_or(u32::MAX),
        })
    }
}

/// Revenue beside commission, month by month.
pub(super) fn month_figures(
    tenant: &Tenant,
    billed: Vec<(Month, Cents, i64)>,
    commission: &[(Month, Cents)],
) -> Vec<MonthFigures> {
    let figures = billed.into_iter().map(|(month, billed, customers)| MonthFigures {
        month,
        billed,
        customers,
        commission: commission.iter().find(|(m, _)| *m == month).map(|(_, c)| *c),
        complete: tenant.history_from.is_none_or(|day| month.last_day() >= day),
    });
    figures.collect()
}

/// Every partner with its health and its money, in the order of their ids.
pub(super) async fn all_rows(tx: &mut Tx) -> Result<Vec<PartnerRow>, Refusal> {
    let mut in_service: HashMap<PartnerId, (i64, Cents)> = HashMap::new();
    for (partner, stage, customers, mrr) in tx.all_stage_counts().await? {
        if stage.is_in_service() {
            let sum = in_service.entry(partner).or_default();
            sum.0 += customers;
            sum.1 += mrr;
        }
    }
    let health: HashMap<_, _> = tx.portfolio_health().await?.into_iter().map(|h| (h.partner_id, h)).collect();
    let commission: HashMap<_, _> = tx.commission_by_partner().await?.into_iter().collect();
    let row = |partner: Partner| {
        let (customers, mrr) = in_service.get(&partner.id).copied().unwrap_or_default();
        let health = health.get(&partner.id);
        let score = health.and_then(|h| h.score);
        PartnerRow {
            commission: commission.get(&partner.id).copied(),
            customers,
            mrr,
            score,
            band: score.map(Band::of),
            coverage: health.map_or(0.0, |h| h.coverage),
            change: score.zip(health.and_then(|h| h.previous_score)).map(|(now, before)| now - before),
            tier: partner.tier,
            status: partner.status,
            territory: partner.territory,
            partner: PartnerRef { id: partner.id, code: partner.code, name: partner.name },
        }
    };
    Ok(tx.partners().await?.into_iter().map(row).collect())
}

fn fits(row: &PartnerRow, query: &PortfolioQuery) -> bool {
    let text = query.text.trim().to_lowercase();
    let says = |field: &str| field.to_lowercase().contains(&text);
    (text.is_empty()
        || says(&row.partner.name)
        || says(&row.partner.code)
        || row.territory.as_deref().is_some_and(says))
        && query.band.is_none_or(|band| row.band == Some(band))
        && query.tier.is_none_or(|tier| row.tier == tier)
}

/// Sorts by a column; what has no figure comes last either way, equals by code.
fn sort(rows: &mut [PartnerRow], by: PartnerSort, descending: bool) {
    let turn = |order: Ordering| if descending { order.reverse() } else { order };
    let maybe = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => turn(a.total_cmp(&b)),
        (a, b) => b.is_some().cmp(&a.is_some()),
    };
    rows.sort_by(|a, b| {
        let order = match by {
            PartnerSort::Score => maybe(a.score, b.score),
            PartnerSort::Change => maybe(a.change, b.change),
            PartnerSort::Name => turn(a.partner.name.to_lowercase().cmp(&b.partner.name.to_lowercase())),
            PartnerSort::Customers => turn(a.customers.cmp(&b.customers)),
            PartnerSort::Mrr => turn(a.mrr.cmp(&b.mrr)),
            PartnerSort::Commission => match (a.commission, b.commission) {
                (Some(a), Some(b)) => turn(a.cmp(&b)),
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
        };
        order.then_with(|| a.partner.code.cmp(&b.partner.code))
    });
}

/// Whose score rose most and whose fell most in four weeks.
fn movers(rows: &[PartnerRow]) -> (Vec<Mover>, Vec<Mover>) {
    let moved = rows.iter().filter_map(|row| {
        let (score, change) = row.score.zip(row.change)?;
        Some(Mover { partner: row.partner.clone(), score, change })
    });
    movers_of(moved, MOVERS)
}

/// Those who moved most, at most so many each: risers and fallers.
pub(super) fn movers_of(moved: impl IntoIterator<Item = Mover>, most: usize) -> (Vec<Mover>, Vec<Mover>) {
    let (mut risers, mut fallers): (Vec<_>, Vec<_>) =
        moved.into_iter().filter(|m| m.change.abs() >= 0.05).partition(|m| m.change > 0.0);
    risers.sort_by(|a, b| b.change.total_cmp(&a.change));
    fallers.sort_by(|a, b| a.change.total_cmp(&b.change));
    risers.truncate(most);
    fallers.truncate(most);
    (risers, fallers)
}

fn count<T>(items: impl Iterator<Item = T>) -> u32 {
    u32::try_from(items.count()).unwrap_or(u32::MAX)
}
