//! A table of coloured cells with the number and its n in each.

use super::axis::ends;
use super::canvas::{Canvas, Labels, small};
use super::columns::{Column, flow};
use super::content::HeatTable;
use super::look::{self, Look};
use super::surround::{Key, Sample, axis_label};
use super::value::{Axis, Value};
use crate::base::{Direction, Lang, Result};
use crate::carto::fonts::{Cut, wrap};
use crate::carto::furniture::{GREY, INK, WHITE};
use crate::carto::palette::Palette;
use crate::carto::scene::{Anchor, Frame, Type};
use crate::carto::words::words;
use std::ops::Range;

const PAD: f64 = 2.0;
/// Widths of a cell, millimetres: more columns than fit stand in a second band below.
const NARROWEST: f64 = 15.0;
const WIDEST: f64 = 52.0;

/// The classes of colours: each holds its upper bound, the first both.
pub(super) struct Classes {
    bounds: Vec<f64>,
    looks: Vec<Look>,
}

impl Classes {
    fn new(table: &HeatTable) -> Result<Classes> {
        Classes::of(&table.axis, table.rows.iter().flat_map(|r| &r.values), table.direction, table.classes)
    }

    /// Classes of equal width over the scale of the values.
    pub fn of<'a>(axis: &Axis, values: impl Iterator<Item = &'a Value>, direction: Direction, classes: usize) -> Result<Classes> {
        let count = classes.clamp(2, 9);
        let (low, high) = ends(axis, values, false);
        let bounds = (0..=count).map(|i| low + (high - low) * i as f64 / count as f64).collect();
        let palette = Palette::named(Palette::for_direction(direction))?;
        Ok(Classes { bounds, looks: palette.colours(count).into_iter().map(Look::plain).collect() })
    }

    pub fn look(&self, value: f64) -> &Look {
        let class = self.bounds[1..].iter().position(|upper| value <= *upper);
        &self.looks[class.unwrap_or(self.looks.len() - 1)]
    }
}

pub fn keys(table: &HeatTable, lang: Lang) -> Result<Vec<Key>> {
    Ok(keys_of(&Classes::new(table)?, &table.axis, lang))
}

/// A key for each class.
pub(super) fn keys_of(classes: &Classes, axis: &Axis, lang: Lang) -> Vec<Key> {
    // Bounds of classes may need a decimal more than the values.
    let exact = |decimals: usize| {
        classes.bounds.iter().all(|b| ((b * 10f64.powi(decimals as i32)).round() / 10f64.powi(decimals as i32) - b).abs() < 1e-9)
    };
    let decimals = (axis.decimals..=axis.decimals + 1).find(|d| exact(*d)).unwrap_or(axis.decimals + 1);
    let shown = |v: f64| axis.rounded(v, decimals, lang);
    let label = |i: usize| format!("{} – {}", shown(classes.bounds[i]), shown(classes.bounds[i + 1]));
    classes.looks.iter().enumerate().map(|(i, look)| Key::new(Sample::Fill(*look), label(i))).collect()
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, table: &HeatTable, stretch: f64) -> Result<f64> {
    let classes = Classes::new(table)?;
    let lang = canvas.lang;
    Ok(flow(canvas, frame, table.rows.len(), |frame| Place::new(frame, table, &classes, stretch, lang)))
}

struct Place<'a> {
    frame: Frame,
    table: &'a HeatTable,
    classes: &'a Classes,
    labels: Labels,
    heads: Labels,
    /// Columns of each band, and the width of a cell.
    bands: Vec<Range<usize>>,
    cell: f64,
    /// Words in each cell, by row and column.
    cells: Vec<Vec<Vec<(String, Type)>>>,
    least: f64,
}

impl<'a> Place<'a> {
    fn new(frame: Frame, table: &'a HeatTable, classes: &'a Classes, stretch: f64, lang: Lang) -> Place<'a> {
        let style = Type::new(Cut::Regular, 8.0, INK);
        let labels = Labels::new(table.rows.iter().map(|r| r.label.as_str()), style, frame.width * 0.32);
        let room = frame.width - labels.width - PAD;
        let columns = table.columns.len();
        let bands = columns.div_ceil((room / NARROWEST).floor().max(1.0) as usize).max(1);
        let each = columns.div_ceil(bands).max(1);
        let bands = (0..bands).map(|b| b * each..((b + 1) * each).min(columns)).filter(|b| !b.is_empty()).collect();
        let cell = (room / each as f64).min(WIDEST);
        let head = Type::new(Cut::Bold, 7.5, INK).anchored(Anchor::Middle);
        let heads = Labels::new(table.columns.iter().map(String::as_str), head, cell - 1.2);
        let words =
            |row: usize| (0..columns).map(|i| cell_words(&table.rows[row].value(i), table, classes, cell, lang)).collect();
        let cells = (0..table.rows.len()).map(words).collect();
        Place { frame, table, classes, labels, heads, bands, cell, cells, least: 6.4 * stretch }
    }

    fn row_height(&self, row: usize) -> f64 {
        let words = |cell: &Vec<(String, Type)>| cell.iter().map(|(_, style)| style.line_height()).sum::<f64>();
        let highest = self.cells[row].iter().map(words).fold(0.0, f64::max);
        self.least.max(highest + 1.4).max(self.labels.height(row) + 1.0)
    }

    fn cell(&self, canvas: &mut Canvas, place: Frame, row: usize, column: usize) {
        match self.table.rows[row].value(column).checked() {
            Ok(value) => self.classes.look(value).fill(canvas, place),
            Err(why) => look::missing(canvas, place, why),
        }
        let lines = &self.cells[row][column];
        let height = lines.iter().map(|(_, style)| style.line_height()).sum::<f64>();
        if self.table.rows[row].value(column).checked().is_err() {
            let width = lines.iter().map(|(text, style)| style.width(text)).fold(0.0, f64::max);
            look::plate(canvas, Frame::around(place.centre(), width + 0.8, height));
        }
        let mut y = place.centre().y - height / 2.0;
        for (text, style) in lines {
            y += canvas.lines(place.centre().x, y, std::slice::from_ref(text), style);
        }
    }
}

/// The lines in a cell, each as large as fits.
fn cell_words(value: &Value, table: &HeatTable, classes: &Classes, cell: f64, lang: Lang) -> Vec<(String, Type)> {
    let room = cell - 1.4;
    let mut lines: Vec<(String, Type)> = Vec::new();
    let ink = match value.checked() {
        Ok(number) => {
            let look = classes.look(number);
            lines.push((table.axis.shown(number, lang), Type::new(Cut::Bold, 8.5, look.ink())));
            look.ink()
        }
        Err(why) => {
            let style = Type::new(Cut::Oblique, 6.3, GREY).haloed(WHITE);
            let set = Labels::one(why.label().get(lang), style, room);
            lines.extend(set.lines[0].iter().map(|line| (line.clone(), set.styles[0])));
            GREY
        }
    };
    let rest = Type { halo: lines[0].1.halo, ..small(ink) };
    for text in [value.n_text(lang), value.report_text(&table.axis, lang)] {
        lines.extend(wrap(&text, rest.cut, rest.size_pt, room).into_iter().map(|line| (line, rest)));
    }
    for (text, style) in &mut lines {
        let factor = (room / style.width(text).max(0.01)).min(1.0);
        *style = Type { size_pt: style.size_pt * factor, ..*style }.anchored(Anchor::Middle);
    }
    lines
}

impl Column for Place<'_> {
    fn height(&self, rows: Range<usize>) -> f64 {
        let rows: f64 = rows.map(|i| self.row_height(i)).sum();
        (rows + self.heads.highest() + 4.0) * self.bands.len() as f64 + 8.0
    }

    fn draw(&self, canvas: &mut Canvas, rows: Range<usize>) -> f64 {
        const RIM: f64 = 0.35;
        let mut y = self.frame.y;
        let left = self.frame.x + self.labels.width + PAD;
        for (b, band) in self.bands.iter().enumerate() {
            if b > 0 {
                y += 3.0;
            }
            y += self.heads.highest() + 1.0;
            for column in band.clone() {
                let x = left + self.cell * ((column - band.start) as f64 + 0.5);
                self.heads.draw(canvas, column, x, y - 1.0 - self.heads.height(column));
            }
            for row in rows.clone() {
                let height = self.row_height(row);
                self.labels.draw_level(canvas, row, self.frame.x + self.labels.width, y + height / 2.0, Anchor::End);
                for column in band.clone() {
                    let x = left + self.cell * (column - band.start) as f64;
                    self.cell(canvas, Frame::new(x, y, self.cell, height).grown(-RIM), row, column);
                }
                y += height;
            }
        }
        y += 0.8;
        for text in [self.table.axis.label.as_str(), words().upper_bounds.get(canvas.lang)] {
            y += axis_label(canvas, left, y, text, self.frame.right() - left);
        }
        y - self.frame.y
    }
}
