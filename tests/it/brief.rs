//! Briefs, end to end: every number on their pages is one of the run's tables and layers.

use crate::support::{contents, country, csv_rows, lakana, say};
use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, Stream};
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What a reader that copies text out of the pages gets: one string for each line that was set.
fn lines(path: &Path) -> Vec<Vec<String>> {
    let pdf = Document::load(path).expect("a PDF file");
    pdf.page_iter()
        .map(|id| {
            let page = pdf.get_dictionary(id).expect("a page");
            let mut setter = Setter::default();
            let content = pdf.get_page_content(id);
            setter.read(&pdf, &content, named(&pdf, page, "Resources"), [1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);
            setter.lines
        })
        .collect()
}

/// The dictionary that stands under a name, itself or elsewhere in the file.
fn named<'a>(pdf: &'a Document, of: &'a Dictionary, name: &str) -> &'a Dictionary {
    pdf.get_dict_in_dict(of, name.as_bytes()).expect("a dictionary")
}

/// Puts glyphs, each of which stands by itself in our files, together again.
#[derive(Default)]
struct Setter {
    lines: Vec<String>,
    /// The last glyph: how it is turned and how large, and where it stands.
    last: Option<([f64; 5], f64)>,
}

impl Setter {
    fn read(&mut self, pdf: &Document, content: &[u8], resources: &Dictionary, outer: [f64; 6]) {
        let mut letters: BTreeMap<u16, String> = BTreeMap::new();
        let (mut matrix, mut stack, mut size) = (outer, Vec::new(), 0.0);
        for Operation { operator, operands } in Content::decode(content).expect("operators").operations {
            let number = |i: usize| f64::from(operands[i].as_float().expect("a number"));
            let name = |i: usize| std::str::from_utf8(operands[i].as_name().expect("a name")).expect("ASCII");
            match operator.as_str() {
                "q" => stack.push(matrix),
                "Q" => matrix = stack.pop().expect("a state was saved"),
                "cm" => {
                    let [a, b, c, d, e, f] = matrix;
                    let [g, h, i, j, k, l] = [0, 1, 2, 3, 4, 5].map(number);
                    matrix = [a * g + c * h, b * g + d * h, a * i + c * j, b * i + d * j, a * k + c * l + e, b * k + d * l + f];
                }
                "Tf" => {
                    size = number(1);
                    letters = unicode(pdf, named(pdf, named(pdf, resources, "Font"), name(0)));
                }
                "Tj" => {
                    let codes = operands[0].as_str().expect("a string").chunks_exact(2).map(|b| u16::from_be_bytes([b[0], b[1]]));
                    self.show(&codes.map(|code| letters[&code].as_str()).collect::<String>(), matrix, size);
                }
                "Do" => {
                    let form = stream(pdf, named(pdf, resources, "XObject"), name(0));
                    if form.dict.has(b"Resources") {
                        let content = form.get_plain_content().expect("a stream");
                        self.read(pdf, &content, named(pdf, &form.dict, "Resources"), matrix);
                    }
                }
                _ => {}
            }
        }
    }

    /// A glyph goes on with the line of the one before it when it stands right behind it.
    fn show(&mut self, text: &str, [a, b, c, d, e, f]: [f64; 6], size: f64) {
        let em = a.hypot(b) * size;
        let look = [a * size, b * size, c * size, d * size, f];
        let follows = self
            .last
            .is_some_and(|(before, x)| before.iter().zip(&look).all(|(p, q)| (p - q).abs() < 0.01) && e > x && e - x < 1.25 * em);
        match self.lines.last_mut().filter(|_| follows) {
            Some(line) => line.push_str(text),
            None => self.lines.push(text.to_owned()),
        }
        self.last = Some((look, e));
    }
}

/// The stream that stands under a name.
fn stream<'a>(pdf: &'a Document, of: &Dictionary, name: &str) -> &'a Stream {
    let id = of.get(name.as_bytes()).and_then(Object::as_reference).expect("a reference");
    pdf.get_object(id).and_then(Object::as_stream).expect("a stream")
}

/// The letters of a font by the numbers of its glyphs.
fn unicode(pdf: &Document, font: &Dictionary) -> BTreeMap<u16, String> {
    let table = stream(pdf, font, "ToUnicode").get_plain_content().expect("fonts that can be copied from");
    let table = String::from_utf8_lossy(&table).into_owned();
    let mut letters = BTreeMap::new();
    for block in table.split("beginbfchar").skip(1) {
        let block = block.split("endbfchar").next().unwrap_or_default();
        for pair in block.split_whitespace().collect::<Vec<_>>().chunks_exact(2) {
            let units = |hex: &str| -> Vec<u16> {
                let hex = hex.trim_matches(['<', '>']).as_bytes().chunks_exact(4);
                hex.map(|h| u16::from_str_radix(std::str::from_utf8(h).expect("ASCII"), 16).expect("hexadecimal")).collect()
            };
            letters.insert(units(pair[0])[0], String::from_utf16(&units(pair[1])).expect("text"));
        }
    }
    letters
}

/// Numbers of a text with their decimals. In the language of the program thousands are grouped and a comma or point stands
/// before decimals; a bare number of four digits is a year, and what looks like a date is one.
fn numbers(text: &str, french: bool) -> Vec<(f64, usize)> {
    let (group, point) = if french { ('\u{202f}', ',') } else { (',', '.') };
    let letters: Vec<char> = text.chars().collect();
    let digit = |i: usize| letters.get(i).is_some_and(char::is_ascii_digit);
    let (mut out, mut i) = (Vec::new(), 0);
    while i < letters.len() {
        if !digit(i) || i > 0 && letters[i - 1].is_alphabetic() {
            i += 1;
            continue;
        }
        let (start, mut decimals) = (i, 0);
        while digit(i) || letters.get(i) == Some(&group) && digit(i + 1) && digit(i + 2) && digit(i + 3) && !digit(i + 4) {
            i += 1;
        }
        if letters.get(i) == Some(&point) && digit(i + 1) {
            i += 1;
            while digit(i) {
                (i, decimals) = (i + 1, decimals + 1);
            }
        }
        let written: String = letters[start..i].iter().collect();
        let year = written.len() == 4 && (written.starts_with("19") || written.starts_with("20"));
        let after: String = letters[i..].iter().take(12).collect::<String>().to_lowercase();
        let iso = after.starts_with('-') && digit(i + 1) || start > 0 && letters[start - 1] == '-';
        let month = [
            "janv", "févr", "mars", "avr", "mai", "juin", "juil", "août", "sept", "oct", "nov", "déc", "jan", "feb", "mar",
            "apr", "may", "jun", "jul", "aug", "sep", "dec",
        ];
        let day = after.trim_start_matches("er").trim_start_matches([' ', '\u{a0}', '\u{202f}']);
        if year || iso || month.iter().any(|m| day.starts_with(m)) {
            continue;
        }
        let plain: String = written.replace(group, "").replace(point, ".");
        out.push((plain.parse().expect("digits"), decimals));
    }
    out
}

/// Every number that a brief of one region may print, from the files of its run.
struct Known(Vec<f64>);

impl Known {
    fn new(out: &Path, region: &Path) -> Known {
        let geojson = |path: PathBuf| -> Vec<Value> {
            let text = fs::read_to_string(path).unwrap_or_else(|_| r#"{"features":[]}"#.into());
            let layer: Value = serde_json::from_str(&text).expect("GeoJSON");
            layer["features"].as_array().expect("features").iter().map(|f| f["properties"].clone()).collect()
        };
        let own = geojson(region.join("regions.geojson"))[0].clone();
        let is = |row: &BTreeMap<String, String>, key: &str, value: &Value| Some(row[key].as_str()) == value.as_str();
        let mut known: Vec<f64> = Vec::new();
        // Facts of the region, its zone and the country.
        let indicators = csv_rows(&out.join("tables/indicators.csv"));
        for row in &indicators {
            let here = match row["level"].as_str() {
                "country" => true,
                "zone" => is(row, "code", &own["zone_code"]),
                "region" => is(row, "code", &own["code"]),
                _ => false,
            };
            if here {
                known.extend(["value", "n", "lower", "upper"].iter().filter_map(|c| row[*c].parse::<f64>().ok()));
            }
        }
        // Communes without an index, by reason.
        let communes: BTreeSet<String> =
            geojson(region.join("communes.geojson")).iter().map(|f| f["code"].as_str().expect("a code").to_owned()).collect();
        let of_index = |r: &&BTreeMap<String, String>| {
            r["level"] == "commune" && r["indicator"] == "risk_index" && communes.contains(&r["code"])
        };
        let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
        for row in indicators.iter().filter(of_index).filter(|r| !r["missing"].is_empty()) {
            *reasons.entry(&row["missing"]).or_default() += 1;
        }
        known.extend([communes.len(), reasons.values().sum::<usize>()].map(|n| n as f64));
        known.extend(reasons.values().map(|&n| n as f64));
        // Priority communes, their classes and the numbers of their reasons.
        let mut classes: BTreeMap<String, usize> = BTreeMap::new();
        let priority = out.join("tables/priority.csv");
        for row in if priority.exists() { csv_rows(&priority) } else { Vec::new() } {
            if is(&row, "region_code", &own["code"]) {
                *classes.entry(row["class_fr"].clone()).or_default() += 1;
                known.extend(row.values().filter_map(|cell| cell.parse::<f64>().ok()));
                known.extend(numbers(&row["reasons_fr"], true).iter().chain(&numbers(&row["reasons_en"], false)).map(|n| n.0));
            }
        }
        known.extend(classes.values().map(|&n| n as f64));
        // Answers of the zone.
        for row in csv_rows(&out.join("tables/survey.csv")) {
            if row["by_2"].is_empty()
                && (row["group_1"].is_empty()
                    || row["group_1"].eq_ignore_ascii_case(own["zone_code"].as_str().unwrap_or_default()))
            {
                known.extend(["value", "n"].iter().filter_map(|c| row[*c].parse::<f64>().ok()));
            }
        }
        // What is in the words of units, labels and methods, in the credits of the inputs, and in the classes of the map.
        for row in csv_rows(&out.join("tables/dictionary.csv")) {
            for (column, french) in [
                ("label_fr", true),
                ("unit_fr", true),
                ("method_fr", true),
                ("label_en", false),
                ("unit_en", false),
                ("method_en", false),
            ] {
                known.extend(numbers(&row[column].replace("00 000", "00\u{202f}000"), french).iter().map(|n| n.0));
            }
        }
        let run: Value = serde_json::from_str(&fs::read_to_string(out.join("run.json")).expect("run.json")).expect("JSON");
        for input in run["result"]["inputs"].as_array().expect("inputs") {
            known.extend(numbers(&input["source"]["credit"].to_string(), true).iter().map(|n| n.0));
            known.extend(numbers(&input["credit"].to_string(), true).iter().map(|n| n.0));
        }
        let classes = fs::read_to_string(out.join("layers/communes.qml")).unwrap_or_default();
        for range in classes.split("<range ").skip(1) {
            let range = range.split('>').next().unwrap_or_default();
            known.extend(range.split('"').filter_map(|part| part.parse::<f64>().ok()));
        }
        known.extend(over_time(&geojson(region.join("incidents.geojson"))));
        let of_country = geojson(out.join("layers/incidents.geojson"));
        known.push(of_country.iter().filter(|e| e["area_level"] == "country" || e["area_code"].is_null()).count() as f64);
        known.extend(along_axes(&geojson(region.join("road_segments.geojson"))));
        known.extend(along_axes(&geojson(out.join("layers/road_segments.geojson"))));
        Known(known)
    }

    /// Whether a number is one of these, rounded as printed.
    fn has(&self, (value, decimals): (f64, usize)) -> bool {
        let step = 10f64.powi(-(decimals as i32));
        self.0.iter().any(|known| (known.abs() - value).abs() <= 0.5 * step + 1e-9 * value.max(1.0))
    }
}

/// Events and people killed of every year, quarter and month, of all before a year, and of those that say less.
fn over_time(events: &[Value]) -> Vec<f64> {
    let mut counted: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    let (mut undated, mut coarse, mut at_least) = (0.0, 0.0, 0.0);
    for event in events {
        let date = event["date"].as_str().unwrap_or_default();
        let year = date.get(..4).unwrap_or_default().to_owned();
        let month = date.get(5..7).and_then(|m| m.parse::<u32>().ok());
        let mut keys = vec![year.clone()];
        keys.extend(month.map(|m| format!("{year} month {m}")));
        keys.extend(month.map(|m| format!("{year} quarter {}", (m - 1) / 3)));
        for key in keys.into_iter().filter(|_| !year.is_empty()) {
            let sum = counted.entry(key).or_default();
            *sum = (sum.0 + 1.0, sum.1 + event["killed"].as_f64().unwrap_or(0.0));
        }
        undated += f64::from(u8::from(month.is_none()));
        coarse += f64::from(u8::from(event["area_level"] != "commune"));
        at_least += f64::from(u8::from(event["killed_at_least"] == 1));
    }
    let mut before = 0.0;
    let mut out = vec![0.0, undated, coarse, at_least];
    for (key, (events, killed)) in &counted {
        out.extend([*events, *killed]);
        if key.len() == 4 {
            before += events;
            out.push(before);
        }
    }
    out
}

/// Kilometres, incidents and incidents per 100 km of each axis, and where segments begin and end.
fn along_axes(segments: &[Value]) -> Vec<f64> {
    let mut axes: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    let mut out = Vec::new();
    for segment in segments {
        let [from, to, incidents] = ["km_from", "km_to", "incidents"].map(|key| segment[key].as_f64().expect("a number"));
        let axis = axes.entry(segment["axis"].as_str().expect("an axis")).or_default();
        *axis = (axis.0 + to - from, axis.1 + incidents);
        out.extend([from, to]);
    }
    out.extend(axes.values().flat_map(|(km, incidents)| [*km, *incidents, 100.0 * incidents / km]));
    // The names of axes.
    out.extend((1..=9).map(f64::from).filter(|n| axes.contains_key(format!("a{n}").as_str())));
    out
}

/// Whether a line is the scale of the map: a length alone, whose first digit says that it is round.
fn is_scale(line: &str, french: bool) -> bool {
    let Some(length) = line.strip_suffix("\u{202f}km") else { return false };
    let all = numbers(length, french);
    let round = |km: f64| {
        let first = km / 10f64.powf(km.log10().floor());
        [1.0, 2.0, 5.0].iter().any(|d| (first - d).abs() < 1e-9)
    };
    all.len() == 1 && length.chars().all(|c| !c.is_alphabetic()) && round(all[0].0)
}

/// Holds every number of every brief of a run against its files. Returns how many there were.
fn hold(out: &Path, french: bool) -> usize {
    let (mut all, mut shifted, mut unknown) = (0, 0, 0);
    for entry in fs::read_dir(out.join("regions")).expect("regions") {
        let region = entry.expect("an entry").path();
        let known = Known::new(out, &region);
        let pages = lines(&region.join("brief.pdf"));
        assert_eq!(pages.len(), 2, "{}", region.display());
        for (i, page) in pages.iter().enumerate() {
            let foot = if french { format!("Page {} sur 2", i + 1) } else { format!("Page {} of 2", i + 1) };
            assert!(page.contains(&foot), "{}: {page:#?}", region.display());
            for line in page.iter().filter(|l| **l != foot && !is_scale(l, french)) {
                for number in numbers(line, french) {
                    assert!(known.has(number), "{}: {} in {line:?} stands in no table", region.display(), number.0);
                    all += 1;
                    // The next number after one that says much: would it be noticed?
                    if number.0 >= 1000.0 || number.1 > 0 && number.0 >= 100.0 {
                        shifted += 1;
                        unknown += usize::from(!known.has((number.0 + 10f64.powi(-(number.1 as i32)), number.1)));
                    }
                }
            }
        }
    }
    assert!(2 * unknown >= shifted, "wrong numbers would pass: {unknown} of {shifted} noticed");
    all
}

#[test]
fn every_number_of_every_brief_stands_in_the_tables_and_layers() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for lang in ["fr", "en"] {
        let out = folder.path().join(lang);
        let said = say(lakana().args(["demo", "--lang", lang, "--only", "layers,tables,briefs", "--out"]).arg(&out));
        assert_eq!(said.code, Some(0), "{}", said.err);
        let numbers = hold(&out, lang == "fr");
        assert!(numbers > 11 * 100, "{numbers} numbers in eleven briefs");
    }
}

#[test]
fn a_small_country_has_its_briefs_the_same_each_time_and_the_atlas_does_not_hold_them() {
    let folder = country();
    let run = |out: &str, more: &[&str]| {
        let out = folder.path().join(out);
        let said = say(lakana().arg("run").arg(folder.path().join("lakana.toml")).arg("--out").arg(&out).args(more));
        assert_eq!(said.code, Some(0), "{}", said.err);
        out
    };
    let (first, again) = (run("one", &[]), run("two", &["--only", "briefs"]));
    assert!(hold(&first, true) > 50);
    let briefs = |out: &Path| -> BTreeMap<String, Vec<u8>> {
        contents(out).into_iter().filter(|(name, _)| name.ends_with("/brief.pdf")).collect()
    };
    assert_eq!(
        briefs(&first).len(),
        csv_rows(&first.join("tables/indicators.csv"))
            .iter()
            .filter(|r| r["level"] == "region" && r["indicator"] == "population")
            .count()
    );
    assert!(briefs(&first) == briefs(&again), "the same bytes, whatever else is made");
    let run: Value = serde_json::from_slice(&fs::read(first.join("run.json")).expect("run.json")).expect("JSON");
    let listed = run["result"]["files"]
        .as_array()
        .expect("files")
        .iter()
        .filter(|f| f.as_str().is_some_and(|f| f.ends_with("/brief.pdf")));
    assert_eq!(listed.count(), briefs(&first).len());
    let pages = |path: &Path| Document::load(path).expect("a PDF file").page_iter().count();
    let sheets = contents(&first)
        .keys()
        .filter(|n| (n.starts_with("regions/") || n.starts_with("country/")) && n.ends_with(".pdf") && !n.ends_with("/brief.pdf"))
        .count();
    assert_eq!(pages(&first.join("atlas.pdf")), 1 + sheets);
}
