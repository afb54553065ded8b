//! Interventions of the demo's operator, by the same calls as ever: what the recommender suggested for the partners with
//! the lowest scores, some of it under way.
//!
//! Only the end of September has scores, so nothing they have brought can be measured: the demo says so.

use super::email;
use crate::Office;
use chrono::{Days, NaiveDate};
use domain::health::intervention::InterventionState;
use domain::view::{InterventionPlan, InterventionQuery, SurveySettings};
use domain::{PartnerId, Refusal};

/// Partners whose first suggestion is taken up: some at once, the others in weeks that follow each other.
const SUGGESTED: usize = 6;
const AT_ONCE: usize = 3;
/// Of those that are begun, so many are worked on in time; what is left is late.
const WORKED_ON: usize = 2;

impl Office {
    /// Takes up what is suggested first for the partners with the lowest scores, once.
    pub(super) async fn follow_suggestions(&self) -> Result<(), Refusal> {
        let manager = self.desk_of(&email("manager")).await?;
        let board = manager.interventions(InterventionQuery::default()).await?;
        let own: Vec<_> = manager.partners().await?.into_iter().map(|partner| partner.id).collect();
        let lowest = self.lowest().await?.into_iter().filter(|id| own.contains(id));
        let lowest = lowest.filter(|id| board.rows.iter().all(|row| row.partner.id != *id));
        for (at, partner) in (board.rows.len()..SUGGESTED).zip(lowest) {
            let Some(first) = manager.suggestions(partner).await?.rows.into_iter().next() else { continue };
            let weeks = at.saturating_sub(AT_ONCE - 1) as u64;
            let begins_on: NaiveDate = board.today + Days::new(weeks * 7);
            let (kind, reason) = (first.kind, first.words());
            let plan = InterventionPlan { partner, kind, owner: None, begins_on, reason, goal: None };
            let id = manager.plan_intervention(&plan).await?;
            if at < AT_ONCE {
                manager.begin_intervention(id, None).await?;
            }
        }
        Ok(())
    }

    /// From now on owners are asked what they think.
    pub(super) async fn begin_to_ask(&self) -> Result<(), Refusal> {
        let head = self.desk_of(&email("head")).await?;
        let settings = head.survey_settings().await?.settings;
        if settings.asks {
            return Ok(());
        }
        head.save_survey_settings(&SurveySettings { asks: true, ..settings }).await
    }

    /// Does the steps that are due by now, each in the time that its playbook gives it.
    pub(super) async fn work_on_interventions(&self) -> Result<(), Refusal> {
        let manager = self.desk_of(&email("manager")).await?;
        let board = manager.interventions(InterventionQuery::default()).await?;
        let begun = board.rows.iter().filter(|row| row.state == InterventionState::InProgress);
        for row in begun.take(WORKED_ON) {
            for step in manager.intervention(row.id).await?.steps {
                if step.done.is_none() && step.due_on <= board.today {
                    let minutes = i32::try_from(step.step.minutes).unwrap_or(i32::MAX);
                    manager.log_effort(row.id, minutes, &step.step.words).await?;
                    manager.complete_intervention_step(row.id, step.position, "").await?;
                }
            }
        }
        Ok(())
    }

    /// Partners by their latest score, the lowest first.
    async fn lowest(&self) -> Result<Vec<PartnerId>, Refusal> {
        let health = self.engine.store.read(self.tenant).await?.portfolio_health().await?.into_iter();
        let mut scores: Vec<_> = health.filter_map(|health| Some((health.score?, health.partner_id))).collect();
        scores.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        Ok(scores.into_iter().map(|(_, partner)| partner).collect())
    }
}
