//! `tributary adjust`: corrections of earlier months, which two people agree on.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::correction::AdjustmentRow;
use domain::{AdjustmentId, Cents, Refusal};
use engine::{Desk, Proposal};
use serde::Serialize;
use std::fmt;

/// What to do with adjustments.
#[derive(Debug, Subcommand)]
pub enum Adjust {
    /// Show every adjustment, newest first
    List(Who),
    /// Propose a correction, which takes effect in the next month after a second person has agreed
    Propose(Propose),
    /// Agree to a correction that somebody else has proposed
    Approve(Decide),
    /// Don't agree to it
    Reject(Decide),
}

/// On whose behalf.
#[derive(Args, Debug)]
pub struct Who {
    /// Sign-in name of the person who acts
    #[arg(long = "as", value_name = "EMAIL")]
    email: String,
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
}

/// A correction.
#[derive(Args, Debug)]
pub struct Propose {
    /// The reseller's code
    partner: String,
    /// How much, such as 12.50; negative to take back
    #[arg(allow_hyphen_values = true)]
    amount: Cents,
    /// Why; it stands on the statement
    #[arg(long)]
    reason: String,
    /// The number of the customer that it is about
    #[arg(long)]
    customer: Option<String>,
    #[command(flatten)]
    who: Who,
}

/// Which correction.
#[derive(Args, Debug)]
pub struct Decide {
    /// Its id, as `adjust list` shows it
    id: AdjustmentId,
    #[command(flatten)]
    who: Who,
}

impl Adjust {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        match self {
            Self::List(who) => {
                let rows = who.act(context, async |desk| desk.adjustments().await).await?;
                context.output.result(&Adjustments(rows));
            }
            Self::Propose(propose) => {
                let Propose { partner, amount, reason, customer, who } = propose;
                let proposal = Proposal { partner, amount, reason, customer };
                let id = who.act(context, async |desk| desk.propose_adjustment(&proposal).await).await?;
                context.output.progress(format_args!(
                    "Proposed as {id}. A second person agrees: tributary adjust approve {id} --as EMAIL"
                ));
            }
            Self::Approve(decide) => decide.run(context, true).await?,
            Self::Reject(decide) => decide.run(context, false).await?,
        }
        Ok(Outcome::Done)
    }
}

impl Decide {
    async fn run(self, context: &Context, agree: bool) -> Result<(), Failure> {
        let row = self.who.act(context, async |desk| desk.decide_adjustment(self.id, agree).await).await?;
        context.output.result(&Adjustments(vec![row]));
        Ok(())
    }
}

impl Who {
    pub(super) async fn act<T>(
        &self,
        context: &Context,
        work: impl AsyncFnOnce(&Desk) -> Result<T, Refusal>,
    ) -> Result<T, Failure> {
        let done = context.with_engine(async |engine| {
            let tenant = engine.tenant(self.tenant.as_deref()).await?;
            let desk = engine.office(tenant.id).desk_of(&self.email).await?;
            Ok(work(&desk).await?)
        });
        done.await
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Adjustments(Vec<AdjustmentRow>);

impl fmt::Display for Adjustments {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("There is no adjustment yet; propose one: tributary adjust propose --help");
        }
        for (at, row) in self.0.iter().enumerate() {
            let end = if at + 1 < self.0.len() { "\n" } else { "" };
            let status = row.status.label().to_lowercase();
            let effect = match row.applied_month {
                Some(month) => format!("in the statement of {month}"),
                None => format!("from {} on", row.month),
            };
            write!(
                f,
                "{}  {}  {}  {status}, {effect}: {} (by {}){end}",
                row.id, row.partner.code, row.amount, row.reason, row.proposer
            )?;
        }
        Ok(())
    }
}
