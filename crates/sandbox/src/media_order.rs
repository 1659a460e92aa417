//! Orders about files: the ways in which fetching one goes wrong. Each lasts for a number of calls or until it is cleared.

use serde::{Deserialize, Serialize};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Trouble {
    /// The step is answered with `http` (500) and `code` (131000).
    Error,
    /// The lookup says that the file does not exist.
    Gone,
    /// The lookup gives an address that is over already.
    Expired,
    /// The lookup tells another hash than the file's.
    WrongHash,
    /// The lookup and the download tell another type than the file's.
    WrongType,
    /// The download ends early, with a length that says so.
    Truncated,
    /// The connection is dropped in the middle of the download.
    Cut,
    /// The step is answered after `ms` milliseconds (5000).
    Slow,
}

/// A call about a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// Asking where it is.
    Lookup,
    /// Fetching its bytes.
    Download,
    /// Sending one in.
    Upload,
}

/// One order.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MediaOrder {
    /// What goes wrong.
    pub mode: Trouble,
    /// The step `error` and `slow` are meant for; the download when none.
    #[serde(default)]
    pub step: Option<Step>,
    /// Calls it lasts for; until cleared when none.
    #[serde(default)]
    pub count: Option<u32>,
    /// Only this file.
    #[serde(default)]
    pub media: Option<String>,
    /// Only files of this line.
    #[serde(default)]
    pub line: Option<String>,
    /// HTTP status, for `error`.
    #[serde(default)]
    pub http: Option<u16>,
    /// The code, for `error`.
    #[serde(default)]
    pub code: Option<i32>,
    /// Milliseconds, for `slow`.
    #[serde(default)]
    pub ms: Option<u64>,
}

impl MediaOrder {
    fn is_for(&self, step: Step, media: &str, line: &str) -> bool {
        let meant = match self.mode {
            Trouble::Error | Trouble::Slow => self.step.unwrap_or(Step::Download) == step,
            Trouble::Gone | Trouble::Expired | Trouble::WrongHash => step == Step::Lookup,
            Trouble::Truncated | Trouble::Cut => step == Step::Download,
            Trouble::WrongType => step != Step::Upload,
        };
        meant
            && self.media.as_deref().is_none_or(|only| only == media)
            && self.line.as_deref().is_none_or(|only| only == line)
    }
}

/// Takes the first order for a step, counting it down.
pub fn take(orders: &mut Vec<MediaOrder>, step: Step, media: &str, line: &str) -> Option<MediaOrder> {
    let order = orders.iter_mut().find(|order| order.is_for(step, media, line))?;
    if let Some(count) = &mut order.count {
        *count = count.saturating_sub(1);
    }
    let taken = order.clone();
    orders.retain(|order| order.count != Some(0));
    Some(taken)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_order_is_for_its_step_its_file_and_its_count() {
        let order = |text: &str| serde_json::from_str::<MediaOrder>(text).unwrap();
        let mut orders = vec![order(r#"{"mode":"error","count":2,"media":"7"}"#)];
        assert!(take(&mut orders, Step::Lookup, "7", "1").is_none());
        assert!(take(&mut orders, Step::Download, "8", "1").is_none());
        assert!(take(&mut orders, Step::Download, "7", "1").is_some());
        assert!(take(&mut orders, Step::Download, "7", "1").is_some());
        assert!(orders.is_empty());
        orders.push(order(r#"{"mode":"gone","line":"2"}"#));
        assert!(take(&mut orders, Step::Lookup, "7", "1").is_none());
        assert!(take(&mut orders, Step::Lookup, "7", "2").is_some() && orders.len() == 1, "until cleared");
    }
}
