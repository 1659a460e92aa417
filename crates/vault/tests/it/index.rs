//! Keyed hashes and search tokens.

use crate::help::{Folder, keys, tenant};
use proptest::prelude::*;
use prosa_vault::{DataKeys, IndexPurpose, Scope};
use std::{collections::HashSet, sync::LazyLock};

const PURPOSES: [IndexPurpose; 8] = [
    IndexPurpose::UserId,
    IndexPurpose::Phone,
    IndexPurpose::Email,
    IndexPurpose::ProviderMessage,
    IndexPurpose::JournalDigest,
    IndexPurpose::SearchWord,
    IndexPurpose::Throttle,
    IndexPurpose::Token,
];

static KEYS: LazyLock<DataKeys> = LazyLock::new(|| keys(&Folder::new().provider(), tenant(1)).1);

#[test]
fn the_same_value_has_another_hash_for_every_purpose_and_tenant() {
    let folder = Folder::new();
    let provider = folder.provider();
    let mut seen = HashSet::new();
    for scope in [tenant(1), tenant(2), Scope::Installation] {
        let (_, keys) = keys(&provider, scope);
        for purpose in PURPOSES {
            assert_eq!(
                keys.blind_index(purpose, "5511987654321"),
                keys.blind_index(purpose, "5511987654321")
            );
            assert!(
                seen.insert(keys.blind_index(purpose, "5511987654321")),
                "{purpose:?} repeats another hash"
            );
        }
    }
}

#[test]
fn the_short_hash_is_the_beginning_of_the_long_one() {
    let long = KEYS.blind_index(IndexPurpose::ProviderMessage, "wamid.A");
    assert_eq!(KEYS.short_index(IndexPurpose::ProviderMessage, "wamid.A"), long[..16]);
    assert_ne!(KEYS.short_index(IndexPurpose::ProviderMessage, "wamid.B"), long[..16]);
}

#[test]
fn search_tokens_stop_at_256() {
    let words: Vec<String> = (0..1_000).map(|number| format!("palavra{number}")).collect();
    assert_eq!(KEYS.search_tokens(words.iter().map(String::as_str)).len(), 256);
}

proptest! {
    #[test]
    fn different_values_have_different_hashes(one in any::<String>(), other in any::<String>()) {
        let same = KEYS.blind_index(IndexPurpose::Email, &one) == KEYS.blind_index(IndexPurpose::Email, &other);
        prop_assert_eq!(same, one == other);
    }

    #[test]
    fn search_tokens_are_sorted_once_each_and_do_not_depend_on_order(
        words in prop::collection::vec("[a-z]{2,4}", 0..200),
    ) {
        let tokens = KEYS.search_tokens(words.iter().map(String::as_str));
        let backwards = KEYS.search_tokens(words.iter().rev().map(String::as_str));
        prop_assert_eq!(&tokens, &backwards);
        prop_assert!(tokens.is_sorted_by(|one, next| one < next));
        let distinct: HashSet<_> = words.iter().collect();
        prop_assert_eq!(tokens.len(), distinct.len());
    }

    #[test]
    fn every_word_of_a_message_is_among_its_tokens(words in prop::collection::vec("[a-z]{2,8}", 1..100)) {
        let stored = KEYS.search_tokens(words.iter().map(String::as_str));
        for word in &words {
            let asked = KEYS.search_tokens(std::iter::once(word.as_str()));
            prop_assert!(asked.iter().all(|token| stored.contains(token)));
        }
    }
}
