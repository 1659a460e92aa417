//! Answers: to buttons, lists, flows. What was asked stands above, as the quote.

use super::card::{table, titled};
use crate::{i18n::use_translator, kit::Glyph};
use leptos::prelude::*;
use prosa_domain::message::content::Answer;
use prosa_i18n::Translator;

/// An answer.
#[component]
pub fn BubbleAnswer(
    /// The answer.
    answer: Answer,
    /// Its words, when nothing else is known of it.
    words: String,
) -> impl IntoView {
    let tr = use_translator();
    match answer {
        Answer::Button { title, .. } => titled(Glyph::Reply, title, tr.t("inbox-answer-button")),
        Answer::List { title, description, .. } => {
            let under = if description.is_empty() { tr.t("inbox-answer-list") } else { description };
            titled(Glyph::List, title, under)
        }
        Answer::Flow { name, body, fields, .. } => {
            let title =
                tr.t(if name == "address_message" { "inbox-answer-address" } else { "inbox-answer-flow" });
            let rows = fields.into_iter().map(|field| (field_name(&field.name), value(tr, field.value)));
            let rows = rows.collect();
            // WhatsApp's own word for every form that was sent, in English whatever the person speaks.
            let body = if body == "Sent" { String::new() } else { body };
            view! {
                {titled(Glyph::Board, title, body)}
                {table(rows)}
            }
            .into_any()
        }
        Answer::CallPermission { response, .. } => {
            let key = if response == "accept" { "inbox-answer-call-yes" } else { "inbox-answer-call-no" };
            titled(Glyph::Info, tr.t("inbox-answer-call"), tr.t(key))
        }
        Answer::Payment { reference_id, .. } => {
            titled(Glyph::Cash, tr.t("inbox-answer-payment"), reference_id)
        }
        Answer::Other => titled(Glyph::List, tr.t("inbox-kind-interactive"), words),
    }
}

/// What was ticked or not comes as a word of programs.
fn value(tr: Translator, value: String) -> String {
    match value.as_str() {
        "true" => tr.t("inbox-answer-yes"),
        "false" => tr.t("inbox-answer-no"),
        _ => value,
    }
}

/// Names of fields are written by programs: `screen_0_first.name_1` reads as "first name".
#[must_use]
pub fn field_name(name: &str) -> String {
    let words: Vec<&str> = name.split(['_', '.', ' ', '-']).filter(|word| !word.is_empty()).collect();
    let is_number = |word: &&str| word.bytes().all(|byte| byte.is_ascii_digit());
    let told: Vec<&str> = match words.as_slice() {
        ["screen", number, rest @ ..] if is_number(number) && !rest.is_empty() => rest.to_vec(),
        all => all.to_vec(),
    };
    let told = match told.as_slice() {
        [rest @ .., last] if is_number(last) && !rest.is_empty() => rest.join(" "),
        all => all.join(" "),
    };
    let mut letters = told.chars();
    letters.next().map_or_else(|| name.to_owned(), |first| first.to_uppercase().chain(letters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_fields_read_like_words() {
        for (name, expected) in [
            ("screen_0_first_name_1", "First name"),
            ("cep", "Cep"),
            ("address.street", "Address street"),
            ("screen_0", "Screen"),
            ("2", "2"),
            ("__", "__"),
            ("", ""),
        ] {
            assert_eq!(field_name(name), expected, "{name}");
        }
    }
}
