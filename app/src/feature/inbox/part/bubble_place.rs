//! Places.

use super::{
    bubble_text::words,
    card::copy,
    map::{Map, coordinates, geo_uri},
};
use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;

/// A place: a map, its name and address, and the way to it.
#[component]
pub fn BubblePlace(
    /// Degrees north and east; none when nobody knows.
    degrees: Option<(f64, f64)>,
    /// What it is called; empty when nobody said.
    name: String,
    /// Where that is; empty when nobody said.
    address: String,
    /// Its page; empty when it has none.
    url: String,
) -> impl IntoView {
    let tr = use_translator();
    let title = if name.is_empty() { tr.t("inbox-kind-location") } else { name };
    let page = (!url.is_empty()).then(|| view! { <span class="block text-small">{words(&url)}</span> });
    let map = degrees.map(|(latitude, longitude)| view! { <Map latitude longitude /> });
    let ways = degrees.map(|(latitude, longitude)| {
        let place = coordinates(tr, latitude, longitude);
        view! {
            <span class="block text-meta text-ink-2 tabular-nums">{place.clone()}</span>
            <div class="acts">
                <a class="btn sm" href=geo_uri(latitude, longitude)>
                    <Icon glyph=Glyph::Place size=IconSize::Small />
                    {tr.t("inbox-place-open")}
                </a>
                {copy(tr.t("inbox-place-copy"), place)}
            </div>
        }
    });
    view! {
        {map}
        <b class="block text-small font-semibold">{title}</b>
        {(!address.is_empty()).then(|| view! { <span class="block text-small text-ink-2">{address}</span> })}
        {page}
        {ways}
    }
    .into_any()
}
