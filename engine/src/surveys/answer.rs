//! Answering, by whoever has the link: no sign-in, one reply, and the numbers become facts of the partner's health.

use super::read_link;
use crate::Engine;
use chrono::{Days, NaiveDate};
use domain::audit::Actor;
use domain::event::SuccessEvent;
use domain::health::survey::{Reply, SurveyState};
use domain::partner_facts::SurveyAnswer;
use domain::view::{SurveyForm, SurveyRow};
use domain::{EventId, Refusal, TenantId, UserId};
use serde_json::json;
use store::{LinkedSurvey, Tx};

impl Engine {
    /// The questions behind a link, or why they can't be answered.
    pub async fn survey(&self, link: &str) -> Result<SurveyForm, Refusal> {
        let (tenant, hash) = read_link(link).ok_or_else(unknown)?;
        self.known_tenant(tenant).await?;
        let mut tx = self.store.read(tenant).await?;
        let found = tx.survey_of_link(&hash).await?.ok_or_else(unknown)?;
        let tenant = tx.tenant_row().await?;
        still_open(&found.row, self.clock.today(&tenant.time_zone))?;
        let SurveyRow { closes_on, partner, survey, .. } = found.row;
        Ok(SurveyForm { operator: tenant.name, partner: partner.name, until: closes_on - Days::new(1), survey })
    }

    /// Keeps what was answered behind a link, once.
    pub async fn answer_survey(&self, link: &str, replies: &[Reply]) -> Result<(), Refusal> {
        let (tenant, hash) = read_link(link).ok_or_else(unknown)?;
        self.known_tenant(tenant).await?;
        let mut tx = self.store.write(tenant).await?;
        let LinkedSurvey { row, user } = tx.survey_of_link(&hash).await?.ok_or_else(unknown)?;
        self.keep_reply(&mut tx, &row, replies, user).await?;
        Ok(tx.commit().await?)
    }

    /// Keeps what somebody has answered to a survey, once: words with it, numbers as facts of the partner's health too.
    pub(crate) async fn keep_reply(
        &self,
        tx: &mut Tx,
        row: &SurveyRow,
        replies: &[Reply],
        user: UserId,
    ) -> Result<(), Refusal> {
        let now = self.clock.now();
        let today = self.clock.today(&tx.tenant_row().await?.time_zone);
        still_open(row, today)?;
        row.survey.read(replies, today)?;
        let kept = row.survey.kept(replies);
        if !tx.answer_survey(row.id, &kept, (user, now)).await? {
            return Err(answered());
        }
        let fact = |reply: &Reply| {
            let question = row.survey.questions.iter().find(|question| question.key == reply.key)?;
            Some(SurveyAnswer {
                code: row.id.to_string(),
                question: reply.key.clone(),
                partner_id: row.partner.id,
                answered_on: today,
                scale: question.scale?,
                value: reply.value?,
            })
        };
        let facts: Vec<_> = kept.iter().filter_map(fact).collect();
        tx.put_survey_answers(&facts).await?;
        let event = SuccessEvent::SurveyMoved { survey: row.id, partner: row.partner.id, state: SurveyState::Answered };
        tx.announce(EventId(self.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": row.id, "state": SurveyState::Answered, "answers": facts.len() });
        tx.audit(now, Actor::User(user), "survey_moved", &row.partner.code, &detail).await?;
        Ok(())
    }

    /// A link may name any number.
    async fn known_tenant(&self, tenant: TenantId) -> Result<(), Refusal> {
        let known = self.tenants().await?.iter().any(|known| known.id == tenant);
        if known { Ok(()) } else { Err(unknown()) }
    }
}

fn still_open(row: &SurveyRow, today: NaiveDate) -> Result<(), Refusal> {
    match row.state {
        SurveyState::Answered => Err(answered()),
        SurveyState::Open if today < row.closes_on => Ok(()),
        SurveyState::Open | SurveyState::Closed => {
            let last = row.closes_on - Days::new(1);
            Err(Refusal::not_now(format!("This survey could be answered until {last}. You will be asked again.")))
        }
    }
}

fn answered() -> Refusal {
    Refusal::not_now("This survey was answered already. Thank you!")
}

fn unknown() -> Refusal {
    Refusal::not_found("survey: please open the link just as it stands in the letter")
}
