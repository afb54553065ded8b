//! Giving a plan to partners, and who has it.

use super::FromMonth;
use crate::calls::Trouble;
use crate::calls::plans::{AssignPlan, AssignPlanToTheRest};
use crate::parts::number::count;
use crate::parts::{Empty, Field, TableFrame, answer};
use domain::view::PlanAssignment;
use domain::{Month, PartnerId};
use leptos::prelude::*;

/// What giving a plan to partners came to, where there is a result.
fn outcome(result: Option<Result<u32, Trouble>>) -> Option<AnyView> {
    answer(result, |partners| match partners {
        1 => "One partner has the plan now.".to_owned(),
        many => format!("{} partners have the plan now.", count(many.into())),
    })
}

/// A form for partners that are named, and one for all that have no plan.
#[component]
pub fn AssignForm(
    /// The plan's code.
    code: String,
    /// The first month that can be changed.
    free_from: Month,
    /// Active partners without a plan in it.
    without_plan: u32,
    /// The call for named partners.
    assign: ServerAction<AssignPlan>,
    /// The call for the rest.
    assign_rest: ServerAction<AssignPlanToTheRest>,
) -> impl IntoView {
    let frozen = free_from.previous();
    let rest = (without_plan > 0).then(|| {
        let words = format!("Give it to all without a plan ({})", count(without_plan.into()));
        let code = code.clone();
        view! {
            <ActionForm action=assign_rest attr:class="short-form">
                <input type="hidden" name="code" value=code />
                <FromMonth id="rest-from" first=free_from />
                <button type="submit" class="btn" disabled=move || assign_rest.pending().get()>
                    {words}
                </button>
            </ActionForm>
        }
    });
    view! {
        {move || outcome(assign.value().get())}
        {move || outcome(assign_rest.value().get())}
        <ActionForm action=assign attr:class="short-form">
            <input type="hidden" name="code" value=code.clone() />
            <Field label="Partners' codes" name="partners" placeholder="RS-1, RS-2" required=true />
            <FromMonth id="assign-from" first=free_from />
            <button type="submit" class="btn btn-primary" disabled=move || assign.pending().get()>
                "Give it to them"
            </button>
        </ActionForm>
        {rest}
        <p class="quiet">
            {format!("It holds for whole months. {} and earlier stay as they are.", frozen.label())}
        </p>
    }
}

/// Who has it, has had it or will have it.
#[component]
pub fn Assigned(
    /// One page of them.
    assigned: Vec<PlanAssignment>,
    /// The present month.
    month: Month,
) -> impl IntoView {
    if assigned.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuUsers title="Nobody has it">
                <p>"No partner was ever given this plan."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = assigned.into_iter().map(move |row| {
        let PlanAssignment { partner, from, upto } = row;
        let now = if from > month {
            "Coming"
        } else if upto.is_some_and(|upto| upto < month) {
            "Past"
        } else {
            "Has it"
        };
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=partner_link(partner.id)>
                        {partner.name}
                    </a>
                    <span class="quiet">{format!(" {}", partner.code)}</span>
                </th>
                <td data-label="From">{from.label()}</td>
                <td data-label="To">{upto.map_or_else(|| "open".to_owned(), Month::label)}</td>
                <td data-label="Now">{now}</td>
            </tr>
        }
    });
    view! {
        <TableFrame caption="Partners with this plan, by code">
            <thead>
                <tr>
                    <th scope="col">"Partner"</th>
                    <th scope="col">"From"</th>
                    <th scope="col">"To"</th>
                    <th scope="col">"Now"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

/// The page of a partner.
pub fn partner_link(id: PartnerId) -> String {
    format!("/manager/partners/{id}")
}
