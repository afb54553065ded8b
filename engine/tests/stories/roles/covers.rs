//! Vacation cover: for its days, by the operator's clocks, the cover sees, acts and is told; then it ends by itself.

use super::{Team, alerted, daily, manager, seen};
use crate::world::World;
use domain::health::alert::AlertRules;
use domain::user::Role;
use domain::view::{AlertQuery, CoverForm};
use domain::{AlertId, Refusal};
use engine::Desk;

const HOUR: i64 = 3_600;

async fn form(head: &Desk, (away, by): (&str, &str), (first, last): (&str, &str)) -> CoverForm {
    let (away, covering) = (manager(head, away).await, manager(head, by).await);
    CoverForm { id: String::new(), away, covering, first: first.into(), last: last.into() }
}

async fn alert_about(desk: &Desk, code: &str) -> Option<AlertId> {
    let rows = desk.alerts(AlertQuery::default()).await.unwrap().rows;
    rows.into_iter().find(|row| row.partner.as_ref().is_some_and(|partner| partner.code == code)).map(|row| row.id)
}

#[tokio::test]
async fn a_cover_sees_and_acts_from_the_operators_midnight_until_that_after_its_last_day() {
    let Team { world, head, ana, ben } = Team::new().await;
    // In Los Angeles it is ten in the morning of the sixth.
    ben.save_cover(&form(&head, ("ben", "ana"), ("2025-10-07", "2025-10-08")).await).await.unwrap();
    let theirs = alert_about(&head, "RS-2").await.unwrap();
    let (own, both) = (vec!["RS-1".to_owned()], vec!["RS-1".to_owned(), "RS-2".to_owned()]);
    world.later(14 * HOUR - 1);
    assert_eq!(seen(&ana).await, own);
    assert_eq!(ana.acknowledge_alert(theirs).await, Err(Refusal::not_found("alert")));
    world.later(1);
    assert_eq!((seen(&ana).await, alerted(&ana).await), (both.clone(), both.clone()));
    assert_eq!(seen(&ben).await, ["RS-2"], "who is away may look");
    ana.acknowledge_alert(theirs).await.unwrap();
    let mine = AlertQuery { mine: true, ..AlertQuery::default() };
    assert!(ana.alerts(mine).await.unwrap().rows.iter().any(|row| row.id == theirs));
    world.later(48 * HOUR - 1);
    // Both days, and not longer: sessions have ended meanwhile, the desk asks for the day each time.
    assert_eq!(seen(&ana).await, both);
    world.later(1);
    assert_eq!(seen(&ana).await, own, "it has ended by itself");
    assert_eq!(ana.alert(theirs).await.err(), Some(Refusal::not_found("alert")));
    assert_eq!(ana.covers().await.unwrap().rows, []);
}

#[tokio::test]
async fn a_manager_enters_its_own_vacation_and_a_head_anybodys() {
    let Team { world, head, ana, ben } = Team::new().await;
    let bens = form(&head, ("ben", "ana"), ("2025-12-22", "2026-01-02")).await;
    let others = ana.save_cover(&bens).await.unwrap_err().to_string();
    assert_eq!(others, "You may not enter the vacation of another manager; a head of partners does that.");
    let id = head.save_cover(&bens).await.unwrap();
    let rows = ben.covers().await.unwrap().rows;
    assert_eq!((rows.len(), rows[0].manager.1.as_str(), rows[0].cover.1.as_str()), (1, "ben", "ana"));
    assert!(rows[0].may_edit && !ana.covers().await.unwrap().rows[0].may_edit);
    assert_eq!(ana.end_cover(id).await, Err(Refusal::not_found("vacation")), "it isn't hers");
    assert_eq!(ana.covers().await.unwrap().away.len(), 1, "she enters her own");

    let refused = async |desk: &Desk, change: &dyn Fn(&mut CoverForm)| {
        let mut form = form(&head, ("ana", "ben"), ("2025-12-01", "2025-12-05")).await;
        change(&mut form);
        desk.save_cover(&form).await.unwrap_err().to_string()
    };
    let field =
        async |change: &dyn Fn(&mut CoverForm)| refused(&ana, change).await.split(": ").next().unwrap().to_owned();
    assert_eq!(field(&|form| form.first = "soon".into()).await, "from");
    assert_eq!(field(&|form| form.last = "2025-11-30".into()).await, "until");
    assert_eq!(field(&|form| form.covering = String::new()).await, "covered by");
    assert_eq!(field(&|form| form.covering.clone_from(&form.away)).await, "covered by");
    assert_eq!(field(&|form| form.last = "2025-12-22".into()).await, "covered by", "Ben is away then");

    let longer = CoverForm { id: id.to_string(), last: "2026-01-06".into(), ..bens };
    assert_eq!(ben.save_cover(&longer).await.unwrap(), id);
    ben.end_cover(id).await.unwrap();
    assert_eq!(ben.covers().await.unwrap().rows, []);
    let actions: Vec<_> = world.trail().await.into_iter().map(|entry| entry.action).collect();
    assert_eq!(actions[actions.len() - 3..], ["cover_saved", "cover_saved", "cover_ended"]);
    let support = super::person(&world, "sam", Role::Support).await;
    assert!(matches!(support.covers().await, Err(Refusal::Forbidden { .. })));
}

#[tokio::test]
async fn a_cover_that_is_ended_early_held_until_yesterday() {
    let Team { world, head, ana, ben } = Team::new().await;
    let id = ben.save_cover(&form(&head, ("ben", "ana"), ("2025-10-06", "2025-10-20")).await).await.unwrap();
    assert_eq!(seen(&ana).await.len(), 2);
    world.later(48 * HOUR);
    ben.end_cover(id).await.unwrap();
    assert_eq!(seen(&ana).await, ["RS-1"]);
    assert!(matches!(ben.end_cover(id).await, Err(Refusal::NotNow { .. })));
}

#[tokio::test]
async fn alerts_and_letters_of_these_days_go_to_the_cover() {
    let world = World::new().await;
    world.import(crate::world::CUSTOMERS).await;
    let head = super::person(&world, "hedda", Role::Head).await;
    let (ana, ben) =
        (super::person(&world, "ana", Role::Manager).await, super::person(&world, "ben", Role::Manager).await);
    head.say_manager(super::partner(&head, "RS-2").await, &manager(&head, "ben").await).await.unwrap();
    ben.save_cover(&form(&head, ("ben", "ana"), ("2025-10-06", "2025-10-06")).await).await.unwrap();
    head.save_alert_rules(&AlertRules { quiet: None, ..AlertRules::default() }).await.unwrap();
    daily(&world, "2025-10-06").await;
    let told = ana.notifications(1).await.unwrap();
    assert!(told.found > 0 && told.rows.iter().all(|row| row.title.starts_with("RS-2")), "{told:?}");
    assert_eq!(ben.notifications(1).await.unwrap().found, 0, "he is away");
    world.office.begin_work(domain::workflow::Workflow::AlertWatch, "one", None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
    let mails = world.office.mails().await.unwrap();
    let mails: Vec<_> = mails.into_iter().map(|mail| mail.to_name).collect();
    assert!(mails.contains(&"ana".to_owned()) && !mails.contains(&"ben".to_owned()), "{mails:?}");
}
