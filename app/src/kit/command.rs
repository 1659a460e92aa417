//! The command bar (Ctrl or ⌘ K) and the keys of a screen.
//!
//! Screens hand in [`Command`]s while they are shown. Each appears in the bar and, when it has keys, runs by them anywhere
//! outside a field. `?` shows all keys.

use super::{
    dialog::{Dialog, DialogKind},
    focus::{self, Move},
    icon::{Glyph, Icon, IconSize},
};
use crate::{i18n::use_translator, later::later};
use leptos::{ev::KeyboardEvent, html, prelude::*, task::spawn_local};
use std::{pin::Pin, sync::Arc, time::Duration};

/// Something a person can ask for by name or by key.
#[derive(Clone)]
pub struct Command {
    /// Unlike others that are handed in at the same time.
    pub id: &'static str,
    /// The group it stands in, translated.
    pub group: String,
    /// Its name, translated.
    pub label: String,
    /// Its icon.
    pub glyph: Glyph,
    /// Keys, such as `e` or `g c`; empty for none.
    pub keys: &'static str,
    /// What happens.
    pub run: Callback<()>,
}

/// Finds more than commands by words; each thing found is a command that goes there.
pub type Finder = Arc<dyn Fn(String) -> Pin<Box<dyn Future<Output = Vec<Command>>>> + Send + Sync>;

/// Letters from which a finder is asked.
const FIND_FROM: usize = 3;
/// How long somebody has to stop writing before it is asked.
const FIND_AFTER: Duration = Duration::from_millis(250);

/// Where commands are handed in; got by [`use_commands`].
#[derive(Clone, Copy)]
pub struct Commands {
    finder: StoredValue<Option<Finder>>,
    list: RwSignal<Vec<Command>>,
    bar_open: RwSignal<bool>,
    keys_open: RwSignal<bool>,
    pressed: RwSignal<String>,
}

impl Commands {
    /// Hands in commands until the calling component goes away.
    pub fn provide(self, commands: Vec<Command>) {
        let ids: Vec<&'static str> = commands.iter().map(|command| command.id).collect();
        self.list.update(|list| {
            list.retain(|known| !ids.contains(&known.id));
            list.extend(commands);
        });
        on_cleanup(move || {
            let _ = self.list.try_update(|list| list.retain(|known| !ids.contains(&known.id)));
        });
    }

    /// Lets the bar find more than commands.
    pub fn find_with(self, finder: Finder) {
        self.finder.set_value(Some(finder));
    }

    /// Asks the finder once the writing stops; what was found for older words is dropped.
    fn find(self, query: RwSignal<String>, found: RwSignal<Vec<Command>>) {
        found.set(Vec::new());
        let words = query.get_untracked();
        let Some(finder) = self.finder.get_value().filter(|_| words.trim().chars().count() >= FIND_FROM)
        else {
            return;
        };
        set_timeout(
            move || {
                if query.try_get_untracked().as_ref() != Some(&words) {
                    return;
                }
                spawn_local(async move {
                    let list = finder(words.clone()).await;
                    if query.try_get_untracked() == Some(words) {
                        let _ = found.try_set(list);
                    }
                });
            },
            FIND_AFTER,
        );
    }

    /// Opens the bar.
    pub fn open(self) {
        self.bar_open.set(true);
    }

    /// Opens the list of keys.
    pub fn show_keys(self) {
        self.keys_open.set(true);
    }

    /// Runs the command of a key, with the key before it if that began a pair. True when the key was used.
    fn press(self, key: &str) -> bool {
        let first = self.pressed.get_untracked();
        let pair = format!("{first} {key}");
        let wanted = if first.is_empty() { key } else { pair.as_str() };
        let found = self.list.with_untracked(|list| list.iter().find(|known| known.keys == wanted).cloned());
        if let Some(command) = found {
            self.pressed.set(String::new());
            command.run.run(());
            return true;
        }
        let begins = format!("{key} ");
        let is_beginning =
            self.list.with_untracked(|list| list.iter().any(|known| known.keys.starts_with(&begins)));
        self.pressed.set(if is_beginning { key.to_owned() } else { String::new() });
        if is_beginning {
            set_timeout(
                move || {
                    let _ = self.pressed.try_set(String::new());
                },
                Duration::from_millis(1_200),
            );
        }
        is_beginning
    }
}

/// Makes the place for commands. Once, at the root.
pub fn provide_commands() -> Commands {
    let commands = Commands {
        finder: StoredValue::new(None),
        list: RwSignal::new(Vec::new()),
        bar_open: RwSignal::new(false),
        keys_open: RwSignal::new(false),
        pressed: RwSignal::new(String::new()),
    };
    provide_context(commands);
    commands
}

/// The place for commands.
#[must_use]
pub fn use_commands() -> Commands {
    use_context::<Commands>().unwrap_or_else(provide_commands)
}

/// Whether a name has every word that was written, in any order, without regard to capitals.
fn matches(label: &str, query: &str) -> bool {
    let label = label.to_lowercase();
    query.to_lowercase().split_whitespace().all(|word| label.contains(word))
}

/// Listens to the keys of the whole page.
fn listen(commands: Commands) {
    Effect::new(move |_| {
        let handle = window_event_listener(leptos::ev::keydown, move |event: KeyboardEvent| {
            let control = event.ctrl_key() || event.meta_key();
            if control && event.key().eq_ignore_ascii_case("k") {
                event.prevent_default();
                commands.bar_open.update(|open| *open = !*open);
                return;
            }
            let in_dialog = document().query_selector("dialog[open]").ok().flatten().is_some();
            if control || event.alt_key() || event.default_prevented() || in_dialog || focus::is_typing() {
                return;
            }
            if event.key() == "?" {
                commands.show_keys();
            } else if commands.press(&event.key()) {
                event.prevent_default();
            }
        });
        on_cleanup(move || handle.remove());
    });
}

/// Draws the bar and the list of keys, and listens to keys. Once, in the frame.
#[component]
pub fn CommandBar() -> impl IntoView {
    let tr = use_translator();
    let commands = use_commands();
    let node = NodeRef::<html::Dialog>::new();
    listen(commands);
    Effect::new(move |_| {
        let Some(dialog) = node.get() else { return };
        if commands.bar_open.get() {
            let _ = dialog.show_modal();
        } else if dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog
            class="cmd"
            node_ref=node
            aria-label=tr.t("command-title")
            on:close=move |_| commands.bar_open.set(false)
            on:mousedown=move |event| {
                let on_self = event
                    .target()
                    .zip(node.get_untracked())
                    .is_some_and(|(target, dialog)| target == *AsRef::<web_sys::EventTarget>::as_ref(&dialog));
                if on_self {
                    commands.bar_open.set(false);
                }
            }
        >
            {move || commands.bar_open.get().then(|| later(bar(commands)))}
        </dialog>
        <Dialog
            id="keys"
            kind=DialogKind::Question
            open=commands.keys_open
            title=Signal::derive(move || tr.t("command-keys"))
        >
            <KeyList commands />
        </Dialog>
    }
    .into_any()
}

/// The bar, opened.
#[leptos::lazy]
fn bar(commands: Commands) -> AnyView {
    let tr = use_translator();
    let query = RwSignal::new(String::new());
    let chosen = RwSignal::new(0_usize);
    let more = RwSignal::new(Vec::new());
    let found = Memo::new_with_compare(
        move |_| {
            let query = query.get();
            let mut found = commands.list.with(|list| {
                list.iter().filter(|command| matches(&command.label, &query)).cloned().collect::<Vec<_>>()
            });
            more.with(|more| found.extend_from_slice(more));
            found
        },
        |_, _| true,
    );
    let run = move |command: Command| {
        commands.bar_open.set(false);
        // After the bar gave the focus back.
        set_timeout(move || command.run.run(()), Duration::ZERO);
    };
    let keys = move |event: KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        if let Some(direction) = Move::vertical(&event.key()).filter(|_| count > 0) {
            event.prevent_default();
            chosen.update(|chosen| *chosen = direction.position(Some(*chosen), count));
        } else if event.key() == "Enter" {
            event.prevent_default();
            if let Some(command) = found.with_untracked(|found| found.get(chosen.get_untracked()).cloned()) {
                run(command);
            }
        }
    };
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            let _ = field.focus();
        }
    });
    view! {
        <div class="ci">
            <Icon glyph=Glyph::Search size=IconSize::Large />
            <input
                node_ref=field
                type="text"
                role="combobox"
                aria-expanded="true"
                aria-controls="command-list"
                aria-activedescendant=move || format!("command-{}", chosen.get())
                aria-label=tr.t("command-title")
                placeholder=tr.t("command-placeholder")
                autocomplete="off"
                on:input:target=move |event| {
                    query.set(event.target().value());
                    chosen.set(0);
                    commands.find(query, more);
                }
                on:keydown=keys
            />
            <kbd>"Esc"</kbd>
        </div>
        <div class="cl" id="command-list" role="listbox" aria-label=tr.t("command-results")>
            {move || found.with(|found| options(found, chosen, run))}
        </div>
        <p class="px-4 pb-4 text-small text-ink-2" role="status" hidden=move || found.with(|found| !found.is_empty())>
            {tr.t("command-none")}
        </p>
        <div class="cf" aria-hidden="true">
            <kbd>"↑"</kbd>
            <kbd>"↓"</kbd>
            {tr.t("command-move")}
            <kbd>"Enter"</kbd>
            {tr.t("command-open")}
            <kbd>"?"</kbd>
            {tr.t("command-all-keys")}
        </div>
    }
    .into_any()
}

/// The commands found, each group under its name.
fn options(
    found: &[Command],
    chosen: RwSignal<usize>,
    run: impl Fn(Command) + Copy + Send + Sync + 'static,
) -> AnyView {
    let mut groups: Vec<(String, Vec<(usize, Command)>)> = Vec::new();
    for (position, command) in found.iter().enumerate() {
        match groups.last_mut().filter(|(name, _)| *name == command.group) {
            Some((_, items)) => items.push((position, command.clone())),
            None => groups.push((command.group.clone(), vec![(position, command.clone())])),
        }
    }
    groups
        .into_iter()
        .map(|(name, items)| {
            let items = items
                .into_iter()
                .map(|(position, command)| option(position, command, chosen, run))
                .collect_view();
            let label = name.clone();
            view! {
                <div role="group" aria-label=label>
                    <p class="cg" aria-hidden="true">{name}</p>
                    {items}
                </div>
            }
        })
        .collect_view()
        .into_any()
}

fn option(
    position: usize,
    command: Command,
    chosen: RwSignal<usize>,
    run: impl Fn(Command) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let (label, glyph, keys) = (command.label.clone(), command.glyph, command.keys);
    view! {
        <div
            id=format!("command-{position}")
            role="option"
            aria-selected=move || if chosen.get() == position { "true" } else { "false" }
            on:click=move |_| run(command.clone())
        >
            <Icon glyph />
            <span class="grow min-w-0 truncate">{label}</span>
            {caps(keys)}
        </div>
    }
    .into_any()
}

/// Keys drawn as caps.
fn caps(keys: &'static str) -> impl IntoView {
    let caps = keys.split_whitespace().map(|key| view! { <kbd>{key.to_uppercase()}</kbd> }).collect_view();
    view! { <span class="flex gap-1">{caps}</span> }
}

#[component]
fn KeyList(commands: Commands) -> impl IntoView {
    let tr = use_translator();
    let rows = move || {
        commands.list.with(|list| {
            list.iter()
                .filter(|command| !command.keys.is_empty())
                .map(|command| {
                    view! {
                        <div class="flex items-center gap-3 py-1.5 border-t border-line text-small">
                            <dt class="grow">{command.label.clone()}</dt>
                            <dd>{caps(command.keys)}</dd>
                        </div>
                    }
                })
                .collect_view()
        })
    };
    view! {
        <dl class="mt-2">
            <div class="flex items-center gap-3 py-1.5 text-small">
                <dt class="grow">{tr.t("command-title")}</dt>
                <dd>{caps("Ctrl K")}</dd>
            </div>
            {rows}
        </dl>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_in_any_order_and_any_case() {
        assert!(matches("Ir para Conversas", "conv ir"));
        assert!(matches("Ir para Conversas", ""));
        assert!(!matches("Ir para Conversas", "equipe"));
    }
}
