//! Tags of the Humanitarian Exchange Language under the header of a table, by which programs and people of other
//! organisations know what a column holds whatever it is called (HXL 1.1, <https://hxlstandard.org>).
//!
//! Which column has which tag is data: `data/hxl.toml`. Only for CSV; other formats have labels.

use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Tags {
    /// Pattern of the column, tag.
    tags: Vec<(String, String)>,
}

static TAGS: LazyLock<Tags> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/hxl.toml")).expect("data/hxl.toml is read by a test"));

/// Endings of fields of a layer that say something of another field.
const COMPANIONS: [&str; 5] = ["n", "lower", "upper", "missing", "stands_at"];

/// The tag of a column in the table of that name (file name without ending). Of a column that nobody knows,
/// its own name as an indicator.
pub fn tag(table: &str, column: &str) -> String {
    let of_another = COMPANIONS.iter().find_map(|part| Some((part, column.strip_suffix(part)?.strip_suffix('_')?)));
    if let Some((part, of)) = of_another.filter(|(_, of)| !of.is_empty()) {
        return format!("#meta+{part}+{}", attribute(of));
    }
    let fitting = TAGS.tags.iter().find_map(|(pattern, tag)| {
        let column = match pattern.split_once('/') {
            Some((of, pattern)) => (of == table).then(|| held(pattern, column))?,
            None => held(pattern, column),
        }?;
        Some(tag.replace('*', &attribute(column)))
    });
    fitting.unwrap_or_else(|| format!("#indicator+{}", attribute(column)))
}

/// What the `*` of a pattern stands for, where the pattern fits; nothing where it has none.
fn held<'c>(pattern: &str, column: &'c str) -> Option<&'c str> {
    match pattern.split_once('*') {
        None => (pattern == column).then_some(""),
        Some((head, tail)) => column.strip_prefix(head)?.strip_suffix(tail).filter(|held| !held.is_empty()),
    }
}

/// A name as an attribute may be spelled: ASCII letters, digits and underscores.
fn attribute(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect()
}

/// A CSV table of ours with a row of tags under its header. The header holds ids, so that its line ends where
/// the first one does; a table without a line is left alone.
pub fn tagged(table: &str, csv: &str) -> String {
    let Some((header, rest)) = csv.split_once("\r\n") else { return csv.to_owned() };
    let tags: Vec<String> = header.split(',').map(|column| tag(table, column)).collect();
    format!("{header}\r\n{}\r\n{rest}", tags.join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `#tag+attribute+attribute`, each a letter and then letters, digits and underscores.
    fn well_formed(tag: &str) -> bool {
        let word = |w: &str| {
            w.starts_with(|c: char| c.is_ascii_alphabetic()) && w.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        tag.strip_prefix('#').is_some_and(|words| words.split('+').all(word))
    }

    #[test]
    fn columns_have_the_tag_of_what_they_hold() {
        let tags = [
            ("communes", "code", "#adm3+code"),
            ("regions", "code", "#adm1+code"),
            ("communes", "region_name", "#adm1+name"),
            ("communes", "population", "#population"),
            ("communes", "population_n", "#meta+n+population"),
            ("communes", "incidents_killed_in_2018", "#affected+killed+y2018"),
            ("communes", "survey_victim_stands_at", "#meta+stands_at+survey_victim"),
            ("communes", "survey_victim", "#indicator+survey_victim"),
            ("communes", "health_functioning", "#service+num+functioning+health"),
            ("communes", "risk_index", "#indicator+index"),
            ("indicators", "n", "#indicator+n"),
            ("indicators", "value", "#indicator+value"),
            ("dictionary", "label_fr", "#indicator+name+fr"),
            ("priority", "reasons_en", "#cause+en"),
            ("odd", "a b-c", "#indicator+a_b_c"),
        ];
        tags.iter().for_each(|(table, column, expected)| assert_eq!(tag(table, column), *expected));
    }

    #[test]
    fn every_tag_of_the_file_is_well_formed_and_begins_with_one_of_the_standard() {
        // The core hashtags of HXL 1.1 that a table of ours may have.
        let core = [
            "adm1",
            "adm2",
            "adm3",
            "affected",
            "cause",
            "date",
            "description",
            "event",
            "geo",
            "group",
            "indicator",
            "loc",
            "meta",
            "population",
            "region",
            "service",
            "severity",
            "status",
        ];
        for (pattern, tag) in &TAGS.tags {
            assert!(well_formed(&tag.replace('*', "x1")), "{pattern}: {tag}");
            let word = tag.trim_start_matches('#').split('+').next().unwrap();
            assert!(core.contains(&word), "{pattern}: {tag}");
            assert!(tag.contains('*') <= pattern.contains('*'), "{pattern}: {tag}");
            assert!(pattern.matches('*').count() <= 1, "{pattern}");
        }
        assert!(!well_formed("#adm 1") && !well_formed("adm1") && !well_formed("#adm1+") && !well_formed("#1"));
    }

    #[test]
    fn the_row_stands_under_the_header_and_nothing_else_changes() {
        assert_eq!(tagged("communes", "code,name\r\nML01,\"a,b\"\r\n"), "code,name\r\n#adm3+code,#adm3+name\r\nML01,\"a,b\"\r\n");
        assert_eq!(tagged("communes", "code\r\n"), "code\r\n#adm3+code\r\n");
        assert_eq!(tagged("communes", ""), "");
    }
}
