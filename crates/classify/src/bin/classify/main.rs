//! Measures the classifier: what `cargo xtask bench classify` runs.
#![allow(clippy::print_stdout)]

use anyhow::{Context as _, Result};
use clap::Parser;
use prosa_classify::{
    Model, Watch,
    embed::Table,
    measure,
    train::{
        compare, cross, data, embed, make, public,
        watch::{self, Everyday},
    },
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
    /// More labelled text that no training has seen, by other writers.
    #[arg(long, default_value = "crates/classify/data/second")]
    second: PathBuf,
    /// Attempts to steer a language model, and look-alikes, that no training has seen.
    #[arg(long, default_value = "crates/classify/data/attempts/dev.tsv")]
    unseen: PathBuf,
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
    /// Trains the watch on the attempts in this folder, our own text and the public sets, and writes its file to `--model`.
    #[arg(long, requires_all = ["model", "public"])]
    attempts: Option<PathBuf>,
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
    if let (Some(folder), Some(path), Some(public)) = (&options.attempts, &options.model, &options.public) {
        return make_watch(path, folder, public);
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
    println!("second set:\n{}", measure::brief(&model, &data::folder(&options.second)?));
    if let Some(watch) = Watch::shipped() {
        watch_on(watch, &options.unseen, options.public.as_deref())?;
    }
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
            let reached = compare::compare(&split, language, make::SEED);
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

/// Trains the watch and tells what it reaches.
fn make_watch(path: &Path, folder: &Path, public: &Path) -> Result<()> {
    let start = Instant::now();
    let own = data::folder(Path::new("crates/classify/data/train"))?;
    let bytes = watch::make(&watch::folder(folder)?, &own, &Everyday::train(public)?, make::SEED)?;
    std::fs::write(path, &bytes).with_context(|| path.display().to_string())?;
    let watch = Watch::from_bytes(&bytes)?;
    println!("{}: {} bytes after {:.0?}", watch.version(), bytes.len(), start.elapsed());
    watch_on(&watch, &folder.join("dev.tsv"), Some(public))
}

/// Tells what a watch holds back.
fn watch_on(watch: &Watch, unseen: &Path, public: Option<&Path>) -> Result<()> {
    println!("{}: {}", watch.version(), watch::measure(watch, &watch::read(unseen)?));
    for (name, everyday) in public.map(Everyday::test).transpose()?.into_iter().flatten() {
        let (held, of) = everyday.held_back(watch);
        println!("{name}, test part: {held} of {of} texts held back");
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
