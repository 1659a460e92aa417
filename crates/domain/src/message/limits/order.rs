//! Limits of orders to pay and of news of them (Meta, "Payments API Brazil").

use super::{
    EXPIRY_DESCRIPTION_MAX, ITEM_NAME_MAX, ITEMS_MAX, REFERENCE_MAX, fit, invalid, long, many, need, web,
};
use crate::{
    message::content::{Extra, OrderDetails, OrderStatus, PayItem, PaymentWay},
    refusal::Refusal,
};

/// Whether an order fits: its reference, ways to pay, items, and sums that are more than nothing.
pub(super) fn details(order: &OrderDetails) -> Result<(), Refusal> {
    reference(&order.reference_id)?;
    if order.currency != "BRL" {
        return Err(invalid("currency"));
    }
    many("payment", order.payments.len(), 3)?;
    order.payments.iter().try_for_each(way)?;
    many("items", order.items.len(), ITEMS_MAX)?;
    order.items.iter().try_for_each(item)?;
    let extras = [Some(&order.tax), order.shipping.as_ref(), order.discount.as_ref()];
    extras.into_iter().flatten().try_for_each(extra)?;
    if order.total().is_none_or(|total| total <= 0) {
        return Err(invalid("total"));
    }
    match &order.expires {
        Some(expiry) => fit("expires_description", &expiry.description, EXPIRY_DESCRIPTION_MAX),
        None => Ok(()),
    }
}

/// Whether news of an order fit.
pub(super) fn status(status: &OrderStatus) -> Result<(), Refusal> {
    reference(&status.reference_id)?;
    long("description", &status.description, EXPIRY_DESCRIPTION_MAX)
}

fn reference(reference: &str) -> Result<(), Refusal> {
    fit("reference_id", reference, REFERENCE_MAX)?;
    let fits = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-' | '.');
    if reference.chars().all(fits) { Ok(()) } else { Err(invalid("reference_id")) }
}

fn item(item: &PayItem) -> Result<(), Refusal> {
    need("product", &item.product_id)?;
    fit("item_name", &item.name, ITEM_NAME_MAX)?;
    if item.quantity == 0 {
        return Err(invalid("quantity"));
    }
    let sale = item.sale_price.unwrap_or(item.price);
    if item.price < 0 || sale < 0 || sale > item.price { Err(invalid("amount")) } else { Ok(()) }
}

fn extra(extra: &Extra) -> Result<(), Refusal> {
    if extra.minor < 0 {
        return Err(invalid("amount"));
    }
    long("description", &extra.description, ITEM_NAME_MAX)
}

fn way(way: &PaymentWay) -> Result<(), Refusal> {
    match way {
        PaymentWay::PixDynamicCode { code, merchant_name, key, .. } => {
            need("pix_code", code)?;
            need("merchant_name", merchant_name)?;
            need("pix_key", key)?;
            if pix_code_is_sound(code) { Ok(()) } else { Err(invalid("pix_code")) }
        }
        PaymentWay::PaymentLink { url } => web("payment_link", url),
        PaymentWay::Boleto { digitable_line } => {
            need("boleto", digitable_line)?;
            let digits = digitable_line.bytes().all(|digit| digit.is_ascii_digit());
            // 47 digits for banks, 48 for utilities and taxes.
            if digits && matches!(digitable_line.len(), 47 | 48) { Ok(()) } else { Err(invalid("boleto")) }
        }
    }
}

/// Whether a Pix code holds together: it begins as one and ends in the checksum of what stands before (Banco Central,
/// "Manual do BR Code": CRC-16, polynomial 0x1021, from 0xFFFF).
#[must_use]
pub fn pix_code_is_sound(code: &str) -> bool {
    let Some(at) = code.len().checked_sub(4) else { return false };
    let (Some(before), Some(sum)) = (code.get(..at), code.get(at..)) else { return false };
    let told = u16::from_str_radix(sum, 16);
    code.starts_with("000201") && before.ends_with("6304") && told == Ok(crc16(before.as_bytes()))
}

fn crc16(bytes: &[u8]) -> u16 {
    bytes.iter().fold(0xFFFF, |crc, byte| {
        (0..8).fold(crc ^ (u16::from(*byte) << 8), |crc, _| {
            if crc & 0x8000 == 0 { crc << 1 } else { (crc << 1) ^ 0x1021 }
        })
    })
}
