//! `cargo xtask web`: the browser's half. Cargo builds the WASM, wasm-bindgen (as a crate, so that it never differs from
//! the runtime) writes the bindings, wasm-opt makes it small, Tailwind writes the style sheet; every file gets its hash
//! into its name and is compressed beside itself.
//!
//! Layout of the folder: `manifest.json` (addresses, read by the server), `pkg/` (hashed names, cacheable for ever),
//! and the files of `public/` at the root.

mod pack;
mod tool;

use anyhow::{Context, Result, bail};
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

/// Largest first load of WASM that is accepted, in bytes of brotli. The goal is 450 kB, for a phone network; this holds what
/// is reached until the conversations are drawn with less code.
pub(crate) const WASM_BROTLI_BYTES_MAX: u64 = 585_000;
/// Folders and files whose content decides the output.
const INPUTS: &[&str] = &[
    "app",
    "frontend",
    "crates/domain",
    "crates/wire",
    "crates/i18n",
    "locales",
    "style",
    "public",
    "xtask/src/web",
    "xtask/src/web.rs",
    "Cargo.toml",
    "Cargo.lock",
    "package-lock.json",
];

/// How to build.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Optimised for size, as shipped.
    #[arg(long)]
    pub(crate) release: bool,
    /// With the page `/kit`; builds that are not for release have it anyway.
    #[arg(long)]
    pub(crate) showcase: bool,
    /// Folder for the result; `site` in the target folder unless told.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Target folder of the WASM build; the native one's name with `-wasm` unless told.
    #[arg(long)]
    target_dir: Option<PathBuf>,
}

/// The folders of one build.
struct Folders {
    root: PathBuf,
    out: PathBuf,
    target: PathBuf,
}

/// Builds unless nothing changed since the last time.
pub(crate) fn run(options: &Options) -> Result<()> {
    let started = Instant::now();
    let folders = folders(options)?;
    let stamp = stamp(&folders.root, options)?;
    let stamp_file = folders.out.join("stamp");
    if fs::read_to_string(&stamp_file).is_ok_and(|known| known == stamp) {
        eprintln!("web: nothing changed ({})", folders.out.display());
        return Ok(());
    }
    let work = folders.out.with_extension("new");
    if work.exists() {
        fs::remove_dir_all(&work).with_context(|| format!("cannot empty {}", work.display()))?;
    }
    let package = work.join("pkg");
    fs::create_dir_all(&package).with_context(|| format!("cannot create {}", package.display()))?;
    tool::install(&folders.root)?;
    let css = tool::style(&folders.root, &folders.target.join("app.css"), options.release)?;
    let without: &[&str] =
        if options.release && !options.showcase { &["mail", "showcase"] } else { &["mail"] };
    let sentences = pack::sentences(&folders.root.join("locales"), without)?;
    let sentences = pack::place_sentences(&sentences, &package)?;
    let mut bundles = BTreeMap::new();
    for (name, features) in plan(options) {
        let wasm = tool::compile(&folders.root, &folders.target, options, features)?;
        let built = tool::bind(&wasm, &folders.target.join("bindgen").join(name))?;
        if options.release {
            for code in built.codes() {
                tool::optimise(&folders.root, &code)?;
            }
        }
        bundles.insert((*name).to_owned(), pack::place_code(&built, name, &sentences, &package)?);
    }
    let manifest = pack::Manifest { bundles, css: pack::place_style(&css, &package)?, sentences };
    pack::copy_folder(&folders.root.join("public"), &work)?;
    tool::compress(&work)?;
    fs::write(work.join("manifest.json"), serde_json::to_string_pretty(&manifest)?)?;
    report(&work)?;
    fs::write(work.join("stamp"), stamp)?;
    replace(&work, &folders.out)?;
    eprintln!("web: done in {:.1} s ({})", started.elapsed().as_secs_f32(), folders.out.display());
    Ok(())
}

/// Name and features of each bundle. What is shipped are several; a build for development is one with everything.
const fn plan(options: &Options) -> &'static [(&'static str, &'static str)] {
    match (options.release, options.showcase) {
        (false, _) => &[("inbox", "inbox,settings,studio,insight,rules,showcase")],
        (true, false) => &[
            ("inbox", "inbox"),
            ("settings", "settings"),
            ("studio", "studio"),
            ("insight", "insight"),
            ("rules", "rules"),
        ],
        (true, true) => &[
            ("inbox", "inbox"),
            ("settings", "settings,showcase"),
            ("studio", "studio"),
            ("insight", "insight"),
            ("rules", "rules"),
        ],
    }
}

fn folders(options: &Options) -> Result<Folders> {
    let root = crate::root()?;
    let native = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let mut beside = native.clone().into_os_string();
    beside.push("-wasm");
    Ok(Folders {
        out: options.out.clone().unwrap_or_else(|| native.join("site")),
        target: options.target_dir.clone().unwrap_or_else(|| PathBuf::from(beside)),
        root,
    })
}

/// A text that differs whenever the output would.
fn stamp(root: &Path, options: &Options) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS {
        pack::list_files(&root.join(input), &mut files)?;
    }
    files.sort();
    let mut hash = pack::Hash::default();
    for file in &files {
        hash.add(file.to_string_lossy().as_bytes());
        hash.add(&fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    Ok(format!("{} release={} showcase={}", hash.text(), options.release, options.showcase))
}

/// Prints the sizes. The build is whole whatever they are; tidy is the judge.
fn report(work: &Path) -> Result<()> {
    let mut files = Vec::new();
    pack::list_files(&work.join("pkg"), &mut files)?;
    files.sort();
    let worth = |file: &&PathBuf| {
        file.extension()
            .is_some_and(|extension| ["js", "wasm", "css"].iter().any(|known| extension == *known))
    };
    for file in files.iter().filter(worth) {
        let brotli = fs::metadata(pack::with_suffix(file, ".br"))?.len();
        let plain = fs::metadata(file)?.len();
        let name = file.strip_prefix(work)?.display();
        eprintln!("web: {name} {} kB, {} kB as brotli", plain.div_ceil(1_000), brotli.div_ceil(1_000));
    }
    Ok(())
}

/// Puts the new folder in the old one's place.
fn replace(work: &Path, out: &Path) -> Result<()> {
    if out.exists() {
        if !out.join("manifest.json").exists() && fs::read_dir(out)?.next().is_some() {
            bail!("{} is not a folder of this tool; it is left alone", out.display());
        }
        fs::remove_dir_all(out)?;
    }
    fs::rename(work, out).with_context(|| format!("cannot create {}", out.display()))
}
