//! The rules of the score at the desk: read, tried on today's portfolio, saved.

use super::Desk;
use crate::health::RulesPreview;
use domain::Refusal;
use domain::health::HealthRules;
use domain::health::draft::RulesDraft;
use domain::health::preview::BandCount;
use domain::health::{Band, stats};
use domain::rights::{Action, may};
use domain::view::{EffectRow, HealthRulesPage, RulesEffect, RulesVersion};
use std::cmp::Reverse;
use std::collections::HashSet;

/// Partners that a preview names.
const NAMED: usize = 100;

impl Desk {
    /// The rules of the score, and what a draft would make of today's portfolio; an empty draft is none. Nothing is
    /// written.
    pub async fn health_rules(&self, draft: RulesDraft) -> Result<HealthRulesPage, Refusal> {
        self.check(Action::ReadPortfolio)?;
        let in_force = self.office().rules_today().await?;
        let is_tried = !draft.0.is_empty();
        let effect = if is_tried { Some(self.effect(&draft, &in_force).await) } else { None };
        // What was typed wrongly stands beside the form; anything else is no answer.
        if let Some(Err(refusal)) = effect.as_ref().filter(|of| !matches!(of, Err(Refusal::Invalid { .. }))) {
            return Err(refusal.clone());
        }
        let mut tx = self.read().await?;
        let users = tx.users().await?;
        let name = |id| users.iter().find(|user| user.id == id).map(|user| user.name.clone());
        let version = |stored: store::StoredRules| RulesVersion {
            version: stored.version,
            from: stored.from_day,
            reason: stored.reason,
            saved_at: stored.saved_at,
            saved_by: stored.saved_by.and_then(name),
        };
        Ok(HealthRulesPage {
            version: in_force.version,
            draft: if is_tried { draft } else { RulesDraft::of(&in_force) },
            effect,
            versions: tx.health_rules().await?.into_iter().map(version).collect(),
            may_edit: may(self.caller.role, Action::EditHealthRules),
        })
    }

    /// Saves a draft as a new version of the rules, in force from today on. Gives its number.
    pub async fn save_health_rules(&self, draft: &RulesDraft, reason: &str) -> Result<i32, Refusal> {
        self.check(Action::EditHealthRules)?;
        let office = self.office();
        let rules = draft.read(&office.rules_today().await?)?;
        office.save_rules(rules, reason, self.actor()).await
    }

    async fn effect(&self, draft: &RulesDraft, in_force: &HealthRules) -> Result<RulesEffect, Refusal> {
        let rules = draft.read(in_force)?;
        let mut preview = self.office().preview_rules(rules).await?;
        let seen: HashSet<_> = self.partners().await?.into_iter().map(|partner| partner.id).collect();
        preview.rows.retain(|row| seen.contains(&row.partner.id));
        let moved = preview.rows.iter().filter(|row| row.moves()).count();
        preview.moved = u32::try_from(moved).unwrap_or(u32::MAX);
        Ok(told(preview))
    }
}

fn told(preview: RulesPreview) -> RulesEffect {
    let RulesPreview { day, moved, rows } = preview;
    let count = |of: &dyn Fn(&crate::health::RulesPreviewRow) -> bool| {
        u32::try_from(rows.iter().filter(|row| of(row)).count()).unwrap_or(u32::MAX)
    };
    let bands = Band::ALL.iter().copied().map(Some).chain([None]).map(|band| BandCount {
        band,
        before: count(&|row| row.before.map(Band::of) == band),
        after: count(&|row| row.after.map(Band::of) == band),
    });
    let bands = bands.collect();
    let gains: Vec<_> = rows.iter().filter_map(|row| Some(row.after? - row.before?)).collect();
    let partners = u32::try_from(gains.len()).unwrap_or(u32::MAX);
    let mut rows: Vec<_> = rows.into_iter().filter(|row| row.before != row.after).collect();
    let far = |row: &crate::health::RulesPreviewRow| row.after.zip(row.before).map_or(f64::MAX, |(a, b)| (a - b).abs());
    rows.sort_by(|a, b| {
        Reverse(a.moves())
            .cmp(&Reverse(b.moves()))
            .then(far(b).total_cmp(&far(a)))
            .then(a.partner.code.cmp(&b.partner.code))
    });
    rows.truncate(NAMED);
    let row =
        |row: crate::health::RulesPreviewRow| EffectRow { partner: row.partner, before: row.before, after: row.after };
    RulesEffect {
        day,
        moved,
        mean_gain: stats::mean(&gains),
        bands,
        rows: rows.into_iter().map(row).collect(),
        partners,
    }
}
