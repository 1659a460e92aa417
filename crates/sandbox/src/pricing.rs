//! Who pays for a message, as statuses tell it since 1 October 2026: a thousand service messages of a number and month are
//! free, then every delivered message costs; everything is free for 72 hours after an ad was answered.

use crate::world::{Message, World};
use chrono::{DateTime, Datelike};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::collections::HashMap;

/// Seconds in which an ad's message must be answered for the free entry point to open.
pub const AD_SECONDS: i64 = 24 * 3_600;
/// Seconds the free entry point is open from that answer on.
pub const ENTRY_SECONDS: i64 = 72 * 3_600;

/// What is free. Changed through the control API.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pricing {
    /// Free service messages of a number and month.
    pub free_service: u32,
    /// Whether the account can pay; without it only what is free goes out (131042).
    pub payment_method: bool,
}

impl Default for Pricing {
    fn default() -> Self {
        Self { free_service: 1_000, payment_method: true }
    }
}

/// Service messages by number and month.
pub type Used = HashMap<(String, (i32, u32)), u32>;

fn month(now: i64) -> (i32, u32) {
    let day = DateTime::from_timestamp(now, 0).unwrap_or_default();
    (day.year(), day.month())
}

impl World {
    /// Service messages of a number in this month.
    pub fn service_used(&self, line: &str) -> u32 {
        self.used.get(&(line.to_owned(), month(self.clock.now()))).copied().unwrap_or(0)
    }

    /// Sets the service messages of a number in this month.
    pub fn set_service_used(&mut self, line: &str, count: u32) {
        self.used.insert((line.to_owned(), month(self.clock.now())), count);
    }

    fn entry_until(&self, line: &str, customer: &str) -> Option<i64> {
        let until = self.chats.get(&(line.to_owned(), customer.to_owned()))?.free_until?;
        (until > self.clock.now()).then_some(until)
    }

    /// Whether a message of a category would cost something now.
    pub fn costs(&self, line: &str, customer: &str, category: &str) -> bool {
        let free = category == "service" && self.service_used(line) < self.pricing.free_service;
        !free && self.entry_until(line, customer).is_none()
    }

    /// The parts of a status that tell the price, counting a service message. `conversation` comes with free entry points
    /// only (since version 24).
    pub fn price(&mut self, message: &Message, category: &str) -> Vec<(&'static str, Value)> {
        if let Some(until) = self.entry_until(&message.line, &message.customer) {
            let id = format!("{:032x}", hash(&format!("{}/{}/{until}", message.line, message.customer)));
            return vec![
                (
                    "conversation",
                    json!({"id": id, "expiration_timestamp": until.to_string(),
                    "origin": {"type": "referral_conversion"}}),
                ),
                ("pricing", object("free_entry_point", "referral_conversion")),
            ];
        }
        if category != "service" {
            return vec![("pricing", object("regular", category))];
        }
        let free = self.pricing.free_service;
        let key = (message.line.clone(), month(self.clock.now()));
        let used = self.used.entry(key).or_default();
        *used = used.saturating_add(1);
        let kind = if *used <= free { "free_customer_service" } else { "regular" };
        vec![("pricing", object(kind, "service"))]
    }
}

fn object(kind: &str, category: &str) -> Value {
    json!({"billable": kind == "regular", "pricing_model": "PMP", "category": category, "type": kind})
}

/// A number of a text, the same for the same text (FNV-1a).
fn hash(text: &str) -> u128 {
    text.bytes().fold(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d, |sum: u128, byte| {
        (sum ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b)
    })
}
