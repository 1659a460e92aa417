//! What is stored today opens in every later version. The bytes below were made by another implementation (OpenSSL through
//! Node) from the format's description, so they also prove that the vault does what its papers say.

use crate::help::{Folder, now};
use prosa_domain::id::TenantId;
use prosa_vault::{DataKeys, FileKeyProvider, IndexPurpose, KeyKind, Purpose, Scope, WrappedKey};
use std::{fs, os::unix::fs::PermissionsExt as _, str::FromStr as _};

const KEK: &str = "old-kek AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
const TENANT: &str = "0198c000-0000-7000-8000-000000000001";
const DATA: &str = "01010101010101010101010157e2c7164ca04e41fc7d4d33344a7cf7fb5fbde8a5b620ebcbe23dd7a134c00e\
                    f8ba480472b7940a5c17a4eef9be5a27";
const INDEX: &str = "020202020202020202020202db695bf8fd9c771c83cce8b37f34945c4cb8fd3fc0012ea61a078b582b36179d\
                     6be20b946c36ae3e536fd5ba219a576a";
const SEALED: &str = "01000000010303030303030303030303037abe84f7c5e076b2f74c3f58c97c56178ed57485506ce99f52";
const PHONE: &str = "830debdda80d834e109caf14a7bc40da1cb9b2e4a085e1aee5ff70e74484afa8";
const WORD: i64 = -4_385_422_819_526_879_680;

fn bytes(hex: &str) -> Vec<u8> {
    (0..hex.len()).step_by(2).map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap()).collect()
}

fn stored() -> Vec<WrappedKey> {
    let key = |key_id, kind, wrapped| WrappedKey { key_id, kind, wrapped, kek_id: "old-kek".to_owned() };
    vec![key(1, KeyKind::Data, bytes(DATA)), key(2, KeyKind::Index, bytes(INDEX))]
}

#[test]
fn keys_ciphertexts_and_hashes_of_the_first_version_are_understood() {
    let folder = Folder::new();
    fs::write(folder.key_file(), KEK).unwrap();
    fs::set_permissions(folder.key_file(), fs::Permissions::from_mode(0o600)).unwrap();
    let provider = FileKeyProvider::open(&folder.key_file()).unwrap();
    let scope = Scope::Tenant(TenantId::from_str(TENANT).unwrap());
    let keys = now(DataKeys::open_all(&provider, scope, &stored())).unwrap();
    assert_eq!(keys.open_text(Purpose::MessageContent, &bytes(SEALED)).unwrap(), "Olá, Ana");
    assert_eq!(keys.blind_index(IndexPurpose::Phone, "5511987654321"), bytes(PHONE)[..]);
    assert_eq!(keys.search_tokens(std::iter::once("colcha")), [WORD]);
}
