//! `tributary months`: the walk of a month from open to closed, and what people decide on the way.

use super::adjust::Who;
use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::money::group_thousands;
use domain::run::{Check, CheckState, Run};
use domain::view::{MonthClose, MonthPage};
use domain::{Currency, Month};
use serde::Serialize;
use std::fmt;

/// What to do with months.
#[derive(Debug, Subcommand)]
pub enum Months {
    /// Show every month with bills, newest first, and how far it is
    List(Who),
    /// Show a month's walk from open to closed: what is done, what waits for what
    Show(Which),
    /// Note that you have looked at a calculated month
    Review(Review),
    /// Release a month that somebody else has closed or reviewed
    Approve(Which),
    /// Have a month calculated anew that isn't approved yet, and show what has changed
    Recalculate(Recalculate),
    /// Close a released month for good; while something of it is open, with a reason
    Finish(Finish),
}

/// Which month.
#[derive(Args, Debug)]
pub struct Which {
    /// The month, such as 2025-09
    month: Month,
    #[command(flatten)]
    who: Who,
}

/// A look at a month.
#[derive(Args, Debug)]
pub struct Review {
    /// The month, such as 2025-09
    month: Month,
    /// What you have looked at
    #[arg(long)]
    note: String,
    #[command(flatten)]
    who: Who,
}

/// A month to be calculated anew.
#[derive(Args, Debug)]
pub struct Recalculate {
    /// The month, such as 2025-09
    month: Month,
    /// Why it is calculated anew
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    who: Who,
}

/// A month to be closed for good.
#[derive(Args, Debug)]
pub struct Finish {
    /// The month, such as 2025-09
    month: Month,
    /// Why it is closed although something of it is open
    #[arg(long, default_value = "", hide_default_value = true)]
    reason: String,
    #[command(flatten)]
    who: Who,
}

impl Months {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let output = context.output;
        match self {
            Self::List(who) => {
                let list = async |desk: &engine::Desk| {
                    let currency = desk.viewer().await?.currency;
                    Ok(List { currency, months: desk.months_to_close().await?.months })
                };
                output.result(&who.act(context, list).await?);
            }
            Self::Show(Which { month, who }) => {
                let page = who.act(context, async |desk| desk.month_page(month).await).await?;
                output.result(&Shown(page));
            }
            Self::Review(Review { month, note, who }) => {
                let run = who.act(context, async |desk| desk.review_month(month, &note).await).await?;
                output.result(&Moved(run));
                output.progress(format_args!("A second person approves: tributary months approve {month} --as EMAIL"));
            }
            Self::Approve(Which { month, who }) => {
                output.result(&Moved(who.act(context, async |desk| desk.approve_month(month).await).await?));
            }
            Self::Recalculate(Recalculate { month, reason, who }) => {
                let page = who.act(context, async |desk| {
                    desk.recalculate(month, &reason).await?;
                    desk.calculate(month).await?;
                    desk.month_page(month).await
                });
                output.result(&Shown(page.await?));
            }
            Self::Finish(Finish { month, reason, who }) => {
                output.result(&Moved(who.act(context, async |desk| desk.finish_month(month, &reason).await).await?));
            }
        }
        Ok(Outcome::Done)
    }
}

#[derive(Serialize)]
struct List {
    #[serde(skip)]
    currency: Currency,
    months: Vec<MonthClose>,
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.months.is_empty() {
            return f.write_str("There is nothing to close: a month appears as soon as it has billed revenue.");
        }
        for (at, month) in self.months.iter().enumerate() {
            let end = if at + 1 < self.months.len() { "\n" } else { "" };
            let status = month.run.as_ref().map_or("open", |run| run.status.code());
            let customers = group_thousands(month.customers.unsigned_abs());
            let billed = self.currency.show(month.billed);
            write!(f, "{}  {status}  {customers} customers, {billed} billed", month.month)?;
            if let Some(run) = &month.run {
                write!(f, ", {} commission", self.currency.show(run.commission))?;
            }
            f.write_str(end)?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Moved(Run);

impl fmt::Display for Moved {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}.", self.0.month.label(), self.0.status.label().to_lowercase())
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Shown(MonthPage);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let MonthPage { close, checks, difference, .. } = &self.0;
        write!(f, "{}", close.month.label())?;
        for check in checks {
            write!(f, "\n{}", Line(check))?;
        }
        let Some(difference) = difference else { return Ok(()) };
        let (before, after) = difference.versions;
        write!(f, "\nVersion {after} against version {before}: {} lines differ.", difference.lines.len())?;
        for partner in &difference.partners {
            write!(f, "\n  {}: {} before, {} now", partner.partner, partner.before, partner.after)?;
        }
        Ok(())
    }
}

/// A point with what there is to say, as a few lines.
struct Line<'a>(&'a Check);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Check { point, state, at, by, remarks } = self.0;
        let sign = match state {
            CheckState::Done => "[x]",
            CheckState::Now => "[>]",
            CheckState::Waiting => "[.]",
            CheckState::Later => "[ ]",
        };
        write!(f, "{sign} {}", point.label())?;
        if let Some(at) = at {
            write!(f, ", {}", at.format("%Y-%m-%d %H:%M UTC"))?;
        }
        if let Some(by) = by {
            write!(f, " by {by}")?;
        }
        for remark in remarks {
            write!(f, "\n      {}{}", if remark.is_warning { "! " } else { "" }, remark.words)?;
        }
        Ok(())
    }
}
