//! What a member does in the open conversation. Everything is shown at once and taken back when the server refuses.

use super::{
    super::{
        api,
        bubbles::{Bubbles, Local, Written},
        fresh_command,
    },
    Inbox,
};
use crate::{
    call::{CallError, Called},
    kit::Toast,
};
use chrono::{DateTime, Utc};
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::{
    conversation::ConversationStatus,
    id::{CommandId, ConversationId, MessageId},
    message::content::LinkPreview,
    refusal::{Code, Refusal},
};
use prosa_wire::{
    inbox::{
        Assign, CancelScheduled, ConversationRow, Direction, MessageView, OutgoingBody, React, ReactionView,
        RetrySend, SendMessage, SetStatus,
    },
    team::MemberRef,
};

impl Inbox {
    /// Sends what stands in the composer. The bubble is shown at once; a refusal gives the text back.
    pub fn send(self, bubbles: Bubbles) {
        let text = bubbles.draft.get_untracked();
        if text.trim().is_empty() || bubbles.refusal.with_untracked(Option::is_some) {
            return;
        }
        bubbles.draft.set(String::new());
        let quoted = bubbles.quoting.get_untracked();
        bubbles.quoting.set(None);
        self.send_refusal.set(None);
        let written = Written {
            command: fresh_command(),
            text,
            quoted,
            author: Some(self.myself()),
            at: self.now.with_value(|now| now()),
            link_preview: if bubbles.hide_preview.get_untracked() {
                LinkPreview::Hidden
            } else {
                LinkPreview::Auto
            },
            machine: bubbles.machine.get_untracked(),
        };
        bubbles.machine.set(None);
        bubbles.hide_preview.set(false);
        bubbles.put(written.clone());
        self.dispatch(bubbles, written);
    }

    /// Sends a text that did not reach the server again: the same command, so never twice.
    pub fn send_again(self, bubbles: Bubbles, message: &MessageView) {
        let Some(command) = message.command_id else { return };
        bubbles.mark(command, Local::Sending);
        let quoted = message.quote.as_ref().and_then(|quote| quote.message_id).and_then(|id| {
            let list = bubbles.list.get_untracked();
            list.iter().map(|bubble| bubble.message.get_untracked()).find(|message| message.id == id)
        });
        let written = Written {
            command,
            text: message.text.clone(),
            quoted,
            author: message.author.clone(),
            at: message.at,
            // Which card was asked for is not kept with what did not reach the server.
            link_preview: LinkPreview::Auto,
            machine: None,
        };
        self.dispatch(bubbles, written);
    }

    fn dispatch(self, bubbles: Bubbles, written: Written) {
        let command = SendMessage {
            command_id: written.command,
            conversation_id: bubbles.id,
            body: OutgoingBody::Text { text: written.text.clone(), link_preview: written.link_preview },
            quoted: written.quoted.as_ref().map(|message| message.id),
            send_at: None,
            machine: written.machine,
        };
        spawn_local(async move {
            match api::post(command).await {
                Ok(message) => {
                    self.note_message(bubbles.id, message);
                    self.ask();
                }
                Err(error) if is_passing(&error) => {
                    bubbles.mark(written.command, Local::NotReached(error.0));
                }
                Err(error) => {
                    self.left(&error);
                    bubbles.take_back(written.command);
                    let _ = bubbles.quoting.try_set(written.quoted);
                    let _ = self.send_refusal.try_set(Some(error.0));
                    bubbles.give_back(&written.text);
                }
            }
        });
    }

    pub(super) fn note_message(self, conversation: ConversationId, message: MessageId) {
        let _ = self.stale.try_update_value(|stale| {
            stale.conversations.insert(conversation);
            stale.messages.insert((conversation, message));
        });
    }

    /// Sends something that is no text of the composer's field. What is being answered is answered by it.
    ///
    /// # Errors
    /// Why it was not taken.
    pub async fn post(
        self,
        bubbles: Bubbles,
        command_id: CommandId,
        body: OutgoingBody,
        send_at: Option<DateTime<Utc>>,
    ) -> Result<MessageId, Refusal> {
        let quoted = bubbles.quoting.try_get_untracked().flatten().map(|message| message.id);
        let command =
            SendMessage { command_id, conversation_id: bubbles.id, body, quoted, send_at, machine: None };
        match api::post(command).await {
            Ok(message) => {
                let _ = bubbles.quoting.try_set(None);
                self.note_message(bubbles.id, message);
                self.ask();
                Ok(message)
            }
            Err(error) => {
                self.left(&error);
                Err(error.0)
            }
        }
    }

    /// Takes back a message that is to be sent later.
    pub fn cancel_scheduled(self, bubbles: Bubbles, message: MessageId) {
        let command = CancelScheduled { conversation_id: bubbles.id, message_id: message };
        spawn_local(async move {
            match api::cancel_scheduled(command).await {
                Ok(()) => {
                    self.note_message(bubbles.id, message);
                    self.ask();
                }
                Err(error) => self.failed(&error),
            }
        });
    }

    /// Sends a failed or unknown message again, as a new attempt.
    pub fn retry(self, bubbles: Bubbles, message: MessageId) {
        let command = RetrySend { conversation_id: bubbles.id, message_id: message };
        spawn_local(async move {
            match api::retry_send(command).await {
                Ok(()) => {
                    self.note_message(bubbles.id, message);
                    self.ask();
                }
                Err(error) => self.failed(&error),
            }
        });
    }

    /// Reacts to a message; the same emoji again takes it back.
    pub fn react(self, bubbles: Bubbles, message: ArcRwSignal<MessageView>, emoji: &str) {
        let before = message.get_untracked();
        let mine = |reaction: &ReactionView| reaction.direction == Direction::Out;
        let same = before.reactions.iter().any(|reaction| mine(reaction) && reaction.emoji == emoji);
        let emoji = (!same).then(|| emoji.to_owned());
        message.update(|message| {
            message.reactions.retain(|reaction| !mine(reaction));
            message
                .reactions
                .extend(emoji.clone().map(|emoji| ReactionView { emoji, direction: Direction::Out }));
        });
        let command =
            React { command_id: fresh_command(), conversation_id: bubbles.id, message_id: before.id, emoji };
        spawn_local(async move {
            if let Err(error) = api::react(command).await {
                message.update(|message| message.reactions = before.reactions);
                self.failed(&error);
            }
        });
    }

    /// Puts the conversation into a status, with a way back.
    pub fn set_status(self, bubbles: Bubbles, status: ConversationStatus) {
        let before = bubbles.row.with_untracked(|row| row.status);
        let name = bubbles.row.with_untracked(|row| row.contact_name.clone());
        let key = match status {
            ConversationStatus::Open => "inbox-done-open",
            ConversationStatus::Pending => "inbox-done-pending",
            ConversationStatus::Resolved => "inbox-done-resolved",
        };
        let said = self.tr.t_args(key, &[("name", (&name).into())]);
        let undo = self.tr.t("inbox-undo");
        spawn_local(async move {
            let answer = self.change_status(bubbles, status).await;
            if self.changed(bubbles, answer, move |row| row.status = status) {
                let back = move || {
                    spawn_local(async move {
                        let answer = self.change_status(bubbles, before).await;
                        self.changed(bubbles, answer, move |row| row.status = before);
                    });
                };
                self.toasts.push(Toast::done(said).action(undo, back));
            }
        });
    }

    async fn change_status(self, bubbles: Bubbles, status: ConversationStatus) -> Called<()> {
        api::set_status(SetStatus { conversation_id: bubbles.id, status }).await
    }

    /// Gives the conversation to somebody, or to nobody.
    pub fn assign(self, bubbles: Bubbles, member: Option<MemberRef>) {
        let name = bubbles.row.with_untracked(|row| row.contact_name.clone());
        let said = match &member {
            Some(member) => self.tr.t_args(
                "inbox-done-assigned",
                &[("name", (&name).into()), ("member", (&member.name).into())],
            ),
            None => self.tr.t_args("inbox-done-unassigned", &[("name", (&name).into())]),
        };
        spawn_local(async move {
            let command =
                Assign { conversation_id: bubbles.id, member_id: member.as_ref().map(|member| member.id) };
            let answer = api::assign(command).await;
            if self.changed(bubbles, answer, move |row| row.assignee = member) {
                self.toasts.done(said);
            }
        });
    }

    /// Shows a change that was made, or tells why it was not.
    fn changed(
        self,
        bubbles: Bubbles,
        answer: Called<()>,
        change: impl FnOnce(&mut ConversationRow),
    ) -> bool {
        match answer {
            Ok(()) => {
                let _ = bubbles.row.try_update(change);
                self.show_row(bubbles);
                true
            }
            Err(error) => {
                self.failed(&error);
                false
            }
        }
    }
}

/// Whether trying the same again later can help.
fn is_passing(error: &CallError) -> bool {
    matches!(error.0.code, Code::Unreachable | Code::DatabaseAway | Code::Overloaded | Code::RateLimited)
}
