//! Folders on a disk that is full: the reason is told, the step tries again, and nothing is lost.
//!
//! `/dev/full` gives the system's own answer of a full disk to whoever writes to it.

use crate::payouts::Payday;
use crate::world::{CUSTOMERS, World, month};
use domain::payout::BatchStatus;
use domain::user::Role;
use domain::view::WorkQuery;
use domain::workflow::{StepState, WorkState, Workflow};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

/// Has whatever is written to this file find its disk full.
fn fill(file: &Path) {
    std::fs::create_dir_all(file.parent().unwrap()).unwrap();
    symlink("/dev/full", file).unwrap();
}

/// The file under which another one is written.
fn draft(file: &Path) -> PathBuf {
    file.with_file_name(format!(".{}.tmp", file.file_name().unwrap().to_str().unwrap()))
}

/// Why the steps of a workflow's runs wait to be tried again.
async fn reasons(world: &World, workflow: Workflow) -> Vec<String> {
    let runs = world.office.works(&WorkQuery { workflow: Some(workflow), ..WorkQuery::default() }).await.unwrap();
    let mut reasons = Vec::new();
    for run in runs {
        let steps = world.office.work(run.id).await.unwrap().steps;
        reasons.extend(steps.into_iter().filter(|step| step.state == StepState::Ready).filter_map(|step| step.error));
    }
    reasons
}

#[tokio::test]
async fn a_letter_that_finds_no_room_waits_and_is_whole_when_it_comes() {
    let world = World::new().await;
    let plan = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;
    world.office.add_plan("residual", "Residual", month("2024-01"), plan, true).await.unwrap();
    world.import(CUSTOMERS).await;
    world.desk(Role::Owner, Some("RS-1")).await;
    let (finance, admin) = (world.desk(Role::Finance, None).await, world.desk(Role::Admin, None).await);
    finance.start_close(month("2025-09")).await.unwrap();
    world.engine.work_through().await.unwrap();
    admin.approve_month(month("2025-09")).await.unwrap();
    // The run that writes the letter comes first, the one that sends it second: between them there is no room.
    let run = world.office.begin_work(Workflow::MonthEnd, "2025-09", None, None).await.unwrap();
    let folder = world.directory.path().join("mail");
    std::fs::rename(&folder, world.directory.path().join("elsewhere")).unwrap();
    std::fs::write(&folder, "in the way").unwrap();
    world.engine.work_through().await.unwrap();
    let page = world.office.work(run.id).await.unwrap();
    let notify = page.steps.iter().find(|step| step.name == "notify").unwrap();
    assert_eq!(
        (page.run.state, notify.state),
        (WorkState::Running, StepState::Done),
        "the month waits for its payday alone"
    );
    let mails = world.office.mails().await.unwrap();
    let letter = mails.iter().find(|mail| mail.sent_at.is_none()).unwrap();

    std::fs::remove_file(&folder).unwrap();
    let file = folder.join(format!("{}.eml", letter.id));
    fill(&draft(&file));
    world.later(600);
    world.engine.work_through().await.unwrap();
    let told = reasons(&world, Workflow::MailDelivery).await;
    assert!(told.len() == 1 && told[0].contains("No space left on device"), "{told:?}");
    assert!(!file.exists(), "no half of a letter is there");

    std::fs::remove_file(draft(&file)).unwrap();
    world.later(3_600);
    world.engine.work_through().await.unwrap();
    assert!(std::fs::read_to_string(&file).unwrap().trim_end().ends_with("--"), "the letter is there to its end");
    assert!(world.office.mails().await.unwrap().iter().all(|mail| mail.sent_at.is_some()));
}

#[tokio::test]
async fn a_file_for_the_bank_that_finds_no_room_waits_and_is_handed_over_once() {
    let payday = Payday::with_accounts("4321", "7777").await;
    let world = &payday.world;
    let bank = world.directory.path().join("bank/acme");
    std::fs::create_dir_all(&bank).unwrap();
    std::fs::write(bank.join("ready"), "in the way").unwrap();
    let batch = payday.send().await;
    let page = payday.page(batch.id).await;
    assert_eq!(page.batch.status, BatchStatus::Written);
    let name = page.file.unwrap().name;

    std::fs::remove_file(bank.join("ready")).unwrap();
    let file = bank.join("ready").join(&name);
    for blocked in [draft(&file), draft(&bank.join("ready").join(format!("{name}.staged")))] {
        // An empty mark fits on a full disk; a folder in its place is what is left to stop it.
        if blocked.to_str().unwrap().contains(".staged") {
            std::fs::create_dir(&blocked).unwrap();
        } else {
            fill(&blocked);
        }
        world.later(3 * 3_600);
        world.engine.work_through().await.unwrap();
        let told = reasons(world, Workflow::Payouts).await;
        assert!(told.len() == 1 && told[0].contains(&name), "{told:?}");
        assert_eq!(payday.page(batch.id).await.batch.status, BatchStatus::Written);
        let handed_over =
            [bank.join("out"), bank.join("sandbox/taken")].iter().any(|folder| folder.join(&name).exists());
        assert!(!handed_over, "nothing is handed over by halves");
        if blocked.is_dir() {
            std::fs::remove_dir(&blocked).unwrap();
        } else {
            assert!(told[0].contains("No space left on device"), "{told:?}");
            std::fs::remove_file(&blocked).unwrap();
        }
    }
    world.later(3 * 3_600);
    world.engine.work_through().await.unwrap();
    assert_eq!(payday.page(batch.id).await.batch.status, BatchStatus::Submitted);
    let content = std::fs::read(bank.join("sandbox/taken").join(&name)).unwrap();
    assert_eq!(content, payday.admin.payout_file(batch.id).await.unwrap().content);
    payday.days_later(2).await;
    assert_eq!(payday.books().await, [0, 0, -4_106]);
}
