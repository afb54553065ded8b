//! Reconciliation: reading facts in chunks, comparing them, and keeping what was found.
//!
//! What is wrong is `domain::reconciliation`'s to say. A comparison writes its findings as it goes and ends with one
//! transaction that clears what it hasn't found; one that is killed in between has raised what it saw and cleared
//! nothing, and the next one goes over everything again.

mod bank;
mod billing;
mod commissions;
mod statements;

pub use billing::BillingExport;
pub(crate) use billing::count_exported;
pub use statements::NewBankFile;
pub(crate) use statements::preview;

use crate::Office;
use crate::months::open_points_of;
use domain::audit::Actor;
use domain::event::Event;
use domain::reconciliation::ledger::{BookedStatement, of_balance, of_entry, of_statement};
use domain::reconciliation::{Area, Finding, Tolerance};
use domain::view::{ComparisonRow, FindingQuery, FindingRow};
use domain::{Cents, EventId, FindingId, Month, Refusal};
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use store::Comparison;

/// Differences of the ledger that are looked at, of each kind.
const DIFFERENCES_MAX: i64 = 10_000;

/// A comparison under way.
pub(crate) struct Comparing<'a> {
    office: &'a Office,
    comparison: Comparison,
    tolerance: Tolerance,
    compared: i64,
    skipped: i64,
    /// What was found, where it is only tried and nothing is kept.
    tried: Option<Vec<Finding>>,
}

/// What a comparison would come to.
pub(crate) struct Tried {
    pub(crate) compared: i64,
    pub(crate) skipped: i64,
    /// Findings that would be new, or open again.
    pub(crate) raised: Vec<Finding>,
    /// Findings that are known and stay as they are.
    pub(crate) known: usize,
    /// Findings that would be cleared.
    pub(crate) cleared: usize,
}

impl Office {
    /// Compares a calculated month: commissions with bills and plans, the ledger with statements, payouts with the
    /// bank's lines. Done twice it raises nothing twice, and clears what was mended in between.
    pub async fn reconcile(&self, month: Month, actor: Actor) -> Result<Vec<ComparisonRow>, Refusal> {
        let mut rows = Vec::new();
        for area in [Area::Commissions, Area::Ledger, Area::Bank] {
            rows.push(self.compare(month, area, actor).await?);
        }
        Ok(rows)
    }

    /// Makes one of a month's comparisons.
    pub(crate) async fn compare(&self, month: Month, area: Area, actor: Actor) -> Result<ComparisonRow, Refusal> {
        let mut comparing = Comparing::begin(self, month, area).await?;
        comparing.compare().await?;
        comparing.end(actor).await
    }

    /// What a comparison would find, with nothing kept.
    pub(crate) async fn try_comparison(&self, month: Month, area: Area) -> Result<Tried, Refusal> {
        let begun = Comparing::begin(self, month, area).await?;
        let mut comparing = Comparing { tried: Some(Vec::new()), ..begun };
        comparing.compare().await?;
        let Comparing { compared, skipped, tried, .. } = comparing;
        let known = self.engine.store.read(self.tenant).await?.known_findings(month, area).await?;
        let found: BTreeMap<_, _> = tried.into_iter().flatten().map(|finding| (finding.key(), finding)).collect();
        let stands = |key: &str| found.contains_key(key);
        let cleared = known.iter().filter(|(key, state, _)| state.is_pending() && !stands(key)).count();
        let known: HashMap<_, _> = known.into_iter().map(|(key, state, settled)| (key, (state, settled))).collect();
        let total = found.len();
        let is_raised = |(key, finding): (String, Finding)| {
            let raised =
                known.get(&key).is_none_or(|(state, settled)| state.opens_again(*settled, finding.difference()));
            raised.then_some(finding)
        };
        let raised: Vec<_> = found.into_iter().filter_map(is_raised).collect();
        Ok(Tried { compared, skipped, known: total - raised.len(), raised, cleared })
    }

    /// Findings, the most severe first, at most `limit`.
    pub async fn findings(&self, query: &FindingQuery, limit: i64) -> Result<Vec<FindingRow>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.findings(query, 0, limit).await?.0)
    }

    /// Sets what may differ before it is a finding.
    pub async fn set_tolerance(&self, tolerance: Tolerance, actor: Actor) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.set_tolerance(tolerance).await?;
        tx.audit(now, actor, "tolerance_set", "reconciliation", &json!(tolerance)).await?;
        Ok(tx.commit().await?)
    }
}

impl<'a> Comparing<'a> {
    async fn begin(office: &'a Office, month: Month, area: Area) -> Result<Self, Refusal> {
        let clock = &office.engine.clock;
        let tolerance = office.engine.store.read(office.tenant).await?.tolerance().await?;
        let comparison = Comparison { id: clock.new_id(), month, area, started_at: clock.now() };
        Ok(Self { office, comparison, tolerance, compared: 0, skipped: 0, tried: None })
    }

    /// Makes the comparison.
    async fn compare(&mut self) -> Result<(), Refusal> {
        match self.comparison.area {
            Area::Commissions => self.commissions().await,
            Area::Ledger => self.ledger().await,
            Area::Bank => self.bank().await,
            Area::Billing => Err(Refusal::invalid("area", "bills are compared with an export: name the file")),
        }
    }

    /// Keeps what was found so far.
    async fn found(&mut self, findings: Vec<Finding>) -> Result<(), Refusal> {
        if findings.is_empty() {
            return Ok(());
        }
        if let Some(tried) = &mut self.tried {
            tried.extend(findings);
            return Ok(());
        }
        let engine = &self.office.engine;
        let rows: Vec<_> = findings.into_iter().map(|finding| (FindingId(engine.clock.new_id()), finding)).collect();
        let mut tx = engine.store.write(self.office.tenant).await?;
        tx.put_findings(&self.comparison, &rows, engine.clock.now()).await?;
        Ok(tx.commit().await?)
    }

    async fn end(self, actor: Actor) -> Result<ComparisonRow, Refusal> {
        let engine = &self.office.engine;
        let now = engine.clock.now();
        let mut tx = engine.store.write(self.office.tenant).await?;
        let row = tx.end_comparison(&self.comparison, (self.compared, self.skipped), now).await?;
        let ComparisonRow { month, area, raised, cleared, .. } = row;
        tx.announce(EventId(engine.clock.new_id()), now, &Event::MonthReconciled { month, area, raised, cleared })
            .await?;
        tx.audit(now, actor, "month_reconciled", &month.to_string(), &json!(row)).await?;
        tx.wake_steps(&open_points_of(month), now).await?;
        tx.commit().await?;
        engine.wake_runner();
        Ok(row)
    }

    /// The ledger with statements, and with itself.
    async fn ledger(&mut self) -> Result<(), Refusal> {
        let month = self.comparison.month;
        let mut tx = self.office.engine.store.read(self.office.tenant).await?;
        self.compared = tx.count_entries().await?;
        let mut findings = Vec::new();
        let partners = tx.partner_refs().await?;
        for found in tx.statement_differences(DIFFERENCES_MAX).await? {
            let partner = partners.iter().find(|partner| partner.code == found.partner_code);
            let Some(partner) = partner.filter(|_| found.month == month) else { continue };
            findings.extend(of_statement(&BookedStatement {
                month,
                version: found.version,
                partner: partner.id,
                commission: found.commission,
                booked: found.booked,
            }));
        }
        let entries = tx.unbalanced_entries(DIFFERENCES_MAX).await?;
        findings.extend(entries.into_iter().filter(|found| found.month == month).map(|found| {
            let (what, excess) = match (found.is_there, found.postings) {
                (false, _) => ("Postings without an entry", found.sum),
                (true, 0) => ("An entry without postings", Cents::ZERO),
                (true, _) => ("Debits less credits", found.sum),
            };
            of_entry(month, found.id, excess, what)
        }));
        let balances = tx.balance_differences(DIFFERENCES_MAX).await?;
        let of_month = balances.into_iter().filter(|found| found.month == month);
        findings.extend(
            of_month.map(|found| of_balance((month, found.partner, found.account), (found.debit, found.credit))),
        );
        drop(tx);
        self.found(findings).await
    }
}
