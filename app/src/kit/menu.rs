//! Popovers and menus: a panel that hangs on the control that opened it. Escape, a press elsewhere or Tab out close it;
//! Escape and a choice give the focus back.

use super::{
    focus::{self, Move},
    icon::{Glyph, Icon, IconSize},
};
use leptos::{
    context::Provider,
    ev::{FocusEvent, KeyboardEvent},
    html,
    prelude::*,
    wasm_bindgen::JsCast,
};

/// Where the panel hangs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Placement {
    /// Below, from the control's start.
    #[default]
    BelowStart,
    /// Below, to the control's end.
    BelowEnd,
    /// Above, from the control's start.
    AboveStart,
    /// Above, to the control's end.
    AboveEnd,
    /// To the right, along its foot.
    RightEnd,
}

impl Placement {
    const fn class(self) -> &'static str {
        match self {
            Self::BelowStart => "pop below-start",
            Self::BelowEnd => "pop below-end",
            Self::AboveStart => "pop above-start",
            Self::AboveEnd => "pop above-end",
            Self::RightEnd => "pop right-end",
        }
    }
}

const ITEMS: &str = "[role^=menuitem]:not([aria-disabled=true])";

/// What the items of a menu need to close it.
#[derive(Clone, Copy)]
struct MenuContext {
    open: RwSignal<bool>,
    trigger: NodeRef<html::Button>,
}

impl MenuContext {
    fn close_and_return(self) {
        self.open.set(false);
        if let Some(trigger) = self.trigger.get_untracked() {
            let _ = trigger.focus();
        }
    }
}

/// What stands on the button that opens a panel.
#[derive(Clone)]
pub struct MenuButton {
    class: String,
    label: Option<Signal<String>>,
    content: ViewFn,
}

impl MenuButton {
    /// Any content on a button of any class; `label` names it when the content is not words.
    pub fn new(class: &str, label: Option<Signal<String>>, content: impl Into<ViewFn>) -> Self {
        Self { class: class.to_owned(), label, content: content.into() }
    }

    /// An icon alone.
    #[must_use]
    pub fn icon(glyph: Glyph, label: Signal<String>) -> Self {
        Self::new("ib", Some(label), move || view! { <Icon glyph /> })
    }

    /// Words with a small arrow.
    #[must_use]
    pub fn words(text: Signal<String>) -> Self {
        Self::new("btn", None, move || {
            view! {
                {move || text.get()}
                <Icon glyph=Glyph::Down size=IconSize::Small />
            }
        })
    }

    /// Quiet, small words with an icon, as the filters of a list.
    #[must_use]
    pub fn quiet(glyph: Glyph, text: Signal<String>) -> Self {
        Self::new("btn quiet sm", None, move || {
            view! {
                <Icon glyph size=IconSize::Small />
                {move || text.get()}
            }
        })
    }
}

/// A button and the panel it opens. `popup` is the panel's role: `menu` or `dialog`.
#[component]
fn Hanging(
    button: MenuButton,
    placement: Placement,
    id: String,
    popup: &'static str,
    name: Signal<String>,
    open: RwSignal<bool>,
    children: ChildrenFn,
) -> impl IntoView {
    let root = NodeRef::<html::Div>::new();
    let panel = NodeRef::<html::Div>::new();
    let context = MenuContext { open, trigger: NodeRef::new() };
    let children = StoredValue::new(children);
    Effect::new(move |_| {
        if let (true, Some(panel)) = (open.get(), panel.get()) {
            let first = if popup == "menu" { ITEMS } else { "input,select,textarea,button,a[href]" };
            request_animation_frame(move || focus::step(&panel, first, Move::First));
        }
    });
    let leave = move |event: FocusEvent| {
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        let inside = root.get_untracked().is_some_and(|root| root.contains(next.as_ref()));
        // No next element: the window lost the focus, or a press on nothing; the page listener decides that one.
        if next.is_some() && !inside {
            open.set(false);
        }
    };
    let keys = move |event: KeyboardEvent| {
        let key = event.key();
        if key == "Escape" && open.get_untracked() {
            event.stop_propagation();
            context.close_and_return();
        } else if let (Some(direction), "menu", Some(panel)) =
            (Move::vertical(&key), popup, panel.get_untracked())
        {
            event.prevent_default();
            if open.get_untracked() {
                focus::step(&panel, ITEMS, direction);
            } else {
                open.set(true);
            }
        }
    };
    close_on_press_outside(root, open);
    let (label, content) = (button.label, button.content);
    let panel_id = id.clone();
    view! {
        <div class="relative inline-flex" node_ref=root on:focusout=leave on:keydown=keys>
            <button
                type="button"
                node_ref=context.trigger
                class=button.class
                title=move || label.map(|label| label.get())
                aria-label=move || label.map(|label| label.get())
                aria-haspopup=popup
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-controls=panel_id
                on:click=move |_| open.update(|open| *open = !*open)
            >
                {content.run()}
            </button>
            <div
                id=id
                node_ref=panel
                class=placement.class()
                role=popup
                aria-label=move || name.get()
                hidden=move || !open.get()
            >
                <Provider value=context>{move || open.get().then(|| children.with_value(|children| children()))}</Provider>
            </div>
        </div>
    }
    .into_any()
}

/// Closes a panel when something outside it is pressed.
fn close_on_press_outside(root: NodeRef<html::Div>, open: RwSignal<bool>) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::pointerdown, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
            let inside = root.get_untracked().is_some_and(|root| root.contains(target.as_ref()));
            if open.get_untracked() && !inside {
                open.set(false);
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// A menu of acts. Arrows move, Home and End jump, Enter chooses.
#[component]
pub fn Menu(
    /// The button that opens it.
    button: MenuButton,
    /// Id of the panel, unlike others on the page.
    #[prop(into)]
    id: String,
    /// Name of the menu.
    #[prop(into)]
    name: Signal<String>,
    /// Where it hangs.
    #[prop(optional)]
    placement: Placement,
    /// Its items; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <Hanging button placement id popup="menu" name open>
            {children()}
        </Hanging>
    }
    .into_any()
}

/// A panel with anything in it: filters, a small form.
#[component]
pub fn Popover(
    /// The button that opens it.
    button: MenuButton,
    /// Id of the panel, unlike others on the page.
    #[prop(into)]
    id: String,
    /// Name of the panel.
    #[prop(into)]
    name: Signal<String>,
    /// Where it hangs.
    #[prop(optional)]
    placement: Placement,
    /// Whether it is open, when the page wants to close it.
    #[prop(optional, into)]
    open: Option<RwSignal<bool>>,
    /// What it holds; made anew each time it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let open = open.unwrap_or_else(|| RwSignal::new(false));
    view! {
        <Hanging button placement id popup="dialog" name open>
            {children()}
        </Hanging>
    }
    .into_any()
}

/// An act of a menu. With `checked` it is one of several choices.
#[component]
pub fn MenuItem(
    /// An icon before the words.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// Whether it is the chosen one of several.
    #[prop(optional, into)]
    checked: MaybeProp<bool>,
    /// It takes something away.
    #[prop(optional)]
    danger: bool,
    /// It cannot be chosen now.
    #[prop(optional, into)]
    disabled: Signal<bool>,
    /// Key that does the same, such as `E`.
    #[prop(optional, into)]
    keys: Option<&'static str>,
    /// What happens.
    #[prop(into)]
    on_press: Callback<()>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let menu = use_context::<MenuContext>();
    let is_choice = checked.get_untracked().is_some();
    let press = move |_| {
        if disabled.get_untracked() {
            return;
        }
        if let Some(menu) = menu {
            menu.close_and_return();
        }
        on_press.run(());
    };
    view! {
        <button
            type="button"
            class="mi"
            class:danger=danger
            role=if is_choice { "menuitemradio" } else { "menuitem" }
            tabindex="-1"
            aria-checked=move || checked.get().map(|checked| if checked { "true" } else { "false" })
            aria-disabled=move || disabled.get().then_some("true")
            on:click=press
        >
            {glyph.map(|glyph| view! { <Icon glyph size=IconSize::Medium /> })}
            <span class="min-w-0 truncate">{children()}</span>
            {move || {
                checked
                    .get()
                    .unwrap_or_default()
                    .then(|| view! { <span class="end"><Icon glyph=Glyph::Check size=IconSize::Medium /></span> })
            }}
            {keys.map(|keys| view! { <kbd class="end">{keys}</kbd> })}
        </button>
    }
    .into_any()
}

/// An item of a menu that goes somewhere.
#[component]
pub fn MenuLink(
    /// Where.
    #[prop(into)]
    href: String,
    /// An icon before the words.
    #[prop(optional, into)]
    glyph: Option<Glyph>,
    /// The words.
    children: Children,
) -> impl IntoView {
    let menu = use_context::<MenuContext>();
    view! {
        <a
            href=href
            class="mi"
            role="menuitem"
            tabindex="-1"
            on:click=move |_| {
                if let Some(menu) = menu {
                    menu.open.set(false);
                }
            }
        >
            {glyph.map(|glyph| view! { <Icon glyph size=IconSize::Medium /> })}
            <span class="min-w-0 truncate">{children()}</span>
        </a>
    }
    .into_any()
}

/// A line between groups of items.
#[component]
pub fn MenuSeparator() -> impl IntoView {
    view! { <div class="ms" role="separator"></div> }
}

/// The name of a group of items.
#[component]
pub fn MenuTitle(
    /// The words.
    children: Children,
) -> impl IntoView {
    view! { <div class="mt" role="presentation">{children()}</div> }
}
