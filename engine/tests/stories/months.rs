//! A month's walk from open to closed: by itself, but for what people decide.

use crate::payouts::{Payday, settings};
use crate::world::{CUSTOMERS, World, month, text_of};
use domain::audit::Actor;
use domain::reconciliation::FindingState;
use domain::run::{CheckState, Point, RunStatus};
use domain::user::Role;
use domain::view::{Deed, FindingQuery, MonthPage};
use domain::workflow::{StepState, WorkState, Workflow};
use domain::{Cents, FileFormat, Refusal};
use engine::Desk;
use engine::imports::{FactImport, OnProblem};

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;
const SEPTEMBER: &str = "2025-09";

async fn page(desk: &Desk) -> MonthPage {
    desk.month_page(month(SEPTEMBER)).await.unwrap()
}

fn status(page: &MonthPage) -> RunStatus {
    page.close.run.as_ref().map_or(RunStatus::Open, |run| run.status)
}

fn state(page: &MonthPage, point: Point) -> CheckState {
    page.checks.iter().find(|check| check.point == point).unwrap().state
}

fn said(page: &MonthPage, point: Point) -> Vec<String> {
    let check = page.checks.iter().find(|check| check.point == point).unwrap();
    check.remarks.iter().map(|remark| remark.words.clone()).collect()
}

/// An operator with a plan and customers, and two people of its own.
async fn operator() -> (World, Desk, Desk) {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    (world, finance, admin)
}

#[tokio::test]
async fn a_month_walks_from_open_to_closed_with_a_hand_only_where_the_money_says_so() {
    let (world, finance, admin) = operator().await;
    world.desk(Role::Owner, Some("RS-1")).await;
    let open = page(&finance).await;
    assert_eq!((status(&open), open.deeds.as_slice()), (RunStatus::Open, [Deed::Close].as_slice()));
    assert_eq!(
        said(&open, Point::Facts),
        ["3 customers billed, $410.55.", "2 resellers have no verified bank account: payouts to them wait."]
    );

    finance.start_close(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    let calculated = page(&finance).await;
    assert_eq!(status(&calculated), RunStatus::Calculated);
    assert_eq!(said(&calculated, Point::Reconciled), ["Nothing is amiss."]);
    finance.review_month(month(SEPTEMBER), "sums agree with August").await.unwrap();
    admin.approve_month(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    let approved = page(&finance).await;
    assert_eq!(said(&approved, Point::Reviewed), ["“sums agree with August”"]);
    assert_eq!(said(&approved, Point::Sent), ["1 of 1 letters are sent."]);

    // The payday of the schedule, nine days later.
    let payday = Payday { world, finance, admin };
    payday
        .world
        .office
        .set_payout_settings(&settings(), domain::payout::Offset::Now(None), Actor::System)
        .await
        .unwrap();
    payday.payable("RS-1", "987654321").await;
    payday.payable("RS-2", "987657777").await;
    let waiting = page(&payday.finance).await;
    assert_eq!(said(&waiting, Point::PaidOut), ["$41.06 is payable and waits for the next payday on 15 Oct 2025."]);
    payday.days_later(9).await;
    let proposed = page(&payday.finance).await;
    assert_eq!(state(&proposed, Point::PaidOut), CheckState::Now);
    assert_eq!(said(&proposed, Point::PaidOut), ["PB-0001 of $41.06 waits for a second person."]);
    let batch = payday.finance.payout_desk().await.unwrap().batches.remove(0);
    payday.finance.approve_payouts(batch.id).await.unwrap();
    payday.world.engine.work_through().await.unwrap();
    let at_bank = page(&payday.finance).await;
    assert_eq!((status(&at_bank), state(&at_bank, Point::PaidOut)), (RunStatus::Approved, CheckState::Done));
    assert_eq!(said(&at_bank, Point::Settled), ["PB-0001 settles on 16 Oct 2025."]);

    payday.days_later(2).await;
    let closed = page(&payday.finance).await;
    assert_eq!(status(&closed), RunStatus::Closed, "{closed:?}");
    assert!(closed.checks.iter().all(|check| check.state == CheckState::Done), "{:?}", closed.checks);
    assert_eq!(closed.deeds, []);
    let run = payday.world.office.begin_work(Workflow::MonthEnd, SEPTEMBER, None, None).await.unwrap();
    assert_eq!((run.state, run.steps, run.steps_done), (WorkState::Completed, 8, 8));
    let walk: Vec<_> =
        payday.world.trail().await.into_iter().filter(|e| e.subject == SEPTEMBER).map(|e| e.action).collect();
    let walk: Vec<_> = walk.iter().map(String::as_str).filter(|action| *action != "month_reconciled").collect();
    assert_eq!(
        walk,
        ["month_frozen", "month_calculated", "month_reviewed", "month_approved", "month_paid", "month_closed"]
    );
    assert_eq!(payday.world.office.verify_audit().await.unwrap().1, None);
}

#[tokio::test]
async fn nothing_of_a_closed_month_changes_and_each_refusal_names_the_way_out() {
    let (world, finance, admin) = operator().await;
    finance.start_close(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    let early = admin.finish_month(month(SEPTEMBER), "it is small").await.unwrap_err();
    assert_eq!(
        early.to_string(),
        "Sep 2025 is calculated; only a month that is approved or paid can be closed for good."
    );
    admin.approve_month(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    let why = admin.finish_month(month(SEPTEMBER), " ").await.unwrap_err();
    let open = "Not all of its money has arrived or is held with a reason.";
    assert_eq!(why.to_string(), format!("reason: say why it is closed all the same. {open}"));
    let manager = world.desk(Role::Manager, None).await;
    assert!(matches!(manager.finish_month(month(SEPTEMBER), "so").await, Err(Refusal::Forbidden { .. })));
    admin.finish_month(month(SEPTEMBER), "we pay by cheque").await.unwrap();
    world.engine.work_through().await.unwrap();

    let closed = page(&finance).await;
    assert_eq!(said(&closed, Point::Closed)[1], "“we pay by cheque”");
    assert_eq!(said(&closed, Point::Settled), ["It was closed before all of its money had arrived."]);
    let entry = world.trail().await.into_iter().find(|entry| entry.action == "month_closed").unwrap();
    assert!(entry.details.contains("we pay by cheque") && entry.details.contains(open), "{}", entry.details);
    let run = world.office.begin_work(Workflow::MonthEnd, SEPTEMBER, None, None).await.unwrap();
    assert_eq!(run.state, WorkState::Completed, "its automation has nothing left to wait for");

    let way_out = "an adjustment in a later month";
    for refused in [
        finance.start_close(month(SEPTEMBER)).await.unwrap_err(),
        finance.recalculate(month(SEPTEMBER), "once more").await.unwrap_err(),
        finance.review_month(month(SEPTEMBER), "once more").await.unwrap_err(),
        admin.approve_month(month(SEPTEMBER)).await.unwrap_err(),
        admin.finish_month(month(SEPTEMBER), "once more").await.unwrap_err(),
    ] {
        assert!(refused.to_string().contains(way_out), "{refused}");
    }
}

#[tokio::test]
async fn who_began_or_reviewed_a_month_does_not_approve_it() {
    let (world, finance, admin) = operator().await;
    finance.start_close(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    let own = finance.approve_month(month(SEPTEMBER)).await.unwrap_err();
    assert_eq!(own, Refusal::forbidden("approve a month that you have closed yourself; ask a second person"));
    let empty = admin.review_month(month(SEPTEMBER), " ").await.unwrap_err();
    assert_eq!(empty.to_string(), "note: say it in words");
    admin.review_month(month(SEPTEMBER), "looked at the ten largest").await.unwrap();
    let own = admin.approve_month(month(SEPTEMBER)).await.unwrap_err();
    assert_eq!(own, Refusal::forbidden("approve a month that you have reviewed yourself; ask a second person"));
    assert!(!page(&admin).await.may(Deed::Approve));
    let twice = finance.review_month(month(SEPTEMBER), "me too").await.unwrap_err();
    assert_eq!(twice.to_string(), "Sep 2025 is reviewed; only a month that is calculated can be reviewed.");
    // Both have had their hands on it; a new calculation is begun by one of them, and the other may release it.
    finance.recalculate(month(SEPTEMBER), "to be sure").await.unwrap();
    world.engine.work_through().await.unwrap();
    let anew = page(&admin).await;
    assert_eq!((status(&anew), state(&anew, Point::Reviewed)), (RunStatus::Calculated, CheckState::Now));
    assert!(anew.may(Deed::Approve) && !page(&finance).await.may(Deed::Approve));
    admin.approve_month(month(SEPTEMBER)).await.unwrap();
    let approved = page(&admin).await;
    assert_eq!(said(&approved, Point::Reviewed), ["“with the approval”"]);
    assert_eq!(approved.versions.iter().map(|v| v.version).collect::<Vec<_>>(), [2, 1]);
}

#[tokio::test]
async fn a_month_is_calculated_anew_by_the_runner_and_its_report_is_taken_away() {
    let (world, finance, _admin) = operator().await;
    finance.start_close(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    let file = world.file("facts.csv", "month,partner,id,customer,amount\n2025-09,RS-2,INV-9,B-1,300.00\n");
    let import = FactImport { file, on_problem: OnProblem::RollBack, preview: false, report: None };
    world.office.import_facts(&import, &|_| ()).await.unwrap();
    let late = page(&finance).await;
    assert_eq!([Point::Reviewed, Point::Approved].map(|point| state(&late, point)), [CheckState::Waiting; 2]);
    let refused = finance.review_month(month(SEPTEMBER), "fine").await.unwrap_err();
    assert!(refused.to_string().starts_with("Facts of Sep 2025 came in"), "{refused}");

    finance.recalculate(month(SEPTEMBER), "an invoice was missing").await.unwrap();
    assert_eq!(status(&page(&finance).await), RunStatus::Frozen, "nobody calculates while the form waits");
    world.engine.work_through().await.unwrap();
    let anew = page(&finance).await;
    assert_eq!((status(&anew), state(&anew, Point::Reconciled)), (RunStatus::Calculated, CheckState::Done));
    assert_eq!(anew.difference.unwrap().partners[0].after, Cents(3_000));
    let file = async |version| finance.difference_file(month(SEPTEMBER), version, FileFormat::Csv).await;
    let csv = text_of(file(2).await.unwrap()).await;
    assert!(csv.contains("RS-2,statement,,,,,25.00,30.00,5.00\r\n"), "{csv}");
    assert!(matches!(file(1).await, Err(Refusal::NotFound { .. })));
}

#[tokio::test]
async fn what_is_held_with_a_reason_lets_a_month_be_paid_after_a_payday() {
    let payday = Payday::new().await;
    // Nobody has an account: held, and no payday has come.
    let held = page(&payday.finance).await;
    assert_eq!((status(&held), state(&held, Point::PaidOut)), (RunStatus::Approved, CheckState::Waiting));
    assert_eq!(said(&held, Point::PaidOut)[0], "What is held is decided at the next payday on 15 Oct 2025.");
    payday.days_later(9).await;
    let paid = page(&payday.finance).await;
    assert_eq!(status(&paid), RunStatus::Closed, "{:?}", paid.checks);
    assert_eq!(said(&paid, Point::PaidOut), ["2 resellers have $41.06 held: no verified bank account."]);
    // The money is still owed, and paid when it can be.
    payday.payable("RS-1", "987654321").await;
    let batch = payday.send().await;
    assert_eq!((batch.payouts, batch.total), (1, Cents(1_606)));
    payday.days_later(4).await;
    assert_eq!(payday.books().await, [-2_500, 0, -1_606]);
}

#[tokio::test]
async fn a_return_reopens_what_is_payable_and_not_the_month() {
    let payday = Payday::with_accounts("4321", "0029").await;
    payday.send().await;
    payday.days_later(2).await;
    assert_eq!(status(&page(&payday.finance).await), RunStatus::Closed);
    payday.days_later(2).await;
    let returned = page(&payday.finance).await;
    assert_eq!(status(&returned), RunStatus::Closed);
    assert_eq!(said(&returned, Point::Returns), ["1 payout came back, $25.00: payable again with a later batch."]);
    assert_eq!(payday.books().await, [-2_500, 0, -1_606]);
}

#[tokio::test]
async fn a_question_keeps_a_paid_month_open_until_it_is_answered() {
    let payday = Payday::with_accounts("4321", "7777").await;
    let owner = payday.world.desk(Role::Owner, Some("RS-1")).await;
    let question = owner.raise_dispute(month(SEPTEMBER), None, 0, "Why 10 %?").await.unwrap();
    payday.send().await;
    payday.days_later(2).await;
    let paid = page(&payday.finance).await;
    assert_eq!((status(&paid), state(&paid, Point::Closed)), (RunStatus::Paid, CheckState::Waiting));
    assert_eq!(said(&paid, Point::Closed), ["One question of a reseller isn't answered."]);
    let run = payday.world.office.begin_work(Workflow::MonthEnd, SEPTEMBER, None, None).await.unwrap();
    let steps = payday.world.office.work(run.id).await.unwrap().steps;
    assert_eq!((steps[7].state, steps[7].due_at), (StepState::Waiting, None), "nothing looks again and again");
    payday.finance.answer_dispute(question, "It is what the plan says.", None).await.unwrap();
    payday.world.engine.work_through().await.unwrap();
    assert_eq!(status(&page(&payday.finance).await), RunStatus::Closed);
}

#[tokio::test]
async fn a_severe_finding_keeps_a_month_open_until_a_person_has_settled_it() {
    let payday = Payday::with_accounts("4321", "7777").await;
    payday.send().await;
    // A bill that came too late for the statement: commission is missing.
    let mut tx = payday.world.tx().await;
    let partner = payday.partner("RS-1").await;
    let customer = tx.customers_by_code(&["A-3"]).await.unwrap()[0].id;
    let source = domain::billing::BillingSource::Imported;
    let bill =
        domain::billing::Bill { month: month(SEPTEMBER), customer_id: customer, amount: Cents(2_000_000), source };
    tx.put_bills(&[(partner, bill)]).await.unwrap();
    tx.commit().await.unwrap();
    payday.days_later(2).await;
    let paid = page(&payday.finance).await;
    assert_eq!(status(&paid), RunStatus::Paid);
    assert_eq!(said(&paid, Point::Closed), ["One finding of high or critical severity is open."]);
    let query = FindingQuery { month: Some(month(SEPTEMBER)), ..FindingQuery::default() };
    let finding = payday.world.office.findings(&query, 9).await.unwrap().remove(0);
    payday.finance.settle_finding(finding.id, FindingState::Resolved, "adjusted in October").await.unwrap();
    payday.world.engine.work_through().await.unwrap();
    assert_eq!(status(&page(&payday.finance).await), RunStatus::Closed);
}

#[tokio::test]
async fn the_next_month_end_waits_for_an_approval_and_not_for_the_money() {
    let (world, finance, admin) = operator().await;
    finance.start_close(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    world.later(30 * 86_400);
    world.engine.work_through().await.unwrap();
    let begun = async || {
        let query = domain::view::WorkQuery { workflow: Some(Workflow::MonthEnd), ..Default::default() };
        world.office.works(&query).await.unwrap().into_iter().map(|run| run.period).collect::<Vec<_>>()
    };
    assert_eq!(begun().await, [SEPTEMBER], "September waits for a person, and October for September");
    admin.approve_month(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    world.engine.work_through().await.unwrap();
    assert_eq!(begun().await, ["2025-10", SEPTEMBER], "September's money is still to come");
}

#[tokio::test]
async fn a_month_closed_by_the_command_line_is_carried_on_once_it_is_approved() {
    let (world, _finance, admin) = operator().await;
    world.office.close(month(SEPTEMBER), Actor::System, |_| ()).await.unwrap();
    let calculated = page(&admin).await;
    assert_eq!(state(&calculated, Point::Reconciled), CheckState::Now, "nobody has compared it");
    admin.approve_month(month(SEPTEMBER)).await.unwrap();
    world.engine.work_through().await.unwrap();
    let run = world.office.begin_work(Workflow::MonthEnd, SEPTEMBER, None, None).await.unwrap();
    assert_eq!((run.state, run.steps_done), (WorkState::Running, 5), "it waits for its money");
    assert_eq!(said(&page(&admin).await, Point::Reconciled), ["Nothing is amiss."]);
}
