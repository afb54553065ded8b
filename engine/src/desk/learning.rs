//! A reseller's trainings at the desk.

use super::Desk;
use domain::health::Component;
use domain::learning::{Learned, courses};
use domain::rights::Action;
use domain::view::LearningPage;
use domain::{PartnerId, Refusal};

impl Desk {
    /// The trainings of the named partner, or of the caller's own, and what they count for in its health.
    pub async fn learning(&self, partner: Option<PartnerId>) -> Result<LearningPage, Refusal> {
        self.check(Action::ReadPartner)?;
        let id = self.partner_asked(partner)?;
        let mut tx = self.read().await?;
        let partner = tx.partner_ref(id).await?.ok_or_else(|| Refusal::not_found("partner"))?;
        let today = self.engine.clock.today(&tx.tenant_row().await?.time_zone);
        let rules = tx.health_rules_on(today).await?.map(|stored| stored.rules).unwrap_or_default();
        let courses = courses(&tx.training_modules().await?, &tx.completions(id).await?, today);
        let count = |fits: fn(Learned) -> bool| {
            u32::try_from(courses.iter().filter(|course| fits(course.learned)).count()).unwrap_or(u32::MAX)
        };
        let in_force = count(|learned| learned != Learned::Coming);
        let passed = count(|learned| matches!(learned, Learned::Passed | Learned::Expiring));
        let all: f64 = rules.weights.iter().map(|(_, weight)| weight).sum();
        Ok(LearningPage {
            expected: (in_force, passed),
            share: rules.engagement.training_share(),
            weight: rules.weight(Component::Engagement) / all,
            partner,
            courses,
            today,
        })
    }
}
