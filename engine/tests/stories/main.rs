//! Stories that people would tell of the product, played at the engine on SQLite.

mod access;
mod accounts;
mod automation;
mod cases;
mod close;
mod corrections;
mod customers;
mod digests;
mod dry_run;
mod full_disk;
mod health;
mod imports;
mod ledger;
mod partner_facts;
mod payout_crashes;
mod payout_walk;
mod payouts;
mod plans;
mod post_office;
mod real_input;
mod reconciliation;
mod settlement;
mod statements;
mod vault;
mod what_if;
mod world;
