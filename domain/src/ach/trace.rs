//! A trace number: the bank that sent an entry, and its number there.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Entries that one bank's numbers can tell apart.
const SEQUENCES: u64 = 10_000_000;

/// Fifteen digits: eight of the originating bank, seven of the entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TraceNumber(u64);

impl TraceNumber {
    /// Fifteen digits; `None` when there are more.
    pub fn new(digits: u64) -> Option<Self> {
        (digits < 1_000_000_000_000_000).then_some(Self(digits))
    }

    /// The `sequence`th entry of a bank; `None` beyond seven digits.
    pub fn of(odfi: u32, sequence: u64) -> Option<Self> {
        if sequence >= SEQUENCES {
            return None;
        }
        Self::new(u64::from(odfi) * SEQUENCES + sequence)
    }

    /// All fifteen digits.
    pub const fn digits(self) -> u64 {
        self.0
    }

    /// The entry's number at its bank: the last seven digits, which its addenda repeat.
    pub const fn sequence(self) -> u64 {
        self.0 % SEQUENCES
    }
}

impl fmt::Display for TraceNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:015}", self.0)
    }
}
