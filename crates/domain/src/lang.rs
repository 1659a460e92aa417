//! The languages Prosa speaks, and how one is chosen. Adding a language is one line here and a folder in `locales/`.

use serde::{Deserialize, Serialize};

macro_rules! languages {
    ($($(#[$doc:meta])* $name:ident => $tag:literal, $own_name:literal);+ $(;)?) => {
        /// A language of the interface.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum Lang {
            $($(#[$doc])* #[serde(rename = $tag)] $name),+
        }

        impl Lang {
            /// Every language, the default one first.
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            /// The BCP 47 tag: the folder in `locales/`, the `lang` attribute, the cookie's value.
            #[must_use]
            pub const fn tag(self) -> &'static str {
                match self { $(Self::$name => $tag),+ }
            }

            /// The language's name in itself, as a menu shows it.
            #[must_use]
            pub const fn own_name(self) -> &'static str {
                match self { $(Self::$name => $own_name),+ }
            }
        }
    };
}

languages! {
    /// Brazilian Portuguese, where Prosa is from.
    #[default]
    PtBr => "pt-BR", "Português";
    /// English.
    En => "en", "English";
    /// Spanish.
    Es => "es", "Español";
}

impl Lang {
    /// Reads a tag such as `pt-BR`, `pt`, `en-GB` or `es_MX`: same language, any region.
    #[must_use]
    pub fn parse(tag: &str) -> Option<Self> {
        let wanted = primary(tag.trim());
        Self::ALL.iter().copied().find(|lang| primary(lang.tag()).eq_ignore_ascii_case(wanted))
    }

    /// Chooses by an `Accept-Language` header: the known language with the highest weight, the first of equals.
    /// Nothing known gives the default.
    #[must_use]
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best: Option<(u16, Self)> = None;
        for item in accept_language.split(',').take(32) {
            let (tag, weight) = weighted(item);
            let Some(lang) = Self::parse(tag) else { continue };
            if weight > 0 && best.is_none_or(|(found, _)| weight > found) {
                best = Some((weight, lang));
            }
        }
        best.map_or_else(Self::default, |(_, lang)| lang)
    }
}

/// The language part of a tag.
fn primary(tag: &str) -> &str {
    tag.split(['-', '_']).next().unwrap_or_default()
}

/// Splits `pt-BR;q=0.8` into tag and weight in thousandths; no weight is 1, a broken one is 0.
fn weighted(item: &str) -> (&str, u16) {
    let (tag, rest) = item.split_once(';').unwrap_or((item, ""));
    let Some(text) = rest.trim().strip_prefix("q=") else {
        return (tag.trim(), 1_000);
    };
    (tag.trim(), thousandths(text.trim()).unwrap_or(0))
}

/// Reads a weight such as `0.85` as 850.
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if fraction.len() > 3 || !fraction.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let fraction: u16 = format!("{fraction:0<3}").parse().ok()?;
    let whole: u16 = whole.parse().ok()?;
    whole.checked_mul(1_000)?.checked_add(fraction).filter(|weight| *weight <= 1_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_region_does_not_matter() {
        assert_eq!(Lang::parse("pt-PT"), Some(Lang::PtBr));
        assert_eq!(Lang::parse("EN_us"), Some(Lang::En));
        assert_eq!(Lang::parse("es"), Some(Lang::Es));
        assert_eq!(Lang::parse("fr-FR"), None);
        assert_eq!(Lang::parse(""), None);
    }

    #[test]
    fn the_heaviest_known_language_wins_and_the_first_of_equals() {
        assert_eq!(Lang::negotiate("fr, en;q=0.8, es;q=0.9"), Lang::Es);
        assert_eq!(Lang::negotiate("en, es"), Lang::En);
        assert_eq!(Lang::negotiate("es;q=0.3, en;q=0.35"), Lang::En);
    }

    #[test]
    fn nothing_known_or_refused_gives_portuguese() {
        assert_eq!(Lang::negotiate(""), Lang::PtBr);
        assert_eq!(Lang::negotiate("fr-FR, de;q=0.9, *;q=0.1"), Lang::PtBr);
        assert_eq!(Lang::negotiate("en;q=0, es;q=oops"), Lang::PtBr);
        assert_eq!(Lang::negotiate("en;q=1.5"), Lang::PtBr);
    }

    #[test]
    fn every_tag_reads_back_and_serialises_as_itself() {
        for lang in Lang::ALL {
            assert_eq!(Lang::parse(lang.tag()), Some(*lang));
            let json = serde_json::to_string(lang).unwrap_or_default();
            assert_eq!(json, format!("\"{}\"", lang.tag()));
        }
    }
}
