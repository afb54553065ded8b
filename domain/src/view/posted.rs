//! A form that was posted to its page by a browser without scripts.

use crate::Refusal;
use crate::form::Fields;
use serde::{Deserialize, Serialize};

/// A form that was posted to its page, and came back with all that stood in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// What was typed.
    pub fields: Fields,
    /// Why it wasn't kept; nothing where it was only changed.
    pub refusal: Option<Refusal>,
}
