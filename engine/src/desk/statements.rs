//! Commission statements, down to the fact behind each cent.

use super::{Desk, Paging};
use domain::rights::Action;
use domain::view::{StatementPage, StatementRow};
use domain::{Month, PartnerId, Refusal};

/// Lines of a statement's page.
const LINES: u32 = 100;
/// Statements of one month that are listed for the operator.
const STATEMENTS: i64 = 10_000;

impl Desk {
    /// A partner's statements, newest first; without a partner the operator sees the latest month's of all.
    pub async fn statements(&self, partner: Option<PartnerId>) -> Result<Vec<StatementRow>, Refusal> {
        self.check(Action::ReadStatements)?;
        let mut tx = self.read().await?;
        if self.caller.partner.is_none() && partner.is_none() {
            return match tx.runs().await?.first() {
                Some(run) => Ok(tx.statements_in(run.month, STATEMENTS).await?),
                None => Ok(Vec::new()),
            };
        }
        let partner = self.partner_asked(partner)?;
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
        let partner = self.partner_asked(partner)?;
        let mut tx = self.read().await?;
        let found = tx.statement(month, partner).await?;
        let (statement, plan) = found.ok_or_else(|| Refusal::not_found("statement"))?;
        let tenant = tx.tenant_row().await?;
        let rules = match plan {
            Some((plan, version)) => tx.plan_version(plan, version).await?.terms.explain(tenant.currency),
            None => Vec::new(),
        };
        let paging = Paging::new(page, LINES);
        let key = (month, statement.version, partner);
        let lines = tx.statement_lines(key, paging.offset, paging.limit).await?;
        Ok(StatementPage {
            pages: paging.pages(i64::from(statement.lines)),
            rules,
            rounding: tenant.rounding,
            sums: tx.statement_sums(key).await?,
            carried: tx.carried_by(key).await?,
            statement,
            lines,
        })
    }
}
