//! Managers with their partners, partners that nobody looks after, and giving many of them to somebody at once.

use crate::calls::managers::{AssignManagers, read_managers};
use crate::parts::{Choice, Count, Day, Empty, Loaded, Money, PageHeader, Panel, TableFrame, answer};
use domain::UserId;
use domain::partner::Tier;
use domain::view::{ManagerRow, ManagersPage as Page, NOBODY, PartnerRef};
use leptos::prelude::*;

/// What the page is for.
const LEAD: &str = "A manager sees the partners that are assigned to them, and those of managers for whom they cover.";

/// Who looks after which partners.
#[component]
pub fn ManagersPage() -> impl IntoView {
    let assign = ServerAction::<AssignManagers>::new();
    let found = Resource::new(move || assign.version().get(), |_| read_managers());
    let outcome = move || {
        answer(assign.value().get(), |assigned| match assigned {
            0 => "These partners are theirs already.".to_owned(),
            1 => "One partner is assigned.".to_owned(),
            many => format!("{many} partners are assigned."),
        })
    };
    view! {
        <PageHeader title="Managers" lead=Some(LEAD.to_owned()) />
        <div class="flow">
            {outcome} <Loaded of=found children=move |page| view! { <Whole page assign /> } />
        </div>
    }
}

#[component]
fn Whole(page: Page, assign: ServerAction<AssignManagers>) -> impl IntoView {
    let Page { managers, unassigned, first_unassigned, territories } = page;
    let people: Vec<_> = managers.iter().map(|row| (row.id, row.name.clone())).collect();
    view! {
        <Team managers />
        <Nobodys unassigned named=first_unassigned />
        <Many people territories assign />
    }
}

#[component]
fn Team(managers: Vec<ManagerRow>) -> impl IntoView {
    if managers.is_empty() {
        return view! {
            <Panel title="Managers" id="team">
                <Empty title="No managers yet" icon=icondata_lu::LuUsers>
                    <p>"Whoever runs the installation lets them in, as partner managers or heads of partners."</p>
                </Empty>
            </Panel>
        }
        .into_any();
    }
    let rows = managers.into_iter().map(|row| view! { <Row row /> }).collect_view();
    view! {
        <Panel title="Managers" id="team">
            <TableFrame caption="Managers with their partners">
                <thead>
                    <tr>
                        <th scope="col">"Manager"</th>
                        <th scope="col" class="num">
                            "Partners"
                        </th>
                        <th scope="col" class="num">
                            "Customers"
                        </th>
                        <th scope="col" class="num">
                            "MRR"
                        </th>
                        <th scope="col">"Today"</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </TableFrame>
        </Panel>
    }
    .into_any()
}

#[component]
fn Row(row: ManagerRow) -> impl IntoView {
    let ManagerRow { name, email, role, partners, customers, mrr, covered_by, .. } = row;
    view! {
        <tr>
            <th scope="row" class="cell-title">
                {name}
                <span class="cell-sub">{role.label()} " · " {email}</span>
            </th>
            <td class="num" data-label="Partners">
                <Count of=i64::from(partners) />
            </td>
            <td class="num" data-label="Customers">
                <Count of=customers />
            </td>
            <td class="num" data-label="MRR">
                <Money amount=mrr />
            </td>
            <td data-label="Today" class="cell-wide">
                {match covered_by {
                    Some((name, until)) => view! { "Away; " {name} " covers until " <Day of=until /> }.into_any(),
                    None => view! { "There" }.into_any(),
                }}
            </td>
        </tr>
    }
}

/// Partners that nobody looks after.
#[component]
fn Nobodys(unassigned: u32, named: Vec<PartnerRef>) -> impl IntoView {
    let more = unassigned.saturating_sub(u32::try_from(named.len()).unwrap_or(u32::MAX));
    let links = named.into_iter().map(|PartnerRef { id, code, name }| {
        view! {
            <li>
                <a class="text-link" href=format!("/manager/partners/{id}#manager")>
                    {code}
                    " "
                    {name}
                </a>
            </li>
        }
    });
    let links = links.collect_view();
    view! {
        <Panel title="Without a manager" id="unassigned">
            {if unassigned == 0 {
                view! { <p class="quiet">"Every partner has a manager."</p> }.into_any()
            } else {
                view! {
                    <p>{format!("Nobody looks after {unassigned} of the partners:")}</p>
                    <ul class="plain-list">{links}</ul>
                    {(more > 0).then(|| view! { <p class="quiet">{format!("and {more} more.")}</p> })}
                }
                    .into_any()
            }}
        </Panel>
    }
}

/// Gives all partners that fit to one manager.
#[component]
fn Many(
    people: Vec<(UserId, String)>,
    territories: Vec<String>,
    assign: ServerAction<AssignManagers>,
) -> impl IntoView {
    let named = |(id, name): (UserId, String)| (id.to_string(), name);
    let to: Vec<_> = people.into_iter().map(named).chain([(NOBODY.to_owned(), "Nobody".to_owned())]).collect();
    let from = to.clone();
    let territories = territories.into_iter().map(|name| (name.clone(), name)).collect();
    view! {
        <Panel title="Assign many" id="many" note="All partners that fit each of the choices.">
            <ActionForm action=assign attr:class="flow">
                <div class="figure-fields">
                    <Choice label="Territory" name="form[territory]" nothing="All territories" options=territories />
                    <Choice label="Tier" name="form[tier]" nothing="All tiers" options=Tier::options() />
                    <Choice label="Whose they are now" name="form[from]" nothing="Anybody's" options=from />
                    <Choice label="Become those of" name="form[to]" nothing="Choose …" options=to />
                </div>
                <div class="button-row">
                    <button type="submit" class="btn btn-primary" disabled=move || assign.pending().get()>
                        "Assign"
                    </button>
                </div>
            </ActionForm>
        </Panel>
    }
}
