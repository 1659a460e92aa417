//! The marks of a sent message. They differ by shape: clock, one, two, two in a filled pill, triangle; colour only repeats it.

use crate::i18n::use_translator;
use leptos::prelude::*;

/// How far a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TickState {
    /// Waiting or on its way.
    Queued,
    /// Taken by the provider.
    Sent,
    /// On the customer's phone.
    Delivered,
    /// Opened.
    Read,
    /// Not sent.
    Failed,
    /// The attempt was cut off: nobody knows.
    Unknown,
}

impl TickState {
    /// Every state, for the page that shows the kit.
    pub const ALL: [Self; 6] =
        [Self::Queued, Self::Sent, Self::Delivered, Self::Read, Self::Failed, Self::Unknown];

    /// Fluent key of its name.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Queued => "tick-queued",
            Self::Sent => "tick-sent",
            Self::Delivered => "tick-delivered",
            Self::Read => "tick-read",
            Self::Failed => "tick-failed",
            Self::Unknown => "tick-unknown",
        }
    }

    const fn class(self) -> &'static str {
        match self {
            Self::Read => "tick read",
            Self::Failed => "tick bad",
            Self::Unknown => "tick unknown",
            Self::Queued | Self::Sent | Self::Delivered => "tick",
        }
    }

    const fn markup(self) -> &'static str {
        match self {
            Self::Queued => r#"<circle cx="8" cy="6" r="4.6"/><path d="M8 3.6V6l1.6 1"/>"#,
            Self::Sent => r#"<path d="m4 6.3 2.8 2.8L12 3.3"/>"#,
            Self::Delivered => r#"<path d="m1.5 6.3 2.8 2.8L9.5 3.3M7.3 8.3l.9.8L13.6 3.3"/>"#,
            Self::Read => {
                r#"<path class="f" d="M6 .5h4a5.5 5.5 0 0 1 0 11H6A5.5 5.5 0 0 1 6 .5z"/><path class="k" d="m3.3 6.3 1.9 1.9L8.8 4.1M7.5 7.6l.6.6L11.9 4.1"/>"#
            }
            Self::Failed => r#"<path d="M8 1.3 2.6 10.8h10.8z"/><path d="M8 4.8v2.6M8 9v.1"/>"#,
            Self::Unknown => {
                r#"<circle cx="8" cy="6" r="4.6"/><path d="M6.8 5c0-1.9 2.500-1.900 2.500 0 0 1.100-1.300 1.100-1.300 2M8 8.600v.1"/>"#
            }
        }
    }
}

/// One mark with its name, and the exact times on hover when given.
#[component]
pub fn Tick(
    /// How far the message is.
    #[prop(into)]
    state: Signal<TickState>,
    /// Exact times, such as "Enviada 09:14:02 · entregue 09:14:03".
    #[prop(optional, into)]
    times: MaybeProp<String>,
) -> impl IntoView {
    let tr = use_translator();
    let name = move || times.get().unwrap_or_else(|| tr.t(state.get().key()));
    view! {
        <span class="inline-flex" role="img" title=name aria-label=name>
            <svg
                class=move || state.get().class()
                viewBox="0 0 16 12"
                aria-hidden="true"
                inner_html=move || state.get().markup()
            ></svg>
        </span>
    }
}
