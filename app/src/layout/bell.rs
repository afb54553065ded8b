//! The bell: how much one hasn't read, and what has just come, on every page.

use crate::calls::alerts::read_bell;
use crate::parts::live::moves_of_alerts;
use crate::parts::number::count;
use crate::parts::{Glyph, SeverityBadge};
use domain::NotificationId;
use domain::view::{Bell as Told, NotificationAbout, NotificationRow};
use leptos::prelude::*;

/// Where a notification leads.
pub fn notification_link(row: &NotificationRow) -> String {
    let id = row.about_id;
    match row.about {
        NotificationAbout::Alert => format!("/alerts/{id}"),
        NotificationAbout::Intervention => format!("/interventions/{id}"),
        NotificationAbout::Emergency => format!("/emergencies/{id}"),
    }
}

/// Leads to the notifications, with the number of those that aren't read; what comes is said and shown at once.
#[component]
pub fn Bell() -> impl IntoView {
    let moves = moves_of_alerts();
    let told = Resource::new(move || moves.get(), |_| read_bell());
    let fresh = RwSignal::new(None::<NotificationRow>);
    Effect::new(move |before: Option<Option<NotificationId>>| {
        let known = before.flatten();
        let Some(Ok(Told { newest, .. })) = told.get() else { return known };
        let id = newest.as_ref().map(|row| row.id);
        // What was there when the page was opened is no news; ids grow with time.
        if before.is_some() && id > known {
            fresh.set(newest);
        }
        id.max(known)
    });
    view! {
        <Transition fallback=|| view! { <Link unread=0 /> }>
            {move || Suspend::new(async move {
                let unread = told.await.map_or(0, |told| told.unread);
                view! { <Link unread /> }
            })}
        </Transition>
        <div class="toasts" role="status">
            {move || fresh.get().map(|row| view! { <Toast row fresh /> })}
        </div>
    }
}

#[component]
fn Link(unread: i64) -> impl IntoView {
    let name = match unread {
        0 => "Notifications".to_owned(),
        some => format!("Notifications: {} unread", count(some)),
    };
    let shown = if unread > 99 { "99+".to_owned() } else { unread.to_string() };
    view! {
        <a class="bell" href="/notifications" aria-label=name>
            <Glyph icon=icondata_lu::LuBell />
            {(unread > 0)
                .then(|| {
                    view! {
                        <span class="bell-count" aria-hidden="true">
                            {shown}
                        </span>
                    }
                })}
        </a>
    }
}

#[component]
fn Toast(row: NotificationRow, fresh: RwSignal<Option<NotificationRow>>) -> impl IntoView {
    let link = notification_link(&row);
    let NotificationRow { severity, title, words, .. } = row;
    view! {
        <div class="toast-card">
            <p class="toast-title">
                <SeverityBadge severity />
                <strong>{title}</strong>
            </p>
            <p>{words}</p>
            <div class="button-row">
                <a class="btn btn-sm btn-primary" href=link on:click=move |_| fresh.set(None)>
                    "Look at it"
                </a>
                <button type="button" class="btn btn-sm" on:click=move |_| fresh.set(None)>
                    "Close"
                </button>
            </div>
        </div>
    }
}
