//! How many tokens a text has, told without the model's own tables: an estimate that is rather too high.
//!
//! Providers say "about four characters of English a token" (OpenAI, "What are tokens"; Google, "Understand and count
//! tokens"). Portuguese and Spanish need more, accents and signs most. The weights below are in tenths of a token.

/// Tokens a picture is counted as: the most that Anthropic's rule (width × height / 750, scaled down to 1,568) gives.
pub const IMAGE_TOKENS: u32 = 1_600;
/// Tokens that stand around one message: role and separators.
pub const MESSAGE_TOKENS: u32 = 6;

const TENTHS: u64 = 10;

/// The tokens of a text. Never less for a longer text, and never more in two parts than for them joined plus one.
#[must_use]
pub fn estimate(text: &str) -> u32 {
    let tenths: u64 = text.chars().map(weight).sum();
    u32::try_from(tenths.div_ceil(TENTHS)).unwrap_or(u32::MAX)
}

/// Tenths of a token.
fn weight(letter: char) -> u64 {
    match letter {
        'a'..='z' | ' ' => 3,
        'A'..='Z' => 5,
        '0'..='9' => 6,
        '\n' => 6,
        '!'..='~' => 6,
        // Accented Latin letters split a word in two.
        '\u{a1}'..='\u{24f}' => 8,
        // Greek, Cyrillic, Hebrew, Arabic and their neighbours.
        '\u{250}'..='\u{1fff}' => 10,
        '\u{2000}'..='\u{2fff}' => 10,
        // Chinese, Japanese, Korean.
        '\u{3000}'..='\u{ffff}' => 14,
        // Emoji and what is beyond: several tokens each.
        '\u{10000}'.. => 30,
        _ => 6,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn ordinary_sentences_are_counted_rather_too_high() {
        // Between a token a word and a token for two letters: the bounds of what such words come to in any known table.
        for (text, least, most) in [
            ("", 0, 0),
            ("Olá", 1, 3),
            ("Bom dia! Quanto custa o sofá de três lugares?", 12, 22),
            ("Good morning! How much is the three-seat sofa?", 10, 20),
            ("Pedido 20261121-0042 saiu para entrega.", 12, 24),
            ("😀😀", 2, 6),
            ("ありがとう", 2, 8),
        ] {
            let found = estimate(text);
            assert!((least..=most).contains(&found), "{text}: {found}");
        }
    }

    proptest! {
        #[test]
        fn a_longer_text_never_has_fewer_tokens(one in ".{0,60}", two in ".{0,60}") {
            let joined = format!("{one}{two}");
            prop_assert!(estimate(&joined) >= estimate(&one).max(estimate(&two)));
            prop_assert!(estimate(&one) + estimate(&two) <= estimate(&joined) + 1);
            prop_assert!(estimate(&joined) <= estimate(&one) + estimate(&two));
        }

        #[test]
        fn a_character_is_never_free_and_never_more_than_three(text in ".{1,80}") {
            let letters = u32::try_from(text.chars().count()).unwrap();
            prop_assert!(estimate(&text) >= 1 && estimate(&text) <= letters * 3);
        }
    }
}
