//! Files of the web build: hashes, names, copies, the manifest.

use anyhow::{Context, Result};
use serde::Serialize;
use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

/// What the bindings step left.
pub(crate) struct Built {
    /// Bindings, first piece, further pieces, small scripts: every file by the name the others know it by.
    pub(crate) folder: PathBuf,
    /// The further pieces.
    pub(crate) pieces: Vec<PathBuf>,
}

impl Built {
    /// Every file of WASM.
    pub(crate) fn codes(&self) -> Vec<PathBuf> {
        let mut codes = self.pieces.clone();
        codes.push(self.folder.join("prosa_bg.wasm"));
        codes
    }
}

/// Addresses of one bundle's code.
#[derive(Serialize)]
pub(crate) struct Code {
    pub(crate) boot: String,
    pub(crate) js: String,
    pub(crate) wasm: String,
}

/// Addresses of the hashed files; the server's `Assets` reads exactly these fields. Bundles stand by their names.
#[derive(Serialize)]
pub(crate) struct Manifest {
    #[serde(flatten)]
    pub(crate) bundles: BTreeMap<String, Code>,
    pub(crate) css: String,
    pub(crate) sentences: BTreeMap<String, String>,
}

/// FNV-1a over 64 bits: enough to tell two builds apart, and no dependency.
pub(crate) struct Hash(u64);

impl Default for Hash {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hash {
    /// Takes more bytes in, with their length so that borders count.
    pub(crate) fn add(&mut self, bytes: &[u8]) {
        for byte in bytes.iter().copied().chain(bytes.len().to_le_bytes()) {
            self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// The hash as 16 hexadecimal digits.
    pub(crate) fn text(&self) -> String {
        format!("{:016x}", self.0)
    }
}

/// Puts the sentences of every language into `package` and gives their addresses.
pub(crate) fn place_sentences(
    sentences: &BTreeMap<String, String>,
    package: &Path,
) -> Result<BTreeMap<String, String>> {
    sentences
        .iter()
        .map(|(tag, text)| Ok((tag.clone(), named(text.as_bytes(), tag, "txt", package)?)))
        .collect()
}

/// Puts a style sheet into `package` and gives its address.
pub(crate) fn place_style(css: &Path, package: &Path) -> Result<String> {
    hashed(css, "prosa", "css", package)
}

/// Puts the code into a folder of `package` named after all of it, since its files know each other by name, and writes
/// the module that starts it.
pub(crate) fn place_code(
    built: &Built,
    name: &str,
    sentences: &BTreeMap<String, String>,
    package: &Path,
) -> Result<Code> {
    let mut files = Vec::new();
    list_files(&built.folder, &mut files)?;
    files.sort();
    let mut hash = Hash::default();
    for file in &files {
        hash.add(file.strip_prefix(&built.folder)?.to_string_lossy().as_bytes());
        hash.add(&fs::read(file).with_context(|| format!("cannot read {}", file.display()))?);
    }
    let folder = format!("{name}.{}", hash.text());
    copy_folder(&built.folder, &package.join(&folder))?;
    let root = format!("/pkg/{folder}");
    let words = serde_json::to_string(sentences)?;
    let boot = format!(
        "import init, {{ hydrate }} from \"{root}/prosa.js\";\n\
         const sentences = {words};\n\
         const address = sentences[document.documentElement.lang] ?? sentences[\"pt-BR\"];\n\
         const text = fetch(address).then((answer) => answer.text());\n\
         await init({{ module_or_path: \"{root}/prosa_bg.wasm\" }});\n\
         hydrate(await text);\n"
    );
    let boot = named(boot.as_bytes(), &format!("{name}-boot"), "js", package)?;
    Ok(Code { boot, js: format!("{root}/prosa.js"), wasm: format!("{root}/prosa_bg.wasm") })
}

/// Copies one file to its hashed name and gives its address.
fn hashed(file: &Path, stem: &str, extension: &str, package: &Path) -> Result<String> {
    named(
        &fs::read(file).with_context(|| format!("cannot read {}", file.display()))?,
        stem,
        extension,
        package,
    )
}

/// Writes bytes under their hashed name and gives their address.
fn named(bytes: &[u8], stem: &str, extension: &str, package: &Path) -> Result<String> {
    let mut hash = Hash::default();
    hash.add(bytes);
    let name = format!("{stem}.{}.{extension}", hash.text());
    fs::write(package.join(&name), bytes)?;
    Ok(format!("/pkg/{name}"))
}

/// All sentences of each language in one text, without the areas no browser asks for.
pub(crate) fn sentences(locales: &Path, without: &[&str]) -> Result<BTreeMap<String, String>> {
    let mut files = Vec::new();
    list_files(locales, &mut files)?;
    files.sort();
    let mut languages: BTreeMap<String, String> = BTreeMap::new();
    for file in files {
        let area = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let tag = file.parent().and_then(Path::file_name).unwrap_or_default().to_string_lossy().into_owned();
        if !without.contains(&area.as_str()) {
            let text = languages.entry(tag).or_default();
            let all = fs::read_to_string(&file).with_context(|| format!("cannot read {}", file.display()))?;
            for line in all.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()) {
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    Ok(languages)
}

/// Every file under a folder, or the file itself; nothing when there is none.
pub(crate) fn list_files(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        found.push(path.to_path_buf());
    } else if path.is_dir() {
        for entry in fs::read_dir(path)? {
            list_files(&entry?.path(), found)?;
        }
    }
    Ok(())
}

/// Copies a folder with all in it.
pub(crate) fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    let mut files = Vec::new();
    list_files(from, &mut files)?;
    for file in files {
        let target = to.join(file.strip_prefix(from)?);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::copy(&file, &target).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    Ok(())
}

/// The same path with something after its extension.
pub(crate) fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_tells_contents_and_borders_apart() {
        let of = |parts: &[&str]| {
            let mut hash = Hash::default();
            parts.iter().for_each(|part| hash.add(part.as_bytes()));
            hash.text()
        };
        assert_eq!(of(&["ab"]), of(&["ab"]));
        assert_ne!(of(&["ab"]), of(&["a", "b"]));
        assert_ne!(of(&["ab"]), of(&["ba"]));
        assert_eq!(of(&[]).len(), 16);
    }

    #[test]
    fn a_suffix_comes_after_the_extension() {
        assert_eq!(with_suffix(Path::new("pkg/a.js"), ".br"), Path::new("pkg/a.js.br"));
    }
}
