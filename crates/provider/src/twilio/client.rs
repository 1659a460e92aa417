//! Calls Twilio and tells exactly what is known afterwards.

use crate::{
    Bill, CallError, LineCredentials,
    answer::{Answer, answer},
    meta::Timeouts,
};
use prosa_domain::delivery::Outcome;
use secrecy::ExposeSecret;
use serde_json::Value;

/// Characters of an id at most.
const SID_MAX: usize = 64;

/// HTTP towards Twilio.
#[derive(Clone, Debug)]
pub(super) struct Client {
    http: reqwest::Client,
}

/// Meta's code for what a code of Twilio means, so that one table decides about both; the code itself when it has no twin.
/// Codes: Twilio, "Error and warning dictionary".
pub(super) const fn metas_code(code: i32) -> i32 {
    match code {
        // Authentication, and an account that is not active.
        20_003 | 20_005 => 190,
        // Too many requests; channel rate limits.
        20_429 | 63_018 | 63_038 => 130_429,
        // Outside the window.
        63_016 => 131_047,
        // Nobody there who could receive it.
        21_211 | 21_614 | 63_003 | 63_024 => 131_026,
        // A file that Twilio could not fetch or does not take.
        21_620 | 63_019 => 131_053,
        // Template and variables do not fit.
        63_027 | 63_028 | 21_656 => 132_000,
        // The person stopped it.
        21_610 => 131_050,
        other => other,
    }
}

impl Client {
    pub(super) fn new(timeouts: Timeouts) -> Result<Self, reqwest::Error> {
        Ok(Self { http: timeouts.client()? })
    }

    /// The connections.
    pub(super) const fn http(&self) -> &reqwest::Client {
        &self.http
    }

    /// Sends a form. Never retries by itself.
    pub(super) async fn send(&self, line: &LineCredentials, form: &[(&'static str, String)]) -> Outcome {
        let request = self.http.post(address(line, "/Messages.json")).form(form);
        match answer(signed(request, line)).await {
            Answer::NotReached => Outcome::NetworkBeforeSend,
            Answer::Lost => Outcome::NoAnswer,
            Answer::Given(200..=299, body) => match body.get("sid").and_then(Value::as_str) {
                Some(sid) => Outcome::Accepted { provider_message_id: sid.to_owned(), wa_id: None },
                None => Outcome::NoAnswer,
            },
            Answer::Given(status, body) => refused(status, &body),
        }
    }

    /// The account's name: proves that the token works.
    pub(super) async fn account(&self, line: &LineCredentials) -> Result<String, CallError> {
        Ok(word(&self.get(line, &address(line, ".json")).await?, "friendly_name"))
    }

    /// What a message was billed, its carrier's fee included (Twilio, "Message resource": `price`, which is there some time
    /// after the message went).
    pub(super) async fn bill(&self, line: &LineCredentials, sid: &str) -> Result<Bill, CallError> {
        if sid.len() > SID_MAX || !sid.chars().all(|letter| letter.is_ascii_alphanumeric()) {
            return Err(CallError::Refused { code: 100, detail: String::new() });
        }
        let message = self.get(line, &address(line, &format!("/Messages/{sid}.json"))).await?;
        let text = |name: &str| message.get(name).and_then(Value::as_str);
        Ok(Bill::read(text("price"), text("price_unit"), text("num_segments")))
    }

    /// Asks for the JSON at an address.
    pub(super) async fn get(&self, line: &LineCredentials, url: &str) -> Result<Value, CallError> {
        match answer(signed(self.http.get(url), line)).await {
            Answer::NotReached | Answer::Lost => Err(CallError::Unreachable),
            Answer::Given(200..=299, body) => Ok(body),
            Answer::Given(status, body) => Err(match refused(status, &body) {
                Outcome::Refused { code, detail, .. } => CallError::Refused { code, detail },
                Outcome::Throttled { .. } => {
                    CallError::Refused { code: 130_429, detail: word(&body, "message") }
                }
                _ => CallError::Unreachable,
            }),
        }
    }
}

fn address(line: &LineCredentials, rest: &str) -> String {
    let base = line.graph_base.trim_end_matches('/');
    format!("{base}/{}/Accounts/{}{rest}", line.graph_version, line.account_id)
}

fn signed(request: reqwest::RequestBuilder, line: &LineCredentials) -> reqwest::RequestBuilder {
    request.basic_auth(&line.account_id, Some(line.token.expose_secret()))
}

fn refused(status: u16, body: &Value) -> Outcome {
    let code = body.get("code").and_then(Value::as_i64).and_then(|code| i32::try_from(code).ok());
    match (status, code) {
        (429, code) => Outcome::Throttled { http_status: status, code: code.map(metas_code) },
        (401, None) => Outcome::Refused { http_status: status, code: 190, detail: String::new() },
        (_, Some(code)) => {
            Outcome::Refused { http_status: status, code: metas_code(code), detail: word(body, "message") }
        }
        (502 | 504, None) => Outcome::NoAnswer,
        (500..=599, None) => Outcome::ServerError { http_status: status },
        (_, None) => Outcome::Refused { http_status: status, code: i32::from(status), detail: String::new() },
    }
}

fn word(body: &Value, name: &str) -> String {
    body.get(name).and_then(Value::as_str).unwrap_or_default().chars().take(500).collect()
}
