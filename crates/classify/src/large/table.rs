//! Tables of word vectors as `model2vec` saves them: a text is the mean of the vectors of its tokens.
//!
//! Source: `MinishLab/model2vec`, `StaticModel.save_pretrained`: `embeddings` (32-bit, 16-bit or signed bytes), optionally
//! `weights` per token and `mapping` from token to row.

use super::{LargeError, folder::Folder};
use crate::{embed, num};
use candle_core::{DType, Device, Tensor};
use safetensors::{Dtype, SafeTensors, tensor::TensorView};
use tokenizers::Tokenizer;

/// A table with its tokenizer.
pub(super) struct Vectors {
    tokenizer: Tokenizer,
    unknown: Option<u32>,
    rows: Vec<f32>,
    weights: Vec<f32>,
    mapping: Vec<f32>,
    pub(super) width: usize,
}

impl Vectors {
    pub(super) fn load(folder: &Folder, bytes: &[u8]) -> Result<Self, LargeError> {
        let wrong = |error: safetensors::SafeTensorError| LargeError::Weights(error.to_string());
        let file = SafeTensors::deserialize(bytes).map_err(wrong)?;
        let table = file.tensor("embeddings").map_err(wrong)?;
        let [_, width] = *table.shape() else {
            return Err(LargeError::Weights("embeddings has the wrong shape".to_owned()));
        };
        let optional = |name: &str| file.tensor(name).ok().map(|tensor| numbers(&tensor)).transpose();
        let tokenizer = folder.tokenizer(None)?;
        let unknown = tokenizer.token_to_id("[UNK]").or_else(|| tokenizer.token_to_id("<unk>"));
        Ok(Self {
            unknown,
            tokenizer,
            rows: numbers(&table)?,
            weights: optional("weights")?.unwrap_or_default(),
            mapping: optional("mapping")?.unwrap_or_default(),
            width,
        })
    }

    /// The mean of the vectors of a text's tokens, of length 1; zeros for a text of unknown tokens.
    pub(super) fn embed(&self, text: &str) -> Result<Vec<f32>, LargeError> {
        let encoding = self.tokenizer.encode(text, false);
        let encoding = encoding.map_err(|error| LargeError::Tokenizer(error.to_string()))?;
        let mut sum = vec![0.0; self.width];
        for token in encoding.get_ids().iter().filter(|token| Some(**token) != self.unknown) {
            let weight = self.weights.get(num::index(*token)).copied().unwrap_or(1.0);
            let start = self.row(*token) * self.width;
            let row = self.rows.get(start..start + self.width).unwrap_or_default();
            sum.iter_mut().zip(row).for_each(|(sum, value)| *sum += weight * value);
        }
        embed::unit(&mut sum);
        Ok(sum)
    }

    fn row(&self, token: u32) -> usize {
        let token = num::index(token);
        self.mapping.get(token).map_or(token, |row| num::count(*row))
    }
}

fn numbers(tensor: &TensorView<'_>) -> Result<Vec<f32>, LargeError> {
    let dtype = match tensor.dtype() {
        // candle knows no signed bytes.
        Dtype::I8 => return Ok(tensor.data().iter().map(|byte| f32::from(byte.cast_signed())).collect()),
        Dtype::F32 => DType::F32,
        Dtype::F16 => DType::F16,
        Dtype::BF16 => DType::BF16,
        Dtype::F64 => DType::F64,
        Dtype::I64 => DType::I64,
        Dtype::I32 => DType::I32,
        other => return Err(LargeError::Weights(format!("numbers of the kind {other:?} are not read"))),
    };
    let tensor = Tensor::from_raw_buffer(tensor.data(), dtype, tensor.shape(), &Device::Cpu)?;
    Ok(tensor.to_dtype(DType::F32)?.flatten_all()?.to_vec1()?)
}
