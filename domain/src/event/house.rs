//! What happens in the operator's own house: who looks after whom, and its keys.

use super::Event;
use crate::{CoverId, PartnerId, UserId};
use serde::{Deserialize, Serialize};

/// What happens in the operator's own house; one of the [`Event`]s, kept in the same form as they.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum HouseEvent {
    /// Somebody else looks after a partner from now on, or nobody.
    PartnerAssigned {
        /// The partner.
        partner: PartnerId,
        /// Who looks after it.
        manager: Option<UserId>,
    },
    /// Days on which somebody covers for a manager were entered, changed, or taken back.
    CoverArranged {
        /// Which; of one that was taken back nothing is left.
        cover: CoverId,
        /// Who is away.
        manager: UserId,
    },
    /// The operator's keys were wrapped by a new master key.
    MasterKeyRotated {
        /// How many.
        keys: u64,
    },
    /// Everything that is sealed was put under a new key.
    DataKeyRotated {
        /// Values that were.
        resealed: u64,
    },
}

impl HouseEvent {
    /// The event's type as a stable word.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::PartnerAssigned { .. } => "partner_assigned",
            Self::CoverArranged { .. } => "cover_arranged",
            Self::MasterKeyRotated { .. } => "master_key_rotated",
            Self::DataKeyRotated { .. } => "data_key_rotated",
        }
    }
}

impl From<HouseEvent> for Event {
    fn from(event: HouseEvent) -> Self {
        Self::House(event)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happens_in_the_house_is_kept_like_all_else() {
        let event = Event::from(HouseEvent::DataKeyRotated { resealed: 2 });
        let json = serde_json::to_string(&event).unwrap();
        assert_eq!(json, r#"{"type":"data_key_rotated","resealed":2}"#);
        assert_eq!(serde_json::from_str::<Event>(&json).unwrap(), event);
        assert_eq!(event.code(), "data_key_rotated");
    }
}
