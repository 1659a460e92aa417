//! MP3 and AAC, bare or in MP4, through symphonia: pure Rust, with its own bounds on what a file may claim. Ours are on top:
//! packets, broken packets, seconds; and a decoder that panics costs its file, not the program.

use super::{
    SpeechError,
    sound::{SAMPLES_MAX, SECONDS_MAX, mixed, resampled},
};
use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};
use symphonia::core::{
    codecs::audio::{AudioDecoder, AudioDecoderOptions},
    errors::Error,
    formats::{FormatOptions, FormatReader, TrackType, probe::Hint},
    io::{MediaSourceStream, MediaSourceStreamOptions},
    meta::MetadataOptions,
};

/// Packets in a second at most: the shortest ones of MP3 and AAC are a hundredth of one.
const PACKETS_PER_SECOND: usize = 200;
/// Packets of no use before a file is called broken.
const BROKEN_MAX: usize = 100;

/// Decodes a file whose kind is one of `mp3`, `aac`, `m4a`.
///
/// # Errors
/// [`SpeechError`] for broken ones, for codecs that are not read, and for ones that are too long.
pub(super) fn packed(bytes: &[u8], kind: &'static str) -> Result<Vec<f32>, SpeechError> {
    bounded(bytes, kind, SAMPLES_MAX)
}

/// The same with a bound of the caller's own, in samples.
fn bounded(bytes: &[u8], kind: &'static str, samples_max: usize) -> Result<Vec<f32>, SpeechError> {
    let bytes = bytes.to_vec();
    let samples = catch_unwind(AssertUnwindSafe(|| decode(bytes, kind, samples_max)))
        .unwrap_or_else(|_| Err(SpeechError::Sound("it breaks the decoder".to_owned())))?;
    if samples.len() > samples_max { Err(SpeechError::TooLong) } else { Ok(samples) }
}

fn decode(bytes: Vec<u8>, kind: &'static str, samples_max: usize) -> Result<Vec<f32>, SpeechError> {
    let mut hint = Hint::new();
    hint.with_extension(kind);
    let source = MediaSourceStream::new(Box::new(Cursor::new(bytes)), MediaSourceStreamOptions::default());
    let probe = symphonia::default::get_probe();
    let mut format =
        probe.probe(&hint, source, FormatOptions::default(), MetadataOptions::default()).map_err(broken)?;
    let track = format.default_track(TrackType::Audio);
    let track = track.ok_or_else(|| SpeechError::Sound("it has no sound".to_owned()))?;
    let (id, params) = (track.id, track.codec_params.as_ref().and_then(|params| params.audio()));
    let params = params.ok_or_else(|| SpeechError::Kind(kind.to_owned()))?;
    let decoder =
        symphonia::default::get_codecs().make_audio_decoder(params, &AudioDecoderOptions::default());
    // Another codec in the same box, such as ALAC in MP4.
    let mut decoder = decoder.map_err(|_| SpeechError::Kind(format!("{kind} of another codec")))?;
    let samples = all(format.as_mut(), decoder.as_mut(), (id, samples_max))?;
    if samples.is_empty() {
        return Err(SpeechError::Sound("nothing in it can be decoded".to_owned()));
    }
    Ok(samples)
}

fn all(
    format: &mut dyn FormatReader,
    decoder: &mut dyn AudioDecoder,
    (track, samples_max): (u32, usize),
) -> Result<Vec<f32>, SpeechError> {
    let mut out = Vec::new();
    let mut waiting = Waiting::default();
    let mut useless = 0_usize;
    for _ in 0..SECONDS_MAX * PACKETS_PER_SECOND {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            // A file cut off in the middle says what is there.
            Ok(None) | Err(Error::IoError(_) | Error::ResetRequired) => {
                waiting.flush(&mut out);
                return Ok(out);
            }
            Err(error) => return Err(broken(error)),
        };
        if packet.track_id != track {
            continue;
        }
        match decoder.decode(&packet) {
            Ok(sound) => {
                let (rate, channels) = (sound.spec().rate(), sound.spec().channels().count());
                let mut block: Vec<f32> = Vec::new();
                sound.copy_to_vec_interleaved(&mut block);
                waiting.take(mixed(&block, channels), rate, &mut out)?;
            }
            Err(Error::DecodeError(_) | Error::IoError(_)) => {
                useless += 1;
                if useless > BROKEN_MAX {
                    return Err(SpeechError::Sound("too much of it is broken".to_owned()));
                }
            }
            Err(error) => return Err(broken(error)),
        }
        if out.len() > samples_max {
            return Err(SpeechError::TooLong);
        }
    }
    Err(SpeechError::TooLong)
}

/// Samples at the file's own rate, until there is a second of them: a long file is never held at its own rate.
#[derive(Default)]
struct Waiting {
    rate: u32,
    samples: Vec<f32>,
}

impl Waiting {
    fn take(
        &mut self,
        samples: impl Iterator<Item = f32>,
        rate: u32,
        out: &mut Vec<f32>,
    ) -> Result<(), SpeechError> {
        if !(4_000..=192_000).contains(&rate) {
            return Err(SpeechError::Sound(format!("{rate} samples a second are not read")));
        }
        if rate != self.rate {
            self.flush(out);
            self.rate = rate;
        }
        self.samples.extend(samples);
        let second = usize::try_from(rate).unwrap_or(usize::MAX);
        while self.samples.len() >= second {
            let rest = self.samples.split_off(second);
            let whole = std::mem::replace(&mut self.samples, rest);
            out.extend(resampled(&whole, rate));
        }
        Ok(())
    }

    fn flush(&mut self, out: &mut Vec<f32>) {
        let rest = std::mem::take(&mut self.samples);
        if !rest.is_empty() {
            out.extend(resampled(&rest, self.rate));
        }
    }
}

fn broken(error: Error) -> SpeechError {
    match error {
        Error::LimitError(_) => SpeechError::TooLong,
        other => SpeechError::Sound(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(
        clippy::unwrap_used,
        clippy::as_conversions,
        clippy::cast_precision_loss,
        clippy::indexing_slicing
    )]
    use super::{super::pcm, *};
    use proptest::prelude::*;

    /// Half a second of 440 Hz at half of what is possible: MP3 at 44.1 kHz in stereo, AAC at 44.1 kHz, AAC in MP4 at 48 kHz.
    const TONES: [(&str, &[u8]); 3] = [
        ("mp3", include_bytes!("../../tests/sounds/tone.mp3")),
        ("aac", include_bytes!("../../tests/sounds/tone.aac")),
        ("m4a", include_bytes!("../../tests/sounds/tone.m4a")),
    ];

    fn loudness(samples: &[f32]) -> f32 {
        (samples.iter().map(|sample| sample * sample).sum::<f32>() / samples.len() as f32).sqrt()
    }

    /// How often the sound goes up through nothing in a second.
    fn pitch(samples: &[f32]) -> f32 {
        let ups = samples.windows(2).filter(|pair| pair[0] < 0.0 && pair[1] >= 0.0).count();
        ups as f32 * 16_000.0 / samples.len() as f32
    }

    #[test]
    fn sounds_of_phones_become_samples_of_their_length_loudness_and_pitch() {
        for (kind, bytes) in TONES {
            let samples = pcm(bytes).unwrap();
            assert!((7_900..=9_200).contains(&samples.len()), "{kind}: {}", samples.len());
            let middle = &samples[2_000..6_000];
            assert!((loudness(middle) - 0.353).abs() < 0.05, "{kind}: {}", loudness(middle));
            assert!((pitch(middle) - 440.0).abs() < 8.0, "{kind}: {}", pitch(middle));
        }
    }

    #[test]
    fn a_sound_cut_short_says_what_is_there_and_one_without_any_says_so() {
        let (_, mp3) = TONES[0];
        let half = pcm(&mp3[..mp3.len() / 2]).unwrap();
        assert!((2_000..6_000).contains(&half.len()), "{}", half.len());
        assert!(pcm(b"ID3\x04\0\0\0\0\0\0").is_err());
        assert!(pcm(b"\0\0\0\x20ftypM4A ").is_err());
        assert!(pcm(&[0xff, 0xf1, 0x50, 0x40, 0, 0, 0]).is_err());
    }

    #[test]
    fn what_is_too_long_is_told_before_all_of_it_is_decoded() {
        let (kind, aac) = TONES[1];
        // Frames of AAC stand for themselves: the same ones over and over are a longer sound.
        let two_seconds = aac.repeat(4);
        let samples = bounded(&two_seconds, kind, 40_000).unwrap();
        assert!((30_000..36_000).contains(&samples.len()), "{}", samples.len());
        assert!(matches!(bounded(&two_seconds, kind, 15_000), Err(SpeechError::TooLong)));
        assert!(matches!(bounded(aac, kind, 4_000), Err(SpeechError::TooLong)));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn any_damage_is_borne(kind in 0_usize..3, at in any::<usize>(), damage in proptest::collection::vec(any::<u8>(), 1..40)) {
            let mut bytes = TONES[kind].1.to_vec();
            let at = at % bytes.len();
            for (to, from) in bytes.iter_mut().skip(at).zip(damage) {
                *to = from;
            }
            let _ = pcm(&bytes);
        }
    }
}
