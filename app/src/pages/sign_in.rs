//! Signing in: a plain form that the server answers, and the sign-ins of a demo.

use crate::calls::viewer::read_demo_sign_ins;
use crate::layout::Mark;
use crate::parts::{Field, Glyph};
use domain::view::DemoSignIn;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The form, and below it who can be tried out where this is a demo.
#[component]
pub fn SignInPage() -> impl IntoView {
    let query = use_query_map();
    let said = move |name: &str| query.with(|map| map.get_str(name).unwrap_or_default().to_owned());
    let next = Memo::new(move |_| said("next"));
    let demo = Resource::new(|| (), |()| read_demo_sign_ins());
    view! {
        <Title text="Sign in" />
        <main class="sign-in">
            <div class="sign-in-brand">
                <Mark />
                <span>"Tributary"</span>
            </div>
            <section class="sign-in-card" aria-labelledby="sign-in-title">
                <h1 id="sign-in-title">"Sign in"</h1>
                <p class="quiet">"Customers, health and commissions of your resellers."</p>
                {move || message(&said("error")).map(|words| view! { <p class="notice-bad" role="alert">{words}</p> })}
                <form method="post" action="/sign-in" class="flow">
                    <input type="hidden" name="next" value=move || next.get() />
                    {move || {
                        view! {
                            <Field
                                label="E-mail"
                                name="email"
                                kind="email"
                                value=said("email")
                                autocomplete="username"
                                required=true
                            />
                        }
                    }}
                    <Field
                        label="Password"
                        name="password"
                        kind="password"
                        autocomplete="current-password"
                        required=true
                    />
                    <button type="submit" class="btn btn-primary btn-block">
                        "Sign in"
                    </button>
                </form>
            </section>
            <Suspense>
                {move || Suspend::new(async move {
                    // A demo's list that can't be had is no reason to trouble who has an account.
                    let sign_ins = demo.await.unwrap_or_default();
                    (!sign_ins.is_empty()).then(|| view! { <Demo sign_ins next /> })
                })}
            </Suspense>
        </main>
    }
}

/// What to say about the attempt before.
fn message(error: &str) -> Option<&'static str> {
    match error {
        "" => None,
        "wrong" => Some("This is not an e-mail address and password that we know. Please check both."),
        "wait" => Some("Too many attempts. Please wait a little and try again."),
        "expired" => Some("Your session has ended. Please sign in again."),
        _ => Some("Signing in isn't possible just now. Please try again in a moment."),
    }
}

/// One press signs in as somebody.
#[component]
fn Demo(sign_ins: Vec<DemoSignIn>, next: Memo<String>) -> impl IntoView {
    let password = sign_ins.first().map(|sign_in| sign_in.password.clone()).unwrap_or_default();
    let (partners, operators): (Vec<_>, Vec<_>) = sign_ins.into_iter().partition(|sign_in| sign_in.role.is_partner());
    let group = |title: &'static str, people: Vec<DemoSignIn>| {
        let people = people.into_iter().map(|sign_in| view! { <Person sign_in next /> }).collect_view();
        view! {
            <div>
                <h3>{title}</h3>
                <ul class="demo-people">{people}</ul>
            </div>
        }
    };
    view! {
        <section class="sign-in-card" aria-labelledby="demo-title">
            <h2 id="demo-title">"Look around as …"</h2>
            <p class="quiet">
                "This is a demonstration with sample data; every page says where they come from. "
                "The password of all is "
                <code>{password}</code>
                "."
            </p>
            {group("The operator", operators)}
            {group("A reseller", partners)}
        </section>
    }
}

#[component]
fn Person(sign_in: DemoSignIn, next: Memo<String>) -> impl IntoView {
    let DemoSignIn { role, email, password } = sign_in;
    view! {
        <li>
            <form method="post" action="/sign-in">
                <input type="hidden" name="email" value=email.clone() />
                <input type="hidden" name="password" value=password />
                <input type="hidden" name="next" value=move || next.get() />
                <button type="submit" class="demo-person">
                    <span>{role.label()}</span>
                    <span class="quiet">{email}</span>
                    <Glyph icon=icondata_lu::LuArrowRight />
                </button>
            </form>
        </li>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_that_the_server_names_has_its_words() {
        assert_eq!(message(""), None);
        let reasons = ["wrong", "wait", "expired", "unavailable"].map(message);
        assert!(reasons.iter().all(Option::is_some));
    }
}
