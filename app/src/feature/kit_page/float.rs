//! What floats: dialogs, drawers, menus, popovers, tooltips, toasts; and the bands that stand across a screen.

use super::Box;
use crate::{
    i18n::{text, use_translator},
    kit::{
        Band, BandTone, Button, ButtonSize, Dialog, DialogActions, DialogKind, Glyph, Menu, MenuButton,
        MenuItem, MenuSeparator, Placement, Popover, Progress, Toast, Tone, Tooltip, use_commands,
        use_toasts,
    },
};
use leptos::prelude::*;

/// Everything that opens.
#[component]
pub fn Floats() -> impl IntoView {
    let tr = use_translator();
    let dialog = RwSignal::new(false);
    let drawer = RwSignal::new(false);
    let commands = use_commands();
    view! {
        <Box key="kit-floats">
            <Button on_press=move |()| dialog.set(true)>{tr.t("kit-sample-dialog")}</Button>
            <Button on_press=move |()| drawer.set(true)>{tr.t("kit-sample-drawer")}</Button>
            <Button on_press=move |()| commands.open()>{tr.t("command-title")}</Button>
            <SampleMenu />
            <SamplePopover />
            <Tooltip text=text("kit-sample-tooltip")>
                <Button on_press=|()| ()>{tr.t("kit-sample-hover")}</Button>
            </Tooltip>
            <SampleToasts />
            <Dialog id="kit-dialog" open=dialog title=text("kit-sample-question")>
                <p class="text-small text-ink-2">{tr.t("kit-sample-question-text")}</p>
                <DialogActions>
                    <Button on_press=move |()| dialog.set(false)>{tr.t("kit-sample-cancel")}</Button>
                    <Button tone=Tone::DangerFilled on_press=move |()| dialog.set(false)>
                        {tr.t("kit-sample-remove")}
                    </Button>
                </DialogActions>
            </Dialog>
            <Dialog id="kit-drawer" kind=DialogKind::Drawer open=drawer title=text("kit-sample-drawer")>
                <p class="px-5 text-small text-ink-2">{tr.t("kit-sample-question-text")}</p>
            </Dialog>
        </Box>
    }
    .into_any()
}

#[component]
fn SampleMenu() -> impl IntoView {
    let tr = use_translator();
    view! {
        <Menu button=MenuButton::words(text("kit-sample-menu")) id="kit-menu" name=text("kit-sample-menu")>
            <MenuItem glyph=Glyph::Check keys="E" on_press=|()| ()>
                {tr.t("kit-sample-resolve")}
            </MenuItem>
            <MenuItem glyph=Glyph::User checked=true on_press=|()| ()>
                {tr.t("kit-sample-mine")}
            </MenuItem>
            <MenuItem glyph=Glyph::Send disabled=true on_press=|()| ()>
                {tr.t("kit-sample-send")}
            </MenuItem>
            <MenuSeparator />
            <MenuItem glyph=Glyph::Trash danger=true on_press=|()| ()>
                {tr.t("kit-sample-remove")}
            </MenuItem>
        </Menu>
    }
    .into_any()
}

#[component]
fn SamplePopover() -> impl IntoView {
    let tr = use_translator();
    view! {
        <Popover
            button=MenuButton::quiet(Glyph::Filter, text("kit-sample-filter"))
            id="kit-popover"
            name=text("kit-sample-filter")
            placement=Placement::BelowEnd
        >
            <p class="p-2 text-small">{tr.t("kit-sample-question-text")}</p>
        </Popover>
    }
    .into_any()
}

#[component]
fn SampleToasts() -> impl IntoView {
    let tr = use_translator();
    let toasts = use_toasts();
    let done =
        move |()| toasts.push(Toast::done(tr.t("kit-sample-resolved")).action(tr.t("kit-undo"), || ()));
    let failed = move |()| {
        toasts.push(Toast::failed(tr.t("kit-sample-not-saved")).action(tr.t("kit-retry"), || ()));
    };
    view! {
        <Button on_press=done>{tr.t("kit-sample-toast")}</Button>
        <Button on_press=failed>{tr.t("kit-sample-toast-failed")}</Button>
    }
    .into_any()
}

/// Bands and progress.
#[component]
pub fn Notices() -> impl IntoView {
    let tr = use_translator();
    view! {
        <Box key="kit-notices" stack=true>
            <Band glyph=Glyph::Offline>
                <span class="grow">{tr.t("frame-offline")}</span>
                <Button size=ButtonSize::Small on_press=|()| ()>
                    {tr.t("kit-retry")}
                </Button>
            </Band>
            <Band tone=BandTone::Red glyph=Glyph::Warning boxed=true>
                {tr.t("error-database-away")}
            </Band>
            <Band tone=BandTone::Blue glyph=Glyph::Info boxed=true>
                {tr.t("kit-sample-tooltip")}
            </Band>
            <Band tone=BandTone::Brand glyph=Glyph::Check boxed=true>
                {tr.t("kit-sample-resolved")}
            </Band>
            <Progress percent=62_u32 label=text("kit-loading") />
            <Progress percent=25_u32 label=text("kit-loading") thin=true />
        </Box>
    }
    .into_any()
}
