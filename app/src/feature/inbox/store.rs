//! What the screen knows and does: the loaded list, the open thread, and the live events that keep both true.
//!
//! Events only say that something changed. What changed is asked for in batches, one question at a time, so that an older
//! answer never covers a newer one.

mod act;
mod media;
mod read;

use super::{api, bubbles::Bubbles, rows::Rows};
use crate::{
    call::CallError,
    clock::use_exact_now,
    i18n::use_translator,
    kit::{Toasts, use_toasts},
    live::{Listener, Live},
    page::Page,
};
use chrono::{DateTime, Utc};
use leptos::{prelude::*, task::spawn_local};
use prosa_domain::{
    access::{Action, Permit, Role, allows},
    event::Event,
    id::{ConversationId, MemberId, MessageId},
    refusal::{Code, Refusal},
};
use prosa_i18n::Translator;
use prosa_wire::{
    inbox::{ContactCard, InboxCounts, InboxFilter, InboxPage, MessageView, Refresh, RefreshRequest, Thread},
    team::MemberRef,
};
use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
    time::Duration,
};

/// Events remembered for what is still loading while they come.
const RECENT_MAX: usize = 1_000;
/// Conversations asked for at once.
const ASK_ROWS_MAX: usize = 100;
/// Messages asked for at once.
const ASK_MESSAGES_MAX: usize = 200;
/// Pause before a failed question is asked again.
const ASK_AGAIN: Duration = Duration::from_secs(2);

/// What has to be asked for.
#[derive(Clone, Debug, Default)]
struct Stale {
    conversations: BTreeSet<ConversationId>,
    messages: BTreeSet<(ConversationId, MessageId)>,
}

/// The screen's state; copied into every part.
#[derive(Clone, Copy)]
pub struct Inbox {
    /// Who looks at it.
    pub me: MemberId,
    role: Role,
    name: StoredValue<String>,
    /// Figures of the tabs.
    pub counts: RwSignal<InboxCounts>,
    /// The loaded list.
    pub rows: RwSignal<Option<Rows>>,
    /// The open thread.
    pub bubbles: RwSignal<Option<Bubbles>>,
    /// Counts up when everything has to be loaded afresh.
    pub reloads: RwSignal<u32>,
    /// Whether the person's panel is shown as a drawer.
    pub drawer: RwSignal<bool>,
    /// Whether the open conversation was reached from the list, so that "back" is the browser's.
    pub from_list: StoredValue<bool>,
    /// Why the last text was refused, when that is not the window.
    pub send_refusal: RwSignal<Option<Refusal>>,
    /// The picture that is looked at whole: where it is read, and its words.
    pub viewer: RwSignal<Option<(String, String)>>,
    renewed: StoredValue<BTreeMap<MessageId, DateTime<Utc>>>,
    live: StoredValue<Option<Live>>,
    following: StoredValue<bool>,
    recent: StoredValue<VecDeque<Event>>,
    stale: StoredValue<Stale>,
    asking: StoredValue<bool>,
    seeing: StoredValue<bool>,
    toasts: Toasts,
    tr: Translator,
    now: StoredValue<Arc<dyn Fn() -> DateTime<Utc> + Send + Sync>>,
}

/// The state of the screen.
///
/// # Panics
/// Never in the screen: it is provided at its root.
#[must_use]
pub fn use_inbox() -> Inbox {
    use_context::<Inbox>().unwrap_or_default()
}

impl Inbox {
    /// A screen that has loaded nothing yet.
    #[must_use]
    pub fn new() -> Self {
        let me = Page::current().me;
        let now = use_exact_now();
        let now: Arc<dyn Fn() -> DateTime<Utc> + Send + Sync> = Arc::new(now);
        let inbox = Self {
            me: me.as_ref().map_or(MemberId(uuid::Uuid::nil()), |me| me.member_id),
            role: me.as_ref().map_or(Role::Viewer, |me| me.role),
            name: StoredValue::new(me.map(|me| me.name).unwrap_or_default()),
            counts: RwSignal::new(InboxCounts::default()),
            rows: RwSignal::new(None),
            bubbles: RwSignal::new(None),
            reloads: RwSignal::new(0),
            drawer: RwSignal::new(false),
            from_list: StoredValue::new(false),
            send_refusal: RwSignal::new(None),
            viewer: RwSignal::new(None),
            renewed: StoredValue::new(BTreeMap::new()),
            live: StoredValue::new(None),
            following: StoredValue::new(false),
            recent: StoredValue::new(VecDeque::new()),
            stale: StoredValue::new(Stale::default()),
            asking: StoredValue::new(false),
            seeing: StoredValue::new(false),
            toasts: use_toasts(),
            tr: use_translator(),
            now: StoredValue::new(now),
        };
        let listener = Listener {
            on_events: Callback::new(move |events| inbox.heard(events)),
            on_resync: Callback::new(move |()| inbox.reload()),
        };
        inbox.live.set_value(Some(Live::new(listener)));
        inbox
    }

    /// The live stream.
    #[must_use]
    pub fn live(self) -> Option<Live> {
        self.live.try_get_value().flatten()
    }

    /// Whether the member may do something.
    #[must_use]
    pub fn may(self, action: Action) -> bool {
        matches!(allows(self.role, action), Permit::Allowed)
    }

    /// The member as a name to show.
    #[must_use]
    pub fn myself(self) -> MemberRef {
        MemberRef { id: self.me, name: self.name.get_value() }
    }

    /// Loads everything afresh.
    pub fn reload(self) {
        self.recent.set_value(VecDeque::new());
        let _ = self.reloads.try_update(|count| *count = count.wrapping_add(1));
    }

    /// Takes a list that was loaded.
    pub fn loaded_list(self, filter: InboxFilter, page: InboxPage) -> Rows {
        let sequence = page.sequence;
        self.counts.set(page.counts);
        let rows = Rows::new(filter, page);
        self.rows.set(Some(rows));
        self.missed(sequence, None);
        rows
    }

    /// Takes a thread that was loaded.
    pub fn loaded_thread(self, thread: Thread) -> Bubbles {
        let (sequence, id) = (thread.sequence, thread.row.id);
        let bubbles = Bubbles::new(thread);
        if let Some(before) = self.open().filter(|before| before.id == id) {
            bubbles.keep_unsent(before);
        }
        if self.send_refusal.with_untracked(Option::is_some) {
            self.send_refusal.set(None);
        }
        self.bubbles.set(Some(bubbles));
        self.missed(sequence, Some(id));
        bubbles
    }

    /// Follows live events from what was loaded. In the browser only; the first call counts, later ones go on after a
    /// fresh load.
    pub fn follow(self, sequence: i64) {
        let Some(live) = self.live() else { return };
        if self.following.get_value() {
            live.resume(sequence);
        } else {
            self.following.set_value(true);
            live.follow(sequence);
        }
    }

    /// Events that came while something was loading, and that it does not hold yet.
    fn missed(self, sequence: i64, only: Option<ConversationId>) {
        let missed: Vec<Event> = self.recent.with_value(|recent| {
            recent
                .iter()
                .filter(|event| event.sequence > sequence)
                .filter(|event| only.is_none() || only == event.conversation_id)
                .cloned()
                .collect()
        });
        if !missed.is_empty() {
            self.note(&missed);
            // After the part that loads is in place.
            set_timeout(move || self.ask(), Duration::ZERO);
        }
    }

    fn heard(self, events: Vec<Event>) {
        let _ = self.recent.try_update_value(|recent| {
            recent.extend(events.iter().cloned());
            while recent.len() > RECENT_MAX {
                recent.pop_front();
            }
        });
        self.note(&events);
        self.ask();
    }

    fn note(self, events: &[Event]) {
        let _ = self.stale.try_update_value(|stale| {
            for event in events {
                let Some(conversation) = event.conversation_id else { continue };
                stale.conversations.insert(conversation);
                stale.messages.extend(event.message_id.map(|message| (conversation, message)));
            }
        });
    }

    fn open(self) -> Option<Bubbles> {
        self.bubbles.try_get_untracked().flatten()
    }

    /// Asks for what is stale, one question at a time.
    fn ask(self) {
        if self.asking.try_get_value() != Some(false) {
            return;
        }
        let open = self.open().map(|bubbles| bubbles.id);
        let Some(request) = self.stale.try_update_value(|stale| stale.take(open)).flatten() else { return };
        self.asking.set_value(true);
        spawn_local(async move {
            let answer = api::refresh(request.clone()).await;
            if self.asking.try_set_value(false).is_some() {
                // The screen is gone.
                return;
            }
            match answer {
                Ok(refresh) => {
                    self.take(&request, refresh);
                    self.ask();
                }
                Err(error) => {
                    self.left(&error);
                    let _ = self.stale.try_update_value(|stale| stale.put_back(&request));
                    set_timeout(move || self.ask(), ASK_AGAIN);
                }
            }
        });
    }

    fn take(self, request: &RefreshRequest, refresh: Refresh) {
        let _ = self.counts.try_set(refresh.counts);
        if let Some(bubbles) = self.open().filter(|bubbles| Some(bubbles.id) == request.open) {
            if let Some(row) = refresh.rows.iter().find(|row| row.id == bubbles.id) {
                bubbles.row.set(row.clone());
            }
            let judged_anew = bubbles.refusal.with_untracked(|refusal| *refusal != refresh.refusal);
            if judged_anew {
                bubbles.refusal.set(refresh.refusal);
            }
            let changed = |card: &ContactCard| bubbles.contact.with_untracked(|known| known != card);
            if let Some(card) = refresh.contact.filter(changed) {
                bubbles.contact.set(card);
            }
            if let Some(insight) = refresh.insight {
                bubbles.insight.set(insight);
            }
            let told: BTreeSet<MessageId> = refresh.messages.iter().map(|message| message.id).collect();
            bubbles.forget(|id| request.messages.contains(&id) && !told.contains(&id));
            let arrived = bubbles.apply(refresh.messages);
            self.tell(bubbles, &arrived);
            if judged_anew || arrived.iter().any(|message| message.kind == "system") {
                self.know_again(bubbles);
            }
        }
        if let Some(rows) = self.rows.try_get_untracked().flatten() {
            rows.apply(refresh.rows, self.me);
        }
        self.see();
    }

    /// Reads new messages of the contact aloud, and draws the divider when nobody was looking.
    fn tell(self, bubbles: Bubbles, arrived: &[MessageView]) {
        let (Some(first), Some(last)) = (arrived.first(), arrived.last()) else { return };
        if !is_looked_at() && bubbles.divider.get_untracked().is_none() {
            bubbles.divider.set(Some(first.id));
        }
        let name = bubbles.row.with_untracked(|row| row.contact_name.clone());
        let untold = last.text.is_empty() || last.kind == "system";
        let text = if untold { crate::kind::name(self.tr, last) } else { last.text.clone() };
        bubbles
            .spoken
            .set(self.tr.t_args("inbox-spoken", &[("name", (&name).into()), ("text", (&text).into())]));
    }

    /// Asks who the person of the open thread is now: their number changed, or what they allow.
    fn know_again(self, bubbles: Bubbles) {
        spawn_local(async move {
            // Without an answer the panel shows what was known.
            if let Ok(thread) = api::thread(bubbles.id).await {
                let _ = bubbles.contact.try_set(thread.contact);
            }
        });
    }

    /// Asks whether the open thread can be written to still: time alone tells nobody.
    pub fn judge_again(self, bubbles: Bubbles) {
        let _ = self.stale.try_update_value(|stale| stale.conversations.insert(bubbles.id));
        self.ask();
    }

    /// Notes that the open thread was seen, when somebody looks at it.
    pub fn see(self) {
        let Some(bubbles) = self.open() else { return };
        let unread = bubbles.row.with_untracked(|row| row.unread);
        if unread == 0 || !self.may(Action::SendMessage) || !is_looked_at() || self.seeing.get_value() {
            return;
        }
        self.seeing.set_value(true);
        spawn_local(async move {
            let answer = api::mark_seen(bubbles.id).await;
            let _ = self.seeing.try_set_value(false);
            match answer {
                Ok(()) => {
                    let _ = bubbles.row.try_update(|row| row.unread = 0);
                    self.show_row(bubbles);
                }
                Err(error) => self.left(&error),
            }
        });
    }

    /// Shows the open thread's row in the list as the thread has it.
    fn show_row(self, bubbles: Bubbles) {
        let Some(row) = bubbles.row.try_get_untracked() else { return };
        if let Some(rows) = self.rows.try_get_untracked().flatten() {
            rows.apply(vec![row], self.me);
        }
    }

    /// A session that ended: the page is asked for again, and the server shows where to sign in.
    fn left(self, error: &CallError) {
        if error.0.code == Code::SignedOut {
            let _ = window().location().reload();
        }
    }

    /// Tells what did not work.
    pub fn failed(self, error: &CallError) {
        self.left(error);
        self.toasts.failed(self.tr.refusal(&error.0));
    }
}

impl Default for Inbox {
    fn default() -> Self {
        Self::new()
    }
}

impl Stale {
    /// What to ask for next; none when nothing is stale. Messages of threads that are not open are left to their loading.
    fn take(&mut self, open: Option<ConversationId>) -> Option<RefreshRequest> {
        if self.conversations.is_empty() && self.messages.is_empty() {
            return None;
        }
        self.messages.retain(|(conversation, _)| Some(*conversation) == open);
        let conversations: Vec<ConversationId> =
            self.conversations.iter().take(ASK_ROWS_MAX).copied().collect();
        let messages: Vec<(ConversationId, MessageId)> =
            self.messages.iter().take(ASK_MESSAGES_MAX).copied().collect();
        for id in &conversations {
            self.conversations.remove(id);
        }
        for pair in &messages {
            self.messages.remove(pair);
        }
        let messages = messages.into_iter().map(|(_, message)| message).collect();
        Some(RefreshRequest { conversations, open, messages })
    }

    fn put_back(&mut self, request: &RefreshRequest) {
        self.conversations.extend(request.conversations.iter().copied());
        if let Some(open) = request.open {
            self.messages.extend(request.messages.iter().map(|message| (open, *message)));
        }
    }
}

/// Whether a person looks at the page now.
fn is_looked_at() -> bool {
    let document = document();
    !document.hidden() && document.has_focus().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use uuid::Uuid;

    fn conversation(number: u128) -> ConversationId {
        ConversationId(Uuid::from_u128(number))
    }

    #[test]
    fn what_is_stale_is_asked_for_in_portions_and_only_the_open_threads_messages() {
        let mut stale = Stale::default();
        for number in 0..150 {
            stale.conversations.insert(conversation(number));
            stale.messages.insert((conversation(number), MessageId(Uuid::from_u128(number))));
        }
        let first = stale.take(Some(conversation(3))).unwrap();
        assert_eq!((first.conversations.len(), first.messages.len()), (100, 1));
        let second = stale.take(Some(conversation(3))).unwrap();
        assert_eq!((second.conversations.len(), second.messages.len()), (50, 0));
        assert!(stale.take(Some(conversation(3))).is_none());
    }

    #[test]
    fn a_question_that_failed_is_asked_again_whole() {
        let mut stale = Stale::default();
        stale.conversations.insert(conversation(1));
        stale.messages.insert((conversation(1), MessageId(Uuid::from_u128(5))));
        let request = stale.take(Some(conversation(1))).unwrap();
        stale.put_back(&request);
        assert_eq!(stale.take(Some(conversation(1))), Some(request));
    }
}
