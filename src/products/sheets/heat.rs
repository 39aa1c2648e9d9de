//! The density of events as a surface: computed once for the whole country, so that a colour means the same on every sheet.

use super::overlays::{on_earth, year, years_said};
use super::styles::decimals_of;
use super::subject::Subject;
use crate::base::{Boundaries, Error, Lang, Level, MetricFrame, Result, Text, count, number, percent};
use crate::carto::breaks::Breaks;
use crate::carto::content::{ClassLine, Heat};
use crate::carto::form;
use crate::carto::furniture::GROUND;
use crate::carto::isolines::rings_above;
use crate::carto::palette::Palette;
use crate::carto::theme::Theme;
use crate::carto::words::{filled, words};
use crate::layers::layer::Layer;
use crate::spatial::kernel::{Frame, Kernel, KernelDensity};
use crate::table::Locator;
use geo_types::{Coord, Geometry, Rect};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Cells across a radius: with fewer, bands would have corners on paper.
const CELLS: f64 = 10.0;
/// Cells in a row or column at most; beyond, they get larger.
const MOST_CELLS: f64 = 2000.0;

/// Values from which classes are found, at most: exact classes of a hundred thousand cells would take longer than the map.
const MOST_VALUES: usize = 1000;

/// Events per 1 000 km² on a grid over all of them.
#[derive(Debug)]
pub(super) struct Surface {
    /// Classes of the cells with a density, lowest first; none without events.
    breaks: Breaks,
    /// For each class but the lowest, closed rings in degrees around what is above its lower bound.
    bands: Vec<Vec<Vec<Coord<f64>>>>,
    /// km² in each class but the lowest, by region; `None` for land of no region.
    areas: BTreeMap<Option<usize>, Vec<f64>>,
    /// Events of the theme, and those of them that are placed well enough.
    all: usize,
    used: usize,
    /// The first and the last year of those used.
    years: Option<(u16, u16)>,
}

impl Surface {
    fn new(heat: &form::Heat, theme: &Theme, layers: &[Layer], boundaries: &Boundaries) -> Result<Surface> {
        let mut surface =
            Surface { breaks: Breaks::default(), bands: Vec::new(), areas: BTreeMap::new(), all: 0, used: 0, years: None };
        let (Some(layer), Some(extent)) = (layers.iter().find(|l| l.name == heat.layer), boundaries.communes.extent()) else {
            return Ok(surface);
        };
        let (mut points, mut years) = (Vec::new(), BTreeSet::new());
        for (i, feature) in layer.features.iter().enumerate() {
            if heat.only.as_ref().is_some_and(|only| layer.value(i, only).as_f64() != Some(1.0)) {
                continue;
            }
            surface.all += 1;
            let precision = layer.value(i, "precision").as_str().unwrap_or_default();
            if let Some(Geometry::Point(p)) = &feature.geometry
                && heat.precise.iter().any(|known| known == precision)
                && on_earth(p.0)
            {
                points.push(p.0);
                years.extend(layer.value(i, "date").as_str().and_then(year));
            }
        }
        surface.used = points.len();
        surface.years = years.first().copied().zip(years.last().copied());
        let metric = MetricFrame::centred_on(extent);
        metric.project(&mut points)?;
        let radius = heat.bandwidth_km * 1000.0;
        if !(radius > 0.0 && radius.is_finite()) {
            return Err(no_radius(&theme.id));
        }
        let Some(frame) = frame(&points, radius) else { return Ok(surface) };
        let density = KernelDensity::new(&points, &vec![1.0; points.len()], Kernel::Quartic, radius);
        // From a square metre to 1 000 km².
        let values = density.on(&frame, |_, row| row.iter_mut().for_each(|value| *value *= 1e9));

        let touched: Vec<usize> = (0..values.len()).filter(|&i| values[i] > 0.0).collect();
        let mut centres: Vec<Coord<f64>> = touched.iter().map(|&i| frame.centre(i % frame.columns, i / frame.columns)).collect();
        metric.unproject(&mut centres)?;
        let communes = Locator::new(&boundaries.communes);
        let held: Vec<(f64, Option<usize>)> = touched
            .iter()
            .zip(&centres)
            .filter_map(|(&i, &centre)| Some((f64::from(values[i]), communes.locate(centre)?)))
            .map(|(value, commune)| (value, boundaries.ancestor(Level::Commune, commune, Level::Region)))
            .collect();
        surface.breaks = Breaks::new(&thinned(held.iter().map(|h| h.0).collect()), &theme.classes);
        // Where no hill reaches, there is nothing: the lowest class holds that too.
        if let Some(lowest) = surface.breaks.classes.first_mut() {
            lowest.0 = 0.0;
        }
        let lower: Vec<f64> = surface.breaks.classes.iter().skip(1).map(|class| class.0).collect();
        let cell_km2 = (frame.cell / 1000.0).powi(2);
        for (value, region) in held {
            if let Some(class) = lower.iter().rposition(|&bound| value > bound) {
                surface.areas.entry(region).or_insert_with(|| vec![0.0; lower.len()])[class] += cell_km2;
            }
        }
        for bound in lower {
            let mut rings = rings_above(&values, frame.columns, bound);
            for ring in &mut rings {
                // Whole numbers are the centres of cells.
                let place = |c: &Coord<f64>| Coord {
                    x: frame.west + (c.x + 0.5) * frame.cell,
                    y: frame.north - (c.y + 0.5) * frame.cell,
                };
                *ring = ring.iter().map(place).collect();
                metric.unproject(ring)?;
            }
            surface.bands.push(rings);
        }
        Ok(surface)
    }

    /// km² of a region, or of the country, in each class but the lowest.
    fn areas_of(&self, region: Option<usize>) -> Vec<f64> {
        let mut sums = vec![0.0; self.bands.len()];
        for (_, areas) in self.areas.iter().filter(|(held, _)| region.is_none() || **held == region) {
            sums.iter_mut().zip(areas).for_each(|(sum, area)| *sum += area);
        }
        sums
    }
}

/// Values enough to find classes from: every so manieth in their order, the greatest among them.
fn thinned(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let each = values.len().div_ceil(MOST_VALUES).max(1);
    values.into_iter().rev().step_by(each).collect()
}

/// The grid over all hills; none without points.
fn frame(points: &[Coord<f64>], radius: f64) -> Option<Frame> {
    let grow = |rect: Option<Rect<f64>>, &c: &Coord<f64>| match rect {
        None => Some(Rect::new(c, c)),
        Some(r) => Some(Rect::new(
            Coord { x: r.min().x.min(c.x), y: r.min().y.min(c.y) },
            Coord { x: r.max().x.max(c.x), y: r.max().y.max(c.y) },
        )),
    };
    let extent = points.iter().filter(|c| c.x.is_finite() && c.y.is_finite()).fold(None, grow)?;
    let (width, height) = (extent.width() + 2.0 * radius, extent.height() + 2.0 * radius);
    let cell = (radius / CELLS).max(width.max(height) / MOST_CELLS);
    let cells = |length: f64| (length / cell).ceil() as usize;
    Some(Frame {
        west: extent.min().x - radius,
        north: extent.max().y + radius,
        cell,
        columns: cells(width),
        rows: cells(height),
    })
}

fn no_radius(theme: &str) -> Error {
    Error::usage(
        crate::text!("thème {theme} : `bandwidth_km` n’est pas positif", "theme {theme}: `bandwidth_km` is not positive"),
        Text::new("Donnez un rayon en kilomètres, par exemple 30.0.", "Give a radius in kilometres, for example 30.0."),
    )
}

impl Subject<'_> {
    /// Bands, their classes with the km² of what the sheet is about, and what is said of the events. An error when a place cannot be
    /// projected or the theme has no radius.
    pub(super) fn heat(&self, heat: &form::Heat) -> Result<(Heat, Vec<ClassLine>, Vec<String>)> {
        let (lang, set) = (self.lang(), self.set);
        let make = || Surface::new(heat, self.theme, set.layers, set.boundaries);
        let surface: Arc<Surface> = set.surfaces.get(self.theme.id.clone(), make)?;
        let areas = surface.areas_of(self.region);
        let land = match self.region {
            Some(region) => set.boundaries.regions[region].area_km2,
            None => set.boundaries.communes.iter().map(|c| c.area_km2).sum(),
        };
        let bounds = &surface.breaks.classes;
        let mut colours = vec![GROUND];
        colours.extend(Palette::named(self.theme.palette.as_deref().unwrap_or("worse"))?.colours(surface.bands.len()));
        let decimals = decimals_of(&surface.breaks);
        let classes = bounds.iter().zip(colours).enumerate().map(|(i, (&(lower, upper), colour))| {
            let km2 = match i.checked_sub(1) {
                None => land - areas.iter().sum::<f64>(),
                Some(band) => areas[band],
            };
            let label = format!("{} – {}", number(lower, decimals, lang), number(upper, decimals, lang));
            ClassLine { colour, label, count: km2.max(0.0).round() as usize }
        });
        let classes = classes.collect();
        Ok((
            Heat { bands: std::iter::once(Vec::new()).chain(surface.bands.iter().cloned()).collect() },
            classes,
            said(&surface, heat, lang),
        ))
    }
}

/// Years, events left out, and how the surface was made.
fn said(surface: &Surface, heat: &form::Heat, lang: Lang) -> Vec<String> {
    let years = surface.years.map(|years| years_said(years, lang));
    let left = surface.all - surface.used;
    let left_out = (left > 0).then(|| {
        let share = percent(100.0 * left as f64 / surface.all as f64, 0, lang);
        filled(
            &words().heat_left_out,
            lang,
            &[("count", &count(left, lang)), ("all", &count(surface.all, lang)), ("share", &share)],
        )
    });
    let made = filled(&words().heat_made, lang, &[("radius", &number(heat.bandwidth_km, 0, lang))]);
    years.into_iter().chain(left_out).chain([made]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thinning_keeps_the_greatest_and_the_shape() {
        let thin = thinned((0..5_500).map(f64::from).collect());
        assert_eq!((thin.len(), thin[0], thin[1]), (917, 5_499.0, 5_493.0));
        assert_eq!(thinned(vec![2.0, 1.0]), [2.0, 1.0]);
        assert!(thinned(Vec::new()).is_empty());
    }

    #[test]
    fn the_grid_holds_every_hill_and_stays_small() {
        let places = [Coord { x: 0.0, y: 0.0 }, Coord { x: 100.0, y: 50.0 }];
        let small = frame(&places, 10.0).unwrap();
        assert_eq!((small.west, small.north, small.cell, small.columns, small.rows), (-10.0, 60.0, 1.0, 120, 70));
        let far = frame(&[places[0], Coord { x: 1e7, y: 0.0 }], 10.0).unwrap();
        assert!(far.columns <= 2000 && far.cell > 5000.0 - 1.0);
        assert!(frame(&[], 10.0).is_none() && frame(&[Coord { x: f64::NAN, y: 0.0 }], 10.0).is_none());
    }
}
