//! Commission plans.

use super::Trouble;
use super::encoding::{Change, Read};
use domain::view::{PlanChecked, PlanEditorPage, PlanList, PlanPage, WhatIfPage, WhatIfQuery, WhatIfResult};
use domain::{Month, PlanId};
use leptos::prelude::*;

/// Every plan.
#[server(protocol = Read)]
pub async fn read_plans() -> Result<PlanList, Trouble> {
    Ok(super::desk()?.plan_list().await?)
}

/// One plan with its versions and a page of who has it.
#[server(protocol = Read)]
pub async fn read_plan(
    /// Its code.
    code: String,
    /// Page of its assignments, from 1.
    page: u32,
) -> Result<PlanPage, Trouble> {
    Ok(super::desk()?.plan_page(&code, page).await?)
}

/// What a new plan, or the next version of one, begins with; and the form that was posted to this page, where scripts
/// don't work.
#[server(protocol = Read)]
pub async fn read_plan_editor(
    /// The plan's code; none for a new plan.
    code: Option<String>,
    /// The word of a plan to begin with.
    start: Option<String>,
) -> Result<PlanEditorPage, Trouble> {
    let posted = use_context();
    Ok(super::desk()?.plan_editor_page(code.as_deref(), start.as_deref(), posted).await?)
}

/// What a text says as a plan, and what keeps it from being one.
#[server(protocol = Change)]
pub async fn check_plan(
    /// The plan file.
    terms: String,
) -> Result<PlanChecked, Trouble> {
    Ok(super::desk()?.check_plan(&terms).await?)
}

/// What a text would have cost as a plan.
#[server(protocol = Change)]
pub async fn try_plan(
    /// The plan file.
    terms: String,
    /// The month.
    month: Month,
    /// Whose: `all`, or the code of the plan that they have.
    scope: String,
) -> Result<WhatIfResult, Trouble> {
    Ok(super::desk()?.try_plan(&terms, month, &scope).await?)
}

/// What can be tried on which months, and what came of what is asked.
#[server(protocol = Read)]
pub async fn read_what_if(
    /// The question.
    query: WhatIfQuery,
) -> Result<WhatIfPage, Trouble> {
    Ok(super::desk()?.what_if(&query).await?)
}

/// Adds a plan.
#[server(protocol = Change)]
pub async fn add_plan(
    /// Short name for files and the command line.
    code: String,
    /// Name for people.
    name: String,
    /// The first month it holds.
    from: Month,
    /// The plan file.
    terms: String,
) -> Result<PlanId, Trouble> {
    Ok(super::desk()?.add_plan(&code, &name, from, &terms).await?)
}

/// Gives a plan new terms, and says which version they are.
#[server(protocol = Change)]
pub async fn revise_plan(
    /// The plan's code.
    code: String,
    /// The first month they hold.
    from: Month,
    /// The plan file.
    terms: String,
) -> Result<i32, Trouble> {
    Ok(super::desk()?.revise_plan(&code, from, &terms).await?)
}

/// Gives a plan to the partners that are named by their codes, and says how many got it.
#[server(protocol = Change)]
pub async fn assign_plan(
    /// The plan's code.
    code: String,
    /// The partners' codes, with commas or blanks between them.
    partners: String,
    /// The first month it holds.
    from: Month,
) -> Result<u32, Trouble> {
    Ok(super::desk()?.assign_plan(&code, &partners, from).await?)
}

/// Gives a plan to every partner that has none, and says how many got it.
#[server(protocol = Change)]
pub async fn assign_plan_to_the_rest(
    /// The plan's code.
    code: String,
    /// The first month it holds.
    from: Month,
) -> Result<u32, Trouble> {
    Ok(super::desk()?.assign_plan_to_the_rest(&code, from).await?)
}
