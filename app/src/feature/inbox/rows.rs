//! The rows of the list as the browser holds them: each row its own signal, the order another, so that a change of one row
//! redraws one row.

use chrono::{DateTime, Utc};
use leptos::prelude::*;
use prosa_domain::{
    id::{ConversationId, MemberId},
    standing::Priority,
};
use prosa_wire::inbox::{ConversationRow, InboxCursor, InboxFilter, InboxPage, Order, Scope};
use std::cmp::Reverse;

/// One row.
#[derive(Clone)]
pub struct RowEntry {
    /// Whose.
    pub id: ConversationId,
    /// What it shows.
    pub row: ArcRwSignal<ConversationRow>,
}

/// The loaded part of the list.
#[derive(Clone, Copy)]
pub struct Rows {
    /// What is listed.
    pub filter: InboxFilter,
    /// Rows, newest first.
    pub entries: RwSignal<Vec<RowEntry>>,
    /// Where the next page begins.
    pub next: RwSignal<Option<InboxCursor>>,
}

impl Rows {
    /// The first page.
    #[must_use]
    pub fn new(filter: InboxFilter, page: InboxPage) -> Self {
        let entries = page.rows.into_iter().map(RowEntry::new).collect();
        Self { filter, entries: RwSignal::new(entries), next: RwSignal::new(page.next) }
    }

    /// Adds the next page; rows that moved up meanwhile are already here.
    pub fn append(self, page: InboxPage) {
        let _ = self.entries.try_update(|entries| {
            for row in page.rows {
                if !entries.iter().any(|entry| entry.id == row.id) {
                    entries.push(RowEntry::new(row));
                }
            }
        });
        let _ = self.next.try_set(page.next);
    }

    /// Takes changed rows: new ones come in, those that no longer belong go, the rest stay in their order.
    pub fn apply(self, rows: Vec<ConversationRow>, me: MemberId) {
        let Some(mut entries) = self.entries.try_get_untracked() else { return };
        let next = self.next.try_get_untracked().flatten();
        let before = order(&entries);
        for row in rows {
            let place = entries.iter().position(|entry| entry.id == row.id);
            match (place, belongs(&row, self.filter, me) && is_loaded(self.filter.order, &row, next)) {
                (Some(place), true) => {
                    if let Some(entry) = entries.get(place) {
                        entry.row.set(row);
                    }
                }
                (Some(place), false) => {
                    entries.remove(place);
                }
                (None, true) => entries.push(RowEntry::new(row)),
                (None, false) => {}
            }
        }
        let by = self.filter.order;
        entries.sort_by_cached_key(|entry| Reverse(entry.row.with_untracked(|row| place(by, row))));
        if order(&entries) != before {
            let _ = self.entries.try_set(entries);
        }
    }

    /// Messages waiting in the loaded rows.
    #[must_use]
    pub fn unread(self) -> u32 {
        self.entries.with(|entries| {
            entries
                .iter()
                .map(|entry| entry.row.with(|row| u32::try_from(row.unread).unwrap_or_default()))
                .sum()
        })
    }
}

impl RowEntry {
    fn new(row: ConversationRow) -> Self {
        Self { id: row.id, row: ArcRwSignal::new(row) }
    }
}

fn order(entries: &[RowEntry]) -> Vec<ConversationId> {
    entries.iter().map(|entry| entry.id).collect()
}

/// Whether the row stands in the list of a filter.
#[must_use]
pub fn belongs(row: &ConversationRow, filter: InboxFilter, me: MemberId) -> bool {
    let scope = match filter.scope {
        Scope::Mine => row.assignee.as_ref().is_some_and(|member| member.id == me),
        Scope::Unassigned => row.assignee.is_none(),
        Scope::All => true,
    };
    scope
        && filter.status.is_none_or(|status| status == row.status)
        && filter.line_id.is_none_or(|line| line == row.line.id)
        && (filter.intent.is_none() || filter.intent == row.intent)
        && (filter.sentiment.is_none() || filter.sentiment == row.sentiment)
        && (filter.priority.is_none() || filter.priority == row.priority)
}

/// Where something stands in the list; greater is higher up.
type Place = (i16, DateTime<Utc>, ConversationId);

fn place(order: Order, row: &ConversationRow) -> Place {
    (rank(order, row.priority), row.last_message_at, row.id)
}

fn rank(order: Order, priority: Option<Priority>) -> i16 {
    if order == Order::Priority { Priority::rank(priority) } else { 0 }
}

/// Whether the row stands above where the loaded part ends; those below come with their page.
fn is_loaded(order: Order, row: &ConversationRow, next: Option<InboxCursor>) -> bool {
    next.is_none_or(|next| place(order, row) >= (rank(order, next.priority), next.last_message_at, next.id))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use prosa_domain::{
        conversation::ConversationStatus,
        id::{ContactId, LineId},
        label::Intent,
    };
    use prosa_wire::{
        inbox::{Direction, LineRef},
        team::MemberRef,
    };
    use uuid::Uuid;

    const ME: MemberId = MemberId(Uuid::from_u128(1));

    fn row(number: u128, second: i64) -> ConversationRow {
        ConversationRow {
            id: ConversationId(Uuid::from_u128(number)),
            contact_id: ContactId(Uuid::from_u128(number)),
            contact_name: format!("Pessoa {number}"),
            line: LineRef { id: LineId(Uuid::from_u128(1)), label: "Loja".to_owned(), badge: 1 },
            status: ConversationStatus::Open,
            assignee: None,
            unread: 1,
            last_message_at: DateTime::from_timestamp(second, 0).unwrap(),
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
        }
    }

    fn rows(filter: InboxFilter, list: Vec<ConversationRow>, next: Option<i64>) -> Rows {
        let next = next.map(|second| InboxCursor {
            last_message_at: DateTime::from_timestamp(second, 0).unwrap(),
            id: ConversationId(Uuid::from_u128(0)),
            priority: None,
        });
        Rows::new(filter, InboxPage { rows: list, next, ..InboxPage::default() })
    }

    fn ids(rows: Rows) -> Vec<u128> {
        rows.entries.get_untracked().iter().map(|entry| entry.id.0.as_u128()).collect()
    }

    #[test]
    fn a_new_message_moves_its_conversation_to_the_top() {
        Owner::new().with(|| {
            let rows = rows(InboxFilter::default(), vec![row(1, 30), row(2, 20), row(3, 10)], None);
            rows.apply(vec![row(3, 40), row(4, 35)], ME);
            assert_eq!(ids(rows), [3, 4, 1, 2]);
            assert_eq!(rows.unread(), 4);
        });
    }

    #[test]
    fn a_row_that_no_longer_belongs_goes() {
        Owner::new().with(|| {
            let filter = InboxFilter { scope: Scope::Unassigned, ..InboxFilter::default() };
            let rows = rows(filter, vec![row(1, 30), row(2, 20)], None);
            let mut taken = row(1, 30);
            taken.assignee = Some(MemberRef { id: ME, name: "Bia".to_owned() });
            rows.apply(vec![taken], ME);
            assert_eq!(ids(rows), [2]);
        });
    }

    #[test]
    fn a_row_older_than_what_is_loaded_waits_for_its_page() {
        Owner::new().with(|| {
            let rows = rows(InboxFilter::default(), vec![row(1, 30), row(2, 20)], Some(20));
            rows.apply(vec![row(3, 10)], ME);
            assert_eq!(ids(rows), [1, 2]);
            rows.append(InboxPage { rows: vec![row(2, 20), row(3, 10)], ..InboxPage::default() });
            assert_eq!(ids(rows), [1, 2, 3]);
            assert!(rows.next.get_untracked().is_none());
        });
    }

    #[test]
    fn by_priority_who_is_urgent_goes_up_however_old() {
        Owner::new().with(|| {
            let filter = InboxFilter { order: Order::Priority, ..InboxFilter::default() };
            let rows = rows(filter, vec![row(1, 30), row(2, 20), row(3, 10)], Some(5));
            let mut angry = row(4, 1);
            angry.priority = Some(Priority::Angry);
            let mut ready = row(3, 10);
            ready.priority = Some(Priority::Ready);
            rows.apply(vec![ready, angry, row(5, 2)], ME);
            assert_eq!(ids(rows), [4, 3, 1, 2], "what is below the loaded part waits for its page");
        });
    }

    #[test]
    fn a_row_that_was_read_otherwise_leaves_the_list_of_an_intent() {
        Owner::new().with(|| {
            let filter = InboxFilter { intent: Some(Intent::Purchase), ..InboxFilter::default() };
            let mut buys = row(1, 30);
            buys.intent = Some(Intent::Purchase);
            let rows = rows(filter, vec![buys.clone()], None);
            rows.apply(vec![buys.clone(), row(2, 40)], ME);
            assert_eq!(ids(rows), [1]);
            buys.intent = Some(Intent::Complaint);
            rows.apply(vec![buys], ME);
            assert_eq!(ids(rows), [0; 0]);
        });
    }

    #[test]
    fn a_change_of_one_row_leaves_the_order_untouched() {
        Owner::new().with(|| {
            let rows = rows(InboxFilter::default(), vec![row(1, 30), row(2, 20)], None);
            let mut seen = row(2, 20);
            seen.unread = 0;
            rows.apply(vec![seen], ME);
            assert_eq!(ids(rows), [1, 2]);
            assert_eq!(rows.entries.get_untracked()[1].row.get_untracked().unread, 0);
        });
    }
}
