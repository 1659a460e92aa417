//! Language models behind one port: a question in our words, an answer whole or in pieces, and failures that tell what to
//! do. What a provider's JSON looks like stands in one file each ([`wire`]), pure; the sockets are in [`client`]; who is
//! asked when somebody fails is in [`failover`]. Nothing here decides what may be asked or what an answer may say.
//!
//! Questions and answers are never logged: what is printed of them are counts.

pub mod address;
pub mod client;
pub mod failover;
mod habit;
pub mod sse;
mod thought;
pub mod transcribe;
pub mod wire;

pub use address::{Address, AddressError, Allowed};
pub use client::{Chunks, Client, Timeouts};
pub use failover::{Attempt, Choice, Desk, Moment, Outcome, Piece, Plan, UNWANTED};
pub use transcribe::{Audio, RemoteTranscriber, Transcriber, Transcript};

use aws_lc_rs::digest;
use bytes::Bytes;
use prosa_domain::assist::{
    Ended, Failure, Kind, Usage,
    token::{self, IMAGE_TOKENS, MESSAGE_TOKENS},
    window::{self, Room, Speaker, TooLong},
};
use secrecy::SecretString;
use serde_json::Value;
use std::fmt;

/// A question.
#[derive(Clone, Default, PartialEq)]
pub struct Request {
    /// Instructions and sources; empty for none. They are never dropped.
    pub system: String,
    /// The thread, oldest first. The last one is the question.
    pub messages: Vec<Message>,
    /// Tokens of the answer at most.
    pub output_tokens_max: u32,
    /// How freely the model speaks; its own way when none. Models that take none are asked without.
    pub temperature: Option<Temperature>,
    /// Words at which the answer ends; the first four count, as OpenAI takes no more.
    pub stop: Vec<String>,
    /// The answer is JSON of this shape.
    pub schema: Option<Schema>,
}

/// One message of a thread.
#[derive(Clone, PartialEq)]
pub struct Message {
    /// Who speaks.
    pub speaker: Speaker,
    /// What is said.
    pub parts: Vec<Part>,
}

/// A part of a message.
#[derive(Clone, PartialEq)]
pub enum Part {
    /// Words.
    Text(String),
    /// A picture.
    Image {
        /// Its kind, such as `image/jpeg`.
        mime: String,
        /// Its bytes.
        bytes: Bytes,
    },
}

/// How freely a model speaks, in hundredths: 0 is as strict as it can be, 200 the most any provider takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Temperature(u8);

impl Temperature {
    /// Hundredths; more than 200 is read as 200.
    #[must_use]
    pub const fn of_hundredths(hundredths: u8) -> Self {
        Self(if hundredths > 200 { 200 } else { hundredths })
    }

    /// As providers write it, at most `most` hundredths.
    fn number(self, most: u8) -> f64 {
        f64::from(self.0.min(most)) / 100.0
    }
}

/// The shape of a JSON answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Schema {
    /// A name of letters, digits, `_` and `-`.
    pub name: String,
    /// JSON Schema. Strict providers want every property required and `additionalProperties` false.
    pub object: Value,
}

impl Message {
    /// Words of one.
    #[must_use]
    pub fn text(speaker: Speaker, text: impl Into<String>) -> Self {
        Self { speaker, parts: vec![Part::Text(text.into())] }
    }

    /// Its tokens, estimated.
    #[must_use]
    pub fn tokens(&self) -> u32 {
        let part = |part: &Part| match part {
            Part::Text(text) => token::estimate(text),
            Part::Image { .. } => IMAGE_TOKENS,
        };
        self.parts.iter().map(part).fold(MESSAGE_TOKENS, u32::saturating_add)
    }
}

impl Request {
    /// A question of one sentence or a page.
    #[must_use]
    pub fn new(system: impl Into<String>, question: impl Into<String>, output_tokens_max: u32) -> Self {
        Self {
            system: system.into(),
            messages: vec![Message::text(Speaker::User, question)],
            output_tokens_max,
            ..Self::default()
        }
    }

    /// Whether there are pictures in it.
    #[must_use]
    pub fn has_pictures(&self) -> bool {
        self.messages.iter().flat_map(|message| &message.parts).any(|part| matches!(part, Part::Image { .. }))
    }

    /// Tokens of what always stays, estimated: instructions, sources, the shape of the answer.
    #[must_use]
    pub fn fixed_tokens(&self) -> u32 {
        let schema = self.schema.as_ref().map_or(0, |schema| token::estimate(&schema.object.to_string()));
        token::estimate(&self.system).saturating_add(schema).saturating_add(MESSAGE_TOKENS)
    }

    /// Tokens of the question as it stands, estimated.
    #[must_use]
    pub fn tokens(&self) -> u32 {
        self.messages.iter().map(Message::tokens).fold(self.fixed_tokens(), u32::saturating_add)
    }

    /// What makes two questions the same, for a cache: a SHA-256 over all of it. Which model is asked is not part of it.
    #[must_use]
    pub fn fingerprint(&self) -> [u8; 32] {
        let mut hash = digest::Context::new(&digest::SHA256);
        // Lengths go first, so that no two questions run together into the same bytes.
        let mut put = |bytes: &[u8]| {
            hash.update(&u64::try_from(bytes.len()).unwrap_or(u64::MAX).to_be_bytes());
            hash.update(bytes);
        };
        put(self.system.as_bytes());
        for message in &self.messages {
            put(if message.speaker == Speaker::User { b"user" } else { b"assistant" });
            for part in &message.parts {
                match part {
                    Part::Text(text) => put(text.as_bytes()),
                    Part::Image { mime, bytes } => {
                        put(mime.as_bytes());
                        put(bytes);
                    }
                }
            }
        }
        let schema = self.schema.as_ref().map(|schema| (&schema.name, schema.object.to_string()));
        let temperature = self.temperature.map(|temperature| temperature.0);
        put(format!("{:?}{temperature:?}{:?}{schema:?}", self.output_tokens_max, self.stop).as_bytes());
        let mut key = [0; 32];
        for (to, from) in key.iter_mut().zip(hash.finish().as_ref()) {
            *to = *from;
        }
        key
    }

    /// The question without the oldest turns that have no room in a window of this many tokens.
    ///
    /// # Errors
    /// When not even the last turn fits beside what always stays.
    pub fn fitted(&self, window_tokens: u32) -> Result<Self, TooLong> {
        let room = Room { window: window_tokens, output: self.output_tokens_max, fixed: self.fixed_tokens() };
        let piece = |message: &Message| window::Piece { speaker: message.speaker, tokens: message.tokens() };
        let thread: Vec<_> = self.messages.iter().map(piece).collect();
        let fit = window::fit(&room, &thread)?;
        let messages = self.messages.iter().skip(fit.dropped).cloned().collect();
        Ok(Self { messages, ..self.clone() })
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("messages", &self.messages.len())
            .field("tokens", &self.tokens())
            .field("output_tokens_max", &self.output_tokens_max)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Message {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Message").field("speaker", &self.speaker).field("tokens", &self.tokens()).finish()
    }
}

impl fmt::Debug for Part {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Image { mime, bytes } => write!(f, "Image({mime}, {} bytes)", bytes.len()),
        }
    }
}

/// A whole answer.
#[derive(Clone, PartialEq, Eq)]
pub struct Answer {
    /// What it says.
    pub text: String,
    /// Why it ended.
    pub ended: Ended,
    /// What the provider counted; none when it told nothing that can be believed.
    pub usage: Option<Usage>,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("bytes", &self.text.len())
            .field("ended", &self.ended)
            .field("usage", &self.usage)
            .finish()
    }
}

/// A piece of an answer on its way. The last one is always [`Chunk::End`]: a stream that ends without it has failed.
#[derive(Clone, PartialEq, Eq)]
pub enum Chunk {
    /// More words.
    Text(String),
    /// What the provider counted so far; a later one replaces it.
    Usage(Usage),
    /// It is over.
    End(Ended),
}

impl fmt::Debug for Chunk {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} bytes)", text.len()),
            Self::Usage(usage) => write!(f, "{usage:?}"),
            Self::End(ended) => write!(f, "End({ended:?})"),
        }
    }
}

/// No answer, or not all of it.
#[derive(Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} ({word})", .failure.as_str())]
pub struct Broken {
    /// Why.
    pub failure: Failure,
    /// The provider's own word for it, such as `rate_limit_exceeded`, or ours: letters, digits and a few signs. Safe to log.
    pub word: String,
    /// What came before it broke; empty for nothing.
    pub partial: String,
    /// What the provider had counted.
    pub usage: Option<Usage>,
}

impl Broken {
    /// A failure before anything came. Of the word only what is safe to log stays.
    #[must_use]
    pub fn new(failure: Failure, word: &str) -> Self {
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
        let word = word.chars().filter(is_plain).take(64).collect();
        Self { failure, word, partial: String::new(), usage: None }
    }
}

impl fmt::Debug for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Broken")
            .field("failure", &self.failure)
            .field("word", &self.word)
            .field("partial_bytes", &self.partial.len())
            .finish_non_exhaustive()
    }
}

/// A model at a place.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Whose language it speaks.
    pub kind: Kind,
    /// Where it is, as far as what all calls have in common: with `/v1` for those that speak as OpenAI does.
    pub address: Address,
    /// The key; none for local servers without one.
    pub key: Option<SecretString>,
    /// The model's name there.
    pub model: String,
}
