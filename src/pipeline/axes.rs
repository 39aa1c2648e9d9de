//! Axes of roads: laid on the network, measured against communes, people and incidents.

mod closures;
mod command;
mod key_links;
mod measure;
mod near;
mod towns;

pub use command::{AxesCommand, axes_command};

use super::join::Joined;
use super::load::{Loaded, Records};
use super::people_raster::RasterPeople;
use super::project::{AxesFile, AxisInput, ClosureInput, Project, RoadOptions};
use crate::access::network::{AxisFault, AxisPlan, build, lay_axes};
use crate::access::{Mode, Speeds};
use crate::base::{Boundaries, Case, Column, Error, Lang, Level, Problem, Problems, Result, Text, number};
use crate::carto::charts;
use crate::names::fold;
use crate::products::axes::{RoadsReport, StripAround, strip_chart};
use crate::protect::Audience;
use crate::read::roads::Road;
use crate::read::towns::Town;
use crate::table::{Event, Site};
use crate::text;
use measure::Measure;
use std::collections::BTreeMap;
use std::path::Path;
use towns::{Towns, split_towns};

/// What axes are made of.
pub struct AxesInputs<'a> {
    pub roads: &'a [Road],
    pub road_file: &'a str,
    pub towns: &'a [Town],
    pub town_file: &'a str,
    pub boundaries: Option<&'a Boundaries>,
    /// People of the communes.
    pub people: Option<&'a Column>,
    /// Where in their commune they live; evenly over it without one.
    pub raster: Option<&'a RasterPeople>,
    /// As the audience may see them, but with the points of the source: they go no further than segments.
    pub events: &'a [Event],
    pub facilities: &'a [Site],
    pub audience: Audience,
    pub options: &'a RoadOptions,
    /// How fast people go where a closure makes them later.
    pub speeds: Speeds,
    pub axes: &'a [AxisInput],
    pub closures: &'a [ClosureInput],
}

/// Lays all axes, measures them, and works out the closures. An axis that cannot be laid is a problem, and the
/// others stand.
///
/// Errors: roads without a line, coordinates that cannot be projected.
pub fn roads_report(inputs: &AxesInputs) -> Result<(RoadsReport, Problems)> {
    let options = inputs.options;
    let (network, mut problems) = build(inputs.roads, inputs.road_file, options.network())?;
    let towns = Towns::new(inputs.towns, inputs.boundaries, inputs.town_file);
    let mut plans: Vec<(&AxisInput, AxisPlan)> = Vec::new();
    for axis in inputs.axes {
        match plan(axis, &towns) {
            Ok(plan) => plans.push((axis, plan)),
            Err(found) => problems.extend(found),
        }
    }
    let laid = lay_axes(&network, &plans.iter().map(|(_, plan)| plan.clone()).collect::<Vec<_>>())?;
    for ((axis, plan), outcome) in plans.iter().zip(&laid.axes) {
        if let Err(faults) = outcome {
            problems.extend(faults.iter().map(|fault| not_laid(axis, plan, fault, inputs.road_file)));
        }
    }
    let ids: Vec<(&AxisInput, &crate::access::network::Axis)> =
        plans.iter().zip(&laid.axes).filter_map(|((input, _), axis)| Some((*input, axis.as_ref().ok()?))).collect();
    let measure = Measure::new(inputs, &laid.split.network)?;
    let mut report = measure.report(&ids)?;
    if let Some(boundaries) = inputs.boundaries {
        let network = &laid.split.network;
        let places = closures::Places::new(inputs, boundaries, network)?;
        report.key_links = key_links::key_links(inputs, &places, network);
        closures::add(&mut report, inputs, &places, &laid, &ids, &mut problems)?;
    }
    Ok((report, problems))
}

/// The axes of a project with everything along them. Nothing where the project declares none.
///
/// Errors: see [`roads_report`] and [`declared_axes`].
pub fn of_project(
    project: &Project,
    folder: &Path,
    loaded: &Loaded,
    joined: &Joined,
    columns: &[Column],
    audience: Audience,
) -> Result<(RoadsReport, Problems)> {
    let axes = declared_axes(&project.roads, &project.axis, folder)?;
    if axes.is_empty() && project.closure.is_empty() {
        return Ok(Default::default());
    }
    let (mut roads, mut towns, mut files) = (Vec::new(), Vec::new(), [Vec::new(), Vec::new()]);
    for input in &loaded.inputs {
        match &input.records {
            Records::Roads(rows) => {
                roads.extend(rows.iter().cloned());
                files[0].push(input.source.file.as_str());
            }
            Records::Towns(rows) => {
                towns.extend(rows.iter().cloned());
                files[1].push(input.source.file.as_str());
            }
            _ => {}
        }
    }
    if roads.is_empty() {
        let what = Text::new("axes demandés sans couche de routes", "axes asked for without a layer of roads");
        let way_out = Text::new(
            "Ajoutez [[input]] kind = \"roads\" et kind = \"towns\".",
            "Add [[input]] kind = \"roads\" and kind = \"towns\".",
        );
        let mut problems = Problems::new();
        problems.add(Problem::error("axes-without-roads", "", what, way_out).with_all(axes.iter().map(|a| Case::found(&a.id))));
        return Ok((RoadsReport::default(), problems));
    }
    // By the means of transport of the project; by motorcycle where it names none.
    let speeds = match &project.access {
        Some(access) => Speeds::new(access.mode, &access.speeds)?,
        None => Speeds::new(Mode::Moto, &BTreeMap::new())?,
    };
    let people = columns.iter().find(|c| c.id == "population" && c.level == Level::Commune);
    let facilities: Vec<Site> = joined.services.first().map_or_else(Vec::new, |list| list.sites.clone());
    roads_report(&AxesInputs {
        roads: &roads,
        road_file: &files[0].join(", "),
        towns: &towns,
        town_file: &files[1].join(", "),
        boundaries: Some(&loaded.boundaries),
        people,
        raster: joined.raster.as_ref(),
        events: &joined.events,
        facilities: &facilities,
        audience,
        options: &project.roads,
        speeds,
        axes: &axes,
        closures: &project.closure,
    })
}

/// The axes of a project: those of its file of axes, then its own.
///
/// Errors: a file that cannot be read or holds anything but axes.
pub fn declared_axes(options: &RoadOptions, own: &[AxisInput], folder: &Path) -> Result<Vec<AxisInput>> {
    let mut axes = match &options.axes {
        None => Vec::new(),
        Some(file) => {
            let path = folder.join(file);
            let source = std::fs::read_to_string(&path).map_err(|cause| Error::reading(&path, &cause))?;
            toml::from_str::<AxesFile>(&source).map_err(|cause| unreadable_axes(&path, &cause))?.axis
        }
    };
    axes.extend(own.iter().cloned());
    Ok(axes)
}

fn unreadable_axes(path: &Path, cause: &toml::de::Error) -> Error {
    let (shown, said) = (path.display(), cause.message());
    let french = crate::base::toml_in_french(said);
    Error::usage(
        text!("`{shown}` : {french}", "`{shown}`: {said}"),
        Text::new("Un fichier d'axes ne contient que des tables [[axis]].", "A file of axes holds [[axis]] tables alone."),
    )
}

fn plan(axis: &AxisInput, towns: &Towns) -> std::result::Result<AxisPlan, Vec<Problem>> {
    let (mut found, mut problems) = (Vec::new(), Vec::new());
    for written in &axis.towns {
        match towns.find(written, &axis.id) {
            Ok(town) => found.push(town),
            Err(problem) => problems.push(*problem),
        }
    }
    if problems.is_empty() && found.len() < 2 {
        let what = Text::new("axe de moins de deux villes", "axis of fewer than two towns");
        let way_out = Text::new("Donnez au moins deux villes.", "Give two towns at least.");
        problems.push(Problem::error("axis-too-short", "", what, way_out).with(Case::found(&axis.id)));
    }
    let mut bridged = vec![false; found.len().saturating_sub(1)];
    for written in &axis.bridge {
        let ends: Vec<String> = split_towns(written).iter().map(|t| fold(t)).collect();
        let leg = found.windows(2).position(|pair| {
            let names = [fold(&pair[0].name), fold(&pair[1].name)];
            ends == names || ends.iter().rev().eq(&names)
        });
        match leg {
            Some(leg) => bridged[leg] = true,
            None if problems.is_empty() => {
                let what = Text::new(
                    "pont demandé entre deux villes qui ne se suivent pas",
                    "bridge between towns that do not follow each other",
                );
                let way_out = Text::new(
                    "Écrivez bridge = [\"Léré–Tombouctou\"] avec deux villes qui se suivent.",
                    "Write bridge = [\"Léré–Tombouctou\"] with two towns in sequence.",
                );
                let case = Case { row: None, field: Some(format!("axis.{}.bridge", axis.id)), found: written.clone() };
                problems.push(Problem::error("axis-bridge-unknown", "", what, way_out).with(case));
            }
            None => {}
        }
    }
    if !problems.is_empty() {
        return Err(problems);
    }
    Ok(AxisPlan { towns: found, max_town_m: axis.max_town_km * 1000.0, bridged })
}

fn not_laid(axis: &AxisInput, plan: &AxisPlan, fault: &AxisFault, file: &str) -> Problem {
    let field = Some(format!("axis.{}", axis.id));
    let km = |m: f64| number(m / 1000.0, 1, Lang::En);
    match fault {
        AxisFault::TownOffRoad { town, distance_m, nearest } => {
            let at = nearest.map_or(String::new(), |p| format!(" ({:.5}, {:.5})", p.y, p.x));
            let found = format!("{}: {} km{at}", plan.towns[*town].name, km(*distance_m));
            Problem::error(
                "axis-town-off-road",
                file,
                Text::new(
                    "ville plus loin de toute route que la limite de l'axe : l'axe n'est pas tracé",
                    "town farther from every road than the axis allows: the axis is not laid",
                ),
                Text::new(
                    "Complétez la couche de routes, augmentez max_town_km, ou acceptez une ligne droite : bridge = [\"Ville–Ville\"].",
                    "Complete the road layer, raise max_town_km, or accept a straight line: bridge = [\"Town–Town\"].",
                ),
            )
            .with(Case { row: None, field, found })
        }
        AxisFault::Gap { leg, distance_m, ends } => {
            let [a, b] = ends.map(|p| format!("{:.5}, {:.5}", p.y, p.x));
            let (from, to) = (&plan.towns[*leg].name, &plan.towns[leg + 1].name);
            let found = format!("{from}–{to}: {} km ({a} → {b})", km(*distance_m));
            Problem::error(
                "axis-gap",
                file,
                Text::new(
                    "aucune route ne mène d'une ville à la suivante : l'axe n'est pas tracé",
                    "no road leads from one town to the next: the axis is not laid",
                ),
                Text::new(
                    "Complétez la couche de routes, augmentez la tolérance (tolerance_m), ou acceptez une ligne droite : bridge = [\"Ville–Ville\"].",
                    "Complete the road layer, raise the tolerance (tolerance_m), or accept a straight line: bridge = [\"Town–Town\"].",
                ),
            )
            .with(Case { row: None, field, found })
        }
    }
}

/// Every table of the report: name and content.
pub fn tables(report: &RoadsReport, audience: Audience) -> Vec<(&'static str, String)> {
    use crate::products::axes as products;
    if report.axes.is_empty() {
        return Vec::new();
    }
    let mut files = vec![
        ("axes", products::axes_csv(report)),
        ("axes_communes", products::axes_communes_csv(report)),
        ("axes_zones", products::axes_zones_csv(report)),
        ("axes_windows", products::axes_windows_csv(report)),
        ("key_roads", products::key_links_csv(report)),
    ];
    if !report.closures.is_empty() {
        files.push(("closures", products::closures_csv(report)));
    }
    // How far an incident lies from a road tells where it was.
    if audience == Audience::Internal {
        files.push(("off_axis", products::off_axis_csv(report)));
    }
    files
}

/// A strip map: the id of its axis, SVG, PNG and PDF.
pub type StripFiles = (String, String, Vec<u8>, Vec<u8>);

/// The strip map of each axis.
pub fn strips(report: &RoadsReport, around: &StripAround) -> Result<Vec<StripFiles>> {
    use rayon::prelude::*;
    let draw = |axis: &crate::products::axes::AxisSheet| {
        let drawing = charts::draw(&strip_chart(axis, report, around))?;
        Ok((axis.id.clone(), drawing.svg(), drawing.png()?, drawing.pdf()?))
    };
    report.axes.par_iter().with_max_len(1).map(draw).collect()
}
