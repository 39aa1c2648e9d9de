//! How many points lie in each area, from a file of any length.
//!
//! For counting alone. Records that say more than where they are go through the join.

use super::Locator;
use crate::base::{Case, Problem, Problems, Progress, Result, Text};
use crate::read::{NoPoint, PointRow, fold_points};
use crate::text;
use std::path::Path;

/// Every row of the file, counted once: `total` is the sum of `per_area`, `outside` and `unreadable`.
#[derive(Debug, Clone)]
pub struct PointCount {
    /// In the order of the areas.
    pub per_area: Vec<u64>,
    /// Readable, in no area.
    pub outside: u64,
    /// Without coordinates, or with some that are no place on earth.
    pub unreadable: u64,
    pub total: u64,
    /// One case for each point outside or unreadable, up to [`Problem::CASES_KEPT`], in the order of the file.
    pub problems: Problems,
}

/// Counts the points of a delimited text file in each area, by [`Locator::locate`]. `longitude` and
/// `latitude` are names of columns, in degrees. See [`fold_points`] for what files can be read,
/// and what an interruption leaves. Memory does not grow with the number of points, nor does
/// anything in the result depend on the number of threads.
pub fn count_points(
    path: &Path,
    longitude: &str,
    latitude: &str,
    locator: &Locator,
    progress: &dyn Progress,
) -> Result<PointCount> {
    let new = || Count { per_area: vec![0; locator.areas()], left_out: Default::default() };
    let sums = fold_points(path, longitude, latitude, progress, new, |count, row| match row.point() {
        Ok(point) => match locator.locate(point) {
            Some(area) => count.per_area[area] += 1,
            None => count.left_out[LeftOut::Outside as usize].add(&row),
        },
        Err(NoPoint::Missing) => count.left_out[LeftOut::Missing as usize].add(&row),
        Err(NoPoint::Unreadable) => count.left_out[LeftOut::Unreadable as usize].add(&row),
        Err(NoPoint::OffTheEarth) => count.left_out[LeftOut::OffTheEarth as usize].add(&row),
    })?;
    let count = sums.into_iter().fold(new(), Count::plus);

    let inside: u64 = count.per_area.iter().sum();
    let left_out = |why: LeftOut| count.left_out[why as usize].count;
    let outside = left_out(LeftOut::Outside);
    let unreadable = left_out(LeftOut::Missing) + left_out(LeftOut::Unreadable) + left_out(LeftOut::OffTheEarth);
    let fields = format!("{longitude}, {latitude}");
    let file = path.display().to_string();
    let mut problems = Problems::new();
    for (why, rows) in LeftOut::ALL.into_iter().zip(count.left_out) {
        let cases = rows.first.into_iter().map(|(row, found)| Case::row(row, &fields, found));
        let mut problem = why.problem(&file).with_all(cases);
        problem.count = rows.count as usize;
        problems.add(problem);
    }
    Ok(PointCount { per_area: count.per_area, outside, unreadable, total: inside + outside + unreadable, problems })
}

/// What one thread has seen.
struct Count {
    per_area: Vec<u64>,
    /// By [`LeftOut`].
    left_out: [Rows; 4],
}

impl Count {
    fn plus(mut self, other: Count) -> Count {
        self.per_area.iter_mut().zip(other.per_area).for_each(|(sum, n)| *sum += n);
        self.left_out.iter_mut().zip(other.left_out).for_each(|(sum, rows)| sum.merge(rows));
        self
    }
}

/// Rows of one kind: how many, and the first of them.
#[derive(Default)]
struct Rows {
    count: u64,
    first: Vec<(u64, String)>,
}

impl Rows {
    /// Rows come in the order of the file, so the first to come are the first.
    fn add(&mut self, row: &PointRow) {
        self.count += 1;
        if self.first.len() < Problem::CASES_KEPT {
            let shown = |field: &[u8]| String::from_utf8_lossy(field).trim().chars().take(40).collect::<String>();
            self.first.push((row.row, format!("{}, {}", shown(row.longitude), shown(row.latitude))));
        }
    }

    fn merge(&mut self, other: Rows) {
        self.count += other.count;
        self.first.extend(other.first);
        self.first.sort();
        self.first.truncate(Problem::CASES_KEPT);
    }
}

#[derive(Clone, Copy)]
enum LeftOut {
    Outside,
    Missing,
    Unreadable,
    OffTheEarth,
}

impl LeftOut {
    const ALL: [LeftOut; 4] = [LeftOut::Outside, LeftOut::Missing, LeftOut::Unreadable, LeftOut::OffTheEarth];

    fn problem(self, file: &str) -> Problem {
        let (kind, what, way_out) = match self {
            LeftOut::Outside => (
                "coordinates-outside",
                Text::new("points hors de toutes les unités", "points outside every area"),
                Text::new(
                    "Vérifiez que longitude et latitude ne sont pas inversées et que ces points sont bien du pays.",
                    "Check that longitude and latitude are not swapped and that these points belong to the country.",
                ),
            ),
            LeftOut::Missing => (
                "coordinates-missing",
                Text::new("lignes sans coordonnées", "rows without coordinates"),
                Text::new(
                    "Complétez la longitude et la latitude, ou laissez ces lignes de côté.",
                    "Fill in longitude and latitude, or leave these rows aside.",
                ),
            ),
            LeftOut::Unreadable => (
                "coordinates-unreadable",
                Text::new("coordonnées qui ne sont pas des nombres", "coordinates that are not numbers"),
                Text::new(
                    "Écrivez les coordonnées en degrés décimaux, par exemple -8.0029 et 12.6392.",
                    "Write coordinates in decimal degrees, for example -8.0029 and 12.6392.",
                ),
            ),
            LeftOut::OffTheEarth => (
                "coordinates-out-of-range",
                text!("longitudes au-delà de ±180 ou latitudes au-delà de ±90", "longitudes beyond ±180 or latitudes beyond ±90"),
                Text::new(
                    "Vérifiez que les coordonnées sont en degrés décimaux (WGS84) et non en mètres.",
                    "Check that coordinates are in decimal degrees (WGS84) and not in metres.",
                ),
            ),
        };
        Problem::warning(kind, file, what, way_out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Area, Areas, Level, Silent};
    use geo_types::polygon;
    use std::io::Write;

    fn two_squares() -> Locator {
        let square = |code: &str, x: f64| {
            let ring = polygon![(x: x, y: 0.0), (x: x + 1.0, y: 0.0), (x: x + 1.0, y: 1.0), (x: x, y: 1.0)];
            Area::new(code.into(), code, None, ring.into())
        };
        Locator::new(&Areas::new(Level::Commune, vec![square("A", 0.0), square("B", 1.0)]))
    }

    fn count(text: &str) -> PointCount {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(text.as_bytes()).unwrap();
        count_points(file.path(), "lon", "lat", &two_squares(), &Silent).unwrap()
    }

    #[test]
    fn every_row_is_counted_once_and_says_why() {
        let found = count("id,lon,lat\n1,0.5,0.5\n2,1.0,0.5\n3,1.5,0.5\n4,9,9\n5,,0.5\n6,x,0.5\n7,0.5,99\n8\n");
        assert_eq!(found.per_area, [2, 1], "the shared border belongs to the lower code");
        assert_eq!((found.outside, found.unreadable, found.total), (1, 4, 8));
        let problems = found.problems.sorted();
        let rows = |kind: &str| {
            let problem = problems.iter().find(|p| p.kind == kind).unwrap();
            (problem.count, problem.cases.iter().filter_map(|c| c.row).collect::<Vec<_>>())
        };
        assert_eq!(rows("coordinates-outside"), (1, vec![5]));
        assert_eq!(rows("coordinates-missing"), (2, vec![6, 9]));
        assert_eq!(rows("coordinates-unreadable"), (1, vec![7]));
        assert_eq!(rows("coordinates-out-of-range"), (1, vec![8]));
        assert_eq!(problems.iter().flat_map(|p| &p.cases).find(|c| c.row == Some(8)).unwrap().found, "0.5, 99");
    }

    #[test]
    fn an_empty_table_has_no_points() {
        let found = count("lon,lat\n");
        assert_eq!((found.total, found.per_area), (0, vec![0, 0]));
        assert!(found.problems.is_empty());
    }

    #[test]
    fn a_long_file_gives_the_same_on_any_number_of_threads() {
        let mut text = String::from("lon;lat\n");
        for i in 0..400_000 {
            text += match i % 5 {
                0 => "0,5;0,5\n",
                1 => "\"1.5\";\"0.5\"\r\n",
                2 => "7;7\n",
                3 => "a;b\n",
                _ => "1.25;0.125\n",
            };
        }
        let with = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| count(&text))
        };
        let (one, four) = (with(1), with(4));
        assert_eq!((one.per_area, one.outside, one.unreadable, one.total), (vec![80_000, 160_000], 80_000, 80_000, 400_000));
        let (one, four) = (one.problems.sorted(), four.problems.sorted());
        for (a, b) in one.iter().zip(&four) {
            assert_eq!((a.kind, a.count, &a.cases), (b.kind, b.count, &b.cases));
        }
        assert_eq!(one[0].cases.len(), Problem::CASES_KEPT);
        assert_eq!(one[0].cases[1].row, Some(9), "second point outside");
    }
}
