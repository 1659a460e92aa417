//! `prosa train`: makes the classifier's file out of training text. The same text, sets and seed give the same bytes.

use crate::cmd::say;
use anyhow::{Context as _, bail};
use prosa_classify::{
    Model,
    train::{data, make},
};
use std::path::PathBuf;

/// What to train on, and where to.
#[derive(clap::Args)]
pub(crate) struct Options {
    /// Folder with our own training text.
    #[arg(long, default_value = "crates/classify/data/train")]
    data: PathBuf,
    /// Folder of the public sets; they are not part of the repository.
    #[arg(long)]
    public: Option<PathBuf>,
    /// The file to write.
    #[arg(long, default_value = "crates/classify/model/prosa.safetensors")]
    out: PathBuf,
    /// The seed of all chance.
    #[arg(long, default_value_t = make::SEED)]
    seed: u64,
    /// Trains nothing: says whether the file in the program was made from this text and this recipe.
    #[arg(long)]
    check: bool,
}

/// Trains, or compares.
pub(crate) fn run(options: &Options) -> anyhow::Result<()> {
    let rows = data::folder(&options.data)?;
    let shipped = Model::shipped();
    if options.check {
        let model = shipped?;
        let card = model.card();
        if card.data != make::data_hash(&rows) {
            bail!("the training text has changed since {} was made", model.version());
        }
        if card.recipe != make::recipe_hash(options.seed) {
            bail!("the recipe has changed since {} was made", model.version());
        }
        say(&format!("{} was made from this text and this recipe.", model.version()));
        return Ok(());
    }
    if options.public.is_none() {
        say(
            "Without --public the public sets are left out: the model will be another, weaker one than the shipped.",
        );
    }
    let bytes = make::make(&rows, options.public.as_deref(), options.seed)?;
    let version = Model::from_bytes(&bytes)?.version().to_owned();
    std::fs::write(&options.out, &bytes).with_context(|| options.out.display().to_string())?;
    say(&format!("{version}: {} rows, {} bytes in {}", rows.len(), bytes.len(), options.out.display()));
    Ok(())
}
