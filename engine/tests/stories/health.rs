//! Partner health: every day, from facts, and the same whether it is computed or carried over.

use crate::world::{World, import_of, month};
use chrono::NaiveDate;
use domain::audit::Actor;
use domain::health::{Component, HealthRules, Scale};
use domain::partner_facts::{ActivityKind, TicketKind};
use domain::{Cents, Month, Refusal};
use engine::imports::{ActivityRow, CompletionRow, InstallationRow, Intake, ModuleRow, QuotaRow, SurveyRow, TicketRow};
use std::fmt::Write as _;

const PARTNERS: u32 = 40;

/// A file of customers of many resellers; some come and go.
fn customers(change: u32) -> String {
    let mut file =
        String::from("customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,contract,zip\n");
    for n in 0..PARTNERS * 6 {
        let (partner, month) = (n % PARTNERS, 1 + n % 9);
        let paid = 20 + (n * 7 + if partner == change { change + 1 } else { 0 }) % 60;
        let contract = if n % 5 == 0 { "" } else { "monthly" };
        let _ = match n % 11 {
            10 => writeln!(
                file,
                "C-{n},RS-{partner},{paid}.00,2025-0{month}-03,2025-09-1{},Churned,{contract},90001",
                n % 9
            ),
            _ => writeln!(file, "C-{n},RS-{partner},{paid}.00,2025-0{month}-1{},,Active,{contract},90001", n % 9),
        };
    }
    file
}

async fn world() -> World {
    let world = World::new().await;
    take_customers(&world, 0).await;
    world
}

async fn take_customers(world: &World, change: u32) {
    let mut import = import_of(world.file("customers.csv", customers(change)));
    import.bill_through = Some(Month::of(world.clock().today("America/Los_Angeles")).previous());
    world.office.import_customers(&import, &|_| ()).await.unwrap();
}

async fn take<T: Intake>(world: &World, row: T) {
    let taken = world.office.take_in(vec![row], Actor::System).await.unwrap();
    assert!(taken.kept, "{:?}", taken.problems);
}

fn ticket(id: &str, partner: u32, opened: &str, resolved: Option<&str>) -> TicketRow {
    TicketRow {
        id: id.into(),
        partner: format!("RS-{partner}"),
        customer: None,
        kind: TicketKind::Technical,
        opened: opened.parse().unwrap(),
        resolved: resolved.map(|at| at.parse().unwrap()),
    }
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[tokio::test]
async fn only_what_has_changed_is_computed_again() {
    let world = world().await;
    let all = u64::from(PARTNERS);
    let first = world.office.score_today(None).await.unwrap();
    assert_eq!((first.day, first.computed, first.carried), (Some(day("2025-10-06")), all, 0));
    let again = world.office.score_today(None).await.unwrap();
    assert_eq!((again.computed, again.carried), (0, 0));
    take(&world, ticket("T-1", 7, "2025-10-01T12:00:00Z", None)).await;
    let changed = world.office.score_today(None).await.unwrap();
    assert_eq!((changed.computed, changed.carried), (1, 0));
    world.later(86_400);
    let next = world.office.score_today(None).await.unwrap();
    assert_eq!((next.day, next.computed + next.carried), (Some(day("2025-10-07")), all));
    assert!(next.carried > all / 2, "{next:?}");
    let why = world.office.explain_health("RS-7", None).await.unwrap();
    assert_eq!(why.day, day("2025-10-07"));
    assert_eq!(why.score.components.len(), Component::ALL.len());
}

/// Numbers that look like chance and are the same every time.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: u32) -> u32 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// Changes one fact somewhere.
async fn change(world: &World, chance: &mut Chance, today: NaiveDate, n: u32) {
    let partner = format!("RS-{}", chance.below(PARTNERS));
    let past = today - chrono::Days::new(chance.below(120).into());
    let at = past.and_hms_opt(12, chance.below(60), 0).unwrap().and_utc();
    match chance.below(8) {
        0 => {
            let resolved = (chance.below(2) == 0).then_some(at);
            let kind = TicketKind::Other;
            let id = format!("T-{}", chance.below(60));
            take(world, TicketRow { id, partner, customer: None, kind, opened: at, resolved }).await;
        }
        1 => {
            let installed = (chance.below(2) == 0).then_some(today.max(past));
            let id = format!("I-{}", chance.below(60));
            take(world, InstallationRow { id, partner, customer: None, ordered: past, installed }).await;
        }
        2 => {
            let kind = ActivityKind::ALL[chance.below(3) as usize];
            take(world, ActivityRow { partner, date: past, kind, count: 1 }).await;
        }
        3 => {
            let (version, module) = (1, "fiber".to_owned());
            take(world, CompletionRow { partner, person: "Pat".into(), module, version, date: past, points: 90 }).await;
        }
        4 => {
            let (from, monthly_revenue) = (month("2025-09"), Cents(i64::from(10_000 + chance.below(90_000))));
            take(world, QuotaRow { partner, from, monthly_revenue, activations_90d: 3 }).await;
        }
        5 | 6 => {
            let value = u8::try_from(1 + chance.below(10)).unwrap();
            let (id, question) = (format!("S-{n}"), "support".into());
            take(world, SurveyRow { id, question, partner, date: past, value, scale: Scale::OneToTen }).await;
        }
        _ => take_customers(world, chance.below(PARTNERS)).await,
    }
}

#[tokio::test]
async fn what_is_carried_over_is_what_would_be_computed() {
    let world = world().await;
    let title = "Fiber".into();
    take(&world, ModuleRow { module: "fiber".into(), version: 1, title, pass_mark: 80, from: day("2025-01-01") }).await;
    let mut chance = Chance(20_251_006);
    let (mut computed, mut carried) = (0, 0);
    let mut billed = month("2025-10");
    for n in 0..75 {
        // Some days pass without any change, some are skipped.
        let skipped = if n % 9 == 8 { 3 } else { 1 };
        world.later(86_400 * skipped);
        let today = world.clock().today("America/Los_Angeles");
        if Month::of(today) != billed {
            billed = Month::of(today);
            take_customers(&world, 0).await;
        }
        for _ in 0..chance.below(4) {
            change(&world, &mut chance, today, n).await;
        }
        let scored = world.office.score_today(None).await.unwrap();
        let scored_day = scored.day.unwrap();
        let again = world.office.recompute_health(scored_day).await.unwrap();
        assert_eq!(again.compared, PARTNERS);
        assert_eq!(again.differing, [], "on {scored_day}, round {n}");
        (computed, carried) = (computed + scored.computed, carried + scored.carried);
    }
    assert!(carried > computed, "{carried} carried over, {computed} computed");
}

#[tokio::test]
async fn a_past_score_can_be_explained_and_tells_what_has_changed_since() {
    let world = world().await;
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    let september = day("2025-09-30");
    let again = world.office.recompute_health(september).await.unwrap();
    assert_eq!((again.compared, again.differing.len()), (PARTNERS, 0));
    // A ticket of September that comes in late.
    take(&world, ticket("T-1", 7, "2025-09-12T12:00:00Z", None)).await;
    let again = world.office.recompute_health(september).await.unwrap();
    assert_eq!(again.differing.len(), 1);
    assert_eq!(again.differing[0].partner.code, "RS-7");
    assert_eq!(again.differing[0].components[0].0, Component::Operations);
    let why = world.office.explain_health("RS-7", Some(september)).await.unwrap();
    assert_eq!(why.score.score, again.differing[0].stored, "what is kept stays as it was");
    assert!(world.office.explain_health("RS-99", None).await.is_err());
    assert!(matches!(world.office.recompute_health(day("2025-08-01")).await, Err(Refusal::NotNow { .. })));
}

#[tokio::test]
async fn rules_are_tried_before_they_are_saved_and_past_scores_keep_theirs() {
    let world = world().await;
    world.office.score_today(None).await.unwrap();
    let mut rules = world.office.rules_today().await.unwrap();
    for (component, weight) in &mut rules.weights {
        *weight = if *component == Component::Acquisition { 100.0 } else { 1.0 };
    }
    let preview = world.office.preview_rules(rules.clone()).await.unwrap();
    assert_eq!(preview.rows.len(), PARTNERS as usize);
    assert!(preview.moved > 0);
    assert_eq!(world.office.rules_versions().await.unwrap().len(), 1, "a preview writes nothing");

    let refused =
        world.office.save_rules(HealthRules { coverage_min: 2.0, ..rules.clone() }, "no", Actor::System).await;
    assert!(matches!(refused, Err(Refusal::Invalid { .. })));
    assert!(world.office.save_rules(rules.clone(), " ", Actor::System).await.is_err());
    world.later(86_400);
    assert_eq!(world.office.save_rules(rules.clone(), "acquisition counts", Actor::System).await.unwrap(), 2);
    assert!(world.office.save_rules(rules, "the same again", Actor::System).await.is_err());
    let entry = world.trail().await.pop().unwrap();
    assert_eq!((entry.action.as_str(), entry.subject.as_str()), ("health_rules_saved", "2"));

    let scored = world.office.score_today(None).await.unwrap();
    assert_eq!(scored.computed, u64::from(PARTNERS), "other rules, other scores");
    let by = async |on| world.office.explain_health("RS-7", Some(day(on))).await.unwrap().rules_version;
    assert_eq!((by("2025-10-06").await, by("2025-10-07").await), (1, 2));
    for on in ["2025-10-06", "2025-10-07"] {
        assert_eq!(world.office.recompute_health(day(on)).await.unwrap().differing, []);
    }
}

#[tokio::test]
async fn where_bills_end_scores_end() {
    let world = world().await;
    // A year later nothing was billed since.
    world.later(86_400 * 365);
    let scored = world.office.score_today(None).await.unwrap();
    assert_eq!(scored.day, Some(day("2025-09-30")));
    let future = world.office.score_day(day("2030-01-01")).await;
    assert!(matches!(future, Err(Refusal::Invalid { .. })));
}
