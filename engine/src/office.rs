//! One operator's engine for the command line and for automation, which act for the operator itself.

use crate::{Caller, Desk, Engine};
use domain::audit::{Actor, first_break};
use domain::partner::Partner;
use domain::tenant::Tenant;
use domain::user::{PASSWORD_LENGTH_MIN, Role, User, normalise_email};
use domain::{Currency, PartnerId, Refusal, Rounding, TenantId, UserId};
use serde_json::json;

/// One operator's engine.
#[derive(Clone)]
pub struct Office {
    pub(crate) engine: Engine,
    pub(crate) tenant: TenantId,
}

/// An operator to be set up.
#[derive(Clone, Debug)]
pub struct NewTenant {
    /// Short name for the command line: lower-case letters, digits and hyphens.
    pub slug: String,
    /// Name for people.
    pub name: String,
    /// IANA name of its zone.
    pub time_zone: String,
    /// Currency of its books.
    pub currency: Currency,
    /// What happens to half a cent.
    pub rounding: Rounding,
}

/// A person to be let in.
#[derive(Clone, Debug)]
pub struct NewUser {
    /// Sign-in name.
    pub email: String,
    /// Name for people.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// Code of the partner they work for; needed exactly for partner roles.
    pub partner: Option<String>,
    /// Their first password.
    pub password: String,
}

impl Engine {
    /// Sets up an operator.
    pub async fn add_tenant(&self, new: NewTenant) -> Result<Tenant, Refusal> {
        let NewTenant { slug, name, time_zone, currency, rounding } = new;
        let proper = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if slug.is_empty() || slug.len() > 40 || !slug.chars().all(proper) {
            return Err(Refusal::invalid("slug", "use up to 40 lower-case letters, digits and hyphens"));
        }
        if time_zone.parse::<chrono_tz::Tz>().is_err() {
            return Err(Refusal::invalid(
                "time zone",
                format!("“{time_zone}” is not an IANA zone like America/Chicago"),
            ));
        }
        if self.tenants().await?.iter().any(|t| t.slug == slug) {
            return Err(Refusal::conflict(format!("there is an operator “{slug}” already")));
        }
        let (history_from, notice) = (None, None);
        let tenant =
            Tenant { id: TenantId(0), slug, name, time_zone, currency, rounding, history_from, notice, is_demo: false };
        self.write_tenant(tenant).await
    }

    pub(crate) async fn write_tenant(&self, tenant: Tenant) -> Result<Tenant, Refusal> {
        let now = self.clock.now();
        let mut platform = self.store.write_platform().await?;
        let id = platform.add_tenant(&tenant, now).await?;
        platform.commit().await?;
        let mut tx = self.store.write(id).await?;
        tx.audit(now, Actor::System, "tenant_added", &tenant.slug, &json!({ "name": tenant.name })).await?;
        tx.commit().await?;
        self.office(id).add_missing_schedules().await?;
        Ok(Tenant { id, ..tenant })
    }
}

impl Office {
    /// The operator.
    pub async fn tenant(&self) -> Result<Tenant, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.tenant_row().await?)
    }

    /// The engine through the rights of one person, for the command line that acts on their behalf.
    pub async fn desk_of(&self, email: &str) -> Result<Desk, Refusal> {
        let email = normalise_email(email).map_err(|e| Refusal::invalid("email", e.to_string()))?;
        let users = self.engine.store.read(self.tenant).await?.users().await?;
        let found = users.into_iter().find(|user| user.email == email);
        let user = found.ok_or_else(|| Refusal::invalid("email", format!("“{email}” has no sign-in here")))?;
        let caller = Caller { tenant: self.tenant, user: user.id, role: user.role, partner: user.partner_id };
        Ok(self.engine.desk(caller))
    }

    /// Lets a person in.
    pub async fn add_user(&self, new: NewUser) -> Result<UserId, Refusal> {
        let email = normalise_email(&new.email).map_err(|e| Refusal::invalid("email", e.to_string()))?;
        if new.password.chars().count() < PASSWORD_LENGTH_MIN {
            return Err(Refusal::invalid("password", format!("use at least {PASSWORD_LENGTH_MIN} characters")));
        }
        let partner_id = self.partner_of(&new).await?;
        let password_hash = self.engine.hash_password(new.password).await?;
        let now = self.engine.clock.now();
        let id = UserId(self.engine.clock.new_id());
        let user = User { tenant_id: self.tenant, id, email, name: new.name, role: new.role, partner_id };
        let mut tx = self.engine.store.write(self.tenant).await?;
        tx.add_user(&user, &password_hash, now).await.map_err(|fault| {
            let taken = || Refusal::conflict(format!("“{}” has a sign-in already", user.email));
            if fault.is_duplicate() { taken() } else { fault.into() }
        })?;
        tx.audit(now, Actor::System, "user_added", &user.email, &json!({ "role": user.role })).await?;
        tx.commit().await?;
        Ok(id)
    }

    async fn partner_of(&self, new: &NewUser) -> Result<Option<PartnerId>, Refusal> {
        match (&new.partner, new.role.is_partner()) {
            (None, false) => Ok(None),
            (Some(_), false) => Err(Refusal::invalid("partner", "only reseller roles belong to a partner")),
            (None, true) => Err(Refusal::invalid("partner", "name the partner that this person works for")),
            (Some(code), true) => {
                let partners = self.partners().await?;
                let found = partners.iter().find(|p| p.code == *code).map(|p| p.id);
                found.map(Some).ok_or_else(|| Refusal::invalid("partner", format!("there is no partner “{code}”")))
            }
        }
    }

    /// Every partner.
    pub async fn partners(&self) -> Result<Vec<Partner>, Refusal> {
        Ok(self.engine.store.read(self.tenant).await?.partners().await?)
    }

    /// How many entries the audit trail has, and the first that is changed, missing or out of place.
    pub async fn verify_audit(&self) -> Result<(usize, Option<i64>), Refusal> {
        let entries = self.engine.store.read(self.tenant).await?.audit_entries().await?;
        Ok((entries.len(), first_break(self.tenant, &entries)))
    }
}
