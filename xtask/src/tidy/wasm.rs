//! The first load of WASM stays small, when it has been built.

use anyhow::{Context, Result};
use serde_json::Value;
use std::{fs, path::Path};

/// Checks the folder `cargo xtask web --release` wrote; without one there is nothing to check.
pub(crate) fn check(site: &Path, bytes_max: u64) -> Result<Option<String>> {
    let Ok(manifest) = fs::read_to_string(site.join("manifest.json")) else { return Ok(None) };
    let is_release = fs::read_to_string(site.join("stamp")).is_ok_and(|stamp| stamp.contains("release=true"));
    if !is_release {
        return Ok(None);
    }
    let manifest: Value = serde_json::from_str(&manifest).context("manifest.json cannot be read")?;
    // Whichever bundle a person opens first is a first load; pieces of it that come after a click are not.
    for bundle in ["inbox", "settings", "studio", "insight", "rules"] {
        // A build that did not know this bundle: the next one replaces it.
        if manifest.get(bundle).is_none() {
            continue;
        }
        let address = manifest
            .get(bundle)
            .and_then(|code| code.get("wasm"))
            .and_then(Value::as_str)
            .with_context(|| format!("manifest.json names no wasm for {bundle}"))?;
        let file = site.join(format!("{}.br", address.trim_start_matches('/')));
        let bytes = fs::metadata(&file).with_context(|| format!("{} is missing", file.display()))?.len();
        if bytes > bytes_max {
            return Ok(Some(format!(
                "the first load of WASM is {bytes} bytes as brotli ({address}), more than {bytes_max}"
            )));
        }
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::check;
    use std::fs;

    #[test]
    fn a_load_over_the_limit_is_told_and_one_under_it_is_not() {
        let site = std::env::temp_dir().join(format!("prosa-tidy-wasm-{}", std::process::id()));
        fs::create_dir_all(site.join("pkg")).unwrap();
        assert!(check(&site, 10).unwrap().is_none());
        let all = r#"{"inbox": {"wasm": "/pkg/a.wasm"}, "settings": {"wasm": "/pkg/a.wasm"}, "studio": {"wasm": "/pkg/b.wasm"}}"#;
        fs::write(site.join("manifest.json"), all).unwrap();
        fs::write(site.join("stamp"), "0 release=true showcase=false").unwrap();
        fs::write(site.join("pkg/a.wasm.br"), [0; 11]).unwrap();
        fs::write(site.join("pkg/b.wasm.br"), [0; 12]).unwrap();
        assert!(check(&site, 10).unwrap().unwrap().contains("11 bytes"));
        assert!(check(&site, 11).unwrap().unwrap().contains("b.wasm"));
        assert!(check(&site, 12).unwrap().is_none());
        fs::remove_dir_all(site).unwrap();
    }
}
