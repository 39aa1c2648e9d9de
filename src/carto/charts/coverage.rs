//! What covers what: a line for each study, a column for each region, a dot where they meet, and
//! below how many there are of each kind. A column without any stands out, and so does a zero that is a gap.

use super::canvas::{Canvas, GRID, Labels, Upright};
use super::content::{Cover, CoverageTable};
use super::look;
use super::surround::{Key, Sample};
use crate::base::{Lang, count};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{GREY, HAIRLINE, INK, WARNING};
use crate::carto::scene::{Anchor, Frame, Paint, Type};
use crate::carto::words::words;
use crate::layers::style::Rgb;
use geo_types::Coord;

const PAD: f64 = 3.0;
/// Widths of a column of dots, millimetres: more columns than fit stand in a second band below.
const NARROWEST: f64 = 4.8;
const WIDEST: f64 = 10.0;
/// Columns of dots in one band.
const MOST: usize = 20;
/// Ground of a column without any dot.
const EMPTY: Rgb = Rgb(251, 233, 228);

pub fn keys(table: &CoverageTable, lang: Lang) -> Vec<Key> {
    let has = |cover| table.rows.iter().flat_map(|r| &r.cells).any(|c| *c == cover);
    let kinds = [(Cover::Whole, true, &words().chart_covered), (Cover::Part, false, &words().chart_partly_covered)];
    kinds.into_iter().filter(|k| has(k.0)).map(|(_, whole, text)| Key::new(Sample::Dot(whole), text.get(lang))).collect()
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, table: &CoverageTable, stretch: f64) -> f64 {
    let columns = table.columns.len();
    let bands = columns.div_ceil(MOST).max(1);
    let each = columns.div_ceil(bands).max(1);
    let text = TextColumns::new(table, frame.width - each as f64 * NARROWEST);
    let pitch = ((frame.width - text.width()) / each as f64).min(WIDEST);
    let mut y = frame.y;
    for band in 0..bands {
        if band > 0 {
            y += 4.0;
        }
        let shown = band * each..((band + 1) * each).min(columns);
        y += draw_band(canvas, Frame { y, ..frame }, table, &text, (shown, pitch, stretch));
    }
    y - frame.y
}

/// The labels of the rows and the columns of text beside them.
struct TextColumns {
    columns: Vec<Labels>,
    /// Headings, at the same positions.
    heads: Vec<Labels>,
    /// Labels of the lines below, across all columns of text.
    totals: Labels,
}

impl TextColumns {
    fn new(table: &CoverageTable, room: f64) -> TextColumns {
        let (bold, plain) = (Type::new(Cut::Bold, 7.5, INK), Type::new(Cut::Regular, 7.5, INK));
        let texts = |i: usize| -> Vec<&str> {
            table
                .rows
                .iter()
                .map(|row| if i == 0 { row.label.as_str() } else { row.details.get(i - 1).map_or("", String::as_str) })
                .collect()
        };
        let head = |i: usize| if i == 0 { table.corner.as_str() } else { table.details[i - 1].as_str() };
        let count = table.details.len() + 1;
        let style = |i: usize| if i == 0 { bold } else { plain };
        let natural: Vec<f64> = (0..count)
            .map(|i| texts(i).into_iter().map(|t| style(i).width(t)).fold(bold.width(head(i)).min(20.0), f64::max).max(4.0))
            .collect();
        let room = room - PAD * count as f64;
        let limits = shared_out(&natural, room);
        let column = |i: usize| Labels::new(texts(i).into_iter(), style(i), limits[i]);
        let heading = |i: usize| Labels::one(head(i), Type::new(Cut::Bold, 7.0, GREY), limits[i]);
        let mut text = TextColumns {
            columns: (0..count).map(column).collect(),
            heads: (0..count).map(heading).collect(),
            totals: Labels::new(std::iter::empty(), bold, 0.0),
        };
        text.totals = Labels::new(table.totals.iter().map(|t| t.label.as_str()), bold, text.width() - PAD);
        text
    }

    fn each(&self) -> impl Iterator<Item = f64> {
        self.columns.iter().zip(&self.heads).map(|(c, h)| c.width.max(h.width) + PAD)
    }

    fn width(&self) -> f64 {
        self.each().sum()
    }

    fn height(&self, row: usize) -> f64 {
        self.columns.iter().filter(|c| row < c.lines.len()).map(|c| c.height(row)).fold(0.0, f64::max)
    }
}

/// Gives each what it wants, or where that is too much an equal part to those who want more
/// than that.
fn shared_out(wanted: &[f64], room: f64) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&a, &b| wanted[a].total_cmp(&wanted[b]));
    let mut out = vec![0.0; wanted.len()];
    let (mut left, mut people) = (room, wanted.len());
    for i in order {
        out[i] = wanted[i].min(left / people as f64);
        left -= out[i];
        people -= 1;
    }
    out
}

/// Draws one band of columns with all rows.
fn draw_band(
    canvas: &mut Canvas,
    frame: Frame,
    table: &CoverageTable,
    text: &TextColumns,
    (shown, pitch, stretch): (std::ops::Range<usize>, f64, f64),
) -> f64 {
    let left = frame.x + text.width();
    let right = left + pitch * shown.len() as f64;
    let x_of = |column: usize| left + pitch * ((column - shown.start) as f64 + 0.5);
    let heads = Upright::new(&table.columns[shown.clone()], Type::new(Cut::Bold, 7.0, INK), pitch);
    let top = frame.y + heads.height.max(text.heads.iter().map(Labels::highest).fold(0.0, f64::max)) + 1.2;
    let mut x = frame.x;
    for (head, width) in text.heads.iter().zip(text.each()) {
        head.draw(canvas, 0, x, top - 1.2 - head.highest());
        x += width;
    }
    for (lines, column) in heads.lines.iter().zip(shown.clone()) {
        heads.draw(canvas, lines, x_of(column), top - 1.2);
    }
    canvas.rule((frame.x, right), top, GREY);

    let covers = |column: usize, cover: Cover| table.rows.iter().filter(|r| r.cells.get(column) == Some(&cover)).count();
    let mut y = top;
    let least = 5.0 * stretch;
    let mut heights: Vec<f64> = (0..table.rows.len()).map(|i| least.max(text.height(i) + 1.2)).collect();
    heights.extend((0..table.totals.len()).map(|i| 6.0_f64.max(text.totals.height(i) + 1.2)));
    let bottom = top + heights.iter().sum::<f64>();
    for column in shown.clone() {
        if covers(column, Cover::Whole) + covers(column, Cover::Part) == 0 {
            canvas.grid.rect(Frame::new(x_of(column) - pitch / 2.0, top, pitch, bottom - top), &Paint::fill(EMPTY));
        }
    }
    for (row, height) in heights.iter().enumerate() {
        let middle = y + height / 2.0;
        let mut x = frame.x;
        for (labels, width) in text.columns.iter().zip(text.each()) {
            if row < labels.lines.len() {
                labels.draw_level(canvas, row, x, middle, Anchor::Start);
            }
            x += width;
        }
        if let Some(total) = row.checked_sub(table.rows.len()) {
            text.totals.draw_level(canvas, total, frame.x, middle, Anchor::Start);
        }
        for column in shown.clone() {
            let at = Coord { x: x_of(column), y: middle };
            match table.rows.get(row) {
                Some(line) => match line.cells.get(column) {
                    Some(Cover::Whole) => look::dot(canvas, at, true),
                    Some(Cover::Part) => look::dot(canvas, at, false),
                    Some(Cover::None) | None => {}
                },
                None => {
                    let total = table.totals.get(row - table.rows.len());
                    if let Some((total, &counted)) = total.and_then(|t| Some((t, t.counts.get(column)?))) {
                        let colour = if counted == 0 && total.zero_is_a_gap { WARNING } else { INK };
                        let style = Type::new(Cut::Bold, 7.5, colour).anchored(Anchor::Middle);
                        canvas.level(at.x, at.y, &count(counted, canvas.lang), &style);
                    }
                }
            }
        }
        y += height;
        let last = row + 1 == table.rows.len();
        canvas.rule((frame.x, right), y, if last { GREY } else { GRID });
    }
    canvas.rule((frame.x, right), y, HAIRLINE);
    y + 1.5 - frame.y
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_shared_out_to_those_who_need_it() {
        assert_eq!(shared_out(&[10.0, 100.0, 50.0], 90.0), [10.0, 40.0, 40.0]);
        assert_eq!(shared_out(&[10.0, 20.0], 90.0), [10.0, 20.0]);
        assert!(shared_out(&[], 90.0).is_empty());
    }
}
