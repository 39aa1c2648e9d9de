//! What a chart shows, in words and numbers of one language: made by the room that knows the
//! results, drawn by [`draw`](super::draw). Nothing here computes an estimate.

use super::map_panels::MapPanels;
use super::value::{Axis, Value};
use crate::base::{Direction, Lang, Missing};
use geo_types::Coord;
use jiff::civil::Date;

/// One chart with everything around it. Texts are in [`Chart::lang`]; empty ones are left out.
#[derive(Debug, Clone, PartialEq)]
pub struct Chart {
    pub lang: Lang,
    /// Line above the title: the project.
    pub overline: String,
    pub title: String,
    pub subtitle: String,
    pub kind: ChartKind,
    /// Said below the chart, most important first.
    pub notes: Vec<String>,
    /// Sources, date.
    pub credits: Vec<String>,
    /// Made-up data: said in a band across the chart.
    pub synthetic: bool,
    /// The sample does not carry a firm statement: said in a box at the top and below.
    pub indicative: bool,
}

/// The kinds of charts. Rows, series and columns are drawn in the order in which they are given.
#[derive(Debug, Clone, PartialEq)]
pub enum ChartKind {
    /// A bar for each series in each row: by zone, by age, by sex. One series for plain bars.
    GroupedBars(Rows),
    /// As grouped bars with points instead: for scales that do not begin at zero.
    DotPlot(Rows),
    /// Shares of a whole end to end: one bar for each row.
    StackedBars(StackedBars),
    /// Bad answers to the left of a line, good ones to the right, neither apart.
    DivergingBars(DivergingBars),
    /// The first things of several groups, side by side.
    RankedPanels(RankedPanels),
    /// A value in each cell, coloured.
    HeatTable(HeatTable),
    /// What covers what, with dots.
    CoverageTable(CoverageTable),
    /// Stacked columns over periods, lines over the same periods, or both.
    Periods(Periods),
    /// A small map for each period.
    MapPanels(MapPanels),
    /// Dated events along a line.
    Timeline(Timeline),
    /// A road drawn straight, with what lies along it.
    Strip(Box<Strip>),
    /// One small map for each thing.
    SmallMaps(SmallMaps),
    /// Values against a distance.
    Scatter(Scatter),
}

/// A label with a value for each series. Values that are not there count as no data.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    pub label: String,
    pub values: Vec<Value>,
}

impl Row {
    pub fn new(label: impl Into<String>, values: Vec<Value>) -> Self {
        Row { label: label.into(), values }
    }

    pub(super) fn value(&self, series: usize) -> Value {
        self.values.get(series).copied().unwrap_or(Value::missing(Missing::NoData))
    }

    /// The n that all values of the row share.
    pub(super) fn shared_n(&self) -> Option<u32> {
        let n = self.values.first()?.n?;
        self.values.iter().all(|v| v.n == Some(n)).then_some(n)
    }
}

/// Rows of bars or points.
#[derive(Debug, Clone, PartialEq)]
pub struct Rows {
    pub axis: Axis,
    /// What the bars of a row are: « Femmes », « Hommes ». One name or none for one bar.
    pub series: Vec<String>,
    pub rows: Vec<Row>,
    /// What the intervals are: « Intervalle à 95 % ». Empty for the plain word.
    pub interval: String,
}

/// How the shares of a whole are coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shades {
    /// Things without an order.
    Categories,
    /// Steps from low to high.
    Ramp(Direction),
    /// From bad to good around a middle.
    Opposed,
}

/// Shares of a whole.
#[derive(Debug, Clone, PartialEq)]
pub struct StackedBars {
    pub axis: Axis,
    pub shares: Vec<String>,
    pub rows: Vec<Row>,
    pub shades: Shades,
}

/// Where an answer stands in a diverging bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Left of the line; the first such answer is the outermost.
    Worse,
    /// Apart, with a base line of its own.
    Neither,
    /// Right of the line; the last such answer is the outermost.
    Better,
}

/// Answers for and against.
#[derive(Debug, Clone, PartialEq)]
pub struct DivergingBars {
    pub axis: Axis,
    /// From worst to best; the values of a row follow them.
    pub answers: Vec<(String, Side)>,
    pub rows: Vec<Row>,
}

/// The first things of several groups.
#[derive(Debug, Clone, PartialEq)]
pub struct RankedPanels {
    pub axis: Axis,
    pub panels: Vec<Panel>,
    pub interval: String,
}

/// One group, its things from the first to the last.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    pub title: String,
    pub n: Option<u32>,
    pub items: Vec<Ranked>,
}

/// A thing with its value; `None` where only the order is known.
#[derive(Debug, Clone, PartialEq)]
pub struct Ranked {
    pub label: String,
    pub value: Option<Value>,
}

/// A table of coloured cells.
#[derive(Debug, Clone, PartialEq)]
pub struct HeatTable {
    /// Its range is that of the colours.
    pub axis: Axis,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    pub direction: Direction,
    /// Classes of colours, 2 to 9.
    pub classes: usize,
}

/// How a thing is covered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cover {
    None,
    Part,
    Whole,
}

/// What covers what: studies by region.
#[derive(Debug, Clone, PartialEq)]
pub struct CoverageTable {
    /// Heading of the labels of the rows.
    pub corner: String,
    /// Headings of the columns of text.
    pub details: Vec<String>,
    /// Headings of the columns of dots.
    pub columns: Vec<String>,
    pub rows: Vec<Coverage>,
    /// Lines below the rows: how many of each kind of row cover a column.
    pub totals: Vec<Totals>,
}

/// One number for each column of dots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Totals {
    pub label: String,
    pub counts: Vec<usize>,
    /// A zero stands out: nothing came there.
    pub zero_is_a_gap: bool,
}

/// One line of a coverage table.
#[derive(Debug, Clone, PartialEq)]
pub struct Coverage {
    pub label: String,
    pub details: Vec<String>,
    pub cells: Vec<Cover>,
}

/// Numbers over time.
#[derive(Debug, Clone, PartialEq)]
pub struct Periods {
    pub periods: Vec<Period>,
    /// What is stacked, from the base line upwards; empty for no columns.
    pub series: Vec<String>,
    pub axis: Axis,
    /// In a panel of their own above the columns; empty for no lines.
    pub lines: Vec<Line>,
    pub line_axis: Axis,
}

/// One year, say.
#[derive(Debug, Clone, PartialEq)]
pub struct Period {
    pub label: String,
    /// Why it is not whole: « janv.–juil. ».
    pub partial: Option<String>,
    /// One for each series.
    pub values: Vec<Value>,
}

/// A line over the periods; a value that is missing leaves a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub label: String,
    pub values: Vec<Value>,
}

/// Events in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// Kinds of events; one or none needs no legend.
    pub kinds: Vec<String>,
    pub events: Vec<Event>,
}

/// A dated event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub label: String,
    /// The date as people write it: « oct. 2016 ».
    pub when: String,
    pub from: Date,
    pub until: Until,
    /// Position of its kind.
    pub kind: usize,
}

/// One map for each thing over the same areas, coloured alike.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallMaps {
    /// Its range is that of the colours.
    pub axis: Axis,
    pub direction: Direction,
    /// Classes of colours, 2 to 9.
    pub classes: usize,
    /// Where areas are told apart by a kind and not by a number, the kinds; values are their
    /// positions.
    pub kinds: Vec<String>,
    pub areas: Vec<Outline>,
    /// Rings of areas that belong to none of them.
    pub others: Vec<Vec<Coord<f64>>>,
    pub maps: Vec<SmallMap>,
}

/// The shape of an area in a plane: x to the right, y down, one unit of length for both.
#[derive(Debug, Clone, PartialEq)]
pub struct Outline {
    pub name: String,
    /// Outer rings and holes, filled by the even-odd rule.
    pub rings: Vec<Vec<Coord<f64>>>,
    /// Where its label stands.
    pub label: Coord<f64>,
}

/// One of the maps, with a value for each area.
#[derive(Debug, Clone, PartialEq)]
pub struct SmallMap {
    pub title: String,
    pub values: Vec<Value>,
}

impl SmallMap {
    pub(super) fn value(&self, area: usize) -> Value {
        self.values.get(area).copied().unwrap_or(Value::missing(Missing::NoData))
    }
}

/// Values against a distance.
#[derive(Debug, Clone, PartialEq)]
pub struct Scatter {
    pub axis: Axis,
    /// The level axis.
    pub distance: Axis,
    pub series: Vec<String>,
    pub points: Vec<ScatterPoint>,
}

/// The value of one group for one series.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterPoint {
    pub label: String,
    pub distance: f64,
    /// Position of its series.
    pub series: usize,
    pub value: Value,
}

/// How long an event lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Until {
    /// A point in time.
    Point,
    /// To this day; an earlier day than the first counts as a point.
    Day(Date),
    /// Its end is not known, or still to come.
    Open,
}

/// What lies along a road. Kilometres count from its start.
#[derive(Debug, Clone, PartialEq)]
pub struct Strip {
    /// Kilometres.
    pub length: f64,
    pub distance: Axis,
    /// The scale of bars and curve.
    pub axis: Axis,
    /// Kilometre and name, along the road.
    pub towns: Vec<(f64, String)>,
    pub bars: Vec<StripBar>,
    /// Kilometre and value, along the road.
    pub curve: Vec<(f64, f64)>,
    /// Kilometres of single events.
    pub marks: Vec<f64>,
    /// Stretches without a road.
    pub gaps: Vec<(f64, f64)>,
    pub bands: Vec<Band>,
    pub said: StripWords,
}

/// A value for a stretch of road.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StripBar {
    pub from: f64,
    pub to: f64,
    pub value: Value,
    pub stands_out: bool,
}

/// Areas along a road: from, to, name. An empty name is not written.
#[derive(Debug, Clone, PartialEq)]
pub struct Band {
    pub label: String,
    pub parts: Vec<(f64, f64, String)>,
}

/// The words of the legend of a strip.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct StripWords {
    pub bar: String,
    pub stands_out: String,
    pub interval: String,
    pub curve: String,
    pub mark: String,
    pub gap: String,
}
