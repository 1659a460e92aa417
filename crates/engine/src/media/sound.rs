//! Voice notes: Opus in Ogg. The length comes from the last page's position, which counts samples of 48 kHz (RFC 7845); the
//! loudness is guessed from the size of the packets, since nothing here decodes Opus. At a variable rate a packet of
//! silence takes a few bytes and a packet of speech many, so speech and pauses stand where they are heard; the height of
//! a bar is not a measured level.

/// Bars of a waveform.
const BARS: usize = 64;
/// Samples in a millisecond.
const SAMPLES_PER_MS: u64 = 48;
/// Longest sound believed, in milliseconds: a day.
const LONGEST_MS: u64 = 86_400_000;

/// What a sound says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Sound {
    pub duration_ms: u32,
    /// 64 values, 255 where it is loudest.
    pub waveform: Vec<u8>,
}

struct Page<'a> {
    position: u64,
    serial: u32,
    lacing: &'a [u8],
    body: &'a [u8],
    rest: &'a [u8],
}

/// Reads the page at the beginning of the bytes; none when there is none, whole.
fn page(bytes: &[u8]) -> Option<Page<'_>> {
    let (head, rest) = bytes.split_at_checked(27)?;
    if !head.starts_with(b"OggS") {
        return None;
    }
    let position = u64::from_le_bytes(*head.get(6..14)?.first_chunk()?);
    let serial = u32::from_le_bytes(*head.get(14..18)?.first_chunk()?);
    let segments = usize::from(*head.get(26)?);
    let (lacing, rest) = rest.split_at_checked(segments)?;
    let length = lacing.iter().map(|size| usize::from(*size)).sum();
    let (body, rest) = rest.split_at_checked(length)?;
    Some(Page { position, serial, lacing, body, rest })
}

/// Reads an Ogg file with one Opus stream; none when it is something else.
pub(super) fn ogg(bytes: &[u8]) -> Option<Sound> {
    let first = page(bytes)?;
    if !first.body.starts_with(b"OpusHead") {
        return None;
    }
    let skip = u64::from(u16::from_le_bytes(*first.body.get(10..12)?.first_chunk()?));
    let mut rest = first.rest;
    let mut end = 0_u64;
    let mut sizes: Vec<usize> = Vec::new();
    let mut open = 0_usize;
    let mut headers = 1_u8;
    while let Some(page) = page(rest) {
        rest = page.rest;
        if page.serial != first.serial {
            continue;
        }
        // All ones: no packet ends on this page.
        if page.position != u64::MAX {
            end = end.max(page.position);
        }
        for size in page.lacing {
            open += usize::from(*size);
            if *size == 255 {
                continue;
            }
            // The second packet holds comments.
            if headers > 0 {
                headers -= 1;
            } else {
                sizes.push(open);
            }
            open = 0;
        }
    }
    let duration_ms = end.checked_sub(skip)? / SAMPLES_PER_MS;
    if sizes.is_empty() || duration_ms > LONGEST_MS {
        return None;
    }
    Some(Sound { duration_ms: u32::try_from(duration_ms).ok()?, waveform: bars(&sizes) })
}

/// The mean size of the packets under each bar, from the smallest mean to the greatest.
fn bars(sizes: &[usize]) -> Vec<u8> {
    let mean = |bar: usize| {
        let from = bar * sizes.len() / BARS;
        let to = ((bar + 1) * sizes.len() / BARS).max(from + 1);
        let under = sizes.get(from..to.min(sizes.len())).unwrap_or_default();
        under.iter().sum::<usize>() / under.len().max(1)
    };
    let means: Vec<usize> = (0..BARS).map(mean).collect();
    let low = means.iter().min().copied().unwrap_or_default();
    let span = means.iter().max().copied().unwrap_or_default().saturating_sub(low);
    means
        .into_iter()
        .map(|mean| {
            ((mean - low) * 255).checked_div(span).map_or(128, |bar| u8::try_from(bar).unwrap_or(u8::MAX))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    fn make(position: u64, packets: &[Vec<u8>]) -> Vec<u8> {
        let mut lacing = Vec::new();
        for packet in packets {
            let mut left = packet.len();
            while left >= 255 {
                lacing.push(255);
                left -= 255;
            }
            lacing.push(u8::try_from(left).unwrap());
        }
        let mut out = b"OggS\0\0".to_vec();
        out.extend_from_slice(&position.to_le_bytes());
        out.extend_from_slice(&7_u32.to_le_bytes());
        out.extend_from_slice(&[0; 8]);
        out.push(u8::try_from(lacing.len()).unwrap());
        out.extend_from_slice(&lacing);
        out.extend(packets.concat());
        out
    }

    fn voice(seconds: u64, sizes: &[usize]) -> Vec<u8> {
        let mut head = b"OpusHead\x01\x01".to_vec();
        head.extend_from_slice(&312_u16.to_le_bytes());
        head.extend_from_slice(&[0; 7]);
        let mut out = make(0, &[head]);
        out.extend(make(0, &[b"OpusTags".to_vec()]));
        for chunk in sizes.chunks(40) {
            let packets: Vec<Vec<u8>> = chunk.iter().map(|size| vec![1; *size]).collect();
            out.extend(make(seconds * 48_000 + 312, &packets));
        }
        out
    }

    #[test]
    fn a_voice_note_tells_its_length_and_where_it_is_loud() {
        let sizes: Vec<usize> = (0..500).map(|place| if place < 250 { 10 } else { 400 }).collect();
        let sound = ogg(&voice(10, &sizes)).unwrap();
        assert_eq!(sound.duration_ms, 10_000);
        assert_eq!(sound.waveform.len(), 64);
        assert_eq!((sound.waveform[3], sound.waveform[60]), (0, 255));
    }

    #[test]
    fn a_voice_of_one_packet_has_all_its_bars() {
        let sound = ogg(&voice(1, &[30])).unwrap();
        assert_eq!((sound.duration_ms, sound.waveform), (1_000, vec![128; 64]));
    }

    #[test]
    fn a_file_cut_in_the_middle_tells_what_is_there() {
        let sizes = vec![100; 400];
        let whole = voice(8, &sizes);
        let sound = ogg(&whole[..whole.len() - 50]).unwrap();
        assert_eq!(sound.duration_ms, 8_000);
        assert_eq!(ogg(b"OggS"), None);
        assert_eq!(ogg(&make(5, &[b"\x01vorbis".to_vec()])), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..2_000), at in any::<usize>()) {
            let mut file = voice(3, &[20; 60]);
            let at = at % file.len();
            file.splice(at..at, bytes);
            if let Some(sound) = ogg(&file) {
                prop_assert_eq!(sound.waveform.len(), 64);
            }
        }
    }
}
