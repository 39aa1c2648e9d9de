//! Areas as outlines for small maps: in a plane, and with no more corners than such a map shows.

use crate::base::{Area, Boundaries, Level, MetricFrame, Result};
use crate::carto::charts::Outline;
use geo::Simplify;
use geo_types::{Coord, Geometry, MultiPolygon};

/// Corners closer than this to the line between their neighbours are left out, metres: less than a
/// hair on a map of a country six centimetres wide.
const TOLERANCE: f64 = 4_000.0;

/// Closed lines, filled by the even-odd rule.
type Rings = Vec<Vec<Coord<f64>>>;

/// The areas of a level in their order, and the rings of regions that belong to none of them.
///
/// Errors: the boundaries cannot be projected.
pub fn outlines(boundaries: &Boundaries, level: Level) -> Result<(Vec<Outline>, Rings)> {
    let Some(extent) = boundaries.country.extent() else { return Ok((Vec::new(), Vec::new())) };
    let frame = MetricFrame::centred_on(extent);
    let outline = |area: &Area| {
        let mut centre = [area.centre];
        frame.project(&mut centre)?;
        Ok(Outline { name: area.name.clone(), rings: rings(&frame, &area.geometry)?, label: down(centre[0]) })
    };
    let areas = boundaries.level(level).iter().map(outline).collect::<Result<Vec<_>>>()?;
    let outside = |i: &usize| boundaries.ancestor(Level::Region, *i, level).is_none();
    let mut others = Vec::new();
    for i in (0..boundaries.regions.len()).filter(|i| level < Level::Region && outside(i)) {
        others.extend(rings(&frame, &boundaries.regions[i].geometry)?);
    }
    Ok((areas, others))
}

fn rings(frame: &MetricFrame, geometry: &MultiPolygon<f64>) -> Result<Rings> {
    let projected = frame.project_geometry(&Geometry::MultiPolygon(geometry.clone()))?;
    let Geometry::MultiPolygon(plane) = projected else { return Ok(Vec::new()) };
    let simple = plane.simplify(TOLERANCE);
    let all = simple.iter().flat_map(|p| std::iter::once(p.exterior()).chain(p.interiors()));
    Ok(all.map(|ring| ring.0.iter().map(|c| down(*c)).collect()).collect())
}

/// Sheets count downwards.
fn down(c: Coord<f64>) -> Coord<f64> {
    Coord { x: c.x, y: -c.y }
}
