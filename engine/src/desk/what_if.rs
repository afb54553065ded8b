//! What another plan would have cost: chosen in an address, or tried while it is written.

use super::Desk;
use crate::{Trial, Tried, TriedFor};
use domain::rights::{Action, sees_all};
use domain::view::{PlanRow, WhatIf, WhatIfPage, WhatIfQuery, WhatIfResult};
use domain::{Month, Refusal};
use std::collections::HashSet;
use store::Tx;

/// Partners on a page.
const ROWS: usize = 50;
/// Winners, and losers, that a chart shows.
const MOVERS: usize = 8;
/// Months back that can be chosen.
const BACK: i32 = 60;
/// The scope that is everybody.
pub(super) const ALL: &str = "all";

impl Desk {
    /// What can be tried on which months, and what came of what is asked.
    pub async fn what_if(&self, query: &WhatIfQuery) -> Result<WhatIfPage, Refusal> {
        self.check(Action::ReadPlans)?;
        let mut tx = self.read().await?;
        let tenant = tx.tenant_row().await?;
        let months = tried_months(&mut tx, Month::of(self.engine.clock.today(&tenant.time_zone))).await?;
        let plans = tx.plans().await?;
        let plan = query.plan.as_deref().and_then(|code| plans.iter().find(|plan| plan.code == code));
        if let (Some(code), None) = (&query.plan, plan) {
            return Err(Refusal::not_found(format!("plan as “{code}”")));
        }
        let asked = match (plan, query.month.or(months.first().copied())) {
            (Some(plan), Some(month)) => {
                let scope = match &query.scope {
                    Some(scope) => scope.clone(),
                    None => self.usual_scope(&mut tx, plan, month).await?,
                };
                Some((plan.code.clone(), query.version.unwrap_or(plan.version), month, scope))
            }
            _ => None,
        };
        drop(tx);
        let result = match &asked {
            Some((code, version, month, scope)) => {
                let tried = Tried::Plan(code.clone(), Some(*version));
                Some(paged(self.tried(tried, *month, scope).await?, query.page))
            }
            None => None,
        };
        let plans = plans.into_iter().map(|plan| (plan.code, plan.name, plan.version)).collect();
        Ok(WhatIfPage { plans, months, asked, result })
    }

    /// What a text would have cost as a plan: the first page.
    pub async fn try_plan(&self, text: &str, month: Month, scope: &str) -> Result<WhatIfResult, Refusal> {
        self.check(Action::ReadPlans)?;
        Ok(paged(self.tried(Tried::Text(text.to_owned()), month, scope).await?, 1))
    }

    async fn tried(&self, tried: Tried, month: Month, scope: &str) -> Result<WhatIf, Refusal> {
        let of = if scope == ALL { TriedFor::All } else { TriedFor::PartnersOf(scope.to_owned()) };
        let what_if = self.engine.office(self.caller.tenant).what_if(&Trial { tried, month, of }).await?;
        if sees_all(self.caller.role) {
            return Ok(what_if);
        }
        let seen: HashSet<_> = self.partners().await?.into_iter().map(|partner| partner.id).collect();
        Ok(what_if.of_those(|partner| seen.contains(&partner)))
    }

    /// Those who have the plan in the month, or everybody where nobody does.
    async fn usual_scope(&self, tx: &mut Tx, plan: &PlanRow, month: Month) -> Result<String, Refusal> {
        let has_any = tx.plans_in_force(month).await?.iter().any(|(_, of)| *of == plan.id);
        Ok(if has_any { plan.code.clone() } else { ALL.to_owned() })
    }
}

/// Months with bills that are over, newest first.
pub(super) async fn tried_months(tx: &mut Tx, present: Month) -> Result<Vec<Month>, Refusal> {
    let billed = tx.billed_by_month(present.plus(-BACK), present.previous()).await?;
    Ok(billed.into_iter().rev().map(|(month, ..)| month).collect())
}

fn paged(mut what_if: WhatIf, page: u32) -> WhatIfResult {
    let movers = what_if.movers(MOVERS);
    let (found, page) = (what_if.rows.len(), page.max(1));
    let skipped = usize::try_from(page - 1).unwrap_or(usize::MAX).saturating_mul(ROWS);
    what_if.rows = what_if.rows.into_iter().skip(skipped).take(ROWS).collect();
    let whole = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    WhatIfResult { what_if, movers, found: whole(found), page, pages: whole(found.div_ceil(ROWS)).max(1) }
}
