//! A reseller's trainings: what is to be done, what must be renewed and when, and what they count for.

use crate::calls::Trouble;
use crate::calls::success::read_learning;
use crate::parts::number::percent;
use crate::parts::{Day, Empty, Loaded, PageHeader, Panel, TableFrame, Tile};
use domain::learning::{Attempt, Course, Learned};
use domain::view::LearningPage as Page;
use domain::{PartnerId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// The viewer's own reseller's trainings.
#[component]
pub fn OwnLearningPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_learning(None));
    view! { <Loaded of=found children=|page| view! { <Whole page own=true /> } /> }
}

/// The trainings of the partner in the address.
#[component]
pub fn LearningPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<PartnerId>().ok())));
    let found = Resource::new(
        move || id.get(),
        |id| async move {
            match id {
                Some(id) => read_learning(Some(id)).await,
                None => Err(Trouble::from(Refusal::not_found("partner"))),
            }
        },
    );
    view! { <Loaded of=found children=|page| view! { <Whole page own=false /> } /> }
}

#[component]
fn Whole(page: Page, own: bool) -> impl IntoView {
    let Page { partner, courses, expected, share, weight, .. } = page;
    let (title, up) = if own {
        ("Learning".to_owned(), None)
    } else {
        let up = (format!("/manager/partners/{}", partner.id), partner.name.clone());
        (format!("Learning of {}", partner.name), Some(up))
    };
    let lead = "A training is passed when somebody of the reseller has passed its version in force.".to_owned();
    let counts = format!("{} of engagement, which is {} of the health score", percent(share), percent(weight));
    let header = match up {
        Some(up) => view! { <PageHeader title up lead=Some(lead) /> }.into_any(),
        None => view! { <PageHeader title lead=Some(lead) /> }.into_any(),
    };
    view! {
        {header}
        <div class="flow">
            <dl class="tiles">
                <Tile label="Passed" note=format!("of {} trainings in force", expected.0)>
                    {expected.1}
                </Tile>
                <Tile label="To do or to renew">{expected.0 - expected.1}</Tile>
                <Tile label="What it counts for" note=counts>
                    {format!("{:.1} %", share * weight * 100.0)}
                </Tile>
            </dl>
            <Panel title="Trainings" id="trainings" note="What is to be done first">
                <Courses courses />
            </Panel>
        </div>
    }
}

#[component]
fn Courses(courses: Vec<Course>) -> impl IntoView {
    if courses.is_empty() {
        return view! {
            <Empty title="No trainings yet" icon=icondata_lu::LuGraduationCap>
                <p>"The operator’s trainings stand here once they are brought in."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = courses.into_iter().map(|course| view! { <Row course /> });
    view! {
        <TableFrame caption="Trainings, what is to be done first">
            <thead>
                <tr>
                    <th scope="col">"Training"</th>
                    <th scope="col">"State"</th>
                    <th scope="col">"Counts until"</th>
                    <th scope="col">"Who has tried"</th>
                </tr>
            </thead>
            <tbody>{rows.collect_view()}</tbody>
        </TableFrame>
    }
    .into_any()
}

#[component]
fn Row(course: Course) -> impl IntoView {
    let Course { title, learned, pass_mark, from, until, attempts, .. } = course;
    let tone = match learned {
        Learned::Open => "warning",
        Learned::Outdated | Learned::Expiring => "accent",
        Learned::Passed => "good",
        Learned::Coming => "neutral",
    };
    let until = match until {
        Some(day) => view! { <Day of=day /> }.into_any(),
        None => view! { <span class="quiet">"no newer version is announced"</span> }.into_any(),
    };
    let tried: Vec<_> = attempts
        .into_iter()
        .map(|Attempt { person, day, points, passed }| {
            let result = if passed { "passed" } else { "not passed" };
            view! {
                <li>
                    {format!("{person}: {points} points, {result}, ")} <Day of=day />
                </li>
            }
        })
        .collect();
    let tried = if tried.is_empty() {
        view! { <span class="quiet">"nobody yet"</span> }.into_any()
    } else {
        view! { <ul class="plain-list">{tried}</ul> }.into_any()
    };
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {title}
                <span class="cell-sub">{format!("passed from {pass_mark} of 100 points")}</span>
            </th>
            <td data-label="State">
                <span class="badge-mark" data-tone=tone>
                    {learned.label()}
                </span>
                <span class="cell-sub">
                    {if learned == Learned::Coming { "from " } else { "in force since " }} <Day of=from />
                </span>
            </td>
            <td data-label="Counts until">{until}</td>
            <td class="cell-wide" data-label="Who has tried">
                {tried}
            </td>
        </tr>
    }
}
