//! Embeds every file of `locales/<tag>/*.ftl`, so that a new area or language needs no line of code here.
//! WASM embeds none: a page speaks one language, and the browser loads that one beside the code.

use std::{env, error::Error, fmt::Write as _, fs, path::PathBuf};

fn main() -> Result<(), Box<dyn Error>> {
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?).join("../../locales").canonicalize()?;
    println!("cargo::rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    if env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32") {
        fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), "&[]")?;
        return Ok(());
    }
    for folder in fs::read_dir(&root)? {
        let folder = folder?.path();
        println!("cargo::rerun-if-changed={}", folder.display());
        for file in fs::read_dir(&folder)? {
            let file = file?.path();
            if file.extension().is_some_and(|extension| extension == "ftl") {
                println!("cargo::rerun-if-changed={}", file.display());
                files.push((folder.clone(), file));
            }
        }
    }
    files.sort();
    let mut code = String::from("&[\n");
    for (folder, file) in files {
        let tag = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let area = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        writeln!(code, "({tag:?}, {area:?}, include_str!({:?})),", file.display().to_string())?;
    }
    code.push(']');
    fs::write(PathBuf::from(env::var("OUT_DIR")?).join("files.rs"), code)?;
    Ok(())
}
