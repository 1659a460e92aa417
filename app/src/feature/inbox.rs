//! Conversas: the list, the open thread, the person. The address is the state (which list, which conversation), the first
//! paint comes whole from the server, and live events keep it true.
//!
//! Data: server functions in [`api`]. Rules (window, gate, who may what) are the domain's; this screen only shows them.

pub mod address;
pub mod api;
#[cfg(feature = "ssr")]
pub mod assistant;
pub mod brief;
pub mod bubbles;
pub mod compose;
pub mod composer;
pub mod head;
pub mod insight;
pub mod keys;
pub mod lines;
pub mod list;
pub mod panel;
pub mod part;
pub mod row;
pub mod rows;
pub mod screen;
pub mod store;
pub mod thread;
pub mod triage;

pub use screen::InboxRoutes;

use prosa_domain::id::CommandId;

/// A fresh id for a command of this browser.
#[must_use]
pub fn fresh_command() -> CommandId {
    let mut bytes = [0_u8; 16];
    fill_random(&mut bytes);
    CommandId(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(feature = "hydrate")]
fn fill_random(bytes: &mut [u8; 16]) {
    if let Ok(crypto) = leptos::prelude::window().crypto() {
        let _ = crypto.get_random_values_with_u8_array(bytes);
    }
}

/// Commands are made in browsers only.
#[cfg(not(feature = "hydrate"))]
const fn fill_random(_bytes: &mut [u8; 16]) {}
