//! The main places, as far as a role may go there.

use super::tabs::{is_of_money, is_of_success};
use crate::parts::Glyph;
use domain::rights::{Action, may};
use domain::user::Role;
use icondata_core::Icon;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

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
const ALERTS: Place =
    Place { path: "/alerts", name: "Alerts", icon: icondata_lu::LuBellRing, needs: Action::ReadAlerts };
/// What is noticed about one's own partner.
const NOTICED: Place = Place { needs: Action::ReadPartner, ..ALERTS };
const CUSTOMERS: Place =
    Place { path: "/customers", name: "Customers", icon: icondata_lu::LuUsers, needs: Action::ReadCustomers };
/// Leads to the first page of money; the others are beside it.
const MONEY: Place =
    Place { path: "/statements", name: "Money", icon: icondata_lu::LuReceipt, needs: Action::ReadStatements };
const CONTROL_ROOM: Place =
    Place { path: "/control-room", name: "Automation", icon: icondata_lu::LuWorkflow, needs: Action::ReadWork };

impl Place {
    /// Whether a page belongs to the place.
    fn has(&self, page: &str) -> bool {
        match self.path {
            path if path == MONEY.path => is_of_money(page),
            path if path == CONTROL_ROOM.path => is_below(path, page) || is_below("/imports", page),
            path if path == PORTFOLIO.path || path == HOME.path => is_of_success(page),
            path => is_below(path, page),
        }
    }
}

/// Whether a page is at a path, or below it. Every page is below `/`, which therefore has only itself.
pub(super) fn is_below(path: &str, page: &str) -> bool {
    page.strip_prefix(path).is_some_and(|rest| rest.is_empty() || (path != "/" && rest.starts_with('/')))
}

/// Where a role begins.
pub(super) const fn first_place(role: Role) -> &'static str {
    if role.is_partner() { HOME.path } else { PORTFOLIO.path }
}

/// The places of a role, five at most: that many fit under a thumb.
fn places(role: Role) -> impl Iterator<Item = Place> {
    let places = if role.is_partner() {
        vec![HOME, NOTICED, CUSTOMERS, MONEY]
    } else {
        vec![PORTFOLIO, ALERTS, CUSTOMERS, MONEY, CONTROL_ROOM]
    };
    places.into_iter().filter(move |place| may(role, place.needs))
}

/// Links to the main places: in the top bar, and at the bottom of a phone's screen.
#[component]
pub fn Navigation(
    /// Whose places.
    role: Role,
) -> impl IntoView {
    let now = use_location().pathname;
    let links = places(role).map(|place| {
        let Place { path, name, icon, .. } = place;
        let current = move || now.with(|now| place.has(now)).then_some("page");
        view! {
            <li>
                <a class="place" href=path aria-current=current>
                    <Glyph icon />
                    <span>{name}</span>
                </a>
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
        assert_eq!(names(Role::Admin), "Portfolio, Alerts, Customers, Money, Automation");
        assert_eq!(names(Role::Head), "Portfolio, Alerts, Customers, Money");
        assert_eq!(names(Role::Manager), "Portfolio, Alerts, Customers, Money");
        assert_eq!(names(Role::Support), "Portfolio, Alerts, Customers");
        assert_eq!(names(Role::Owner), "Home, Alerts, Customers, Money");
        assert!(
            Role::ALL.iter().all(|role| places(*role).next().is_some_and(|place| place.path == first_place(*role)))
        );
        assert!(Role::ALL.iter().all(|role| places(*role).count() <= 5));
    }
    #[test]
    fn a_page_belongs_to_the_place_above_it() {
        assert!(CUSTOMERS.has("/customers/7") && !CUSTOMERS.has("/customers-of-others"));
        assert!(HOME.has("/") && HOME.has("/learning") && !HOME.has("/customers"));
        assert!(CONTROL_ROOM.has("/imports/7") && CONTROL_ROOM.has("/control-room/health"));
        assert!(MONEY.has("/close/2025-08") && !MONEY.has("/manager"));
    }
}
