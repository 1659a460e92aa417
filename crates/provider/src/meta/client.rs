//! Calls the Graph API and tells exactly what is known afterwards: taken, refused, not reached, or nobody knows.

use super::Timeouts;
use crate::{
    CallError, LineCredentials,
    answer::{Answer, answer},
};
use prosa_domain::delivery::Outcome;
use secrecy::ExposeSecret;
use serde_json::Value;

/// Meta's code for "the app's user could not be authenticated".
const CODE_NOT_AUTHENTICATED: i32 = 0;
/// Meta's code for a token that is wrong or expired.
const CODE_TOKEN: i32 = 190;
/// Where Meta's bodies go, and how the caller says who it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    /// The Graph API: a version and the number's id in the path, a bearer token.
    Graph,
    /// 360dialog: neither in the path, a key in a header; files come from its own host.
    Dialog360,
}

/// HTTP towards Meta, or a provider that takes Meta's bodies.
#[derive(Clone, Debug)]
pub(crate) struct Client {
    http: reqwest::Client,
    style: Style,
}

impl Client {
    pub(crate) fn new(timeouts: Timeouts, style: Style) -> Result<Self, reqwest::Error> {
        Ok(Self { http: timeouts.client()?, style })
    }

    /// How its provider wants to be called.
    pub(super) const fn style(&self) -> Style {
        self.style
    }

    /// Says who calls.
    pub(super) fn signed(
        &self,
        request: reqwest::RequestBuilder,
        line: &LineCredentials,
    ) -> reqwest::RequestBuilder {
        match self.style {
            Style::Graph => request.bearer_auth(line.token.expose_secret()),
            Style::Dialog360 => request.header("D360-API-KEY", line.token.expose_secret()),
        }
    }

    fn address(&self, line: &LineCredentials, path: &str) -> String {
        let base = line.graph_base.trim_end_matches('/');
        match self.style {
            Style::Graph => format!("{base}/{}/{path}", line.graph_version),
            Style::Dialog360 => {
                let number = format!("{}/", line.phone_number_id);
                format!("{base}/{}", path.strip_prefix(&number).unwrap_or(path))
            }
        }
    }

    /// Sends a message body. Never retries by itself.
    pub(super) async fn send(&self, line: &LineCredentials, body: &Value) -> Outcome {
        match self.post(line, body).await {
            Answer::NotReached => Outcome::NetworkBeforeSend,
            Answer::Lost => Outcome::NoAnswer,
            // Taken, but under which id nobody can read: it may well arrive.
            Answer::Given(200..=299, answer) => accepted(&answer).unwrap_or(Outcome::NoAnswer),
            Answer::Given(status, answer) => refused(status, &answer),
        }
    }

    /// Posts anything else to the messages endpoint.
    pub(super) async fn post_messages(
        &self,
        line: &LineCredentials,
        body: &Value,
    ) -> Result<Value, CallError> {
        plain(self.post(line, body).await)
    }

    /// Posts a form with a file, which may take its time.
    pub(super) async fn post_form(
        &self,
        line: &LineCredentials,
        path: &str,
        form: reqwest::multipart::Form,
        longest: std::time::Duration,
    ) -> Result<Value, CallError> {
        let request = self.signed(self.http.post(self.address(line, path)), line);
        plain(answer(request.multipart(form).timeout(longest)).await)
    }

    /// The connections themselves.
    pub(super) const fn http(&self) -> &reqwest::Client {
        &self.http
    }

    async fn post(&self, line: &LineCredentials, body: &Value) -> Answer {
        let url = self.address(line, &format!("{}/messages", line.phone_number_id));
        answer(self.signed(self.http.post(url), line).json(body)).await
    }

    /// Reads an object.
    pub(crate) async fn get(&self, line: &LineCredentials, path: &str) -> Result<Value, CallError> {
        let request = self.signed(self.http.get(self.address(line, path)), line);
        plain(answer(request).await)
    }

    /// Posts without a body.
    pub(super) async fn post_empty(&self, line: &LineCredentials, path: &str) -> Result<Value, CallError> {
        let request = self.signed(self.http.post(self.address(line, path)), line);
        plain(answer(request).await)
    }

    /// Posts an object to any path.
    pub(super) async fn post_json(
        &self,
        line: &LineCredentials,
        path: &str,
        body: &Value,
    ) -> Result<Value, CallError> {
        let request = self.signed(self.http.post(self.address(line, path)), line).json(body);
        plain(answer(request).await)
    }

    /// Posts what is asked in the address, written as addresses need it.
    pub(super) async fn post_query(
        &self,
        line: &LineCredentials,
        path: &str,
        query: &[(&str, &str)],
    ) -> Result<Value, CallError> {
        let request = self.signed(self.http.post(self.address(line, path)), line).query(query);
        plain(answer(request).await)
    }

    /// Hands the bytes of a file to an upload session, from its beginning.
    pub(super) async fn post_bytes(
        &self,
        line: &LineCredentials,
        session: &str,
        bytes: bytes::Bytes,
    ) -> Result<Value, CallError> {
        let request = self
            .http
            .post(self.address(line, session))
            .header("authorization", format!("OAuth {}", line.token.expose_secret()))
            .header("file_offset", "0")
            .body(bytes);
        plain(answer(request).await)
    }

    /// Removes what an address names.
    pub(super) async fn delete(&self, line: &LineCredentials, path: &str) -> Result<Value, CallError> {
        let request = self.signed(self.http.delete(self.address(line, path)), line);
        plain(answer(request).await)
    }
}

fn accepted(answer: &Value) -> Option<Outcome> {
    let id = answer.pointer("/messages/0/id")?.as_str()?.to_owned();
    let wa_id = answer.pointer("/contacts/0/wa_id").and_then(Value::as_str).map(str::to_owned);
    Some(Outcome::Accepted { provider_message_id: id, wa_id })
}

/// Reads an error body: its code decides, whatever the status; without one, the status does.
fn refused(status: u16, answer: &Value) -> Outcome {
    let code = answer.pointer("/error/code").and_then(Value::as_i64);
    let code = match code.and_then(|code| i32::try_from(code).ok()) {
        // 0 is our word for "no code"; both codes ask for a new token.
        Some(CODE_NOT_AUTHENTICATED) => Some(CODE_TOKEN),
        code => code,
    };
    let transient = answer.pointer("/error/is_transient").and_then(Value::as_bool).unwrap_or_default();
    match (status, code) {
        (429, code) => Outcome::Throttled { http_status: status, code },
        (_, Some(_)) if transient => Outcome::ServerError { http_status: status },
        (_, Some(code)) => Outcome::Refused { http_status: status, code, detail: detail(answer) },
        // A gateway that gave up waiting may have passed the request on.
        (502 | 504, None) => Outcome::NoAnswer,
        (500..=599, None) => Outcome::ServerError { http_status: status },
        (_, None) => Outcome::Refused { http_status: status, code: i32::from(status), detail: String::new() },
    }
}

fn detail(answer: &Value) -> String {
    // The words for people are the most exact where they exist: at templates.
    let places = ["/error/error_data/details", "/error/error_user_msg", "/error/message"];
    let details = places.iter().find_map(|place| answer.pointer(place));
    details.and_then(Value::as_str).unwrap_or_default().chars().take(500).collect()
}

fn plain(answer: Answer) -> Result<Value, CallError> {
    match answer {
        Answer::Given(200..=299, value) => Ok(value),
        Answer::Given(status, value) => Err(match refused(status, &value) {
            Outcome::Refused { code, detail, .. } => CallError::Refused { code, detail },
            Outcome::Throttled { code, .. } => {
                CallError::Refused { code: code.unwrap_or(429), detail: detail(&value) }
            }
            _ => CallError::Unreachable,
        }),
        Answer::NotReached | Answer::Lost => Err(CallError::Unreachable),
    }
}
