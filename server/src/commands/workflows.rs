//! `tributary workflows`: what runs by itself, and a hand on it.

use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::WorkId;
use domain::audit::Actor;
use domain::view::{DryFigure, DryRow, DryRun, ScheduleRow, WorkPage, WorkQuery, WorkRow};
use domain::workflow::{Every, WorkState, Workflow};
use engine::Office;
use serde::Serialize;
use std::fmt;

/// What to do with automation.
#[derive(Args, Debug)]
pub struct Workflows {
    /// The operator's short name; may be left out when there is only one
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Show schedules and the newest runs
    List {
        /// Only runs of this workflow
        #[arg(long)]
        workflow: Option<Workflow>,
        /// Only runs in this state: running, stuck, completed or cancelled
        #[arg(long)]
        state: Option<WorkState>,
    },
    /// Show a run with its steps and every try of them
    Show {
        /// The run
        run: WorkId,
    },
    /// Begin a workflow now and work until nothing is due any more
    Run {
        /// Which; `tributary workflows list` names them
        workflow: Workflow,
        /// What it is about, such as 2025-09 for a month end [default: what the schedule would choose now]
        #[arg(long)]
        period: Option<String>,
        /// Why, for the record
        #[arg(long, default_value = "from the command line")]
        reason: String,
        /// Only say what each step would do, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
    /// Give the stuck steps of a run their tries back
    Retry {
        /// The run
        run: WorkId,
    },
    /// Pass over a step that is stuck or waits
    Skip {
        /// The run
        run: WorkId,
        /// The step's name
        step: String,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
    /// Stop a run for good
    Cancel {
        /// The run
        run: WorkId,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
    /// Pause a workflow's schedule
    Pause {
        /// Which
        workflow: Workflow,
    },
    /// Resume a workflow's schedule from now on
    Resume {
        /// Which
        workflow: Workflow,
    },
    /// Give a workflow another schedule, as a cron pattern by the operator's clocks
    Schedule {
        /// Which
        workflow: Workflow,
        /// Minute, hour, day of month, month, day of week
        cron: String,
    },
}

impl Workflows {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self { tenant, verb } = self;
        context
            .with_engine(async |engine| {
                let office = engine.office(engine.tenant(tenant.as_deref()).await?.id);
                verb.run(context, &office).await
            })
            .await
    }
}

impl Verb {
    async fn run(self, context: &Context, office: &Office) -> Result<Outcome, Failure> {
        let say = |words: &str| context.output.progress(words);
        match self {
            Self::List { workflow, state } => {
                let runs = office.works(&WorkQuery { workflow, state, before: None }).await?;
                context.output.result(&List { schedules: office.schedules().await?, runs });
            }
            Self::Show { run } => context.output.result(&Show(office.work(run).await?)),
            Self::Run { workflow, period, dry_run: true, .. } => {
                let tried = office.dry_run(workflow, period.as_deref()).await?;
                let refused = tried.steps.iter().any(|step| step.refused.is_some());
                context.output.result(&Tried(tried));
                return Ok(if refused { Outcome::NeedsALook } else { Outcome::Done });
            }
            Self::Run { workflow, period, reason, .. } => return run(context, office, workflow, period, reason).await,
            Self::Retry { run } => {
                office.retry_work(run, Actor::System).await?;
                say("It will be tried again.");
            }
            Self::Skip { run, step, reason } => {
                office.skip_step(run, &step, &reason, Actor::System).await?;
                say("The step is passed over.");
            }
            Self::Cancel { run, reason } => {
                office.cancel_work(run, &reason, Actor::System).await?;
                say("The run is cancelled.");
            }
            Self::Pause { workflow } => office.pause_schedule(workflow, true, Actor::System).await?,
            Self::Resume { workflow } => office.pause_schedule(workflow, false, Actor::System).await?,
            Self::Schedule { workflow, cron } => {
                office.set_schedule(workflow, Every::Cron { pattern: cron }, Actor::System).await?;
            }
        }
        Ok(Outcome::Done)
    }
}

async fn run(
    context: &Context,
    office: &Office,
    workflow: Workflow,
    period: Option<String>,
    reason: String,
) -> Result<Outcome, Failure> {
    let period = match period {
        Some(period) => period,
        None => office.period_now(workflow).await?,
    };
    let begun = office.begin_work(workflow, &period, None, Some(reason)).await?;
    office.work_through().await?;
    let page = office.work(begun.id).await?;
    let stuck = page.run.state == WorkState::Stuck;
    context.output.result(&Show(page));
    Ok(if stuck { Outcome::NeedsALook } else { Outcome::Done })
}

#[derive(Serialize)]
struct List {
    schedules: Vec<ScheduleRow>,
    runs: Vec<WorkRow>,
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for ScheduleRow { workflow, every, paused, next_at } in &self.schedules {
            let next = match (paused, next_at) {
                (true, _) => "paused".to_owned(),
                (false, Some(at)) => format!("next {}", at.format("%F %R UTC")),
                (false, None) => "never due".to_owned(),
            };
            writeln!(f, "{:<18}  {every}, {next}", workflow.code())?;
        }
        for run in &self.runs {
            write!(f, "\n{}  ", run.id)?;
            line(f, run)?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Show(WorkPage);

impl fmt::Display for Show {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(f, &self.0.run)?;
        for step in &self.0.steps {
            write!(f, "\n  {:<20}{}", step.name, step.state.label().to_lowercase())?;
            if let Some(wanted) = &step.waits_for {
                write!(f, " for {wanted}")?;
            }
            if step.tries > 1 {
                write!(f, ", try {}", step.tries)?;
            }
            if let Some(output) = &step.output {
                write!(f, "  {output}")?;
            }
            if let Some(error) = &step.error {
                write!(f, "  {error}")?;
            }
        }
        Ok(())
    }
}

/// What a workflow would do.
#[derive(Serialize)]
#[serde(transparent)]
struct Tried(DryRun);

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let DryRun { workflow, period, currency, steps } = &self.0;
        write!(f, "{} {period}, tried without effect:", workflow.code())?;
        for step in steps {
            match &step.refused {
                Some(refused) => write!(f, "\n  {:<22}would be refused: {refused}", step.name)?,
                None => write!(f, "\n  {:<22}would {}", step.name, step.would)?,
            }
            for (label, figure) in &step.figures {
                match figure {
                    DryFigure::Count(count) => write!(f, "\n      {label}: {count}")?,
                    DryFigure::Amount(amount) => write!(f, "\n      {label}: {}", currency.show(*amount))?,
                }
            }
            for DryRow { what, amount, note } in &step.rows {
                let amount = amount.map(|amount| currency.show(amount)).unwrap_or_default();
                write!(f, "\n        {what:<40} {amount:>14}  {note}")?;
            }
            if step.more > 0 {
                write!(f, "\n        … and {} more", step.more)?;
            }
        }
        f.write_str("\nNothing was changed.")
    }
}

fn line(f: &mut fmt::Formatter<'_>, run: &WorkRow) -> fmt::Result {
    let WorkRow { workflow, period, state, steps, steps_done, .. } = run;
    write!(f, "{} {period}: {}, {steps_done} of {steps} steps", workflow.code(), state.label().to_lowercase())
}
