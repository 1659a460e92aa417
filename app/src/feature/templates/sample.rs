//! The sample file of a header: brought here first, then handed to the provider, whose handle goes into the form.

use super::{api, parts::Form};
use crate::{
    i18n::use_translator,
    kit::{Button, Glyph, use_toasts},
    upload,
};
use leptos::{html, prelude::*, task::spawn_local};
use prosa_domain::{
    id::{MediaId, TemplateId},
    refusal::Refusal,
    template::MediaFormat,
};

/// The field: a file and the button that sends it. A template that was never saved has no place for it yet.
#[component]
pub(super) fn SampleField(
    /// What is written.
    form: Form,
    /// The template, once it is saved.
    id: Option<TemplateId>,
) -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let node = NodeRef::<html::Input>::new();
    let busy = RwSignal::new(false);
    let done = move |answer: Result<MediaId, Refusal>| {
        let Some(id) = id else { return };
        spawn_local(async move {
            let handle = match answer {
                Ok(media) => api::sample(id, media).await.map_err(Refusal::from),
                Err(refusal) => Err(refusal),
            };
            let _ = busy.try_set(false);
            match handle {
                Ok(handle) => {
                    let _ = form.try_update(|form| form.header_handle = handle);
                    toasts.done(tr.t("template-file-sent"));
                }
                Err(refusal) => toasts.failed(tr.refusal(&refusal)),
            }
        });
    };
    let send = move |()| {
        let file = node.get_untracked().and_then(|input| input.files()).and_then(|files| files.get(0));
        let Some(file) = file else { return };
        let kind = form.with_untracked(|form| form.header.clone());
        let name = js_sys::encode_uri_component(&file.name());
        let address = format!("/media/uploads?kind={kind}&name={name}");
        busy.set(true);
        match upload::begin(&address, &file, &file.type_(), |_| (), done) {
            // Dropping it would stop it, and a server's thread must never hold it: kept from here on.
            Ok(upload) => {
                let _kept = StoredValue::new_local(upload);
            }
            Err(refusal) => {
                busy.set(false);
                toasts.failed(tr.refusal(&refusal));
            }
        }
    };
    let types = move || {
        form.with(|form| MediaFormat::parse(&form.header))
            .map(|format| format.accepts().0.join(","))
            .unwrap_or_default()
    };
    let is_there = move || form.with(|form| form.header_handle.starts_with("4:"));
    let inside = id.map(|_| {
        view! {
            <span class="flex gap-2 min-w-0">
                <input id="tpl-sample" class="tplfile" type="file" accept=types node_ref=node />
                <Button glyph=Glyph::Attach loading=busy on_press=send>{tr.t("template-file-send")}</Button>
            </span>
        }
    });
    view! {
        <div class="min-w-0">
            <label class="fl" for="tpl-sample">{tr.t("template-file")}</label>
            <input
                type="hidden"
                name="form[header_handle]"
                value=move || form.with(|form| form.header_handle.clone())
            />
            {inside}
            <span class="fh" role="status">
                {move || tr.t(if is_there() { "template-file-there" } else { "template-file-hint" })}
            </span>
        </div>
    }
    .into_any()
}
