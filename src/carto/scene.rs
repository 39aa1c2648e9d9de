//! The drawing as text: a small SVG writer. Units are millimetres on the sheet, y down.
//! Every number is written with fixed decimals, so that the same map gives the same bytes.

use super::fonts::{Cut, MM_PER_PT, typographic};
use crate::base::xml_escaped;
use crate::layers::style::Rgb;
use geo_types::Coord;
use std::fmt::{self, Write};

/// A box on the sheet, millimetres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

impl Frame {
    pub fn new(x: f64, y: f64, width: f64, height: f64) -> Self {
        Frame { x, y, width, height }
    }

    /// Around a centre.
    pub fn around(centre: Coord<f64>, width: f64, height: f64) -> Self {
        Frame { x: centre.x - width / 2.0, y: centre.y - height / 2.0, width, height }
    }

    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }

    pub fn centre(&self) -> Coord<f64> {
        Coord { x: self.x + self.width / 2.0, y: self.y + self.height / 2.0 }
    }

    /// Its corners, as a closed ring.
    pub fn ring(&self) -> Vec<Coord<f64>> {
        let (right, bottom) = (self.right(), self.bottom());
        [(self.x, self.y), (right, self.y), (right, bottom), (self.x, bottom)].map(|(x, y)| Coord { x, y }).to_vec()
    }

    /// Grown on every side; shrunk when `by` is negative.
    pub fn grown(&self, by: f64) -> Frame {
        Frame { x: self.x - by, y: self.y - by, width: self.width + 2.0 * by, height: self.height + 2.0 * by }
    }

    /// Whether the insides meet; touching sides do not count.
    pub fn overlaps(&self, other: &Frame) -> bool {
        self.x < other.right() && other.x < self.right() && self.y < other.bottom() && other.y < self.bottom()
    }

    pub fn holds(&self, other: &Frame) -> bool {
        self.x <= other.x && self.y <= other.y && self.right() >= other.right() && self.bottom() >= other.bottom()
    }

    pub fn holds_point(&self, p: Coord<f64>) -> bool {
        p.x >= self.x && p.x <= self.right() && p.y >= self.y && p.y <= self.bottom()
    }
}

/// How a shape is painted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Paint {
    fill: Option<Rgb>,
    stroke: Option<(Rgb, f64)>,
    opacity: Option<f64>,
    dash: Option<String>,
    even_odd: bool,
}

impl Paint {
    pub fn fill(colour: Rgb) -> Self {
        Paint { fill: Some(colour), ..Paint::default() }
    }

    /// A line of `width` millimetres.
    pub fn line(colour: Rgb, width: f64) -> Self {
        Paint { stroke: Some((colour, width)), ..Paint::default() }
    }

    pub fn outlined(mut self, colour: Rgb, width: f64) -> Self {
        self.stroke = Some((colour, width));
        self
    }

    pub fn faded(mut self, opacity: f64) -> Self {
        self.opacity = Some(opacity);
        self
    }

    pub fn dashed(mut self, pattern: &str) -> Self {
        self.dash = Some(pattern.to_owned());
        self
    }

    /// Holes by the even-odd rule: for areas made of several rings.
    pub fn even_odd(mut self) -> Self {
        self.even_odd = true;
        self
    }

    fn attributes(&self) -> String {
        let mut out = format!(r#" fill="{}""#, self.fill.map_or_else(|| "none".to_owned(), Rgb::hex));
        if self.even_odd {
            out.push_str(r#" fill-rule="evenodd""#);
        }
        if let Some((colour, width)) = self.stroke {
            let _ = write!(
                out,
                r#" stroke="{}" stroke-width="{}" stroke-linejoin="round" stroke-linecap="round""#,
                colour.hex(),
                fixed(width)
            );
        }
        if let Some(dash) = &self.dash {
            let _ = write!(out, r#" stroke-dasharray="{dash}""#);
        }
        // Not `opacity`, which would paint each shape on a layer of its own first.
        if let Some(opacity) = self.opacity {
            let opacity = fixed(opacity);
            let _ = write!(out, r#" fill-opacity="{opacity}" stroke-opacity="{opacity}""#);
        }
        out
    }
}

/// Where the given point lies on a line of text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// How text is set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Type {
    pub cut: Cut,
    pub size_pt: f64,
    pub colour: Rgb,
    pub anchor: Anchor,
    /// A rim in this colour so that the text reads on any ground.
    pub halo: Option<Rgb>,
    /// Space added after each letter, millimetres.
    pub spacing: f64,
}

impl Type {
    pub fn new(cut: Cut, size_pt: f64, colour: Rgb) -> Self {
        Type { cut, size_pt, colour, anchor: Anchor::Start, halo: None, spacing: 0.0 }
    }

    pub fn anchored(self, anchor: Anchor) -> Self {
        Type { anchor, ..self }
    }

    pub fn haloed(self, halo: Rgb) -> Self {
        Type { halo: Some(halo), ..self }
    }

    pub fn spaced(self, spacing: f64) -> Self {
        Type { spacing, ..self }
    }

    /// Millimetres from one base line to the next.
    pub fn line_height(&self) -> f64 {
        self.size_pt * MM_PER_PT * 1.22
    }

    /// Height of capitals, millimetres.
    pub fn cap_height(&self) -> f64 {
        self.size_pt * MM_PER_PT * 0.73
    }

    /// Width of `text`, millimetres.
    pub fn width(&self, text: &str) -> f64 {
        super::fonts::width(text, self.cut, self.size_pt) + self.spacing * text.chars().count() as f64
    }
}

/// A drawing in the making: elements of SVG in the order of painting.
#[derive(Debug, Default)]
pub struct Scene {
    body: String,
}

impl Scene {
    /// The elements drawn so far.
    pub fn into_body(self) -> String {
        self.body
    }

    /// Starts a named group, so that the parts can be found in a drawing program.
    pub fn begin_group(&mut self, id: &str) {
        let _ = writeln!(self.body, r#"<g id="{id}">"#);
    }

    pub fn end_group(&mut self) {
        self.body.push_str("</g>\n");
    }

    pub fn rect(&mut self, frame: Frame, paint: &Paint) {
        let _ = writeln!(self.body, "<rect {}{}/>", rect_attributes(frame), paint.attributes());
    }

    pub fn circle(&mut self, centre: Coord<f64>, radius: f64, paint: &Paint) {
        let _ = writeln!(
            self.body,
            r#"<circle cx="{}" cy="{}" r="{}"{}/>"#,
            fixed(centre.x),
            fixed(centre.y),
            fixed(radius),
            paint.attributes()
        );
    }

    /// Closed rings as one shape. Rings of fewer than three points are left out.
    pub fn rings<'a>(&mut self, rings: impl IntoIterator<Item = &'a Vec<Coord<f64>>>, paint: &Paint) {
        self.path(rings.into_iter().filter(|r| r.len() >= 3), true, paint);
    }

    /// Open lines as one shape. Lines of fewer than two points are left out.
    pub fn lines<'a>(&mut self, lines: impl IntoIterator<Item = &'a Vec<Coord<f64>>>, paint: &Paint) {
        self.path(lines.into_iter().filter(|l| l.len() >= 2), false, paint);
    }

    fn path<'a>(&mut self, parts: impl Iterator<Item = &'a Vec<Coord<f64>>>, closed: bool, paint: &Paint) {
        let data = path_data(parts, closed);
        if !data.is_empty() {
            let _ = writeln!(self.body, r#"<path d="{data}"{}/>"#, paint.attributes());
        }
    }

    /// A picture that an address holds, as large as it gets in the frame.
    pub fn picture(&mut self, frame: Frame, address: &str) {
        let frame = rect_attributes(frame);
        // Readers of drawings know the older name of the address; those that know the newer one know both.
        let _ = writeln!(
            self.body,
            r#"<image {frame} xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{}"/>"#,
            xml_escaped(address)
        );
    }

    /// One line of text with its base line at `at`.
    pub fn text(&mut self, at: Coord<f64>, text: &str, style: &Type) {
        self.turned_text(at, 0.0, text, style, 1.0);
    }

    /// Text turned by `angle` degrees clockwise about `at`.
    pub fn turned_text(&mut self, at: Coord<f64>, angle: f64, text: &str, style: &Type, opacity: f64) {
        let mut out = format!(
            r#"<text x="{}" y="{}" font-size="{}" fill="{}""#,
            fixed(at.x),
            fixed(at.y),
            fixed(style.size_pt * MM_PER_PT),
            style.colour.hex()
        );
        match style.cut {
            Cut::Regular => {}
            Cut::Bold => out.push_str(r#" font-weight="bold""#),
            Cut::Oblique => out.push_str(r#" font-style="oblique""#),
        }
        match style.anchor {
            Anchor::Start => {}
            Anchor::Middle => out.push_str(r#" text-anchor="middle""#),
            Anchor::End => out.push_str(r#" text-anchor="end""#),
        }
        if let Some(halo) = style.halo {
            let width = fixed(style.size_pt * MM_PER_PT * 0.22);
            let _ =
                write!(out, r#" stroke="{}" stroke-width="{width}" stroke-linejoin="round" paint-order="stroke""#, halo.hex());
        }
        if style.spacing > 0.0 {
            let _ = write!(out, r#" letter-spacing="{}""#, fixed(style.spacing));
        }
        if angle != 0.0 {
            let _ = write!(out, r#" transform="rotate({} {} {})""#, fixed(angle), fixed(at.x), fixed(at.y));
        }
        if opacity < 1.0 {
            let _ = write!(out, r#" fill-opacity="{}""#, fixed(opacity));
        }
        let _ = writeln!(self.body, "{out}>{}</text>", escaped(text));
    }
}

fn path_data<'a>(parts: impl Iterator<Item = &'a Vec<Coord<f64>>>, closed: bool) -> String {
    let mut data = String::new();
    for part in parts {
        let mut last = None;
        for c in part {
            let point = (fixed(c.x), fixed(c.y));
            // Points that fall together on paper add nothing.
            if last == Some(point) {
                continue;
            }
            let _ = write!(data, "{}{} {}", if last.is_none() { 'M' } else { 'L' }, point.0, point.1);
            last = Some(point);
        }
        if closed {
            data.push('Z');
        }
    }
    data
}

fn rect_attributes(f: Frame) -> String {
    format!(r#"x="{}" y="{}" width="{}" height="{}""#, fixed(f.x), fixed(f.y), fixed(f.width), fixed(f.height))
}

/// A number of whole hundredths, written without trailing zeros.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Hundredths(i64);

pub(super) fn fixed(value: f64) -> Hundredths {
    Hundredths((value * 100.0).round() as i64)
}

impl fmt::Display for Hundredths {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let (sign, whole, part) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs() / 100, self.0.unsigned_abs() % 100);
        match part {
            0 => write!(f, "{sign}{whole}"),
            tenths if tenths % 10 == 0 => write!(f, "{sign}{whole}.{}", tenths / 10),
            hundredths => write!(f, "{sign}{whole}.{hundredths:02}"),
        }
    }
}

/// Text as printers set it and XML wants it.
pub(super) fn escaped(text: &str) -> String {
    xml_escaped(&typographic(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_never_minus_zero() {
        let texts: Vec<_> = [1.0, 0.5, -0.001, 12.345, 100.0, -0.04, -7.3].iter().map(|&v| fixed(v).to_string()).collect();
        assert_eq!(texts, ["1", "0.5", "0", "12.35", "100", "-0.04", "-7.3"]);
    }

    #[test]
    fn names_with_signs_of_xml_do_not_break_the_drawing() {
        let mut scene = Scene::default();
        let style = Type::new(Cut::Regular, 8.0, Rgb(0, 0, 0));
        scene.text(Coord { x: 1.0, y: 1.0 }, "N'Gouma <\"A&B\">\u{7}", &style);
        let drawn = scene.into_body();
        assert!(drawn.contains(">N’Gouma &lt;&quot;A&amp;B&quot;&gt; </text>"));
        let svg = format!(r#"<svg xmlns="http://www.w3.org/2000/svg">{drawn}</svg>"#);
        assert!(resvg::usvg::Tree::from_str(&svg, &Default::default()).is_ok());
    }
}
