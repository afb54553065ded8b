//! An operator on its payday, and what came of it.

use crate::place::{Place, add_person, import_customers, office, operator, runtime};
use crate::python;
use domain::Cents;
use domain::audit::Actor;
use domain::banking::account::{AccountDetails, BankAccountKind, HolderKind, TaxForm, TaxFormKind};
use domain::payout::{BatchStatus, Limits, Offset, Originator, PayoutSettings, PayoutState, Speed};
use domain::user::Role;
use engine::Office;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{Command, ExitStatus};
use tempfile::TempDir;

const PLAN: &str = r#"{"rules": [{"pay": {"percentage": {"rate": "9.5%"}}}]}"#;
const MONTHS: [&str; 3] = ["2025-06", "2025-07", "2025-08"];
/// Of which the first is on hold, and the last has no account.
const RESELLERS: usize = 12;
/// Whose account no longer exists, so that a payout comes back.
const GONE: &str = "RS-07";
const FINANCE: &str = "finance@acme.example";
const ADMIN: &str = "admin@acme.example";
const DAY: i64 = 86_400;

/// What came of the payday: comparable, whatever happened on the way. Days aren't part of it.
#[derive(Debug, PartialEq, Eq)]
pub struct Paid {
    batches: Vec<(String, BatchStatus, i64, Cents)>,
    payouts: Vec<(String, Cents, PayoutState)>,
    balances: Vec<(String, Cents)>,
    letters: Vec<String>,
}

/// An operator whose summer is approved, with resellers that can be paid and two that can't, and who pays them.
pub fn payday(folder: &TempDir, name: Option<&str>) -> Place {
    let place = Place::empty(folder, name);
    runtime().block_on(async {
        let engine = place.engine().await;
        let office = operator(&engine).await;
        office.add_plan("residual", "Residual", MONTHS[0].parse().unwrap(), PLAN, true).await.unwrap();
        import_customers(&office, &place.data.join("customers.csv"), &customers(), MONTHS[2], true).await;
        add_person(&office, Role::Finance, None).await;
        add_person(&office, Role::Owner, Some(GONE)).await;
        let admin = office.desk_of(&add_person(&office, Role::Admin, None).await).await.unwrap();
        for month in MONTHS.map(|month| month.parse().unwrap()) {
            office.close(month, Actor::System, |_| ()).await.unwrap();
            admin.approve_month(month).await.unwrap();
        }
        office.set_payout_settings(&settings(), Offset::Now(None), Actor::System).await.unwrap();
        for n in 1..RESELLERS {
            let end = if code(n) == GONE { "0003".to_owned() } else { format!("{:04}", 2000 + n) };
            give_account(&office, &code(n), &format!("76543{end}")).await;
        }
        let held = office.account_of(&code(1)).await.unwrap().0.id;
        office.hold_payments(held, "a dispute", Actor::System).await.unwrap();
        // Only what is typed happens, whatever day it is.
        for schedule in office.schedules().await.unwrap() {
            office.pause_schedule(schedule.workflow, true, Actor::System).await.unwrap();
        }
        engine.shut_down().await;
    });
    place
}

fn code(n: usize) -> String {
    format!("RS-{n:02}")
}

/// Three customers for each reseller, of bills that no two share.
fn customers() -> String {
    let mut csv = String::from("customer_id,reseller_id,mrr,activation_date\n");
    for n in 0..RESELLERS * 3 {
        writeln!(csv, "C-{n:03},{},{}.{:02},2025-0{}-01", code(n / 3 + 1), 40 + n, n % 100, 5 + n % 3).unwrap();
    }
    csv
}

/// An account that is proved to be the reseller's, and its tax form.
async fn give_account(office: &Office, code: &str, number: &str) {
    let partner = office.account_of(code).await.unwrap().0.id;
    let what = (BankAccountKind::Checking, HolderKind::Business);
    let details = AccountDetails::read(what, "Harbor Dealers LLC", "121042882", (number, number)).unwrap();
    let account = office.enter_account(partner, details, Actor::System).await.unwrap();
    let sent = office.begin_deposits(account.id, account.revision, Actor::System).await.unwrap();
    office.confirm_deposits(partner, sent, Actor::System).await.unwrap();
    let form = TaxForm { kind: TaxFormKind::W9, received_on: "2025-01-15".parse().unwrap() };
    office.file_tax_form(partner, form, Actor::System).await.unwrap();
}

fn settings() -> PayoutSettings {
    let bank = "121042882".parse().unwrap();
    let originator = Originator {
        company_name: "ACME INTERNET".into(),
        company_id: "1234567890".into(),
        description: "COMMISSION".into(),
        odfi: bank,
        destination: bank,
        destination_name: "FIRST BANK".into(),
        origin: "1234567890".into(),
        origin_name: "ACME INTERNET".into(),
    };
    let limits = Limits { minimum: Cents(100), per_partner: Cents(100_000_000), per_batch: Cents(1_000_000_000) };
    PayoutSettings { originator, speed: Speed::NextDay, limits }
}

/// A step of the day as a person types it, perhaps dying at a point.
fn typed(place: &Place, arguments: &[&str], die_at: Option<&str>) -> ExitStatus {
    place.tributary(arguments).envs(die_at.map(|point| ("DIE_AT", point))).status().unwrap()
}

/// The program that hands over what is approved, and settles what has arrived.
pub fn submit(place: &Place) -> Command {
    place.tributary(&["payouts", "submit", "PB-0001"])
}

/// Proposes and approves, from a time on.
pub fn approved(place: &Place, from: i64, die_at: Option<&str>) -> Vec<ExitStatus> {
    place.set_ahead(from);
    vec![
        typed(place, &["payouts", "propose", "--as", FINANCE, "--reason", "payday"], die_at),
        typed(place, &["payouts", "approve", "PB-0001", "--as", ADMIN], die_at),
    ]
}

/// The whole day from its proposal to the money at the banks, from a time on. What is done already is refused, and
/// changes nothing. Says whether the program died at the point.
pub fn go_through(place: &Place, from: i64, die_at: Option<&str>) -> bool {
    let mut ended = approved(place, from, die_at);
    let submit = ["payouts", "submit", "PB-0001"];
    ended.push(typed(place, &submit, die_at));
    place.set_ahead(from + 5 * DAY);
    ended.push(typed(place, &submit, die_at));
    ended.iter().any(|status| status.signal().is_some())
}

fn files(place: &Place, folder: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(place.data.join("bank/acme").join(folder));
    let files = entries.into_iter().flatten().flatten().map(|entry| entry.path()).filter(|path| path.is_file());
    files.filter(|path| !path.file_name().unwrap().to_string_lossy().starts_with('.')).collect()
}

/// What came of it, after the bank's file was read by a reader that shares nothing with the product: one file, each
/// entry once, and each what the partner's approved statements come to.
pub fn paid(place: &Place) -> Paid {
    let taken = files(place, "sandbox/taken");
    assert_eq!(taken.len(), 1, "the bank has one file for the batch");
    assert_eq!(files(place, "out").len(), 0, "nothing waits that the bank would pay a second time");
    let letters = files(place, "in").into_iter().chain(files(place, "in/done"));
    let refused = letters.filter(|path| path.extension().is_some_and(|end| end == "txt")).count();
    assert_eq!(refused, 0, "the bank was never given a file that it had before");
    let read = python::check("nacha.py", &taken.iter().map(PathBuf::as_path).collect::<Vec<_>>());
    let entries: BTreeMap<String, i64> = serde_json::from_value(read["paid"].clone()).unwrap();
    runtime().block_on(async {
        let engine = place.engine().await;
        let office = office(&engine).await;
        let desk = office.desk_of(FINANCE).await.unwrap();
        let batches = office.payout_batches().await.unwrap();
        assert_eq!(batches.len(), 1);
        let (_, payouts, _) = office.payout_batch(batches[0].id).await.unwrap();
        let sent: Vec<_> =
            payouts.iter().filter(|p| matches!(p.state, PayoutState::Settled | PayoutState::Returned)).collect();
        assert_eq!(sent.len(), entries.len());
        for payout in sent {
            let code = &payout.partner.code;
            let statements = desk.statements(Some(payout.partner.id)).await.unwrap();
            let owed: i64 = statements.iter().map(|statement| statement.commission.0).sum();
            assert_eq!((entries[code], payout.amount.0), (owed, owed), "{code} is paid its statements");
        }
        let check = office.check_ledger().await.unwrap();
        assert_eq!(check.differences, []);
        assert_eq!(office.verify_audit().await.unwrap().1, None);
        let balance = desk.trial_balance(None, 1).await.unwrap();
        // Who may approve is asked only if automation comes by before somebody has approved.
        let letters = office.mails().await.unwrap().into_iter().map(|mail| mail.subject);
        let mut letters: Vec<_> = letters.filter(|subject| !subject.ends_with("wait for your approval")).collect();
        letters.sort();
        let paid = Paid {
            batches: batches.iter().map(|b| (b.name(), b.status, b.payouts, b.total)).collect(),
            payouts: payouts.into_iter().map(|p| (p.partner.code, p.amount, p.state)).collect(),
            balances: balance.accounts.iter().map(|row| (row.account.code().to_owned(), row.closing())).collect(),
            letters,
        };
        engine.shut_down().await;
        paid
    })
}
