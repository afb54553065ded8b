//! `tributary close`: freezes and calculates a month.

use super::{Context, Failure, Outcome};
use clap::Args;
use domain::audit::Actor;
use domain::correction::Difference;
use domain::money::group_thousands;
use domain::run::Run;
use domain::view::CloseSummary;
use domain::{Currency, Month};
use serde::Serialize;
use std::fmt;

/// Which month of which operator.
#[derive(Args, Debug)]
pub struct Close {
    /// The month
    #[arg(long, value_name = "YYYY-MM")]
    month: Month,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
    /// Calculate a month anew that isn't approved yet, and tell what has changed
    #[arg(long, requires = "reason")]
    recalculate: bool,
    /// Why it is calculated anew
    #[arg(long, requires = "recalculate")]
    reason: Option<String>,
}

impl Close {
    /// Closes the month and shows what it came to. A month that is closed already is only shown.
    pub async fn run(&self, context: &Context) -> Result<Outcome, Failure> {
        let pace = context.output.pace();
        let progress = |run: &Run| {
            pace.progress(|| format!("{}: {} of {} partners calculated", run.month, run.partners_done, run.partners));
        };
        let closed = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            let office = engine.office(tenant.id);
            if let Some(reason) = &self.reason {
                office.recalculate(self.month, reason, Actor::System).await?;
            }
            office.close(self.month, Actor::System, progress).await?;
            let difference = if self.recalculate { office.difference(self.month).await? } else { None };
            Ok(Closed { currency: tenant.currency, summary: office.summary(self.month).await?, difference })
        });
        let closed = closed.await?;
        let outcome = if closed.summary.without_plan > 0 { Outcome::NeedsALook } else { Outcome::Done };
        context.output.result(&closed);
        Ok(outcome)
    }
}

#[derive(Serialize)]
struct Closed {
    #[serde(skip)]
    currency: Currency,
    #[serde(flatten)]
    summary: CloseSummary,
    #[serde(skip_serializing_if = "Option::is_none")]
    difference: Option<Difference>,
}

impl fmt::Display for Closed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { currency, summary, difference } = self;
        let run = &summary.run;
        let lines = group_thousands(run.lines.unsigned_abs());
        let (billed, commission) = (currency.show(run.billed), currency.show(run.commission));
        write!(
            f,
            "{} is {}: {} partners, {lines} lines, {commission} commission on {billed} billed.",
            run.month.label(),
            run.status.label().to_lowercase(),
            run.partners
        )?;
        if summary.without_plan > 0 {
            let unpaid = currency.show(summary.billed_without_plan);
            write!(f, "\n{} partners have no plan, and so nothing on {unpaid} billed.", summary.without_plan)?;
        }
        if let Some(difference) = difference {
            let (before, after) = difference.versions;
            let lines = difference.lines.len();
            write!(f, "\nVersion {after} against version {before}: {lines} lines differ.")?;
            for partner in &difference.partners {
                let (was, is) = (currency.show(partner.before), currency.show(partner.after));
                write!(f, "\n  {}: {was} before, {is} now", partner.partner)?;
            }
        }
        Ok(())
    }
}
