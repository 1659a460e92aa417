//! Seal and open.

use crate::help::{Folder, keys, now, open, tenant};
use proptest::prelude::*;
use prosa_vault::{DataKeys, Purpose, Scope, VaultError};
use std::{collections::HashSet, sync::LazyLock};

const PURPOSES: [Purpose; 9] = [
    Purpose::MessageContent,
    Purpose::Preview,
    Purpose::PersonName,
    Purpose::Phone,
    Purpose::Email,
    Purpose::ProviderToken,
    Purpose::JournalBody,
    Purpose::SessionDetail,
    Purpose::StatusDetail,
];

static KEYS: LazyLock<DataKeys> = LazyLock::new(|| keys(&Folder::new().provider(), tenant(1)).1);

proptest! {
    #[test]
    fn what_was_sealed_opens_to_the_same_bytes(plain in any::<Vec<u8>>(), which in 0..PURPOSES.len()) {
        let sealed = KEYS.seal(PURPOSES[which], &plain);
        prop_assert_eq!(sealed.len(), 1 + 4 + 12 + plain.len() + 16);
        prop_assert_eq!(&**KEYS.open(PURPOSES[which], &sealed).unwrap(), &plain[..]);
    }

    #[test]
    fn one_changed_bit_anywhere_is_refused(
        plain in prop::collection::vec(any::<u8>(), 0..200), at in any::<prop::sample::Index>(), bit in 0..8_u8,
    ) {
        let mut sealed = KEYS.seal(Purpose::MessageContent, &plain);
        let at = at.index(sealed.len());
        sealed[at] ^= 1 << bit;
        let refused = KEYS.open(Purpose::MessageContent, &sealed).unwrap_err();
        match at {
            0 => prop_assert_eq!(refused, VaultError::Malformed),
            1..=4 => prop_assert!(matches!(refused, VaultError::UnknownKey(_))),
            _ => prop_assert_eq!(refused, VaultError::Tampered),
        }
    }

    #[test]
    fn a_ciphertext_cut_anywhere_is_refused(plain in prop::collection::vec(any::<u8>(), 0..60)) {
        let sealed = KEYS.seal(Purpose::Phone, &plain);
        for length in 0..sealed.len() {
            prop_assert!(KEYS.open(Purpose::Phone, &sealed[..length]).is_err());
        }
    }

    #[test]
    fn any_bytes_are_refused_and_never_panic(bytes in any::<Vec<u8>>()) {
        prop_assert!(KEYS.open(Purpose::Phone, &bytes).is_err());
    }
}

#[test]
fn a_ciphertext_opens_for_its_own_purpose_only() {
    for sealed_for in PURPOSES {
        let sealed = KEYS.seal(sealed_for, b"EAAG-token");
        for asked_for in PURPOSES {
            let opened = KEYS.open(asked_for, &sealed);
            if sealed_for == asked_for {
                assert_eq!(&**opened.unwrap(), b"EAAG-token");
            } else {
                assert_eq!(opened.unwrap_err(), VaultError::Tampered, "{sealed_for:?} as {asked_for:?}");
            }
        }
    }
}

#[test]
fn a_ciphertext_of_one_tenant_opens_neither_for_another_nor_for_the_installation() {
    let folder = Folder::new();
    let provider = folder.provider();
    let (_, ana) = keys(&provider, tenant(1));
    let (_, bruno) = keys(&provider, tenant(2));
    let (_, installation) = keys(&provider, Scope::Installation);
    let sealed = ana.seal(Purpose::MessageContent, b"Oi");
    assert_eq!(bruno.open(Purpose::MessageContent, &sealed).unwrap_err(), VaultError::Tampered);
    assert_eq!(installation.open(Purpose::MessageContent, &sealed).unwrap_err(), VaultError::Tampered);
}

#[test]
fn wrapped_keys_open_in_their_own_tenant_and_place_only() {
    let folder = Folder::new();
    let provider = folder.provider();
    let (stored, _) = keys(&provider, tenant(1));
    let stolen = now(DataKeys::open_all(&provider, tenant(2), &stored));
    assert_eq!(stolen.unwrap_err(), VaultError::Tampered);
    let mut swapped = stored.clone();
    swapped[0].key_id = 9;
    assert_eq!(now(DataKeys::open_all(&provider, tenant(1), &swapped)).unwrap_err(), VaultError::Tampered);
    let mut kinds = stored.clone();
    kinds[0].kind = kinds[1].kind;
    assert_eq!(now(DataKeys::open_all(&provider, tenant(1), &kinds)).unwrap_err(), VaultError::Tampered);
}

#[test]
fn keys_without_a_data_key_or_an_index_secret_do_not_open() {
    let folder = Folder::new();
    let provider = folder.provider();
    let (stored, _) = keys(&provider, tenant(1));
    for half in [&stored[..1], &stored[1..], &[]] {
        assert_eq!(now(DataKeys::open_all(&provider, tenant(1), half)).unwrap_err(), VaultError::NoKey);
    }
}

#[test]
fn the_same_text_is_never_sealed_to_the_same_bytes() {
    let sealed: HashSet<_> = (0..1_000).map(|_| KEYS.seal(Purpose::MessageContent, b"Oi")).collect();
    assert_eq!(sealed.len(), 1_000);
}

#[test]
fn plaintext_and_keys_show_neither_in_the_ciphertext_nor_in_debug_text() {
    let secret = b"Av. Paulista 1578, ap 42";
    let sealed = KEYS.seal(Purpose::MessageContent, secret);
    assert!(!sealed.windows(6).any(|part| secret.windows(6).any(|plain| part == plain)));
    assert_eq!(format!("{:?}", *KEYS), "DataKeys { current: 1, .. }");
}

#[test]
fn text_that_is_no_text_is_refused_as_text() {
    let sealed = KEYS.seal(Purpose::PersonName, &[0xff, 0xfe]);
    assert_eq!(KEYS.open_text(Purpose::PersonName, &sealed).unwrap_err(), VaultError::Tampered);
    let sealed = KEYS.seal(Purpose::PersonName, "João".as_bytes());
    assert_eq!(KEYS.open_text(Purpose::PersonName, &sealed).unwrap(), "João");
}

#[test]
fn opened_keys_are_shared_by_threads() {
    let folder = Folder::new();
    let provider = folder.provider();
    let (stored, _) = keys(&provider, tenant(3));
    let shared = std::sync::Arc::new(open(&provider, tenant(3), &stored));
    let threads: Vec<_> = (0..4_u8)
        .map(|number| {
            let shared = std::sync::Arc::clone(&shared);
            std::thread::spawn(move || {
                let sealed = shared.seal(Purpose::Preview, &[number; 50]);
                shared.open(Purpose::Preview, &sealed).unwrap().to_vec()
            })
        })
        .collect();
    for (number, thread) in (0..4_u8).zip(threads) {
        assert_eq!(thread.join().unwrap(), [number; 50]);
    }
}
