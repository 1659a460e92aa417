//! The tools of the web build, each run once: Cargo, wasm-bindgen, wasm-opt, Tailwind, Node's compression.

use super::{Options, pack::Built};
use anyhow::{Context, Result, bail};
use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};
use wasm_bindgen_cli_support::Bindgen;

/// What current Rust writes and wasm-opt must be told to read.
const WASM_FEATURES: &[&str] = &[
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// The script that fetches pieces, beside the bindings.
pub(crate) const LINK_NAME: &str = "./pieces.js";

/// Runs a command to its end.
fn run(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    let status = command.status().with_context(|| format!("cannot start {name}; is it installed?"))?;
    if !status.success() {
        bail!("{name} ended with {status}");
    }
    Ok(())
}

/// Installs the packages of `package-lock.json` when they are not there.
pub(crate) fn install(root: &Path) -> Result<()> {
    let there = ["tailwindcss", "wasm-opt"].iter().all(|tool| npm_tool(root, tool).exists());
    if there {
        return Ok(());
    }
    run(Command::new("npm").args(["ci", "--no-audit", "--no-fund", "--ignore-scripts"]).current_dir(root))
}

fn npm_tool(root: &Path, name: &str) -> PathBuf {
    root.join("node_modules/.bin").join(name)
}

/// Compiles `frontend` with some of its features and gives the WASM file.
pub(crate) fn compile(root: &Path, target: &Path, options: &Options, features: &str) -> Result<PathBuf> {
    let profile = if options.release { "wasm-release" } else { "dev" };
    let folder = if options.release { "wasm-release" } else { "debug" };
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command
        .args([
            "build",
            "--package",
            "prosa-frontend",
            "--target",
            "wasm32-unknown-unknown",
            "--profile",
            profile,
        ])
        .arg("--target-dir")
        .arg(target)
        .current_dir(root);
    command.args(["--no-default-features", "--features", features]);
    run(&mut command)?;
    Ok(target.join("wasm32-unknown-unknown").join(folder).join("prosa_frontend.wasm"))
}

/// Cuts the linked file at its lazy functions, then writes the bindings of what is loaded first.
pub(crate) fn bind(wasm: &Path, folder: &Path) -> Result<Built> {
    if folder.exists() {
        fs::remove_dir_all(folder)?;
    }
    fs::create_dir_all(folder)?;
    let linked = fs::read(wasm).with_context(|| format!("cannot read {}", wasm.display()))?;
    let first = wasm.with_file_name("prosa_first.wasm");
    let mut options = wasm_split_cli_support::Options::new(&linked);
    options.output_dir = folder;
    options.main_out_path = &first;
    options.main_module = "./prosa.js";
    options.link_name = LINK_NAME;
    let cut = wasm_split_cli_support::transform(options)
        .map_err(|error| anyhow::anyhow!("the code could not be cut into pieces: {error:#}"))?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(&first).out_name("prosa").web(true)?.typescript(false).remove_name_section(true);
    bindgen.keep_lld_exports(true).demangle(false);
    bindgen.remove_producers_section(true).generate(folder).context("wasm-bindgen failed")?;
    Ok(Built { pieces: cut.split_modules, folder: folder.to_path_buf() })
}

/// Small first, again until nothing more goes. Rust's code looks before it divides or reads, so no instruction traps unasked.
const SMALL: &[&str] = &["-Oz", "--converge", "--ignore-implicit-traps"];

/// Makes the code small, in place.
pub(crate) fn optimise(root: &Path, wasm: &Path) -> Result<()> {
    let mut command = Command::new(npm_tool(root, "wasm-opt"));
    command.arg(wasm).arg("-o").arg(wasm).args(SMALL).args(WASM_FEATURES);
    run(&mut command)
}

/// Writes the style sheet.
pub(crate) fn style(root: &Path, css: &Path, release: bool) -> Result<PathBuf> {
    let mut command = Command::new(npm_tool(root, "tailwindcss"));
    command.args(["--input", "style/app.css", "--output"]).arg(css).current_dir(root);
    if release {
        command.arg("--minify");
    }
    run(&mut command)?;
    Ok(css.to_path_buf())
}

/// Compresses what is worth it, beside itself.
pub(crate) fn compress(folder: &Path) -> Result<()> {
    let script = crate::root()?.join("xtask/src/web/compress.mjs");
    run(Command::new("node").arg(script).arg(folder).arg("11"))
}
