//! How payouts are made, as a file that a person can write.

use super::super::{Context, Failure};
use super::Whose;
use clap::Args;
use domain::audit::Actor;
use domain::banking::RoutingNumber;
use domain::banking::account::BankAccountKind;
use domain::payout::{Limits, Offset, OffsetAccount, Originator, PayoutSettings, Speed};
use domain::{Cents, Refusal};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::path::PathBuf;

/// How payouts are made.
#[derive(Args, Debug)]
pub struct Settings {
    /// A TOML file such as docs/payouts.example.toml; without one the settings in force are shown
    file: Option<PathBuf>,
    #[command(flatten)]
    whose: Whose,
}

/// The file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    originator: Originator,
    speed: Speed,
    limits: GivenLimits,
    offset: Option<GivenOffset>,
}

/// Limits in major units, as people write them.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenLimits {
    minimum: String,
    per_partner: String,
    per_batch: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GivenOffset {
    routing: RoutingNumber,
    number: String,
    kind: BankAccountKind,
}

impl Settings {
    /// Shows the settings, or sets them.
    pub async fn run(self, context: &Context) -> Result<(), Failure> {
        let given = self.file.as_deref().map(|file| {
            let text = std::fs::read_to_string(file)?;
            read(&text).map_err(Failure::from)
        });
        let given = given.transpose()?;
        let shown = self.whose.at(context, async |office| {
            if let Some((settings, offset)) = given {
                office.set_payout_settings(&settings, Offset::Now(offset), Actor::System).await?;
            }
            Ok(office.payout_settings().await?.map(|(settings, balanced)| Shown { settings, balanced }))
        });
        match shown.await? {
            Some(shown) => context.output.result(&shown),
            None => context
                .output
                .progress("It isn't said yet how payouts are made; docs/payouts.example.toml is a file that says it."),
        }
        Ok(())
    }
}

fn read(text: &str) -> Result<(PayoutSettings, Option<OffsetAccount>), Refusal> {
    let given: Given = toml::from_str(text).map_err(|error| Refusal::invalid("file", error.to_string()))?;
    let cents = |field: &str, text: &str| {
        text.parse::<Cents>().map_err(|error| Refusal::invalid(format!("limits.{field}"), error.to_string()))
    };
    let limits = Limits {
        minimum: cents("minimum", &given.limits.minimum)?,
        per_partner: cents("per_partner", &given.limits.per_partner)?,
        per_batch: cents("per_batch", &given.limits.per_batch)?,
    };
    let offset = given.offset.map(|GivenOffset { routing, number, kind }| {
        let number = number.parse().map_err(|_| Refusal::invalid("offset.number", "it isn’t an account number"))?;
        Ok::<_, Refusal>(OffsetAccount { routing, number, kind })
    });
    Ok((PayoutSettings { originator: given.originator, speed: given.speed, limits }, offset.transpose()?))
}

#[derive(Serialize)]
struct Shown {
    #[serde(flatten)]
    settings: PayoutSettings,
    balanced: bool,
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let PayoutSettings { originator: from, speed, limits } = &self.settings;
        writeln!(f, "company        {} ({}), {}", from.company_name, from.company_id, from.description)?;
        writeln!(f, "bank           {}", from.odfi)?;
        writeln!(
            f,
            "files          {} ({}) to {} ({})",
            from.origin, from.origin_name, from.destination, from.destination_name
        )?;
        writeln!(f, "speed          {}", speed.label().to_lowercase())?;
        writeln!(f, "minimum        {}", limits.minimum)?;
        writeln!(f, "per partner    {} at most", limits.per_partner)?;
        writeln!(f, "per batch      {} at most", limits.per_batch)?;
        write!(f, "balanced       {}", if self.balanced { "yes" } else { "no" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FILE: &str = include_str!("../../../../docs/payouts.example.toml");

    #[test]
    fn the_example_in_the_documentation_can_be_used() {
        let (settings, offset) = read(FILE).unwrap();
        assert_eq!(settings.check(), Ok(()));
        assert_eq!((settings.limits.minimum, offset.is_some()), (Cents(2_500), false));
    }

    #[test]
    fn what_can_not_be_read_is_named() {
        let refused = read(&FILE.replace("\"25.00\"", "\"25.001\"")).unwrap_err().to_string();
        assert!(refused.starts_with("limits.minimum: ") && refused.contains("parts of a cent"), "{refused}");
        let refused = read(&FILE.replace("speed", "sped")).unwrap_err().to_string();
        assert!(refused.contains("unknown field `sped`"), "{refused}");
    }
}
