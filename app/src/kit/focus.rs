//! Small helpers for keyboard focus. They do nothing on the server.

use leptos::wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// The elements inside `root` that match a selector, in order.
#[must_use]
pub fn items(root: &Element, selector: &str) -> Vec<HtmlElement> {
    let found = js_sys::Reflect::get(root, &"querySelectorAll".into())
        .and_then(JsCast::dyn_into::<js_sys::Function>)
        .and_then(|query| query.call1(root, &selector.into()));
    let Ok(found) = found else { return Vec::new() };
    js_sys::Array::from(&found).iter().filter_map(|item| item.dyn_into::<HtmlElement>().ok()).collect()
}

/// Where the focus goes among items.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Move {
    /// To the next, round to the first.
    Next,
    /// To the one before, round to the last.
    Previous,
    /// To the first.
    First,
    /// To the last.
    Last,
}

impl Move {
    /// The move of a key in a vertical list, if it is one.
    #[must_use]
    pub fn vertical(key: &str) -> Option<Self> {
        match key {
            "ArrowDown" => Some(Self::Next),
            "ArrowUp" => Some(Self::Previous),
            "Home" => Some(Self::First),
            "End" => Some(Self::Last),
            _ => None,
        }
    }

    /// The move of a key in a row, if it is one.
    #[must_use]
    pub fn horizontal(key: &str) -> Option<Self> {
        match key {
            "ArrowRight" => Some(Self::Next),
            "ArrowLeft" => Some(Self::Previous),
            "Home" => Some(Self::First),
            "End" => Some(Self::Last),
            _ => None,
        }
    }

    /// The position it leads to among `count`, from `current`.
    #[must_use]
    pub const fn position(self, current: Option<usize>, count: usize) -> usize {
        let last = count.saturating_sub(1);
        match (self, current) {
            (Self::First, _) | (Self::Next, None) => 0,
            (Self::Last, _) | (Self::Previous, None) => last,
            (Self::Next, Some(at)) => {
                if at >= last {
                    0
                } else {
                    at + 1
                }
            }
            (Self::Previous, Some(at)) => {
                if at == 0 {
                    last
                } else {
                    at - 1
                }
            }
        }
    }
}

/// Moves the focus among the matching elements inside `root`.
pub fn step(root: &Element, selector: &str, direction: Move) {
    let items = items(root, selector);
    let active = leptos::prelude::document().active_element();
    let current = items.iter().position(|item| Some(item.as_ref()) == active.as_ref());
    if let Some(item) = items.get(direction.position(current, items.len())) {
        let _ = item.focus();
    }
}

/// Whether keys typed now belong to a field, so that shortcuts must keep quiet.
#[must_use]
pub fn is_typing() -> bool {
    leptos::prelude::document().active_element().is_some_and(|active| {
        matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT")
            || active.get_attribute("contenteditable").is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moving_goes_round_at_both_ends() {
        assert_eq!(Move::Next.position(Some(2), 3), 0);
        assert_eq!(Move::Previous.position(Some(0), 3), 2);
        assert_eq!(Move::Next.position(None, 3), 0);
        assert_eq!(Move::Previous.position(None, 3), 2);
        assert_eq!(Move::Last.position(Some(0), 3), 2);
        assert_eq!(Move::Next.position(None, 0), 0);
    }

    #[test]
    fn keys_of_the_other_direction_are_left_alone() {
        assert_eq!(Move::vertical("ArrowRight"), None);
        assert_eq!(Move::horizontal("ArrowDown"), None);
        assert_eq!(Move::vertical("End"), Some(Move::Last));
    }
}
