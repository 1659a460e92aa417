//! Charts as SVG, without a library. Each has a sentence for readers; the figures stand in a table beside it.

use std::fmt::Write as _;

/// Width of a chart in its own units.
const WIDTH: u32 = 720;
/// Height of the part with bars.
const HEIGHT: u32 = 140;

/// A bar made of parts, the lowest first: its class and how many.
pub(super) struct Bar {
    /// What is told when a pointer rests on it.
    pub title: String,
    /// Class and count of each part.
    pub parts: Vec<(&'static str, u32)>,
}

/// Bars side by side over a line; `words` say what the chart says.
pub(super) fn bars(words: &str, bars: &[Bar]) -> String {
    let sum = |bar: &Bar| bar.parts.iter().map(|(_, count)| count).sum::<u32>();
    let most = bars.iter().map(sum).max().unwrap_or_default().max(1);
    let step = WIDTH / u32::try_from(bars.len()).unwrap_or(1).max(1);
    let width = step.saturating_sub(if step > 10 { 3 } else { 1 }).clamp(1, 48);
    let mut svg =
        format!(r#"<svg class="bars" viewBox="0 0 {WIDTH} {}" role="img" aria-label="{words}">"#, HEIGHT + 2);
    for (place, bar) in (0_u32..).zip(bars) {
        let x = place * step;
        let mut low = HEIGHT;
        // Writing to a String cannot fail.
        let _ = write!(svg, "<g><title>{}</title>", bar.title);
        for (class, count) in &bar.parts {
            let high = scaled(*count, most);
            low = low.saturating_sub(high);
            let _ =
                write!(svg, r#"<rect class="{class}" x="{x}" y="{low}" width="{width}" height="{high}"/>"#);
        }
        svg.push_str("</g>");
    }
    let _ = write!(svg, r#"<path d="M0 {}H{WIDTH}"/></svg>"#, HEIGHT + 1);
    svg
}

/// A count as a height; what is there at all is seen.
fn scaled(count: u32, most: u32) -> u32 {
    let high = u64::from(count) * u64::from(HEIGHT) / u64::from(most.max(1));
    u32::try_from(high).unwrap_or(HEIGHT).max(u32::from(count > 0))
}

/// A share as a bar behind its row of a table.
pub(super) fn share(part: u32, whole: u32) -> String {
    let percent = u64::from(part) * 100 / u64::from(whole.max(1));
    format!(
        r#"<svg class="share" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="8"/><rect width="{percent}" height="8"/></svg>"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_bar_fills_the_chart_and_a_single_message_is_seen() {
        let svg = bars(
            "w",
            &[
                Bar { title: "a".to_owned(), parts: vec![("read", 1_000)] },
                Bar { title: "b".to_owned(), parts: vec![("read", 1), ("unsure", 0)] },
            ],
        );
        assert!(svg.contains(r#"y="0" width="48" height="140""#), "{svg}");
        assert!(svg.contains(r#"y="139" width="48" height="1""#), "{svg}");
        assert!(bars("w", &[]).starts_with("<svg"));
        assert!(share(1, 4).contains(r#"width="25""#) && share(0, 0).contains(r#"width="0""#));
    }
}
