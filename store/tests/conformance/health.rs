//! The facts of health, and its scores.

use crate::sample::{bill, customer, day, id, minutes, month, noon, with_partners, write};
use domain::billing::BillingSource::Derived;
use domain::customer::{Contract, Customer};
use domain::health::{Answer, HealthFacts, HealthRules, HealthScore, Missing, Scale};
use domain::lifecycle::Stage;
use domain::partner::Quota;
use domain::partner_facts::{
    Activity, ActivityKind, Completion, Installation, QuotaFrom, SurveyAnswer, Ticket, TicketKind, TrainingModule,
};
use domain::{Cents, PartnerId};
use store::{Acquired, Active, Handled, ScoreToWrite, Store, StoredRules, Tx};

fn partner(number: u128) -> PartnerId {
    PartnerId(id(number))
}

fn score(of: u128, score: Option<f64>) -> ScoreToWrite {
    let score = HealthScore { score, coverage: 0.65, components: Vec::new() };
    let facts = HealthFacts::missing(day("2025-09-30"), Missing::NotRecorded);
    ScoreToWrite { partner: partner(of), score, facts, stale_from: Some(day("2025-10-20")) }
}

pub async fn retention_compares_two_months_customer_by_customer(store: Store) {
    let tenant = with_partners(&store).await;
    let bills = [
        bill(1, 1, "2025-06", 1000, Derived),
        bill(1, 2, "2025-06", 500, Derived),
        bill(1, 3, "2025-06", 700, Derived),
        // One grew, one shrank, one left, one is new.
        bill(1, 1, "2025-09", 1200, Derived),
        bill(1, 2, "2025-09", 300, Derived),
        bill(1, 4, "2025-09", 900, Derived),
        bill(2, 5, "2025-09", 900, Derived),
    ];
    write(&store, tenant, async |tx| {
        tx.add_customers(&[1, 2, 3, 4, 5].map(|n| customer(n, 1, 1000))).await.unwrap();
        tx.put_bills(&bills).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let windows =
        tx.retention(month("2025-06"), month("2025-09"), Tx::before_all_partners(), partner(9)).await.unwrap();
    assert_eq!(windows.len(), 1, "partner 2 had nothing in June");
    let window = windows[0];
    assert_eq!((window.partner_id, window.start_customers, window.lost_customers), (partner(1), 3, 1));
    assert_eq!((window.start_billed, window.kept_billed), (Cents(2200), Cents(1300)));
}

pub async fn activations_are_counted_within_the_window(store: Store) {
    let tenant = with_partners(&store).await;
    let mut customers = [customer(1, 1, 500), customer(2, 1, 500), customer(3, 2, 500), customer(4, 2, 500)];
    customers[1].activated_on = Some(day("2025-06-30"));
    customers[2].activated_on = Some(day("2025-09-30"));
    customers[3].activated_on = None;
    write(&store, tenant, async |tx| tx.add_customers(&customers).await.unwrap()).await;
    let mut tx = store.read(tenant).await.unwrap();
    let mut count =
        async |after| tx.activations(day("2025-07-01"), day("2025-09-30"), after, partner(9)).await.unwrap();
    let acquired = |of, earliest| Acquired { partner_id: partner(of), customers: 1, earliest: day(earliest) };
    let (first, second) = (acquired(1, "2025-07-01"), acquired(2, "2025-09-30"));
    assert_eq!(count(Tx::before_all_partners()).await, [first, second]);
    assert_eq!(count(partner(1)).await, [second]);
}

pub async fn a_day_scored_again_takes_the_new_score(store: Store) {
    let tenant = with_partners(&store).await;
    let september = day("2025-09-30");
    write(&store, tenant, async |tx| {
        tx.put_scores(september, 1, None, &[score(1, Some(61.25)), score(2, None)]).await.unwrap();
        tx.put_scores(september, 2, None, &[score(1, Some(47.3))]).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.scores_on(september).await.unwrap(), [(partner(1), Some(47.3)), (partner(2), None)]);
    let latest = tx.latest_health(partner(1)).await.unwrap().unwrap();
    assert_eq!((latest.day, latest.rules_version, latest.same_as), (september, 2, None));
    assert_eq!(latest.detail, score(1, Some(47.3)).score);
    assert_eq!(latest.facts, Some(score(1, None).facts));
    assert!(tx.latest_health(partner(3)).await.unwrap().is_none());
}

pub async fn the_portfolio_keeps_the_score_of_weeks_before(store: Store) {
    let tenant = with_partners(&store).await;
    let (august, september) = (day("2025-08-31"), day("2025-09-30"));
    write(&store, tenant, async |tx| {
        tx.put_scores(august, 1, None, &[score(1, Some(61.0))]).await.unwrap();
        tx.put_scores(day("2025-09-20"), 1, None, &[score(1, Some(55.0))]).await.unwrap();
        tx.put_scores(september, 1, None, &[score(1, Some(48.0))]).await.unwrap();
        tx.compare_scores(september, day("2025-09-02"), Tx::before_all_partners(), partner(9)).await.unwrap();
        // An older day changes nothing.
        tx.put_scores(day("2025-07-31"), 1, None, &[score(1, Some(99.0))]).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let facts = tx.portfolio_health().await.unwrap();
    let seen: Vec<_> = facts.iter().map(|f| (f.day, f.score, f.previous_score)).collect();
    assert_eq!(seen, [(september, Some(48.0), Some(61.0))]);
    let series = tx.health_series(partner(1), august).await.unwrap();
    assert_eq!(series.iter().map(|p| p.score.unwrap()).collect::<Vec<_>>(), [61.0, 55.0, 48.0]);
}

pub async fn a_score_that_is_carried_over_keeps_its_detail(store: Store) {
    let tenant = with_partners(&store).await;
    let (first, second, third) = (day("2025-10-01"), day("2025-10-02"), day("2025-10-03"));
    let all = (Tx::before_all_partners(), partner(9));
    write(&store, tenant, async |tx| {
        tx.put_scores(first, 1, Some("rules 1"), &[score(1, Some(61.0)), score(2, None)]).await.unwrap();
        tx.put_scores(second, 1, Some("rules 1"), &[score(1, Some(62.0))]).await.unwrap();
        assert_eq!(tx.carry_scores(second, all.0, all.1).await.unwrap(), 1);
        assert_eq!(tx.carry_scores(second, all.0, all.1).await.unwrap(), 0);
        assert_eq!(tx.carry_scores(third, all.0, all.1).await.unwrap(), 2);
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let stored = tx.health_on(third).await.unwrap();
    let seen: Vec<_> = stored.iter().map(|s| (s.partner_id, s.detail.score, s.same_as)).collect();
    assert_eq!(seen, [(partner(1), Some(62.0), Some(second)), (partner(2), None, Some(first))]);
    assert!(stored.iter().all(|score| score.facts.is_some()));
    assert_eq!(tx.scores_on(second).await.unwrap(), [(partner(1), Some(62.0)), (partner(2), None)]);
    assert_eq!(tx.health_until(partner(1), first).await.unwrap().unwrap().detail.score, Some(61.0));
    let heads = tx.health_heads().await.unwrap();
    assert_eq!(heads.len(), 2);
    assert_eq!((heads[1].day, heads[1].stale_from), (third, Some(day("2025-10-20"))));
    assert_eq!(heads[1].basis.as_deref(), Some("rules 1"));
}

pub async fn the_rules_in_force_are_the_latest_that_have_begun(store: Store) {
    let tenant = with_partners(&store).await;
    let version = |version, from: &str| StoredRules {
        version,
        from_day: day(from),
        rules: HealthRules { version, ..HealthRules::default() },
        reason: "a try".into(),
        saved_at: noon(),
        saved_by: None,
    };
    let (first, second, third) = (version(1, "1970-01-01"), version(2, "2025-10-01"), version(3, "2025-10-01"));
    write(&store, tenant, async |tx| {
        for rules in [&first, &second, &third] {
            assert!(tx.add_health_rules(rules).await.unwrap());
        }
        assert!(!tx.add_health_rules(&second).await.unwrap());
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.health_rules_on(day("2025-09-30")).await.unwrap(), Some(first.clone()));
    assert_eq!(tx.health_rules_on(day("2025-10-01")).await.unwrap(), Some(third.clone()));
    assert_eq!(tx.health_rules().await.unwrap(), [third, second, first]);
}

pub async fn whoever_writes_a_fact_leaves_a_mark(store: Store) {
    let tenant = with_partners(&store).await;
    let marked = async || {
        let mut tx = store.write(tenant).await.unwrap();
        let marks = tx.health_marks().await.unwrap();
        tx.remove_health_marks(&marks.iter().map(|(_, id)| *id).collect::<Vec<_>>()).await.unwrap();
        tx.commit().await.unwrap();
        let mut partners: Vec<_> = marks.into_iter().map(|(partner, _)| partner).collect();
        partners.sort();
        partners
    };
    let (one, both) = (vec![partner(1)], vec![partner(1), partner(2)]);
    assert_eq!(marked().await, []);
    write(&store, tenant, async |tx| tx.add_customers(&[customer(1, 1, 500), customer(2, 1, 500)]).await.unwrap())
        .await;
    assert_eq!(marked().await, one, "one mark for each partner and transaction");
    let moved = Customer { revision: 2, ..customer(1, 2, 500) };
    write(&store, tenant, async |tx| assert!(tx.replace_customer(&moved).await.unwrap())).await;
    assert_eq!(marked().await, both, "whose it was and whose it is");
    let bills = [bill(1, 2, "2025-09", 500, Derived)];
    write(&store, tenant, async |tx| tx.put_bills(&bills).await.unwrap()).await;
    assert_eq!(marked().await, one);
    write(&store, tenant, async |tx| tx.put_bills(&bills).await.unwrap()).await;
    assert_eq!(marked().await, [], "nothing has changed");
    write(&store, tenant, async |tx| tx.remove_derived_bills(bills[0].1.customer_id, month("2025-09")).await.unwrap())
        .await;
    assert_eq!(marked().await, one);
    write(&store, tenant, async |tx| {
        tx.count_activity(partner(1), day("2025-09-01"), ActivityKind::Portal).await.unwrap();
    })
    .await;
    assert_eq!(marked().await, one);
    let dropped = async {
        let mut tx = store.write(tenant).await.unwrap();
        tx.count_activity(partner(1), day("2025-09-01"), ActivityKind::Portal).await.unwrap();
    };
    dropped.await;
    assert_eq!(marked().await, [], "what isn't kept leaves no mark");
    let ticket = |of| Ticket {
        code: "T-1".into(),
        partner_id: partner(of),
        customer_id: None,
        kind: TicketKind::Other,
        opened_at: noon(),
        resolved_at: None,
    };
    write(&store, tenant, async |tx| tx.put_tickets(&[ticket(1)]).await.unwrap()).await;
    assert_eq!(marked().await, one);
    write(&store, tenant, async |tx| tx.put_tickets(&[ticket(2)]).await.unwrap()).await;
    assert_eq!(marked().await, both);
}

pub async fn quotas_in_force_are_the_latest_that_have_begun(store: Store) {
    let tenant = with_partners(&store).await;
    let quota = |monthly| Quota { monthly_revenue: Cents(monthly), activations_90d: 5 };
    let from = |from, monthly| QuotaFrom { partner_id: partner(1), from: month(from), quota: quota(monthly) };
    write(&store, tenant, async |tx| {
        tx.put_quotas(&[from("2025-01", 100), from("2025-07", 150)]).await.unwrap();
        tx.put_quotas(&[from("2025-07", 200)]).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    assert_eq!(tx.quotas(month("2024-12")).await.unwrap(), []);
    assert_eq!(tx.quotas(month("2025-06")).await.unwrap(), [(partner(1), quota(100))]);
    assert_eq!(tx.quotas(month("2025-09")).await.unwrap(), [(partner(1), quota(200))]);
}

pub async fn activity_is_counted_by_kind_and_window(store: Store) {
    use ActivityKind::{Interaction, Portal, Resource};
    let tenant = with_partners(&store).await;
    let of = |on: &str, kind, count| Activity { partner_id: partner(1), day: day(on), kind, count };
    write(&store, tenant, async |tx| {
        tx.count_activity(partner(1), day("2025-09-05"), Portal).await.unwrap();
        tx.count_activity(partner(1), day("2025-09-05"), Portal).await.unwrap();
        tx.put_activities(&[
            of("2025-08-31", Portal, 1),
            of("2025-09-01", Portal, 1),
            of("2025-09-10", Interaction, 3),
            of("2025-07-05", Resource, 2),
            of("2025-09-28", Resource, 2),
            of("2025-09-29", Portal, 1),
        ])
        .await
        .unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let window = (day("2025-07-01"), day("2025-09-01"), day("2025-09-28"));
    let active = Active {
        partner_id: partner(1),
        portal_days: 2,
        interactions: 3,
        resources: 4,
        earliest_short: Some(day("2025-09-01")),
        earliest_long: Some(day("2025-07-05")),
    };
    assert_eq!(tx.activity(window, Tx::before_all_partners(), partner(9)).await.unwrap(), [active]);
    assert_eq!(tx.activity(window, partner(1), partner(9)).await.unwrap(), []);
    let starts = [(Interaction, day("2025-09-10")), (Portal, day("2025-08-31")), (Resource, day("2025-07-05"))];
    assert_eq!(tx.activity_starts().await.unwrap(), starts);
    drop(tx);
    write(&store, tenant, async |tx| {
        tx.count_activity(partner(1), day("2025-08-20"), Portal).await.unwrap();
        tx.count_activity(partner(1), day("2025-10-20"), Interaction).await.unwrap();
    })
    .await;
    let starts = [(Interaction, day("2025-09-10")), (Portal, day("2025-08-20")), (Resource, day("2025-07-05"))];
    assert_eq!(store.read(tenant).await.unwrap().activity_starts().await.unwrap(), starts);
}

pub async fn billed_months_are_read_side_by_side(store: Store) {
    let tenant = with_partners(&store).await;
    write(&store, tenant, async |tx| {
        tx.add_customers(&[customer(1, 1, 1000), customer(2, 2, 1000)]).await.unwrap();
        let bills = ["2025-01", "2025-04", "2025-09", "2025-10"].map(|month| bill(1, 1, month, 100, Derived));
        tx.put_bills(&bills).await.unwrap();
        tx.put_bills(&[bill(2, 2, "2025-10", 100, Derived)]).await.unwrap();
        tx.roll_up_months(month("2025-01"), month("2025-10")).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let rows = tx.billed_window(month("2025-09"), Tx::before_all_partners(), partner(9)).await.unwrap();
    assert_eq!(rows.len(), 1, "partner 2 was billed later");
    let row = rows[0];
    assert_eq!((row.first, row.m5, row.m4, row.m0), (month("2025-01"), Cents(100), Cents(0), Cents(100)));
}

pub async fn what_had_its_time_counts_as_in_time_or_not(store: Store) {
    let tenant = with_partners(&store).await;
    let ticket = |code: &str, opened: i64, took: Option<i64>| Ticket {
        code: code.into(),
        partner_id: partner(1),
        customer_id: None,
        kind: TicketKind::Other,
        opened_at: noon() + minutes(opened),
        resolved_at: took.map(|took| noon() + minutes(opened + took)),
    };
    let installation = |code: &str, on: &str, done: Option<&str>| Installation {
        code: code.into(),
        partner_id: partner(1),
        customer_id: None,
        ordered_on: day(on),
        installed_on: done.map(day),
    };
    write(&store, tenant, async |tx| {
        tx.put_tickets(&[
            ticket("before", -100, Some(1)),
            ticket("late", 1, Some(61)),
            ticket("in time", 2, Some(60)),
            ticket("open", 10, None),
            ticket("young", 11, Some(1)),
        ])
        .await
        .unwrap();
        tx.put_installations(&[
            installation("in time", "2025-09-01", Some("2025-09-11")),
            installation("late", "2025-09-02", Some("2025-09-13")),
            installation("young", "2025-09-20", None),
        ])
        .await
        .unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let window = (noon(), noon() + minutes(10), noon() + minutes(20));
    let tickets = tx.tickets_handled(window, 60, Tx::before_all_partners(), partner(9)).await.unwrap();
    let expected = Handled {
        partner_id: partner(1),
        all: 3,
        in_time: 1,
        earliest: Some(noon() + minutes(1)),
        next: Some(noon() + minutes(11)),
    };
    assert_eq!(tickets, [expected]);
    let window = (day("2025-08-31"), day("2025-09-19"), day("2025-09-29"));
    let installations = tx.installations_handled(window, 10, Tx::before_all_partners(), partner(9)).await.unwrap();
    let expected = Handled {
        partner_id: partner(1),
        all: 2,
        in_time: 1,
        earliest: Some(day("2025-09-01")),
        next: Some(day("2025-09-20")),
    };
    assert_eq!(installations, [expected]);
}

pub async fn trainings_answers_and_complete_customers_are_counted(store: Store) {
    let tenant = with_partners(&store).await;
    let module = |version, pass_mark, from: &str| TrainingModule {
        code: "fiber".into(),
        version,
        title: "Fiber".into(),
        pass_mark,
        from_day: day(from),
    };
    let done = |of, version, points| Completion {
        partner_id: partner(of),
        module: "fiber".into(),
        version,
        person: "Pat".into(),
        day: day("2025-09-02"),
        points,
    };
    let answer = |code: &str, on: &str, value| SurveyAnswer {
        code: code.into(),
        question: "support".into(),
        partner_id: partner(1),
        answered_on: day(on),
        value,
        scale: Scale::OneToTen,
    };
    let (incomplete, gone) = (customer(1, 1, 500), Customer { stage: Stage::Churned, ..customer(3, 1, 500) });
    let complete =
        Customer { contract: Some(Contract::Monthly), postcode: Some("90240".into()), ..customer(2, 1, 500) };
    write(&store, tenant, async |tx| {
        tx.put_training_modules(&[module(1, 80, "2025-01-01"), module(2, 90, "2025-10-01")]).await.unwrap();
        tx.put_completions(&[done(1, 1, 80), done(1, 2, 89), done(2, 1, 79)]).await.unwrap();
        tx.put_survey_answers(&[answer("S-1", "2025-09-01", 9), answer("S-2", "2025-09-02", 3)]).await.unwrap();
        tx.add_customers(&[incomplete, complete, gone]).await.unwrap();
        tx.recount_stages().await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let all = (Tx::before_all_partners(), partner(9));
    assert_eq!(tx.trainings_passed(day("2025-09-30"), all.0, all.1).await.unwrap(), [(partner(1), 1)]);
    assert_eq!(tx.trainings_passed(day("2025-10-01"), all.0, all.1).await.unwrap(), []);
    let heard = tx.answers_heard(day("2025-09-01"), day("2025-09-30"), all.0, all.1).await.unwrap();
    assert_eq!(heard, [(partner(1), Answer { on: day("2025-09-02"), value: 3, scale: Scale::OneToTen })]);
    assert_eq!(tx.customers_complete(all.0, all.1).await.unwrap(), [(partner(1), 2, 1)]);
}
