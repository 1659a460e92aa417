//! What Whisper hears: the loudness of bands of pitch over time.
//!
//! Sources: OpenAI Whisper, `audio.py` (windows of 400 samples every 160, centred, the last frame dropped; base-10 logarithm,
//! at most 8 below the loudest, then `(x + 4) / 4`); the bands are those of `librosa.filters.mel`, which follow M. Slaney's
//! Auditory Toolbox: even steps up to 1,000 Hz, then steps of `ln 6.4 / 27`, triangles of equal area.

use super::sound::RATE;
use crate::num::float;

/// Samples of a window.
const WINDOW: usize = 400;
/// Samples between windows.
pub(super) const HOP: usize = 160;
/// Frequencies of a window.
const BINS: usize = WINDOW / 2 + 1;

/// Turns samples into bands.
pub(super) struct Mel {
    filters: Vec<f32>,
    bands: usize,
    window: Vec<f32>,
    cosine: Vec<f32>,
    sine: Vec<f32>,
}

impl Mel {
    pub(super) fn new(bands: usize) -> Self {
        let turn = |at: usize| std::f32::consts::TAU * float(at) / float(WINDOW);
        Self {
            filters: filters(bands),
            bands,
            window: (0..WINDOW).map(|at| 0.5 - 0.5 * turn(at).cos()).collect(),
            cosine: (0..WINDOW).map(|at| turn(at).cos()).collect(),
            sine: (0..WINDOW).map(|at| turn(at).sin()).collect(),
        }
    }

    /// Bands of the first `frames` windows, band by band. Past its end the sound is silence.
    pub(super) fn bands(&self, samples: &[f32], frames: usize) -> Vec<f32> {
        let mut all = vec![0.0; self.bands * frames];
        let mut cut = vec![0.0; WINDOW];
        for frame in 0..frames {
            for (at, (value, weight)) in cut.iter_mut().zip(&self.window).enumerate() {
                // The window's middle stands on its place; before the beginning the sound is mirrored.
                let place = (frame * HOP + at).abs_diff(WINDOW / 2);
                *value = weight * samples.get(place).copied().unwrap_or_default();
            }
            let power = self.power(&cut);
            for (band, filter) in self.filters.chunks_exact(BINS).enumerate() {
                let sum: f32 = filter.iter().zip(&power).map(|(weight, power)| weight * power).sum();
                all.iter_mut()
                    .skip(band * frames + frame)
                    .take(1)
                    .for_each(|cell| *cell = sum.max(1e-10).log10());
            }
        }
        let floor = all.iter().copied().fold(f32::NEG_INFINITY, f32::max) - 8.0;
        all.iter_mut().for_each(|value| *value = (value.max(floor) + 4.0) / 4.0);
        all
    }

    /// The squared strength of each frequency.
    fn power(&self, cut: &[f32]) -> Vec<f32> {
        let part = |table: &[f32], bin: usize| -> f32 {
            let mut at = 0;
            let mut sum = 0.0;
            for value in cut {
                sum += value * table.get(at).copied().unwrap_or_default();
                at += bin;
                if at >= WINDOW {
                    at -= WINDOW;
                }
            }
            sum
        };
        (0..BINS)
            .map(|bin| {
                let (real, imaginary) = (part(&self.cosine, bin), part(&self.sine, bin));
                real * real + imaginary * imaginary
            })
            .collect()
    }
}

/// Where the logarithmic part of the scale begins, in steps and in hertz.
const BREAK: (f32, f32) = (15.0, 1_000.0);
/// Hertz of an even step.
const EVEN: f32 = 200.0 / 3.0;

fn step() -> f32 {
    6.4_f32.ln() / 27.0
}

fn to_hertz(place: f32) -> f32 {
    if place < BREAK.0 { place * EVEN } else { BREAK.1 * ((place - BREAK.0) * step()).exp() }
}

fn to_place(hertz: f32) -> f32 {
    if hertz < BREAK.1 { hertz / EVEN } else { BREAK.0 + (hertz / BREAK.1).ln() / step() }
}

/// A triangle for each band over the frequencies, of equal area.
fn filters(bands: usize) -> Vec<f32> {
    let highest = float(usize::try_from(RATE).unwrap_or_default()) / 2.0;
    let edge = |at: usize| to_hertz(to_place(highest) * float(at) / float(bands + 1));
    let hertz = |bin: usize| highest * float(bin) / float(BINS - 1);
    let mut all = Vec::with_capacity(bands * BINS);
    for band in 0..bands {
        let (low, middle, high) = (edge(band), edge(band + 1), edge(band + 2));
        for bin in 0..BINS {
            let rising = (hertz(bin) - low) / (middle - low);
            let falling = (high - hertz(bin)) / (high - middle);
            all.push(rising.min(falling).max(0.0) * 2.0 / (high - low));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing)]
    use super::*;

    #[test]
    fn the_bands_are_those_of_the_published_filters() {
        // librosa.filters.mel(sr=16000, n_fft=400, n_mels=80): the first row holds one number, 0.02486 at bin 1; the second
        // begins with 0.00199 there.
        let filters = filters(80);
        assert!((filters[1] - 0.024_86).abs() < 1e-4, "{}", filters[1]);
        assert!((filters[BINS + 1] - 0.001_99).abs() < 1e-4, "{}", filters[BINS + 1]);
        assert!((to_hertz(to_place(3_456.0)) - 3_456.0).abs() < 0.1);
    }

    #[test]
    fn a_high_tone_is_heard_in_a_higher_band_than_a_low_one_and_silence_nowhere() {
        let mel = Mel::new(80);
        let loudest = |hertz: f32| {
            let tone: Vec<f32> =
                (0..3_200).map(|at| (float(at) / 16_000.0 * hertz * std::f32::consts::TAU).sin()).collect();
            let bands = mel.bands(&tone, 20);
            (0..80).max_by(|one, other| bands[one * 20 + 10].total_cmp(&bands[other * 20 + 10]))
        };
        assert!(loudest(300.0) < loudest(1_000.0) && loudest(1_000.0) < loudest(4_000.0));
        let silence = mel.bands(&[], 4);
        assert!(silence.iter().all(|value| (value + 1.5).abs() < 1e-4), "{silence:?}");
    }
}
