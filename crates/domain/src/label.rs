//! What a classifier reads out of a customer's message: what is wanted, in which mood, in which language.
//!
//! The ids are stored, cross the wire and stand in training files, so they never change their meaning.

use crate::lang::Lang;
use serde::{Deserialize, Serialize};

macro_rules! labels {
    ($(#[$outer:meta])* $enum:ident { $($(#[$doc:meta])* $name:ident => $id:literal),+ $(,)? }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $enum {
            $($(#[$doc])* #[serde(rename = $id)] $name),+
        }

        impl $enum {
            /// Every label, in the order of the model's outputs.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The id: what is stored, sent and written in files.
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id),+ }
            }

            /// Reads an id; none when it is not one of these.
            #[must_use]
            pub fn parse(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|label| label.id() == id)
            }
        }
    };
}

labels! {
    /// What a message wants. The primary one is what the business has to act on.
    Intent {
        /// Hello only, or an empty "can I ask something?".
        Greeting => "greeting",
        /// Thanks.
        Thanks => "thanks",
        /// Price, discount, freight cost, a quote.
        Pricing => "pricing",
        /// Availability, features, hours, address, catalogue.
        ProductInfo => "product_info",
        /// Wants to buy, order, hire, enrol or reserve.
        Purchase => "purchase",
        /// Books, moves, confirms or asks about a date.
        Scheduling => "scheduling",
        /// The state of something already ordered or requested.
        OrderStatus => "order_status",
        /// How to pay, a bill, a proof, a refused card.
        Payment => "payment",
        /// How to use something, a technical fault, access.
        Support => "support",
        /// Dissatisfaction, when no explicit request rules.
        Complaint => "complaint",
        /// Cancel, exchange, return, money back, end a contract.
        CancelRefund => "cancel_refund",
        /// Hesitation or refusal of an offer.
        Objection => "objection",
        /// Asks for a person, a sector or a call.
        Human => "human",
        /// No more messages, delete the number or the data.
        OptOut => "opt_out",
        /// Unsolicited offers to the business, chain messages, scams.
        Spam => "spam",
        /// Anything else; also what an unsure classifier says.
        Other => "other",
    }
}

labels! {
    /// The mood of a message. A request told without feeling is neutral.
    Sentiment {
        /// Dissatisfaction, anger, disappointment, irony.
        Negative => "negative",
        /// Requests and problems without feeling, bare thanks, calm refusals.
        Neutral => "neutral",
        /// Praise, joy, gratitude with warmth.
        Positive => "positive",
    }
}

labels! {
    /// The language of a message, whatever the region.
    Language {
        /// Portuguese.
        Portuguese => "pt",
        /// Spanish.
        Spanish => "es",
        /// English.
        English => "en",
    }
}

labels! {
    /// How a message was written: training text is labelled with it, and scores are given for each.
    Style {
        /// Spelled and punctuated.
        Clean => "clean",
        /// Typos, no accents, abbreviations, emojis.
        Chat => "chat",
        /// Speech turned into text.
        Transcript => "transcript",
    }
}

impl Language {
    /// The language of the interface that speaks it.
    #[must_use]
    pub const fn lang(self) -> Lang {
        match self {
            Self::Portuguese => Lang::PtBr,
            Self::Spanish => Lang::Es,
            Self::English => Lang::En,
        }
    }
}

impl Sentiment {
    /// Reads the short id of training files (`neg`, `neu`, `pos`) or the whole one.
    #[must_use]
    pub fn parse_short(id: &str) -> Option<Self> {
        match id {
            "neg" => Some(Self::Negative),
            "neu" => Some(Self::Neutral),
            "pos" => Some(Self::Positive),
            whole => Self::parse(whole),
        }
    }
}

/// An intent with how likely it is.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Scored {
    /// The intent.
    pub id: Intent,
    /// Calibrated probability, 0 to 1.
    pub score: f32,
}

/// How likely each mood is; the three add up to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moods {
    /// Probability of [`Sentiment::Negative`].
    pub negative: f32,
    /// Probability of [`Sentiment::Neutral`].
    pub neutral: f32,
    /// Probability of [`Sentiment::Positive`].
    pub positive: f32,
}

impl Moods {
    /// How likely one of them is.
    #[must_use]
    pub const fn of(self, sentiment: Sentiment) -> f32 {
        match sentiment {
            Sentiment::Negative => self.negative,
            Sentiment::Neutral => self.neutral,
            Sentiment::Positive => self.positive,
        }
    }
}

/// The mood of a message with its scores.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Mood {
    /// The likeliest.
    pub label: Sentiment,
    /// All three.
    pub scores: Moods,
}

/// What was read out of one message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Intents, the primary one first; never empty.
    pub intents: Vec<Scored>,
    /// The mood.
    pub sentiment: Mood,
    /// The language; none when there is nothing to read one from (an emoji, a number).
    pub language: Option<Language>,
    /// Whether the classifier was too unsure to name an intent and says [`Intent::Other`] instead.
    #[serde(default)]
    pub abstained: bool,
}

impl Reading {
    /// What the business has to act on.
    #[must_use]
    pub fn primary(&self) -> Scored {
        self.intents.first().copied().unwrap_or(Scored { id: Intent::Other, score: 0.0 })
    }

    /// Whether an intent was read, as the primary one or beside it.
    #[must_use]
    pub fn holds(&self, intent: Intent) -> bool {
        self.intents.iter().any(|scored| scored.id == intent)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn the_sixteen_ids_are_those_of_the_labelling_rules() {
        let ids: Vec<&str> = Intent::ALL.iter().map(|intent| intent.id()).collect();
        let expected = "greeting thanks pricing product_info purchase scheduling order_status payment support complaint \
                        cancel_refund objection human opt_out spam other";
        assert_eq!(ids.join(" "), expected);
    }

    #[test]
    fn an_id_reads_back_and_serialises_as_itself() {
        for intent in Intent::ALL {
            assert_eq!(Intent::parse(intent.id()), Some(*intent));
            assert_eq!(serde_json::to_string(intent).unwrap(), format!("\"{}\"", intent.id()));
        }
        assert_eq!(Intent::parse("Greeting"), None);
        assert_eq!(Sentiment::parse_short("neg"), Some(Sentiment::Negative));
        assert_eq!(Sentiment::parse_short("positive"), Some(Sentiment::Positive));
        assert_eq!(Sentiment::parse_short("meh"), None);
    }

    #[test]
    fn a_reading_survives_the_wire_and_knows_its_primary() {
        let reading = Reading {
            intents: vec![
                Scored { id: Intent::Pricing, score: 0.75 },
                Scored { id: Intent::Greeting, score: 0.5 },
            ],
            sentiment: Mood {
                label: Sentiment::Neutral,
                scores: Moods { negative: 0.25, neutral: 0.5, positive: 0.25 },
            },
            language: Some(Language::Portuguese),
            abstained: false,
        };
        let json = serde_json::to_string(&reading).unwrap();
        assert!(
            json.starts_with(r#"{"intents":[{"id":"pricing","score":0.75},{"id":"greeting","score":0.5}]"#)
        );
        assert_eq!(serde_json::from_str::<Reading>(&json).unwrap(), reading);
        assert_eq!(reading.primary().id, Intent::Pricing);
        assert!(reading.holds(Intent::Greeting) && !reading.holds(Intent::Human));
    }
}
