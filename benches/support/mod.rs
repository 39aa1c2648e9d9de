//! Areas and points to measure with: a made-up country of 702 areas with rugged borders, the same
//! on every machine, or the real communes where `LAKANA_REAL_DATA` names the folder that has them.

use geo_types::{Coord, LineString, MultiPolygon, Polygon, coord};
use lakana::base::{Area, Areas, Level};
use std::path::{Path, PathBuf};

const COLUMNS: u64 = 27;
const ROWS: u64 = 26;
/// Halvings of each side of an area: 4 × 2⁷ vertices around it.
const HALVINGS: u32 = 7;

/// Numbers that look random and are the same every time (SplitMix64, Steele et al. 2014).
pub struct Numbers(u64);

impl Numbers {
    pub fn seeded(seed: u64) -> Self {
        Numbers(seed)
    }

    /// Evenly between 0 and 1.
    pub fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ z >> 31) >> 11) as f64 / (1u64 << 53) as f64
    }
}

/// The areas to measure with, and what they are.
pub fn areas() -> (Areas, &'static str) {
    let real = std::env::var_os("LAKANA_REAL_DATA").map(|folder| PathBuf::from(folder).join("cod-ab-mli/communes_mali.geojson"));
    match real {
        Some(path) => (read_areas(&path, "adm3_pcode"), "real communes of Mali"),
        None => (rugged_country(), "702 areas with rugged borders"),
    }
}

pub fn points(areas: &Areas, count: usize) -> Vec<Coord<f64>> {
    let extent = areas.extent().expect("the areas to measure with are not empty");
    let mut numbers = Numbers::seeded(7);
    (0..count)
        .map(|_| {
            let (x, y) = (numbers.next(), numbers.next());
            coord! { x: extent.min().x + x * extent.width(), y: extent.min().y + y * extent.height() }
        })
        .collect()
}

/// Polygons from GeoJSON, with their code in the property `code`.
pub fn read_areas(path: &Path, code: &str) -> Areas {
    let text = std::fs::read_to_string(path).expect("the areas can be read");
    let collection: geojson::FeatureCollection = text.parse().expect("the areas are a feature collection");
    let area = |feature: geojson::Feature| {
        let code = feature.property(code).and_then(|v| v.as_str()).expect("every area has a code").to_owned();
        let geometry = geo_types::Geometry::<f64>::try_from(feature).expect("every area has a geometry");
        let polygons = match geometry {
            geo_types::Geometry::Polygon(polygon) => polygon.into(),
            geo_types::Geometry::MultiPolygon(polygons) => polygons,
            other => panic!("{code} is no polygon but {other:?}"),
        };
        Area::new(code.as_str().into(), code, None, polygons)
    };
    Areas::new(Level::Commune, collection.features.into_iter().map(area).collect())
}

/// Areas of half a degree. Neighbours have the same vertices on their shared border.
fn rugged_country() -> Areas {
    let cell = |i: u64| {
        let (column, row) = (i % COLUMNS, i / COLUMNS);
        let south = side((column, row), (column + 1, row));
        let east = side((column + 1, row), (column + 1, row + 1));
        let north = side((column, row + 1), (column + 1, row + 1));
        let west = side((column, row), (column, row + 1));
        let ring = south.into_iter().chain(east).chain(north.into_iter().rev()).chain(west.into_iter().rev());
        let code = format!("B{row:02}{column:02}");
        Area::new(code.as_str().into(), code, None, MultiPolygon(vec![Polygon::new(LineString::from_iter(ring), vec![])]))
    };
    Areas::new(Level::Commune, (0..COLUMNS * ROWS).map(cell).collect())
}

/// A border by midpoint displacement (Fournier, Fussell & Carpenter 1982), the same from both sides.
fn side(from: (u64, u64), to: (u64, u64)) -> Vec<Coord<f64>> {
    let corner = |(column, row): (u64, u64)| {
        let mut numbers = Numbers::seeded(column * 1009 + row);
        coord! {
            x: -12.0 + 0.6 * (column as f64 + 0.3 * (numbers.next() - 0.5)),
            y: 10.0 + 0.55 * (row as f64 + 0.3 * (numbers.next() - 0.5)),
        }
    };
    let mut numbers = Numbers::seeded(((from.0 * 64 + from.1) * 64 + to.0) * 64 + to.1);
    let mut line = vec![corner(from), corner(to)];
    for _ in 0..HALVINGS {
        let middle = |ends: &[Coord<f64>]| {
            let (a, b) = (ends[0], ends[1]);
            let shift = 0.3 * (numbers.next() - 0.5);
            [a, (a + b) / 2.0 + coord! { x: a.y - b.y, y: b.x - a.x } * shift]
        };
        let last = *line.last().expect("a side has two ends");
        line = line.windows(2).flat_map(middle).chain([last]).collect();
    }
    line
}
