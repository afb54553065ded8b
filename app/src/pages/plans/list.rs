//! Every plan: what it pays, since when, and for how many.

use crate::calls::plans::read_plans;
use crate::parts::{Count, Empty, Loaded, PageHeader, TableFrame};
use domain::view::{PlanList, PlanSummary};
use leptos::prelude::*;

/// What the page is for.
const LEAD: &str = "A plan says what partners earn. What is frozen was calculated by the version of its month.";

/// The plans, by code.
#[component]
pub fn PlansPage() -> impl IntoView {
    let plans = Resource::new(|| (), |()| read_plans());
    view! { <Loaded of=plans children=|found| view! { <Plans found /> } /> }
}

#[component]
fn Plans(found: PlanList) -> impl IntoView {
    let PlanList { month, plans, without_plan, may_edit } = found;
    let rest = (without_plan > 0).then(|| {
        let who = if without_plan == 1 { " active partner has no plan" } else { " active partners have no plan" };
        view! {
            <div class="objection">
                <p>
                    <strong>
                        <Count of=without_plan />
                        {who}
                    </strong>
                    " in "
                    {month.label()}
                    ", and earns nothing. Give it one on the plan's page."
                </p>
            </div>
        }
    });
    let table = if plans.is_empty() {
        view! {
            <Empty icon=icondata_lu::LuScrollText title="No plan yet">
                <p>"Partners earn nothing until they have a plan. Add one here or with " <code>"tributary plan add"</code> "."</p>
            </Empty>
        }
        .into_any()
    } else {
        view! { <Table plans /> }.into_any()
    };
    view! {
        <PageHeader title="Plans" lead=Some(LEAD.to_owned())>
            <a class="btn" href="/plans/what-if">
                "What if"
            </a>
            {may_edit
                .then(|| {
                    view! {
                        <a class="btn btn-primary" href="/plans/new">
                            "New plan"
                        </a>
                    }
                })}
        </PageHeader>
        <div class="flow">{rest} {table}</div>
    }
}

#[component]
fn Table(plans: Vec<PlanSummary>) -> impl IntoView {
    let rows = plans.into_iter().map(|summary| view! { <Row summary /> }).collect_view();
    view! {
        <div class="panel">
            <TableFrame caption="Plans, by code">
                <thead>
                    <tr>
                        <th scope="col">"Plan"</th>
                        <th scope="col">"What it pays"</th>
                        <th scope="col">"In force"</th>
                        <th scope="col" class="num">
                            "Partners"
                        </th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </div>
    }
}

/// Parts of a plan that the list tells; its page has the rest.
const PARTS: usize = 3;

#[component]
fn Row(summary: PlanSummary) -> impl IntoView {
    let PlanSummary { plan, in_force, words, partners } = summary;
    let more = words.len().saturating_sub(PARTS);
    let words = words.into_iter().take(PARTS).map(|part| view! { <li>{part}</li> }).collect_view();
    let since = match in_force {
        Some((version, from)) => format!("Version {version} since {}", from.label()),
        None => format!("Begins {}", plan.from.label()),
    };
    let coming = in_force.filter(|(version, _)| *version < plan.version);
    view! {
        <tr>
            <th scope="row" class="cell-title">
                <a class="text-link" href=format!("/plans/{}", plan.code)>
                    {plan.name}
                </a>
                <span class="quiet">{format!(" {}", plan.code)}</span>
                {plan.is_default.then(|| view! { <span class="badge-mark" data-tone="accent">"for new partners"</span> })}
            </th>
            <td data-label="What it pays">
                <ul class="plain-list">
                    {words} {(more > 0).then(|| view! { <li class="quiet">{format!("and {more} more")}</li> })}
                </ul>
            </td>
            <td data-label="In force">
                {since}
                {coming.map(|_| view! { <span class="quiet">{format!(", version {} from {}", plan.version, plan.from.label())}</span> })}
            </td>
            <td data-label="Partners" class="num">
                <Count of=partners />
            </td>
        </tr>
    }
}
