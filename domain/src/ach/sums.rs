//! What entries add up to, as controls carry it.

use crate::banking::Direction;

/// An entry hash keeps the last ten digits of its sum.
const HASH_MODULUS: u64 = 10_000_000_000;

/// Counts and totals of a batch or a file.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Sums {
    /// Entries and addenda.
    pub count: u64,
    /// Debits in cents.
    pub debits: u64,
    /// Credits in cents.
    pub credits: u64,
    hash: u64,
}

impl Sums {
    /// Sums as a control says them.
    pub fn declared(count: u64, hash: u64, debits: u64, credits: u64) -> Self {
        Self { count, debits, credits, hash }
    }

    /// Adds an entry: the eight digits of the receiving bank, and the amount on its side.
    pub fn add_entry(&mut self, rdfi: u64, direction: Direction, cents: u64) {
        self.hash = (self.hash + rdfi) % HASH_MODULUS;
        let side = match direction {
            Direction::Credit => &mut self.credits,
            Direction::Debit => &mut self.debits,
        };
        *side = side.saturating_add(cents);
    }

    /// Adds a batch to its file.
    pub fn add(&mut self, other: Self) {
        self.count += other.count;
        self.debits = self.debits.saturating_add(other.debits);
        self.credits = self.credits.saturating_add(other.credits);
        self.hash = (self.hash + other.hash) % HASH_MODULUS;
    }

    /// The sum of the receiving banks' eight digits, its last ten digits.
    pub fn hash(&self) -> u64 {
        self.hash
    }
}
