//! What is only looked at: chips, avatars, ticks, rings, faces, skeletons, icons.

use super::Box;
use crate::{
    i18n::{text, use_translator},
    kit::{
        Avatar, AvatarSize, Button, Chip, ChipTone, Count, EmptyFace, ErrorFace, FaceTone, Glyph, Icon,
        IconSize, Skeleton, SkeletonShape, Tick, TickState, Tone, WindowRing, WindowState,
    },
};
use leptos::prelude::*;
use prosa_domain::refusal::{Code, Refusal};

/// Chips and counts.
#[component]
pub fn Words() -> impl IntoView {
    let tr = use_translator();
    let tones = [
        ChipTone::Plain,
        ChipTone::Outline,
        ChipTone::Brand,
        ChipTone::Amber,
        ChipTone::Red,
        ChipTone::Blue,
        ChipTone::Violet,
    ];
    let chips = tones.map(|tone| view! { <Chip tone>{tr.t("kit-sample-mine")}</Chip> }).collect_view();
    view! {
        <Box key="kit-words">
            {chips}
            <Chip tone=ChipTone::Machine glyph=Glyph::Spark>
                {tr.t("kit-sample-guess")}
            </Chip>
            <Count value=3_u32 label=text("kit-sample-unread") />
            <Count value=140_u32 label=text("kit-sample-unread") />
        </Box>
    }
    .into_any()
}

/// Avatars of every size and tint.
#[component]
pub fn People() -> impl IntoView {
    let names = [
        "Ana Prates",
        "Marina Sampaio",
        "Transportes Belém",
        "Cida Ferraz",
        "Igor Menezes",
        "+55 11 90000-0142",
    ];
    let people = names.map(|name| view! { <Avatar name=name badge=1_i16 /> }).collect_view();
    let sizes =
        [AvatarSize::Tiny, AvatarSize::Small, AvatarSize::Medium, AvatarSize::Normal, AvatarSize::Large]
            .map(|size| view! { <Avatar name="Beatriz Nogueira" size online=true /> })
            .collect_view();
    view! {
        <Box key="kit-people">
            {people} {sizes}
        </Box>
    }
    .into_any()
}

/// Ticks and rings.
#[component]
pub fn Marks() -> impl IntoView {
    let tr = use_translator();
    let ticks = TickState::ALL
        .map(|state| {
            view! {
                <span class="inline-flex items-center gap-1.5 text-small">
                    <Tick state />
                    {tr.t(state.key())}
                </span>
            }
        })
        .collect_view();
    let rings = [Some(1_314), Some(576), Some(200), Some(38), None]
        .map(|minutes| {
            let state = WindowState::of_minutes(minutes);
            view! {
                <WindowRing state />
                <WindowRing state verbose=true />
            }
        })
        .collect_view();
    view! {
        <Box key="kit-marks">
            {ticks} {rings}
        </Box>
    }
    .into_any()
}

/// Empty, first use, error.
#[component]
pub fn Faces() -> impl IntoView {
    let tr = use_translator();
    view! {
        <Box key="kit-faces" stack=true>
            <EmptyFace glyph=Glyph::Chat title=text("kit-sample-empty") text=text("kit-sample-empty-text")>
                <Button on_press=|()| ()>{tr.t("kit-sample-mine")}</Button>
            </EmptyFace>
            <EmptyFace
                glyph=Glyph::Hash
                tone=FaceTone::Amber
                title=text("kit-sample-empty")
                text=text("kit-sample-empty-text")
            />
            <ErrorFace
                title=text("kit-sample-error")
                refusal=Refusal::new(Code::DatabaseAway)
                on_retry=|()| ()
            >
                <Button tone=Tone::Ghost on_press=|()| ()>
                    {tr.t("kit-sample-cancel")}
                </Button>
            </ErrorFace>
        </Box>
    }
    .into_any()
}

/// Skeletons.
#[component]
pub fn Loading() -> impl IntoView {
    view! {
        <Box key="kit-loading-faces" stack=true>
            <Skeleton shape=SkeletonShape::Thread label=text("kit-loading") />
            <Skeleton shape=SkeletonShape::Form />
        </Box>
    }
    .into_any()
}

/// Every icon with its name in the code.
#[component]
pub fn Drawings() -> impl IntoView {
    let icons = Glyph::ALL
        .iter()
        .map(|glyph| {
            view! {
                <span class="inline-flex" title=glyph.name()>
                    <Icon glyph=*glyph size=IconSize::Large />
                </span>
            }
        })
        .collect_view();
    view! { <Box key="kit-drawings">{icons}</Box> }
}
