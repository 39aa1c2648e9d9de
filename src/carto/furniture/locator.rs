//! The country in small, with the region of the sheet picked out.

use super::{ACCENT, ELSEWHERE, GREY, INK, WARNING, WHITE};
use crate::base::Lang;
use crate::carto::basemap::BaseMap;
use crate::carto::fonts::Cut;
use crate::carto::scene::{Frame, Paint, Scene, Type};
use crate::carto::words::words;
use geo_types::Coord;

/// Draws into `frame`, heading included. Nothing on a sheet of the country itself, nor in a
/// frame too small for a country.
pub fn locator(scene: &mut Scene, frame: Frame, base: &BaseMap, lang: Lang) {
    if base.region.is_none() {
        return;
    }
    let heading = Type::new(Cut::Bold, 7.0, GREY);
    scene.text(Coord { x: frame.x, y: frame.y + 2.6 }, words().locator.get(lang), &heading);
    let room = Frame { y: frame.y + 4.5, height: frame.height - 4.5, ..frame };
    let points = || base.outline_of_country.iter().flatten();
    let (mut low, mut high) = (Coord { x: f64::MAX, y: f64::MAX }, Coord { x: f64::MIN, y: f64::MIN });
    for p in points() {
        low = Coord { x: low.x.min(p.x), y: low.y.min(p.y) };
        high = Coord { x: high.x.max(p.x), y: high.y.max(p.y) };
    }
    if room.height < 8.0 || high.x <= low.x || high.y <= low.y {
        return;
    }
    let k = (room.width / (high.x - low.x)).min(room.height / (high.y - low.y));
    let room = Frame { x: room.x + (room.width - (high.x - low.x) * k) / 2.0, ..room };
    let place = |p: &Coord<f64>| Coord { x: room.x + (p.x - low.x) * k, y: room.y + (p.y - low.y) * k };
    let moved =
        |rings: &[Vec<Coord<f64>>]| -> Vec<Vec<Coord<f64>>> { rings.iter().map(|r| r.iter().map(place).collect()).collect() };
    for (&region, rings) in &base.outlines_of_regions {
        let colour = if base.region == Some(region) { ACCENT } else { ELSEWHERE };
        scene.rings(&moved(rings), &Paint::fill(colour).even_odd().outlined(WHITE, 0.15));
    }
    scene.rings(&moved(&base.outline_of_country), &Paint::line(INK, 0.2));
    // The piece of ground the sheet shows; where that is small, a red box finds it.
    let map = base.layout.map;
    let (a, b) = (place(&Coord { x: map.x, y: map.y }), place(&Coord { x: map.right(), y: map.bottom() }));
    let (left, top) = (a.x.max(room.x), a.y.max(room.y));
    let (right, bottom) = (b.x.min(room.x + (high.x - low.x) * k), b.y.min(room.y + (high.y - low.y) * k));
    let shown = Frame::new(left, top, right - left, bottom - top);
    if shown.width > 5.0 && shown.height > 5.0 {
        scene.rect(shown, &Paint::line(INK, 0.25));
    } else {
        scene.rect(shown.grown(0.8), &Paint::line(WARNING, 0.5));
    }
}
