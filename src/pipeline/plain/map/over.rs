//! What is drawn over any map besides: roads, towns and waters, each from a file of its own.

use crate::base::{Boundaries, Problems, Result, Severity, Text};
use crate::layers::Layer;
use crate::names::Review;
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::join::{road_line, town_mark, water_mark};
use crate::products::area_layers::Labelling;
use crate::products::record_layers::{TownMark, roads_layer, towns_layer, water_layers};
use crate::read::records::Input;
use crate::read::roads::read_roads;
use crate::read::towns::{self, Town};
use crate::read::vector::VectorOptions;
use crate::read::waters::read_waters;
use crate::table::places::Places;
use geo::{BoundingRect, Contains};
use geo_types::{Coord, Rect};
use std::path::{Path, PathBuf};

/// The files; none draws nothing.
#[derive(Debug, Clone, Default)]
pub struct OverFiles {
    /// Lines.
    pub roads: Option<PathBuf>,
    /// Points with names.
    pub towns: Option<PathBuf>,
    /// Lines or surfaces: rivers and lakes mostly stand in files of their own.
    pub waters: Vec<PathBuf>,
}

/// The last rank of towns that stand on the sheet of a whole country.
const LARGE: u8 = 3;

/// The frame of the areas with a tenth of its sides around, degrees.
fn surroundings(boundaries: &Boundaries) -> Option<Rect<f64>> {
    let frame = boundaries.country.iter().next()?.geometry.bounding_rect()?;
    let by = Coord { x: frame.width() / 10.0, y: frame.height() / 10.0 };
    Some(Rect::new(frame.min() - by, frame.max() + by))
}

impl OverFiles {
    pub fn all(&self) -> impl Iterator<Item = &Path> {
        self.roads.iter().chain(&self.towns).chain(&self.waters).map(PathBuf::as_path)
    }

    /// The layers of the files, by the names that a sheet looks for. `boundaries` say which region of the map each
    /// town, road and water belongs to.
    ///
    /// # Errors
    /// A file that cannot be read, or holds no lines, no named points or no waters.
    pub fn layers(&self, boundaries: &Boundaries, account: &mut Account, problems: &mut Problems) -> Result<Vec<Layer>> {
        if self.all().next().is_none() {
            return Ok(Vec::new());
        }
        let review = Review::default();
        let (places, labelling) = (Places::new(boundaries, &review), Labelling { credits: Vec::new(), synthetic: false });
        let mut tell = |fr: &str, en: &str, path: &Path, count: usize| {
            account.inputs.push(InputAccount::new(Text::new(fr, en), path.display().to_string(), count as u64));
        };
        let mut layers = Vec::new();
        if let Some(path) = &self.roads {
            let roads = read_roads(path, &VectorOptions::default(), problems)?;
            tell("routes", "roads", path, roads.len());
            let lines: Vec<_> = roads.iter().map(|road| road_line(road, &places)).collect();
            layers.push(roads_layer(&lines, &labelling));
        }
        if let Some(path) = &self.towns {
            let (towns, found) = towns::read(&Input::new(path, path.display().to_string()))?;
            // What a list of towns leaves out of other countries is no matter of one map; faults are.
            problems.extend(found.into_iter().filter(|problem| problem.severity > Severity::Note));
            tell("villes", "towns", path, towns.len());
            // Of a district small towns are the large ones: sheets leave out what is small in a country.
            let mark = |town: &Town| TownMark { rank: town.rank.min(LARGE), ..town_mark(town, &places) };
            let near = surroundings(boundaries);
            let marks: Vec<_> = towns.iter().filter(|town| near.is_none_or(|r| r.contains(&town.point))).map(mark).collect();
            layers.push(towns_layer(&marks, &labelling));
        }
        let mut marks = Vec::new();
        for path in &self.waters {
            let waters = read_waters(path, &VectorOptions::default(), problems)?;
            tell("eaux", "waters", path, waters.len());
            marks.extend(waters.iter().map(|water| water_mark("water", water, &places)));
        }
        layers.extend(water_layers(&marks, &labelling));
        Ok(layers)
    }
}
