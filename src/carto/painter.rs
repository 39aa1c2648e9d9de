//! From a parsed drawing to its picture: every shape in its colour, in order.
//!
//! Only for what a `Scene` draws: shapes and letters in plain colours. Gradients, clips and
//! layers of their own are an error, not a picture that lacks them.

use super::coverage::{Coverage, STEPS};
use super::picture::{Picture, Pixel, Run};
use super::render::failed;
use crate::base::Result;
use resvg::tiny_skia::{self, FillRule, FilterQuality, Path, PathStroker, Pattern, Pixmap, Rect, SpreadMode, Transform};
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
    stroker: PathStroker,
    /// In the order of painting, each with its row.
    runs: Vec<(u32, Run)>,
}

impl Painter {
    fn new(width: u32, height: u32) -> Painter {
        let (coverage, stroker) = (Coverage::new(width, height), PathStroker::new());
        Painter { size: (width, height), coverage, stroker, runs: Vec::new() }
    }

    fn group(&mut self, group: &usvg::Group, transform: Transform) -> Result<()> {
        let transform = transform.pre_concat(group.transform());
        if group.should_isolate() {
            return Err(unknown());
        }
        group.children().iter().try_for_each(|node| match node {
            usvg::Node::Group(group) => self.group(group, transform),
            usvg::Node::Text(text) => self.group(text.flattened(), transform),
            usvg::Node::Path(path) => self.path(path, transform),
            usvg::Node::Image(image) => self.image(image, transform),
        })
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

    /// A picture in PNG, as another renderer draws it.
    fn image(&mut self, image: &usvg::Image, transform: Transform) -> Result<()> {
        let usvg::ImageKind::PNG(file) = image.kind() else { return Err(unknown()) };
        let source = Pixmap::decode_png(file).map_err(|_| unknown())?;
        let whole = Rect::from_xywh(0.0, 0.0, source.width() as f32, source.height() as f32).ok_or_else(unknown)?;
        let place = whole.transform(transform).ok_or_else(unknown)?;
        let inside = |at: f32, most: u32| at.clamp(0.0, most as f32) as u32;
        let (left, top) = (inside(place.left().floor(), self.size.0), inside(place.top().floor(), self.size.1));
        let (right, bottom) = (inside(place.right().ceil(), self.size.0), inside(place.bottom().ceil(), self.size.1));
        // Nothing of it is on the sheet.
        let Some(mut painted) = Pixmap::new(right.saturating_sub(left), bottom.saturating_sub(top)) else { return Ok(()) };
        let shader = Pattern::new(source.as_ref(), SpreadMode::Pad, FilterQuality::Bicubic, 1.0, Transform::identity());
        let paint = tiny_skia::Paint { shader, ..tiny_skia::Paint::default() };
        painted.fill_rect(whole, &paint, transform.post_translate(-(left as f32), -(top as f32)), None);
        let width = painted.width() as usize * 4;
        for (row, pixels) in (top..).zip(painted.data().chunks(width)) {
            let mut start = left;
            for run in pixels.as_chunks::<4>().0.chunk_by(|a, b| a == b) {
                let count = run.len() as u32;
                if run[0][3] > 0 {
                    self.runs.push((row, Run { start, count, colour: run[0] }));
                }
                start += count;
            }
        }
        Ok(())
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
        let usvg::Paint::Color(colour) = paint else { return Err(unknown()) };
        let opacity = f32::from(opacity.to_u8());
        let pixels: [Pixel; STEPS as usize + 1] = std::array::from_fn(|steps| {
            // Each sample a sixteenth, as the renderer counts them.
            let alpha = opacity * (steps * 256 / usize::from(STEPS)).min(255) as f32 / 255.0;
            let [red, green, blue] =
                [colour.red, colour.green, colour.blue].map(|c| (f32::from(c) * alpha / 255.0).round() as u8);
            [red, green, blue, alpha.round() as u8]
        });
        let runs = &mut self.runs;
        self.coverage.of(path, rule, transform, |covered| {
            let colour = pixels[usize::from(covered.steps)];
            runs.push((covered.row, Run { start: covered.start, count: covered.count, colour }));
        });
        Ok(())
    }
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

    #[test]
    fn what_no_scene_draws_is_an_error() {
        let body = r#"<g opacity="0.5"><rect width="9" height="9"/><rect x="5" width="9" height="9"/></g>"#;
        assert!(picture(tree(body).root(), 1.0, 60, 40).is_err());
    }
}
