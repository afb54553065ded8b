//! What was written to people, as they got it.

use crate::calls::Trouble;
use crate::calls::work::{read_mail, read_mails};
use crate::parts::{Empty, Loaded, Moment, PageHeader, Panel, TableFrame};
use domain::mail::Mail;
use domain::{MailId, Refusal};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

const UP: (&str, &str) = ("/control-room", "Control room");

/// The newest messages.
#[component]
pub fn MailsPage() -> impl IntoView {
    let mails = Resource::new(|| (), |()| read_mails());
    view! {
        <PageHeader
            title="Mail"
            up=(UP.0.to_owned(), UP.1.to_owned())
            lead=Some("The newest messages to people, sent and still to be sent.".to_owned())
        />
        <Loaded of=mails children=|mails| view! { <Mails mails /> } />
    }
}

#[component]
fn Mails(mails: Vec<Mail>) -> impl IntoView {
    if mails.is_empty() {
        return view! {
            <Empty icon=icondata_lu::LuMail title="No message yet">
                <p>"Tributary writes to people when something needs them, such as a month that waits for approval."</p>
            </Empty>
        }
        .into_any();
    }
    let rows = mails.into_iter().map(|mail| {
        let Mail { id, kind, to_email, to_name, subject, created_at, sent_at, .. } = mail;
        view! {
            <tr>
                <th scope="row" class="cell-title">
                    <a class="text-link" href=format!("/control-room/mail/{id}")>
                        {subject}
                    </a>
                </th>
                <td data-label="To" class="cell-wide">
                    {to_name}
                    <span class="quiet">" " {to_email}</span>
                </td>
                <td data-label="Kind">{kind.label()}</td>
                <td data-label="Written" class="cell-wide">
                    <Moment at=created_at />
                </td>
                <td data-label="Sent">{if sent_at.is_some() { "Yes" } else { "Not yet" }}</td>
            </tr>
        }
    });
    view! {
        <div class="panel">
            <TableFrame caption="Messages, newest first">
                <thead>
                    <tr>
                        <th scope="col">"Subject"</th>
                        <th scope="col">"To"</th>
                        <th scope="col">"Kind"</th>
                        <th scope="col">"Written"</th>
                        <th scope="col">"Sent"</th>
                    </tr>
                </thead>
                <tbody>{rows.collect_view()}</tbody>
            </TableFrame>
        </div>
    }
    .into_any()
}

/// One message: its text here, its HTML in a window of its own.
#[component]
pub fn MailPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|map| map.get_str("id").and_then(|id| id.parse::<MailId>().ok())));
    let mail = Resource::new(move || id.get(), read);
    view! { <Loaded of=mail children=|mail| view! { <Message mail /> } /> }
}

async fn read(id: Option<MailId>) -> Result<Mail, Trouble> {
    match id {
        Some(id) => read_mail(id).await,
        None => Err(Refusal::not_found("message").into()),
    }
}

#[component]
fn Message(mail: Mail) -> impl IntoView {
    let Mail { id, to_email, to_name, subject, text, created_at, sent_at, .. } = mail;
    view! {
        <PageHeader title=subject up=("/control-room/mail".to_owned(), "Mail".to_owned())>
            // Not a page of this application, so the router must leave it to the browser.
            <a class="btn" href=format!("/mail/{id}") rel="external" target="_blank">
                "As HTML"
            </a>
        </PageHeader>
        <div class="flow">
            <p>
                "To " {to_name} " <" {to_email} ">, written " <Moment at=created_at />
                {sent_at.map_or_else(|| ", not yet sent.", |_| ", sent.")}
            </p>
            <Panel title="As text" id="text">
                <pre class="letter">{text}</pre>
            </Panel>
        </div>
    }
}
