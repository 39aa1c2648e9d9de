//! Styles as SLD 1.1 (OGC Styled Layer Descriptor with Symbology Encoding): what GeoServer, QGIS and others read.
//!
//! The same classes, bounds, colours and rule for null as the `.qml`. A value outside all classes has a rule with bounds of its
//! own and no `ElseFilter`, which QGIS does not read. Sizes are pixels of 0.28 mm, as the standard has it. Hatching is a mark:
//! `slash` for QGIS, `shape://slash` for GeoServer; each takes the first that it knows. Not for labels, and one language.

use super::qml::symbol::{HATCH, MARKER, OUTLINE, WHITE, line_width};
use super::qml::{drawable, heading, named};
use super::style::LAKE;
use super::{Format, GeometryKind, Layer, Rgb, Style, WriteOptions, qml};
use crate::base::{Lang, Missing, Problem, Result, write_file, xml_escaped};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;

/// `NAME.sld` with the default style and `NAME.STYLE.sld` with each further one.
pub const FORMAT: Format = Format { id: "sld", write: write_all };

fn write_all(layers: &[Layer], folder: &Path, options: &WriteOptions) -> Result<Vec<Problem>> {
    for layer in layers {
        for (name, document) in styles(layer, options.lang) {
            write_file(&folder.join(format!("{name}.sld")), |out| out.write_all(document.as_bytes()))?;
        }
    }
    Ok(Vec::new())
}

/// Every style of a layer in the order of [`qml::styles`], by the name of its file without ending. Never empty: a layer
/// without styles has one plain symbol.
pub fn styles(layer: &Layer, lang: Lang) -> Vec<(String, String)> {
    let mut styles: Vec<(String, String)> = drawable(layer)
        .enumerate()
        .map(|(i, style)| (named(layer, &style.name, i), document(layer, Some(style), lang)))
        .collect();
    if styles.is_empty() {
        styles.push((layer.name.clone(), document(layer, None, lang)));
    }
    styles
}

/// Millimetres on paper as pixels of the standard.
fn pixels(millimetres: f64) -> f64 {
    (millimetres / 0.28 * 100.0).round() / 100.0
}

fn document(layer: &Layer, style: Option<&Style>, lang: Lang) -> String {
    let title = style.map_or_else(|| layer.title.get(lang).to_owned(), |style| heading(layer, style, lang));
    let id = style.map_or("default", |style| style.name.as_str());
    let rules = match style {
        Some(style) => rules(layer, style, lang),
        None => rule("default", layer.title.get(lang), "", &plain(layer)),
    };
    let (layer_name, id, title) = (xml_escaped(&layer.name), xml_escaped(id), xml_escaped(&title));
    let about = xml_escaped(&qml::abstract_of(layer, lang));
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <StyledLayerDescriptor version=\"1.1.0\" xmlns=\"http://www.opengis.net/sld\" xmlns:se=\"http://www.opengis.net/se\" \
         xmlns:ogc=\"http://www.opengis.net/ogc\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" \
         xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" \
         xsi:schemaLocation=\"http://www.opengis.net/sld http://schemas.opengis.net/sld/1.1.0/StyledLayerDescriptor.xsd\">\n\
         <NamedLayer>\n<se:Name>{layer_name}</se:Name>\n<UserStyle>\n<se:Name>{id}</se:Name>\n\
         <se:Description><se:Title>{title}</se:Title><se:Abstract>{about}</se:Abstract></se:Description>\n\
         <se:FeatureTypeStyle>\n{rules}</se:FeatureTypeStyle>\n</UserStyle>\n</NamedLayer>\n</StyledLayerDescriptor>\n"
    )
}

fn rules(layer: &Layer, style: &Style, lang: Lang) -> String {
    let field = xml_escaped(&style.field);
    let compared_of = |field: &str, how: &str, bound: f64| {
        format!("<ogc:{how}><ogc:PropertyName>{field}</ogc:PropertyName><ogc:Literal>{bound}</ogc:Literal></ogc:{how}>")
    };
    let compared = |how: &str, bound: f64| compared_of(&field, how, bound);
    let is_null = |field: &str| format!("<ogc:PropertyIsNull><ogc:PropertyName>{field}</ogc:PropertyName></ogc:PropertyIsNull>");
    // Too little is known of these to be coloured.
    let hatched = style.hatched.as_ref().filter(|h| layer.field(&h.field).is_some());
    let known = hatched.map_or_else(String::new, |h| {
        let other = xml_escaped(&h.field);
        let enough = compared_of(&other, "PropertyIsGreaterThanOrEqualTo", h.below);
        format!("<ogc:Or>{}{enough}</ogc:Or>", is_null(&other))
    });
    let mut out = String::new();
    for (i, class) in style.classes.iter().enumerate() {
        let above = if i == 0 { "PropertyIsGreaterThanOrEqualTo" } else { "PropertyIsGreaterThan" };
        let (above, below) = (compared(above, class.lower), compared("PropertyIsLessThanOrEqualTo", class.upper));
        let filter = format!("<ogc:And>{above}{below}{known}</ogc:And>");
        let symbol = coloured(layer.geometry, class.colour, i);
        out += &rule(&format!("class_{}", i + 1), class.label.get(lang), &filter, &symbol);
    }
    if let Some(h) = hatched {
        let little = compared_of(&xml_escaped(&h.field), "PropertyIsLessThan", h.below);
        let filter = format!("<ogc:And><ogc:Not>{}</ogc:Not>{little}</ogc:And>", is_null(&field));
        out += &rule("unreliable", h.label.get(lang), &filter, &unreliable(layer.geometry));
    }
    out += &rule("no_data", Missing::NoData.label().get(lang), &is_null(&field), &no_data(layer.geometry));
    if let (true, Some(first), Some(last)) = (qml::any_outside(layer, style), style.classes.first(), style.classes.last()) {
        let (below, above) = (compared("PropertyIsLessThan", first.lower), compared("PropertyIsGreaterThan", last.upper));
        let filter = format!("<ogc:Or>{below}{above}</ogc:Or>");
        out += &rule("outside", qml::OUTSIDE.get(lang), &filter, &plain(layer));
    }
    out
}

/// One entry of the legend; an empty filter takes everything.
fn rule(name: &str, title: &str, filter: &str, symbol: &str) -> String {
    let title = xml_escaped(title);
    let filter = if filter.is_empty() { String::new() } else { format!("<ogc:Filter>{filter}</ogc:Filter>\n") };
    format!(
        "<se:Rule>\n<se:Name>{name}</se:Name>\n<se:Description><se:Title>{title}</se:Title></se:Description>\n{filter}{symbol}\
         </se:Rule>\n"
    )
}

fn coloured(geometry: GeometryKind, colour: Rgb, class: usize) -> String {
    match geometry {
        GeometryKind::Polygon => polygon(&fill(colour), OUTLINE),
        GeometryKind::Line => line(colour, line_width(class), None),
        GeometryKind::Point => point(colour, OUTLINE),
    }
}

fn plain(layer: &Layer) -> String {
    match layer.geometry {
        GeometryKind::Polygon if layer.is_water() => polygon(&fill(LAKE), layer.plain_colour()),
        GeometryKind::Polygon => polygon("", OUTLINE),
        GeometryKind::Line => line(layer.plain_colour(), 0.4, None),
        GeometryKind::Point => point(layer.plain_colour(), WHITE),
    }
}

fn no_data(geometry: GeometryKind) -> String {
    match geometry {
        GeometryKind::Polygon => polygon(&hatching(["slash", "shape://slash"]), OUTLINE),
        GeometryKind::Line => line(HATCH, 0.5, Some("4 2")),
        GeometryKind::Point => point(WHITE, HATCH),
    }
}

/// Crossed lines: a value that too little stands behind.
fn unreliable(geometry: GeometryKind) -> String {
    match geometry {
        GeometryKind::Polygon => polygon(&hatching(["x", "shape://times"]), OUTLINE),
        GeometryKind::Line => line(HATCH, 0.5, Some("1 2")),
        GeometryKind::Point => point(HATCH, HATCH),
    }
}

/// Marks side by side; the first that is known is drawn.
fn hatching(names: [&str; 2]) -> String {
    let mark = |name: &str| {
        let stroke = stroke(HATCH, 0.25, None);
        format!("<se:Mark><se:WellKnownName>{name}</se:WellKnownName>{stroke}</se:Mark>")
    };
    let (marks, size) = (names.map(mark).concat(), pixels(1.6));
    let hatch = format!("<se:Graphic>{marks}<se:Size>{size}</se:Size></se:Graphic>");
    format!("<se:Fill><se:GraphicFill>{hatch}</se:GraphicFill></se:Fill>")
}

fn fill(colour: Rgb) -> String {
    format!("<se:Fill><se:SvgParameter name=\"fill\">{}</se:SvgParameter></se:Fill>", colour.hex())
}

fn stroke(colour: Rgb, millimetres: f64, dashes: Option<&str>) -> String {
    let (colour, width) = (colour.hex(), pixels(millimetres));
    let mut out = format!(
        "<se:Stroke><se:SvgParameter name=\"stroke\">{colour}</se:SvgParameter>\
         <se:SvgParameter name=\"stroke-width\">{width}</se:SvgParameter>"
    );
    if let Some(dashes) = dashes {
        let _ = write!(out, "<se:SvgParameter name=\"stroke-dasharray\">{dashes}</se:SvgParameter>");
    }
    out + "</se:Stroke>"
}

fn polygon(fill: &str, outline: Rgb) -> String {
    format!("<se:PolygonSymbolizer>{fill}{}</se:PolygonSymbolizer>\n", stroke(outline, 0.1, None))
}

fn line(colour: Rgb, millimetres: f64, dashes: Option<&str>) -> String {
    format!("<se:LineSymbolizer>{}</se:LineSymbolizer>\n", stroke(colour, millimetres, dashes))
}

fn point(colour: Rgb, outline: Rgb) -> String {
    let (fill, stroke, size) = (fill(colour), stroke(outline, 0.2, None), pixels(MARKER));
    format!(
        "<se:PointSymbolizer><se:Graphic><se:Mark><se:WellKnownName>circle</se:WellKnownName>{fill}{stroke}</se:Mark>\
         <se:Size>{size}</se:Size></se:Graphic></se:PointSymbolizer>\n"
    )
}

#[cfg(test)]
mod tests {
    use super::super::samples::{hamlets, quarters};
    use super::super::style::Hatched;
    use super::*;
    use crate::base::Text;
    use resvg::usvg::roxmltree::{Document, Node};

    /// The texts below the children of one name.
    fn below(rule: Node, name: &str) -> Vec<String> {
        let found = rule.children().filter(|n| n.tag_name().name() == name);
        let texts = found.flat_map(|n| n.descendants()).filter_map(|n| n.text().filter(|_| n.is_text()));
        texts.filter(|t| !t.trim().is_empty()).map(str::to_owned).collect()
    }

    /// Names of the rules with the texts of their filters, in order.
    fn said(document: &str) -> Vec<(String, Vec<String>)> {
        let tree = Document::parse(document).unwrap();
        let rules = tree.descendants().filter(|n| n.tag_name().name() == "Rule");
        rules.map(|rule| (below(rule, "Name").concat(), below(rule, "Filter"))).collect()
    }

    #[test]
    fn classes_null_and_what_lies_outside_have_rules_with_our_bounds() {
        let styles = styles(&quarters(), Lang::Fr);
        assert_eq!(styles.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["quarters", "quarters.people"]);
        let rule = |name: &str, words: &[&str]| (name.to_owned(), words.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>());
        let shares = [
            rule("class_1", &["share", "0", "share", "12.5"]),
            rule("class_2", &["share", "12.5", "share", "50"]),
            rule("no_data", &["share"]),
        ];
        assert_eq!(said(&styles[0].1), shares);
        let people = [
            rule("class_1", &["people", "0", "people", "1000"]),
            rule("no_data", &["people"]),
            rule("outside", &["people", "0", "people", "1000"]),
        ];
        assert_eq!(said(&styles[1].1), people, "-3 people lie in no class");
        let first = &styles[0].1;
        assert_eq!(
            first.matches("<ogc:PropertyIsGreaterThanOrEqualTo>").count(),
            1,
            "the first class alone holds its lower bound"
        );
        assert!(
            first.contains("<se:Title>Part « oui » &lt;b&gt; (%)</se:Title>") && first.contains("<se:Title>0 – 12,5</se:Title>")
        );
        assert!(first.contains("aucune situation réelle"), "made-up data say so");
    }

    #[test]
    fn areas_of_which_too_little_is_known_have_a_rule_of_their_own() {
        let mut layer = quarters();
        let label = Text::new("peu fiable", "hardly known");
        layer.styles[0].hatched = Some(Hatched { field: "people".into(), below: 100.0, label });
        let rules = said(&styles(&layer, Lang::Fr)[0].1);
        let names: Vec<&str> = rules.iter().map(|rule| rule.0.as_str()).collect();
        assert_eq!(names, ["class_1", "class_2", "unreliable", "no_data"]);
        assert_eq!(rules[0].1, ["share", "0", "share", "12.5", "people", "people", "100"]);
        assert_eq!(rules[2].1, ["share", "people", "100"]);
    }

    #[test]
    fn a_layer_without_styles_has_one_rule_for_everything() {
        let [(name, document)] = &styles(&hamlets(), Lang::En)[..] else { panic!("one style") };
        assert_eq!((name.as_str(), said(document)), ("hamlets", vec![("default".to_owned(), Vec::new())]));
        assert!(document.contains("PointSymbolizer"));
    }
}
