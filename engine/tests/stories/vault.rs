//! The vault: numbers stand nowhere in the clear, can't be moved, and survive new keys.

use crate::accounts::{details, entered, world};
use crate::world::{World, options};
use domain::audit::Actor;
use domain::user::Role;
use engine::{Engine, Office};
use std::collections::HashSet;
use std::fmt::{Debug, Write as _};
use std::path::Path;
use std::sync::{Arc, Mutex};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

/// What is logged, at every level and with every field.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<String>>);

impl Visit for Log {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        writeln!(self.0.lock().unwrap(), "{field}={value:?}").unwrap();
    }
}

impl Subscriber for Log {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, span: &Attributes<'_>) -> Id {
        span.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, _: &Id) {}
    fn exit(&self, _: &Id) {}
}

/// Every file below a folder, with what it holds.
fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.display().to_string(), std::fs::read(&path).unwrap()));
        }
    }
    found
}

/// The length of every planted number.
const LENGTH: usize = 11;

fn assert_nowhere(planted: &HashSet<String>, files: &[(String, Vec<u8>)]) {
    // Numbers begin with the same digits, so that few places have to be looked at closely.
    let start = b"409";
    for (file, content) in files {
        let suspect = content.windows(LENGTH).filter(|part| part.starts_with(start));
        let found = suspect.filter_map(|part| std::str::from_utf8(part).ok()).find(|part| planted.contains(*part));
        assert_eq!(found, None, "a number stands in {file}");
    }
}

async fn reopened(world: &World) -> Office {
    let engine = Engine::open_at(&world.database(), options(), world.clock()).await.unwrap();
    let tenant = engine.tenant(None).await.unwrap().id;
    engine.office(tenant)
}

#[tokio::test]
async fn planted_numbers_stand_in_no_file_no_log_and_no_record() {
    let log = Log::default();
    tracing::subscriber::set_global_default(log.clone()).unwrap();
    let (world, owner) = world().await;
    let finance = world.desk(Role::Finance, None).await;
    let planted: HashSet<_> = (0..100u64).map(|n| format!("{}", 40_917_000_000 + n * 791_911)).collect();
    assert!(planted.iter().all(|number| number.len() == LENGTH && number.starts_with("409")));
    for number in &planted {
        let account = entered(&owner, number).await;
        assert_eq!(finance.reveal_account(account.id, "a test").await.unwrap().0, *number);
    }
    world.office.rotate_data_keys(&|_| ()).await.unwrap();
    world.office.work_through().await.unwrap();
    let seen = files(world.directory.path());
    assert!(seen.iter().any(|(file, _)| file.ends_with("-wal")), "the log of the database is among them");
    assert_nowhere(&planted, &seen);
    let trail = world.trail().await.iter().map(|entry| entry.details.clone()).collect::<Vec<_>>().join("\n");
    assert!(trail.contains("••••"));
    assert_nowhere(&planted, &[("the trail".into(), trail.into_bytes())]);
    let logged = log.0.lock().unwrap().clone();
    assert!(logged.contains("bank_accounts"), "statements are logged");
    assert_nowhere(&planted, &[("the log".into(), logged.into_bytes())]);
}

#[tokio::test]
async fn a_number_that_was_moved_to_another_row_does_not_open() {
    let (world, owner) = world().await;
    let first = entered(&owner, "000123456789").await;
    let second = entered(&owner, "987654321").await;
    let mut tx = world.tx().await;
    let mut sealed = Vec::new();
    for id in [first.id, second.id] {
        sealed.push(tx.bank_account(id).await.unwrap().unwrap().number);
    }
    tx.reseal_account(first.id, &sealed[1]).await.unwrap();
    tx.reseal_account(second.id, &sealed[0]).await.unwrap();
    tx.commit().await.unwrap();
    for id in [first.id, second.id] {
        assert!(world.office.reveal_account(id, "a test", Actor::System).await.is_err());
    }
}

#[tokio::test]
async fn new_keys_seal_everything_anew_and_everything_still_opens() {
    let (world, owner) = world().await;
    assert_eq!(world.office.rotate_data_keys(&|_| ()).await.unwrap().key, None, "nothing is sealed yet");
    let first = entered(&owner, "000123456789").await;
    let second = entered(&owner, "987654321").await;
    let before = world.engine.rotate_master_key(false).await.unwrap();
    assert_eq!((before.rewrapped, before.forgotten), (2, 0));
    let data = world.office.rotate_data_keys(&|_| ()).await.unwrap();
    assert_eq!((data.key, data.resealed), (Some(3), 2));
    let after = world.engine.rotate_master_key(true).await.unwrap();
    assert_eq!((after.rewrapped, after.forgotten), (2, 2));
    assert_ne!(after.master, before.master);
    // A server that knows nothing of it yet, and one that begins now.
    let office = reopened(&world).await;
    for office in [&world.office, &office] {
        for (id, number) in [(first.id, "000123456789"), (second.id, "987654321")] {
            assert_eq!(office.reveal_account(id, "a test", Actor::System).await.unwrap().expose(), number);
        }
    }
    // The fingerprint outlives keys: the same account is still known for the same.
    assert!(owner.enter_bank_account(details("987654321")).await.is_err());
}

#[tokio::test]
async fn without_its_master_key_nothing_opens_and_no_other_is_made() {
    let (world, owner) = world().await;
    let account = entered(&owner, "000123456789").await;
    let file = world.directory.path().join("master.key");
    let kept = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    let office = reopened(&world).await;
    assert!(office.reveal_account(account.id, "a test", Actor::System).await.is_err());
    let refused =
        office.enter_account(owner.partners().await.unwrap()[0].id, details("987654321"), Actor::System).await;
    assert!(refused.unwrap_err().to_string().contains("master key file"));
    assert!(!file.exists());
    std::fs::write(&file, kept).unwrap();
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    }
    assert_eq!(office.reveal_account(account.id, "a test", Actor::System).await.unwrap().expose(), "000123456789");
}
