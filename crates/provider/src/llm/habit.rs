//! What a model takes and what it does not. Providers refuse parameters model by model (OpenAI: `max_tokens` and
//! `temperature` at models that think; Anthropic: `temperature` from Opus 4.7 on; older local servers: `stream_options`,
//! JSON schemas), so a refusal that names one is learned from and the question asked again without it.

use prosa_domain::assist::Kind;

/// Times a question is changed and asked again.
pub(crate) const LESSONS_MAX: usize = 4;

/// The word for "tokens of the answer at most".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LimitWord {
    /// `max_tokens`: the old word, which local servers know.
    MaxTokens,
    /// `max_completion_tokens`: the new one.
    MaxCompletionTokens,
}

/// Whether something goes with the question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Goes {
    /// It does.
    Along,
    /// The model does not take it.
    Not,
}

/// What one model takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Habits {
    /// How the limit is called.
    pub limit: LimitWord,
    /// The temperature.
    pub temperature: Goes,
    /// The wish to be told the usage of a stream.
    pub usage_wish: Goes,
    /// The shape of the answer; it is described in words otherwise.
    pub schema: Goes,
    swapped: bool,
}

impl Habits {
    /// What to begin with.
    pub(crate) const fn of(kind: Kind) -> Self {
        let limit = match kind {
            Kind::OpenAi => LimitWord::MaxCompletionTokens,
            Kind::Anthropic | Kind::Gemini | Kind::Compatible => LimitWord::MaxTokens,
        };
        let along = Goes::Along;
        Self { limit, temperature: along, usage_wish: along, schema: along, swapped: false }
    }

    /// What a refusal teaches; none when it is about something else.
    pub(crate) fn taught(mut self, words: &str) -> Option<Self> {
        const UNKNOWN: [&str; 8] = [
            "unsupported",
            "not support",
            "unrecognized",
            "unknown",
            "deprecated",
            "not permitted",
            "not allowed",
            "extra input",
        ];
        const SCHEMA: [&str; 4] = ["response_format", "json_schema", "output_config", "responsejsonschema"];
        let words = words.to_lowercase();
        let has = |word: &&str| words.contains(*word);
        if !UNKNOWN.iter().any(has) {
            return None;
        }
        let forget =
            |goes: &mut Goes, named: bool| named && std::mem::replace(goes, Goes::Not) == Goes::Along;
        if forget(&mut self.usage_wish, has(&"stream_options"))
            || forget(&mut self.temperature, has(&"temperature"))
            || forget(&mut self.schema, SCHEMA.iter().any(has))
        {
            return Some(self);
        }
        let named = has(&"max_tokens") || has(&"max_completion_tokens");
        if named && !std::mem::replace(&mut self.swapped, true) {
            self.limit = match self.limit {
                LimitWord::MaxTokens => LimitWord::MaxCompletionTokens,
                LimitWord::MaxCompletionTokens => LimitWord::MaxTokens,
            };
            return Some(self);
        }
        None
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_refused_parameter_is_left_out_from_then_on() {
        let first = Habits::of(Kind::Compatible);
        let told = "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
        let second = first.taught(told).unwrap();
        assert_eq!(second.limit, LimitWord::MaxCompletionTokens);
        assert_eq!(second.taught(told), None, "it does not go back and forth");
        let third = second.taught("temperature: `temperature` is deprecated for this model.").unwrap();
        assert_eq!((third.temperature, third.schema), (Goes::Not, Goes::Along));
        assert_eq!(third.taught("temperature is unsupported"), None);
        assert_eq!(
            third.taught("Extra inputs are not permitted: stream_options").unwrap().usage_wish,
            Goes::Not
        );
        assert_eq!(
            third.taught("'response_format' of type 'json_schema' is not supported").unwrap().schema,
            Goes::Not
        );
    }

    #[test]
    fn other_refusals_teach_nothing() {
        for words in [
            "model not found",
            "invalid_request_error max_tokens is too large: 99999",
            "invalid_request_error temperature: range: 0..1",
            "invalid api key",
            "",
        ] {
            assert_eq!(Habits::of(Kind::OpenAi).taught(words), None, "{words}");
        }
    }
}
