//! Bank accounts of partners, their vault keys, and what payments wait for.

use crate::sample::{add_tenant, day, id, minutes, noon, partner, with_partners, write};
use domain::banking::account::{
    AccountState, AccountStatus, BankAccount, BankAccountKind, Failing, Hold, HoldRule, HolderKind, MicroDeposits,
    PaymentStanding, Proof, TaxForm, TaxFormKind,
};
use domain::view::BankAccountFilter;
use domain::{BankAccountId, Cents, PartnerId, TenantId, UserId};
use store::{KeyPurpose, NewPartner, Sealed, Store, StoredAccount, Tx, VaultKey};

fn key(number: i32, purpose: KeyPurpose) -> VaultKey {
    let wrapped = vec![u8::try_from(number).unwrap(); 61];
    VaultKey { id: number, purpose, master: "m1".into(), wrapped, created_at: noon() }
}

fn account(number: u128, of: u128) -> StoredAccount {
    let account = BankAccount {
        id: BankAccountId(id(number)),
        partner: PartnerId(id(of)),
        kind: BankAccountKind::Savings,
        holder: HolderKind::Person,
        holder_name: "Ana Ono".into(),
        routing: "121042882".parse().unwrap(),
        ending: "6789".into(),
        state: AccountState::Unverified,
        entered_at: noon(),
        entered_by: Some(UserId(id(5))),
        revision: 1,
    };
    StoredAccount { account, number: Sealed { key: 1, bytes: vec![7; 40] }, fingerprint: vec![9; 32] }
}

/// Partners 1 and 2 with the vault keys 1 and 2.
pub async fn with_keys(store: &Store) -> TenantId {
    let tenant = with_partners(store).await;
    write(store, tenant, async |tx| {
        tx.put_vault_key(&key(1, KeyPurpose::Seal)).await.unwrap();
        tx.put_vault_key(&key(2, KeyPurpose::Index)).await.unwrap();
    })
    .await;
    tenant
}

async fn replace(tx: &mut Tx, account: &BankAccount) {
    assert!(tx.move_account(account, &AccountState::Replaced { on: day("2025-10-02") }).await.unwrap());
}

pub async fn every_state_of_an_account_reads_back(store: Store) {
    let tenant = with_keys(&store).await;
    let mut stored = account(10, 1);
    write(&store, tenant, async |tx| tx.add_bank_account(&stored).await.unwrap()).await;
    let on = day("2025-10-02");
    let deposits = MicroDeposits::new(Cents(42), Cents(7)).unwrap();
    for state in [
        AccountState::Prenoted { settles_on: on },
        AccountState::Deposited { settles_on: on, deposits, tries: 2 },
        AccountState::Verified { on, by: Proof::MicroDeposits },
        AccountState::Failed { on, why: Failing::Returned("R03".into()) },
        AccountState::Failed { on, why: Failing::Unconfirmed },
        AccountState::Unverified,
        AccountState::Replaced { on },
    ] {
        write(&store, tenant, async |tx| {
            assert!(tx.move_account(&stored.account, &state).await.unwrap());
            (stored.account.state, stored.account.revision) = (state, stored.account.revision + 1);
            assert_eq!(tx.bank_account(stored.account.id).await.unwrap().as_ref(), Some(&stored));
        })
        .await;
    }
}

pub async fn a_partner_has_one_current_account_and_keeps_those_before(store: Store) {
    let tenant = with_keys(&store).await;
    let (first, second) = (account(10, 1), account(11, 1));
    write(&store, tenant, async |tx| tx.add_bank_account(&first).await.unwrap()).await;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(tx.add_bank_account(&second).await.unwrap_err().is_duplicate());
    drop(tx);
    write(&store, tenant, async |tx| {
        replace(tx, &first.account).await;
        tx.add_bank_account(&second).await.unwrap();
        assert_eq!(tx.payable_accounts(&[first.account.partner]).await.unwrap(), vec![second.clone()]);
        let history = tx.bank_account_history(first.account.partner).await.unwrap();
        assert_eq!(history.iter().map(|a| a.account.id).collect::<Vec<_>>(), [second.account.id, first.account.id]);
    })
    .await;
}

pub async fn an_account_that_has_changed_meanwhile_is_not_moved(store: Store) {
    let tenant = with_keys(&store).await;
    let stored = account(10, 1);
    write(&store, tenant, async |tx| {
        tx.add_bank_account(&stored).await.unwrap();
        let sent = AccountState::Prenoted { settles_on: day("2025-10-02") };
        assert!(tx.move_account(&stored.account, &sent).await.unwrap());
        assert!(!tx.move_account(&stored.account, &AccountState::Unverified).await.unwrap());
        assert_eq!(tx.bank_account(stored.account.id).await.unwrap().unwrap().account.state, sent);
    })
    .await;
}

pub async fn accounts_are_found_by_partner_status_and_fingerprint(store: Store) {
    let tenant = with_keys(&store).await;
    let (one, two) = (account(10, 1), account(20, 2));
    write(&store, tenant, async |tx| {
        for number in 3..1200 {
            tx.add_partner(NewPartner { partner: &partner(number), at: noon() }).await.unwrap();
        }
        for stored in [&two, &one] {
            tx.add_bank_account(stored).await.unwrap();
        }
        let everyone: Vec<_> = (1..1200).map(|number| PartnerId(id(number))).collect();
        assert_eq!(tx.payable_accounts(&everyone).await.unwrap(), [one.clone(), two.clone()]);
        assert_eq!(tx.payable_accounts(&[]).await.unwrap(), []);
        let unverified = AccountStatus::Unverified;
        assert_eq!(tx.bank_accounts_of_status(unverified, None, 1).await.unwrap(), vec![one.clone()]);
        assert_eq!(tx.bank_accounts_of_status(unverified, Some(one.account.id), 5).await.unwrap(), vec![two.clone()]);
        assert_eq!(tx.bank_accounts_of_status(AccountStatus::Verified, None, 5).await.unwrap(), []);
        let sharing = tx.partners_sharing(&one).await.unwrap();
        assert_eq!(sharing.iter().map(|p| p.id).collect::<Vec<_>>(), [two.account.partner]);
        replace(tx, &two.account).await;
        assert_eq!(tx.partners_sharing(&one).await.unwrap(), []);
        assert_eq!(tx.count_bank_accounts().await.unwrap(), [(unverified, 1)]);
    })
    .await;
}

pub async fn the_list_is_narrowed_by_account_hold_and_tax_form(store: Store) {
    let tenant = with_keys(&store).await;
    write(&store, tenant, async |tx| {
        tx.add_bank_account(&account(10, 1)).await.unwrap();
        let form = TaxForm { kind: TaxFormKind::W9, received_on: day("2025-01-02") };
        let standing = PaymentStanding { tax_form: Some(form), ..PaymentStanding::default() };
        tx.set_payment_standing(PartnerId(id(1)), &standing).await.unwrap();
        let hold = Hold { reason: "Disputed".into(), since: noon(), by: None, rule: Some(HoldRule::Reconciliation) };
        let standing = PaymentStanding { hold: Some(hold), ..PaymentStanding::default() };
        tx.set_payment_standing(PartnerId(id(2)), &standing).await.unwrap();
        for (filter, expected) in [
            (None, vec!["RS-1", "RS-2"]),
            (Some(BankAccountFilter::Missing), vec!["RS-2"]),
            (Some(BankAccountFilter::Unverified), vec!["RS-1"]),
            (Some(BankAccountFilter::Verified), vec![]),
            (Some(BankAccountFilter::Held), vec!["RS-2"]),
            (Some(BankAccountFilter::NoTaxForm), vec!["RS-2"]),
        ] {
            let found = tx.partners_by_account(filter, (0, 10)).await.unwrap();
            assert_eq!(found.iter().map(|p| p.code.as_str()).collect::<Vec<_>>(), expected, "{filter:?}");
            let count = tx.count_partners_by_account(filter).await.unwrap();
            assert_eq!(usize::try_from(count).unwrap(), expected.len(), "{filter:?}");
        }
        assert_eq!(tx.partners_by_account(None, (1, 1)).await.unwrap()[0].code, "RS-2");
    })
    .await;
}

pub async fn a_standing_reads_back_and_is_replaced(store: Store) {
    let tenant = with_partners(&store).await;
    let partner = PartnerId(id(1));
    let hold = Hold {
        reason: "Returned twice".into(),
        since: noon() + minutes(1),
        by: Some(UserId(id(5))),
        rule: Some(HoldRule::RepeatedReturns),
    };
    let form = TaxForm { kind: TaxFormKind::W8, received_on: day("2025-01-02") };
    let standing = PaymentStanding { hold: Some(hold), tax_form: Some(form), minimum: Some(Cents(5_000)) };
    write(&store, tenant, async |tx| {
        assert_eq!(tx.payment_standing_to_change(partner).await.unwrap(), PaymentStanding::default());
        tx.set_payment_standing(partner, &standing).await.unwrap();
        let all = [PartnerId(id(2)), partner];
        assert_eq!(tx.payment_standings(&all).await.unwrap(), [(partner, standing.clone())]);
        tx.set_payment_standing(partner, &PaymentStanding::default()).await.unwrap();
        assert_eq!(tx.payment_standing_to_change(partner).await.unwrap(), PaymentStanding::default());
    })
    .await;
}

pub async fn a_key_that_still_seals_is_not_forgotten(store: Store) {
    let tenant = with_keys(&store).await;
    let stored = account(10, 1);
    write(&store, tenant, async |tx| {
        tx.add_bank_account(&stored).await.unwrap();
        tx.put_vault_key(&key(3, KeyPurpose::Seal)).await.unwrap();
    })
    .await;
    let mut tx = store.write(tenant).await.unwrap();
    assert!(tx.delete_vault_keys_before(3).await.is_err());
    drop(tx);
    write(&store, tenant, async |tx| {
        assert_eq!(tx.accounts_sealed_before(3, 10).await.unwrap(), vec![stored.clone()]);
        let again = Sealed { key: 3, bytes: vec![8; 40] };
        tx.reseal_account(stored.account.id, &again).await.unwrap();
        assert_eq!(tx.accounts_sealed_before(3, 10).await.unwrap(), []);
        assert_eq!(tx.bank_account(stored.account.id).await.unwrap().unwrap().number, again);
        assert_eq!(tx.delete_vault_keys_before(3).await.unwrap(), 1);
        let kept: Vec<_> = tx.vault_keys_to_change().await.unwrap().iter().map(|key| (key.id, key.purpose)).collect();
        assert_eq!(kept, [(2, KeyPurpose::Index), (3, KeyPurpose::Seal)]);
    })
    .await;
}

pub async fn a_key_is_wrapped_anew_and_keeps_its_place(store: Store) {
    let tenant = with_keys(&store).await;
    let anew = VaultKey { master: "m2".into(), wrapped: vec![4; 61], ..key(1, KeyPurpose::Seal) };
    write(&store, tenant, async |tx| tx.put_vault_key(&anew).await.unwrap()).await;
    let keys = store.read(tenant).await.unwrap().vault_keys().await.unwrap();
    assert_eq!(keys, [anew, key(2, KeyPurpose::Index)]);
}

pub async fn another_tenants_accounts_are_not_there(store: Store) {
    let tenant = with_keys(&store).await;
    let stored = account(10, 1);
    write(&store, tenant, async |tx| tx.add_bank_account(&stored).await.unwrap()).await;
    let other = add_tenant(&store, "other").await;
    let mut tx = store.write(other).await.unwrap();
    assert_eq!(tx.bank_account(stored.account.id).await.unwrap(), None);
    assert_eq!(tx.payable_accounts(&[stored.account.partner]).await.unwrap(), []);
    assert_eq!(tx.vault_keys().await.unwrap(), []);
    assert!(!tx.move_account(&stored.account, &AccountState::Unverified).await.unwrap());
}
