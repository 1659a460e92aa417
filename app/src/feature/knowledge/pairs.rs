//! Questions with their answers, as fields of a form. Two empty ones stand at the end, so that the form also grows without
//! WASM; with it there is a button.

use crate::{
    i18n::use_translator,
    kit::{Button, Field, Glyph},
};
use leptos::prelude::*;
use prosa_domain::knowledge::Pair;

/// The fields.
#[component]
pub(super) fn Pairs(
    /// What is there already.
    pairs: Vec<Pair>,
    /// Whether they can be changed.
    can: bool,
) -> impl IntoView {
    let tr = use_translator();
    let spare = if can { 2 } else { 0 };
    let first: Vec<(usize, Pair)> =
        pairs.into_iter().chain((0..spare).map(|_| Pair::default())).enumerate().collect();
    let next = StoredValue::new(first.len());
    let shown = RwSignal::new(first);
    let add = move |()| {
        let key = next.get_value();
        next.set_value(key + 1);
        shown.update(|shown| shown.push((key, Pair::default())));
    };
    let more = can.then(|| {
        view! {
            <div>
                <Button glyph=Glyph::Plus on_press=add>{tr.t("knowledge-pair-add")}</Button>
            </div>
        }
    });
    view! {
        <div class="grid gap-4">
            <For each=move || shown.get() key=|(key, _)| *key let((at, pair))>
                {one(at, pair, can)}
            </For>
            {more}
        </div>
    }
    .into_any()
}

fn one(at: usize, pair: Pair, can: bool) -> AnyView {
    let tr = use_translator();
    let (question, answer) = (format!("knq-{at}"), format!("kna-{at}"));
    let number = [("number", i64::try_from(at + 1).unwrap_or(i64::MAX).into())];
    let (asks, says) =
        (tr.t_args("knowledge-pair-question", &number), tr.t_args("knowledge-pair-answer", &number));
    view! {
        <fieldset class="knpair">
            <Field id=question.clone() label=Signal::stored(asks)>
                <span class="field">
                    <input
                        id=question.clone()
                        name=format!("form[pairs][{at}][question]")
                        value=pair.question
                        maxlength="400"
                        readonly=!can
                        aria-describedby=format!("{question}-help")
                    />
                </span>
            </Field>
            <Field id=answer.clone() label=Signal::stored(says)>
                <span class="field area">
                    <textarea
                        id=answer.clone()
                        name=format!("form[pairs][{at}][answer]")
                        rows="3"
                        readonly=!can
                        aria-describedby=format!("{answer}-help")
                    >
                        {pair.answer}
                    </textarea>
                </span>
            </Field>
        </fieldset>
    }
    .into_any()
}
