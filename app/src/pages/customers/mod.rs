//! Customers: as a board, as a table, and one by one.

mod ask;
mod board;
mod chooser;
mod contacts;
mod customer;
mod history;
mod moves;
mod table;

pub use customer::CustomerPage;

use crate::calls::customers::{read_board, read_customers, read_partner_choices};
use crate::layout::viewer;
use crate::parts::{Loaded, PageHeader};
use ask::{Ask, Shape};
use board::BoardView;
use chooser::Chooser;
use domain::PartnerId;
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use table::Table;

/// A partner's customers as board or table; who works for no partner chooses one first.
#[component]
pub fn CustomersPage() -> impl IntoView {
    let query = use_query_map();
    let ask = Memo::new(move |_| query.with(|map| Ask::from(map)));
    let own = viewer().partner;
    let at_home = own.is_some();
    // The page's parts change with these, not with every letter of the query.
    let shown = Memo::new(move |_| ask.with(|ask| (ask.shape, ask.partner)));
    view! {
        <PageHeader title="Customers" lead=own.map(|partner| partner.name)>
            <Switch ask />
        </PageHeader>
        {move || match shown.get() {
            (Shape::Table, _) => view! { <TableSection ask /> }.into_any(),
            (Shape::Board, None) if !at_home => view! { <ChooserSection ask /> }.into_any(),
            (Shape::Board, partner) => view! { <BoardSection partner /> }.into_any(),
        }}
    }
}

/// From board to table and back.
#[component]
fn Switch(ask: Memo<Ask>) -> impl IntoView {
    let link = move |shape: Shape, words: &'static str| {
        view! {
            <a
                class="btn btn-sm"
                href=move || ask.with(|ask| ask.in_shape(shape).link())
                aria-current=move || ask.with(|ask| ask.shape == shape).then_some("page")
            >
                {words}
            </a>
        }
    };
    view! {
        <nav class="join-links" aria-label="View">
            {link(Shape::Board, "Board")} {link(Shape::Table, "Table")}
        </nav>
    }
}

#[component]
fn BoardSection(partner: Option<PartnerId>) -> impl IntoView {
    let board = Resource::new(move || partner, read_board);
    view! { <Loaded of=board children=move |board| view! { <BoardView partner board /> } /> }
}

#[component]
fn TableSection(ask: Memo<Ask>) -> impl IntoView {
    let list = Resource::new(move || ask.get().query(), read_customers);
    view! { <Loaded of=list children=move |list| view! { <Table ask=ask.get_untracked() list /> } /> }
}

#[component]
fn ChooserSection(ask: Memo<Ask>) -> impl IntoView {
    let partners = Resource::new(|| (), |()| read_partner_choices());
    view! { <Loaded of=partners children=move |partners| view! { <Chooser ask partners /> } /> }
}
