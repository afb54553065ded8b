//! One plan: its versions, what they pay, and who has it.

use super::assign::{AssignForm, Assigned};
use super::code_in;
use super::versions::Versions;
use crate::calls::plans::{AssignPlan, AssignPlanToTheRest, read_plan};
use crate::parts::{Loaded, PageHeader, Paging, Panel};
use domain::view::PlanPage as Page;
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};

/// The plan in the address.
#[component]
pub fn PlanPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let assign = ServerAction::<AssignPlan>::new();
    let assign_rest = ServerAction::<AssignPlanToTheRest>::new();
    let ask = Memo::new(move |_| {
        let page = query.with(|map| map.get_str("page").and_then(|page| page.parse().ok()));
        (params.with(code_in), page.unwrap_or(1))
    });
    let plan = Resource::new(
        move || (ask.get(), assign.version().get(), assign_rest.version().get()),
        |((code, page), ..)| read_plan(code, page),
    );
    view! { <Loaded of=plan children=move |found| view! { <Whole found assign assign_rest /> } /> }
}

#[component]
fn Whole(
    found: Page,
    assign: ServerAction<AssignPlan>,
    assign_rest: ServerAction<AssignPlanToTheRest>,
) -> impl IntoView {
    let Page { plan, month, versions, assigned, found, page, pages, without_plan, free_from, may_edit } = found;
    let code = plan.code.clone();
    let lead = format!("{} · newest version {}, from {} on", plan.code, plan.version, plan.from.label());
    let give = may_edit.then(|| {
        let code = code.clone();
        view! { <AssignForm code free_from without_plan assign assign_rest /> }
    });
    let (tried, revised) = (format!("/plans/what-if?plan={code}"), format!("/plans/{code}/revise"));
    let of = code.clone();
    view! {
        <PageHeader title=plan.name up=("/plans".to_owned(), "Plans".to_owned()) lead=lead>
            <a class="btn" href=tried>
                "What if"
            </a>
            {may_edit
                .then(|| {
                    view! {
                        <a class="btn btn-primary" href=revised>
                            "Revise"
                        </a>
                    }
                })}
        </PageHeader>
        <div class="flow">
            <Panel title="Versions" id="versions" note="A month is calculated by the version in force in it, and stays so.">
                <Versions versions code=of />
            </Panel>
            <Panel title="Partners" id="partners" note="Who has this plan, has had it, or will have it.">
                {give}
                <Assigned assigned month />
                <Paging page pages found=(found, "assignments") link=move |page| format!("/plans/{code}?page={page}") />
            </Panel>
        </div>
    }
}
