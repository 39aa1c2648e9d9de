//! A scale bar in kilometres, exact along the parallel through the middle of the sheet.

use super::{INK, WHITE};
use crate::base::{Lang, Result, number};
use crate::carto::fonts::Cut;
use crate::carto::layout::Paper;
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::carto::viewport::Viewport;
use crate::carto::words::{filled, words};
use geo_types::Coord;

/// Draws bar and scale 1:N on paper into `frame`. Returns the height used, millimetres.
pub fn scale_bar(scene: &mut Scene, frame: Frame, viewport: &Viewport, paper: Paper, lang: Lang) -> Result<f64> {
    let units_per_km = viewport.units_per_km()?;
    let length_km = round_length((frame.width - 12.0).min(50.0) / units_per_km);
    let width = length_km * units_per_km;
    let label = Type::new(Cut::Regular, 6.5, INK).anchored(Anchor::Middle);
    let top = frame.y + 3.6;
    let left = frame.x + 2.0;
    for part in 0..4 {
        let x = left + width * f64::from(part) / 4.0;
        let paint = if part % 2 == 0 { Paint::fill(INK) } else { Paint::fill(WHITE) };
        scene.rect(Frame::new(x, top, width / 4.0, 1.3), &paint.outlined(INK, 0.15));
    }
    let said = |share: f64| {
        let km = length_km * share;
        let decimals = usize::from(km.fract() != 0.0) * if (km * 10.0).fract() == 0.0 { 1 } else { 2 };
        format!("{}{}", number(km, decimals, lang), if share == 1.0 { " km" } else { "" })
    };
    // The half of a short bar has no room between its ends.
    let room = (label.width(&said(0.5)) + label.width(&said(1.0))) / 2.0 + 1.0;
    for share in [0.0, 0.5, 1.0] {
        if share != 0.5 || width / 2.0 >= room {
            scene.text(Coord { x: left + width * share, y: frame.y + 2.6 }, &said(share), &label);
        }
    }
    let small = Type::new(Cut::Regular, 6.0, super::GREY);
    let scale = number(viewport.scale, 0, lang);
    let text = filled(&words().scale, lang, &[("scale", &scale), ("paper", paper.name().get(lang))]);
    let small = Type { size_pt: small.size_pt * ((frame.width - 2.0) / small.width(&text)).min(1.0), ..small };
    scene.text(Coord { x: left, y: top + 4.2 }, &text, &small);
    Ok(9.0)
}

/// The longest of 1, 2, 5 · 10ⁿ that is not above `limit`.
pub fn round_length(limit: f64) -> f64 {
    let decade = 10f64.powf(limit.max(f64::MIN_POSITIVE).log10().floor());
    [5.0, 2.0, 1.0].into_iter().map(|m| m * decade).find(|&l| l <= limit).unwrap_or(decade)
}

#[cfg(test)]
mod tests {
    use super::round_length;

    #[test]
    fn lengths_are_round_and_fit() {
        let lengths: Vec<f64> = [1.0, 1.9, 4.9, 7.0, 99.0, 230.0].into_iter().map(round_length).collect();
        assert_eq!(lengths, [1.0, 1.0, 2.0, 5.0, 50.0, 200.0]);
    }
}
