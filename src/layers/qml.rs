//! QGIS styles: one `.qml` for each style of a layer, which QGIS loads by itself when it stands
//! beside the file of the same name, and a `.qmd` with title, abstract and credits.
//!
//! QGIS draws nothing for a null under a graduated renderer, and its readers would take the
//! hole in the map for "no problem here". So the classes are written as rules, with a hatched
//! rule for null; values outside all classes, where there are any, have a rule of their own.
//! Fields of fixed values show their words. Written for QGIS 3.22 and later. For other programs there is the SLD.

pub(super) mod symbol;

use super::{CodeList, Domain, Format, Layer, Style, WriteOptions};
use crate::base::{Lang, Missing, Problem, Result, Text, write_file, xml_escaped};
use crate::text;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::sync::LazyLock;
use symbol::Symbol;

/// `NAME.qml` with the default style and `NAME.STYLE.qml` with each further one; `NAME.qmd`.
pub const FORMAT: Format = Format { id: "qml", write: write_all };

fn write_all(layers: &[Layer], folder: &Path, options: &WriteOptions) -> Result<Vec<Problem>> {
    for layer in layers {
        for (i, style) in styles(layer, options.lang).iter().enumerate() {
            let name = named(layer, &style.name, i);
            write_file(&folder.join(format!("{name}.qml")), |out| out.write_all(style.qml().as_bytes()))?;
        }
        let metadata = metadata(layer, options.lang);
        write_file(&folder.join(format!("{}.qmd", layer.name)), |out| out.write_all(metadata.as_bytes()))?;
    }
    Ok(Vec::new())
}

/// One style as QGIS knows it.
pub struct NamedStyle {
    /// Id of the style; `default` for a layer without styles.
    pub name: String,
    /// Title as people read it in the list of styles.
    pub title: String,
    /// Renderer and aliases, as they stand in a `.qml` and in the layers of a project.
    pub body: String,
}

impl NamedStyle {
    /// The whole `.qml` document.
    pub fn qml(&self) -> String {
        format!("<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n{}", self.element())
    }

    /// The document's one element, as a project holds the further styles of a layer.
    pub fn element(&self) -> String {
        format!("<qgis version=\"3.22.0\" styleCategories=\"Symbology|Fields|Forms\">\n{}</qgis>\n", self.body)
    }
}

/// Every style of a layer, the default first; never empty. A layer without styles has one
/// plain symbol. A style over a field that the layer has not got is left out.
pub fn styles(layer: &Layer, lang: Lang) -> Vec<NamedStyle> {
    let mut styles: Vec<NamedStyle> = Vec::new();
    for style in drawable(layer) {
        let title = style.title.get(lang);
        // QGIS knows styles by their titles.
        let taken = styles.iter().any(|s| s.title == title);
        styles.push(NamedStyle {
            name: style.name.clone(),
            title: if taken { format!("{title} ({})", style.name) } else { title.to_owned() },
            body: body(layer, &rule_renderer(layer, style, lang), lang),
        });
    }
    if styles.is_empty() {
        let body = body(layer, &single_renderer(&Symbol::plain(layer)), lang);
        styles.push(NamedStyle { name: "default".into(), title: layer.title.get(lang).to_owned(), body });
    }
    styles
}

/// The styles over fields that the layer has.
pub(super) fn drawable(layer: &Layer) -> impl Iterator<Item = &Style> {
    layer.styles.iter().filter(|style| layer.field(&style.field).is_some())
}

/// Name of the file of the `i`-th style, without its ending: the first is the layer's default.
pub(super) fn named(layer: &Layer, style: &str, i: usize) -> String {
    if i == 0 { layer.name.clone() } else { format!("{}.{style}", layer.name) }
}

/// Whether some value lies in no class of a style.
pub(super) fn any_outside(layer: &Layer, style: &Style) -> bool {
    let mut values = layer.values(&style.field).filter_map(|value| value.written().as_f64());
    values.any(|value| style.class_of(value).is_none())
}

/// What the legend calls such values.
pub(super) static OUTSIDE: LazyLock<Text> = LazyLock::new(|| Text::new("hors des classes", "outside the classes"));

/// What a reader must know of the layer in a sentence or two: that it is made up, and who made it.
pub fn abstract_of(layer: &Layer, lang: Lang) -> String {
    let warning = layer.synthetic.then(|| {
        Text::new(
            "Données de démonstration, générées par un programme : elles ne décrivent aucune situation réelle.",
            "Demonstration data made by a program: they describe no real situation.",
        )
    });
    // Two credits may differ in the other language alone.
    let mut credits: Vec<&str> = Vec::new();
    for credit in layer.credits.iter().map(|c| c.get(lang).trim_end_matches('.')) {
        if !credit.is_empty() && !credits.contains(&credit) {
            credits.push(credit);
        }
    }
    let credits = credits.join(" ; ");
    let credits = (!credits.is_empty()).then(|| text!("Sources : {credits}.", "Sources: {credits}."));
    let sentences: Vec<String> = [warning, credits].into_iter().flatten().map(|t| t.get(lang).to_owned()).collect();
    sentences.join(" ")
}

/// A `.qmd` document: the metadata QGIS shows under "Information".
pub(super) fn metadata(layer: &Layer, lang: Lang) -> String {
    metadata_of(&layer.name, layer.title.get(lang), &abstract_of(layer, lang), &layer.credits, lang)
}

/// The same of anything with a title.
pub(super) fn metadata_of(id: &str, title: &str, about: &str, credits: &[Text], lang: Lang) -> String {
    let language = match lang {
        Lang::Fr => "FRE",
        Lang::En => "ENG",
    };
    let rights: String = credits.iter().map(|credit| format!("  <rights>{}</rights>\n", xml_escaped(credit.get(lang)))).collect();
    let [id, title, about] = [id, title, about].map(xml_escaped);
    format!(
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\">\n  \
         <identifier>{id}</identifier>\n  <language>{language}</language>\n  <type>dataset</type>\n  \
         <title>{title}</title>\n  <abstract>{about}</abstract>\n{rights}</qgis>\n"
    )
}

fn body(layer: &Layer, renderer: &str, lang: Lang) -> String {
    let (mut aliases, mut widgets) = (String::new(), String::new());
    for (i, field) in layer.fields.iter().enumerate() {
        let (id, alias) = (xml_escaped(&field.id), xml_escaped(&field.alias(lang)));
        let _ = writeln!(aliases, "    <alias index=\"{i}\" field=\"{id}\" name=\"{alias}\"/>");
        if let Some(Domain::OneOf(list)) = field.domain {
            let _ = writeln!(widgets, "    <field name=\"{id}\" configurationFlags=\"None\">{}</field>", value_map(list, lang));
        }
    }
    if !widgets.is_empty() {
        widgets = format!("  <fieldConfiguration>\n{widgets}  </fieldConfiguration>\n");
    }
    format!("{renderer}{widgets}  <aliases>\n{aliases}  </aliases>\n")
}

/// The words of a list of codes, which QGIS shows in place of the codes in tables and forms.
fn value_map(list: &CodeList, lang: Lang) -> String {
    let entry = |(code, words): &(&'static str, Text)| {
        let words = xml_escaped(words.get(lang));
        format!("<Option type=\"Map\"><Option name=\"{words}\" type=\"QString\" value=\"{code}\"/></Option>")
    };
    let entries: String = list.values.iter().map(entry).collect();
    format!(
        "<editWidget type=\"ValueMap\"><config><Option type=\"Map\"><Option name=\"map\" type=\"List\">{entries}</Option>\
         </Option></config></editWidget>"
    )
}

/// One symbol for every feature.
pub(super) fn single_renderer(symbol: &Symbol) -> String {
    format!(
        "  <renderer-v2 type=\"singleSymbol\" symbollevels=\"0\" forceraster=\"0\" enableorderby=\"0\">\n    \
         <symbols>\n{}    </symbols>\n  </renderer-v2>\n",
        symbol.xml("0")
    )
}

/// One entry of the legend.
struct Rule {
    filter: String,
    label: String,
    symbol: Symbol,
}

fn rule_renderer(layer: &Layer, style: &Style, lang: Lang) -> String {
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let field = quoted(&style.field);
    // Too little is known of these to be coloured.
    let hatched = style.hatched.as_ref().filter(|h| layer.field(&h.field).is_some());
    let known = hatched.map_or_else(String::new, |h| {
        let other = quoted(&h.field);
        format!(" AND ({other} IS NULL OR {other} >= {})", h.below)
    });
    let mut rules: Vec<Rule> = style
        .classes
        .iter()
        .enumerate()
        .map(|(i, class)| Rule {
            filter: format!("{field} {} {} AND {field} <= {}{known}", if i == 0 { ">=" } else { ">" }, class.lower, class.upper),
            label: class.label.get(lang).to_owned(),
            symbol: Symbol::coloured(layer.geometry, class.colour, i),
        })
        .collect();
    rules.extend(hatched.map(|h| Rule {
        filter: format!("{field} IS NOT NULL AND {} < {}", quoted(&h.field), h.below),
        label: h.label.get(lang).to_owned(),
        symbol: Symbol::unreliable(layer.geometry),
    }));
    rules.push(Rule {
        filter: format!("{field} IS NULL"),
        label: Missing::NoData.label().get(lang).to_owned(),
        symbol: Symbol::no_data(layer.geometry),
    });
    if any_outside(layer, style) {
        rules.push(Rule { filter: "ELSE".into(), label: OUTSIDE.get(lang).to_owned(), symbol: Symbol::plain(layer) });
    }

    let (mut list, mut symbols) = (String::new(), String::new());
    for (i, Rule { filter, label, symbol }) in rules.iter().enumerate() {
        let (filter, label) = (xml_escaped(filter), xml_escaped(label));
        let _ = writeln!(list, "        <rule key=\"{{lakana-{i}}}\" filter=\"{filter}\" label=\"{label}\" symbol=\"{i}\"/>");
        symbols.push_str(&symbol.xml(&i.to_string()));
    }
    // The outer rule draws nothing: it is the heading of the legend.
    format!(
        "  <renderer-v2 type=\"RuleRenderer\" symbollevels=\"0\" forceraster=\"0\" enableorderby=\"0\">\n    \
         <rules key=\"{{lakana}}\">\n      <rule key=\"{{lakana-legend}}\" label=\"{}\">\n{list}      </rule>\n    </rules>\n    \
         <symbols>\n{symbols}    </symbols>\n  </renderer-v2>\n",
        xml_escaped(&heading(layer, style, lang)),
    )
}

/// Title of the style with the unit of its field.
pub(super) fn heading(layer: &Layer, style: &Style, lang: Lang) -> String {
    let title = style.title.get(lang);
    match layer.field(&style.field).map(|f| layer.fields[f].unit.get(lang)) {
        Some(unit) if !unit.is_empty() => format!("{title} ({unit})"),
        _ => title.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::GeometryKind;
    use super::super::samples::{hamlets, quarters};
    use super::symbol::HATCH;
    use super::*;
    use geo_types::line_string;

    #[test]
    fn classes_become_rules_with_our_bounds_and_null_has_its_own() {
        let styles = styles(&quarters(), Lang::Fr);
        assert_eq!(styles.iter().map(|s| s.name.as_str()).collect::<Vec<_>>(), ["share", "people"]);
        let qml = &styles[0].qml();
        for part in [
            "filter=\"&quot;share&quot; &gt;= 0 AND &quot;share&quot; &lt;= 12.5\" label=\"0 – 12,5\"",
            "filter=\"&quot;share&quot; &gt; 12.5 AND &quot;share&quot; &lt;= 50\"",
            "filter=\"&quot;share&quot; IS NULL\" label=\"aucune donnée\"",
            "label=\"Part « oui » &lt;b&gt; (%)\"",
            "value=\"255,237,160,255\"",
            "class=\"LinePatternFill\"",
            "<alias index=\"3\" field=\"share\" name=\"Part (%)\"/>",
            "<field name=\"name\" configurationFlags=\"None\"><editWidget type=\"ValueMap\">",
            "<Option name=\"aucun\" type=\"QString\" value=\"-\"/>",
        ] {
            assert!(qml.contains(part), "{part} is not in\n{qml}");
        }
        assert!(!qml.contains("ELSE"), "every share lies in a class");
        assert!(styles[1].body.contains("filter=\"ELSE\" label=\"hors des classes\""), "-3 people lie in none");
    }

    #[test]
    fn a_layer_without_usable_styles_has_one_plain_symbol() {
        let mut layer = hamlets();
        layer.styles = quarters().styles;
        let styles = styles(&layer, Lang::En);
        assert_eq!((styles.len(), styles[0].title.as_str()), (1, "Hamlets"));
        assert!(styles[0].body.contains("singleSymbol") && styles[0].body.contains("SimpleMarker"));
    }

    #[test]
    fn the_metadata_name_the_sources_and_say_what_is_made_up() {
        let metadata = metadata(&quarters(), Lang::Fr);
        assert!(metadata.contains("<title>Quartiers</title>"));
        assert!(metadata.contains("aucune situation réelle. Sources : Office des statistiques"));
        assert_eq!(abstract_of(&hamlets(), Lang::En), "");
    }

    #[test]
    fn what_xml_forbids_becomes_a_space() {
        assert_eq!(xml_escaped("a\u{0}b\u{1b}<\"&\n'é"), "a b &lt;&quot;&amp; 'é");
    }

    /// Real QGIS, where it is installed; `LAKANA_REQUIRE_QGIS` makes its absence a failure.
    fn seen_by_qgis(file: &Path) -> Option<Vec<Vec<String>>> {
        use std::process::Command;
        let python = std::env::var("LAKANA_QGIS_PYTHON").unwrap_or_else(|_| "/usr/bin/python3".into());
        let here = Command::new(&python).args(["-c", "import qgis.core"]).output().is_ok_and(|o| o.status.success());
        if !here {
            assert!(std::env::var_os("LAKANA_REQUIRE_QGIS").is_none(), "QGIS is required and {python} has none");
            println!("skipped: {python} has no QGIS (Debian: python3-qgis)");
            return None;
        }
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/qgis/check_styles.py");
        let output = Command::new(&python).arg(script).arg(file).env("QT_QPA_PLATFORM", "offscreen").output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        let lines = String::from_utf8(output.stdout).unwrap();
        Some(lines.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
    }

    /// What QGIS should print for each feature of the default style.
    fn expected(layer: &Layer) -> Vec<Vec<String>> {
        let (drawn, no_data) = match layer.geometry {
            GeometryKind::Polygon => ("SimpleFill", [HATCH.hex(), "LinePatternFill".into()]),
            GeometryKind::Line => ("SimpleLine", [HATCH.hex(), "SimpleLine".into()]),
            GeometryKind::Point => ("SimpleMarker", ["#ffffff".into(), "SimpleMarker".into()]),
        };
        let style = &layer.styles[0];
        (0..layer.features.len())
            .map(|i| {
                let class = layer.value(i, &style.field).as_f64().and_then(|v| style.class_of(v)).map(|c| &style.classes[c]);
                let seen = match class {
                    Some(class) => vec![class.label.fr.clone(), class.colour.hex(), drawn.into()],
                    None => [vec!["aucune donnée".to_owned()], no_data.to_vec()].concat(),
                };
                let code = layer.value(i, "code").as_str().unwrap().to_owned();
                ["area".to_owned(), code].into_iter().chain(seen).collect()
            })
            .collect()
    }

    #[test]
    fn qgis_draws_every_feature_in_our_class() {
        let mut points = Layer { name: "points".into(), geometry: GeometryKind::Point, ..quarters() };
        let mut lines = Layer { name: "lines".into(), geometry: GeometryKind::Line, ..quarters() };
        points.features.iter_mut().for_each(|f| f.geometry = Some(geo_types::Point::new(1.0, 2.0).into()));
        lines.features.iter_mut().for_each(|f| f.geometry = Some(line_string![(x: 0.0, y: 0.0), (x: 1.0, y: 2.0)].into()));
        let layers = [quarters(), points, lines];

        let folder = tempfile::tempdir().unwrap();
        for format in ["gpkg", "geojson", "qml"] {
            (super::super::format(format).unwrap().write)(&layers, folder.path(), &WriteOptions::default()).unwrap();
        }
        let Some(in_package) = seen_by_qgis(&folder.path().join("lakana.gpkg")) else { return };
        let mut in_package = in_package.as_slice();
        for layer in &layers {
            let (seen, rest) = in_package.split_at(1 + layer.features.len());
            in_package = rest;
            let beside = seen_by_qgis(&folder.path().join(format!("{}.geojson", layer.name))).unwrap();
            for (file, seen) in [("gpkg", seen), ("geojson", &beside)] {
                assert_eq!(seen[0][1], "RuleRenderer", "{file}");
                assert!(seen[0][2].starts_with("Quartiers"), "{file}: {}", seen[0][2]);
                assert!(seen[0][3].ends_with("code=Code; name=Nom; people=Population; share=Part (%)"), "{file}: {}", seen[0][3]);
                assert_eq!(seen[1..], expected(layer), "{file}");
            }
        }
    }
}
