//! Payouts whose server dies between every pair of steps, on either side of the bank.

use crate::payouts::Payday;
use crate::world::options;
use domain::ach::{check, read};
use domain::payout::BatchStatus;
use domain::workflow::{WorkState, Workflow};
use engine::{BankAccess, Engine, Options};
use std::collections::HashSet;
use std::path::Path;
use std::time::Duration;

/// Files in a folder of the bank.
fn files(folder: &Path) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(folder).map(|entries| entries.flatten().collect::<Vec<_>>()).unwrap_or_default();
    entries
        .into_iter()
        .filter(|entry| entry.path().is_file())
        .map(|entry| std::fs::read(entry.path()).unwrap())
        .collect()
}

#[tokio::test]
async fn a_payout_whose_server_dies_again_and_again_is_paid_once() {
    let payday = Payday::with_accounts("4321", "0029").await;
    let world = &payday.world;
    let batch = payday.finance.propose_payouts("payday").await.unwrap();
    payday.admin.approve_payouts(batch.id).await.unwrap();
    let bank = world.directory.path().join("bank");
    for milliseconds in (0..20).map(|half| half * 3) {
        let (database, clock, bank) = (world.database(), world.clock(), BankAccess::Sandbox(bank.clone()));
        tokio::task::spawn_blocking(move || {
            // A process of its own as far as the database can tell: its connections die with its runtime.
            let server = tokio::runtime::Runtime::new().unwrap();
            let options = Options { bank, step_lease: Duration::from_secs(15), ..options() };
            let engine = server.block_on(Engine::open_at(&database, options, clock)).unwrap();
            let runner = server.block_on(engine.start_runner()).unwrap();
            std::thread::sleep(Duration::from_millis(milliseconds));
            server.shutdown_background();
            drop(runner);
        })
        .await
        .unwrap();
        // The leases that died with it run out.
        world.later(20);
    }
    world.engine.work_through().await.unwrap();
    payday.days_later(4).await;
    let page = payday.page(batch.id).await;
    assert_eq!(page.batch.status, BatchStatus::PartiallyReturned);
    assert_eq!(payday.books().await, [-2_500, 0, -1_606]);

    // The bank had one file, and no entry of it twice.
    let taken = files(&bank.join("acme/sandbox/taken"));
    assert_eq!(taken.len(), 1);
    let report = check::check(&taken[0]);
    assert!(report.is_clean() && report.credits == 4_106, "{report:?}");
    let sent = read::read(&taken[0]).0;
    let traces: HashSet<_> =
        sent.batches.iter().flat_map(|of| &of.entries).map(|entry| entry.detail.as_str()[79..].to_owned()).collect();
    assert_eq!(traces.len(), 2);
    assert!(files(&bank.join("acme/in")).is_empty(), "every answer was taken in, and none was a refusal");
    assert_eq!(world.office.verify_audit().await.unwrap().1, None);
    let run = world.office.begin_work(Workflow::Payouts, &page.batch.period, None, None).await.unwrap();
    assert_eq!(run.state, WorkState::Completed);
}

#[tokio::test]
async fn a_file_that_was_handed_over_without_our_knowing_is_not_handed_over_again() {
    let payday = Payday::with_accounts("4321", "7777").await;
    let world = &payday.world;
    let bank = world.directory.path().join("bank/acme");
    // The folder of what is ready can't give the file away: the step stops after it was laid ready and noted.
    std::fs::create_dir_all(&bank).unwrap();
    std::fs::write(bank.join("out"), "in the way").unwrap();
    let batch = payday.send().await;
    let page = payday.page(batch.id).await;
    assert_eq!(page.batch.status, BatchStatus::Written);
    let file = page.file.unwrap();
    assert!(file.staged_at.is_some() && file.submitted_at.is_none());
    assert!(!page.may_cancel, "from here on only the bank can stop it");

    // It goes out, and the bank takes it, but our note of it is lost with the process.
    std::fs::remove_file(bank.join("out")).unwrap();
    let away = bank.join("taken-by-the-bank.ach");
    std::fs::rename(bank.join("ready").join(&file.name), &away).unwrap();
    world.later(3 * 3_600);
    world.engine.work_through().await.unwrap();
    assert_eq!(payday.page(batch.id).await.batch.status, BatchStatus::Submitted);
    assert_eq!(payday.books().await, [0, -4_106, 0]);
    assert!(files(&bank.join("out")).is_empty() && files(&bank.join("sandbox/taken")).is_empty(), "handed over twice");
    assert_eq!(std::fs::read(away).unwrap(), payday.admin.payout_file(batch.id).await.unwrap().content);
}
