//! Server functions: what pages ask the engine.
//!
//! Each is an endpoint that anyone can call, so the engine checks rights, and a function here only takes the
//! caller's desk, calls it, and lets `?` turn a refusal into [`Trouble`]. Named by verb and object; the file is the
//! subject.

pub mod alerts;
pub mod bank_accounts;
pub mod close;
pub mod corrections;
pub mod customers;
pub mod emergencies;
mod encoding;
pub mod insight;
pub mod interventions;
pub mod ledger;
pub mod managers;
pub mod payouts;
pub mod plans;
pub mod portfolio;
pub mod reconciliation;
pub mod statements;
mod status;
pub mod success;
pub mod surveys;
pub mod transfers;
pub mod viewer;
pub mod work;

pub use status::answer_with_status_of;

use domain::Refusal;
use encoding::JsonText;
use leptos::server_fn::error::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a call failed: a refusal of the engine's, or a call that never reached it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[serde(transparent)]
#[error(transparent)]
pub struct Trouble(pub Refusal);

impl From<Refusal> for Trouble {
    /// A refusal also decides the status of the answer, be it a page or the result of a call.
    fn from(refusal: Refusal) -> Self {
        answer_with_status_of(&refusal);
        Self(refusal)
    }
}

impl FromServerFnError for Trouble {
    type Encoder = JsonText;

    /// Arguments that can't be read are the caller's fault; everything else is a connection or a server that failed.
    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        Self(match error {
            ServerFnErrorErr::Args(reason) | ServerFnErrorErr::MissingArg(reason) => {
                Refusal::invalid("Request", reason)
            }
            _ => Refusal::Unavailable,
        })
    }
}

/// The engine through the rights of who is signed in.
#[cfg(feature = "ssr")]
pub fn desk() -> Result<engine::Desk, Trouble> {
    leptos::context::use_context().ok_or_else(|| Refusal::SignInNeeded.into())
}
