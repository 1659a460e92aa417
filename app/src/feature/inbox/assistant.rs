//! The assistant beside a conversation, drawn on the server for the panel: that it answers here, and the way to take over.
//! Its buttons are heard where those of the brief are.

use crate::kit::Glyph;
use prosa_domain::access::{Action, Permit, Role, allows};
use prosa_i18n::Translator;
use prosa_wire::assistant::AssistantNear;

/// The block as HTML.
#[must_use]
pub fn draw(tr: Translator, near: &AssistantNear, role: Role) -> String {
    let name = escape(&near.name);
    let args = [("name", name.as_str().into())];
    let (title, text, act, key) = if near.with_person {
        ("assistant-with-person", "assistant-with-person-text", "give", "assistant-give-back")
    } else {
        ("assistant-here", "assistant-here-text", "take", "assistant-take")
    };
    let action = if near.with_person { Action::AssignOthers } else { Action::AssignSelf };
    let button = match allows(role, action) {
        Permit::Allowed => {
            let word = tr.t(key);
            format!(r#"<p><button type="button" class="btn sm" data-do="{act}">{word}</button></p>"#)
        }
        Permit::Denied => String::new(),
    };
    format!(
        r#"<section class="blk"><h3>{}{}</h3><p class="text-small text-ink-2">{}</p>{button}</section>"#,
        Glyph::Spark.svg("i i16"),
        tr.t_args(title, &args),
        tr.t_args(text, &args),
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn(with_person: bool, role: Role) -> String {
        let near = AssistantNear { name: "Aurora <b>".to_owned(), with_person };
        draw(Translator::for_lang(prosa_domain::lang::Lang::PtBr), &near, role)
    }

    #[test]
    fn it_says_who_answers_and_offers_to_take_over_or_to_give_back() {
        let here = drawn(false, Role::Agent);
        assert!(
            here.contains("Assistente Aurora &lt;b&gt; responde aqui") && here.contains("data-do=\"take\"")
        );
        let away = drawn(true, Role::Manager);
        assert!(away.contains("data-do=\"give\"") && !away.contains("data-do=\"take\""));
    }

    #[test]
    fn who_only_looks_on_has_no_button() {
        assert!(!drawn(false, Role::Viewer).contains("<button"));
        assert!(!drawn(true, Role::Agent).contains("<button"), "an agent gives nothing to nobody");
    }
}
