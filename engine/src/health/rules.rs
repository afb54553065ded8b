//! The operator's own rules of the score: read, tried on today's portfolio, saved as a new version.

use super::known::{Scene, scored_day};
use super::{active, compute};
use crate::Office;
use chrono::NaiveDate;
use domain::audit::Actor;
use domain::event::Event;
use domain::health::{Band, HealthRules};
use domain::view::PartnerRef;
use domain::{EventId, Refusal};
use serde::Serialize;
use serde_json::json;
use store::StoredRules;

/// What rules would make of today's portfolio.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RulesPreview {
    /// The day whose facts it goes by.
    pub day: Option<NaiveDate>,
    /// Partners whose band would be another one.
    pub moved: u32,
    /// Every active partner, by code.
    pub rows: Vec<RulesPreviewRow>,
}

/// A partner under the rules in force and under others.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RulesPreviewRow {
    /// Who.
    pub partner: PartnerRef,
    /// Its score by the rules in force.
    pub before: Option<f64>,
    /// Its score by the others.
    pub after: Option<f64>,
}

impl RulesPreviewRow {
    /// Whether the partner's band would be another one.
    pub fn moves(&self) -> bool {
        self.before.map(Band::of) != self.after.map(Band::of)
    }
}

/// Days before any day that is scored: the product's own rules hold from here on.
const ALWAYS: NaiveDate = NaiveDate::from_ymd_opt(1970, 1, 1).expect("a day");

impl Office {
    /// The rules in force on a day; the product's own unless others are written down.
    pub async fn rules_on(&self, day: NaiveDate) -> Result<HealthRules, Refusal> {
        let stored = self.engine.store.read(self.tenant).await?.health_rules_on(day).await?;
        Ok(stored.map_or_else(HealthRules::default, |stored| HealthRules { version: stored.version, ..stored.rules }))
    }

    /// The same for a score that is to be kept: the product's own rules are written down when they are first used, so
    /// that the score can be explained when the product has others.
    pub(super) async fn written_rules_on(&self, day: NaiveDate) -> Result<HealthRules, Refusal> {
        let rules = self.rules_on(day).await?;
        let mut tx = self.engine.store.write(self.tenant).await?;
        if tx.health_rules_on(day).await?.is_none() {
            let stored = StoredRules {
                version: rules.version,
                from_day: ALWAYS,
                rules: rules.clone(),
                reason: "the product's own rules".into(),
                saved_at: self.engine.clock.now(),
                saved_by: None,
            };
            tx.add_health_rules(&stored).await?;
            tx.commit().await?;
        }
        Ok(rules)
    }

    /// The rules in force today.
    pub async fn rules_today(&self) -> Result<HealthRules, Refusal> {
        self.rules_on(self.today().await?).await
    }

    /// Every version of the rules, newest first.
    pub async fn rules_versions(&self) -> Result<Vec<StoredRules>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.health_rules().await?)
    }

    /// What rules would make of today's portfolio. Nothing is written.
    pub async fn preview_rules(&self, rules: HealthRules) -> Result<RulesPreview, Refusal> {
        rules.check()?;
        let in_force = self.rules_today().await?;
        let mut tx = self.engine.store.read(self.tenant).await?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let Some(day) = scored_day(today, tx.latest_billed_month().await?) else {
            return Ok(RulesPreview { day: None, moved: 0, rows: Vec::new() });
        };
        let partners = active(&mut tx).await?;
        let scene = Scene::read(&mut tx, day, today, in_force).await?;
        let before = compute(&mut tx, &scene, &partners).await?;
        let scene = scene.under(rules);
        let after = compute(&mut tx, &scene, &partners).await?;
        let scores = before.into_iter().zip(after);
        let rows = partners.into_iter().zip(scores).map(|(partner, (before, after))| RulesPreviewRow {
            partner: PartnerRef { id: partner.id, code: partner.code, name: partner.name },
            before: before.score.score,
            after: after.score.score,
        });
        let mut rows: Vec<_> = rows.collect();
        rows.sort_by(|a, b| a.partner.code.cmp(&b.partner.code));
        let moved = u32::try_from(rows.iter().filter(|row| row.moves()).count()).unwrap_or(u32::MAX);
        Ok(RulesPreview { day: Some(day), moved, rows })
    }

    /// Saves rules as a new version, in force from today on. Gives its number.
    pub async fn save_rules(&self, rules: HealthRules, reason: &str, actor: Actor) -> Result<i32, Refusal> {
        rules.check()?;
        let reason = reason.trim();
        if reason.is_empty() || reason.chars().count() > 1000 {
            return Err(Refusal::invalid("reason", "say why, in up to 1,000 characters"));
        }
        let in_force = self.written_rules_on(self.today().await?).await?;
        if (HealthRules { version: in_force.version, ..rules.clone() }) == in_force {
            return Err(Refusal::invalid(
                "rules",
                format!("these are the rules in force, version {}", in_force.version),
            ));
        }
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let version = tx.health_rules().await?.first().map_or(1, |latest| latest.version) + 1;
        let stored = StoredRules {
            version,
            from_day: self.engine.clock.today(&tx.tenant_row().await?.time_zone),
            rules: HealthRules { version, ..rules },
            reason: reason.to_owned(),
            saved_at: now,
            saved_by: match actor {
                Actor::User(user) => Some(user),
                Actor::System => None,
            },
        };
        if !tx.add_health_rules(&stored).await? {
            return Err(Refusal::conflict("Somebody else has just saved rules; look at them and try again."));
        }
        tx.announce(EventId(self.engine.clock.new_id()), now, &Event::HealthRulesSaved { version }).await?;
        let details = json!({ "reason": reason, "rules": stored.rules });
        tx.audit(now, actor, "health_rules_saved", &version.to_string(), &details).await?;
        tx.commit().await?;
        Ok(version)
    }
}
