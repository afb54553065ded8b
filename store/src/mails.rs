//! Messages to people, sent and still to be sent.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::MailId;
use domain::mail::Mail;

macro_rules! columns {
    () => {
        "id, kind, to_email, to_name, subject, text, html, created_at, sent_at"
    };
}

impl Tx {
    /// Writes messages that are still to be sent.
    pub async fn add_mails(&mut self, mails: &[Mail]) -> Result<(), Fault> {
        let tenant = self.tenant;
        insert_rows!(
            self,
            "INSERT INTO mails (tenant_id, id, kind, to_email, to_name, subject, text, html, created_at)",
            shared [tenant],
            own 8,
            mails,
            |query, mail| query
                .bind(mail.id)
                .bind(mail.kind)
                .bind(&mail.to_email)
                .bind(&mail.to_name)
                .bind(&mail.subject)
                .bind(&mail.text)
                .bind(&mail.html)
                .bind(mail.created_at),
            ""
        );
        Ok(())
    }

    /// One message.
    pub async fn mail(&mut self, id: MailId) -> Result<Option<Mail>, Fault> {
        const SQL: &str = concat!("SELECT ", columns!(), " FROM mails WHERE tenant_id = $1 AND id = $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, Mail>(SQL)
            .bind(self.tenant)
            .bind(id)
            .fetch_optional(conn).await?))
    }

    /// The newest messages.
    pub async fn mails(&mut self, limit: i64) -> Result<Vec<Mail>, Fault> {
        const SQL: &str = concat!("SELECT ", columns!(), " FROM mails WHERE tenant_id = $1 ORDER BY id DESC LIMIT $2");
        Ok(on!(self, conn => sqlx::query_as::<Db, Mail>(SQL).bind(self.tenant).bind(limit).fetch_all(conn).await?))
    }

    /// Notes that a message was handed over to be delivered.
    pub async fn mark_mail_sent(&mut self, id: MailId, at: DateTime<Utc>) -> Result<(), Fault> {
        const SQL: &str = "UPDATE mails SET sent_at = $3 WHERE tenant_id = $1 AND id = $2";
        on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(id)
            .bind(at)
            .execute(conn).await?.rows_affected());
        Ok(())
    }
}
