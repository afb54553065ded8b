//! What another plan would have cost in a past month; everything asked stands in the address.

mod figures;

pub use figures::Figures;

use crate::calls::plans::read_what_if;
use crate::parts::{Choice, Empty, FilterForm, Loaded, PageHeader};
use domain::view::{WhatIfPage as Page, WhatIfQuery};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

/// What the page is for.
const LEAD: &str = "A past month under another plan, beside the plans in force. Nothing is kept or paid.";

/// The question in an address; a plan is asked for with its version as `residual.2`, which no code can be.
fn asked_in(map: &ParamsMap) -> WhatIfQuery {
    let word = |name: &str| map.get_str(name).map(str::to_owned).filter(|word| !word.is_empty());
    let (plan, version) = match word("plan") {
        Some(plan) => match plan.split_once('.') {
            Some((code, version)) => (Some(code.to_owned()), version.parse().ok()),
            None => (Some(plan), None),
        },
        None => (None, None),
    };
    let month = word("month").and_then(|month| month.parse().ok());
    let page = word("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    WhatIfQuery { plan, version, month, scope: word("scope"), page }
}

/// The choices, and what came of them.
#[component]
pub fn WhatIfPage() -> impl IntoView {
    let query = use_query_map();
    let asked = Memo::new(move |_| query.with(asked_in));
    let page = Resource::new(move || asked.get(), read_what_if);
    view! {
        <PageHeader title="What if" up=("/plans".to_owned(), "Plans".to_owned()) lead=Some(LEAD.to_owned()) />
        <Loaded of=page children=|found| view! { <Whole found /> } />
    }
}

#[component]
fn Whole(found: Page) -> impl IntoView {
    let Page { plans, months, asked, result } = found;
    let versions = plans.iter().flat_map(|(code, name, newest)| {
        (1..=*newest).rev().map(move |version| (format!("{code}.{version}"), format!("{name}, version {version}")))
    });
    let (plan, month, scope) = match &asked {
        Some((code, version, month, scope)) => (format!("{code}.{version}"), month.to_string(), scope.clone()),
        None => Default::default(),
    };
    let everybody = ("all".to_owned(), "All partners".to_owned());
    let whose = plans.iter().map(|(code, name, _)| (code.clone(), format!("Those who have {name}")));
    let result = match result {
        Some(result) => {
            let here = format!("/plans/what-if?plan={plan}&month={month}&scope={scope}&page=");
            view! { <Figures result pages_at=here /> }.into_any()
        }
        None if months.is_empty() => view! {
            <Empty icon=icondata_lu::LuCalendarX title="No month to try it on">
                <p>"A plan is tried on a month that is over and has bills. Import one first."</p>
            </Empty>
        }
        .into_any(),
        None => view! {
            <Empty icon=icondata_lu::LuScale title="Choose a plan">
                <p>"What it would have paid in a past month appears here, beside what the plans in force pay."</p>
            </Empty>
        }
        .into_any(),
    };
    let versions: Vec<_> = versions.collect();
    let whose = std::iter::once(everybody).chain(whose).collect();
    let months = months.into_iter().map(|month| (month.to_string(), month.label())).collect();
    view! {
        <div class="flow">
            <FilterForm action="/plans/what-if">
                <Choice label="Plan" name="plan" nothing="Choose a plan" options=versions chosen=plan />
                <Choice
                    label="Month"
                    name="month"
                    nothing="The latest"
                    options=months
                    chosen=month
                />
                <Choice
                    label="Tried for"
                    name="scope"
                    nothing="Those who have the plan"
                    options=whose
                    chosen=scope
                />
                <button type="submit" class="btn">
                    "Try it"
                </button>
            </FilterForm>
            {result}
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_everything_and_what_it_leaves_out_is_left_to_the_engine() {
        let asked = |pairs: &[(&str, &str)]| {
            asked_in(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
        };
        let all = asked(&[("plan", "residual.2"), ("month", "2025-08"), ("scope", "all"), ("page", "3")]);
        assert_eq!((all.plan.as_deref(), all.version, all.page), (Some("residual"), Some(2), 3));
        assert_eq!((all.month, all.scope.as_deref()), ("2025-08".parse().ok(), Some("all")));
        let plan = asked(&[("plan", "residual"), ("month", ""), ("scope", ""), ("page", "x")]);
        assert_eq!(plan, WhatIfQuery { plan: Some("residual".into()), page: 1, ..WhatIfQuery::default() });
    }
}
