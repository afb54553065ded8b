//! Commission plans: which there are, what they say, who has them, and changing that.

use super::what_if::{ALL, tried_months};
use super::{Desk, Paging};
use crate::plans;
use domain::commission::{PlanTerms, starters};
use domain::partner::PartnerStatus;
use domain::rights::{Action, may};
use domain::view::{
    PlanAssignment, PlanChecked, PlanDraft, PlanEditor, PlanEditorPage, PlanList, PlanPage, PlanStep, PlanSummary,
    PlanVersionRow, PostedPlan, VersionStanding, WhatIfResult,
};
use domain::{Currency, Month, PlanId, Refusal};
use std::collections::HashMap;
use store::{PlanVersion, Tx};

/// Assignments on a page.
const ASSIGNED: u32 = 50;

impl Desk {
    /// Every plan, with what it pays and how many partners have it in the present month.
    pub async fn plan_list(&self) -> Result<PlanList, Refusal> {
        self.check(Action::ReadPlans)?;
        let mut tx = self.read().await?;
        let tenant = tx.tenant_row().await?;
        let month = Month::of(self.engine.clock.today(&tenant.time_zone));
        let mut partners: HashMap<PlanId, u32> = HashMap::new();
        for (_, plan) in tx.plans_in_force(month).await? {
            *partners.entry(plan).or_default() += 1;
        }
        let mut summaries = Vec::new();
        for plan in tx.plans().await? {
            let versions = tx.plan_versions(plan.id).await?;
            let holds = versions.iter().find(|version| version.from <= month);
            let words = holds.or(versions.first()).map(|version| version.terms.explain(tenant.currency));
            summaries.push(PlanSummary {
                in_force: holds.map(|version| (version.version, version.from)),
                words: words.unwrap_or_default(),
                partners: partners.get(&plan.id).copied().unwrap_or(0),
                plan,
            });
        }
        let without_plan = active_without_plan(&mut tx, month).await?;
        Ok(PlanList { month, plans: summaries, without_plan, may_edit: may(self.caller.role, Action::EditPlans) })
    }

    /// One plan with its versions and a page of who has it.
    pub async fn plan_page(&self, code: &str, page: u32) -> Result<PlanPage, Refusal> {
        self.check(Action::ReadPlans)?;
        let mut tx = self.read().await?;
        let found = tx.plans().await?.into_iter().find(|plan| plan.code == code);
        let plan = found.ok_or_else(|| Refusal::not_found("plan"))?;
        let tenant = tx.tenant_row().await?;
        let month = Month::of(self.engine.clock.today(&tenant.time_zone));
        let paging = Paging::new(page, ASSIGNED);
        let (assigned, found) = tx.assignments(plan.id, paging.offset, paging.limit).await?;
        let assigned = assigned.into_iter().map(|(partner, from, next)| PlanAssignment {
            partner,
            from,
            upto: next.map(Month::previous),
        });
        let free_from = free_from(&mut tx, month).await?;
        Ok(PlanPage {
            versions: version_rows(&tx.plan_versions(plan.id).await?, month, tenant.currency),
            assigned: assigned.collect(),
            found: u32::try_from(found).unwrap_or(u32::MAX),
            page: page.max(1),
            pages: paging.pages(found),
            without_plan: active_without_plan(&mut tx, free_from).await?,
            may_edit: may(self.caller.role, Action::EditPlans),
            plan,
            month,
            free_from,
        })
    }

    /// What a text says as a plan, and everything that keeps it from being one.
    pub async fn check_plan(&self, text: &str) -> Result<PlanChecked, Refusal> {
        self.check(Action::ReadPlans)?;
        let mut tx = self.read().await?;
        let problems = plans::faults(&mut tx, text).await?;
        let terms = PlanTerms::examine(text).ok().filter(|_| problems.is_empty());
        let currency = tx.tenant_row().await?.currency;
        Ok(PlanChecked { problems, words: terms.map(|terms| terms.explain(currency)).unwrap_or_default() })
    }

    /// What a new plan, or the next version of one, begins with: `start` is the word of a plan to begin with.
    async fn plan_editor(&self, code: Option<&str>, start: Option<&str>) -> Result<PlanEditor, Refusal> {
        self.check(Action::EditPlans)?;
        let mut tx = self.read().await?;
        let month = Month::of(self.engine.clock.today(&tx.tenant_row().await?.time_zone));
        let plans = tx.plans().await?;
        let plan = match code {
            Some(code) => {
                let found = plans.iter().find(|plan| plan.code == code).cloned();
                Some(found.ok_or_else(|| Refusal::not_found("plan"))?)
            }
            None => None,
        };
        let starters: Vec<_> = starters().collect();
        let chosen = start.and_then(|code| starters.iter().find(|starter| starter.code == code));
        let text = match (chosen, &plan) {
            (Some(starter), _) => starter.text.clone(),
            (None, Some(plan)) => tx.plan_version(plan.id, plan.version).await?.terms.to_text(),
            (None, None) => starters.first().map(|starter| starter.text.clone()).unwrap_or_default(),
        };
        let free_from = free_from(&mut tx, month).await?;
        let free_from = plan.as_ref().map_or(free_from, |plan| free_from.max(plan.from));
        let choices = plans.into_iter().map(|plan| (plan.code, plan.name)).collect();
        let months = tried_months(&mut tx, month).await?;
        Ok(PlanEditor { plan, text, free_from, months, plans: choices, starters })
    }

    /// The page of the editor: as it begins, or with the form that was posted to it.
    pub async fn plan_editor_page(
        &self,
        code: Option<&str>,
        start: Option<&str>,
        posted: Option<PostedPlan>,
    ) -> Result<PlanEditorPage, Refusal> {
        let editor = self.plan_editor(code, start).await?;
        let PostedPlan { draft, refusal } = posted.unwrap_or_else(|| begun(&editor));
        let checked = self.check_plan(&draft.terms).await?;
        let tried = if draft.step == PlanStep::Try { Some(self.try_draft(&draft).await) } else { None };
        Ok(PlanEditorPage { editor, draft, checked, refusal, tried })
    }

    async fn try_draft(&self, draft: &PlanDraft) -> Result<WhatIfResult, Refusal> {
        self.try_plan(&draft.terms, draft.tried_month()?, &draft.scope).await
    }

    /// Adds a plan in force from a month on.
    pub async fn add_plan(&self, code: &str, name: &str, from: Month, text: &str) -> Result<PlanId, Refusal> {
        self.check(Action::EditPlans)?;
        let office = self.engine.office(self.caller.tenant);
        office.add_plan_as(self.actor(), (code, name, false), from, text).await
    }

    /// Gives a plan new terms from a month on, which isn't frozen yet, and says which version they are.
    pub async fn revise_plan(&self, code: &str, from: Month, text: &str) -> Result<i32, Refusal> {
        self.check(Action::EditPlans)?;
        self.engine.office(self.caller.tenant).revise_plan_as(self.actor(), code, from, text).await
    }

    /// Gives a plan to the partners whose codes a text names, from a month on that isn't frozen yet. Says how many got
    /// it.
    pub async fn assign_plan(&self, code: &str, partners: &str, from: Month) -> Result<u32, Refusal> {
        self.check(Action::EditPlans)?;
        let partners = codes_in(partners);
        if partners.is_empty() {
            return Err(Refusal::invalid("partners", "name at least one by its code"));
        }
        self.assign(code, &partners, from).await
    }

    /// Gives a plan to every partner that has none in a month, from that month on. Says how many got it.
    pub async fn assign_plan_to_the_rest(&self, code: &str, from: Month) -> Result<u32, Refusal> {
        self.check(Action::EditPlans)?;
        self.assign(code, &[], from).await
    }

    async fn assign(&self, code: &str, partners: &[String], from: Month) -> Result<u32, Refusal> {
        let office = self.engine.office(self.caller.tenant);
        let given = office.assign_plan_as(self.actor(), code, partners, from).await?;
        Ok(u32::try_from(given).unwrap_or(u32::MAX))
    }
}

/// What stands in the form before anybody has typed.
fn begun(editor: &PlanEditor) -> PostedPlan {
    let plan = editor.plan.as_ref();
    let draft = PlanDraft {
        code: plan.map(|plan| plan.code.clone()).unwrap_or_default(),
        terms: editor.text.clone(),
        scope: plan.map_or_else(|| ALL.to_owned(), |plan| plan.code.clone()),
        ..PlanDraft::default()
    };
    PostedPlan { draft, refusal: None }
}

/// Codes with commas, semicolons or blanks between them, each once.
fn codes_in(text: &str) -> Vec<String> {
    let mut codes: Vec<String> = Vec::new();
    for code in text.split(|c: char| c.is_whitespace() || c == ',' || c == ';').filter(|code| !code.is_empty()) {
        if !codes.iter().any(|known| known == code) {
            codes.push(code.to_owned());
        }
    }
    codes
}

/// The first month that plans can be changed from.
async fn free_from(tx: &mut Tx, month: Month) -> Result<Month, Refusal> {
    match plans::last_frozen(tx).await? {
        Some(last) => Ok(last.next()),
        None => Ok(tx.latest_billed_month().await?.unwrap_or(month)),
    }
}

async fn active_without_plan(tx: &mut Tx, month: Month) -> Result<u32, Refusal> {
    let with_plan = tx.plans_in_force(month).await?;
    let partners = tx.partners().await?;
    let active = partners.iter().filter(|partner| partner.status == PartnerStatus::Active);
    let without = active.filter(|p| with_plan.binary_search_by_key(&p.id, |(id, _)| *id).is_err()).count();
    Ok(u32::try_from(without).unwrap_or(u32::MAX))
}

/// Versions, newest first, each with how long it holds and what it says.
fn version_rows(versions: &[PlanVersion], month: Month, currency: Currency) -> Vec<PlanVersionRow> {
    let mut rows: Vec<PlanVersionRow> = Vec::new();
    let mut next: Option<Month> = None;
    for version in versions {
        let upto = next.map(Month::previous);
        let standing = match upto {
            Some(upto) if upto < version.from => VersionStanding::Replaced,
            Some(upto) if upto < month => VersionStanding::Past,
            _ if version.from > month => VersionStanding::Coming,
            _ => VersionStanding::InForce,
        };
        rows.push(PlanVersionRow {
            version: version.version,
            from: version.from,
            upto: upto.filter(|upto| *upto >= version.from),
            standing,
            created_at: version.created_at,
            words: version.terms.explain(currency),
            text: version.terms.to_text(),
        });
        next = Some(next.map_or(version.from, |next| next.min(version.from)));
    }
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::DateTime;
    use domain::Rate;
    use domain::commission::{PlanTerms, Rule};

    #[test]
    fn a_version_holds_until_the_month_before_the_next_and_one_that_never_held_is_said_to_be_replaced() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        let version = |version, from| PlanVersion {
            version,
            from: month(from),
            created_at: DateTime::UNIX_EPOCH,
            terms: PlanTerms::of_rules(vec![Rule::percentage(Rate::percent(5))]),
        };
        let versions = [version(4, "2026-03"), version(3, "2025-06"), version(2, "2025-06"), version(1, "2024-01")];
        let rows = version_rows(&versions, month("2025-12"), Currency::Usd);
        let told: Vec<_> = rows.iter().map(|row| (row.version, row.upto, row.standing)).collect();
        assert_eq!(
            told,
            [
                (4, None, VersionStanding::Coming),
                (3, Some(month("2026-02")), VersionStanding::InForce),
                (2, None, VersionStanding::Replaced),
                (1, Some(month("2025-05")), VersionStanding::Past),
            ]
        );
    }
}
