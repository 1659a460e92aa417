//! What who stops is told, and the company's own words for it, by language.

use super::{api, may};
use crate::{
    feature::people::form::{Refused, RefusedBand},
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Glyph, TextArea, Tone, use_toasts},
};
use leptos::{form::ActionForm, prelude::*};
use prosa_domain::{access::Action, lang::Lang};
use prosa_wire::consent::StopWording;

/// Fields that show what is wrong with them.
const FIELDS: &[&str] = &[
    "stop_reply_pt-BR",
    "stop_words_pt-BR",
    "stop_reply_en",
    "stop_words_en",
    "stop_reply_es",
    "stop_words_es",
];

/// The names of a language's two fields, as a refusal says them.
const fn fields(lang: Lang) -> (&'static str, &'static str) {
    match lang {
        Lang::PtBr => ("stop_reply_pt-BR", "stop_words_pt-BR"),
        Lang::En => ("stop_reply_en", "stop_words_en"),
        Lang::Es => ("stop_reply_es", "stop_words_es"),
    }
}

/// The card. The company's own language stands open, and so does one it said something for.
#[component]
pub(super) fn StopCard(stop: Vec<StopWording>, lang: Lang, resume_reply: String) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let can = may(Action::ManagePolicy);
    let action = ServerAction::<api::CallSaveStop>::new();
    let refused = Refused::of(move || action.value().get());
    Effect::new(move |_| {
        if let Some(Ok(())) = action.value().get() {
            toasts.done(tr.t("consent-stop-saved"));
        }
    });
    let parts = stop
        .into_iter()
        .enumerate()
        .map(|(place, wording)| {
            let open = wording.lang == lang || !wording.words.is_empty() || !wording.reply.is_empty();
            part(place, wording, open, refused)
        })
        .collect_view();
    let end = can.then(|| {
        view! {
            <div>
                <Button tone=Tone::Primary size=ButtonSize::Form glyph=Glyph::Check loading=action.pending()>
                    {tr.t("consent-stop-save")}
                </Button>
            </div>
        }
    });
    view! {
        <section class="card p-4 grid gap-3" aria-labelledby="stop-title">
            <h2 class="text-body font-semibold" id="stop-title">
                {tr.t("consent-stop-title")}
            </h2>
            <p class="text-small text-ink-2">{tr.t("consent-stop-text")}</p>
            <p class="text-small text-ink-2">{tr.t("consent-stop-own-text")}</p>
            <ActionForm action attr:class="grid gap-3 min-w-0">
                <fieldset class="conrules gap-3" disabled=!can>
                    <RefusedBand text=refused.elsewhere(FIELDS) />
                    {parts}
                </fieldset>
                {end}
            </ActionForm>
            <dl class="grid gap-2">
                <dt class="text-small text-ink-2">{tr.t("consent-resume-told")}</dt>
                <dd class="bub text-small">{resume_reply}</dd>
            </dl>
        </section>
    }
    .into_any()
}

fn part(place: usize, wording: StopWording, open: bool, refused: Refused) -> AnyView {
    let tr = use_translator();
    let StopWording { lang, reply, default_reply, words } = wording;
    let (reply_field, words_field) = fields(lang);
    let named = move |part: &str| format!("fields[wordings][{place}][{part}]");
    view! {
        <details class="fold" open=open>
            <summary>{lang.own_name()}</summary>
            <div class="grid gap-3 pt-2">
                <input type="hidden" name=named("lang") value=lang.tag() />
                <TextArea
                    name=named("reply")
                    label=text("consent-stop-told")
                    value=RwSignal::new(reply)
                    placeholder=default_reply
                    hint=tr.t("consent-stop-told-hint")
                    error=refused.at(reply_field)
                />
                <TextArea
                    name=named("words")
                    label=text("consent-stop-words")
                    value=RwSignal::new(words.join("\n"))
                    hint=tr.t("consent-stop-words-hint")
                    error=refused.at(words_field)
                />
            </div>
        </details>
    }
    .into_any()
}
