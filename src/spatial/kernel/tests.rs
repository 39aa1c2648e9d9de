//! Rows against single cells, volumes against fine sums, and the whole against the number of points.

use super::*;
use geo_types::{LineString, MultiPolygon, Polygon, Rect, coord};
use proptest::prelude::*;

const KERNELS: [Kernel; 5] = [Kernel::Quartic, Kernel::Gaussian, Kernel::Epanechnikov, Kernel::Triangular, Kernel::Uniform];

fn frame(columns: usize, rows: usize, cell: f64) -> Frame {
    Frame { west: -7.0, north: 3.0, cell, columns, rows }
}

#[test]
fn the_whole_is_the_number_of_points() {
    let points: Vec<Coord<f64>> = (0..50).map(|i| coord! { x: f64::from(i * 7 % 13), y: -f64::from(i * 5 % 11) }).collect();
    for kernel in KERNELS {
        let wide = Frame { west: -40.0, north: 40.0, cell: 0.1, columns: 950, rows: 950 };
        let density = KernelDensity::new(&points, &[1.0; 50], kernel, 4.0).on(&wide, |_, _| ());
        let people: f64 = density.iter().map(|&d| f64::from(d)).sum::<f64>() * 0.01;
        // The uniform kernel ends in steps: its circle is a sum of whole cells.
        let tolerance = if kernel == Kernel::Uniform { 0.05 } else { 5e-3 };
        assert!((people - 50.0).abs() < tolerance, "{kernel:?}: {people}");
    }
}

#[test]
fn one_point_is_the_hill_of_its_kernel() {
    let one = |kernel| KernelDensity::new(&[coord! { x: 0.0, y: 0.0 }], &[2.0], kernel, 10.0);
    let at = |kernel, x| one(kernel).at(coord! { x: x, y: 0.0 });
    assert!((at(Kernel::Quartic, 5.0) - 2.0 * 3.0 / PI * 0.5625 / 100.0).abs() < 1e-15);
    assert!((at(Kernel::Triangular, 5.0) - 2.0 * 3.0 / PI * 0.5 / 100.0).abs() < 1e-15);
    assert!((at(Kernel::Gaussian, 10.0) - 2.0 * (-0.5f64).exp() / (2.0 * PI) / 100.0).abs() < 1e-15);
    assert_eq!((at(Kernel::Quartic, 10.1), at(Kernel::Uniform, 10.1), at(Kernel::Gaussian, 61.0)), (0.0, 0.0, 0.0));
}

#[test]
fn points_that_weigh_nothing_and_no_points_at_all() {
    let points = [coord! { x: 0.0, y: 0.0 }, coord! { x: f64::NAN, y: 0.0 }, coord! { x: 1.0, y: 0.0 }];
    for kernel in KERNELS {
        assert!(
            KernelDensity::new(&points, &[0.0, 1.0, f64::NAN], kernel, 5.0)
                .on(&frame(9, 4, 1.0), |_, _| ())
                .iter()
                .all(|&d| d == 0.0)
        );
        assert!(KernelDensity::new(&[], &[], kernel, 5.0).on(&frame(0, 0, 1.0), |_, _| ()).is_empty());
    }
}

/// The volume inside a window by a fine sum over cells.
fn by_summing(window: &Window, place: Coord<f64>, kernel: Kernel, radius: f64) -> f64 {
    let (reach, steps) = (kernel.reach().min(4.5), 600);
    let step = 2.0 * reach / f64::from(steps);
    let mut sum = 0.0;
    for i in 0..steps {
        for j in 0..steps {
            let (dx, dy) = (-reach + (f64::from(i) + 0.5) * step, -reach + (f64::from(j) + 0.5) * step);
            if window.contains(coord! { x: place.x + dx * radius, y: place.y + dy * radius }) {
                sum += kernel.height(dx * dx + dy * dy) * step * step;
            }
        }
    }
    sum
}

fn square(side: f64) -> MultiPolygon<f64> {
    MultiPolygon(vec![Rect::new((0.0, 0.0), (side, side)).to_polygon()])
}

#[test]
fn half_a_hill_at_a_straight_border_and_a_quarter_in_a_corner() {
    for kernel in KERNELS {
        let window = Window::new(&square(1000.0), 60.0).unwrap();
        let volume = |x, y| window.volume(coord! { x: x, y: y }, kernel, 10.0);
        assert!((volume(500.0, 500.0) - 1.0).abs() < 1e-12);
        assert!((volume(0.0, 500.0) - 0.5).abs() < 1e-6, "{kernel:?}: {}", volume(0.0, 500.0));
        assert!((volume(0.0, 0.0) - 0.25).abs() < 1e-6, "{kernel:?}: {}", volume(0.0, 0.0));
        assert_eq!(volume(-100.0, 500.0), 0.0);
    }
    assert!(Window::new(&MultiPolygon(vec![]), 1.0).is_none());
}

#[test]
fn volumes_equal_fine_sums_also_around_holes_and_outside() {
    let hole = LineString::from(vec![(8.0, 8.0), (14.0, 9.0), (9.0, 15.0)]);
    let shell = LineString::from(vec![(0.0, 0.0), (21.0, 3.0), (18.0, 19.0), (9.0, 16.0), (-2.0, 20.0)]);
    let shape = MultiPolygon(vec![Polygon::new(shell, vec![hole])]);
    for kernel in KERNELS {
        let window = Window::new(&shape, kernel.reach() * 5.0).unwrap();
        for (x, y) in [(3.0, 4.0), (10.0, 10.0), (8.0, 16.5), (19.5, 18.0), (-3.0, 10.0), (7.3, 12.1)] {
            let place = coord! { x: x, y: y };
            let (found, known) = (window.volume(place, kernel, 5.0), by_summing(&window, place, kernel, 5.0));
            assert!((found - known).abs() < 2e-3, "{kernel:?} at {x}, {y}: {found} instead of {known}");
        }
    }
}

#[test]
fn jones_diggle_gives_every_point_of_the_window_back() {
    let window = Window::new(&square(30.0), 10.0).unwrap();
    let points: Vec<Coord<f64>> = (0..40).map(|i| coord! { x: f64::from(i * 7 % 31), y: f64::from(i * 11 % 29) + 0.5 }).collect();
    let inside = points.iter().filter(|&&p| window.contains(p)).count() as f64;
    let corrected = KernelDensity::new(&points, &[1.0; 40], Kernel::Quartic, 8.0).corrected_by_jones_diggle(&window);
    let frame = Frame { west: 0.0, north: 30.0, cell: 0.05, columns: 600, rows: 600 };
    let whole: f64 = corrected.on(&frame, |_, _| ()).iter().map(|&d| f64::from(d)).sum::<f64>() * 0.0025;
    assert!((whole - inside).abs() < 1e-2, "{whole} of {inside}");
}

proptest! {
    /// The running polynomials give what adding every hill at every cell gives.
    #[test]
    fn rows_equal_cells(
        points in prop::collection::vec((-20.0..40.0f64, -40.0..20.0f64, 0.1..5.0f64), 1..40),
        radius in 0.3..30.0f64, cell in 0.2..2.0f64,
    ) {
        let (places, weights): (Vec<_>, Vec<_>) = points.iter().map(|&(x, y, w)| (coord! { x: x, y: y }, w)).unzip();
        let frame = frame(47, 35, cell);
        for kernel in KERNELS {
            let density = KernelDensity::new(&places, &weights, kernel, radius);
            let found = density.on(&frame, |_, _| ());
            let most = weights.iter().sum::<f64>() / (radius * radius);
            for (i, &value) in found.iter().enumerate() {
                let centre = frame.centre(i % 47, i / 47);
                // At the very rim a rounding decides whether the uniform kernel still reaches.
                let rim = |p: &Coord<f64>| (((p.x - centre.x).hypot(p.y - centre.y) / radius) - 1.0).abs() < 1e-9;
                if kernel == Kernel::Uniform && places.iter().any(rim) {
                    continue;
                }
                let known = density.at(centre);
                prop_assert!((f64::from(value) - known).abs() <= 1e-6 * known + 1e-12 * most, "{:?} cell {}: {} instead of {}", kernel, i, value, known);
            }
        }
    }
}

/// The table of R spatstat: exact without correction and by hand; its corrections stand on pixels.
#[test]
fn equals_spatstat() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/reference/density/points.csv")).unwrap();
    let mut lines = text.lines().skip(1);
    let names: Vec<&str> = lines.next().unwrap().split(',').collect();
    let rows: Vec<Vec<f64>> = lines.map(|line| line.split(',').map(|cell| cell.parse().unwrap()).collect()).collect();
    let column = |name: &str| names.iter().position(|n| *n == name).unwrap();
    let places: Vec<Coord<f64>> = rows.iter().map(|row| coord! { x: row[0], y: row[1] }).collect();
    let weights: Vec<f64> = rows.iter().map(|row| row[2]).collect();
    let shape = MultiPolygon(vec![Rect::new((0.0, 0.0), (100.0, 60.0)).to_polygon()]);
    for (kernel, name, radius) in
        [(Kernel::Quartic, "quartic", 15.0), (Kernel::Epanechnikov, "epanechnikov", 15.0), (Kernel::Gaussian, "gaussian", 8.0)]
    {
        let window = Window::new(&shape, kernel.reach() * radius).unwrap();
        let plain = KernelDensity::new(&places, &weights, kernel, radius);
        let diggle = KernelDensity::new(&places, &weights, kernel, radius).corrected_by_jones_diggle(&window);
        for (row, &place) in rows.iter().zip(&places) {
            let uniform = plain.at(place) / window.volume(place, kernel, radius);
            let near = |found: f64, column: usize, tolerance: f64| {
                assert!(
                    (found / row[column] - 1.0).abs() < tolerance,
                    "{} {place:?}: {found} instead of {}",
                    names[column],
                    row[column]
                );
            };
            near(plain.at(place), column(&format!("{name}_none")), 1e-7);
            near(uniform, column(&format!("{name}_uniform")), 0.02);
            near(diggle.at(place), column(&format!("{name}_diggle")), 0.02);
            if kernel == Kernel::Gaussian {
                near(uniform, column("exact_uniform"), 1e-6);
                near(diggle.at(place), column("exact_diggle"), 1e-6);
            }
        }
    }
}
