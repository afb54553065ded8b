//! `tributary payouts`: what is payable, batches, their files, and what the bank sends back.

mod settings;
mod tell;

use super::adjust::Who;
use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::audit::Actor;
use domain::view::PayoutBatchRow;
use domain::{PayoutBatchId, Refusal};
use engine::Office;
use std::path::PathBuf;
use tell::{Batches, PayableNow, Taken, Whole};

/// What to do with payouts.
#[derive(Debug, Subcommand)]
pub enum Payouts {
    /// Show the newest batches
    List(Whose),
    /// Show what is payable to each reseller now, and who is held out and why
    Payable(Whose),
    /// Show a batch with its payouts and its file
    Show(Which),
    /// Propose a batch of all that can be paid now
    Propose(Propose),
    /// Release a batch that somebody else has proposed
    Approve(Decide),
    /// Give a batch up that the bank hasn't got
    Cancel(Cancel),
    /// Write and hand over the files of approved batches now, as the server does by itself
    Submit(Which),
    /// Take in a file that the bank has sent: returns and notifications of change
    Returns(Returns),
    /// Show how payouts are made, or set it from a file
    Settings(settings::Settings),
}

/// Whose payouts.
#[derive(Args, Debug)]
pub struct Whose {
    /// The operator's short name; may be left out when there is only one
    #[arg(long)]
    tenant: Option<String>,
}

/// Which batch.
#[derive(Args, Debug)]
pub struct Which {
    /// Its name, such as PB-0007
    batch: String,
    #[command(flatten)]
    whose: Whose,
}

/// A new batch.
#[derive(Args, Debug)]
pub struct Propose {
    /// Why now, for the record
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    who: Who,
}

/// A person's decision.
#[derive(Args, Debug)]
pub struct Decide {
    /// The batch, such as PB-0007
    batch: String,
    #[command(flatten)]
    who: Who,
}

/// A batch to give up.
#[derive(Args, Debug)]
pub struct Cancel {
    /// The batch, such as PB-0007
    batch: String,
    /// Why, for the record
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    who: Who,
}

/// A file from the bank.
#[derive(Args, Debug)]
pub struct Returns {
    /// The file
    file: PathBuf,
    #[command(flatten)]
    whose: Whose,
}

impl Payouts {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let output = context.output;
        match self {
            Self::List(whose) => {
                output.result(&Batches(whose.at(context, async |office| Ok(office.payout_batches().await?)).await?));
            }
            Self::Payable(whose) => {
                output.result(&PayableNow(whose.at(context, async |office| Ok(office.payables().await?)).await?));
            }
            Self::Show(which) => output.result(&which.batch(context).await?),
            Self::Propose(Propose { reason, who }) => {
                let batch = who.act(context, async |desk| desk.propose_payouts(&reason).await).await?;
                let name = batch.name();
                output.result(&Batches(vec![batch]));
                output.progress(format_args!("A second person approves: tributary payouts approve {name} --as EMAIL"));
            }
            Self::Approve(Decide { batch, who }) => {
                let approve = async |desk: &engine::Desk| {
                    let id = id_of(&desk.payout_desk().await?.batches, &batch)?;
                    desk.approve_payouts(id).await
                };
                output.result(&Batches(vec![who.act(context, approve).await?]));
            }
            Self::Cancel(Cancel { batch, reason, who }) => {
                let cancel = async |desk: &engine::Desk| {
                    let id = id_of(&desk.payout_desk().await?.batches, &batch)?;
                    desk.cancel_payouts(id, &reason).await
                };
                output.result(&Batches(vec![who.act(context, cancel).await?]));
            }
            Self::Submit(which) => {
                which.whose.at(context, async |office| Ok(office.work_through().await?)).await?;
                output.result(&which.batch(context).await?);
            }
            Self::Returns(Returns { file, whose }) => {
                let take = async |office: &Office| Ok(office.read_answers_file(&file, Actor::System).await?);
                let taken = whose.at(context, take).await?;
                output.result(&Taken(taken));
                if taken.for_people > 0 {
                    return Ok(Outcome::NeedsALook);
                }
            }
            Self::Settings(settings) => settings.run(context).await?,
        }
        Ok(Outcome::Done)
    }
}

impl Whose {
    async fn at<T>(
        &self,
        context: &Context,
        work: impl AsyncFnOnce(&Office) -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        let tenant = self.tenant.as_deref();
        context.with_engine(async |engine| work(&engine.office(engine.tenant(tenant).await?.id)).await).await
    }
}

impl Which {
    async fn batch(&self, context: &Context) -> Result<Whole, Failure> {
        let find = async |office: &Office| {
            let id = id_of(&office.payout_batches().await?, &self.batch)?;
            let (batch, payouts, file) = office.payout_batch(id).await?;
            Ok(Whole { batch, payouts, file })
        };
        self.whose.at(context, find).await
    }
}

/// The batch of a name as people write it: PB-0007, pb-7, 7.
fn id_of(batches: &[PayoutBatchRow], name: &str) -> Result<PayoutBatchId, Refusal> {
    let digits = name.trim().to_ascii_uppercase();
    let number: Option<i32> = digits.strip_prefix("PB-").unwrap_or(&digits).parse().ok();
    let found = batches.iter().find(|batch| Some(batch.number) == number).map(|batch| batch.id);
    found.ok_or_else(|| Refusal::invalid("batch", format!("there is no batch “{name}”; write it like PB-0007")))
}
