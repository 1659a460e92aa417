//! Files of messages: asked for again when their addresses ran out, and fetched again when a
//! person asks.

use super::{
    super::{api, part::bubble_media::Place},
    Inbox,
};
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::id::{MediaId, MessageId};

/// Seconds before an address is asked for again: one that does not work right after is not tried without end.
const RENEW_EVERY_SECONDS: i64 = 60;

impl Inbox {
    /// Asks for a message again, because the address of its file does not work any more.
    pub fn renew(self, place: Place) {
        let now = self.now.with_value(|now| now());
        let due = self.renewed.try_update_value(|renewed| {
            let last = renewed.get(&place.message).copied();
            let due = last.is_none_or(|last| (now - last).num_seconds() >= RENEW_EVERY_SECONDS);
            if due {
                renewed.insert(place.message, now);
            }
            due
        });
        if due == Some(true) {
            self.note_message(place.conversation, place.message);
            self.ask();
        }
    }

    /// Whether the address of a message's file was asked for again.
    #[must_use]
    pub fn was_renewed(self, message: MessageId) -> bool {
        self.renewed.try_with_value(|renewed| renewed.contains_key(&message)).unwrap_or_default()
    }

    /// Has a file fetched again that could not be fetched.
    pub fn fetch_again(self, place: Place, file: MediaId) {
        spawn_local(async move {
            match api::retry_media(file).await {
                Ok(()) => {
                    self.note_message(place.conversation, place.message);
                    self.ask();
                }
                Err(error) => self.failed(&error),
            }
        });
    }
}
