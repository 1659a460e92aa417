//! The files of a model's folder.

use super::LargeError;
use crate::file::hex;
use candle_core::{DType, Device};
use candle_nn::VarBuilder;
use safetensors::SafeTensors;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use tokenizers::{Tokenizer, TruncationParams};

/// Bytes of weights at most: they are held in memory, twice while they are loaded.
pub const BYTES_MAX: u64 = 3 << 30;

/// Names of layer norms in checkpoints of old.
const OLD_NAMES: [(&str, &str); 2] =
    [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")];

/// A model's folder, its configuration read.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    config: Value,
}

impl Folder {
    /// Looks into a folder.
    ///
    /// # Errors
    /// [`LargeError`] when `config.json` is missing or not understood.
    pub fn open(path: &Path) -> Result<Self, LargeError> {
        let file = path.join("config.json");
        if !file.exists() {
            let hint =
                "Copy the whole folder of the model, with config.json, model.safetensors and tokenizer.json.";
            return Err(missing(path, "config.json", hint));
        }
        let bytes = read(&file)?;
        let config = serde_json::from_slice(&bytes)
            .map_err(|error| LargeError::Config { path: name(&file), why: error.to_string() })?;
        Ok(Self { path: path.to_owned(), config })
    }

    /// What kind of model it says it is.
    #[must_use]
    pub fn kind(&self) -> &str {
        self.config.get("model_type").and_then(Value::as_str).unwrap_or_default()
    }

    /// What stands in the configuration.
    pub(crate) fn value(&self, key: &str) -> Option<&Value> {
        self.config.get(key)
    }

    /// A whole number of the configuration.
    pub(crate) fn number(&self, key: &str) -> Option<usize> {
        self.value(key)?.as_u64().and_then(|number| usize::try_from(number).ok())
    }

    /// The configuration as a model wants it; `defaults` fill what newer files leave out.
    pub(crate) fn config<T: DeserializeOwned>(&self, defaults: &Value) -> Result<T, LargeError> {
        let mut config = self.config.clone();
        if let (Some(config), Some(defaults)) = (config.as_object_mut(), defaults.as_object()) {
            for (key, value) in defaults {
                let slot = config.entry(key.clone()).or_insert(Value::Null);
                if slot.is_null() {
                    *slot = value.clone();
                }
            }
        }
        let path = name(&self.path.join("config.json"));
        serde_json::from_value(config).map_err(|error| LargeError::Config { path, why: error.to_string() })
    }

    /// Reads `model.safetensors`; beside its bytes the name of these weights.
    pub(crate) fn weights(&self) -> Result<(Vec<u8>, String), LargeError> {
        let path = self.path.join("model.safetensors");
        let about = std::fs::metadata(&path).map_err(|source| self.no_weights(source))?;
        if about.len() > BYTES_MAX {
            return Err(LargeError::TooLarge { path: name(&path), bytes: about.len(), max: BYTES_MAX });
        }
        let bytes = read(&path)?;
        let mut hash = Sha256::new();
        hash.update(self.config.to_string().as_bytes());
        hash.update(&bytes);
        let digest = hex(&hash.finalize());
        Ok((bytes, format!("{}-{}", self.kind(), digest.get(..8).unwrap_or_default())))
    }

    fn no_weights(&self, source: std::io::Error) -> LargeError {
        let hint = if self.path.join("pytorch_model.bin").exists() {
            "The weights are in pytorch_model.bin: convert them to safetensors."
        } else if self.path.join("model.safetensors.index.json").exists() {
            "The weights are in several files: save the model as one."
        } else {
            "Copy the weights beside config.json."
        };
        match source.kind() {
            std::io::ErrorKind::NotFound => missing(&self.path, "model.safetensors", hint),
            _ => LargeError::Unreadable { path: name(&self.path.join("model.safetensors")), source },
        }
    }

    /// Reads `tokenizer.json`. Texts are cut after `length_max` tokens.
    pub(crate) fn tokenizer(&self, length_max: Option<usize>) -> Result<Tokenizer, LargeError> {
        let path = self.path.join("tokenizer.json");
        if !path.exists() {
            let hint = "Save the tokenizer in its fast form: one file, tokenizer.json.";
            return Err(missing(&self.path, "tokenizer.json", hint));
        }
        let wrong = |error: tokenizers::Error| LargeError::Tokenizer(error.to_string());
        let mut tokenizer = Tokenizer::from_bytes(read(&path)?).map_err(wrong)?;
        tokenizer.with_padding(None);
        let cut = length_max.map(|max_length| TruncationParams { max_length, ..TruncationParams::default() });
        tokenizer.with_truncation(cut).map_err(wrong)?;
        Ok(tokenizer)
    }
}

/// Weights as models take them, whatever their file calls the layer norms.
pub(crate) fn builder(bytes: Vec<u8>) -> Result<VarBuilder<'static>, LargeError> {
    let wrong = |error: safetensors::SafeTensorError| LargeError::Weights(error.to_string());
    let is_old = SafeTensors::deserialize(&bytes).map_err(wrong)?.names().iter().any(|name| {
        let (_, old) = OLD_NAMES[0];
        name.ends_with(old)
    });
    let builder = VarBuilder::from_buffered_safetensors(bytes, DType::F32, &Device::Cpu)?;
    if !is_old {
        return Ok(builder);
    }
    Ok(builder.rename_f(|name| match OLD_NAMES.iter().find(|(new, _)| name.ends_with(new)) {
        Some((new, old)) => name.replace(new, old),
        None => name.to_owned(),
    }))
}

fn missing(folder: &Path, file: &'static str, hint: &'static str) -> LargeError {
    LargeError::Missing { folder: name(folder), file, hint }
}

fn read(path: &Path) -> Result<Vec<u8>, LargeError> {
    std::fs::read(path).map_err(|source| LargeError::Unreadable { path: name(path), source })
}

fn name(path: &Path) -> String {
    path.display().to_string()
}
