//! Buttons, fields and choices.

use super::Box;
use crate::{
    i18n::{text, use_translator},
    kit::{
        Button, ButtonSize, Checkbox, Choice, Glyph, IconButton, Input, InputKind, LinkButton, Select,
        Switch, TabItem, Tabs, TextArea, Tone,
    },
};
use leptos::prelude::*;

/// Buttons of every meaning, size and state.
#[component]
pub fn Buttons() -> impl IntoView {
    let tr = use_translator();
    let held = RwSignal::new(true);
    let tones = [
        (Tone::Primary, "kit-sample-send"),
        (Tone::Secondary, "kit-sample-resolve"),
        (Tone::Ghost, "kit-sample-cancel"),
        (Tone::Danger, "kit-sample-remove"),
        (Tone::DangerFilled, "kit-sample-remove"),
        (Tone::Machine, "kit-sample-draft"),
    ];
    let tones =
        tones.map(|(tone, key)| view! { <Button tone on_press=|()| ()>{tr.t(key)}</Button> }).collect_view();
    let sizes = [ButtonSize::Small, ButtonSize::Medium, ButtonSize::Form, ButtonSize::Large]
        .map(|size| view! { <Button tone=Tone::Primary size glyph=Glyph::Send on_press=|()| ()>{tr.t("kit-sample-send")}</Button> })
        .collect_view();
    view! {
        <Box key="kit-buttons">
            {tones} {sizes}
            <Button tone=Tone::Primary loading=true on_press=|()| ()>
                {tr.t("kit-sample-sending")}
            </Button>
            <Button disabled=true on_press=|()| ()>
                {tr.t("kit-sample-resolve")}
            </Button>
            <LinkButton href="/kit" glyph=Glyph::Link>
                {tr.t("kit-sample-link")}
            </LinkButton>
            <IconButton glyph=Glyph::Search label=text("frame-search") on_press=|()| () />
            <IconButton
                glyph=Glyph::Panel
                label=text("kit-sample-panel")
                pressed=Signal::derive(move || Some(held.get()))
                on_press=move |()| held.update(|held| *held = !*held)
            />
            <IconButton glyph=Glyph::Trash size=ButtonSize::Small label=text("kit-sample-remove") on_press=|()| () />
            <IconButton glyph=Glyph::Attach label=text("kit-sample-attach") disabled=true on_press=|()| () />
        </Box>
    }
    .into_any()
}

/// Fields: plain, with a hint, wrong, of one width, not usable.
#[component]
pub fn Fields() -> impl IntoView {
    let tr = use_translator();
    let note = RwSignal::new(String::new());
    let role = RwSignal::new("agent".to_owned());
    view! {
        <Box key="kit-fields" stack=true>
            <Input name="kit-name" label=text("kit-sample-name") hint=text("kit-sample-name-hint") />
            <Input
                name="kit-email"
                kind=InputKind::Email
                label=text("kit-sample-email")
                initial="ana@"
                error=Some(tr.t("error-email-invalid"))
            />
            <Input
                name="kit-token"
                label=text("kit-sample-token")
                initial="aurora-4c1f-77be"
                mono=true
                readonly=true
                end=move || {
                    view! {
                        <Button size=ButtonSize::Small glyph=Glyph::Copy on_press=|()| ()>
                            {tr.t("kit-sample-copy")}
                        </Button>
                    }
                }
            />
            <Input name="kit-off" label=text("kit-sample-name") initial="Loja Centro" disabled=true />
            <TextArea name="kit-note" label=text("kit-sample-note") value=note placeholder=text("kit-sample-note-hint") />
            <Select
                name="kit-role"
                label=text("kit-sample-role")
                value=role
                choices=vec![
                    Choice::new("admin", tr.t("kit-sample-role-admin")),
                    Choice::new("agent", tr.t("kit-sample-role-agent")),
                ]
            />
        </Box>
    }
    .into_any()
}

/// Ticks, switches and tabs.
#[component]
pub fn Choices() -> impl IntoView {
    let tr = use_translator();
    let ticked = RwSignal::new(true);
    let on = RwSignal::new(true);
    let tab = RwSignal::new("message");
    let tabs = vec![
        TabItem::new("message", text("kit-sample-message")),
        TabItem::new("note", text("kit-sample-note")).glyph(Glyph::Lock),
        TabItem::new("mine", text("kit-sample-mine")).count(Signal::stored(Some(14))),
    ];
    view! {
        <Box key="kit-choices" stack=true>
            <Checkbox name="kit-tick" checked=ticked>
                {tr.t("kit-sample-tick")}
            </Checkbox>
            <Checkbox name="kit-tick-off" checked=RwSignal::new(false) disabled=true>
                {tr.t("kit-sample-tick")}
            </Checkbox>
            <div class="flex items-center gap-3 text-small">
                <span class="grow" aria-hidden="true">
                    {tr.t("kit-sample-switch")}
                </span>
                <Switch label=text("kit-sample-switch") on on_change=move |value| on.set(value) />
            </div>
            <div class="border-b border-line">
                <Tabs
                    name=text("kit-choices")
                    items=tabs
                    selected=tab
                    panel="kit-panel"
                    on_select=move |id| tab.set(id)
                />
            </div>
            <p id="kit-panel" role="tabpanel" class="text-small text-ink-2" aria-label=tr.t("kit-choices")>
                {move || tab.get()}
            </p>
        </Box>
    }
    .into_any()
}
