//! `tributary health`: scores, why they are what they are, and their rules.

use super::{Context, Failure, Outcome};
use chrono::NaiveDate;
use clap::{Args, Subcommand};
use domain::audit::Actor;
use domain::health::{Band, HealthRules};
use engine::{Explained, Office, Recomputed, RulesPreview, Scored};
use serde::Serialize;
use std::fmt;
use std::path::{Path, PathBuf};

/// What to do with partner health.
#[derive(Args, Debug)]
pub struct Health {
    /// The operator's short name; may be left out when there is only one
    #[arg(long, global = true)]
    tenant: Option<String>,
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Score every active reseller, as the daily cycle does
    Score {
        /// A past day instead of today, by the rules of that day
        #[arg(long, value_name = "DAY")]
        day: Option<NaiveDate>,
    },
    /// Say what a reseller's score was computed from
    Explain {
        /// The reseller's code
        partner: String,
        /// As of this day instead of today
        #[arg(long, value_name = "DAY")]
        day: Option<NaiveDate>,
    },
    /// Compute a day's scores again and say which come out otherwise; nothing is written
    Recompute {
        /// The day
        #[arg(long, value_name = "DAY")]
        day: NaiveDate,
    },
    /// See, try and save the rules of the score
    #[command(subcommand)]
    Rules(Rules),
}

#[derive(Debug, Subcommand)]
enum Rules {
    /// Show the rules in force, as JSON to be changed
    Show,
    /// List every version
    Versions,
    /// Say what can't be meant about a file of rules
    Check {
        /// The file
        file: PathBuf,
    },
    /// Say what a file of rules would make of today's portfolio; nothing is written
    Preview {
        /// The file
        file: PathBuf,
    },
    /// Save a file of rules as a new version, in force from today on
    Save {
        /// The file
        file: PathBuf,
        /// Why, for the record
        #[arg(long)]
        reason: String,
    },
}

impl Health {
    /// Does it.
    pub async fn run(self, context: &Context) -> Result<Outcome, Failure> {
        let Self { tenant, verb } = self;
        // A file is checked without a database.
        if let Verb::Rules(Rules::Check { file }) = &verb {
            read(file)?.check()?;
            context.output.progress("These rules can be meant.");
            return Ok(Outcome::Done);
        }
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
        let output = context.output;
        match self {
            Self::Score { day } => {
                let scored = match day {
                    Some(day) => office.score_day(day).await?,
                    None => office.score_today(None).await?,
                };
                output.result(&Told(scored));
            }
            Self::Explain { partner, day } => output.result(&Why(office.explain_health(&partner, day).await?)),
            Self::Recompute { day } => {
                let recomputed = office.recompute_health(day).await?;
                let outcome = if recomputed.differing.is_empty() { Outcome::Done } else { Outcome::NeedsALook };
                output.result(&Again(recomputed));
                return Ok(outcome);
            }
            Self::Rules(rules) => rules.run(context, office).await?,
        }
        Ok(Outcome::Done)
    }
}

impl Rules {
    async fn run(self, context: &Context, office: &Office) -> Result<(), Failure> {
        let output = context.output;
        match self {
            Self::Show => output.result(&Shown(office.rules_today().await?)),
            Self::Versions => {
                for version in office.rules_versions().await? {
                    output.progress(format_args!(
                        "{:>4}  from {}  saved {}  {}",
                        version.version,
                        version.from_day,
                        version.saved_at.date_naive(),
                        version.reason
                    ));
                }
            }
            Self::Check { file } => read(&file)?.check()?,
            Self::Preview { file } => output.result(&Preview(office.preview_rules(read(&file)?).await?)),
            Self::Save { file, reason } => {
                let version = office.save_rules(read(&file)?, &reason, Actor::System).await?;
                output.progress(format_args!(
                    "Version {version} holds from today on; the next daily cycle scores by it, `tributary health score` at once."
                ));
            }
        }
        Ok(())
    }
}

fn read(file: &Path) -> Result<HealthRules, Failure> {
    let wrong = |error: &dyn fmt::Display| Failure::Other(format!("{}: {error}", file.display()));
    let text = std::fs::read_to_string(file).map_err(|error| wrong(&error))?;
    serde_json::from_str(&text).map_err(|error| wrong(&error))
}

/// A score with its band.
fn shown(score: Option<f64>) -> String {
    score.map_or_else(|| "no score".into(), |score| format!("{score:.1} ({})", Band::of(score)))
}

#[derive(Serialize)]
#[serde(transparent)]
struct Told(Scored);

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Scored { day, computed, carried } = &self.0;
        match day {
            Some(day) => write!(f, "{day}: {computed} resellers scored, {carried} as before."),
            None => f.write_str("Nothing was ever billed, so there is nothing to score from."),
        }
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Why(Explained);

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Explained { partner, day, computed_on, rules_version, score, explanation, currency } = &self.0;
        write!(f, "{} {} on {day}: {}", partner.code, partner.name, shown(score.score))?;
        write!(f, ", facts cover {:.0} % of the weight, rules {rules_version}", score.coverage * 100.0)?;
        if let Some(computed_on) = computed_on {
            write!(f, ", nothing has changed since {computed_on}")?;
        }
        for component in &score.components {
            let points = component.score.map_or_else(|| "–".into(), |points| format!("{points:.1}"));
            write!(
                f,
                "\n  {:24} {points:>5}  weight {:>4.1} %, {:>4.1} points lost  {}",
                component.component.label(),
                component.effective_weight * 100.0,
                component.points_lost(),
                component.evidence.explain(*currency)
            )?;
        }
        for raise in explanation.iter().flat_map(|explanation| &explanation.raises) {
            write!(f, "\n{}", raise.words(*currency))?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Again(Recomputed);

impl fmt::Display for Again {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Recomputed { day, compared, differing } = &self.0;
        write!(f, "{day}: {compared} scores computed again, {} come out otherwise.", differing.len())?;
        for row in differing {
            write!(f, "\n{}: {} is now {}", row.partner.code, shown(row.stored), shown(row.recomputed))?;
            for (component, before, after) in &row.components {
                write!(f, "\n  {}: {before} Now: {after}", component.label())?;
            }
        }
        Ok(())
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Shown(HealthRules);

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&serde_json::to_string_pretty(&self.0).map_err(|_| fmt::Error)?)
    }
}

#[derive(Serialize)]
#[serde(transparent)]
struct Preview(RulesPreview);

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let RulesPreview { day, moved, rows } = &self.0;
        let Some(day) = day else { return f.write_str("Nothing was ever billed, so there is nothing to score from.") };
        write!(f, "As of {day}, {moved} of {} resellers would move to another band.", rows.len())?;
        for row in rows {
            let mark = if row.moves() { "*" } else { " " };
            write!(f, "\n{mark} {:12} {} → {}", row.partner.code, shown(row.before), shown(row.after))?;
        }
        Ok(())
    }
}
