//! The faces of a screen that has nothing to show: empty (what this is and the one next step) and error (what happened,
//! its code, and another try).

use super::{
    button::{Button, Tone},
    icon::{Glyph, Icon, IconSize},
};
use crate::i18n::use_translator;
use leptos::prelude::*;
use prosa_domain::refusal::Refusal;

/// The colour of the sign over an empty face.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FaceTone {
    /// Nothing wrong.
    #[default]
    Calm,
    /// Needs care.
    Amber,
    /// Something failed.
    Red,
}

impl FaceTone {
    const fn class(self) -> &'static str {
        match self {
            Self::Calm => "bigi",
            Self::Amber => "bigi amber",
            Self::Red => "bigi red",
        }
    }
}

/// Nothing here yet: what this is, and the one next step.
#[component]
pub fn EmptyFace(
    /// What is drawn over the words.
    glyph: Glyph,
    /// Its colour.
    #[prop(optional)]
    tone: FaceTone,
    /// What this is.
    #[prop(into)]
    title: Signal<String>,
    /// When something will be here.
    #[prop(into)]
    text: Signal<String>,
    /// The next step: one button, at most one more beside it.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="face">
            <span class=tone.class()>
                <Icon glyph size=IconSize::Huge />
            </span>
            <h2>{move || title.get()}</h2>
            <p>{move || text.get()}</p>
            {children.map(|children| view! { <div class="acts">{children()}</div> })}
        </div>
    }
    .into_any()
}

/// Something failed: the refusal in words, its code, and another try.
#[component]
pub fn ErrorFace(
    /// What was being done, such as "Não deu para abrir a conversa".
    #[prop(into)]
    title: Signal<String>,
    /// Why.
    #[prop(into)]
    refusal: Signal<Refusal>,
    /// Tries again.
    #[prop(optional, into)]
    on_retry: Option<Callback<()>>,
    /// Another way on, such as a link back to the list.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    let tr = use_translator();
    let retry = on_retry.map(|on_retry| {
        view! {
            <Button tone=Tone::Primary glyph=Glyph::Refresh on_press=on_retry>
                {tr.t("kit-retry")}
            </Button>
        }
    });
    view! {
        <div class="face" role="alert">
            <span class="bigi red">
                <Icon glyph=Glyph::Warning size=IconSize::Huge />
            </span>
            <h2>{move || title.get()}</h2>
            <p>{move || tr.refusal(&refusal.get())}</p>
            <div class="acts">{retry} {children.map(|children| children())}</div>
            <p class="code">
                {move || tr.t_args("kit-code", &[("code", refusal.get().code.as_str().into())])}
            </p>
        </div>
    }
    .into_any()
}
