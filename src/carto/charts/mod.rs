//! Charts that share the drawing room of the maps: the same type, numbers, colours, warnings and
//! files. A [`Chart`] is a neutral description; [`draw`] makes a [`Drawing`] of it, which is
//! written as SVG, PNG or PDF like a map sheet.
//!
//! Words never overlap and are never cut: columns are as wide as their words, long labels take
//! more lines, and the sheet grows with its rows. It is as wide as an A4 page and as high as an A5
//! one lies; lower for a few rows, up to A4 for many. Rows that need more stand in two columns, and
//! only what does not fit even so makes the sheet higher still: nothing is left out.
//!
//! Not for estimating anything: values, n and intervals come ready made. Not for maps, see
//! [`sheet`](super::sheet).

mod axis;
mod canvas;
mod columns;
mod content;
mod coverage;
mod described;
mod diverging;
mod heat;
mod look;
mod map_panels;
mod panels;
mod periods;
mod rows;
mod scatter;
mod segments;
mod small_maps;
mod stacked;
mod strip;
mod surround;
mod timeline;
mod value;
mod value_mark;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod tests;

pub use content::{
    Band, Chart, ChartKind, Cover, Coverage, CoverageTable, DivergingBars, Event, HeatTable, Line, Outline, Panel, Period,
    Periods, Ranked, RankedPanels, Row, Rows, Scatter, ScatterPoint, Shades, Side, SmallMap, SmallMaps, StackedBars, Strip,
    StripBar, StripWords, Timeline, Totals, Until,
};
pub use value::{Axis, Unit, Value};

pub use map_panels::{MapPanel, MapPanels};

use super::render::{Drawing, Page};
use super::scene::Frame;
use crate::base::Result;
use canvas::Canvas;
use surround::Key;
use value_mark::Mark;

/// Sizes of a chart, millimetres. The smallest is an A6 sheet's height.
const WIDTH: f64 = 210.0;
const A6: f64 = 105.0;
const A5: f64 = 148.0;
const A4: f64 = 297.0;
const MARGIN: f64 = 9.0;
/// How much larger than usual bars may get on a sheet that they do not fill.
const STRETCH: f64 = 1.7;
/// How much smaller where they would not fit on an A4 sheet.
const TIGHT: f64 = 0.8;

/// Draws the chart. A chart without rows, panels or events has its heading and its notes alone.
/// An error only where the embedded palettes are broken.
pub fn draw(chart: &Chart) -> Result<Drawing> {
    let keys = keys(chart)?;
    let inner = Frame::new(MARGIN, MARGIN, WIDTH - 2.0 * MARGIN, A4 - 2.0 * MARGIN);

    // Everything once for its measure.
    let mut draft = Canvas::new(chart.lang);
    let top = head(&mut draft, inner, chart, &keys);
    let foot = surround::footing(&mut draft, inner, chart) + 3.0;
    let frame = Frame { y: inner.y + top, height: inner.height - top - foot, ..inner };
    let natural = body(&mut draft, frame, chart, 1.0)?;
    let wanted = A5 - 2.0 * MARGIN - top - foot;
    let stretch = if natural > frame.height {
        TIGHT
    } else if natural >= wanted {
        1.0
    } else {
        let most = body(&mut draft, frame, chart, STRETCH)?;
        1.0 + (STRETCH - 1.0) * ((wanted - natural) / (most - natural).max(1e-9)).clamp(0.0, 1.0)
    };

    let mut canvas = Canvas::new(chart.lang);
    head(&mut canvas, inner, chart, &keys);
    let used = body(&mut canvas, frame, chart, stretch)?;
    let height = (frame.y + used + foot + MARGIN).max(A6);
    surround::footing(&mut canvas, Frame { y: height - MARGIN - foot + 3.0, ..inner }, chart);
    let page = Page::of(WIDTH, height);
    Ok(Drawing {
        page,
        title: chart.title.clone(),
        description: described::described(chart),
        lang: chart.lang,
        parts: canvas.into_parts(page),
    })
}

/// Heading and legend. Returns the height used.
fn head(canvas: &mut Canvas, frame: Frame, chart: &Chart, keys: &[Key]) -> f64 {
    let heading = surround::heading(canvas, frame, chart);
    heading + surround::legend(canvas, Frame { y: frame.y + heading, ..frame }, keys)
}

fn keys(chart: &Chart) -> Result<Vec<Key>> {
    match &chart.kind {
        ChartKind::GroupedBars(rows_of) => rows::keys(rows_of, Mark::Bar, chart.lang),
        ChartKind::DotPlot(rows_of) => rows::keys(rows_of, Mark::Point, chart.lang),
        ChartKind::StackedBars(bars) => stacked::keys(bars),
        ChartKind::DivergingBars(bars) => diverging::keys(bars),
        ChartKind::RankedPanels(all) => Ok(panels::keys(all, chart.lang)),
        ChartKind::HeatTable(table) => heat::keys(table, chart.lang),
        ChartKind::CoverageTable(table) => Ok(coverage::keys(table, chart.lang)),
        ChartKind::Periods(all) => periods::keys(all, chart.lang),
        ChartKind::Timeline(events) => timeline::keys(events),
        ChartKind::Strip(road) => Ok(strip::keys(road)),
        // Circles need more room than a line of the legend has.
        ChartKind::MapPanels(_) => Ok(Vec::new()),
        ChartKind::SmallMaps(maps) => small_maps::keys(maps, chart.lang),
        ChartKind::Scatter(scatter) => scatter::keys(scatter),
    }
}

/// The chart itself. Returns the height used.
fn body(canvas: &mut Canvas, frame: Frame, chart: &Chart, stretch: f64) -> Result<f64> {
    match &chart.kind {
        ChartKind::GroupedBars(rows_of) => rows::draw(canvas, frame, rows_of, Mark::Bar, stretch),
        ChartKind::DotPlot(rows_of) => rows::draw(canvas, frame, rows_of, Mark::Point, stretch),
        ChartKind::StackedBars(bars) => stacked::draw(canvas, frame, bars, stretch),
        ChartKind::DivergingBars(bars) => diverging::draw(canvas, frame, bars, stretch),
        ChartKind::RankedPanels(all) => panels::draw(canvas, frame, all, stretch),
        ChartKind::HeatTable(table) => heat::draw(canvas, frame, table, stretch),
        ChartKind::CoverageTable(table) => Ok(coverage::draw(canvas, frame, table, stretch)),
        ChartKind::Periods(all) => periods::draw(canvas, frame, all, stretch),
        ChartKind::Timeline(events) => timeline::draw(canvas, frame, events, stretch),
        ChartKind::Strip(road) => strip::draw(canvas, frame, road, stretch),
        ChartKind::MapPanels(maps) => Ok(map_panels::draw(canvas, frame, maps, stretch)),
        ChartKind::SmallMaps(maps) => small_maps::draw(canvas, frame, maps, stretch),
        ChartKind::Scatter(scatter) => scatter::draw(canvas, frame, scatter, stretch),
    }
}
