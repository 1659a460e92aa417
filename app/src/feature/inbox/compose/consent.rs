//! What a member writes down about the person: what they agreed to or took back, that they are blocked, and
//! that they asked to be left alone.

use super::{super::bubbles::Bubbles, tool::Tool};
use crate::{
    call::{CallError, Called},
    feature::consent::{api, words},
    i18n::use_translator,
    kit::{
        Button, ButtonSize, Dialog, DialogActions, DialogKind, Field, Glyph, Icon, IconSize, Select,
        TextArea, Tone, use_toasts,
    },
};
use leptos::{ev::SubmitEvent, prelude::*};
use prosa_domain::{
    consent::ConsentAct,
    id::ContactId,
    policy::Purpose,
    refusal::{Code, Refusal},
};
use prosa_wire::{consent::StatementForm, inbox::ContactCard};

/// A dialog of this file: open until it is done or dismissed.
fn opened(bubbles: Bubbles) -> RwSignal<bool> {
    let open = RwSignal::new(true);
    Effect::new(move |_| {
        if !open.get() {
            // Another tool may have been opened in its place.
            bubbles.tool.update(|tool| {
                *tool = tool.filter(|tool| !matches!(tool, Tool::Consent | Tool::Block | Tool::LeaveAlone))
            });
        }
    });
    open
}

/// The way out of a refusal for want of consent: the person's word, written down. Stands under the refusal.
#[must_use]
pub fn way(bubbles: Bubbles, refusal: &Refusal) -> Option<AnyView> {
    let tr = use_translator();
    matches!(refusal.code, Code::ConsentMissing | Code::OptedOut).then(|| {
        view! {
            <div>
                <Button
                    size=ButtonSize::Small
                    glyph=Glyph::Shield
                    on_press=move |()| bubbles.tool.set(Some(Tool::Consent))
                >
                    {tr.t("consent-way")}
                </Button>
            </div>
        }
        .into_any()
    })
}

/// What is being written.
#[derive(Clone, Copy)]
struct Draft {
    purpose: RwSignal<String>,
    act: RwSignal<String>,
    statement: RwSignal<String>,
    at: RwSignal<String>,
}

impl Draft {
    fn form(self, bubbles: Bubbles) -> StatementForm {
        StatementForm {
            contact: bubbles.contact.with_untracked(|contact| contact.id.to_string()),
            number: String::new(),
            purpose: Purpose::parse(&self.purpose.get_untracked()).unwrap_or(Purpose::Marketing),
            act: ConsentAct::parse(&self.act.get_untracked()).unwrap_or(ConsentAct::Given),
            statement: self.statement.get_untracked(),
            at: self.at.get_untracked(),
        }
    }
}

/// Opens the form.
pub fn record(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let toasts = use_toasts();
    let open = opened(bubbles);
    let draft = Draft {
        purpose: RwSignal::new(Purpose::Marketing.as_str().to_owned()),
        act: RwSignal::new(ConsentAct::Given.as_str().to_owned()),
        statement: RwSignal::new(String::new()),
        at: RwSignal::new(String::new()),
    };
    let action = Action::new_local(move |()| api::record(draft.form(bubbles)));
    let answer = action.value();
    Effect::new(move |_| {
        if let Some(Ok(())) = answer.get() {
            toasts.done(tr.t("consent-recorded-done"));
            open.set(false);
        }
    });
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        if !action.pending().get_untracked() {
            action.dispatch(());
        }
    };
    view! {
        <Dialog open title=tr.t(Tool::Consent.key()) kind=DialogKind::Wide id="tool">
            <form class="grid gap-3" on:submit=submit novalidate=true>
                {fields(draft)}
                <p class="text-meta text-ink-3">{tr.t("consent-record-kept")}</p>
                {move || told(answer.get())}
                <DialogActions>
                    <Button tone=Tone::Ghost on_press=move |()| open.set(false)>
                        {tr.t("inbox-cancel")}
                    </Button>
                    <Button tone=Tone::Primary glyph=Glyph::Shield loading=action.pending()>
                        {tr.t("consent-record")}
                    </Button>
                </DialogActions>
            </form>
        </Dialog>
    }
    .into_any()
}

fn fields(draft: Draft) -> AnyView {
    let tr = use_translator();
    view! {
        <div class="pair">
            <Select
                name="consent-purpose"
                label=tr.t("consent-record-purpose")
                value=draft.purpose
                choices=words::purposes(tr)
            />
            <Select name="consent-act" label=tr.t("consent-record-act") value=draft.act choices=words::acts(tr) />
        </div>
        <TextArea
            name="consent-statement"
            label=tr.t("consent-record-words")
            value=draft.statement
            hint=tr.t("consent-record-words-hint")
        />
        <Field id="field-consent-at" label=tr.t("consent-record-when") hint=tr.t("consent-record-when-hint")>
            <span class="field">
                <input
                    id="field-consent-at"
                    type="datetime-local"
                    prop:value=move || draft.at.get()
                    on:input:target=move |event| draft.at.set(event.target().value())
                />
            </span>
        </Field>
    }
    .into_any()
}

/// Why it was not taken.
fn told(answer: Option<Called<()>>) -> Option<AnyView> {
    let tr = use_translator();
    let Some(Err(CallError(refusal))) = answer else { return None };
    let words = view! {
        <p class="fe" role="alert">
            <Icon glyph=Glyph::Warning size=IconSize::Small />
            {tr.refusal(&refusal)}
        </p>
    };
    Some(words.into_any())
}

/// What a member turns on for a person after a question, and off at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The company blocks them.
    Block,
    /// They asked not to be contacted.
    LeaveAlone,
}

impl Turn {
    const fn tool(self) -> Tool {
        match self {
            Self::Block => Tool::Block,
            Self::LeaveAlone => Tool::LeaveAlone,
        }
    }

    fn is_on(self, contact: &ContactCard) -> bool {
        match self {
            Self::Block => contact.blocked_at.is_some(),
            Self::LeaveAlone => contact.do_not_contact_at.is_some(),
        }
    }

    /// The question, its yes, and what was done: turned on, turned off.
    const fn keys(self) -> [&'static str; 4] {
        match self {
            Self::Block => [
                "consent-block-text",
                "consent-panel-block",
                "consent-blocked-done",
                "consent-unblocked-done",
            ],
            Self::LeaveAlone => {
                ["consent-alone-text", "consent-alone", "consent-alone-done", "consent-again-done"]
            }
        }
    }

    async fn on(self, contact: ContactId) -> Called<()> {
        match self {
            Self::Block => api::block(contact).await,
            Self::LeaveAlone => api::leave_alone(contact).await,
        }
    }

    async fn off(self, contact: ContactId) -> Called<()> {
        match self {
            Self::Block => api::unblock(contact).await,
            Self::LeaveAlone => api::contact_again(contact).await,
        }
    }
}

/// Asks before turning on; turns off at once.
pub fn turn(bubbles: Bubbles, what: Turn) -> AnyView {
    let tr = use_translator();
    let toasts = use_toasts();
    let open = opened(bubbles);
    let (contact, was_on) = bubbles.contact.with_untracked(|contact| (contact.id, what.is_on(contact)));
    let [question, yes, on_done, off_done] = what.keys();
    let action = Action::new_local(move |()| async move {
        if was_on { what.off(contact).await } else { what.on(contact).await }
    });
    let answer = action.value();
    Effect::new(move |_| match answer.get() {
        Some(Ok(())) => {
            toasts.done(tr.t(if was_on { off_done } else { on_done }));
            open.set(false);
        }
        Some(Err(CallError(refusal))) if was_on => {
            toasts.failed(tr.refusal(&refusal));
            open.set(false);
        }
        Some(Err(_)) | None => {}
    });
    if was_on {
        action.dispatch(());
        return ().into_any();
    }
    view! {
        <Dialog open title=tr.t(what.tool().key()) id="tool">
            <p class="text-small text-ink-2">{tr.t(question)}</p>
            {move || told(answer.get())}
            <DialogActions>
                <Button tone=Tone::Ghost on_press=move |()| open.set(false)>
                    {tr.t("inbox-cancel")}
                </Button>
                <Button
                    tone=Tone::DangerFilled
                    glyph=Glyph::Ban
                    loading=action.pending()
                    on_press=move |()| { action.dispatch(()); }
                >
                    {tr.t(yes)}
                </Button>
            </DialogActions>
        </Dialog>
    }
    .into_any()
}
