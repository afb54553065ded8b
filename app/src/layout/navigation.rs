//! The main places, as far as a role may go there.

use crate::parts::Glyph;
use domain::rights::{Action, may};
use domain::user::Role;
use icondata_core::Icon;
use leptos::prelude::*;
use leptos_router::components::A;

/// A place in the navigation.
struct Place {
    path: &'static str,
    name: &'static str,
    icon: Icon,
    /// What one must be allowed to do to find anything there.
    needs: Action,
}

const HOME: Place = Place { path: "/", name: "Home", icon: icondata_lu::LuHouse, needs: Action::ReadPartner };
const PORTFOLIO: Place =
    Place { path: "/manager", name: "Portfolio", icon: icondata_lu::LuChartPie, needs: Action::ReadPortfolio };
const CUSTOMERS: Place =
    Place { path: "/customers", name: "Customers", icon: icondata_lu::LuUsers, needs: Action::ReadCustomers };
const STATEMENTS: Place =
    Place { path: "/statements", name: "Statements", icon: icondata_lu::LuReceipt, needs: Action::ReadStatements };
const CLOSE: Place =
    Place { path: "/close", name: "Month close", icon: icondata_lu::LuCalendarCheck, needs: Action::ReadClose };
const CONTROL_ROOM: Place =
    Place { path: "/control-room", name: "Automation", icon: icondata_lu::LuWorkflow, needs: Action::ReadWork };

/// The places of a role, five at most: that many fit under a thumb.
fn places(role: Role) -> impl Iterator<Item = Place> {
    let places = if role.is_partner() {
        vec![HOME, CUSTOMERS, STATEMENTS]
    } else {
        vec![PORTFOLIO, CUSTOMERS, STATEMENTS, CLOSE, CONTROL_ROOM]
    };
    places.into_iter().filter(move |place| may(role, place.needs))
}

/// Links to the main places: in the top bar, and at the bottom of a phone's screen.
#[component]
pub fn Navigation(
    /// Whose places.
    role: Role,
) -> impl IntoView {
    let links = places(role).map(|Place { path, name, icon, .. }| {
        view! {
            <li>
                <A href=path exact={path == "/"} attr:class="place">
                    <Glyph icon />
                    <span>{name}</span>
                </A>
            </li>
        }
    });
    view! {
        <nav class="places" aria-label="Main">
            <ul>{links.collect_view()}</ul>
        </nav>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_sees_the_places_it_may_go_to() {
        let names = |role| places(role).map(|place| place.name).collect::<Vec<_>>().join(", ");
        assert_eq!(names(Role::Admin), "Portfolio, Customers, Statements, Month close, Automation");
        assert_eq!(names(Role::Manager), "Portfolio, Customers, Statements");
        assert_eq!(names(Role::Support), "Portfolio, Customers");
        assert_eq!(names(Role::Owner), "Home, Customers, Statements");
        assert!(Role::ALL.iter().all(|role| places(*role).count() <= 5));
    }
}
