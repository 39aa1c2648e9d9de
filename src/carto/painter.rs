//! From a parsed drawing to its picture: every shape in its colour, in order.
//!
//! Only for what a `Scene` draws: shapes and letters in plain colours. Gradients, images, clips and
//! layers of their own are an error, not a picture that lacks them.

use super::coverage::{Coverage, STEPS};
use super::letters::{Letter, Letters};
use super::picture::{Picture, Pixel, Run};
use super::render::failed;
use crate::base::Result;
use resvg::tiny_skia::{FillRule, Path, PathStroker, Transform};
use resvg::usvg;
use std::cell::Cell;

/// Paints `root`, scaled by `scale`, on a sheet of that many pixels.
pub fn picture(root: &usvg::Group, scale: f32, width: u32, height: u32) -> Result<Picture> {
    // A thread paints many parts: asking for memory anew takes as long as finding what shapes cover.
    thread_local!(static PAINTER: Cell<Option<Painter>> = const { Cell::new(None) });
    let mut painter = match PAINTER.take() {
        Some(last) if last.size == (width, height) => last,
        _ => Painter::new(width, height),
    };
    painter.runs.clear();
    painter.group(root, Transform::from_scale(scale, scale))?;
    let picture = Picture::of_runs(&painter.runs, height);
    PAINTER.set(Some(painter));
    Ok(picture)
}

struct Painter {
    /// Width and height of the sheet, pixels.
    size: (u32, u32),
    coverage: Coverage,
    letters: Letters,
    stroker: PathStroker,
    /// In the order of painting, each with its row.
    runs: Vec<(u32, Run)>,
}

impl Painter {
    fn new(width: u32, height: u32) -> Painter {
        let (coverage, stroker) = (Coverage::new(width, height), PathStroker::new());
        Painter { size: (width, height), coverage, letters: Letters::default(), stroker, runs: Vec::new() }
    }

    fn group(&mut self, group: &usvg::Group, transform: Transform) -> Result<()> {
        let transform = transform.pre_concat(group.transform());
        if group.should_isolate() {
            return Err(unknown());
        }
        group.children().iter().try_for_each(|node| match node {
            usvg::Node::Group(group) => self.group(group, transform),
            usvg::Node::Text(text) if transform.is_scale_translate() => self.text(text, transform),
            usvg::Node::Text(text) => self.group(text.flattened(), transform),
            usvg::Node::Path(path) => self.path(path, transform),
            usvg::Node::Image(_) => Err(unknown()),
        })
    }

    /// Upright text, letter by letter.
    fn text(&mut self, text: &usvg::Text, transform: Transform) -> Result<()> {
        for span in text.layouted().iter().filter(|span| span.visible) {
            if span.underline.is_some() || span.overline.is_some() || span.line_through.is_some() {
                return Err(unknown());
            }
            let fill = span.fill.as_ref().map(|fill| (fill.paint(), fill.opacity(), None));
            let stroke = span.stroke.as_ref().map(|stroke| (stroke.paint(), stroke.opacity(), Some(stroke.to_tiny_skia())));
            let passes = match span.paint_order {
                usvg::PaintOrder::FillAndStroke => [fill, stroke],
                usvg::PaintOrder::StrokeAndFill => [stroke, fill],
            };
            for (paint, opacity, stroke) in passes.into_iter().flatten() {
                let pixels = pixels(paint, opacity)?;
                for glyph in &span.positioned_glyphs {
                    let own = glyph.outline_transform();
                    let on_sheet = transform.pre_concat(own);
                    let letter = Letter { font: glyph.font, glyph: glyph.id, size: own.sx, scale: transform.sx };
                    let (width, height) = self.size;
                    let runs = &mut self.runs;
                    let place = (on_sheet.tx, on_sheet.ty);
                    self.letters.cover(&letter, stroke.as_ref(), place, &mut self.coverage, |row, start, count, steps| {
                        let (from, to) = (start.max(0), (start + count as i32).min(width as i32));
                        if (0..height as i32).contains(&row) && from < to {
                            let (start, count) = (from as u32, (to - from) as u32);
                            runs.push((row as u32, Run { start, count, colour: pixels[usize::from(steps)] }));
                        }
                    });
                }
            }
        }
        Ok(())
    }

    fn path(&mut self, path: &usvg::Path, transform: Transform) -> Result<()> {
        if !path.is_visible() {
            return Ok(());
        }
        match path.paint_order() {
            usvg::PaintOrder::FillAndStroke => self.fill(path, transform).and_then(|()| self.stroke(path, transform)),
            usvg::PaintOrder::StrokeAndFill => self.stroke(path, transform).and_then(|()| self.fill(path, transform)),
        }
    }

    fn fill(&mut self, path: &usvg::Path, transform: Transform) -> Result<()> {
        let Some(fill) = path.fill() else { return Ok(()) };
        let rule = match fill.rule() {
            usvg::FillRule::NonZero => FillRule::Winding,
            usvg::FillRule::EvenOdd => FillRule::EvenOdd,
        };
        self.paint(path.data(), rule, transform, fill.paint(), fill.opacity())
    }

    fn stroke(&mut self, path: &usvg::Path, transform: Transform) -> Result<()> {
        let Some(stroke) = path.stroke() else { return Ok(()) };
        let style = stroke.to_tiny_skia();
        let scale = PathStroker::compute_resolution_scale(&transform);
        let dashed = style.dash.as_ref().map(|dash| path.data().dash(dash, scale).ok_or_else(unknown)).transpose()?;
        // A line of no length or width has no outline.
        let Some(outline) = self.stroker.stroke(dashed.as_ref().unwrap_or(path.data()), &style, scale) else { return Ok(()) };
        self.paint(&outline, FillRule::Winding, transform, stroke.paint(), stroke.opacity())
    }

    fn paint(
        &mut self,
        path: &Path,
        rule: FillRule,
        transform: Transform,
        paint: &usvg::Paint,
        opacity: usvg::Opacity,
    ) -> Result<()> {
        let pixels = pixels(paint, opacity)?;
        let runs = &mut self.runs;
        self.coverage.of(path, rule, transform, |covered| {
            let colour = pixels[usize::from(covered.steps)];
            runs.push((covered.row, Run { start: covered.start, count: covered.count, colour }));
        });
        Ok(())
    }
}

/// The pixel for each number of samples inside.
fn pixels(paint: &usvg::Paint, opacity: usvg::Opacity) -> Result<[Pixel; STEPS as usize + 1]> {
    let usvg::Paint::Color(colour) = paint else { return Err(unknown()) };
    let opacity = f32::from(opacity.to_u8());
    Ok(std::array::from_fn(|steps| {
        // Each sample a sixteenth, as the renderer counts them.
        let alpha = opacity * (steps * 256 / usize::from(STEPS)).min(255) as f32 / 255.0;
        let [red, green, blue] = [colour.red, colour.green, colour.blue].map(|c| (f32::from(c) * alpha / 255.0).round() as u8);
        [red, green, blue, alpha.round() as u8]
    }))
}

fn unknown() -> crate::base::Error {
    failed("it holds what no scene draws")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::picture::composed;
    use resvg::tiny_skia::Pixmap;

    fn tree(body: &str) -> usvg::Tree {
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40">{body}</svg>"#);
        usvg::Tree::from_str(&svg, &usvg::Options::default()).unwrap()
    }

    #[test]
    fn shapes_and_strokes_look_as_another_renderer_draws_them() {
        let body = r##"<rect width="60" height="40" fill="#ffffff"/>
            <path d="M5 5L40 9L33 35L8 20Z M15 12L15 20L24 20Z" fill="#1f6fb4" fill-rule="evenodd"/>
            <g transform="translate(20 3)"><path d="M2 2C20 2 30 20 8 30Q1 20 2 2Z" fill="#b02418" fill-opacity="0.5"/></g>
            <path d="M3 36L20 22L36 34L55 5" fill="none" stroke="#222222" stroke-width="2.3" stroke-linejoin="round"/>
            <path d="M2 38L58 30" fill="none" stroke="#0a7d32" stroke-width="1.4" stroke-dasharray="5 2"/>
            <circle cx="48" cy="20" r="6.5" fill="#ffffff" stroke="#000000" stroke-width="0.8"/>"##;
        let tree = tree(body);
        let mut ours: Vec<u8> = Vec::new();
        composed(&[std::sync::Arc::new(picture(tree.root(), 2.0, 120, 80).unwrap())], 120, 80, |row| {
            row.iter().for_each(|&(count, pixel)| (0..count).for_each(|_| ours.extend(pixel)));
        });
        let mut theirs = Pixmap::new(120, 80).unwrap();
        resvg::render(&tree, Transform::from_scale(2.0, 2.0), &mut theirs.as_mut());
        let apart: Vec<u8> = ours.iter().zip(theirs.data()).map(|(a, b)| a.abs_diff(*b)).collect();
        assert_eq!(apart.len(), 120 * 80 * 4);
        assert!(apart.iter().all(|&a| a <= 2), "{:?}", apart.iter().max());
    }

    /// Letters move by an eighth of a pixel at most.
    #[test]
    fn letters_look_as_another_renderer_draws_them() {
        let options = usvg::Options { fontdb: crate::carto::fonts::database(), ..usvg::Options::default() };
        let body = r##"<rect width="60" height="40" fill="#ffffff"/>
            <text x="3.3" y="12.1" font-size="7.3" fill="#102030" stroke="#e0c040" stroke-width="1.6" stroke-linejoin="round"
              paint-order="stroke">Ségou œil</text>
            <text x="-2" y="30.4" font-size="9" font-weight="bold" fill="#000000" fill-opacity="0.5">Mopti</text>
            <text x="30" y="30" font-size="6" transform="rotate(30 30 30)" fill="#800000">Kidal</text>"##;
        let svg = format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" width="60" height="40" font-family="DejaVu Sans Condensed" font-stretch="condensed">{body}</svg>"#
        );
        let tree = usvg::Tree::from_str(&svg, &options).unwrap();
        let mut theirs = Pixmap::new(240, 160).unwrap();
        resvg::render(&tree, Transform::from_scale(4.0, 4.0), &mut theirs.as_mut());
        let ours = || {
            let mut out: Vec<u8> = Vec::new();
            composed(&[std::sync::Arc::new(picture(tree.root(), 4.0, 240, 160).unwrap())], 240, 160, |row| {
                row.iter().for_each(|&(count, pixel)| (0..count).for_each(|_| out.extend(pixel)));
            });
            out
        };
        let first = ours();
        let apart: Vec<u8> = first.iter().zip(theirs.data()).map(|(a, b)| a.abs_diff(*b)).collect();
        let mean = apart.iter().map(|&a| f64::from(a)).sum::<f64>() / apart.len() as f64;
        assert!(mean < 1.5 && apart.iter().all(|&a| a <= 80), "{mean} {:?}", apart.iter().max());
        assert!(first == ours(), "kept letters are painted the same");
    }

    #[test]
    fn what_no_scene_draws_is_an_error() {
        let body = r#"<g opacity="0.5"><rect width="9" height="9"/><rect x="5" width="9" height="9"/></g>"#;
        assert!(picture(tree(body).root(), 1.0, 60, 40).is_err());
    }
}
