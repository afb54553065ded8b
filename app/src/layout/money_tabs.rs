//! The pages of money, side by side: a row of links above each of them.

use super::navigation::is_below;
use domain::rights::{Action, may};
use domain::user::Role;
use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// A page of money.
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

/// In the order in which money goes.
const TABS: &[Tab] = &[
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

/// The pages of money that a role may go to.
fn tabs(role: Role) -> impl Iterator<Item = &'static Tab> {
    TABS.iter().filter(move |tab| {
        let is_meant = match tab.whose {
            Whose::Everybody => true,
            Whose::Partner => role.is_partner(),
            Whose::Operator => !role.is_partner(),
        };
        is_meant && may(role, tab.needs)
    })
}

/// Whether a path belongs to a page of money, or to one below it.
pub(super) fn is_of_money(path: &str) -> bool {
    TABS.iter().any(|tab| is_below(tab.path, path))
}

/// Links to the pages of money, on each of them; nothing elsewhere, or where a role has one page alone.
#[component]
pub fn MoneyTabs(
    /// Whose.
    role: Role,
) -> impl IntoView {
    let path = use_location().pathname;
    let shown = Memo::new(move |_| path.with(|path| is_of_money(path)) && tabs(role).nth(1).is_some());
    let links = move || {
        tabs(role)
            .map(|Tab { path: of, name, .. }| {
                let current = move || path.with(|path| is_below(of, path)).then_some("page");
                view! {
                    <li>
                        <a class="tab-link" href=*of aria-current=current>
                            {*name}
                        </a>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <Show when=move || shown.get()>
            <nav class="tab-row" aria-label="Money">
                <ul>{links}</ul>
            </nav>
        </Show>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_role_sees_the_pages_of_money_it_may_go_to() {
        let names = |role| tabs(role).map(|tab| tab.name).collect::<Vec<_>>().join(", ");
        assert_eq!(
            names(Role::Finance),
            "Statements, Month close, Plans, Adjustments, Questions, Payouts, Ledger, Reconciliation, Bank accounts"
        );
        assert_eq!(names(Role::Manager), "Statements, Plans, Questions");
        assert_eq!(names(Role::Owner), "Statements, Questions, Payouts, Account, Bank account");
        assert_eq!(names(Role::Support), "");
    }

    #[test]
    fn a_page_below_a_tab_belongs_to_it() {
        assert!(is_of_money("/statements") && is_of_money("/statements/2025-08") && is_of_money("/close/2025-08"));
        assert!(!is_of_money("/statements-of-others") && !is_of_money("/customers") && !is_of_money("/"));
    }
}
