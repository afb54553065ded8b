//! What can be done from the command line, a file for each command.

pub mod accounts;
pub mod ach;
pub mod adjust;
pub mod audit;
pub mod close;
pub mod config;
pub mod demo;
pub mod emergency;
pub mod files;
pub mod health;
pub mod import;
pub mod ledger;
pub mod migrate;
pub mod months;
pub mod payouts;
pub mod plan;
pub mod reconcile;
pub mod serve;
pub mod statements;
pub mod tenant;
pub mod user;
pub mod vault;
pub mod workflows;

use crate::config::{Config, ConfigError};
use crate::output::Output;
use crate::serve::ListenError;
use chrono::TimeDelta;
use domain::Refusal;
use engine::{Engine, Options, SessionLimits};
use std::io;
use std::process::ExitCode;
use std::sync::Arc;

/// What every command works with.
#[derive(Clone, Debug)]
pub struct Context {
    /// The settings in force.
    pub config: Arc<Config>,
    /// Where its words go.
    pub output: Output,
}

impl Context {
    /// Opens the database that the settings name, creating and migrating it where needed.
    pub async fn engine(&self) -> Result<Engine, Failure> {
        let hours = |hours: u16| TimeDelta::hours(hours.into());
        let sessions = SessionLimits {
            idle: hours(self.config.session_idle_hours),
            absolute: hours(self.config.session_absolute_hours),
        };
        let post = self.config.post().map_err(|error| Failure::Other(error.to_string()))?;
        let (master_key_file, bank) = (Some(self.config.master_keys()), self.config.bank());
        let address = self.config.address();
        let options = Options { address, sessions, post, bank, master_key_file, ..Options::default() };
        Engine::open(&self.config.database(), options).await.map_err(|fault| Failure::Other(fault.to_string()))
    }

    /// Opens the database, does `work` and closes it.
    pub async fn with_engine<T>(&self, work: impl AsyncFnOnce(&Engine) -> Result<T, Failure>) -> Result<T, Failure> {
        let engine = self.engine().await?;
        let result = work(&engine).await;
        engine.shut_down().await;
        result
    }
}

/// How a command that worked ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// All is well.
    Done,
    /// It worked, and its result says what needs a person's eye.
    NeedsALook,
    /// What was checked has errors.
    NotClean,
    /// What was to be checked can't be read.
    Unreadable,
}

impl From<Outcome> for ExitCode {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Done => Self::SUCCESS,
            Outcome::NeedsALook => Self::from(3),
            Outcome::NotClean => Self::FAILURE,
            Outcome::Unreadable => Self::from(2),
        }
    }
}

/// Why a command didn't work.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The settings can't be used.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The engine said no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The port can't be had.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The system said no.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Anything else, in words for the person who typed the command.
    #[error("{0}")]
    Other(String),
}

impl From<Failure> for ExitCode {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Config(_) => Self::from(2),
            Failure::Refused(_) | Failure::Listen(_) | Failure::Io(_) | Failure::Other(_) => Self::FAILURE,
        }
    }
}
