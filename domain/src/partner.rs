//! Resellers.

use crate::code::coded;
use crate::{Cents, PartnerId, UserId};
use serde::{Deserialize, Serialize};

coded! {
    /// How a partner does business with the operator.
    PartnerKind {
        /// Sells under the operator's brand.
        AuthorizedDealer = "authorized_dealer", "Authorized dealer";
        /// Bundles its own services.
        ValueAddedReseller = "value_added_reseller", "Value-added reseller";
        /// Builds networks for its clients.
        SystemIntegrator = "system_integrator", "System integrator";
        /// Sells through dealers of its own.
        Distributor = "distributor", "Distributor";
        /// Brings technology.
        TechnologyPartner = "technology_partner", "Technology partner";
        /// Sends leads.
        ReferralPartner = "referral_partner", "Referral partner";
        /// Sells under its own brand.
        WhiteLabel = "white_label", "White label";
        /// Runs the operator's shops.
        Franchise = "franchise", "Franchise";
    }
}

coded! {
    /// Where a partner stands with the operator.
    PartnerStatus {
        /// Known, not applied.
        Prospect = "prospect", "Prospect";
        /// Applied.
        PendingApproval = "pending_approval", "Pending approval";
        /// Selling.
        Active = "active", "Active";
        /// Stopped for now.
        Suspended = "suspended", "Suspended";
        /// No longer selling.
        Inactive = "inactive", "Inactive";
        /// Ended.
        Terminated = "terminated", "Terminated";
    }
}

coded! {
    /// Standing that decides default targets; a new partner starts at bronze.
    Tier {
        /// Entry.
        Bronze = "bronze", "Bronze";
        /// Second.
        Silver = "silver", "Silver";
        /// Third.
        Gold = "gold", "Gold";
        /// Fourth.
        Platinum = "platinum", "Platinum";
        /// Highest.
        Premier = "premier", "Premier";
    }
}

/// A reseller, or a distributor above resellers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Partner {
    /// Its id.
    pub id: PartnerId,
    /// The operator's own short code for it: RS-902.
    pub code: String,
    /// Name for people.
    pub name: String,
    /// How it does business.
    pub kind: PartnerKind,
    /// Its standing.
    pub tier: Tier,
    /// Where it stands.
    pub status: PartnerStatus,
    /// The partner above it, which earns overrides.
    pub parent_id: Option<PartnerId>,
    /// Where it sells.
    pub territory: Option<String>,
    /// Who looks after it.
    pub manager_id: Option<UserId>,
}

/// Targets of a partner from a month on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct Quota {
    /// Billed revenue per month.
    pub monthly_revenue: Cents,
    /// Customers activated in 90 days.
    pub activations_90d: i32,
}
