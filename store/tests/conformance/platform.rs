//! Operators, logins and sessions.

use crate::sample::{add_tenant, minutes, noon, tenant_named, user, write};
use domain::UserId;
use store::Store;

pub async fn tenants_are_numbered_from_one(store: Store) {
    let first = add_tenant(&store, "first").await;
    let second = add_tenant(&store, "second").await;
    assert_eq!((first.0, second.0), (1, 2));
    let tenants = store.read_platform().await.unwrap().tenants().await.unwrap();
    let mut expected = tenant_named("first");
    expected.id = first;
    assert_eq!(tenants[0], expected);
    assert_eq!(store.read(second).await.unwrap().tenant_row().await.unwrap().slug, "second");
}

pub async fn a_sign_in_name_finds_its_logins(store: Store) {
    let (first, second) = (add_tenant(&store, "first").await, add_tenant(&store, "second").await);
    for tenant in [first, second] {
        write(&store, tenant, async |tx| {
            tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap();
        })
        .await;
    }
    let logins = store.read_platform().await.unwrap().logins("ana@example.com").await.unwrap();
    assert_eq!(logins.iter().map(|l| l.tenant_id).collect::<Vec<_>>(), [first, second]);
    let mut tx = store.write(first).await.unwrap();
    let again = tx.add_user(&user(first, 2, "ana@example.com"), "hash", noon()).await;
    assert!(again.unwrap_err().is_duplicate());
}

pub async fn failures_are_counted_and_forgotten(store: Store) {
    let tenant = add_tenant(&store, "first").await;
    write(&store, tenant, async |tx| tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap())
        .await;
    let mut platform = store.write_platform().await.unwrap();
    platform.count_failure("ana@example.com", None).await.unwrap();
    platform.count_failure("ana@example.com", Some(noon())).await.unwrap();
    let login = platform.logins("ana@example.com").await.unwrap().remove(0);
    assert_eq!((login.failed_attempts, login.blocked_until), (2, Some(noon())));
    platform.forget_failures("ana@example.com").await.unwrap();
    let login = platform.logins("ana@example.com").await.unwrap().remove(0);
    assert_eq!((login.failed_attempts, login.blocked_until), (0, None));
}

async fn with_session(store: &Store, token: &[u8]) {
    let tenant = add_tenant(store, "first").await;
    write(store, tenant, async |tx| tx.add_user(&user(tenant, 1, "ana@example.com"), "hash", noon()).await.unwrap())
        .await;
    let mut platform = store.write_platform().await.unwrap();
    platform.add_session(token, tenant, UserId(crate::sample::id(1)), noon()).await.unwrap();
    platform.commit().await.unwrap();
}

pub async fn a_session_is_found_by_its_hash_until_it_ends(store: Store) {
    with_session(&store, b"hash").await;
    let mut platform = store.write_platform().await.unwrap();
    assert_eq!(platform.session(b"hash").await.unwrap().unwrap().created_at, noon());
    platform.touch_session(b"hash", noon() + minutes(5)).await.unwrap();
    assert_eq!(platform.session(b"hash").await.unwrap().unwrap().seen_at, noon() + minutes(5));
    assert!(platform.session(b"other").await.unwrap().is_none());
    platform.end_session(b"hash").await.unwrap();
    assert!(platform.session(b"hash").await.unwrap().is_none());
}

pub async fn old_sessions_are_purged(store: Store) {
    with_session(&store, b"hash").await;
    let mut platform = store.write_platform().await.unwrap();
    assert_eq!(platform.purge_sessions(noon(), noon()).await.unwrap(), 0);
    assert_eq!(platform.count_ended_sessions(noon(), noon()).await.unwrap(), 0);
    assert_eq!(platform.count_ended_sessions(noon() - minutes(1), noon() + minutes(1)).await.unwrap(), 1);
    assert_eq!(platform.purge_sessions(noon() - minutes(1), noon() + minutes(1)).await.unwrap(), 1);
}

pub async fn the_size_of_the_database_is_known(store: Store) {
    let size = store.size().await.unwrap();
    assert!(size.bytes > 100_000 && size.connections > 0, "{size:?}");
    assert!(size.idle_connections <= size.connections, "{size:?}");
    let tenant = crate::sample::add_tenant(&store, "acme").await;
    assert_eq!(store.read(tenant).await.unwrap().count_events().await.unwrap(), 0);
}
