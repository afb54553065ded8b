//! Corrections: adjustments of two people, a month calculated anew, and questions about lines.

use crate::world::{CUSTOMERS, World, month};
use domain::audit::Actor;
use domain::commission::Kind;
use domain::correction::{AdjustmentStatus, DisputeStatus};
use domain::ledger::Account;
use domain::mail::MailKind;
use domain::run::RunStatus;
use domain::user::Role;
use domain::view::{AccountQuery, DryFigure, QuestionQuery};
use domain::workflow::Workflow;
use domain::{Cents, Refusal};
use engine::Proposal;
use engine::imports::{FactImport, OnProblem};

const PLAN: &str = r#"{"rules": [{"pay": {"percentage": {"rate": "10%"}}}]}"#;

async fn world() -> World {
    let world = World::new().await;
    world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
    world.import(CUSTOMERS).await;
    world.office.close(month("2025-08"), Actor::System, |_| ()).await.unwrap();
    world
}

fn proposal(amount: i64) -> Proposal {
    Proposal {
        partner: "RS-1".into(),
        amount: Cents(amount),
        reason: "July was billed late".into(),
        customer: Some("A-1".into()),
    }
}

#[tokio::test]
async fn an_adjustment_needs_two_people_and_takes_effect_in_the_next_month() {
    let world = world().await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    let id = finance.propose_adjustment(&proposal(-1_234)).await.unwrap();
    let own = finance.decide_adjustment(id, true).await.unwrap_err();
    assert_eq!(own, Refusal::forbidden("agree to your own adjustment; ask a second person"));
    let agreed = admin.decide_adjustment(id, true).await.unwrap();
    assert_eq!(
        (agreed.status, agreed.month, agreed.applied_month),
        (AdjustmentStatus::Approved, month("2025-09"), None)
    );
    let again = admin.decide_adjustment(id, false).await.unwrap_err();
    assert_eq!(again, Refusal::conflict("this adjustment is approved already"));
    // One that nobody has agreed to takes no effect.
    finance.propose_adjustment(&proposal(9_999)).await.unwrap();

    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    let page = owner.statement(month("2025-09"), None, 1).await.unwrap();
    assert_eq!(page.sums, [(Kind::Earned, Cents(1_606)), (Kind::Adjustment, Cents(-1_234))]);
    let line = page.lines.last().unwrap();
    assert_eq!((line.origin.as_str(), line.customer_code.as_deref()), ("July was billed late", Some("A-1")));
    assert_eq!(finance.adjustments().await.unwrap().iter().filter(|a| a.applied_month.is_some()).count(), 1);
    assert_eq!(world.office.check_ledger().await.unwrap().differences, []);
    let books = finance.trial_balance(Some(month("2025-09")), 1).await.unwrap();
    let adjustments = books.accounts.iter().find(|of| of.account == Account::Adjustments).unwrap();
    assert_eq!(adjustments.closing(), Cents(-1_234));
}

#[tokio::test]
async fn a_month_calculated_anew_has_its_facts_once_and_tells_what_has_changed() {
    let world = world().await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    let id = finance.propose_adjustment(&proposal(500)).await.unwrap();
    admin.decide_adjustment(id, true).await.unwrap();
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    let facts = "month,partner,id,customer,amount\n2025-09,RS-2,INV-9,B-1,300.00\n";
    let file = world.file("facts.csv", facts);
    let import = FactImport { file, on_problem: OnProblem::RollBack, preview: false, report: None };
    assert_eq!(world.office.import_facts(&import, &|_| ()).await.unwrap().added, 1);
    let outdated = admin.approve_month(month("2025-09")).await.unwrap_err();
    assert_eq!(
        outdated,
        Refusal::not_now("Facts of Sep 2025 came in after it was calculated. Calculate it anew first.")
    );

    finance.recalculate(month("2025-09"), "an invoice was missing").await.unwrap();
    world.engine.work_through().await.unwrap();
    let run = finance.close_progress(month("2025-09")).await.unwrap();
    assert_eq!((run.version, run.status, run.commission), (2, RunStatus::Calculated, Cents(1_606 + 500 + 3_000)));
    let report = finance.difference(month("2025-09")).await.unwrap().unwrap();
    assert_eq!((report.versions, report.reason.as_deref()), ((1, 2), Some("an invoice was missing")));
    let partners: Vec<_> = report.partners.iter().map(|p| (p.partner.as_str(), p.before.0, p.after.0)).collect();
    assert_eq!(partners, [("RS-2", 2_500, 3_000)]);
    let lines: Vec<_> = report.lines.iter().map(|l| (l.partner.as_str(), l.version, l.amount.0)).collect();
    assert_eq!(lines, [("RS-2", 1, 2_500), ("RS-2", 2, 3_000)]);

    // The entry of the first version is taken back, the adjustment is paid once.
    assert_eq!(world.office.check_ledger().await.unwrap().differences, []);
    let partner = finance.partners().await.unwrap().into_iter().find(|p| p.code == "RS-2").map(|p| p.id);
    let query = AccountQuery { partner, account: Account::Payable, page: 1 };
    let account = finance.partner_account(query).await.unwrap();
    let entries: Vec<_> = account.entries.iter().map(|entry| entry.amount.0).collect();
    assert_eq!(account.balances[0], (Account::Payable, Cents(-2_500 - 3_000)), "{entries:?}");
    assert_eq!(entries.len(), 4);
    let partner = finance.partners().await.unwrap().into_iter().find(|p| p.code == "RS-1").map(|p| p.id);
    let page = admin.statement(month("2025-09"), partner, 1).await.unwrap();
    assert_eq!(page.sums, [(Kind::Earned, Cents(1_606)), (Kind::Adjustment, Cents(500))]);

    admin.approve_month(month("2025-09")).await.unwrap();
    let late = finance.recalculate(month("2025-09"), "once more").await.unwrap_err();
    assert!(late.to_string().contains("only a month that is calculated and not approved yet"), "{late}");
    let early = finance.recalculate(month("2025-08"), "once more").await.unwrap_err();
    assert!(early.to_string().starts_with("Sep 2025 is calculated already"), "{early}");
}

#[tokio::test]
async fn an_invoice_for_one_customer_leaves_the_lines_of_the_others_as_they_were() {
    let world = world().await;
    world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
    let file = world.file("facts.csv", "month,partner,id,customer,amount\n2025-09,RS-1,INV-1,A-1,120.00\n");
    let import = FactImport { file, on_problem: OnProblem::RollBack, preview: false, report: None };
    assert_eq!(world.office.import_facts(&import, &|_| ()).await.unwrap().added, 1);
    let finance = world.desk(Role::Finance, None).await;
    finance.recalculate(month("2025-09"), "A-1 was invoiced otherwise").await.unwrap();
    world.engine.work_through().await.unwrap();
    let report = finance.difference(month("2025-09")).await.unwrap().unwrap();
    let lines: Vec<_> = report.lines.iter().map(|l| (l.customer.as_deref(), l.version, l.amount.0)).collect();
    assert_eq!(lines, [(Some("A-1"), 1, 1_000), (Some("A-1"), 2, 1_200)], "A-2 was on a plain statement before");
}

#[tokio::test]
async fn a_partner_asks_about_a_line_and_is_answered_by_words_or_an_adjustment() {
    let world = world().await;
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    let finance = world.desk(Role::Finance, None).await;
    let first = owner.raise_dispute(month("2025-08"), None, 0, "Why 10 %?").await.unwrap();
    let second = owner.raise_dispute(month("2025-08"), None, 1, "This customer pays more.").await.unwrap();
    let nothing = owner.raise_dispute(month("2025-08"), None, 99, "And this?").await.unwrap_err();
    assert_eq!(nothing, Refusal::not_found("line of that statement"));
    let empty = owner.raise_dispute(month("2025-08"), None, 0, " ").await.unwrap_err();
    assert_eq!(empty.to_string(), "question: say it in words");
    assert!(matches!(finance.raise_dispute(month("2025-08"), None, 0, "?").await, Err(Refusal::Forbidden { .. })));

    assert_eq!(finance.answer_dispute(first, "It is what the plan says.", None).await.unwrap(), None);
    let adjustment = finance.answer_dispute(second, "The charge was raised.", Some(Cents(150))).await.unwrap().unwrap();
    let again = finance.answer_dispute(first, "Once more.", None).await.unwrap_err();
    assert_eq!(again, Refusal::conflict("this question is answered already"));
    assert!(matches!(owner.answer_dispute(first, "Mine.", None).await, Err(Refusal::Forbidden { .. })));
    let asked = owner.disputes().await.unwrap();
    let told: Vec<_> = asked.iter().map(|d| (d.status, d.adjustment, d.due_on.to_string())).collect();
    let due = "2025-10-16".to_owned();
    assert!(told.contains(&(DisputeStatus::Explained, None, due.clone())));
    assert!(told.contains(&(DisputeStatus::Adjusted, Some(adjustment), due)));
    assert!(asked[0].line.starts_with("earned: 10.00 (A-1"), "{}", asked[0].line);
    let other = world.desk(Role::Owner, Some("RS-2")).await;
    assert_eq!(other.disputes().await.unwrap(), []);
    let letters: Vec<_> = world.office.mails().await.unwrap().into_iter().rev().collect();
    assert_eq!(letters.iter().map(|mail| mail.to_email.as_str()).collect::<Vec<_>>(), ["owner-rs-1@acme.example"; 2]);
    assert_eq!(letters[0].subject, "Your question about the statement of Aug 2025 is answered");
    assert!(
        letters[0].text.contains("Question: Why 10 %?\nAnswer: It is what the plan says.\n\nUnder"),
        "{}",
        letters[0].text
    );
    assert!(letters[1].text.contains("An adjustment of $1.50 is proposed;"), "{}", letters[1].text);
    let waiting = finance.adjustments().await.unwrap();
    assert_eq!((waiting[0].status, waiting[0].reason.as_str()), (AdjustmentStatus::Proposed, "The charge was raised."));
}

#[tokio::test]
async fn a_question_that_nobody_answers_in_time_is_told_of_once() {
    let world = world().await;
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    let finance = world.desk(Role::Finance, None).await;
    let manager = world.desk(Role::Head, None).await;
    owner.raise_dispute(month("2025-08"), None, 0, "Why 10 %?").await.unwrap();
    let day = async |period: &str| {
        let run = world.office.begin_work(Workflow::DailyCycle, period, None, None).await.unwrap();
        world.engine.work_through().await.unwrap();
        let steps = world.office.work(run.id).await.unwrap().steps;
        let told = steps.into_iter().find(|step| step.name == "tell of late questions").unwrap();
        told.output.unwrap()["questions"].clone()
    };
    assert_eq!(day("2025-10-07").await, 0);
    world.later(11 * 24 * 3600);
    let page = manager.questions(QuestionQuery::default()).await.unwrap();
    assert_eq!((page.open, page.overdue, page.may_answer, page.may_adjust), (1, 1, true, false));
    let tried = world.office.dry_run(Workflow::DailyCycle, None).await.unwrap();
    let tried = tried.steps.iter().find(|step| step.name == "tell of late questions").unwrap();
    assert_eq!(tried.figures[0].1, DryFigure::Count(1), "{tried:?}");
    assert_eq!(day("2025-10-17").await, 1);
    assert_eq!(day("2025-10-18").await, 0, "it was told of");
    let letters = finance.mails().await.unwrap();
    let letters: Vec<_> = letters.iter().filter(|mail| mail.kind == MailKind::QuestionsOverdue).collect();
    assert_eq!(letters.len(), 2, "to finance and to the manager");
    let own = owner.questions(QuestionQuery { month: Some(month("2025-08")), line: Some(1), page: 1 }).await.unwrap();
    assert!(own.rows[0].escalated_at.is_some());
    let asked = own.asked.unwrap();
    assert!(asked.words.starts_with("earned: 6.06 (A-2, Bill 2025-08, "), "{}", asked.words);
}

#[tokio::test]
async fn adjustments_are_listed_with_who_may_decide_them() {
    let world = world().await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    let unknown = Proposal { partner: "RS-77".into(), ..proposal(5) };
    let unknown = finance.propose_adjustment(&unknown).await.unwrap_err();
    assert_eq!(unknown.to_string(), "partner: there is no partner “RS-77”");
    let id = finance.propose_adjustment(&Proposal { customer: Some(" ".into()), ..proposal(5) }).await.unwrap();
    let page = finance.adjustments_page(1).await.unwrap();
    assert_eq!((page.found, page.waiting, page.may_adjust), (1, 1, true));
    assert!(page.rows[0].proposed_by == page.viewer && page.rows[0].customer.is_none());
    assert_ne!(admin.adjustments_page(1).await.unwrap().viewer, page.viewer);
    admin.decide_adjustment(id, false).await.unwrap();
    let auditor = world.desk(Role::Auditor, None).await;
    let page = auditor.adjustments_page(2).await.unwrap();
    assert_eq!((page.rows.len(), page.found, page.waiting, page.may_adjust), (0, 1, 0, false));
    let owner = world.desk(Role::Owner, Some("RS-1")).await;
    assert!(matches!(owner.adjustments_page(1).await, Err(Refusal::Forbidden { .. })));
}
