//! Clusters of cases that a scan found, as polygons with their numbers, and in a sentence each.

use super::area_layers::{Labelling, text, text_field};
use super::record_layers::{build, integer_field};
use crate::base::{Area, Lang, Pcode, Result, Text, dissolve, long_date, number};
use crate::carto::palette::Palette;
use crate::layers::{Class, Field, FieldKind, FieldValue, GeometryKind, Layer, Style};
use crate::spatial::scan::Cluster;
use geo_types::Geometry;
use jiff::civil::Date;

/// A cluster with its first and last day; without them where time was not looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct DatedCluster {
    pub cluster: Cluster,
    pub days: Option<(Date, Date)>,
}

/// Where classes of "times as many as expected" end; the last one wherever it must.
const STEPS: [f64; 4] = [1.0, 2.0, 5.0, 10.0];

/// Layer `scan_clusters`: one polygon for each cluster, the areas in it made one, the most likely first.
///
/// `areas` stand in the order in which they were scanned, `regions` beside them where they have any. An area without shape
/// adds none.
///
/// # Errors
/// A palette that is not there.
pub fn clusters_layer(
    clusters: &[DatedCluster],
    areas: &[&Area],
    regions: &[Option<Pcode>],
    labelling: &Labelling,
) -> Result<Layer> {
    let rows = clusters.iter().enumerate().map(|(rank, found)| {
        let inside = &found.cluster.places;
        let shapes: Vec<_> = inside.iter().map(|&i| &areas[i].geometry).collect();
        let mut home: Vec<Pcode> = inside.iter().filter_map(|&i| regions.get(i)?.clone()).collect();
        home.sort();
        home.dedup();
        (Some(Geometry::MultiPolygon(dissolve(&shapes))), values(rank, found, areas), home)
    });
    let title = Text::new("Foyers : plus de cas qu'attendu", "Clusters: more cases than expected");
    let mut layer = build("scan_clusters", title, GeometryKind::Polygon, fields(), rows, labelling);
    let most = clusters.iter().map(|c| c.cluster.cases as f64 / c.cluster.expected).fold(20.0, f64::max).ceil();
    let palette = Palette::named("worse")?.colours(STEPS.len());
    let bounds = STEPS.iter().zip(STEPS.iter().skip(1).chain([&most]));
    let classes = bounds.zip(palette).map(|((&lower, &upper), colour)| {
        let label = |lang| match upper == most {
            true => format!("> {}", number(lower, 0, lang)),
            false => format!("{} – {}", number(lower, 0, lang), number(upper, 0, lang)),
        };
        Class { lower, upper, colour, label: Text::new(label(Lang::Fr), label(Lang::En)) }
    });
    layer.styles.push(Style {
        name: "scan_clusters".into(),
        title: Text::new("Foyers : cas pour un attendu", "Clusters: cases for each expected"),
        field: "ratio".into(),
        classes: classes.collect(),
        hatched: None,
        words: Default::default(),
    });
    Ok(layer)
}

fn values(rank: usize, found: &DatedCluster, areas: &[&Area]) -> Vec<FieldValue> {
    let c = &found.cluster;
    let real = |v: f64| if v.is_finite() { FieldValue::Real(v) } else { FieldValue::Null };
    let day = |day: Option<Date>| day.map_or(FieldValue::Null, |day| text(&day.to_string()));
    let mut codes: Vec<&str> = c.places.iter().map(|&i| areas[i].code.as_str()).collect();
    codes.sort_unstable();
    vec![
        text(&format!("{:03}", rank + 1)),
        FieldValue::Integer(c.cases as i64),
        real(c.expected),
        real(c.cases as f64 / c.expected),
        real(c.relative_risk),
        real(c.log_ratio),
        c.p.map_or(FieldValue::Null, real),
        c.p_gumbel.map_or(FieldValue::Null, real),
        day(found.days.map(|d| d.0)),
        day(found.days.map(|d| d.1)),
        real(c.radius / 1000.0),
        FieldValue::Integer(c.places.len() as i64),
        c.places.first().map_or(FieldValue::Null, |&i| text(areas[i].code.as_str())),
        text(&codes.join(" ")),
    ]
}

fn fields() -> Vec<Field> {
    let real = |id: &str, label, decimals| Field { kind: FieldKind::Real, decimals, ..text_field(id, label) };
    let day = |id: &str, label| Field { kind: FieldKind::Date, ..text_field(id, label) };
    vec![
        text_field("cluster", Text::new("Foyer, le plus vraisemblable d'abord", "Cluster, the most likely first")),
        integer_field("cases", Text::new("Cas", "Cases")),
        real("expected", Text::new("Cas attendus", "Expected cases"), 1),
        real("ratio", Text::new("Cas pour un attendu", "Cases for each expected"), 2),
        real("relative_risk", Text::new("Risque par rapport au reste", "Risk against the rest"), 2),
        real("log_likelihood_ratio", Text::new("Log du rapport de vraisemblance", "Log of the likelihood ratio"), 2),
        real("p", Text::new("Probabilité du hasard (Monte-Carlo)", "Probability of chance (Monte Carlo)"), 4),
        real("p_gumbel", Text::new("La même par la loi de Gumbel", "The same by a Gumbel distribution"), 6),
        day("first_day", Text::new("Premier jour", "First day")),
        day("last_day", Text::new("Dernier jour", "Last day")),
        real("radius_km", Text::new("Rayon (km)", "Radius (km)"), 1),
        integer_field("areas", Text::new("Unités", "Areas")),
        text_field("centre", Text::new("Unité du centre", "Area of the centre")),
        text_field("codes", Text::new("Codes des unités", "Codes of the areas")),
    ]
}

/// `Foyer 1 : Kidal et 7 autres unités, …`: what a person wants to know of a cluster.
pub fn sentence(rank: usize, found: &DatedCluster, areas: &[&Area]) -> Text {
    let c = &found.cluster;
    let first = c.places.first().map_or("", |&i| areas[i].name.as_str());
    let say = |lang: Lang| {
        let n = |v: f64, decimals| number(v, decimals, lang);
        let others = match (c.places.len().saturating_sub(1), lang) {
            (0, _) => String::new(),
            (1, Lang::Fr) => " et une autre unité".into(),
            (1, Lang::En) => " and one other area".into(),
            (more, Lang::Fr) => format!(" et {more} autres unités"),
            (more, Lang::En) => format!(" and {more} other areas"),
        };
        let days = found.days.map_or_else(String::new, |(a, b)| match lang {
            Lang::Fr => format!(", du {} au {}", long_date(a, lang), long_date(b, lang)),
            Lang::En => format!(", from {} to {}", long_date(a, lang), long_date(b, lang)),
        });
        let risk = match (c.relative_risk.is_finite(), lang) {
            (true, Lang::Fr) => format!("risque {} fois celui du reste", n(c.relative_risk, 1)),
            (true, Lang::En) => format!("risk {} times that of the rest", n(c.relative_risk, 1)),
            (false, Lang::Fr) => "aucun cas ailleurs".into(),
            (false, Lang::En) => "no case elsewhere".into(),
        };
        let chance = c.p.map_or_else(String::new, |p| format!(" (p = {})", n(p, 3)));
        let (rank, cases, expected) = (rank + 1, n(c.cases as f64, 0), n(c.expected, 1));
        match lang {
            Lang::Fr => format!("Foyer {rank} : {first}{others}{days} : {cases} cas contre {expected} attendus, {risk}{chance}"),
            Lang::En => {
                format!("Cluster {rank}: {first}{others}{days}: {cases} cases against {expected} expected, {risk}{chance}")
            }
        }
    };
    Text::new(say(Lang::Fr), say(Lang::En))
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{MultiPolygon, polygon};

    fn found(places: Vec<usize>, relative_risk: f64) -> DatedCluster {
        let cluster = Cluster {
            places,
            radius: 1500.0,
            ellipse: None,
            steps: 0..2,
            cases: 12,
            expected: 3.25,
            relative_risk,
            log_ratio: 7.5,
            p: Some(0.001),
            p_gumbel: None,
        };
        DatedCluster { cluster, days: Some((jiff::civil::date(2020, 1, 1), jiff::civil::date(2020, 6, 30))) }
    }

    fn areas() -> Vec<Area> {
        let square = |x: f64| polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)];
        ["B", "A", "C"]
            .into_iter()
            .zip(0u8..)
            .map(|(code, x)| Area::new(code.into(), format!("Commune {code}"), None, MultiPolygon(vec![square(f64::from(x))])))
            .collect()
    }

    #[test]
    fn areas_of_a_cluster_are_one_polygon() {
        let areas = areas();
        let areas: Vec<&Area> = areas.iter().collect();
        let regions = vec![Some(Pcode::from("R")), Some(Pcode::from("R")), None];
        let labelling = Labelling { credits: Vec::new(), synthetic: false };
        let layer =
            clusters_layer(&[found(vec![0, 1], 4.0), found(vec![2], f64::INFINITY)], &areas, &regions, &labelling).unwrap();
        let Some(Geometry::MultiPolygon(union)) = &layer.features[0].geometry else { panic!("a polygon") };
        assert_eq!((union.0.len(), union.0[0].exterior().0.len()), (1, 7), "the border between them is gone");
        assert_eq!(layer.features[0].regions, [Pcode::from("R")]);
        assert_eq!((layer.value(0, "codes").as_str(), layer.value(0, "centre").as_str()), (Some("A B"), Some("B")));
        assert_eq!(
            (layer.value(0, "last_day").as_str(), layer.value(0, "radius_km")),
            (Some("2020-06-30"), &FieldValue::Real(1.5))
        );
        assert_eq!(layer.value(1, "relative_risk"), &FieldValue::Null, "infinite is no number");
        let ratio = layer.value(0, "ratio").as_f64().unwrap();
        assert_eq!(layer.styles[0].class_of(ratio), Some(1));
    }

    #[test]
    fn a_sentence_says_where_when_and_how_much() {
        let areas = areas();
        let areas: Vec<&Area> = areas.iter().collect();
        let said = sentence(0, &found(vec![0, 1, 2], 4.04), &areas);
        assert_eq!(
            said.fr,
            "Foyer 1 : Commune B et 2 autres unités, du 1er janvier 2020 au 30 juin 2020 : 12 cas contre 3,3 attendus, risque 4,0 fois celui du reste (p = 0,001)"
        );
        assert!(sentence(1, &found(vec![1], f64::INFINITY), &areas).en.starts_with("Cluster 2: Commune A, from"));
    }
}
