//! Avatars: initials on one of six tints, chosen by the name so that it never changes.

use leptos::prelude::*;

/// How large it is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AvatarSize {
    /// 20, inside text.
    Tiny,
    /// 24, beside notes and viewers.
    Small,
    /// 32, in heads and tables.
    Medium,
    /// 40, in list rows.
    #[default]
    Normal,
    /// 48, in panels.
    Large,
}

impl AvatarSize {
    const fn class(self) -> &'static str {
        match self {
            Self::Tiny => " s20",
            Self::Small => " s24",
            Self::Medium => " s32",
            Self::Normal => "",
            Self::Large => " s48",
        }
    }
}

/// First letters of the first and last word; a number's name gives its last two digits.
#[must_use]
pub fn initials(name: &str) -> String {
    let words: Vec<&str> =
        name.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).collect();
    let letter = |word: &str| word.chars().find(|letter| letter.is_alphanumeric());
    let has_letter = name.chars().any(char::is_alphabetic);
    if !has_letter {
        let digits: Vec<char> = name.chars().filter(char::is_ascii_digit).collect();
        return digits.iter().rev().take(2).rev().collect();
    }
    let first = words.first().and_then(|word| letter(word));
    let last = if words.len() > 1 { words.last().and_then(|word| letter(word)) } else { None };
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

/// The tint of a name, 1 to 6 (FNV-1a, so that both sides agree).
#[must_use]
pub fn tint(name: &str) -> u32 {
    let hash =
        name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    hash % 6 + 1
}

/// A person by initials. Hidden from screen readers: the name stands beside it.
#[component]
pub fn Avatar(
    /// Whose.
    #[prop(into)]
    name: Signal<String>,
    /// How large.
    #[prop(optional)]
    size: AvatarSize,
    /// Number of the line it came by, drawn at its foot.
    #[prop(optional, into)]
    badge: MaybeProp<i16>,
    /// Shows that the person is here.
    #[prop(optional, into)]
    online: Signal<bool>,
) -> impl IntoView {
    view! {
        <span class=move || format!("av a{}{}", name.with(|name| tint(name)), size.class()) aria-hidden="true">
            {move || name.with(|name| initials(name))}
            {move || badge.get().map(|badge| view! { <span class="nb">{badge}</span> })}
            {move || online.get().then(|| view! { <span class="on"></span> })}
        </span>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_word() {
        assert_eq!(initials("Ana Luíza Prates"), "AP");
        assert_eq!(initials("érica"), "É");
        assert_eq!(initials("  Zé  da (Loja) "), "ZL");
        assert_eq!(initials("+55 11 98765-4321"), "21");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn a_name_keeps_its_tint_and_all_tints_are_used() {
        assert_eq!(tint("Marina Sampaio"), tint("Marina Sampaio"));
        let mut seen: Vec<u32> = (0..64).map(|n| tint(&format!("Pessoa {n}"))).collect();
        seen.sort_unstable();
        seen.dedup();
        assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
    }
}
