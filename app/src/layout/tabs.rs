//! Pages that belong together, side by side: a row of links above each of them.

use super::navigation::is_below;
use domain::rights::{Action, may};
use domain::user::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A page beside others.
struct Tab {
    path: &'static str,
    name: &'static str,
    /// What one must be allowed to do to find anything there.
    needs: Action,
    /// Whom it is for.
    whose: Whose,
}

/// Whom a page is for, among those who have the right.
#[derive(Clone, Copy)]
enum Whose {
    Everybody,
    /// A partner's own people.
    Partner,
    /// The operator's people, who see every partner.
    Operator,
}

/// Pages that belong together.
#[derive(Clone, Copy)]
struct Group {
    name: &'static str,
    tabs: &'static [Tab],
}

const GROUPS: [Group; 2] = [Group { name: "Money", tabs: MONEY }, Group { name: "Partner success", tabs: SUCCESS }];

/// In the order in which money goes.
const MONEY: &[Tab] = &[
    Tab { path: "/statements", name: "Statements", needs: Action::ReadStatements, whose: Whose::Everybody },
    Tab { path: "/close", name: "Month close", needs: Action::ReadClose, whose: Whose::Operator },
    Tab { path: "/plans", name: "Plans", needs: Action::ReadPlans, whose: Whose::Operator },
    Tab { path: "/adjustments", name: "Adjustments", needs: Action::ReadAdjustments, whose: Whose::Operator },
    Tab { path: "/questions", name: "Questions", needs: Action::ReadStatements, whose: Whose::Everybody },
    Tab { path: "/payouts", name: "Payouts", needs: Action::ReadPayouts, whose: Whose::Everybody },
    Tab { path: "/account", name: "Account", needs: Action::ReadAccount, whose: Whose::Partner },
    Tab { path: "/ledger", name: "Ledger", needs: Action::ReadLedger, whose: Whose::Operator },
    Tab { path: "/reconciliation", name: "Reconciliation", needs: Action::ReadFindings, whose: Whose::Operator },
    Tab { path: "/bank-account", name: "Bank account", needs: Action::EnterBankAccount, whose: Whose::Partner },
    Tab { path: "/bank-accounts", name: "Bank accounts", needs: Action::ReadBankAccounts, whose: Whose::Operator },
];

/// From looking to doing.
const SUCCESS: &[Tab] = &[
    Tab { path: "/manager", name: "Portfolio", needs: Action::ReadPortfolio, whose: Whose::Operator },
    Tab { path: "/manager/insight", name: "Analytics", needs: Action::ReadPortfolio, whose: Whose::Operator },
    Tab { path: "/interventions", name: "Interventions", needs: Action::ReadInterventions, whose: Whose::Operator },
    Tab { path: "/emergencies", name: "Emergencies", needs: Action::ReadInterventions, whose: Whose::Operator },
    Tab { path: "/manager/surveys", name: "Surveys", needs: Action::ReadInterventions, whose: Whose::Operator },
    Tab { path: "/manager/benchmarks", name: "Benchmarks", needs: Action::ReadPortfolio, whose: Whose::Operator },
    Tab { path: "/manager/health-rules", name: "Health rules", needs: Action::ReadPortfolio, whose: Whose::Operator },
    Tab { path: "/manager/managers", name: "Managers", needs: Action::AssignManagers, whose: Whose::Operator },
    Tab { path: "/manager/cover", name: "Vacations", needs: Action::ArrangeCover, whose: Whose::Operator },
    Tab { path: "/", name: "Overview", needs: Action::ReadPartner, whose: Whose::Partner },
    Tab { path: "/health", name: "My health", needs: Action::ReadPartner, whose: Whose::Partner },
    Tab { path: "/review", name: "My quarter", needs: Action::ReadPartner, whose: Whose::Partner },
    Tab { path: "/surveys", name: "Surveys", needs: Action::ReadPartner, whose: Whose::Partner },
    Tab { path: "/learning", name: "Learning", needs: Action::ReadPartner, whose: Whose::Partner },
];

impl Group {
    /// The pages that a role may go to.
    fn tabs(self, role: Role) -> impl Iterator<Item = &'static Tab> {
        self.tabs.iter().filter(move |tab| {
            let is_meant = match tab.whose {
                Whose::Everybody => true,
                Whose::Partner => role.is_partner(),
                Whose::Operator => !role.is_partner(),
            };
            is_meant && may(role, tab.needs)
        })
    }

    /// Where a page belongs: the nearest tab above it.
    fn above(self, path: &str) -> Option<&'static str> {
        let above = self.tabs.iter().map(|tab| tab.path).filter(|tab| is_below(tab, path));
        above.max_by_key(|tab| tab.len())
    }
}

/// Whether a path belongs to a page of money, or to one below it.
pub(super) fn is_of_money(path: &str) -> bool {
    GROUPS[0].above(path).is_some()
}

/// Whether a path belongs to a page of partner success, or to one below it.
pub(super) fn is_of_success(path: &str) -> bool {
    GROUPS[1].above(path).is_some()
}

/// Links to the pages beside the one that is open; nothing where a page has none beside it for the role.
#[component]
pub fn Tabs(
    /// Whose.
    role: Role,
) -> impl IntoView {
    let path = use_location().pathname;
    let is_shown = move |group: Group, path: &str| group.above(path).is_some() && group.tabs(role).nth(1).is_some();
    let shown = Memo::new(move |_| path.with(|path| GROUPS.iter().position(|group| is_shown(*group, path))));
    move || {
        let group = GROUPS[shown.get()?];
        let links = group.tabs(role).map(|Tab { path: of, name, .. }| {
            let current = move || path.with(|path| group.above(path) == Some(*of)).then_some("page");
            view! {
                <li>
                    <a class="tab-link" href=*of aria-current=current>
                        {*name}
                    </a>
                </li>
            }
        });
        Some(view! {
            <nav class="tab-row" aria-label=group.name>
                <ul>{links.collect_view()}</ul>
            </nav>
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_sees_the_pages_it_may_go_to() {
        let names = |group: usize, role| GROUPS[group].tabs(role).map(|tab| tab.name).collect::<Vec<_>>().join(", ");
        assert_eq!(
            names(0, Role::Finance),
            "Statements, Month close, Plans, Adjustments, Questions, Payouts, Ledger, Reconciliation, Bank accounts"
        );
        assert_eq!(names(0, Role::Manager), "Statements, Plans, Questions");
        assert_eq!(names(0, Role::Owner), "Statements, Questions, Payouts, Account, Bank account");
        assert_eq!(names(0, Role::Support), "");
        assert_eq!(
            names(1, Role::Support),
            "Portfolio, Analytics, Interventions, Emergencies, Surveys, Benchmarks, Health rules"
        );
        assert!(names(1, Role::Head).ends_with("Health rules, Managers, Vacations"));
        assert!(names(1, Role::Manager).ends_with("Health rules, Vacations"));
        assert_eq!(names(1, Role::Owner), "Overview, My health, My quarter, Surveys, Learning");
    }

    #[test]
    fn a_page_below_a_tab_belongs_to_the_nearest() {
        assert!(is_of_money("/statements") && is_of_money("/statements/2025-08") && is_of_money("/close/2025-08"));
        assert!(!is_of_money("/statements-of-others") && !is_of_money("/customers") && !is_of_money("/"));
        assert_eq!(GROUPS[1].above("/manager/insight"), Some("/manager/insight"));
        assert_eq!(GROUPS[1].above("/manager/partners/7/health"), Some("/manager"));
        assert!(is_of_success("/") && !is_of_success("/customers"));
    }
}
