//! Notices of the provider in words.

use crate::{Arg, Translator};
use prosa_domain::line_health::Notice;

impl Translator {
    /// What a notice says, in one sentence.
    #[must_use]
    pub fn notice(self, notice: &Notice) -> String {
        let key = format!("notice-{}", notice.word());
        let one = |name: &'static str, word: &str| {
            let word = self.provider_word(word);
            self.t_args(&key, &[(name, Arg::Text(&word))])
        };
        let two = |first: (&'static str, &str), second: (&'static str, &str)| {
            self.t_args(&key, &[(first.0, Arg::Text(first.1)), (second.0, Arg::Text(second.1))])
        };
        let count = |count: u32| self.t_args(&key, &[("count", Arg::Count(i64::from(count)))]);
        match notice {
            Notice::Restricted { what, until } => {
                let until = until.map(|at| self.date_time(at)).unwrap_or_else(|| "–".to_owned());
                two(("what", &self.provider_word(what)), ("until", &until))
            }
            Notice::Banned { state } | Notice::Payment { state } => one("state", state),
            Notice::Violation { kind } => one("kind", kind),
            Notice::Disconnected { reason } => one("reason", reason),
            Notice::Account { event }
            | Notice::Number { event }
            | Notice::Security { event }
            | Notice::Flow { event }
            | Notice::Call { event }
            | Notice::Group { event }
            | Notice::Conversion { event } => one("event", event),
            Notice::Alert { alert, severity } => {
                two(("alert", &self.provider_word(alert)), ("severity", &self.provider_word(severity)))
            }
            Notice::Review { decision } => one("decision", decision),
            Notice::Name { name, decision } => {
                two(("name", name), ("decision", &self.provider_word(decision)))
            }
            Notice::Capability { limit } => one("limit", limit),
            Notice::Template { name, state } | Notice::Username { name, state } => {
                two(("name", name), ("state", &self.provider_word(state)))
            }
            Notice::Preferences { stopped, resumed } => self.t_args(
                &key,
                &[("stopped", Arg::Count(i64::from(*stopped))), ("resumed", Arg::Count(i64::from(*resumed)))],
            ),
            Notice::History { progress } => one("progress", &self.percent(i64::from(*progress))),
            Notice::AppMessages { count: many } | Notice::AppContacts { count: many } => count(*many),
            Notice::Failure { code } => one("code", &code.to_string()),
            Notice::Other { field } => one("field", field),
            Notice::Handover | Notice::Identity | Notice::Unreadable => self.t(&key),
        }
    }

    /// A word of the provider's as people say it; one without a translation stays as it came.
    #[must_use]
    pub fn provider_word(self, word: &str) -> String {
        let key = format!("provider-{}", word.to_lowercase().replace('_', "-"));
        let plain = key.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '-');
        if plain && self.has(&key) { self.t(&key) } else { word.to_owned() }
    }
}
