//! A recording as WhatsApp wants it. Chromium records Opus in WebM; WhatsApp shows a voice note for Opus in Ogg only. The
//! sound itself stays as it is: its packets are taken out of one container and put into the other (RFC 7845, RFC 3533).

/// Elements of WebM that hold others; reading goes on inside them.
const HOLDERS: [u32; 5] = [0x1853_8067, 0x1F43_B675, 0x1654_AE6B, 0xAE, 0xA0];
const CODEC_PRIVATE: u32 = 0x63A2;
const SIMPLE_BLOCK: u32 = 0xA3;
const BLOCK: u32 = 0xA1;
/// Packets of one page; 50 of 20 ms are a second.
const PACKETS_IN_PAGE: usize = 50;
/// Segments of one page (RFC 3533).
const SEGMENTS_MAX: usize = 255;
const SERIAL: u32 = 0x5052_4F53;

/// Puts the Opus of a WebM recording into Ogg. None when it is no such recording.
#[must_use]
pub fn from_webm(webm: &[u8]) -> Option<Vec<u8>> {
    let mut head = None;
    let mut packets = Vec::new();
    let mut rest = webm;
    while let Some((id, after)) = element_id(rest) {
        let (size, body) = element_size(after)?;
        if HOLDERS.contains(&id) {
            rest = body;
            continue;
        }
        // What is cut off at the end of a recording is left out.
        let Some(inside) = size.and_then(|size| body.get(..size)) else { break };
        match id {
            CODEC_PRIVATE if inside.starts_with(b"OpusHead") => head = Some(inside),
            SIMPLE_BLOCK | BLOCK => packets.extend(packet(inside)),
            _ => {}
        }
        rest = body.get(inside.len()..)?;
    }
    (!packets.is_empty()).then(|| write(head?, &packets)).flatten()
}

/// The name of the element a text of bytes begins with.
fn element_id(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let length = usize::try_from(bytes.first()?.leading_zeros()).ok()? + 1;
    let (id, rest) = bytes.split_at_checked(length).filter(|_| length <= 4)?;
    Some((id.iter().fold(0, |id, byte| id << 8 | u32::from(*byte)), rest))
}

/// Its length; none when it was not known when it was written.
fn element_size(bytes: &[u8]) -> Option<(Option<usize>, &[u8])> {
    let first = bytes.first()?;
    let length = usize::try_from(first.leading_zeros()).ok()? + 1;
    let (size, rest) = bytes.split_at_checked(length).filter(|_| length <= 8)?;
    let mask = u64::MAX >> (64 - 7 * length);
    let size = size.iter().fold(0_u64, |size, byte| size << 8 | u64::from(*byte)) & mask;
    Some((usize::try_from(size).ok().filter(|_| size != mask), rest))
}

/// The packet of a block: after the track, two bytes of time, and flags. Blocks of several frames are never recorded.
fn packet(block: &[u8]) -> Option<&[u8]> {
    let (_, rest) = element_size(block)?;
    let flags = rest.get(2)?;
    rest.get(3..).filter(|packet| flags & 0x06 == 0 && !packet.is_empty())
}

fn write(head: &[u8], packets: &[&[u8]]) -> Option<Vec<u8>> {
    let mut ogg = Vec::new();
    let mut tags = b"OpusTags".to_vec();
    tags.extend(5_u32.to_le_bytes());
    tags.extend(b"prosa");
    tags.extend(0_u32.to_le_bytes());
    page(&mut ogg, 2, 0, 0, &[head])?;
    page(&mut ogg, 0, 0, 1, &[&tags])?;
    let (mut samples, mut number, mut rest) = (0_u64, 2_u32, packets);
    while !rest.is_empty() {
        let mut segments = 0;
        let fits = |packet: &&&[u8]| {
            segments += packet.len() / 255 + 1;
            segments <= SEGMENTS_MAX
        };
        let count = rest.iter().take(PACKETS_IN_PAGE).take_while(fits).count();
        let (now, after) = rest.split_at_checked(count).filter(|_| count > 0)?;
        samples += now.iter().map(|packet| length(packet)).sum::<u64>();
        page(&mut ogg, if after.is_empty() { 4 } else { 0 }, samples, number, now)?;
        number += 1;
        rest = after;
    }
    Some(ogg)
}

/// Samples of a packet at 48 kHz, by its first byte (RFC 6716, section 3.1).
fn length(packet: &[u8]) -> u64 {
    let first = packet.first().copied().unwrap_or_default();
    let frame = match (first >> 3, first >> 3 & 3) {
        (0..12, step) => [480, 960, 1_920, 2_880].get(usize::from(step)).copied(),
        (12..16, step) => [480, 960].get(usize::from(step & 1)).copied(),
        (_, step) => [120, 240, 480, 960].get(usize::from(step)).copied(),
    };
    let frames = match first & 3 {
        0 => 1,
        1 | 2 => 2,
        _ => u64::from(packet.get(1).copied().unwrap_or_default() & 0x3F),
    };
    frame.unwrap_or_default() * frames
}

fn page(ogg: &mut Vec<u8>, kind: u8, samples: u64, number: u32, packets: &[&[u8]]) -> Option<()> {
    let mut page = b"OggS\0".to_vec();
    page.push(kind);
    page.extend(samples.to_le_bytes());
    page.extend(SERIAL.to_le_bytes());
    page.extend(number.to_le_bytes());
    page.extend([0; 4]);
    let mut lengths = Vec::new();
    for packet in packets {
        lengths.extend(std::iter::repeat_n(255, packet.len() / 255));
        lengths.push(u8::try_from(packet.len() % 255).ok()?);
    }
    page.push(u8::try_from(lengths.len()).ok()?);
    page.extend(lengths);
    for packet in packets {
        page.extend_from_slice(packet);
    }
    let sum = checksum(&page).to_le_bytes();
    page.get_mut(22..26)?.copy_from_slice(&sum);
    ogg.extend(page);
    Some(())
}

/// The sum of a page (RFC 3533: polynomial 04C11DB7, from 0, nothing reflected).
fn checksum(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte) << 24, |sum, _| {
            if sum & 0x8000_0000 == 0 { sum << 1 } else { sum << 1 ^ 0x04C1_1DB7 }
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use proptest::prelude::*;

    const HEAD: &[u8] = b"OpusHead\x01\x01\x38\x01\x80\xBB\0\0\0\0\0";

    fn element(id: &[u8], body: &[u8]) -> Vec<u8> {
        let size = (body.len() as u32 | 0x1000_0000).to_be_bytes();
        [id, &size, body].concat()
    }

    /// As Chromium records it: lengths of segment and cluster are not known when they begin.
    fn webm(packets: &[Vec<u8>]) -> Vec<u8> {
        let track = element(&[0xAE], &element(&[0x63, 0xA2], HEAD));
        let mut file = element(&[0x1A, 0x45, 0xDF, 0xA3], b"\x42\x82\x84webm");
        file.extend([0x18, 0x53, 0x80, 0x67, 0x01, 255, 255, 255, 255, 255, 255, 255]);
        file.extend(element(&[0x16, 0x54, 0xAE, 0x6B], &track));
        file.extend([0x1F, 0x43, 0xB6, 0x75, 0x01, 255, 255, 255, 255, 255, 255, 255]);
        file.extend(element(&[0xE7], &[0]));
        for packet in packets {
            file.extend(element(&[0xA3], &[&[0x81, 0, 0, 0x80], packet.as_slice()].concat()));
        }
        file
    }

    struct Page {
        kind: u8,
        samples: u64,
        packets: Vec<Vec<u8>>,
    }

    fn pages(mut ogg: &[u8]) -> Vec<Page> {
        let mut pages = Vec::new();
        while !ogg.is_empty() {
            assert_eq!(&ogg[..5], b"OggS\0");
            let count = usize::from(ogg[26]);
            let lengths = &ogg[27..27 + count];
            let mut body = &ogg[27 + count..];
            let end = 27 + count + lengths.iter().map(|length| usize::from(*length)).sum::<usize>();
            let mut bare = ogg[..end].to_vec();
            bare[22..26].fill(0);
            assert_eq!(checksum(&bare).to_le_bytes(), ogg[22..26]);
            let mut packets = Vec::new();
            let mut packet = Vec::new();
            for length in lengths {
                let (part, rest) = body.split_at(usize::from(*length));
                packet.extend_from_slice(part);
                body = rest;
                if *length < 255 {
                    packets.push(std::mem::take(&mut packet));
                }
            }
            pages.push(Page {
                kind: ogg[5],
                samples: u64::from_le_bytes(ogg[6..14].try_into().unwrap()),
                packets,
            });
            ogg = &ogg[end..];
        }
        pages
    }

    #[test]
    fn the_sum_is_the_one_of_the_standard() {
        // CRC-32/CKSUM of the same digits is 765E7680, which is this one with every bit turned.
        assert_eq!(checksum(b"123456789"), !0x765E_7680);
    }

    #[test]
    fn a_recording_keeps_its_packets_and_tells_its_length() {
        // Three seconds of 20 ms, wide band: configuration 9, one frame each.
        let packets: Vec<Vec<u8>> = (0..150_u8).map(|place| vec![9 << 3, place, 7]).collect();
        let pages = pages(&from_webm(&webm(&packets)).unwrap());
        assert_eq!((pages[0].kind, pages[0].packets[0].as_slice()), (2, HEAD));
        assert!(pages[1].packets[0].starts_with(b"OpusTags"));
        let sound: Vec<Vec<u8>> = pages[2..].iter().flat_map(|page| page.packets.clone()).collect();
        assert_eq!(sound, packets);
        let last = pages.last().unwrap();
        assert_eq!((last.kind, last.samples), (4, 3 * 48_000));
    }

    #[test]
    fn what_is_no_recording_is_refused_and_a_cut_end_is_left_out() {
        let whole = webm(&[vec![9 << 3, 1], vec![9 << 3, 2]]);
        assert_eq!(pages(&from_webm(&whole[..whole.len() - 1]).unwrap())[2].packets.len(), 1);
        for bytes in [&b""[..], b"OggS", b"\x1A\x45\xDF\xA3", &webm(&[])] {
            assert_eq!(from_webm(bytes), None);
        }
    }

    proptest! {
        #[test]
        fn packets_of_any_size_come_out_as_they_went_in(
            packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..1_500), 1..120),
        ) {
            let pages = pages(&from_webm(&webm(&packets)).unwrap());
            let sound: Vec<Vec<u8>> = pages[2..].iter().flat_map(|page| page.packets.clone()).collect();
            prop_assert_eq!(sound, packets);
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let _ = from_webm(&bytes);
            let mut file = webm(&[vec![72, 1]]);
            file.extend(&bytes);
            let _ = from_webm(&file);
        }
    }
}
