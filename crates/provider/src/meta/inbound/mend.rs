//! Second try at a body that is no JSON for its characters only: bytes that are no UTF-8, and halves of surrogate pairs, as
//! they come when somebody cuts a text in the middle of an emoji. One broken character must not cost a batch.

/// The body with U+FFFD where a character is broken. Everything else is untouched.
pub(super) fn mend(raw: &[u8]) -> String {
    let text = String::from_utf8_lossy(raw);
    let mut mended = String::with_capacity(text.len());
    let mut rest = text.as_ref();
    while let Some(at) = rest.find('\\') {
        let (before, escape) = rest.split_at(at);
        mended.push_str(before);
        let taken = match surrogate(escape) {
            Some(0xD800..=0xDBFF) => match escape.get(6..).and_then(surrogate) {
                Some(0xDC00..=0xDFFF) => keep(&mut mended, escape, 12),
                _ => replace(&mut mended),
            },
            Some(_) => replace(&mut mended),
            // The backslash and what it escapes: `\\\\u` is no escape of a character.
            None => {
                let escaped = escape.chars().nth(1).map_or(0, char::len_utf8);
                keep(&mut mended, escape, 1 + escaped)
            }
        };
        rest = escape.get(taken..).unwrap_or_default();
    }
    mended.push_str(rest);
    mended
}

fn keep(mended: &mut String, escape: &str, length: usize) -> usize {
    mended.push_str(escape.get(..length).unwrap_or_default());
    length
}

fn replace(mended: &mut String) -> usize {
    mended.push_str("\\ufffd");
    6
}

/// The half pair an escape stands for; none for every other escape.
fn surrogate(escape: &str) -> Option<u16> {
    let hex = escape.strip_prefix("\\u")?.get(..4)?;
    let unit = u16::from_str_radix(hex, 16).ok()?;
    (0xD800..=0xDFFF).contains(&unit).then_some(unit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_of_pairs_are_replaced_and_all_else_stays() {
        for (given, wanted) in [
            (r#""\ud83d""#, r#""\ufffd""#),
            (r#""\ude00x""#, r#""\ufffdx""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\\ud83d \n \" é \u00e9""#, r#""\\ud83d \n \" é \u00e9""#),
            (r#""\ud83""#, r#""\ud83""#),
            ("\\", "\\"),
        ] {
            assert_eq!(mend(given.as_bytes()), wanted);
        }
        assert_eq!(mend(b"\"a\xff\""), "\"a\u{fffd}\"");
    }
}
