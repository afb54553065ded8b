//! People who sign in, and what they are to the operator or to a reseller.

use crate::code::coded;
use crate::{PartnerId, TenantId, UserId};
use serde::{Deserialize, Serialize};

coded! {
    /// What a user is: the first six work for the operator, the last three for a partner.
    Role {
        /// Runs the installation for the operator.
        Admin = "admin", "Administrator";
        /// Closes months and pays.
        Finance = "finance", "Finance";
        /// Answers for all partners, and says who looks after which.
        Head = "head", "Head of partners";
        /// Looks after the partners that are assigned to them.
        Manager = "manager", "Partner manager";
        /// Helps partners and customers.
        Support = "support", "Support";
        /// Reads everything, changes nothing.
        Auditor = "auditor", "Auditor";
        /// Runs a reseller.
        Owner = "owner", "Reseller owner";
        /// Sells for a reseller.
        Sales = "sales", "Reseller sales";
        /// Looks on at a reseller.
        Viewer = "viewer", "Reseller viewer";
    }
}

impl Role {
    /// Whether the role belongs to a partner rather than to the operator.
    pub const fn is_partner(self) -> bool {
        matches!(self, Self::Owner | Self::Sales | Self::Viewer)
    }
}

/// A person who signs in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "sql", derive(sqlx::FromRow))]
pub struct User {
    /// The operator they belong to.
    pub tenant_id: TenantId,
    /// Their id.
    pub id: UserId,
    /// Sign-in name, lower case.
    pub email: String,
    /// Name for people.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The partner they work for; set exactly for partner roles.
    pub partner_id: Option<PartnerId>,
}

/// Why an e-mail address can't be a sign-in name.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("“{0}” is not an e-mail address")]
pub struct NotAnEmail(pub String);

/// The stored form of an e-mail address: trimmed, lower case, with something on both sides of one `@`.
pub fn normalise_email(text: &str) -> Result<String, NotAnEmail> {
    let email = text.trim().to_lowercase();
    let good = email.len() <= 254
        && !email.chars().any(|c| c.is_whitespace() || c.is_control())
        && matches!(email.split_once('@'), Some((name, host)) if !name.is_empty() && host.contains('.') && !host.contains('@'));
    if good { Ok(email) } else { Err(NotAnEmail(text.trim().to_owned())) }
}

/// Shortest password of a person without a second factor (NIST SP 800-63B-4).
pub const PASSWORD_LENGTH_MIN: usize = 15;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_email_is_trimmed_and_lowered_or_refused() {
        assert_eq!(normalise_email(" Ana@Example.COM ").as_deref(), Ok("ana@example.com"));
        for bad in ["", "ana", "@example.com", "ana@host", "a b@example.com", "a@b@example.com"] {
            assert!(normalise_email(bad).is_err(), "{bad}");
        }
    }
}
