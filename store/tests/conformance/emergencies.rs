//! Emergencies: one at a time, followed until they are closed once; drills apart from them.

use crate::sample::{add_tenant, day, id, minutes, month, noon, user, with_partners, write};
use domain::health::emergency::{Baseline, Criterion, EmergencyRules, Goal, Trigger};
use domain::view::EmergencyStep;
use domain::{EmergencyId, PartnerId, TenantId, UserId};
use store::{NewEmergency, NewEmergencyEntry, Store};

const ANA: UserId = UserId(uuid::Uuid::from_u128(1));

const fn emergency(number: u128) -> EmergencyId {
    EmergencyId(uuid::Uuid::from_u128(number))
}

async fn with_person(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
    })
    .await;
    tenant
}

fn new(number: u128, of: u128, drill: bool) -> NewEmergency {
    NewEmergency {
        id: emergency(number),
        partner: PartnerId(id(of)),
        drill,
        triggers: vec![Trigger::Fall { since: day("2025-09-20"), before: 70.0, score: 40.0 }],
        why: "it fell".into(),
        rules: EmergencyRules::default(),
        baseline: Baseline { score: Some(40.0), month: month("2025-10") },
        begun: (noon(), Some(ANA)),
        paused_until: (!drill).then(|| noon() + minutes(60)),
    }
}

fn goal() -> Goal {
    let criterion = Criterion { reached: Some(5.0), needed: 20.0, met: false };
    Goal { score: criterion, satisfaction: Criterion { reached: None, ..criterion }, revenue: criterion }
}

pub async fn a_partner_has_one_emergency_and_one_drill_at_a_time(store: Store) {
    let tenant = with_person(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(tx.begin_emergency(&new(1, 1, false)).await.unwrap());
    assert!(!tx.begin_emergency(&new(2, 1, false)).await.unwrap(), "it has one");
    assert!(tx.begin_emergency(&new(3, 1, true)).await.unwrap());
    assert!(tx.begin_emergency(&new(4, 2, false)).await.unwrap());
    assert!(tx.close_emergency(emergency(1), (noon() + minutes(5), None), "goal").await.unwrap());
    assert!(tx.begin_emergency(&new(5, 1, false)).await.unwrap());
    let listed = tx.emergencies(None, 9).await.unwrap();
    let ids: Vec<_> = listed.iter().map(|row| row.id).collect();
    assert_eq!(ids, [5, 4, 3, 1].map(emergency), "open ones first");
    let of = tx.emergencies(Some(PartnerId(id(2))), 9).await.unwrap();
    assert_eq!((of.len(), of[0].partner.code.as_str(), of[0].begun_by.as_deref()), (1, "RS-2", Some("User 1")));
    tx.commit().await.unwrap();
    let other = add_tenant(&store, "other").await;
    assert_eq!(store.read(other).await.unwrap().emergencies(None, 9).await.unwrap(), []);
}

pub async fn an_emergency_is_followed_until_it_is_closed_once(store: Store) {
    let tenant = with_person(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.begin_emergency(&new(1, 1, false)).await.unwrap();
    for (number, step, by) in [(1, EmergencyStep::Begun, Some(ANA)), (2, EmergencyStep::Assessed, None)] {
        let assessed = step == EmergencyStep::Assessed;
        let entry = NewEmergencyEntry {
            id: id(number),
            at: noon(),
            step,
            by,
            words: "w".into(),
            score: assessed.then_some(45.0),
            goal: assessed.then(goal),
        };
        tx.note_emergency(emergency(1), &entry).await.unwrap();
    }
    assert!(tx.follow_emergency(emergency(1), 3, Some(&goal()), Some(noon())).await.unwrap());
    assert!(tx.check_emergency(emergency(1), noon() + minutes(1)).await.unwrap());
    assert!(tx.check_emergency(emergency(1), noon() + minutes(2)).await.unwrap());
    let stored = tx.emergency(emergency(1)).await.unwrap().unwrap();
    assert_eq!((stored.row.assessed, stored.row.goal, stored.row.asked_at), (3, Some(goal()), Some(noon())));
    assert_eq!(stored.row.checked_at, Some(noon() + minutes(1)), "the first counts");
    assert_eq!((stored.rules, stored.baseline.score), (EmergencyRules::default(), Some(40.0)));
    assert!(tx.close_emergency(emergency(1), (noon(), Some(ANA)), "agreed").await.unwrap());
    assert!(!tx.close_emergency(emergency(1), (noon(), Some(ANA)), "again").await.unwrap());
    assert!(!tx.follow_emergency(emergency(1), 4, None, None).await.unwrap());
    assert!(!tx.check_emergency(emergency(1), noon()).await.unwrap());
    let entries = tx.emergency_entries(emergency(1)).await.unwrap();
    assert_eq!(
        (entries[0].by.as_deref(), entries[1].score, entries[1].goal),
        (Some("User 1"), Some(45.0), Some(goal()))
    );
}

pub async fn only_real_emergencies_pause_and_count(store: Store) {
    let tenant = with_person(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.emergency_settings().await.unwrap(), None);
    let rules = EmergencyRules { pause_hours: 1, ..EmergencyRules::default() };
    for contacts in [&[][..], &[ANA]] {
        tx.put_emergency_settings(&rules, contacts, (ANA, noon())).await.unwrap();
    }
    assert_eq!(tx.emergency_settings().await.unwrap(), Some((rules, vec![ANA])));
    tx.begin_emergency(&new(1, 1, false)).await.unwrap();
    tx.begin_emergency(&new(2, 2, true)).await.unwrap();
    let first = [PartnerId(id(1))].into();
    assert_eq!(tx.paused_partners(noon() + minutes(59)).await.unwrap(), first);
    assert!(tx.paused_partners(noon() + minutes(60)).await.unwrap().is_empty());
    assert_eq!(tx.partners_in_emergency(noon() + minutes(99)).await.unwrap(), first);
    tx.close_emergency(emergency(1), (noon() + minutes(10), None), "goal").await.unwrap();
    assert!(tx.paused_partners(noon() + minutes(20)).await.unwrap().is_empty(), "the pause ends with it");
    assert_eq!(tx.partners_in_emergency(noon()).await.unwrap(), first, "not long ago");
    assert!(tx.partners_in_emergency(noon() + minutes(11)).await.unwrap().is_empty());
}
