//! The main job, in order: read, join, compute, protect, lay out, draw, write, swap in.

use super::comparisons::comparisons;
use super::date::today;
use super::evidence::evidence;
use super::facts::{Facts, IndexBasis};
use super::join::{Joined, join};
use super::load::{Loaded, load};
use super::output::OutputFolder;
use super::project::{InputKind, Project};
use super::questions::Askable;
use super::summary::{Stopwatch, Summary};
use super::write::{self, Written};
use super::{access, axes, facts, indicator_fields, let_go};
use crate::base::{Area, Column, Lang, Problems, Progress, Result, Source, Text};
use crate::carto::logo::Logo;
use crate::layers::Layer;
use crate::products::area_layers::{Labelling, area_layer};
use crate::products::axes::{RoadsReport, axes_layers};
use crate::products::centre_layers::violence_layers;
use crate::products::cluster_layers::{DatedCluster, clusters_layer};
use crate::products::comparisons::Row;
use crate::products::record_layers::{
    facilities_layer, incidents_layer, roads_layer, sampled_localities_layer, towns_layer, water_layers,
};
use crate::protect::{Audience, coarsened, refuse_sensitive_question, withhold};
use crate::read::parse::dates::PartialDate;
use jiff::civil::Date;
use std::path::{Path, PathBuf};

/// What to make of a project, and where.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// Folder of the outputs, replaced as a whole.
    pub out: PathBuf,
    pub lang: Lang,
    pub audience: Audience,
    pub layers: bool,
    pub maps: bool,
    /// The brief of each region.
    pub briefs: bool,
    pub figures: bool,
    pub page: bool,
    pub tables: bool,
}

/// Everything a run knows before it writes.
pub struct Results {
    pub loaded: Loaded,
    pub joined: Joined,
    pub columns: Vec<Column>,
    /// What the index is made of, where the project has one.
    pub index: Option<IndexBasis>,
    pub roads: RoadsReport,
    /// Clusters of incidents among the communes, where they were asked for.
    pub clusters: Vec<DatedCluster>,
    pub comparisons: Vec<Row>,
    pub layers: Vec<Layer>,
    /// Signs of organisations for the maps.
    pub logos: Vec<Logo>,
    /// The date of the run: `SOURCE_DATE_EPOCH` where it is set, else today.
    pub date: Date,
    pub problems: Problems,
}

/// Reads a project's inputs and reports everything that is wrong; writes nothing.
pub fn check(project: &Project, folder: &Path, progress: &dyn Progress) -> Result<Summary> {
    let mut watch = Stopwatch::new();
    let mut results = results(project, folder, Audience::Internal, project.project.lang, progress, &mut watch)?;
    let found = write::theme_problems(project, &results)?;
    results.problems.extend(found);
    Ok(Summary {
        inputs: results.joined.accounts,
        written: Vec::new(),
        problems: results.problems.sorted(),
        steps: watch.finish(),
    })
}

/// The main job. Paths of the project start from `folder`.
///
/// # Errors
/// Inputs that cannot be used, outputs that cannot be written, a question that is never mapped,
/// Ctrl-C. In each case the previous outputs stand as they were.
pub fn run(project: &Project, folder: &Path, options: &RunOptions, progress: &dyn Progress) -> Result<Summary> {
    let mut watch = Stopwatch::new();
    // Before the work: a target that cannot be written is known at once.
    let output = OutputFolder::begin(&options.out)?;
    let mut results = results(project, folder, options.audience, options.lang, progress, &mut watch)?;
    step(&mut watch, progress, &Text::new("Couches, cartes et tableaux", "Layers, maps and tables"))?;
    let layers = std::mem::take(&mut results.layers);
    let Written { basis, problems } = write::everything(&results, layers, project, options, &output, progress)?;
    results.problems.extend(problems);
    let problems = std::mem::take(&mut results.problems).sorted();
    if options.tables {
        write::problems(&problems, project, options, &output)?;
    }
    step(&mut watch, progress, &Text::new("Mise en place", "Swapping in"))?;
    let steps = watch.finish();
    let written = write::record(&results, project, options, &problems, &steps, basis.as_deref(), &output)?;
    let inputs = std::mem::take(&mut results.joined.accounts);
    let_go(results);
    output.commit()?;
    Ok(Summary { inputs, written, problems, steps })
}

/// Begins a step, unless the person has asked to stop.
pub(super) fn step(watch: &mut Stopwatch, progress: &dyn Progress, name: &Text) -> Result<()> {
    progress.go_on()?;
    watch.next(name);
    progress.step(name, None);
    Ok(())
}

pub(super) fn results(
    project: &Project,
    folder: &Path,
    audience: Audience,
    lang: Lang,
    progress: &dyn Progress,
    watch: &mut Stopwatch,
) -> Result<Results> {
    for question in &project.question {
        refuse_sensitive_question(&question.id, &question.column)?;
    }
    let date = today();
    let as_of = PartialDate { year: date.year(), month: Some(date.month()), day: Some(date.day()) };
    watch.next(&Text::new("Lecture", "Reading"));
    let (loaded, mut problems) = load(project, folder, as_of, progress)?;

    step(watch, progress, &Text::new("Mise en place des données", "Joining"))?;
    let (mut joined, found) = join(&loaded, lang)?;
    problems.extend(found);
    let (events, found) = withhold(std::mem::take(&mut joined.events), audience, &loaded.boundaries);
    problems.extend(found);

    if let Some(declared) = &project.access {
        step(watch, progress, &Text::new("Temps de trajet", "Travel time"))?;
        let (reached, found) = access::travel_times(declared, folder, &loaded, &joined, project.roads.network(), progress)?;
        joined.travel = access::columns(declared, &reached, &joined, &loaded.boundaries);
        problems.extend(found);
    }
    step(watch, progress, &Text::new("Indicateurs", "Indicators"))?;
    joined.events = events;
    let (evidence, found) = evidence(&loaded, &joined, project, date);
    problems.extend(found);
    let Facts { mut columns, index, problems: found } = facts::columns(&joined, project, &loaded.boundaries, &evidence);
    problems.extend(found);
    problems.extend(index.iter().flat_map(|basis| indicator_fields::told(basis, &loaded, folder)));
    // A thousand scans take their time: for those who ask for the map.
    let mut clusters = Vec::new();
    if project.maps.asks_for("scan_clusters") {
        step(watch, progress, &Text::new("Foyers d'incidents", "Clusters of incidents"))?;
        if let Some(found) = facts::incident_clusters(&joined, &loaded.boundaries)? {
            columns.push(found.column());
            clusters = found.found;
        }
    }
    // Along roads events are counted where they were; then their points are made coarse for good.
    let (roads, found) = axes::of_project(project, folder, &loaded, &joined, &columns, audience)?;
    problems.extend(found);
    joined.events = coarsened(std::mem::take(&mut joined.events), audience);
    let askable = Askable { surveys: &joined.surveys, printed: &joined.printed };
    let (comparisons, found) = comparisons(project, &askable, &loaded.boundaries);
    problems.extend(found);
    let clusters = clusters.into_iter().map(|(cluster, days)| DatedCluster { cluster, days: Some(days) }).collect();
    let found = Found { columns: &columns, roads: &roads, clusters };
    let layers = layers(&joined, &found, &loaded, project, audience)?;
    let clusters = found.clusters;
    let (logos, found) = project.maps.read_logos(folder);
    problems.extend(found);
    Ok(Results { loaded, joined, columns, index, roads, clusters, comparisons, layers, logos, date, problems })
}

/// What was computed, for the layers.
struct Found<'a> {
    columns: &'a [Column],
    roads: &'a RoadsReport,
    clusters: Vec<DatedCluster>,
}

fn layers(joined: &Joined, found: &Found, loaded: &Loaded, project: &Project, audience: Audience) -> Result<Vec<Layer>> {
    use crate::base::Level;
    let boundaries = &loaded.boundaries;
    let credit_of = |wanted: &dyn Fn(&Source) -> bool| -> Labelling {
        let sources = std::iter::once(&loaded.boundary_source).chain(loaded.inputs.iter().map(|i| &i.source));
        let mut credits: Vec<Text> = sources.filter(|s| wanted(s)).map(|s| s.credit.clone()).collect();
        let mut seen = Vec::new();
        credits.retain(|c| {
            !seen.contains(c) && {
                seen.push(c.clone());
                true
            }
        });
        Labelling { credits, synthetic: project.project.synthetic }
    };
    let of_kinds = |kinds: &[InputKind]| {
        let inputs = loaded.inputs.iter().filter(|i| kinds.contains(&i.declared.kind));
        let ids: Vec<&str> = inputs.map(|i| i.declared.id.as_str()).collect();
        credit_of(&|s: &Source| ids.contains(&s.id.as_str()))
    };
    let of_kind = |kind| of_kinds(&[kind]);
    let everything = credit_of(&|_| true);
    let mut layers: Vec<Layer> = [Level::Commune, Level::Cercle, Level::Region, Level::Zone]
        .into_iter()
        .filter(|&level| !boundaries.level(level).is_empty())
        .map(|level| area_layer(level, found.columns, boundaries, &everything))
        .collect();
    if !joined.events.is_empty() {
        let labelling = of_kind(InputKind::Incidents);
        layers.push(incidents_layer(&joined.events, boundaries, &labelling));
        layers.extend(violence_layers(&joined.events, boundaries, &labelling)?);
    }
    if !found.clusters.is_empty() {
        let communes = &boundaries.communes;
        let areas: Vec<&Area> = communes.iter().collect();
        let region = |i: usize| Some(boundaries.regions[boundaries.ancestor(Level::Commune, i, Level::Region)?].code.clone());
        let regions: Vec<_> = (0..areas.len()).map(region).collect();
        let labelling = of_kinds(&[InputKind::Incidents, InputKind::Population]);
        layers.push(clusters_layer(&found.clusters, &areas, &regions, &labelling)?);
    }
    let sites: Vec<_> = joined.services.iter().flat_map(|s| s.sites.iter().cloned()).collect();
    if !sites.is_empty() {
        layers.push(facilities_layer(&sites, boundaries, &of_kind(InputKind::Facilities)));
    }
    // With three respondents in a place, the place names them.
    if audience == Audience::Internal && !joined.localities.is_empty() {
        layers.push(sampled_localities_layer(&joined.localities, boundaries, &of_kind(InputKind::Localities)));
    }
    if !joined.roads.is_empty() {
        layers.push(roads_layer(&joined.roads, &of_kind(InputKind::Roads)));
    }
    layers.extend(water_layers(&joined.waters, &of_kind(InputKind::Waters)));
    if !joined.towns.is_empty() {
        layers.push(towns_layer(&joined.towns, &of_kind(InputKind::Towns)));
    }
    layers.extend(axes_layers(found.roads, &of_kinds(&[InputKind::Roads, InputKind::Incidents])));
    Ok(layers)
}
