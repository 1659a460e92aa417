//! Every key the source asks for exists.

use prosa_domain::lang::Lang;
use prosa_i18n::Translator;
use std::{
    fs,
    path::{Path, PathBuf},
};

/// Rooms whose source may ask for sentences.
const ROOMS: &[&str] = &["app/src", "crates/engine/src", "server/src"];

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of source") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The literals right after `t(` and `t_args(` in a text.
fn keys_asked(text: &str) -> Vec<String> {
    let mut keys = Vec::new();
    for call in ["t(", "t_args("] {
        for (position, _) in text.match_indices(call) {
            let before = text[..position].chars().next_back().unwrap_or(' ');
            if before.is_alphanumeric() || before == '_' {
                continue;
            }
            let rest = text[position + call.len()..].trim_start();
            if let Some(literal) = rest.strip_prefix('"') {
                keys.push(literal.split('"').next().unwrap_or_default().to_owned());
            }
        }
    }
    keys
}

#[test]
fn every_key_asked_for_in_the_source_exists() {
    let root = Path::new(&std::env::var_os("CARGO_MANIFEST_DIR").unwrap()).join("../..");
    let mut files = Vec::new();
    for room in ROOMS {
        rust_files(&root.join(room), &mut files);
    }
    assert!(!files.is_empty());
    let translator = Translator::for_lang(Lang::default());
    let mut missing = Vec::new();
    for file in files {
        let text = fs::read_to_string(&file).expect("source text");
        for key in keys_asked(&text) {
            if !translator.has(&key) {
                missing.push(format!("{} in {}", key, file.display()));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}

#[test]
fn keys_are_found_in_calls_and_not_in_names_that_end_alike() {
    let text = r#"tr.t("one") t( "two" ) insert("no") tr.t_args("three", &[]) format("no")"#;
    let mut keys = keys_asked(text);
    keys.sort();
    assert_eq!(keys, ["one", "three", "two"]);
}
