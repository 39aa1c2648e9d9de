//! The first things of several groups side by side: number, name, bar, value. Equal ranks stand
//! at equal height, and all bars are on one scale.

use super::axis::ends;
use super::canvas::{Canvas, Labels, small};
use super::content::{Panel, RankedPanels};
use super::look::{self, Look};
use super::surround::{Key, axis_label};
use super::value::{Value, n_text};
use super::value_mark::{self, Mark, ValueMark};
use crate::base::{Lang, Result, count};
use crate::carto::fonts::Cut;
use crate::carto::furniture::{ACCENT, GREY, INK};
use crate::carto::scene::{Frame, Paint, Type};

const GUTTER: f64 = 7.0;
/// Most panels side by side.
const ABREAST: usize = 3;

pub fn keys(panels: &RankedPanels, lang: Lang) -> Vec<Key> {
    value_mark::keys(values(panels).iter(), &panels.interval, lang)
}

fn values(panels: &RankedPanels) -> Vec<Value> {
    panels.panels.iter().flat_map(|p| &p.items).filter_map(|item| item.value).collect()
}

/// Draws from the top of the frame. Returns the height used, millimetres.
pub fn draw(canvas: &mut Canvas, frame: Frame, panels: &RankedPanels, stretch: f64) -> Result<f64> {
    let looks = look::series(1)?;
    let count = panels.panels.len();
    // Four are two and two, not three and one.
    let abreast = count.div_ceil(count.div_ceil(ABREAST).max(1)).max(1);
    let width = (frame.width - GUTTER * (abreast - 1) as f64) / abreast as f64;
    let mut y = frame.y;
    for (i, row) in panels.panels.chunks(abreast).enumerate() {
        if i > 0 {
            y += 4.0;
        }
        y += draw_row(canvas, Frame { y, width, ..frame }, panels, row, (stretch, &looks[0]));
    }
    if !values(panels).is_empty() {
        y += axis_label(canvas, frame.x, y, &panels.axis.label, frame.width);
    }
    Ok(y - frame.y)
}

/// A row of panels, the first in the frame.
fn draw_row(canvas: &mut Canvas, first: Frame, all: &RankedPanels, row: &[Panel], (stretch, look): (f64, &Look)) -> f64 {
    let lang = canvas.lang;
    let values = values(all);
    let ends = ends(&all.axis, values.iter(), true);
    let place = |i: usize| Frame { x: first.x + (first.width + GUTTER) * i as f64, ..first };
    let titles = Labels::new(row.iter().map(|p| p.title.as_str()), Type::new(Cut::Bold, 10.0, INK), first.width);
    let mut top = first.y + titles.highest();
    if row.iter().any(|p| p.n.is_some()) {
        top += small(GREY).line_height();
    }
    for (i, panel) in row.iter().enumerate() {
        let frame = place(i);
        let height = titles.draw(canvas, i, frame.x, frame.y);
        if let Some(n) = panel.n {
            canvas.lines(frame.x, frame.y + height, &[n_text(n, lang)], &small(GREY));
        }
        canvas.grid.rect(Frame::new(frame.x, top + 0.6, frame.width, 0.5), &Paint::fill(ACCENT));
    }
    top += 2.4;

    let number = Type::new(Cut::Bold, 10.0, ACCENT);
    let longest = row.iter().map(|p| p.items.len()).max().unwrap_or(0);
    let indent = number.width(&count(longest, lang)) + 2.2;
    let labels: Vec<Labels> = row
        .iter()
        .map(|p| {
            let style = Type::new(Cut::Regular, 8.0, INK);
            Labels::new(p.items.iter().map(|item| item.label.as_str()), style, first.width - indent)
        })
        .collect();
    let bar = 3.6 * stretch;
    let has_bar = |k: usize| row.iter().any(|p| p.items.get(k).is_some_and(|item| item.value.is_some()));
    for k in 0..longest {
        let label_height = labels.iter().filter(|l| k < l.lines.len()).map(|l| l.height(k)).fold(0.0, f64::max);
        let height = label_height + if has_bar(k) { bar + 0.9 } else { 0.0 } + 2.4 * stretch;
        for (i, panel) in row.iter().enumerate() {
            let Some(item) = panel.items.get(k) else { continue };
            let frame = place(i);
            let line = labels[i].styles[k].line_height();
            // The number stands on the first line of the name, which stands on its bar.
            let name = top + label_height - labels[i].height(k);
            canvas.level(frame.x, name + line / 2.0, &count(k + 1, lang), &number);
            labels[i].draw(canvas, k, frame.x + indent, name);
            if let Some(value) = &item.value {
                let x = frame.x + indent;
                let mark = ValueMark::fitted(&all.axis, ends, &values, Mark::Bar, x, frame.right() - x, lang);
                mark.draw(canvas, value, top + label_height + 0.5 + bar / 2.0, bar * 0.8, (0, look));
            }
        }
        top += height;
    }
    top - first.y
}
