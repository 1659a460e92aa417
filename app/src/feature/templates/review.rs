//! The review: what the linter says of the draft, as it is written.

use crate::{
    i18n::{Arg, Translator, use_translator},
    kit::{Chip, ChipTone, Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::template::{Draft, Finding, Place, Severity, lint};

/// The card.
#[component]
pub(super) fn Review(
    /// What is judged.
    draft: Memo<Draft>,
) -> impl IntoView {
    let tr = use_translator();
    let found = Memo::new(move |_| draft.with(lint::lint));
    let chips = move || {
        found.with(|found| {
            let count = |severity| found.iter().filter(|one| one.severity == severity).count();
            [
                (Severity::Error, "template-errors", ChipTone::Red),
                (Severity::Warning, "template-warnings", ChipTone::Amber),
            ]
            .map(|(severity, key, tone)| {
                let count = i64::try_from(count(severity)).unwrap_or_default();
                (count > 0).then(|| view! { <Chip tone>{tr.t_args(key, &[("count", count.into())])}</Chip> })
            })
        })
    };
    let list = move || {
        found.with(|found| {
            if found.is_empty() {
                return good(tr);
            }
            found.iter().map(|finding| entry(tr, finding)).collect_view().into_any()
        })
    };
    view! {
        <section class="lint card" aria-labelledby="review-title">
            <header>
                <h2 class="grow" id="review-title">{tr.t("template-review")}</h2>
                {chips}
            </header>
            <ul aria-live="polite">{list}</ul>
        </section>
    }
    .into_any()
}

fn good(tr: Translator) -> AnyView {
    view! {
        <li>
            <span class="text-brand"><Icon glyph=Glyph::Check size=IconSize::Medium /></span>
            <div class="grow min-w-0">
                <b>{tr.t("template-review-good")}</b>
                <p>{tr.t("template-review-good-text")}</p>
            </div>
        </li>
    }
    .into_any()
}

fn entry(tr: Translator, finding: &Finding) -> AnyView {
    let (class, glyph, severity) = match finding.severity {
        Severity::Error => ("text-red", Glyph::Warning, "template-severity-error"),
        Severity::Warning => ("text-amber", Glyph::Info, "template-severity-warning"),
        Severity::Info => ("text-ink-3", Glyph::Info, "template-severity-info"),
    };
    let field = field_of(finding.place);
    let span = finding.span;
    let show = field.zip(span).map(|(id, span)| {
        view! {
            <button type="button" class="btn sm" on:click=move |_| mark(&id, span.start, span.end)>
                {tr.t("lint-show")}
            </button>
        }
    });
    view! {
        <li>
            <span class=class><Icon glyph size=IconSize::Medium /></span>
            <div class="grow min-w-0">
                <b>{place_words(tr, finding.place)}</b>
                <span class="sr-only">{format!(" ({})", tr.t(severity))}</span>
                <p>{words(tr, finding)}</p>
            </div>
            {show}
        </li>
    }
    .into_any()
}

/// The sentence of a finding; whole numbers choose plurals.
fn words(tr: Translator, finding: &Finding) -> String {
    let key = format!("lint-{}", finding.rule.as_str());
    let args: Vec<(&str, Arg<'_>)> = finding
        .args
        .iter()
        .map(|(name, value)| {
            let count = value.parse::<i64>().ok().filter(|_| name != "variable" && name != "text");
            (name.as_str(), count.map_or(Arg::Text(value), Arg::Count))
        })
        .collect();
    tr.t_args(&key, &args)
}

fn place_words(tr: Translator, place: Place) -> String {
    match place {
        Place::Name => tr.t("lint-place-name"),
        Place::Language => tr.t("lint-place-language"),
        Place::Category => tr.t("lint-place-category"),
        Place::Header => tr.t("lint-place-header"),
        Place::Body => tr.t("lint-place-body"),
        Place::Footer => tr.t("lint-place-footer"),
        Place::Buttons => tr.t("lint-place-buttons"),
        Place::Button(index) => {
            tr.t_args("lint-place-button", &[("index", i64::from(index).saturating_add(1).into())])
        }
        Place::Ttl => tr.t("lint-place-ttl"),
    }
}

/// The field a place is written in, when its characters can be marked there.
fn field_of(place: Place) -> Option<String> {
    let name = match place {
        Place::Name => "name",
        Place::Header => "header_text",
        Place::Body => "body",
        Place::Footer => "footer",
        _ => return None,
    };
    Some(format!("tpl-{name}"))
}

/// Marks characters of a field. Browsers count in UTF-16, the linter in characters.
#[cfg(feature = "hydrate")]
fn mark(id: &str, start: usize, end: usize) {
    use leptos::wasm_bindgen::JsCast;
    let Some(element) = document().get_element_by_id(id) else { return };
    let units = |text: &str, count: usize| {
        let units: usize = text.chars().take(count).map(char::len_utf16).sum();
        u32::try_from(units).unwrap_or_default()
    };
    if let Some(area) = element.dyn_ref::<leptos::web_sys::HtmlTextAreaElement>() {
        let text = area.value();
        let _ = area.focus();
        let _ = area.set_selection_range(units(&text, start), units(&text, end));
    } else if let Some(input) = element.dyn_ref::<leptos::web_sys::HtmlInputElement>() {
        let text = input.value();
        let _ = input.focus();
        let _ = input.set_selection_range(units(&text, start), units(&text, end));
    }
}

#[cfg(not(feature = "hydrate"))]
const fn mark(_id: &str, _start: usize, _end: usize) {}
