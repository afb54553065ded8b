//! Surveys by partner, by link, and as a list.

use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::{DateTime, NaiveDate, Utc};
use domain::health::survey::{Asked, Reply, Survey, SurveyState};
use domain::health::{Answer, Scale};
use domain::view::{PartnerRef, SurveyCounts, SurveyRow};
use domain::{PartnerId, SurveyId, UserId};
use sqlx::types::Json;

/// An active partner with its latest survey.
#[derive(Clone, Debug, PartialEq)]
pub struct LatestSurvey {
    /// The partner.
    pub partner: PartnerRef,
    /// The survey; none where it was never asked.
    pub survey: Option<(SurveyId, Asked)>,
}

/// A survey that a link leads to.
#[derive(Clone, Debug, PartialEq)]
pub struct LinkedSurvey {
    /// The survey.
    pub row: SurveyRow,
    /// For whom the link is.
    pub user: UserId,
}

#[derive(sqlx::FromRow)]
struct LatestRow {
    partner_id: PartnerId,
    code: String,
    name: String,
    id: Option<SurveyId>,
    asked_on: Option<NaiveDate>,
    state: Option<SurveyState>,
    reminders: Option<i32>,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: SurveyId,
    partner_id: PartnerId,
    code: String,
    name: String,
    asked_on: NaiveDate,
    closes_on: NaiveDate,
    state: SurveyState,
    reminders: i32,
    survey: Json<Survey>,
    answered_at: Option<DateTime<Utc>>,
    answerer: Option<String>,
    reply: Option<Json<Vec<Reply>>>,
}

#[derive(sqlx::FromRow)]
struct LinkedRow {
    #[sqlx(flatten)]
    row: Row,
    user_id: UserId,
}

impl From<Row> for SurveyRow {
    fn from(row: Row) -> Self {
        Self {
            id: row.id,
            partner: PartnerRef { id: row.partner_id, code: row.code, name: row.name },
            asked_on: row.asked_on,
            closes_on: row.closes_on,
            state: row.state,
            reminders: row.reminders.unsigned_abs(),
            survey: row.survey.0,
            answered_at: row.answered_at,
            answered_by: row.answerer,
            reply: row.reply.map(|reply| reply.0),
        }
    }
}

macro_rules! rows {
    ($more:literal, $tail:expr) => {
        concat!(
            "SELECT s.id, s.partner_id, p.code, p.name, s.asked_on, s.closes_on, s.state, s.reminders, s.survey,
                s.answered_at, u.name AS answerer, s.reply",
            $more,
            " FROM surveys s
             JOIN partners p ON p.tenant_id = s.tenant_id AND p.id = s.partner_id
             LEFT JOIN users u ON u.tenant_id = s.tenant_id AND u.id = s.answered_by ",
            $tail
        )
    };
}

impl Tx {
    /// The next active partners after one, by id, each with its latest survey.
    pub async fn latest_surveys(&mut self, after: PartnerId, limit: i64) -> Result<Vec<LatestSurvey>, Fault> {
        const SQL: &str = "
            SELECT p.id AS partner_id, p.code, p.name, s.id, s.asked_on, s.state, s.reminders
            FROM partners p
            LEFT JOIN surveys s ON s.tenant_id = p.tenant_id AND s.partner_id = p.id AND s.id = (
                SELECT n.id FROM surveys n WHERE n.tenant_id = p.tenant_id AND n.partner_id = p.id
                ORDER BY n.asked_on DESC, n.id DESC LIMIT 1)
            WHERE p.tenant_id = $1 AND p.status = 'active' AND p.id > $2
            ORDER BY p.id LIMIT $3";
        let rows = on!(self, conn => sqlx::query_as::<Db, LatestRow>(SQL)
            .bind(self.tenant)
            .bind(after)
            .bind(limit)
            .fetch_all(conn).await?);
        let latest = |row: LatestRow| {
            let known = row.id.zip(row.asked_on).zip(row.state);
            let reminders = row.reminders.map_or(0, i32::unsigned_abs);
            LatestSurvey {
                partner: PartnerRef { id: row.partner_id, code: row.code, name: row.name },
                survey: known.map(|((id, on), state)| (id, Asked { on, state, reminders })),
            }
        };
        Ok(rows.into_iter().map(latest).collect())
    }

    /// The survey that a link leads to, by the link's hash.
    pub async fn survey_of_link(&mut self, hash: &[u8; 32]) -> Result<Option<LinkedSurvey>, Fault> {
        const SQL: &str = rows!(
            ", l.user_id",
            "JOIN survey_links l ON l.tenant_id = s.tenant_id AND l.survey_id = s.id
             WHERE l.tenant_id = $1 AND l.hash = $2"
        );
        let row = on!(self, conn => sqlx::query_as::<Db, LinkedRow>(SQL)
            .bind(self.tenant)
            .bind(hash.to_vec())
            .fetch_optional(conn).await?);
        Ok(row.map(|found| LinkedSurvey { row: found.row.into(), user: found.user_id }))
    }

    /// One survey.
    pub async fn survey(&mut self, id: SurveyId) -> Result<Option<SurveyRow>, Fault> {
        const SQL: &str =
            rows!("", concat!("WHERE s.tenant_id = $1 AND s.id = $2 AND ", seen!("s.partner_id", "$3", "$4")));
        let row = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_optional(conn).await?);
        Ok(row.map(SurveyRow::from))
    }

    /// Surveys that were sent since a day, of one partner if one is named, the newest first.
    pub async fn surveys(
        &mut self,
        partner: Option<PartnerId>,
        since: NaiveDate,
        limit: i64,
    ) -> Result<Vec<SurveyRow>, Fault> {
        const SQL: &str = rows!(
            "",
            concat!(
                "WHERE s.tenant_id = $1 AND s.asked_on >= $2 AND ($3 IS NULL OR s.partner_id = $3) AND ",
                seen!("s.partner_id", "$5", "$6"),
                " ORDER BY s.asked_on DESC, s.id DESC LIMIT $4"
            )
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, Row>(SQL)
            .bind(self.tenant)
            .bind(since)
            .bind(partner)
            .bind(limit)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        Ok(rows.into_iter().map(SurveyRow::from).collect())
    }

    /// How many surveys were sent since a day, to one partner if one is named, and what became of them.
    pub async fn survey_counts(&mut self, partner: Option<PartnerId>, since: NaiveDate) -> Result<SurveyCounts, Fault> {
        const SQL: &str = concat!(
            "SELECT COUNT(*) AS sent, COUNT(CASE WHEN state = 'answered' THEN 1 END) AS answered,
                COUNT(CASE WHEN state = 'open' THEN 1 END) AS waiting
            FROM surveys WHERE tenant_id = $1 AND asked_on >= $2 AND ($3 IS NULL OR partner_id = $3) AND ",
            seen!("partner_id", "$4", "$5")
        );
        Ok(on!(self, conn => sqlx::query_as::<Db, SurveyCounts>(SQL)
            .bind(self.tenant)
            .bind(since)
            .bind(partner)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_one(conn).await?))
    }

    /// Answers in numbers after `from` until `to`, of one partner if one is named: question by question, equal ones
    /// counted together.
    pub async fn voices(
        &mut self,
        partner: Option<PartnerId>,
        (from, to): (NaiveDate, NaiveDate),
    ) -> Result<Vec<(String, Answer, i64)>, Fault> {
        const SQL: &str = concat!(
            "SELECT question, answered_on, scale, value, COUNT(*) FROM survey_answers
            WHERE tenant_id = $1 AND answered_on > $2 AND answered_on <= $3 AND ($4 IS NULL OR partner_id = $4) AND ",
            seen!("partner_id", "$5", "$6"),
            " GROUP BY question, answered_on, scale, value ORDER BY question, answered_on, scale, value"
        );
        let rows = on!(self, conn => sqlx::query_as::<Db, (String, NaiveDate, Scale, i32, i64)>(SQL)
            .bind(self.tenant)
            .bind(from)
            .bind(to)
            .bind(partner)
            .bind(self.seer)
            .bind(self.seen_on)
            .fetch_all(conn).await?);
        let voice = |(question, on, scale, value, count)| {
            (question, Answer { on, value: u8::try_from(value).unwrap_or_default(), scale }, count)
        };
        Ok(rows.into_iter().map(voice).collect())
    }
}
