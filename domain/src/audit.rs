//! The audit trail: one hash chain per operator, so that a changed or missing entry is found.

use crate::{TenantId, UserId};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Who did something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Actor {
    /// A person who is signed in.
    User(UserId),
    /// The command line or a schedule.
    System,
}

impl Actor {
    /// The person, if it was one.
    pub const fn user(self) -> Option<UserId> {
        match self {
            Self::User(id) => Some(id),
            Self::System => None,
        }
    }
}

/// One line of the audit trail.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct AuditEntry {
    /// Position in the operator's chain, from 1 without a gap.
    pub position: i64,
    /// When it was written.
    pub at: DateTime<Utc>,
    /// Who did it; nobody for the command line and schedules.
    pub user_id: Option<UserId>,
    /// What was done, as a stable word.
    pub action: String,
    /// What it was done to.
    pub subject: String,
    /// Details as JSON text.
    pub details: String,
    /// Entry hash: SHA-256 over the previous entry's hash and this entry.
    pub entry_hash: Vec<u8>,
}

impl AuditEntry {
    /// The hash that this entry must have when it follows `previous` (empty for the first).
    ///
    /// Every part is preceded by its length, so that no two different entries give the same bytes.
    pub fn compute_hash(&self, tenant: TenantId, previous: &[u8]) -> Vec<u8> {
        let mut hash = Sha256::new();
        let at = self.at.timestamp_micros().to_be_bytes();
        let user = self.user_id.map(|u| *u.0.as_bytes());
        for part in [
            previous,
            &tenant.0.to_be_bytes(),
            &self.position.to_be_bytes(),
            &at,
            user.as_ref().map_or(&[], |u| u.as_slice()),
            self.action.as_bytes(),
            self.subject.as_bytes(),
            self.details.as_bytes(),
        ] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        hash.finalize().to_vec()
    }
}

/// The position of the first entry that is changed, missing or out of place, if there is one.
pub fn first_break(tenant: TenantId, entries: &[AuditEntry]) -> Option<i64> {
    let mut previous: &[u8] = &[];
    for (expected, entry) in (1..).zip(entries) {
        if entry.position != expected || entry.entry_hash != entry.compute_hash(tenant, previous) {
            return Some(expected);
        }
        previous = &entry.entry_hash;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn chain(length: i64) -> Vec<AuditEntry> {
        let mut entries: Vec<AuditEntry> = Vec::new();
        for position in 1..=length {
            let mut entry = AuditEntry {
                position,
                at: DateTime::UNIX_EPOCH,
                user_id: None,
                action: "moved".into(),
                subject: format!("customer {position}"),
                details: "{}".into(),
                entry_hash: Vec::new(),
            };
            let previous = entries.last().map_or(&[] as &[u8], |e| &e.entry_hash);
            entry.entry_hash = entry.compute_hash(TenantId(1), previous);
            entries.push(entry);
        }
        entries
    }

    proptest! {
        #[test]
        fn every_edit_deletion_and_swap_is_found(length in 2i64..20, at in 0usize..20, kind in 0u8..3) {
            let mut entries = chain(length);
            prop_assert_eq!(first_break(TenantId(1), &entries), None);
            let at = at % (entries.len() - 1);
            match kind {
                0 => entries[at].subject.push('!'),
                1 => { entries.remove(at); }
                _ => entries.swap(at, at + 1),
            }
            prop_assert_eq!(first_break(TenantId(1), &entries), Some(i64::try_from(at).unwrap() + 1));
        }
    }
}
