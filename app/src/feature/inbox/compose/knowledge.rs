//! Answers from what the company knows, for what the contact asked last. No language model is asked: each is a passage as
//! it was written, with its source, and goes into the composer to be looked at before it is sent.

use super::{super::bubbles::Bubbles, super::composer::focus_field, tool::Tool};
use crate::{
    call::CallError,
    feature::knowledge::api,
    i18n::{Translator, use_translator},
    kit::{Button, ButtonSize, Dialog, DialogKind, Glyph, Tone, use_toasts},
};
use leptos::{prelude::*, task::spawn_local};
use prosa_wire::knowledge::{FoundPassage, JudgeAnswer, Suggestions, Verdict};

/// Opens the answers.
pub fn open(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let open = RwSignal::new(true);
    let found = RwSignal::new(None::<Result<Suggestions, CallError>>);
    Effect::new(move |_| {
        if !open.get() {
            bubbles.tool.update(|tool| *tool = tool.filter(|tool| *tool != Tool::Knowledge));
        }
    });
    spawn_local(async move {
        let answer = api::suggest(bubbles.id).await;
        // It may be closed by now.
        let _ = found.try_set(Some(answer));
    });
    view! {
        <Dialog open title=tr.t("knowledge-strip") kind=DialogKind::Wide id="tool">
            <div role="status" class="grid gap-3 min-w-0">
                {move || match found.get() {
                    None => view! { <p class="text-small text-ink-2">{tr.t("knowledge-strip-loading")}</p> }.into_any(),
                    Some(Err(CallError(refusal))) => {
                        view! { <p class="text-small">{tr.refusal(&refusal)}</p> }.into_any()
                    }
                    Some(Ok(found)) => whole(tr, bubbles, found, open),
                }}
            </div>
        </Dialog>
    }
    .into_any()
}

fn whole(tr: Translator, bubbles: Bubbles, found: Suggestions, open: RwSignal<bool>) -> AnyView {
    let Suggestions { question, answers } = found;
    if question.is_empty() {
        return view! { <p class="text-small text-ink-2">{tr.t("knowledge-strip-nothing-asked")}</p> }
            .into_any();
    }
    let asked = view! {
        <p class="text-small text-ink-2 break-words">
            {tr.t_args("knowledge-strip-for", &[("question", (&question).into())])}
        </p>
    };
    if answers.is_empty() {
        return view! {
            {asked}
            <p class="text-small">{tr.t("knowledge-strip-none")}</p>
            <div>
                <a class="btn" href="/conhecimento/novo?tipo=faq" rel="external">{tr.t("knowledge-strip-write")}</a>
            </div>
        }
        .into_any();
    }
    let items = answers.into_iter().map(|one| answer(tr, bubbles, one, open)).collect::<Vec<_>>();
    view! {
        {asked}
        <p class="text-meta text-ink-3">{tr.t("knowledge-strip-machine")}</p>
        <ol class="grid gap-3">{items}</ol>
    }
    .into_any()
}

fn answer(tr: Translator, bubbles: Bubbles, one: FoundPassage, open: RwSignal<bool>) -> AnyView {
    let toasts = use_toasts();
    let FoundPassage { source, title, heading, text, .. } = one;
    let judge = move |verdict: Verdict| {
        let said = JudgeAnswer { conversation_id: bubbles.id, source, verdict };
        spawn_local(async move {
            match api::judge(said).await {
                Ok(()) if verdict == Verdict::Used => toasts.done(tr.t("knowledge-strip-used")),
                Ok(()) => toasts.done(tr.t("knowledge-strip-thanks")),
                Err(CallError(refusal)) => toasts.failed(tr.refusal(&refusal)),
            }
        });
    };
    let words = text.clone();
    let put = move |()| {
        // What was written stays, and the answer comes behind it.
        bubbles.draft.update(|draft| {
            if !draft.trim().is_empty() {
                draft.push_str("\n\n");
            }
            draft.push_str(&words);
        });
        judge(Verdict::Used);
        open.set(false);
        focus_field();
    };
    let heading = (!heading.is_empty()).then(|| view! { <p class="text-small font-medium">{heading}</p> });
    view! {
        <li class="knhit">
            {heading}
            <p class="text-small whitespace-pre-line break-words">{text}</p>
            <p class="text-meta text-ink-2">
                <a href=format!("/conhecimento/{source}") rel="external">
                    {tr.t_args("knowledge-strip-source", &[("title", (&title).into())])}
                </a>
            </p>
            <div class="flex gap-2 flex-wrap">
                <Button tone=Tone::Primary size=ButtonSize::Small glyph=Glyph::Reply on_press=put>
                    {tr.t("knowledge-strip-use")}
                </Button>
                <Button tone=Tone::Ghost size=ButtonSize::Small on_press=move |()| judge(Verdict::Useful)>
                    {tr.t("knowledge-strip-useful")}
                </Button>
                <Button tone=Tone::Ghost size=ButtonSize::Small on_press=move |()| judge(Verdict::Useless)>
                    {tr.t("knowledge-strip-useless")}
                </Button>
            </div>
        </li>
    }
    .into_any()
}
