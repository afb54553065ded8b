//! When an emergency begins, what it does, what ends it, and who is told.

use crate::calls::emergencies::{read_emergency_settings, save_emergency_settings};
use crate::parts::{Field, KeptForm, LoadedOnce, PageHeader, Panel};
use domain::UserId;
use domain::form::Fields;
use domain::health::emergency::form::{CONTACT, FIGURES, Part, settings_form};
use domain::view::{EmergencySettings, Posted};
use leptos::prelude::*;

/// The settings: to look at, or to change for who may.
#[component]
pub fn EmergencySettingsPage() -> impl IntoView {
    let found = Resource::new(|| (), |()| read_emergency_settings());
    view! {
        <PageHeader
            title="Contacts and rules"
            up=("/emergencies".to_owned(), "Emergencies".to_owned())
            lead=Some("An emergency that is under way keeps the rules that it began with.".to_owned())
        />
        <LoadedOnce of=found children=|(settings, posted)| view! { <Whole settings posted /> } />
    }
}

#[component]
fn Whole(settings: EmergencySettings, posted: Option<Posted>) -> impl IntoView {
    let EmergencySettings { rules, contacts, people, may_edit } = settings;
    let (fields, refusal) =
        posted.map_or_else(|| (settings_form(&rules, &contacts), None), |posted| (posted.fields, posted.refusal));
    if !may_edit {
        return view! {
            <p class="quiet">"Administrators and heads of partners may change these."</p>
            <fieldset class="flow" disabled>
                <legend class="sr-only">"Contacts and rules"</legend>
                <Entries fields people />
            </fieldset>
        }
        .into_any();
    }
    let keep = Action::new(|fields: &Fields| save_emergency_settings(fields.clone()));
    view! {
        <KeptForm action="/emergencies/settings" keep refusal done="Kept. The next emergency goes by them." button="Keep">
            <Entries fields people />
        </KeptForm>
    }
    .into_any()
}

#[component]
fn Entries(fields: Fields, people: Vec<(UserId, String)>) -> impl IntoView {
    let figures = |part: Part| {
        let of_part = FIGURES.iter().filter(|(of, ..)| *of == part);
        let field = |(_, name, label): &(Part, &'static str, &'static str)| {
            view! { <Field label=*label name=*name value=fields.text(name) required=true /> }
        };
        of_part.map(field).collect_view()
    };
    let (beginning, course, goal) = (figures(Part::Beginning), figures(Part::Course), figures(Part::Goal));
    let boxes = people.into_iter().map(|(id, name)| {
        let id = id.to_string();
        let told = fields.all(CONTACT).any(|contact| contact == id);
        view! {
            <label class="radio-line">
                <input type="checkbox" name=CONTACT value=id checked=told />
                {name}
            </label>
        }
    });
    let boxes = boxes.collect_view();
    view! {
        <Panel title="Who is told" id="contacts" note="Beside the partner’s manager, at whatever hour. Where nobody is named, administrators are told.">
            <fieldset class="box-columns">
                <legend class="sr-only">"Contacts"</legend>
                {boxes}
            </fieldset>
        </Panel>
        <Panel title="What begins one" id="beginning" note="A score that becomes critical begins one too, as does a person.">
            <div class="figure-fields">{beginning}</div>
        </Panel>
        <Panel title="What happens" id="course">
            <div class="figure-fields">{course}</div>
        </Panel>
        <Panel title="What ends it" id="goal" note="All of these together; a person may end it at any time, with a word on why.">
            <div class="figure-fields">{goal}</div>
        </Panel>
    }
}
