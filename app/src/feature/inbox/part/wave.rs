//! The bars of a sound: how loud it is over its length.

/// Bars drawn of a sound.
pub const BARS: usize = 40;
/// Height of the drawing, in pixels.
pub const HEIGHT: u32 = 28;
/// Pixels from one bar to the next.
pub const STEP: u32 = 4;

/// The path of the bars from `from` to `to`, as strokes around the middle. A sound whose loudness is not known has bars of
/// one height.
#[must_use]
pub fn path(loudness: &[u8], from: usize, to: usize) -> String {
    let mut path = String::new();
    for bar in from..to.min(BARS) {
        let tall = bar_height(loudness, bar);
        let x = u32::try_from(bar).unwrap_or_default() * STEP + 2;
        path.push_str(&format!("M{x} {}v{tall}", (HEIGHT - tall) / 2));
    }
    path
}

/// Height of a bar, in pixels: the loudest of what it stands for.
fn bar_height(loudness: &[u8], bar: usize) -> u32 {
    let (from, to) = (loudness.len() * bar / BARS, (loudness.len() * (bar + 1)).div_ceil(BARS));
    let loudest = loudness.get(from..to).and_then(|part| part.iter().max()).copied().unwrap_or(32);
    2 + u32::from(loudest) * (HEIGHT - 2) / 255
}

/// Bars that were heard at a moment, of a sound so long.
#[must_use]
pub fn heard(second: f64, length: f64) -> usize {
    if !(length > 0.0 && second > 0.0) {
        return 0;
    }
    let share = (second / length).min(1.0);
    (0..BARS).filter(|bar| (f64::from(u32::try_from(*bar).unwrap_or_default()) + 0.5) / 40.0 <= share).count()
}

/// A length as players show it: 0:42, 12:05, 1:02:03.
#[must_use]
pub fn clock(seconds: u64) -> String {
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn loud_is_tall_and_unknown_is_flat() {
        let loudness: Vec<u8> = (0..64).map(|place| if place < 32 { 0 } else { 255 }).collect();
        assert_eq!((bar_height(&loudness, 0), bar_height(&loudness, 39)), (2, HEIGHT));
        assert_eq!(bar_height(&[], 0), bar_height(&[], 39));
        assert_eq!(path(&[255], 0, 2), "M2 0v28M6 0v28");
    }

    #[test]
    fn bars_are_heard_from_the_first_to_the_last() {
        assert_eq!((heard(0.0, 10.0), heard(5.0, 10.0), heard(10.0, 10.0), heard(3.0, 0.0)), (0, 20, 40, 0));
        assert_eq!(heard(f64::NAN, 10.0), 0);
    }

    #[test]
    fn lengths_are_written_as_players_do() {
        assert_eq!([clock(0), clock(42), clock(725), clock(3_723)], ["0:00", "0:42", "12:05", "1:02:03"]);
    }

    proptest! {
        #[test]
        fn both_parts_together_are_the_whole(loudness in proptest::collection::vec(0_u8.., 0..200), cut in 0..=BARS) {
            let whole = path(&loudness, 0, BARS);
            prop_assert_eq!(format!("{}{}", path(&loudness, 0, cut), path(&loudness, cut, BARS)), whole);
        }
    }
}
