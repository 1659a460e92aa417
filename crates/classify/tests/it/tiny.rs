//! Tiny models with weights out of a fixed stream of numbers.

use candle_core::{Device, Tensor};
use serde_json::{Value, json};
use std::{
    collections::HashMap,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, Ordering},
};

/// A folder that goes with the test.
pub struct Scratch(pub PathBuf);

impl Scratch {
    pub fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("prosa-classify-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn write(&self, name: &str, text: &str) {
        std::fs::write(self.0.join(name), text).unwrap();
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Weights by name.
pub struct Weights {
    tensors: HashMap<String, Tensor>,
    state: u32,
}

impl Weights {
    pub fn new(seed: u32) -> Self {
        Self { tensors: HashMap::new(), state: seed }
    }

    pub fn random(&mut self, name: &str, shape: &[usize]) {
        let count: usize = shape.iter().product();
        let values: Vec<f32> = (0..count)
            .map(|_| {
                self.state = self.state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                ((self.state >> 16) as f32 / 65_536.0 - 0.5) * 0.8
            })
            .collect();
        self.set(name, values, shape);
    }

    pub fn set(&mut self, name: &str, values: Vec<f32>, shape: &[usize]) {
        self.tensors.insert(name.to_owned(), Tensor::from_vec(values, shape, &Device::Cpu).unwrap());
    }

    pub fn tensor(&mut self, name: &str, tensor: Tensor) {
        self.tensors.insert(name.to_owned(), tensor);
    }

    pub fn linear(&mut self, name: &str, from: usize, to: usize) {
        self.random(&format!("{name}.weight"), &[to, from]);
        self.random(&format!("{name}.bias"), &[to]);
    }

    pub fn norm(&mut self, name: &str, width: usize, names: [&str; 2]) {
        self.set(&format!("{name}.{}", names[0]), vec![1.0; width], &[width]);
        self.set(&format!("{name}.{}", names[1]), vec![0.0; width], &[width]);
    }

    pub fn save(&self, folder: &Path) {
        candle_core::safetensors::save(&self.tensors, folder.join("model.safetensors")).unwrap();
    }
}

pub const WORDS: [&str; 12] =
    ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "quero", "falar", "com", "uma", "pessoa", "quanto", "custa", "oi"];

/// A tokenizer that knows [`WORDS`].
pub fn tokenizer(folder: &Scratch) {
    let vocab: serde_json::Map<String, Value> =
        WORDS.iter().enumerate().map(|(id, word)| ((*word).to_owned(), json!(id))).collect();
    let special = |id: usize| {
        json!({"id": id, "content": WORDS[id], "single_word": false, "lstrip": false, "rstrip": false,
               "normalized": false, "special": true})
    };
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null,
        "added_tokens": [special(0), special(1), special(2), special(3)],
        "normalizer": {"type": "Lowercase"}, "pre_tokenizer": {"type": "Whitespace"},
        "post_processor": {"type": "BertProcessing", "sep": ["[SEP]", 3], "cls": ["[CLS]", 2]},
        "decoder": null,
        "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "[UNK]"}
    });
    folder.write("tokenizer.json", &tokenizer.to_string());
}

pub const WIDTH: usize = 8;

fn config(kind: &str, labels: &[&str]) -> Value {
    let id2label: serde_json::Map<String, Value> =
        labels.iter().enumerate().map(|(id, label)| (id.to_string(), json!(label))).collect();
    match kind {
        "distilbert" => json!({
            "model_type": kind, "vocab_size": WORDS.len(), "dim": WIDTH, "n_layers": 2, "n_heads": 2,
            "hidden_dim": 16, "activation": "gelu", "max_position_embeddings": 10,
            "initializer_range": 0.02, "id2label": id2label
        }),
        _ => json!({
            "model_type": kind, "vocab_size": WORDS.len(), "hidden_size": WIDTH, "num_hidden_layers": 2,
            "num_attention_heads": 2, "intermediate_size": 16, "hidden_act": "gelu",
            "hidden_dropout_prob": 0.1, "max_position_embeddings": 10, "type_vocab_size": 2,
            "layer_norm_eps": 1e-12, "pad_token_id": 0, "id2label": id2label
        }),
    }
}

/// Writes a classifier of the BERT family with these labels.
pub fn classifier(folder: &Scratch, kind: &str, labels: &[&str], norms: [&str; 2]) {
    folder.write("config.json", &config(kind, labels).to_string());
    tokenizer(folder);
    let mut weights = Weights::new(7);
    if kind == "distilbert" {
        distilbert(&mut weights, norms);
        weights.linear("pre_classifier", WIDTH, WIDTH);
        weights.linear("classifier", WIDTH, labels.len());
    } else {
        let prefix = if kind == "bert" { "bert" } else { "roberta" };
        bert(&mut weights, prefix, norms);
        if kind == "bert" {
            weights.linear("bert.pooler.dense", WIDTH, WIDTH);
            weights.linear("classifier", WIDTH, labels.len());
        } else {
            weights.linear("classifier.dense", WIDTH, WIDTH);
            weights.linear("classifier.out_proj", WIDTH, labels.len());
        }
    }
    weights.save(&folder.0);
}

fn bert(weights: &mut Weights, prefix: &str, norms: [&str; 2]) {
    let embeddings = format!("{prefix}.embeddings");
    weights.random(&format!("{embeddings}.word_embeddings.weight"), &[WORDS.len(), WIDTH]);
    weights.random(&format!("{embeddings}.position_embeddings.weight"), &[10, WIDTH]);
    weights.random(&format!("{embeddings}.token_type_embeddings.weight"), &[2, WIDTH]);
    weights.norm(&format!("{embeddings}.LayerNorm"), WIDTH, norms);
    for layer in 0..2 {
        let layer = format!("{prefix}.encoder.layer.{layer}");
        for part in ["query", "key", "value"] {
            weights.linear(&format!("{layer}.attention.self.{part}"), WIDTH, WIDTH);
        }
        weights.linear(&format!("{layer}.attention.output.dense"), WIDTH, WIDTH);
        weights.norm(&format!("{layer}.attention.output.LayerNorm"), WIDTH, norms);
        weights.linear(&format!("{layer}.intermediate.dense"), WIDTH, 16);
        weights.linear(&format!("{layer}.output.dense"), 16, WIDTH);
        weights.norm(&format!("{layer}.output.LayerNorm"), WIDTH, norms);
    }
}

fn distilbert(weights: &mut Weights, norms: [&str; 2]) {
    weights.random("distilbert.embeddings.word_embeddings.weight", &[WORDS.len(), WIDTH]);
    weights.random("distilbert.embeddings.position_embeddings.weight", &[10, WIDTH]);
    weights.norm("distilbert.embeddings.LayerNorm", WIDTH, norms);
    for layer in 0..2 {
        let layer = format!("distilbert.transformer.layer.{layer}");
        for part in ["q_lin", "k_lin", "v_lin", "out_lin"] {
            weights.linear(&format!("{layer}.attention.{part}"), WIDTH, WIDTH);
        }
        weights.norm(&format!("{layer}.sa_layer_norm"), WIDTH, ["weight", "bias"]);
        weights.linear(&format!("{layer}.ffn.lin1"), WIDTH, 16);
        weights.linear(&format!("{layer}.ffn.lin2"), 16, WIDTH);
        weights.norm(&format!("{layer}.output_layer_norm"), WIDTH, ["weight", "bias"]);
    }
}
