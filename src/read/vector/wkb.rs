//! Well-known binary, as GDAL hands geometries over, to `geo` types. Heights and measures are
//! dropped. Not for curves: their owner has to turn them into straight segments first.

use geo_types::{Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};

/// A geometry of one of the seven simple kinds; the old `0x80000000` flag and the ISO 1000s
/// for height and measure are both understood. `unclosed` is called for each ring whose ends
/// differ; it is closed. The error says in a word what was found instead.
pub(super) fn read(bytes: &[u8], unclosed: &mut impl FnMut()) -> Result<Geometry<f64>, String> {
    Reader { bytes, little: true }.geometry(unclosed)
}

struct Reader<'a> {
    bytes: &'a [u8],
    little: bool,
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], String> {
        let (head, rest) = self.bytes.split_first_chunk::<N>().ok_or("geometry cut short")?;
        self.bytes = rest;
        Ok(*head)
    }

    fn int(&mut self) -> Result<u32, String> {
        let bytes = self.take()?;
        Ok(if self.little { u32::from_le_bytes(bytes) } else { u32::from_be_bytes(bytes) })
    }

    fn float(&mut self) -> Result<f64, String> {
        let bytes = self.take()?;
        Ok(if self.little { f64::from_le_bytes(bytes) } else { f64::from_be_bytes(bytes) })
    }

    /// A list of things; each takes at least four bytes, so a wrong count cannot fill the memory.
    fn list<T>(&mut self, mut one: impl FnMut(&mut Self) -> Result<T, String>) -> Result<Vec<T>, String> {
        let count = self.int()? as usize;
        if count > self.bytes.len() / 4 {
            return Err("geometry cut short".into());
        }
        (0..count).map(|_| one(self)).collect()
    }

    fn coord(&mut self, extra: usize) -> Result<Coord<f64>, String> {
        let (x, y) = (self.float()?, self.float()?);
        (0..extra).try_for_each(|_| self.float().map(drop))?;
        Ok(Coord { x, y })
    }

    fn line(&mut self, extra: usize) -> Result<LineString<f64>, String> {
        self.list(|reader| reader.coord(extra)).map(LineString)
    }

    fn geometry(&mut self, unclosed: &mut impl FnMut()) -> Result<Geometry<f64>, String> {
        self.little = self.take::<1>()?[0] == 1;
        let code = self.int()?;
        let (kind, iso) = ((code & 0xffff) % 1000, (code & 0xffff) / 1000);
        let height = code & 0x8000_0000 != 0 || matches!(iso, 1 | 3);
        let measure = code & 0x4000_0000 != 0 || matches!(iso, 2 | 3);
        let extra = usize::from(height) + usize::from(measure);
        Ok(match kind {
            1 => Geometry::Point(Point(self.coord(extra)?)),
            2 => Geometry::LineString(self.line(extra)?),
            3 => {
                let rings = self.list(|reader| {
                    let mut ring = reader.line(extra)?;
                    if !ring.is_closed() {
                        unclosed();
                        ring.close();
                    }
                    Ok(ring)
                })?;
                let mut rings = rings.into_iter();
                Geometry::Polygon(Polygon::new(rings.next().unwrap_or(LineString(vec![])), rings.collect()))
            }
            4..=7 => {
                let parts = self.list(|reader| reader.geometry(unclosed))?;
                match kind {
                    4 => Geometry::MultiPoint(MultiPoint(every(parts)?)),
                    5 => Geometry::MultiLineString(MultiLineString(every(parts)?)),
                    6 => Geometry::MultiPolygon(MultiPolygon(every(parts)?)),
                    _ => Geometry::GeometryCollection(GeometryCollection(parts)),
                }
            }
            8..=14 => return Err("curve".into()),
            other => return Err(format!("geometry kind {other}")),
        })
    }
}

fn every<T: TryFrom<Geometry<f64>>>(parts: Vec<Geometry<f64>>) -> Result<Vec<T>, String> {
    parts.into_iter().map(|part| T::try_from(part).map_err(|_| "mixed geometry".to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(of: &str) -> Vec<u8> {
        gdal::vector::Geometry::from_wkt(of).unwrap().wkb().unwrap()
    }

    fn read_wkt(of: &str) -> (Geometry<f64>, usize) {
        let mut open = 0;
        (read(&bytes(of), &mut || open += 1).unwrap(), open)
    }

    #[test]
    fn every_simple_kind_is_read_and_heights_are_dropped() {
        assert_eq!(read_wkt("POINT Z (1 2 3)").0, Geometry::Point(Point::new(1.0, 2.0)));
        assert_eq!(read_wkt("POINT ZM (1 2 3 4)").0, Geometry::Point(Point::new(1.0, 2.0)));
        assert!(matches!(read_wkt("LINESTRING (0 0,1 1)").0, Geometry::LineString(l) if l.0.len() == 2));
        assert!(matches!(read_wkt("MULTIPOINT (0 0,1 1)").0, Geometry::MultiPoint(m) if m.0.len() == 2));
        assert!(matches!(read_wkt("MULTILINESTRING Z ((0 0 1,1 1 1))").0, Geometry::MultiLineString(m) if m.0.len() == 1));
        assert!(
            matches!(read_wkt("MULTIPOLYGON (((0 0,1 0,1 1,0 0)),((5 5,6 5,6 6,5 5)))").0, Geometry::MultiPolygon(m) if m.0.len() == 2)
        );
        assert!(matches!(read_wkt("GEOMETRYCOLLECTION (POINT (1 1))").0, Geometry::GeometryCollection(c) if c.0.len() == 1));
    }

    #[test]
    fn holes_stay_and_open_rings_are_counted() {
        let (geometry, open) = read_wkt("POLYGON ((0 0,9 0,9 9,0 9,0 0),(1 1,2 1,2 2))");
        assert!(matches!(geometry, Geometry::Polygon(p) if p.interiors().len() == 1 && p.interiors()[0].is_closed()));
        assert_eq!(open, 1);
    }

    #[test]
    fn curves_and_cut_bytes_are_errors() {
        assert_eq!(read(&bytes("CURVEPOLYGON ((0 0,1 0,1 1,0 0))"), &mut || {}).unwrap_err(), "curve");
        let polygon = bytes("POLYGON ((0 0,1 0,1 1,0 0))");
        assert!((0..polygon.len()).all(|cut| read(&polygon[..cut], &mut || {}).is_err()));
        let mut forged = polygon;
        forged[5..9].copy_from_slice(&u32::MAX.to_le_bytes());
        assert!(read(&forged, &mut || {}).is_err());
    }
}
