//! Facts about partners as they come in: tickets, installations, trainings, activities, survey answers, targets.
//!
//! Each function says how many of its rows were new and how many have changed; rows that are there already as they
//! are cost a look and nothing else. No two rows of one call may have the same key.

use crate::bulk::insert_rows;
use crate::{Fault, Tx, on};
use domain::PartnerId;
use domain::partner_facts::{
    Activity, ActivityKind, Completion, Installation, QuotaFrom, SurveyAnswer, Ticket, TrainingModule,
};

/// How many rows were new, and how many have changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Put {
    /// Rows that were new.
    pub added: u64,
    /// Rows that were there and differ now.
    pub changed: u64,
}

/// Writes what is new, then what differs: `$key` is what tells rows apart, `$own` the columns that may differ.
macro_rules! put_rows {
    ($tx:expr, $table:literal, ($($key:literal),+), ($($own:literal),+), own $count:literal, $rows:expr, |$query:ident, $row:ident| $bind:expr) => {{
        let added = insert_rows!($tx,
            concat!("INSERT INTO ", $table, " (tenant_id", $(", ", $key,)+ $(", ", $own,)+ ")"),
            shared [$tx.tenant], own $count, $rows, |$query, $row| $bind,
            concat!("ON CONFLICT (tenant_id", $(", ", $key,)+ ") DO NOTHING"));
        let changed = insert_rows!($tx,
            concat!("INSERT INTO ", $table, " (tenant_id", $(", ", $key,)+ $(", ", $own,)+ ")"),
            shared [$tx.tenant], own $count, $rows, |$query, $row| $bind,
            concat!("ON CONFLICT (tenant_id", $(", ", $key,)+ ") DO UPDATE SET tenant_id = excluded.tenant_id",
                $(", ", $own, " = excluded.", $own,)+
                " WHERE FALSE", $(" OR excluded.", $own, " IS DISTINCT FROM ", $table, ".", $own,)+));
        Put { added, changed }
    }};
}

impl Tx {
    /// Writes tickets.
    pub async fn put_tickets(&mut self, rows: &[Ticket]) -> Result<Put, Fault> {
        self.touch_owners("tickets", "code", &codes(rows, |row| &row.code)).await?;
        self.touch(rows.iter().map(|row| row.partner_id));
        Ok(put_rows!(self, "tickets", ("code"),
            ("partner_id", "customer_id", "kind", "opened_at", "resolved_at", "minutes"),
            own 7, rows, |query, row| query
                .bind(&row.code)
                .bind(row.partner_id)
                .bind(row.customer_id)
                .bind(row.kind)
                .bind(row.opened_at)
                .bind(row.resolved_at)
                .bind(row.minutes())))
    }

    /// Writes installations.
    pub async fn put_installations(&mut self, rows: &[Installation]) -> Result<Put, Fault> {
        self.touch_owners("installations", "code", &codes(rows, |row| &row.code)).await?;
        self.touch(rows.iter().map(|row| row.partner_id));
        Ok(put_rows!(self, "installations", ("code"),
            ("partner_id", "customer_id", "ordered_on", "installed_on", "days"),
            own 6, rows, |query, row| query
                .bind(&row.code)
                .bind(row.partner_id)
                .bind(row.customer_id)
                .bind(row.ordered_on)
                .bind(row.installed_on)
                .bind(row.days())))
    }

    /// Writes versions of trainings.
    pub async fn put_training_modules(&mut self, rows: &[TrainingModule]) -> Result<Put, Fault> {
        Ok(put_rows!(self, "training_modules", ("code", "version"), ("title", "pass_mark", "from_day"),
            own 5, rows, |query, row| query
                .bind(&row.code)
                .bind(row.version)
                .bind(&row.title)
                .bind(row.pass_mark)
                .bind(row.from_day)))
    }

    /// Every version of every training, by code and version.
    pub async fn training_modules(&mut self) -> Result<Vec<TrainingModule>, Fault> {
        const SQL: &str = "
            SELECT code, version, title, pass_mark, from_day FROM training_modules
            WHERE tenant_id = $1 ORDER BY code, version";
        Ok(on!(self, conn => sqlx::query_as::<Db, TrainingModule>(SQL).bind(self.tenant).fetch_all(conn).await?))
    }

    /// Writes trainings that people have done.
    pub async fn put_completions(&mut self, rows: &[Completion]) -> Result<Put, Fault> {
        self.touch(rows.iter().map(|row| row.partner_id));
        Ok(put_rows!(self, "training_completions", ("partner_id", "module", "version", "person", "day"), ("points"),
            own 6, rows, |query, row| query
                .bind(row.partner_id)
                .bind(&row.module)
                .bind(row.version)
                .bind(&row.person)
                .bind(row.day)
                .bind(row.points)))
    }

    /// Trainings that a partner's people have done.
    pub async fn completions(&mut self, partner: PartnerId) -> Result<Vec<Completion>, Fault> {
        const SQL: &str = "
            SELECT partner_id, module, version, person, day, points FROM training_completions
            WHERE tenant_id = $1 AND partner_id = $2 ORDER BY module, version, person, day";
        Ok(on!(self, conn => sqlx::query_as::<Db, Completion>(SQL)
            .bind(self.tenant)
            .bind(partner)
            .fetch_all(conn).await?))
    }

    /// Writes what people did on days, in place of what was counted of that kind and day before.
    pub async fn put_activities(&mut self, rows: &[Activity]) -> Result<Put, Fault> {
        self.touch(rows.iter().map(|row| row.partner_id));
        for kind in ActivityKind::ALL {
            if let Some(day) = rows.iter().filter(|row| row.kind == *kind).map(|row| row.day).min() {
                self.note_activity_since(*kind, day).await?;
            }
        }
        Ok(put_rows!(self, "activities", ("partner_id", "day", "kind"), ("count"),
            own 4, rows, |query, row| query
                .bind(row.partner_id)
                .bind(row.day)
                .bind(row.kind)
                .bind(row.count)))
    }

    /// Writes answered questions.
    pub async fn put_survey_answers(&mut self, rows: &[SurveyAnswer]) -> Result<Put, Fault> {
        self.touch_owners("survey_answers", "code", &codes(rows, |row| &row.code)).await?;
        self.touch(rows.iter().map(|row| row.partner_id));
        Ok(put_rows!(self, "survey_answers", ("code", "question"),
            ("partner_id", "answered_on", "scale", "value"),
            own 6, rows, |query, row| query
                .bind(&row.code)
                .bind(&row.question)
                .bind(row.partner_id)
                .bind(row.answered_on)
                .bind(row.scale)
                .bind(i32::from(row.value))))
    }

    /// Writes partners' own targets.
    pub async fn put_quotas(&mut self, rows: &[QuotaFrom]) -> Result<Put, Fault> {
        self.touch(rows.iter().map(|row| row.partner_id));
        Ok(put_rows!(self, "quotas", ("partner_id", "from_month"), ("monthly_revenue", "activations_90d"),
            own 4, rows, |query, row| query
                .bind(row.partner_id)
                .bind(row.from)
                .bind(row.quota.monthly_revenue)
                .bind(row.quota.activations_90d)))
    }
}

fn codes<T>(rows: &[T], code: impl Fn(&T) -> &String) -> Vec<String> {
    rows.iter().map(|row| code(row).clone()).collect()
}
