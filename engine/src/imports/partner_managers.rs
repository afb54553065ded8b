//! The column `manager` of a file of resellers: who looks after each, by their e-mail.

use crate::Office;
use domain::audit::Actor;
use domain::rights::looks_after_partners;
use domain::user::{User, normalise_email};
use domain::{PartnerId, Refusal, UserId};
use std::collections::{BTreeMap, HashMap};
use store::Tx;

/// Managers as a file names them, and the resellers that are to become theirs.
pub(super) struct Managers {
    people: HashMap<String, User>,
    /// Who looks after each partner so far.
    of: HashMap<PartnerId, Option<UserId>>,
    wanted: BTreeMap<UserId, Vec<PartnerId>>,
}

impl Managers {
    pub async fn read(tx: &mut Tx) -> Result<Self, Refusal> {
        let people = tx.users().await?.into_iter().map(|user| (user.email.clone(), user)).collect();
        let of = tx.partners().await?.into_iter().map(|partner| (partner.id, partner.manager_id)).collect();
        Ok(Self { people, of, wanted: BTreeMap::new() })
    }

    /// Who is meant by an e-mail, or why nobody can be.
    pub fn named(&self, email: &str) -> Result<UserId, String> {
        let email = normalise_email(email).map_err(|error| error.to_string())?;
        match self.people.get(&email) {
            Some(user) if looks_after_partners(user.role) => Ok(user.id),
            Some(user) => {
                let role = user.role.label().to_lowercase();
                Err(format!("“{email}” is {role}; name a partner manager or a head of partners"))
            }
            None => Err(format!("nobody signs in as “{email}”; let them in first, or leave it empty")),
        }
    }

    /// Notes that a partner is to be somebody's; says whether it isn't so already.
    pub fn want(&mut self, partner: PartnerId, manager: UserId) -> bool {
        let changes = self.of.insert(partner, Some(manager)).flatten() != Some(manager);
        if changes {
            self.wanted.entry(manager).or_default().push(partner);
        }
        changes
    }

    /// Assigns the partners.
    pub async fn assign(self, office: &Office, tx: &mut Tx) -> Result<(), Refusal> {
        for (manager, ids) in self.wanted {
            let Some(user) = self.people.values().find(|user| user.id == manager) else { continue };
            let mut partners = Vec::with_capacity(ids.len());
            for id in ids {
                partners.extend(tx.partner(id).await?);
            }
            office.assign_in(tx, &partners, Some(user), Actor::System).await?;
        }
        Ok(())
    }
}
