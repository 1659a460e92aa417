//! Words of a tenant's own that mean stop, beside those of the program, and the sentence people are answered with.
//!
//! Own words are heard only as the whole message: what a company thinks of was not weighed against the sentences people
//! write, as the program's words were, and so nothing near it counts.

use super::{Wish, everyday, says, words};
use crate::{
    lang::Lang,
    refusal::{Code, Refusal},
};

/// Characters of one word or phrase.
pub const WORD_LENGTH_MAX: usize = 40;
/// Words and phrases of one language.
pub const WORDS_MAX: usize = 30;
/// Characters of the answer to who stops: what is read at a glance.
pub const REPLY_LENGTH_MAX: usize = 500;

/// A tenant's own words, ready to be compared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OwnWords(Vec<(Lang, String)>);

impl OwnWords {
    /// Words with the language each belongs to. What could not be heard is left out.
    pub fn new<'a>(given: impl IntoIterator<Item = (Lang, &'a str)>) -> Self {
        let bare = |(lang, word)| says(word).map(|said| (lang, said.whole));
        Self(given.into_iter().filter_map(bare).filter(|(_, word)| !word.is_empty()).collect())
    }

    /// The language of the word that is the whole message.
    fn find(&self, whole: &str) -> Option<Lang> {
        self.0.iter().find(|(_, word)| word == whole).map(|(lang, _)| *lang)
    }
}

/// A wish, and the language of the tenant's own word that said it; none for the program's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Heard {
    /// What the person wants.
    pub wish: Wish,
    /// In which language to answer, when the word tells.
    pub lang: Option<Lang>,
}

/// Reads a message by the program's words and by the tenant's own; none when it says neither.
#[must_use]
pub fn hear(text: &str, own: &OwnWords) -> Option<Heard> {
    if let Some(wish) = super::read(text) {
        return Some(Heard { wish, lang: None });
    }
    if own.0.is_empty() || text.contains('?') {
        return None;
    }
    let lang = own.find(&says(text)?.whole)?;
    Some(Heard { wish: Wish::Stop, lang: Some(lang) })
}

/// Whether a word or phrase may mean stop for a tenant. Not what people write every day about something else, alone or
/// together: "não", "cancelar", "cancelar pedido".
///
/// # Errors
/// `field-too-long`, or `stop-word-everyday`; both with the word.
pub fn check_word(word: &str) -> Result<(), Refusal> {
    if word.chars().count() > WORD_LENGTH_MAX {
        let refusal = Refusal::new(Code::FieldTooLong).with("field", "stop_word");
        return Err(refusal.with("length_max", WORD_LENGTH_MAX).with("word", word));
    }
    let everyday = || Err(Refusal::new(Code::StopWordEveryday).with("word", word));
    match super::read(word) {
        Some(Wish::Stop) => Ok(()),
        Some(Wish::Resume) => everyday(),
        None => match says(word) {
            Some(said) if said.plain.iter().any(|word| !is_everyday(word)) => Ok(()),
            Some(_) | None => everyday(),
        },
    }
}

/// Whether a word alone tells nothing about messages: small, a number, or of those that stand in every conversation.
fn is_everyday(word: &str) -> bool {
    word.chars().count() < 3
        || word.chars().all(char::is_numeric)
        || everyday::has(word)
        || words::NEIGHBOURS.contains(&word)
        || words::HASTES.contains(&word)
        // "não pare": the program's words, turned around.
        || words::STOPS.contains(&word)
}

/// What who stops is told, cleaned; none when nothing was written, which means the program's sentence.
///
/// # Errors
/// `field-too-long`.
pub fn check_reply(text: &str) -> Result<Option<&str>, Refusal> {
    let text = text.trim();
    if text.chars().count() > REPLY_LENGTH_MAX {
        let refusal = Refusal::new(Code::FieldTooLong).with("field", "stop_reply");
        return Err(refusal.with("length_max", REPLY_LENGTH_MAX));
    }
    Ok((!text.is_empty()).then_some(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optout::sentences::{GO_ON, GO_ON_HELD, GO_ON_MORE, STOP, STOP_HELD, STOP_MORE};
    use proptest::prelude::*;

    fn own() -> OwnWords {
        OwnWords::new([
            (Lang::PtBr, "Sem ofertas"),
            (Lang::PtBr, "ENCERRAR CADASTRO"),
            (Lang::Es, "basta ya"),
            (Lang::En, "unfollow"),
        ])
    }

    #[test]
    fn an_own_word_is_heard_as_the_whole_message_whatever_its_case_and_signs() {
        for (text, lang) in [
            ("sem ofertas", Lang::PtBr),
            ("SEM OFERTAS!!", Lang::PtBr),
            ("Oi, sem ofertas por favor", Lang::PtBr),
            ("encerrar cadastro 🙏", Lang::PtBr),
            ("Basta", Lang::Es),
            ("UNFOLLOW now", Lang::En),
        ] {
            assert_eq!(hear(text, &own()), Some(Heard { wish: Wish::Stop, lang: Some(lang) }), "{text}");
        }
        for text in ["sem ofertas hoje?", "a loja está sem ofertas", "unfollw", "sem oferta", "cadastro"] {
            assert_eq!(hear(text, &own()), None, "{text}");
        }
    }

    #[test]
    fn the_words_of_the_program_stay_and_an_own_word_never_undoes_them() {
        for text in STOP.iter().chain(STOP_MORE).chain(STOP_HELD) {
            assert_eq!(hear(text, &own()).map(|heard| heard.wish), Some(Wish::Stop), "{text}");
        }
        let claimed = OwnWords::new([(Lang::En, "START")]);
        assert_eq!(hear("start", &claimed).map(|heard| heard.wish), Some(Wish::Resume));
    }

    #[test]
    fn what_people_write_about_something_else_cannot_become_a_stop_word() {
        for word in [
            "não",
            "nao",
            "NÃO!",
            "no",
            "sim",
            "ok",
            "cancelar",
            "Cancelar",
            "cancela",
            "cancel",
            "pedido",
            "meu pedido",
            "cancelar pedido",
            "quero cancelar meu pedido",
            "cancelar el pedido",
            "cancel my order",
            "entrega",
            "oi",
            "obrigado",
            "1",
            "99",
            "x",
            "👍",
            "",
            "  ",
            "para",
            "não pare",
            "don't stop",
            "não quero",
            "não quero sair",
            "no quiero",
            "já",
            "quero",
            "quero receber",
            "start",
            "boleto",
            "tchau",
            "chega",
        ] {
            let refused = check_word(word).map_err(|refusal| refusal.code);
            assert_eq!(refused, Err(Code::StopWordEveryday), "{word}");
        }
        let held = GO_ON.iter().chain(GO_ON_MORE).chain(GO_ON_HELD);
        let taken: Vec<&str> = held.copied().filter(|text| text.split(' ').count() == 1).collect();
        let wrong: Vec<&str> = taken.into_iter().filter(|word| check_word(word).is_ok()).collect();
        assert_eq!(wrong, [""; 0], "words known to mean something else");
    }

    #[test]
    fn what_speaks_of_messages_or_is_a_word_of_its_own_may() {
        for word in [
            "sem ofertas",
            "encerrar cadastro",
            "basta ya de promos",
            "unfollow",
            "SAIRPROMO",
            "parar",
            "cancelar promoções",
            "bloquear",
            "no me escriban",
            "silenciar",
            "#fora",
        ] {
            assert_eq!(check_word(word), Ok(()), "{word}");
        }
        let long = "a".repeat(WORD_LENGTH_MAX + 1);
        assert_eq!(check_word(&long).map_err(|refusal| refusal.code), Err(Code::FieldTooLong));
    }

    #[test]
    fn an_answer_has_a_length_and_none_is_the_programs() {
        assert_eq!(check_reply("  "), Ok(None));
        assert_eq!(check_reply(" Feito. "), Ok(Some("Feito.")));
        assert_eq!(check_reply(&"é".repeat(REPLY_LENGTH_MAX)).map(|text| text.is_some()), Ok(true));
        let long = "é".repeat(REPLY_LENGTH_MAX + 1);
        let refused = check_reply(&long).map_err(|refusal| refusal.code);
        assert_eq!(refused, Err(Code::FieldTooLong));
    }

    proptest! {
        #[test]
        fn a_word_that_was_taken_is_heard_and_nothing_else_becomes_a_wish(word in "[a-zà-ú ]{1,30}", text in "\\PC{0,60}") {
            let own = OwnWords::new([(Lang::PtBr, word.as_str())]);
            if check_word(&word).is_ok() {
                prop_assert_eq!(hear(&word, &own).map(|heard| heard.wish), Some(Wish::Stop));
            }
            prop_assert_eq!(hear(&text, &OwnWords::default()).map(|heard| heard.wish), super::super::read(&text));
        }
    }
}
