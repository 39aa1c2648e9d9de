//! Boundary sets as they really come.

use crate::support::real_data;
use lakana::base::{Areas, Boundaries, Level, Problem, Problems};
use lakana::read::boundaries::{BoundaryFiles, read_boundaries};
use lakana::read::vector::{VectorOptions, read_vector};

fn read(files: &BoundaryFiles) -> (Boundaries, Vec<Problem>) {
    let mut problems = Problems::new();
    let boundaries = read_boundaries(files, &mut problems).unwrap_or_else(|e| panic!("{e}"));
    (boundaries, problems.sorted())
}

fn cod_ab() -> Option<BoundaryFiles> {
    Some(BoundaryFiles {
        crs: None,
        layers: Default::default(),
        communes: real_data("cod-ab-mli/communes_mali.geojson")?,
        cercles: Some(real_data("cod-ab-mli/cercles_mali.geojson")?),
        regions: Some(real_data("cod-ab-mli/regions_mali.geojson")?),
        vintage: "COD-AB v02, 2021-12-20".into(),
    })
}

fn total(areas: &Areas) -> f64 {
    areas.iter().map(|area| area.area_km2).sum()
}

fn of_kind<'a>(problems: &'a [Problem], kind: &str) -> Vec<&'a Problem> {
    problems.iter().filter(|problem| problem.kind == kind).collect()
}

#[test]
fn cod_ab_is_read_whole() {
    let Some(files) = cod_ab() else { return };
    let (b, problems) = read(&files);
    assert_eq!((b.regions.len(), b.cercles.len(), b.communes.len(), b.zones.len()), (10, 53, 701, 0));
    assert_eq!((b.country[0].code.as_str(), b.country[0].name.as_str()), ("ML", "Mali"));
    // The file declares 1 254 307 km²; that is also the geodesic area, at every level.
    for areas in [&b.country, &b.regions, &b.cercles, &b.communes] {
        assert!((total(areas) / 1_254_307.0 - 1.0).abs() < 0.001, "{:?}: {} km²", areas.level, total(areas));
    }
    assert_eq!(b.country[0].geometry.0.iter().map(|p| p.interiors().len()).sum::<usize>(), 0, "no holes in the country");
    let kidal = b.regions.iter().position(|r| r.name == "Kidal").unwrap();
    assert!(b.descendants(Level::Region, kidal, Level::Commune).iter().all(|&i| b.communes[i].code.as_str().starts_with("ML08")));
    let shared = of_kind(&problems, "name-shared");
    // 27 as spelled; "Ben Kadi" and "Diédougou" add two when case, accents and spaces are folded.
    assert_eq!(shared[0].count, 29, "{:?}", shared[0].cases);
    for problem in &problems {
        assert!(["name-shared", "area-declared", "name-duplicate-in-parent"].contains(&problem.kind), "{problem:?}");
    }
}

#[test]
fn cercles_and_regions_dissolved_from_the_communes_equal_the_given_ones() {
    let Some(files) = cod_ab() else { return };
    let (given, _) = read(&files);
    let (made, problems) = read(&BoundaryFiles { cercles: None, regions: None, ..files });
    for level in [Level::Cercle, Level::Region] {
        let (given, made) = (given.level(level), made.level(level));
        assert_eq!(given.len(), made.len());
        for (given, made) in given.iter().zip(made.iter()) {
            assert_eq!((&given.code, &given.name, &given.parent), (&made.code, &made.name, &made.parent));
            assert!(
                (made.area_km2 / given.area_km2 - 1.0).abs() < 0.001,
                "{}: {} / {}",
                given.code,
                made.area_km2,
                given.area_km2
            );
        }
    }
    let vertices = |b: &Boundaries| {
        b.communes
            .iter()
            .flat_map(|a| geo::CoordsIter::coords_iter(&a.geometry))
            .map(key)
            .collect::<std::collections::HashSet<_>>()
    };
    let known = vertices(&made);
    let moved =
        made.regions.iter().flat_map(|a| geo::CoordsIter::coords_iter(&a.geometry)).filter(|c| !known.contains(&key(*c))).count();
    assert_eq!(moved, 0, "dissolving moves no vertex");
    assert!(of_kind(&problems, "area-sum").is_empty());
}

fn key(c: geo_types::Coord<f64>) -> (u64, u64) {
    (c.x.to_bits(), c.y.to_bits())
}

#[test]
fn polygons_that_carry_multipolygon_coordinates_are_read_and_counted() {
    for (name, features, bad) in [("MLI_adm1", 10, 8), ("MLI_adm2", 53, 49), ("MLI_adm3", 701, 693)] {
        let Some(path) = real_data(&format!("ibf-mli-badtype/{name}.json")) else { return };
        let mut problems = Problems::new();
        let layer = read_vector(&path, &VectorOptions::default(), &mut problems).unwrap();
        assert_eq!(layer.features.iter().filter(|f| f.geometry.is_some()).count(), features);
        let problems = problems.sorted();
        assert_eq!(of_kind(&problems, "geojson-type")[0].count, bad);
    }
}

#[test]
fn a_set_without_parent_columns_finds_its_parents_by_code() {
    let Some(communes) = real_data("ibf-mli-badtype/MLI_adm3.json") else { return };
    let Some((cercles, regions)) = real_data("ibf-mli-badtype/MLI_adm2.json").zip(real_data("ibf-mli-badtype/MLI_adm1.json"))
    else {
        return;
    };
    let (b, problems) = read(&BoundaryFiles {
        crs: None,
        layers: Default::default(),
        communes: communes.clone(),
        cercles: Some(cercles),
        regions: Some(regions),
        vintage: String::new(),
    });
    assert_eq!((b.regions.len(), b.cercles.len(), b.communes.len()), (10, 53, 701));
    let kinds: Vec<_> = problems.iter().map(|p| (p.kind, p.count)).collect();
    assert!(kinds.contains(&("parent-from-code", 701)) && kinds.contains(&("parent-from-code", 53)), "{kinds:?}");
    let (alone, alone_problems) = read(&BoundaryFiles { communes, ..BoundaryFiles::default() });
    assert_eq!((alone.regions.len(), alone.cercles.len(), alone.communes.len()), (10, 53, 701));
    // These communes were simplified one by one and overlap: 0.17 % of the country twice.
    let twice = total(&alone.communes) / total(&alone.country) - 1.0;
    assert!((0.0015..0.0018).contains(&twice), "{twice}");
    assert!(of_kind(&alone_problems, "area-sum").iter().any(|p| p.cases.iter().any(|c| c.found.starts_with("ML03 "))));
    // The union where edges do not cancel, against GEOS.
    let region = alone.regions.position(&"ML03".into()).unwrap();
    let geos = alone
        .descendants(Level::Region, region, Level::Commune)
        .into_iter()
        .map(|i| gdal::vector::ToGdal::to_gdal(&alone.communes[i].geometry).unwrap())
        .reduce(|a, b| a.union(&b).unwrap())
        .unwrap();
    let ours = geo::Area::unsigned_area(&alone.regions[region].geometry);
    assert!((ours / geos.area() - 1.0).abs() < 1e-7, "{ours} / {}", geos.area());
}
