//! A raster of people in the main job: how many in each commune, how much of it is missing, and how
//! densely they live where.

use super::project::{Input, InputKind};
use super::raster_doubts;
use crate::base::{
    Areas, Boundaries, Case, Cell, Column, Direction, Error, Level, Missing, Place, Problem, Problems, Result, Silent, Text, Unit,
};
use crate::indicators::population::{self, Headcount};
use crate::read::raster::{Raster, RasterUnit};
use crate::table::PeopleGrid;
use crate::table::zonal::{ZonalOptions, ZoneStatistics, zonal_statistics};
use crate::text;
use geo_types::MultiPolygon;
use std::path::{Path, PathBuf};

/// A file of people as an input with the id `population`: a raster by its ending, of that unit, else a table.
pub fn people_input(file: &Path, unit: Option<RasterUnit>) -> Input {
    const RASTERS: [&str; 5] = ["tif", "tiff", "vrt", "img", "nc"];
    let raster = file.extension().is_some_and(|e| RASTERS.contains(&e.to_string_lossy().to_lowercase().as_str()));
    match raster {
        true => Input { unit, ..Input::of_file("population", InputKind::PopulationRaster, file) },
        false => Input::of_file("population", InputKind::Population, file),
    }
}

/// A raster of people that can be opened, and what the project says of it.
#[derive(Debug, Clone)]
pub struct PeopleRaster {
    path: PathBuf,
    unit: RasterUnit,
    band: usize,
    nodata: Option<f64>,
    pub cells: usize,
}

impl PeopleRaster {
    /// Looks at the file, and asks for the unit.
    pub fn open(input: &Input, path: &Path) -> Result<Self> {
        let Some(unit) = input.unit else { return Err(unit_missing(&input.id)) };
        let raster = PeopleRaster { path: path.to_owned(), unit, band: input.band.unwrap_or(1), nodata: input.nodata, cells: 0 };
        let (columns, rows) = raster.raster()?.size;
        Ok(PeopleRaster { cells: columns * rows, ..raster })
    }

    fn raster(&self) -> Result<Raster> {
        let raster = Raster::open(&self.path, self.band)?;
        Ok(match self.nodata {
            Some(nodata) => raster.with_nodata(Some(nodata)),
            None => raster,
        })
    }
}

/// The people of a raster in each commune.
pub struct RasterPeople {
    /// Id of the input.
    pub source: String,
    declared: PeopleRaster,
    /// Communes in which the raster says something.
    pub headcounts: Vec<Headcount>,
    /// In the order of the communes.
    zones: Vec<ZoneStatistics>,
    /// How densely people live where.
    pub grid: PeopleGrid,
}

impl RasterPeople {
    /// Adds the raster up in every commune, by the exact share of each cell. `file` is how problems name it.
    pub fn read(declared: &PeopleRaster, source: &str, file: &str, boundaries: &Boundaries) -> Result<(Self, Problems)> {
        let raster = declared.raster()?;
        let communes = &boundaries.communes;
        let shapes: Vec<_> = communes.iter().map(|area| area.geometry.clone()).collect();
        let options = ZonalOptions { unit: Some(declared.unit), doubt: true, ..ZonalOptions::default() };
        let found = zonal_statistics(&raster, &shapes, &options, &Silent)?;
        let mut problems = Problems::new();
        let known = declared.nodata.is_some() || raster.nodata.is_some();
        problems.extend(raster_doubts::numbers(&found.found, file, known));
        let km2 = communes.iter().map(|area| area.area_km2);
        problems.extend(raster_doubts::unit(&raster, declared.unit, file, km2.zip(&found.zones)));
        problems.add(covered_in_part(communes, &found.zones, file));
        let headcounts = communes.iter().zip(&found.zones).filter_map(|(area, zone)| {
            let place = Place { level: Level::Commune, code: area.code.clone() };
            Some(Headcount { row: 0, place, people: zone.sum? })
        });
        let (source, headcounts) = (source.to_owned(), headcounts.collect());
        let grid = PeopleGrid::read(&raster, declared.unit, boundaries.communes.extent())?;
        Ok((RasterPeople { source, declared: declared.clone(), headcounts, zones: found.zones, grid }, problems))
    }

    /// The raster itself and what its cells count.
    pub fn open(&self) -> Result<(Raster, RasterUnit)> {
        Ok((self.declared.raster()?, self.declared.unit))
    }

    /// People of a commune, by its position; `None` where the raster says nothing.
    pub fn of_commune(&self, commune: usize) -> Option<f64> {
        self.zones.get(commune)?.sum
    }

    /// People inside polygons in longitude and latitude, by the exact share of each cell; `None` where the raster
    /// says nothing.
    ///
    /// Errors: cells that cannot be read.
    pub fn within(&self, shapes: &[MultiPolygon<f64>]) -> Result<Vec<Option<f64>>> {
        let options = ZonalOptions { unit: Some(self.declared.unit), doubt: true, ..ZonalOptions::default() };
        let found = zonal_statistics(&self.declared.raster()?, shapes, &options, &Silent)?;
        Ok(found.zones.into_iter().map(|zone| zone.sum).collect())
    }

    /// How the numbers were made.
    pub fn method(&self) -> Text {
        match self.declared.unit {
            RasterUnit::Count => Text::new(
                "Somme des cellules du raster (habitants par cellule), chacune pour la part exacte située dans la commune.",
                "Sum of the raster's cells (people per cell), each by the exact share of it inside the commune.",
            ),
            RasterUnit::Density => Text::new(
                "Densités du raster multipliées par la surface vraie de chaque cellule, pour la part exacte située dans la commune.",
                "Densities of the raster multiplied by the true surface of each cell, by the exact share of it inside the commune.",
            ),
        }
    }

    /// Columns at one level: `population_missing_share` at communes, and `population_raster` where a
    /// table gives the population.
    pub fn columns(&self, level: Level, boundaries: &Boundaries, beside_table: bool) -> Vec<Column> {
        let mut columns = Vec::new();
        if beside_table {
            let sum = population::columns(&self.headcounts, level, boundaries, &self.source).swap_remove(0);
            let label = Text::new("Population selon le raster", "Population by the raster");
            columns.push(Column { id: "population_raster".into(), label, method: self.method(), ..sum });
        }
        if level == Level::Commune {
            let unknown = |zone: &ZoneStatistics| {
                // What lies beside the raster is as unknown as a missing cell.
                let covered = zone.covered?;
                Some(100.0 * (1.0 - covered * (1.0 - zone.missing.unwrap_or(1.0))))
            };
            let cell = |zone| unknown(zone).map_or(Cell::missing(Missing::NoData), |share| Cell::value(share.clamp(0.0, 100.0)));
            let label = Text::new("Part du territoire sans donnée de population", "Share of the area without population data");
            let cells = self.zones.iter().map(cell).collect();
            columns.push(
                Column::new("population_missing_share", label, Unit::Percent, Direction::Neutral, level, cells)
                    .with_method(Text::new(
                        "Part de la commune hors du raster ou dans ses cellules manquantes ; ces habitants ne sont pas comptés.",
                        "Share of the commune beside the raster or in its missing cells; people there are not counted.",
                    ))
                    .with_sources([self.source.as_str()]),
            );
        }
        columns
    }

    /// Communes where a table and the raster differ by more than half of the larger figure.
    pub fn against_table(&self, table: &[Headcount], boundaries: &Boundaries, file: &str) -> Problem {
        let mut differs = Problem::warning(
            "population-raster-differs",
            file,
            Text::new(
                "la population du raster et celle du tableau diffèrent de plus de la moitié",
                "the population of the raster and that of the table differ by more than half",
            ),
            Text::new(
                "Le tableau est employé pour les taux ; vérifiez l'année, l'unité et les limites des deux sources.",
                "The table is used for rates; check the year, the unit and the boundaries of both sources.",
            ),
        );
        let of_table = population::columns(table, Level::Commune, boundaries, "").swap_remove(0);
        let of_raster = population::columns(&self.headcounts, Level::Commune, boundaries, "").swap_remove(0);
        for ((area, table), raster) in boundaries.communes.iter().zip(&of_table.cells).zip(&of_raster.cells) {
            let (Some(table), Some(raster)) = (table.ok(), raster.ok()) else { continue };
            if (table - raster).abs() > 0.5 * table.max(raster) {
                let found = format!("{} ({}): {} ≠ {}", area.name, area.code, table.round(), raster.round());
                differs.push(Case { field: Some("population".into()), ..Case::found(found) });
            }
        }
        differs
    }
}

fn covered_in_part(communes: &Areas, zones: &[ZoneStatistics], file: &str) -> Problem {
    let cases = communes.iter().zip(zones).filter_map(|(area, zone)| {
        let covered = zone.covered.filter(|covered| *covered < 0.999)?;
        Some(Case::found(format!("{} ({}): {:.1} %", area.name, area.code, 100.0 * covered)))
    });
    Problem::warning(
        "raster-covers-part",
        file,
        Text::new(
            "le raster ne couvre pas toute la commune : ses habitants ne sont comptés que là où il s'étend",
            "the raster does not cover the whole commune: its people are counted only where it reaches",
        ),
        Text::new(
            "Prenez un raster qui couvre le pays entier ; la colonne « population_missing_share » dit ce qui manque.",
            "Use a raster that covers the whole country; the column “population_missing_share” says what is missing.",
        ),
    )
    .with_all(cases)
}

fn unit_missing(id: &str) -> Error {
    Error::usage(
        text!(
            "entrée `{id}` : un raster de population demande sa clé `unit`",
            "input `{id}`: a population raster needs its key `unit`"
        ),
        Text::new(
            "`unit = \"count\"` (`--population-unit count`) pour des habitants par cellule, `unit = \"density\"` (`--population-unit density`) par km² : rien dans le fichier ne le dit sûrement.",
            "`unit = \"count\"` (`--population-unit count`) for people per cell, `unit = \"density\"` (`--population-unit density`) per km²: nothing in the file says for sure.",
        ),
    )
}
