//! A larger model that embeds: the mean of an encoder's vectors, or a table of word vectors.

use super::{
    LargeError,
    encoder::{BATCH, Encoder},
    folder::{self, Folder},
    table::Vectors,
};
use crate::embed;
use std::path::Path;

enum Net {
    Encoder(Box<Encoder>),
    Vectors(Box<Vectors>),
}

/// A larger model that embeds sentences.
pub struct Embedder {
    net: Net,
    id: String,
}

impl std::fmt::Debug for Embedder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Embedder").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Embedder {
    /// Loads a folder with `config.json`, `model.safetensors` and `tokenizer.json`.
    ///
    /// # Errors
    /// [`LargeError`] when a file is missing, too large or not understood.
    pub fn open(path: &Path) -> Result<Self, LargeError> {
        let folder = Folder::open(path)?;
        let is_table = folder.kind() == "model2vec";
        if !is_table && !["bert", "distilbert", "xlm-roberta"].contains(&folder.kind()) {
            return Err(LargeError::Kind(folder.kind().to_owned()));
        }
        let (bytes, id) = folder.weights()?;
        let net = if is_table {
            Net::Vectors(Box::new(Vectors::load(&folder, &bytes)?))
        } else {
            Net::Encoder(Box::new(Encoder::load(&folder, &folder::builder(bytes)?)?))
        };
        Ok(Self { net, id })
    }

    /// Kind and hash of the model, to be stored beside every vector.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Numbers of a vector.
    #[must_use]
    pub const fn dimensions(&self) -> usize {
        match &self.net {
            Net::Encoder(encoder) => encoder.width,
            Net::Vectors(vectors) => vectors.width,
        }
    }

    /// Embeds texts, in order, as vectors of length 1.
    ///
    /// # Errors
    /// [`LargeError`] when computing failed.
    pub fn embed(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, LargeError> {
        match &self.net {
            Net::Vectors(vectors) => texts.iter().map(|text| vectors.embed(text)).collect(),
            Net::Encoder(encoder) => {
                let mut all = Vec::with_capacity(texts.len());
                for batch in texts.chunks(BATCH) {
                    all.extend(pooled(encoder, batch)?);
                }
                Ok(all)
            }
        }
    }
}

/// The mean over the tokens that are real.
fn pooled(encoder: &Encoder, batch: &[&str]) -> Result<Vec<Vec<f32>>, LargeError> {
    let encoded = encoder.run(batch)?;
    let sum = encoded.hidden.broadcast_mul(&encoded.mask.unsqueeze(2)?)?.sum(1)?;
    let mut vectors: Vec<Vec<f32>> = sum.broadcast_div(&encoded.mask.sum_keepdim(1)?)?.to_vec2()?;
    for vector in &mut vectors {
        embed::unit(vector);
    }
    Ok(vectors)
}
