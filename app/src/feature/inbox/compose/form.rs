//! The frame all forms of the composer share: a dialog with fields, what the server refused, and a button that sends.

use super::super::{
    bubbles::Bubbles,
    store::{Inbox, use_inbox},
};
use super::consent;
use crate::{
    i18n::use_translator,
    kit::{Button, Dialog, DialogActions, DialogKind, Glyph, Icon, IconSize, Tone},
};
use chrono::{DateTime, Utc};
use leptos::{ev::SubmitEvent, prelude::*, task::spawn_local};
use prosa_domain::{
    id::CommandId,
    refusal::{Code, Refusal},
};
use prosa_wire::inbox::OutgoingBody;
use std::sync::Arc;

/// What a form makes of its fields: what is sent, and when; or why it cannot be.
pub type Made = Result<(OutgoingBody, Option<DateTime<Utc>>), Refusal>;

/// A form that is open.
#[derive(Clone, Copy)]
struct Form {
    inbox: Inbox,
    bubbles: Bubbles,
    open: RwSignal<bool>,
    busy: RwSignal<bool>,
    refusal: RwSignal<Option<Refusal>>,
    /// What was sent last under which id: the same again is the same message, a changed one is another.
    sent: StoredValue<Option<(OutgoingBody, CommandId)>>,
}

impl Form {
    fn submit(self, made: Made, after: Option<Callback<()>>) {
        if self.busy.get_untracked() {
            return;
        }
        let (body, send_at) = match made {
            Ok(made) => made,
            Err(refusal) => {
                self.refusal.set(Some(refusal));
                return;
            }
        };
        self.refusal.set(None);
        self.busy.set(true);
        let known = self.sent.get_value().filter(|(sent, _)| *sent == body).map(|(_, command)| command);
        let command = known.unwrap_or_else(super::super::fresh_command);
        self.sent.set_value(Some((body.clone(), command)));
        spawn_local(async move {
            let answer = self.inbox.post(self.bubbles, command, body, send_at).await;
            let _ = self.busy.try_set(false);
            match answer {
                Ok(_) => {
                    if let Some(after) = after {
                        after.run(());
                    }
                    let _ = self.open.try_set(false);
                }
                Err(refusal) => {
                    let _ = self.refusal.try_set(Some(refusal));
                }
            }
        });
    }
}

/// Opens a form. `make` reads its fields when they are sent, `after` runs once they were.
pub fn open(
    bubbles: Bubbles,
    title: String,
    send: String,
    fields: impl Fn() -> AnyView + Send + Sync + 'static,
    make: impl Fn() -> Made + Send + Sync + 'static,
    after: Option<Callback<()>>,
) -> AnyView {
    let form = Form {
        inbox: use_inbox(),
        bubbles,
        open: RwSignal::new(true),
        busy: RwSignal::new(false),
        refusal: RwSignal::new(None),
        sent: StoredValue::new(None),
    };
    Effect::new(move |_| {
        if !form.open.get() {
            bubbles.tool.set(None);
        }
    });
    let parts = Parts { form, send, fields: Arc::new(fields), make: Arc::new(make), after };
    view! {
        <Dialog open=form.open title kind=DialogKind::Wide id="tool">
            {inside(parts.clone())}
        </Dialog>
    }
    .into_any()
}

#[derive(Clone)]
struct Parts {
    form: Form,
    send: String,
    fields: Arc<dyn Fn() -> AnyView + Send + Sync>,
    make: Arc<dyn Fn() -> Made + Send + Sync>,
    after: Option<Callback<()>>,
}

fn inside(parts: Parts) -> AnyView {
    let tr = use_translator();
    let Parts { form, send, fields, make, after } = parts;
    let submit = move |event: SubmitEvent| {
        event.prevent_default();
        form.submit(make(), after);
    };
    let refused = move || {
        form.refusal.get().map(|refusal| {
            view! {
                <p class="fe" role="alert">
                    <Icon glyph=Glyph::Warning size=IconSize::Small />
                    {tr.refusal(&refusal)}
                </p>
                {consent::way(form.bubbles, &refusal)}
            }
        })
    };
    view! {
        <form class="grid gap-3" on:submit=submit novalidate=true>
            {fields()}
            {refused}
            <DialogActions>
                <Button tone=Tone::Ghost on_press=move |()| form.open.set(false)>
                    {tr.t("inbox-cancel")}
                </Button>
                <Button tone=Tone::Primary glyph=Glyph::Send loading=form.busy>
                    {send}
                </Button>
            </DialogActions>
        </form>
    }
    .into_any()
}

/// Refuses an empty field by its name.
///
/// # Errors
/// `field-missing` with the field's words.
pub fn told(value: RwSignal<String>, name: &str) -> Result<String, Refusal> {
    let text = value.get_untracked().trim().to_owned();
    if text.is_empty() { Err(Refusal::new(Code::FieldMissing).with("field", name)) } else { Ok(text) }
}
