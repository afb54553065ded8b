//! `tributary emergency`: emergencies of resellers, drills, and their end.

use super::adjust::Who;
use super::{Context, Failure, Outcome};
use clap::{Args, Subcommand};
use domain::view::{EmergencyPage, EmergencyRow};
use domain::{EmergencyId, PartnerId, Refusal};
use engine::Desk;
use serde::Serialize;
use std::fmt;

/// What to do with emergencies.
#[derive(Debug, Subcommand)]
pub enum Emergency {
    /// Show emergencies and drills: open ones first, then the newest
    List(Who),
    /// Show the course of one
    Show(Which),
    /// Begin a drill: everything is planned, told and shown, marked as a drill; nothing else is touched
    Drill(Declare),
    /// Declare an emergency of what the figures don't know yet
    Declare(Declare),
    /// Take stock: what was seen, and how to go on
    Check(Said),
    /// Close one, with a word on why it is over
    Close(Said),
}

/// Which emergency.
#[derive(Args, Debug)]
pub struct Which {
    /// Its id, as `emergency list` shows it
    id: EmergencyId,
    #[command(flatten)]
    who: Who,
}

/// About whom.
#[derive(Args, Debug)]
pub struct Declare {
    /// The reseller's code
    partner: String,
    /// Why
    #[arg(long)]
    why: String,
    #[command(flatten)]
    who: Who,
}

/// What is said of one.
#[derive(Args, Debug)]
pub struct Said {
    /// Its id, as `emergency list` shows it
    id: EmergencyId,
    /// What is to be kept
    #[arg(long)]
    words: String,
    #[command(flatten)]
    who: Who,
}

impl Emergency {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        match self {
            Self::List(who) => {
                let list = who.act(context, async |desk| desk.emergencies(None).await).await?;
                context.output.result(&Listed(list.rows));
            }
            Self::Show(Which { id, who }) => {
                let page = who.act(context, async |desk| desk.emergency(id).await).await?;
                context.output.result(&Shown(page));
            }
            Self::Drill(declare) => declare.run(context, true).await?,
            Self::Declare(declare) => declare.run(context, false).await?,
            Self::Check(Said { id, words, who }) => {
                who.act(context, async |desk| desk.check_emergency(id, &words).await).await?;
                context.output.progress(format_args!("Noted."));
            }
            Self::Close(Said { id, words, who }) => {
                who.act(context, async |desk| desk.close_emergency(id, &words).await).await?;
                context.output.progress(format_args!("Closed."));
            }
        }
        Ok(Outcome::Done)
    }
}

impl Declare {
    async fn run(self, context: &Context, drill: bool) -> Result<(), Failure> {
        let begun = async |desk: &Desk| {
            let partner = partner_of(desk, &self.partner).await?;
            desk.declare_emergency(partner, &self.why, drill).await
        };
        let id = self.who.act(context, begun).await?;
        let called = if drill { "Drill" } else { "Emergency" };
        context.output.progress(format_args!("{called} {id} has begun: tributary emergency show {id} --as EMAIL"));
        Ok(())
    }
}

async fn partner_of(desk: &Desk, code: &str) -> Result<PartnerId, Refusal> {
    let found = desk.partners().await?.into_iter().find(|partner| partner.code == code);
    found.map(|partner| partner.id).ok_or_else(|| Refusal::invalid("partner", format!("there is no partner “{code}”")))
}

#[derive(Serialize)]
#[serde(transparent)]
struct Listed(Vec<EmergencyRow>);

impl fmt::Display for Listed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_empty() {
            return f.write_str("There is no emergency, and was none.");
        }
        let lines: Vec<_> = self.0.iter().map(line).collect();
        f.write_str(&lines.join("\n"))
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Shown(EmergencyPage);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{}", line(&self.0.row))?;
        for entry in &self.0.entries {
            let by = entry.by.as_ref().map_or_else(String::new, |by| format!(" ({by})"));
            let at = entry.at.format("%Y-%m-%d %H:%M");
            write!(f, "\n{at} UTC  {:<16}{}{by}", entry.step.label(), entry.words)?;
        }
        match self.0.next_at {
            Some(next) => write!(f, "\n\nNext by itself: {} UTC", next.format("%Y-%m-%d %H:%M")),
            None => Ok(()),
        }
    }
}

fn line(row: &EmergencyRow) -> String {
    let mark = if row.drill { "drill  " } else { "" };
    let begun = row.begun_at.format("%Y-%m-%d %H:%M");
    let end = match (&row.closed_at, &row.closed_why) {
        (Some(at), Some(why)) => format!("closed {}: {why}", at.format("%Y-%m-%d %H:%M")),
        _ => "open".to_owned(),
    };
    format!("{}  {mark}{} {}  since {begun} UTC, {end}  {}", row.id, row.partner.code, row.partner.name, row.why)
}
