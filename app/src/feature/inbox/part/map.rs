//! A small map drawn here, from the coordinates alone: the net of the globe, a scale, and a pin. No tiles are fetched, so
//! nobody else learns where a contact is.

use crate::i18n::use_translator;
use leptos::prelude::*;
use prosa_i18n::Translator;

const WIDTH: f64 = 300.0;
const HEIGHT: f64 = 150.0;
/// Distance between two parallels: 0.002 degrees are 222 m.
const STEP: f64 = 0.002;
const METRES_IN_DEGREE: f64 = 111_320.0;
const METRES_IN_PIXEL: f64 = 4.0;
/// The scale's length in pixels; 200 m.
const SCALE: f64 = 50.0;

/// A line of the net: where it is, in pixels, and what it is called.
#[derive(Clone, Debug, PartialEq)]
pub struct NetLine {
    /// Pixels from the left or from the top.
    pub at: f64,
    /// Degrees.
    pub degrees: f64,
}

/// The net around a place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Net {
    /// Meridians, from the left.
    pub upright: Vec<NetLine>,
    /// Parallels, from the top.
    pub level: Vec<NetLine>,
}

/// Lays the net around a place; nothing when the coordinates are none of the earth's.
#[must_use]
pub fn net(latitude: f64, longitude: f64) -> Option<Net> {
    if !is_place(latitude, longitude) {
        return None;
    }
    let pixel = METRES_IN_PIXEL / METRES_IN_DEGREE;
    // Near the poles meridians meet; there the net keeps a width that can be drawn.
    let narrow = latitude.to_radians().cos().max(0.05);
    let wide = pixel / narrow;
    let mut step = STEP;
    while step / wide < 40.0 {
        step *= 2.0;
    }
    while step / wide > 120.0 {
        step /= 2.0;
    }
    Some(Net {
        upright: lines(longitude, step, wide, WIDTH, 1.0),
        level: lines(latitude, STEP, pixel, HEIGHT, -1.0),
    })
}

fn lines(middle: f64, step: f64, pixel: f64, size: f64, direction: f64) -> Vec<NetLine> {
    let half = size / 2.0 * pixel;
    let mut lines = Vec::new();
    let mut degrees = ((middle - half) / step).ceil() * step;
    while degrees <= middle + half {
        lines.push(NetLine { at: size / 2.0 + direction * (degrees - middle) / pixel, degrees });
        degrees += step;
    }
    lines
}

/// Whether coordinates are a place on earth.
#[must_use]
pub fn is_place(latitude: f64, longitude: f64) -> bool {
    (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
}

/// Where a phone opens its map.
#[must_use]
pub fn geo_uri(latitude: f64, longitude: f64) -> String {
    format!("geo:{latitude:.6},{longitude:.6}?q={latitude:.6},{longitude:.6}")
}

/// Coordinates as people write them: 23,18571° S 46,89784° O.
#[must_use]
pub fn coordinates(tr: Translator, latitude: f64, longitude: f64) -> String {
    let north = if latitude < 0.0 { "inbox-south" } else { "inbox-north" };
    let east = if longitude < 0.0 { "inbox-west" } else { "inbox-east" };
    format!("{}° {} {}° {}", degrees(tr, latitude, 5), tr.t(north), degrees(tr, longitude, 5), tr.t(east))
}

fn degrees(tr: Translator, value: f64, decimals: usize) -> String {
    format!("{:.decimals$}", value.abs()).replace('.', &tr.t("format-decimal"))
}

/// The map; words say the place.
#[component]
pub fn Map(
    /// Degrees north.
    latitude: f64,
    /// Degrees east.
    longitude: f64,
) -> impl IntoView {
    let tr = use_translator();
    let net = net(latitude, longitude)?;
    let path = |lines: &[NetLine], upright: bool| {
        lines
            .iter()
            .map(|line| {
                if upright {
                    format!("M{:.1} 0V{HEIGHT}", line.at)
                } else {
                    format!("M0 {:.1}H{WIDTH}", line.at)
                }
            })
            .collect::<String>()
    };
    let drawn = format!("{}{}", path(&net.upright, true), path(&net.level, false));
    let names = net
        .upright
        .iter()
        .map(|line| (line.at + 3.0, HEIGHT - 5.0, line.degrees))
        .chain(net.level.iter().map(|line| (4.0, line.at - 3.0, line.degrees)))
        // What would be cut by the edge or lie under the scale is left out.
        .filter(|(x, y, _)| *x < WIDTH - 120.0 && *y > 12.0)
        .map(|(x, y, value)| {
            view! {
                <text x=format!("{x:.1}") y=format!("{y:.1}")>
                    {degrees(tr, value, 3)}
                    "°"
                </text>
            }
        })
        .collect_view();
    let scale = format!("M{} {}v5h{SCALE}v-5", WIDTH - SCALE - 10.0, HEIGHT - 15.0);
    Some(view! {
        <svg class="map" viewBox=format!("0 0 {WIDTH} {HEIGHT}") role="img" aria-label=coordinates(tr, latitude, longitude)>
            <path class="net" d=drawn />
            {names}
            <path class="scale" d=scale />
            <text x=WIDTH - SCALE - 10.0 y=HEIGHT - 19.0>
                {tr.t("inbox-map-scale")}
            </text>
            <circle class="halo" cx=WIDTH / 2.0 cy=HEIGHT / 2.0 r="17" />
            <path class="pin" d="M150 76c7-7.2 10.5-12.4 10.5-17.1a10.5 10.5 0 0 0-21 0c0 4.7 3.5 9.9 10.5 17.1z" />
            <circle class="eye" cx="150" cy="58.6" r="3.8" />
        </svg>
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing)]
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_net_is_where_the_degrees_are() {
        let net = net(-23.185, -46.898).unwrap();
        // 222 m at 4 m a pixel.
        assert!((net.level[0].at - net.level[1].at - 55.66).abs() < 0.01);
        let middle = net.level.iter().find(|line| (line.degrees + 23.186).abs() < 1e-6).unwrap();
        assert!((middle.at - 75.0 - 27.83).abs() < 0.01, "south is below: {}", middle.at);
        let east = net.upright.iter().find(|line| (line.degrees + 46.896).abs() < 1e-6).unwrap();
        assert!(east.at > 150.0, "east is to the right: {}", east.at);
    }

    #[test]
    fn what_is_no_place_has_no_map() {
        for (latitude, longitude) in [(90.1, 0.0), (0.0, -180.5), (f64::NAN, 0.0), (0.0, f64::INFINITY)] {
            assert_eq!(net(latitude, longitude), None);
        }
    }

    #[test]
    fn coordinates_are_written_as_the_language_writes_them() {
        let text = |lang| coordinates(Translator::for_lang(lang), -23.185_71, -46.9);
        assert_eq!(text(prosa_domain::lang::Lang::PtBr), "23,18571° S 46,90000° O");
        assert_eq!(text(prosa_domain::lang::Lang::En), "23.18571° S 46.90000° W");
        assert_eq!(geo_uri(-23.5, 10.0), "geo:-23.500000,10.000000?q=-23.500000,10.000000");
    }

    proptest! {
        #[test]
        fn everywhere_on_earth_the_net_fits_its_frame(latitude in -90.0..=90.0_f64, longitude in -180.0..=180.0_f64) {
            let net = net(latitude, longitude).unwrap();
            prop_assert!((2..=9).contains(&net.upright.len()) && (2..=4).contains(&net.level.len()));
            prop_assert!(net.upright.iter().all(|line| (-0.01..=WIDTH + 0.01).contains(&line.at)));
            prop_assert!(net.level.iter().all(|line| (-0.01..=HEIGHT + 0.01).contains(&line.at)));
        }
    }
}
