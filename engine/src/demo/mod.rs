//! The demo operator: IBM's sample customers of an internet provider, sold through territories.
//!
//! Nothing about a customer is invented. What is derived (monthly bills) is said in the operator's notice, which
//! every page shows.

mod accounts;
mod past;
mod success;

use crate::Engine;
use crate::imports::{CustomerImport, Mapping, OnProblem};
use crate::office::{NewUser, Office};
use accounts::Entered;
use chrono::NaiveDate;
use domain::audit::Actor;
use domain::partner::Partner;
use domain::tenant::Tenant;
use domain::user::Role;
use domain::{Currency, Month, Refusal, Rounding, TenantId};
use past::Past;
use std::path::Path;

/// The password of every demo user, shown on the sign-in page of a demo.
pub const DEMO_PASSWORD: &str = "tributary-demo-2025";

/// Short name of the demo operator.
const SLUG: &str = "demo";

const NOTICE: &str = "IBM sample data: 3,646 customers of a fictional internet provider in California, as of \
    30 September 2025. Resellers are territories. Monthly bills are derived from tenure and monthly charge; months \
    before June 2025 lack customers who had left by then, so nothing is scored from them. Bank details are synthetic, \
    and what was paid in October 2025 went through a sandbox bank. Interventions are examples.";

/// The plan of every demo reseller: tiered marginal on the month's billed revenue.
const PLAN: &str = r#"{"rules": [{"type": "tiered", "mode": "marginal", "tiers": [
    {"from": 0, "rate": 80000}, {"from": 250000, "rate": 100000}, {"from": 1000000, "rate": 120000}]}]}"#;

/// What the demo came to.
#[derive(Clone, Debug)]
pub struct Demo {
    /// The operator.
    pub tenant: Tenant,
    /// Whether it was made now.
    pub is_new: bool,
}

impl Engine {
    /// Makes the demo operator from the data directory, unless it is there.
    ///
    /// One that was left half made is completed: every step can be done twice, and the last of its users comes last.
    pub async fn demo(&self, data: &Path) -> Result<Demo, Refusal> {
        let past = Past::new(self);
        let there = self.tenants().await?.into_iter().find(|t| t.slug == SLUG);
        let tenant = match there {
            Some(tenant) => tenant,
            None => past.engine.write_tenant(demo_tenant()).await?,
        };
        let users = self.store.read(tenant.id).await?.users().await?;
        if users.len() == PEOPLE.len() {
            return Ok(Demo { tenant, is_new: false });
        }
        let office = past.engine.office(tenant.id);
        office.fill_demo(data).await?;
        let missing = PEOPLE.iter().filter(|(name, ..)| users.iter().all(|user| user.email != email(name)));
        let (last, first): (Vec<_>, Vec<_>) = missing.partition(|(.., role)| *role == Role::Viewer);
        for person in first {
            office.add_demo_user(person).await?;
        }
        office.assign_demo_partners().await?;
        past.relive(tenant.id).await?;
        let office = self.office(tenant.id);
        office.leave_the_past().await?;
        office.fill_demo_accounts(Entered::Lately).await?;
        for person in last {
            office.add_demo_user(person).await?;
        }
        Ok(Demo { tenant, is_new: true })
    }
}

impl Office {
    async fn fill_demo(&self, data: &Path) -> Result<(), Refusal> {
        let first = Month::of(NaiveDate::from_ymd_opt(2018, 1, 1).unwrap_or_default());
        if self.engine.store.read(self.tenant).await?.default_plan().await?.is_none() {
            self.add_plan("standard", "Standard residual", first, PLAN, true).await?;
        }
        self.import_partners(&data.join("resellers.csv"), first).await?;
        let import = CustomerImport {
            file: data.join("customers.csv"),
            mapping: Mapping::default(),
            on_problem: OnProblem::RollBack,
            create_partners: false,
            bill_through: Month::new(2025, 9),
            report: None,
        };
        self.import_customers(&import, &|_| ()).await?;
        self.fill_demo_accounts(Entered::LongAgo).await
    }

    /// Gives the Bay Area's territories to one manager, and the others, but for one, to the other. Done once.
    async fn assign_demo_partners(&self) -> Result<(), Refusal> {
        let mut tx = self.engine.store.write(self.tenant).await?;
        let (users, partners) = (tx.users().await?, tx.partners().await?);
        if partners.iter().any(|partner| partner.manager_id.is_some()) {
            return Ok(());
        }
        let person = |name: &str| users.iter().find(|user| user.email == email(name));
        let is_of_the_bay = |partner: &Partner| BAY.contains(&partner.code.as_str());
        let (bay, rest): (Vec<_>, Vec<_>) =
            partners.into_iter().filter(|partner| partner.code != UNASSIGNED).partition(is_of_the_bay);
        let by = person("head").map_or(Actor::System, |head| Actor::User(head.id));
        self.assign_in(&mut tx, &bay, person("bay"), by).await?;
        self.assign_in(&mut tx, &rest, person("manager"), by).await?;
        Ok(tx.commit().await?)
    }

    async fn add_demo_user(&self, person: &(&str, &str, Role)) -> Result<(), Refusal> {
        let (first_name, name, role) = *person;
        self.add_user(NewUser {
            email: email(first_name),
            name: name.to_owned(),
            role,
            partner: role.is_partner().then(|| DEMO_PARTNER.to_owned()),
            password: DEMO_PASSWORD.to_owned(),
        })
        .await
        .map(drop)
    }
}

/// One person for each role, and a second manager.
const PEOPLE: [(&str, &str, Role); 10] = [
    ("admin", "Ada Admin", Role::Admin),
    ("finance", "Finn Finance", Role::Finance),
    ("head", "Hedda Head", Role::Head),
    ("manager", "Mara Manager", Role::Manager),
    ("bay", "Bruno Bay", Role::Manager),
    ("support", "Sam Support", Role::Support),
    ("auditor", "Aud Auditor", Role::Auditor),
    ("owner", "Olga Owner", Role::Owner),
    ("sales", "Sal Sales", Role::Sales),
    ("viewer", "Vic Viewer", Role::Viewer),
];

fn email(name: &str) -> String {
    format!("{name}@demo.example")
}

/// Territories around the San Francisco Bay, with the distributor above them.
const BAY: [&str; 6] = ["MA-94", "RS-940", "RS-941", "RS-944", "RS-946", "RS-947"];

/// Nobody looks after it yet.
const UNASSIGNED: &str = "RS-944";

/// The reseller that the demo's partner users work for: the largest.
const DEMO_PARTNER: &str = "RS-956";

fn demo_tenant() -> Tenant {
    Tenant {
        id: TenantId(0),
        slug: SLUG.into(),
        name: "Pacific Fiber (demo)".into(),
        time_zone: "America/Los_Angeles".into(),
        currency: Currency::Usd,
        rounding: Rounding::HalfEven,
        history_from: NaiveDate::from_ymd_opt(2025, 6, 30),
        notice: Some(NOTICE.into()),
        is_demo: true,
    }
}
