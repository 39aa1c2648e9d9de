//! What all sheets of one region have in common, made once: layout, projection, borders, roads,
//! waters, towns, and the drawn parts that several sheets share.

use super::clip;
use super::content::{Course, Surroundings, Town};
use super::graticule::Graticule;
use super::inset::{Inset, insets};
use super::layout::{Layout, PageSetup};
use super::logo::Logo;
use super::memo::Memo;
use super::names::{Names, NamesOf};
use super::parts::{Lines, LinesOf};
use super::render::{Page, Part};
use super::topology::Topology;
use super::viewport::Viewport;
use crate::base::{Boundaries, Error, Lang, Level, MetricFrame, Result, Text};
use geo::{BoundingRect, Intersects, Simplify};
use geo_types::{Coord, LineString, Rect};
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

/// Detail smaller than this does not show in print, millimetres.
const DETAIL: f64 = 0.2;

/// About how large the locator is drawn, millimetres.
const LOCATOR_SIZE: f64 = 40.0;

/// A town on the sheet.
#[derive(Debug, Clone, PartialEq)]
pub struct TownSign {
    pub at: Coord<f64>,
    pub name: String,
    pub chief: bool,
    /// In what the sheet is about.
    pub inside: bool,
}

/// Borders and more in millimetres on the sheet, simplified together for its scale.
pub struct BaseMap {
    pub layout: Layout,
    pub viewport: Viewport,
    pub topology: Topology,
    /// The region the sheet is about; `None` for the country.
    pub region: Option<usize>,
    /// The outline of what the sheet is about, inside the map frame.
    pub focus: Vec<Vec<Coord<f64>>>,
    /// Towns in sight, most important first.
    pub towns: Vec<TownSign>,
    /// Roads and rivers inside the map frame: those of the country, and all.
    pub roads: Vec<Course>,
    pub roads_in_sight: Vec<Course>,
    pub rivers: Vec<Course>,
    pub rivers_in_sight: Vec<Course>,
    /// Rings of lakes.
    pub lakes: Vec<Vec<Coord<f64>>>,
    /// Regions and country with only the detail of a thumbnail, for the locator.
    pub outlines_of_regions: BTreeMap<usize, Vec<Vec<Coord<f64>>>>,
    pub outline_of_country: Vec<Vec<Coord<f64>>>,
    pub graticule: Graticule,
    /// Small areas drawn again, enlarged.
    pub insets: Vec<Inset>,
    pub(super) grounds: Memo<(bool, bool), Arc<Part>>,
    pub(super) lines: Memo<LinesOf, Lines>,
    pub(super) names: Memo<NamesOf, Names>,
    pub(super) rims: Memo<Lang, Arc<Part>>,
    pub(super) lines_of_graticule: OnceLock<Arc<Part>>,
    pub(super) signs: Memo<Vec<Logo>, Arc<Part>>,
}

impl BaseMap {
    /// For the region at that position, or for the country. `topology` is that of `boundaries`
    /// in degrees. An error when there is nothing to draw or a coordinate cannot be projected.
    pub fn new(
        boundaries: &Boundaries,
        topology: &Topology,
        region: Option<usize>,
        surroundings: &Surroundings,
        setup: PageSetup,
    ) -> Result<BaseMap> {
        let extent = match region {
            Some(i) => boundaries.regions[i].geometry.bounding_rect(),
            None => boundaries.communes.extent(),
        };
        let extent = extent.ok_or_else(|| {
            Error::input(
                Text::new(
                    "les limites sont vides, il n’y a rien à cartographier",
                    "the boundaries are empty, there is nothing to map",
                ),
                Text::new("Vérifiez le fichier des communes.", "Check the file of communes."),
            )
        })?;
        let projection = MetricFrame::centred_on(extent);
        let mut focus: Vec<Coord<f64>> = topology
            .arcs
            .iter()
            .filter(|arc| [arc.left, arc.right].iter().flatten().any(|&c| in_focus(topology, region, c)))
            .flat_map(|arc| arc.points.iter().copied())
            .collect();
        projection.project(&mut focus)?;
        let metric = focus.iter().copied().fold(None, grow).unwrap_or(Rect::new(Coord::zero(), Coord::zero()));
        let layout = Layout::for_shape(metric.width().max(1.0), metric.height().max(1.0), setup);
        let viewport = Viewport::fit(projection, metric, layout.map, layout.sheet().unit);
        let full = topology.with_points(placed(&viewport, topology.arcs.iter().map(|a| &a.points))?);
        let country = full.arcs.iter().flat_map(|a| a.points.iter().copied()).fold(None, grow);
        let thumbnail = country.map_or(1.0, |r| r.width().max(r.height()) / LOCATOR_SIZE).max(1.0);
        let outline = full.simplified(DETAIL * thumbnail);
        let graticule = Graticule::new(&viewport)?;
        let mut base = BaseMap {
            layout,
            viewport,
            topology: full.simplified(DETAIL),
            region,
            focus: Vec::new(),
            towns: Vec::new(),
            roads: Vec::new(),
            roads_in_sight: Vec::new(),
            rivers: Vec::new(),
            rivers_in_sight: Vec::new(),
            lakes: Vec::new(),
            outlines_of_regions: outline.outlines(|c| outline.holder(Level::Region, c)),
            outline_of_country: outline.outlines(|_| Some(())).remove(&()).unwrap_or_default(),
            graticule,
            insets: Vec::new(),
            grounds: Memo::default(),
            lines: Memo::default(),
            names: Memo::default(),
            rims: Memo::default(),
            lines_of_graticule: OnceLock::new(),
            signs: Memo::default(),
        };
        base.focus = base.outlines(|c| base.in_focus(c).then_some(())).remove(&()).unwrap_or_default();
        base.surround(surroundings)?;
        base.insets = insets(&base, &full, DETAIL);
        Ok(base)
    }

    fn surround(&mut self, surroundings: &Surroundings) -> Result<()> {
        let window = self.layout.map;
        let country = self.outlines(|_| Some(())).remove(&()).unwrap_or_default();
        // Most of what lies around a country lies outside the map of one region.
        let extent = self.viewport.extent().filter(|(low, high)| low.x >= -180.0 && high.x <= 180.0);
        let seen = |line: &[Coord<f64>]| may_show(line, extent);
        let laid = |courses: &[Course]| -> Result<(Vec<Course>, Vec<Course>)> {
            let seen: Vec<&Course> = courses.iter().filter(|course| seen(&course.line)).collect();
            let lines = placed(&self.viewport, seen.iter().map(|course| &course.line))?;
            let (mut at_home, mut in_sight) = (Vec::new(), Vec::new());
            for (Course { name, .. }, line) in seen.into_iter().zip(lines) {
                let named = |line| Course { name: name.clone(), line };
                for part in clip::line(&thinned(line), &window) {
                    at_home.extend(clip::line_in_rings(&part, &country).into_iter().map(named));
                    in_sight.push(named(part));
                }
            }
            Ok((at_home, in_sight))
        };
        let (roads, rivers) = (laid(&surroundings.roads)?, laid(&surroundings.rivers)?);
        (self.roads, self.roads_in_sight) = roads;
        (self.rivers, self.rivers_in_sight) = rivers;
        let lakes = placed(&self.viewport, surroundings.lakes.iter().filter(|ring| seen(ring)))?;
        let lakes = lakes.into_iter().map(|ring| clip::ring(&thinned(ring), &window));
        self.lakes = lakes.filter(|ring| ring.len() >= 3).collect();
        let degrees: Vec<Coord<f64>> = surroundings.towns.iter().map(|t| t.at).collect();
        let places = self.viewport.place(&degrees)?;
        // A sign on the frame would be cut.
        let shows = |at: Coord<f64>, town: &Town| window.grown(-1.5).holds_point(at) && !(town.small && self.region.is_none());
        let signs = places.into_iter().zip(&surroundings.towns).filter(|(at, town)| shows(*at, town));
        self.towns = signs
            .map(|(at, t)| TownSign { at, name: t.name.clone(), chief: t.chief, inside: clip::inside(&self.focus, at) })
            .collect();
        Ok(())
    }

    pub fn page(&self) -> Page {
        self.layout.sheet()
    }

    /// Whether a commune belongs to what the sheet is about.
    pub fn in_focus(&self, commune: usize) -> bool {
        in_focus(&self.topology, self.region, commune)
    }

    /// Outlines of groups of communes inside the map frame, see [`Topology::outlines`].
    pub fn outlines<K: Ord + Copy>(&self, group: impl Fn(usize) -> Option<K>) -> BTreeMap<K, Vec<Vec<Coord<f64>>>> {
        let window = self.layout.map;
        let mut out = self.topology.outlines(group);
        for rings in out.values_mut() {
            *rings = rings.iter().map(|r| clip::ring(r, &window)).filter(|r| r.len() >= 3).collect();
        }
        out.retain(|_, rings| !rings.is_empty());
        out
    }

    /// Borders inside the map frame between communes of different groups, the outer border
    /// of the country left out.
    pub fn divides<K: PartialEq>(&self, group: impl Fn(usize) -> K) -> Vec<Vec<Coord<f64>>> {
        let window = self.layout.map;
        let differs = |(left, right): (usize, usize)| group(left) != group(right);
        let arcs = self.topology.arcs.iter().filter(|a| a.left.zip(a.right).is_some_and(differs));
        arcs.flat_map(|arc| clip::line(&arc.points, &window)).collect()
    }

    /// Borders inside the map frame whose level and place pass the test; `inner` says that
    /// the border touches the focus.
    pub fn borders(&self, wanted: impl Fn(Level, bool) -> bool) -> Vec<Vec<Coord<f64>>> {
        let window = self.layout.map;
        let touches = |c: Option<usize>| c.is_some_and(|c| self.in_focus(c));
        self.topology
            .arcs
            .iter()
            .filter(|arc| wanted(self.topology.border_level(arc), touches(arc.left) || touches(arc.right)))
            .flat_map(|arc| clip::line(&arc.points, &window))
            .collect()
    }
}

fn in_focus(topology: &Topology, region: Option<usize>, commune: usize) -> bool {
    region.is_none() || topology.holder(Level::Region, commune) == region
}

/// Whether a line can lie between two corners, all in degrees; where these are not known, any can.
fn may_show(line: &[Coord<f64>], corners: Option<(Coord<f64>, Coord<f64>)>) -> bool {
    let Some((low, high)) = corners else { return true };
    let reach = line.iter().copied().fold(None, grow);
    reach.is_some_and(|reach| reach.intersects(&Rect::new(low, high)))
}

/// Lines in degrees on the sheet.
fn placed<'a>(viewport: &Viewport, lines: impl IntoIterator<Item = &'a Vec<Coord<f64>>> + Clone) -> Result<Vec<Vec<Coord<f64>>>> {
    let all: Vec<Coord<f64>> = lines.clone().into_iter().flatten().copied().collect();
    let mut placed = viewport.place(&all)?.into_iter();
    Ok(lines.into_iter().map(|line| (&mut placed).take(line.len()).collect()).collect())
}

/// A line without the detail that does not show (Douglas & Peucker 1973).
fn thinned(line: Vec<Coord<f64>>) -> Vec<Coord<f64>> {
    LineString(line).simplify(DETAIL).0
}

fn grow(rect: Option<Rect<f64>>, c: Coord<f64>) -> Option<Rect<f64>> {
    Some(match rect {
        None => Rect::new(c, c),
        Some(r) => Rect::new(
            Coord { x: r.min().x.min(c.x), y: r.min().y.min(c.y) },
            Coord { x: r.max().x.max(c.x), y: r.max().y.max(c.y) },
        ),
    })
}
