//! New data keys and new key-encryption keys.

use crate::help::{Folder, keys, now, open, tenant};
use proptest::prelude::*;
use prosa_vault::{DataKeys, FileKeyProvider, IndexPurpose, KeyKind, KeyProvider as _, Purpose, VaultError};
use std::fs;

#[test]
fn a_new_data_key_seals_from_now_on_and_the_old_ciphertext_stays_readable() {
    let folder = Folder::new();
    let provider = folder.provider();
    let (mut stored, before) = keys(&provider, tenant(1));
    let old = before.seal(Purpose::MessageContent, b"antes");
    stored.push(now(DataKeys::rotate(&provider, tenant(1), &stored)).unwrap());
    let after = open(&provider, tenant(1), &stored);
    let new = after.seal(Purpose::MessageContent, b"depois");
    assert!(after.current_key_id() > before.current_key_id());
    assert_eq!(DataKeys::key_id_of(&old).unwrap(), before.current_key_id());
    assert_eq!(DataKeys::key_id_of(&new).unwrap(), after.current_key_id());
    assert_eq!(&**after.open(Purpose::MessageContent, &old).unwrap(), b"antes");
    assert_eq!(&**after.open(Purpose::MessageContent, &new).unwrap(), b"depois");
    let late = before.open(Purpose::MessageContent, &new).unwrap_err();
    assert_eq!(late, VaultError::UnknownKey(after.current_key_id()));
}

#[test]
fn a_new_data_key_leaves_every_hash_as_it_was() {
    let folder = Folder::new();
    let provider = folder.provider();
    let (mut stored, before) = keys(&provider, tenant(1));
    stored.push(now(DataKeys::rotate(&provider, tenant(1), &stored)).unwrap());
    let after = open(&provider, tenant(1), &stored);
    let hash = |keys: &DataKeys| keys.blind_index(IndexPurpose::Phone, "5511987654321");
    assert_eq!(hash(&before), hash(&after));
    let tokens = |keys: &DataKeys| keys.search_tokens(["sofá", "mesa"].into_iter());
    assert_eq!(tokens(&before), tokens(&after));
}

#[test]
fn after_wrapping_anew_the_old_key_encryption_key_is_not_needed_any_more() {
    let folder = Folder::new();
    let (stored, before) = keys(&folder.provider(), tenant(1));
    let sealed = before.seal(Purpose::Email, b"ana@example.com");
    FileKeyProvider::add_key(&folder.key_file(), "kek-2").unwrap();
    let both = folder.provider();
    assert_eq!(both.current(), "kek-2");
    let fresh = now(DataKeys::rewrap(&both, tenant(1), &stored)).unwrap();
    assert!(fresh.iter().all(|key| key.kek_id == "kek-2"));
    assert!(
        fresh.iter().zip(&stored).all(|(new, old)| new.key_id == old.key_id && new.wrapped != old.wrapped)
    );

    let text = fs::read_to_string(folder.key_file()).unwrap();
    let newest: String = text.lines().take(1).collect();
    fs::write(folder.key_file(), newest).unwrap();
    let only_new = folder.provider();
    let after = open(&only_new, tenant(1), &fresh);
    assert_eq!(&**after.open(Purpose::Email, &sealed).unwrap(), b"ana@example.com");
    let forgotten = now(DataKeys::open_all(&only_new, tenant(1), &stored)).unwrap_err();
    assert_eq!(forgotten, VaultError::MissingKek);
    let not_wrapped = now(DataKeys::rewrap(&only_new, tenant(1), &stored)).unwrap_err();
    assert_eq!(not_wrapped, VaultError::MissingKek);
}

#[test]
fn keys_wrapped_by_a_lost_file_do_not_open_with_a_new_one() {
    let (lost, other) = (Folder::new(), Folder::new());
    let (stored, _) = keys(&lost.provider(), tenant(1));
    let opened = now(DataKeys::open_all(&other.provider(), tenant(1), &stored));
    assert_eq!(opened.unwrap_err(), VaultError::Tampered);
}

#[test]
fn kinds_of_keys_are_stored_as_words() {
    for kind in [KeyKind::Data, KeyKind::Index] {
        assert_eq!(KeyKind::parse(kind.as_str()), Some(kind));
    }
    assert_eq!(KeyKind::parse("Data"), None);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn whatever_the_order_of_rotations_everything_ever_sealed_opens(steps in prop::collection::vec(0..3_u8, 1..12)) {
        let folder = Folder::new();
        let (mut stored, mut opened) = keys(&folder.provider(), tenant(7));
        let hash = opened.blind_index(IndexPurpose::UserId, "BR.1");
        let mut sealed = vec![(0, opened.seal(Purpose::Preview, &[0]))];
        for (number, step) in (1_u8..).zip(steps) {
            match step {
                0 => {
                    let next = now(DataKeys::rotate(&folder.provider(), tenant(7), &stored)).unwrap();
                    stored.push(next);
                }
                1 => FileKeyProvider::add_key(&folder.key_file(), &format!("kek-{}", number + 1)).unwrap(),
                _ => stored = now(DataKeys::rewrap(&folder.provider(), tenant(7), &stored)).unwrap(),
            }
            opened = open(&folder.provider(), tenant(7), &stored);
            sealed.push((number, opened.seal(Purpose::Preview, &[number])));
        }
        for (number, sealed) in &sealed {
            prop_assert_eq!(&**opened.open(Purpose::Preview, sealed).unwrap(), &[*number][..]);
        }
        prop_assert_eq!(opened.blind_index(IndexPurpose::UserId, "BR.1"), hash);
    }
}
