//! The composer: what is being written, to what it answers, how long the window is open, and, in the place of the send
//! button, why nothing can be sent. Without a script it is a plain form.

use super::{
    api,
    bubbles::Bubbles,
    compose::{
        OpenAssist,
        price::words as words_of_price,
        tool::{AttachMenu, Tool},
        tray::dropped,
    },
    store::{Inbox, use_inbox},
};
use crate::{
    clock::{use_exact_now, use_now},
    i18n::use_translator,
    kind,
    kit::{Button, ButtonSize, Glyph, Icon, IconButton, IconSize, LinkButton, Tone, WindowRing, WindowState},
};
use leptos::{
    ev::{ClipboardEvent, DragEvent, KeyboardEvent, SubmitEvent},
    html,
    prelude::*,
    task::spawn_local,
    wasm_bindgen::JsCast,
};
use leptos_router::hooks::use_query_map;
use prosa_domain::{
    id::ConversationId,
    policy::{TEXT_LENGTH_MAX, WayOut, way_out},
    price::Category,
    refusal::{Code, Refusal},
};
use prosa_wire::{cost::QuoteAsk, inbox::Direction};

/// Id of the field, for the keys that lead to it.
const FIELD: &str = "composer-field";
/// Seconds between two typing signs; the provider shows one for 25.
const TYPING_EVERY_SECONDS: i64 = 15;

/// Puts the focus into the field.
pub fn focus_field() {
    request_animation_frame(|| {
        let field = document().get_element_by_id(FIELD);
        if let Some(field) = field.and_then(|field| field.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = field.focus();
        }
    });
}

/// The composer.
#[component]
pub fn Composer(
    /// The thread.
    bubbles: Bubbles,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let field = NodeRef::<html::Textarea>::new();
    show_draft(bubbles, field);
    keep_draft(bubbles);
    watch_window(inbox, bubbles);
    let typing = typing_sign(bubbles);
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        inbox.send(bubbles);
    };
    let keys = move |event: KeyboardEvent| match event.key().as_str() {
        // While an input method composes, Enter belongs to it.
        "Enter" if !event.shift_key() && !event.is_composing() => {
            event.prevent_default();
            inbox.send(bubbles);
        }
        "Escape" => {
            bubbles.quoting.set(None);
            if let Some(field) =
                event.target().and_then(|target| target.dyn_into::<web_sys::HtmlElement>().ok())
            {
                let _ = field.blur();
            }
        }
        _ => {}
    };
    let paste = move |event: ClipboardEvent| {
        if dropped(bubbles, event.clipboard_data().and_then(|data| data.files())) {
            event.prevent_default();
        }
    };
    let drop_here = move |event: DragEvent| {
        event.prevent_default();
        dropped(bubbles, event.data_transfer().and_then(|data| data.files()));
    };
    let refused = Signal::derive(move || bubbles.refusal.with(Option::is_some));
    let quoted = move || bubbles.quoting.with(|quoted| quoted.as_ref().map(|message| message.id.to_string()));
    view! {
        <form
            class="cmp"
            method="post"
            action=api::SEND_FORM_PATH
            on:submit=submit
            on:dragover=move |event| event.prevent_default()
            on:drop=drop_here
        >
            <input type="hidden" name="conversation_id" value=bubbles.id.to_string() />
            <input type="hidden" name="command_id" value=bubbles.form_command.to_string() />
            <input type="hidden" name="quoted" value=move || quoted().unwrap_or_default() />
            <WindowLine bubbles />
            <Quoting bubbles />
            <OpenAssist bubbles />
            <textarea
                id=FIELD
                node_ref=field
                name="text"
                class="ctx"
                rows="2"
                aria-label=tr.t("inbox-write")
                aria-describedby="composer-state"
                placeholder=tr.t("inbox-write-placeholder")
                readonly=move || bubbles.refusal.with(|refusal| is_for_good(refusal.as_ref()))
                on:input:target=move |event| {
                    bubbles.draft.set(event.target().value());
                    typing();
                }
                on:keydown=keys
                on:paste=paste
            ></textarea>
            <SendRefusal inbox />
            {move || match bubbles.refusal.get().filter(|_| refused.get()) {
                Some(refusal) => view! { <Refused bubbles refusal /> }.into_any(),
                None => view! { <SendRow bubbles /> }.into_any(),
            }}
        </form>
    }
    .into_any()
}

/// Refusals that nothing written here can change.
fn is_for_good(refusal: Option<&Refusal>) -> bool {
    refusal.is_some_and(|refusal| {
        matches!(refusal.code, Code::Forbidden | Code::DoNotContact | Code::OptedOut | Code::ContactBlocked)
    })
}

/// The window in words, over the field.
#[component]
fn WindowLine(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let now = use_now();
    let price = price(bubbles);
    let may_send = Memo::new(move |_| {
        let code = bubbles.refusal.with(|refusal| refusal.as_ref().map(|refusal| refusal.code));
        code.is_none_or(|code| way_out(code) != WayOut::None)
    });
    let window = Signal::derive(move || {
        super::row::window_state(bubbles.row.with(|row| row.window_closes_at), now.get())
    });
    let words = Memo::new(move |_| match window.get() {
        WindowState::Closed => "inbox-fact-window",
        _ => "inbox-window",
    });
    view! {
        <div class="ct">
            <span class="self-center ml-2 text-small font-semibold">{tr.t("inbox-message")}</span>
            {move || {
                may_send
                    .get()
                    .then(|| {
                        view! {
                            <span class="self-center">
                                <Button
                                    tone=Tone::Ghost
                                    size=ButtonSize::Small
                                    glyph=Glyph::Board
                                    on_press=move |()| bubbles.tool.set(Some(Tool::Template))
                                >
                                    {tr.t("inbox-kind-template")}
                                </Button>
                            </span>
                        }
                    })
            }}
            <span class="self-center ml-auto flex items-center gap-1.5 text-meta text-ink-3" id="composer-state">
                {move || {
                    price
                        .get()
                        .map(|price| view! { <span class="max-md:hidden whitespace-nowrap">{price} " · "</span> })
                }}
                <span class="max-md:hidden said">{move || tr.t(words.get())}</span>
                <WindowRing state=window verbose=true />
            </span>
        </div>
    }
    .into_any()
}

/// The message that is being answered.
#[component]
fn Quoting(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    move || {
        bubbles.quoting.get().map(|message| {
            let who = match message.direction {
                Direction::In => bubbles.row.with_untracked(|row| row.contact_name.clone()),
                Direction::Out => tr.t("inbox-quote-us"),
            };
            let text = if message.text.is_empty() { kind::name(tr, &message) } else { message.text.clone() };
            view! {
                <div class="flex items-center gap-2 px-3 pt-2">
                    <div class="quote grow min-w-0 quoting">
                        <b>{tr.t_args("inbox-answering", &[("name", (&who).into())])}</b>
                        <span class="line-clamp-2">{text}</span>
                    </div>
                    <IconButton
                        glyph=Glyph::Close
                        label=tr.t("inbox-answering-stop")
                        size=ButtonSize::Small
                        on_press=move |()| bubbles.quoting.set(None)
                    />
                </div>
            }
        })
    }
}

/// Why the last text was not taken, when the address says so (no script) or the server just did.
#[component]
fn SendRefusal(inbox: Inbox) -> impl IntoView {
    let tr = use_translator();
    // Read once: without scripts every answer is a page of its own. What is read later than its thread lives would bring the
    // screen down, for what follows is asked again while the next thread takes this one's place.
    let by_form = use_query_map().with_untracked(|query| query.get("recusa"));
    let by_form = by_form.and_then(|word| Code::ALL.iter().find(|code| code.as_str() == word).copied());
    let told = move || inbox.send_refusal.get().or_else(|| by_form.map(form_refusal));
    move || {
        told().map(|refusal| {
            view! {
                <p class="fe px-3 pb-1" role="alert">
                    <Icon glyph=Glyph::Warning size=IconSize::Small />
                    {tr.refusal(&refusal)}
                </p>
            }
        })
    }
}

/// A refusal told by its code alone, with the arguments a composer can know.
fn form_refusal(code: Code) -> Refusal {
    Refusal::new(code).with("length_max", TEXT_LENGTH_MAX).with("closed_at", "").with("seconds", 30)
}

/// The send button and how to use it.
#[component]
fn SendRow(bubbles: Bubbles) -> impl IntoView {
    let tr = use_translator();
    let has_link = Memo::new(move |_| {
        bubbles.draft.with(|draft| draft.contains("https://") || draft.contains("http://"))
    });
    let left = move || {
        let length = bubbles.draft.with(|draft| draft.chars().count());
        let left =
            i64::try_from(TEXT_LENGTH_MAX).unwrap_or_default() - i64::try_from(length).unwrap_or(i64::MAX);
        (left < 200).then(|| {
            let key = if left < 0 { "inbox-too-long" } else { "inbox-letters-left" };
            view! {
                <span class="text-meta" class:text-red=left < 0 role="status">
                    {tr.t_args(key, &[("count", left.abs().into())])}
                </span>
            }
        })
    };
    view! {
        <div class="cb">
            <AttachMenu bubbles />
            <IconButton
                glyph=Glyph::Microphone
                label=tr.t("inbox-tool-voice")
                on_press=move |()| bubbles.tool.set(Some(Tool::Voice))
            />
            <IconButton
                glyph=Glyph::Clock
                label=tr.t("inbox-tool-schedule")
                on_press=move |()| bubbles.tool.set(Some(Tool::Schedule))
            />
            <IconButton
                glyph=Glyph::Spark
                label=tr.t("assist-help")
                pressed=Signal::derive(move || Some(bubbles.tool.get() == Some(Tool::Assist)))
                on_press=move |()| {
                    bubbles.tool.update(|tool| {
                        *tool = if *tool == Some(Tool::Assist) { None } else { Some(Tool::Assist) };
                    });
                }
            />
            <IconButton
                glyph=Glyph::Book
                label=tr.t("knowledge-strip")
                on_press=move |()| bubbles.tool.set(Some(Tool::Knowledge))
            />
            {move || has_link.get().then(|| view! {
                <IconButton
                    glyph=Glyph::Link
                    label=tr.t("inbox-link-preview")
                    pressed=Signal::derive(move || Some(!bubbles.hide_preview.get()))
                    on_press=move |()| bubbles.hide_preview.update(|hide| *hide = !*hide)
                />
            })}
            {left}
            <span class="hint text-meta text-ink-3 max-md:hidden" aria-hidden="true">
                <kbd>"Enter"</kbd>
                " "
                {tr.t("inbox-enter-sends")}
            </span>
            <Button tone=Tone::Primary glyph=Glyph::Send>
                {tr.t("inbox-send")}
            </Button>
        </div>
    }
    .into_any()
}

/// Why nothing can be sent, in the place of the send button.
#[component]
fn Refused(bubbles: Bubbles, refusal: Refusal) -> impl IntoView {
    let tr = use_translator();
    let way = way(bubbles, way_out(refusal.code));
    let (title, glyph, red) = match refusal.code {
        Code::WindowClosed => ("inbox-refused-window", Glyph::Clock, false),
        Code::DoNotContact | Code::OptedOut => ("inbox-refused-contact", Glyph::Ban, true),
        Code::ContactBlocked => ("inbox-refused-blocked", Glyph::Lock, true),
        Code::ConsentMissing => ("inbox-refused-consent", Glyph::Shield, true),
        Code::BudgetSpent => ("inbox-refused-budget", Glyph::Cash, true),
        Code::LinePanic => ("inbox-refused-panic", Glyph::Pulse, true),
        Code::QuietHours => ("inbox-refused-hours", Glyph::Moon, false),
        Code::LineNotConnected => ("inbox-refused-line", Glyph::Pulse, true),
        Code::Forbidden => ("inbox-refused-role", Glyph::Lock, false),
        _ => ("inbox-refused", Glyph::Warning, true),
    };
    view! {
        <div class="refused" class:red=red role="status">
            <span class="ri">
                <Icon glyph size=IconSize::Medium />
            </span>
            <div class="grow min-w-0">
                <b class="font-semibold">{tr.t(title)}</b>
                <p class="text-ink-2">{words(tr, &refusal)}</p>
            </div>
            {way}
        </div>
    }
    .into_any()
}

/// What a message of the field costs now, in words; asked again when the window opens or closes.
fn price(bubbles: Bubbles) -> RwSignal<Option<String>> {
    let tr = use_translator();
    let told = RwSignal::new(None);
    let can_send = Memo::new(move |_| bubbles.refusal.with(Option::is_none));
    Effect::new(move |_| {
        if !can_send.get() {
            told.set(None);
            return;
        }
        let ask = QuoteAsk { conversation_id: bubbles.id, category: Category::Service, send_at: None };
        spawn_local(async move {
            // Without an answer no price stands there; the gate still weighs the budget when it is sent.
            if let Ok(quote) = api::quote_send(ask).await {
                let _ = told.try_set(Some(words_of_price(tr, &quote)));
            }
        });
    });
    told
}

/// What can be done about a refusal.
fn way(bubbles: Bubbles, way: WayOut) -> Option<AnyView> {
    let tr = use_translator();
    let tool = match way {
        WayOut::ChooseTemplate | WayOut::FillTemplate => (Tool::Template, "inbox-way-template"),
        WayOut::Wait => (Tool::Schedule, "inbox-schedule"),
        WayOut::MendLine => {
            let link = view! {
                <LinkButton href="/configuracoes/numeros" size=ButtonSize::Small>
                    {tr.t("inbox-way-line")}
                </LinkButton>
            };
            return Some(link.into_any());
        }
        WayOut::AskConsent => (Tool::Consent, "consent-way"),
        WayOut::RaiseBudget | WayOut::None => return None,
    };
    let (tool, key) = tool;
    let button = view! {
        <Button size=ButtonSize::Small on_press=move |()| bubbles.tool.set(Some(tool))>
            {tr.t(key)}
        </Button>
    };
    Some(button.into_any())
}

/// Asks what can be sent when the window closes while somebody looks: no event tells that.
fn watch_window(inbox: Inbox, bubbles: Bubbles) {
    let now = use_now();
    let is_open = Memo::new(move |_| {
        bubbles.row.with(|row| row.window_closes_at).is_some_and(|closes_at| closes_at > now.get())
    });
    Effect::new(move |before: Option<bool>| {
        let after = is_open.get();
        if before == Some(true) && !after {
            inbox.judge_again(bubbles);
        }
        after
    });
}

/// The reason; a window that never opened is told as such.
fn words(tr: prosa_i18n::Translator, refusal: &Refusal) -> String {
    let never =
        refusal.code == Code::WindowClosed && refusal.args.get("closed_at").is_none_or(String::is_empty);
    if never { tr.t("inbox-refused-never") } else { tr.refusal(refusal) }
}

/// Shows the draft in its field. What was written before the page was alive is taken over, not wiped.
fn show_draft(bubbles: Bubbles, field: NodeRef<html::Textarea>) {
    Effect::new(move |known: Option<bool>| {
        let Some(field) = field.get() else { return false };
        let first = known != Some(true);
        let typed = field.value();
        if first && !typed.is_empty() && bubbles.draft.with_untracked(String::is_empty) {
            bubbles.draft.set(typed);
        }
        bubbles.draft.with(|draft| {
            if field.value() != *draft {
                field.set_value(draft);
            }
        });
        true
    });
}

/// Keeps what is being written for as long as the browser's tab lives, each conversation its own.
fn keep_draft(bubbles: Bubbles) {
    Effect::new(move |loaded: Option<()>| {
        let is_untouched = || bubbles.draft.with_untracked(String::is_empty);
        if loaded.is_none()
            && let Some(kept) = read_draft(bubbles.id).filter(|_| is_untouched())
        {
            bubbles.draft.set(kept);
        }
        bubbles.draft.with(|draft| write_draft(bubbles.id, draft));
    });
}

fn storage() -> Option<web_sys::Storage> {
    window().session_storage().ok().flatten()
}

fn draft_key(id: ConversationId) -> String {
    format!("prosa-draft-{id}")
}

fn read_draft(id: ConversationId) -> Option<String> {
    storage()?.get_item(&draft_key(id)).ok().flatten()
}

fn write_draft(id: ConversationId, draft: &str) {
    let Some(storage) = storage() else { return };
    let _ = if draft.is_empty() {
        storage.remove_item(&draft_key(id))
    } else {
        storage.set_item(&draft_key(id), draft)
    };
}

/// Shows the contact that somebody is writing, now and then.
fn typing_sign(bubbles: Bubbles) -> impl Fn() + Copy + 'static {
    let now = use_exact_now();
    let last = StoredValue::new(None::<chrono::DateTime<chrono::Utc>>);
    move || {
        let now = now();
        let due = last.get_value().is_none_or(|last| (now - last).num_seconds() >= TYPING_EVERY_SECONDS);
        let idle =
            bubbles.draft.with_untracked(String::is_empty) || bubbles.refusal.with_untracked(Option::is_some);
        if !due || idle {
            return;
        }
        last.set_value(Some(now));
        spawn_local(async move {
            // A courtesy: nobody is told when it fails.
            let _ = api::typing(bubbles.id).await;
        });
    }
}
