//! Bringing files: chosen or dropped, several at once, one after the other on their way, each with how far it is or why it
//! was not taken.

use super::{HOME, parts};
use crate::{
    i18n::{Translator, text, use_translator},
    kit::{Glyph, Icon, IconSize, Select},
    upload,
};
use leptos::{html, prelude::*};
use leptos_router::components::A;
use prosa_domain::{
    id::{KnowledgeId, MediaId},
    knowledge::{
        Audience,
        file::{BYTES_MAX, Trouble},
    },
    refusal::Refusal,
};
use prosa_wire::knowledge::FileView;
use std::{cell::RefCell, collections::VecDeque, rc::Rc};

/// What the browser offers to choose; the server looks at the bytes.
const ACCEPTED: &str = ".pdf,.docx,.txt,.md,.markdown,text/plain,text/markdown,application/pdf";

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Waiting,
    Sending(u32),
    /// All of it is there, and its text is being read.
    Reading,
    Done(KnowledgeId),
    Refused(Refusal),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    name: String,
    step: Step,
}

/// Files on their way. It stands above what is loaded again when one is done, so that none is lost from sight.
#[derive(Clone, Copy)]
pub(super) struct Bringing {
    items: RwSignal<Vec<Item>>,
    busy: RwSignal<bool>,
    reload: RwSignal<u32>,
}

/// What files become.
#[derive(Clone, Copy)]
pub(super) enum To {
    /// New sources, for an audience.
    New(RwSignal<String>),
    /// Another version of a source.
    Version(KnowledgeId, i32),
}

impl To {
    fn address(self, tr: Translator, name: &str) -> String {
        let name = js_sys::encode_uri_component(name);
        match self {
            Self::New(audience) => {
                let audience = audience.get_untracked();
                format!("/knowledge/files?language={}&audience={audience}&name={name}", tr.lang().tag())
            }
            Self::Version(id, version) => format!("/knowledge/files?id={id}&version={version}&name={name}"),
        }
    }
}

/// Files that wait, with their places.
type Queue = Rc<RefCell<VecDeque<(usize, web_sys::File)>>>;

impl Bringing {
    /// None on their way; what is shown is loaded again by `reload`.
    pub(super) fn new(reload: RwSignal<u32>) -> Self {
        Self { items: RwSignal::new(Vec::new()), busy: RwSignal::new(false), reload }
    }

    fn set(self, at: usize, step: Step) {
        // Whoever left the screen does not see how it ends; the file goes on.
        let _ = self.items.try_update(|items| {
            if let Some(item) = items.get_mut(at) {
                item.step = step;
            }
        });
    }

    fn begin(self, tr: Translator, to: To, files: Option<web_sys::FileList>) {
        let Some(files) = files.filter(|_| !self.busy.get_untracked()) else { return };
        let most = if matches!(to, To::New(_)) { files.length() } else { files.length().min(1) };
        let files: VecDeque<web_sys::File> = (0..most).filter_map(|at| files.get(at)).collect();
        if files.is_empty() {
            return;
        }
        let items = files.iter().map(|file| Item { name: file.name(), step: Step::Waiting }).collect();
        self.items.set(items);
        self.busy.set(true);
        self.next(tr, to, Rc::new(RefCell::new(files.into_iter().enumerate().collect())));
    }

    /// Sends the next one that waits; after the last one the screen is loaded again.
    fn next(self, tr: Translator, to: To, queue: Queue) {
        let next = queue.borrow_mut().pop_front();
        let Some((at, file)) = next else {
            let _ = self.busy.try_set(false);
            let is_done = |items: &Vec<Item>| items.iter().any(|item| matches!(item.step, Step::Done(_)));
            if self.items.try_with_untracked(is_done) == Some(true) {
                let _ = self.reload.try_update(|count| *count += 1);
            }
            return;
        };
        let bytes: u64 = format!("{:.0}", file.size()).parse().unwrap_or(u64::MAX);
        if bytes > BYTES_MAX {
            self.set(at, Step::Refused(Trouble::Large.refusal()));
            self.next(tr, to, queue);
            return;
        }
        self.set(at, Step::Sending(0));
        let percent = move |percent| {
            self.set(at, if percent >= 100 { Step::Reading } else { Step::Sending(percent) });
        };
        let rest = queue.clone();
        let done = move |answer: Result<MediaId, Refusal>| {
            // The answer names what the file became, in the form all uploads are answered in.
            let step = answer.map_or_else(Step::Refused, |id| Step::Done(KnowledgeId(id.0)));
            self.set(at, step);
            self.next(tr, to, rest.clone());
        };
        match upload::begin(&to.address(tr, &file.name()), &file, "application/octet-stream", percent, done) {
            // Dropping it would stop it, and a server's thread must never hold it: kept from here on.
            Ok(upload) => {
                let _kept = StoredValue::new_local(upload);
            }
            Err(refusal) => {
                self.set(at, Step::Refused(refusal));
                self.next(tr, to, queue);
            }
        }
    }
}

/// The place files are dropped on, the button to choose some, and how far they are.
#[component]
pub(super) fn BringFiles(
    /// Those on their way.
    bringing: Bringing,
    /// What they become.
    to: To,
) -> impl IntoView {
    let tr = use_translator();
    let input = NodeRef::<html::Input>::new();
    let over = RwSignal::new(false);
    let is_new = matches!(to, To::New(_));
    let take = move |_| {
        if let Some(input) = input.get_untracked() {
            bringing.begin(tr, to, input.files());
            input.set_value("");
        }
    };
    let drop_here = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        bringing.begin(tr, to, event.data_transfer().and_then(|data| data.files()));
    };
    let label = tr.t(if is_new { "knowledge-file-send" } else { "knowledge-file-new" });
    let id = if is_new { "knowledge-files" } else { "knowledge-file-again" };
    view! {
        <div
            class="kndrop"
            class:over=move || over.get()
            on:dragover=move |event| {
                event.prevent_default();
                over.set(true);
            }
            on:dragleave=move |_| over.set(false)
            on:drop=drop_here
        >
            <input
                node_ref=input
                id=id
                type="file"
                class="sr-only"
                multiple=is_new
                accept=ACCEPTED
                disabled=move || bringing.busy.get()
                aria-describedby=format!("{id}-hint")
                on:change=take
            />
            <label class="btn" for=id>
                <Icon glyph=Glyph::Attach size=IconSize::Medium />
                {label}
            </label>
            <p class="knm" id=format!("{id}-hint")>
                {tr.t(if is_new { "knowledge-file-hint" } else { "knowledge-file-new-hint" })}
            </p>
        </div>
        <div role="status">
            <ul class="grid gap-2 min-w-0">
                {move || bringing.items.get().into_iter().map(|item| row(tr, item)).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

fn row(tr: Translator, item: Item) -> AnyView {
    let Item { name, step } = item;
    let (words, bar) = match &step {
        Step::Waiting => (tr.t("knowledge-file-waiting"), Some(0)),
        Step::Sending(percent) => {
            (tr.t_args("knowledge-file-sending", &[("percent", i64::from(*percent).into())]), Some(*percent))
        }
        Step::Reading => (tr.t("knowledge-file-reading"), Some(100)),
        Step::Done(_) => (tr.t("knowledge-file-done"), None),
        Step::Refused(refusal) => (tr.refusal(refusal), None),
    };
    let class = if matches!(step, Step::Refused(_)) { "knm text-red" } else { "knm" };
    let link = match step {
        Step::Done(id) => {
            Some(view! { <A href=format!("{HOME}/{id}") attr:class="btn">{tr.t("knowledge-file-open")}</A> })
        }
        _ => None,
    };
    let bar = bar.map(|percent| {
        view! { <progress class="knbar" max="100" value=percent.to_string() aria-label=name.clone()></progress> }
    });
    view! {
        <li class="knver">
            <span class="min-w-0">
                <span class="knt">{name.clone()}</span>
                <span class=class>{words}</span>
                {bar}
            </span>
            {link}
        </li>
    }
    .into_any()
}

/// New sources from files.
#[component]
pub(super) fn BringCard(
    /// Those on their way.
    bringing: Bringing,
) -> impl IntoView {
    let tr = use_translator();
    let audience = RwSignal::new(Audience::Customer.as_str().to_owned());
    view! {
        <section class="card p-4 grid gap-3 min-w-0" aria-labelledby="knowledge-bring">
            <h2 class="text-body font-semibold" id="knowledge-bring">{tr.t("knowledge-file-head")}</h2>
            <Select
                name="audience"
                label=text("knowledge-audience")
                value=audience
                choices=parts::audiences(tr)
                hint=text("knowledge-audience-hint")
            />
            <BringFiles bringing to=To::New(audience) />
        </section>
    }
    .into_any()
}

/// The file behind a source.
#[component]
pub(super) fn FileCard(
    /// The file.
    file: FileView,
    /// The source and its newest version.
    of: (KnowledgeId, i32),
    /// Whether it can be changed.
    can: bool,
    /// Loads the page again.
    reload: RwSignal<u32>,
) -> impl IntoView {
    let tr = use_translator();
    let bytes = tr.bytes(i64::try_from(file.bytes).unwrap_or(i64::MAX));
    let date = tr.date_time(file.at);
    let facts = tr.t_args("knowledge-file-facts", &[("size", (&bytes).into()), ("date", (&date).into())]);
    let again =
        can.then(|| view! { <BringFiles bringing=Bringing::new(reload) to=To::Version(of.0, of.1) /> });
    view! {
        <section class="card p-4 grid gap-3 min-w-0" aria-labelledby="knowledge-file">
            <h2 class="text-body font-semibold" id="knowledge-file">{tr.t("knowledge-file")}</h2>
            <div class="min-w-0">
                <p class="knt">{file.name.clone()}</p>
                <p class="knm">{facts}</p>
                <p class="knm break-all">{tr.t_args("knowledge-file-hash", &[("hash", (&file.sha256).into())])}</p>
            </div>
            <div>
                <a class="btn" href=file.url download=file.name rel="external">
                    <Icon glyph=Glyph::Download size=IconSize::Medium />
                    {tr.t("knowledge-file-download")}
                </a>
            </div>
            {again}
        </section>
    }
    .into_any()
}
