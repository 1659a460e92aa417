//! What a member says about what the machine read. Shown when the server has it: its event brings the new reading.

use super::{
    super::{api, bubbles::Bubbles},
    Inbox,
};
use crate::call::Called;
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::{
    id::MessageId,
    label::{Intent, Sentiment},
};
use prosa_wire::reading::CorrectReading;

impl Inbox {
    /// Says that the newest reading is right.
    pub fn confirm_reading(self, bubbles: Bubbles) {
        bubbles.fixing.set(None);
        let Some(message) = bubbles.to_fix() else { return };
        let read = message.reading.as_ref().and_then(|reading| reading.intents.first().copied());
        if let Some(guess) = read {
            self.say_reading(bubbles, message.id, (guess.id, None), "label-confirm-done");
        }
    }

    /// Says what a message means.
    pub fn correct_reading(self, bubbles: Bubbles, id: MessageId, intent: Intent, mood: Option<Sentiment>) {
        self.say_reading(bubbles, id, (intent, mood), "label-fix-done");
    }

    fn say_reading(
        self,
        bubbles: Bubbles,
        message_id: MessageId,
        (intent, sentiment): (Intent, Option<Sentiment>),
        done: &'static str,
    ) {
        let command = CorrectReading { conversation_id: bubbles.id, message_id, intent, sentiment };
        spawn_local(async move {
            self.told_reading(bubbles, message_id, api::correct_reading(command).await, done)
        });
    }

    /// Takes back what was said about a message.
    pub fn undo_reading(self, bubbles: Bubbles, id: MessageId) {
        spawn_local(
            async move { self.told_reading(bubbles, id, api::undo_reading(id).await, "label-undone") },
        );
    }

    fn told_reading(self, bubbles: Bubbles, id: MessageId, answer: Called<()>, done: &'static str) {
        match answer {
            Ok(()) => {
                self.toasts.done(self.tr.t(done));
                self.note_message(bubbles.id, id);
                self.ask();
            }
            Err(error) => self.failed(&error),
        }
    }
}
