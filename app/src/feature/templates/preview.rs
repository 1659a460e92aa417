//! The preview: the template as the phone shows it, with samples, with a long name, and with nothing known.

use super::parts::Form;
use crate::{
    i18n::use_translator,
    kit::{Avatar, AvatarSize, Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::template::{
    MediaFormat,
    fill::{self, Shown, Values},
    source::Field,
};
use prosa_wire::template::TemplateForm;

/// A name that tests how a text looks when it is long.
const LONG_NAME: &str = "Maria Antonieta Albuquerque de Vasconcelos";

/// What variables are filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fill {
    Sample,
    Long,
    Empty,
}

/// The values of a preview.
fn values(form: &TemplateForm, with: Fill) -> Values {
    let draft = form.draft();
    let source = |key: &str| form.samples.iter().find(|one| one.key == key);
    fill::slots(&draft)
        .into_iter()
        .map(|slot| {
            let field = source(&slot.key).and_then(|source| Field::parse(&source.field));
            let is_name = matches!(field, Some(Field::ContactName | Field::ContactFirstName));
            let value = match with {
                Fill::Sample => slot.sample,
                Fill::Long if is_name => LONG_NAME.to_owned(),
                Fill::Long => slot.sample,
                Fill::Empty if field.is_some() => {
                    source(&slot.key).map(|source| source.fallback.clone()).unwrap_or_default()
                }
                Fill::Empty => String::new(),
            };
            (slot.key, value)
        })
        .collect()
}

/// The phone.
#[component]
pub(super) fn Preview(
    /// What is written.
    form: Form,
    /// The company's name.
    company: String,
) -> impl IntoView {
    let tr = use_translator();
    let chosen = RwSignal::new(Fill::Sample);
    let shown = Memo::new(move |_| form.with(|form| fill::shown(&form.draft(), &values(form, chosen.get()))));
    let choices = [
        (Fill::Sample, "template-preview-sample"),
        (Fill::Long, "template-preview-long"),
        (Fill::Empty, "template-preview-empty"),
    ]
    .map(|(own, key)| {
        view! {
            <button
                type="button"
                aria-pressed=move || if chosen.get() == own { "true" } else { "false" }
                on:click=move |_| chosen.set(own)
            >
                {tr.t(key)}
            </button>
        }
    });
    view! {
        <div class="flex items-center gap-2 text-small flex-wrap">
            <b class="grow font-semibold">{tr.t("template-preview")}</b>
            <div class="seg" role="group" aria-label=tr.t("template-preview")>{choices}</div>
        </div>
        <div class="tph">
            <div class="ptop">
                <Icon glyph=Glyph::Left size=IconSize::Medium />
                <Avatar name=company.clone() size=AvatarSize::Small />
                <span class="text-small font-semibold truncate">{company}</span>
            </div>
            <div class="pbody">
                <div class="psys">{tr.t("template-today")}</div>
                <div class="pbub">{move || shown.with(bubble)}</div>
            </div>
        </div>
    }
    .into_any()
}

fn bubble(shown: &Shown) -> AnyView {
    let tr = use_translator();
    let file = shown.file.map(|format| {
        let glyph = match format {
            MediaFormat::Image => Glyph::Image,
            MediaFormat::Video => Glyph::Play,
            MediaFormat::Document => Glyph::File,
        };
        view! { <div class="pfile"><Icon glyph size=IconSize::Huge /></div> }
    });
    let header =
        (!shown.header.is_empty()).then(|| view! { <b class="font-semibold">{shown.header.clone()}</b> });
    let footer = (!shown.footer.is_empty())
        .then(|| view! { <p class="text-meta text-ink-3">{shown.footer.clone()}</p> });
    let buttons = shown
        .buttons
        .iter()
        .map(|(kind, words)| {
            let glyph = match kind.as_str() {
                "url" => Glyph::External,
                "phone" | "voice_call" | "contact_info" => Glyph::Contact,
                "copy_code" | "otp" => Glyph::Copy,
                "catalog" | "mpm" | "spm" | "order_details" => Glyph::Cart,
                "flow" => Glyph::List,
                _ => Glyph::Reply,
            };
            let words =
                if words.is_empty() { tr.t(&format!("template-button-{kind}")) } else { words.clone() };
            view! {
                <div class="pbt">
                    <Icon glyph size=IconSize::Small />
                    {words}
                </div>
            }
        })
        .collect_view();
    view! {
        {file}
        <div class="pbd">
            {header}
            <p class="ptx">{formatted(&shown.body)}</p>
            {footer}
        </div>
        {buttons}
    }
    .into_any()
}

/// The text with its bold, italic and struck stretches, as WhatsApp reads them.
fn formatted(text: &str) -> AnyView {
    stretches(text)
        .into_iter()
        .map(|(sign, words)| match sign {
            Some('*') => view! { <b class="font-semibold">{words}</b> }.into_any(),
            Some('_') => view! { <i>{words}</i> }.into_any(),
            Some('~') => view! { <s>{words}</s> }.into_any(),
            _ => words.into_any(),
        })
        .collect_view()
        .into_any()
}

/// Splits a text into stretches under one sign or none. A sign that does not close is a letter.
fn stretches(text: &str) -> Vec<(Option<char>, String)> {
    let mut found: Vec<(Option<char>, String)> = vec![(None, String::new())];
    let mut rest = text;
    let mut before = ' ';
    while let Some(letter) = rest.chars().next() {
        let after = rest.get(letter.len_utf8()..).unwrap_or_default();
        let is_sign = matches!(letter, '*' | '_' | '~') && !before.is_alphanumeric();
        let inside = after.split_once(letter).filter(|(inside, tail)| {
            let edges = !inside.starts_with(char::is_whitespace) && !inside.ends_with(char::is_whitespace);
            edges && !inside.is_empty() && !inside.contains('\n') && !tail.starts_with(char::is_alphanumeric)
        });
        match inside.filter(|_| is_sign) {
            Some((inside, tail)) => {
                found.push((Some(letter), inside.to_owned()));
                found.push((None, String::new()));
                before = letter;
                rest = tail;
            }
            None => {
                if let Some((_, words)) = found.last_mut() {
                    words.push(letter);
                }
                before = letter;
                rest = after;
            }
        }
    }
    found.retain(|(_, words)| !words.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_that_close_are_formatting_and_others_are_letters() {
        let plain = |text: &str| (None, text.to_owned());
        let under = |sign: char, text: &str| (Some(sign), text.to_owned());
        for (text, wanted) in [
            ("Oi *Ana*, tudo?", vec![plain("Oi "), under('*', "Ana"), plain(", tudo?")]),
            ("_a_ ~b~", vec![under('_', "a"), plain(" "), under('~', "b")]),
            ("2 * 3 * 4", vec![plain("2 * 3 * 4")]),
            ("a_b_c", vec![plain("a_b_c")]),
            ("*aberto", vec![plain("*aberto")]),
            ("*a\nb*", vec![plain("*a\nb*")]),
        ] {
            assert_eq!(stretches(text), wanted, "{text}");
        }
    }
}
