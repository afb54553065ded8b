//! Messages to people.

use crate::sample::{add_tenant, id, minutes, noon, write};
use domain::MailId;
use domain::mail::{Mail, MailKind};
use store::Store;

fn mail(number: u128) -> Mail {
    Mail {
        id: MailId(id(number)),
        kind: MailKind::Statement,
        to_email: "ana@example.com".into(),
        to_name: "Ana".into(),
        subject: "Your statement".into(),
        text: "It is there.".into(),
        html: "<p>It is there.</p>".into(),
        created_at: noon(),
        sent_at: None,
    }
}

pub async fn a_message_waits_until_it_is_sent(store: Store) {
    let tenant = add_tenant(&store, "acme").await;
    write(&store, tenant, async |tx| {
        tx.add_mails(&[mail(1), mail(2)]).await.unwrap();
        tx.mark_mail_sent(MailId(id(1)), noon() + minutes(1)).await.unwrap();
    })
    .await;
    let mut tx = store.read(tenant).await.unwrap();
    let sent = Mail { sent_at: Some(noon() + minutes(1)), ..mail(1) };
    assert_eq!(tx.mails(9).await.unwrap(), [mail(2), sent.clone()]);
    assert_eq!(tx.mails(1).await.unwrap(), [mail(2)]);
    assert_eq!(tx.mail(MailId(id(1))).await.unwrap(), Some(sent));
    assert_eq!(tx.mail(MailId(id(3))).await.unwrap(), None);
}
