//! The second page: blocks in rows of one or two, as many as the project has.

use super::content::{Brief, Lines, Panel, Table, Times};
use super::ink::{Ink, plain, small};
use super::{GAP, Page, bars, grid, inner, periods};
use crate::carto::furniture::ACCENT;
use crate::carto::scene::{Frame, Paint};

/// Between two blocks side by side.
const GUTTER: f64 = 8.0;

/// One block of the page.
enum Block<'a> {
    Panel(&'a Panel),
    Times(&'a Times),
    Table(&'a Table),
}

/// How much is said, and how large.
#[derive(Clone, Copy)]
struct Fit {
    /// Rows of tables beyond those that must be shown.
    more: usize,
    size: f64,
}

/// A little smaller is better than fewer rows than these beyond the least, and no smaller.
const WANTED: usize = 2;
const SLIGHTLY: [f64; 3] = [1.0, 0.97, 0.94];

/// Draws the page with as many rows of its tables, and as large, as everything finds room.
pub fn page(brief: &Brief) -> Page {
    let frame = Frame { height: inner().height - 7.0, ..inner() };
    let rows = rows(brief);
    let most = [&brief.axes, &brief.priority].into_iter().flatten().map(|t| t.rows.len().saturating_sub(t.least)).max();
    let most = most.unwrap_or(0);
    let free = |fit: Fit| frame.height - blocks(&mut Ink::new(brief.lang, fit.size), frame, &rows, brief, fit, 0.0);
    // The most rows that fit at a size: more rows never take less room.
    let fullest = |size: f64, least: usize| {
        let at = |more: usize| Fit { more, size };
        let (mut low, mut high) = (least, most);
        if free(at(low)) < 0.0 {
            return None;
        }
        while low < high {
            let middle = (low + high).div_ceil(2);
            if free(at(middle)) < 0.0 { high = middle - 1 } else { low = middle }
        }
        Some(at(low))
    };
    let slightly = SLIGHTLY.into_iter().find_map(|size| fullest(size, WANTED.min(most)));
    let mut sizes = (7..=20).rev().map(|step| f64::from(step) / 20.0);
    let fit = slightly.or_else(|| sizes.find_map(|size| fullest(size, 0))).unwrap_or(Fit { more: 0, size: 0.3 });
    let mut ink = Ink::new(brief.lang, fit.size);
    // A little more air where there is some to spare.
    let air = (free(fit) / (rows.len() + 1) as f64).clamp(0.0, 3.5);
    blocks(&mut ink, frame, &rows, brief, fit, air);
    ink.edges(brief, 2);
    Page::of(ink, Vec::new())
}

fn rows(brief: &Brief) -> Vec<Vec<Block<'_>>> {
    let all = [
        vec![brief.said.as_ref().map(Block::Panel), brief.measured.as_ref().map(Block::Panel)],
        vec![brief.incidents.as_ref().map(Block::Times), brief.axes.as_ref().map(Block::Table)],
        vec![brief.priority.as_ref().map(Block::Table)],
    ];
    let there = all.into_iter().map(|row| row.into_iter().flatten().collect::<Vec<_>>());
    there.filter(|row| !row.is_empty()).collect()
}

/// Draws everything. Returns the height used.
fn blocks(ink: &mut Ink, frame: Frame, rows: &[Vec<Block>], brief: &Brief, fit: Fit, air: f64) -> f64 {
    let mut y = frame.y;
    for row in rows {
        let width = (frame.width - GUTTER * (row.len() - 1) as f64) / row.len() as f64;
        let mut highest: f64 = 0.0;
        let panels = matches!(row[0], Block::Panel(_));
        for (i, block) in row.iter().enumerate() {
            let place = Frame { x: frame.x + (width + GUTTER) * i as f64, y, width, ..frame };
            let mut height = match block {
                Block::Panel(panel) => bars::panel(ink, place, panel),
                Block::Times(times) => periods::times(ink, place, times),
                Block::Table(table) => grid::table(ink, place, table, table.least + fit.more),
            };
            if panels && i + 1 == row.len() {
                height += facing(ink, Frame { y: place.y + height, ..place }, &brief.facing);
            }
            highest = highest.max(height);
        }
        y += highest + GAP + air;
    }
    y += caveats(ink, Frame { y, ..frame }, &brief.caveats);
    if !brief.credits.is_empty() {
        let style = small(ink);
        y += 1.5;
        y += ink.paragraph(Frame { y, ..frame }, &brief.credits.join(" "), &style);
    }
    y - frame.y
}

/// Need and response, under the panels they speak of. Returns the height used.
fn facing(ink: &mut Ink, frame: Frame, sentences: &[String]) -> f64 {
    let (mut y, style) = (frame.y, plain(ink, 8.0));
    for sentence in sentences {
        y += 1.4;
        let height = ink.paragraph(Frame { x: frame.x + 3.2, y, width: frame.width - 3.2, ..frame }, sentence, &style);
        ink.scene.rect(Frame { y, width: 1.1, height, ..frame }, &Paint::fill(ACCENT));
        y += height;
    }
    y - frame.y
}

/// Sentences in two columns, each with its mark, in their order down the first and then the second.
fn caveats(ink: &mut Ink, frame: Frame, lines: &Lines) -> f64 {
    if lines.lines.is_empty() {
        return 0.0;
    }
    let top = frame.y + ink.heading(frame, &lines.heading);
    let width = (frame.width - GUTTER) / 2.0;
    let style = plain(ink, 7.0);
    let indent = 2.6;
    let height = |text: &String| {
        let mut draft = Ink::new(ink.lang, ink.size);
        draft.paragraph(Frame { width: width - indent, ..frame }, text, &style) + 0.9
    };
    let heights: Vec<f64> = lines.lines.iter().map(height).collect();
    let all: f64 = heights.iter().sum();
    // The first column holds at least half.
    let mut split = 0;
    let mut first = 0.0;
    while split < heights.len() && first < all / 2.0 {
        first += heights[split];
        split += 1;
    }
    for (column, range) in [(0, 0..split), (1, split..heights.len())] {
        let x = frame.x + (width + GUTTER) * f64::from(column);
        let mut y = top;
        for i in range {
            let mark = Frame::new(x, y + style.line_height() * 0.42, 1.1, 1.1);
            ink.scene.rect(mark, &Paint::fill(ACCENT));
            ink.paragraph(Frame { x: x + indent, y, width: width - indent, ..frame }, &lines.lines[i], &style);
            y += heights[i];
        }
    }
    top + first.max(all - first) - frame.y
}
