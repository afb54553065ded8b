//! How payouts are made: the operator at its bank, how soon payouts arrive, and how much they may come to.
//!
//! Without scripts the form is posted to the page itself, which comes back with all that was typed.

use crate::calls::Trouble;
use crate::calls::payouts::{read_payout_settings, set_payout_settings};
use crate::parts::{Done, LoadedOnce, Objection, PageHeader, Panel, Radios};
use domain::Refusal;
use domain::banking::account::BankAccountKind;
use domain::payout::{Balancing, Speed, TypedSettings};
use domain::view::{PayoutSettingsPage as Page, PostedSettings};
use leptos::ev::SubmitEvent;
use leptos::prelude::*;
use leptos::wasm_bindgen::JsCast;
use leptos::web_sys::{FormData, HtmlFormElement};
use leptos_router::hooks::use_query_map;

const LEAD: &str = "They hold from the next batch on. What was sent stays as it was.";

/// The settings, to be changed by who may.
#[component]
pub fn PayoutSettingsPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_payout_settings());
    view! {
        <PageHeader
            title="How payouts are made"
            up=("/payouts".to_owned(), "Payouts".to_owned())
            lead=Some(LEAD.to_owned())
        />
        <LoadedOnce
            of=found
            children=|(page, posted)| {
                if page.may_set {
                    view! { <SettingsForm page posted /> }.into_any()
                } else {
                    view! { <InForce page /> }.into_any()
                }
            }
        />
    }
}

/// What is wrong, by field.
type Problems = RwSignal<Vec<Refusal>>;

/// What the form says.
fn typed_in(event: &SubmitEvent) -> Option<TypedSettings> {
    let form = event.target()?.dyn_into::<HtmlFormElement>().ok()?;
    let data = FormData::new_with_form(&form).ok()?;
    let word = |name: &str| data.get(name).as_string().unwrap_or_default();
    Some(TypedSettings {
        company_name: word("company_name"),
        company_id: word("company_id"),
        description: word("description"),
        odfi: word("odfi"),
        destination: word("destination"),
        destination_name: word("destination_name"),
        origin: word("origin"),
        origin_name: word("origin_name"),
        speed: word("speed"),
        minimum: word("minimum"),
        per_partner: word("per_partner"),
        per_batch: word("per_batch"),
        balancing: word("balancing"),
        offset_routing: word("offset_routing"),
        offset_number: word("offset_number"),
        offset_kind: word("offset_kind"),
    })
}

#[component]
fn SettingsForm(page: Page, posted: Option<PostedSettings>) -> impl IntoView {
    let Page { settings, balanced, .. } = page;
    let nothing_yet = || TypedSettings { speed: Speed::NextDay.code().to_owned(), ..TypedSettings::default() };
    let in_force = || settings.as_ref().map_or_else(nothing_yet, TypedSettings::from);
    let PostedSettings { typed, problems } =
        posted.unwrap_or_else(|| PostedSettings { typed: in_force(), problems: Vec::new() });
    let problems = RwSignal::new(problems);
    let was_kept = use_query_map().with_untracked(|map| map.get_str("kept").is_some());
    let kept = RwSignal::new(was_kept && problems.with_untracked(Vec::is_empty));
    let keeping = Action::new(|typed: &TypedSettings| set_payout_settings(typed.clone()));
    Effect::new(move |_| {
        let Some(answer) = keeping.value().get() else { return };
        let wrong = answer.unwrap_or_else(|Trouble(refusal)| vec![refusal]);
        kept.set(wrong.is_empty());
        problems.set(wrong);
    });
    let submit = move |event: SubmitEvent| {
        let Some(typed) = typed_in(&event) else { return };
        event.prevent_default();
        keeping.dispatch(typed);
    };
    let told =
        move || problems.with(|problems| problems.first().cloned()).map(|refusal| view! { <Objection refusal /> });
    let done = move || {
        let words = "Payouts are made so from the next batch on.";
        kept.get().then(|| view! { <Done words=words.to_owned() /> })
    };
    view! {
        <form method="post" action="/payouts/settings" class="flow" on:submit=submit>
            {told} {done} <AtTheBank typed=typed.clone() problems /> <HowSoon typed=typed.clone() problems />
            <Balance typed problems balanced /> <div>
                <button type="submit" class="btn btn-primary" disabled=move || keeping.pending().get()>
                    "Save"
                </button>
            </div>
        </form>
    }
}

#[component]
fn AtTheBank(typed: TypedSettings, problems: Problems) -> impl IntoView {
    view! {
        <Panel title="At your bank" id="originator" note="Each of these comes from your bank, by the name that it has in ACH files.">
            <div class="short-form">
                <div class="field-pair">
                    <Entry name="company_name" label="Company name" of="company name" value=typed.company_name hint="What resellers read on their bank statements, up to 16 characters." problems />
                    <Entry name="description" label="Entry description" of="company entry description" value=typed.description hint="What payouts are called there, up to 10 characters: COMMISSION." problems />
                </div>
                <div class="field-pair">
                    <Entry name="company_id" label="Company identification" of="company identification" value=typed.company_id hint="Up to 10 characters; often 1 and the tax number." problems />
                    <Entry name="odfi" label="Your bank’s routing number" of="originating DFI identification" value=typed.odfi hint="Nine digits." problems />
                </div>
                <div class="field-pair">
                    <Entry name="destination" label="Immediate destination" of="immediate destination" value=typed.destination hint="Whom files are sent to, as a routing number." problems />
                    <Entry name="destination_name" label="Name of the destination" of="immediate destination name" value=typed.destination_name hint="Up to 23 characters." problems />
                </div>
                <div class="field-pair">
                    <Entry name="origin" label="Immediate origin" of="immediate origin" value=typed.origin hint="Who sends files, as the bank has assigned." problems />
                    <Entry name="origin_name" label="Name of the origin" of="immediate origin name" value=typed.origin_name hint="Up to 23 characters." problems />
                </div>
            </div>
        </Panel>
    }
}

#[component]
fn HowSoon(typed: TypedSettings, problems: Problems) -> impl IntoView {
    let speeds = Speed::ALL.iter().map(|speed| (speed.code(), speed.label())).collect();
    view! {
        <Panel title="How soon, and how much" id="limits" note="Same-day payouts leave by the next window of the day; after the last one they arrive on the next banking day.">
            <div class="short-form">
                <Radios legend="Payouts arrive" name="speed" options=speeds chosen=typed.speed />
                <div class="field-pair">
                    <Entry name="minimum" label="At least" of="minimum" value=typed.minimum hint="Less waits until more is owed; a reseller may have a minimum of its own." problems />
                    <Entry name="per_partner" label="To a reseller at most" of="limit per partner" value=typed.per_partner hint="Who is owed more is held out until somebody has looked." problems />
                </div>
                <Entry name="per_batch" label="In a batch at most" of="limit per batch" value=typed.per_batch hint="What doesn’t fit waits for the next batch." problems />
            </div>
        </Panel>
    }
}

#[component]
fn Balance(typed: TypedSettings, problems: Problems, balanced: bool) -> impl IntoView {
    let now = if balanced { "Batches are balanced now." } else { "Batches aren’t balanced now." };
    let note = format!("Some banks want each batch to take from your account what it gives. {now}");
    let is_typed = !typed.offset_routing.is_empty();
    let ways = Balancing::ALL.iter().map(|way| (way.code(), way.label())).collect();
    let kinds = BankAccountKind::ALL.iter().map(|kind| (kind.code(), kind.label())).collect();
    view! {
        <Panel title="Balanced batches" id="balance" note>
            <div class="short-form">
                <Radios legend="Balance" name="balancing" options=ways chosen=typed.balancing />
                <details class="fold" open=is_typed>
                    <summary>"The account"</summary>
                    <p class="quiet">"Its number is sealed, and shown to nobody afterwards."</p>
                    <Radios legend="Its kind" name="offset_kind" options=kinds chosen=typed.offset_kind />
                    <div class="field-pair">
                        <Entry name="offset_routing" label="Routing number of the account" of="account’s routing number" value=typed.offset_routing hint="Nine digits." optional=true problems />
                        <Entry name="offset_number" label="Account number" of="account number" value=String::new() hint="As on a check." optional=true problems />
                    </div>
                </details>
            </div>
        </Panel>
    }
}

/// A line of the form, with what is wrong with it.
#[component]
fn Entry(
    /// Its name in the form; also its id.
    name: &'static str,
    /// The label.
    label: &'static str,
    /// The field as refusals name it.
    of: &'static str,
    /// What stands in it.
    value: String,
    /// What belongs there.
    hint: &'static str,
    /// Whether it may be empty.
    #[prop(optional)]
    optional: bool,
    /// What is wrong with the form.
    problems: Problems,
) -> impl IntoView {
    let wrong = Memo::new(move |_| {
        problems.with(|problems| {
            problems.iter().find_map(|problem| match problem {
                Refusal::Invalid { field, reason } if field == of => Some(reason.clone()),
                _ => None,
            })
        })
    });
    let (hint_id, error_id) = (format!("{name}-hint"), format!("{name}-error"));
    let described = format!("{hint_id} {error_id}");
    view! {
        <div class="field">
            <label class="field-label" for=name>
                {label}
            </label>
            <input
                class="input"
                id=name
                name=name
                value=value
                autocomplete="off"
                spellcheck="false"
                required=!optional
                aria-describedby=described
                aria-invalid=move || wrong.with(Option::is_some).then_some("true")
            />
            <p class="quiet" id=hint_id>
                {hint}
            </p>
            <p class="field-error" id=error_id>
                {move || wrong.get()}
            </p>
        </div>
    }
}

/// What holds, for who may only see it.
#[component]
fn InForce(page: Page) -> impl IntoView {
    let Page { settings, balanced, .. } = page;
    let Some(settings) = settings else {
        let words = "It isn’t said yet how payouts are made; an administrator says so here.";
        return view! { <p>{words}</p> }.into_any();
    };
    let typed = TypedSettings::from(&settings);
    let limits = settings.limits;
    let facts = [
        ("Company name", typed.company_name),
        ("Entry description", typed.description),
        ("Company identification", typed.company_id),
        ("Your bank’s routing number", typed.odfi),
        ("Immediate destination", format!("{} {}", typed.destination, typed.destination_name)),
        ("Immediate origin", format!("{} {}", typed.origin, typed.origin_name)),
        ("Payouts arrive", settings.speed.label().to_owned()),
        ("At least", limits.minimum.to_string()),
        ("To a reseller at most", limits.per_partner.to_string()),
        ("In a batch at most", limits.per_batch.to_string()),
        ("Balanced batches", if balanced { "yes" } else { "no" }.to_owned()),
    ];
    let facts = facts.map(|(name, value)| view! { <div><dt>{name}</dt><dd>{value}</dd></div> });
    view! {
        <Panel title="In force" id="in-force" note="An administrator changes them.">
            <dl class="facts">{facts.into_iter().collect_view()}</dl>
        </Panel>
    }
    .into_any()
}
