//! What the team put right: each message with what it was read as, what it means, who said so, and the way back.

use super::api;
use crate::{
    call::CallError,
    i18n::{text, use_translator},
    kit::{Button, ButtonSize, Chip, ChipTone, EmptyFace, Glyph, Tone, use_toasts},
};
use leptos::prelude::*;
use prosa_domain::{id::MessageId, label::Intent};
use prosa_i18n::Translator;
use prosa_wire::reading::{ClassifierView, ExampleView};

/// The list.
#[component]
pub(super) fn Examples(
    /// The page.
    page: ClassifierView,
    /// Counts up when the page has to be read again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let undo = Action::new_local(|id: &MessageId| api::undo(*id));
    Effect::new(move |_| match undo.value().get() {
        Some(Ok(())) => {
            toasts.done(tr.t("label-undone"));
            reload.update(|count| *count += 1);
        }
        Some(Err(CallError(refusal))) => toasts.failed(tr.refusal(&refusal)),
        None => {}
    });
    let back = page.may_undo.then(|| {
        Callback::new(move |id: MessageId| {
            undo.dispatch(id);
        })
    });
    let shown = page.examples.len();
    let more = (usize::try_from(page.corrections).is_ok_and(|all| all > shown)).then(|| {
        let words = tr.t_args("label-more", &[("count", i64::try_from(shown).unwrap_or(i64::MAX).into())]);
        view! { <p class="px-4 pb-3 text-small text-ink-2">{words}</p> }
    });
    let list = if page.examples.is_empty() {
        view! { <EmptyFace glyph=Glyph::Tag title=text("label-examples-none") text=text("label-examples-none-text") /> }
            .into_any()
    } else {
        let rows = page.examples.into_iter().map(|example| row(tr, example, back)).collect::<Vec<_>>();
        view! { <ul class="examples">{rows}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="examples-title">
            <h2 class="text-body font-semibold px-4 pt-3 pb-2" id="examples-title">
                {tr.t("label-examples")}
            </h2>
            {list}
            {more}
        </section>
    }
    .into_any()
}

fn row(tr: Translator, example: ExampleView, back: Option<Callback<MessageId>>) -> AnyView {
    let id = example.message_id;
    let word = move |intent: Intent| tr.t(&format!("label-{}", intent.id()));
    let was = example.was.filter(|was| *was != example.intent).map(|was| {
        view! {
            <Chip tone=ChipTone::Machine glyph=Glyph::Spark>
                <s>{word(was)}</s>
            </Chip>
        }
    });
    let when = tr.date_time(example.at);
    let by = tr.t_args("label-example-by", &[("name", (&example.by.name).into()), ("when", (&when).into())]);
    let undo = back.map(|back| {
        view! {
            <Button tone=Tone::Ghost size=ButtonSize::Small glyph=Glyph::Refresh on_press=move |()| back.run(id)>
                {tr.t("label-undo")}
            </Button>
        }
    });
    view! {
        <li>
            <p class="said">{example.text}</p>
            <p class="flex gap-1.5 flex-wrap items-center">
                {was}
                <Chip glyph=Glyph::Check>{word(example.intent)}</Chip>
                <Chip>{tr.t(&format!("label-mood-{}", example.sentiment.id()))}</Chip>
            </p>
            <p class="flex gap-3 flex-wrap items-center text-meta text-ink-2">
                <span>{by}</span>
                <a class="link" rel="external" href=format!("/conversas/{}#m-{id}", example.conversation_id)>
                    {tr.t("label-example-open")}
                </a>
                {undo}
            </p>
        </li>
    }
    .into_any()
}
