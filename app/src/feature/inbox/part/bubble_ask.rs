//! What we sent for the contact to tap, as the phone shows it.

use super::{
    bubble_order::{line, sum},
    bubble_text::BubbleText,
    card::{Press, copy, presses, titled},
};
use crate::{i18n::use_translator, kit::Glyph};
use leptos::prelude::*;
use prosa_domain::message::content::{
    Ask, AskAction, AskHeader, ListSection, OrderDetails, OrderStatus, PaymentWay,
};
use prosa_i18n::Translator;

/// An interactive message of ours. `header` is its file, drawn.
#[component]
pub fn BubbleAsk(
    /// The message.
    ask: Ask,
    /// The file of its header.
    header: AnyView,
) -> impl IntoView {
    let tr = use_translator();
    let line_above = match &ask.header {
        Some(AskHeader::Text { text }) => Some(view! { <b class="block">{text.clone()}</b> }),
        _ => None,
    };
    let footer = (!ask.footer.is_empty()).then(|| view! { <p class="foot">{ask.footer.clone()}</p> });
    view! {
        {line_above}
        {header}
        <BubbleText text=ask.body />
        {footer}
        {action(tr, ask.action)}
    }
    .into_any()
}

fn action(tr: Translator, action: AskAction) -> AnyView {
    match action {
        AskAction::Buttons { buttons } => {
            presses(buttons.into_iter().map(|button| Press::with(Glyph::Reply, button.title)).collect())
        }
        AskAction::List { button, sections } => list(button, sections),
        AskAction::CtaUrl { text, url } => {
            presses(vec![Press { glyph: Some(Glyph::External), words: text, href: url }])
        }
        AskAction::Product(product) => view! {
            {titled(Glyph::Cart, product.product_id, tr.t("inbox-ask-product"))}
        }
        .into_any(),
        AskAction::ProductList { sections, .. } => {
            let sections = sections.into_iter().map(|section| {
                let ids = section.product_ids.into_iter().map(|id| view! { <li>{id}</li> }.into_any());
                opened(section.title, ids.collect())
            });
            let sections = sections.collect::<Vec<_>>();
            view! {
                {titled(Glyph::Cart, tr.t("inbox-ask-products"), String::new())}
                {sections}
            }
            .into_any()
        }
        AskAction::Catalog { .. } => presses(vec![Press::with(Glyph::Cart, tr.t("inbox-ask-catalog"))]),
        AskAction::Flow(flow) => presses(vec![Press::with(Glyph::Board, flow.button)]),
        AskAction::LocationRequest => presses(vec![Press::with(Glyph::Place, tr.t("inbox-ask-place"))]),
        AskAction::OrderDetails(order) => to_pay(tr, *order),
        AskAction::OrderStatus(status) => news(tr, status),
    }
}

/// A list: the button that opens it, and what it opens.
fn list(button: String, sections: Vec<ListSection>) -> AnyView {
    let sections = sections.into_iter().map(|section| {
        let rows = section.rows.into_iter().map(|row| {
            let second = (!row.description.is_empty())
                .then(|| view! { <span class="block text-meta text-ink-2">{row.description}</span> });
            view! { <li>{row.title} {second}</li> }.into_any()
        });
        opened(section.title, rows.collect())
    });
    let sections = sections.collect::<Vec<_>>();
    view! {
        <details class="opens">
            <summary>{button}</summary>
            {sections}
        </details>
    }
    .into_any()
}

fn opened(title: String, rows: Vec<AnyView>) -> AnyView {
    let title = (!title.is_empty()).then(|| view! { <b class="block text-meta text-ink-2">{title}</b> });
    view! {
        {title}
        <ul class="rows-in">{rows}</ul>
    }
    .into_any()
}

/// An order to pay: its lines, what is added and taken off, the sum, the ways to pay.
fn to_pay(tr: Translator, order: OrderDetails) -> AnyView {
    let money = |minor: i64| tr.money(minor, &order.currency);
    let lines = order.items.iter().map(|item| {
        let price = item.sale_price.unwrap_or(item.price);
        let amount = price.checked_mul(i64::from(item.quantity)).unwrap_or(price);
        line(item.quantity, item.name.clone(), money(amount))
    });
    let lines = lines.collect::<Vec<_>>();
    let extra = |key: &str, minor: i64| {
        (minor != 0).then(|| {
            view! {
                <p class="extra">
                    <span>{tr.t(key)}</span>
                    <span class="tabular-nums">{money(minor)}</span>
                </p>
            }
            .into_any()
        })
    };
    let shipping = order.shipping.as_ref().map_or(0, |extra| extra.minor);
    let discount = order.discount.as_ref().map_or(0, |extra| extra.minor);
    let total = order.total().map(|total| sum(tr.t("inbox-order-total"), money(total)));
    let ways = order.payments.iter().map(|way| match way {
        PaymentWay::PixDynamicCode { code, .. } => copy(tr.t("inbox-pay-pix"), code.clone()),
        PaymentWay::Boleto { digitable_line } => copy(tr.t("inbox-pay-boleto"), digitable_line.clone()),
        PaymentWay::PaymentLink { url } => presses(vec![Press {
            glyph: Some(Glyph::External),
            words: tr.t("inbox-pay-link"),
            href: url.clone(),
        }]),
    });
    let ways = ways.collect::<Vec<_>>();
    view! {
        {titled(Glyph::Cash, tr.t("inbox-kind-order-details"), order.reference_id.clone())}
        <ul class="items">{lines}</ul>
        {extra("inbox-order-tax", order.tax.minor)}
        {extra("inbox-order-shipping", shipping)}
        {extra("inbox-order-discount", -discount)}
        {total}
        <div class="acts">{ways}</div>
    }
    .into_any()
}

fn news(tr: Translator, status: OrderStatus) -> AnyView {
    let state = tr.t(&format!("inbox-order-{}", status.status.as_str()));
    let payment = status.payment.map(|news| tr.t(&format!("inbox-payment-{}", news.state.as_str())));
    let under = [Some(status.reference_id), payment, Some(status.description)];
    let under = under.into_iter().flatten().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    titled(Glyph::Box, state, under)
}
