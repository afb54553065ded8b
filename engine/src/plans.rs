//! Commission plans: their versions, and who has which from when.
//!
//! What a month was calculated with never changes: a version or an assignment begins after the last month that has
//! a run.

use crate::Office;
use domain::audit::Actor;
use domain::commission::{PlanTerms, Problem};
use domain::event::Event;
use domain::view::PlanRow;
use domain::{EventId, Month, PartnerId, PlanId, Refusal};
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
        self.add_plan_as(Actor::System, (code, name, is_default), from, terms).await
    }

    pub(crate) async fn add_plan_as(
        &self,
        actor: Actor,
        (code, name, is_default): (&str, &str, bool),
        from: Month,
        terms: &str,
    ) -> Result<PlanId, Refusal> {
        let (code, name) = (proper_code(code)?, proper_name(name)?);
        let now = self.engine.clock.now();
        let id = PlanId(self.engine.clock.new_id());
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_plans().await?;
        let terms = read_terms(&mut tx, terms).await?;
        tx.add_plan(id, (code, name, is_default), from, &terms, now).await.map_err(|fault| {
            if fault.is_duplicate() {
                Refusal::conflict(format!("there is a plan “{code}” already"))
            } else {
                fault.into()
            }
        })?;
        let event = Event::PlanAdded { plan: id, from };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        tx.audit(now, actor, "plan_added", code, &json!({ "from": from, "terms": terms })).await?;
        tx.commit().await?;
        Ok(id)
    }

    /// Gives a plan new terms from a month on, and says which version they are.
    pub async fn revise_plan(&self, code: &str, from: Month, terms: &str) -> Result<i32, Refusal> {
        self.revise_plan_as(Actor::System, code, from, terms).await
    }

    pub(crate) async fn revise_plan_as(
        &self,
        actor: Actor,
        code: &str,
        from: Month,
        terms: &str,
    ) -> Result<i32, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_plans().await?;
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
        let event = Event::PlanRevised { plan: plan.id, version, from };
        tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
        let detail = json!({ "version": version, "from": from, "terms": terms });
        tx.audit(now, actor, "plan_revised", code, &detail).await?;
        tx.commit().await?;
        Ok(version)
    }

    /// Gives a plan to partners from a month on: to those named by their codes, or to all that have none by then.
    /// Says how many got it.
    pub async fn assign_plan(&self, code: &str, partners: &[String], from: Month) -> Result<usize, Refusal> {
        self.assign_plan_as(Actor::System, code, partners, from).await
    }

    pub(crate) async fn assign_plan_as(
        &self,
        actor: Actor,
        code: &str,
        partners: &[String],
        from: Month,
    ) -> Result<usize, Refusal> {
        let now = self.engine.clock.now();
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.lock_plans().await?;
        let plan = plan(&mut tx, code).await?;
        let chosen =
            if partners.is_empty() { without_plan(&mut tx, from).await? } else { named(&mut tx, partners).await? };
        // Who has no plan yet has earned nothing that could change.
        if !partners.is_empty() {
            not_calculated(&mut tx, from).await?;
        }
        for (partner, partner_code) in &chosen {
            tx.assign_plan(*partner, plan.id, from).await?;
            let event = Event::PlanAssigned { plan: plan.id, partner: *partner, from };
            tx.announce(EventId(self.engine.clock.new_id()), now, &event).await?;
            tx.audit(now, actor, "plan_assigned", partner_code, &json!({ "plan": code, "from": from })).await?;
        }
        tx.commit().await?;
        Ok(chosen.len())
    }

    /// Every plan with its newest version.
    pub async fn plans(&self) -> Result<Vec<PlanRow>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.plans().await?)
    }
}

/// A code that can stand in an address and in a file's name.
fn proper_code(code: &str) -> Result<&str, Refusal> {
    let proper = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match code.trim() {
        // The words that addresses of other pages take.
        code @ ("new" | "what-if") => Err(Refusal::invalid("code", format!("“{code}” is taken; choose another"))),
        code if !code.is_empty() && code.len() <= 40 && code.chars().all(proper) => Ok(code),
        _ => Err(Refusal::invalid("code", "use up to 40 letters, digits, hyphens and underscores")),
    }
}

fn proper_name(name: &str) -> Result<&str, Refusal> {
    match name.trim() {
        name if !name.is_empty() && name.chars().count() <= 80 => Ok(name),
        _ => Err(Refusal::invalid("name", "give a name of up to 80 characters")),
    }
}

/// Terms that the close can reckon: sound, in the operator's currency, and with partners that there are.
pub(crate) async fn read_terms(tx: &mut Tx, terms: &str) -> Result<PlanTerms, Refusal> {
    let terms = PlanTerms::read(terms)?;
    terms.ensure_sound()?;
    match faults_in_books(tx, &terms).await?.into_iter().next() {
        Some(problem) => Err(problem.into()),
        None => Ok(terms),
    }
}

/// Everything that keeps a text from being a plan of this operator; none for a plan that can be saved.
pub(crate) async fn faults(tx: &mut Tx, text: &str) -> Result<Vec<Problem>, Refusal> {
    match PlanTerms::examine(text) {
        Ok(terms) => faults_in_books(tx, &terms).await,
        Err(problems) => Ok(problems),
    }
}

/// What only the operator's books can tell: its currency, and which partners there are.
async fn faults_in_books(tx: &mut Tx, terms: &PlanTerms) -> Result<Vec<Problem>, Refusal> {
    let books = tx.tenant_row().await?.currency;
    let currency = terms.currency.filter(|currency| *currency != books).map(|currency| Problem {
        path: "currency".to_owned(),
        reason: format!("the plan is in {currency}, but the books are kept in {books}"),
        way_out: format!("give its amounts in {books}"),
    });
    let named = terms.named_partners();
    let partners = if named.is_empty() { Vec::new() } else { tx.partner_refs().await? };
    let unknown = named.into_iter().filter(|name| partners.iter().all(|partner| partner.code != *name));
    let unknown = unknown.map(|name| Problem {
        path: "partner".to_owned(),
        reason: format!("it gives a share to “{name}”, but no reseller has that code"),
        way_out: "add the reseller first".to_owned(),
    });
    Ok(currency.into_iter().chain(unknown).collect())
}

pub(crate) async fn plan(tx: &mut Tx, code: &str) -> Result<PlanRow, Refusal> {
    let mut plans = tx.plans().await?;
    let codes = plans.iter().map(|p| p.code.as_str()).collect::<Vec<_>>().join(", ");
    let at = plans.iter().position(|p| p.code == code);
    at.map(|at| plans.swap_remove(at)).ok_or_else(|| {
        let way_out = if codes.is_empty() { "add it first".to_owned() } else { format!("there are: {codes}") };
        Refusal::invalid("plan", format!("there is no plan “{code}”; {way_out}"))
    })
}

/// The last month that has a run.
pub(crate) async fn last_frozen(tx: &mut Tx) -> Result<Option<Month>, Refusal> {
    Ok(tx.runs().await?.iter().map(|run| run.month).max())
}

async fn not_calculated(tx: &mut Tx, from: Month) -> Result<(), Refusal> {
    match last_frozen(tx).await? {
        Some(last) if from <= last => {
            let reason = format!("{} is calculated already; choose {} or later", last.label(), last.next());
            Err(Refusal::invalid("from", reason))
        }
        _ => Ok(()),
    }
}

pub(crate) async fn named(tx: &mut Tx, codes: &[String]) -> Result<Vec<(PartnerId, String)>, Refusal> {
    let partners = tx.partners().await?;
    let find = |code: &String| {
        let found = partners.iter().find(|partner| partner.code == *code);
        found
            .map(|partner| (partner.id, code.clone()))
            .ok_or_else(|| Refusal::invalid("partner", format!("there is no partner “{code}”")))
    };
    codes.iter().map(find).collect()
}

/// The partners that have no plan in a month.
pub(crate) async fn without_plan(tx: &mut Tx, from: Month) -> Result<Vec<(PartnerId, String)>, Refusal> {
    let with_plan = tx.plans_in_force(from).await?;
    let has_none = |id| with_plan.binary_search_by_key(&id, |(partner, _)| *partner).is_err();
    let partners = tx.partners().await?.into_iter();
    Ok(partners.filter(|partner| has_none(partner.id)).map(|partner| (partner.id, partner.code)).collect())
}
