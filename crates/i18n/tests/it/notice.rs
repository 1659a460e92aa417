//! Notices of the provider in every language.

use prosa_domain::{lang::Lang, line_health::Notice};
use prosa_i18n::Translator;

fn every_notice() -> Vec<Notice> {
    let word = || "TIER_2K".to_owned();
    let all = vec![
        Notice::Restricted { what: word(), until: None },
        Notice::Banned { state: word() },
        Notice::Violation { kind: word() },
        Notice::Disconnected { reason: word() },
        Notice::Account { event: word() },
        Notice::Alert { alert: word(), severity: word() },
        Notice::Review { decision: word() },
        Notice::Number { event: word() },
        Notice::Name { name: word(), decision: word() },
        Notice::Capability { limit: word() },
        Notice::Security { event: word() },
        Notice::Template { name: word(), state: word() },
        Notice::Preferences { stopped: 1, resumed: 2 },
        Notice::Flow { event: word() },
        Notice::Call { event: word() },
        Notice::Group { event: word() },
        Notice::Payment { state: word() },
        Notice::History { progress: 40 },
        Notice::AppMessages { count: 1 },
        Notice::AppContacts { count: 2 },
        Notice::Conversion { event: word() },
        Notice::Username { name: word(), state: word() },
        Notice::Handover,
        Notice::Failure { code: 131_000 },
        Notice::Identity,
        Notice::Unreadable,
        Notice::Other { field: word() },
    ];
    // A new kind of notice stops here until it has its sample above.
    for notice in &all {
        match notice {
            Notice::Restricted { .. }
            | Notice::Banned { .. }
            | Notice::Violation { .. }
            | Notice::Disconnected { .. }
            | Notice::Account { .. }
            | Notice::Alert { .. }
            | Notice::Review { .. }
            | Notice::Number { .. }
            | Notice::Name { .. }
            | Notice::Capability { .. }
            | Notice::Security { .. }
            | Notice::Template { .. }
            | Notice::Preferences { .. }
            | Notice::Flow { .. }
            | Notice::Call { .. }
            | Notice::Group { .. }
            | Notice::Payment { .. }
            | Notice::History { .. }
            | Notice::AppMessages { .. }
            | Notice::AppContacts { .. }
            | Notice::Conversion { .. }
            | Notice::Username { .. }
            | Notice::Handover
            | Notice::Failure { .. }
            | Notice::Identity
            | Notice::Unreadable
            | Notice::Other { .. } => {}
        }
    }
    all
}

#[test]
fn every_notice_is_a_sentence_in_every_language() {
    for lang in Lang::ALL {
        let speak = Translator::for_lang(*lang);
        for notice in every_notice() {
            let text = speak.notice(&notice);
            assert!(speak.has(&format!("notice-{}", notice.word())), "{lang:?} {notice:?}");
            assert!(!text.contains('{') && !text.contains("notice-") && text.len() > 5, "{lang:?}: {text}");
        }
    }
}

#[test]
fn words_of_the_provider_are_translated_where_they_are_known_and_kept_where_not() {
    let speak = Translator::for_lang(Lang::PtBr);
    assert_eq!(speak.provider_word("GREEN"), "boa");
    assert_eq!(speak.provider_word("TIER_2K"), "2 mil");
    assert_eq!(speak.provider_word("SOMETHING_NEW"), "SOMETHING_NEW");
    assert_eq!(speak.provider_word("não = {é}"), "não = {é}");
    let notice = Notice::Name { name: "Loja".to_owned(), decision: "APPROVED".to_owned() };
    assert!(speak.notice(&notice).contains("aprovado"));
}
