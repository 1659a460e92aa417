//! Numbers for the model: conversions in one place, and `exp` and `ln` of our own.
//!
//! The functions of the system's mathematics library differ in the last bit from machine to machine. Training must give
//! the same bytes everywhere, so everything here is made of additions, multiplications and divisions, which are exact by
//! IEEE 754 and never fused by the compiler.

/// A count as a factor. Exact up to 16 million, which no count here reaches.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "counts stay below 2^24")]
pub(crate) fn float(count: usize) -> f32 {
    count as f32
}

/// A table index of an id.
#[expect(clippy::as_conversions, reason = "a usize has at least 32 bits wherever this runs")]
pub(crate) fn index(id: u32) -> usize {
    id as usize
}

/// The nearest whole number that is not below zero.
#[cfg(feature = "large")]
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "what is below zero becomes zero"
)]
pub(crate) fn count(value: f32) -> usize {
    value.round().max(0.0) as usize
}

/// The nearest of -127 to 127.
#[expect(clippy::as_conversions, clippy::cast_possible_truncation, reason = "clamped before")]
pub(crate) fn byte(value: f32) -> i8 {
    value.round().clamp(-127.0, 127.0) as i8
}

/// The nearest of 0 to 255.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "clamped before"
)]
pub(crate) fn unsigned_byte(value: f32) -> u8 {
    value.round().clamp(0.0, 255.0) as u8
}

const LN_2: f32 = std::f32::consts::LN_2;

/// e to the power of `x`; 0 below -87, capped above 87. Off by less than one millionth of the result.
pub(crate) fn exp(x: f32) -> f32 {
    if x < -87.0 {
        return 0.0;
    }
    let x = x.min(87.0);
    let whole = (x / LN_2).round();
    let rest = x - whole * LN_2;
    let mut sum = 1.0_f32;
    for step in (1_u8..=7).rev() {
        sum = 1.0 + sum * rest / f32::from(step);
    }
    sum * power_of_two(whole)
}

/// 2 to the power of a whole number between -126 and 126.
#[expect(
    clippy::as_conversions,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "within range"
)]
fn power_of_two(whole: f32) -> f32 {
    f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

/// The natural logarithm; of zero and less, that of the smallest normal number.
#[expect(clippy::as_conversions, clippy::cast_precision_loss, reason = "an exponent has nine bits")]
pub(crate) fn ln(x: f32) -> f32 {
    let bits = x.max(f32::MIN_POSITIVE).to_bits();
    let mut exponent = (bits >> 23) as f32 - 127.0;
    let mut mantissa = f32::from_bits((bits & 0x007f_ffff) | 0x3f80_0000);
    if mantissa > std::f32::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1.0;
    }
    // ln m = 2 artanh((m - 1) / (m + 1)), quick to converge between 0.7 and 1.4.
    let part = (mantissa - 1.0) / (mantissa + 1.0);
    let square = part * part;
    let series = 1.0 + square * (1.0 / 3.0 + square * (0.2 + square * (1.0 / 7.0 + square / 9.0)));
    exponent * LN_2 + 2.0 * part * series
}

/// Scores made into probabilities that add up to 1.
pub(crate) fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = exp(*score - most);
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

/// A score made into a probability of its own.
pub(crate) fn sigmoid(score: f32) -> f32 {
    1.0 / (1.0 + exp(-score))
}

/// The position of the largest, the first of equals; 0 of none.
pub(crate) fn largest(scores: &[f32]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (position, score) in scores.iter().enumerate() {
        if *score > best.1 {
            best = (position, *score);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponent_and_logarithm_are_close_to_the_real_ones() {
        for step in -800_i16..=800 {
            let x = f32::from(step) / 10.0;
            let real = f64::from(x).exp();
            assert!((f64::from(exp(x)) - real).abs() <= real * 2e-5, "exp({x})");
            let positive = exp(x);
            assert!((f64::from(ln(positive)) - f64::from(positive).ln()).abs() < 2e-5, "ln({positive})");
        }
        assert!(exp(-1_000.0).abs() < f32::MIN_POSITIVE);
        assert!(exp(1_000.0).is_finite());
        assert!(ln(0.0).is_finite());
    }

    #[test]
    fn probabilities_add_up_and_keep_the_order() {
        let mut scores = [1.0, 3.0, -200.0, 2.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6);
        assert_eq!(largest(&scores), 1);
        assert!(sigmoid(0.0) > 0.499 && sigmoid(0.0) < 0.501);
    }

    #[test]
    fn rounding_to_bytes_stops_at_the_ends() {
        assert_eq!(byte(500.0), 127);
        assert_eq!(byte(-500.0), -127);
        assert_eq!(byte(1.4), 1);
        assert_eq!(unsigned_byte(-3.0), 0);
        assert_eq!(unsigned_byte(254.6), 255);
    }
}
