//! Files before they are sent: looked at, named with a caption, taken out, and sent one after the other with their progress.

use super::{
    super::{
        bubbles::Bubbles,
        store::{Inbox, use_inbox},
    },
    pick::{CAPTION_MAX, FILES_MAX, Plan, Redraw, Wish, plan},
    shrink,
    tool::Tool,
};
use crate::{
    i18n::use_translator,
    kit::{
        Button, ButtonSize, Dialog, DialogActions, DialogKind, Glyph, Icon, IconButton, IconSize, Progress,
        Tone,
    },
    upload::{self, Upload},
};
use leptos::{html, prelude::*, task::spawn_local};
use prosa_domain::{
    id::{CommandId, MediaId},
    media::MediaKind,
    message::content::Voice,
    refusal::{Code, Refusal},
};
use prosa_wire::inbox::OutgoingBody;
use std::cell::RefCell;
use web_sys::{File, FileList, Url};

thread_local! {
    /// Files that were pasted or dropped, on their way to the tray.
    static DROPPED: RefCell<Vec<File>> = const { RefCell::new(Vec::new()) };
    /// The tray that is open.
    static OPEN: RefCell<Option<Tray>> = const { RefCell::new(None) };
}

/// Takes files that were pasted or dropped. True when there were some.
pub fn dropped(bubbles: Bubbles, files: Option<FileList>) -> bool {
    let files = list(files);
    if files.is_empty() || bubbles.refusal.with_untracked(Option::is_some) {
        return false;
    }
    let tray = OPEN.with_borrow(|open| open.filter(|tray| tray.items.try_get_untracked().is_some()));
    match tray {
        Some(tray) => tray.add(files, Wish::Gallery),
        None => {
            DROPPED.with_borrow_mut(|waiting| waiting.extend(files));
            bubbles.tool.set(Some(Tool::Dropped));
        }
    }
    true
}

fn list(files: Option<FileList>) -> Vec<File> {
    files.map(|files| (0..files.length()).filter_map(|place| files.item(place)).collect()).unwrap_or_default()
}

/// How far a file is.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    /// Waits for the word to go.
    Ready,
    /// On its way, so many percent.
    Sending(u32),
    /// Did not go, and why.
    Stopped(Refusal),
    /// Cannot go, and why.
    Refused(Refusal),
}

/// A file in the tray.
#[derive(Clone, Copy)]
struct Item {
    key: usize,
    file: StoredValue<File, LocalStorage>,
    plan: Option<Plan>,
    caption: RwSignal<String>,
    step: RwSignal<Step>,
    /// The same file sent again is the same message.
    command: CommandId,
    /// Where the browser shows it from; empty for what it cannot show.
    look: StoredValue<String>,
    /// What the server has of it already.
    stored: StoredValue<Option<MediaId>>,
}

/// The tray.
#[derive(Clone, Copy)]
struct Tray {
    inbox: Inbox,
    bubbles: Bubbles,
    items: RwSignal<Vec<Item>>,
    next: StoredValue<usize>,
    busy: RwSignal<bool>,
    running: StoredValue<Option<Upload>, LocalStorage>,
    open: RwSignal<bool>,
}

impl Tray {
    fn add(self, files: Vec<File>, wish: Wish) {
        for file in files {
            if self.items.with_untracked(Vec::len) >= FILES_MAX {
                break;
            }
            let key = self.next.get_value();
            self.next.set_value(key + 1);
            let bytes = format!("{:.0}", file.size()).parse().unwrap_or(u64::MAX);
            let planned = plan(wish, &file.type_(), bytes);
            let shows = file.type_().starts_with("image/");
            let look = shows.then(|| Url::create_object_url_with_blob(&file).ok()).flatten();
            let step = planned.clone().map_or_else(Step::Refused, |_| Step::Ready);
            let item = Item {
                key,
                file: StoredValue::new_local(file),
                plan: planned.ok(),
                caption: RwSignal::new(String::new()),
                step: RwSignal::new(step),
                command: super::super::fresh_command(),
                look: StoredValue::new(look.unwrap_or_default()),
                stored: StoredValue::new(None),
            };
            self.items.update(|items| items.push(item));
        }
    }

    fn remove(self, key: usize) {
        self.items.update(|items| {
            items.retain(|item| {
                if item.key == key {
                    forget_look(item);
                }
                item.key != key
            });
        });
        if self.items.with_untracked(Vec::is_empty) {
            self.close();
        }
    }

    /// Stops what is on its way; the file stays in the tray.
    fn stop(self) {
        self.running.set_value(None);
        self.busy.set(false);
        for item in self.items.get_untracked() {
            item.step.update(|step| {
                if matches!(step, Step::Sending(_)) {
                    *step = Step::Ready;
                }
            });
        }
    }

    fn close(self) {
        self.running.set_value(None);
        let _ = self.open.try_set(false);
    }

    /// Sends what can be sent, one after the other, so that they arrive in the order they stand.
    fn send(self) {
        if self.busy.get_untracked() {
            return;
        }
        let may_go =
            |item: &Item| item.step.with_untracked(|step| matches!(step, Step::Ready | Step::Stopped(_)));
        let Some(item) = self.items.with_untracked(|items| items.iter().copied().find(may_go)) else {
            return;
        };
        self.busy.set(true);
        item.step.set(Step::Sending(0));
        spawn_local(async move {
            if let Err(refusal) = self.prepare(item).await {
                self.stopped(item, refusal);
            }
        });
    }

    async fn prepare(self, item: Item) -> Result<(), Refusal> {
        let unreachable = || Refusal::new(Code::Unreachable);
        let plan = item.plan.ok_or_else(unreachable)?;
        if let Some(media) = item.stored.get_value() {
            self.uploaded(item, media);
            return Ok(());
        }
        let file = item.file.try_get_value().ok_or_else(unreachable)?;
        let unread =
            || Refusal::new(Code::MediaType).with("kind", plan.kind.as_str()).with("mime", file.type_());
        let blob = shrink::prepare(&file, plan.redraw).await.ok_or_else(unread)?;
        let redrawn = plan.redraw != Redraw::Never && blob.type_() != file.type_();
        let name = if redrawn { jpeg_name(&file.name()) } else { file.name() };
        let mime = if blob.type_().is_empty() { "application/octet-stream".to_owned() } else { blob.type_() };
        let address = upload::address(self.bubbles.id, &name, plan.kind.as_str());
        let percent = move |percent| {
            let _ = item.step.try_set(Step::Sending(percent));
        };
        let done = move |answer| match answer {
            Ok(media) => {
                item.stored.try_update_value(|stored| *stored = Some(media));
                self.uploaded(item, media);
            }
            Err(refusal) => self.stopped(item, refusal),
        };
        let upload = upload::begin(&address, &blob, &mime, percent, done)?;
        // Stopped while the picture was made smaller: dropping it ends it.
        if self.busy.try_get_untracked() == Some(true) {
            self.running.try_update_value(|running| *running = Some(upload));
        }
        Ok(())
    }

    fn uploaded(self, item: Item, media: MediaId) {
        let caption = item.caption.try_get_untracked().unwrap_or_default();
        let caption =
            if item.plan.is_some_and(|plan| plan.kind == MediaKind::Audio) { String::new() } else { caption };
        let body = OutgoingBody::Media { media, caption, as_voice: Voice::File };
        spawn_local(async move {
            match self.inbox.post(self.bubbles, item.command, body, None).await {
                Ok(_) => {
                    let _ = self.busy.try_set(false);
                    let left = self.items.try_update(|items| {
                        items.retain(|other| other.key != item.key);
                        items.len()
                    });
                    forget_look(&item);
                    match left {
                        Some(0) => self.close(),
                        Some(_) => self.send(),
                        None => {}
                    }
                }
                Err(refusal) => self.stopped(item, refusal),
            }
        });
    }

    fn stopped(self, item: Item, refusal: Refusal) {
        let _ = item.step.try_set(Step::Stopped(refusal));
        let _ = self.busy.try_set(false);
        self.running.try_update_value(|running| *running = None);
    }
}

fn forget_look(item: &Item) {
    item.look.with_value(|look| {
        if !look.is_empty() {
            let _ = Url::revoke_object_url(look);
        }
    });
}

/// A photo that was drawn anew is a JPEG, and is called one.
fn jpeg_name(name: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.jpg")
}

/// The tray, opened by a tool.
pub fn tray(bubbles: Bubbles, tool: Tool) -> AnyView {
    let tr = use_translator();
    let tray = Tray {
        inbox: use_inbox(),
        bubbles,
        items: RwSignal::new(Vec::new()),
        next: StoredValue::new(0),
        busy: RwSignal::new(false),
        running: StoredValue::new_local(None),
        open: RwSignal::new(true),
    };
    tray.add(DROPPED.take(), Wish::Gallery);
    OPEN.set(Some(tray));
    Effect::new(move |_| {
        if !tray.open.get() {
            tray.running.set_value(None);
            tray.items.with_untracked(|items| items.iter().for_each(forget_look));
            bubbles.tool.set(None);
        }
    });
    let wish = if tool == Tool::Documents { Wish::Document } else { Wish::Gallery };
    let title = Signal::derive(move || match tray.items.with(Vec::len) {
        0 => tr.t(tool.key()),
        count => {
            tr.t_args("inbox-files-count", &[("count", i64::try_from(count).unwrap_or_default().into())])
        }
    });
    view! {
        <Dialog open=tray.open title kind=DialogKind::Wide id="tray">
            <Inside tray tool wish />
        </Dialog>
    }
    .into_any()
}

#[component]
fn Inside(tray: Tray, tool: Tool, wish: Wish) -> impl IntoView {
    let tr = use_translator();
    let input = NodeRef::<html::Input>::new();
    let take = move |_| {
        if let Some(input) = input.get_untracked() {
            tray.add(list(input.files()), wish);
            input.set_value("");
        }
    };
    Effect::new(move |_| {
        if let Some(input) = input.get().filter(|_| tool != Tool::Dropped) {
            input.click();
        }
    });
    let given_up = move |_: leptos::ev::Event| {
        if tray.items.with_untracked(Vec::is_empty) {
            tray.close();
        }
    };
    let drop_here = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        event.stop_propagation();
        tray.add(list(event.data_transfer().and_then(|data| data.files())), wish);
    };
    let (accept, capture) = match tool {
        Tool::Documents => ("", None),
        Tool::Camera => ("image/*", Some("environment")),
        _ => ("image/*,video/mp4,video/3gpp,audio/*", None),
    };
    let sendable = Memo::new(move |_| {
        tray.items.with(|items| {
            items.iter().filter(|item| item.step.with(|step| !matches!(step, Step::Refused(_)))).count()
        })
    });
    view! {
        <div on:dragover=move |event| event.prevent_default() on:drop=drop_here>
            <input
                node_ref=input
                type="file"
                class="sr-only"
                tabindex="-1"
                aria-label=tr.t("inbox-files-add")
                multiple=tool != Tool::Camera
                accept=accept
                capture=capture
                on:change=take
                on:cancel=given_up
            />
            <ul class="tray">
                <For each=move || tray.items.get() key=|item| item.key let:item>
                    <Row tray item />
                </For>
            </ul>
            <p class="fh">{tr.t("inbox-files-limits")}</p>
            <DialogActions>
                <Button
                    tone=Tone::Ghost
                    glyph=Glyph::Plus
                    disabled=tray.busy
                    on_press=move |()| {
                        if let Some(input) = input.get_untracked() {
                            input.click();
                        }
                    }
                >
                    {tr.t("inbox-files-add")}
                </Button>
                {move || {
                    if tray.busy.get() {
                        view! { <Button glyph=Glyph::Close on_press=move |()| tray.stop()>{tr.t("inbox-files-stop")}</Button> }
                            .into_any()
                    } else {
                        let disabled = Signal::derive(move || sendable.get() == 0);
                        view! {
                            <Button tone=Tone::Primary glyph=Glyph::Send disabled on_press=move |()| tray.send()>
                                {tr.t("inbox-send")}
                            </Button>
                        }
                            .into_any()
                    }
                }}
            </DialogActions>
        </div>
    }
    .into_any()
}

/// A file: what it looks like, its caption, how far it is.
#[component]
fn Row(tray: Tray, item: Item) -> impl IntoView {
    let tr = use_translator();
    let (name, bytes) = item.file.with_value(|file| (file.name(), file.size()));
    let bytes = format!("{bytes:.0}").parse().unwrap_or_default();
    let look = item.look.get_value();
    let kind = item.plan.map(|plan| plan.kind);
    let glyph = match kind {
        Some(MediaKind::Image) => Glyph::Image,
        Some(MediaKind::Video) => Glyph::Video,
        Some(MediaKind::Audio) => Glyph::Microphone,
        _ => Glyph::File,
    };
    let sending = Memo::new(move |_| matches!(item.step.get(), Step::Sending(_)));
    let remove = tr.t_args("inbox-files-remove", &[("name", (&name).into())]);
    let caption_label = tr.t_args("inbox-files-caption", &[("name", (&name).into())]);
    let placeholder = tr.t("inbox-files-caption-placeholder");
    let facts =
        format!("{} · {}", kind.map_or_else(String::new, |kind| tr.t(kind_key(kind))), tr.bytes(bytes));
    let captioned = !matches!(kind, None | Some(MediaKind::Audio | MediaKind::Sticker));
    view! {
        <li>
            <span class="tlook">
                {if look.is_empty() {
                    view! { <Icon glyph size=IconSize::Large /> }.into_any()
                } else {
                    view! { <img src=look alt="" width="56" height="56" /> }.into_any()
                }}
            </span>
            <div class="min-w-0 grow">
                <b class="block text-small font-semibold truncate">{name}</b>
                <span class="block text-meta text-ink-2">{facts}</span>
                {captioned
                    .then(|| {
                        view! {
                            <span class="field">
                                <input
                                    type="text"
                                    aria-label=caption_label
                                    placeholder=placeholder
                                    maxlength=CAPTION_MAX
                                    disabled=move || sending.get()
                                    prop:value=item.caption
                                    on:input:target=move |event| item.caption.set(event.target().value())
                                />
                            </span>
                        }
                    })}
                {move || state(tr, &item.step.get())}
            </div>
            <IconButton
                glyph=Glyph::Close
                label=remove
                size=ButtonSize::Small
                disabled=Signal::derive(move || sending.get())
                on_press=move |()| tray.remove(item.key)
            />
        </li>
    }
    .into_any()
}

/// How far a file is, in words.
fn state(tr: prosa_i18n::Translator, step: &Step) -> AnyView {
    match step {
        Step::Ready => ().into_any(),
        Step::Sending(percent) => {
            let percent = *percent;
            view! { <Progress percent=Signal::stored(percent) label=tr.t("inbox-sending") thin=true /> }
                .into_any()
        }
        Step::Stopped(refusal) | Step::Refused(refusal) => view! {
            <p class="fe" role="alert">
                <Icon glyph=Glyph::Warning size=IconSize::Small />
                {tr.refusal(refusal)}
            </p>
        }
        .into_any(),
    }
}

const fn kind_key(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "inbox-kind-image",
        MediaKind::Audio => "inbox-kind-audio",
        MediaKind::Video => "inbox-kind-video",
        MediaKind::Document => "inbox-kind-document",
        MediaKind::Sticker => "inbox-kind-sticker",
    }
}
