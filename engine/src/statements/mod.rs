//! Commission statements as documents: read whole, and written as CSV, as a workbook and as pages.

mod lines;
mod pages;
mod paper;
mod review;

pub(crate) use lines::month_lines;
pub(crate) use review::review_pages;

use crate::Office;
use crate::export::{Content, Download};
use domain::commission::{Carried, Kind};
use domain::ledger::Source;
use domain::tenant::Tenant;
use domain::view::{Booked, PayoutRow, StatementLine, StatementRow};
use domain::{Cents, FileFormat, Month, PartnerId, Refusal};
use std::borrow::Cow;
use store::Tx;

/// A statement without its lines.
#[derive(Clone, Debug)]
pub(crate) struct Head {
    /// The operator.
    pub tenant: Tenant,
    /// What it comes to.
    pub statement: StatementRow,
    /// The plan's rules in plain words.
    pub rules: Vec<String>,
    /// Code and version of the plan.
    pub plan: Option<(String, i32)>,
    /// The sums by kind, in the order of evaluation.
    pub sums: Vec<(Kind, Cents)>,
    /// What it leaves for later months.
    pub carried: Carried,
    /// The entry that books it.
    pub booked: Option<Booked>,
    /// The payout that it is paid with.
    pub paid: Option<PayoutRow>,
}

/// Which version of whose statement.
pub(crate) type Key = (Month, i32, PartnerId);

impl Head {
    /// Reads a statement; the partner that has none in the month has no such statement.
    pub(crate) async fn read(tx: &mut Tx, month: Month, partner: PartnerId) -> Result<Self, Refusal> {
        let found = tx.statement(month, partner).await?;
        let (statement, by) = found.ok_or_else(|| Refusal::not_found("statement"))?;
        let tenant = tx.tenant_row().await?;
        let (mut rules, mut plan) = (Vec::new(), None);
        if let Some((id, version)) = by {
            rules = tx.plan_version(id, version).await?.terms.explain(tenant.currency);
            plan = tx.plans().await?.into_iter().find(|plan| plan.id == id).map(|plan| (plan.code, version));
        }
        let key = (month, statement.version, partner);
        let entry = tx.entry(Source::statement(partner, month, statement.version)).await?;
        Ok(Self {
            rules,
            plan,
            sums: tx.statement_sums(key).await?,
            carried: tx.carried_by(key).await?,
            booked: entry.map(|entry| Booked { entry: entry.id(), day: entry.day() }),
            paid: tx.payout_of_month(partner, month).await?,
            tenant,
            statement,
        })
    }

    /// Which statement it is.
    pub(crate) const fn key(&self) -> Key {
        (self.statement.month, self.statement.version, self.statement.partner.id)
    }

    /// What it leaves for later, in words.
    pub(crate) fn left(&self) -> Vec<(Cow<'static, str>, Cents)> {
        let Carried { draw_owed, brought_forward, held, instalments } = &self.carried;
        let sums = [("Draws still to be recovered", *draw_owed), ("Carried to the next month", *brought_forward)];
        let sums = sums.into_iter().map(|(words, amount)| (words.into(), amount));
        let held = held.iter().map(|held| (format!("Held back until {}", held.release.label()).into(), held.amount));
        let due = instalments.iter();
        let due = due.map(|one| (format!("Instalment due in {}", one.due.label()).into(), one.amount));
        sums.chain(held).chain(due).filter(|(_, amount)| *amount != Cents::ZERO).collect()
    }

    /// The name of its file, without the ending.
    fn file_name(&self) -> String {
        format!("statement-{}-{}", self.statement.month, self.statement.partner.code)
    }

    /// The statement as a file.
    pub(crate) async fn file(self, office: Office, format: FileFormat) -> Result<Download, Refusal> {
        if format != FileFormat::Pdf {
            return lines::table(self, office).file(format).await;
        }
        let mut lines = Vec::new();
        while let Some(more) = lines::block(&office, self.key(), lines.len()).await? {
            lines.extend(more);
        }
        let name = format!("{}.pdf", self.file_name());
        let drawing = move || pages::draw(&paper::Paper::of(&self, &lines)?);
        let bytes = tokio::task::spawn_blocking(drawing).await.map_err(|_| Refusal::Unavailable)??;
        Ok(Download { name, format, content: Content::Whole(bytes) })
    }
}

impl Office {
    /// The statements of a month, by partner's code.
    pub async fn statements(&self, month: Month) -> Result<Vec<StatementRow>, Refusal> {
        let mut rows = self.engine.store.read(self.tenant).await?.statements_in(month, i64::MAX).await?;
        rows.sort_by(|one, other| one.partner.code.cmp(&other.partner.code));
        Ok(rows)
    }

    /// A partner's statement as a file.
    pub async fn statement_file(
        &self,
        month: Month,
        partner: PartnerId,
        format: FileFormat,
    ) -> Result<Download, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let head = Head::read(&mut tx, month, partner).await?;
        drop(tx);
        head.file(self.clone(), format).await
    }

    /// Every line of every statement of a month as one file.
    pub async fn statement_lines_file(&self, month: Month, format: FileFormat) -> Result<Download, Refusal> {
        month_lines(self, month).await?.file(format).await
    }
}

/// The customer of a line in words.
fn customer(line: &StatementLine) -> &str {
    line.customer_code.as_deref().unwrap_or_default()
}
