//! Weighs what a PDF holds packed before anybody unpacks it: a few kilobytes can hold gigabytes. Every stream is unpacked
//! once within bounds and forgotten, also one that is packed twice; a file that is locked is told here, too, for its streams
//! cannot be weighed.

use flate2::read::{DeflateDecoder, ZlibDecoder};
use memchr::memmem;
use prosa_domain::knowledge::file::Trouble;
use std::{io::Read as _, time::Instant};

/// Most bytes one stream may unpack to.
const STREAM_MAX: usize = 64 * 1024 * 1024;
/// Most bytes all streams may unpack to.
const ALL_MAX: usize = 512 * 1024 * 1024;
/// Most packed bytes of sorts that are not unpacked here: LZW makes up to 2,700 of one, runs up to 64.
const LZW_MAX: usize = 128 * 1024;
const RUNS_MAX: usize = 4 * 1024 * 1024;
/// Times a stream may be packed.
const LAYERS_MAX: u32 = 4;
/// How far before a stream its description is looked for, in bytes.
const DICT: usize = 2 * 1024;
/// Streams of one file.
const STREAMS_MAX: usize = 100_000;

/// Looks at every stream.
///
/// # Errors
/// `Heavy` past a bound, `Locked` for a file with an encryption dictionary.
pub(super) fn check(bytes: &[u8], until: Instant) -> Result<(), Trouble> {
    if names_encryption(bytes) {
        return Err(Trouble::Locked);
    }
    let mut weight = Weight::new(until);
    let mut streams = 0_usize;
    for at in memmem::find_iter(bytes, b"stream") {
        let (before, behind) = bytes.split_at_checked(at).unwrap_or((bytes, &[]));
        if before.ends_with(b"end") {
            continue;
        }
        streams += 1;
        if streams > STREAMS_MAX || Instant::now() > until {
            return Err(Trouble::Heavy);
        }
        let dict = before.get(before.len().saturating_sub(DICT)..).unwrap_or_default();
        let dict = memmem::rfind(dict, b"endobj").and_then(|end| dict.get(end..)).unwrap_or(dict);
        let data = behind.get(b"stream".len()..).unwrap_or_default();
        let data = data.strip_prefix(b"\r\n").or_else(|| data.strip_prefix(b"\n")).unwrap_or(data);
        weight.stream(dict, data)?;
    }
    Ok(())
}

/// Longest name that is read, in bytes as it is written.
const NAME: usize = 40;

/// Whether a file names its encryption. A name may be written with numbers for letters (ISO 32000-1, 7.3.5), so both ways count.
fn names_encryption(bytes: &[u8]) -> bool {
    let is_it = |at: usize| {
        let name = bytes.get(at..).unwrap_or_default();
        name_of(name.get(..NAME).unwrap_or(name)) == b"Encrypt"
    };
    let hidden = |at: usize| {
        let before = bytes.get(at.saturating_sub(NAME)..at).unwrap_or_default();
        let slash = before.iter().rposition(|byte| *byte == b'/');
        slash.is_some_and(|slash| is_it(at + slash + 1 - before.len()))
    };
    memmem::find_iter(bytes, b"/Encrypt").any(|at| is_it(at + 1))
        || memchr::memchr_iter(b'#', bytes).any(hidden)
}

/// A name up to its end, numbers read.
fn name_of(bytes: &[u8]) -> Vec<u8> {
    let mut name = Vec::new();
    let mut rest = bytes.iter();
    while let Some(byte) =
        rest.next().filter(|byte| !byte.is_ascii_whitespace() && !b"/<>[](){}%".contains(byte))
    {
        name.push(if *byte == b'#' {
            hexes(rest.by_ref().as_slice().get(..2).unwrap_or_default()).first().copied().unwrap_or_default()
        } else {
            *byte
        });
        if *byte == b'#' {
            rest.nth(1);
        }
    }
    name
}

struct Weight {
    all: usize,
    lzw: usize,
    runs: usize,
    until: Instant,
}

impl Weight {
    const fn new(until: Instant) -> Self {
        Self { all: 0, lzw: 0, runs: 0, until }
    }

    fn stream(&mut self, dict: &[u8], data: &[u8]) -> Result<(), Trouble> {
        let has = |name: &[u8]| memmem::find(dict, name).is_some();
        let length = || memmem::find(data, b"endstream").unwrap_or(data.len());
        if has(b"/LZW") {
            self.lzw = self.lzw.saturating_add(length());
        }
        if has(b"/RunLength") || has(b"/RL") {
            self.runs = self.runs.saturating_add(length());
        }
        if self.lzw > LZW_MAX || self.runs > RUNS_MAX {
            return Err(Trouble::Heavy);
        }
        let flat = has(b"/Fl") || has(b"#");
        let letters = if has(b"/A85") || has(b"/ASCII85") {
            Some(ascii85(data.get(..length()).unwrap_or_default()))
        } else if has(b"/AHx") || has(b"/ASCIIHex") {
            Some(hexes(data.get(..length()).unwrap_or_default()))
        } else {
            None
        };
        match letters {
            Some(data) => self.unpack(&data, 0),
            None if flat => self.unpack(data, 0),
            None => Ok(()),
        }
    }

    /// Unpacks a layer, and what is packed inside of it.
    fn unpack(&mut self, data: &[u8], layer: u32) -> Result<(), Trouble> {
        if layer >= LAYERS_MAX {
            return Err(Trouble::Heavy);
        }
        let most = u64::try_from(STREAM_MAX).unwrap_or(u64::MAX).saturating_add(1);
        let mut unpacked = Vec::new();
        let is_zlib = is_zlib(data);
        // What is broken in the middle is weighed as far as it goes: the parser may mend it.
        let _ = if is_zlib {
            ZlibDecoder::new(data).take(most).read_to_end(&mut unpacked)
        } else {
            DeflateDecoder::new(data).take(most).read_to_end(&mut unpacked)
        };
        self.all = self.all.saturating_add(unpacked.len());
        if unpacked.len() > STREAM_MAX || self.all > ALL_MAX || Instant::now() > self.until {
            return Err(Trouble::Heavy);
        }
        if self::is_zlib(&unpacked) { self.unpack(&unpacked, layer + 1) } else { Ok(()) }
    }
}

/// Whether bytes begin like a zlib stream (RFC 1950, 2.2).
fn is_zlib(data: &[u8]) -> bool {
    match data {
        [method, flags, _, ..] => {
            method & 0x0f == 8 && method >> 4 <= 7 && (u16::from(*method) * 256 + u16::from(*flags)) % 31 == 0
        }
        _ => false,
    }
}

fn ascii85(data: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(data.len());
    let mut group: Vec<u8> = Vec::with_capacity(5);
    let mut put = |group: &mut Vec<u8>| {
        let count = group.len();
        group.resize(5, b'u');
        let number = group.iter().fold(0_u32, |sum, digit| {
            sum.wrapping_mul(85).wrapping_add(u32::from(digit.saturating_sub(b'!')))
        });
        out.extend(number.to_be_bytes().into_iter().take(count.saturating_sub(1)));
        group.clear();
    };
    for byte in data {
        match byte {
            b'~' => break,
            b'z' if group.is_empty() => {
                group.extend(*b"!!!!!");
                put(&mut group);
            }
            b'!'..=b'u' => {
                group.push(*byte);
                if group.len() == 5 {
                    put(&mut group);
                }
            }
            _ => {}
        }
    }
    if group.len() > 1 {
        put(&mut group);
    }
    out
}

fn hexes(data: &[u8]) -> Vec<u8> {
    let digits: Vec<u8> = data
        .iter()
        .take_while(|byte| **byte != b'>')
        .filter_map(|byte| char::from(*byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok()))
        .collect();
    digits
        .chunks(2)
        .map(|pair| pair.first().copied().unwrap_or_default() << 4 | pair.get(1).copied().unwrap_or_default())
        .collect()
}
