//! The 24-hour window as a ring: alone above four hours, with its time in amber under four and in red under one,
//! empty and in words when closed.

use crate::i18n::use_translator;
use leptos::prelude::*;

/// Length of the window in minutes (Meta's customer service window).
const WINDOW_MINUTES: i64 = 24 * 60;
/// Circumference of the ring (radius 5.5), in hundredths.
const ROUND: i64 = 3_456;

/// How much of the window is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WindowState {
    /// Open for so many minutes more.
    Open {
        /// Minutes left.
        minutes: i64,
    },
    /// Closed, or never opened.
    Closed,
}

impl WindowState {
    /// By the minutes left; none or nothing left is closed.
    #[must_use]
    pub fn of_minutes(minutes: Option<i64>) -> Self {
        match minutes {
            Some(minutes) if minutes > 0 => Self::Open { minutes },
            _ => Self::Closed,
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Open { minutes: ..60 } => "win red",
            Self::Open { minutes: 60..240 } => "win amber",
            Self::Open { .. } | Self::Closed => "win",
        }
    }

    /// Dash and gap of the ring: the share that is left.
    fn dash(self) -> String {
        let left = match self {
            Self::Open { minutes } => minutes.min(WINDOW_MINUTES).saturating_mul(ROUND) / WINDOW_MINUTES,
            Self::Closed => 0,
        };
        format!("{}.{:02} 34.56", left / 100, left % 100)
    }

    const fn tells_time(self) -> bool {
        matches!(self, Self::Open { minutes: ..240 })
    }
}

/// The ring.
#[component]
pub fn WindowRing(
    /// How much is left.
    #[prop(into)]
    state: Signal<WindowState>,
    /// Always tells the time beside the ring, as the composer does.
    #[prop(optional)]
    verbose: bool,
) -> impl IntoView {
    let tr = use_translator();
    let time = move || match state.get() {
        WindowState::Open { minutes } => tr.minutes(minutes),
        WindowState::Closed => tr.t("window-closed"),
    };
    let name = move || match state.get() {
        WindowState::Open { .. } => tr.t_args("window-left", &[("time", (&time()).into())]),
        WindowState::Closed => tr.t("window-closed-name"),
    };
    let shown = move || verbose || state.get().tells_time() || state.get() == WindowState::Closed;
    view! {
        <span class=move || state.get().class() title=name>
            <svg class="wring" class:big=verbose viewBox="0 0 14 14" aria-hidden="true">
                <circle class="bg" cx="7" cy="7" r="5.5" />
                <circle class="fg" cx="7" cy="7" r="5.5" stroke-dasharray=move || state.get().dash() />
            </svg>
            <span aria-hidden="true">{move || shown().then(time)}</span>
            <span class="sr-only">{name}</span>
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ring_is_full_when_it_opens_and_empty_when_closed() {
        assert_eq!(WindowState::of_minutes(Some(1_440)).dash(), "34.56 34.56");
        assert_eq!(WindowState::of_minutes(Some(720)).dash(), "17.28 34.56");
        assert_eq!(WindowState::of_minutes(Some(0)), WindowState::Closed);
        assert_eq!(WindowState::Closed.dash(), "0.00 34.56");
    }

    #[test]
    fn it_warns_under_four_hours_and_under_one() {
        assert_eq!(WindowState::of_minutes(Some(240)).class(), "win");
        assert_eq!(WindowState::of_minutes(Some(239)).class(), "win amber");
        assert_eq!(WindowState::of_minutes(Some(59)).class(), "win red");
        assert!(!WindowState::of_minutes(Some(240)).tells_time());
    }
}
