//! Alerts: one live for each cause, settled once; what people are told, and what watching scores needs.

use crate::sample::{add_tenant, day, id, minutes, noon, user, with_partners, write};
use domain::health::alert::{AlertKind, AlertRules, AlertState, Preferences, QuietHours, Severity, Signal};
use domain::health::{Band, HealthFacts, HealthRules, Missing, score};
use domain::user::Role;
use domain::view::{AlertCount, AlertQuery, AlertStep, NotificationAbout, NotificationRow, Standing};
use domain::{AlertId, NotificationId, PartnerId, TenantId, UserId};
use store::{AlertEntry, HeldBand, NewAlert, NewNotification, ScoreToWrite, Store, Tx};

const fn alert_id(number: u128) -> AlertId {
    AlertId(uuid::Uuid::from_u128(number))
}

const fn partner(number: u128) -> PartnerId {
    PartnerId(uuid::Uuid::from_u128(number))
}

const ANA: UserId = UserId(uuid::Uuid::from_u128(1));

async fn with_people(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        tx.add_user(&user(tenant, 2, "ben@example.com"), "hash", noon()).await.unwrap();
    })
    .await;
    tenant
}

fn fall(before: f64) -> Signal {
    Signal::Fall { since: day("2025-09-20"), before, score: 50.0 }
}

fn alert(number: u128, of: u128, severity: Severity) -> NewAlert {
    let at = noon() + minutes(i64::try_from(number).unwrap());
    let (signal, acknowledge_by) = (fall(70.0), Some(at + minutes(60)));
    NewAlert {
        id: alert_id(number),
        partner: Some(partner(of)),
        cause: format!("{of} fall"),
        signal,
        severity,
        at,
        acknowledge_by,
    }
}

pub async fn a_cause_has_one_live_alert(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(
        tx.raise_alerts(&[alert(1, 1, Severity::High), alert(2, 2, Severity::Low)]).await.unwrap(),
        [1, 2].map(alert_id)
    );
    assert_eq!(tx.raise_alerts(&[alert(3, 1, Severity::High)]).await.unwrap(), [], "it is live already");
    let moved = (AlertState::Open, AlertState::Dismissed);
    assert!(tx.move_alert(alert_id(1), moved, (Some(ANA), Some("known")), noon() + minutes(9)).await.unwrap());
    assert!(!tx.move_alert(alert_id(1), moved, (Some(ANA), Some("known")), noon()).await.unwrap(), "settled once");
    let known = tx.latest_alert("1 fall").await.unwrap().unwrap();
    assert_eq!((known.alert.state, known.alert.settled_at), (AlertState::Dismissed, Some(noon() + minutes(9))));
    assert_eq!(tx.raise_alerts(&[alert(4, 1, Severity::High)]).await.unwrap(), [alert_id(4)]);
    let ids = async |tx: &mut Tx, since| {
        let known = tx.known_alerts(Tx::before_all_partners(), partner(2), since).await.unwrap();
        known.into_iter().map(|known| known.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(&mut tx, noon()).await, [4, 2].map(alert_id), "the latest of each cause");
    let resolved = (AlertState::Open, AlertState::Resolved);
    assert!(tx.move_alert(alert_id(4), resolved, (None, Some("gone")), noon() + minutes(20)).await.unwrap());
    assert_eq!(ids(&mut tx, noon() + minutes(21)).await, [alert_id(2)], "that was settled before");
    assert_eq!(tx.live_alerts_of(AlertKind::Fall).await.unwrap().len(), 1);
    assert_eq!(tx.live_alerts_of(AlertKind::MissingData).await.unwrap(), []);
}

pub async fn an_alert_waits_until_it_is_acknowledged(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.raise_alerts(&[alert(1, 1, Severity::High), alert(2, 2, Severity::Critical)]).await.unwrap();
    let late = async |tx: &mut Tx, after| {
        let late = tx.late_alerts(noon() + minutes(after)).await.unwrap();
        late.into_iter().map(|known| (known.id, known.alert.escalated)).collect::<Vec<_>>()
    };
    assert_eq!(late(&mut tx, 60).await, []);
    assert_eq!(late(&mut tx, 61).await, [(alert_id(1), 0)]);
    assert!(tx.escalate_alert(alert_id(1), 1).await.unwrap());
    assert!(!tx.escalate_alert(alert_id(1), 1).await.unwrap(), "each step once");
    let taken = (AlertState::Open, AlertState::Acknowledged);
    assert!(tx.move_alert(alert_id(1), taken, (Some(ANA), None), noon() + minutes(70)).await.unwrap());
    assert_eq!(late(&mut tx, 99).await, [(alert_id(2), 0)]);
    let row = tx.alert(alert_id(1)).await.unwrap().unwrap();
    assert_eq!(
        (row.taken, row.escalated, row.acknowledge_by),
        (Some(("User 1".into(), noon() + minutes(70))), 1, None)
    );
    let by = Some(noon() + minutes(200));
    tx.worsen_alert(alert_id(1), &fall(90.0), (Severity::Critical, by), noon() + minutes(80)).await.unwrap();
    let row = tx.alert(alert_id(1)).await.unwrap().unwrap();
    assert_eq!((row.state, row.severity, row.taken, row.escalated), (AlertState::Open, Severity::Critical, None, 0));
    assert_eq!((row.acknowledge_by, row.raised_at), (by, noon() + minutes(80)));
    tx.notice_alerts_again(&[(alert_id(1), fall(91.0))], noon() + minutes(90)).await.unwrap();
    let row = tx.alert(alert_id(1)).await.unwrap().unwrap();
    assert_eq!((row.signal, row.noticed_at), (fall(91.0), noon() + minutes(90)));
}

pub async fn alerts_are_listed_by_urgency_and_counted(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let stuck = Signal::WorkflowStuck { step: "Daily cycle".into(), reason: "why".into() };
    let automation = NewAlert { partner: None, cause: stuck.key(), signal: stuck, ..alert(3, 1, Severity::Critical) };
    tx.raise_alerts(&[alert(1, 1, Severity::Low), alert(2, 2, Severity::High), automation]).await.unwrap();
    let entry =
        |number, step, by| AlertEntry { id: id(number), alert: alert_id(2), at: noon(), step, by, words: "w".into() };
    tx.note_alerts(&[entry(1, AlertStep::Raised, None), entry(2, AlertStep::Acknowledged, Some(ANA))]).await.unwrap();
    assert_eq!(tx.newest_alert_step().await.unwrap(), Some(id(2)));
    let history = tx.alert_history(alert_id(2)).await.unwrap();
    let steps: Vec<_> = history.iter().map(|row| (row.step, row.by.as_deref())).collect();
    assert_eq!(steps, [(AlertStep::Raised, None), (AlertStep::Acknowledged, Some("User 1"))]);
    assert!(
        tx.move_alert(alert_id(2), (AlertState::Open, AlertState::Acknowledged), (Some(ANA), None), noon())
            .await
            .unwrap()
    );

    let listed = async |tx: &mut Tx, query: AlertQuery, manager| {
        let (rows, found) = tx.alerts(&query, manager, (0, 9)).await.unwrap();
        assert_eq!(found, i64::try_from(rows.len()).unwrap());
        rows.into_iter().map(|row| row.id).collect::<Vec<_>>()
    };
    let all = AlertQuery::default();
    assert_eq!(listed(&mut tx, all, None).await, [3, 2, 1].map(alert_id));
    assert_eq!(listed(&mut tx, AlertQuery { at_least: Severity::High, ..all }, None).await, [3, 2].map(alert_id));
    assert_eq!(listed(&mut tx, AlertQuery { standing: Standing::Open, ..all }, None).await, [3, 1].map(alert_id));
    assert_eq!(listed(&mut tx, AlertQuery { standing: Standing::Acknowledged, ..all }, None).await, [alert_id(2)]);
    assert_eq!(listed(&mut tx, AlertQuery { partner: Some(partner(1)), ..all }, None).await, [alert_id(1)]);
    assert_eq!(listed(&mut tx, AlertQuery { kind: Some(AlertKind::WorkflowStuck), ..all }, None).await, [alert_id(3)]);
    assert_eq!(listed(&mut tx, AlertQuery { standing: Standing::Settled, ..all }, None).await, []);
    assert_eq!(listed(&mut tx, all, Some((ANA, day("2025-10-01")))).await, [], "she looks after nobody");
    assert_eq!(tx.alert_counts(Some((ANA, day("2025-10-01")))).await.unwrap(), []);
    let count = |severity, open, acknowledged| AlertCount { severity, open, acknowledged };
    let counts = [count(Severity::Critical, 1, 0), count(Severity::High, 0, 1), count(Severity::Low, 1, 0)];
    assert_eq!(tx.alert_counts(None).await.unwrap(), counts);
    tx.commit().await.unwrap();
    let other = add_tenant(&store, "other").await;
    let mut tx = store.read(other).await.unwrap();
    assert_eq!(listed(&mut tx, all, None).await, [], "another operator's are not there");
}

pub async fn notifications_are_read_and_mailed_once(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let new = |number: u128, user, mail_at| NewNotification {
        user,
        row: NotificationRow {
            id: NotificationId(id(number)),
            at: noon(),
            about: NotificationAbout::Alert,
            about_id: id(7),
            severity: Severity::High,
            title: "RS-1".into(),
            words: format!("word {number}"),
            read_at: None,
        },
        mail_at,
    };
    let ben = UserId(id(2));
    let soon = Some(noon() + minutes(5));
    tx.notify(&[new(1, ANA, soon), new(2, ben, soon), new(3, ANA, None), new(4, ANA, Some(noon() + minutes(9)))])
        .await
        .unwrap();
    let (rows, found, unread) = tx.notifications(ANA, (0, 2)).await.unwrap();
    assert_eq!(rows, [new(4, ANA, None).row, new(3, ANA, None).row]);
    assert_eq!((found, unread), (3, 3));
    assert_eq!(tx.read_upto(ANA, NotificationId(id(3)), noon()).await.unwrap(), 2);
    assert!(tx.mark_read(ANA, NotificationId(id(4)), Some(noon())).await.unwrap());
    assert!(tx.mark_read(ANA, NotificationId(id(1)), None).await.unwrap());
    assert!(!tx.mark_read(ben, NotificationId(id(1)), None).await.unwrap(), "another's");
    assert_eq!(tx.unread(ANA).await.unwrap(), (1, Some(NotificationId(id(4)))));
    assert_eq!(tx.unread(ben).await.unwrap(), (1, Some(NotificationId(id(2)))));
    assert_eq!(tx.take_to_mail(noon()).await.unwrap(), []);
    let taken = tx.take_to_mail(noon() + minutes(5)).await.unwrap();
    assert_eq!(taken.iter().map(|l| (l.user_id, l.row.id.0)).collect::<Vec<_>>(), [(ANA, id(1)), (ben, id(2))]);
    assert_eq!(tx.take_to_mail(noon() + minutes(5)).await.unwrap(), []);
}

pub async fn rules_and_preferences_read_back(store: Store) {
    let tenant = with_people(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert_eq!(tx.alert_rules().await.unwrap(), None);
    for margin in [3.0, 4.0] {
        let rules = AlertRules { margin, ..AlertRules::default() };
        tx.put_alert_rules(&rules, ANA, noon()).await.unwrap();
        assert_eq!(tx.alert_rules().await.unwrap(), Some(rules));
    }
    for quiet in [None, Some(QuietHours::default())] {
        let wanted = Preferences::default_of(Role::Manager, quiet);
        tx.put_alert_preferences(ANA, &wanted, noon()).await.unwrap();
        assert_eq!(tx.alert_preferences().await.unwrap(), [(ANA, wanted)]);
    }
}

pub async fn scores_are_watched_with_the_band_that_is_held(store: Store) {
    let tenant = with_partners(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let (first, second) = (day("2025-09-29"), day("2025-09-30"));
    for on in [first, second] {
        let facts = HealthFacts::missing(on, Missing::NotRecorded);
        let health = score(&facts, &HealthRules::default());
        let of = if on == first { vec![1, 2] } else { vec![2] };
        let scores = of.into_iter().map(|number| ScoreToWrite {
            partner: partner(number),
            score: health.clone(),
            facts: facts.clone(),
            stale_from: None,
        });
        tx.put_scores(on, 1, None, &scores.collect::<Vec<_>>()).await.unwrap();
    }
    let (all, two) = (Tx::before_all_partners(), partner(2));
    let of = |scored: Vec<store::ScoredPartner>| scored.into_iter().map(|p| (p.id, p.held)).collect::<Vec<_>>();
    assert_eq!(of(tx.scored_partners(second, all, 9).await.unwrap()), [(two, None)]);
    assert_eq!(of(tx.scored_partners(first, all, 9).await.unwrap()), [(partner(1), None)], "2 has a later one");
    assert_eq!(of(tx.scored_partners(first, partner(1), 9).await.unwrap()), []);
    let held = |band| HeldBand { partner: two, band };
    tx.hold_bands(first, &[held(Band::Healthy)]).await.unwrap();
    tx.hold_bands(second, &[held(Band::Stable)]).await.unwrap();
    assert_eq!(of(tx.scored_partners(second, all, 9).await.unwrap()), [(two, Some(Band::Stable))]);
    assert_eq!(tx.score_courses((first, second), all, two).await.unwrap(), [], "a day without a score is none");
    assert_eq!(tx.billed_by_customer("2025-09".parse().unwrap(), all, two).await.unwrap(), []);
}
