//! The built half of the browser: hashed names, compressed beside each file, kept by browsers for ever.

use anyhow::{Context as _, Result, bail};
use prosa_app::Assets;
use std::path::{Path, PathBuf};

/// The folder of the web build and the addresses inside.
#[derive(Clone, Debug)]
pub(crate) struct Site {
    /// The folder.
    pub folder: PathBuf,
    /// Addresses of the built files.
    pub assets: Assets,
}

/// Finds the web build: the configured folder, or `site` beside the program or its target folder.
pub(crate) fn find_site(configured: &Path) -> Result<Site> {
    let program = std::env::current_exe().unwrap_or_default();
    let beside = program.parent().map(Path::to_owned).unwrap_or_default();
    let candidates = if configured.as_os_str().is_empty() {
        vec![beside.join("site"), beside.join("../site")]
    } else {
        vec![configured.to_owned()]
    };
    let Some(folder) = candidates.iter().find(|folder| folder.join("manifest.json").is_file()) else {
        bail!("the web build was not found. Run `cargo xtask web --release`, or set server.site_dir");
    };
    let text = std::fs::read_to_string(folder.join("manifest.json"))
        .context("the web build's manifest cannot be read")?;
    let assets = serde_json::from_str(&text).context("the web build's manifest cannot be understood")?;
    Ok(Site { folder: folder.clone(), assets })
}
