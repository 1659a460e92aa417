//! What can be sent besides words: the menu of it, and which of it is open.

use super::super::bubbles::Bubbles;
use crate::{
    i18n::use_translator,
    kit::{Glyph, Menu, MenuButton, MenuItem, MenuSeparator, Placement},
};
use leptos::prelude::*;

/// What is open over the composer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Tool {
    /// Photos and films.
    Gallery,
    /// Files as they are.
    Documents,
    /// A photo taken now.
    Camera,
    /// What was pasted or dropped; it waits in [`dropped`](super::tray::dropped).
    Dropped,
    /// A recording.
    Voice,
    /// A contact card.
    Contact,
    /// A place.
    Place,
    /// Up to three buttons.
    Buttons,
    /// A list to choose from.
    List,
    /// A button with an address.
    Link,
    /// Asking where the person is.
    AskPlace,
    /// A charge with Pix.
    Pix,
    /// A charge by boleto or link.
    Charge,
    /// News of an order.
    OrderNews,
    /// Products of a catalogue.
    Products,
    /// A flow.
    Flow,
    /// A template.
    Template,
    /// A time for what stands in the composer.
    Schedule,
    /// Writing down what the person agreed to or took back.
    Consent,
    /// Blocking the person.
    Block,
    /// Leaving the person alone.
    LeaveAlone,
    /// Saying what a message means.
    Reading,
    /// Help with words.
    Assist,
    /// Answers from what the company knows.
    Knowledge,
}

impl Tool {
    /// Its words.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Gallery => "inbox-tool-gallery",
            Self::Documents => "inbox-tool-documents",
            Self::Camera => "inbox-tool-camera",
            Self::Dropped => "inbox-tool-files",
            Self::Voice => "inbox-tool-voice",
            Self::Contact => "inbox-tool-contact",
            Self::Place => "inbox-tool-place",
            Self::Buttons => "inbox-tool-buttons",
            Self::List => "inbox-tool-list",
            Self::Link => "inbox-tool-link",
            Self::AskPlace => "inbox-tool-ask-place",
            Self::Pix => "inbox-tool-pix",
            Self::Charge => "inbox-tool-charge",
            Self::OrderNews => "inbox-tool-order-news",
            Self::Products => "inbox-tool-products",
            Self::Flow => "inbox-tool-flow",
            Self::Template => "inbox-tool-template",
            Self::Schedule => "inbox-tool-schedule",
            Self::Consent => "consent-record-title",
            Self::Block => "consent-block-title",
            Self::LeaveAlone => "consent-alone-title",
            Self::Reading => "label-fix-title",
            Self::Assist => "assist-help",
            Self::Knowledge => "knowledge-strip",
        }
    }

    const fn glyph(self) -> Glyph {
        match self {
            Self::Gallery | Self::Camera => Glyph::Image,
            Self::Documents | Self::Dropped => Glyph::File,
            Self::Voice => Glyph::Microphone,
            Self::Contact => Glyph::Contact,
            Self::Place | Self::AskPlace => Glyph::Place,
            Self::Buttons => Glyph::Reply,
            Self::List => Glyph::List,
            Self::Link => Glyph::Link,
            Self::Pix | Self::Charge => Glyph::Cash,
            Self::OrderNews => Glyph::Box,
            Self::Products => Glyph::Cart,
            Self::Flow => Glyph::Board,
            Self::Template => Glyph::Board,
            Self::Schedule => Glyph::Clock,
            Self::Consent => Glyph::Shield,
            Self::Block | Self::LeaveAlone => Glyph::Ban,
            Self::Reading | Self::Assist => Glyph::Spark,
            Self::Knowledge => Glyph::Book,
        }
    }
}

/// The menu of what can be sent besides words.
#[component]
pub fn AttachMenu(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    let label = Signal::stored(tr.t("inbox-attach"));
    let item = move |tool: Tool| {
        view! {
            <MenuItem glyph=tool.glyph() on_press=move |()| bubbles.tool.set(Some(tool))>
                {tr.t(tool.key())}
            </MenuItem>
        }
        .into_any()
    };
    view! {
        <Menu button=MenuButton::icon(Glyph::Attach, label) id="attach" name=label placement=Placement::AboveStart>
            {[Tool::Gallery, Tool::Documents].map(item)}
            <span class="touch-only">{item(Tool::Camera)}</span>
            <MenuSeparator />
            {[Tool::Contact, Tool::Place, Tool::AskPlace].map(item)}
            <MenuSeparator />
            {[Tool::Buttons, Tool::List, Tool::Link, Tool::Flow].map(item)}
            <MenuSeparator />
            {[Tool::Pix, Tool::Charge, Tool::OrderNews, Tool::Products].map(item)}
        </Menu>
    }
    .into_any()
}
