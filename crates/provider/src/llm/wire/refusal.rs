//! Reads why a provider said no. Status and body together decide: OpenAI says 429 both for haste and for an empty account,
//! Anthropic says 400 for an empty account too, Gemini says 400 for a wrong key, local servers say 500 for a long question.
//!
//! Sources: OpenAI, "Error codes"; Anthropic, "Errors" (429, 529, `{"type":"error","error":{"type","message"}}`, 400 at a
//! spend limit); Google, "Troubleshooting guide" and `google.rpc.Status` (RetryInfo, ErrorInfo, QuotaFailure);
//! ggml-org/llama.cpp pull request 15780 (`exceed_context_size_error`); vLLM (`{"object":"error","message":…}`).

use super::super::Broken;
use prosa_domain::assist::Failure;
use serde_json::Value;

/// A refusal as it came.
#[derive(Clone, Debug)]
pub(crate) struct Refusal {
    status: u16,
    wait_ms: Option<u64>,
    /// The provider's short word.
    word: String,
    /// Short words and sentence, in small letters.
    words: String,
    details: Value,
}

/// Words of a question that is too long for the model.
const TOO_LONG: [&str; 9] = [
    "context_length_exceeded",
    "exceed_context_size",
    "maximum context length",
    "context window",
    "context size",
    "context length",
    "prompt is too long",
    "maximum number of tokens",
    "request_too_large",
];
/// Words of an account with nothing left.
const QUOTA: [&str; 8] = [
    "insufficient_quota",
    "billing",
    "credit balance",
    "exceeded your current quota",
    "spend limit",
    "usage limits",
    "perday",
    "payment",
];
/// Words of a key that is not good.
const AUTH: [&str; 6] = [
    "invalid_api_key",
    "api_key_invalid",
    "api key not valid",
    "authentication_error",
    "permission_error",
    "permission_denied",
];
/// Words of the provider's own filter.
const FILTERED: [&str; 5] =
    ["content_filter", "content_policy", "responsibleai", "prohibited_content", "content management policy"];

impl Refusal {
    /// Reads a body of any kind; one that is no JSON says nothing.
    pub(crate) fn new(status: u16, wait_ms: Option<u64>, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        // Gemini's streams begin a list before they fail.
        let body = body.get(0).unwrap_or(&body);
        let error = body.get("error").unwrap_or(body);
        let told = |name: &str| error.get(name).and_then(Value::as_str);
        let number = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
        // The narrowest word first; Anthropic has a type only, Gemini a status only.
        let names = ["code", "status", "type", "error_type"];
        let word = names.iter().find_map(|name| told(name)).unwrap_or_default();
        let sentence =
            error.as_str().or_else(|| told("message")).or_else(|| told("detail")).unwrap_or_default();
        let details = error.get("details").cloned().unwrap_or_default();
        let short: Vec<&str> = names.iter().filter_map(|name| told(name)).collect();
        let words = format!("{} {} {sentence} {details}", short.join(" "), told("param").unwrap_or_default());
        Self {
            // Inside a stream the answer was 200; the body knows better.
            status: number.filter(|code| status < 400 && (400..600).contains(code)).unwrap_or(status),
            wait_ms: wait_ms.or_else(|| retry_delay(&details)),
            word: word.to_owned(),
            words: words.to_lowercase(),
            details,
        }
    }

    /// What it says, for [`super::Habits::taught`]; none when it is no complaint about the question's form.
    pub(crate) fn complaint(&self) -> Option<&str> {
        (matches!(self.status, 400 | 422) && self.failure() == Failure::Refused).then_some(&self.words)
    }

    /// The failure with its word.
    pub(crate) fn broken(&self) -> Broken {
        let status = format!("http_{}", self.status);
        Broken::new(self.failure(), if self.word.is_empty() { &status } else { &self.word })
    }

    fn failure(&self) -> Failure {
        let has = |list: &[&str]| list.iter().any(|word| self.words.contains(word));
        let wait_ms = self.wait_ms;
        // Some words mean the same whatever the status.
        if has(&TOO_LONG) && self.status != 429 {
            return Failure::TooLong;
        }
        if has(&FILTERED) {
            return Failure::Filtered;
        }
        match self.status {
            300..=399 => Failure::Refused,
            401 | 403 => Failure::Auth,
            402 => Failure::Quota,
            413 => Failure::TooLong,
            429 if self.is_out_of_quota() => Failure::Quota,
            429 => Failure::RateLimited { wait_ms },
            408 | 504 => Failure::Timeout,
            503 | 529 => Failure::Overloaded { wait_ms },
            500..=599 => Failure::ServerError,
            400..=499 if has(&AUTH) => Failure::Auth,
            400..=499 if has(&QUOTA) => Failure::Quota,
            400..=499 => Failure::Refused,
            _ => self.by_word(),
        }
    }

    /// A limit of the day or of the purse, not of the minute.
    fn is_out_of_quota(&self) -> bool {
        let violation = self.details.to_string().to_lowercase();
        let has = |word: &&str| self.words.contains(*word);
        // Gemini's sentence for both is "You exceeded your current quota"; what is violated tells them apart.
        if violation.contains("quotaid") {
            return violation.contains("perday");
        }
        // Who says when to come again has something left.
        self.wait_ms.is_none() && QUOTA.iter().any(has)
    }

    /// Inside a stream there is no status.
    fn by_word(&self) -> Failure {
        let has = |word: &str| self.words.contains(word);
        let wait_ms = self.wait_ms;
        match () {
            () if has("overloaded") || has("unavailable") => Failure::Overloaded { wait_ms },
            () if has("rate_limit") || has("resource_exhausted") => Failure::RateLimited { wait_ms },
            () if AUTH.iter().any(|word| has(word)) => Failure::Auth,
            () if QUOTA.iter().any(|word| has(word)) => Failure::Quota,
            () if has("timeout") || has("deadline_exceeded") => Failure::Timeout,
            () if has("invalid_request") || has("not_found") || has("invalid_argument") => Failure::Refused,
            () => Failure::ServerError,
        }
    }
}

/// `RetryInfo` of `google.rpc`: seconds with a fraction and an `s`.
fn retry_delay(details: &Value) -> Option<u64> {
    let found = details.as_array()?.iter().find_map(|detail| detail.get("retryDelay")?.as_str())?;
    seconds_to_ms(found.strip_suffix('s')?)
}

/// Seconds, with or without a fraction, as milliseconds, rounded up.
pub(crate) fn seconds_to_ms(text: &str) -> Option<u64> {
    let (whole, fraction) = text.trim().split_once('.').unwrap_or((text.trim(), ""));
    if !fraction.chars().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let millis = match fraction {
        "" => 0,
        fraction => {
            let three: String = fraction.chars().chain("000".chars()).take(3).collect();
            three.parse::<u64>().ok()?.saturating_add(u64::from(fraction.len() > 3))
        }
    };
    whole.parse::<u64>().ok()?.checked_mul(1_000)?.checked_add(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seconds_are_read_with_and_without_a_fraction() {
        for (text, ms) in [
            ("30", Some(30_000)),
            ("34.07", Some(34_070)),
            ("0.0001", Some(1)),
            ("1.", Some(1_000)),
            ("-1", None),
            ("1.x", None),
            ("", None),
            ("99999999999999999999", None),
        ] {
            assert_eq!(seconds_to_ms(text), ms, "{text}");
        }
    }
}
