//! The translator of the page. The language never changes while a page is open, so nothing here is reactive.

use leptos::prelude::*;
pub use prosa_i18n::{Arg, DayName, RelativeDay, Translator};

/// The translator of the page; copy it into closures.
#[must_use]
pub fn use_translator() -> Translator {
    use_context::<Translator>().unwrap_or_else(|| {
        let page = crate::page::Page::current();
        let offset = page.me.as_ref().map_or(0, |me| me.utc_offset_minutes);
        Translator::for_lang(page.lang).with_utc_offset(offset)
    })
}

/// A sentence as a signal, for the parts of the kit that take one.
#[must_use]
pub fn text(key: &'static str) -> Signal<String> {
    let tr = use_translator();
    Signal::derive(move || tr.t(key))
}
