//! Letters of a text file: UTF-8, UTF-16 when it says so, and otherwise what Windows wrote in western Europe.

/// What Windows-1252 has between 0x80 and 0x9f (WHATWG Encoding, index windows-1252); the five it leaves open are dropped.
const WINDOWS: [Option<char>; 32] = [
    Some('€'),
    None,
    Some('‚'),
    Some('ƒ'),
    Some('„'),
    Some('…'),
    Some('†'),
    Some('‡'),
    Some('ˆ'),
    Some('‰'),
    Some('Š'),
    Some('‹'),
    Some('Œ'),
    None,
    Some('Ž'),
    None,
    None,
    Some('‘'),
    Some('’'),
    Some('“'),
    Some('”'),
    Some('•'),
    Some('–'),
    Some('—'),
    Some('˜'),
    Some('™'),
    Some('š'),
    Some('›'),
    Some('œ'),
    None,
    Some('ž'),
    Some('Ÿ'),
];

/// Whether bytes are text in one of these ways: text has no zeros and next to no control characters.
#[must_use]
pub fn is_text(bytes: &[u8]) -> bool {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let text = decode(bytes);
        return !text.contains('\0')
            && text.chars().filter(|letter| *letter == '\u{fffd}').count() * 50 <= text.len();
    }
    let strange = |byte: &&u8| **byte < 0x20 && !matches!(**byte, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a);
    !bytes.iter().any(|byte| strange(&byte))
}

/// The text of bytes. Nothing is refused: what stands for no letter is dropped.
#[must_use]
pub fn decode(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        return String::from_utf8_lossy(rest).into_owned();
    }
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return wide(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&[0xfe, 0xff]) {
        return wide(rest, u16::from_be_bytes);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().filter_map(|byte| western(*byte)).collect(),
    }
}

fn wide(bytes: &[u8], read: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| <[u8; 2]>::try_from(pair).ok()).map(read);
    char::decode_utf16(units).map(|letter| letter.unwrap_or('\u{fffd}')).collect()
}

fn western(byte: u8) -> Option<char> {
    match byte {
        0x80..=0x9f => WINDOWS.get(usize::from(byte - 0x80)).copied().flatten(),
        byte => Some(char::from(byte)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn each_way_of_writing_gives_the_same_words() {
        let words = "Preço: € 10 — “não”";
        let mut little = vec![0xff, 0xfe];
        little.extend(words.encode_utf16().flat_map(u16::to_le_bytes));
        let mut big = vec![0xfe, 0xff];
        big.extend(words.encode_utf16().flat_map(u16::to_be_bytes));
        let marked = [&[0xef, 0xbb, 0xbf], words.as_bytes()].concat();
        let windows = b"Pre\xe7o: \x80 10 \x97 \x93n\xe3o\x94".to_vec();
        for bytes in [words.as_bytes().to_vec(), little, big, marked, windows] {
            assert_eq!(decode(&bytes), words);
            assert!(is_text(&bytes), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_no_text_is_told() {
        for bytes in [&b"a\0b"[..], b"\x7fELF\x02\x01", &[0xff, 0xfe, 0, 0, 0, 0]] {
            assert!(!is_text(bytes), "{bytes:?}");
        }
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(decode(&bytes).len() <= bytes.len() * 3);
        }

        #[test]
        fn text_stays_as_it_is(text in "[^\\p{Cc}\u{feff}]{0,80}") {
            prop_assert_eq!(decode(text.as_bytes()), text.clone());
            prop_assert!(is_text(text.as_bytes()));
        }
    }
}
