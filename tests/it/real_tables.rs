//! The faults of real tables, each with its figure.

use crate::support::real_data;
use geo_types::{Coord, Rect};
use lakana::base::{Level, Problem, Problems};
use lakana::read::area_rows;
use lakana::read::facilities::{self, FacilityKind, Status};
use lakana::read::incidents::adopt_twin_coordinates;
use lakana::read::incidents::{self, IncidentKind, Precision};
use lakana::read::parse::dates::PartialDate;
use lakana::read::recognise::{FileKind, recognise};
use lakana::read::records::Input;
use lakana::read::schema::Kind;
use lakana::read::survey;
use lakana::read::table::{Table, TableOptions};
use lakana::read::towns;

/// The box around Mali's communes (COD-AB).
fn mali() -> Rect<f64> {
    Rect::new(Coord { x: -12.239, y: 10.141 }, Coord { x: 4.245, y: 25.0 })
}

fn input(name: &str) -> Option<Input> {
    let path = real_data(name)?;
    Some(Input { extent: Some(mali()), as_of: PartialDate::new(2026, Some(1), Some(1)), ..Input::new(path, name) })
}

fn found<'a>(problems: &'a Problems, kind: &str) -> &'a Problem {
    problems.iter().find(|p| p.kind == kind).unwrap_or_else(|| panic!("no {kind} in {:#?}", kinds(problems)))
}

fn kinds(problems: &Problems) -> Vec<(&'static str, usize)> {
    problems.iter().map(|p| (p.kind, p.count)).collect()
}

/// Every problem tells what to do, and every counted row is shown.
fn are_complete(problems: &Problems) {
    for problem in problems.iter() {
        assert!(!problem.way_out.fr.is_empty() && !problem.way_out.en.is_empty(), "{}", problem.kind);
        assert!(!problem.cases.is_empty(), "{}", problem.kind);
    }
}

#[test]
fn the_unicef_list_in_mac_roman_without_line_feeds() {
    let Some(input) = input("health-unicef-mli/unicef_mali_healthsites.csv") else { return };
    let (list, problems) = facilities::read(&input).unwrap();
    are_complete(&problems);
    assert_eq!(list.len(), 1351);
    let encoding = found(&problems, "encoding-assumed");
    assert!(encoding.what.fr.contains("macintosh") && encoding.cases[0].found.contains("Hôpital"), "{encoding:?}");
    found(&problems, "line-ends-cr");
    assert!(list.iter().any(|f| f.name == "TIMTAGHÈNE (INABAG)" && f.row > 1000));

    assert_eq!(found(&problems, "coordinates-missing").count, 34);
    assert_eq!(found(&problems, "id-missing").count, 127);
    assert_eq!(found(&problems, "id-repeated").count, 2);
    assert_eq!(found(&problems, "coordinates-repeated").count, 50);
    let future = found(&problems, "date-future");
    assert_eq!((future.count, future.cases[0].row, future.cases[0].found.as_str()), (1, Some(56), "2029-05-01"));
    let distances = found(&problems, "value-out-of-range");
    let values: Vec<&str> = distances.cases.iter().map(|c| c.found.as_str()).collect();
    assert_eq!((values.contains(&"5462"), values.contains(&"9999"), distances.count), (true, true, 2));
    // PCode stands on the rows of the survey, not on those of the nutrition cluster.
    assert_eq!(found(&problems, "code-of-another-scheme").count, 1351 - 127);
    assert!(list.iter().all(|f| f.place.code.is_none()), "ML08 is Bamako here and Kidal in the boundaries");

    // 30 names hold a 0 between letters. It stands for R or M ("CENT0AL", "MONI0PEBOUGOU"), not for "N'A".
    let (restored, spoiled) = (found(&problems, "name-restored"), found(&problems, "name-spoiled"));
    assert_eq!(restored.count + spoiled.count, 30);
    assert!(list.iter().any(|f| f.name == "BANDIAGARA CENTRAL") && list.iter().any(|f| f.name == "ASACP0A"));

    let of = |kind| list.iter().filter(|f| f.kind == kind).count();
    assert_eq!(
        [of(FacilityKind::HealthCentre), of(FacilityKind::ReferralCentre), of(FacilityKind::Hospital)],
        [1273, 52 + 9, 17]
    );
    assert!(found(&problems, "type-spellings").cases.iter().all(|c| c.found.eq_ignore_ascii_case("csref")));
    assert!(list.iter().all(|f| f.status == Status::Unknown), "the list never says that a facility works");
    assert_eq!(found(&problems, "status-unknown").count, 1351);
}

#[test]
fn the_who_list() {
    let Some(input) = input("health-who-mli/who_kwtrp_sites_MLI.csv") else { return };
    let (list, problems) = facilities::read(&input).unwrap();
    are_complete(&problems);
    assert_eq!(list.len(), 1478);
    assert_eq!(found(&problems, "coordinates-missing").count, 30);
    assert_eq!(found(&problems, "status-unknown").count, 1478);
    assert!(!kinds(&problems).iter().any(|k| k.0 == "facility-type-unknown"), "{:?}", kinds(&problems));
    // The two rows outside the country lie inside the box around it; only the outline can tell.
    assert_eq!(list.iter().filter(|f| f.point.is_some()).count(), 1448);
    let of = |kind| list.iter().filter(|f| f.kind == kind).count();
    assert_eq!([of(FacilityKind::Hospital), of(FacilityKind::Clinic), of(FacilityKind::ReferralCentre)], [18, 105, 61]);
}

#[test]
fn the_older_aid_worker_export() {
    let Some(input) = input("awsd-mli/security_incidents_Mali_older_export.csv") else { return };
    let (events, problems) = incidents::read(&input).unwrap();
    are_complete(&problems);
    assert_eq!(events.len(), 126);
    assert_eq!(
        events.iter().filter(|e| e.kind.is_explosive()).count(),
        6,
        "3 roadside and 1 vehicle-borne device, 1 mine, 1 other"
    );
    assert_eq!(events.iter().filter(|e| e.kind == IncidentKind::SexualViolence).count(), 1, "trailing blank in the category");
    assert_eq!(events.iter().filter_map(|e| e.killed).sum::<u32>(), 18 + 2 * 4);
    assert_eq!(found(&problems, "date-partial").count, 1);
    assert_eq!(found(&problems, "coordinates-missing").count, 1);
    // Without a city the position is the centre of a cercle or region, whatever its decimals.
    let bare = events.iter().find(|e| e.id.as_deref() == Some("753")).unwrap();
    assert_eq!((bare.precision, bare.date.map(|d| d.to_string()).as_deref()), (Precision::Region, Some("2007-10-04")));
    assert_eq!(events.iter().filter(|e| e.precision == Precision::Commune).count(), 114);
}

#[test]
fn the_newer_aid_worker_export_went_through_a_spreadsheet() {
    let Some(input) = input("awsd-mli/security_incidents_Mali_newer_export_mangled_coords.csv") else { return };
    let (events, problems) = incidents::read(&input).unwrap();
    are_complete(&problems);
    assert_eq!(events.len(), 132, "the row of HXL tags is no event");
    found(&problems, "hxl-tags");
    assert_eq!(events[0].row, 3);
    // 118 rows do not parse: 117 are ruined, one is empty.
    assert_eq!(found(&problems, "coordinates-ruined").count, 117);
    assert_eq!(found(&problems, "coordinates-missing").count, 1);
    // 14 rows still parse. 9 lie outside Mali, 2 more have three decimals and cannot be told from ruined ones, 3 are sound.
    assert_eq!(found(&problems, "coordinates-doubtful").count, 11);
    assert_eq!(events.iter().filter(|e| e.point.is_some()).count(), 3);
    let gao = events.iter().find(|e| e.id.as_deref() == Some("1928")).unwrap();
    assert_eq!(gao.unusable_coordinates, Some(["-5.494".into(), "16.247.142".into()]), "kept as written");
}

#[test]
fn the_two_exports_together_are_one_register() {
    let (Some(older), Some(newer)) = (
        input("awsd-mli/security_incidents_Mali_older_export.csv"),
        input("awsd-mli/security_incidents_Mali_newer_export_mangled_coords.csv"),
    ) else {
        return;
    };
    for order in [[&older, &newer], [&newer, &older]] {
        let events = order.into_iter().flat_map(|i| incidents::read(i).unwrap().0).collect();
        let (events, problems) = adopt_twin_coordinates(events);
        are_complete(&problems);
        assert_eq!(events.len(), 126 + 132 - 125);
        assert_eq!(found(&problems, "twin-merged").count, 125);
        assert_eq!(found(&problems, "twin-facts-differ").count, 4, "corrected since: 4019, 4230, 4402, 4468");
        assert_eq!(found(&problems, "coordinates-lost").count, 7, "only in the newer export");
        assert_eq!(found(&problems, "twin-coordinates-differ").count, 9);
        let gao = events.iter().find(|e| e.id.as_deref() == Some("1928")).unwrap();
        assert_eq!(gao.point, Some(Coord { x: -0.005494, y: 16.247142 }));
        assert!(gao.file.contains("newer"));
        let lost = events.iter().find(|e| e.id.as_deref() == Some("4599")).unwrap();
        assert_eq!((lost.point, lost.place.region.as_deref()), (None, Some("Gao")));
    }
}

#[test]
fn ucdp_events_of_mali() {
    let Some(input) = input("ucdp-ged/ucdp_ged_25.1_mali_excerpt.csv") else { return };
    let (events, problems) = incidents::read(&input).unwrap();
    are_complete(&problems);
    assert_eq!(events.len(), 24, "a newline inside quotes is no new row");
    let of = |p| events.iter().filter(|e| e.precision == p).count();
    assert_eq!([of(Precision::Exact), of(Precision::NearPlace), of(Precision::Cercle), of(Precision::Country)], [12, 4, 3, 4]);
    // Code 5, but named: known to the region.
    let named = events.iter().find(|e| e.id.as_deref() == Some("342801")).unwrap();
    assert_eq!(named.precision, Precision::Region);
    assert!(
        events.iter().filter(|e| e.precision == Precision::Country).all(|e| e.point.is_none()),
        "a made-up centre is no place"
    );
    assert_eq!(found(&problems, "place-coarse").count, 12, "the four near a place stay at the cercle");
    let uncertain = found(&problems, "estimate-zero-but-possible");
    assert_eq!((uncertain.count, uncertain.cases[0].found.as_str()), (1, "0 (0–4)"));
    assert_eq!(events.iter().filter_map(|e| e.killed).sum::<u32>(), 509);
}

#[test]
fn ucdp_events_of_the_world_are_cut_to_the_country() {
    let Some(input) = input("ucdp-ged/ucdp_ged_23.1_sample1000_global.csv") else { return };
    let of_mali = Input { country: vec!["Mali".into()], ..input.clone() };
    let (events, problems) = incidents::read(&of_mali).unwrap();
    are_complete(&problems);
    assert_eq!(events.len(), 7);
    assert_eq!(found(&problems, "other-country").count, 993);
    // By the box alone the neighbours inside it stay.
    assert_eq!(incidents::read(&input).unwrap().0.len(), 11);
    assert_eq!(events[0].id.as_deref().map(|id| id.contains('.')), Some(false), "ids without \".0\"");
    let without_extent = Input { extent: None, ..input };
    let (events, problems) = incidents::read(&without_extent).unwrap();
    assert_eq!(events.len(), 1000);
    assert_eq!(found(&problems, "estimate-contradicts").count, 13, "8 below low, 5 above high");
    assert_eq!(found(&problems, "estimate-zero-but-possible").count, 93);
}

#[test]
fn population_of_three_levels_in_one_table() {
    let Some(input) = input("ibf-mli-pop/population_MLI.csv") else { return };
    let (rows, problems) = area_rows::read(&input, Kind::Population).unwrap();
    are_complete(&problems);
    let sum = |level| rows.iter().filter(|r| r.level == Some(level)).map(|r| r.values["population"]).sum::<f64>();
    assert_eq!(rows.len(), 764);
    assert_eq!([sum(Level::Region), sum(Level::Cercle), sum(Level::Commune)], [22_593_582.0, 22_593_582.0, 25_198_830.0]);
    let sums = found(&problems, "level-sums-differ");
    assert_eq!(sums.count, 3);
    assert_eq!(sums.cases[2].found, "25198830");
}

#[test]
fn displaced_people_of_two_rounds() {
    for (name, rows_expected, with_value, people) in [
        ("iom-dtm-mli/DTM_Mali_Baseline_Assessment_Round_64_April_2020.xlsx", 50, 50, 250_998.0),
        ("iom-dtm-mli/Baseline_Assessment_Round_28.xlsx", 43, 40, 36_690.0),
    ] {
        let Some(mut input) = input(name) else { return };
        // The boundaries say ML, these files MLI.
        input.country = vec!["ML".into(), "Mali".into()];
        let (rows, problems) = area_rows::read(&input, Kind::Displaced).unwrap();
        are_complete(&problems);
        assert_eq!(rows.len(), rows_expected, "{name}: blank rows at the end are no rows");
        let people_of = |r: &area_rows::AreaRow| r.values.get("individuals").copied();
        assert_eq!(rows.iter().filter_map(people_of).count(), with_value);
        assert_eq!(rows.iter().filter_map(people_of).sum::<f64>(), people);
        assert_eq!(rows[0].place.commune.as_deref(), Some("Kayes Commune"));
        assert!(rows.iter().all(|r| r.place.code.is_none()), "their codes are of another scheme");
        assert_eq!(found(&problems, "code-of-another-scheme").count, rows_expected);
        let date = rows[0].date.map(|d| d.to_string());
        assert_eq!(date.as_deref(), Some(if rows_expected == 50 { "2020-04-30" } else { "2016-12-31" }));
        if with_value < rows_expected {
            assert_eq!(
                found(&problems, "value-missing")
                    .cases
                    .iter()
                    .filter(|c| c.field.as_deref() == Some("Total No# of IDPs Ind#"))
                    .count(),
                3
            );
        } else {
            assert_eq!(rows.last().map(|r| (r.level, r.place.cercle.as_deref())), Some((Some(Level::Cercle), Some("Menaka"))));
        }
    }
}

#[test]
fn food_security_repeats_cercles_within_a_year() {
    let Some(input) = input("cadre-harmonise/chdata.json") else { return };
    let (rows, problems) = area_rows::read(&input, Kind::FoodSecurity).unwrap();
    are_complete(&problems);
    assert_eq!(rows.len(), 345);
    assert!(rows.iter().all(|r| r.values.len() == 5 && r.level == Some(Level::Cercle)));
    assert_eq!(found(&problems, "area-repeated").count, 345 - 198);
    assert_eq!(
        rows.iter().filter(|r| r.place.code.as_deref() == Some("ML0704")).count(),
        7,
        "kept, for the join to find no area"
    );
}

#[test]
fn geonames_has_no_header_and_no_quotes() {
    let Some(input) = input("geonames-mli/ML.txt") else { return };
    let (towns, problems) = towns::read(&input).unwrap();
    are_complete(&problems);
    assert_eq!(towns.len(), 14_889);
    found(&problems, "header-absent");
    let filtered = found(&problems, "filtered-out");
    assert_eq!(filtered.count, 23_647 - 14_889);
    assert_eq!(found(&problems, "name-shared").count, 4_417);
    assert_eq!(towns.iter().filter(|t| t.population.is_some()).count(), 38);
    assert_eq!(towns.iter().filter(|t| t.rank == 1).map(|t| t.name.as_str()).collect::<Vec<_>>(), ["Bamako"]);
    assert_eq!(towns.iter().filter(|t| t.rank == 2).count(), 8);
}

#[test]
fn towns_of_natural_earth() {
    let Some(input) = input("natural-earth/ne_10m_populated_places_wafrica.geojson") else { return };
    let (towns, problems) = towns::read(&input).unwrap();
    are_complete(&problems);
    assert_eq!(towns.len(), 353);
    let of_mali: Vec<_> = towns.iter().filter(|t| t.country.as_deref() == Some("MLI")).collect();
    assert_eq!(of_mali.len(), 30);
    let rank = |name: &str| of_mali.iter().find(|t| t.name == name).map(|t| t.rank);
    assert_eq!([rank("Bamako"), rank("Gao"), rank("Kati"), rank("Sokolo")], [Some(1), Some(2), Some(3), Some(4)]);
}

#[test]
fn points_of_openstreetmap_and_airfields_are_facilities() {
    let (Some(fuel), Some(air)) = (input("osm-fuel-mli/stations_mali.geojson"), input("ourairports-mli/airports_ML.csv")) else {
        return;
    };
    let (stations, problems) = facilities::read(&fuel).unwrap();
    are_complete(&problems);
    assert_eq!(stations.len(), 613);
    assert!(stations.iter().all(|f| f.kind == FacilityKind::FuelStation && f.point.is_some() && f.status == Status::Unknown));
    let (airfields, problems) = facilities::read(&air).unwrap();
    are_complete(&problems);
    assert_eq!(airfields.len(), 31);
    assert!(airfields.iter().all(|f| f.kind == FacilityKind::Airfield));
}

#[test]
fn water_points_of_other_countries_are_all_left_out_with_an_error() {
    let Some(input) = input("wpdx-sample/wpdx_sample_data.csv") else { return };
    let (points, problems) = facilities::read(&input).unwrap();
    are_complete(&problems);
    assert!(points.is_empty());
    let abroad = found(&problems, "other-country");
    assert_eq!((abroad.count, abroad.severity), (390, lakana::base::Severity::Error));
    let (points, _) = facilities::read(&Input { extent: None, ..input }).unwrap();
    let of = |status| points.iter().filter(|f| f.status == status).count();
    assert_eq!(points.len(), of(Status::Functioning) + of(Status::Closed) + of(Status::Unknown));
    assert!(of(Status::Functioning) > 0 && of(Status::Closed) > 0);
}

#[test]
fn household_surveys_lose_what_points_to_a_person() {
    for (name, rows, dropped, kept) in [
        ("kobo-abidjan-nairobi/household_data.csv", 1714, &["uuid", "KEY", "column_1"][..], "HHITEMS"),
        ("kobo-abidjan-nairobi/individual_data.csv", 6284, &["KEY", "column_1"][..], "Diarrhoea"),
        (
            "kobo-bfa-impactr/kobo_data_survey_choices.xlsx",
            30,
            &["uuid", "deviceid", "i_enum_id", "start", "end", "today", "autre_h_3_type_latrine"][..],
            "h_3_type_latrine",
        ),
    ] {
        let Some(input) = input(name) else { return };
        let (survey, problems) = survey::read(&input, None).unwrap();
        are_complete(&problems);
        assert_eq!(survey.rows.len(), rows, "{name}");
        let gone: Vec<&str> = found(&problems, "personal-column").cases.iter().filter_map(|c| c.field.as_deref()).collect();
        for column in dropped {
            assert!(gone.contains(column) && survey.variable(column).is_none(), "{name}: {column} not in {gone:?}");
        }
        assert!(survey.variable(kept).is_some(), "{name}: {kept} in {gone:?}");
        let sex = survey.background.sex.expect("a column of the sex");
        assert!(sex.levels.iter().any(|level| level.code == "f") && sex.codes.len() == rows, "{name}");
    }
    let Some(input) = input("kobo-bfa-impactr/kobo_data_survey_choices.xlsx") else { return };
    let (survey, problems) = survey::read(&input, None).unwrap();
    assert!(found(&problems, "sheet-assumed").what.fr.contains("« data »"));
    assert!(survey.sampling.weights.contains(&Some(0.8)));
    assert_eq!(survey.places[0].cercle.as_deref(), Some("Seno"));
}

#[test]
fn a_list_in_windows_1252_with_semicolons() {
    let Some(path) = real_data("mli-decoupage-list/decoupage_mali.csv") else { return };
    let (table, problems) = Table::read(&path, "decoupage", &TableOptions::default()).unwrap();
    assert_eq!((table.header.len(), table.assumed.separator, table.assumed.encoding), (3, Some(';'), Some("windows-1252")));
    assert_eq!(table.rows.len(), 916);
    found(&problems, "encoding-assumed");
}

#[test]
fn sheets_are_chosen_by_name_and_a_wrong_one_lists_them() {
    let Some(path) = real_data("kobo-abidjan-nairobi/Abidjan_2022.xls") else { return };
    let with = |sheet: &str| Table::read(&path, "x.xls", &TableOptions { sheet: Some(sheet.into()), ..TableOptions::default() });
    assert!(with("choices").unwrap().0.column("list_name").is_some());
    let error = with("données").err().unwrap();
    assert!(error.hint.fr.contains("survey") && error.hint.fr.contains("choices"), "{}", error.hint.fr);
}

#[test]
fn every_real_file_is_recognised_or_said_to_be_unknown() {
    let commune = FileKind::Boundaries { level: Level::Commune };
    let cercle = FileKind::Boundaries { level: Level::Cercle };
    let region = FileKind::Boundaries { level: Level::Region };
    let table = FileKind::Table;
    for (name, kind, schema) in [
        ("cod-ab-mli/regions_mali.geojson", region, None),
        ("cod-ab-mli/cercles_mali.geojson", cercle, None),
        ("cod-ab-mli/communes_mali.geojson", commune, None),
        ("ibf-mli-badtype/MLI_adm1.json", region, None),
        ("ibf-mli-badtype/MLI_adm2.json", cercle, None),
        ("ibf-mli-badtype/MLI_adm3.json", commune, None),
        ("mli-decoupage-list/decoupage_mali.csv", FileKind::Unknown, None),
        ("ibf-mli-pop/population_MLI.csv", table(Kind::Population), Some("ibf-population")),
        ("ibf-mli-pop/glofas_stations_MLI.csv", FileKind::Unknown, None),
        ("health-unicef-mli/unicef_mali_healthsites.csv", table(Kind::Facilities), Some("unicef-mali")),
        ("health-who-mli/who_kwtrp_sites_MLI.csv", table(Kind::Facilities), Some("who-kwtrp")),
        ("awsd-mli/security_incidents_Mali_older_export.csv", table(Kind::Incidents), Some("awsd")),
        ("awsd-mli/security_incidents_Mali_newer_export_mangled_coords.csv", table(Kind::Incidents), Some("awsd")),
        ("ucdp-ged/ucdp_ged_25.1_mali_excerpt.csv", table(Kind::Incidents), Some("ucdp-ged")),
        ("ucdp-ged/ucdp_ged_23.1_sample1000_global.csv", table(Kind::Incidents), Some("ucdp-ged")),
        ("iom-dtm-mli/DTM_Mali_Baseline_Assessment_Round_64_April_2020.xlsx", table(Kind::Displaced), Some("iom-dtm")),
        ("iom-dtm-mli/Baseline_Assessment_Round_28.xlsx", table(Kind::Displaced), Some("iom-dtm")),
        ("cadre-harmonise/chdata.json", table(Kind::FoodSecurity), Some("cadre-harmonise")),
        ("geonames-mli/ML.txt", table(Kind::Towns), Some("geonames")),
        ("osm-fuel-mli/stations_mali.geojson", table(Kind::Facilities), Some("osm-points")),
        ("ourairports-mli/airports_ML.csv", table(Kind::Facilities), Some("ourairports")),
        ("roads/africa_network_mali_bbox.geojson", FileKind::Roads, None),
        ("roads/trans-african-highway.kml", FileKind::Roads, None),
        ("worldpop-africa-10min/afripop2000.tif", FileKind::Raster, None),
        ("worldpop-africa-10min/afripop2020.tif", FileKind::Raster, None),
        ("natural-earth/ne_10m_rivers_lake_centerlines_wafrica.geojson", table(Kind::Waters), Some("natural-earth-waters")),
        ("natural-earth/ne_10m_lakes_wafrica.geojson", table(Kind::Waters), Some("natural-earth-waters")),
        ("natural-earth/ne_10m_populated_places_wafrica.geojson", table(Kind::Towns), Some("natural-earth-places")),
        ("natural-earth/ne_10m_admin_0_boundary_lines_land_wafrica.geojson", FileKind::Unknown, None),
        ("natural-earth/ne_50m_admin_0_countries_wafrica.geojson", FileKind::Unknown, None),
        ("kobo-abidjan-nairobi/household_data.csv", table(Kind::Survey), Some("kobo")),
        ("kobo-abidjan-nairobi/individual_data.csv", table(Kind::Survey), Some("kobo")),
        ("kobo-abidjan-nairobi/Abidjan_2022.xls", FileKind::Unknown, None),
        ("kobo-abidjan-nairobi/Nairobi_2021.xls", FileKind::Unknown, None),
        ("kobo-abidjan-nairobi/Abidjan_2022_survey-sheet.csv", FileKind::Unknown, None),
        ("kobo-abidjan-nairobi/Abidjan_2022_choices-sheet.csv", FileKind::Unknown, None),
        ("kobo-bfa-impactr/kobo_data_survey_choices.xlsx", table(Kind::Survey), Some("kobo")),
        ("wpdx-sample/wpdx_sample_data.csv", table(Kind::Facilities), Some("wpdx")),
    ] {
        let Some(path) = real_data(name) else { return };
        let seen = recognise(&path).unwrap();
        assert_eq!((seen.kind, seen.schema), (kind, schema), "{name}: {}", seen.why.fr);
        assert!(!seen.why.fr.is_empty() && !seen.why.en.is_empty() && !seen.title.fr.is_empty());
        assert!(!seen.why.fr.contains("colonnes ne sont celles d'aucune source"), "{name}: {}", seen.why.fr);
    }
}
