//! The spine: areas in the order of their codes, level above level.

use super::dissolve::dissolve;
use super::text::Text;
use geo::orient::{Direction, Orient};
use geo::{BoundingRect, Centroid, Contains, GeodesicArea, InteriorPoint};
use geo_types::{Coord, MultiPolygon, Rect};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::fmt;

/// The code of an administrative unit (P-code), as its boundary file spells it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Pcode(pub String);

impl Pcode {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Pcode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<&str> for Pcode {
    fn from(code: &str) -> Self {
        Pcode(code.to_owned())
    }
}

/// How fine an area is. Ordered from coarse to fine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    Country,
    Zone,
    Region,
    Cercle,
    Commune,
}

impl Level {
    /// The levels that stand in boundary files, coarse to fine.
    pub const ADMINISTRATIVE: [Level; 3] = [Level::Region, Level::Cercle, Level::Commune];

    pub fn id(self) -> &'static str {
        match self {
            Level::Country => "country",
            Level::Zone => "zone",
            Level::Region => "region",
            Level::Cercle => "cercle",
            Level::Commune => "commune",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Level::Country => Text::new("pays", "country"),
            Level::Zone => Text::same("zone"),
            Level::Region => Text::new("région", "region"),
            Level::Cercle => Text::same("cercle"),
            Level::Commune => Text::same("commune"),
        }
    }
}

/// One administrative unit or zone. Geometry is WGS84 longitude, latitude.
#[derive(Debug, Clone)]
pub struct Area {
    pub code: Pcode,
    pub name: String,
    /// Code of the unit one level up, by the boundary file; `None` at the top.
    pub parent: Option<Pcode>,
    pub geometry: MultiPolygon<f64>,
    /// Geodesic area on WGS84, km².
    pub area_km2: f64,
    /// A point surely inside, for labels and for "nearest" of last resort.
    pub centre: Coord<f64>,
}

impl Area {
    /// Computes area and centre. An empty geometry has area 0 and its centre at (0, 0).
    /// Turns outer rings counterclockwise and holes clockwise, as RFC 7946 wants.
    pub fn new(code: Pcode, name: impl Into<String>, parent: Option<Pcode>, geometry: MultiPolygon<f64>) -> Self {
        // Polygon by polygon and signed: a sliver whose ring seems to turn the other way on the
        // ellipsoid would count as the rest of the earth in the unsigned area.
        let geometry = geometry.orient(Direction::Default);
        let area_km2 = geometry.iter().map(|polygon| polygon.geodesic_area_signed().abs()).sum::<f64>() / 1e6;
        // The centroid where it lies inside: it reads better than the interior point.
        let centre = geometry
            .centroid()
            .filter(|c| geometry.contains(c))
            .or_else(|| geometry.interior_point())
            .map_or(Coord { x: 0.0, y: 0.0 }, Coord::from);
        Area { code, name: name.into(), parent, geometry, area_km2, centre }
    }
}

/// The areas of one level, sorted by code. Columns hold their values in this order.
#[derive(Debug, Clone)]
pub struct Areas {
    pub level: Level,
    rows: Vec<Area>,
    index: HashMap<Pcode, usize>,
}

impl Areas {
    /// Sorts by code. Of two areas with one code the first is kept; readers report the second.
    pub fn new(level: Level, mut rows: Vec<Area>) -> Self {
        rows.sort_by(|a, b| a.code.cmp(&b.code));
        rows.dedup_by(|later, first| later.code == first.code);
        let index = rows.iter().enumerate().map(|(i, a)| (a.code.clone(), i)).collect();
        Areas { level, rows, index }
    }

    pub fn len(&self) -> usize {
        self.rows.len()
    }

    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub fn iter(&self) -> std::slice::Iter<'_, Area> {
        self.rows.iter()
    }

    pub fn as_slice(&self) -> &[Area] {
        &self.rows
    }

    pub fn position(&self, code: &Pcode) -> Option<usize> {
        self.index.get(code).copied()
    }

    pub fn get(&self, code: &Pcode) -> Option<&Area> {
        self.position(code).map(|i| &self.rows[i])
    }

    /// The box around all areas in degrees; `None` when there are none.
    pub fn extent(&self) -> Option<Rect<f64>> {
        self.rows.iter().filter_map(|a| a.geometry.bounding_rect()).reduce(|a, b| {
            Rect::new(
                Coord { x: a.min().x.min(b.min().x), y: a.min().y.min(b.min().y) },
                Coord { x: a.max().x.max(b.max().x), y: a.max().y.max(b.max().y) },
            )
        })
    }
}

impl std::ops::Index<usize> for Areas {
    type Output = Area;

    fn index(&self, i: usize) -> &Area {
        &self.rows[i]
    }
}

/// All levels of one boundary set. Every commune's ancestors are present; a region outside
/// every zone has no zone, and is never given one by guess.
#[derive(Debug, Clone)]
pub struct Boundaries {
    pub country: Areas,
    pub zones: Areas,
    pub regions: Areas,
    pub cercles: Areas,
    pub communes: Areas,
    /// What the set is and when it was valid: "COD-AB v02, 2021-12-20".
    pub vintage: String,
}

impl Boundaries {
    pub fn level(&self, level: Level) -> &Areas {
        match level {
            Level::Country => &self.country,
            Level::Zone => &self.zones,
            Level::Region => &self.regions,
            Level::Cercle => &self.cercles,
            Level::Commune => &self.communes,
        }
    }

    /// Position, at level `to`, of the area that holds area `i` of level `from`. The same
    /// position when the levels are equal; `None` when `to` is finer, or when the region
    /// is in no zone.
    pub fn ancestor(&self, from: Level, i: usize, to: Level) -> Option<usize> {
        let (mut level, mut i) = (from, i);
        while level > to {
            let up = match level {
                Level::Commune => Level::Cercle,
                Level::Cercle => Level::Region,
                Level::Region if to == Level::Country => Level::Country,
                Level::Region => Level::Zone,
                Level::Zone | Level::Country => Level::Country,
            };
            i = match (level, up) {
                (_, Level::Country) => (!self.country.is_empty()).then_some(0)?,
                (Level::Region, Level::Zone) => {
                    let code = &self.regions[i].code;
                    self.zones.iter().position(|z| self.zone_holds(z, code))?
                }
                _ => self.level(up).position(self.level(level)[i].parent.as_ref()?)?,
            };
            level = up;
        }
        (level == to).then_some(i)
    }

    /// The same boundaries with zones: code, name and the positions of the regions in each.
    ///
    /// Replaces earlier zones. A region named in none keeps no zone, one named twice belongs to
    /// the first; positions past the last region are passed over. A zone without regions has
    /// an empty geometry.
    pub fn with_zones(mut self, zones: &[(Pcode, String, Vec<usize>)]) -> Boundaries {
        self.regions.rows.iter_mut().for_each(|region| region.parent = None);
        let country = self.country.rows.first().map(|country| country.code.clone());
        let mut held = Vec::with_capacity(zones.len());
        for (code, _, members) in zones {
            let mut parts = Vec::with_capacity(members.len());
            for &i in members {
                if let Some(region) = self.regions.rows.get_mut(i).filter(|region| region.parent.is_none()) {
                    region.parent = Some(code.clone());
                    parts.push(i);
                }
            }
            held.push(parts);
        }
        let regions = &self.regions;
        let zone = |((code, name, _), held): (&(Pcode, String, Vec<usize>), &Vec<usize>)| {
            let parts: Vec<_> = held.iter().map(|&i| &regions[i].geometry).collect();
            Area::new(code.clone(), name, country.clone(), dissolve(&parts))
        };
        let rows = zones.par_iter().zip(&held).map(zone).collect();
        self.zones = Areas::new(Level::Zone, rows);
        self
    }

    fn zone_holds(&self, zone: &Area, region: &Pcode) -> bool {
        self.regions.get(region).and_then(|r| r.parent.as_ref()) == Some(&zone.code)
    }

    /// Positions, at level `fine`, of everything inside area `i` of level `coarse`, in order.
    pub fn descendants(&self, coarse: Level, i: usize, fine: Level) -> Vec<usize> {
        (0..self.level(fine).len()).filter(|&j| self.ancestor(fine, j, coarse) == Some(i)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::polygon;

    fn square(x: f64) -> MultiPolygon<f64> {
        MultiPolygon(vec![polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)]])
    }

    fn area(code: &str, parent: Option<&str>, x: f64) -> Area {
        Area::new(code.into(), code, parent.map(Pcode::from), square(x))
    }

    fn country() -> Boundaries {
        Boundaries {
            country: Areas::new(Level::Country, vec![area("C", None, 0.0)]),
            zones: Areas::new(Level::Zone, vec![area("NORD", Some("C"), 0.0)]),
            regions: Areas::new(Level::Region, vec![area("R2", None, 1.0), area("R1", Some("NORD"), 0.0)]),
            cercles: Areas::new(Level::Cercle, vec![area("R101", Some("R1"), 0.0), area("R201", Some("R2"), 1.0)]),
            communes: Areas::new(Level::Commune, vec![area("R20101", Some("R201"), 1.0), area("R10101", Some("R101"), 0.0)]),
            vintage: "test".into(),
        }
    }

    #[test]
    fn areas_stand_in_the_order_of_their_codes() {
        let b = country();
        assert_eq!(b.communes[0].code.as_str(), "R10101");
        assert_eq!(b.communes.position(&"R20101".into()), Some(1));
        assert!((b.communes[0].area_km2 - 12_308.8).abs() < 1.0, "one degree square at the equator");
    }

    #[test]
    fn the_direction_of_rings_changes_no_area() {
        let ring = |side: f64| geo_types::LineString::from(vec![(0.0, 0.0), (0.0, side), (side, side), (side, 0.0), (0.0, 0.0)]);
        let turned = |side| geo_types::LineString::from_iter(ring(side).into_iter().rev());
        let of = |outer, hole| {
            Area::new("A".into(), "", None, MultiPolygon(vec![geo_types::Polygon::new(outer, vec![hole])])).area_km2
        };
        let expected = of(turned(2.0), ring(1.0));
        assert!(expected > 30_000.0 && expected < 40_000.0, "three degree squares at the equator: {expected}");
        assert_eq!(of(ring(2.0), ring(1.0)), expected);
        assert_eq!(of(ring(2.0), turned(1.0)), expected);
    }

    #[test]
    fn ancestors_climb_and_a_region_in_no_zone_has_none() {
        let b = country();
        assert_eq!(b.ancestor(Level::Commune, 0, Level::Zone), Some(0));
        assert_eq!(b.ancestor(Level::Commune, 1, Level::Zone), None);
        assert_eq!(b.ancestor(Level::Commune, 1, Level::Country), Some(0));
        assert_eq!(b.ancestor(Level::Region, 0, Level::Commune), None);
        assert_eq!(b.descendants(Level::Region, 1, Level::Commune), vec![1]);
    }
    #[test]
    fn zones_hold_the_regions_they_are_given_and_no_other() {
        let zones = [("Z".into(), "Zone".to_string(), vec![1, 9]), ("Y".into(), "Late".to_string(), vec![1])];
        let b = country().with_zones(&zones);
        assert_eq!((b.regions[0].parent.as_ref(), b.regions[1].parent.as_ref().map(Pcode::as_str)), (None, Some("Z")));
        assert_eq!(b.ancestor(Level::Commune, 1, Level::Zone), b.zones.position(&"Z".into()));
        let (z, y) = (b.zones.get(&"Z".into()).unwrap(), b.zones.get(&"Y".into()).unwrap());
        assert!((z.area_km2 - b.regions[1].area_km2).abs() < 1e-6, "one region, the same area");
        assert_eq!((y.area_km2, z.parent.as_ref().map(Pcode::as_str)), (0.0, Some("C")));
    }
}
