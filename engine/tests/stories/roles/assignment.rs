//! Partners are assigned one by one, many at once, and by a file.

use super::{Team, alerted, daily, manager, partner, seen};
use crate::world::{World, month, text_of};
use domain::Refusal;
use domain::health::intervention::InterventionKind;
use domain::partner::Tier;
use domain::transfer::TransferKind;
use domain::user::Role;
use domain::view::{AssignmentForm, InterventionPlan, InterventionQuery, NOBODY};
use engine::Desk;

#[tokio::test]
async fn a_head_says_whose_a_partner_is_and_from_then_on_it_is_theirs() {
    let Team { world, head, ana, ben } = Team::new().await;
    assert_eq!((seen(&ana).await, seen(&ben).await), (vec!["RS-1".to_owned()], vec!["RS-2".to_owned()]));
    assert_eq!((alerted(&ana).await, alerted(&ben).await), (seen(&ana).await, seen(&ben).await));
    let (one, trail) = (partner(&head, "RS-1").await, world.trail().await.len());
    head.say_manager(one, &manager(&head, "ben").await).await.unwrap();
    assert_eq!((seen(&ana).await, seen(&ben).await.len()), (vec![], 2));
    assert_eq!(alerted(&ben).await, ["RS-1", "RS-2"], "what is live goes along");
    head.say_manager(one, &manager(&head, "ben").await).await.unwrap();
    let entries = world.trail().await.split_off(trail);
    assert_eq!(entries.len(), 1, "nothing is told twice");
    assert_eq!((entries[0].action.as_str(), entries[0].subject.as_str()), ("partners_assigned", "ben@acme.example"));
    let page = head.partner_page(Some(one)).await.unwrap().looked_after.unwrap();
    assert_eq!(page.manager.unwrap().1, "ben");
    assert_eq!(page.choices.unwrap().into_iter().map(|(_, name)| name).collect::<Vec<_>>(), ["ana", "ben", "hedda"]);
    let page = ben.partner_page(Some(one)).await.unwrap().looked_after.unwrap();
    assert_eq!(page.choices, None, "a manager gives nothing away");
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    assert_eq!(owner.partner_page(None).await.unwrap().looked_after, None);

    assert!(matches!(ana.say_manager(one, NOBODY).await, Err(Refusal::Forbidden { .. })));
    let support = super::person(&world, "sam", Role::Support).await;
    let sams = support.viewer().await.unwrap();
    assert_eq!(sams.role, Role::Support);
    let wrong = head.say_manager(one, "sam").await.unwrap_err();
    assert_eq!(wrong.to_string(), "manager: choose one of the list");
}

#[tokio::test]
async fn many_partners_are_assigned_by_what_they_have_in_common() {
    let Team { head, ana, ben, .. } = Team::new().await;
    let to_ana = manager(&head, "ana").await;
    let nothing = AssignmentForm { to: to_ana.clone(), ..AssignmentForm::default() };
    let refused = head.say_managers(&nothing).await.unwrap_err().to_string();
    assert_eq!(refused, "partners: choose a territory, a tier, or whose they are now");
    let form = AssignmentForm { tier: Tier::Bronze.code().into(), ..nothing.clone() };
    assert_eq!(head.say_managers(&form).await.unwrap(), 1, "one of the two is hers already");
    assert_eq!((seen(&ana).await.len(), seen(&ben).await.len()), (2, 0));
    let form = AssignmentForm { from: to_ana, to: NOBODY.into(), ..AssignmentForm::default() };
    assert_eq!(head.say_managers(&form).await.unwrap(), 2);
    let page = head.managers().await.unwrap();
    assert_eq!((page.unassigned, page.first_unassigned.len()), (2, 2));
    assert!(page.managers.iter().all(|row| row.partners == 0));
    let refused = head.say_managers(&form).await.unwrap_err().to_string();
    assert_eq!(refused, "partners: no partner is like that");
}

#[tokio::test]
async fn a_file_of_resellers_names_managers_and_is_refused_where_it_names_nobody() {
    let Team { world, head, ana, ben } = Team::new().await;
    let import = async |lines: &str| {
        let file = world.file("resellers.csv", format!("reseller_id,name,home_city,manager\n{lines}"));
        world.office.import_partners(&file, month("2025-01")).await
    };
    for (line, reason) in [
        ("RS-1,One,,nobody@acme.example\n", "nobody signs in as “nobody@acme.example”"),
        ("RS-1,One,,hedda\n", "“hedda” is not an e-mail address"),
    ] {
        let refused = import(line).await.unwrap_err().to_string();
        assert!(refused.contains("line 2: manager: ") && refused.contains(reason), "{refused}");
    }
    super::person(&world, "sam", Role::Support).await;
    let refused = import("RS-9,Nine,,\nRS-1,One,,sam@acme.example\n").await.unwrap_err().to_string();
    assert!(refused.contains("line 3: manager: “sam@acme.example” is support;"), "{refused}");
    assert_eq!(seen(&head).await.len(), 2, "a bad row keeps everything out");

    let done = import("RS-1,One,,Ben@acme.example\nRS-2,Two,,\nRS-9,Nine,Fresno,ana@acme.example\n").await.unwrap();
    assert_eq!((done.added, done.changed, done.unchanged), (1, 1, 1));
    assert_eq!((seen(&ana).await, seen(&ben).await.len()), (vec!["RS-9".to_owned()], 2));
    let again = import("RS-1,One,,ben@acme.example\n").await.unwrap();
    assert_eq!((again.changed, again.unchanged), (0, 1));

    let admin = world.desk(Role::Admin, None).await;
    let id = admin.export(TransferKind::ResellerList, "").await.unwrap();
    world.engine.work_through().await.unwrap();
    let text = text_of(admin.download(id, false).await.unwrap()).await;
    let lines: Vec<_> = text.lines().collect();
    assert!(lines[0].ends_with("reseller_id,master_agent_id,name,home_city,manager,type,tier,status"), "{text}");
    assert!(lines[3].starts_with("RS-9,,Nine,Fresno,ana@acme.example,"), "{text}");
}

#[tokio::test]
async fn alerts_of_a_day_go_to_who_looks_after_the_partner_then() {
    let world = World::new().await;
    world.import(crate::world::CUSTOMERS).await;
    let head = super::person(&world, "hedda", Role::Head).await;
    let (ana, ben) =
        (super::person(&world, "ana", Role::Manager).await, super::person(&world, "ben", Role::Manager).await);
    head.say_manager(partner(&head, "RS-1").await, &manager(&head, "ana").await).await.unwrap();
    daily(&world, "2025-10-06").await;
    let told = ana.notifications(1).await.unwrap();
    assert!(told.found > 0 && told.rows.iter().all(|row| row.title.starts_with("RS-1")), "{told:?}");
    assert_eq!(ben.notifications(1).await.unwrap().found, 0, "he looks after nobody");
    head.say_manager(partner(&head, "RS-1").await, &manager(&head, "ben").await).await.unwrap();
    assert_eq!(ana.notifications(1).await.unwrap().found, 0, "what she was told leads nowhere any more");
    assert_eq!(ana.bell().await.unwrap().unread, 0);
}

#[tokio::test]
async fn what_is_due_of_an_intervention_is_told_to_who_looks_after_the_partner_by_then() {
    let Team { world, head, ana, ben } = Team::new().await;
    let rows = ana.interventions(InterventionQuery::default()).await.unwrap().rows;
    ana.begin_intervention(rows[0].id, None).await.unwrap();
    head.say_manager(rows[0].partner.id, &manager(&head, "ben").await).await.unwrap();
    world.later(30 * 24 * 3_600);
    daily(&world, "2025-11-05").await;
    let due = async |desk: &Desk| {
        let told = desk.notifications(1).await.unwrap().rows.into_iter();
        told.filter(|row| row.title.starts_with("RS-1") && row.words.contains("coaching, step")).count()
    };
    assert!(due(&ben).await > 0, "it is his by now");
    assert_eq!(due(&ana).await, 0);
}

#[tokio::test]
async fn an_intervention_is_seen_to_by_somebody_who_sees_its_partner() {
    let Team { head, ana, ben, .. } = Team::new().await;
    let partner = partner(&head, "RS-1").await;
    let id_of = async |desk: &Desk, name: &str| {
        let people = desk.interventions(InterventionQuery::default()).await.unwrap().people;
        people.into_iter().find(|(_, found)| found == name).unwrap().0
    };
    let plan = |owner| InterventionPlan {
        partner,
        kind: InterventionKind::PerformanceReview,
        owner: Some(owner),
        begins_on: "2025-10-06".parse().unwrap(),
        reason: "to try".into(),
        goal: None,
    };
    let bens = plan(id_of(&ben, "ben").await);
    let refused = head.plan_intervention(&bens).await.unwrap_err().to_string();
    assert!(refused.starts_with("owner: choose somebody who sees this partner"), "{refused}");
    head.plan_intervention(&plan(id_of(&ana, "ana").await)).await.unwrap();
}
