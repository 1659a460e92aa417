//! What Meta says of a template, and when it may be changed or removed.

use super::Draft;
use crate::refusal::{Code, Refusal};
use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

/// Edits of an approved template in [`EDIT_WINDOW`] at most (Meta, "Template management").
pub const EDITS_MAX: usize = 10;
/// The time in which edits are counted.
pub const EDIT_WINDOW: Duration = Duration::days(30);
/// The time between two edits of an approved template.
pub const EDIT_PAUSE: Duration = Duration::hours(24);
/// How long a deleted name cannot be used again.
pub const NAME_LOCK: Duration = Duration::days(30);

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $word:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            $($(#[$variant_doc])* $variant),+
        }

        impl $name {
            /// Every value.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stored word.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }

            /// Reads the stored word, or Meta's in capitals.
            #[must_use]
            pub fn parse(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.as_str().eq_ignore_ascii_case(word))
            }
        }
    };
}

words! {
    /// How far a template is. Words other than `draft` are Meta's.
    TemplateStatus {
        /// Only here, never submitted.
        #[default]
        Draft => "draft",
        /// Being reviewed.
        Pending => "pending",
        /// Can be sent.
        Approved => "approved",
        /// Refused by the review.
        Rejected => "rejected",
        /// Stopped by Meta for low quality; comes back by itself or by hand.
        Paused => "paused",
        /// Stopped for good.
        Disabled => "disabled",
        /// A refusal is being looked at again.
        InAppeal => "in_appeal",
        /// The account has too many.
        LimitExceeded => "limit_exceeded",
        /// Warned of, still sendable.
        Flagged => "flagged",
        /// Put away by Meta.
        Archived => "archived",
        /// Cannot be changed for now.
        Locked => "locked",
        /// Being deleted.
        PendingDeletion => "pending_deletion",
        /// Gone at Meta.
        Deleted => "deleted",
    }
}

words! {
    /// What people do with it, as Meta grades it.
    Quality {
        /// Not graded yet.
        #[default]
        Unknown => "unknown",
        /// Good.
        Green => "green",
        /// Middling.
        Yellow => "yellow",
        /// Poor: it is about to be paused.
        Red => "red",
    }
}

impl TemplateStatus {
    /// The status after an event of Meta's webhook, which has words of its own for coming back.
    #[must_use]
    pub fn after_event(event: &str) -> Option<Self> {
        match event.to_ascii_uppercase().as_str() {
            "REINSTATED" | "UNARCHIVED" | "UNPAUSED" => Some(Self::Approved),
            other => Self::parse(other),
        }
    }

    /// Whether it can be sent.
    #[must_use]
    pub const fn is_sendable(self) -> bool {
        matches!(self, Self::Approved | Self::Flagged)
    }

    /// Whether Meta takes a new version (approved, rejected, paused) or has not seen one.
    #[must_use]
    pub const fn takes_edits(self) -> bool {
        matches!(self, Self::Draft | Self::Approved | Self::Rejected | Self::Paused | Self::Flagged)
    }
}

/// What a submission is judged by.
#[derive(Clone, Debug)]
pub struct SubmitFacts<'a> {
    /// Now.
    pub now: DateTime<Utc>,
    /// How far the template is.
    pub status: TemplateStatus,
    /// What Meta has; none when it has nothing yet.
    pub current: Option<&'a Draft>,
    /// Submissions of the approved template so far.
    pub edits: &'a [DateTime<Utc>],
    /// When a template of this name was last deleted in this account.
    pub name_deleted_at: Option<DateTime<Utc>>,
}

/// Whether a draft may be submitted now.
///
/// # Errors
/// `template-name-locked` (until), `template-edit-limit` (until), `template-not-editable` (status),
/// `template-fixed` (field) for what can never change.
pub fn may_submit(draft: &Draft, facts: &SubmitFacts<'_>) -> Result<(), Refusal> {
    let Some(current) = facts.current else {
        return may_create(facts);
    };
    if !facts.status.takes_edits() {
        return Err(Refusal::new(Code::TemplateNotEditable).with("status", facts.status.as_str()));
    }
    let approved = matches!(facts.status, TemplateStatus::Approved | TemplateStatus::Flagged);
    for (field, changed) in [
        ("name", draft.name != current.name),
        ("language", draft.language != current.language),
        ("category", approved && draft.category != current.category),
    ] {
        if changed {
            return Err(Refusal::new(Code::TemplateFixed).with("field", field));
        }
    }
    if approved {
        if let Some(until) = edits_stop_until(facts.edits, facts.now) {
            return Err(Refusal::new(Code::TemplateEditLimit).with("until", until.to_rfc3339()));
        }
    }
    Ok(())
}

fn may_create(facts: &SubmitFacts<'_>) -> Result<(), Refusal> {
    let free_at = facts.name_deleted_at.map(|at| at + NAME_LOCK).filter(|free| *free > facts.now);
    match free_at {
        Some(until) => Err(Refusal::new(Code::TemplateNameLocked).with("until", until.to_rfc3339())),
        None => Ok(()),
    }
}

/// Until when an approved template takes no further edit; none when it takes one now.
#[must_use]
pub fn edits_stop_until(edits: &[DateTime<Utc>], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let mut recent: Vec<DateTime<Utc>> = edits.iter().copied().filter(|at| *at > now - EDIT_WINDOW).collect();
    recent.sort_unstable();
    let pause = recent.last().map(|last| *last + EDIT_PAUSE);
    let full =
        recent.len().checked_sub(EDITS_MAX).and_then(|first| recent.get(first)).map(|at| *at + EDIT_WINDOW);
    pause.max(full).filter(|until| *until > now)
}

/// Whether a template may be deleted.
///
/// # Errors
/// `template-not-editable` when Meta disabled it: those stay.
pub fn may_delete(status: TemplateStatus) -> Result<(), Refusal> {
    match status {
        TemplateStatus::Disabled | TemplateStatus::PendingDeletion | TemplateStatus::Deleted => {
            Err(Refusal::new(Code::TemplateNotEditable).with("status", status.as_str()))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]

    use super::*;
    use crate::template::TemplateCategory;
    use proptest::prelude::*;

    fn now() -> DateTime<Utc> {
        DateTime::from_timestamp(1_795_000_000, 0).unwrap_or_default()
    }

    fn draft(name: &str, category: TemplateCategory) -> Draft {
        Draft { name: name.to_owned(), language: "pt_BR".to_owned(), category, ..Draft::default() }
    }

    fn code(draft: &Draft, status: TemplateStatus, edits: &[DateTime<Utc>]) -> Option<Code> {
        let current = super::tests::draft("aviso", TemplateCategory::Utility);
        let facts = SubmitFacts { now: now(), status, current: Some(&current), edits, name_deleted_at: None };
        may_submit(draft, &facts).err().map(|refusal| refusal.code)
    }

    #[test]
    fn only_approved_rejected_and_paused_templates_take_a_new_version() {
        let same = draft("aviso", TemplateCategory::Utility);
        for status in TemplateStatus::ALL {
            let wanted = (!matches!(
                status,
                TemplateStatus::Draft
                    | TemplateStatus::Approved
                    | TemplateStatus::Flagged
                    | TemplateStatus::Rejected
                    | TemplateStatus::Paused
            ))
            .then_some(Code::TemplateNotEditable);
            assert_eq!(code(&same, *status, &[]), wanted, "{status:?}");
        }
    }

    #[test]
    fn a_name_never_changes_and_a_category_only_before_approval() {
        let renamed = draft("outro", TemplateCategory::Utility);
        assert_eq!(code(&renamed, TemplateStatus::Rejected, &[]), Some(Code::TemplateFixed));
        let moved = draft("aviso", TemplateCategory::Marketing);
        assert_eq!(code(&moved, TemplateStatus::Rejected, &[]), None);
        assert_eq!(code(&moved, TemplateStatus::Approved, &[]), Some(Code::TemplateFixed));
    }

    #[test]
    fn an_approved_template_is_edited_once_a_day_and_ten_times_in_thirty_days() {
        let same = draft("aviso", TemplateCategory::Utility);
        let ago = |hours| now() - Duration::hours(hours);
        assert_eq!(code(&same, TemplateStatus::Approved, &[ago(23)]), Some(Code::TemplateEditLimit));
        assert_eq!(code(&same, TemplateStatus::Rejected, &[ago(23)]), None);
        assert_eq!(code(&same, TemplateStatus::Approved, &[ago(24)]), None);
        let ten: Vec<_> = (1..=10).map(|day| ago(day * 48)).collect();
        assert_eq!(edits_stop_until(&ten, now()), Some(ago(480) + EDIT_WINDOW));
        assert_eq!(edits_stop_until(&ten[..9], now()), None);
    }

    #[test]
    fn a_deleted_name_is_free_after_thirty_days() {
        let fresh = draft("aviso", TemplateCategory::Utility);
        for (days, wanted) in
            [(0, Some(Code::TemplateNameLocked)), (29, Some(Code::TemplateNameLocked)), (30, None)]
        {
            let facts = SubmitFacts {
                now: now(),
                status: TemplateStatus::Draft,
                current: None,
                edits: &[],
                name_deleted_at: Some(now() - Duration::days(days)),
            };
            assert_eq!(may_submit(&fresh, &facts).err().map(|refusal| refusal.code), wanted, "{days}");
        }
    }

    #[test]
    fn words_of_meta_are_read_in_any_case() {
        assert_eq!(TemplateStatus::parse("IN_APPEAL"), Some(TemplateStatus::InAppeal));
        assert_eq!(TemplateStatus::after_event("REINSTATED"), Some(TemplateStatus::Approved));
        assert_eq!(TemplateStatus::after_event("PENDING_DELETION"), Some(TemplateStatus::PendingDeletion));
        assert_eq!(TemplateStatus::after_event("TOMORROW"), None);
        assert_eq!(Quality::parse("GREEN"), Some(Quality::Green));
    }

    proptest! {
        #[test]
        fn after_the_told_moment_an_edit_is_taken(hours in proptest::collection::vec(0_i64..900, 0..15)) {
            let edits: Vec<_> = hours.iter().map(|hours| now() - Duration::hours(*hours)).collect();
            if let Some(until) = edits_stop_until(&edits, now()) {
                prop_assert!(until > now());
                prop_assert!(edits_stop_until(&edits, until).is_none_or(|next| next > until));
            }
        }
    }
}
