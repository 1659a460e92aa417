//! Orders to fail: the bad days a test asks for. Each lasts for a number of sends or until it is cleared.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// 429 with code 130429.
    RateLimit,
    /// 400 with code 131056.
    PairRate,
    /// Code 131047: a `failed` status after acceptance, or at once when `sync` is set.
    Window,
    /// 5xx with code 131000, or the status given in `http`.
    ServerError,
    /// The request is held for `hold_ms`, then the connection is dropped; nothing was accepted.
    Timeout,
    /// The message is accepted and delivered, the connection is dropped without an answer.
    LostResponse,
    /// 401 with code 190.
    Auth,
    /// Code 131026 as a `failed` status, or at once when `sync` is set.
    Undeliverable,
    /// Any code: at once, or as a `failed` status when `sync` is false.
    Code,
    /// An answer that is no JSON (a proxy's 502 page).
    Garbled,
}

/// One order.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// What goes wrong.
    pub mode: Mode,
    /// Sends it lasts for; until cleared when none.
    #[serde(default)]
    pub count: Option<u32>,
    /// Sends to let pass first.
    #[serde(default)]
    pub skip: u32,
    /// Only this line.
    #[serde(default)]
    pub line: Option<String>,
    /// Only this customer (`wa_id`).
    #[serde(default)]
    pub customer: Option<String>,
    /// Every call with a token instead of message sends only.
    #[serde(default)]
    pub every_call: bool,
    /// At once instead of as a status, or the other way round.
    #[serde(default)]
    pub sync: Option<bool>,
    /// HTTP status instead of the usual one.
    #[serde(default)]
    pub http: Option<u16>,
    /// The code, for `code`.
    #[serde(default)]
    pub code: Option<i32>,
    /// Milliseconds a request is held, for `timeout`.
    #[serde(default)]
    pub hold_ms: Option<u64>,
}

impl Failure {
    /// The code it answers with.
    pub fn code(&self) -> i32 {
        match self.mode {
            Mode::RateLimit => 130_429,
            Mode::PairRate => 131_056,
            Mode::Window => 131_047,
            Mode::Auth => 190,
            Mode::Undeliverable => 131_026,
            Mode::ServerError | Mode::Timeout | Mode::LostResponse | Mode::Garbled => 131_000,
            Mode::Code => self.code.unwrap_or(131_000),
        }
    }

    /// Whether the message is accepted first and fails as a status.
    pub fn fails_later(&self) -> bool {
        match self.mode {
            Mode::Window | Mode::Undeliverable => self.sync != Some(true),
            Mode::Code => self.sync == Some(false),
            _ => false,
        }
    }
}

/// What a call is, to match orders against.
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    /// The line called.
    pub line: Option<&'a str>,
    /// The customer addressed.
    pub customer: Option<&'a str>,
    /// Whether it sends a message.
    pub send: Send,
}

/// Whether a call sends a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Send {
    /// It does.
    Message,
    /// Anything else: lookups, read receipts, media.
    Other,
}

/// Takes the first order that applies, counting it down.
pub fn take(orders: &mut Vec<Failure>, call: Call<'_>) -> Option<Failure> {
    for order in orders.iter_mut() {
        let other_line = order.line.as_deref().is_some_and(|line| Some(line) != call.line);
        let other_customer = order.customer.as_deref().is_some_and(|name| Some(name) != call.customer);
        if other_line || other_customer || (call.send == Send::Other && !order.every_call) {
            continue;
        }
        if order.skip > 0 {
            order.skip -= 1;
            continue;
        }
        if let Some(count) = &mut order.count {
            *count = count.saturating_sub(1);
        }
        let taken = order.clone();
        orders.retain(|order| order.count != Some(0));
        return Some(taken);
    }
    None
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn order(text: &str) -> Failure {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn an_order_lasts_for_its_count_and_only_for_its_line() {
        let mut orders = vec![order(r#"{"mode":"rate_limit","count":2,"line":"1"}"#)];
        let call = |line| Call { line: Some(line), customer: None, send: Send::Message };
        assert!(take(&mut orders, call("2")).is_none());
        assert!(take(&mut orders, call("1")).is_some());
        assert!(take(&mut orders, call("1")).is_some());
        assert!(take(&mut orders, call("1")).is_none() && orders.is_empty());
    }

    #[test]
    fn lookups_fail_only_when_every_call_is_meant_and_skipped_sends_pass() {
        let mut orders = vec![order(r#"{"mode":"auth","skip":1}"#)];
        let other = Call { line: None, customer: None, send: Send::Other };
        assert!(take(&mut orders, other).is_none());
        let send = Call { send: Send::Message, ..other };
        assert!(take(&mut orders, send).is_none());
        assert_eq!(take(&mut orders, send).unwrap().code(), 190);
        assert!(take(&mut orders, send).is_some(), "no count: until cleared");
    }
}
