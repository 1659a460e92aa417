//! Whisper out of a folder.

use crate::tiny::{Scratch, WIDTH, Weights};
use prosa_classify::{
    large::LargeError,
    speech::{SpeechError, Whisper},
};
use prosa_domain::label::Language;
use serde_json::{Value, json};
use std::time::{Duration, Instant};

const TOKENS: [&str; 14] = [
    "um",
    "dois",
    "tres",
    "quatro",
    "cinco",
    "seis",
    "<|endoftext|>",
    "<|startoftranscript|>",
    "<|en|>",
    "<|es|>",
    "<|pt|>",
    "<|transcribe|>",
    "<|nospeech|>",
    "<|notimestamps|>",
];
const LAYERS: [(&str, &[&str]); 2] =
    [("encoder", &["self_attn"]), ("decoder", &["self_attn", "encoder_attn"])];
/// Half a second is heard at once.
const POSITIONS: usize = 25;

fn folder(tokens: &[&str]) -> Scratch {
    let folder = Scratch::new();
    let config = json!({
        "model_type": "whisper", "num_mel_bins": 80, "max_source_positions": POSITIONS, "d_model": WIDTH,
        "encoder_attention_heads": 2, "encoder_layers": 1, "decoder_attention_heads": 2, "decoder_layers": 1,
        "vocab_size": TOKENS.len(), "max_target_positions": 9, "suppress_tokens": [0]
    });
    folder.write("config.json", &config.to_string());
    let vocab: serde_json::Map<String, Value> =
        tokens.iter().enumerate().map(|(id, word)| ((*word).to_owned(), json!(id))).collect();
    let special: Vec<Value> = tokens
        .iter()
        .enumerate()
        .filter(|(_, word)| word.starts_with("<|"))
        .map(|(id, word)| {
            json!({"id": id, "content": word, "single_word": false, "lstrip": false, "rstrip": false,
                   "normalized": false, "special": true})
        })
        .collect();
    let tokenizer = json!({
        "version": "1.0", "truncation": null, "padding": null, "added_tokens": special, "normalizer": null,
        "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
        "model": {"type": "WordLevel", "vocab": vocab, "unk_token": "um"}
    });
    folder.write("tokenizer.json", &tokenizer.to_string());
    weights().save(&folder.0);
    folder
}

fn weights() -> Weights {
    let mut weights = Weights::new(11);
    weights.random("model.encoder.conv1.weight", &[WIDTH, 80, 3]);
    weights.random("model.encoder.conv1.bias", &[WIDTH]);
    weights.random("model.encoder.conv2.weight", &[WIDTH, WIDTH, 3]);
    weights.random("model.encoder.conv2.bias", &[WIDTH]);
    for (side, attentions) in LAYERS {
        let layer = format!("model.{side}.layers.0");
        for attention in attentions {
            for part in ["q_proj", "v_proj", "out_proj"] {
                weights.linear(&format!("{layer}.{attention}.{part}"), WIDTH, WIDTH);
            }
            weights.random(&format!("{layer}.{attention}.k_proj.weight"), &[WIDTH, WIDTH]);
            weights.norm(&format!("{layer}.{attention}_layer_norm"), WIDTH, ["weight", "bias"]);
        }
        weights.linear(&format!("{layer}.fc1"), WIDTH, WIDTH * 4);
        weights.linear(&format!("{layer}.fc2"), WIDTH * 4, WIDTH);
        weights.norm(&format!("{layer}.final_layer_norm"), WIDTH, ["weight", "bias"]);
        weights.norm(&format!("model.{side}.layer_norm"), WIDTH, ["weight", "bias"]);
    }
    weights.random("model.decoder.embed_tokens.weight", &[TOKENS.len(), WIDTH]);
    weights.random("model.decoder.embed_positions.weight", &[9, WIDTH]);
    weights
}

fn tone(seconds: f32) -> Vec<f32> {
    let count = (seconds * 16_000.0).round();
    let mut samples = Vec::new();
    let mut at = 0.0_f32;
    while at < count {
        samples.push((at / 16_000.0 * 300.0 * std::f32::consts::TAU).sin() * 0.5);
        at += 1.0;
    }
    samples
}

fn soon() -> Instant {
    Instant::now() + Duration::from_secs(120)
}

#[test]
fn a_folder_is_loaded_and_writes_down_words_of_its_own_and_nothing_that_is_forbidden() {
    let folder = folder(&TOKENS);
    let whisper = Whisper::open(&folder.0).unwrap();
    assert!(whisper.id().starts_with("whisper-"));
    let heard = whisper.transcribe(&tone(0.4), None, soon()).unwrap();
    let words: Vec<&str> = heard.text.split_whitespace().collect();
    assert!(!words.is_empty() && words.len() <= 5, "{heard:?}");
    assert!(words.iter().all(|word| TOKENS[1..6].contains(word)), "{heard:?}");
    assert!(heard.language.is_some());
    // The same again: nothing of the first is left in the model.
    assert_eq!(whisper.transcribe(&tone(0.4), None, soon()).unwrap(), heard);
}

#[test]
fn a_longer_sound_is_heard_piece_by_piece_and_a_given_language_is_kept() {
    let folder = folder(&TOKENS);
    let whisper = Whisper::open(&folder.0).unwrap();
    let one = whisper.transcribe(&tone(0.5), Some(Language::Spanish), soon()).unwrap();
    assert_eq!(one.language, Some(Language::Spanish));
    let three = whisper.transcribe(&tone(1.5), Some(Language::Spanish), soon()).unwrap();
    assert!(three.text.len() > one.text.len(), "{one:?} {three:?}");
    assert_eq!(whisper.transcribe(&[], None, soon()).unwrap().text, "");
}

#[test]
fn past_its_deadline_it_stops() {
    let folder = folder(&TOKENS);
    let whisper = Whisper::open(&folder.0).unwrap();
    let late = Instant::now().checked_sub(Duration::from_millis(1)).unwrap();
    assert!(matches!(whisper.transcribe(&tone(0.4), None, late), Err(SpeechError::TooSlow)));
}

#[test]
fn a_folder_that_is_no_whisper_is_refused_in_words() {
    let mut tokens = TOKENS;
    tokens[7] = "sete";
    let other = folder(&tokens);
    let told = Whisper::open(&other.0).unwrap_err().to_string();
    assert!(told.contains("<|startoftranscript|>"), "{told}");
    let encoder = Scratch::new();
    encoder.write("config.json", r#"{"model_type":"bert"}"#);
    assert!(matches!(Whisper::open(&encoder.0), Err(LargeError::Kind(kind)) if kind == "bert"));
}
