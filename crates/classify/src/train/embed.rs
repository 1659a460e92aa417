//! Trains the table of embeddings: sentences that mean the same are drawn together, the others of a batch pushed apart.

mod pairs;
mod score;
mod table;

pub use pairs::Pairs;
pub(crate) use pairs::faquad;
pub use score::{Recall, Scores, measure, speed};

use super::{data::Labelled, make::TrainError};
use crate::{embed::file, file::hex, train::data};
use sha2::{Digest as _, Sha256};
use std::{collections::BTreeMap, path::Path};

/// The seed of the shipped file.
pub const SEED: u64 = 20_261_121;

/// Public sets that teach, all CC BY 4.0.
const TEACHING: [&str; 4] = [
    "permissive/intent/massive_pt-PT.csv",
    "permissive/intent/massive_es-ES.csv",
    "permissive/intent/massive_en-US.csv",
    "permissive/embedding/faquad_pt.csv",
];

/// Trains a table on the public sets of a folder and our own text: the same bytes for the same input, on every machine.
///
/// # Errors
/// [`TrainError`] when a set is missing or the file cannot be made.
pub fn make(own: &[Labelled], public: &Path, seed: u64) -> Result<Vec<u8>, TrainError> {
    let mut pairs = Pairs::default();
    pairs.add_massive(public)?;
    pairs.add_faquad(public)?;
    pairs.add_own(own);
    let mut taught_by = BTreeMap::from([("own".to_owned(), super::make::data_hash(own))]);
    for name in TEACHING {
        let digest = Sha256::digest(data::text(&public.join(name))?.as_bytes());
        taught_by.insert(name.to_owned(), hex(&digest));
    }
    make_of(&pairs, taught_by, EPOCHS, seed)
}

/// Trains on these pairs, `epochs` times over.
///
/// # Errors
/// [`TrainError`] when the file cannot be made.
pub fn make_of(
    pairs: &Pairs,
    taught_by: BTreeMap<String, String>,
    epochs: usize,
    seed: u64,
) -> Result<Vec<u8>, TrainError> {
    let idf = pairs.idf();
    let values = table::fit(pairs, &idf, epochs, seed);
    Ok(file::write(&values, &idf, taught_by)?)
}

/// Times each pair is seen.
const EPOCHS: usize = 12;
