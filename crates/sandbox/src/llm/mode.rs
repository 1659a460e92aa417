//! How a model behaves: good answers that can be foretold, and bad days.

use serde::{Deserialize, Serialize};

/// How a model behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// It says exactly what it was told, instructions first.
    Echo,
    /// It answers with the passage of the prompt that has most words in common with the question. Passages begin with `[1]`.
    Grounded,
    /// It is silent for `ms` (a minute), then the connection goes.
    Timeout,
    /// 429 with a wait of `ms`, in whole seconds (one).
    RateLimited,
    /// The account is empty.
    Quota,
    /// Too many ask: 503 or 529, with a wait like above.
    Overloaded,
    /// 500.
    ServerError,
    /// The key is not good.
    Auth,
    /// The question is too long.
    TooLong,
    /// There is no such model.
    Missing,
    /// The question is refused by a filter.
    Blocked,
    /// The answer is stopped by a filter in its middle.
    Filtered,
    /// The answer is no JSON.
    BadJson,
    /// The connection goes in the middle of the answer.
    Cut,
    /// A stream ends in good order, but without its end mark.
    Short,
    /// `ms` (40) between pieces.
    Slow,
    /// The answer begins only after `ms` (1,000).
    Late,
    /// A stream with an error in its middle.
    FaultInside,
    /// Nothing is said: all room went into thinking.
    Empty,
    /// No usage is told.
    NoUsage,
    /// The usage told cannot be.
    WrongUsage,
    /// The answer is whole, whatever was wanted.
    Whole,
    /// It thinks aloud before it answers, between `<think>` and `</think>`.
    Thinking,
    /// Temperature, the old word for the limit and schemas are refused.
    Strict,
}

impl Mode {
    /// The mode a model's name asks for.
    pub fn of_model(model: &str) -> Self {
        let word = model.strip_prefix("stub-").unwrap_or_default().replace('-', "_");
        serde_json::from_value(word.into()).unwrap_or(Self::Grounded)
    }
}

/// An order for the next calls.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    /// How they behave.
    pub mode: Mode,
    /// For how many calls; until cleared when none.
    #[serde(default)]
    pub count: Option<u32>,
    /// Milliseconds, where the mode has some.
    #[serde(default)]
    pub ms: Option<u64>,
    /// Only this model.
    #[serde(default)]
    pub model: Option<String>,
    /// What is said, whatever is asked.
    #[serde(default)]
    pub say: Option<String>,
}

/// The first order for a model, used once.
pub fn take(orders: &mut Vec<Order>, model: &str) -> Option<Order> {
    let fits = |order: &Order| order.model.as_ref().is_none_or(|only| only == model);
    let at = orders.iter().position(fits)?;
    let order = orders.get_mut(at)?;
    let found = order.clone();
    if let Some(count) = &mut order.count {
        *count = count.saturating_sub(1);
        if *count == 0 {
            orders.remove(at);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_models_name_is_its_mode() {
        assert_eq!(Mode::of_model("stub-fault-inside"), Mode::FaultInside);
        assert_eq!(Mode::of_model("stub-echo"), Mode::Echo);
        assert_eq!(Mode::of_model("gpt-5-mini"), Mode::Grounded);
    }

    #[test]
    fn an_order_lasts_for_its_count_and_for_its_model() {
        let order = |text: &str| serde_json::from_str::<Order>(text).unwrap();
        let mut orders =
            vec![order(r#"{"mode":"quota","count":1,"model":"a"}"#), order(r#"{"mode":"auth"}"#)];
        assert_eq!(take(&mut orders, "b").unwrap().mode, Mode::Auth);
        assert_eq!(take(&mut orders, "a").unwrap().mode, Mode::Quota);
        assert_eq!(take(&mut orders, "a").unwrap().mode, Mode::Auth);
        assert!(serde_json::from_str::<Order>(r#"{"mode":"quota","times":1}"#).is_err());
    }
}
