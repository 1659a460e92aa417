//! Pictures, stickers and films: a box of their own measure, so that nothing moves when they come.

use super::{
    super::store::use_inbox,
    bubble_media::{Absent, Place, is_here},
    heard::{Heard, OF_PICTURE},
};
use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_wire::media::MediaView;

/// Widest a picture is drawn, in pixels.
const WIDE_MAX: u32 = 300;
/// Highest a picture is drawn, in pixels.
const HIGH_MAX: u32 = 320;
/// Least height, so that a panorama can be pressed.
const HIGH_MIN: u32 = 90;

/// Width and height of the box of a picture, in pixels, by its own measure; a common one when that is not known.
#[must_use]
pub fn box_of(width: Option<u32>, height: Option<u32>) -> (u32, u32) {
    let (Some(width @ 1..), Some(height @ 1..)) = (width, height) else { return (WIDE_MAX, 188) };
    let tall = u64::from(WIDE_MAX) * u64::from(height) / u64::from(width);
    let tall = u32::try_from(tall).unwrap_or(u32::MAX);
    if tall <= HIGH_MAX {
        return (WIDE_MAX, tall.max(HIGH_MIN));
    }
    let wide = u64::from(HIGH_MAX) * u64::from(width) / u64::from(height);
    (u32::try_from(wide).unwrap_or(WIDE_MAX).max(120), HIGH_MAX)
}

/// A picture; pressing it shows it whole.
#[component]
pub fn BubblePicture(
    /// Its message.
    place: Place,
    /// The file.
    media: Option<MediaView>,
    /// Its words, for those who do not see it.
    caption: String,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let label = tr.t("inbox-kind-image");
    let Some(media) = media.clone().filter(is_here) else {
        return view! { <Absent place media glyph=Glyph::Image label /> }.into_any();
    };
    let (width, height) = box_of(media.width, media.height);
    let small = if media.thumb_url.is_empty() { media.url.clone() } else { media.thumb_url.clone() };
    let words = if caption.is_empty() { label } else { caption };
    let open = {
        let (url, words) = (media.url.clone(), words.clone());
        move |event: leptos::ev::MouseEvent| {
            if !event.ctrl_key() && !event.meta_key() {
                event.prevent_default();
                inbox.viewer.set(Some((url.clone(), words.clone())));
            }
        }
    };
    view! {
        <a class="media" href=media.url target="_blank" rel="noopener" title=tr.t("inbox-picture-open") on:click=open>
            <img src=small alt=words width=width height=height decoding="async" on:error=move |_| inbox.renew(place) />
        </a>
        {media.transcript.map(|heard| view! { <Heard place file=media.id heard words=OF_PICTURE /> })}
    }
    .into_any()
}

/// A sticker: a picture without a box around it.
#[component]
pub fn BubbleSticker(
    /// Its message.
    place: Place,
    /// The file.
    media: Option<MediaView>,
) -> impl IntoView {
    let inbox = use_inbox();
    let label = use_translator().t("inbox-kind-sticker");
    match media.clone().filter(is_here) {
        Some(media) => view! {
            <img
                class="stk"
                src=media.url
                alt=label
                width="144"
                height="144"
                decoding="async"
                on:error=move |_| inbox.renew(place)
            />
        }
        .into_any(),
        None => view! { <Absent place media glyph=Glyph::Sticker label /> }.into_any(),
    }
}

/// A film, played by the browser's own player.
#[component]
pub fn BubbleFilm(
    /// Its message.
    place: Place,
    /// The file.
    media: Option<MediaView>,
) -> impl IntoView {
    let tr = use_translator();
    let inbox = use_inbox();
    let label = tr.t("inbox-kind-video");
    let Some(media) = media.clone().filter(is_here) else {
        return view! { <Absent place media glyph=Glyph::Video label /> }.into_any();
    };
    let (width, height) = box_of(media.width, media.height);
    let poster = (!media.thumb_url.is_empty()).then_some(media.thumb_url);
    view! {
        <video
            class="media"
            src=media.url.clone()
            poster=poster
            width=width
            height=height
            controls=true
            preload="metadata"
            playsinline="true"
            aria-label=label
            on:error=move |_| inbox.renew(place)
        ></video>
        <a class="link sr-only" href=media.url download=media.file_name>
            <Icon glyph=Glyph::Download size=IconSize::Small />
            {tr.t("inbox-file-download")}
        </a>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_picture_has_its_own_measure_within_the_bubble() {
        assert_eq!(box_of(Some(1_600), Some(1_200)), (300, 225));
        assert_eq!(box_of(Some(1_080), Some(1_920)), (180, 320));
        assert_eq!(box_of(None, Some(1)), (300, 188));
        assert_eq!(box_of(Some(4_000), Some(10)), (300, 90));
    }

    proptest! {
        #[test]
        fn no_picture_is_larger_than_the_bubble(width in 0_u32.., height in 0_u32..) {
            let (wide, high) = box_of(Some(width), Some(height));
            prop_assert!((120..=WIDE_MAX).contains(&wide) && (HIGH_MIN..=HIGH_MAX).contains(&high));
        }
    }
}
