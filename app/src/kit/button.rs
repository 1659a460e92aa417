//! Buttons: with words, with an icon only, and links that look like buttons.

use super::icon::{Glyph, Icon, IconSize};
use leptos::{ev::MouseEvent, prelude::*};

/// What pressing it means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// One of several ways on.
    #[default]
    Secondary,
    /// The way on; one per view.
    Primary,
    /// Beside the point: cancel, dismiss.
    Ghost,
    /// Takes something away.
    Danger,
    /// Takes something away, as the confirmed step.
    DangerFilled,
    /// Asks the machine.
    Machine,
}

impl Tone {
    const fn class(self) -> &'static str {
        match self {
            Self::Secondary => "",
            Self::Primary => " pri",
            Self::Ghost => " quiet",
            Self::Danger => " danger",
            Self::DangerFilled => " dangerfill",
            Self::Machine => " machine",
        }
    }
}

/// How high it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ButtonSize {
    /// 26, in rows and bars.
    Small,
    /// 32.
    #[default]
    Medium,
    /// 38, at the foot of a form.
    Form,
    /// 48, the one act of a phone screen.
    Large,
}

impl ButtonSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Small => " sm",
            Self::Medium => "",
            Self::Form => " form",
            Self::Large => " lg",
        }
    }

    const fn icon(self) -> IconSize {
        match self {
            Self::Small => IconSize::Small,
            Self::Medium | Self::Form => IconSize::Medium,
            Self::Large => IconSize::Normal,
        }
    }
}

/// A button with words. Without `on_press` it submits the form it stands in.
#[component]
pub fn Button(
    /// What pressing it means.
    #[prop(optional)]
    tone: Tone,
    /// How high it is.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the words.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// Work is going on: a sign turns beside the words, and presses do nothing.
    #[prop(optional, into)]
    loading: Signal<bool>,
    /// It cannot be pressed now. It stays reachable by keyboard, so that its reason can be read.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Name for screen readers when the words are not enough.
    #[prop(optional, into)]
    label: MaybeProp<String>,
    /// What happens.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let stopped = move || loading.get() || disabled.get();
    let press = move |event: MouseEvent| {
        if stopped() {
            event.prevent_default();
        } else if let Some(on_press) = on_press {
            on_press.run(());
        }
    };
    view! {
        <button
            type=if on_press.is_some() { "button" } else { "submit" }
            class=format!("btn{}{}", tone.class(), size.class())
            aria-label=move || label.get()
            aria-busy=move || loading.get().then_some("true")
            aria-disabled=move || stopped().then_some("true")
            on:click=press
        >
            {move || loading.get().then(|| view! { <span class="spin" aria-hidden="true"></span> })}
            {glyph.map(|glyph| view! { <Icon glyph size=size.icon() /> })}
            {children()}
        </button>
    }
    .into_any()
}

/// A button with an icon only. Its name is shown on hover and told to screen readers.
#[component]
pub fn IconButton(
    /// What is drawn.
    glyph: Glyph,
    /// What it does, in words.
    #[prop(into)]
    label: Signal<String>,
    /// `Small` is 26, `Large` is 44; others 32.
    #[prop(optional)]
    size: ButtonSize,
    /// Whether it is held down, for buttons that stay pressed.
    #[prop(optional, into)]
    pressed: MaybeProp<bool>,
    /// It cannot be pressed now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// What happens.
    #[prop(optional, into)]
    on_press: Option<Callback<()>>,
) -> impl IntoView {
    let class = match size {
        ButtonSize::Small => "ib sm",
        ButtonSize::Medium | ButtonSize::Form => "ib",
        ButtonSize::Large => "ib lg",
    };
    let icon = if matches!(size, ButtonSize::Small) { IconSize::Medium } else { IconSize::Normal };
    view! {
        <button
            type=if on_press.is_some() { "button" } else { "submit" }
            class=class
            title=move || label.get()
            aria-label=move || label.get()
            aria-pressed=move || pressed.get().map(|held| if held { "true" } else { "false" })
            disabled=move || disabled.get()
            on:click=move |_| {
                if let Some(on_press) = on_press {
                    on_press.run(());
                }
            }
        >
            <Icon glyph size=icon />
        </button>
    }
    .into_any()
}

/// A link that looks like a button: for going somewhere, never for doing something.
#[component]
pub fn LinkButton(
    /// Where it goes.
    #[prop(into)]
    href: Signal<String>,
    /// What going there means.
    #[prop(optional)]
    tone: Tone,
    /// How high it is.
    #[prop(optional)]
    size: ButtonSize,
    /// An icon before the words.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// The words.
    children: Children,
) -> impl IntoView {
    view! {
        <a href=move || href.get() class=format!("btn{}{}", tone.class(), size.class())>
            {glyph.map(|glyph| view! { <Icon glyph size=size.icon() /> })}
            {children()}
        </a>
    }
    .into_any()
}
