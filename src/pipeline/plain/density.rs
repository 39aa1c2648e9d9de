//! `lakana density`: points of any file as a surface of so many per km², a Cloud-Optimized GeoTIFF.

mod told;

use super::{PlainInput, extent, not_an_input, place_of, surfaces_of};
use crate::base::{Case, Error, Features, Lang, MetricFrame, Problem, Problems, Progress, Result, Text};
use crate::layers::{WriteOptions, geotiff};
use crate::pipeline::account::{Account, InputAccount, OutputAccount};
use crate::spatial::kernel::{Frame, KernelDensity, Window};
use crate::table::zonal::followed;
use crate::text;
use geo::BoundingRect;
use geo_types::{Coord, Geometry, LineString, MultiPolygon, Rect};
use std::path::PathBuf;
use std::str::FromStr;
use told::{coarse, edge_name, kernel_name, no_points, outside_window, rules, without_surface};

pub use crate::spatial::kernel::{Edge, Kernel};

/// A length as typed, in metres.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Length(pub f64);

impl FromStr for Length {
    type Err = String;

    /// `10km`, `500 m`. A bare number could be anything and is refused.
    fn from_str(typed: &str) -> std::result::Result<Self, String> {
        let lower = typed.trim().to_lowercase();
        let (number, factor) = match lower.strip_suffix("km") {
            Some(number) => (number, 1000.0),
            None => (lower.strip_suffix('m').unwrap_or_default(), 1.0),
        };
        let metres = number.trim().replace(',', ".").parse::<f64>().ok().map(|value| value * factor);
        metres.filter(|metres| *metres > 0.0 && metres.is_finite()).map(Length).ok_or_else(|| "10km, 500m".into())
    }
}

/// What was typed.
#[derive(Debug, Clone)]
pub struct DensityCommand {
    pub points: PlainInput,
    pub kernel: Kernel,
    pub radius: Length,
    pub cell: Length,
    /// A field of numbers that points count by; each counts 1 without it.
    pub weight: Option<String>,
    pub edge: Edge,
    /// Polygons outside of which there is no value.
    pub within: Option<PlainInput>,
    pub output: PathBuf,
    pub lang: Lang,
    pub date: jiff::Timestamp,
}

/// More cells than this is a mistyped cell size: 1.6 GB.
const CELLS_AT_MOST: f64 = 4e8;

/// Carries the command out.
///
/// Distances are measured in a Lambert azimuthal equal-area projection centred on the data, so that
/// densities are per true km². Polygons count where a point surely inside them stands.
///
/// # Errors
/// An output that is no `.tif`; an edge correction without polygons to correct for; no usable point; more cells
/// than can be meant; files that cannot be read or written.
pub fn density(command: &DensityCommand, progress: &dyn Progress) -> Result<Account> {
    check(command)?;
    let mut problems = Problems::new();
    let within = match &command.within {
        Some(input) => Some(surfaces_of(&input.read(&mut problems)?, &mut problems)?),
        None => None,
    };
    let mut input = command.points.clone();
    input.options.near = within.as_deref().and_then(extent);
    let features = input.read(&mut problems)?;
    let weighed = weighed(&features, command.weight.as_deref(), &mut problems)?;
    let mut points = InputAccount::new(Text::same("points"), &features.file, features.rows.len() as u64);
    points.leave_out(
        "no-point",
        Text::new("sans position ou sans poids", "without position or weight"),
        (features.rows.len() - weighed.len()) as u64,
    );
    if weighed.is_empty() {
        return Err(no_points(&features.file));
    }

    let (places, weights): (Vec<Coord<f64>>, Vec<f64>) = weighed.into_iter().unzip();
    let degrees = match &within {
        Some(shapes) => extent(shapes),
        None => bounding(&places),
    };
    let metric = MetricFrame::centred_on(degrees.ok_or_else(|| no_points(&features.file))?);
    let mut places = places;
    metric.project(&mut places)?;
    let window = match &within {
        Some(shapes) => Some(projected(shapes, &metric, command)?),
        None => None,
    };
    let reach = command.kernel.reach() * command.radius.0;
    let bounds = match &window {
        Some((_, bounds)) => *bounds,
        None => bounding(&places).map_or_else(|| Rect::new((0.0, 0.0), (0.0, 0.0)), |b| grown(b, reach)),
    };
    let frame = frame(bounds, command.cell.0)?;

    progress.step(&Text::new("Densité", "Density"), None);
    let inside = |place: &Coord<f64>| window.as_ref().is_none_or(|(window, _)| window.contains(*place));
    let outside = places.iter().filter(|place| !inside(place)).count();
    let kept: Vec<f64> = match command.edge {
        Edge::None => weights.clone(),
        // A correction is about the points of the window.
        _ => places.iter().zip(&weights).map(|(place, &weight)| if inside(place) { weight } else { 0.0 }).collect(),
    };
    let density = KernelDensity::new(&places, &kept, command.kernel, command.radius.0);
    let density = match (command.edge, &window) {
        (Edge::JonesDiggle, Some((window, _))) => density.corrected_by_jones_diggle(window),
        _ => density,
    };
    let values = density.on(&frame, |row, values| {
        // Per km² instead of per m².
        values.iter_mut().for_each(|value| *value *= 1e6);
        if let Some((window, _)) = &window {
            let borders = window.crossings(frame.centre(0, row).y);
            for (column, value) in values.iter_mut().enumerate() {
                let centre = frame.centre(column, row);
                if borders.partition_point(|&x| x <= centre.x) % 2 == 0 {
                    *value = f64::NAN;
                } else if command.edge == Edge::Uniform && *value > 0.0 {
                    *value /= window.volume(centre, command.kernel, command.radius.0);
                }
            }
        }
    });
    progress.go_on()?;

    let km2 = (frame.cell / 1000.0).powi(2);
    let whole: f64 = values.iter().filter(|v| !v.is_nan()).map(|&v| f64::from(v)).sum::<f64>() * km2;
    write(command, &frame, &metric, &values)?;

    let mut account = Account { inputs: vec![points], rules: rules(command, &metric), ..Account::default() };
    account.fact("weight", Text::new("somme des points retenus", "sum of the points kept"), kept.iter().sum(), 1);
    account.fact("integral", Text::new("somme sur la surface écrite", "sum over the surface written"), whole, 1);
    account.fact("columns", Text::new("colonnes", "columns"), frame.columns as f64, 0);
    account.fact("rows", Text::new("lignes", "rows"), frame.rows as f64, 0);
    account.outputs.push(OutputAccount { file: command.output.display().to_string(), rows: 0 });
    problems.add(outside_window(&features.file, outside, command.edge));
    problems.add(coarse(command));
    account.problems = problems.sorted();
    Ok(account)
}

fn check(command: &DensityCommand) -> Result<()> {
    let shown = command.output.display();
    let ending = command.output.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    if !["tif", "tiff"].contains(&ending.as_str()) {
        return Err(Error::usage(
            text!("`{shown}` : une densité s'écrit en GeoTIFF", "`{shown}`: a density is written as GeoTIFF"),
            Text::new("Terminez le nom du fichier par .tif.", "End the file name with .tif."),
        ));
    }
    if command.edge != Edge::None && command.within.is_none() {
        return Err(Error::usage(
            Text::new(
                "`--edge` corrige ce qu'un bord coupe, mais aucun bord n'est donné",
                "`--edge` corrects what a border cuts off, but no border is given",
            ),
            Text::new(
                "Donnez le territoire étudié : `--within polygones.geojson`.",
                "Give the area of study: `--within polygons.geojson`.",
            ),
        ));
    }
    let mut inputs = vec![command.points.path.as_path()];
    inputs.extend(command.within.as_ref().map(|input| input.path.as_path()));
    not_an_input(&command.output, &inputs)
}

/// The place and weight of every row that has both.
fn weighed(features: &Features, weight: Option<&str>, problems: &mut Problems) -> Result<Vec<(Coord<f64>, f64)>> {
    let field = weight.map(|name| features.field(name)).transpose()?;
    let file = &features.file;
    let mut nowhere = Problem::warning(
        "point-missing",
        file,
        Text::new("lignes sans position ponctuelle : laissées de côté", "rows that stand at no one place: left out"),
        Text::new(
            "Complétez les coordonnées ; une ligne n'a pas de place à elle.",
            "Complete the coordinates; a line has no place of its own.",
        ),
    );
    let mut weightless = Problem::warning(
        "weight-unusable",
        file,
        Text::new(
            "poids absent, négatif ou qui n'est pas un nombre : ligne laissée de côté",
            "weight missing, negative or no number: row left out",
        ),
        Text::new(
            "Corrigez le champ, ou comptez chaque point une fois sans `--weight`.",
            "Correct the field, or count each point once without `--weight`.",
        ),
    );
    let mut found = Vec::with_capacity(features.rows.len());
    for row in &features.rows {
        let Some(place) = row.geometry.as_ref().and_then(place_of) else {
            nowhere.push(Case::row(row.row, "geometry", ""));
            continue;
        };
        let weight = match field {
            None => Some(1.0),
            Some(field) => row.values[field].as_f64().filter(|weight| weight.is_finite() && *weight >= 0.0),
        };
        match weight {
            Some(weight) => found.push((place, weight)),
            None => weightless.push(Case::row(
                row.row,
                weight_name(features, field),
                field.map_or(String::new(), |f| row.values[f].shown()),
            )),
        }
    }
    problems.extend([nowhere, weightless]);
    Ok(found)
}

fn weight_name(features: &Features, field: Option<usize>) -> String {
    field.map_or(String::new(), |field| features.fields[field].name.clone())
}

/// The polygons in metres, and their box.
fn projected(shapes: &[MultiPolygon<f64>], metric: &MetricFrame, command: &DensityCommand) -> Result<(Window, Rect<f64>)> {
    // Neighbours lose the border they share: what matters is the border of them all.
    let parts: Vec<&MultiPolygon<f64>> = shapes.iter().filter(|shape| !shape.0.is_empty()).collect();
    let whole = crate::base::dissolve(&parts);
    let followed = MultiPolygon(whole.0.iter().map(followed).collect());
    let Geometry::MultiPolygon(flat) = metric.project_geometry(&Geometry::MultiPolygon(followed))? else {
        return Err(without_surface());
    };
    let bounds = flat.bounding_rect().ok_or_else(without_surface)?;
    let window = Window::new(&flat, command.kernel.reach() * command.radius.0).ok_or_else(without_surface)?;
    Ok((window, bounds))
}

/// The box around places.
fn bounding(places: &[Coord<f64>]) -> Option<Rect<f64>> {
    LineString(places.to_vec()).bounding_rect()
}

fn grown(bounds: Rect<f64>, by: f64) -> Rect<f64> {
    let (low, high) = (bounds.min(), bounds.max());
    Rect::new((low.x - by, low.y - by), (high.x + by, high.y + by))
}

/// Cells that cover the box, their corners on multiples of their side.
fn frame(bounds: Rect<f64>, cell: f64) -> Result<Frame> {
    let (low, high) = (bounds.min(), bounds.max());
    let (west, north) = ((low.x / cell).floor(), (high.y / cell).ceil());
    let (columns, rows) = ((high.x / cell).ceil() - west, north - (low.y / cell).floor());
    let cells = columns * rows;
    if cells.is_nan() || cells > CELLS_AT_MOST {
        return Err(Error::usage(
            text!("la surface aurait {cells:.0} cellules", "the surface would have {cells:.0} cells"),
            Text::new(
                "Donnez des cellules plus grandes (`--cell 1km`) ou un territoire plus petit (`--within`).",
                "Give larger cells (`--cell 1km`) or a smaller area (`--within`).",
            ),
        ));
    }
    let count = |n: f64| n.max(1.0) as usize;
    Ok(Frame { west: west * cell, north: north * cell, cell, columns: count(columns), rows: count(rows) })
}

fn write(command: &DensityCommand, frame: &Frame, metric: &MetricFrame, values: &[f32]) -> Result<()> {
    let tags = [
        ("UNIT", "per km2".to_owned()),
        ("KERNEL", kernel_name(command.kernel).to_owned()),
        ("RADIUS_M", command.radius.0.to_string()),
        ("EDGE_CORRECTION", edge_name(command.edge).to_owned()),
        ("WEIGHT", command.weight.clone().unwrap_or_else(|| "1".into())),
    ];
    let band = geotiff::Band {
        crs: &metric.definition(),
        origin: (frame.west, frame.north),
        cell: frame.cell,
        size: (frame.columns, frame.rows),
        nodata: f32::NAN,
        description: "density per km2",
        tags: &tags,
    };
    /// Rows of a piece: those of a tile of the file.
    const ROWS: usize = 512;
    let piece =
        |(i, values): (usize, &[f32])| Ok(((0, i * ROWS), (frame.columns, values.len() / frame.columns), values.to_vec()));
    let pieces = values.chunks(ROWS * frame.columns).enumerate().map(piece);
    geotiff::write(&command.output, &band, &WriteOptions::new(command.lang, command.date), pieces)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_length_needs_its_unit() {
        assert_eq!("10km".parse(), Ok(Length(10_000.0)));
        assert_eq!(" 2,5 KM".parse(), Ok(Length(2500.0)));
        assert_eq!("500 m".parse(), Ok(Length(500.0)));
        for wrong in ["10", "km", "-1km", "0m", "1 mile", "nan km"] {
            assert!(wrong.parse::<Length>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn cells_stand_on_multiples_of_their_side_and_cover_everything() {
        let frame = frame(Rect::new((-1234.0, 10.0), (987.0, 2999.0)), 500.0).unwrap();
        assert_eq!((frame.west, frame.north, frame.columns, frame.rows), (-1500.0, 3000.0, 5, 6));
        assert!(super::frame(Rect::new((0.0, 0.0), (1e9, 1e9)), 1.0).is_err());
    }
}
