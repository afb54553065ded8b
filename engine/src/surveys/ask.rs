//! Asking, reminding, closing: what is next for each partner, once a day.

use super::link_of;
use crate::Office;
use crate::access::new_token;
use crate::mail::{self, Invitation};
use crate::runner::{Settled, Work};
use chrono::{Days, NaiveDate};
use domain::audit::Actor;
use domain::event::SuccessEvent;
use domain::health::survey::{Asked, SurveyRules, SurveyState, SurveyStep, link_hash};
use domain::tenant::Tenant;
use domain::user::{Role, User};
use domain::view::SurveySettings;
use domain::{EventId, PartnerId, Refusal, SurveyId};
use serde_json::json;
use std::collections::{HashMap, HashSet};
use store::{LatestSurvey, NewSurvey, Tx};

/// Partners that are read at a time.
const PARTNERS: i64 = 500;

/// What a day's look at surveys came to.
#[derive(Clone, Copy, Default)]
struct Done {
    asked: u32,
    reminded: u32,
    closed: u32,
}

/// What all partners have in common.
struct Round {
    tenant: Tenant,
    today: NaiveDate,
    settings: SurveySettings,
    owners: HashMap<PartnerId, Vec<User>>,
    paused: HashSet<PartnerId>,
}

impl Office {
    /// Asks, reminds and closes what is due today. Interrupted, it goes on where it stood: each partner is one
    /// transaction.
    pub(crate) async fn look_at_surveys(&self, work: &Work) -> Result<Settled, Refusal> {
        let mut done = Done::default();
        let Some(round) = self.survey_round().await? else { return work.done(json!({ "asks": false })).await };
        let mut after = Tx::before_all_partners();
        loop {
            let partners = self.engine.store.read(self.tenant).await?.latest_surveys(after, PARTNERS).await?;
            let Some(last) = partners.last() else { break };
            after = last.partner.id;
            for latest in &partners {
                self.next_of_survey(&round, latest, &mut done).await?;
            }
        }
        work.done(json!({ "asked": done.asked, "reminded": done.reminded, "closed": done.closed })).await
    }

    async fn survey_round(&self) -> Result<Option<Round>, Refusal> {
        let mut tx = self.engine.store.read(self.tenant).await?;
        let Some(settings) = tx.survey_settings().await?.filter(|settings| settings.asks) else { return Ok(None) };
        let tenant = tx.tenant_row().await?;
        let mut owners: HashMap<_, Vec<_>> = HashMap::new();
        for user in tx.users().await?.into_iter().filter(|user| user.role == Role::Owner) {
            if let Some(partner) = user.partner_id {
                owners.entry(partner).or_default().push(user);
            }
        }
        let paused = tx.paused_partners(self.engine.clock.now()).await?;
        Ok(Some(Round { today: self.engine.clock.today(&tenant.time_zone), tenant, settings, owners, paused }))
    }

    async fn next_of_survey(&self, round: &Round, latest: &LatestSurvey, done: &mut Done) -> Result<(), Refusal> {
        let partner = latest.partner.id;
        let asked = latest.survey.map(|(_, asked)| asked);
        let step = round.settings.rules.next(asked.as_ref(), round.today);
        // Whoever is in an emergency is left alone, and nobody is asked without an address.
        let leave = round.paused.contains(&partner) || !round.owners.contains_key(&partner);
        match (step, latest.survey) {
            (SurveyStep::Ask, _) if !leave => done.asked += u32::from(self.ask_survey(round, latest).await?),
            (SurveyStep::Remind { reminders }, Some((id, asked))) if !leave => {
                let closes_on = closing(&round.settings.rules, asked.on);
                done.reminded += u32::from(self.remind_survey(round, latest, (id, reminders), closes_on).await?);
            }
            (SurveyStep::Close, Some((id, _))) => {
                done.closed += u32::from(self.shut_survey(latest, id).await?);
                // After a pause the next one may be due already.
                let shut = asked.map(|asked| Asked { state: SurveyState::Closed, ..asked });
                if !leave && round.settings.rules.next(shut.as_ref(), round.today) == SurveyStep::Ask {
                    done.asked += u32::from(self.ask_survey(round, latest).await?);
                }
            }
            _ => {}
        }
        Ok(())
    }

    async fn ask_survey(&self, round: &Round, latest: &LatestSurvey) -> Result<bool, Refusal> {
        let id = SurveyId(self.engine.clock.new_id());
        let new = NewSurvey {
            id,
            partner: latest.partner.id,
            asked_on: round.today,
            closes_on: closing(&round.settings.rules, round.today),
            survey: round.settings.survey.clone(),
        };
        let mut tx = self.engine.store.write(self.tenant).await?;
        if !tx.ask_survey(&new).await? {
            return Ok(false);
        }
        self.write_invitations(&mut tx, round, latest, (id, 0, new.closes_on)).await?;
        self.tell_survey(&mut tx, (id, latest), SurveyState::Open).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn shut_survey(&self, latest: &LatestSurvey, id: SurveyId) -> Result<bool, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        if !tx.close_survey(id).await? {
            return Ok(false);
        }
        self.tell_survey(&mut tx, (id, latest), SurveyState::Closed).await?;
        tx.commit().await?;
        Ok(true)
    }

    async fn remind_survey(
        &self,
        round: &Round,
        latest: &LatestSurvey,
        (id, reminders): (SurveyId, u32),
        closes_on: NaiveDate,
    ) -> Result<bool, Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        if !tx.remind_survey(id, reminders).await? {
            return Ok(false);
        }
        self.write_invitations(&mut tx, round, latest, (id, reminders, closes_on)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// A letter to each owner, with a link of their own.
    async fn write_invitations(
        &self,
        tx: &mut Tx,
        round: &Round,
        latest: &LatestSurvey,
        (id, reminders, closes_on): (SurveyId, u32, NaiveDate),
    ) -> Result<(), Refusal> {
        let (mut links, mut letters) = (Vec::new(), Vec::new());
        for user in round.owners.get(&latest.partner.id).into_iter().flatten() {
            let token = new_token()?;
            links.push((link_hash(&token).ok_or(Refusal::Unavailable)?, user.id));
            let invitation = Invitation {
                partner: &latest.partner.name,
                link: self.engine.public_link(&format!("survey/{}", link_of(self.tenant, &token))),
                last_day: closes_on - Days::new(1),
                is_reminder: reminders > 0,
            };
            letters.push((user.clone(), mail::survey(&round.tenant, user, &invitation)?));
        }
        tx.link_survey(id, &links).await?;
        self.engine.send(tx, &format!("survey {id} {reminders}"), letters).await
    }

    async fn tell_survey(
        &self,
        tx: &mut Tx,
        (id, latest): (SurveyId, &LatestSurvey),
        state: SurveyState,
    ) -> Result<(), Refusal> {
        let now = self.engine.clock.now();
        let event = SuccessEvent::SurveyMoved { survey: id, partner: latest.partner.id, state };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event.into()).await?;
        let detail = json!({ "id": id, "state": state });
        Ok(tx.audit(now, Actor::System, "survey_moved", &latest.partner.code, &detail).await?)
    }
}

/// The first day on which a survey isn't answered any more.
fn closing(rules: &SurveyRules, asked_on: NaiveDate) -> NaiveDate {
    asked_on + Days::new(u64::from(rules.close_after_days))
}
