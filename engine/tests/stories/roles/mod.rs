//! Who sees which partners: a manager its own and those of managers for whom it covers, a head all.

mod assignment;
mod covers;
mod walk;

use crate::world::{CUSTOMERS, PASSWORD, World, month};
use domain::PartnerId;
use domain::audit::Actor;
use domain::health::intervention::InterventionKind;
use domain::user::Role;
use domain::view::{AlertQuery, InterventionPlan};
use domain::workflow::Workflow;
use engine::{Desk, NewUser};

const PLAN: &str = r#"{"rules": [{"type": "percentage", "rate": 100000}]}"#;

/// A person of a role, by name.
async fn person(world: &World, name: &str, role: Role) -> Desk {
    let email = format!("{name}@acme.example");
    let new = NewUser { email: email.clone(), name: name.into(), role, partner: None, password: PASSWORD.into() };
    world.office.add_user(new).await.unwrap();
    world.engine.desk(world.engine.sign_in(&email, PASSWORD).await.unwrap().caller)
}

/// The id of a partner, as somebody sees it who sees all.
async fn partner(desk: &Desk, code: &str) -> PartnerId {
    desk.partners().await.unwrap().into_iter().find(|partner| partner.code == code).unwrap().id
}

/// The id of a manager in text, as forms say it.
async fn manager(head: &Desk, name: &str) -> String {
    let found = head.managers().await.unwrap().managers.into_iter().find(|row| row.name == name);
    found.unwrap().id.to_string()
}

async fn daily(world: &World, period: &str) {
    world.office.begin_work(Workflow::DailyCycle, period, None, None).await.unwrap();
    world.engine.work_through().await.unwrap();
}

/// An operator with a head and two managers: Ana looks after RS-1, Ben after RS-2. September is closed, and each partner
/// has alerts, an intervention of its manager's and an emergency.
struct Team {
    world: World,
    head: Desk,
    ana: Desk,
    ben: Desk,
}

impl Team {
    async fn new() -> Self {
        let world = World::new().await;
        world.office.add_plan("residual", "Residual", month("2024-01"), PLAN, true).await.unwrap();
        world.import(CUSTOMERS).await;
        let head = person(&world, "hedda", Role::Head).await;
        let (ana, ben) = (person(&world, "ana", Role::Manager).await, person(&world, "ben", Role::Manager).await);
        for (code, name) in [("RS-1", "ana"), ("RS-2", "ben")] {
            head.say_manager(partner(&head, code).await, &manager(&head, name).await).await.unwrap();
        }
        world.office.close(month("2025-09"), Actor::System, |_| ()).await.unwrap();
        daily(&world, "2025-10-06").await;
        for (desk, code) in [(&ana, "RS-1"), (&ben, "RS-2")] {
            let partner = partner(&head, code).await;
            let kind = InterventionKind::SuccessCoaching;
            let (begins_on, reason) = ("2025-10-06".parse().unwrap(), "to try".into());
            let plan = InterventionPlan { partner, kind, owner: None, begins_on, reason, goal: None };
            desk.plan_intervention(&plan).await.unwrap();
            desk.declare_emergency(partner, "to try", true).await.unwrap();
        }
        Self { world, head, ana, ben }
    }
}

/// The codes of the partners that somebody sees.
async fn seen(desk: &Desk) -> Vec<String> {
    desk.partners().await.unwrap().into_iter().map(|partner| partner.code).collect()
}

/// Whom alerts are about that somebody finds in the inbox.
async fn alerted(desk: &Desk) -> Vec<String> {
    let rows = desk.alerts(AlertQuery::default()).await.unwrap().rows.into_iter();
    let mut codes: Vec<_> = rows.filter_map(|row| Some(row.partner?.code)).collect();
    codes.sort_unstable();
    codes.dedup();
    codes
}
