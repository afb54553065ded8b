//! Surveys at the desk: how partners were asked and what they said, and whether, what and when they are asked.

use super::Desk;
use chrono::{Days, NaiveDate};
use domain::event::SuccessEvent;
use domain::form::Fields;
use domain::health::Answer;
use domain::health::survey::form::read_settings;
use domain::health::survey::{Reply, Survey, SurveyState, mean_of, net_promoter_score};
use domain::rights::{Action, may};
use domain::user::Role;
use domain::view::{SurveySettings, SurveySettingsPage, SurveysPage, VoicesOf};
use domain::{EventId, PartnerId, Refusal, SurveyId};
use serde_json::json;
use store::Tx;

/// Days of which surveys are shown and counted.
const SHOWN: u64 = 365;
/// Surveys that are listed at most.
const LISTED: i64 = 100;

impl Desk {
    /// How partners were asked in the last year, and what they said: one of them if one is named, to a partner's own
    /// people always their own.
    pub async fn surveys(&self, partner: Option<PartnerId>) -> Result<SurveysPage, Refusal> {
        let own = self.caller.partner.is_some();
        self.check(if own { Action::ReadPartner } else { Action::ReadInterventions })?;
        let partner = if own { Some(self.partner_asked(partner)?) } else { partner };
        let mut tx = self.read().await?;
        let partner = match partner {
            Some(id) => Some(tx.partner_ref(id).await?.ok_or_else(|| Refusal::not_found("partner"))?),
            None => None,
        };
        let about = partner.as_ref().map(|partner| partner.id);
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let since = today - Days::new(SHOWN);
        let settings = tx.survey_settings().await?.unwrap_or_default();
        let rules = tx.health_rules_on(today).await?.map(|stored| stored.rules).unwrap_or_default().satisfaction;
        let rows = tx.surveys(about, since, LISTED).await?;
        let (questions, all) = voices(&mut tx, about, (since, today)).await?;
        let voice = |(key, answers): (String, Vec<Answer>)| {
            let scale = answers.last()?.scale;
            let heard = mean_of(&answers, today, &rules)?;
            Some(VoicesOf { question: words_of(&settings.survey, key), scale, heard })
        };
        let waits = |state| own && self.caller.role == Role::Owner && state == SurveyState::Open;
        Ok(SurveysPage {
            counts: tx.survey_counts(about, since).await?,
            net_promoter: net_promoter_score(&all),
            heard: mean_of(&all, today, &rules),
            voices: questions.into_iter().filter_map(voice).collect(),
            weight: (rules.half_life_days, rules.window_days),
            to_answer: rows.iter().find(|row| waits(row.state) && today < row.closes_on).map(|row| row.id),
            asks: settings.asks,
            partner,
            rows,
            today,
        })
    }

    /// Answers a survey that waits for an answer of the caller's own partner, as by a link in a letter.
    pub async fn answer_own_survey(&self, id: SurveyId, replies: &[Reply]) -> Result<(), Refusal> {
        self.check(Action::ReadPartner)?;
        let own = self.partner_asked(None)?;
        if self.caller.role != Role::Owner {
            return Err(Refusal::forbidden("answer for your reseller; its owner does that"));
        }
        let mut tx = self.write().await?;
        let row = tx.survey(id).await?.filter(|row| row.partner.id == own);
        let row = row.ok_or_else(|| Refusal::not_found("survey"))?;
        self.engine.keep_reply(&mut tx, &row, replies, self.caller.user).await?;
        Ok(tx.commit().await?)
    }

    /// Whether, what and when partners are asked.
    pub async fn survey_settings(&self) -> Result<SurveySettingsPage, Refusal> {
        self.check(Action::ReadInterventions)?;
        Ok(SurveySettingsPage {
            settings: self.read().await?.survey_settings().await?.unwrap_or_default(),
            may_edit: may(self.caller.role, Action::EditPlaybooks),
        })
    }

    /// Keeps that as a form says it.
    pub async fn say_survey_settings(&self, fields: &Fields) -> Result<(), Refusal> {
        self.check(Action::EditPlaybooks)?;
        self.save_survey_settings(&read_settings(fields)?).await
    }

    /// Keeps whether, what and when partners are asked. Surveys that wait for an answer keep their questions.
    pub async fn save_survey_settings(&self, settings: &SurveySettings) -> Result<(), Refusal> {
        self.check(Action::EditPlaybooks)?;
        settings.rules.check()?;
        settings.survey.check()?;
        let now = self.engine.clock.now();
        let mut tx = self.write().await?;
        tx.put_survey_settings(settings, (self.caller.user, now)).await?;
        let event = SuccessEvent::SurveySettingsSaved { asks: settings.asks };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        tx.audit(now, self.actor(), "survey_settings", "surveys", &json!(settings)).await?;
        Ok(tx.commit().await?)
    }
}

/// Answers in numbers, question by question and all of them.
async fn voices(
    tx: &mut Tx,
    about: Option<PartnerId>,
    days: (NaiveDate, NaiveDate),
) -> Result<(Vec<(String, Vec<Answer>)>, Vec<Answer>), Refusal> {
    let mut questions: Vec<(String, Vec<Answer>)> = Vec::new();
    for (question, answer, count) in tx.voices(about, days).await? {
        let equal = std::iter::repeat_n(answer, usize::try_from(count).unwrap_or_default());
        match questions.last_mut().filter(|(last, _)| *last == question) {
            Some((_, answers)) => answers.extend(equal),
            None => questions.push((question, equal.collect())),
        }
    }
    let all = questions.iter().flat_map(|(_, answers)| answers).copied().collect();
    Ok((questions, all))
}

/// A question as it is asked now; its key where it isn't asked any more.
fn words_of(survey: &Survey, key: String) -> String {
    let asked = survey.questions.iter().find(|question| question.key == key);
    asked.map_or(key, |question| question.words.clone())
}
