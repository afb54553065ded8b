//! Measures the import of the sample's files, each customer so many times, against the same rows copied by plain SQL.

use crate::meter::{Cost, Memory};
use crate::place::Place;
use crate::reference::{self, run};
use crate::sample::{self, SAMPLE, month};
use crate::{ROUNDS, compare};
use engine::Options;
use engine::imports::{CustomerImport, Mapping, OnProblem};
use sqlx::Connection;
use std::path::Path;

/// What the rounds took.
#[derive(Default)]
struct Found {
    product: Vec<Cost>,
    sql: Vec<Cost>,
    /// What the process had before, and at most during it, in MiB.
    memory: (u64, u64),
    bills: u64,
}

/// Measures with so many customers.
pub async fn measure(server: Option<&str>, customers: usize) {
    let copies = customers.div_ceil(SAMPLE);
    let directory = tempfile::tempdir().expect("a temporary directory");
    let (customers, partners) = sample::sample(directory.path(), copies);
    let mut found = Found::default();
    for round in 0..ROUNDS {
        let place = Place::new(server, &format!("import_{round}")).await;
        Box::pin(measure_once(&place, (&customers, &partners), &mut found)).await;
        place.remove().await;
    }
    println!("  {} customers with {} bills", copies * SAMPLE, found.bills);
    compare("import", &found.product, "plain SQL", &found.sql);
    println!("  memory    {} MiB before, {} MiB at most", found.memory.0, found.memory.1);
}

async fn measure_once(place: &Place, (customers, partners): (&Path, &Path), found: &mut Found) {
    let engine = place.engine(Options::default()).await;
    let office = sample::new_office(&engine).await;
    office.import_partners(partners, month("2015-01")).await.expect("resellers");
    let (mut plain, meter) = place.plain().await;
    let memory = Memory::watch();
    let running = meter.start();
    let imported = office.import_customers(&import_of(customers), &|_| ()).await.expect("customers");
    found.product.push(running.cost());
    found.memory = memory.taken();
    found.bills = imported.bills;
    run(&mut plain, reference::STAGING).await;
    let running = meter.start();
    run(&mut plain, reference::IMPORT).await;
    found.sql.push(running.cost());
    plain.close().await.expect("closed");
    engine.shut_down().await;
}

fn import_of(customers: &Path) -> CustomerImport {
    CustomerImport {
        file: customers.to_owned(),
        mapping: Mapping::default(),
        on_problem: OnProblem::RollBack,
        create_partners: false,
        bill_through: Some(month("2025-09")),
        report: None,
    }
}
