//! The boundary set: communes, cercles and regions with their codes and parents. Levels that are
//! not given are dissolved from the communes.
//!
//! Not for zones (a list of regions, see [`Boundaries::with_zones`]) and not for place names.

mod checks;
mod columns;
mod level;
mod parents;
pub mod repair;

pub use columns::country_column;

use crate::base::{Area, Areas, Boundaries, Level, Pcode, Problems, Result, dissolve};
use crate::read::vector::VectorOptions;
use geo_types::MultiPolygon;
use level::{Unit, Units, Upper, read_level};
use parents::{link, most_frequent};
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// Where the levels of a boundary set stand.
#[derive(Debug, Clone, Default)]
pub struct BoundaryFiles {
    pub communes: PathBuf,
    /// Dissolved from the communes when absent.
    pub cercles: Option<PathBuf>,
    /// Dissolved from the communes when absent.
    pub regions: Option<PathBuf>,
    /// What the set is and when it was valid: "COD-AB v02, 2021-12-20".
    pub vintage: String,
    /// Coordinate system of all files, over what they declare: "EPSG:32630".
    pub crs: Option<String>,
    /// Layer of each level, for files that hold several: `region` → "adm1".
    pub layers: BTreeMap<Level, String>,
}

/// Reads and checks a boundary set. Zones are empty and regions have no parent: zones come from
/// the project.
///
/// A unit's parent is the one its row names; where the row names none, or one that does not
/// exist, it is found by the beginning of its code, by the parent's name, or by where its
/// centre lies, in this order, and reported. A unit without any parent is left out and
/// reported. An error when a file cannot be read, holds no polygon or no codes, or when the
/// cercles or regions are neither given nor named in the communes.
pub fn read_boundaries(files: &BoundaryFiles, problems: &mut Problems) -> Result<Boundaries> {
    let options =
        |level| VectorOptions { crs: files.crs.clone(), layer: files.layers.get(&level).cloned(), ..VectorOptions::default() };
    let read = |path: &Path, level| {
        let mut found = Problems::new();
        (read_level(path, &options(level), level, &mut found), found)
    };
    let given = |path: &Option<PathBuf>, level| path.as_deref().map(|path| read(path, level));
    let (communes, (cercles, regions)) = rayon::join(
        || read(&files.communes, Level::Commune),
        || rayon::join(|| given(&files.cercles, Level::Cercle), || given(&files.regions, Level::Region)),
    );
    let mut told = |(units, found): (Result<Units>, Problems)| {
        problems.extend(found);
        units
    };
    let mut communes = told(communes)?;
    let cercles = cercles.map(&mut told).transpose()?;
    let regions = regions.map(&mut told).transpose()?;

    let mut cercles = link(&mut communes, cercles, Level::Cercle, problems)?;
    pass_up(&communes, &mut cercles);
    let mut regions = link(&mut cercles, regions, Level::Region, problems)?;
    // A cercle without region takes its communes with it.
    let kept: Vec<Pcode> = cercles.rows.iter().map(|cercle| cercle.area.code.clone()).collect();
    communes.rows.retain(|commune| commune.area.parent.as_ref().is_some_and(|parent| kept.contains(parent)));
    fill(&mut cercles, &communes, |commune| commune.area.parent.clone());
    let region_of: HashMap<&Pcode, &Pcode> =
        cercles.rows.iter().filter_map(|cercle| Some((&cercle.area.code, cercle.area.parent.as_ref()?))).collect();
    fill(&mut regions, &communes, |commune| region_of.get(commune.area.parent.as_ref()?).map(|&code| code.clone()));

    let check = || {
        for units in [&communes, &cercles, &regions] {
            checks::declared_areas(units, problems);
        }
        checks::shared_names(&communes, problems);
        checks::nesting(&communes, &cercles, problems);
        checks::nesting(&cercles, &regions, problems);
        checks::coverage(&communes, &cercles, problems);
        checks::coverage(&cercles, &regions, problems);
    };
    let ((), country) = rayon::join(check, || country(&communes, &cercles, &regions));
    checks::gaps(&country, &communes.file, problems);
    let areas = |units: Units| Areas::new(units.level, units.rows.into_iter().map(|unit| unit.area).collect());
    Ok(Boundaries {
        country: Areas::new(Level::Country, vec![country]),
        zones: Areas::new(Level::Zone, vec![]),
        regions: areas(regions),
        cercles: areas(cercles),
        communes: areas(communes),
        vintage: files.vintage.clone(),
    })
}

/// What the communes say about region and country, for cercles that do not say it themselves.
fn pass_up(communes: &Units, cercles: &mut Units) {
    for cercle in &mut cercles.rows {
        let members: Vec<&Unit> = communes.rows.iter().filter(|c| c.area.parent.as_ref() == Some(&cercle.area.code)).collect();
        let upper = [Level::Region, Level::Country].map(|level| {
            let own = cercle.upper(level);
            let said: Vec<Upper> = members.iter().map(|member| member.upper(level)).collect();
            let most =
                |of: fn(&Upper) -> Option<&String>| most_frequent(&said.iter().filter_map(of).cloned().collect::<Vec<_>>());
            let code = own.code.or_else(|| most(|upper| upper.code.as_ref()));
            (level, Upper { code, name: own.name.or_else(|| most(|upper| upper.name.as_ref())) })
        });
        cercle.set_upper(upper.to_vec());
    }
}

/// Dissolves the surfaces of a gathered level from the communes. A level read from a file is
/// left as it is.
fn fill(coarse: &mut Units, communes: &Units, parent: impl Fn(&Unit) -> Option<Pcode>) {
    if !coarse.dissolved {
        return;
    }
    let mut parts: HashMap<Pcode, Vec<&MultiPolygon<f64>>> = HashMap::new();
    for commune in &communes.rows {
        if let Some(code) = parent(commune) {
            parts.entry(code).or_default().push(&commune.area.geometry);
        }
    }
    coarse.rows.par_iter_mut().for_each(|unit| {
        let geometry = dissolve(parts.get(&unit.area.code).map_or(&[][..], Vec::as_slice));
        unit.area = Area::new(unit.area.code.clone(), unit.area.name.clone(), unit.area.parent.clone(), geometry);
    });
}

/// The country: its surface from the regions, its code and name from whoever names them, else
/// the letters that all region codes begin with.
fn country(communes: &Units, cercles: &Units, regions: &Units) -> Area {
    let said: Vec<Upper> =
        [regions, cercles, communes].iter().flat_map(|units| &units.rows).map(|unit| unit.upper(Level::Country)).collect();
    let letters = || {
        let first = regions.rows.first()?.area.code.as_str();
        let letters: String = first.chars().take_while(|c| c.is_alphabetic()).collect();
        let shared = !letters.is_empty() && regions.rows.iter().all(|r| r.area.code.as_str().starts_with(&letters));
        shared.then_some(letters)
    };
    let code =
        said.iter().find_map(|upper| upper.code.clone()).or_else(letters).unwrap_or_else(|| Level::Country.id().to_owned());
    let name = said.iter().find_map(|upper| upper.name.clone()).unwrap_or_else(|| code.clone());
    let finest = if regions.dissolved { communes } else { regions };
    let parts: Vec<&MultiPolygon<f64>> = finest.rows.iter().map(|unit| &unit.area.geometry).collect();
    Area::new(Pcode(code), name, None, dissolve(&parts))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Problem;
    use tempfile::TempDir;

    /// A square of side 1 with its lower left corner at (x, y), as GeoJSON rings.
    fn square(x: i32, y: i32) -> String {
        format!("[[[{x},{y}],[{},{y}],[{},{}],[{x},{}],[{x},{y}]]]", x + 1, x + 1, y + 1, y + 1)
    }

    fn unit(properties: &str, rings: &str) -> String {
        format!(r#"{{"type":"Feature","properties":{{{properties}}},"geometry":{{"type":"Polygon","coordinates":{rings}}}}}"#)
    }

    fn commune(code: &str, name: &str, x: i32, y: i32) -> String {
        unit(&format!(r#""adm3_pcode":"{code}","adm3_name":"{name}""#), &square(x, y))
    }

    /// Files of a set; empty text for a level that is not given.
    fn set(levels: [&[String]; 3]) -> (TempDir, BoundaryFiles) {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, units: &[String]| {
            let path = folder.path().join(name);
            std::fs::write(&path, format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, units.join(","))).unwrap();
            (!units.is_empty()).then_some(path)
        };
        let files = BoundaryFiles {
            crs: None,
            layers: BTreeMap::new(),
            communes: write("communes.geojson", levels[0]).unwrap_or_default(),
            cercles: write("cercles.geojson", levels[1]),
            regions: write("regions.geojson", levels[2]),
            vintage: "test".into(),
        };
        (folder, files)
    }

    fn read(levels: [&[String]; 3]) -> (Result<Boundaries>, Vec<Problem>) {
        let (_kept, files) = set(levels);
        let mut problems = Problems::new();
        let boundaries = read_boundaries(&files, &mut problems);
        (boundaries, problems.sorted())
    }

    fn cases(problems: &[Problem], kind: &str) -> Vec<Option<u64>> {
        problems.iter().filter(|p| p.kind == kind).flat_map(|p| &p.cases).map(|case| case.row).collect()
    }

    #[test]
    fn levels_that_are_not_given_come_from_the_codes() {
        let communes = [commune("ML010101", "A", 0, 0), commune("ML010102", "B", 1, 0), commune("ML020101", "C", 5, 5)];
        let (b, problems) = read([&communes, &[], &[]]);
        let b = b.unwrap();
        assert_eq!(b.cercles.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["ML0101", "ML0201"]);
        assert_eq!(b.regions.iter().map(|c| c.code.as_str()).collect::<Vec<_>>(), ["ML01", "ML02"]);
        assert_eq!(b.country[0].code.as_str(), "ML");
        assert_eq!(b.cercles[0].geometry.0[0].exterior().0.len(), 7, "the shared edge is gone");
        assert_eq!(b.country[0].geometry.0.len(), 2, "the island stays");
        assert_eq!(b.ancestor(Level::Commune, 2, Level::Region), Some(1));
        assert_eq!(cases(&problems, "parent-from-code").len(), 5);
    }

    #[test]
    fn names_and_codes_of_parents_come_from_the_columns() {
        let row = |code: &str, cercle: &str, x| {
            let rest = format!(
                r#""ADM3_PCODE":"{code}","ADM3_FR":"{code}","ADM2_PCODE":"K1","ADM2_FR":"{cercle}","ADM1_PCODE":"R1","ADM1_FR":"Gao","ADM0_FR":"Mali""#
            );
            unit(&rest, &square(x, 0))
        };
        let (b, problems) =
            read([&[row("a", "Ansongo", 0), row("b", "Ansongo", 1), row("c", "Ansongô ", 2), row("d", "Bourem", 3)], &[], &[]]);
        let b = b.unwrap();
        assert_eq!(
            (b.cercles[0].name.as_str(), b.regions[0].name.as_str(), b.country[0].name.as_str()),
            ("Ansongo", "Gao", "Mali")
        );
        assert_eq!(cases(&problems, "parent-names-differ"), [Some(4)]);
    }

    #[test]
    fn parents_are_found_by_code_then_name_then_place_and_orphans_are_left_out() {
        let child = |code: &str, parent: &str, name: &str, x| {
            unit(
                &format!(r#""adm3_pcode":"{code}","adm3_name":"n{code}","adm2_pcode":{parent},"adm2_name":{name}"#),
                &square(x, 0),
            )
        };
        let communes = [
            child("x1", r#""K1""#, "null", 0),
            child("K2-7", "null", "null", 1),
            child("x3", "null", r#""Goundam""#, 0),
            child("x4", r#""ZZ""#, "null", 1),
            child("x5", "null", "null", 50),
            child("x6", r#""K1""#, "null", 1),
        ];
        let cercle = |code: &str, name: &str, x| {
            unit(&format!(r#""adm2_pcode":"{code}","adm2_name":"{name}","adm1_pcode":"R""#), &square(x, 0))
        };
        let (b, problems) =
            read([&communes, &[cercle("K1", "Goundam", 0), cercle("K2", "Diré", 1), cercle("K3", "Vide", 9)], &[]]);
        let b = b.unwrap();
        let parents: Vec<_> = b.communes.iter().map(|c| (c.code.as_str(), c.parent.as_ref().unwrap().as_str())).collect();
        assert_eq!(parents, [("K2-7", "K2"), ("x1", "K1"), ("x3", "K1"), ("x4", "K2"), ("x6", "K1")]);
        assert_eq!(cases(&problems, "parent-from-code"), [Some(2)]);
        assert_eq!(cases(&problems, "parent-from-name"), [Some(3)]);
        assert_eq!(cases(&problems, "parent-from-place"), [Some(4)]);
        assert_eq!(cases(&problems, "parent-unknown"), [Some(4)]);
        assert_eq!(cases(&problems, "parent-missing"), [Some(5)]);
        assert_eq!(cases(&problems, "centre-outside-parent"), [Some(6)]);
        assert_eq!(cases(&problems, "area-without-parts"), [Some(3)]);
        assert_eq!(cases(&problems, "area-sum").len(), 3, "K1 and K2 are covered twice, and K3 is empty in its region");
    }

    #[test]
    fn missing_and_duplicate_codes_and_units_without_surface_are_reported() {
        let communes = [
            commune("ML010101", "A", 0, 0),
            commune("ML010101", "Other", 1, 0),
            commune("ML010101", "a", 2, 0),
            unit(r#""adm3_pcode":null,"adm3_name":"Nobody""#, &square(3, 0)),
            unit(r#""adm3_pcode":"ML010102","adm3_name":"Flat""#, "[[[0,0],[1,1],[0,0]]]"),
            commune("ML010103", "Â", 4, 0),
        ];
        let (b, problems) = read([&communes, &[], &[]]);
        let b = b.unwrap();
        assert_eq!(b.communes.len(), 2);
        assert_eq!(b.communes[0].geometry.0.len(), 2, "both parts of A");
        assert_eq!(cases(&problems, "code-duplicate"), [Some(2)]);
        assert_eq!(cases(&problems, "area-in-parts"), [Some(3)]);
        assert_eq!(cases(&problems, "code-missing"), [Some(4)]);
        assert_eq!(cases(&problems, "area-without-surface"), [Some(5)]);
        assert_eq!(cases(&problems, "name-shared"), [Some(1), Some(6)]);
        assert_eq!(cases(&problems, "name-duplicate-in-parent"), [Some(1), Some(6)]);
    }

    #[test]
    fn an_enclave_is_no_gap_and_a_gap_and_a_wrong_area_are_seen() {
        let around = "[[[0,0],[3,0],[3,3],[0,3],[0,0]],[[1,1],[1,2],[2,2],[2,1],[1,1]]]";
        let whole = |area: f64| {
            unit(&format!(r#""adm2_pcode":"ML0101","adm2_name":"K","area_sqkm":{area}"#), "[[[0,0],[3,0],[3,3],[0,3],[0,0]]]")
        };
        let outer = unit(r#""adm3_pcode":"ML010101","adm3_name":"Ring""#, around);
        let (b, problems) = read([&[outer.clone(), commune("ML010102", "Enclave", 1, 1)], &[], &[]]);
        assert!(b.unwrap().cercles[0].geometry.0[0].interiors().is_empty());
        assert!(cases(&problems, "area-sum").is_empty() && cases(&problems, "boundary-gap").is_empty());
        let (_, problems) = read([&[outer], &[whole(50_000.0)], &[]]);
        assert_eq!(cases(&problems, "boundary-gap").len(), 1);
        assert_eq!(cases(&problems, "area-sum").len(), 2, "the cercle against its communes, the region against its cercle");
        assert_eq!(cases(&problems, "area-declared"), [Some(1)]);
    }

    #[test]
    fn declared_middles_betray_swapped_coordinates() {
        let row = |code: &str, x: i32| {
            unit(&format!(r#""adm3_pcode":"{code}","adm3_name":"{code}","center_lon":-3.5,"center_lat":{}.5"#, x), &square(x, -4))
        };
        let (b, problems) = read([&[row("ML010101", 14), row("ML010102", 15)], &[], &[]]);
        let centre = b.unwrap().communes[0].centre;
        assert!((centre.x + 3.5).abs() < 0.01 && (centre.y - 14.5).abs() < 0.01, "{centre:?}");
        assert_eq!(cases(&problems, "coordinates-swapped").len(), 2);
    }

    #[test]
    fn files_that_are_no_boundaries_are_errors_with_a_way_out() {
        let said = |communes: &[String], cercles: &[String]| read([communes, cercles, &[]]).0.unwrap_err().what.fr;
        assert!(said(&[unit(r#""population":"7""#, &square(0, 0))], &[]).contains("population"));
        let line =
            r#"{"type":"Feature","properties":{"pcode":"1"},"geometry":{"type":"LineString","coordinates":[[0,0],[1,1]]}}"#;
        assert!(said(&[line.into()], &[]).contains("LineString"));
        assert!(said(&[unit(r#""pcode":"A""#, &square(0, 0))], &[]).contains("cercle"));
        let far = unit(r#""pcode":"K""#, &square(40, 40));
        assert!(said(&[unit(r#""pcode":"A""#, &square(0, 0))], &[far]).contains("parent"));
    }
}
