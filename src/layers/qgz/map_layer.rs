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

/// Communes have names on maps up to this scale.
const SMALLEST_SCALE: u32 = 8_000_000;

/// Which labels stand on an atlas page: those of what lies in its region, or of the regions around it. On a map that is no
/// such page all do.
fn on_the_page(condition: &str) -> String {
    let shown = format!("@atlas_featureid IS NULL OR {condition} attribute(@atlas_feature, 'code')");
    format!(
        "<dd_properties><Option type=\"Map\"><Option name=\"name\" type=\"QString\" value=\"\"/>\
         <Option name=\"properties\" type=\"Map\"><Option name=\"Show\" type=\"Map\"><Option name=\"active\" type=\"bool\" value=\"true\"/>\
         <Option name=\"expression\" type=\"QString\" value=\"{}\"/><Option name=\"type\" type=\"int\" value=\"3\"/></Option></Option>\
         <Option name=\"type\" type=\"QString\" value=\"collection\"/></Option></dd_properties>",
        xml_escaped(&shown)
    )
}

/// Longitudes and latitudes: QGIS wants more than their code.
pub const WGS84: &str = "<spatialrefsys><proj4>+proj=longlat +datum=WGS84 +no_defs</proj4><srsid>3452</srsid><srid>4326</srid>\
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
        _ if entry.layer.level == Some(Level::Commune) => Symbol::border(BORDER, "0.06"),
        _ => Symbol::border(BORDER, "0.2"),
    }
}

/// The field whose text stands on the map: names of towns and waters and, with their borders, of areas.
fn labelled(entry: &Entry) -> Option<&'static str> {
    let wanted = match entry.role {
        Role::Styled => entry.layer.name == "towns" || entry.layer.is_water(),
        Role::Borders => true,
        Role::Ground => false,
    };
    (wanted && entry.layer.field("name").is_some()).then_some("name")
}

fn labels(out: &mut String, field: &str, entry: &Entry) {
    // Beside points; inside of areas; along lines. What is larger comes first where there is no room for all.
    let (placement, size, weight, priority) = match (entry.role, entry.layer.geometry, entry.layer.level) {
        (Role::Borders, _, Some(Level::Commune)) => (1, 6, 50, 2),
        (Role::Borders, _, Some(Level::Cercle)) => (1, 7, 75, 6),
        (Role::Borders, ..) => (1, 9, 50, 8),
        (_, GeometryKind::Polygon, _) => (1, 7, 50, 5),
        (_, GeometryKind::Line, _) => (3, 7, 50, 5),
        (_, GeometryKind::Point, _) => (6, 8, 75, 7),
    };
    // Capitals for what holds communes, as on our sheets: a cercle is often called as its town.
    let capitals = matches!((entry.role, entry.layer.level), (Role::Borders, Some(Level::Region | Level::Cercle)));
    let colour = match (entry.layer.is_water(), capitals) {
        (true, _) => rgba(WATER),
        (_, true) => rgba(Rgb(90, 90, 90)),
        _ => rgba(Rgb(40, 40, 40)),
    };
    let spaced = if capitals { "capitalization=\"1\" fontLetterSpacing=\"1\"" } else { "" };
    let own = match (entry.role, entry.layer.level) {
        (Role::Borders, Some(Level::Region)) => on_the_page("\"code\" <>"),
        (Role::Borders, _) if entry.layer.field("region_code").is_some() => on_the_page("\"region_code\" ="),
        _ => String::new(),
    };
    // A map of the whole country has no room for communes.
    let scale = match entry.layer.level {
        Some(Level::Commune) => format!("scaleVisibility=\"1\" scaleMin=\"1\" scaleMax=\"{SMALLEST_SCALE}\""),
        _ => "scaleVisibility=\"0\"".into(),
    };
    let _ = writeln!(
        out,
        "<labeling type=\"simple\"><settings calloutType=\"simple\">\
         <text-style fieldName=\"{field}\" isExpression=\"0\" fontFamily=\"DejaVu Sans\" fontSize=\"{size}\" fontSizeUnit=\"Point\" \
         fontWeight=\"{weight}\" {spaced} textColor=\"{colour}\" textOpacity=\"1\" multilineHeight=\"1\">\
         <text-buffer bufferDraw=\"1\" bufferSize=\"0.8\" bufferSizeUnits=\"MM\" bufferColor=\"255,255,255,255\" bufferOpacity=\"1\"/>\
         </text-style><placement placement=\"{placement}\" centroidInside=\"1\" dist=\"1\" distUnits=\"MM\" priority=\"{priority}\"/>\
         <rendering drawLabels=\"1\" obstacle=\"1\" {scale}/>{own}</settings></labeling>"
    );
}
