//! What reached the sandbox's send call, with its time: for checks of pace, order and repetition in one reading.

use serde::Serialize;
use std::collections::VecDeque;

/// Calls remembered; the oldest go first.
const CALLS_MAX: usize = 300_000;

/// One send call.
#[derive(Clone, Debug, Serialize)]
pub struct Received {
    /// The number that sends.
    pub line: String,
    /// Unix milliseconds of its arrival.
    pub at_ms: i64,
    /// Who it is for, as far as that is known.
    pub to: String,
    /// Kind of the message.
    pub kind: String,
    /// The message's id, when it was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The code it was refused with, or that it will fail with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub code: Option<i32>,
    /// The caller's own mark (`biz_opaque_callback_data`).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub callback: Option<String>,
}

/// The calls, the oldest first.
#[derive(Debug, Default)]
pub struct Log {
    calls: VecDeque<Received>,
}

impl Log {
    /// Adds a call.
    pub fn add(&mut self, call: Received) {
        if self.calls.len() >= CALLS_MAX {
            self.calls.pop_front();
        }
        self.calls.push_back(call);
    }

    /// The calls of a line, or of all.
    pub fn of<'a>(&'a self, line: Option<&'a str>) -> impl Iterator<Item = &'a Received> {
        self.calls.iter().filter(move |call| line.is_none_or(|line| call.line == line))
    }
}
