//! Help with words, over the field: a reply written before, the field's words in another tone or language, the customer's
//! words translated. What a machine wrote is offered, never sent; who made it always stands beside it.

use super::super::{bubbles::Bubbles, fresh_command};
use crate::{
    feature::assist as api,
    i18n::use_translator,
    kit::{Button, ButtonSize, Glyph, Icon, IconButton, IconSize, Tone},
};
use leptos::{
    prelude::*,
    task::spawn_local,
    wasm_bindgen::{JsCast, closure::Closure},
};
use prosa_domain::{
    assist::task::{MadeBy, Rewrite, Use},
    id::AskId,
    lang::Lang,
    refusal::{Code, Refusal},
};
use prosa_wire::{
    assist::{DecideDraft, DraftFate, DraftView, Heard, RewriteAsk, TranslateAsk, Way},
    inbox::{Direction, MessageView},
};
use std::{cell::RefCell, time::Duration};
use web_sys::{EventSource, MessageEvent};

type Handler = Closure<dyn FnMut(MessageEvent)>;

thread_local! {
    /// The stream that is listened to; the browser's objects live on its one thread.
    static STREAM: RefCell<Option<(EventSource, [Handler; 2])>> = const { RefCell::new(None) };
}

/// Stops listening: the server lets the call go, and books what it used.
fn hush() {
    if let Some((source, handlers)) = STREAM.take() {
        source.set_onmessage(None);
        source.set_onerror(None);
        source.close();
        // The handler that runs now belongs to the stream, so it goes a moment later.
        set_timeout(move || drop(handlers), Duration::ZERO);
    }
}

/// What is open.
#[derive(Clone, Copy)]
struct Help {
    bubbles: Bubbles,
    busy: RwSignal<bool>,
    /// What was heard so far.
    heard: RwSignal<String>,
    draft: RwSignal<Option<DraftView>>,
    refusal: RwSignal<Option<Refusal>>,
    /// What the field said before words were taken over.
    before: RwSignal<Option<String>>,
    /// Words to be read, not to be sent.
    to_read: RwSignal<bool>,
}

impl Help {
    fn begin(self) {
        hush();
        self.busy.set(true);
        self.heard.set(String::new());
        self.draft.set(None);
        self.refusal.set(None);
        self.to_read.set(false);
    }

    /// Asks for a reply and listens while it is written.
    fn write(self) {
        self.begin();
        let id = AskId(fresh_command().0);
        let address = format!("/api/assist/draft/{}?id={id}", self.bubbles.id);
        let Ok(source) = EventSource::new(&address) else {
            self.end(Err(Refusal::new(Code::Unreachable)));
            return;
        };
        let heard = Handler::new(move |event: MessageEvent| self.hear(&event));
        // A stream that breaks is not opened again: the same question would be refused.
        let failed = Handler::new(move |_| self.end(Err(Refusal::new(Code::Unreachable))));
        source.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        source.set_onerror(Some(failed.as_ref().unchecked_ref()));
        STREAM.set(Some((source, [heard, failed])));
    }

    fn hear(self, event: &MessageEvent) {
        let text = event.data().as_string().unwrap_or_default();
        match serde_json::from_slice::<Heard>(text.as_bytes()) {
            Ok(Heard::Text { text }) => {
                let _ = self.heard.try_update(|heard| heard.push_str(&text));
            }
            Ok(Heard::Restart) => {
                let _ = self.heard.try_set(String::new());
            }
            Ok(Heard::Done { draft }) => self.end(Ok(*draft)),
            Ok(Heard::Refused { refusal }) => self.end(Err(refusal)),
            Err(_) => self.end(Err(Refusal::new(Code::Internal))),
        }
    }

    fn end(self, came: Result<DraftView, Refusal>) {
        hush();
        let _ = self.busy.try_set(false);
        let _ = self.heard.try_set(String::new());
        match came {
            Ok(draft) => {
                let _ = self.draft.try_set(Some(draft));
            }
            Err(refusal) => {
                let _ = self.refusal.try_set(Some(refusal));
            }
        }
    }

    fn rewrite(self, how: Rewrite) {
        self.begin();
        let text = self.bubbles.draft.get_untracked();
        let ask = RewriteAsk { conversation_id: self.bubbles.id, text, how };
        spawn_local(async move {
            let came = api::rewrite(ask).await;
            self.end(came.map_err(|error| error.0));
        });
    }

    /// The field's words, to be sent, or the customer's last ones, to be read.
    fn translate(self, way: Way, to: Lang) {
        self.begin();
        self.to_read.set(way == Way::In);
        let message_id = if way == Way::In { self.last_said().map(|message| message.id) } else { None };
        let text = self.bubbles.draft.get_untracked();
        let ask = TranslateAsk { conversation_id: self.bubbles.id, text, message_id, to, way };
        spawn_local(async move {
            let came = api::translate(ask).await;
            self.end(came.map_err(|error| error.0));
        });
    }

    /// The last words of the customer.
    fn last_said(self) -> Option<MessageView> {
        self.bubbles.list.with_untracked(|list| {
            list.iter().rev().find_map(|bubble| {
                bubble.message.with_untracked(|message| {
                    let said = message.direction == Direction::In && !message.text.trim().is_empty();
                    said.then(|| message.clone())
                })
            })
        })
    }

    /// Takes the words into the field; what stood there can be had back.
    fn take(self) {
        let Some(draft) = self.draft.get_untracked() else { return };
        self.before.set(Some(self.bubbles.draft.get_untracked()));
        self.bubbles.machine.set(Some(draft.id));
        self.bubbles.draft.set(draft.text);
        self.decide(DraftFate::Used);
        self.draft.set(None);
        super::super::composer::focus_field();
    }

    fn give_back(self) {
        if let Some(before) = self.before.get_untracked() {
            self.bubbles.draft.set(before);
            self.bubbles.machine.set(None);
            self.before.set(None);
        }
    }

    fn discard(self) {
        self.decide(DraftFate::Discarded);
        self.draft.set(None);
    }

    fn decide(self, fate: DraftFate) {
        let Some(id) = self.draft.with_untracked(|draft| draft.as_ref().map(|draft| draft.id)) else {
            return;
        };
        spawn_local(async move {
            // Only counted: nobody is told when it fails.
            let _ = api::decide(DecideDraft { id, fate }).await;
        });
    }
}

/// Opens the help. With nothing in the field a reply is asked for at once.
pub fn open(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let help = Help {
        bubbles,
        busy: RwSignal::new(false),
        heard: RwSignal::new(String::new()),
        draft: RwSignal::new(None),
        refusal: RwSignal::new(None),
        before: RwSignal::new(None),
        to_read: RwSignal::new(false),
    };
    on_cleanup(hush);
    if bubbles.draft.with_untracked(|draft| draft.trim().is_empty()) {
        help.write();
    }
    let title = move || {
        let key = help.draft.with(|draft| draft.as_ref().map_or("assist-title", title_of));
        tr.t(key)
    };
    view! {
        <section class="asst" aria-label=tr.t("assist-help") aria-busy=move || help.busy.get().to_string()>
            <div class="dh">
                <Icon glyph=Glyph::Spark size=IconSize::Small />
                <b class="font-semibold">{title}</b>
                <span class="text-ink-2">{tr.t("assist-review")}</span>
                <span class="grow"></span>
                <IconButton
                    glyph=Glyph::Close
                    size=ButtonSize::Small
                    label=tr.t("assist-close")
                    on_press=move |()| bubbles.tool.set(None)
                />
            </div>
            <div aria-live="polite">{move || body(help)}</div>
            {move || tools(help)}
        </section>
    }
    .into_any()
}

/// What is offered, by what and who made it.
const fn title_of(draft: &DraftView) -> &'static str {
    match (draft.made_by, draft.use_) {
        (MadeBy::Retrieval, _) => "assist-by-retrieval",
        (MadeBy::Rules, _) => "assist-by-rules",
        (MadeBy::Model, Use::Translate) => "assist-translation",
        (MadeBy::Model, Use::Rewrite) => "assist-rewritten",
        (MadeBy::Model, _) => "assist-by-model",
    }
}

fn body(help: Help) -> AnyView {
    let tr = use_translator();
    if let Some(refusal) = help.refusal.get() {
        return view! {
            <p class="fe" role="alert">
                <Icon glyph=Glyph::Warning size=IconSize::Small />
                {tr.refusal(&refusal)}
            </p>
        }
        .into_any();
    }
    if let Some(draft) = help.draft.get() {
        return offered(help, draft);
    }
    if help.busy.get() {
        return view! {
            <p class="words">{move || help.heard.get()}</p>
            <p class="text-small text-ink-2" role="status">{tr.t("assist-writing")}</p>
        }
        .into_any();
    }
    ().into_any()
}

fn offered(help: Help, draft: DraftView) -> AnyView {
    let tr = use_translator();
    let sources = draft.sources.iter().map(|source| {
        view! {
            <details class="src">
                <summary>
                    <b>{source.number}</b>
                    {source.title.clone()}
                </summary>
                <p>{source.text.clone()}</p>
            </details>
        }
        .into_any()
    });
    let sources = sources.collect::<Vec<_>>();
    let named = (!sources.is_empty()).then(|| tr.t("assist-sources"));
    let why = draft.instead_of.as_ref().map(|refusal| tr.refusal(refusal));
    let to_read = help.to_read.get();
    let original = to_read.then(|| help.last_said()).flatten().map(|message| {
        view! { <blockquote class="said">{message.text}</blockquote> }
    });
    let model = (!draft.model.is_empty()).then(|| draft.model.clone());
    view! {
        {original}
        <p class="words">{draft.text}</p>
        <div class="srcs">
            {named}
            {sources}
        </div>
        <p class="text-meta text-ink-2">{why} {model}</p>
        <div class="acts">
            {(!to_read)
                .then(|| {
                    view! {
                        <Button tone=Tone::Primary size=ButtonSize::Small glyph=Glyph::Check on_press=move |()| help.take()>
                            {tr.t("assist-use")}
                        </Button>
                    }
                })}
            <Button tone=Tone::Ghost size=ButtonSize::Small on_press=move |()| help.discard()>
                {tr.t("assist-discard")}
            </Button>
        </div>
    }
    .into_any()
}

/// What can be asked for.
fn tools(help: Help) -> AnyView {
    let tr = use_translator();
    let press = move |label: String, glyph: Option<Glyph>, run: Callback<()>| {
        view! {
            <button type="button" class="btn sm" disabled=move || help.busy.get() on:click=move |_| run.run(())>
                {glyph.map(|glyph| view! { <Icon glyph size=IconSize::Small /> })}
                {label}
            </button>
        }
        .into_any()
    };
    let has_words = help.bubbles.draft.with(|draft| !draft.trim().is_empty());
    let reply = press(tr.t("assist-reply"), Some(Glyph::Spark), Callback::new(move |()| help.write()));
    let rewrites = has_words.then(|| {
        let mut all: Vec<AnyView> = Rewrite::ALL
            .into_iter()
            .map(|how| {
                let label = tr.t(&format!("assist-{}", how.as_str()));
                press(label, None, Callback::new(move |()| help.rewrite(how)))
            })
            .collect();
        all.extend(Lang::ALL.iter().copied().map(|to| {
            let label = tr.t_args("assist-translate-to", &[("language", to.own_name().into())]);
            press(label, None, Callback::new(move |()| help.translate(Way::Out, to)))
        }));
        all
    });
    let read = help.last_said().map(|_| {
        let run = Callback::new(move |()| help.translate(Way::In, tr.lang()));
        press(tr.t("assist-translate-last"), None, run)
    });
    let back = help
        .before
        .with(Option::is_some)
        .then(|| press(tr.t("assist-undo"), Some(Glyph::Refresh), Callback::new(move |()| help.give_back())));
    view! {
        <div class="acts" role="group" aria-label=tr.t("assist-tools")>
            {back}
            {reply}
            {rewrites}
            {read}
        </div>
    }
    .into_any()
}
