//! Density as filled bands, cut to what the sheet is about.

use super::basemap::BaseMap;
use super::content::{Content, Heat};
use super::scene::{Paint, Scene};
use crate::base::Result;
use geo::BooleanOps;
use geo_types::{Coord, LineString, MultiPolygon, Polygon};

type Rings = Vec<Vec<Coord<f64>>>;

/// Draws the bands, lowest first: each lies on the one below. An error when a coordinate cannot be projected.
pub fn draw(scene: &mut Scene, base: &BaseMap, content: &Content, heat: &Heat) -> Result<()> {
    scene.begin_group("heat");
    for (band, class) in heat.bands.iter().zip(&content.classes) {
        let rings: Rings = band.iter().map(|ring| base.viewport.place(ring)).collect::<Result<_>>()?;
        scene.rings(&cut(rings, &base.focus), &Paint::fill(class.colour).even_odd());
    }
    scene.end_group();
    Ok(())
}

/// What both hold: the rings of each by the even-odd rule.
fn cut(rings: Rings, to: &[Vec<Coord<f64>>]) -> Rings {
    let one = |rings: Rings| {
        let mut lines = rings.into_iter().filter(|ring| ring.len() >= 3).map(LineString::from);
        // The rule does not ask which rings are holes.
        MultiPolygon(lines.next().map(|first| Polygon::new(first, lines.collect())).into_iter().collect())
    };
    let shared = one(rings).intersection(&one(to.to_vec()));
    let open = |line: &LineString<f64>| line.0[..line.0.len().saturating_sub(1)].to_vec();
    shared.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors())).map(open).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::clip;

    #[test]
    fn bands_are_cut_to_the_country_holes_and_islands_included() {
        let square = |a: f64, b: f64| [(a, a), (b, a), (b, b), (a, b)].map(|(x, y)| Coord { x, y }).to_vec();
        let country = [square(0.0, 10.0), square(4.0, 6.0), square(20.0, 22.0)];
        let cut = cut(vec![square(3.0, 30.0), square(8.0, 9.0)], &country);
        let inside = |x: f64| clip::inside(&cut, Coord { x, y: x });
        let seen: Vec<f64> = [1.0, 3.5, 5.0, 7.0, 8.5, 9.5, 15.0, 21.0, 25.0].into_iter().filter(|&x| inside(x)).collect();
        assert_eq!(seen, [3.5, 7.0, 9.5, 21.0]);
        assert!(super::cut(Vec::new(), &country).is_empty());
    }
}
