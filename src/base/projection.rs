//! The metric form of coordinates. Nothing is measured in degrees.

use super::{Error, Result, Text, quiet_gdal};
use crate::text;
use gdal::spatial_ref::{AxisMappingStrategy, CoordTransform, SpatialRef};
use geo::{CoordsIter, MapCoords};
use geo_types::{Coord, Geometry, MultiPolygon, Rect};
use std::cell::RefCell;
use std::mem::ManuallyDrop;

/// A Lambert azimuthal equal-area projection centred on an extent: metres, true areas, and
/// distances good to a few parts in a thousand over a country of Mali's size.
///
/// Source: Snyder (1987), *Map Projections: A Working Manual*, p. 182; computed by PROJ.
#[derive(Debug, Clone, PartialEq)]
pub struct MetricFrame {
    centre: Coord<f64>,
}

impl MetricFrame {
    /// Centred on the middle of `extent` (degrees), rounded to a tenth of a degree so that a
    /// border that moves by a metre does not move every coordinate.
    pub fn centred_on(extent: Rect<f64>) -> Self {
        let round = |v: f64| (v * 10.0).round() / 10.0;
        let c = extent.center();
        MetricFrame { centre: Coord { x: round(c.x), y: round(c.y) } }
    }

    /// The PROJ definition, written into provenance.
    pub fn definition(&self) -> String {
        format!("+proj=laea +lon_0={} +lat_0={} +datum=WGS84 +units=m +no_defs", self.centre.x, self.centre.y)
    }

    /// The same in well-known text, for programs that keep projections so.
    pub fn wkt(&self) -> Result<String> {
        quiet_gdal();
        SpatialRef::from_proj4(&self.definition()).and_then(|frame| frame.to_wkt()).map_err(not_projected)
    }

    /// Degrees (longitude, latitude) to metres, in place.
    pub fn project(&self, coords: &mut [Coord<f64>]) -> Result<()> {
        transform("EPSG:4326", &self.definition(), coords)
    }

    /// Metres back to degrees, in place.
    pub fn unproject(&self, coords: &mut [Coord<f64>]) -> Result<()> {
        transform(&self.definition(), "EPSG:4326", coords)
    }

    /// A geometry in metres.
    pub fn project_geometry(&self, geometry: &Geometry<f64>) -> Result<Geometry<f64>> {
        let mut coords: Vec<Coord<f64>> = geometry.coords_iter().collect();
        self.project(&mut coords)?;
        Ok(moved(geometry, &coords))
    }

    /// Polygons in metres back to degrees.
    pub fn unproject_polygons(&self, polygons: &MultiPolygon<f64>) -> Result<MultiPolygon<f64>> {
        let mut coords: Vec<Coord<f64>> = polygons.coords_iter().collect();
        self.unproject(&mut coords)?;
        Ok(moved(polygons, &coords))
    }
}

/// A geometry with other coordinates: both walks visit them in the same order.
fn moved<G: MapCoords<f64, f64, Output = G>>(geometry: &G, coords: &[Coord<f64>]) -> G {
    let next = std::cell::Cell::new(0);
    geometry.map_coords(|_| coords[next.replace(next.get() + 1)])
}

/// Reprojects in place between two definitions GDAL knows ("EPSG:4326", WKT, PROJ strings),
/// x before y (longitude before latitude) on both sides whatever the authority says.
pub fn transform(from: &str, to: &str, coords: &mut [Coord<f64>]) -> Result<()> {
    quiet_gdal();
    let (mut xs, mut ys): (Vec<f64>, Vec<f64>) = coords.iter().map(|c| (c.x, c.y)).unzip();
    let done = with_transform(from, to, |transform| transform.transform_coords(&mut xs, &mut ys, &mut []));
    done.map_err(not_projected)?;
    coords.iter_mut().zip(xs.into_iter().zip(ys)).for_each(|(c, (x, y))| *c = Coord { x, y });
    Ok(())
}

fn not_projected(cause: gdal::errors::GdalError) -> Error {
    Error::input(
        text!("les coordonnées ne peuvent pas être projetées : {cause}", "coordinates cannot be projected: {cause}"),
        Text::new(
            "Vérifiez que les longitudes sont entre -180 et 180 et les latitudes entre -90 et 90, ou le système de coordonnées déclaré.",
            "Check that longitudes lie between -180 and 180 and latitudes between -90 and 90, or the declared coordinate system.",
        ),
    )
}

/// The transforms a thread has used last, newest first, each with its two definitions.
type Recent = Vec<(String, String, CoordTransform)>;

/// How many a thread keeps.
const KEPT: usize = 8;

thread_local! {
    // Setting a transform up takes longer than projecting thousands of points. PROJ's objects
    // belong to one thread. What is left at the end of a thread is not torn down: PROJ's own state
    // of that thread may be gone by then.
    static RECENT: RefCell<ManuallyDrop<Recent>> = const { RefCell::new(ManuallyDrop::new(Vec::new())) };
}

fn with_transform<T>(
    from: &str,
    to: &str,
    work: impl FnOnce(&CoordTransform) -> gdal::errors::Result<T>,
) -> gdal::errors::Result<T> {
    let system = |definition: &str| {
        let mut system = SpatialRef::from_definition(definition)?;
        system.set_axis_mapping_strategy(AxisMappingStrategy::TraditionalGisOrder);
        Ok::<_, gdal::errors::GdalError>(system)
    };
    RECENT.with_borrow_mut(|recent| {
        match recent.iter().position(|(f, t, _)| f == from && t == to) {
            Some(at) => recent[..=at].rotate_right(1),
            None => {
                let transform = CoordTransform::new(&system(from)?, &system(to)?)?;
                recent.truncate(KEPT - 1);
                recent.insert(0, (from.to_owned(), to.to_owned(), transform));
            }
        }
        work(&recent[0].2)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use geo_types::{coord, polygon};

    fn mali() -> MetricFrame {
        MetricFrame::centred_on(Rect::new(coord! {x: -12.24, y: 10.14}, coord! {x: 4.25, y: 25.0}))
    }

    #[test]
    fn metres_go_back_to_the_same_degrees() {
        let bamako = coord! {x: -8.0, y: 12.65};
        let mut coords = [bamako];
        mali().project(&mut coords).unwrap();
        assert!(coords[0].x < -400_000.0 && coords[0].y < -500_000.0, "south-west of the centre: {coords:?}");
        mali().unproject(&mut coords).unwrap();
        // A centimetre on the ground.
        assert!((coords[0].x - bamako.x).abs() < 1e-7 && (coords[0].y - bamako.y).abs() < 1e-7);
    }

    #[test]
    fn areas_are_kept() {
        use geo::{Area, GeodesicArea};
        // Small enough that straight and geodesic edges differ by less than the tolerance.
        let cell: Geometry<f64> = polygon![(x: 3.0, y: 18.0), (x: 3.05, y: 18.0), (x: 3.05, y: 18.05), (x: 3.0, y: 18.05)].into();
        let plane = mali().project_geometry(&cell).unwrap().unsigned_area();
        assert!((plane / cell.geodesic_area_unsigned() - 1.0).abs() < 1e-5);
    }

    #[test]
    fn many_projections_in_turn_give_what_each_gives_alone() {
        let frame = |i: usize| MetricFrame { centre: coord! {x: -8.0 + i as f64, y: 14.0} };
        let east = move |i: usize| {
            let mut place = [coord! {x: -4.0, y: 14.5}];
            frame(i).project(&mut place).unwrap();
            place[0].x
        };
        let first: Vec<f64> = (0..2 * KEPT).map(east).collect();
        assert!(first.windows(2).all(|pair| pair[0] > pair[1] + 100_000.0), "each has its own centre: {first:?}");
        let again: Vec<f64> = (0..2 * KEPT).rev().map(east).rev().collect();
        let elsewhere = std::thread::spawn(move || (0..2 * KEPT).map(east).collect::<Vec<_>>()).join().unwrap();
        assert!(first == again && first == elsewhere);
    }

    #[test]
    fn a_place_off_the_earth_is_an_error_with_a_way_out() {
        let error = mali().project(&mut [coord! {x: 1e9, y: f64::NAN}]).unwrap_err();
        assert!(error.hint.fr.contains("latitudes"));
    }
}
