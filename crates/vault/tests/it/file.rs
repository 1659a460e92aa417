//! The key file: made once, shut to others, and every trouble told in words.

use crate::help::{Folder, keys, open, tenant};
use prosa_vault::{FileKeyError, FileKeyProvider, KeyProvider as _, Purpose};
use std::{fs, os::unix::fs::PermissionsExt as _, path::Path, sync::Barrier};

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

fn refused(path: &Path) -> FileKeyError {
    match FileKeyProvider::open(path) {
        Ok(_) => panic!("the key file should be refused"),
        Err(error) => error,
    }
}

/// Writes a key file with the rights of its owner only.
fn write(path: &Path, text: &str) {
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[test]
fn the_first_start_makes_a_file_for_its_owner_only_and_the_next_start_keeps_it() {
    let folder = Folder::new();
    let provider = folder.provider();
    let mode = fs::metadata(folder.key_file()).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let (stored, first) = keys(&provider, tenant(1));
    let sealed = first.seal(Purpose::MessageContent, b"Oi");
    let text = fs::read(folder.key_file()).unwrap();
    let second = open(&folder.provider(), tenant(1), &stored);
    assert_eq!(&**second.open(Purpose::MessageContent, &sealed).unwrap(), b"Oi");
    assert_eq!(fs::read(folder.key_file()).unwrap(), text);
}

#[test]
fn two_installations_never_share_a_key() {
    let (one, other) = (Folder::new(), Folder::new());
    drop((one.provider(), other.provider()));
    assert_ne!(fs::read(one.key_file()).unwrap(), fs::read(other.key_file()).unwrap());
}

#[test]
fn processes_that_start_together_end_up_with_one_key_and_leave_nothing_beside_it() {
    let folder = Folder::new();
    let start = Barrier::new(8);
    let files: Vec<_> = std::thread::scope(|scope| {
        let open = || {
            start.wait();
            folder.provider();
            fs::read(folder.key_file()).unwrap()
        };
        let threads: Vec<_> = (0..8).map(|_| scope.spawn(open)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(files.windows(2).all(|pair| pair[0] == pair[1]));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_file_others_can_read_is_refused_with_the_command_that_mends_it() {
    let folder = Folder::new();
    drop(folder.provider());
    for mode in [0o644, 0o640, 0o604, 0o660] {
        fs::set_permissions(folder.key_file(), fs::Permissions::from_mode(mode)).unwrap();
        let said = refused(&folder.key_file()).to_string();
        assert!(said.contains(&format!("chmod 600 {}", folder.key_file().display())), "{mode:o}: {said}");
        assert!(FileKeyProvider::add_key(&folder.key_file(), "kek-2").is_err());
    }
}

#[test]
fn a_missing_file_is_told_and_opening_alone_makes_none() {
    let folder = Folder::new();
    let error = refused(&folder.key_file());
    assert!(matches!(error, FileKeyError::Io { .. }));
    assert!(error.to_string().contains("Check that it exists"), "{error}");
    assert!(!folder.key_file().exists());
}

#[test]
fn a_folder_that_is_not_there_and_a_folder_in_its_place_are_told() {
    let folder = Folder::new();
    let nowhere = folder.path().join("none").join("kek.txt");
    assert!(matches!(FileKeyProvider::open_or_create(&nowhere), Err(FileKeyError::Io { .. })));
    let place = folder.path().join("place");
    fs::create_dir(&place).unwrap();
    fs::set_permissions(&place, fs::Permissions::from_mode(0o700)).unwrap();
    assert!(matches!(FileKeyProvider::open_or_create(&place), Err(FileKeyError::Io { .. })));
}

#[test]
fn a_short_long_or_broken_key_is_told_with_its_line_and_never_with_its_text() {
    let folder = Folder::new();
    for wrong in ["kek-1", "kek-1 AAECAw==", "kek-1 not-base64!", &format!("kek-1 {KEY}{KEY}"), "kek-1  "] {
        write(&folder.key_file(), &format!("# keys\nkek-9 {KEY}\n{wrong}\n"));
        let said = refused(&folder.key_file()).to_string();
        assert!(said.starts_with("line 3 of the key file"), "{wrong}: {said}");
        assert!(!said.contains("AAEC") && !said.contains("base64!"), "{said}");
    }
}

#[test]
fn a_file_without_keys_is_told() {
    let folder = Folder::new();
    for empty in ["", "\n\n", "# only talk\n"] {
        write(&folder.key_file(), empty);
        assert!(matches!(refused(&folder.key_file()), FileKeyError::Empty { .. }), "{empty:?}");
    }
}

#[test]
fn two_keys_of_one_name_are_refused() {
    let folder = Folder::new();
    write(&folder.key_file(), &format!("kek-1 {KEY}\nkek-1 {KEY}\n"));
    assert!(matches!(refused(&folder.key_file()), FileKeyError::Twice { .. }));
    write(&folder.key_file(), &format!("kek-1 {KEY}\n"));
    let again = FileKeyProvider::add_key(&folder.key_file(), "kek-1");
    assert!(matches!(again, Err(FileKeyError::Twice { .. })));
}

#[test]
fn a_new_key_stands_first_keeps_the_old_ones_and_the_rights() {
    let folder = Folder::new();
    write(&folder.key_file(), &format!("# ours\nkek-1 {KEY}\n"));
    FileKeyProvider::add_key(&folder.key_file(), "kek-2026.11").unwrap();
    assert_eq!(folder.provider().current(), "kek-2026.11");
    let text = fs::read_to_string(folder.key_file()).unwrap();
    assert!(text.ends_with(&format!("# ours\nkek-1 {KEY}\n")));
    assert_eq!(fs::metadata(folder.key_file()).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn names_that_would_break_the_file_are_refused_and_the_file_stays() {
    let folder = Folder::new();
    drop(folder.provider());
    let before = fs::read(folder.key_file()).unwrap();
    for name in ["", "a b", "#old", "kek\n2", "chave-é"] {
        let refused = FileKeyProvider::add_key(&folder.key_file(), name);
        assert!(matches!(refused, Err(FileKeyError::Name { .. })), "{name:?}");
    }
    assert_eq!(fs::read(folder.key_file()).unwrap(), before);
}
