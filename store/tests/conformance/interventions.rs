//! Interventions: one of a kind at a time, steps done once, effects kept, playbooks with versions.

use crate::sample::{add_tenant, day, id, minutes, noon, user, with_partners, write};
use domain::health::intervention::{InterventionKind, InterventionState, Measured, PlayStep, Playbook, SuccessMetric};
use domain::health::{HealthFacts, HealthRules, Missing, score};
use domain::partner::Tier;
use domain::view::InterventionRow;
use domain::{InterventionId, PartnerId, TenantId, UserId};
use store::{DueStep, NewIntervention, Store, Tx};

const ANA: UserId = UserId(uuid::Uuid::from_u128(1));
const BEN: UserId = UserId(uuid::Uuid::from_u128(2));
const COACHING: InterventionKind = InterventionKind::SuccessCoaching;

const fn intervention(number: u128) -> InterventionId {
    InterventionId(uuid::Uuid::from_u128(number))
}

async fn with_people(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        tx.add_user(&user(tenant, 2, "ben@example.com"), "hash", noon()).await.unwrap();
    })
    .await;
    tenant
}

fn planned(number: u128, of: u128) -> NewIntervention {
    NewIntervention {
        id: intervention(number),
        partner: PartnerId(id(of)),
        playbook: 0,
        plays: Playbook::default_of(COACHING),
        reason: "falls".into(),
        goal: SuccessMetric { component: None, baseline: Some(40.0), target: 70.0 },
        owner: ANA,
        planned: (BEN, noon()),
        begins_on: day("2025-10-02"),
    }
}

async fn listed(tx: &mut Tx, of: Option<u128>, owner: Option<UserId>) -> Vec<InterventionRow> {
    let narrowed = (of.map(|of| PartnerId(id(of))), None, owner);
    tx.interventions(day("2025-10-05"), narrowed, 9).await.unwrap()
}

async fn begin(tx: &mut Tx, number: u128) -> bool {
    let baseline = score(&HealthFacts::missing(day("2025-10-03"), Missing::NotRecorded), &HealthRules::default());
    let due = [(1, day("2025-10-03")), (2, day("2025-10-09"))];
    let days = (day("2025-10-03"), day("2026-01-04"));
    tx.begin_intervention(intervention(number), days, Some(&baseline), &due).await.unwrap()
}

pub async fn an_intervention_is_planned_begun_and_ended_once(store: Store) {
    let tenant = with_people(&store).await;
    let steps = i64::try_from(Playbook::default_of(COACHING).steps.len()).unwrap();
    write(&store, tenant, async |tx| {
        tx.plan_intervention(&planned(1, 1)).await.unwrap();
        tx.plan_intervention(&planned(2, 2)).await.unwrap();
    })
    .await;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(tx.plan_intervention(&planned(3, 1)).await.unwrap_err().is_duplicate(), "one of a kind at a time");
    drop(tx);
    let mut tx = store.write(tenant).await.unwrap();
    let row = listed(&mut tx, Some(1), None).await.remove(0);
    assert_eq!((row.steps, row.steps_done, row.minutes, row.state), (steps, 0, 0, InterventionState::Planned));
    assert_eq!((row.owner, row.next_due), ((ANA, "User 1".into()), Some(day("2025-10-02"))));
    assert!(begin(&mut tx, 1).await && !begin(&mut tx, 1).await);
    tx.log_effort((id(9), intervention(1)), (BEN, noon()), 45, "a call").await.unwrap();
    let (row, more) = tx.intervention(intervention(1)).await.unwrap().unwrap();
    assert_eq!((row.begun_on, row.next_due, row.minutes), (Some(day("2025-10-03")), Some(day("2025-10-03")), 45));
    assert_eq!((more.reason.as_str(), more.planner.as_str(), more.baseline.is_some()), ("falls", "User 2", true));
    assert_eq!(tx.efforts(intervention(1)).await.unwrap()[0].by, "User 2");

    let moved = (InterventionState::InProgress, InterventionState::Completed);
    assert!(tx.end_intervention(intervention(1), moved, day("2025-10-04"), "well").await.unwrap());
    assert!(!tx.end_intervention(intervention(1), moved, day("2025-10-04"), "well").await.unwrap());
    assert_eq!(listed(&mut tx, None, None).await.len(), 1, "the other one ended before");
    assert_eq!((listed(&mut tx, None, Some(ANA)).await.len(), listed(&mut tx, None, Some(BEN)).await.len()), (1, 0));
    tx.plan_intervention(&planned(4, 1)).await.unwrap();
    tx.commit().await.unwrap();
    let other = add_tenant(&store, "other").await;
    assert_eq!(listed(&mut store.read(other).await.unwrap(), None, None).await, []);
}

pub async fn steps_are_done_once_and_told_of_once(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.plan_intervention(&planned(1, 1)).await.unwrap();
    assert_eq!(tx.take_due_steps(day("2025-10-09"), noon()).await.unwrap(), [], "it hasn't begun");
    assert!(begin(&mut tx, 1).await);
    let due = |position| DueStep { intervention_id: intervention(1), position };
    assert_eq!(tx.take_due_steps(day("2025-10-08"), noon()).await.unwrap(), [due(1)]);
    assert!(tx.finish_step((intervention(1), 2), (BEN, noon()), true, Some("no need")).await.unwrap());
    assert!(!tx.finish_step((intervention(1), 2), (BEN, noon()), false, None).await.unwrap());
    assert_eq!(tx.take_due_steps(day("2025-10-09"), noon() + minutes(1)).await.unwrap(), []);
    let steps = tx.intervention_steps(intervention(1)).await.unwrap();
    assert_eq!((steps[1].left_out, steps[1].note.as_deref(), steps[0].done.is_none()), (true, Some("no need"), true));
    assert_eq!(steps[1].done, Some(("User 2".into(), noon())));
    let calendar = tx.steps_between(day("2025-10-03"), day("2025-10-09")).await.unwrap();
    let days: Vec<_> = calendar.iter().map(|step| (step.step.position, step.step.due_on)).collect();
    assert_eq!(days, [(1, day("2025-10-03")), (2, day("2025-10-09"))]);
    assert_eq!(calendar[0].partner.code, "RS-1");
}

pub async fn what_an_intervention_has_brought_is_kept_until_nothing_more_can_be_said(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.plan_intervention(&planned(1, 1)).await.unwrap();
    assert!(begin(&mut tx, 1).await);
    let due = async |tx: &mut Tx, on| tx.interventions_to_measure(day(on)).await.unwrap().len();
    assert_eq!((due(&mut tx, "2025-10-02").await, due(&mut tx, "2025-10-03").await), (0, 1));
    let measured = Measured {
        partner: PartnerId(id(1)),
        tier: Tier::Silver,
        baseline: 40.0,
        peers: vec![PartnerId(id(2))],
        gain: [Some(3.0), None, None],
    };
    tx.keep_measured(intervention(1), day("2025-11-05"), Some(&measured)).await.unwrap();
    assert_eq!((due(&mut tx, "2025-11-05").await, due(&mut tx, "2025-11-06").await), (0, 1));
    let since = tx.measured_interventions(day("2025-10-01")).await.unwrap();
    assert_eq!(since, [(COACHING, Some(measured.clone()))]);
    tx.keep_measured(intervention(1), day("2026-01-04"), None).await.unwrap();
    assert_eq!(due(&mut tx, "2026-02-01").await, 0, "that was the last day");
    assert_eq!(tx.measured_interventions(day("2025-10-01")).await.unwrap(), [(COACHING, None)]);
    let begun = tx.begun_interventions(day("2025-10-03"), day("2025-10-03")).await.unwrap();
    assert_eq!((begun.len(), begun[0].partner_id), (1, PartnerId(id(1))));
    assert_eq!(tx.begun_interventions(day("2025-10-04"), day("2025-10-09")).await.unwrap(), []);
}

pub async fn a_playbook_keeps_its_versions(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.playbook(COACHING).await.unwrap(), None);
    let first = Playbook::default_of(COACHING);
    let mut second = first.clone();
    second.steps[0] = PlayStep { minutes: 5, ..second.steps[0].clone() };
    tx.add_playbook(&first, 1, (ANA, noon())).await.unwrap();
    tx.add_playbook(&second, 2, (ANA, noon())).await.unwrap();
    assert_eq!(tx.playbook(COACHING).await.unwrap(), Some((second.clone(), 2)));
    let versions = tx.playbook_versions(COACHING, 9).await.unwrap();
    assert_eq!(versions.iter().map(|of| of.version).collect::<Vec<_>>(), [2, 1]);
    assert_eq!((&versions[1].steps, versions[1].saved_at), (&first.steps, noon()));
    assert_eq!(tx.playbook(InterventionKind::Escalation).await.unwrap(), None);
    assert!(tx.add_playbook(&second, 2, (ANA, noon())).await.unwrap_err().is_duplicate());
}

pub async fn what_was_done_in_a_time_is_told_of_its_partner(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.plan_intervention(&planned(1, 1)).await.unwrap();
    tx.plan_intervention(&planned(2, 2)).await.unwrap();
    let quarter = (day("2025-10-01"), day("2025-12-31"));
    let instants = (noon() - minutes(60), noon() + minutes(60));
    let within = async |tx: &mut Tx, days| tx.interventions_within(PartnerId(id(1)), days, instants).await.unwrap();
    assert_eq!(within(&mut tx, quarter).await, [], "it hasn't begun");
    assert!(begin(&mut tx, 1).await && begin(&mut tx, 2).await);
    assert!(tx.finish_step((intervention(1), 1), (BEN, noon()), false, None).await.unwrap());
    assert!(tx.finish_step((intervention(1), 2), (BEN, noon()), true, Some("no need")).await.unwrap());
    tx.log_effort((id(9), intervention(1)), (BEN, noon()), 45, "a call").await.unwrap();
    tx.log_effort((id(10), intervention(1)), (BEN, noon() + minutes(60)), 30, "later").await.unwrap();
    let moved = (InterventionState::InProgress, InterventionState::Completed);
    assert!(tx.end_intervention(intervention(1), moved, day("2025-10-09"), "well").await.unwrap());
    let found = within(&mut tx, quarter).await;
    let steps = i64::try_from(Playbook::default_of(COACHING).steps.len()).unwrap();
    assert_eq!((found.len(), found[0].id, found[0].outcome.as_deref()), (1, intervention(1), Some("well")));
    assert_eq!((found[0].steps, found[0].done, found[0].minutes), (steps, 1, 45));
    assert_eq!(within(&mut tx, (day("2025-10-09"), day("2025-12-31"))).await.len(), 1);
    assert_eq!(within(&mut tx, (day("2025-10-10"), day("2025-12-31"))).await, []);
    assert_eq!(within(&mut tx, (day("2025-07-01"), day("2025-10-02"))).await, []);
}
