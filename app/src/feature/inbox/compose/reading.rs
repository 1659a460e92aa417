//! What a message means, said by a person: one press on an intent puts it right and closes.

use super::{
    super::{api, bubbles::Bubbles, store::use_inbox},
    tool::Tool,
};
use crate::{
    i18n::use_translator,
    kit::{Button, ButtonSize, Dialog, DialogActions, DialogKind, Glyph, Tone},
};
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::label::{Intent, Sentiment};
use prosa_wire::inbox::MessageView;

/// Opens the dialog for the chosen message.
pub fn open(bubbles: Bubbles) -> AnyView {
    let Some(message) = bubbles.to_fix() else {
        bubbles.tool.set(None);
        return ().into_any();
    };
    let tr = use_translator();
    let open = RwSignal::new(true);
    Effect::new(move |_| {
        if !open.get() {
            bubbles.tool.update(|tool| *tool = tool.filter(|tool| *tool != Tool::Reading));
        }
    });
    let message = StoredValue::new(message);
    view! {
        <Dialog open title=tr.t(Tool::Reading.key()) kind=DialogKind::Wide id="tool">
            {move || message.with_value(|message| choices(bubbles, message, open))}
        </Dialog>
    }
    .into_any()
}

fn choices(bubbles: Bubbles, message: &MessageView, open: RwSignal<bool>) -> AnyView {
    let tr = use_translator();
    let inbox = use_inbox();
    let id = message.id;
    let reading = message.reading.clone();
    let read = reading.as_ref().and_then(|reading| reading.intents.first()).map(|guess| guess.id);
    let mood = RwSignal::new(reading.as_ref().and_then(|reading| reading.sentiment));
    let moods = Sentiment::ALL.iter().copied().map(|one| {
        let pressed = move || if mood.get() == Some(one) { "true" } else { "false" };
        view! {
            <button type="button" class="btn sm" aria-pressed=pressed on:click=move |_| mood.set(Some(one))>
                {tr.t(&format!("label-mood-{}", one.id()))}
            </button>
        }
        .into_any()
    });
    let moods = moods.collect::<Vec<_>>();
    let intents = Intent::ALL.iter().copied().map(|intent| {
        let choose = move |_| {
            inbox.correct_reading(bubbles, id, intent, mood.get_untracked());
            open.set(false);
        };
        let pressed = if read == Some(intent) { "true" } else { "false" };
        view! {
            <button type="button" class="btn" aria-pressed=pressed on:click=choose>
                {tr.t(&format!("label-{}", intent.id()))}
            </button>
        }
        .into_any()
    });
    let intents = intents.collect::<Vec<_>>();
    let before = RwSignal::new(String::new());
    if message.edited_at.is_some() {
        spawn_local(async move {
            if let Ok(drawn) = api::read_before(bubbles.id, id).await {
                let _ = before.try_set(drawn);
            }
        });
    }
    let undo = reading.is_some_and(|reading| reading.by.is_some()).then(|| {
        let undo = move |()| {
            inbox.undo_reading(bubbles, id);
            open.set(false);
        };
        view! {
            <Button tone=Tone::Ghost size=ButtonSize::Small glyph=Glyph::Refresh on_press=undo>
                {tr.t("label-undo")}
            </Button>
        }
    });
    view! {
        <blockquote class="said">{message.text.clone()}</blockquote>
        <div aria-live="polite" inner_html=move || before.get()></div>
        <p class="text-small text-ink-2 my-2">{tr.t("label-fix-text")}</p>
        <div class="picks" role="group" aria-label=tr.t("label-fix-mood")>
            {moods}
        </div>
        <div class="picks intents" role="group" aria-label=tr.t("label-fix-intents")>
            {intents}
        </div>
        <DialogActions>{undo}</DialogActions>
    }
    .into_any()
}
