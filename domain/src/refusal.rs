//! Why something can't be done, in words that help the person who asked.

use serde::{Deserialize, Serialize};

/// The one error that crosses the engine's border: serialisable, so the browser shows the same words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// Nobody is signed in, or the session has ended.
    #[error("Please sign in.")]
    SignInNeeded,
    /// The thing doesn't exist, or the caller may not know that it does.
    #[error("There is no such {what}.")]
    NotFound {
        /// What was asked for, in the user's words.
        what: String,
    },
    /// The caller may see the thing but not do this to it.
    #[error("You may not {what}.")]
    Forbidden {
        /// The refused action, as a verb phrase.
        what: String,
    },
    /// One field of the input can't be used.
    #[error("{field}: {reason}")]
    Invalid {
        /// The field as the user knows it.
        field: String,
        /// What is wrong and how to mend it.
        reason: String,
    },
    /// Someone else changed the thing first.
    #[error("{reason}")]
    Conflict {
        /// What changed, and what to do.
        reason: String,
    },
    /// The move isn't legal in the thing's present state.
    #[error("{reason}")]
    NotNow {
        /// The present state and what is possible instead.
        reason: String,
    },
    /// Too many attempts.
    #[error("Too many attempts. Please wait {seconds} seconds and try again.")]
    TooMany {
        /// Seconds until another attempt is allowed.
        seconds: u32,
    },
    /// The database can't be written to.
    #[error(
        "The disk that holds the data is full, or can't be written to. Nothing was changed; make room and try again."
    )]
    NoRoom,
    /// The system can't answer just now; the cause is in its log.
    #[error("Tributary can't do that just now. Nothing was changed; please try again in a moment.")]
    Unavailable,
}

impl Refusal {
    /// No such `what`.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::NotFound { what: what.into() }
    }

    /// The caller may not `what`.
    pub fn forbidden(what: impl Into<String>) -> Self {
        Self::Forbidden { what: what.into() }
    }

    /// `field` can't be used, because of `reason`.
    pub fn invalid(field: impl Into<String>, reason: impl Into<String>) -> Self {
        Self::Invalid { field: field.into(), reason: reason.into() }
    }

    /// Whether the same may go well a little later, without anybody changing what was asked for.
    pub const fn is_passing(&self) -> bool {
        matches!(self, Self::Unavailable | Self::NoRoom | Self::Conflict { .. })
    }

    /// Someone else was faster.
    pub fn conflict(reason: impl Into<String>) -> Self {
        Self::Conflict { reason: reason.into() }
    }

    /// Not in this state.
    pub fn not_now(reason: impl Into<String>) -> Self {
        Self::NotNow { reason: reason.into() }
    }
}

/// A word that isn't in a coded list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{word}” is not known; use one of: {known}")]
pub struct UnknownWord {
    /// What was given.
    pub word: String,
    /// What may be given.
    pub known: String,
}
