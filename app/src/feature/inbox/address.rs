//! The address bar is the state: which conversations are listed and which one is open.

use leptos_router::params::ParamsMap;
use prosa_domain::{
    conversation::ConversationStatus,
    id::ConversationId,
    label::{Intent, Sentiment},
    standing::Priority,
};
use prosa_wire::inbox::{InboxFilter, Order, Scope};

/// Where the screen lives.
pub const HOME: &str = "/conversas";
/// The word for "in any status"; without one, open conversations are listed.
const ANY: &str = "any";
/// The word for "the most urgent first".
const BY_PRIORITY: &str = "priority";

/// Reads the filter from the query.
#[must_use]
pub fn filter(query: &ParamsMap) -> InboxFilter {
    let status = query.get("status");
    InboxFilter {
        scope: query.get("scope").as_deref().and_then(Scope::parse).unwrap_or_default(),
        status: match status.as_deref() {
            Some(ANY) => None,
            Some(word) => Some(ConversationStatus::parse(word).unwrap_or_default()),
            None => Some(ConversationStatus::Open),
        },
        line_id: query.get("line").and_then(|id| id.parse().ok()),
        intent: query.get("intent").as_deref().and_then(Intent::parse),
        sentiment: query.get("mood").as_deref().and_then(Sentiment::parse),
        priority: query.get("priority").as_deref().and_then(Priority::parse),
        order: if query.get("order").as_deref() == Some(BY_PRIORITY) {
            Order::Priority
        } else {
            Order::Newest
        },
    }
}

/// The conversation a path opens, if it opens one.
#[must_use]
pub fn open_in(path: &str) -> Option<ConversationId> {
    path.strip_prefix(HOME)?.trim_matches('/').parse().ok()
}

/// The query that says a filter; empty for the one that is shown without a query.
#[must_use]
pub fn query(filter: InboxFilter) -> String {
    let mut parts = Vec::new();
    if filter.scope != Scope::default() {
        parts.push(format!("scope={}", filter.scope.as_str()));
    }
    match filter.status {
        Some(ConversationStatus::Open) => {}
        Some(status) => parts.push(format!("status={}", status.as_str())),
        None => parts.push(format!("status={ANY}")),
    }
    if let Some(line) = filter.line_id {
        parts.push(format!("line={line}"));
    }
    let read = [
        ("intent", filter.intent.map(Intent::id)),
        ("mood", filter.sentiment.map(Sentiment::id)),
        ("priority", filter.priority.map(Priority::as_str)),
        ("order", (filter.order == Order::Priority).then_some(BY_PRIORITY)),
    ];
    parts.extend(read.into_iter().filter_map(|(name, word)| Some(format!("{name}={}", word?))));
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// The address of the list, and of a conversation beside it when one is open.
#[must_use]
pub fn path(open: Option<ConversationId>, filter: InboxFilter) -> String {
    match open {
        Some(id) => format!("{HOME}/{id}{}", query(filter)),
        None => format!("{HOME}{}", query(filter)),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use prosa_domain::id::LineId;
    use uuid::Uuid;

    fn read(query: &str) -> InboxFilter {
        let mut map = ParamsMap::new();
        for pair in query.trim_start_matches('?').split('&').filter(|pair| !pair.is_empty()) {
            let (name, value) = pair.split_once('=').unwrap();
            map.insert(name.to_owned(), value.to_owned());
        }
        filter(&map)
    }

    #[test]
    fn every_filter_reads_back_from_its_query() {
        for scope in [Scope::Mine, Scope::Unassigned, Scope::All] {
            for status in ConversationStatus::ALL.map(Some).into_iter().chain([None]) {
                for line_id in [None, Some(LineId(Uuid::from_u128(7)))] {
                    let wanted = InboxFilter { scope, status, line_id, ..InboxFilter::default() };
                    assert_eq!(read(&query(wanted)), wanted);
                    let triaged = InboxFilter {
                        intent: Some(Intent::CancelRefund),
                        sentiment: Some(Sentiment::Negative),
                        priority: Some(Priority::Angry),
                        order: Order::Priority,
                        ..wanted
                    };
                    assert_eq!(read(&query(triaged)), triaged);
                }
            }
        }
    }

    #[test]
    fn without_a_query_everybodys_open_conversations_are_listed() {
        let wanted = InboxFilter {
            scope: Scope::All,
            status: Some(ConversationStatus::Open),
            ..InboxFilter::default()
        };
        assert_eq!(read(""), wanted);
        assert_eq!(
            read("?scope=nonsense&status=nonsense&line=nonsense&intent=x&mood=x&priority=x&order=x"),
            wanted
        );
        assert_eq!(query(wanted), "");
    }

    #[test]
    fn the_path_says_which_conversation_is_open() {
        let id = ConversationId(Uuid::from_u128(9));
        assert_eq!(
            open_in(&path(Some(id), InboxFilter::default())),
            None,
            "the path comes without its query"
        );
        assert_eq!(open_in(&format!("{HOME}/{id}")), Some(id));
        assert_eq!(open_in(HOME), None);
        assert_eq!(open_in("/configuracoes"), None);
    }
}
