//! The rules against sentences, and against chance.

use super::sentences::{GO_ON, GO_ON_HELD, GO_ON_MORE, STOP, STOP_HELD, STOP_MORE};
use super::*;
use proptest::prelude::*;

#[test]
fn who_wants_out_is_heard() {
    let wrong: Vec<&str> = STOP
        .iter()
        .chain(STOP_MORE)
        .chain(STOP_HELD)
        .copied()
        .filter(|text| read(text) != Some(Wish::Stop))
        .collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn leaving_something_else_is_not_leaving_us() {
    let wrong: Vec<&str> = GO_ON
        .iter()
        .chain(GO_ON_MORE)
        .chain(GO_ON_HELD)
        .copied()
        .filter(|text| read(text).is_some())
        .collect();
    assert_eq!(wrong, [""; 0]);
}

#[test]
fn who_wants_back_is_heard() {
    for text in [
        "START",
        "quero receber",
        "Quero voltar a receber, por favor",
        "subscribe",
        "ALTA",
        "aceito receber mensagens",
    ] {
        assert_eq!(read(text), Some(Wish::Resume), "{text}");
    }
}

proptest! {
    #[test]
    fn a_long_letter_is_never_a_stop_word(words in proptest::collection::vec("[a-z]{2,8}", 25..60)) {
        prop_assert_eq!(read(&words.join(" ")), None);
    }

    #[test]
    fn case_and_signs_around_a_stop_word_do_not_matter(before in "[ !.,…*_~]{0,6}", after in "[ !.,…*_~🙏]{0,6}", upper in proptest::bool::ANY) {
        let word = if upper { "PARAR" } else { "parar" };
        let text = format!("{before}{word}{after}");
        prop_assert_eq!(read(&text), Some(Wish::Stop));
    }

    #[test]
    fn any_text_is_read_without_trouble(text in "\\PC{0,200}") {
        let _ = read(&text);
    }
}

#[test]
fn wanting_messages_again_only_undoes_a_stop() {
    for (wish, now, wanted) in [
        (Wish::Stop, None, Some(ConsentAct::Withdrawn)),
        (Wish::Stop, Some(ConsentAct::Given), Some(ConsentAct::Withdrawn)),
        (Wish::Stop, Some(ConsentAct::Withdrawn), Some(ConsentAct::Withdrawn)),
        (Wish::Resume, Some(ConsentAct::Withdrawn), Some(ConsentAct::Given)),
        (Wish::Resume, Some(ConsentAct::Given), None),
        (Wish::Resume, None, None),
    ] {
        assert_eq!(wish.act(now), wanted, "{wish:?} {now:?}");
    }
}
