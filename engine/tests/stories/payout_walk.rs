//! Random walks through all that people, banks and crashes can do to payouts, beside a model that counts cents: never
//! is anybody paid twice, never is a cent lost, and in the end everybody has what was earned.

use crate::payouts::Payday;
use crate::world::{month, options, setting};
use domain::ach::layout::entries::entry;
use domain::ach::read;
use domain::audit::Actor;
use domain::payout::{BatchStatus, PayoutState};
use domain::view::{PayoutBatchRow, PayoutRow, WorkQuery};
use domain::workflow::WorkState;
use domain::{Cents, Refusal};
use engine::{BankAccess, Engine};
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::Duration;

const CUSTOMERS: &str = "\
customer_id,reseller_id,mrr,activation_date,churn_date,lifecycle_stage,churn_category,city
A-1,RS-1,100.05,2025-01-01,,Active,,Downey
B-1,RS-2,250.17,2025-03-01,,Active,,Inglewood
C-1,RS-3,333.33,2025-01-15,,Active,,Compton
C-2,RS-3,19.99,2025-06-15,,Active,,Compton
D-1,RS-4,87.65,2025-02-01,,Active,,Downey
";
const PARTNERS: [&str; 4] = ["RS-1", "RS-2", "RS-3", "RS-4"];
/// Ends of account numbers: two that are paid, three that come back early, late and in between, two that are corrected.
const ENDS: [&str; 7] = ["4321", "7777", "0003", "0029", "0001", "1001", "1002"];

/// Numbers that are always the same for a seed (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % end as u64).unwrap()
    }
}

struct Walk {
    payday: Payday,
    seed: u64,
    dice: Dice,
    /// What was done.
    steps: Vec<String>,
    /// Months that are still to be closed and approved.
    months: Vec<&'static str>,
    accounts: u32,
}

/// Nothing happened, and that is said; what isn't allowed is that something broke.
fn tolerate<T>(done: Result<T, Refusal>) -> String {
    match done {
        Ok(_) => "done".into(),
        Err(refusal) => {
            assert!(!matches!(refusal, Refusal::Unavailable), "something broke");
            refusal.to_string()
        }
    }
}

impl Walk {
    async fn begin(seed: u64) -> Self {
        let payday = Payday::of(CUSTOMERS).await;
        for (n, code) in PARTNERS.iter().enumerate() {
            payday.payable(code, &format!("900000{n}{}", ENDS[n % 2])).await;
        }
        let months = vec!["2025-08", "2025-07", "2025-06", "2025-05", "2025-04", "2025-03"];
        let dice = Dice(seed.wrapping_mul(2_654_435_761) + 1);
        Self { payday, seed, dice, steps: Vec::new(), months, accounts: 0 }
    }

    fn bank(&self) -> PathBuf {
        self.payday.world.directory.path().join("bank/acme")
    }

    async fn batches(&self) -> Vec<PayoutBatchRow> {
        self.payday.world.office.payout_batches().await.unwrap()
    }

    async fn payouts(&self) -> Vec<PayoutRow> {
        let mut payouts = Vec::new();
        for batch in self.batches().await {
            payouts.extend(self.payday.world.office.payout_batch(batch.id).await.unwrap().1);
        }
        payouts
    }

    /// One batch of this status, if there is any.
    async fn one(&mut self, of: impl Fn(BatchStatus) -> bool) -> Option<PayoutBatchRow> {
        let mut batches = self.batches().await;
        batches.retain(|batch| of(batch.status));
        (!batches.is_empty()).then(|| batches.swap_remove(self.dice.below(batches.len())))
    }

    async fn step(&mut self) {
        let code = PARTNERS[self.dice.below(PARTNERS.len())];
        let partner = self.payday.partner(code).await;
        let office = self.payday.world.office.clone();
        let what = self.dice.below(20);
        let came_to = match what {
            0..=2 => format!("propose: {}", tolerate(self.payday.finance.propose_payouts("now").await)),
            3..=5 => match self.one(|status| status == BatchStatus::Proposed).await {
                Some(batch) => format!("approve: {}", tolerate(self.payday.admin.approve_payouts(batch.id).await)),
                None => "nothing to approve".into(),
            },
            6 => match self.one(|_| true).await {
                Some(batch) => {
                    format!("cancel: {}", tolerate(self.payday.finance.cancel_payouts(batch.id, "no").await))
                }
                None => "nothing to cancel".into(),
            },
            7 | 8 => {
                self.payday.world.engine.work_through().await.unwrap();
                "work".into()
            }
            9..=11 => {
                let days = i64::try_from(self.dice.below(3)).unwrap() + 1;
                self.payday.days_later(days).await;
                format!("{days} days")
            }
            12 => format!("hold {code}: {}", tolerate(office.hold_payments(partner, "why", Actor::System).await)),
            13 => format!("release {code}: {}", tolerate(office.release_payments(partner, "so", Actor::System).await)),
            14 | 15 => {
                let end = ENDS[self.dice.below(ENDS.len())];
                self.give_account(code, end).await;
                format!("{code} is paid to {end}")
            }
            16 => self.close_another().await,
            17 => self.hand_in_again().await,
            18 => self.die().await,
            _ => self.retry_what_is_stuck().await,
        };
        self.steps.push(came_to);
    }

    async fn give_account(&mut self, code: &str, end: &str) {
        self.accounts += 1;
        let number = format!("{:05}{end}", 10_000 + self.accounts);
        self.payday.account(code, &number).await;
    }

    async fn close_another(&mut self) -> String {
        let Some(next) = self.months.pop() else { return "all months are closed".into() };
        self.payday.finance.start_close(month(next)).await.unwrap();
        self.payday.world.engine.work_through().await.unwrap();
        self.payday.admin.approve_month(month(next)).await.unwrap();
        format!("{next} approved")
    }

    /// Every file that the bank has sent, a second time.
    async fn hand_in_again(&mut self) -> String {
        for file in files(&self.bank().join("in/done")) {
            let again = self.payday.world.office.read_answers_file(&file, Actor::System).await;
            assert!(again.unwrap_err().to_string().ends_with("nothing was done a second time."));
        }
        "answers handed in again".into()
    }

    /// A server that works on what is due, and dies some milliseconds later.
    async fn die(&mut self) -> String {
        let world = &self.payday.world;
        let (database, clock) = (world.database(), world.clock());
        let bank = BankAccess::Sandbox(world.directory.path().join("bank"));
        let lives = u64::try_from(self.dice.below(40)).unwrap();
        tokio::task::spawn_blocking(move || {
            let server = tokio::runtime::Runtime::new().unwrap();
            let options = engine::Options { bank, ..options() };
            let engine = server.block_on(Engine::open_at(&database, options, clock)).unwrap();
            let runner = server.block_on(engine.start_runner()).unwrap();
            std::thread::sleep(Duration::from_millis(lives));
            server.shutdown_background();
            drop(runner);
        })
        .await
        .unwrap();
        world.later(20);
        format!("a server dies after {lives} ms")
    }

    async fn retry_what_is_stuck(&mut self) -> String {
        let office = &self.payday.world.office;
        let stuck = WorkQuery { state: Some(WorkState::Stuck), ..WorkQuery::default() };
        let stuck = office.works(&stuck).await.unwrap();
        for run in &stuck {
            office.retry_work(run.id, Actor::System).await.unwrap();
        }
        format!("{} tried again", stuck.len())
    }

    /// What each partner was promised: the sum of its approved statements.
    async fn earned(&self) -> BTreeMap<String, i64> {
        let mut earned = BTreeMap::new();
        for code in PARTNERS {
            let partner = self.payday.partner(code).await;
            let of_partner = self.payday.finance.statements(Some(partner)).await.unwrap();
            earned.insert(code.to_owned(), of_partner.iter().map(|statement| statement.commission.0).sum());
        }
        earned
    }

    /// What must hold at every moment.
    async fn check(&self) {
        let office = &self.payday.world.office;
        let payouts = self.payouts().await;
        let sum_of = |code: &str, states: &[PayoutState]| -> i64 {
            let of = payouts.iter().filter(|p| p.partner.code == code && states.contains(&p.state));
            of.map(|p| p.amount.0).sum()
        };
        let owed: BTreeMap<_, _> =
            office.payables().await.unwrap().into_iter().map(|p| (p.partner.code, p.owed.0)).collect();
        for (code, earned) in self.earned().await {
            let sent = sum_of(&code, &[PayoutState::InTransit, PayoutState::Settled]);
            let owed = owed.get(&code).copied().unwrap_or(0);
            assert_eq!(owed + sent, earned, "{code}: what is owed and what was sent is what was earned");
            assert!(sum_of(&code, &[PayoutState::Proposed]) <= owed, "{code}: no more is proposed than is owed");
        }
        assert_eq!(office.check_ledger().await.unwrap().differences, []);

        // The bank's own view: each entry is of one payout, and no payout has two.
        let mut entries: BTreeMap<i64, i64> = BTreeMap::new();
        for file in files(&self.bank().join("out")).into_iter().chain(files(&self.bank().join("sandbox/taken"))) {
            let file = read::read(&std::fs::read(&file).unwrap()).0;
            for sent in file.batches.iter().flat_map(|of| &of.entries) {
                let (trace, amount) = (sent.detail.raw(entry::TRACE), sent.detail.raw(entry::AMOUNT));
                let again = entries.insert(trace.parse().unwrap(), amount.parse().unwrap());
                assert_eq!(again, None, "trace number {trace} was given twice");
            }
        }
        let mut known = BTreeMap::new();
        for payout in &payouts {
            let is_sent = matches!(payout.state, PayoutState::InTransit | PayoutState::Settled | PayoutState::Returned);
            if let Some(trace) = payout.trace {
                known.insert(trace, payout.amount.0);
                assert!(!is_sent || entries.get(&trace) == Some(&payout.amount.0), "the bank has every payout");
            } else {
                assert!(!is_sent);
            }
        }
        let paid = entries.iter().filter(|(_, amount)| **amount > 0);
        for (trace, amount) in paid {
            assert_eq!(known.get(trace), Some(amount), "the bank pays what is ours");
        }
    }

    /// Everything that is in the way is cleared, and what is owed is paid.
    async fn end(&mut self) {
        for code in PARTNERS {
            self.give_account(code, "4321").await;
        }
        for _ in 0..6 {
            for code in PARTNERS {
                let partner = self.payday.partner(code).await;
                let _ = self.payday.world.office.release_payments(partner, "the end", Actor::System).await;
            }
            self.retry_what_is_stuck().await;
            let _ = self.payday.finance.propose_payouts("the end").await;
            self.payday.world.engine.work_through().await.unwrap();
            while let Some(batch) = self.one(|status| status == BatchStatus::Proposed).await {
                let approved = match self.payday.admin.approve_payouts(batch.id).await {
                    Err(_) => self.payday.finance.approve_payouts(batch.id).await,
                    approved => approved,
                };
                approved.unwrap();
            }
            self.payday.days_later(6).await;
            self.check().await;
        }
        let settled = self.payouts().await.into_iter().filter(|p| p.state == PayoutState::Settled);
        let mut paid = BTreeMap::new();
        settled.for_each(|p| *paid.entry(p.partner.code).or_default() += p.amount.0);
        assert_eq!(paid, self.earned().await, "everybody has what was earned");
        let [payable, clearing, _] = self.payday.books().await;
        assert_eq!(Cents(payable + clearing), Cents::ZERO);
        assert_eq!(self.payday.world.office.verify_audit().await.unwrap().1, None);
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path());
    let visible = |path: &PathBuf| path.is_file() && !path.file_name().unwrap().to_string_lossy().starts_with('.');
    entries.filter(visible).collect()
}

impl Drop for Walk {
    /// Whoever has to find out why a walk ended badly wants to know how it went.
    fn drop(&mut self) {
        if std::thread::panicking() {
            let _ = writeln!(std::io::stderr(), "seed {}:\n{}", self.seed, self.steps.join("\n"));
        }
    }
}

#[tokio::test]
async fn no_walk_pays_twice_or_loses_a_cent() {
    let first = setting("CHAOS_SEED", 1);
    for seed in first..first + setting("CHAOS_WALKS", 2) {
        let mut walk = Walk::begin(seed).await;
        for _ in 0..setting("CHAOS_WALK_STEPS", 40) {
            walk.step().await;
            walk.check().await;
        }
        walk.end().await;
    }
}
