//! The list of conversations: tabs and filters, rows, the next page as it is scrolled to.

use super::{
    address, api,
    row::RowView,
    rows::Rows,
    store::{Inbox, use_inbox},
    triage::{self, TriageMenu},
};
use crate::{
    call::Called,
    frame::use_unread,
    i18n::use_translator,
    kit::{
        Button, ButtonSize, EmptyFace, ErrorFace, Glyph, IconButton, LinkButton, LinkTab, LinkTabs, Menu,
        MenuButton, MenuItem, MenuSeparator, Placement, Tone, use_commands,
    },
};
use leptos::{ev::Event, html, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use prosa_domain::{conversation::ConversationStatus, id::ConversationId, refusal::Refusal};
use prosa_wire::inbox::{InboxFilter, InboxPage, LineRef, Scope};

/// Distance from the end, in pixels, at which the next page is asked for.
const NEAR_END: i32 = 600;

/// The left pane. It begins with what the server loaded; another filter loads another list into it.
#[component]
pub fn ListPane(
    /// What is listed.
    filter: Memo<InboxFilter>,
    /// The first page of the list the address asked for.
    first: Called<InboxPage>,
    /// The open conversation.
    open: Signal<Option<ConversationId>>,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let commands = use_commands();
    let lines = RwSignal::new(first.as_ref().map(|page| page.lines.clone()).unwrap_or_default());
    let sequence = first.as_ref().map(|page| page.sequence).ok();
    let listed = RwSignal::new(listed(inbox, filter.get_untracked(), first));
    let loading = RwSignal::new(false);
    load_when_asked(Loader { inbox, filter, lines, listed, loading, sequence });
    let shown = move || match listed.get() {
        Ok(rows) => view! { <RowList rows open /> }.into_any(),
        Err(refusal) => {
            let retry = move |()| inbox.reload();
            view! { <ErrorFace title=tr.t("inbox-list-failed") refusal on_retry=retry /> }.into_any()
        }
    };
    view! {
        <section class="list" aria-label=tr.t("inbox-list")>
            <header class="lh">
                <h1 class="grow">{tr.t("inbox-title")}</h1>
                <IconButton glyph=Glyph::Search label=tr.t("inbox-search") on_press=move |()| commands.open() />
            </header>
            <ScopeTabs filter open />
            <div class="lf">
                <StatusMenu filter open />
                <LineMenu filter open lines />
                <TriageMenu filter open />
            </div>
            <div class="grow min-h-0 flex flex-col" class:opacity-60=loading aria-busy=move || loading.get().then_some("true")>
                {shown}
            </div>
        </section>
    }
    .into_any()
}

fn listed(inbox: Inbox, filter: InboxFilter, answer: Called<InboxPage>) -> Result<Rows, Refusal> {
    answer.map(|page| inbox.loaded_list(filter, page)).map_err(|error| error.0)
}

#[derive(Clone, Copy)]
struct Loader {
    inbox: Inbox,
    filter: Memo<InboxFilter>,
    lines: RwSignal<Vec<LineRef>>,
    listed: RwSignal<Result<Rows, Refusal>>,
    loading: RwSignal<bool>,
    /// Last event the first page holds.
    sequence: Option<i64>,
}

/// Loads the list again when the filter changes or everything has to be loaded afresh. In the browser only.
fn load_when_asked(loader: Loader) {
    let Loader { inbox, filter, lines, listed, loading, sequence } = loader;
    // Lists loaded later live as long as this pane.
    let owner = StoredValue::new(Owner::current());
    // By itself, so that it lasts as long as the pane and not only until the next filter.
    Effect::new(move |_| {
        if let Some(sequence) = sequence {
            inbox.follow(sequence);
        }
    });
    Effect::new(move |before: Option<(InboxFilter, u32)>| {
        let wanted = (filter.get(), inbox.reloads.get());
        match before {
            None => {}
            Some(before) if before == wanted => {}
            Some((_, reloads)) => {
                loading.set(true);
                let afresh = reloads != wanted.1;
                spawn_local(async move {
                    let answer = api::inbox_page(wanted.0, None).await;
                    let current = filter.try_get_untracked().zip(inbox.reloads.try_get_untracked());
                    if current != Some(wanted) {
                        // Another list is wanted by now.
                        return;
                    }
                    loading.set(false);
                    if let Ok(page) = &answer {
                        lines.set(page.lines.clone());
                        if afresh {
                            inbox.follow(page.sequence);
                        }
                    }
                    let rows =
                        owner.get_value().map(|owner| owner.with(|| self::listed(inbox, wanted.0, answer)));
                    if let Some(rows) = rows {
                        listed.set(rows);
                    }
                });
            }
        }
        wanted
    });
}

#[component]
fn ScopeTabs(filter: Memo<InboxFilter>, open: Signal<Option<ConversationId>>) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let tab = move |scope: Scope, key: &'static str| {
        let href = Signal::derive(move || address::path(open.get(), InboxFilter { scope, ..filter.get() }));
        let current = Signal::derive(move || Some(filter.get().scope == scope));
        let count = move || {
            let counts = inbox.counts.get();
            let count = match scope {
                Scope::Mine => counts.mine,
                Scope::Unassigned => counts.unassigned,
                Scope::All => counts.all,
            };
            if count > 100 { "100+".to_owned() } else { count.to_string() }
        };
        view! {
            <LinkTab href current>
                {tr.t(key)}
                <span class="n">{count}</span>
            </LinkTab>
        }
    };
    view! {
        <div class="lt">
            <LinkTabs name=tr.t("inbox-scopes")>
                {tab(Scope::Mine, "inbox-scope-mine")}
                {tab(Scope::Unassigned, "inbox-scope-unassigned")}
                {tab(Scope::All, "inbox-scope-all")}
            </LinkTabs>
        </div>
    }
    .into_any()
}

/// Goes to the same screen with another filter.
pub(super) fn go_to(
    navigate: &(impl Fn(&str, NavigateOptions) + Clone),
    open: Signal<Option<ConversationId>>,
    filter: InboxFilter,
) {
    let options = NavigateOptions { scroll: false, ..NavigateOptions::default() };
    navigate(&address::path(open.get_untracked(), filter), options);
}

#[component]
fn StatusMenu(filter: Memo<InboxFilter>, open: Signal<Option<ConversationId>>) -> impl IntoView {
    let tr = use_translator();
    let words = move |status: Option<ConversationStatus>| match status {
        Some(status) => tr.t(status_list_key(status)),
        None => tr.t("inbox-status-any"),
    };
    let button = MenuButton::quiet(Glyph::Filter, Signal::derive(move || words(filter.get().status)));
    let choices: Vec<Option<ConversationStatus>> =
        ConversationStatus::ALL.into_iter().map(Some).chain([None]).collect();
    view! {
        <Menu button id="status-filter" name=tr.t("inbox-status-filter")>
            {choices
                .iter()
                .map(|status| {
                    let status = *status;
                    let navigate = use_navigate();
                    let choose = move |()| {
                        go_to(&navigate, open, InboxFilter { status, ..filter.get_untracked() });
                    };
                    let checked = Signal::derive(move || Some(filter.get().status == status));
                    view! { <MenuItem checked on_press=choose>{words(status)}</MenuItem> }
                })
                .collect_view()}
        </Menu>
    }
    .into_any()
}

/// Key of a status as the name of a list.
const fn status_list_key(status: ConversationStatus) -> &'static str {
    match status {
        ConversationStatus::Open => "inbox-list-open",
        ConversationStatus::Pending => "inbox-list-pending",
        ConversationStatus::Resolved => "inbox-list-resolved",
    }
}

#[component]
fn LineMenu(
    filter: Memo<InboxFilter>,
    open: Signal<Option<ConversationId>>,
    lines: RwSignal<Vec<LineRef>>,
) -> impl IntoView {
    let tr = use_translator();
    let words = move || {
        let chosen = filter.get().line_id;
        let label = lines
            .with(|lines| lines.iter().find(|line| Some(line.id) == chosen).map(|line| line.label.clone()));
        label.unwrap_or_else(|| tr.t("inbox-lines-all"))
    };
    let button = MenuButton::quiet(Glyph::Hash, Signal::derive(words));
    let item = move |line: Option<LineRef>| {
        let navigate = use_navigate();
        let id = line.as_ref().map(|line| line.id);
        let label =
            line.map_or_else(|| tr.t("inbox-lines-all"), |line| format!("{} · {}", line.badge, line.label));
        let choose = move |()| go_to(&navigate, open, InboxFilter { line_id: id, ..filter.get_untracked() });
        let checked = Signal::derive(move || Some(filter.get().line_id == id));
        view! { <MenuItem checked on_press=choose>{label}</MenuItem> }
    };
    view! {
        <span class="ml-auto">
            <Menu button id="line-filter" name=tr.t("inbox-line-filter") placement=Placement::BelowEnd>
                {item(None)}
                <MenuSeparator />
                {move || lines.get().into_iter().map(|line| item(Some(line))).collect_view()}
            </Menu>
        </span>
    }
    .into_any()
}

#[component]
fn RowList(rows: Rows, open: Signal<Option<ConversationId>>) -> impl IntoView {
    let tr = use_translator();
    let unread = use_unread();
    let loading = RwSignal::new(false);
    let failed = RwSignal::new(false);
    let load = move || load_more(rows, loading, failed);
    let root = NodeRef::<html::Ul>::new();
    let scrolled = move |_: Event| {
        let Some(root) = root.get_untracked() else { return };
        let left = root.scroll_height() - root.client_height() - root.scroll_top();
        if left < NEAR_END && !failed.get_untracked() {
            load();
        }
    };
    Effect::new(move |_| unread.set(rows.unread()));
    let is_empty = move || rows.entries.with(Vec::is_empty);
    view! {
        <ul
            class="scroll rows"
            id="conversation-rows"
            node_ref=root
            on:scroll=scrolled
            hidden=is_empty
        >
            <For each=move || rows.entries.get() key=|entry| entry.id let:entry>
                <li>
                    <RowView row=entry.row filter=rows.filter open />
                </li>
            </For>
            <li class="p-2 text-center" hidden=move || rows.next.get().is_none()>
                <Button
                    tone=Tone::Ghost
                    size=ButtonSize::Small
                    loading
                    on_press=move |()| load()
                >
                    {move || tr.t(if failed.get() { "inbox-more-again" } else { "inbox-more" })}
                </Button>
            </li>
        </ul>
        {move || is_empty().then(|| view! { <NothingListed filter=rows.filter /> })}
    }
    .into_any()
}

fn load_more(rows: Rows, loading: RwSignal<bool>, failed: RwSignal<bool>) {
    let Some(after) = rows.next.get_untracked().filter(|_| !loading.get_untracked()) else { return };
    loading.set(true);
    spawn_local(async move {
        let answer = api::inbox_page(rows.filter, Some(after)).await;
        let _ = loading.try_set(false);
        let _ = failed.try_set(answer.is_err());
        if let Ok(page) = answer {
            rows.append(page);
        }
    });
}

/// An empty list: what would be here, and the one next step.
#[component]
fn NothingListed(filter: InboxFilter) -> impl IntoView {
    let tr = use_translator();
    let everything = filter == address::filter(&leptos_router::params::ParamsMap::new());
    if everything {
        return view! {
            <EmptyFace glyph=Glyph::Chat title=tr.t("inbox-first-title") text=tr.t("inbox-first-text")>
                <LinkButton href="/configuracoes/numeros" tone=Tone::Primary>
                    {tr.t("inbox-first-step")}
                </LinkButton>
            </EmptyFace>
        }
        .into_any();
    }
    if triage::narrows(filter) {
        return view! {
            <EmptyFace glyph=Glyph::Spark title=tr.t("label-empty") text=tr.t("label-empty-text")>
                <LinkButton href=triage::without(filter)>{tr.t("label-filter-all")}</LinkButton>
            </EmptyFace>
        }
        .into_any();
    }
    let (title, text) = match filter.scope {
        Scope::Mine => ("inbox-empty-mine", "inbox-empty-mine-text"),
        Scope::Unassigned => ("inbox-empty-unassigned", "inbox-empty-unassigned-text"),
        Scope::All => ("inbox-empty-all", "inbox-empty-all-text"),
    };
    view! {
        <EmptyFace glyph=Glyph::Chat title=tr.t(title) text=tr.t(text)>
            <LinkButton href=address::HOME>{tr.t("inbox-empty-step")}</LinkButton>
        </EmptyFace>
    }
    .into_any()
}
