//! Surveys: sent to a partner, reminded of, answered once through a private link, or closed.

mod read;

pub use read::{LatestSurvey, LinkedSurvey};

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::survey::{Reply, Survey, SurveyState};
use domain::view::SurveySettings;
use domain::{PartnerId, SurveyId, UserId};
use sqlx::types::Json;

/// A survey that is sent.
#[derive(Clone, Debug)]
pub struct NewSurvey {
    /// Its id.
    pub id: SurveyId,
    /// Who is asked.
    pub partner: PartnerId,
    /// When.
    pub asked_on: NaiveDate,
    /// The first day on which it isn't answered any more.
    pub closes_on: NaiveDate,
    /// The questions.
    pub survey: Survey,
}

impl Tx {
    /// Sends a survey. Says `false`, and does nothing, where the partner has one that waits for an answer.
    pub async fn ask_survey(&mut self, new: &NewSurvey) -> Result<bool, Fault> {
        const SQL: &str = "
            INSERT INTO surveys (tenant_id, id, partner_id, asked_on, closes_on, state, reminders, survey)
            VALUES ($1, $2, $3, $4, $5, 'open', 0, $6)
            ON CONFLICT (tenant_id, partner_id) WHERE state = 'open' DO NOTHING";
        let asked = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(new.id)
            .bind(new.partner)
            .bind(new.asked_on)
            .bind(new.closes_on)
            .bind(Json(&new.survey))
            .execute(conn).await?
            .rows_affected());
        Ok(asked == 1)
    }

    /// Keeps links to a survey: the hash of each, and for whom it is.
    pub async fn link_survey(&mut self, id: SurveyId, links: &[([u8; 32], UserId)]) -> Result<(), Fault> {
        let tenant = self.tenant;
        let _ = insert_rows!(self,
            "INSERT INTO survey_links (tenant_id, survey_id, hash, user_id)",
            shared [tenant, id], own 2, links, |query, link| query.bind(link.0.to_vec()).bind(link.1),
            "");
        Ok(())
    }

    /// Notes that so many reminders were sent. Says whether it waited for an answer with fewer.
    pub async fn remind_survey(&mut self, id: SurveyId, reminders: u32) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE surveys SET reminders = $3
            WHERE tenant_id = $1 AND id = $2 AND state = 'open' AND reminders < $3";
        let reminded = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(i32::try_from(reminders).unwrap_or(i32::MAX))
            .execute(conn).await?
            .rows_affected());
        Ok(reminded == 1)
    }

    /// Closes a survey that nobody has answered. Says whether it waited for an answer.
    pub async fn close_survey(&mut self, id: SurveyId) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE surveys SET state = 'closed' WHERE tenant_id = $1 AND id = $2 AND state = 'open'";
        let closed = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .execute(conn).await?
            .rows_affected());
        Ok(closed == 1)
    }

    /// Keeps what was answered. Says whether it waited for an answer: of two who answer at once, one is first.
    pub async fn answer_survey(
        &mut self,
        id: SurveyId,
        reply: &[Reply],
        (by, at): (UserId, DateTime<Utc>),
    ) -> Result<bool, Fault> {
        const SQL: &str = "
            UPDATE surveys SET state = $3, reply = $4, answered_by = $5, answered_at = $6
            WHERE tenant_id = $1 AND id = $2 AND state = 'open'";
        let answered = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(SurveyState::Answered)
            .bind(Json(reply))
            .bind(by)
            .bind(at)
            .execute(conn).await?
            .rows_affected());
        Ok(answered == 1)
    }

    /// Whether partners are asked, what, and when, once it was saved.
    pub async fn survey_settings(&mut self) -> Result<Option<SurveySettings>, Fault> {
        const SQL: &str = "SELECT asks, rules, survey FROM survey_settings WHERE tenant_id = $1";
        let row = on!(self, conn => sqlx::query_as::<Db, (bool, Json<_>, Json<_>)>(SQL)
            .bind(self.tenant)
            .fetch_optional(conn).await?);
        Ok(row.map(|(asks, rules, survey)| SurveySettings { asks, rules: rules.0, survey: survey.0 }))
    }

    /// Keeps that.
    pub async fn put_survey_settings(
        &mut self,
        settings: &SurveySettings,
        (by, at): (UserId, DateTime<Utc>),
    ) -> Result<(), Fault> {
        const SQL: &str = "
            INSERT INTO survey_settings (tenant_id, asks, rules, survey, saved_at, saved_by)
            VALUES ($1, $2, $3, $4, $5, $6)
            ON CONFLICT (tenant_id) DO UPDATE SET asks = excluded.asks, rules = excluded.rules,
                survey = excluded.survey, saved_at = excluded.saved_at, saved_by = excluded.saved_by";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(settings.asks)
            .bind(Json(&settings.rules))
            .bind(Json(&settings.survey))
            .bind(at)
            .bind(by)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
