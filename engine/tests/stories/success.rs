//! Rules of the score are tried before they are saved, partners stand beside each other and the industry, and a quarter
//! is reviewed.

use crate::world::{World, import_of, month};
use domain::audit::Actor;
use domain::health::Component;
use domain::health::benchmark::Measure;
use domain::health::draft::{RulesDraft, weight_field};
use domain::health::intervention::InterventionKind;
use domain::learning::Learned;
use domain::user::Role;
use domain::view::{BenchmarkQuery, IndustryForm, InterventionPlan, NoCustomers};
use domain::{Quarter, Refusal};
use engine::Content;
use engine::imports::{CompletionRow, ModuleRow};
use std::fmt::Write as _;

const PARTNERS: u32 = 10;

/// Partners that differ in how much they sell, scored at the ends of two quarters.
async fn world() -> World {
    let world = World::new().await;
    let mut file = String::from(
        "customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,contract,zip\n",
    );
    for n in 0..PARTNERS * 10 {
        let (partner, started) = (n % PARTNERS, 1 + n % 9);
        let paid = 200 + partner * 300;
        let left = if n < PARTNERS { "2025-08-10,Churned,Price" } else { ",Active," };
        let _ = writeln!(file, "C-{n},RS-{partner},{paid}.00,2024-0{started}-03,{left},monthly,90001");
    }
    let mut import = import_of(world.file("customers.csv", file));
    import.bill_through = Some(month("2025-09"));
    world.office.import_customers(&import, &|_| ()).await.unwrap();
    for number in ["06", "09"] {
        world.office.close(month(&format!("2025-{number}")), Actor::System, |_| ()).await.unwrap();
    }
    world
}

#[tokio::test]
async fn rules_are_tried_on_todays_portfolio_and_only_then_saved() {
    let world = world().await;
    let (admin, finance) = (world.desk(Role::Admin, None).await, world.desk(Role::Finance, None).await);
    let page = finance.health_rules(RulesDraft::default()).await.unwrap();
    assert_eq!((page.version, page.effect, page.may_edit), (1, None, false));

    let mut draft = page.draft.clone();
    let same = finance.health_rules(draft.clone()).await.unwrap().effect.unwrap().unwrap();
    assert_eq!((same.moved, same.rows.len(), same.mean_gain), (0, 0, Some(0.0)));
    assert_eq!(same.bands.iter().map(|band| band.before).sum::<u32>(), PARTNERS);

    draft.0.insert(weight_field(Component::Revenue), "90".into());
    let effect = finance.health_rules(draft.clone()).await.unwrap().effect.unwrap().unwrap();
    assert!(!effect.rows.is_empty() && effect.partners == PARTNERS);
    assert!(effect.bands.iter().map(|band| band.after).sum::<u32>() == PARTNERS);
    let furthest = |at: usize| (effect.rows[at].after.unwrap() - effect.rows[at].before.unwrap()).abs();
    assert!(effect.moved > 0 || furthest(0) >= furthest(effect.rows.len() - 1));
    assert_eq!(admin.health_rules(RulesDraft::default()).await.unwrap().version, 1, "a preview changes nothing");

    draft.0.insert("growth".into(), "up".into());
    let wrong = finance.health_rules(draft.clone()).await.unwrap().effect.unwrap().unwrap_err();
    assert!(wrong.to_string().starts_with("growth: “up” is not"));
    draft.0.insert("growth".into(), page.draft.text("growth").into());

    assert!(matches!(finance.save_health_rules(&draft, "because").await, Err(Refusal::Forbidden { .. })));
    assert!(admin.save_health_rules(&draft, " ").await.unwrap_err().to_string().starts_with("reason: "));
    assert_eq!(admin.save_health_rules(&draft, "revenue counts most").await.unwrap(), 2);
    let saved = admin.health_rules(RulesDraft::default()).await.unwrap();
    assert_eq!((saved.version, saved.draft.text("weight_revenue")), (2, "90"));
    assert_eq!(saved.versions[0].reason, "revenue counts most");
    assert_eq!(saved.versions[0].saved_by.as_deref(), Some("The Administrator"));
    assert!(world.trail().await.iter().any(|entry| entry.action == "health_rules_saved"));
}

#[tokio::test]
async fn partners_stand_beside_each_other_and_the_industry_begins_empty() {
    let world = world().await;
    let (admin, finance) = (world.desk(Role::Admin, None).await, world.desk(Role::Finance, None).await);
    let page = finance.benchmarks(BenchmarkQuery::default()).await.unwrap();
    assert_eq!((page.scored, page.industry.len(), page.may_edit), (PARTNERS, 0, false));
    assert!(page.rows.is_sorted_by(|a, b| a.score >= b.score));
    let score = page.figures.iter().find(|of| of.component.is_none()).unwrap();
    assert_eq!(score.there, PARTNERS);
    let quartiles = score.quartiles.unwrap();
    assert!(quartiles.lower <= quartiles.median && quartiles.median <= quartiles.upper);
    let satisfaction = page.figures.iter().find(|of| of.component == Some(Component::Satisfaction)).unwrap();
    assert_eq!((satisfaction.there, satisfaction.quartiles), (0, None), "nobody has answered");
    let (_, others, percentile) = *page.rows[0].standing.as_ref().unwrap();
    assert_eq!((others, percentile > 90.0), (PARTNERS - 1, true));

    let form = IndustryForm {
        measure: Measure::QuotaAttainment,
        tier: String::new(),
        kind: String::new(),
        low: "60".into(),
        median: "80".into(),
        high: "110".into(),
        source: "A yearbook, p. 7".into(),
        year: "2024".into(),
    };
    assert!(matches!(finance.save_industry_figure(&form).await, Err(Refusal::Forbidden { .. })));
    let unnamed = IndustryForm { source: String::new(), ..form.clone() };
    assert!(admin.save_industry_figure(&unnamed).await.unwrap_err().to_string().starts_with("source: "));
    admin.save_industry_figure(&form).await.unwrap();
    let page = finance.benchmarks(BenchmarkQuery::default()).await.unwrap();
    assert_eq!((page.industry[0].there, page.industry[0].computed), (PARTNERS, true));
    assert!(page.industry[0].own.is_some());
    admin.remove_industry_figure(Measure::QuotaAttainment, None, None).await.unwrap();
    let gone = admin.remove_industry_figure(Measure::QuotaAttainment, None, None).await.unwrap_err();
    assert!(matches!(gone, Refusal::NotFound { .. }));
    let actions: Vec<_> = world.trail().await.into_iter().map(|entry| entry.action).collect();
    assert!(["industry_figure_saved", "industry_figure_removed"].iter().all(|a| actions.iter().any(|b| b == a)));
}

#[tokio::test]
async fn a_quarter_is_reviewed_from_its_facts() {
    let world = world().await;
    let manager = world.desk(Role::Head, None).await;
    let partner = manager.partners().await.unwrap().into_iter().find(|partner| partner.code == "RS-3").unwrap();
    let review = manager.quarter_review(Some(partner.id), None).await.unwrap();
    assert_eq!((review.quarter.to_string().as_str(), review.complete), ("2025-Q3", true));
    assert_eq!(review.months.len(), 3);
    let customers = review.customers.clone().unwrap();
    assert_eq!((customers.start, customers.new, customers.lost, customers.end()), (10, 0, 1, 9));
    assert_eq!(customers.revenue.end(), review.months[2].billed);
    let health = review.health.as_ref().unwrap();
    let (then, now) = (health.then.unwrap(), health.now);
    assert_eq!((then.0.to_string(), now.0.to_string()), ("2025-06-30".into(), "2025-09-30".into()));
    let moved: f64 = health.components.iter().filter_map(|of| of.moved).sum();
    assert!((moved - (now.1 - then.1)).abs() < 1e-9, "what components moved is what the score moved");

    let quarter: Quarter = "2025-Q3".parse().unwrap();
    // What was done for it stands there, to who may see interventions.
    assert_eq!(review.interventions, Some(vec![]));
    let plan = InterventionPlan {
        partner: partner.id,
        kind: InterventionKind::SuccessCoaching,
        owner: None,
        begins_on: "2025-09-20".parse().unwrap(),
        reason: "revenue is far from its goal".into(),
        goal: None,
    };
    let id = manager.plan_intervention(&plan).await.unwrap();
    manager.begin_intervention(id, Some(plan.begins_on)).await.unwrap();
    let done = manager.quarter_review(Some(partner.id), None).await.unwrap().interventions.unwrap();
    assert_eq!((done.len(), done[0].id, done[0].begun_on.to_string().as_str()), (1, id, "2025-09-20"));
    assert!(done[0].steps > 0 && done[0].done == 0 && done[0].effect().starts_with("not known"));

    let file = manager.quarter_review_file(Some(partner.id), quarter).await.unwrap();
    let Content::Whole(bytes) = file.content else { panic!("a PDF comes whole") };
    assert_eq!(file.name, "review-2025-Q3-RS-3.pdf");
    assert!(bytes.starts_with(b"%PDF-"));

    let owner = world.desk(Role::Owner, Some("RS-4")).await;
    assert!(matches!(owner.quarter_review(Some(partner.id), None).await, Err(Refusal::NotFound { .. })));
    let own = owner.quarter_review(None, None).await.unwrap();
    assert_eq!((own.partner.code.as_str(), own.interventions), ("RS-4", None));
    let support = world.desk(Role::Support, None).await;
    let review = support.quarter_review(Some(partner.id), Some("2025-Q4".parse().unwrap())).await.unwrap();
    assert!(!review.sees_commission && !review.complete && review.health.is_none());
    assert_eq!(review.customers, Err(NoCustomers::NotYet(month("2025-12"))));
}

#[tokio::test]
async fn a_reseller_sees_which_trainings_are_passed_and_which_are_to_be_renewed() {
    let world = world().await;
    let module = |module: &str, version: i32, from: &str| ModuleRow {
        module: module.into(),
        version,
        title: format!("All about {module}"),
        pass_mark: 80,
        from: from.parse().unwrap(),
    };
    let modules =
        [module("fiber", 1, "2025-01-01"), module("fiber", 2, "2025-12-01"), module("sales", 1, "2025-01-01")];
    world.office.take_in(modules.to_vec(), Actor::System).await.unwrap();
    let passed = CompletionRow {
        partner: "RS-3".into(),
        module: "fiber".into(),
        version: 1,
        person: "Pat".into(),
        date: "2025-09-02".parse().unwrap(),
        points: 85,
    };
    world.office.take_in(vec![passed], Actor::System).await.unwrap();
    let owner = world.desk(Role::Owner, Some("RS-3")).await;
    let page = owner.learning(None).await.unwrap();
    assert_eq!((page.expected, (page.share * page.weight * 1_000.0).round()), ((2, 1), 25.0));
    let stands: Vec<_> = page.courses.iter().map(|course| (course.code.as_str(), course.learned)).collect();
    assert_eq!(stands, [("sales", Learned::Open), ("fiber", Learned::Expiring)]);
    assert_eq!(page.courses[1].until.map(|day| day.to_string()).as_deref(), Some("2025-12-01"));
    let other = world.desk(Role::Viewer, Some("RS-4")).await;
    assert_eq!(other.learning(None).await.unwrap().expected, (2, 0));
    assert!(matches!(other.learning(Some(page.partner.id)).await, Err(Refusal::NotFound { .. })));
    let support = world.desk(Role::Support, None).await;
    assert_eq!(support.learning(Some(page.partner.id)).await.unwrap(), page);
}
