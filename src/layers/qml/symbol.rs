//! QGIS symbols: what one area, line or point looks like.

use crate::layers::style::LAKE;
use crate::layers::{GeometryKind, Layer, Rgb};
use std::fmt::Write;

/// What QGIS draws for one feature: symbol layers from the bottom up, sizes in millimetres.
pub struct Symbol {
    kind: &'static str,
    layers: Vec<SymbolLayer>,
}

struct SymbolLayer {
    class: &'static str,
    settings: Vec<(&'static str, String)>,
    /// The symbol a pattern fill repeats.
    inner: Option<Symbol>,
}

pub const OUTLINE: Rgb = Rgb(110, 110, 110);
pub const HATCH: Rgb = Rgb(150, 150, 150);
pub const WHITE: Rgb = Rgb(255, 255, 255);
/// Diameter of a point, in millimetres.
pub const MARKER: f64 = 2.2;

/// Width of a line of a class, in millimetres: lines of the higher classes, counted from 0, are wider.
pub fn line_width(class: usize) -> f64 {
    0.7 + 0.3 * class as f64
}

impl Symbol {
    fn new(kind: &'static str, class: &'static str, settings: Vec<(&'static str, String)>) -> Self {
        Symbol { kind, layers: vec![SymbolLayer { class, settings, inner: None }] }
    }

    fn fill(colour: Rgb, style: &str) -> Self {
        let settings = vec![
            ("color", rgba(colour)),
            ("style", style.into()),
            ("outline_color", rgba(OUTLINE)),
            ("outline_style", "solid".into()),
            ("outline_width", "0.1".into()),
            ("outline_width_unit", "MM".into()),
            ("joinstyle", "round".into()),
        ];
        Symbol::new("fill", "SimpleFill", settings)
    }

    pub fn line(colour: Rgb, style: &str, width: &str) -> Self {
        let settings = vec![
            ("line_color", rgba(colour)),
            ("line_style", style.into()),
            ("line_width", width.into()),
            ("line_width_unit", "MM".into()),
            ("capstyle", "round".into()),
            ("joinstyle", "round".into()),
        ];
        Symbol::new("line", "SimpleLine", settings)
    }

    fn marker(colour: Rgb, outline: Rgb) -> Self {
        let settings = vec![
            ("name", "circle".into()),
            ("color", rgba(colour)),
            ("size", MARKER.to_string()),
            ("size_unit", "MM".into()),
            ("outline_color", rgba(outline)),
            ("outline_style", "solid".into()),
            ("outline_width", "0.2".into()),
            ("outline_width_unit", "MM".into()),
        ];
        Symbol::new("marker", "SimpleMarker", settings)
    }

    /// In the colour of a class, counted from 0.
    pub fn coloured(geometry: GeometryKind, colour: Rgb, class: usize) -> Self {
        match geometry {
            GeometryKind::Polygon => Symbol::fill(colour, "solid"),
            GeometryKind::Line => Symbol::line(colour, "solid", &format!("{:.1}", line_width(class))),
            GeometryKind::Point => Symbol::marker(colour, OUTLINE),
        }
    }

    /// For layers without classes and for values outside them.
    pub fn plain(layer: &Layer) -> Self {
        match layer.geometry {
            GeometryKind::Polygon if layer.is_water() => {
                let mut lake = Symbol::fill(LAKE, "solid");
                lake.set("outline_color", &rgba(layer.plain_colour()));
                lake
            }
            GeometryKind::Polygon => Symbol::fill(OUTLINE, "no"),
            GeometryKind::Line => Symbol::line(layer.plain_colour(), "solid", "0.4"),
            GeometryKind::Point => Symbol::marker(layer.plain_colour(), WHITE),
        }
    }

    /// Only the outline of an area, this many millimetres wide.
    pub fn border(colour: Rgb, width: &str) -> Self {
        let mut symbol = Symbol::fill(colour, "no");
        symbol.set("outline_color", &rgba(colour));
        symbol.set("outline_width", width);
        symbol
    }

    /// An area in one quiet colour; white shows where two of them meet.
    pub fn ground(colour: Rgb) -> Self {
        let mut symbol = Symbol::fill(colour, "solid");
        symbol.set("outline_color", &rgba(WHITE));
        symbol.set("outline_width", "0.2");
        symbol
    }

    fn set(&mut self, key: &str, value: &str) {
        let settings = self.layers.iter_mut().flat_map(|layer| &mut layer.settings);
        settings.filter(|(known, _)| *known == key).for_each(|(_, old)| *old = value.to_owned());
    }

    /// Hatched, dashed or hollow: visibly not a colour of the scale.
    pub fn no_data(geometry: GeometryKind) -> Self {
        match geometry {
            GeometryKind::Polygon => Symbol::hatched(&["45"]),
            GeometryKind::Line => Symbol::line(HATCH, "dash", "0.5"),
            GeometryKind::Point => Symbol::marker(WHITE, HATCH),
        }
    }

    /// Crossed lines: a value that too little stands behind.
    pub fn unreliable(geometry: GeometryKind) -> Self {
        match geometry {
            GeometryKind::Polygon => Symbol::hatched(&["45", "135"]),
            GeometryKind::Line => Symbol::line(HATCH, "dot", "0.5"),
            GeometryKind::Point => Symbol::marker(HATCH, HATCH),
        }
    }

    /// Lines at each of these angles, in degrees, within the outline.
    fn hatched(angles: &[&str]) -> Self {
        let mut symbol = Symbol::fill(HATCH, "no");
        for (i, angle) in angles.iter().enumerate() {
            let settings = vec![
                ("angle", (*angle).into()),
                ("color", rgba(HATCH)),
                ("distance", "1.6".into()),
                ("distance_unit", "MM".into()),
                ("line_width", "0.25".into()),
                ("line_width_unit", "MM".into()),
            ];
            let lines = Symbol::line(HATCH, "solid", "0.25");
            symbol.layers.insert(i, SymbolLayer { class: "LinePatternFill", settings, inner: Some(lines) });
        }
        symbol
    }

    /// The symbol as an element of a `.qml`, under the name by which renderers call it.
    /// Settings stand twice: `Option` for QGIS 3.26 and later, `prop` for those before.
    pub fn xml(&self, name: &str) -> String {
        let mut xml =
            format!("      <symbol name=\"{name}\" type=\"{}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\n", self.kind);
        for (i, SymbolLayer { class, settings, inner }) in self.layers.iter().enumerate() {
            let _ = writeln!(xml, "        <layer class=\"{class}\" enabled=\"1\" locked=\"0\" pass=\"0\">");
            xml.push_str("          <Option type=\"Map\">\n");
            for (key, value) in settings {
                let _ = writeln!(xml, "            <Option name=\"{key}\" type=\"QString\" value=\"{value}\"/>");
            }
            xml.push_str("          </Option>\n");
            for (key, value) in settings {
                let _ = writeln!(xml, "          <prop k=\"{key}\" v=\"{value}\"/>");
            }
            if let Some(inner) = inner {
                xml.push_str(&inner.xml(&format!("@{name}@{i}")));
            }
            xml.push_str("        </layer>\n");
        }
        xml.push_str("      </symbol>\n");
        xml
    }
}

pub fn rgba(Rgb(red, green, blue): Rgb) -> String {
    format!("{red},{green},{blue},255")
}
