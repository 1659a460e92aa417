//! Forms for what can be tapped: buttons, a list, a link, a request for a place.

use super::{
    super::bubbles::Bubbles,
    form::{self, Made, told},
    tool::Tool,
};
use crate::{
    i18n::use_translator,
    kit::{Button, ButtonSize, Glyph, Input, TextArea, Tone},
};
use leptos::prelude::*;
use prosa_domain::message::content::{Ask, AskAction, AskButton, ListRow, ListSection};
use prosa_i18n::Translator;
use prosa_wire::inbox::OutgoingBody;

/// Rows of a list (Meta, "Interactive list messages").
const ROWS_MAX: usize = 10;

fn text() -> RwSignal<String> {
    RwSignal::new(String::new())
}

fn made(body: String, footer: String, action: AskAction) -> Made {
    let ask = Box::new(Ask { body, footer, action, ..Ask::default() });
    Ok((OutgoingBody::Ask { ask }, None))
}

/// The text above what is tapped. What stands in the composer already is taken over.
fn body_field(tr: Translator, body: RwSignal<String>) -> AnyView {
    view! { <TextArea name="ask-body" label=tr.t("inbox-form-text") value=body /> }.into_any()
}

fn one_line(name: String, label: String, value: RwSignal<String>, length_max: u32) -> AnyView {
    view! { <Input name label value length_max /> }.into_any()
}

/// Opens the form of a tool.
pub fn open(bubbles: Bubbles, tool: Tool) -> AnyView {
    let tr = use_translator();
    let body = RwSignal::new(bubbles.draft.get_untracked());
    let footer = text();
    // The words went with the message; in the composer they would be sent a second time.
    let after = Callback::new(move |()| {
        let _ = bubbles.draft.try_set(String::new());
    });
    let (title, send) = (tr.t(tool.key()), tr.t("inbox-send"));
    match tool {
        Tool::Buttons => {
            let titles = [text(), text(), text()];
            let fields = move || {
                let lines = titles.iter().enumerate().map(|(place, title)| {
                    let number = i64::try_from(place + 1).unwrap_or_default();
                    let label = tr.t_args("inbox-form-button", &[("number", number.into())]);
                    one_line(format!("ask-button-{place}"), label, *title, 20)
                });
                let lines = lines.collect::<Vec<_>>();
                view! {
                    {body_field(tr, body)}
                    {lines}
                    {one_line("ask-footer".to_owned(), tr.t("inbox-form-footer"), footer, 60)}
                }
                .into_any()
            };
            let make = move || {
                let name = tr.t_args("inbox-form-button", &[("number", 1.into())]);
                told(titles[0], &name)?;
                let buttons = buttons(titles.map(|title| title.get_untracked()));
                made(
                    told(body, &tr.t("inbox-form-text"))?,
                    footer.get_untracked(),
                    AskAction::Buttons { buttons },
                )
            };
            form::open(bubbles, title, send, fields, make, Some(after))
        }
        Tool::List => list(bubbles, body, footer, after),
        Tool::Link => {
            let (words, url) = (text(), RwSignal::new("https://".to_owned()));
            let fields = move || {
                view! {
                    {body_field(tr, body)}
                    {one_line("ask-words".to_owned(), tr.t("inbox-form-words"), words, 20)}
                    {one_line("ask-url".to_owned(), tr.t("inbox-form-url"), url, 2_000)}
                }
                .into_any()
            };
            let make = move || {
                let action = AskAction::CtaUrl {
                    text: told(words, &tr.t("inbox-form-words"))?,
                    url: told(url, &tr.t("inbox-form-url"))?,
                };
                made(told(body, &tr.t("inbox-form-text"))?, String::new(), action)
            };
            form::open(bubbles, title, send, fields, make, Some(after))
        }
        _ => {
            let fields = move || body_field(tr, body);
            let make = move || {
                made(told(body, &tr.t("inbox-form-text"))?, String::new(), AskAction::LocationRequest)
            };
            form::open(bubbles, title, send, fields, make, Some(after))
        }
    }
}

/// Buttons of those titles that were filled in; what comes back is their number.
fn buttons(titles: [String; 3]) -> Vec<AskButton> {
    let filled = titles.into_iter().map(|title| title.trim().to_owned()).filter(|title| !title.is_empty());
    filled.enumerate().map(|(place, title)| AskButton { id: format!("b{}", place + 1), title }).collect()
}

/// A list: its button, and rows that can be added.
fn list(bubbles: Bubbles, body: RwSignal<String>, footer: RwSignal<String>, after: Callback<()>) -> AnyView {
    let tr = use_translator();
    let button = text();
    let rows = RwSignal::new(vec![(text(), text()), (text(), text())]);
    let fields = move || {
        let lines = move || {
            let count = rows.with(Vec::len);
            (0..count)
                .filter_map(|place| rows.with_untracked(|rows| rows.get(place).copied()).map(|row| (place, row)))
                .map(|(place, (title, second))| {
                    let number = i64::try_from(place + 1).unwrap_or_default();
                    let label = tr.t_args("inbox-form-row", &[("number", number.into())]);
                    view! {
                        <div class="pair">
                            {one_line(format!("ask-row-{place}"), label, title, 24)}
                            {one_line(format!("ask-row-{place}-second"), tr.t("inbox-form-row-second"), second, 72)}
                        </div>
                    }
                    .into_any()
                })
                .collect::<Vec<_>>()
        };
        let full = Signal::derive(move || rows.with(Vec::len) >= ROWS_MAX);
        let add = move |()| {
            if !full.get_untracked() {
                rows.update(|rows| rows.push((text(), text())));
            }
        };
        view! {
            {body_field(tr, body)}
            {one_line("ask-open".to_owned(), tr.t("inbox-form-list-button"), button, 20)}
            {lines}
            <div>
                <Button tone=Tone::Ghost size=ButtonSize::Small glyph=Glyph::Plus disabled=full on_press=add>
                    {tr.t("inbox-form-row-add")}
                </Button>
            </div>
            {one_line("ask-footer".to_owned(), tr.t("inbox-form-footer"), footer, 60)}
        }
        .into_any()
    };
    let make = move || {
        let filled = rows
            .get_untracked()
            .into_iter()
            .map(|(title, second)| (title.get_untracked(), second.get_untracked()));
        let rows = list_rows(filled.collect());
        if rows.is_empty() {
            return Err(prosa_domain::refusal::Refusal::new(prosa_domain::refusal::Code::FieldMissing)
                .with("field", tr.t_args("inbox-form-row", &[("number", 1.into())])));
        }
        let action = AskAction::List {
            button: told(button, &tr.t("inbox-form-list-button"))?,
            sections: vec![ListSection { title: String::new(), rows }],
        };
        made(told(body, &tr.t("inbox-form-text"))?, footer.get_untracked(), action)
    };
    form::open(bubbles, tr.t(Tool::List.key()), tr.t("inbox-send"), fields, make, Some(after))
}

/// Rows that were filled in; what comes back is their number.
fn list_rows(filled: Vec<(String, String)>) -> Vec<ListRow> {
    let filled = filled.into_iter().filter(|(title, _)| !title.trim().is_empty());
    filled
        .enumerate()
        .map(|(place, (title, second))| ListRow {
            id: format!("r{}", place + 1),
            title: title.trim().to_owned(),
            description: second.trim().to_owned(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_buttons_and_rows_are_left_out_and_the_rest_is_numbered() {
        let filled = buttons(["Sim".to_owned(), " ".to_owned(), " Não ".to_owned()]);
        let shown: Vec<(&str, &str)> =
            filled.iter().map(|one| (one.id.as_str(), one.title.as_str())).collect();
        assert_eq!(shown, [("b1", "Sim"), ("b2", "Não")]);
        let rows = list_rows(vec![(String::new(), "x".to_owned()), ("Manhã".to_owned(), " 9 h ".to_owned())]);
        assert_eq!(rows.len(), 1);
        assert!(rows.iter().all(|row| row.id == "r1" && row.title == "Manhã" && row.description == "9 h"));
    }
}
