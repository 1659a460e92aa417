//! Carts a contact filled, and the amounts of orders.

use super::{bubble_text::BubbleText, card::titled};
use crate::{i18n::use_translator, kit::Glyph};
use leptos::prelude::*;
use prosa_domain::message::content::{Money, OrderItem};

/// A line of a list of things and amounts: how many, what, for how much.
#[must_use]
pub fn line(quantity: u32, name: String, amount: String) -> AnyView {
    view! {
        <li>
            <span class="tabular-nums">{quantity} "×"</span>
            <span class="min-w-0 grow">{name}</span>
            <span class="tabular-nums">{amount}</span>
        </li>
    }
    .into_any()
}

/// The sum under such a list.
#[must_use]
pub fn sum(name: String, amount: String) -> AnyView {
    view! {
        <p class="total">
            <span>{name}</span>
            <b class="tabular-nums">{amount}</b>
        </p>
    }
    .into_any()
}

/// A cart.
#[component]
pub fn BubbleOrder(
    /// What is in it.
    items: Vec<OrderItem>,
    /// What all of it costs, when it is one currency.
    total: Option<Money>,
    /// The contact's note.
    note: String,
) -> impl IntoView {
    let tr = use_translator();
    let pieces = items.iter().map(|item| i64::from(item.quantity)).sum::<i64>();
    let under = tr.t_args("inbox-order-items", &[("count", pieces.into())]);
    let lines = items.into_iter().map(|item| {
        let price = &item.price;
        let amount = price.minor.checked_mul(i64::from(item.quantity)).unwrap_or(price.minor);
        line(item.quantity, item.product_id.clone(), tr.money(amount, &price.currency))
    });
    let lines = lines.collect::<Vec<_>>();
    view! {
        {titled(Glyph::Cart, tr.t("inbox-kind-order"), under)}
        <ul class="items">{lines}</ul>
        {total.map(|total| sum(tr.t("inbox-order-total"), tr.money(total.minor, &total.currency)))}
        {(!note.is_empty()).then(|| view! { <BubbleText text=note /> })}
    }
    .into_any()
}
