//! `prosa train`: makes the classifier's file out of training text. The same text, sets and seed give the same bytes.

use crate::cmd::say;
use anyhow::{Context as _, bail};
use prosa_classify::{
    Model,
    large::Reader,
    train::{
        data, make,
        soft::{self, Taught},
    },
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
    /// Folder of a larger model that reads the lines of `--unlabelled` and teaches what it thinks of them.
    #[arg(long, requires = "unlabelled")]
    teacher: Option<PathBuf>,
    /// Lines without labels, as `prosa classify` takes them.
    #[arg(long, requires = "teacher")]
    unlabelled: Option<PathBuf>,
    /// Lines a larger model has read, as `prosa disagreements` writes them.
    #[arg(long)]
    taught: Option<PathBuf>,
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
    let taught = taught(options)?;
    let bytes = make::make_taught(&rows, options.public.as_deref(), &taught, options.seed)?;
    let version = Model::from_bytes(&bytes)?.version().to_owned();
    std::fs::write(&options.out, &bytes).with_context(|| options.out.display().to_string())?;
    if !taught.is_empty() {
        say(&format!("{} lines were taught by a larger model.", taught.len()));
    }
    say(&format!("{version}: {} rows, {} bytes in {}", rows.len(), bytes.len(), options.out.display()));
    Ok(())
}

/// What a larger model says: of lines it reads now, and of lines it read before.
fn taught(options: &Options) -> anyhow::Result<Vec<Taught>> {
    let mut all = match &options.taught {
        Some(path) => soft::read(path)?,
        None => Vec::new(),
    };
    if let (Some(folder), Some(path)) = (&options.teacher, &options.unlabelled) {
        all.extend(soft::teach(&Reader::open(folder)?, soft::unlabelled(path)?)?);
    }
    Ok(all)
}
