//! What one was told: newest first, read or not.

use crate::calls::Trouble;
use crate::calls::alerts::{MarkAllNotifications, MarkNotification, read_notifications};
use crate::layout::notification_link;
use crate::parts::live::moves_of_alerts;
use crate::parts::{Empty, Loaded, Moment, Objection, PageHeader, Paging, Panel, SeverityBadge};
use domain::view::{NotificationRow, Notifications};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The viewer's notifications, live.
#[component]
pub fn NotificationsPage() -> impl IntoView {
    let map = use_query_map();
    let page = Memo::new(move |_| map.with(|map| map.get_str("page").and_then(|page| page.parse().ok()).unwrap_or(1)));
    let moves = moves_of_alerts();
    let (mark, all) = (ServerAction::<MarkNotification>::new(), ServerAction::<MarkAllNotifications>::new());
    let found = Resource::new(
        move || (page.get(), moves.get(), mark.version().get(), all.version().get()),
        |(page, ..)| read_notifications(page),
    );
    let refusal = move || {
        let of = |error: Option<Trouble>| error.map(|Trouble(refusal)| refusal);
        of(mark.value().get().and_then(Result::err)).or_else(|| of(all.value().get().and_then(Result::err)))
    };
    view! {
        <PageHeader title="Notifications" lead=Some("What you were told, newest first.".to_owned())>
            <a class="btn" href="/notifications/settings">
                "What I am told"
            </a>
        </PageHeader>
        {move || refusal().map(|refusal| view! { <Objection refusal /> })}
        <Loaded of=found children=move |found| view! { <Whole found page=page.get_untracked() mark all /> } />
    }
}

#[component]
fn Whole(
    found: Notifications,
    page: u32,
    mark: ServerAction<MarkNotification>,
    all: ServerAction<MarkAllNotifications>,
) -> impl IntoView {
    let Notifications { rows, found, pages, unread } = found;
    let Some(newest) = rows.first().map(|row| row.id) else {
        return view! {
            <Panel title="All" id="told">
                <Empty icon=icondata_lu::LuBellOff title="You were told nothing yet">
                    <p>"Whatever you have asked to be told stands here, and is shown on every page as it comes."</p>
                </Empty>
            </Panel>
        }
        .into_any();
    };
    let count = u32::try_from(found).unwrap_or(u32::MAX);
    let note = if unread == 0 { "All read.".to_owned() } else { format!("{unread} unread.") };
    let rows = rows.into_iter().map(|row| view! { <One row mark /> }).collect_view();
    view! {
        <Panel title="All" id="told" note>
            {(unread > 0 && page <= 1)
                .then(|| {
                    view! {
                        <ActionForm action=all>
                            <input type="hidden" name="upto" value=newest.to_string() />
                            <button type="submit" class="btn">
                                "Mark all as read"
                            </button>
                        </ActionForm>
                    }
                })}
            <ul class="noticed">{rows}</ul>
            <Paging page pages found=(count, "notifications") link=|page| format!("/notifications?page={page}") />
        </Panel>
    }
    .into_any()
}

#[component]
fn One(row: NotificationRow, mark: ServerAction<MarkNotification>) -> impl IntoView {
    let link = notification_link(&row);
    let NotificationRow { id, at, severity, title, words, read_at, .. } = row;
    let read = read_at.is_some();
    let (verb, name) = if read {
        ("Mark as unread", format!("Mark as unread: {title}"))
    } else {
        ("Mark as read", format!("Mark as read: {title}"))
    };
    view! {
        <li data-unread=(!read).then_some("")>
            <p class="story-move">
                <SeverityBadge severity />
                <a class="text-link way-link" href=link>
                    {title}
                </a>
                {(!read).then(|| view! { <span class="badge-mark" data-tone="accent">"New"</span> })}
                <span class="quiet">
                    <Moment at />
                </span>
            </p>
            <p>{words}</p>
            <ActionForm action=mark>
                <input type="hidden" name="notification" value=id.to_string() />
                <input type="hidden" name="read" value=(!read).to_string() />
                <button type="submit" class="btn btn-sm" aria-label=name>
                    {verb}
                </button>
            </ActionForm>
        </li>
    }
}
