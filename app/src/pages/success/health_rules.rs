//! The rules of the score: changed in a form, tried on today's portfolio, and only then saved.
//!
//! The draft stands in the address, so that a preview can be sent to somebody, and works without WebAssembly.

use super::effect::EffectPanel;
use crate::calls::success::{SaveHealthRules, read_health_rules};
use crate::parts::{Day, Loaded, Moment, Objection, PageHeader, Panel, ReasonField, TableFrame, answer};
use domain::health::Component;
use domain::health::draft::{MAPPINGS, RulesDraft, WHOLES, target_fields, weight_field};
use domain::partner::Tier;
use domain::view::{HealthRulesPage as Page, RulesVersion};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use leptos_router::params::ParamsMap;

const PATH: &str = "/manager/health-rules";
/// What the page is for.
const LEAD: &str =
    "Seven components, their weights, and how figures become points. A change is tried before it is saved.";

/// The rules in force, or the draft in the address with what it would do.
#[component]
pub fn HealthRulesPage() -> impl IntoView {
    let map = use_query_map();
    let draft = Memo::new(move |_| map.with(read_draft));
    let save = ServerAction::<SaveHealthRules>::new();
    let found = Resource::new(move || (draft.get(), save.version().get()), |(draft, _)| read_health_rules(draft));
    let outcome = move || {
        answer(save.value().get(), |version| {
            format!("Version {version} holds from today on; the next scoring goes by it.")
        })
    };
    view! {
        <PageHeader title="Health rules" lead=Some(LEAD.to_owned()) />
        <div class="flow">
            {outcome} <Loaded of=found children=move |page| view! { <Whole page save /> } />
        </div>
    }
}

/// What the address says of the form's fields; nothing where it says none.
fn read_draft(map: &ParamsMap) -> RulesDraft {
    let known = |name: &str| map.get_str(&weight_field(Component::Revenue)).is_some() && !name.is_empty();
    let said = map.clone().into_iter().filter(|(name, _)| known(name));
    RulesDraft(said.map(|(name, value)| (name.into_owned(), value)).collect())
}

#[component]
fn Whole(page: Page, save: ServerAction<SaveHealthRules>) -> impl IntoView {
    let Page { version, draft, effect, versions, may_edit } = page;
    let tried = effect.is_some();
    let shown = effect.map(|effect| match effect {
        Ok(effect) => {
            let form = (may_edit && save.value().get_untracked().is_none_or(|answer| answer.is_err()))
                .then(|| view! { <Save draft=draft.clone() save /> });
            view! { <EffectPanel effect>{form}</EffectPanel> }.into_any()
        }
        Err(refusal) => view! { <Objection refusal /> }.into_any(),
    });
    view! {
        {shown}
        {tried
            .then(|| {
                view! {
                    <p>
                        <a class="text-link" href=PATH>
                            "Back to the rules in force"
                        </a>
                    </p>
                }
            })}
        <Form draft version />
        <Versions versions />
    }
}

/// The draft, as a form that asks what it would do.
#[component]
fn Form(draft: RulesDraft, version: i32) -> impl IntoView {
    let field = |name: String, label: String| {
        let value = draft.text(&name).to_owned();
        view! { <Text name label value /> }
    };
    let weights: Vec<_> = Component::ALL.iter().map(|of| field(weight_field(*of), of.label().to_owned())).collect();
    let mappings: Vec<_> = MAPPINGS
        .iter()
        .map(|(name, unit)| {
            let of = mapping_name(name);
            field((*name).to_owned(), format!("{of}: {unit}"))
        })
        .collect();
    let wholes: Vec<_> = WHOLES.iter().map(|(name, words)| field((*name).to_owned(), (*words).to_owned())).collect();
    let coverage = field("coverage".to_owned(), "Facts for a score, at least (% of the weight)".to_owned());
    let targets: Vec<_> = Tier::ALL
        .iter()
        .flat_map(|tier| {
            let (revenue, activations) = target_fields(*tier);
            [
                field(revenue, format!("{}: revenue a month", tier.label())),
                field(activations, format!("{}: activations in 90 days", tier.label())),
            ]
        })
        .collect();
    view! {
        <form method="get" action=PATH class="flow">
            <Panel title="Weights" id="weights" note="Relative to their sum; 0 leaves a component out.">
                <div class="figure-fields">{weights}</div>
            </Panel>
            <Panel title="From figures to points" id="mappings" note="Straight between these corners, flat outside them.">
                <div class="mapping-fields">{mappings}</div>
            </Panel>
            <Panel title="What is enough" id="enough">
                <div class="figure-fields">{wholes} {coverage}</div>
            </Panel>
            <Panel title="Targets by tier" id="targets" note="For partners without their own; both empty for none.">
                <div class="figure-fields">{targets}</div>
            </Panel>
            <div class="button-row">
                <button type="submit" class="btn btn-primary">
                    "Preview"
                </button>
                <p class="quiet">{format!("Version {version} is in force. A preview changes nothing.")}</p>
            </div>
        </form>
    }
}

/// What a mapping is of.
fn mapping_name(name: &str) -> &'static str {
    match name {
        "attainment" => "Revenue and acquisition",
        "retention" => "Customer retention",
        "growth" => "Growth trajectory",
        "operations" => "Operational excellence",
        _ => "Partner satisfaction",
    }
}

#[component]
fn Text(name: String, label: String, value: String) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field-label" for=name.clone()>
                {label}
            </label>
            <input class="input" id=name.clone() name=name value=value autocomplete="off" />
        </div>
    }
}

/// Saves what was tried, with a word on why.
#[component]
fn Save(draft: RulesDraft, save: ServerAction<SaveHealthRules>) -> impl IntoView {
    let fields = draft.0.into_iter().map(|(name, value)| {
        view! { <input type="hidden" name=format!("draft[{name}]") value=value /> }
    });
    view! {
        <ActionForm action=save attr:class="short-form">
            {fields.collect_view()}
            <ReasonField label="Why, for the record" id="rules-reason" />
            <button type="submit" class="btn btn-primary" disabled=move || save.pending().get()>
                "Save as a new version"
            </button>
        </ActionForm>
    }
}

#[component]
fn Versions(versions: Vec<RulesVersion>) -> impl IntoView {
    if versions.is_empty() {
        return view! {
            <Panel title="Versions" id="versions">
                <p class="quiet">"The product's own rules are in force; they are written down when they are first used."</p>
            </Panel>
        }
        .into_any();
    }
    let rows = versions.into_iter().map(|RulesVersion { version, from, reason, saved_at, saved_by }| {
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    "Version " {version}
                </th>
                <td data-label="In force from">
                    <Day of=from />
                </td>
                <td data-label="Why" class="cell-wide">
                    {reason}
                </td>
                <td data-label="Saved by">{saved_by.unwrap_or_else(|| "the product".to_owned())}</td>
                <td data-label="Saved" class="cell-wide">
                    <Moment at=saved_at />
                </td>
            </tr>
        }
    });
    view! {
        <Panel title="Versions" id="versions" note="Past scores keep the version that they were computed by.">
            <TableFrame caption="Versions of the rules, newest first">
                <thead>
                    <tr>
                        <th scope="col">"Version"</th>
                        <th scope="col">"In force from"</th>
                        <th scope="col">"Why"</th>
                        <th scope="col">"Saved by"</th>
                        <th scope="col">"Saved"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </Panel>
    }
    .into_any()
}
