//! The model itself: loads a folder, hears half a minute at a time, and writes down the likeliest words.

use super::{
    SpeechError,
    mel::{HOP, Mel},
};
use crate::{
    large::{Folder, LargeError},
    num,
};
use candle_core::{Device, IndexOp as _, Tensor};
use candle_transformers::models::whisper::{Config, model};
use prosa_domain::label::Language;
use serde_json::json;
use std::{path::Path, sync::Mutex, time::Instant};
use tokenizers::Tokenizer;

/// What was heard.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The words; empty when nothing was said.
    pub text: String,
    /// The language it was heard in; none for a model of one language, and when nothing was said.
    pub language: Option<Language>,
}

/// A Whisper model. One sound is written down at a time.
pub struct Whisper {
    net: Mutex<model::Whisper>,
    tokenizer: Tokenizer,
    marks: Marks,
    mel: Mel,
    config: Config,
    id: String,
}

/// Tokens that steer the model.
struct Marks {
    start: u32,
    end: u32,
    transcribe: Option<u32>,
    plain: u32,
    nothing: Option<u32>,
    languages: Vec<(Language, u32)>,
}

impl std::fmt::Debug for Whisper {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Whisper").field("id", &self.id).finish_non_exhaustive()
    }
}

impl Whisper {
    /// Loads a folder with `config.json`, `model.safetensors` and `tokenizer.json`. Takes seconds for a large one.
    ///
    /// # Errors
    /// [`LargeError`] when a file is missing, too large or not understood.
    pub fn open(path: &Path) -> Result<Self, LargeError> {
        let folder = Folder::open(path)?;
        if folder.kind() != "whisper" {
            return Err(LargeError::Kind(folder.kind().to_owned()));
        }
        let config: Config = folder.config(&json!({ "suppress_tokens": [] }))?;
        let tokenizer = folder.tokenizer(None)?;
        let marks = Marks::read(&tokenizer)?;
        let (bytes, id) = folder.weights()?;
        let weights = crate::large::weights(bytes)?;
        let net = model::Whisper::load(&weights, config.clone())?;
        Ok(Self { net: Mutex::new(net), tokenizer, marks, mel: Mel::new(config.num_mel_bins), config, id })
    }

    /// Kind and hash of the model.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Writes down what is said in samples of one channel at 16,000 a second. With a language given it is not guessed.
    ///
    /// # Errors
    /// [`SpeechError::TooSlow`] past the deadline; [`SpeechError::Model`] when computing failed.
    pub fn transcribe(
        &self,
        samples: &[f32],
        language: Option<Language>,
        deadline: Instant,
    ) -> Result<Heard, SpeechError> {
        let Ok(mut net) = self.net.lock() else {
            return Err(LargeError::Weights("the model broke before".to_owned()).into());
        };
        let frames = self.config.max_source_positions * 2;
        let mut language = language;
        let mut pieces: Vec<String> = Vec::new();
        let whole = samples.chunks((frames * HOP).max(1));
        for piece in whole.filter(|piece| piece.len() >= SHORTEST || piece.len() == samples.len()) {
            let bands = self.mel.bands(piece, frames);
            let bands = Tensor::from_vec(bands, (1, self.config.num_mel_bins, frames), &Device::Cpu)?;
            let sound = net.encoder.forward(&bands, true)?;
            if language.is_none() {
                language = self.language(&mut net, &sound)?;
            }
            let tokens = self.words(&mut net, &sound, language, deadline)?;
            let text = self.tokenizer.decode(&tokens, true);
            let text = text.map_err(|error| LargeError::Tokenizer(error.to_string()))?;
            pieces.push(text.trim().to_owned());
        }
        net.reset_kv_cache();
        pieces.retain(|piece| !piece.is_empty());
        let language = language.filter(|_| !pieces.is_empty());
        Ok(Heard { text: pieces.join(" "), language })
    }

    /// The likeliest of the languages we speak.
    fn language(&self, net: &mut model::Whisper, sound: &Tensor) -> Result<Option<Language>, SpeechError> {
        if self.marks.transcribe.is_none() {
            return Ok(None);
        }
        let scores = next(net, &[self.marks.start], sound)?;
        let score = |token: u32| scores.get(num::index(token)).copied().unwrap_or(f32::NEG_INFINITY);
        let best = self.marks.languages.iter().max_by(|one, other| score(one.1).total_cmp(&score(other.1)));
        Ok(best.map(|(language, _)| *language))
    }

    /// The likeliest word after the other, until the model says that it is the end.
    fn words(
        &self,
        net: &mut model::Whisper,
        sound: &Tensor,
        language: Option<Language>,
        deadline: Instant,
    ) -> Result<Vec<u32>, SpeechError> {
        let marks = &self.marks;
        let spoken = marks.languages.iter().find(|(known, _)| Some(*known) == language);
        let mut tokens = vec![marks.start];
        tokens.extend(
            marks.transcribe.into_iter().flat_map(|task| spoken.map(|(_, token)| [*token, task])).flatten(),
        );
        tokens.push(marks.plain);
        let from = tokens.len();
        let mut certainty = 0.0;
        let mut silence = 0.0;
        while tokens.len() < self.config.max_target_positions {
            if Instant::now() > deadline {
                return Err(SpeechError::TooSlow);
            }
            let mut scores = next(net, &tokens, sound)?;
            if tokens.len() == from {
                silence = marks.nothing.map_or(0.0, |token| probability(&scores, token));
            }
            self.silence_marks(&mut scores, tokens.len() == from);
            let best = u32::try_from(num::largest(&scores)).unwrap_or(marks.end);
            certainty += num::ln(probability(&scores, best));
            if best == marks.end || is_stuck(tokens.get(from..).unwrap_or_default(), best) {
                break;
            }
            tokens.push(best);
        }
        let words = tokens.split_off(from);
        let mean = certainty / num::float(words.len() + 1);
        // A model that hears nothing makes words up, and is not sure of them (OpenAI Whisper, `transcribe.py`).
        let is_silent = silence > SILENCE && mean < UNSURE;
        Ok(if is_silent { Vec::new() } else { words })
    }

    /// Takes away what must not be said: what the configuration forbids, times and marks, and an empty beginning.
    fn silence_marks(&self, scores: &mut [f32], is_first: bool) {
        let first_mark = num::index(self.marks.end) + 1;
        for score in scores.iter_mut().skip(first_mark) {
            *score = f32::NEG_INFINITY;
        }
        for token in &self.config.suppress_tokens {
            if let Some(score) = scores.get_mut(num::index(*token)) {
                *score = f32::NEG_INFINITY;
            }
        }
        if is_first && let Some(score) = scores.get_mut(num::index(self.marks.end)) {
            *score = f32::NEG_INFINITY;
        }
    }
}

/// Samples of a rest that is worth hearing: a tenth of a second.
const SHORTEST: usize = 1_600;
/// How likely silence must be, and how unsure the words, for nothing to have been said.
const SILENCE: f32 = 0.6;
const UNSURE: f32 = -1.0;
/// The same words again and again: so often is a loop of the model, not speech.
const LOOPS: usize = 6;
/// Longest run of words that is looked at for a loop.
const LOOP_WORDS: usize = 8;

fn is_stuck(said: &[u32], next: u32) -> bool {
    let mut all: Vec<u32> = said.to_vec();
    all.push(next);
    (1..=LOOP_WORDS).any(|length| {
        let Some(start) = all.len().checked_sub(length * LOOPS) else { return false };
        let tail = all.get(start..).unwrap_or_default();
        let (first, _) = tail.split_at(length);
        tail.chunks(length).all(|run| run == first)
    })
}

/// Scores of every token to stand next.
fn next(net: &mut model::Whisper, tokens: &[u32], sound: &Tensor) -> Result<Vec<f32>, SpeechError> {
    let input = Tensor::new(tokens, &Device::Cpu)?.unsqueeze(0)?;
    // What was heard does not change between words: only its first use fills the cache.
    let states = net.decoder.forward(&input, sound, tokens.len() < 5)?;
    let last = states.i((..1, tokens.len() - 1..))?;
    Ok(net.decoder.final_linear(&last)?.i(0)?.i(0)?.to_vec1()?)
}

fn probability(scores: &[f32], token: u32) -> f32 {
    let mut scores = scores.to_vec();
    num::softmax(&mut scores);
    scores.get(num::index(token)).copied().unwrap_or_default()
}

impl Marks {
    fn read(tokenizer: &Tokenizer) -> Result<Self, LargeError> {
        let mark = |name: &str| tokenizer.token_to_id(&format!("<|{name}|>"));
        let needed = |name: &str| {
            mark(name)
                .ok_or_else(|| LargeError::Tokenizer(format!("it has no <|{name}|>: not one of Whisper")))
        };
        Ok(Self {
            start: needed("startoftranscript")?,
            end: needed("endoftext")?,
            plain: needed("notimestamps")?,
            transcribe: mark("transcribe"),
            nothing: mark("nospeech").or_else(|| mark("nocaptions")),
            languages: Language::ALL
                .iter()
                .filter_map(|language| Some((*language, mark(language.id())?)))
                .collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_is_told_from_speech_that_repeats_itself() {
        assert!(is_stuck(&[7; 5], 7));
        assert!(is_stuck(&[1, 2, 1, 2, 1, 2, 1, 2, 1, 2, 1], 2));
        assert!(!is_stuck(&[7; 4], 7));
        assert!(!is_stuck(&[1, 2, 3, 1, 2, 3, 1, 2], 3));
    }
}
