//! What a database is to Tributary: each fact holds on SQLite and on PostgreSQL.
//!
//! A fact is an `async fn(Store)` in one of the modules, listed once in [`facts!`] below.
//! PostgreSQL is taken from `TEST_DATABASE_URL` (`script/test` starts one); each fact gets a database of its own.

mod alerts;
mod bank_accounts;
mod commissions;
mod corrections;
mod customers;
mod digest;
mod emergencies;
mod health;
mod insight;
mod interventions;
mod ledger;
mod ledger_guard;
mod mails;
mod managers;
mod partner_facts;
mod payouts;
mod platform;
mod reconciliation;
mod sample;
mod schema;
mod settling;
mod success;
mod surveys;
mod trail;
mod transfers;
mod walk;
mod work;

use store::{Database, Store};

/// Makes one test per fact and engine.
macro_rules! facts {
    ($( $module:ident: $( $fact:ident ),+ ; )+) => {
        mod sqlite { $( mod $module { $(
            #[tokio::test]
            async fn $fact() {
                crate::on_sqlite(crate::$module::$fact).await;
            }
        )+ } )+ }
        mod postgres { $( mod $module { $(
            #[tokio::test]
            async fn $fact() {
                crate::on_postgres(stringify!($fact), crate::$module::$fact).await;
            }
        )+ } )+ }
    };
}

facts! {
    managers:
        a_manager_sees_the_partners_that_are_theirs_or_that_they_cover_that_day,
        a_manager_is_not_shown_what_they_were_told_of_partners_of_others,
        a_partner_is_assigned_once_and_taken_away_again,
        covers_are_kept_changed_and_taken_back;
    success:
        a_figure_of_the_industry_is_replaced_and_removed,
        own_figures_are_those_that_the_score_was_computed_from,
        a_quarter_tells_who_was_billed_then_and_now,
        alerts_tell_when_somebody_took_them_up;
    alerts:
        a_cause_has_one_live_alert,
        an_alert_waits_until_it_is_acknowledged,
        alerts_are_listed_by_urgency_and_counted,
        notifications_are_read_and_mailed_once,
        rules_and_preferences_read_back,
        scores_are_watched_with_the_band_that_is_held;
    platform:
        tenants_are_numbered_from_one,
        a_sign_in_name_finds_its_logins,
        failures_are_counted_and_forgotten,
        a_session_is_found_by_its_hash_until_it_ends,
        old_sessions_are_purged,
        the_size_of_the_database_is_known;
    customers:
        a_customer_reads_back_as_it_was_written,
        many_customers_are_written_at_once,
        a_customer_with_another_revision_is_not_replaced,
        cards_come_highest_revenue_first_and_go_on_after_a_card,
        the_table_is_narrowed_by_partner_stage_and_text,
        a_percent_sign_is_searched_for_as_itself,
        stage_counts_follow_moves_and_recounts,
        moves_are_listed_newest_first_with_who_made_them,
        contacts_are_listed_newest_first,
        another_tenants_rows_are_not_there;
    commissions:
        a_derived_bill_never_replaces_an_imported_one,
        months_are_rolled_up_per_partner,
        the_plan_in_force_is_the_latest_that_has_begun,
        a_plan_tells_its_versions_and_how_long_each_partner_has_it,
        a_month_is_frozen_once,
        a_lease_keeps_others_out_until_it_expires,
        a_worker_that_lost_its_lease_writes_nothing,
        a_statement_reads_back_with_its_lines_and_their_facts,
        a_line_in_a_band_tells_what_was_counted_before_it,
        the_same_line_is_not_written_twice;
    walk:
        a_month_moves_on_once_from_where_it_is_and_says_who_did,
        a_month_that_is_opened_again_was_never_frozen,
        every_calculation_of_a_month_is_listed,
        what_later_months_earn_and_what_is_on_its_way_is_told_apart,
        batches_that_pay_a_month_are_those_from_its_release_until_it_was_paid,
        what_keeps_a_month_open_is_counted,
        another_tenants_walk_is_not_there;
    settling:
        facts_read_back_in_the_order_of_partners,
        activations_are_derived_unless_they_are_imported,
        stages_have_marks_of_their_own_behind_the_fence,
        a_statement_of_many_kinds_reads_back_with_what_it_leaves,
        what_was_paid_for_a_customer_counts_plain_lines;
    corrections:
        an_adjustment_is_decided_once_by_somebody_else,
        an_approved_adjustment_is_due_until_a_month_has_it,
        a_question_is_answered_once_and_open_ones_come_first,
        a_late_question_is_escalated_once,
        versions_of_a_month_differ_in_lines_that_only_one_has,
        a_correction_makes_a_plain_statement_differ_by_itself_alone,
        a_month_is_outdated_until_it_is_calculated_anew,
        another_tenants_corrections_are_not_there;
    health:
        retention_compares_two_months_customer_by_customer,
        activations_are_counted_within_the_window,
        a_day_scored_again_takes_the_new_score,
        the_portfolio_keeps_the_score_of_weeks_before,
        a_score_that_is_carried_over_keeps_its_detail,
        the_rules_in_force_are_the_latest_that_have_begun,
        whoever_writes_a_fact_leaves_a_mark,
        quotas_in_force_are_the_latest_that_have_begun,
        activity_is_counted_by_kind_and_window,
        billed_months_are_read_side_by_side,
        what_had_its_time_counts_as_in_time_or_not,
        trainings_answers_and_complete_customers_are_counted;
    insight:
        each_partners_latest_score_of_a_time_is_read_with_its_components,
        bills_are_read_by_customer_and_by_year;
    surveys:
        a_partner_has_one_open_survey_and_its_latest_is_found,
        a_survey_is_answered_once_through_any_of_its_links,
        answers_are_counted_question_by_question,
        what_is_asked_reads_back;
    emergencies:
        a_partner_has_one_emergency_and_one_drill_at_a_time,
        an_emergency_is_followed_until_it_is_closed_once,
        only_real_emergencies_pause_and_count;
    interventions:
        an_intervention_is_planned_begun_and_ended_once,
        steps_are_done_once_and_told_of_once,
        what_an_intervention_has_brought_is_kept_until_nothing_more_can_be_said,
        a_playbook_keeps_its_versions,
        what_was_done_in_a_time_is_told_of_its_partner;
    partner_facts:
        a_ticket_is_new_once_and_changed_when_it_differs,
        every_kind_of_fact_is_kept_once;
    ledger:
        posting_an_event_twice_is_posting_it_once,
        an_entry_reads_back_as_it_was_posted,
        a_trial_balance_adds_up_to_the_end_of_a_month,
        partners_with_balances_come_most_owed_first,
        a_partners_account_shows_what_each_entry_led_to,
        the_journal_goes_on_after_an_entry,
        many_entries_are_posted_at_once,
        simultaneous_postings_lose_nothing,
        a_month_is_open_for_booking_until_it_is_closed,
        another_tenants_entries_are_not_there,
        an_entry_without_a_statement_is_found;
    bank_accounts:
        every_state_of_an_account_reads_back,
        a_partner_has_one_current_account_and_keeps_those_before,
        an_account_that_has_changed_meanwhile_is_not_moved,
        accounts_are_found_by_partner_status_and_fingerprint,
        the_list_is_narrowed_by_account_hold_and_tax_form,
        a_standing_reads_back_and_is_replaced,
        a_key_that_still_seals_is_not_forgotten,
        a_key_is_wrapped_anew_and_keeps_its_place,
        another_tenants_accounts_are_not_there;
    digest:
        moves_and_contacts_are_counted_between_two_instants,
        a_quarter_tells_commission_once_it_is_released;
    mails:
        a_message_waits_until_it_is_sent;
    payouts:
        only_released_months_are_payable_and_open_batches_are_taken_off,
        a_run_has_one_batch_and_a_partner_waits_in_one,
        a_batch_moves_on_once_from_where_it_is,
        what_came_back_is_paid_again_once,
        a_month_is_paid_with_the_first_payout_that_reaches_it,
        a_batch_has_one_file_and_no_number_is_given_twice,
        what_the_bank_says_is_kept_once_until_a_person_has_seen_to_it,
        no_order_of_payouts_and_returns_loses_or_doubles_a_cent;
    reconciliation:
        a_fault_is_one_finding_that_is_cleared_when_it_is_gone,
        what_a_person_settled_stays_settled_until_its_figures_change,
        what_another_comparison_has_found_meanwhile_is_not_cleared,
        findings_are_narrowed_and_come_most_severe_first,
        a_bank_statement_reads_back_with_its_lines,
        payments_are_read_from_the_ledger_as_they_were_booked,
        lines_and_strays_are_read_for_comparison,
        another_tenants_findings_are_not_there;
    trail:
        entries_are_chained_per_tenant,
        simultaneous_entries_take_their_turns,
        writers_of_events_and_entries_never_block_each_other_for_good,
        events_wait_in_the_outbox_in_order;
    transfers:
        a_file_counts_once_it_is_complete_and_reads_back_in_parts,
        files_go_when_their_time_has_come_or_nobody_completes_them,
        a_transfer_moves_on_once_from_where_it_is,
        another_tenants_transfers_are_not_there,
        rows_to_take_away_go_on_after_the_last,
        what_was_adjusted_is_kept_with_what_was_measured,
        measurements_are_kept_for_a_while;
    work:
        a_workflow_has_one_run_for_each_period,
        a_stage_opens_when_all_of_the_one_before_is_finished,
        no_more_steps_are_worked_on_than_are_allowed,
        a_step_whose_worker_is_gone_is_taken_up_and_the_first_one_writes_nothing,
        a_step_that_has_got_on_has_all_its_tries_again,
        a_failed_step_is_tried_again_when_due_and_then_waits_for_a_person,
        a_step_waits_for_a_time_or_for_something_to_happen,
        a_step_that_failed_for_want_of_something_is_tried_as_soon_as_it_is_there,
        a_cancelled_run_is_not_worked_on,
        workers_are_told_which_operators_have_work_due,
        a_schedule_moves_on_once,
        what_ran_is_counted_and_timed;
}

/// Runs a fact on a fresh file.
async fn on_sqlite<F: AsyncFnOnce(Store)>(fact: F) {
    let directory = tempfile::tempdir().expect("a temporary directory");
    let store = Store::open(&Database::Sqlite(directory.path().join("test.sqlite"))).await.expect("a database");
    fact(store.clone()).await;
    store.close().await;
}

/// Runs a fact on a fresh PostgreSQL database.
async fn on_postgres<F: AsyncFnOnce(Store)>(name: &str, fact: F) {
    let url = sample::fresh_postgres(name).await;
    let store = Store::open(&Database::Postgres(url)).await.expect("a database");
    fact(store.clone()).await;
    store.close().await;
}
