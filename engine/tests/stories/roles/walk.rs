//! Every call that is about something of a partner answers for another manager's as for one that isn't there; and no page
//! names another manager's partner.

use super::Team;
use crate::world::{World, month};
use domain::banking::account::{TaxForm, TaxFormKind};
use domain::health::Component;
use domain::health::draft::{RulesDraft, weight_field};
use domain::health::intervention::InterventionKind;
use domain::interaction::{InteractionKind, NewInteraction};
use domain::ledger::Account;
use domain::lifecycle::Stage;
use domain::user::Role;
use domain::view::{
    AccountQuery, AlertQuery, BenchmarkQuery, CustomerQuery, InsightQuery, InterventionPlan, InterventionQuery,
    PortfolioQuery, QuestionQuery, WhatIfQuery,
};
use domain::{AlertId, CustomerId, DisputeId, EmergencyId, FileFormat, InterventionId, PartnerId, Refusal};
use engine::Desk;
use std::collections::BTreeSet;
use std::path::Path;
use uuid::Uuid;

/// Something of each kind that belongs to one partner.
#[derive(Clone, Copy)]
struct Things {
    partner: PartnerId,
    customer: CustomerId,
    alert: AlertId,
    intervention: InterventionId,
    emergency: EmergencyId,
    question: DisputeId,
}

impl Things {
    /// What there is of a partner.
    async fn of(team: &Team, code: &str) -> Self {
        let partner = super::partner(&team.head, code).await;
        let about = Some(partner);
        let customers = CustomerQuery { partner: about, ..CustomerQuery::default() };
        let alerts = AlertQuery { partner: about, ..AlertQuery::default() };
        let interventions = InterventionQuery { partner: about, ..InterventionQuery::default() };
        let owner = team.world.desk(Role::Owner, Some(code)).await;
        Self {
            partner,
            customer: team.head.customers(&customers).await.unwrap().rows[0].id,
            alert: team.head.alerts(alerts).await.unwrap().rows[0].id,
            intervention: team.head.interventions(interventions).await.unwrap().rows[0].id,
            emergency: team.head.emergencies(about).await.unwrap().rows[0].id,
            question: owner.raise_dispute(month("2025-09"), None, 0, "Why so little?").await.unwrap(),
        }
    }

    /// Ids that nothing has.
    fn nobodys() -> Self {
        let id = Uuid::from_u128(404);
        Self {
            partner: PartnerId(id),
            customer: CustomerId(id),
            alert: AlertId(id),
            intervention: InterventionId(id),
            emergency: EmergencyId(id),
            question: DisputeId(id),
        }
    }
}

/// Calls by their names, each with why it was refused, if it was.
macro_rules! refusals {
    ($desk:ident: $( $call:ident ( $($argument:expr),* ) ),+ $(,)?) => {
        vec![ $( (stringify!($call), $desk.$call($($argument),*).await.err()) ),+ ]
    };
}

/// Calls by their names, each with what it answers.
macro_rules! answers {
    ($desk:ident: $( $call:ident ( $($argument:expr),* ) ),+ $(,)?) => {
        vec![ $( (stringify!($call), format!("{:?}", $desk.$call($($argument),*).await)) ),+ ]
    };
}

/// Calls that ask for one thing, or do something with it.
async fn about_one(desk: &Desk, of: Things) -> Vec<(&'static str, Option<Refusal>)> {
    let (month, quarter) = (month("2025-09"), "2025-Q3".parse().unwrap());
    let about = Some(of.partner);
    let (kind, begins_on, reason) =
        (InterventionKind::PerformanceReview, "2025-10-06".parse().unwrap(), "to try".into());
    let plan = InterventionPlan { partner: of.partner, kind, owner: None, begins_on, reason, goal: None };
    let call =
        NewInteraction { kind: InteractionKind::SalesCall, minutes: 5, subject: "Hello".into(), satisfaction: None };
    let form = TaxForm { kind: TaxFormKind::W9, received_on: begins_on };
    let account = AccountQuery { partner: about, account: Account::Payable, page: 1 };
    let customers = CustomerQuery { partner: about, ..CustomerQuery::default() };
    refusals![desk:
        partner_page(about),
        partner_health(about),
        quarter_review(about, None),
        quarter_review_file(about, quarter),
        suggestions(of.partner),
        learning(about),
        surveys(about),
        board(about),
        board_cards(about, Stage::Active, None),
        board_cards(None, Stage::Active, Some(of.customer)),
        customers(&customers),
        customer_page(of.customer),
        move_customer(of.customer, Stage::AtRisk, None, 1),
        log_interaction(of.customer, &call),
        statements(about),
        statement(month, about, 1),
        statement_file(month, about, FileFormat::Csv),
        answer_dispute(of.question, "Because.", None),
        raise_dispute(month, about, 0, "Why?"),
        alert(of.alert),
        acknowledge_alert(of.alert),
        resolve_alert(of.alert, "mended"),
        dismiss_alert(of.alert, "small"),
        intervention(of.intervention),
        plan_intervention(&plan),
        begin_intervention(of.intervention, None),
        complete_intervention_step(of.intervention, 1, ""),
        leave_out_intervention_step(of.intervention, 2, "not needed"),
        log_effort(of.intervention, 5, "a call"),
        complete_intervention(of.intervention, "done"),
        cancel_intervention(of.intervention, "not needed"),
        emergency(of.emergency),
        check_emergency(of.emergency, "calm"),
        close_emergency(of.emergency, "It was only a drill, and it is over."),
        declare_emergency(of.partner, "to try", true),
        partner_account(account),
        account_file(about, Account::Payable, FileFormat::Csv),
        partner_payouts(about),
        bank_account_page(of.partner),
        hold_payments(of.partner, "to try"),
        release_payments(of.partner, "to try"),
        file_tax_form(of.partner, form),
        assign_manager(of.partner, None),
        say_manager(of.partner, "nobody"),
    ]
}

/// Calls that list what there is of a partner.
async fn lists(desk: &Desk, of: Things) -> Vec<(&'static str, String)> {
    let about = Some(of.partner);
    let query = AlertQuery { partner: about, ..AlertQuery::default() };
    answers![desk:
        alerts(query),
        alerts_about(query, ""),
        interventions(InterventionQuery { partner: about, ..InterventionQuery::default() }),
        emergencies(about),
    ]
}

/// Calls that show many partners. Each of them names partners, as the head sees.
async fn pages(desk: &Desk) -> Vec<(&'static str, String)> {
    let mut draft = desk.health_rules(RulesDraft::default()).await.unwrap().draft;
    draft.0.insert(weight_field(Component::Revenue), "90".into());
    let (from, to) = ("2025-10-01".parse().unwrap(), "2025-12-01".parse().unwrap());
    let what_if = WhatIfQuery { plan: Some("residual".into()), scope: Some("all".into()), ..WhatIfQuery::default() };
    answers![desk:
        partners(),
        portfolio(&PortfolioQuery::default()),
        insight(&InsightQuery::default()),
        benchmarks(BenchmarkQuery::default()),
        health_rules(draft),
        statements(None),
        disputes(),
        questions(QuestionQuery::default()),
        plan_page("residual", 1),
        what_if(&what_if),
        alerts(AlertQuery::default()),
        alerts_about(AlertQuery::default(), "RS-2"),
        notifications(1),
        interventions(InterventionQuery::default()),
        intervention_calendar(from, to),
        emergencies(None),
    ]
}

/// Ids and queries in a call's parameters that are about nothing of a partner, or that managers have no part in.
const OTHERS: &[&str] = &[
    "UserId",
    "PlanId",
    "CoverId",
    "NotificationId",
    "AdjustmentId",
    "BankAccountId",
    "PayoutBatchId",
    "FindingId",
    "TransferId",
    "FileId",
    "WorkId",
    "MailId",
    "SurveyId",
];
/// Other types that name a partner.
const NAMING: &[&str] = &["AlertQuery", "CustomerQuery", "InterventionQuery", "AccountQuery", "InterventionPlan"];

/// The desk's calls that take something of a partner, by its source.
fn calls_about_partners() -> BTreeSet<String> {
    let desk = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/desk");
    let mut calls = BTreeSet::new();
    for file in std::fs::read_dir(desk).unwrap() {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for call in text.split("pub async fn ").skip(1) {
            let (name, rest) = call.split_once('(').unwrap();
            let parameters = rest.split_once("->").map_or(rest, |(parameters, _)| parameters);
            let mut words = parameters.split(|c: char| !c.is_alphanumeric());
            if words.any(|word| (word.ends_with("Id") && !OTHERS.contains(&word)) || NAMING.contains(&word)) {
                calls.insert(name.to_owned());
            }
        }
    }
    calls
}

#[tokio::test]
async fn another_managers_partner_answers_every_call_like_one_that_is_not_there() {
    let team = Team::new().await;
    let (own, theirs) = (Things::of(&team, "RS-1").await, Things::of(&team, "RS-2").await);
    let nobodys = Things::nobodys();

    let asked = about_one(&team.ana, theirs).await;
    let asked_lists = lists(&team.ana, theirs).await;
    let walked: BTreeSet<_> = asked.iter().map(|(call, _)| (*call).to_owned()).collect();
    let listed = asked_lists.iter().map(|(call, _)| (*call).to_owned());
    let walked: BTreeSet<_> = walked.into_iter().chain(listed).collect();
    let missing: Vec<_> = calls_about_partners().difference(&walked).cloned().collect();
    assert!(missing.is_empty(), "not walked: {missing:?}; add them to `about_one` or `lists`");

    for ((call, refused), (_, not_there)) in asked.iter().zip(about_one(&team.ana, nobodys).await) {
        assert!(refused.is_some(), "{call} is let through");
        assert_eq!(*refused, not_there, "{call}");
    }
    assert_eq!(asked_lists, lists(&team.ana, nobodys).await);
    for (call, refused) in about_one(&team.ana, own).await {
        let found = !matches!(refused, Some(Refusal::NotFound { .. }));
        // Where no partner is named, a customer is looked for among a partner's that isn't named.
        assert!(found || call == "board_cards", "{call}: {refused:?}");
    }
    assert_ne!(lists(&team.ana, own).await, lists(&team.ana, nobodys).await);
    assert!(about_one(&team.ben, theirs).await.iter().any(|(call, refused)| *call == "alert" && refused.is_none()));
}

#[tokio::test]
async fn no_page_names_another_managers_partner_and_the_head_sees_all() {
    let team = Team::new().await;
    for code in ["RS-1", "RS-2"] {
        Things::of(&team, code).await;
    }
    let (of_ana, of_head) = (pages(&team.ana).await, pages(&team.head).await);
    for ((call, anas), (_, heads)) in of_ana.iter().zip(&of_head) {
        assert!(!anas.contains("RS-2"), "{call} names RS-2: {anas}");
        // Nobody is benchmarked beside one other, and the head was told of nothing.
        let silent = ["benchmarks", "notifications"].contains(call);
        assert!(silent || (heads.contains("RS-2") && heads.starts_with("Ok(")), "{call}: {heads}");
    }
    let totals = team.ana.portfolio(&PortfolioQuery::default()).await.unwrap();
    assert_eq!((totals.totals.partners, totals.totals.customers, totals.totals.billed.0), (1, 2, 16_055));
    let (last, all) = (totals.months.last().unwrap(), team.head.portfolio(&PortfolioQuery::default()).await.unwrap());
    assert_eq!(last.commission, totals.rows[0].commission);
    assert_eq!(all.totals.partners, 2);
    assert!(all.months.last().unwrap().commission > last.commission);
}

#[tokio::test]
async fn a_partner_without_a_manager_is_seen_by_those_who_see_all() {
    let world = World::new().await;
    world.import(crate::world::CUSTOMERS).await;
    let manager = world.desk(Role::Manager, None).await;
    assert_eq!(manager.partners().await.unwrap(), []);
    let page = manager.portfolio(&PortfolioQuery::default()).await.unwrap();
    assert_eq!((page.totals.partners, page.rows.len(), page.months.len()), (0, 0, 0));
    assert_eq!(manager.customers(&CustomerQuery::default()).await.unwrap().found, 0);
    for role in [Role::Admin, Role::Finance, Role::Head, Role::Support, Role::Auditor] {
        assert_eq!(world.desk(role, None).await.partners().await.unwrap().len(), 2, "{role}");
    }
}
