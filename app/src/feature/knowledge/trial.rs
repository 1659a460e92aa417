//! Trying a question: which passages it finds, and why each.

use super::{HOME, api, parts};
use crate::{
    call::{CallError, Called},
    feature::people::form::Refused,
    i18n::{Translator, text, use_translator},
    kit::{Button, Glyph, Icon, IconSize, Input, Select},
};
use leptos::{form::ActionForm, prelude::*};
use leptos_router::components::A;
use prosa_domain::knowledge::{Audience, snippet::Piece};
use prosa_wire::knowledge::FoundPassage;

/// The box.
#[component]
pub(super) fn TrialCard() -> impl IntoView {
    let tr = use_translator();
    let action = ServerAction::<api::CallTryKnowledge>::new();
    let refused = Refused::of(move || action.value().get());
    let audience = RwSignal::new(Audience::Customer.as_str().to_owned());
    view! {
        <section class="card p-4 grid gap-3 min-w-0" aria-labelledby="knowledge-try">
            <h2 class="text-body font-semibold" id="knowledge-try">{tr.t("knowledge-try")}</h2>
            <p class="text-small text-ink-2">{tr.t("knowledge-try-text")}</p>
            <ActionForm action attr:class="grid gap-3">
                <Input
                    name="question"
                    label=text("knowledge-question")
                    length_max=1_000_u32
                    error=refused.at("question")
                />
                <Select
                    name="audience"
                    label=text("knowledge-asked-by")
                    value=audience
                    choices=parts::audiences(tr)
                />
                <div>
                    <Button glyph=Glyph::Search loading=action.pending()>{tr.t("knowledge-find")}</Button>
                </div>
            </ActionForm>
            <div role="status" class="grid gap-3 min-w-0">
                {move || action.value().get().map(|answer| found(tr, answer))}
            </div>
        </section>
    }
    .into_any()
}

fn found(tr: Translator, answer: Called<Vec<FoundPassage>>) -> AnyView {
    match answer {
        // A question that is missing is told at its field.
        Err(CallError(refusal)) if refusal.args.contains_key("field") => ().into_any(),
        Err(CallError(refusal)) => view! { <p class="text-small">{tr.refusal(&refusal)}</p> }.into_any(),
        Ok(passages) if passages.is_empty() => {
            view! { <p class="text-small text-ink-2">{tr.t("knowledge-found-none")}</p> }.into_any()
        }
        Ok(passages) => {
            let items = passages.into_iter().map(|one| passage(tr, one)).collect_view();
            view! { <ol class="grid gap-3">{items}</ol> }.into_any()
        }
    }
}

fn passage(tr: Translator, one: FoundPassage) -> AnyView {
    let reasons = reasons(tr, &one);
    let heading = (!one.heading.is_empty())
        .then(|| view! { <p class="text-small font-medium">{one.heading.clone()}</p> });
    view! {
        <li class="knhit">
            <A href=format!("{HOME}/{}", one.source) attr:class="knt">
                <Icon glyph=parts::glyph(one.kind) size=IconSize::Small />
                " "
                {one.title.clone()}
            </A>
            {heading}
            <p class="text-small whitespace-pre-line break-words">{marked(&one.snippet)}</p>
            <p class="knm">{reasons}</p>
        </li>
    }
    .into_any()
}

/// A snippet with the found words marked.
pub(super) fn marked(pieces: &[Piece]) -> Vec<AnyView> {
    pieces
        .iter()
        .cloned()
        .map(|piece| {
            if piece.is_hit { view! { <mark>{piece.text}</mark> }.into_any() } else { piece.text.into_any() }
        })
        .collect()
}

/// What speaks for a passage, in words.
fn reasons(tr: Translator, one: &FoundPassage) -> String {
    let score = tr.t_args("knowledge-score", &[("percent", i64::from(one.score).into())]);
    let words = match one.words_rank {
        Some(rank) => tr
            .t_args("knowledge-by-words", &[("rank", rank.into()), ("percent", i64::from(one.words).into())]),
        None => tr.t("knowledge-no-words"),
    };
    let meaning = one.meaning_rank.zip(one.nearness).map(|(rank, near)| {
        tr.t_args("knowledge-by-meaning", &[("rank", rank.into()), ("percent", i64::from(near).into())])
    });
    std::iter::once(score).chain([words]).chain(meaning).collect::<Vec<_>>().join(" · ")
}
