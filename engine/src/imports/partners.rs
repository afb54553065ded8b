//! A file of resellers: code, name, territory, the distributor above, and who looks after it.

use super::partner_managers::Managers;
use super::source::Source;
use super::{Imported, Problem, refuse_file};
use crate::Office;
use domain::audit::Actor;
use domain::partner::{Partner, PartnerKind, PartnerStatus, Tier};
use domain::{Month, PartnerId, Refusal};
use serde_json::json;
use std::collections::BTreeMap;
use std::path::Path;
use store::{NewPartner, Tx};

impl Office {
    /// Takes in a file of resellers with the columns `reseller_id`, `name` and, where there are, `home_city`,
    /// `master_agent_id` and `manager`. Resellers that are known get the manager that is named and otherwise stay as
    /// they are. New ones get the default plan, if there is
    /// one, from `plan_from` on. A bad row rolls everything back.
    pub async fn import_partners(&self, file: &Path, plan_from: Month) -> Result<Imported, Refusal> {
        self.partners_from(file, plan_from, false).await
    }

    /// The same; where it `only_looks` it says what would come in, and writes nothing.
    pub(crate) async fn partners_from(
        &self,
        file: &Path,
        plan_from: Month,
        only_looks: bool,
    ) -> Result<Imported, Refusal> {
        let mut source = Source::open(file)?;
        let column = |name: &str| source.headers.iter().position(|header| header == name);
        let needed =
            |name: &str| column(name).ok_or_else(|| refuse_file(file, format!("the column “{name}” is missing")));
        let (code_at, name_at) = (needed("reseller_id")?, needed("name")?);
        let (city_at, above_at, manager_at) = (column("home_city"), column("master_agent_id"), column("manager"));
        let mut done = Imported::default();
        let store = &self.engine.store;
        let mut tx = if only_looks { store.read(self.tenant).await? } else { store.write(self.tenant).await? };
        let mut managers = Managers::read(&mut tx).await?;
        let made_up = || PartnerId(self.engine.clock.new_id());
        let mut known: BTreeMap<String, PartnerId> =
            tx.partner_refs().await?.into_iter().map(|p| (p.code, p.id)).collect();
        while let Some(next) = source.next()? {
            done.rows += 1;
            let (line, record) = next.map_err(|p| refuse_row(file, &p))?;
            let text = |at: Option<usize>| {
                at.and_then(|at| record.get(at)).map(str::trim).filter(|t| !t.is_empty()).map(str::to_owned)
            };
            let missing = |field: &str| refuse_file(file, format!("line {line}: {field} must be filled in"));
            let code = text(Some(code_at)).ok_or_else(|| missing("reseller_id"))?;
            let name = text(Some(name_at)).ok_or_else(|| missing("name"))?;
            let above = match text(above_at) {
                Some(above) if !known.contains_key(&above) => {
                    let id = if only_looks { made_up() } else { self.write_distributor(&mut tx, &above).await? };
                    known.insert(above, id);
                    done.partners_added += 1;
                    Some(id)
                }
                Some(above) => known.get(&above).copied(),
                None => None,
            };
            let manager = text(manager_at).map(|email| managers.named(&email)).transpose();
            let manager = manager.map_err(|reason| refuse_file(file, format!("line {line}: manager: {reason}")))?;
            if let Some(id) = known.get(&code) {
                let changes = manager.is_some_and(|manager| managers.want(*id, manager));
                *(if changes { &mut done.changed } else { &mut done.unchanged }) += 1;
                continue;
            }
            let id = if only_looks {
                made_up()
            } else {
                self.write_partner(&mut tx, &code, &name, text(city_at), above, plan_from).await?
            };
            if let Some(manager) = manager {
                managers.want(id, manager);
            }
            known.insert(code, id);
            done.added += 1;
        }
        done.kept = !only_looks;
        if done.kept && done.added + done.partners_added + done.changed > 0 {
            managers.assign(self, &mut tx).await?;
            let name = file.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
            tx.audit(self.engine.clock.now(), Actor::System, "partners_imported", &name, &json!(done)).await?;
            tx.commit().await?;
        }
        Ok(done)
    }

    /// Writes an active reseller of the entry tier, with the default plan if there is one.
    pub(crate) async fn write_partner(
        &self,
        tx: &mut Tx,
        code: &str,
        name: &str,
        territory: Option<String>,
        parent_id: Option<PartnerId>,
        plan_from: Month,
    ) -> Result<PartnerId, Refusal> {
        let id = self.write_kind(tx, PartnerKind::AuthorizedDealer, code, name, territory, parent_id).await?;
        if let Some(plan) = tx.default_plan().await? {
            tx.assign_plan(id, plan, plan_from).await?;
        }
        Ok(id)
    }

    async fn write_distributor(&self, tx: &mut Tx, code: &str) -> Result<PartnerId, Refusal> {
        self.write_kind(tx, PartnerKind::Distributor, code, &format!("Master agent {code}"), None, None).await
    }

    async fn write_kind(
        &self,
        tx: &mut Tx,
        kind: PartnerKind,
        code: &str,
        name: &str,
        territory: Option<String>,
        parent_id: Option<PartnerId>,
    ) -> Result<PartnerId, Refusal> {
        let partner = Partner {
            id: PartnerId(self.engine.clock.new_id()),
            code: code.to_owned(),
            name: name.to_owned(),
            kind,
            tier: Tier::Bronze,
            status: PartnerStatus::Active,
            parent_id,
            territory,
            manager_id: None,
        };
        tx.add_partner(NewPartner { partner: &partner, at: self.engine.clock.now() }).await?;
        Ok(partner.id)
    }
}

fn refuse_row(file: &Path, problem: &Problem) -> Refusal {
    refuse_file(file, format!("line {}: {}: {}", problem.line, problem.field, problem.reason))
}
