//! The pages of Tributary: the only crate that knows HTML.
//!
//! A route names a page of [`pages`]; a page asks through a server function of [`calls`] and shows what it gets with
//! [`parts`] and [`charts`], inside the frame that [`layout`] draws. Read a page from its `mod.rs`.
//!
//! Compiled twice: with `ssr` into the server, with `hydrate` into the browser's module; never with both.

// Views nest deep, and each element is a type.
#![recursion_limit = "512"]

pub mod calls;
pub mod charts;
pub mod layout;
pub mod pages;
pub mod parts;
mod theme;

pub use theme::Theme;

use layout::Layout;
use leptos::prelude::*;
use leptos_meta::{MetaTags, Title, provide_meta_context};
use leptos_router::components::{ParentRoute, Route, Router, Routes};
use leptos_router::{SsrMode, path};
use pages::manager::PortfolioPage;
use pages::not_found::NotFound;
use pages::{
    Alerts, Automation, Books, Customers, Door, Insight, Money, Partner, Plans, Reconciliation, Success, Transfers,
};

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let theme = use_context::<Theme>().unwrap_or_default();
    let stylesheet = format!("/{}/{}.css", options.site_pkg_dir, options.output_name);
    view! {
        <!DOCTYPE html>
        <html lang="en" data-theme=theme.attribute()>
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="color-scheme" content="light dark" />
                <meta name="theme-color" media="(prefers-color-scheme: light)" content="#ffffff" />
                <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#14161b" />
                <link rel="stylesheet" href=stylesheet />
                <link rel="icon" type="image/svg+xml" href="/favicon.svg" />
                <link rel="apple-touch-icon" href="/apple-touch-icon.png" />
                <link rel="manifest" href="/manifest.webmanifest" />
                <HydrationScripts options />
                <MetaTags />
            </head>
            <body>
                <App />
            </body>
        </html>
    }
}

/// Every page, by its path.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(RwSignal::new(Theme::current()));
    let title = |page: String| if page.is_empty() { "Tributary".to_owned() } else { format!("{page} · Tributary") };
    view! {
        <Title formatter=title />
        <Router>
            <Routes fallback=NotFound>
                <Route path=path!("/sign-in") view=Door::SignIn ssr=SsrMode::Async />
                <Route path=path!("/survey/:link") view=Door::Survey ssr=SsrMode::Async />
                // Rendered in one piece, and so are the pages inside: what they show is there without WebAssembly, and
                // their status is known before anything is sent.
                <ParentRoute path=path!("") view=Layout ssr=SsrMode::Async>
                    <Route path=path!("") view=Partner::Own />
                    <Route path=path!("/manager") view=PortfolioPage />
                    <Route path=path!("/manager/partners/:id") view=Partner::One />
                    <Route path=path!("/manager/partners/:id/health") view=Insight::Health />
                    <Route path=path!("/manager/partners/:id/review") view=Success::Review />
                    <Route path=path!("/manager/partners/:id/help") view=Success::Help />
                    <Route path=path!("/emergencies") view=Success::Emergencies />
                    <Route path=path!("/emergencies/settings") view=Success::EmergencySettings />
                    <Route path=path!("/emergencies/:id") view=Success::Emergency />
                    <Route path=path!("/interventions") view=Success::Interventions />
                    <Route path=path!("/interventions/playbooks") view=Success::Playbooks />
                    <Route path=path!("/interventions/playbooks/:kind") view=Success::Playbook />
                    <Route path=path!("/interventions/:id") view=Success::Intervention />
                    <Route path=path!("/manager/insight") view=Insight::Portfolio />
                    <Route path=path!("/manager/benchmarks") view=Success::Benchmarks />
                    <Route path=path!("/manager/health-rules") view=Success::HealthRules />
                    <Route path=path!("/manager/managers") view=Success::Managers />
                    <Route path=path!("/manager/cover") view=Success::Cover />
                    <Route path=path!("/manager/surveys") view=Success::Surveys />
                    <Route path=path!("/manager/surveys/settings") view=Success::SurveySettings />
                    <Route path=path!("/manager/partners/:id/learning") view=Success::Learning />
                    <Route path=path!("/learning") view=Success::OwnLearning />
                    <Route path=path!("/surveys") view=Success::OwnSurveys />
                    <Route path=path!("/review") view=Success::OwnReview />
                    <Route path=path!("/health") view=Insight::OwnHealth />
                    <Route path=path!("/alerts") view=Alerts::Inbox />
                    <Route path=path!("/alerts/rules") view=Alerts::Rules />
                    <Route path=path!("/alerts/:id") view=Alerts::One />
                    <Route path=path!("/notifications") view=Alerts::Notifications />
                    <Route path=path!("/notifications/settings") view=Alerts::Settings />
                    <Route path=path!("/customers") view=Customers::All />
                    <Route path=path!("/customers/:id") view=Customers::One />
                    <Route path=path!("/statements") view=Money::Statements />
                    <Route path=path!("/statements/:month") view=Money::Statement />
                    <Route path=path!("/close") view=Money::Close />
                    <Route path=path!("/close/:month") view=Money::Month />
                    <Route path=path!("/adjustments") view=Money::Adjustments />
                    <Route path=path!("/questions") view=Money::Questions />
                    <Route path=path!("/plans") view=Plans::All />
                    <Route path=path!("/plans/new") view=Plans::New />
                    <Route path=path!("/plans/what-if") view=Plans::WhatIf />
                    <Route path=path!("/plans/:code") view=Plans::One />
                    <Route path=path!("/plans/:code/revise") view=Plans::Revise />
                    <Route path=path!("/ledger") view=Books::Ledger />
                    <Route path=path!("/ledger/partners/:id") view=Books::Account />
                    <Route path=path!("/account") view=Books::Account />
                    <Route path=path!("/reconciliation") view=Reconciliation::Inbox />
                    <Route path=path!("/reconciliation/:id") view=Reconciliation::Finding />
                    <Route path=path!("/payouts") view=Books::Payouts />
                    <Route path=path!("/payouts/settings") view=Books::PayoutSettings />
                    <Route path=path!("/payouts/:id") view=Books::PayoutBatch />
                    <Route path=path!("/bank-account") view=Books::OwnBankAccount />
                    <Route path=path!("/bank-accounts") view=Books::BankAccounts />
                    <Route path=path!("/bank-accounts/:id") view=Books::BankAccount />
                    <Route path=path!("/imports") view=Transfers::All />
                    <Route path=path!("/imports/:id") view=Transfers::One />
                    <Route path=path!("/control-room") view=Automation::Room />
                    <Route path=path!("/control-room/health") view=Automation::Health />
                    <Route path=path!("/control-room/mail") view=Automation::Mails />
                    <Route path=path!("/control-room/mail/:id") view=Automation::Mail />
                    <Route path=path!("/control-room/:id") view=Automation::Run />
                </ParentRoute>
            </Routes>
        </Router>
    }
}
