//! Who looks after which partners, who covers, and what a confined transaction sees.

use crate::sample::{add_tenant, bill, customer, day, id, month, noon, partner, user, write};
use domain::billing::BillingSource;
use domain::cover::Cover;
use domain::health::alert::{Severity, Signal};
use domain::user::{Role, User};
use domain::view::{AlertQuery, NotificationAbout, NotificationRow};
use domain::{AlertId, CoverId, NotificationId, PartnerId, TenantId, UserId};
use store::{NewAlert, NewNotification, NewPartner, Store, Tx};

const ANA: UserId = UserId(uuid::Uuid::from_u128(1));
const BEN: UserId = UserId(uuid::Uuid::from_u128(2));
/// Works for the partner 3.
const OLGA: UserId = UserId(uuid::Uuid::from_u128(3));

fn cover(number: u128, (away, by): (UserId, UserId), (first, last): (&str, &str)) -> Cover {
    Cover { id: CoverId(id(number)), manager_id: away, cover_id: by, first_day: day(first), last_day: day(last) }
}

/// Ana looks after the partner 1, Ben after 2, nobody after 3; each partner has a customer and an alert.
async fn with_managers(store: &Store) -> TenantId {
    let tenant = add_tenant(store, "managed").await;
    write(store, tenant, async |tx| {
        for number in [1, 2, 3] {
            tx.add_partner(NewPartner { partner: &partner(number), at: noon() }).await.unwrap();
        }
        for (number, email) in [(1, "ana@example.com"), (2, "ben@example.com")] {
            tx.add_user(&user(tenant, number, email), "hash", noon()).await.unwrap();
        }
        let (role, partner_id) = (Role::Owner, Some(PartnerId(id(3))));
        let olga = User { role, partner_id, ..user(tenant, 3, "olga@example.com") };
        tx.add_user(&olga, "hash", noon()).await.unwrap();
        assert!(tx.assign_manager(PartnerId(id(1)), Some(ANA)).await.unwrap());
        assert!(tx.assign_manager(PartnerId(id(2)), Some(BEN)).await.unwrap());
        tx.add_customers(&[customer(11, 1, 100), customer(12, 2, 200), customer(13, 3, 300)]).await.unwrap();
        tx.recount_stages().await.unwrap();
        let bills: Vec<_> = [(1, 11, 10), (2, 12, 20), (3, 13, 40)]
            .map(|(of, customer, amount)| bill(of, customer, "2025-09", amount, BillingSource::Imported))
            .into();
        tx.put_bills(&bills).await.unwrap();
        tx.roll_up_months(month("2025-09"), month("2025-09")).await.unwrap();
        let alert = |number: u128, of: Option<u128>| {
            let signal = Signal::MissingData { coverage: 0.2, components: vec![] };
            let cause = format!("{of:?} {}", signal.key());
            let partner = of.map(|of| PartnerId(id(of)));
            let severity = Severity::High;
            NewAlert { id: AlertId(id(number)), partner, cause, signal, severity, at: noon(), acknowledge_by: None }
        };
        let alerts = [alert(21, Some(1)), alert(22, Some(2)), alert(23, Some(3)), alert(24, None)];
        tx.raise_alerts(&alerts).await.unwrap();
    })
    .await;
    tenant
}

/// What is seen: partners, customers as rows and one by one, alerts, and what was billed.
async fn seen(tx: &mut Tx) -> (Vec<String>, Vec<String>, Vec<bool>, i64, Vec<AlertId>, i64) {
    let partners = tx.partners().await.unwrap();
    let refs = tx.partner_refs().await.unwrap();
    assert!(partners.iter().map(|partner| partner.id).eq(refs.iter().map(|partner| partner.id)));
    for number in [1, 2, 3].map(|number| PartnerId(id(number))) {
        let there = refs.iter().any(|partner| partner.id == number);
        assert_eq!(tx.partner(number).await.unwrap().is_some(), there);
        assert_eq!(tx.partner_ref(number).await.unwrap().is_some(), there);
        assert_eq!(tx.sees(number).await.unwrap(), there);
    }
    let (rows, found) = tx.customer_rows(None, None, "", 0, 9).await.unwrap();
    let (searched, _) = tx.customer_rows(None, None, "downey", 0, 9).await.unwrap();
    assert_eq!(rows, searched);
    let mut one_by_one = Vec::new();
    for number in [11, 12, 13].map(|number| domain::CustomerId(id(number))) {
        let there = tx.customer(number).await.unwrap().is_some();
        assert_eq!(tx.customer_key(number).await.unwrap().is_some(), there);
        one_by_one.push(there);
    }
    let (alerts, count) = tx.alerts(&AlertQuery::default(), None, (0, 9)).await.unwrap();
    assert_eq!(count, i64::try_from(alerts.len()).unwrap());
    assert_eq!(tx.alert_counts(None).await.unwrap().iter().map(|of| of.open).sum::<i64>(), count);
    let mut alerts: Vec<_> = alerts.into_iter().map(|row| row.id).collect();
    alerts.sort_unstable();
    for number in [21, 22, 23, 24].map(|number| AlertId(id(number))) {
        assert_eq!(tx.alert(number).await.unwrap().is_some(), alerts.contains(&number));
    }
    let billed = tx.billed_by_month(month("2025-09"), month("2025-09")).await.unwrap();
    let billed = billed.first().map_or(0, |(_, billed, _)| billed.0);
    let codes = rows.into_iter().map(|row| row.code).collect();
    (refs.into_iter().map(|partner| partner.code).collect(), codes, one_by_one, found, alerts, billed)
}

pub async fn a_manager_sees_the_partners_that_are_theirs_or_that_they_cover_that_day(store: Store) {
    let tenant = with_managers(&store).await;
    write(&store, tenant, async |tx| {
        tx.put_cover(&cover(9, (BEN, ANA), ("2025-10-03", "2025-10-05")), (BEN, noon())).await.unwrap();
    })
    .await;
    let by = async |who: Option<UserId>, on: &str| {
        let mut tx = store.read(tenant).await.unwrap();
        if let Some(who) = who {
            tx.confine(who, day(on));
        }
        seen(&mut tx).await
    };
    let texts = |of: &[&str]| of.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    let alerts = |of: &[u128]| of.iter().map(|number| AlertId(id(*number))).collect::<Vec<_>>();
    let all = (
        texts(&["RS-1", "RS-2", "RS-3"]),
        texts(&["C-00011", "C-00012", "C-00013"]),
        vec![true; 3],
        3,
        alerts(&[21, 22, 23, 24]),
        70,
    );
    assert_eq!(by(None, "").await, all);
    let own = (texts(&["RS-1"]), texts(&["C-00011"]), vec![true, false, false], 1, alerts(&[21]), 10);
    let both =
        (texts(&["RS-1", "RS-2"]), texts(&["C-00011", "C-00012"]), vec![true, true, false], 2, alerts(&[21, 22]), 30);
    assert_eq!(by(Some(ANA), "2025-10-02").await, own);
    assert_eq!(by(Some(ANA), "2025-10-03").await, both);
    assert_eq!(by(Some(ANA), "2025-10-05").await, both);
    assert_eq!(by(Some(ANA), "2025-10-06").await, own, "it has ended by itself");
    let bens = (texts(&["RS-2"]), texts(&["C-00012"]), vec![false, true, false], 1, alerts(&[22]), 20);
    assert_eq!(by(Some(BEN), "2025-10-04").await, bens, "also while somebody covers");
    let olgas = (texts(&["RS-3"]), texts(&["C-00013"]), vec![false, false, true], 1, alerts(&[23]), 40);
    assert_eq!(by(Some(OLGA), "2025-10-04").await, olgas, "a partner's own people see it");
}

pub async fn a_manager_is_not_shown_what_they_were_told_of_partners_of_others(store: Store) {
    let tenant = with_managers(&store).await;
    let about = |number: u128, (about, of): (NotificationAbout, u128)| NewNotification {
        user: ANA,
        row: NotificationRow {
            id: NotificationId(id(number)),
            at: noon(),
            about,
            about_id: id(of),
            severity: Severity::High,
            title: "t".into(),
            words: "w".into(),
            read_at: None,
        },
        mail_at: None,
    };
    let alert = NotificationAbout::Alert;
    let told = [about(31, (alert, 21)), about(32, (alert, 22)), about(33, (NotificationAbout::Emergency, 77))];
    write(&store, tenant, async |tx| tx.notify(&told).await.unwrap()).await;
    let shown = async |confined: bool| {
        let mut tx = store.read(tenant).await.unwrap();
        if confined {
            tx.confine(ANA, day("2025-10-02"));
        }
        let (rows, found, unread) = tx.notifications(ANA, (0, 9)).await.unwrap();
        assert_eq!((found, unread), (i64::try_from(rows.len()).unwrap(), found));
        rows.into_iter().map(|row| row.id.0).collect::<Vec<_>>()
    };
    assert_eq!(shown(false).await, [33, 32, 31].map(id));
    assert_eq!(shown(true).await, [id(31)], "the others lead to nothing that she sees");
}

pub async fn a_partner_is_assigned_once_and_taken_away_again(store: Store) {
    let tenant = with_managers(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    let one = PartnerId(id(1));
    assert!(!tx.assign_manager(one, Some(ANA)).await.unwrap(), "it is hers already");
    assert!(tx.assign_manager(one, Some(BEN)).await.unwrap());
    assert_eq!(tx.partner(one).await.unwrap().unwrap().manager_id, Some(BEN));
    assert!(tx.assign_manager(one, None).await.unwrap());
    assert!(!tx.assign_manager(one, None).await.unwrap());
    assert!(!tx.assign_manager(PartnerId(id(99)), Some(ANA)).await.unwrap(), "there is no such partner");
    tx.commit().await.unwrap();
    let other = add_tenant(&store, "other").await;
    let mut tx = store.write(other).await.unwrap();
    assert!(!tx.assign_manager(PartnerId(id(2)), None).await.unwrap(), "another operator's partner isn't there");
}

pub async fn covers_are_kept_changed_and_taken_back(store: Store) {
    let tenant = with_managers(&store).await;
    let mut tx = store.write(tenant).await.unwrap();
    tx.lock_covers().await.unwrap();
    let (late, soon) =
        (cover(1, (ANA, BEN), ("2025-12-22", "2025-12-31")), cover(2, (BEN, ANA), ("2025-10-01", "2025-10-01")));
    for one in [late, soon] {
        tx.put_cover(&one, (ANA, noon())).await.unwrap();
    }
    assert_eq!(tx.covers_from(day("2025-10-01")).await.unwrap(), [soon, late]);
    assert_eq!(tx.covers_from(day("2025-10-02")).await.unwrap(), [late]);
    let longer = Cover { last_day: day("2026-01-02"), ..late };
    tx.put_cover(&longer, (BEN, noon())).await.unwrap();
    assert_eq!(tx.cover(late.id).await.unwrap(), Some(longer));
    assert!(tx.remove_cover(soon.id).await.unwrap() && !tx.remove_cover(soon.id).await.unwrap());
    assert_eq!(tx.cover(soon.id).await.unwrap(), None);
    tx.commit().await.unwrap();
    let other = add_tenant(&store, "other").await;
    assert_eq!(store.read(other).await.unwrap().covers_from(day("2025-01-01")).await.unwrap(), []);
}
