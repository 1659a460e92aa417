//! Encoders of the BERT family: tokens in, a vector for each token out.

use super::{LargeError, folder::Folder};
use candle_core::{DType, Device, Tensor};
use candle_nn::{Linear, Module as _, VarBuilder, linear};
use candle_transformers::models::{
    bert::BertModel, distilbert::DistilBertModel, xlm_roberta::XLMRobertaModel,
};
use serde_json::json;
use tokenizers::Tokenizer;

/// Tokens of a text that are read at most; what a person wants stands before them.
const TOKENS_MAX: usize = 512;
/// Texts computed at once.
pub(super) const BATCH: usize = 8;

enum Net {
    Bert(BertModel),
    DistilBert(DistilBertModel),
    XlmRoberta(XLMRobertaModel),
}

/// An encoder with its tokenizer.
pub(super) struct Encoder {
    net: Net,
    tokenizer: Tokenizer,
    padding: u32,
    /// Numbers of a vector.
    pub(super) width: usize,
}

/// A batch after the encoder: vectors `[texts, tokens, width]`, and which tokens are real.
pub(super) struct Encoded {
    pub(super) hidden: Tensor,
    pub(super) mask: Tensor,
}

impl Encoder {
    /// Loads the encoder of a folder. `weights` begins where the file does.
    pub(super) fn load(folder: &Folder, weights: &VarBuilder<'static>) -> Result<Self, LargeError> {
        let net = match folder.kind() {
            "bert" => Net::Bert(BertModel::load(weights.clone(), &folder.config(&usual())?)?),
            "distilbert" => {
                Net::DistilBert(DistilBertModel::load(weights.clone(), &folder.config(&usual())?)?)
            }
            "xlm-roberta" => {
                // One that only embeds was saved without the name of the family before its parts.
                let inner = if weights.contains_tensor("roberta.embeddings.word_embeddings.weight") {
                    weights.pp("roberta")
                } else {
                    weights.clone()
                };
                Net::XlmRoberta(XLMRobertaModel::new(&folder.config(&usual())?, inner)?)
            }
            other => return Err(LargeError::Kind(other.to_owned())),
        };
        // Positions of this family begin behind the padding's number.
        let taken = if matches!(net, Net::XlmRoberta(_)) { 2 } else { 0 };
        let positions = folder.number("max_position_embeddings").unwrap_or(TOKENS_MAX);
        let length_max = positions.saturating_sub(taken).min(TOKENS_MAX);
        let width = folder.number("hidden_size").or_else(|| folder.number("dim")).unwrap_or_default();
        let padding = folder.number("pad_token_id").and_then(|id| u32::try_from(id).ok()).unwrap_or(0);
        Ok(Self { net, tokenizer: folder.tokenizer(Some(length_max))?, padding, width })
    }

    /// Encodes a few texts at once.
    pub(super) fn run(&self, texts: &[&str]) -> Result<Encoded, LargeError> {
        let (mut rows, mut longest) = (Vec::new(), 1);
        for text in texts {
            let encoding = self.tokenizer.encode(*text, true);
            let encoding = encoding.map_err(|error| LargeError::Tokenizer(error.to_string()))?;
            longest = longest.max(encoding.len());
            rows.push(encoding.get_ids().to_vec());
        }
        let (mut ids, mut real) = (Vec::new(), Vec::new());
        for row in &rows {
            let fill = longest - row.len();
            ids.extend(row.iter().copied().chain(std::iter::repeat_n(self.padding, fill)));
            real.extend(row.iter().map(|_| 1_u32).chain(std::iter::repeat_n(0, fill)));
        }
        let shape = (rows.len(), longest);
        let ids = Tensor::from_vec(ids, shape, &Device::Cpu)?;
        let mask = Tensor::from_vec(real, shape, &Device::Cpu)?;
        let hidden = match &self.net {
            Net::Bert(net) => net.forward(&ids, &ids.zeros_like()?, Some(&mask))?,
            // This one wants to know what to leave out instead.
            Net::DistilBert(net) => {
                let out = mask.eq(0_u32)?.reshape((shape.0, 1, 1, shape.1))?;
                net.forward(&ids, &out)?
            }
            Net::XlmRoberta(net) => net.forward(&ids, &mask, &ids.zeros_like()?, None, None, None)?,
        };
        Ok(Encoded { hidden, mask: mask.to_dtype(DType::F32)? })
    }
}

/// What newer configurations leave out because it is always the same.
fn usual() -> serde_json::Value {
    json!({
        "position_embedding_type": "absolute", "initializer_range": 0.02, "pad_token_id": 0,
        "hidden_dropout_prob": 0.1, "attention_probs_dropout_prob": 0.1, "type_vocab_size": 1,
        "layer_norm_eps": 1e-12
    })
}

/// What stands upon the first token's vector: two layers, as each family has them.
pub(super) struct Head {
    dense: Linear,
    out: Linear,
    bends: Bend,
}

#[derive(Clone, Copy)]
enum Bend {
    Tanh,
    Relu,
}

impl Head {
    /// Loads the head of a classifier of this family.
    pub(super) fn load(
        kind: &str,
        width: usize,
        labels: usize,
        weights: &VarBuilder<'static>,
    ) -> Result<Self, LargeError> {
        let (dense, out, bends) = match kind {
            "bert" => ("bert.pooler.dense", "classifier", Bend::Tanh),
            "distilbert" => ("pre_classifier", "classifier", Bend::Relu),
            _ => ("classifier.dense", "classifier.out_proj", Bend::Tanh),
        };
        let (dense, out) =
            (linear(width, width, weights.pp(dense))?, linear(width, labels, weights.pp(out))?);
        Ok(Self { dense, out, bends })
    }

    /// Scores of each text for each label.
    pub(super) fn scores(&self, encoded: &Encoded) -> Result<Vec<Vec<f32>>, LargeError> {
        let first = encoded.hidden.get_on_dim(1, 0)?.contiguous()?;
        let dense = self.dense.forward(&first)?;
        let bent = match self.bends {
            Bend::Tanh => dense.tanh()?,
            Bend::Relu => dense.relu()?,
        };
        Ok(self.out.forward(&bent)?.to_vec2()?)
    }
}
