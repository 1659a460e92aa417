//! Sound files into samples as Whisper wants them: one channel, 16,000 a second, from -1 to 1.

use super::{SpeechError, packed::packed};
use opus_pure::{MAX_PACKET_SAMPLES, OggOpusReader, Trim};

/// Samples in a second.
pub(super) const RATE: u32 = 16_000;
/// Longest sound that is written down, in seconds.
pub const SECONDS_MAX: usize = 20 * 60;
/// The same in samples.
pub(super) const SAMPLES_MAX: usize = SECONDS_MAX * 16_000;

/// Reads a sound by its own first bytes.
///
/// # Errors
/// [`SpeechError`] for another kind than Ogg with Opus, MP3, AAC, M4A and WAV, for broken ones and for ones that are too long.
pub fn pcm(bytes: &[u8]) -> Result<Vec<f32>, SpeechError> {
    let first: [u8; 4] = bytes.first_chunk().copied().unwrap_or_default();
    match &first {
        b"OggS" => ogg(bytes),
        b"RIFF" => wav(bytes),
        _ => match kind(bytes) {
            kind @ ("mp3" | "aac" | "m4a") => packed(bytes, kind),
            other => Err(SpeechError::Kind(other.to_owned())),
        },
    }
}

/// What a file is that is neither Ogg nor WAV.
fn kind(bytes: &[u8]) -> &'static str {
    match bytes {
        [b'I', b'D', b'3', ..] => "mp3",
        [0xff, second, ..] if second & 0xf6 == 0xf0 => "aac",
        [0xff, second, ..] if second & 0xe0 == 0xe0 => "mp3",
        [b'#', b'!', b'A', b'M', b'R', ..] => "amr",
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => "m4a",
        _ => "unknown",
    }
}

fn ogg(bytes: &[u8]) -> Result<Vec<f32>, SpeechError> {
    let broken = |error: opus_pure::Error| SpeechError::Sound(error.to_string());
    let mut reader = OggOpusReader::new(bytes).map_err(broken)?;
    let channels = usize::from(reader.head().channel_count);
    let rate = i32::try_from(RATE).unwrap_or(i32::MAX);
    let mut decoder = reader.head().decoder(rate).map_err(broken)?;
    let mut trim = Trim::new(reader.head(), rate, channels).map_err(broken)?;
    let mut block = vec![0.0_f32; MAX_PACKET_SAMPLES * channels];
    let mut samples = Vec::new();
    for packet in reader.packets() {
        let packet = packet.map_err(broken)?;
        let count = decoder.decode(&packet.data, MAX_PACKET_SAMPLES, &mut block).map_err(broken)?;
        let decoded = block.get(..count * channels).unwrap_or_default();
        samples.extend(mixed(trim.keep(&packet, decoded), channels));
        if samples.len() > SAMPLES_MAX {
            return Err(SpeechError::TooLong);
        }
    }
    Ok(samples)
}

/// The mean of the channels.
pub(super) fn mixed(samples: &[f32], channels: usize) -> impl Iterator<Item = f32> {
    let share = 1.0 / crate::num::float(channels.max(1));
    samples.chunks_exact(channels.max(1)).map(move |frame| frame.iter().sum::<f32>() * share)
}

/// What a WAV file says about its samples.
struct Form {
    channels: usize,
    rate: u32,
    bits: u16,
    is_float: bool,
}

fn wav(bytes: &[u8]) -> Result<Vec<f32>, SpeechError> {
    let broken = || SpeechError::Sound("the WAV file is broken".to_owned());
    let mut rest = bytes.get(12..).ok_or_else(broken)?;
    let mut form = None;
    while let Some((head, after)) = rest.split_at_checked(8) {
        let length = head.last_chunk::<4>().copied().map(u32::from_le_bytes).unwrap_or_default();
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(after.len());
        let (body, next) = after.split_at(length);
        match (head.first_chunk::<4>(), &form) {
            (Some(b"fmt "), _) => form = read_form(body),
            (Some(b"data"), Some(form)) => return samples(body, form),
            _ => {}
        }
        rest = next.get(length % 2..).unwrap_or_default();
    }
    Err(broken())
}

fn read_form(body: &[u8]) -> Option<Form> {
    let short = |at: usize| body.get(at..at + 2)?.first_chunk().copied().map(u16::from_le_bytes);
    let rate = body.get(4..8)?.first_chunk().copied().map(u32::from_le_bytes)?;
    Some(Form { is_float: short(0)? == 3, channels: usize::from(short(2)?), rate, bits: short(14)? })
}

fn samples(body: &[u8], form: &Form) -> Result<Vec<f32>, SpeechError> {
    let all: Vec<f32> = match (form.is_float, form.bits) {
        (false, 16) => {
            let (samples, _) = body.as_chunks::<2>();
            samples.iter().map(|bytes| f32::from(i16::from_le_bytes(*bytes)) / 32_768.0).collect()
        }
        (true, 32) => {
            let (samples, _) = body.as_chunks::<4>();
            samples.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
        }
        _ => return Err(SpeechError::Sound(format!("WAV with {} bits a sample is not read", form.bits))),
    };
    if form.channels == 0 || !(4_000..=192_000).contains(&form.rate) {
        return Err(SpeechError::Sound("the WAV file is broken".to_owned()));
    }
    let all: Vec<f32> = mixed(&all, form.channels).collect();
    let all = resampled(&all, form.rate);
    if all.len() > SAMPLES_MAX { Err(SpeechError::TooLong) } else { Ok(all) }
}

/// Samples at our rate: the mean of those each one covers, or a point on the line between two.
pub(super) fn resampled(samples: &[f32], from: u32) -> Vec<f32> {
    if from == RATE {
        return samples.to_vec();
    }
    let (from, to) = (u64::from(from), u64::from(RATE));
    let count = u64::try_from(samples.len()).unwrap_or_default() * to / from;
    let at = |number: u64| usize::try_from(number * from / to).unwrap_or_default();
    (0..count)
        .map(|number| {
            let (start, end) = (at(number), at(number + 1).max(at(number) + 1));
            let covered = samples.get(start..end.min(samples.len())).unwrap_or_default();
            covered.iter().sum::<f32>() / crate::num::float(covered.len().max(1))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::indexing_slicing
    )]
    use super::*;
    use opus_pure::{Application, MAX_PACKET_BYTES, OggOpusWriter, OpusEncoder, OpusHead};

    fn tone(rate: u32, seconds: f32) -> Vec<f32> {
        let count = (rate as f32 * seconds).round() as usize;
        (0..count).map(|at| (at as f32 / rate as f32 * 440.0 * std::f32::consts::TAU).sin() * 0.5).collect()
    }

    fn loudness(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    fn opus(samples: &[f32]) -> Vec<u8> {
        let mut encoder = OpusEncoder::new(16_000, 1, Application::Voip).unwrap();
        let head = OpusHead::for_encoder(&encoder, 16_000);
        let mut writer = OggOpusWriter::new(Vec::new(), head).unwrap();
        let mut packet = vec![0_u8; MAX_PACKET_BYTES];
        for block in samples.chunks_exact(320) {
            let length = encoder.encode(block, 320, &mut packet).unwrap();
            writer.write_packet(&packet[..length]).unwrap();
        }
        writer.finish().unwrap()
    }

    fn wave(samples: &[f32], rate: u32, channels: u16) -> Vec<u8> {
        let data: Vec<u8> = samples
            .iter()
            .flat_map(|sample| std::iter::repeat_n((sample * 32_767.0) as i16, usize::from(channels)))
            .flat_map(i16::to_le_bytes)
            .collect();
        let mut bytes = b"RIFF\0\0\0\0WAVEfmt \x10\0\0\0\x01\0".to_vec();
        bytes.extend(channels.to_le_bytes());
        bytes.extend(rate.to_le_bytes());
        bytes.extend((rate * 2).to_le_bytes());
        bytes.extend([2, 0, 16, 0]);
        bytes.extend(b"data");
        bytes.extend((data.len() as u32).to_le_bytes());
        bytes.extend(data);
        bytes
    }

    #[test]
    fn a_voice_note_of_a_phone_becomes_samples_of_its_length_and_loudness() {
        let samples = pcm(&opus(&tone(16_000, 1.0))).unwrap();
        assert!((15_400..=16_400).contains(&samples.len()), "{}", samples.len());
        let middle = &samples[4_000..12_000];
        assert!((loudness(middle) - 0.353).abs() < 0.05, "{}", loudness(middle));
    }

    #[test]
    fn a_wave_file_of_another_rate_and_two_channels_is_brought_to_ours() {
        for (rate, channels) in [(16_000, 1), (48_000, 2), (8_000, 1)] {
            let samples = pcm(&wave(&tone(rate, 0.5), rate, channels)).unwrap();
            assert!(samples.len().abs_diff(8_000) < 3, "{rate}: {}", samples.len());
            assert!((loudness(&samples) - 0.353).abs() < 0.03, "{rate}: {}", loudness(&samples));
        }
    }

    #[test]
    fn what_is_not_read_or_broken_is_told_and_never_panics() {
        let told = |bytes: &[u8]| pcm(bytes).unwrap_err().to_string();
        assert!(told(b"#!AMR\n").contains("amr"));
        assert!(told(b"").contains("unknown"));
        let whole = opus(&tone(16_000, 0.2));
        for end in 0..whole.len() {
            let _ = pcm(&whole[..end]);
        }
        for end in 0..60 {
            let _ = pcm(&wave(&tone(16_000, 0.01), 16_000, 1)[..end]);
        }
        assert!(told(&wave(&tone(16_000, 0.01), 16_000, 1)[..36]).contains("broken"));
    }
}
