//! Orders to pay and news of them (Meta, "Payments API Brazil").

use super::set;
use prosa_domain::message::content::{
    Expiry, Extra, Goods, OrderDetails, OrderStatus, PayItem, PaymentWay, PixKeyType,
};
use serde_json::{Value, json};

/// Amounts are counted in hundredths, whatever the currency.
const OFFSET: u16 = 100;

/// The parameters of an order to pay; none when its sums are beyond counting.
pub(super) fn details(order: &OrderDetails) -> Option<Value> {
    let mut inner = json!({
        "status": "pending",
        "items": order.items.iter().map(item).collect::<Vec<_>>(),
        "subtotal": amount(order.subtotal()?),
        "tax": extra(&order.tax),
    });
    let map = inner.as_object_mut()?;
    for (name, value) in [("shipping", &order.shipping), ("discount", &order.discount)] {
        if let Some(value) = value {
            map.insert(name.to_owned(), extra(value));
        }
    }
    if let Some(Expiry { at, description }) = &order.expires {
        let mut expiration = json!({ "timestamp": at.to_string() });
        set(&mut expiration, "description", description);
        map.insert("expiration".to_owned(), expiration);
    }
    Some(json!({
        "reference_id": order.reference_id,
        "type": match order.goods {
            Goods::Physical => "physical-goods",
            Goods::Digital => "digital-goods",
        },
        "payment_type": "br",
        "payment_settings": order.payments.iter().map(way).collect::<Vec<_>>(),
        "currency": order.currency,
        "total_amount": amount(order.total()?),
        "order": inner,
    }))
}

fn amount(minor: i64) -> Value {
    json!({ "value": minor, "offset": OFFSET })
}

fn extra(extra: &Extra) -> Value {
    let mut object = amount(extra.minor);
    set(&mut object, "description", &extra.description);
    object
}

fn item(item: &PayItem) -> Value {
    let mut object = json!({
        "retailer_id": item.product_id,
        "name": item.name,
        "amount": amount(item.price),
        "quantity": item.quantity,
    });
    if let (Some(price), Some(map)) = (item.sale_price, object.as_object_mut()) {
        map.insert("sale_amount".to_owned(), amount(price));
    }
    object
}

fn way(way: &PaymentWay) -> Value {
    match way {
        PaymentWay::PixDynamicCode { code, merchant_name, key, key_type } => json!({
            "type": "pix_dynamic_code",
            "pix_dynamic_code": {
                "code": code, "merchant_name": merchant_name, "key": key, "key_type": key_word(*key_type),
            },
        }),
        PaymentWay::PaymentLink { url } => json!({ "type": "payment_link", "payment_link": { "uri": url } }),
        PaymentWay::Boleto { digitable_line } => {
            json!({ "type": "boleto", "boleto": { "digitable_line": digitable_line } })
        }
    }
}

const fn key_word(kind: PixKeyType) -> &'static str {
    match kind {
        PixKeyType::Cpf => "CPF",
        PixKeyType::Cnpj => "CNPJ",
        PixKeyType::Email => "EMAIL",
        PixKeyType::Phone => "PHONE",
        PixKeyType::Evp => "EVP",
    }
}

/// The parameters of news of an order.
pub(super) fn status(status: &OrderStatus) -> Value {
    let mut order = json!({ "status": status.status.as_str() });
    set(&mut order, "description", &status.description);
    let mut parameters = json!({ "reference_id": status.reference_id, "order": order });
    if let (Some(news), Some(map)) = (status.payment, parameters.as_object_mut()) {
        map.insert("payment".to_owned(), json!({ "status": news.state.as_str(), "timestamp": news.at }));
    }
    parameters
}
