//! Planning an intervention: what is suggested for a partner and why, and the form.

use crate::calls::Trouble;
use crate::calls::interventions::{PlanIntervention, read_interventions, read_suggestions};
use crate::pages::emergencies::Declare;
use crate::parts::{BandBadge, Loaded, Objection, PageHeader, Panel, Score, Tile};
use domain::health::Band;
use domain::health::intervention::{InterventionKind, Recommendation};
use domain::view::{InterventionBoard, InterventionQuery, InterventionRow, PartnerRef, Suggestions};
use domain::{PartnerId, Refusal};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_navigate, use_params_map, use_query_map};

/// Suggestions for the partner in the address, the form, and what there is for it already.
#[component]
pub fn PlanPage() -> impl IntoView {
    let (params, map) = (use_params_map(), use_query_map());
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<PartnerId>().ok())));
    let chosen = Memo::new(move |_| map.with(|map| map.get_str("kind").and_then(|code| code.parse().ok())));
    let plan = ServerAction::<PlanIntervention>::new();
    let found = Resource::new(
        move || id.get(),
        |id| async move {
            let id = id.ok_or_else(|| Trouble::from(Refusal::not_found("partner")))?;
            let query = InterventionQuery { partner: Some(id), ..InterventionQuery::default() };
            Ok::<_, Trouble>((read_suggestions(id).await?, read_interventions(query).await?))
        },
    );
    let navigate = use_navigate();
    Effect::new(move |_| {
        if let Some(Ok(id)) = plan.value().get() {
            navigate(&format!("/interventions/{id}"), NavigateOptions::default());
        }
    });
    let refusal = move || plan.value().get().and_then(Result::err).map(|Trouble(refusal)| refusal);
    view! {
        {move || refusal().map(|refusal| view! { <Objection refusal /> })}
        <Loaded of=found children=move |(suggestions, board)| view! { <Whole suggestions board chosen plan /> } />
    }
}

#[component]
fn Whole(
    suggestions: Suggestions,
    board: InterventionBoard,
    chosen: Memo<Option<InterventionKind>>,
    plan: ServerAction<PlanIntervention>,
) -> impl IntoView {
    let Suggestions { partner, score, rows } = suggestions;
    let InterventionBoard { rows: there, today, people, may_intervene } = board;
    let whom = partner.id;
    let best = rows.first().map(|row| row.kind);
    let reasons: Vec<_> = rows.iter().map(|row| (row.kind, row.words())).collect();
    let up = (format!("/manager/partners/{}", partner.id), partner.name.clone());
    view! {
        <PageHeader title=format!("Help for {}", partner.name) up lead=Some(partner.code.clone()) />
        <div class="flow">
            <dl class="tiles">
                <Tile label="Health">
                    <Score of=score />
                    " "
                    <BandBadge band=score.map(Band::of) />
                </Tile>
            </dl>
            <Panel title="What is suggested" id="suggestions" note="By what fits, and by what has worked.">
                <Suggested rows partner=partner.id />
            </Panel>
            {may_intervene
                .then(|| {
                    view! {
                        <Panel title="Plan it" id="plan">
                            {move || {
                                let kind = chosen.get().or(best).unwrap_or(InterventionKind::ProactiveOutreach);
                                let why = reasons.iter().find(|(of, _)| *of == kind).map(|(_, why)| why.clone());
                                view! {
                                    <Form
                                        partner=partner.clone()
                                        kind
                                        why=why.unwrap_or_default()
                                        today
                                        people=people.clone()
                                        plan
                                    />
                                }
                            }}
                        </Panel>
                    }
                })}
            {may_intervene.then(|| view! { <Declare partner=whom /> })}
            <Panel title="What there is already" id="there">
                <There rows=there />
            </Panel>
        </div>
    }
}

#[component]
fn Suggested(rows: Vec<Recommendation>, partner: PartnerId) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="quiet">"Without a score nothing can be suggested; what is known of the partner is too little."</p> }
            .into_any();
    }
    let rows = rows.into_iter().map(move |row| {
        let link = format!("/manager/partners/{partner}/help?kind={}#plan", row.kind.code());
        view! {
            <li>
                <p class="story-move">
                    <strong>{row.kind.label()}</strong>
                    <a class="btn btn-sm" href=link aria-label=format!("Choose {}", row.kind.label())>
                        "Choose"
                    </a>
                </p>
                <p>{row.words()}</p>
            </li>
        }
    });
    view! { <ol class="noticed">{rows.collect_view()}</ol> }.into_any()
}

#[component]
fn Form(
    partner: PartnerRef,
    kind: InterventionKind,
    why: String,
    today: chrono::NaiveDate,
    people: Vec<(domain::UserId, String)>,
    plan: ServerAction<PlanIntervention>,
) -> impl IntoView {
    let me = crate::layout::viewer().name;
    let kinds = InterventionKind::ALL.iter().map(move |of| {
        view! {
            <option value=of.code() selected=*of == kind prop:selected=*of == kind>
                {of.label()}
            </option>
        }
    });
    let people = people.into_iter().map(move |(id, name)| {
        let own = name == me;
        view! {
            <option value=id.to_string() selected=own>
                {name}
            </option>
        }
    });
    view! {
        <ActionForm action=plan attr:class="short-form">
            <input type="hidden" name="plan[partner]" value=partner.id.to_string() />
            <div class="field">
                <label class="field-label" for="plan-kind">
                    "What"
                </label>
                <select class="select" id="plan-kind" name="plan[kind]">
                    {kinds.collect_view()}
                </select>
            </div>
            <div class="field">
                <label class="field-label" for="plan-owner">
                    "Who sees to it"
                </label>
                <select class="select" id="plan-owner" name="plan[owner]">
                    {people.collect_view()}
                </select>
            </div>
            <div class="field">
                <label class="field-label" for="plan-begins">
                    "It begins on"
                </label>
                <input class="input" id="plan-begins" name="plan[begins_on]" type="date" value=today.to_string() required />
            </div>
            <div class="field">
                <label class="field-label" for="plan-reason">
                    "Why"
                </label>
                <textarea class="textarea" id="plan-reason" name="plan[reason]" rows="4" maxlength="1000" required prop:value=why.clone()>
                    {why.clone()}
                </textarea>
            </div>
            <button type="submit" class="btn btn-primary" disabled=move || plan.pending().get()>
                "Plan it"
            </button>
        </ActionForm>
    }
}

#[component]
fn There(rows: Vec<InterventionRow>) -> impl IntoView {
    if rows.is_empty() {
        return view! { <p class="quiet">"None in the last two years."</p> }.into_any();
    }
    let rows = rows.into_iter().map(|row| {
        view! {
            <li>
                <p class="story-move">
                    <a class="text-link way-link" href=format!("/interventions/{}", row.id)>
                        {row.kind.label()}
                    </a>
                    <super::InterventionBadge state=row.state />
                    <span class="quiet">{row.owner.1}</span>
                </p>
            </li>
        }
    });
    view! { <ul class="noticed">{rows.collect_view()}</ul> }.into_any()
}
