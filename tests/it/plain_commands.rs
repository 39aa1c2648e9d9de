//! Commands on plain files, as a person types them: join, nearest, crosswalk.

use crate::support::{country, csv_rows, lakana, real_data, say};
use std::fs;

#[test]
fn facilities_are_counted_in_the_communes_they_stand_in() {
    let folder = country();
    let at = |name: &str| folder.path().join(name);
    let said = say(lakana()
        .arg("join")
        .arg(at("facilities.csv"))
        .arg(at("communes.geojson"))
        .args(["--first", "name"])
        .arg("--count")
        .arg("-o")
        .arg(at("out.csv"))
        .arg("--json"));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let rows = csv_rows(&at("out.csv"));
    let of = |code: &str| rows.iter().find(|row| row["adm3_pcode"] == code).expect("the commune");
    assert_eq!((of("FX020101")["count"].as_str(), of("FX010201")["count"].as_str()), ("2", "2"), "F05 stands on a shared border");
    assert_eq!(of("FX010101")["first_name"], "Hôpital d'Anéfif");
    assert_eq!(rows.iter().map(|row| row["count"].parse::<u32>().expect("a count")).sum::<u32>(), 11);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("an account");
    assert_eq!((&json["inputs"][0]["read"], &json["inputs"][0]["kept"]), (&13.into(), &11.into()));
    assert_eq!(json["inputs"][0]["left_out"].as_array().map(Vec::len), Some(2), "one in the lake, one without coordinates");
    assert_eq!(json["facts"]["points_on_shared_border"], 1.0);
}

#[test]
fn an_output_of_an_unknown_kind_is_refused_before_any_work() {
    let folder = country();
    let at = |name: &str| folder.path().join(name);
    let said = say(lakana().arg("join").arg(at("facilities.csv")).arg(at("communes.geojson")).arg("-o").arg(at("out.pdf")));
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains(".pdf") && said.err.contains(".gpkg"), "{}", said.err);
    let said = say(lakana()
        .arg("join")
        .arg(at("facilities.csv"))
        .arg(at("communes.geojson"))
        .args(["--sum", "latitud"])
        .arg("-o")
        .arg(at("out.csv")));
    assert_eq!(said.code, Some(2));
    assert!(said.err.contains("`latitude`"), "the nearest known field: {}", said.err);
    assert!(!at("out.csv").exists());
}

#[test]
fn every_format_holds_the_same_answer() {
    let folder = country();
    let at = |name: &str| folder.path().join(name);
    for ending in ["geojson", "gpkg", "shp", "fgb", "xlsx"] {
        let out = at(&format!("out.{ending}"));
        let said = say(lakana()
            .arg("nearest")
            .arg(at("incidents.csv"))
            .arg(at("facilities.csv"))
            .arg("-o")
            .arg(&out)
            .args(["--within", "100", "--quiet"]));
        assert_eq!(said.code, Some(0), "{ending}: {}", said.err);
        assert!(out.exists(), "{ending}");
    }
}

#[test]
fn fuel_stations_by_commune_and_the_nearest_airfield() {
    let (Some(stations), Some(communes), Some(airports)) = (
        real_data("osm-fuel-mli/stations_mali.geojson"),
        real_data("cod-ab-mli/communes_mali.geojson"),
        real_data("ourairports-mli/airports_ML.csv"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let out = folder.path().join("stations.csv");
    let said = say(lakana().arg("join").arg(&stations).arg(&communes).arg("-o").arg(&out).arg("--json"));
    assert_eq!(said.code, Some(0), "{}", said.err);
    let json: serde_json::Value = serde_json::from_str(&said.out).expect("an account");
    let counted: u64 = csv_rows(&out).iter().map(|row| row["count"].parse::<u64>().expect("a count")).sum();
    assert_eq!((json["inputs"][0]["read"].as_u64(), json["inputs"][0]["kept"].as_u64()), (Some(613), Some(counted)));

    let out = folder.path().join("airfields.csv");
    let said = say(lakana().arg("nearest").arg(&stations).arg(&airports).arg("-o").arg(&out));
    assert_eq!(said.code, Some(0), "{}", said.err);
    assert!(csv_rows(&out).iter().all(|row| row["distance_m"].parse::<f64>().is_ok_and(|m| m < 1_000_000.0)));
}

#[test]
fn a_country_carried_over_to_itself_is_the_same() {
    let Some(communes) = real_data("cod-ab-mli/communes_mali.geojson") else { return };
    let (Some(cercles), Some(population)) =
        (real_data("cod-ab-mli/cercles_mali.geojson"), real_data("ibf-mli-pop/population_MLI.csv"))
    else {
        return;
    };
    let folder = tempfile::tempdir().expect("a temporary folder");
    let (same, up) = (folder.path().join("same.csv"), folder.path().join("up.csv"));
    let copy = folder.path().join("copy.geojson");
    fs::copy(&communes, &copy).expect("a copy");
    let total = |path: &std::path::Path| csv_rows(path).iter().filter_map(|row| row["value"].parse::<i64>().ok()).sum::<i64>();
    for (new, out) in [(&copy, &same), (&cercles, &up)] {
        let said = say(lakana()
            .arg("crosswalk")
            .arg(&communes)
            .arg(new)
            .arg("--values")
            .arg(&population)
            .args(["--sum", "value", "--old-code", "adm3_pcode"])
            .arg("-o")
            .arg(out));
        assert_eq!(said.code, Some(0), "{}", said.err);
    }
    assert_eq!((total(&same), total(&up)), (25_198_830, 25_198_830), "not a person is lost");
}
