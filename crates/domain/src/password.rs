//! Which passwords are good enough. Length counts; a few that everybody tries are refused (NIST SP 800-63B, 5.1.1.2).

use crate::email::Email;

/// Fewest characters.
pub const LENGTH_MIN: usize = 10;
/// Most characters: hashing must stay cheap for us.
pub const LENGTH_MAX: usize = 200;

/// Passwords of ten characters and more that lists of leaked passwords begin with, and words of this trade.
const COMMON: [&str; 40] = [
    "1234567890",
    "0123456789",
    "12345678910",
    "123456789a",
    "a123456789",
    "qwertyuiop",
    "1q2w3e4r5t",
    "1qaz2wsx3edc",
    "password12",
    "password123",
    "password1234",
    "passw0rd123",
    "senha12345",
    "senha123456",
    "minhasenha",
    "minhasenha123",
    "mudar12345",
    "mudarsenha",
    "brasil2024",
    "brasil2025",
    "brasil2026",
    "flamengo10",
    "flamengo123",
    "corinthians",
    "corinthians1",
    "palmeiras1",
    "saopaulo123",
    "deusefiel1",
    "deusefiel123",
    "jesuscristo",
    "euteamo123",
    "iloveyou12",
    "contraseña",
    "contrasena1",
    "contrasena123",
    "whatsapp123",
    "administrador",
    "administrator",
    "admin12345",
    "letmein123",
];

/// Whether a password is good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strength {
    /// It is.
    Good,
    /// Too short, too long or too easily guessed.
    Weak,
}

/// Judges a password for the person with this address.
#[must_use]
pub fn judge(password: &str, email: &Email) -> Strength {
    let length = password.chars().count();
    let folded = password.to_lowercase();
    let guessed = COMMON.contains(&folded.as_str())
        || is_run(&folded)
        || folded == email.as_str()
        || (email.local_part().chars().count() >= 4
            && folded.trim_end_matches(|c: char| c.is_ascii_digit()) == email.local_part());
    if (LENGTH_MIN..=LENGTH_MAX).contains(&length) && !guessed { Strength::Good } else { Strength::Weak }
}

/// One character, or two in turns, over and over.
fn is_run(text: &str) -> bool {
    let mut seen: Vec<char> = text.chars().collect();
    seen.sort_unstable();
    seen.dedup();
    seen.len() <= 2
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn strength(password: &str) -> Strength {
        judge(password, &Email::parse("mariana@loja.example").unwrap())
    }

    #[test]
    fn ten_characters_are_enough_and_need_no_signs() {
        assert_eq!(strength("cadeira azul"), Strength::Good);
        assert_eq!(strength("dez letras"), Strength::Good);
        assert_eq!(strength("nove letr"), Strength::Weak);
    }

    #[test]
    fn accents_count_as_one_character() {
        assert_eq!(strength("ãõéíóúâêôç"), Strength::Good);
        assert_eq!(strength("ãõéíóúâêô"), Strength::Weak);
    }

    #[test]
    fn what_everybody_tries_first_is_refused() {
        for password in [
            "1234567890",
            "Password123",
            "aaaaaaaaaaaa",
            "abababababab",
            "mariana@loja.example",
            "mariana12345",
        ] {
            assert_eq!(strength(password), Strength::Weak, "{password}");
        }
    }

    #[test]
    fn endless_passwords_are_refused() {
        assert_eq!(strength(&"cavalo ".repeat(40)), Strength::Weak);
    }
}
