//! Commission plans: their versions, and who has which from when.
//!
//! What a month was calculated with never changes: a version or an assignment begins after the last month that has
//! a run.

use crate::Office;
use domain::audit::Actor;
use domain::commission::PlanTerms;
use domain::view::PlanRow;
use domain::{Month, PartnerId, PlanId, Refusal};
use serde_json::json;
use store::Tx;

impl Office {
    /// Adds a commission plan given as JSON, in force from a month on; the default plan is given to new partners.
    pub async fn add_plan(
        &self,
        code: &str,
        name: &str,
        from: Month,
        terms: &str,
        is_default: bool,
    ) -> Result<PlanId, Refusal> {
        let now = self.engine.clock.now();
        let id = PlanId(self.engine.clock.new_id());
        let mut tx = self.engine.store.write(self.tenant).await?;
        let terms = read_terms(&mut tx, terms).await?;
        tx.add_plan(id, (code, name, is_default), from, &terms, now).await.map_err(|fault| {
            if fault.is_duplicate() {
                Refusal::conflict(format!("there is a plan “{code}” already"))
            } else {
                fault.into()
            }
        })?;
        tx.audit(now, Actor::System, "plan_added", code, &json!({ "from": from, "terms": terms })).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives a plan new terms from a month on, and says which version they are.
    pub async fn revise_plan(&self, code: &str, from: Month, terms: &str) -> Result<i32, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let terms = read_terms(&mut tx, terms).await?;
        let plan = plan(&mut tx, code).await?;
        if from < plan.from {
            let reason = format!(
                "version {} of “{code}” begins in {}; choose that month or a later one",
                plan.version, plan.from
            );
            return Err(Refusal::invalid("from", reason));
        }
        not_calculated(&mut tx, from).await?;
        let version = plan.version + 1;
        tx.add_plan_version(plan.id, version, from, &terms, now).await?;
        let detail = json!({ "version": version, "from": from, "terms": terms });
        tx.audit(now, Actor::System, "plan_revised", code, &detail).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Gives a plan to partners from a month on: to those named by their codes, or to all that have none by then.
    /// Says how many got it.
    pub async fn assign_plan(&self, code: &str, partners: &[String], from: Month) -> Result<usize, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        let plan = plan(&mut tx, code).await?;
        let chosen =
            if partners.is_empty() { without_plan(&mut tx, from).await? } else { named(&mut tx, partners).await? };
        // Who has no plan yet has earned nothing that could change.
        if !partners.is_empty() {
            not_calculated(&mut tx, from).await?;
        }
        for (partner, partner_code) in &chosen {
            tx.assign_plan(*partner, plan.id, from).await?;
            tx.audit(now, Actor::System, "plan_assigned", partner_code, &json!({ "plan": code, "from": from })).await?;
        }
        tx.commit().await?;
        Ok(chosen.len())
    }

    /// Every plan with its newest version.
    pub async fn plans(&self) -> Result<Vec<PlanRow>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.plans().await?)
    }
}

/// Terms that the close can reckon: sound, in the operator's currency, and with partners that there are.
async fn read_terms(tx: &mut Tx, terms: &str) -> Result<PlanTerms, Refusal> {
    let terms = PlanTerms::read(terms)?;
    terms.ensure_sound()?;
    let books = tx.tenant_row().await?.currency;
    if let Some(currency) = terms.currency.filter(|currency| *currency != books) {
        let reason =
            format!("the plan is in {currency}, but the books are kept in {books}; give its amounts in {books}");
        return Err(Refusal::invalid("currency", reason));
    }
    let partners = tx.partner_refs().await?;
    let unknown = |name: &&str| partners.iter().all(|partner| partner.code != *name);
    if let Some(name) = terms.named_partners().into_iter().find(unknown) {
        let reason = format!("it gives a share to “{name}”, but no reseller has that code; add the reseller first");
        return Err(Refusal::invalid("partner", reason));
    }
    Ok(terms)
}

async fn plan(tx: &mut Tx, code: &str) -> Result<PlanRow, Refusal> {
    let mut plans = tx.plans().await?;
    let codes = plans.iter().map(|p| p.code.as_str()).collect::<Vec<_>>().join(", ");
    let at = plans.iter().position(|p| p.code == code);
    at.map(|at| plans.swap_remove(at)).ok_or_else(|| {
        let way_out = if codes.is_empty() { "add it first".to_owned() } else { format!("there are: {codes}") };
        Refusal::invalid("plan", format!("there is no plan “{code}”; {way_out}"))
    })
}

async fn not_calculated(tx: &mut Tx, from: Month) -> Result<(), Refusal> {
    match tx.runs().await?.iter().map(|run| run.month).max() {
        Some(last) if from <= last => {
            let reason = format!("{} is calculated already; choose {} or later", last.label(), last.next());
            Err(Refusal::invalid("from", reason))
        }
        _ => Ok(()),
    }
}

async fn named(tx: &mut Tx, codes: &[String]) -> Result<Vec<(PartnerId, String)>, Refusal> {
    let partners = tx.partners().await?;
    let find = |code: &String| {
        let found = partners.iter().find(|partner| partner.code == *code);
        found
            .map(|partner| (partner.id, code.clone()))
            .ok_or_else(|| Refusal::invalid("partner", format!("there is no partner “{code}”")))
    };
    codes.iter().map(find).collect()
}

async fn without_plan(tx: &mut Tx, from: Month) -> Result<Vec<(PartnerId, String)>, Refusal> {
    let with_plan = tx.plans_in_force(from).await?;
    let has_none = |id| with_plan.binary_search_by_key(&id, |(partner, _)| *partner).is_err();
    let partners = tx.partners().await?.into_iter();
    Ok(partners.filter(|partner| has_none(partner.id)).map(|partner| (partner.id, partner.code)).collect())
}
