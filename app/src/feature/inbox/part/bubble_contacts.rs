//! Contact cards.

use super::{
    super::api,
    card::{copy, titled},
};
use crate::{
    call::CallError,
    i18n::use_translator,
    kit::{Button, ButtonSize, Glyph, use_toasts},
};
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::message::content::Card;
use prosa_wire::inbox::{AddContact, ContactAdded};

/// Numbers of one card that are shown.
const PHONES_MAX: usize = 6;

/// The cards; `names` are what is known of a message whose cards were not read.
#[component]
pub fn BubbleContacts(
    /// The cards.
    cards: Vec<Card>,
    /// Their names.
    names: String,
) -> impl IntoView {
    let tr = use_translator();
    if cards.is_empty() {
        let (title, under) = (tr.t("inbox-kind-contacts"), names);
        return titled(Glyph::Contact, title, under);
    }
    cards.into_iter().map(|card| one(&card)).collect::<Vec<_>>().into_any()
}

fn one(card: &Card) -> AnyView {
    let tr = use_translator();
    let work = [card.title.as_str(), card.department.as_str(), card.company.as_str()];
    let work = work.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    let phones = card.phones.iter().take(PHONES_MAX).map(|phone| {
        let written = if phone.phone.is_empty() { format!("+{}", phone.wa_id) } else { phone.phone.clone() };
        let shown = tr.phone(&written);
        let note = (!phone.wa_id.is_empty()).then(|| view! { <span class="text-ink-3">" WhatsApp"</span> });
        view! {
            <li>
                <span class="tabular-nums">{shown} {note}</span>
                {copy(tr.t("inbox-copy-number"), written.clone())}
                {add(card.shown(), &written)}
            </li>
        }
        .into_any()
    });
    let phones = phones.collect::<Vec<_>>();
    let emails = card.emails.iter().map(|mail| view! { <li>{mail.value.clone()}</li> }.into_any());
    let urls =
        card.urls.iter().map(|url| view! { <li>{super::bubble_text::words(&url.value)}</li> }.into_any());
    let addresses = card.addresses.iter().map(|address| view! { <li>{address.line()}</li> }.into_any());
    let lines = phones.into_iter().chain(emails).chain(urls).chain(addresses).collect::<Vec<_>>();
    view! {
        <div class="ccard">
            {titled(Glyph::Contact, card.shown().to_owned(), work)}
            {(!lines.is_empty()).then(|| view! { <ul>{lines}</ul> })}
        </div>
    }
    .into_any()
}

/// Adds the person of a card to the company's contacts.
fn add(name: &str, phone: &str) -> AnyView {
    let tr = use_translator();
    let toasts = use_toasts();
    let name = if name.is_empty() { phone } else { name };
    let contact = AddContact { name: name.to_owned(), phone: phone.to_owned() };
    let press = move |()| {
        let contact = contact.clone();
        spawn_local(async move {
            match api::add_contact(contact).await {
                Ok(ContactAdded::New) => toasts.done(tr.t("inbox-contact-added")),
                Ok(ContactAdded::Known) => toasts.done(tr.t("inbox-contact-known")),
                Err(CallError(refusal)) => toasts.failed(tr.refusal(&refusal)),
            }
        });
    };
    view! {
        <Button size=ButtonSize::Small glyph=Glyph::Plus on_press=press>
            {tr.t("inbox-contact-add")}
        </Button>
    }
    .into_any()
}
