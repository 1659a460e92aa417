//! Tabs: one face of a thing at a time. `Tabs` switch within the page, `LinkTabs` go to addresses.

use super::{
    focus::{self, Move},
    icon::{Glyph, Icon, IconSize},
};
use leptos::{ev::KeyboardEvent, html, prelude::*};
use leptos_router::components::A;

/// One tab of [`Tabs`].
#[derive(Clone)]
pub struct TabItem {
    /// Its id, given back when it is chosen.
    pub id: &'static str,
    /// Its words.
    pub label: Signal<String>,
    /// An icon before them.
    pub glyph: Option<Glyph>,
    /// A number after them.
    pub count: Option<Signal<Option<u32>>>,
}

impl TabItem {
    /// A tab with words only.
    pub const fn new(id: &'static str, label: Signal<String>) -> Self {
        Self { id, label, glyph: None, count: None }
    }

    /// The same with an icon.
    #[must_use]
    pub fn glyph(self, glyph: Glyph) -> Self {
        Self { glyph: Some(glyph), ..self }
    }

    /// The same with a number.
    #[must_use]
    pub fn count(self, count: Signal<Option<u32>>) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// One tab's head; `Tabs` draws these.
#[component]
pub fn Tab(
    /// What it shows.
    item: TabItem,
    /// Id of the panel it opens.
    #[prop(optional, into)]
    panel: Option<String>,
    /// The chosen tab.
    selected: Signal<&'static str>,
    /// Asked for this one.
    on_select: Callback<&'static str>,
) -> impl IntoView {
    let id = item.id;
    let is_selected = move || selected.get() == id;
    view! {
        <button
            type="button"
            role="tab"
            aria-selected=move || if is_selected() { "true" } else { "false" }
            aria-controls=panel
            tabindex=move || if is_selected() { "0" } else { "-1" }
            on:click=move |_| on_select.run(id)
            on:focus=move |_| {
                if selected.get_untracked() != id {
                    on_select.run(id);
                }
            }
        >
            {item.glyph.map(|glyph| view! { <Icon glyph size=IconSize::Small /> })}
            {move || item.label.get()}
            {item.count.map(|count| move || count.get().map(|count| view! { <span class="n">{count}</span> }))}
        </button>
    }
    .into_any()
}

/// A row of tabs. Left and right move and choose.
#[component]
pub fn Tabs(
    /// Name of the row.
    #[prop(into)]
    name: Signal<String>,
    /// The tabs.
    items: Vec<TabItem>,
    /// The chosen one.
    #[prop(into)]
    selected: Signal<&'static str>,
    /// Id of the panel they fill.
    #[prop(optional, into)]
    panel: Option<String>,
    /// Asked for another.
    #[prop(into)]
    on_select: Callback<&'static str>,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let keys = move |event: KeyboardEvent| {
        if let Some((direction, root)) = Move::horizontal(&event.key()).zip(root.get_untracked()) {
            event.prevent_default();
            focus::step(&root, "[role=tab]", direction);
        }
    };
    let tabs = items
        .into_iter()
        .map(|item| view! { <Tab item panel=panel.clone().unwrap_or_default() selected on_select /> })
        .collect_view();
    view! {
        <div class="tabs" role="tablist" aria-label=move || name.get() node_ref=root on:keydown=keys>
            {tabs}
        </div>
    }
    .into_any()
}

/// A row of links that look like tabs; the address says which is chosen.
#[component]
pub fn LinkTabs(
    /// Name of the row.
    #[prop(into)]
    name: Signal<String>,
    /// The links.
    children: Children,
) -> impl IntoView {
    view! {
        <nav class="tabs" aria-label=move || name.get()>
            {children()}
        </nav>
    }
    .into_any()
}

/// A link of [`LinkTabs`]. `current` overrides what the path says, for addresses that differ in their query only.
#[component]
pub fn LinkTab(
    /// Where it goes.
    #[prop(into)]
    href: Signal<String>,
    /// Whether it is the chosen one; none leaves it to the path.
    #[prop(optional, into)]
    current: MaybeProp<bool>,
    /// A number after the words.
    #[prop(optional, into)]
    count: MaybeProp<u32>,
    /// The words.
    children: Children,
) -> impl IntoView {
    // A step to another screen changes the address first and takes this row away after; what it was told may be gone by then.
    let href = move || href.try_get().unwrap_or_default();
    let inside = view! {
        {children()}
        {move || count.try_get().flatten().map(|count| view! { <span class="n">{count}</span> })}
    };
    if current.get_untracked().is_some() {
        let state = move || current.try_get().flatten().unwrap_or_default().then_some("true");
        view! {
            <a href=href aria-current=state>
                {inside}
            </a>
        }
        .into_any()
    } else {
        view! { <A href=href>{inside}</A> }.into_any()
    }
}
