//! What is known of a line's health. Words are the provider's own: it invents new ones without notice.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// Facts of a line; none where nothing was told.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// Quality of what the number sends: `GREEN`, `YELLOW`, `RED`, `UNKNOWN`.
    pub quality: Option<String>,
    /// State of the number: `CONNECTED`, `FLAGGED`, `RESTRICTED`, `BANNED`, …
    pub number_status: Option<String>,
    /// State of the shown name: `APPROVED`, `PENDING_REVIEW`, `DECLINED`, …
    pub name_status: Option<String>,
    /// The name customers see.
    pub verified_name: Option<String>,
    /// People who may be written to outside the window in a moving day, for all numbers of the portfolio: `TIER_2K`, …
    pub messaging_limit: Option<String>,
    /// The business portfolio's id: all its numbers share the messaging limit.
    pub portfolio: Option<String>,
    /// Speed of the number: `STANDARD`, `HIGH`, …
    pub throughput: Option<String>,
    /// Whether the number is used in the phone's app, too.
    pub on_phone: Option<bool>,
    /// Whether messages leave: `AVAILABLE`, `LIMITED`, `BLOCKED`.
    pub can_send: Option<String>,
    /// Review of the account: `APPROVED`, `REJECTED`, `PENDING`, `DEFERRED`.
    pub review: Option<String>,
    /// What the account is billed in.
    pub account_currency: Option<String>,
    /// What the account may not do.
    pub restriction: Option<String>,
    /// Until when.
    pub restricted_until: Option<DateTime<Utc>>,
    /// The last alert.
    pub alert: Option<String>,
    /// Whether the account is disabled or will be: `DISABLE`, `SCHEDULE_FOR_DISABLE`, `REINSTATE`.
    pub ban: Option<String>,
    /// Whether the account's messages are subscribed to.
    pub subscribed: Option<bool>,
    /// When the token ends; none also for one that never does.
    pub token_expires_at: Option<DateTime<Utc>>,
}

impl Facts {
    /// Takes over what newer facts tell.
    pub fn learn(&mut self, newer: Self) {
        fn take<T>(old: &mut Option<T>, new: Option<T>) {
            if new.is_some() {
                *old = new;
            }
        }
        take(&mut self.quality, newer.quality);
        take(&mut self.number_status, newer.number_status);
        take(&mut self.name_status, newer.name_status);
        take(&mut self.verified_name, newer.verified_name);
        take(&mut self.messaging_limit, newer.messaging_limit);
        take(&mut self.portfolio, newer.portfolio);
        take(&mut self.throughput, newer.throughput);
        take(&mut self.on_phone, newer.on_phone);
        take(&mut self.can_send, newer.can_send);
        take(&mut self.review, newer.review);
        take(&mut self.account_currency, newer.account_currency);
        if newer.restriction.is_some() {
            // A restriction and its end belong together: a new one without an end has none.
            self.restriction = newer.restriction;
            self.restricted_until = newer.restricted_until;
        }
        take(&mut self.alert, newer.alert);
        take(&mut self.ban, newer.ban);
        take(&mut self.subscribed, newer.subscribed);
        take(&mut self.token_expires_at, newer.token_expires_at);
    }

    /// Whether nothing is told.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Whose facts a notice tells.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum About {
    /// Every line of the account.
    Account,
    /// The line of a number, by its digits.
    Number(String),
    /// The line of the provider's id of a number.
    NumberId(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn newer_facts_replace_older_ones_and_silence_replaces_nothing() {
        let mut facts =
            Facts { quality: Some("GREEN".to_owned()), ban: Some("DISABLE".to_owned()), ..Facts::default() };
        facts.learn(Facts { quality: Some("RED".to_owned()), ..Facts::default() });
        let end = DateTime::from_timestamp(1_795_000_000, 0);
        let restricted = |until| Facts {
            restriction: Some("RESTRICTED".to_owned()),
            restricted_until: until,
            ..Facts::default()
        };
        facts.learn(restricted(end));
        assert_eq!(facts.restricted_until, end);
        facts.learn(restricted(None));
        assert_eq!(facts.restricted_until, None, "a new restriction without an end");
        assert_eq!(facts.quality.as_deref(), Some("RED"));
        assert_eq!(facts.ban.as_deref(), Some("DISABLE"));
        assert!(!facts.is_empty() && Facts::default().is_empty());
    }
}
