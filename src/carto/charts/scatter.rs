//! Values against a distance: a mark for each group and thing.

use super::axis::{Scale, ends};
use super::canvas::{Canvas, GRID, small};
use super::content::Scatter;
use super::look;
use super::surround::{Key, Sample, axis_label};
use super::value::Value;
use crate::base::Result;
use crate::carto::furniture::{GREY, WHITE};
use crate::carto::palette::categories;
use crate::carto::scene::{Anchor, Frame};
use geo_types::Coord;

/// Height of the plot, millimetres.
const HEIGHT: f64 = 78.0;
/// Room for the numbers of the upright axis.
const LEFT: f64 = 16.0;

pub fn keys(scatter: &Scatter) -> Result<Vec<Key>> {
    let colours = categories()?;
    let key = |(i, name): (usize, &String)| Key::new(Sample::Point(i, colours[i % colours.len()]), name.as_str());
    Ok(scatter.series.iter().enumerate().filter(|_| scatter.series.len() > 1).map(key).collect())
}

/// Draws from the top of the frame. Returns the height used, millimetres. Points without a value are
/// left out: a note has to say so.
pub fn draw(canvas: &mut Canvas, frame: Frame, scatter: &Scatter, stretch: f64) -> Result<f64> {
    let colours = categories()?;
    let lang = canvas.lang;
    let label = axis_label(canvas, frame.x, frame.y, &scatter.axis.label, frame.width);
    let plot = Frame::new(frame.x + LEFT, frame.y + label + 4.0, frame.width - LEFT - 6.0, HEIGHT * stretch.min(1.2));
    let far: Vec<Value> = scatter.points.iter().map(|p| Value::new(p.distance)).collect();
    let (low, high) = ends(&scatter.distance, far.iter(), true);
    let across = Scale { low, high, start: plot.x, end: plot.right() };
    let values: Vec<Value> = scatter.points.iter().map(|p| p.value).collect();
    let (low, high) = ends(&scatter.axis, values.iter(), false);
    let up = Scale { low, high, start: plot.bottom(), end: plot.y };
    for (y, text) in up.ticks(&scatter.axis, 9.0, lang) {
        canvas.rule((plot.x, plot.right()), y, GRID);
        canvas.level(plot.x - 2.0, y, &text, &small(GREY).anchored(Anchor::End));
    }
    let below = canvas.scale_below(&across.ticks(&scatter.distance, 16.0, lang), (plot.y, plot.bottom() + 1.5));
    // One name for each group, above its highest mark.
    let mut named: Vec<(String, Coord<f64>)> = Vec::new();
    for point in &scatter.points {
        let Ok(value) = point.value.checked() else { continue };
        let at = Coord { x: across.at(point.distance), y: up.at(value) };
        look::point(canvas, at, point.series, colours[point.series % colours.len()]);
        let n = point.value.n_text(lang);
        let name = if n.is_empty() { point.label.clone() } else { format!("{} ({n})", point.label) };
        match named.iter_mut().find(|(known, _)| *known == name) {
            Some((_, highest)) => highest.y = highest.y.min(at.y),
            None => named.push((name, at)),
        }
    }
    for (name, at) in named {
        canvas.level(at.x, at.y - 3.2, &name, &small(GREY).haloed(WHITE).anchored(Anchor::Middle));
    }
    let bottom = plot.bottom() + below + 2.5;
    let label = axis_label(canvas, plot.x, bottom, &scatter.distance.label, plot.width);
    Ok(bottom + label - frame.y)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Lang, Missing};
    use crate::carto::charts::{Axis, ScatterPoint};

    #[test]
    fn a_group_is_named_once_and_one_without_a_value_is_left_out() {
        let point = |label: &str, distance, series, value| ScatterPoint { label: label.into(), distance, series, value };
        let scatter = Scatter {
            axis: Axis::plain("moyenne", 1),
            distance: Axis::plain("km", 0),
            series: vec!["Tribunaux".into(), "Préfectures".into()],
            points: vec![
                point("Mopti", 460.0, 0, Value::new(2.0).with_n(19)),
                point("Mopti", 460.0, 1, Value::new(2.5).with_n(19)),
                point("Kidal", 1200.0, 0, Value::missing(Missing::BelowMinimumN)),
            ],
        };
        let mut canvas = Canvas::new(Lang::Fr);
        draw(&mut canvas, Frame::new(0.0, 0.0, 190.0, 200.0), &scatter, 1.0).unwrap();
        let text = canvas.words.into_body();
        assert_eq!(text.matches("Mopti").count(), 1, "{text}");
        assert!(!text.contains("Kidal"), "{text}");
        assert_eq!(keys(&scatter).unwrap().len(), 2);
    }
}
