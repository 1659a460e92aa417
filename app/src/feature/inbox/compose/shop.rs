//! Forms of a shop: products of a catalogue, a flow, a charge by boleto or link, and news of an order.

use super::{
    super::{
        bubbles::{Bubble, Bubbles},
        fresh_command,
    },
    form::{self, Made, told},
    simple::{line, reais, text},
    tool::Tool,
};
use crate::{
    i18n::use_translator,
    kit::{Choice, Select, TextArea},
};
use leptos::prelude::*;
use prosa_domain::{
    message::content::{
        Ask, AskAction, AskHeader, FlowCall, OrderDetails, OrderState, OrderStatus, PayItem, PaymentWay,
        ProductRef, ProductSection,
    },
    refusal::{Code, Refusal},
};
use prosa_wire::inbox::{Body, MessageView, OutgoingBody};

/// Opens the form of a tool.
pub fn open(bubbles: Bubbles, tool: Tool) -> AnyView {
    match tool {
        Tool::Products => products(bubbles),
        Tool::Flow => flow(bubbles),
        Tool::Charge => charge(bubbles),
        _ => news(bubbles),
    }
}

fn made(ask: Ask) -> Made {
    Ok((OutgoingBody::Ask { ask: Box::new(ask) }, None))
}

/// Ids written one below the other or with commas between them, each once.
fn ids(written: &str) -> Vec<String> {
    let mut ids: Vec<String> = Vec::new();
    for id in written.split([',', ';', '\n']).map(str::trim).filter(|id| !id.is_empty()) {
        if !ids.iter().any(|known| known == id) {
            ids.push(id.to_owned());
        }
    }
    ids
}

fn products(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let (catalog, written, title, body) = (text(), text(), text(), text());
    let fields = move || {
        view! {
            {line("shop-catalog", tr.t("inbox-form-catalog"), catalog, tr.t("inbox-form-catalog-hint"))}
            <TextArea name="shop-products" label=tr.t("inbox-form-products") value=written hint=tr.t("inbox-form-products-hint") />
            {line("shop-title", tr.t("inbox-form-products-title"), title, tr.t("inbox-form-products-title-hint"))}
            <TextArea name="shop-text" label=tr.t("inbox-form-text") value=body />
        }
        .into_any()
    };
    let make = move || {
        let catalog_id = told(catalog, &tr.t("inbox-form-catalog"))?;
        let mut product_ids = ids(&told(written, &tr.t("inbox-form-products"))?);
        let body = body.get_untracked().trim().to_owned();
        if product_ids.len() == 1 {
            let product_id = product_ids.pop().unwrap_or_default();
            let action = AskAction::Product(ProductRef { catalog_id, product_id });
            return made(Ask { body, action, ..Ask::default() });
        }
        let title = told(title, &tr.t("inbox-form-products-title"))?;
        let sections = vec![ProductSection { title: title.chars().take(24).collect(), product_ids }];
        let header = Some(AskHeader::Text { text: title });
        let body = if body.is_empty() { tr.t("inbox-form-products-body") } else { body };
        made(Ask { header, body, action: AskAction::ProductList { catalog_id, sections }, ..Ask::default() })
    };
    form::open(bubbles, tr.t(Tool::Products.key()), tr.t("inbox-send"), fields, make, None)
}

fn flow(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let (flow_id, button, body) = (text(), text(), text());
    let fields = move || {
        view! {
            {line("flow-id", tr.t("inbox-form-flow"), flow_id, tr.t("inbox-form-flow-hint"))}
            <TextArea name="flow-text" label=tr.t("inbox-form-text") value=body />
            {line("flow-button", tr.t("inbox-form-words"), button, String::new())}
        }
        .into_any()
    };
    // Comes back with the answer, so that it is known which question it answers.
    let token = StoredValue::new(fresh_command().to_string());
    let make = move || {
        let action = AskAction::Flow(FlowCall {
            flow_id: told(flow_id, &tr.t("inbox-form-flow"))?,
            button: told(button, &tr.t("inbox-form-words"))?,
            token: token.get_value(),
            ..FlowCall::default()
        });
        made(Ask { body: told(body, &tr.t("inbox-form-text"))?, action, ..Ask::default() })
    };
    form::open(bubbles, tr.t(Tool::Flow.key()), tr.t("inbox-send"), fields, make, None)
}

fn charge(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let (what, amount, code) = (text(), text(), text());
    let way = RwSignal::new("boleto".to_owned());
    let by_boleto = move || way.with(|way| way == "boleto");
    let label = move || tr.t(if by_boleto() { "inbox-form-boleto" } else { "inbox-form-payment-link" });
    let fields = move || {
        let choices = [("boleto", "inbox-form-way-boleto"), ("link", "inbox-form-way-link")]
            .map(|(value, key)| Choice::new(value, tr.t(key)))
            .to_vec();
        view! {
            {line("charge-what", tr.t("inbox-form-what"), what, String::new())}
            {line("charge-amount", tr.t("inbox-form-amount"), amount, tr.t("inbox-form-amount-hint"))}
            <Select name="charge-way" label=tr.t("inbox-form-way") value=way choices />
            <crate::kit::Input name="charge-code" label=Signal::derive(label) value=code />
        }
        .into_any()
    };
    let reference = StoredValue::new(fresh_command().to_string().replace('-', ""));
    let make = move || {
        let amount_label = tr.t("inbox-form-amount");
        let price = reais(&told(amount, &amount_label)?)
            .ok_or_else(|| Refusal::new(Code::FieldInvalid).with("field", &amount_label))?;
        let name = told(what, &tr.t("inbox-form-what"))?;
        let code = told(code, &untrack(label))?;
        let payment = if untrack(by_boleto) {
            PaymentWay::Boleto { digitable_line: code.chars().filter(char::is_ascii_digit).collect() }
        } else {
            PaymentWay::PaymentLink { url: code }
        };
        let item =
            PayItem { product_id: "1".to_owned(), name: name.clone(), quantity: 1, price, sale_price: None };
        let order = OrderDetails {
            reference_id: reference.get_value(),
            currency: "BRL".to_owned(),
            payments: vec![payment],
            items: vec![item],
            ..OrderDetails::default()
        };
        made(Ask { body: name, action: AskAction::OrderDetails(Box::new(order)), ..Ask::default() })
    };
    form::open(bubbles, tr.t(Tool::Charge.key()), tr.t("inbox-send"), fields, make, None)
}

/// The reference of the last charge in the thread; empty without one.
fn last_order(bubbles: Bubbles) -> String {
    let reference = |message: &MessageView| match &message.body {
        Body::Ask { ask } => match &ask.action {
            AskAction::OrderDetails(order) => Some(order.reference_id.clone()),
            _ => None,
        },
        _ => None,
    };
    let last = |list: &Vec<Bubble>| {
        list.iter().rev().find_map(|bubble| bubble.message.with_untracked(reference)).unwrap_or_default()
    };
    bubbles.list.with_untracked(last)
}

/// News of an order that was sent before.
fn news(bubbles: Bubbles) -> AnyView {
    let tr = use_translator();
    let (reference, body) = (RwSignal::new(last_order(bubbles)), text());
    let state = RwSignal::new(OrderState::Processing.as_str().to_owned());
    let fields = move || {
        let choices = OrderState::ALL
            .map(|state| Choice::new(state.as_str(), tr.t(&format!("inbox-order-{}", state.as_str()))))
            .to_vec();
        view! {
            {line("order-reference", tr.t("inbox-form-reference"), reference, tr.t("inbox-form-reference-hint"))}
            <Select name="order-state" label=tr.t("inbox-form-order-state") value=state choices />
            <TextArea name="order-text" label=tr.t("inbox-form-text") value=body />
        }
        .into_any()
    };
    let make = move || {
        let word = state.get_untracked();
        let status = OrderStatus {
            reference_id: told(reference, &tr.t("inbox-form-reference"))?,
            status: OrderState::ALL.into_iter().find(|one| one.as_str() == word).unwrap_or_default(),
            ..OrderStatus::default()
        };
        let body = told(body, &tr.t("inbox-form-text"))?;
        made(Ask { body, action: AskAction::OrderStatus(status), ..Ask::default() })
    };
    form::open(bubbles, tr.t(Tool::OrderNews.key()), tr.t("inbox-send"), fields, make, None)
}

#[cfg(test)]
mod tests {
    use super::ids;

    #[test]
    fn product_ids_may_stand_below_each_other_or_between_commas_and_count_once() {
        assert_eq!(ids("mesa-1, mesa-2\n\n mesa-3 ;mesa-1"), ["mesa-1", "mesa-2", "mesa-3"]);
        assert!(ids(" \n, ").is_empty());
    }
}
