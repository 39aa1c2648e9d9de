//! One layer of a project: where it lies, how it is drawn, and its further styles.

use super::{Entry, Role, Theme};
use crate::base::{Lang, Level, xml_escaped};
use crate::layers::qml;
use crate::layers::qml::symbol::{Symbol, rgba};
use crate::layers::style::WATER;
use crate::layers::{GeometryKind, Rgb};
use std::fmt::Write as _;

const BORDER: Rgb = Rgb(60, 60, 60);
const GROUND: Rgb = Rgb(236, 234, 228);

/// Longitudes and latitudes: QGIS wants more than their code.
const WGS84: &str = "<spatialrefsys><proj4>+proj=longlat +datum=WGS84 +no_defs</proj4><srsid>3452</srsid><srid>4326</srid>\
                     <authid>EPSG:4326</authid><description>WGS 84</description><geographicflag>true</geographicflag></spatialrefsys>";

/// Writes the `<maplayer>`. The layer of the first theme opens in that theme's style, others in their default one.
pub fn write(out: &mut String, entry: &Entry, first: Option<&Theme>, lang: Lang) {
    let geometry = match entry.layer.geometry {
        GeometryKind::Point => "Point",
        GeometryKind::Line => "Line",
        GeometryKind::Polygon => "Polygon",
    };
    let labelled = labelled(entry);
    let _ = writeln!(
        out,
        "<maplayer type=\"vector\" geometry=\"{geometry}\" labelsEnabled=\"{}\" readOnly=\"0\">\n<id>{}</id>\n\
         <datasource>{}</datasource>\n<layername>{}</layername>\n\
         <srs>{WGS84}</srs>\n<provider encoding=\"UTF-8\">ogr</provider>",
        u8::from(labelled.is_some()),
        entry.id,
        xml_escaped(&entry.source()),
        xml_escaped(&entry.name),
    );
    let _ = writeln!(
        out,
        "<resourceMetadata><identifier>{}</identifier><type>dataset</type><title>{}</title><abstract>{}</abstract></resourceMetadata>",
        xml_escaped(&entry.layer.name),
        xml_escaped(entry.layer.title.get(lang)),
        xml_escaped(&qml::abstract_of(entry.layer, lang)),
    );
    let current = first.filter(|t| t.entry.id == entry.id).map_or(entry.default_style(), |t| t.style);
    let _ = writeln!(out, "<map-layer-style-manager current=\"{}\">", xml_escaped(current));
    for style in &entry.styles {
        let name = xml_escaped(&style.title);
        let _ = match style.title == current {
            true => writeln!(out, "<map-layer-style name=\"{name}\"/>"),
            false => writeln!(out, "<map-layer-style name=\"{name}\">{}</map-layer-style>", style.element()),
        };
    }
    if entry.styles.is_empty() {
        let _ = writeln!(out, "<map-layer-style name=\"{}\"/>", xml_escaped(current));
    }
    out.push_str("</map-layer-style-manager>\n");
    match entry.styles.iter().find(|s| s.title == current) {
        Some(style) => out.push_str(&style.body),
        None => out.push_str(&qml::single_renderer(&symbol(entry))),
    }
    if let Some(field) = labelled {
        labels(out, field, entry);
    }
    out.push_str("</maplayer>\n");
}

/// How borders and the ground are drawn.
fn symbol(entry: &Entry) -> Symbol {
    match entry.role {
        Role::Ground => Symbol::ground(GROUND),
        _ if entry.layer.level == Some(Level::Region) => Symbol::border(BORDER, "0.5"),
        _ => Symbol::border(BORDER, "0.2"),
    }
}

/// The field whose text stands on the map: names of towns and waters and, with their borders, of regions.
fn labelled(entry: &Entry) -> Option<&'static str> {
    let wanted = match entry.role {
        Role::Styled => entry.layer.name == "towns" || entry.layer.is_water(),
        Role::Borders => entry.layer.level == Some(Level::Region),
        Role::Ground => false,
    };
    (wanted && entry.layer.field("name").is_some()).then_some("name")
}

fn labels(out: &mut String, field: &str, entry: &Entry) {
    // Beside points; in the middle of areas; along lines.
    let (placement, size, weight) = match (entry.role, entry.layer.geometry) {
        (Role::Borders, _) => (1, 9, 50),
        (_, GeometryKind::Polygon) => (1, 7, 50),
        (_, GeometryKind::Line) => (3, 7, 50),
        (_, GeometryKind::Point) => (6, 8, 75),
    };
    let colour = rgba(if entry.layer.is_water() { WATER } else { Rgb(40, 40, 40) });
    let _ = writeln!(
        out,
        "<labeling type=\"simple\"><settings calloutType=\"simple\">\
         <text-style fieldName=\"{field}\" isExpression=\"0\" fontFamily=\"DejaVu Sans\" fontSize=\"{size}\" fontSizeUnit=\"Point\" \
         fontWeight=\"{weight}\" textColor=\"{colour}\" textOpacity=\"1\" multilineHeight=\"1\">\
         <text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" bufferOpacity=\"1\"/>\
         </text-style><placement placement=\"{placement}\" dist=\"1\" distUnits=\"MM\" priority=\"5\"/>\
         <rendering drawLabels=\"1\" obstacle=\"1\" scaleVisibility=\"0\"/></settings></labeling>"
    );
}
