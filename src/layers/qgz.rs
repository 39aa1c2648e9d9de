//! A QGIS project over `lakana.gpkg`: grouped layers, every style of every layer, a map theme for
//! each style, and for each map theme a print layout with one page for each region.
//!
//! Paths are relative: the folder can be moved. Written for QGIS 3.22 and later. Pages say what our sheets
//! say, in our classes and colours; QGIS draws and places labels itself.

mod layout;
mod map_layer;

use super::style::SheetWords;
use super::{Format, GeometryKind, Layer, WriteOptions, qml};
use crate::base::{Error, Lang, Level, MetricFrame, Problem, Result, Text, write_file, xml_escaped};
use geo::{BoundingRect, Coord, Rect};
use std::fmt::Write as _;
use std::io::{Cursor, Write as _};
use std::path::Path;
use std::sync::LazyLock;
use zip::write::SimpleFileOptions;

/// `lakana.qgz`, to stand beside `lakana.gpkg`.
pub const FORMAT: Format = Format { id: "qgz", write: write_all };

/// The file that holds the layers, as the project names it.
const PACKAGE: &str = "./lakana.gpkg";

/// The map theme of the small map that says where a page lies: the ground alone.
static LOCATOR: LazyLock<Text> = LazyLock::new(|| Text::new("Situation", "Locator"));

fn write_all(layers: &[Layer], folder: &Path, options: &WriteOptions) -> Result<Vec<Problem>> {
    let path = folder.join("lakana.qgz");
    let archive = archive(&Project::new(layers, options.lang, options.page)?.document()?, options)
        .map_err(|cause| Error::writing(&path, &std::io::Error::other(cause)))?;
    write_file(&path, |out| out.write_all(&archive))?;
    Ok(Vec::new())
}

/// A `.qgz` is a ZIP with the project inside. Dated like everything else, never by the clock.
fn archive(project: &str, options: &WriteOptions) -> zip::result::ZipResult<Vec<u8>> {
    let date = options.date.to_zoned(jiff::tz::TimeZone::UTC);
    let year = u16::try_from(date.year()).unwrap_or(1980);
    let when = zip::DateTime::from_date_and_time(year, date.month() as u8, date.day() as u8, 0, 0, 0).unwrap_or_default();
    let mut out = zip::ZipWriter::new(Cursor::new(Vec::new()));
    out.start_file("lakana.qgs", SimpleFileOptions::default().last_modified_time(when).unix_permissions(0o644))?;
    out.write_all(project.as_bytes())?;
    Ok(out.finish()?.into_inner())
}

/// What a layer of the package is in the project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    /// Itself, with its styles.
    Styled,
    /// Only its borders, over the colours.
    Borders,
    /// A quiet surface under everything, so that neighbours stay in sight where an atlas page clips the colours.
    Ground,
}

/// One entry of the project's list of layers.
struct Entry<'a> {
    layer: &'a Layer,
    role: Role,
    /// Known by QGIS; one without an underscore it would change.
    id: String,
    name: String,
    /// Styles of QGIS, the default first.
    styles: Vec<qml::NamedStyle>,
}

/// A heading in the list of layers.
struct Group<'a> {
    name: Text,
    entries: Vec<Entry<'a>>,
}

/// A map theme: one style of one layer, with the borders over it.
struct Theme<'a> {
    /// Its name in the project; no two are the same.
    name: String,
    entry: &'a Entry<'a>,
    style: &'a str,
    words: &'a SheetWords,
    /// Stable id of the style, for file names.
    id: &'a str,
}

struct Project<'a> {
    layers: &'a [Layer],
    lang: Lang,
    /// From the top of the list to its bottom.
    groups: Vec<Group<'a>>,
    frame: MetricFrame,
    /// Of all layers, in the metres of `frame`.
    extent: Rect<f64>,
    /// Width and height of the pages of print layouts, millimetres.
    page: (f64, f64),
}

impl<'a> Project<'a> {
    /// An error when the extent cannot be projected. Layers without any geometry leave an extent of one
    /// degree around zero.
    fn new(layers: &'a [Layer], lang: Lang, page: (f64, f64)) -> Result<Self> {
        // Waters lead into other countries.
        let own = layers.iter().filter(|layer| !layer.is_water());
        let boxes = own.flat_map(|l| &l.features).filter_map(|f| f.written_geometry()?.bounding_rect());
        let joined = |a: Rect<f64>, b: Rect<f64>| {
            let (low, high) = (a.min(), a.max());
            let min = Coord { x: low.x.min(b.min().x), y: low.y.min(b.min().y) };
            Rect::new(min, Coord { x: high.x.max(b.max().x), y: high.y.max(b.max().y) })
        };
        let degrees = boxes.reduce(joined).unwrap_or_else(|| Rect::new((-0.5, -0.5), (0.5, 0.5)));
        let frame = MetricFrame::centred_on(degrees);
        let (low, high, middle) = (degrees.min(), degrees.max(), degrees.center());
        // Corners and middles of the sides: the sides of the box are curved in metres.
        let mut around: Vec<Coord<f64>> = [low.x, middle.x, high.x]
            .into_iter()
            .flat_map(|x| [low.y, middle.y, high.y].into_iter().map(move |y| Coord { x, y }))
            .collect();
        frame.project(&mut around)?;
        let extent = around.iter().map(|&c| Rect::new(c, c)).reduce(joined).unwrap_or(degrees);
        Ok(Project { layers, lang, groups: groups(layers, lang), frame, extent, page })
    }

    fn entries(&self) -> impl Iterator<Item = &Entry<'a>> {
        self.groups.iter().flat_map(|g| &g.entries)
    }

    /// A map theme for each graduated style: those of the finest areas first, and of each name the first alone.
    fn themes(&self) -> Vec<Theme<'_>> {
        let mut styled: Vec<&Entry> = self.entries().filter(|e| e.role == Role::Styled).collect();
        styled.sort_by_key(|e| (e.layer.geometry != GeometryKind::Polygon, std::cmp::Reverse(e.layer.level)));
        let mut themes: Vec<Theme> = Vec::new();
        for entry in styled {
            for style in &entry.layer.styles {
                let Some(named) = entry.styles.iter().find(|s| s.name == style.name) else { continue };
                if !style.classes.is_empty() && !themes.iter().any(|t| t.id == style.name || t.name == named.title) {
                    let (name, words) = (named.title.clone(), &style.words);
                    themes.push(Theme { name, entry, style: &named.title, words, id: &style.name });
                }
            }
        }
        themes
    }

    /// Whether an entry is seen under a theme; without any theme, in the project as it opens.
    fn shows(&self, entry: &Entry, theme: Option<&Theme>) -> bool {
        match (entry.role, theme) {
            (Role::Borders | Role::Ground, _) => true,
            (Role::Styled, theme) => {
                let over = |theme: &Theme| entry.id == theme.entry.id || theme.words.over.contains(&entry.layer.name);
                theme.is_some_and(over) || entry.layer.name == "towns" || entry.layer.is_water()
            }
        }
    }

    fn document(&self) -> Result<String> {
        let themes = self.themes();
        let first = themes.first();
        let mut out = String::from("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n");
        let title = xml_escaped(&self.title());
        let _ = writeln!(out, "<qgis projectname=\"{title}\" version=\"3.22.0\">\n<title>{title}</title>");
        let crs = crs(&self.frame)?;
        let _ = writeln!(out, "<projectCrs>{crs}</projectCrs>");
        self.tree(&mut out, first);
        let (low, high) = (self.extent.min(), self.extent.max());
        let _ = writeln!(
            out,
            "<mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\"><units>meters</units><extent><xmin>{:.0}</xmin><ymin>{:.0}</ymin>\
             <xmax>{:.0}</xmax><ymax>{:.0}</ymax></extent><rotation>0</rotation><destinationsrs>{crs}</destinationsrs></mapcanvas>",
            low.x, low.y, high.x, high.y,
        );
        out.push_str("<projectlayers>\n");
        for entry in self.entries() {
            map_layer::write(&mut out, entry, first, self.lang);
        }
        out.push_str("</projectlayers>\n");
        self.relations(&mut out);
        self.presets(&mut out, &themes);
        out.push_str("<properties><Paths><Absolute type=\"bool\">false</Absolute></Paths>");
        out.push_str("<SpatialRefSys><ProjectionsEnabled type=\"int\">1</ProjectionsEnabled></SpatialRefSys>");
        out.push_str("<Measurement><DistanceUnits type=\"QString\">km</DistanceUnits><AreaUnits type=\"QString\">km2</AreaUnits></Measurement>");
        out.push_str("<Measure><Ellipsoid type=\"QString\">EPSG:7030</Ellipsoid></Measure></properties>\n");
        self.metadata(&mut out);
        out.push_str("<Layouts>\n");
        if let Some(regions) = self.entries().find(|e| e.role == Role::Ground) {
            for (i, theme) in themes.iter().enumerate() {
                layout::write(&mut out, self, theme, regions, i);
            }
        }
        out.push_str("</Layouts>\n</qgis>\n");
        Ok(out)
    }

    /// Every layer with the next coarser areas that it has codes of: communes with cercles, cercles with regions, catchments and
    /// incidents with communes. QGIS then lists the one in the form of the other.
    fn relations(&self, out: &mut String) {
        let areas = |level: Level| self.layers.iter().find(|l| l.level == Some(level) && l.field("code").is_some());
        out.push_str("<relations>\n");
        for layer in self.layers {
            let coarser = [Level::Commune, Level::Cercle, Level::Region, Level::Zone].into_iter();
            let coarser = coarser.filter(|&level| layer.level.is_none_or(|own| level < own));
            let named = coarser.filter_map(|level| Some((format!("{}_code", level.id()), areas(level)?)));
            // Records name one area, as fine as it is known; those known to a commune belong to it.
            let placed = areas(Level::Commune).map(|communes| ("area_code".to_owned(), communes));
            let Some((field, above)) = named.chain(placed).find(|(field, _)| layer.field(field).is_some()) else { continue };
            let name = format!("{} – {}", above.title.get(self.lang), layer.title.get(self.lang));
            let _ = writeln!(
                out,
                "<relation id=\"lakana_{}_{}\" name=\"{}\" referencingLayer=\"lakana_{}\" referencedLayer=\"lakana_{}\" \
                 strength=\"Association\"><fieldRef referencingField=\"{field}\" referencedField=\"code\"/></relation>",
                layer.name,
                above.name,
                xml_escaped(&name),
                layer.name,
                above.name,
            );
        }
        out.push_str("</relations>\n");
    }

    fn title(&self) -> String {
        title(self.layers, self.lang)
    }

    fn tree(&self, out: &mut String, first: Option<&Theme>) {
        out.push_str("<layer-tree-group>\n");
        for group in &self.groups {
            let _ = writeln!(
                out,
                "<layer-tree-group name=\"{}\" checked=\"Qt::Checked\" expanded=\"1\">",
                xml_escaped(group.name.get(self.lang))
            );
            for entry in &group.entries {
                let checked = if self.shows(entry, first) { "Qt::Checked" } else { "Qt::Unchecked" };
                let expanded = u8::from(first.is_some_and(|t| t.entry.id == entry.id));
                let _ = writeln!(out, "{}", entry.tree_node(checked, expanded));
            }
            out.push_str("</layer-tree-group>\n");
        }
        out.push_str("</layer-tree-group>\n");
    }

    fn presets(&self, out: &mut String, themes: &[Theme]) {
        out.push_str("<visibility-presets>\n");
        for theme in themes {
            let _ = writeln!(out, "<visibility-preset name=\"{}\" has-expanded-info=\"0\">", xml_escaped(&theme.name));
            for entry in self.entries().filter(|e| self.shows(e, Some(theme))) {
                let style = if entry.id == theme.entry.id { theme.style } else { entry.default_style() };
                let _ = writeln!(out, "<layer id=\"{}\" visible=\"1\" style=\"{}\"/>", entry.id, xml_escaped(style));
            }
            out.push_str("</visibility-preset>\n");
        }
        if let Some(ground) = self.entries().find(|e| e.role == Role::Ground) {
            let _ = writeln!(
                out,
                "<visibility-preset name=\"{}\" has-expanded-info=\"0\"><layer id=\"{}\" visible=\"1\" style=\"default\"/></visibility-preset>",
                LOCATOR.get(self.lang),
                ground.id,
            );
        }
        out.push_str("</visibility-presets>\n");
    }

    fn metadata(&self, out: &mut String) {
        let said = self.layers.first().map_or_else(String::new, |l| qml::abstract_of(l, self.lang));
        let title = xml_escaped(&self.title());
        let said = xml_escaped(&said);
        let _ = writeln!(
            out,
            "<projectMetadata><title>{title}</title><abstract>{said}</abstract><author>lakana</author></projectMetadata>"
        );
    }
}

/// What a run is called.
pub(super) fn title(layers: &[Layer], lang: Lang) -> String {
    let title = match layers.iter().any(|l| l.synthetic) {
        true => Text::new("lakana : démonstration (données synthétiques)", "lakana: demonstration (synthetic data)"),
        false => Text::new("lakana : sécurité et services", "lakana: security and services"),
    };
    title.get(lang).to_owned()
}

impl Entry<'_> {
    fn default_style(&self) -> &str {
        self.styles.first().map_or("default", |s| s.title.as_str())
    }

    fn source(&self) -> String {
        format!("{PACKAGE}|layername={}", self.layer.name)
    }

    fn tree_node(&self, checked: &str, expanded: u8) -> String {
        format!(
            "<layer-tree-layer id=\"{}\" name=\"{}\" source=\"{}\" providerKey=\"ogr\" checked=\"{checked}\" expanded=\"{expanded}\" legend_exp=\"\"/>",
            self.id,
            xml_escaped(&self.name),
            xml_escaped(&self.source()),
        )
    }
}

/// Points over lines over borders over areas, as one wants to see them. A group without layers is left out.
fn groups(layers: &[Layer], lang: Lang) -> Vec<Group<'_>> {
    let styled = |wanted: &dyn Fn(&Layer) -> bool| -> Vec<Entry<'_>> {
        let mut entries: Vec<Entry> = layers
            .iter()
            .filter(|l| wanted(l))
            .map(|layer| Entry {
                layer,
                role: Role::Styled,
                id: format!("lakana_{}", layer.name),
                name: layer.title.get(lang).to_owned(),
                styles: qml::styles(layer, lang),
            })
            .collect();
        entries.sort_by_key(|e| std::cmp::Reverse(e.layer.level));
        entries
    };
    let outlined = |level: Level, role: Role| -> Option<Entry<'_>> {
        let layer = layers.iter().find(|l| l.level == Some(level) && l.geometry == GeometryKind::Polygon)?;
        let (suffix, words) = match role {
            Role::Ground => ("ground", Text::new("Fond", "Ground")),
            _ => ("borders", Text::new(format!("Limites : {}", layer.title.fr), format!("Borders: {}", layer.title.en))),
        };
        let name = words.get(lang).to_owned();
        Some(Entry { layer, role, id: format!("lakana_{}_{suffix}", layer.name), name, styles: Vec::new() })
    };
    let point = |l: &Layer| l.geometry == GeometryKind::Point;
    // Lakes lie over what fills areas, as rivers do.
    let line = |l: &Layer| l.geometry == GeometryKind::Line || l.is_water();
    let area = |l: &Layer| l.geometry == GeometryKind::Polygon && !l.is_water();
    let borders = [Level::Region, Level::Cercle, Level::Commune].into_iter().filter_map(|level| outlined(level, Role::Borders));
    let mut groups = vec![
        Group { name: Text::new("Lieux", "Places"), entries: styled(&point) },
        Group { name: Text::new("Lignes", "Lines"), entries: styled(&line) },
        Group { name: Text::new("Limites", "Borders"), entries: borders.collect() },
        Group { name: Text::new("Territoires", "Areas"), entries: styled(&area) },
        Group { name: Text::new("Fond", "Ground"), entries: outlined(Level::Region, Role::Ground).into_iter().collect() },
    ];
    groups.retain(|g| !g.entries.is_empty());
    groups
}

/// The coordinate reference system of the maps.
fn crs(frame: &MetricFrame) -> Result<String> {
    let (wkt, definition) = (frame.wkt()?, frame.definition());
    Ok(format!("<spatialrefsys><wkt>{}</wkt><proj4>{definition}</proj4></spatialrefsys>", xml_escaped(&wkt)))
}

#[cfg(test)]
mod tests {
    use super::super::A4;
    use super::super::samples::{hamlets, quarters};
    use super::*;
    use std::io::Read as _;

    fn country() -> [Layer; 3] {
        let regions = Layer { name: "regions".into(), level: Some(Level::Region), styles: Vec::new(), ..quarters() };
        [quarters(), regions, Layer { name: "towns".into(), ..hamlets() }]
    }

    fn project(layers: &[Layer]) -> String {
        Project::new(layers, Lang::Fr, A4).unwrap().document().unwrap()
    }

    #[test]
    fn each_style_is_a_theme_with_a_layout_and_text_is_escaped() {
        let mut layers = country();
        layers[0].styles[1].title = Text::same("Population");
        let document = project(&layers);
        let tree = resvg::usvg::roxmltree::Document::parse_with_options(
            &document,
            resvg::usvg::roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() },
        )
        .unwrap();
        let named = |tag: &str| -> Vec<String> {
            let found = tree.descendants().filter(|n| n.has_tag_name(tag));
            found.filter_map(|n| n.attribute("name")).map(str::to_owned).collect()
        };
        assert_eq!(named("visibility-preset"), ["Part « oui » <b>", "Population", "Situation"]);
        assert_eq!(named("Layout").len(), 2);
        let ids: Vec<&str> = tree.descendants().filter(|n| n.has_tag_name("id")).filter_map(|n| n.text()).collect();
        let expected = ["towns", "regions_borders", "quarters_borders", "quarters", "regions", "regions_ground"];
        assert_eq!(ids, expected.map(|id| format!("lakana_{id}")));
        assert!(!document.contains("/tmp") && !document.contains("=\"/"), "paths are relative");
    }

    #[test]
    fn a_page_says_what_the_sheet_says_and_waters_lie_over_areas() {
        let mut layers = country().to_vec();
        let text = |words: &str| Text::same(words);
        layers[0].styles[0].words = SheetWords {
            title: text("{region} — part"),
            subtitle: text("Par quartier"),
            notes: vec![text("Ne prédit rien.")],
            mark: Some(text("INDICATIF")),
            over: vec!["roads".into()],
        };
        layers.push(Layer { name: "lakes".into(), level: None, styles: Vec::new(), ..quarters() });
        layers.push(Layer { name: "roads".into(), level: None, styles: Vec::new(), ..quarters() });
        let document = project(&layers);
        let pages: Vec<&str> = document.split("<Layout ").skip(1).collect();
        for words in ["[% &quot;name&quot; %] — part", "Par quartier", "Ne prédit rien.", "INDICATIF", "méridiens"] {
            assert!(pages[0].contains(words), "{words} is not on the page");
        }
        assert!(!pages[1].contains("INDICATIF"), "each page its own mark");
        let place = |id: &str| document.find(&format!("<layer-tree-layer id=\"lakana_{id}\"")).unwrap();
        assert!(place("lakes") < place("quarters"), "a lake would lie under what fills its commune");
        let theme = |i: usize| document.split("<visibility-preset ").nth(i).unwrap();
        let road = |theme: &str| theme.contains("lakana_roads\"");
        assert!(road(theme(1)) && !road(theme(2)), "roads where the theme draws them");
    }

    #[test]
    fn without_regions_there_is_no_layout_and_without_layers_an_empty_project() {
        assert!(!project(&[quarters()]).contains("<Layout "));
        assert!(project(&[]).contains("<projectlayers>\n</projectlayers>"));
    }

    #[test]
    fn the_archive_holds_the_project_and_no_clock() {
        let options = WriteOptions::default();
        let bytes = archive(&project(&country()), &options).unwrap();
        assert!(bytes == archive(&project(&country()), &options).unwrap());
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name("lakana.qgs").unwrap().read_to_string(&mut text).unwrap();
        assert_eq!(text, project(&country()));
    }
}
