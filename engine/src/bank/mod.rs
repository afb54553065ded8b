//! The bank: takes files of payments and sends answers, through folders that both sides see.
//!
//! Handing over money can't be undone and must not be done twice, and no transaction spans a database and a bank. So it
//! goes in two moves, each of which may be repeated: a file is first *laid ready*, where the bank doesn't look; then,
//! once the database knows that it lies there, one rename hands it over. That it lies there no more is the proof that it
//! was handed over, whatever the bank has done with it since.

mod drop;
mod sandbox;

use crate::Engine;
use chrono::NaiveDateTime;
use domain::{Refusal, TenantId};
use drop::FileDrop;
use sandbox::Sandbox;
use sha2::{Digest, Sha256};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// How files reach an operator's bank. Each operator has a folder of its own, by its short name.
#[derive(Clone, Debug, Default)]
pub enum BankAccess {
    /// Not at all: payouts stop before they are handed over, and tell why.
    #[default]
    None,
    /// Through folders that the bank, or a program beside Tributary, empties and fills: `out` and `in`.
    Folder(PathBuf),
    /// The same folders, with a bank of our own at the other end, for demonstrations and tests.
    Sandbox(PathBuf),
}

/// Files that couldn't be handed over or fetched.
#[derive(Debug, thiserror::Error)]
pub(crate) enum BankError {
    /// The folder can't be used as it is.
    #[error("{path}: {source}")]
    File {
        /// Which file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// Another file has the name.
    #[error("{0} is there already with other contents; move it away and look into it before anything else is sent")]
    Differs(PathBuf),
    /// The file was laid ready elsewhere.
    #[error("{0} was never laid ready in this folder; is the bank’s folder another one than before?")]
    NotStaged(PathBuf),
}

impl From<BankError> for Refusal {
    fn from(error: BankError) -> Self {
        match error {
            // Folders come back: a share that is away for a moment, a disk that was full.
            BankError::File { .. } => Self::conflict(error.to_string()),
            BankError::Differs(_) | BankError::NotStaged(_) => Self::not_now(error.to_string()),
        }
    }
}

/// What every way to a bank can do. Each may be called again after a crash, with the same result.
pub(crate) trait Bank: Send + Sync {
    /// Lays a file ready without handing it over.
    fn stage(&self, name: &str, content: &[u8]) -> Result<(), BankError>;

    /// Hands over a file that lies ready. Does nothing when it was handed over before.
    fn hand_over(&self, name: &str) -> Result<(), BankError>;

    /// The names of files that the bank has sent and that weren't put away. `now` is the time in New York, for a bank
    /// that has none of its own.
    fn arrived(&self, now: NaiveDateTime) -> Result<Vec<String>, BankError>;

    /// The bytes of a file that arrived.
    fn fetch(&self, name: &str) -> Result<Vec<u8>, BankError>;

    /// Puts a file away that was taken in.
    fn put_away(&self, name: &str) -> Result<(), BankError>;
}

impl Engine {
    /// The operator's bank. Its calls block: [`Engine::at_bank`] makes them where nobody waits.
    async fn bank(&self, tenant: TenantId) -> Result<Arc<dyn Bank>, Refusal> {
        let slug = self.store.read(tenant).await?.tenant_row().await?.slug;
        let folder = |root: &Path| FileDrop::new(root.join(slug));
        match &self.options.bank {
            BankAccess::None => Err(Refusal::not_now(
                "No way to a bank is set up: name a folder by the setting bank_folder, or try the sandbox.",
            )),
            BankAccess::Folder(root) => Ok(Arc::new(folder(root))),
            BankAccess::Sandbox(root) => Ok(Arc::new(Sandbox::new(folder(root)))),
        }
    }

    /// Whether there is a way to a bank at all.
    pub(crate) fn has_bank(&self) -> bool {
        !matches!(self.options.bank, BankAccess::None)
    }

    /// Does something at the operator's bank, on a thread that may block.
    pub(crate) async fn at_bank<T: Send + 'static>(
        &self,
        tenant: TenantId,
        work: impl FnOnce(&dyn Bank) -> Result<T, BankError> + Send + 'static,
    ) -> Result<T, Refusal> {
        let bank = self.bank(tenant).await?;
        let done = tokio::task::spawn_blocking(move || work(bank.as_ref())).await;
        Ok(done.map_err(|_| Refusal::Unavailable)??)
    }
}

/// By which the same bytes are known again: SHA-256 in hexadecimal.
pub(crate) fn content_hash(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::with_capacity(64), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
