//! Measures the classifier: what `cargo xtask bench classify` runs.
#![allow(clippy::print_stdout)]

use anyhow::{Context as _, Result};
use clap::Parser;
use prosa_classify::{
    Model,
    embed::Table,
    measure,
    train::{cross, data, embed, make, public},
};
use prosa_domain::label::Language;
use std::{
    path::{Path, PathBuf},
    time::Instant,
};

#[derive(Parser)]
struct Options {
    /// Labelled text that no training has seen.
    #[arg(long, default_value = "crates/classify/data/dev")]
    dev: PathBuf,
    /// Folder of the public sets: the same network is trained and measured on three of them.
    #[arg(long)]
    public: Option<PathBuf>,
    /// Only the public sets whose name begins so.
    #[arg(long, default_value = "")]
    only: String,
    /// Cross-validates the recipe on this training text instead.
    #[arg(long)]
    cross: Option<PathBuf>,
    /// Folds of the five that are looked at.
    #[arg(long, default_value_t = 5)]
    folds: usize,
    /// Trains on this text first, writes the file to `--model` and measures that one.
    #[arg(long, requires = "model")]
    train: Option<PathBuf>,
    /// Trains the table of embeddings on the public sets and our own text, and writes its file here.
    #[arg(long, requires = "public")]
    embed: Option<PathBuf>,
    /// Another model file than the shipped one.
    #[arg(long)]
    model: Option<PathBuf>,
}

fn main() -> Result<()> {
    let options = Options::parse();
    if let Some(folder) = &options.cross {
        let rows = data::folder(folder)?;
        println!("{}", cross::look(&rows, options.public.as_deref(), make::SEED, options.folds)?);
        return Ok(());
    }
    if let (Some(path), Some(folder)) = (&options.embed, &options.public) {
        return make_table(path, folder);
    }
    if let (Some(folder), Some(path)) = (&options.train, &options.model) {
        let rows = data::folder(folder)?;
        std::fs::write(path, make::make(&rows, options.public.as_deref(), make::SEED)?)?;
    }
    let start = Instant::now();
    let model = match &options.model {
        Some(path) => Model::from_bytes(&std::fs::read(path).with_context(|| path.display().to_string())?)?,
        None => Model::shipped()?,
    };
    let ready = start.elapsed();
    let rows = data::folder(&options.dev)?;
    println!("{}", measure::report(&model, &rows));
    print!("{}", measure::speed(&model, &rows));
    println!("ready to read after {ready:?}; the shipped file has {} bytes", Model::shipped_bytes().len());
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    println!("{}", embed::speed(Table::shipped(), &texts));
    if let (Some(folder), None) = (&options.public, &options.train) {
        println!("{}", embed::measure(Table::shipped(), folder)?);
        for (name, language, split) in [
            ("MASSIVE pt-PT", Language::Portuguese, public::massive(folder, "pt-PT")?),
            ("banking77", Language::English, public::banking(folder)?),
            ("Olist, 3 moods", Language::Portuguese, public::olist(folder)?),
        ] {
            if !name.starts_with(&options.only) {
                continue;
            }
            let start = Instant::now();
            let reached = public::compare(&split, language, make::SEED);
            println!(
                "{name}: accuracy {:.2}, macro-F1 {:.2} (linear part {:.2}, bag {:.2}), {} test rows, {:.0?}",
                reached.accuracy * 100.0,
                reached.macro_f1 * 100.0,
                reached.linear * 100.0,
                reached.bag * 100.0,
                split.test.len(),
                start.elapsed()
            );
        }
    }
    Ok(())
}

/// Trains the table of embeddings and tells what it reaches.
fn make_table(path: &Path, public: &Path) -> Result<()> {
    let start = Instant::now();
    let own = data::folder(Path::new("crates/classify/data/train"))?;
    let bytes = embed::make(&own, public, embed::SEED)?;
    std::fs::write(path, &bytes).with_context(|| path.display().to_string())?;
    let table = Table::from_bytes(&bytes)?;
    println!("{}: {} bytes after {:.0?}", table.id(), bytes.len(), start.elapsed());
    println!("{}", embed::measure(&table, public)?);
    Ok(())
}
