//! One print layout: a page for each region, with title, map, legend, locator, scale, north and sources.
//!
//! All pages of a layout are of one size and stand one way up, whatever the shape of the region.

use super::map_layer::WGS84;
use super::{Entry, LOCATOR, Project, Role, Theme};
use crate::base::{Lang, Text, xml_escaped};
use crate::layers::Rgb;
use crate::layers::qml;
use crate::layers::qml::symbol::Symbol;
use geo::{Coord, Rect};
use std::fmt::Write as _;

/// Numbers by which QGIS knows kinds of layout items.
const PAGE: u32 = 65_638;
const MAP: u32 = 65_639;
const PICTURE: u32 = 65_640;
const LABEL: u32 = 65_641;
const LEGEND: u32 = 65_642;
const SCALE_BAR: u32 = 65_646;

const MARGIN: f64 = 10.0;
/// Top of the map.
const TOP: f64 = 33.0;
/// Between the map and what stands beside or below it.
const GAP: f64 = 4.0;
/// Height below the map of an upright page, and width beside that of a wide one.
const BELOW: f64 = 73.0;
const BESIDE: f64 = 70.0;
/// Height of the sources, from the foot of the page.
const FOOT: f64 = 16.0;

const GRATICULE: Rgb = Rgb(184, 188, 192);

/// White around a region on its page, as a share of its size.
const AROUND: f64 = 0.06;

/// Place and size on the page, millimetres.
#[derive(Clone, Copy)]
struct Place(f64, f64, f64, f64);

/// Where everything stands.
struct Frames {
    page: Place,
    map: Place,
    legend: Place,
    scale: Place,
    north: Place,
    locator: Place,
    sources: Place,
}

impl Frames {
    /// On a page of this size, at least that of A4: legend and locator below the map where it is upright, beside it where it
    /// is wide.
    fn on((width, height): (f64, f64)) -> Frames {
        let (inner, right) = (width - 2.0 * MARGIN, width - MARGIN);
        let page = Place(0.0, 0.0, width, height);
        let sources = Place(MARGIN, height - FOOT, inner, 12.0);
        if height >= width {
            let y = height - BELOW;
            Frames {
                page,
                map: Place(MARGIN, TOP, inner, y - GAP - TOP),
                legend: Place(MARGIN, y, inner - 80.0, 50.0),
                scale: Place(right - 75.0, y, 45.0, 12.0),
                north: Place(right - 17.0, y - 1.0, 14.0, 14.0),
                locator: Place(right - 45.0, y + 14.0, 45.0, 41.0),
                sources,
            }
        } else {
            let (x, foot) = (right - BESIDE, height - FOOT - GAP);
            Frames {
                page,
                map: Place(MARGIN, TOP, inner - BESIDE - GAP, foot - TOP),
                legend: Place(x, TOP, BESIDE, foot - 60.0 - TOP),
                locator: Place(x, foot - 56.0, 45.0, 41.0),
                scale: Place(x, foot - 12.0, 45.0, 12.0),
                north: Place(right - 14.0, foot - 13.0, 14.0, 14.0),
                sources,
            }
        }
    }
}

/// Writes the layout of a theme. `regions` is the layer with one page for each of its areas; `number` keeps the
/// ids of layouts apart.
pub fn write(out: &mut String, project: &Project, theme: &Theme, regions: &Entry, number: usize) {
    let say = |text: &Text| text.get(project.lang).to_owned();
    let name = format!("{} – {}", say(&Text::new("Atlas", "Atlas")), theme.name);
    let map = format!("{{lakana-{number}-map}}");
    let id = |what: &str| format!("{{lakana-{number}-{what}}}");
    let _ = writeln!(out, "<Layout name=\"{}\" units=\"mm\" printResolution=\"300\">", xml_escaped(&name));
    out.push_str("<PageCollection>");
    let frames = Frames::on(project.page);
    let wide = frames.sources.2;
    item(out, PAGE, &id("page"), frames.page, "background=\"true\"", "");
    out.push_str("<GuideCollection visible=\"1\"/></PageCollection>\n");

    let (title, subtitle) = heading(theme, project.lang);
    label(out, &id("title"), Place(MARGIN, 8.0, wide, 8.0), &title, 15, true, (26, 26, 26));
    label(out, &id("subtitle"), Place(MARGIN, 16.5, wide, 7.0), &subtitle, 9, false, (70, 70, 70));
    if project.layers.iter().any(|l| l.synthetic) {
        let warning = say(&Text::new(
            "DONNÉES SYNTHÉTIQUES : ne décrivent aucune situation réelle",
            "SYNTHETIC DATA: describe no real situation",
        ));
        label(out, &id("warning"), Place(MARGIN, 24.0, wide, 5.5), &warning, 9, true, (178, 24, 24));
    }
    main_map(out, project, theme, &map, frames.map);
    if let Some(text) = &theme.words.mark {
        mark(out, text.get(project.lang), &id("mark"), frames.map);
    }
    legend(out, project, theme, &map, &id("legend"), frames.legend);
    scale_bar(out, &map, &id("scale"), frames.scale);
    north(out, &map, &id("north"), frames.north);
    locator(out, project, &map, &id("locator"), frames.locator);
    label(out, &id("sources"), frames.sources, &sources(project, theme), 6, false, (90, 90, 90));

    let file = format!("\"code\" || '-{}'", theme.id.replace('\'', ""));
    let _ = writeln!(
        out,
        "<Atlas enabled=\"1\" hideCoverage=\"0\" coverageLayer=\"{}\" coverageLayerName=\"{}\" coverageLayerProvider=\"ogr\" \
         coverageLayerSource=\"{}\" pageNameExpression=\"&quot;name&quot;\" filenamePattern=\"{}\" sortFeatures=\"1\" \
         sortKey=\"&quot;code&quot;\" sortAscending=\"1\" filterFeatures=\"0\"/>\n</Layout>",
        regions.id,
        xml_escaped(&regions.name),
        xml_escaped(&regions.source()),
        xml_escaped(&file),
    );
}

/// Title and subtitle of a page as our sheets have them; for a style that no theme made, its name and the region's.
fn heading(theme: &Theme, lang: Lang) -> (String, String) {
    /// The name of the page's region, filled in by QGIS.
    const REGION: &str = "[% \"name\" %]";
    match theme.words.title.get(lang) {
        "" => (theme.name.clone(), REGION.to_owned()),
        title => (title.replace("{region}", REGION), theme.words.subtitle.get(lang).replace("{region}", REGION)),
    }
}

/// What must be read on the map itself, in a box at its top.
fn mark(out: &mut String, text: &str, id: &str, Place(x, y, width, _): Place) {
    let wide = 24.0;
    let more = format!(
        "labelText=\"{}\" htmlState=\"0\" halign=\"4\" valign=\"128\" marginX=\"0\" marginY=\"0\" background=\"true\" frame=\"true\" \
         outlineWidthM=\"0.4,mm\"",
        xml_escaped(text)
    );
    let at = Place(x + width - wide - 2.0, y + 2.0, wide, 6.0);
    let inside = "<LabelFont description=\"DejaVu Sans Condensed,9,-1,5,75,0,0,0,0,0\" style=\"\"/>\
                  <FontColor red=\"156\" green=\"68\" blue=\"0\" alpha=\"255\"/>";
    item(out, LABEL, id, at, &more, inside);
}

/// What the theme warns of, credits, and what the borders do not mean.
fn sources(project: &Project, theme: &Theme) -> String {
    let disclaimer = Text::new(
        "Les limites et les noms de cette carte n’impliquent ni reconnaissance ni acceptation officielle.",
        "The boundaries and names on this map imply no official recognition or acceptance.",
    );
    let notes = theme.words.notes.iter().map(|note| note.get(project.lang).to_owned());
    let about = qml::abstract_of(theme.entry.layer, project.lang);
    notes.chain([about, disclaimer.get(project.lang).to_owned()]).collect::<Vec<_>>().join(" ")
}

/// An item with its inside; `more` are attributes of its kind.
fn item(out: &mut String, kind: u32, id: &str, at: Place, more: &str, inside: &str) {
    let Place(x, y, width, height) = at;
    let _ = writeln!(
        out,
        "<LayoutItem type=\"{kind}\" uuid=\"{id}\" templateUuid=\"{id}\" position=\"{x},{y},mm\" positionOnPage=\"{x},{y},mm\" \
         size=\"{width},{height},mm\" referencePoint=\"0\" itemRotation=\"0\" opacity=\"1\" visibility=\"1\" positionLock=\"false\" \
         excludeFromExports=\"0\" {more}><FrameColor red=\"60\" green=\"60\" blue=\"60\" alpha=\"255\"/>\
         <BackgroundColor red=\"255\" green=\"255\" blue=\"255\" alpha=\"255\"/>{inside}</LayoutItem>"
    );
}

fn label(out: &mut String, id: &str, at: Place, text: &str, size: u32, bold: bool, (red, green, blue): (u8, u8, u8)) {
    let more =
        format!("labelText=\"{}\" htmlState=\"0\" halign=\"1\" valign=\"32\" marginX=\"0\" marginY=\"0\"", xml_escaped(text));
    let weight = if bold { 75 } else { 50 };
    let inside = format!(
        "<LabelFont description=\"DejaVu Sans Condensed,{size},-1,5,{weight},0,0,0,0,0\" style=\"\"/>\
         <FontColor red=\"{red}\" green=\"{green}\" blue=\"{blue}\" alpha=\"255\"/>"
    );
    item(out, LABEL, id, at, &more, &inside);
}

/// What a map shows at first: all of `rect`, in the proportions of its frame, for QGIS would bend the frame.
fn extent(rect: Rect<f64>, Place(_, _, width, height): Place) -> String {
    let (middle, scale) = (rect.center(), (rect.width() / width).max(rect.height() / height) * (1.0 + AROUND));
    let half = Coord { x: width * scale / 2.0, y: height * scale / 2.0 };
    let (low, high) = (middle - half, middle + half);
    format!("<Extent xmin=\"{:.0}\" ymin=\"{:.0}\" xmax=\"{:.0}\" ymax=\"{:.0}\"/>", low.x, low.y, high.x, high.y)
}

/// The theme, cut to the region of the page; borders and ground go on beyond it.
fn main_map(out: &mut String, project: &Project, theme: &Theme, id: &str, at: Place) {
    let more = format!(
        "id=\"{}\" followPreset=\"true\" followPresetName=\"{}\" keepLayerSet=\"false\" drawCanvasItems=\"true\" mapRotation=\"0\" \
         frame=\"true\" outlineWidthM=\"0.3,mm\" background=\"true\" mapFlags=\"0\"",
        Text::new("carte", "map").get(project.lang),
        xml_escaped(&theme.name),
    );
    let clipped: String = project
        .entries()
        .filter(|e| e.role == Role::Styled && e.id == theme.entry.id)
        .map(|e| {
            let (id, name, source) = (&e.id, xml_escaped(&e.name), xml_escaped(&e.source()));
            format!("<Layer provider=\"ogr\" source=\"{source}\" name=\"{name}\">{id}</Layer>")
        })
        .collect();
    let grid = graticule(&format!("{id}-graticule"), &theme.entry.id, project.lang);
    let inside = format!(
        "{}<LayerSet/>{grid}<AtlasMap atlasDriven=\"1\" scalingMode=\"2\" margin=\"{AROUND}\"/>\
         <atlasClippingSettings enabled=\"1\" forceLabelsInside=\"0\" clippingType=\"1\" restrictLayers=\"1\">\
         <layersToClip>{clipped}</layersToClip></atlasClippingSettings>",
        extent(project.extent, at),
    );
    item(out, MAP, id, at, &more, &inside);
}

/// Meridians and parallels under the layer of the theme, as far apart as suits the page, with their degrees at the top and the left.
fn graticule(id: &str, under: &str, lang: Lang) -> String {
    let west = Text::new("O", "W");
    let degrees = format!(
        "replace(to_string(round(abs(@grid_number), 4)), '.', '{}') || '°' || CASE WHEN @grid_axis = 'x' THEN \
         CASE WHEN @grid_number < 0 THEN '{}' ELSE 'E' END ELSE CASE WHEN @grid_number < 0 THEN 'S' ELSE 'N' END END",
        if lang == Lang::Fr { ',' } else { '.' },
        west.get(lang),
    );
    let line = Symbol::line(GRATICULE, "solid", "0.15").xml("");
    let text = Text::new("méridiens et parallèles", "meridians and parallels");
    // 3: as many millimetres apart as stand there; 8: written by the expression.
    format!(
        "<ComposerMapGrid uuid=\"{id}\" name=\"{}\" show=\"1\" position=\"1\" stackingLayer=\"{under}\" gridStyle=\"0\" unit=\"3\" \
         intervalX=\"1\" intervalY=\"1\" minimumIntervalWidth=\"25\" maximumIntervalWidth=\"60\" offsetX=\"0\" offsetY=\"0\" \
         gridFrameStyle=\"0\" blendMode=\"0\" showAnnotation=\"1\" annotationFormat=\"8\" annotationExpression=\"{}\" \
         frameAnnotationDistance=\"1\" leftAnnotationDisplay=\"1\" leftAnnotationPosition=\"1\" leftAnnotationDirection=\"1\" \
         topAnnotationDisplay=\"2\" topAnnotationPosition=\"1\" topAnnotationDirection=\"0\" \
         rightAnnotationDisplay=\"3\" bottomAnnotationDisplay=\"3\"><lineStyle>{line}</lineStyle>{WGS84}\
         <text-style fontFamily=\"DejaVu Sans\" fontSize=\"6\" fontSizeUnit=\"Point\" textColor=\"90,90,90,255\" textOpacity=\"1\"/></ComposerMapGrid>",
        text.get(lang),
        xml_escaped(&degrees),
    )
}

/// The whole country, with the frame of the main map on it.
fn locator(out: &mut String, project: &Project, map: &str, id: &str, at: Place) {
    let more = format!(
        "followPreset=\"true\" followPresetName=\"{}\" keepLayerSet=\"false\" drawCanvasItems=\"false\" mapRotation=\"0\" \
         frame=\"true\" outlineWidthM=\"0.2,mm\" background=\"true\" mapFlags=\"0\"",
        LOCATOR.get(project.lang),
    );
    let inside = format!(
        "{}<LayerSet/><ComposerMapOverview uuid=\"{id}\" name=\"1\" show=\"1\" position=\"3\" frameMap=\"{map}\" inverted=\"0\" \
         centered=\"0\" blendMode=\"0\"/><AtlasMap atlasDriven=\"0\" scalingMode=\"2\" margin=\"{AROUND}\"/>",
        extent(project.extent, at),
    );
    item(out, MAP, id, at, &more, &inside);
}

/// The classes of the theme alone, as the linked map draws them.
fn legend(out: &mut String, project: &Project, theme: &Theme, map: &str, id: &str, at: Place) {
    let title = Text::new("Légende", "Legend");
    let more = format!(
        "title=\"{}\" titleAlignment=\"1\" map_uuid=\"{map}\" columnCount=\"1\" splitLayer=\"0\" symbolWidth=\"6\" symbolHeight=\"3.5\" \
         boxSpace=\"0\" columnSpace=\"3\" resizeToContents=\"1\" background=\"false\" frame=\"false\" legendFilterByAtlas=\"0\" \
         fontColor=\"#1a1a1a\"",
        title.get(project.lang),
    );
    let style = |name: &str, top: f64, size: u32, weight: u32| {
        format!(
            "<style name=\"{name}\" alignment=\"1\" indent=\"0\" marginTop=\"{top}\"{}>\
             <styleFont description=\"DejaVu Sans Condensed,{size},-1,5,{weight},0,0,0,0,0\" style=\"\"/></style>",
            if name == "symbolLabel" { " marginLeft=\"2\"" } else { "" },
        )
    };
    let inside = format!(
        "<styles>{}{}{}{}{}</styles><layer-tree-group>{}</layer-tree-group>",
        style("title", 0.0, 9, 75),
        style("group", 1.0, 8, 75),
        style("subgroup", 1.0, 8, 75),
        style("symbol", 1.0, 8, 50),
        style("symbolLabel", 1.0, 8, 50),
        theme.entry.tree_node("Qt::Checked", 1),
    );
    item(out, LEGEND, id, at, &more, &inside);
}

fn scale_bar(out: &mut String, map: &str, id: &str, at: Place) {
    let more = format!(
        "mapUuid=\"{map}\" style=\"Single Box\" unitType=\"km\" unitLabel=\"km\" numMapUnitsPerScaleBarUnit=\"1\" \
         numUnitsPerSegment=\"50\" numSegments=\"2\" numSegmentsLeft=\"0\" segmentSizeMode=\"1\" minBarWidth=\"20\" maxBarWidth=\"40\" \
         height=\"1.5\" labelBarSpace=\"1\" boxContentSpace=\"0\" alignment=\"0\" outlineWidth=\"0.2\" background=\"false\" frame=\"false\""
    );
    let inside = "<text-style fontFamily=\"DejaVu Sans\" fontSize=\"7\" fontSizeUnit=\"Point\" textColor=\"40,40,40,255\" textOpacity=\"1\"/>\
                  <fillColor red=\"40\" green=\"40\" blue=\"40\" alpha=\"255\"/><fillColor2 red=\"255\" green=\"255\" blue=\"255\" alpha=\"255\"/>";
    item(out, SCALE_BAR, id, at, &more, inside);
}

/// True north, from the arrow that every QGIS carries inside.
fn north(out: &mut String, map: &str, id: &str, at: Place) {
    let more = format!(
        "mapUuid=\"{map}\" file=\":/images/north_arrows/layout_default_north_arrow.svg\" mode=\"2\" northMode=\"1\" northOffset=\"0\" \
         resizeMode=\"0\" anchorPoint=\"1\" pictureRotation=\"0\" svgFillColor=\"40,40,40,255\" svgBorderColor=\"40,40,40,255\" \
         svgBorderWidth=\"0.1\" background=\"false\" frame=\"false\""
    );
    item(out, PICTURE, id, at, &more, "");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overlaps_or_leaves_the_page_on_any_paper() {
        for page in [(210.0, 297.0), (297.0, 210.0), (297.0, 420.0), (420.0, 297.0), (338.7, 190.5)] {
            let f = Frames::on(page);
            let all = [f.map, f.legend, f.scale, f.north, f.locator, f.sources];
            for (i, a) in all.iter().enumerate() {
                assert!(a.0 >= MARGIN && a.1 >= TOP && a.2 > 0.0 && a.3 > 0.0);
                assert!(a.0 + a.2 <= page.0 - MARGIN + 1e-9 && a.1 + a.3 <= page.1);
                let apart = |b: &Place| a.0 + a.2 <= b.0 || b.0 + b.2 <= a.0 || a.1 + a.3 <= b.1 || b.1 + b.3 <= a.1;
                assert!(all[i + 1..].iter().all(apart), "{page:?}: {i}");
            }
        }
    }
}
