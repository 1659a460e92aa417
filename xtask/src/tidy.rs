//! `cargo xtask tidy`: the house rules that a machine can check. Each rule is a module that takes texts and answers with
//! sentences, so that each is tested on small examples.

mod code;
mod functions;
mod imports;
mod looks;
mod papers;
mod translations;
mod wasm;
mod words;

use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

/// A file of the repository.
pub(crate) struct Source {
    /// Path from the root of the repository.
    pub(crate) path: String,
    /// What it says.
    pub(crate) text: String,
}

impl Source {
    fn is_rust(&self) -> bool {
        self.path.ends_with(".rs")
    }

    /// Whether it is a file of tests, which has freedoms.
    fn is_test(&self) -> bool {
        self.path.split('/').any(|part| part == "tests" || part == "end2end" || part == "tests.rs")
    }
}

/// Checks everything and says all that is wrong.
pub(crate) fn run() -> Result<()> {
    let root = crate::root()?;
    let sources = sources(&root)?;
    let mut problems = imports::check(&metadata(&root)?, &sources)?;
    for check in [functions::check, words::check, looks::check] {
        problems.extend(check(&sources));
    }
    problems.extend(translations::check(&sources));
    problems.extend(papers::check(&sources, |path| root.join(path).exists()));
    problems.extend(wasm::check(&site_folder(&root), crate::web::WASM_BROTLI_BYTES_MAX)?);
    for problem in &problems {
        eprintln!("tidy: {problem}");
    }
    match problems.len() {
        0 => {
            eprintln!("tidy: {} files, nothing to say", sources.len());
            Ok(())
        }
        1 => bail!("1 thing is not tidy"),
        count => bail!("{count} things are not tidy"),
    }
}

fn site_folder(root: &Path) -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from).join("site")
}

/// What Git tracks or would track, as far as it is text.
fn sources(root: &Path) -> Result<Vec<Source>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("cannot start git; is it installed?")?;
    if !output.status.success() {
        bail!("git ls-files failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    let list = String::from_utf8(output.stdout).context("a path is not UTF-8")?;
    let mut sources = Vec::new();
    for path in list.split('\0').filter(|path| !path.is_empty()) {
        // Pictures are not text; a file may have been deleted since Git last looked.
        if let Ok(text) = fs::read_to_string(root.join(path)) {
            sources.push(Source { path: path.to_owned(), text });
        }
    }
    Ok(sources)
}

fn metadata(root: &Path) -> Result<serde_json::Value> {
    let output = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["metadata", "--format-version", "1", "--no-deps", "--offline"])
        .current_dir(root)
        .output()
        .context("cannot start cargo")?;
    if !output.status.success() {
        bail!("cargo metadata failed: {}", String::from_utf8_lossy(&output.stderr));
    }
    serde_json::from_slice(&output.stdout).context("cargo metadata cannot be read")
}
