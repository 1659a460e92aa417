//! The messages of the open thread as the browser holds them: each its own signal, known by the command that made it, so
//! that an optimistic bubble becomes the real one without being drawn anew.

use super::{
    compose::tool::Tool,
    lines::{Brief, first_unseen},
};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use prosa_domain::{
    id::{CommandId, ConversationId, DraftId, MessageId},
    message::{content::LinkPreview, status::DeliveryState},
    refusal::Refusal,
};
use prosa_wire::{
    inbox::{
        Body, ContactCard, ConversationRow, Direction, MessagePage, MessageView, QuoteView, StateAt, Thread,
        ThreadCursor,
    },
    team::MemberRef,
};
use uuid::Uuid;

/// How far a message of this browser is on its way to the server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Local {
    /// The server has it.
    #[default]
    Stored,
    /// On its way.
    Sending,
    /// The server was not reached: the text is kept here and can be sent again, as the same command.
    NotReached(Refusal),
}

/// One message.
#[derive(Clone)]
pub struct Bubble {
    /// The command's id for what was written here, else the message's.
    pub key: Uuid,
    /// What it shows.
    pub message: ArcRwSignal<MessageView>,
    /// How far it is on its way.
    pub local: ArcRwSignal<Local>,
}

impl Bubble {
    fn stored(message: MessageView) -> Self {
        let key = message.command_id.map_or(message.id.0, |command| command.0);
        Self { key, message: ArcRwSignal::new(message), local: ArcRwSignal::default() }
    }

    fn brief(&self) -> Brief {
        self.message.with_untracked(|message| Brief::of(self.key, message))
    }
}

/// What was written in the composer.
#[derive(Clone, Debug)]
pub struct Written {
    /// Made here; the same id twice is one message.
    pub command: CommandId,
    /// What.
    pub text: String,
    /// The message answered.
    pub quoted: Option<MessageView>,
    /// Who wrote it.
    pub author: Option<MemberRef>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether WhatsApp shows a card for its first link.
    pub link_preview: LinkPreview,
    /// The words of a machine it was made from.
    pub machine: Option<DraftId>,
}

/// The open thread.
#[derive(Clone, Copy)]
pub struct Bubbles {
    /// Which conversation.
    pub id: ConversationId,
    /// Its row, as in the list.
    pub row: RwSignal<ConversationRow>,
    /// The person.
    pub contact: RwSignal<ContactCard>,
    /// Messages, oldest first.
    pub list: RwSignal<Vec<Bubble>>,
    /// Where older ones begin.
    pub older: RwSignal<Option<ThreadCursor>>,
    /// Why the member cannot send now.
    pub refusal: RwSignal<Option<Refusal>>,
    /// Whom it can be assigned to.
    pub members: StoredValue<Vec<MemberRef>>,
    /// The first message that had not been seen when the thread was opened.
    pub divider: RwSignal<Option<MessageId>>,
    /// The message the composer answers.
    pub quoting: RwSignal<Option<MessageView>>,
    /// What stands in the composer.
    pub draft: RwSignal<String>,
    /// The words of a machine that were taken into the composer.
    pub machine: RwSignal<Option<DraftId>>,
    /// Whether the card for the first link is left out.
    pub hide_preview: RwSignal<bool>,
    /// What is open over the composer.
    pub tool: RwSignal<Option<Tool>>,
    /// The message whose reading is put right; none for the newest that was read.
    pub fixing: RwSignal<Option<MessageId>>,
    /// What was read, drawn on the server.
    pub insight: RwSignal<String>,
    /// What a screen reader is told.
    pub spoken: RwSignal<String>,
    /// For the form without a script.
    pub form_command: CommandId,
}

impl Bubbles {
    /// The thread as the server told it.
    #[must_use]
    pub fn new(thread: Thread) -> Self {
        let list: Vec<Bubble> = thread.messages.into_iter().map(Bubble::stored).collect();
        let briefs: Vec<Brief> = list.iter().map(Bubble::brief).collect();
        Self {
            id: thread.row.id,
            divider: RwSignal::new(first_unseen(&briefs, thread.row.unread)),
            row: RwSignal::new(thread.row),
            contact: RwSignal::new(thread.contact),
            list: RwSignal::new(list),
            older: RwSignal::new(thread.older),
            refusal: RwSignal::new(thread.refusal),
            members: StoredValue::new(thread.members),
            quoting: RwSignal::new(None),
            draft: RwSignal::new(String::new()),
            machine: RwSignal::new(None),
            hide_preview: RwSignal::new(false),
            tool: RwSignal::new(None),
            fixing: RwSignal::new(None),
            insight: RwSignal::new(thread.insight),
            spoken: RwSignal::new(String::new()),
            form_command: thread.command_id,
        }
    }

    /// Keeps what was written here and is not with the server yet, when the thread is loaded afresh.
    pub fn keep_unsent(self, before: Self) {
        let Some(kept) = before.list.try_get_untracked() else { return };
        self.list.update(|list| {
            let unsent = |bubble: &Bubble| bubble.local.with_untracked(|local| *local != Local::Stored);
            let is_new = |bubble: &Bubble| !list.iter().any(|known| known.key == bubble.key);
            let kept: Vec<Bubble> =
                kept.into_iter().filter(|bubble| unsent(bubble) && is_new(bubble)).collect();
            list.extend(kept);
        });
    }

    /// What the layout looks at; follows changes of the list only.
    #[must_use]
    pub fn briefs(self) -> Vec<Brief> {
        self.list.with(|list| list.iter().map(Bubble::brief).collect())
    }

    /// The bubble of a key.
    #[must_use]
    pub fn find(self, key: Uuid) -> Option<Bubble> {
        self.list.with_untracked(|list| list.iter().find(|bubble| bubble.key == key).cloned())
    }

    /// Whether the message is loaded.
    #[must_use]
    pub fn has(self, id: MessageId) -> bool {
        self.list.with_untracked(|list| {
            list.iter().any(|bubble| bubble.message.with_untracked(|message| message.id == id))
        })
    }

    /// The message whose reading is put right: the one that was chosen, or the newest that was read.
    #[must_use]
    pub fn to_fix(self) -> Option<MessageView> {
        let chosen = self.fixing.get_untracked();
        self.list.with_untracked(|list| {
            list.iter().rev().find_map(|bubble| {
                bubble.message.with_untracked(|message| {
                    let wanted = chosen.map_or(message.reading.is_some(), |id| message.id == id);
                    wanted.then(|| message.clone())
                })
            })
        })
    }

    /// Puts older messages before the loaded ones.
    pub fn prepend(self, page: MessagePage) {
        let _ = self.list.try_update(|list| {
            let mut before: Vec<Bubble> = page.messages.into_iter().map(Bubble::stored).collect();
            before.retain(|bubble| !list.iter().any(|known| known.key == bubble.key));
            before.append(list);
            *list = before;
        });
        let _ = self.older.try_set(page.older);
    }

    /// Takes new and changed messages. Returns those of the contact that are new, in order.
    pub fn apply(self, messages: Vec<MessageView>) -> Vec<MessageView> {
        let Some(mut list) = self.list.try_get_untracked() else { return Vec::new() };
        let before: Vec<Brief> = list.iter().map(Bubble::brief).collect();
        let mut arrived = Vec::new();
        for message in messages {
            let key = message.command_id.map_or(message.id.0, |command| command.0);
            if let Some(bubble) = list.iter().find(|bubble| bubble.key == key) {
                bubble.message.set(message);
                bubble.local.set(Local::Stored);
                continue;
            }
            if message.direction == Direction::In {
                arrived.push(message.clone());
            }
            list.push(Bubble::stored(message));
        }
        list.sort_by_cached_key(|bubble| {
            bubble.message.with_untracked(|message| (message.at, message.sequence))
        });
        let after: Vec<Brief> = list.iter().map(Bubble::brief).collect();
        if after != before {
            let _ = self.list.try_set(list);
        }
        arrived
    }

    /// Takes away stored messages that are no more: those that were to be sent later and were called off.
    pub fn forget(self, is_gone: impl Fn(MessageId) -> bool) {
        let gone = |bubble: &Bubble| {
            bubble.local.with_untracked(|local| *local == Local::Stored)
                && bubble.message.with_untracked(|message| is_gone(message.id))
        };
        if self.list.try_with_untracked(|list| list.iter().any(gone)) == Some(true) {
            let _ = self.list.try_update(|list| list.retain(|bubble| !gone(bubble)));
        }
    }

    /// Shows what was written before the server answers.
    pub fn put(self, written: Written) {
        let quote = written.quoted.map(|quoted| QuoteView {
            message_id: Some(quoted.id),
            direction: Some(quoted.direction),
            kind: quoted.kind,
            text: quoted.text,
        });
        let last = self.list.with_untracked(|list| list.last().map(Bubble::brief)).map(|last| last.at);
        let message = MessageView {
            id: MessageId(written.command.0),
            command_id: Some(written.command),
            direction: Direction::Out,
            kind: "text".to_owned(),
            raw_kind: String::new(),
            body: Body::Text { text: written.text.clone() },
            text: written.text,
            detail: String::new(),
            forwarded: false,
            in_group: false,
            // A reply never stands before what it answers, whatever the clocks say.
            at: last.map_or(written.at, |last| last.max(written.at)),
            sequence: i64::MAX,
            author: written.author,
            state: Some(DeliveryState::Queued),
            history: vec![StateAt { state: DeliveryState::Queued, at: written.at }],
            failure: None,
            quote,
            reactions: Vec::new(),
            edited_at: None,
            revoked_at: None,
            media: None,
            referral: None,
            product: None,
            earlier: Vec::new(),
            send_at: None,
            reading: None,
            machine: None,
        };
        let bubble = Bubble::stored(message);
        bubble.local.set(Local::Sending);
        let _ = self.list.try_update(|list| list.push(bubble));
    }

    /// Takes back what was shown too early.
    pub fn take_back(self, command: CommandId) {
        let _ = self.list.try_update(|list| list.retain(|bubble| bubble.key != command.0));
    }

    /// Gives a refused text back to the composer, before whatever was written there meanwhile.
    pub fn give_back(self, text: &str) {
        let _ = self.draft.try_update(|draft| {
            *draft = if draft.trim().is_empty() { text.to_owned() } else { format!("{text}\n{draft}") };
        });
    }

    /// Says how far a message of this browser is.
    pub fn mark(self, command: CommandId, local: Local) {
        if let Some(bubble) = self.find(command.0) {
            bubble.local.set(local);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use prosa_domain::refusal::Code;
    use prosa_domain::{
        conversation::ConversationStatus,
        id::{ContactId, LineId},
    };
    use prosa_wire::inbox::LineRef;

    fn moment(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000 + second, 0).unwrap()
    }

    fn message(number: u128, second: i64, direction: Direction) -> MessageView {
        MessageView {
            id: MessageId(Uuid::from_u128(number)),
            command_id: None,
            direction,
            kind: "text".to_owned(),
            raw_kind: String::new(),
            text: format!("texto {number}"),
            body: Body::Text { text: format!("texto {number}") },
            detail: String::new(),
            forwarded: false,
            in_group: false,
            at: moment(second),
            sequence: i64::try_from(number).unwrap(),
            author: None,
            state: None,
            history: Vec::new(),
            failure: None,
            quote: None,
            reactions: Vec::new(),
            edited_at: None,
            revoked_at: None,
            media: None,
            referral: None,
            product: None,
            earlier: Vec::new(),
            send_at: None,
            reading: None,
            machine: None,
        }
    }

    fn thread(messages: Vec<MessageView>) -> Bubbles {
        let contact_id = ContactId(Uuid::from_u128(5));
        Bubbles::new(Thread {
            row: ConversationRow {
                id: ConversationId(Uuid::from_u128(9)),
                contact_id,
                contact_name: "Marina".to_owned(),
                line: LineRef { id: LineId(Uuid::from_u128(1)), label: "Loja".to_owned(), badge: 1 },
                status: ConversationStatus::Open,
                assignee: None,
                unread: 0,
                last_message_at: moment(0),
                last_direction: Direction::In,
                last_kind: "text".to_owned(),
                last_state: None,
                preview: String::new(),
                last_in_group: false,
                window_closes_at: None,
                intent: None,
                confirmed: false,
                sentiment: None,
                priority: None,
            },
            contact: ContactCard {
                id: contact_id,
                name: "Marina".to_owned(),
                phone: String::new(),
                username: String::new(),
                do_not_contact_at: None,
                do_not_contact_by: String::new(),
                blocked_at: None,
                consents: Vec::new(),
                created_at: moment(0),
            },
            messages,
            older: None,
            refusal: None,
            members: Vec::new(),
            sequence: 0,
            command_id: CommandId(Uuid::from_u128(77)),
            insight: String::new(),
        })
    }

    fn written(command: u128, second: i64) -> Written {
        Written {
            command: CommandId(Uuid::from_u128(command)),
            text: "Já confirmo".to_owned(),
            quoted: None,
            author: None,
            at: moment(second),
            link_preview: LinkPreview::Auto,
            machine: None,
        }
    }

    #[test]
    fn an_optimistic_bubble_becomes_the_real_one_without_a_second() {
        Owner::new().with(|| {
            let bubbles = thread(vec![message(1, 0, Direction::In)]);
            bubbles.put(written(50, 5));
            let shown = bubbles.find(Uuid::from_u128(50)).unwrap();
            assert_eq!(shown.local.get_untracked(), Local::Sending);
            let stored = MessageView {
                command_id: Some(CommandId(Uuid::from_u128(50))),
                state: Some(DeliveryState::Queued),
                ..message(2, 6, Direction::Out)
            };
            assert!(bubbles.apply(vec![stored]).is_empty());
            assert_eq!(bubbles.list.get_untracked().len(), 2);
            assert_eq!(shown.local.get_untracked(), Local::Stored);
            assert_eq!(shown.message.get_untracked().id, MessageId(Uuid::from_u128(2)));
        });
    }

    #[test]
    fn a_message_that_comes_late_stands_where_its_time_says() {
        Owner::new().with(|| {
            let bubbles = thread(vec![message(1, 0, Direction::In), message(3, 20, Direction::In)]);
            let arrived = bubbles.apply(vec![message(2, 10, Direction::In), message(3, 20, Direction::In)]);
            assert_eq!(arrived.len(), 1);
            let order: Vec<u128> = bubbles.briefs().iter().map(|brief| brief.key.as_u128()).collect();
            assert_eq!(order, [1, 2, 3]);
        });
    }

    #[test]
    fn a_message_that_was_called_off_goes_and_what_is_on_its_way_stays() {
        Owner::new().with(|| {
            let bubbles = thread(vec![message(1, 0, Direction::In), message(2, 5, Direction::Out)]);
            bubbles.put(written(50, 9));
            bubbles.forget(|id| id.0.as_u128() != 1);
            let order: Vec<u128> = bubbles.briefs().iter().map(|brief| brief.key.as_u128()).collect();
            assert_eq!(order, [1, 50]);
        });
    }

    #[test]
    fn a_reply_never_stands_before_what_it_answers() {
        Owner::new().with(|| {
            let bubbles = thread(vec![message(1, 100, Direction::In)]);
            bubbles.put(written(50, 5));
            assert_eq!(bubbles.briefs()[1].at, moment(100));
        });
    }

    #[test]
    fn older_messages_come_before_and_never_twice() {
        Owner::new().with(|| {
            let bubbles = thread(vec![message(2, 10, Direction::In)]);
            let page = MessagePage {
                messages: vec![message(1, 0, Direction::In), message(2, 10, Direction::In)],
                older: None,
            };
            bubbles.prepend(page);
            let order: Vec<u128> = bubbles.briefs().iter().map(|brief| brief.key.as_u128()).collect();
            assert_eq!(order, [1, 2]);
        });
    }

    #[test]
    fn what_did_not_reach_the_server_outlives_a_fresh_load() {
        Owner::new().with(|| {
            let before = thread(vec![message(1, 0, Direction::In)]);
            before.put(written(50, 5));
            before.mark(CommandId(Uuid::from_u128(50)), Local::NotReached(Refusal::new(Code::Unreachable)));
            let after = thread(vec![message(1, 0, Direction::In)]);
            after.keep_unsent(before);
            let keys: Vec<u128> = after.briefs().iter().map(|brief| brief.key.as_u128()).collect();
            assert_eq!(keys, [1, 50]);
        });
    }

    #[test]
    fn what_is_refused_is_taken_back_and_its_text_is_not_lost() {
        Owner::new().with(|| {
            let bubbles = thread(Vec::new());
            bubbles.put(written(50, 5));
            bubbles.take_back(CommandId(Uuid::from_u128(50)));
            bubbles.draft.set("e mais".to_owned());
            bubbles.give_back("Já confirmo");
            assert!(bubbles.list.get_untracked().is_empty());
            assert_eq!(bubbles.draft.get_untracked(), "Já confirmo\ne mais");
        });
    }
}
