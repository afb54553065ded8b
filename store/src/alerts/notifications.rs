//! Word to people within the application, and which of it is to be mailed.

use crate::bulk::insert_rows;
use crate::sight::seen;
use crate::{Fault, Tx, on};
use chrono::{DateTime, Utc};
use domain::view::NotificationRow;
use domain::{NotificationId, UserId};

/// A notification as it is written.
#[derive(Clone, Debug)]
pub struct NewNotification {
    /// To whom.
    pub user: UserId,
    /// What they read.
    pub row: NotificationRow,
    /// When it is to be mailed; not at all without.
    pub mail_at: Option<DateTime<Utc>>,
}

/// A notification that is to be mailed.
#[derive(Clone, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Letterful {
    /// To whom.
    pub user_id: UserId,
    /// What they read.
    #[sqlx(flatten)]
    pub row: NotificationRow,
}

/// Whether the transaction sees what a notification leads to: whoever sees some partners isn't shown what they were told
/// of partners that they don't see any more.
macro_rules! led_to {
    ($($table:literal),+) => {
        concat!(
            "($3 IS NULL OR about NOT IN ('alert', 'intervention', 'emergency')",
            $(
                " OR EXISTS (SELECT 1 FROM ",
                $table,
                " x WHERE x.tenant_id = n.tenant_id AND x.id = n.about_id AND ",
                seen!("x.partner_id", "$3", "$4"),
                ")",
            )+
            ")"
        )
    };
}

impl Tx {
    /// Writes notifications.
    pub async fn notify(&mut self, notifications: &[NewNotification]) -> Result<(), Fault> {
        let tenant = self.tenant;
        let _ = insert_rows!(self,
            "INSERT INTO notifications (tenant_id, id, user_id, at, about, about_id, severity, title, words, mail_at)",
            shared [tenant], own 9, notifications, |query, new| query
                .bind(new.row.id)
                .bind(new.user)
                .bind(new.row.at)
                .bind(new.row.about)
                .bind(new.row.about_id)
                .bind(new.row.severity)
                .bind(&new.row.title)
                .bind(&new.row.words)
                .bind(new.mail_at),
            "");
        Ok(())
    }

    /// A page of a person's notifications, newest first; how many there are, and how many aren't read.
    pub async fn notifications(
        &mut self,
        user: UserId,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<NotificationRow>, i64, i64), Fault> {
        const PAGE: &str = concat!(
            "SELECT id, at, about, about_id, severity, title, words, read_at FROM notifications n
             WHERE tenant_id = $1 AND user_id = $2 AND ",
            led_to!("alerts", "interventions", "emergencies"),
            " ORDER BY id DESC LIMIT $5 OFFSET $6"
        );
        const COUNT: &str = concat!(
            "SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN read_at IS NULL THEN 1 ELSE 0 END), 0) AS BIGINT)
             FROM notifications n WHERE tenant_id = $1 AND user_id = $2 AND ",
            led_to!("alerts", "interventions", "emergencies")
        );
        on!(self, conn => {
            let rows = sqlx::query_as::<Db, NotificationRow>(PAGE)
                .bind(self.tenant).bind(user).bind(self.seer).bind(self.seen_on).bind(limit).bind(offset)
                .fetch_all(&mut *conn).await?;
            let (found, unread) = sqlx::query_as::<Db, (i64, i64)>(COUNT)
                .bind(self.tenant).bind(user).bind(self.seer).bind(self.seen_on)
                .fetch_one(conn).await?;
            Ok((rows, found, unread))
        })
    }

    /// How many of a person's notifications aren't read, and the newest of all: it changes whenever they do.
    pub async fn unread(&mut self, user: UserId) -> Result<(i64, Option<NotificationId>), Fault> {
        const UNREAD: &str = "
            SELECT COUNT(*) FROM notifications WHERE tenant_id = $1 AND user_id = $2 AND read_at IS NULL";
        const NEWEST: &str = "
            SELECT id FROM notifications WHERE tenant_id = $1 AND user_id = $2 ORDER BY id DESC LIMIT 1";
        on!(self, conn => {
            let unread = sqlx::query_scalar::<Db, i64>(UNREAD)
                .bind(self.tenant).bind(user)
                .fetch_one(&mut *conn).await?;
            let newest = sqlx::query_scalar::<Db, NotificationId>(NEWEST)
                .bind(self.tenant).bind(user)
                .fetch_optional(conn).await?;
            Ok((unread, newest))
        })
    }

    /// Marks a person's notifications as read, up to and with one (all that were written before it); says how many.
    pub async fn read_upto(&mut self, user: UserId, upto: NotificationId, at: DateTime<Utc>) -> Result<u64, Fault> {
        const SQL: &str = "
            UPDATE notifications SET read_at = $4
            WHERE tenant_id = $1 AND user_id = $2 AND id <= $3 AND read_at IS NULL";
        Ok(on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(user)
            .bind(upto)
            .bind(at)
            .execute(conn).await?
            .rows_affected()))
    }

    /// Marks one notification of a person's as read, or as unread again; says whether there is one.
    pub async fn mark_read(
        &mut self,
        user: UserId,
        id: NotificationId,
        read_at: Option<DateTime<Utc>>,
    ) -> Result<bool, Fault> {
        const SQL: &str = "UPDATE notifications SET read_at = $4 WHERE tenant_id = $1 AND user_id = $2 AND id = $3";
        let marked = on!(self, conn => sqlx::query::<Db>(SQL)
            .bind(self.tenant)
            .bind(user)
            .bind(id)
            .bind(read_at)
            .execute(conn).await?
            .rows_affected());
        Ok(marked == 1)
    }

    /// Takes the notifications that are to be mailed by now, by person and time: each is given once.
    pub async fn take_to_mail(&mut self, now: DateTime<Utc>) -> Result<Vec<Letterful>, Fault> {
        const SQL: &str = "
            UPDATE notifications SET mail_at = NULL WHERE tenant_id = $1 AND mail_at <= $2
            RETURNING user_id, id, at, about, about_id, severity, title, words, read_at";
        let mut rows = on!(self, conn => sqlx::query_as::<Db, Letterful>(SQL)
            .bind(self.tenant)
            .bind(now)
            .fetch_all(conn).await?);
        rows.sort_by_key(|letterful| (letterful.user_id, letterful.row.id));
        Ok(rows)
    }
}
