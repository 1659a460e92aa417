//! Where a contact came from: the ad, the post, the product.

use crate::{
    i18n::use_translator,
    kit::{Glyph, Icon, IconSize},
};
use leptos::prelude::*;
use prosa_domain::message::content::{ProductRef, Referral, ReferralSource};

/// The card of an ad or a post. Its picture is Meta's and is not fetched: that would tell Meta who reads.
#[component]
pub fn ReferralCard(
    /// The ad or post.
    referral: Referral,
) -> impl IntoView {
    let tr = use_translator();
    let source = tr.t(match referral.source {
        ReferralSource::Ad => "inbox-referral-ad",
        ReferralSource::Post => "inbox-referral-post",
        ReferralSource::Other => "inbox-referral-other",
    });
    let title = if referral.headline.is_empty() { referral.source_id } else { referral.headline };
    let inside = view! {
        <Icon glyph=Glyph::Megaphone size=IconSize::Normal />
        <span class="min-w-0">
            <span class="block">{source}</span>
            <b class="block text-ink font-semibold">{title}</b>
            {(!referral.body.is_empty()).then(|| view! { <span class="line-clamp-2">{referral.body}</span> })}
        </span>
    };
    let url = referral.source_url;
    if url.starts_with("https://") || url.starts_with("http://") {
        view! {
            <a class="ref" href=url target="_blank" rel="noopener noreferrer nofollow">
                {inside}
            </a>
        }
        .into_any()
    } else {
        view! { <div class="ref">{inside}</div> }.into_any()
    }
}

/// The product a contact asks about.
#[component]
pub fn ProductLine(
    /// The product.
    product: ProductRef,
) -> impl IntoView {
    let tr = use_translator();
    view! {
        <div class="ref">
            <Icon glyph=Glyph::Cart size=IconSize::Normal />
            <span class="min-w-0">
                <span class="block">{tr.t("inbox-referral-product")}</span>
                <b class="block text-ink font-semibold truncate">{product.product_id}</b>
            </span>
        </div>
    }
    .into_any()
}
