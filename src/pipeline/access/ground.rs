//! From files to the ground that travel goes over.

use super::sampler::Sampler;
use crate::access::Speeds;
use crate::access::friction::{Feature, Grid, Surface, Terrain, Window};
use crate::base::{Areas, Case, Error, Problem, Problems, Progress, Result, Text};
use crate::pipeline::project::Access;
use crate::read::parse::numbers;
use crate::read::roads::Road;
use crate::read::vector::{VectorOptions, read_vector};
use crate::text;
use geo_types::{Coord, Geometry};
use std::collections::BTreeMap;
use std::path::Path;

/// Bytes of a surface kept in memory; larger ones go to a temporary file.
pub const MEMORY: u64 = 512 << 20;

/// Heights in metres that there are on land.
const HEIGHTS: std::ops::RangeInclusive<f64> = -500.0..=9000.0;

/// What is open, and what is closed on top of it.
pub struct Layers {
    grid: Grid,
    open: Vec<Feature>,
    closures: Vec<Feature>,
    cover: Option<(Sampler, BTreeMap<i64, f32>)>,
    elevation: Option<Sampler>,
    speeds: Speeds,
}

impl Layers {
    /// Reads water, closures and rasters, and gives every road its speed. Links that are only proposed
    /// are no roads. A raster that leaves out the middle of a commune is told.
    pub fn new(
        declared: &Access,
        folder: &Path,
        roads: &[&Road],
        grid: Grid,
        communes: &Areas,
        problems: &mut Problems,
    ) -> Result<Layers> {
        let speeds = Speeds::new(declared.mode, &declared.speeds)?;
        let mut open = road_features(roads, &speeds, &grid, problems)?;
        for file in &declared.water {
            open.extend(features_of(&folder.join(file), declared.river_width, &grid, false, problems)?);
        }
        let mut closures = Vec::new();
        for file in &declared.closed {
            closures.extend(features_of(&folder.join(file), 0.0, &grid, true, problems)?);
        }
        let cover = match &declared.landcover {
            Some(file) => {
                let sampler = Sampler::open(&folder.join(file), &grid)?;
                let kmh = speeds.off_road;
                let taken = text!(
                    "ailleurs, la vitesse hors route est prise : {kmh} km/h",
                    "elsewhere the speed off the road is taken: {kmh} km/h"
                );
                problems.add(covers_part(&sampler, &grid, communes, &file.display().to_string(), taken)?);
                Some((sampler, cover_speeds(declared)?))
            }
            None => None,
        };
        let elevation = match &declared.elevation {
            Some(file) => {
                let sampler = Sampler::open(&folder.join(file), &grid)?;
                let taken = Text::new("ailleurs, le terrain est pris pour plat", "elsewhere the ground is taken for flat");
                problems.add(covers_part(&sampler, &grid, communes, &file.display().to_string(), taken)?);
                Some(sampler)
            }
            None => None,
        };
        Ok(Layers { grid, open, closures, cover, elevation, speeds })
    }

    /// Closed areas and lines, in the metres of the grid.
    pub fn closures(&self) -> &[Feature] {
        &self.closures
    }

    /// The surface, with closures or without.
    pub fn surface(&self, closed: bool, progress: &dyn Progress) -> Result<Surface> {
        let mut features = self.open.clone();
        if closed {
            features.extend(self.closures.iter().cloned());
        }
        let on_foot = self.speeds.mode == crate::access::Mode::Walk;
        let terrain = Terrain::new(features, self.speeds.off_road, on_foot);
        let grid = &self.grid;
        match &self.elevation {
            None => Surface::build(grid.clone(), MEMORY, progress, |window, into| {
                terrain.paint(grid, window, self.cover_of(window)?.as_deref(), into, &mut []);
                Ok(())
            }),
            Some(sampler) => Surface::sloping(grid.clone(), MEMORY, progress, |window, into, heights| {
                let sampled = sampler.sample(grid, window, 1)?;
                // What no place on earth is as high as stands for an unknown height, declared or not.
                let known = |value: f64| if HEIGHTS.contains(&value) { value as f32 } else { f32::NAN };
                heights.iter_mut().zip(sampled).for_each(|(height, value)| *height = known(value));
                terrain.paint(grid, window, self.cover_of(window)?.as_deref(), into, heights);
                Ok(())
            }),
        }
    }

    /// Speeds by land cover; `None` without such a raster.
    fn cover_of(&self, window: &Window) -> Result<Option<Vec<f32>>> {
        let Some((sampler, speeds)) = &self.cover else { return Ok(None) };
        let classes = sampler.sample(&self.grid, window, 1)?;
        let speed = |class: f64| speeds.get(&(class as i64)).copied().filter(|_| !class.is_nan()).unwrap_or(f32::NAN);
        Ok(Some(classes.into_iter().map(speed).collect()))
    }
}

/// Communes whose middle a raster leaves out.
fn covers_part(sampler: &Sampler, grid: &Grid, communes: &Areas, file: &str, taken: Text) -> Result<Problem> {
    let mut centres: Vec<Coord<f64>> = communes.iter().map(|area| area.centre).collect();
    grid.frame.project(&mut centres)?;
    let covered = sampler.covers(grid, &centres)?;
    let outside = communes.iter().zip(covered).filter(|(_, covered)| !covered);
    let problem = Problem::warning(
        "raster-covers-part",
        file,
        Text::new(
            format!("le raster ne couvre pas tout le pays ; {}", taken.fr),
            format!("the raster does not cover the whole country; {}", taken.en),
        ),
        Text::new("Prenez un raster qui couvre le pays entier.", "Use a raster that covers the whole country."),
    );
    Ok(problem.with_all(outside.map(|(area, _)| Case::found(format!("{} ({})", area.name, area.code)))))
}

fn cover_speeds(declared: &Access) -> Result<BTreeMap<i64, f32>> {
    let bad = |class: &str, speed: f64| {
        Error::usage(
            text!(
                "cover_speeds : « {class} = {speed} » n'est pas une classe et sa vitesse",
                "cover_speeds: `{class} = {speed}` is not a class and its speed"
            ),
            Text::new(
                "Écrivez la classe du raster et des km/h de 0 (infranchissable) à 200 : { 10 = 2.5, 80 = 0 }.",
                "Write the class of the raster and km/h from 0 (impassable) to 200: { 10 = 2.5, 80 = 0 }.",
            ),
        )
    };
    if declared.cover_speeds.is_empty() {
        return Err(Error::usage(
            Text::new("l'occupation du sol est donnée sans vitesses par classe", "land cover is given without speeds by class"),
            Text::new(
                "Ajoutez cover_speeds = { 10 = 2.5, … } (`--cover-speed 10=2.5`) : un raster ne dit pas ce que ses classes ralentissent.",
                "Add cover_speeds = { 10 = 2.5, … } (`--cover-speed 10=2.5`): a raster does not say what its classes slow down.",
            ),
        ));
    }
    let pair = |(class, &speed): (&String, &f64)| match class.parse::<i64>() {
        Ok(id) if (0.0..200.0).contains(&speed) => Ok((id, speed as f32)),
        _ => Err(bad(class, speed)),
    };
    declared.cover_speeds.iter().map(pair).collect()
}

fn road_features(roads: &[&Road], speeds: &Speeds, grid: &Grid, problems: &mut Problems) -> Result<Vec<Feature>> {
    let other = speeds.other();
    let mut unknown = Problem::note(
        "road-class-unknown",
        "",
        text!("routes dont la classe est inconnue : vitesse de {other} km/h", "roads of unknown class: speed of {other} km/h"),
        Text::new(
            "Donnez leur vitesse : speeds = { \"la classe\" = 30 }, ou other = 30 pour toutes.",
            "Give their speed: speeds = { \"the class\" = 30 }, or other = 30 for all.",
        ),
    );
    let mut out = Vec::new();
    for road in roads.iter().filter(|road| !road.proposed) {
        let class = road.class.as_deref().unwrap_or_default();
        let speed = speeds.of_class(class).unwrap_or_else(|| {
            unknown.push(Case::row(road.row, "class", class));
            other
        });
        if let Geometry::MultiLineString(lines) = grid.frame.project_geometry(&Geometry::MultiLineString(road.line.clone()))? {
            out.extend(lines.0.into_iter().map(|line| Feature::Road(line, speed)));
        }
    }
    problems.add(unknown);
    if out.is_empty() {
        let off_road = speeds.off_road;
        problems.add(
            Problem::warning(
                "no-road",
                "",
                text!(
                    "aucune route : tout le pays se traverse à pied, à {off_road} km/h",
                    "no road at all: the whole country is crossed on foot, at {off_road} km/h"
                ),
                Text::new(
                    "Ajoutez une couche de routes (`--roads`, ou une entrée de type roads).",
                    "Add a layer of roads (`--roads`, or an input of kind roads).",
                ),
            )
            .with(Case::found("0")),
        );
    }
    Ok(out)
}

/// The columns in which a river's width may stand.
const WIDTHS: [&str; 4] = ["width", "largeur", "width_m", "largeur_m"];

/// Polygons and lines of a file as water or as closures.
fn features_of(path: &Path, width: f64, grid: &Grid, closed: bool, problems: &mut Problems) -> Result<Vec<Feature>> {
    let file = path.display().to_string();
    let layer = read_vector(path, &VectorOptions::default(), problems)?;
    let column = layer.fields.iter().position(|field| WIDTHS.contains(&field.to_lowercase().as_str()));
    let mut points = Problem::warning(
        "barrier-not-a-shape",
        &file,
        Text::new("points : une barrière est une surface ou une ligne", "points: a barrier is a surface or a line"),
        Text::new(
            "Donnez des polygones (zones fermées, lacs) ou des lignes (routes fermées, fleuves).",
            "Give polygons (closed areas, lakes) or lines (closed roads, rivers).",
        ),
    );
    let mut out = Vec::new();
    for feature in &layer.features {
        let Some(geometry) = &feature.geometry else { continue };
        let own = column.and_then(|i| feature.values[i].as_deref()).and_then(numbers::decimal).filter(|w| *w >= 0.0);
        let mut parts = vec![grid.frame.project_geometry(geometry)?];
        while let Some(part) = parts.pop() {
            match part {
                Geometry::Polygon(polygon) if closed => out.push(Feature::ClosedArea(polygon)),
                Geometry::Polygon(polygon) => out.push(Feature::Lake(polygon)),
                Geometry::LineString(line) if closed => out.push(Feature::ClosedRoad(line)),
                Geometry::LineString(line) => out.push(Feature::River(line, own.unwrap_or(width))),
                Geometry::MultiPolygon(many) => parts.extend(many.0.into_iter().map(Geometry::from)),
                Geometry::MultiLineString(many) => parts.extend(many.0.into_iter().map(Geometry::from)),
                Geometry::GeometryCollection(many) => parts.extend(many.0),
                _ => points.push(Case::row(feature.row, "geometry", "Point")),
            }
        }
    }
    problems.add(points);
    Ok(out)
}
