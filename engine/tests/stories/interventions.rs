//! Interventions: planned by a playbook, worked on step by step, measured against peers, and suggested by what has worked.

use crate::world::{CUSTOMERS, World, sample_data};
use chrono::{NaiveDate, TimeDelta};
use domain::health::intervention::draft::{Edit, PlaybookDraft};
use domain::health::intervention::{InterventionKind, InterventionState};
use domain::health::{HealthFacts, HealthScore, Missing};
use domain::mail::MailKind;
use domain::user::Role;
use domain::view::{InterventionPlan, InterventionQuery, PartnerRef};
use domain::workflow::Workflow;
use domain::{InterventionId, PartnerId, Refusal};
use engine::Desk;
use store::ScoreToWrite;

const COACHING: InterventionKind = InterventionKind::SuccessCoaching;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn plan(partner: &PartnerRef, begins_on: &str) -> InterventionPlan {
    InterventionPlan {
        partner: partner.id,
        kind: COACHING,
        owner: None,
        begins_on: day(begins_on),
        reason: "revenue is far from its goal".into(),
        goal: None,
    }
}

async fn daily(world: &World, period: &str) {
    world.office.begin_work(Workflow::DailyCycle, period, None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
}

async fn board(desk: &Desk) -> Vec<(InterventionState, i64, i64)> {
    let board = desk.interventions(InterventionQuery::default()).await.unwrap();
    board.rows.into_iter().map(|row| (row.state, row.steps_done, row.minutes)).collect()
}

#[tokio::test]
async fn an_intervention_goes_from_its_plan_to_its_outcome() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    daily(&world, "2025-10-06").await;
    let (manager, support) = (world.desk(Role::Head, None).await, world.desk(Role::Support, None).await);
    let partner = manager.partners().await.unwrap().remove(0);
    let people = manager.interventions(InterventionQuery::default()).await.unwrap().people;
    let support_person = people.iter().find(|(_, name)| name.contains("Support")).unwrap().0;
    let for_support = InterventionPlan { owner: Some(support_person), ..plan(&partner, "2025-10-06") };
    let id = manager.plan_intervention(&for_support).await.unwrap();
    let again = manager.plan_intervention(&for_support).await.unwrap_err();
    assert!(again.to_string().contains("planned or under way"), "{again}");

    // Who sees to it hears of it, by letter and within the application.
    let mails = world.office.mails().await.unwrap();
    let letter = mails.iter().find(|mail| mail.kind == MailKind::InterventionScheduled).unwrap();
    assert!(letter.to_name == "The Support" && letter.text.contains("Why: revenue is far from its goal"));
    assert!(support.notifications(1).await.unwrap().rows[0].words.starts_with("Success coaching begins on 2025-10-06"));

    let early = support.complete_intervention_step(id, 1, "").await.unwrap_err();
    assert_eq!(early.to_string(), "Begin this intervention first.");
    support.begin_intervention(id, None).await.unwrap();
    daily(&world, "2025-10-07").await;
    daily(&world, "2025-10-08").await;
    let due = manager.notifications(1).await.unwrap().rows;
    assert_eq!(due.iter().filter(|told| told.words.starts_with("Success coaching, step 1: ")).count(), 1, "{due:?}");

    support.log_effort(id, 50, "preparing the first call").await.unwrap();
    let steps = support.intervention(id).await.unwrap().steps;
    for step in &steps[1..] {
        support.complete_intervention_step(id, step.position, "done").await.unwrap();
    }
    let unfinished = support.complete_intervention(id, "it went well").await.unwrap_err();
    assert_eq!(unfinished.to_string(), "1 steps are still to be done or left out.");
    support.leave_out_intervention_step(id, 1, "the goals were agreed on before").await.unwrap();
    let twice = support.complete_intervention_step(id, 1, "").await.unwrap_err();
    assert!(matches!(twice, Refusal::Conflict { .. }), "{twice}");
    support.complete_intervention(id, "it went well").await.unwrap();
    assert_eq!(board(&manager).await, [(InterventionState::Completed, i64::try_from(steps.len()).unwrap(), 50)]);
    let page = manager.intervention(id).await.unwrap();
    assert_eq!((page.outcome.as_deref(), page.playbook, page.measured), (Some("it went well"), 0, None));
    let actions: Vec<_> = world.trail().await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions.iter().filter(|action| *action == "intervention_moved").count(), 3);
    assert_eq!(actions.iter().filter(|action| *action == "intervention_step").count(), steps.len());
}

#[tokio::test]
async fn an_intervention_that_cannot_be_meant_is_refused_by_its_field() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let manager = world.desk(Role::Head, None).await;
    let auditor = world.desk(Role::Auditor, None).await;
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    let partner = manager.partners().await.unwrap().remove(0);
    let refused = async |plan: InterventionPlan| manager.plan_intervention(&plan).await.unwrap_err().to_string();
    assert!(refused(plan(&partner, "2025-01-01")).await.starts_with("begin: "));
    assert!(
        refused(InterventionPlan { reason: " ".into(), ..plan(&partner, "2025-10-06") }).await.starts_with("reason: ")
    );
    let nobody = InterventionPlan { partner: PartnerId(uuid::Uuid::nil()), ..plan(&partner, "2025-10-06") };
    assert_eq!(manager.plan_intervention(&nobody).await.unwrap_err(), Refusal::not_found("partner"));
    let id = manager.plan_intervention(&plan(&partner, "2025-10-06")).await.unwrap();
    assert!(manager.begin_intervention(id, Some(day("2025-10-07"))).await.unwrap_err().to_string().contains("ahead"));
    assert!(manager.log_effort(id, 0, "nothing").await.unwrap_err().to_string().starts_with("minutes: "));
    for desk in [&auditor, &owner] {
        let refusal = desk.plan_intervention(&plan(&partner, "2025-10-06")).await.unwrap_err();
        assert!(matches!(refusal, Refusal::Forbidden { .. }));
    }
    assert!(matches!(owner.intervention(id).await, Err(Refusal::Forbidden { .. })));
    auditor.intervention(id).await.unwrap();
    let unknown = InterventionId(uuid::Uuid::nil());
    assert_eq!(manager.cancel_intervention(unknown, "why").await.unwrap_err(), Refusal::not_found("intervention"));
}

/// Eight resellers of one customer each.
fn eight() -> String {
    let rows = (1..=8).map(|n| format!("C-{n},RS-{n},100.00,2025-01-01,,Active,,Downey\n"));
    let head = "customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city\n";
    head.to_owned() + &rows.collect::<String>()
}

async fn scored(world: &World, on: &str, scores: &[f64], partners: &[PartnerRef]) {
    let rows = partners.iter().zip(scores).map(|(partner, score)| ScoreToWrite {
        partner: partner.id,
        score: HealthScore { score: Some(*score), coverage: 1.0, components: vec![] },
        facts: HealthFacts::missing(day(on), Missing::NotRecorded),
        stale_from: None,
    });
    let mut tx = world.tx().await;
    tx.put_scores(day(on), 1, None, &rows.collect::<Vec<_>>()).await.unwrap();
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn what_interventions_have_brought_is_measured_against_peers_and_weighs_in_suggestions() {
    let world = World::new().await;
    world.import(eight()).await;
    let manager = world.desk(Role::Head, None).await;
    let partners = manager.partners().await.unwrap();
    // Four are coached from the end of July on; all gain, those that were coached ten points more.
    scored(&world, "2025-06-30", &[40.0; 8], &partners).await;
    scored(&world, "2025-07-31", &[40.0, 40.5, 39.5, 41.0, 40.0, 40.0, 41.0, 39.0], &partners).await;
    scored(&world, "2025-08-31", &[52.0, 52.5, 51.5, 53.0, 42.0, 42.0, 43.0, 41.0], &partners).await;
    scored(&world, "2025-09-30", &[56.0, 56.5, 55.5, 57.0, 46.0, 46.0, 47.0, 45.0], &partners).await;
    for partner in &partners[..4] {
        let id = manager.plan_intervention(&plan(partner, "2025-07-31")).await.unwrap();
        manager.begin_intervention(id, Some(day("2025-07-31"))).await.unwrap();
    }
    let before = manager.effectiveness().await.unwrap();
    assert!(before.iter().all(|kind| kind.compared == 0 && kind.effects.is_empty()));
    daily(&world, "2025-10-06").await;

    let found = manager.effectiveness().await.unwrap();
    let coaching = found.iter().find(|of| of.kind == COACHING).unwrap();
    assert_eq!((coaching.begun, coaching.compared, coaching.effects.len()), (4, 4, 2), "nobody knows of 90 days yet");
    for effect in &coaching.effects {
        assert!((effect.gain - 10.0).abs() < 1e-9 && effect.interventions == 4, "{effect:?}");
        assert!(effect.interval.is_some_and(|(low, high)| low <= 10.0 && 10.0 <= high));
    }
    let suggested = manager.suggestions(partners[7].id).await.unwrap();
    assert!(suggested.score.is_some() && !suggested.rows.is_empty());
    let of = suggested.rows.iter().find(|row| row.kind == COACHING).unwrap();
    assert!(of.words().contains("Brought +10.0 points beyond matched peers in 60 days, 4 times"), "{}", of.words());
    let board = manager.interventions(InterventionQuery { partner: Some(partners[0].id), ..Default::default() }).await;
    let page = manager.intervention(board.unwrap().rows[0].id).await.unwrap();
    let measured = page.measured.unwrap();
    assert_eq!((measured.peers.len(), page.measured_on.is_some()), (4, true), "the others were coached too");

    // Measured again, nothing new comes out.
    world.later(TimeDelta::days(1).num_seconds());
    daily(&world, "2025-10-07").await;
    assert_eq!(manager.effectiveness().await.unwrap(), found);
}

#[tokio::test]
async fn a_playbook_is_changed_for_what_is_planned_from_then_on() {
    let world = World::new().await;
    world.import(CUSTOMERS).await;
    let (manager, support) = (world.desk(Role::Head, None).await, world.desk(Role::Support, None).await);
    let partners = manager.partners().await.unwrap();
    let before = manager.plan_intervention(&plan(&partners[0], "2025-10-06")).await.unwrap();
    let books = manager.playbooks().await.unwrap();
    assert!(books.len() == InterventionKind::ALL.len() && books.iter().all(|book| book.version == 0 && book.may_edit));
    let mut own = books.into_iter().find(|book| book.playbook.kind == COACHING).unwrap().playbook;
    own.steps.truncate(1);
    own.steps[0].words = "Call them".into();
    let mut empty = own.clone();
    empty.steps[0].words.clear();
    assert!(manager.save_playbook(&empty, 0).await.unwrap_err().to_string().starts_with("step 1: "));
    assert!(matches!(support.save_playbook(&own, 0).await, Err(Refusal::Forbidden { .. })));
    assert_eq!(manager.save_playbook(&own, 0).await.unwrap(), 1);
    let late = manager.save_playbook(&own, 0).await.unwrap_err();
    assert!(late.to_string().contains("look at it again"), "{late}");
    let after = manager.plan_intervention(&plan(&partners[1], "2025-10-06")).await.unwrap();
    let (before, after) = (manager.intervention(before).await.unwrap(), manager.intervention(after).await.unwrap());
    assert!(before.steps.len() > 1 && before.playbook == 0);
    assert_eq!((after.steps.len(), after.steps[0].step.words.as_str(), after.playbook), (1, "Call them", 1));
    let mut draft = PlaybookDraft::of(&own, 1).after(Edit::Add, COACHING);
    let missing = manager.say_playbook(COACHING, &draft.fields()).await.unwrap_err();
    assert!(missing.to_string().starts_with("step 2: say what is done"), "{missing}");
    draft.steps[1].words = "Visit them".into();
    draft.steps[1].done_when = "they were seen".into();
    assert!(matches!(support.say_playbook(COACHING, &draft.fields()).await, Err(Refusal::Forbidden { .. })));
    assert_eq!(manager.say_playbook(COACHING, &draft.fields()).await.unwrap(), 2);
    let page = support.playbook_page(COACHING).await.unwrap();
    assert_eq!((page.row.version, page.row.may_edit, page.versions.len()), (2, false, 2));
    assert_eq!(page.versions[1].steps.len(), 1, "versions before stay");
    assert_eq!(world.trail().await.iter().filter(|entry| entry.action == "playbook_saved").count(), 2);
    let month = manager.intervention_calendar(day("2025-10-01"), day("2025-10-31")).await.unwrap();
    assert!(month.iter().any(|step| step.step.step.words == "Call them"));
    assert!(manager.intervention_calendar(day("2025-10-01"), day("2026-10-31")).await.is_err());
}

#[tokio::test]
async fn the_demos_manager_has_taken_up_what_was_suggested() {
    let world = World::new().await;
    let demo = world.engine.demo(&sample_data()).await.unwrap();
    let manager = world.engine.office(demo.tenant.id).desk_of("manager@demo.example").await.unwrap();
    let board = manager.interventions(InterventionQuery::default()).await.unwrap();
    let of = |state| board.rows.iter().filter(|row| row.state == state).count();
    let counts = InterventionState::ALL.iter().map(|state| of(*state)).collect::<Vec<_>>();
    assert_eq!(counts, [3, 3, 0, 0], "planned, in progress, completed, cancelled");
    assert!(board.rows.iter().filter(|row| row.minutes > 0 && row.steps_done > 0).count() == 2);
    let found = manager.effectiveness().await.unwrap();
    assert!(found.iter().all(|of| of.compared == 0), "one day of scores measures nothing");
    let emergencies = manager.emergencies(None).await.unwrap().rows;
    let why: Vec<_> = emergencies.iter().map(|row| row.why.as_str()).collect();
    assert_eq!(why, ["Revenue fell from $19,019.95 to $7,149.80 in Sep 2025."], "the sample has one");
}
