//! What tests do to a running program that people can't: have it die or freeze at a named point, and set its clock ahead.
//!
//! Compiled in by the feature `chaos` alone, which only the dependencies of `server`'s tests switch on; without it a
//! point is nothing at all. The decision note on points to die at says why.

#[cfg(not(feature = "chaos"))]
pub(crate) use without::{ahead, point, step};

/// What a program that people run has of it.
#[cfg(not(feature = "chaos"))]
mod without {
    pub(crate) const fn point(_name: &str) {}

    pub(crate) const fn step(_claim: &store::Claim, _when: &str) {}

    pub(crate) const fn ahead() -> chrono::TimeDelta {
        chrono::TimeDelta::zero()
    }
}

#[cfg(feature = "chaos")]
pub use within::POINTS;
#[cfg(feature = "chaos")]
pub(crate) use within::{ahead, point, step};

#[cfg(feature = "chaos")]
mod within {
    use chrono::TimeDelta;
    use std::path::PathBuf;
    use std::process::Command;
    use std::sync::LazyLock;
    use std::sync::atomic::{AtomicBool, Ordering};

    /// Every point between the proposal of a payout and its settlement, on either side of what can't be undone.
    pub const POINTS: &[&str] = &[
        "propose/before",
        "propose/after",
        "payouts/propose/before",
        "payouts/propose/after",
        "payouts/approve/before",
        "payouts/approve/after",
        "approve/before",
        "approve/after",
        "payouts/write/before",
        "payouts/write/after",
        "stage/before",
        "stage/unmarked",
        "stage/after",
        "stage/noted",
        "hand over/before",
        "hand over/after",
        "payouts/submit/before",
        "payouts/submit/after",
        "bank/noted",
        "bank/taken",
        "answers/fetched",
        "answers/before",
        "answers/after",
        "answers/put away",
        "payouts/settle/before",
        "payouts/settle/after",
    ];

    /// A point at which something is to happen, once.
    struct Wanted {
        name: String,
        passed: AtomicBool,
    }

    impl Wanted {
        fn by(setting_name: &str) -> Option<Self> {
            Some(Self { name: setting(setting_name)?, passed: AtomicBool::new(false) })
        }

        fn is_here(&self, name: &str) -> bool {
            self.name == name && !self.passed.swap(true, Ordering::SeqCst)
        }
    }

    static DIE_AT: LazyLock<Option<Wanted>> = LazyLock::new(|| Wanted::by("DIE_AT"));
    static FREEZE_AT: LazyLock<Option<Wanted>> = LazyLock::new(|| Wanted::by("FREEZE_AT"));

    /// A file that says by how many seconds the clock is ahead of the machine's.
    static AHEAD: LazyLock<Option<PathBuf>> = LazyLock::new(|| setting("CLOCK_AHEAD").map(PathBuf::from));

    #[expect(clippy::disallowed_methods, reason = "what only tests set")]
    fn setting(name: &str) -> Option<String> {
        std::env::var(name).ok()
    }

    /// Dies here, as by a power cut, or stands still until it is told to go on, if a test wants it.
    pub(crate) fn point(name: &str) {
        if DIE_AT.as_ref().is_some_and(|wanted| wanted.is_here(name)) {
            std::process::abort();
        }
        if FREEZE_AT.as_ref().is_some_and(|wanted| wanted.is_here(name)) {
            let _stopped = Command::new("kill").args(["-STOP", &std::process::id().to_string()]).status();
        }
    }

    /// The same beside the end of a step of automation.
    pub(crate) fn step(claim: &store::Claim, when: &str) {
        if DIE_AT.is_some() || FREEZE_AT.is_some() {
            point(&format!("{}/{}/{when}", claim.workflow.code(), claim.name));
        }
    }

    /// How far the clock is ahead.
    pub(crate) fn ahead() -> TimeDelta {
        let told = AHEAD.as_ref().and_then(|file| std::fs::read_to_string(file).ok());
        told.and_then(|text| text.trim().parse().ok()).map_or(TimeDelta::zero(), TimeDelta::seconds)
    }
}
