//! Purposes, decisions and sources in words.

use crate::kit::{ChipTone, Choice};
use prosa_domain::{
    consent::{ConsentAct, ConsentSource},
    policy::Purpose,
};
use prosa_i18n::Translator;

/// What a person can agree to; answers need no consent.
pub const PURPOSES: [Purpose; 2] = [Purpose::Marketing, Purpose::Utility];

/// A purpose.
#[must_use]
pub fn purpose(tr: Translator, purpose: Purpose) -> String {
    tr.t(&format!("consent-purpose-{}", purpose.as_str()))
}

/// A decision.
#[must_use]
pub fn act(tr: Translator, act: ConsentAct) -> String {
    tr.t(&format!("consent-act-{}", act.as_str()))
}

/// How it is known.
#[must_use]
pub fn source(tr: Translator, source: ConsentSource) -> String {
    tr.t(&format!("consent-source-{}", source.as_str()))
}

/// The colour of a decision.
#[must_use]
pub const fn tone(act: ConsentAct) -> ChipTone {
    match act {
        ConsentAct::Given => ChipTone::Brand,
        ConsentAct::Withdrawn => ChipTone::Red,
    }
}

/// The purposes to choose from.
#[must_use]
pub fn purposes(tr: Translator) -> Vec<Choice> {
    PURPOSES.map(|one| Choice::new(one.as_str(), purpose(tr, one))).to_vec()
}

/// The decisions to choose from.
#[must_use]
pub fn acts(tr: Translator) -> Vec<Choice> {
    ConsentAct::ALL.iter().map(|one| Choice::new(one.as_str(), act(tr, *one))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use prosa_domain::lang::Lang;

    #[test]
    fn every_purpose_decision_and_source_has_words_in_every_language() {
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            let mut all: Vec<String> = Purpose::ALL.map(|one| purpose(tr, one)).to_vec();
            all.extend(ConsentAct::ALL.iter().map(|one| act(tr, *one)));
            all.extend(ConsentSource::ALL.iter().map(|one| source(tr, *one)));
            assert!(all.iter().all(|words| !words.starts_with("consent-")), "{lang:?}: {all:?}");
        }
    }

    #[test]
    fn every_national_holiday_has_a_name_in_every_language() {
        let days =
            chrono::NaiveDate::from_ymd_opt(2026, 1, 1).into_iter().flat_map(|day| day.iter_days().take(365));
        let keys: Vec<&str> = days.filter_map(prosa_domain::holiday::national).collect();
        assert_eq!(keys.len(), 10);
        for lang in Lang::ALL {
            let tr = Translator::for_lang(*lang);
            assert!(keys.iter().all(|key| tr.has(&format!("holiday-{key}"))), "{lang:?}");
        }
    }
}
