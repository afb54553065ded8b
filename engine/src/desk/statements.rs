//! Commission statements, down to the fact behind each cent.

use super::{Desk, Paging};
use crate::export::Download;
use crate::statements::Head;
use domain::rights::{Action, may};
use domain::run::RunStatus;
use domain::view::{StatementPage, StatementRow};
use domain::{FileFormat, Month, PartnerId, Refusal};

/// Lines of a statement's page.
const LINES: u32 = 100;
/// Statements of one month that are listed for the operator.
const STATEMENTS: i64 = 10_000;

impl Desk {
    /// A partner's statements, newest first; without a partner the operator sees the latest month's of all.
    pub async fn statements(&self, partner: Option<PartnerId>) -> Result<Vec<StatementRow>, Refusal> {
        self.check(Action::ReadStatements)?;
        if self.caller.partner.is_none() && partner.is_none() {
            let mut tx = self.read().await?;
            return match tx.runs().await?.first() {
                Some(run) => Ok(tx.statements_in(run.month, STATEMENTS).await?),
                None => Ok(Vec::new()),
            };
        }
        let (mut tx, partner) = self.read_about(partner).await?;
        Ok(tx.statements_of(partner).await?)
    }

    /// A statement with a page of its lines.
    pub async fn statement(
        &self,
        month: Month,
        partner: Option<PartnerId>,
        page: u32,
    ) -> Result<StatementPage, Refusal> {
        self.check(Action::ReadStatements)?;
        let (mut tx, partner) = self.read_about(partner).await?;
        let head = self.seen(Head::read(&mut tx, month, partner).await?);
        let paging = Paging::new(page, LINES);
        let key = head.key();
        let lines = tx.statement_lines(key, paging.offset, paging.limit).await?;
        let Head { tenant, statement, rules, plan, sums, carried, booked, paid } = head;
        Ok(StatementPage {
            pages: paging.pages(i64::from(statement.lines)),
            first: u32::try_from(paging.offset).unwrap_or(u32::MAX),
            rounding: tenant.rounding,
            may_ask: self.caller.partner.is_some()
                && may(self.caller.role, Action::Dispute)
                && statement.status >= RunStatus::Calculated,
            rules,
            plan,
            sums,
            carried,
            booked,
            paid,
            statement,
            lines,
        })
    }

    /// A statement as a file, for who may see it.
    pub async fn statement_file(
        &self,
        month: Month,
        partner: Option<PartnerId>,
        format: FileFormat,
    ) -> Result<Download, Refusal> {
        self.check(Action::ReadStatements)?;
        let (mut tx, partner) = self.read_about(partner).await?;
        let head = self.seen(Head::read(&mut tx, month, partner).await?);
        drop(tx);
        head.file(self.office(), format).await
    }

    /// Every line of every statement of a month as a file, for who closes it.
    pub async fn statement_lines_file(&self, month: Month, format: FileFormat) -> Result<Download, Refusal> {
        self.check(Action::ReadClose)?;
        self.office().statement_lines_file(month, format).await
    }

    /// A statement without what the caller may not see of plans, books and payouts.
    fn seen(&self, head: Head) -> Head {
        let role = self.caller.role;
        Head {
            plan: head.plan.filter(|_| may(role, Action::ReadPlans)),
            booked: head.booked.filter(|_| may(role, Action::ReadAccount)),
            paid: head.paid.filter(|_| may(role, Action::ReadPayouts)),
            ..head
        }
    }
}
