//! Reading everything a project declares. Nothing is looked up or computed yet.

use super::people_raster::PeopleRaster;
use super::project::{IncidentOptions, Input, InputKind, Project};
use crate::base::{Boundaries, Error, Level, Pcode, Problem, Problems, Progress, Result, Source, Text};
use crate::names::{Review, zones_from};
use crate::read::area_rows::{self, AreaRow};
use crate::read::boundaries::{BoundaryFiles, read_boundaries};
use crate::read::facilities::{self, Facility};
use crate::read::incidents::{self, Incident};
use crate::read::localities::{self, Locality};
use crate::read::parse::dates::PartialDate;
use crate::read::records;
use crate::read::report::{Milestone, PublishedResult, Study, read_results, read_studies, read_timeline};
use crate::read::roads::{Road, read_roads};
use crate::read::schema::{Kind, REPLICATE_WEIGHTS};
use crate::read::survey::questionnaire::Questionnaire;
use crate::read::survey::{self, Responses};
use crate::read::table::TableOptions;
use crate::read::towns::{self, Town};
use crate::read::vector::VectorOptions;
use crate::read::waters::{Water, read_waters};
use crate::table::duplicates::DuplicateReview;
use crate::text;
use geo_types::Rect;
use rayon::prelude::*;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Everything read, in the order of the project file.
pub struct Loaded {
    pub boundaries: Boundaries,
    pub boundary_source: Source,
    pub inputs: Vec<LoadedInput>,
    pub review: Review,
    /// What to do with events as a whole.
    pub incidents: IncidentOptions,
    /// Decisions on reports of one event.
    pub duplicates: DuplicateReview,
}

/// One input and what it holds.
pub struct LoadedInput {
    pub declared: Input,
    pub source: Source,
    pub records: Records,
}

/// Typed records, by kind of input.
pub enum Records {
    Population(Vec<AreaRow>),
    PopulationRaster(PeopleRaster),
    Facilities(Vec<Facility>),
    Incidents(Vec<Incident>),
    Displaced(Vec<AreaRow>),
    FoodSecurity(Vec<AreaRow>),
    Survey(Box<Responses>),
    Results(Vec<PublishedResult>, Questionnaire),
    Studies(Vec<Study>),
    Timeline(Vec<Milestone>),
    Localities(Vec<Locality>),
    Roads(Vec<Road>),
    Towns(Vec<Town>),
    Waters(Vec<Water>),
}

impl Records {
    fn len(&self) -> usize {
        match self {
            Records::Population(rows) | Records::Displaced(rows) | Records::FoodSecurity(rows) => rows.len(),
            Records::PopulationRaster(raster) => raster.cells,
            Records::Facilities(rows) => rows.len(),
            Records::Incidents(rows) => rows.len(),
            Records::Survey(responses) => responses.len(),
            Records::Results(rows, _) => rows.len(),
            Records::Studies(rows) => rows.len(),
            Records::Timeline(rows) => rows.len(),
            Records::Localities(rows) => rows.len(),
            Records::Roads(rows) => rows.len(),
            Records::Towns(rows) => rows.len(),
            Records::Waters(rows) => rows.len(),
        }
    }
}

/// How far beyond the country's border a coordinate may lie before it is called outside, in
/// degrees: registers near a border are right more often than the border is.
const MARGIN_DEGREES: f64 = 0.5;

/// Reads boundaries, zones, decisions on names and all inputs; paths start from `folder`.
/// `as_of` is the date of the run: nothing can have happened later.
///
/// # Errors
/// All inputs that cannot be used at all, told together.
pub fn load(project: &Project, folder: &Path, as_of: PartialDate, progress: &dyn Progress) -> Result<(Loaded, Problems)> {
    let mut problems = Problems::new();
    progress.step(&Text::new("Lecture des limites", "Reading boundaries"), None);
    let (boundaries, boundary_source) = read_areas(project, folder, &mut problems)?;
    progress.go_on()?;

    let review = match &project.names.review {
        Some(file) => {
            let path = folder.join(file);
            let text = std::fs::read_to_string(&path).map_err(|cause| Error::reading(&path, &cause))?;
            let (review, found) = Review::parse(&text)?;
            problems.extend(found);
            review
        }
        None => Review::default(),
    };

    let duplicates = match &project.incidents.review {
        Some(file) => {
            let path = folder.join(file);
            let text = std::fs::read_to_string(&path).map_err(|cause| Error::reading(&path, &cause))?;
            let (review, found) = DuplicateReview::parse(&text, &file.display().to_string())?;
            problems.extend(found);
            review
        }
        None => DuplicateReview::default(),
    };

    progress.step(&Text::new("Lecture des données", "Reading data"), Some(project.input.len() as u64));
    let frame = Frame { extent: boundaries.country.extent().map(widened), country: home(&boundaries), as_of };
    let questionnaires = read_questionnaires(project, folder, &mut problems)?;
    let read: Vec<Result<(LoadedInput, Problems)>> = project
        .input
        .par_iter()
        .with_max_len(1)
        .map(|input| {
            progress.go_on()?;
            let one = read_input(input, folder, &frame, &questionnaires);
            progress.advance(1);
            one
        })
        .collect();
    let mut inputs = Vec::new();
    let mut unusable = Vec::new();
    for one in read {
        match one {
            Ok((input, found)) => {
                problems.extend(found);
                inputs.push(input);
            }
            Err(error) => unusable.push(error),
        }
    }
    match Error::all(unusable) {
        Some(error) => Err(error),
        None => {
            let incidents = project.incidents.clone();
            let loaded = Loaded { boundaries, boundary_source, inputs, review, incidents, duplicates };
            Ok((loaded, named_from(problems, folder)))
        }
    }
}

/// Problems whose files are named as the project names them.
fn named_from(problems: Problems, folder: &Path) -> Problems {
    let mut named = Problems::new();
    for mut problem in problems {
        if let Ok(relative) = Path::new(&problem.file).strip_prefix(folder) {
            problem.file = relative.display().to_string();
        }
        named.add(problem);
    }
    named
}

fn widened(extent: Rect<f64>) -> Rect<f64> {
    let (min, max) = (extent.min(), extent.max());
    let m = MARGIN_DEGREES;
    Rect::new((min.x - m, min.y - m), (max.x + m, max.y + m))
}

fn read_areas(project: &Project, folder: &Path, problems: &mut Problems) -> Result<(Boundaries, Source)> {
    let declared = &project.boundaries;
    let files = BoundaryFiles {
        communes: folder.join(&declared.communes),
        cercles: declared.cercles.as_ref().map(|f| folder.join(f)),
        regions: declared.regions.as_ref().map(|f| folder.join(f)),
        vintage: declared.vintage.clone(),
        crs: declared.crs.clone(),
        layers: declared.layers.clone(),
    };
    let mut boundaries = read_boundaries(&files, problems)?;
    let lists: Vec<(String, Vec<String>)> = project.zones.iter().map(|(name, regions)| (name.clone(), regions.clone())).collect();
    let (zones, found) = zones_from(&lists, &boundaries);
    problems.extend(found);
    let zones: Vec<(Pcode, String, Vec<usize>)> = zones;
    if !zones.is_empty() {
        boundaries = boundaries.with_zones(&zones);
    }
    let source = Source {
        id: "boundaries".into(),
        credit: declared.credit.as_ref().map_or_else(|| Text::new("limites administratives", "boundaries"), |c| c.text()),
        file: declared.communes.display().to_string(),
        records: boundaries.level(Level::Commune).len(),
        ..fingerprint(&files.communes)?
    };
    Ok((boundaries, source))
}

/// What the boundaries call the country; nothing where they do not say, and stand-ins were put.
fn home(boundaries: &Boundaries) -> Vec<String> {
    let said = boundaries.country.iter().flat_map(|c| [c.code.as_str(), c.name.as_str()]);
    said.filter(|name| *name != Level::Country.id()).map(str::to_owned).collect()
}

/// Where and until when records can lie.
struct Frame {
    extent: Option<Rect<f64>>,
    /// Code and name of the country.
    country: Vec<String>,
    as_of: PartialDate,
}

fn read_input(input: &Input, folder: &Path, frame: &Frame, asked: &Questionnaires) -> Result<(LoadedInput, Problems)> {
    let path = folder.join(&input.file);
    let shown = input.file.display().to_string();
    let table = records::Input {
        path: path.clone(),
        shown: shown.clone(),
        options: TableOptions {
            sheet: input.sheet.clone(),
            encoding: input.encoding.clone(),
            crs: input.crs.clone(),
            ..TableOptions::default()
        },
        schema: input.schema.clone(),
        fields: input.fields.clone(),
        filter: input.filter.clone(),
        extent: frame.extent,
        country: frame.country.clone(),
        as_of: Some(frame.as_of),
        date_order: input.date_order.map(Into::into),
    };
    let shapes = VectorOptions {
        layer: input.sheet.clone(),
        crs: input.crs.clone(),
        encoding: input.encoding.clone(),
        near: frame.extent,
    };
    let mut problems = Problems::new();
    let mut keep = |(records, found): (Records, Problems)| {
        problems.extend(found);
        records
    };
    let records = match input.kind {
        InputKind::Population => keep(area_rows::read(&table, Kind::Population).map(|(r, p)| (Records::Population(r), p))?),
        InputKind::PopulationRaster => Records::PopulationRaster(PeopleRaster::open(input, &path)?),
        InputKind::Displaced => keep(area_rows::read(&table, Kind::Displaced).map(|(r, p)| (Records::Displaced(r), p))?),
        InputKind::FoodSecurity => keep(area_rows::read(&table, Kind::FoodSecurity).map(|(r, p)| (Records::FoodSecurity(r), p))?),
        InputKind::Facilities => keep(facilities::read(&table).map(|(r, p)| (Records::Facilities(r), p))?),
        InputKind::Incidents => keep(read_incidents(input, folder, &table)?),
        InputKind::Survey => keep(read_survey(input, folder, asked, &table)?),
        InputKind::Results => {
            let asked = input.questions.as_ref().and_then(|file| asked.get(file)).cloned().unwrap_or_default();
            keep(read_results(&table).map(|(r, p)| (Records::Results(r, asked), p))?)
        }
        InputKind::Studies => keep(read_studies(&table).map(|(r, p)| (Records::Studies(r), p))?),
        InputKind::Timeline => keep(read_timeline(&table).map(|(r, p)| (Records::Timeline(r), p))?),
        InputKind::Localities => keep(localities::read(&table).map(|(r, p)| (Records::Localities(r), p))?),
        InputKind::Towns => keep(towns::read(&table).map(|(r, p)| (Records::Towns(r), p))?),
        InputKind::Roads => Records::Roads(read_roads(&path, &shapes, &mut problems)?),
        InputKind::Waters => Records::Waters(read_waters(&path, &shapes, &mut problems)?),
    };
    if records.len() == 0 {
        let kind = input.kind.label();
        problems.add(
            Problem::error(
                "input-empty",
                &shown,
                Text::new(format!("aucun enregistrement utilisable ({})", kind.fr), format!("no usable record ({})", kind.en)),
                text!(
                    "Vérifiez le fichier, la feuille et les filtres `where` ; le reste du projet est traité.",
                    "Check the file, the sheet and the `where` filters; the rest of the project is processed."
                ),
            )
            .with(crate::base::Case::found(input.id.clone())),
        );
    }
    let source =
        Source { id: input.id.clone(), credit: input.credit_text(), file: shown, records: records.len(), ..fingerprint(&path)? };
    Ok((LoadedInput { declared: input.clone(), source, records }, problems))
}

/// What was asked, by the file that says so.
type Questionnaires = BTreeMap<PathBuf, Questionnaire>;

/// Reads the questions of all surveys, each file once however many waves it is for.
fn read_questionnaires(project: &Project, folder: &Path, problems: &mut Problems) -> Result<Questionnaires> {
    let mut out = Questionnaires::new();
    for file in project.input.iter().filter_map(|i| i.questions.as_ref()) {
        if !out.contains_key(file) {
            let (questionnaire, found) = survey::questionnaire_from(&folder.join(file))?;
            problems.extend(found);
            out.insert(file.clone(), questionnaire);
        }
    }
    Ok(out)
}

/// The events of a register, with their victims where these have a table of their own.
fn read_incidents(input: &Input, folder: &Path, table: &records::Input) -> Result<(Records, Problems)> {
    let (mut events, mut problems) = incidents::read(table)?;
    if let Some(file) = &input.victims {
        let victims = records::Input {
            path: folder.join(file),
            shown: file.display().to_string(),
            options: TableOptions { sheet: None, ..table.options.clone() },
            schema: None,
            fields: BTreeMap::new(),
            filter: BTreeMap::new(),
            ..table.clone()
        };
        problems.extend(incidents::add_victims(&mut events, &victims)?);
    }
    Ok((Records::Incidents(events), problems))
}

/// The answers of a survey, read through its questions where the project names them.
fn read_survey(input: &Input, folder: &Path, asked: &Questionnaires, table: &records::Input) -> Result<(Records, Problems)> {
    let whole = input.questions.as_ref().and_then(|file| asked.get(file));
    let of_wave = whole.filter(|_| !input.wave.is_empty()).map(|q| q.of_wave(&input.wave));
    let asked = of_wave.as_ref().or(whole);
    let replicates = input.replicates.iter().map(|r| (REPLICATE_WEIGHTS.to_owned(), r.columns.clone()));
    let table = &records::Input { fields: table.fields.clone().into_iter().chain(replicates).collect(), ..table.clone() };
    let above = |parent: &PathBuf| records::Input {
        path: folder.join(parent),
        shown: parent.display().to_string(),
        options: TableOptions { sheet: None, ..table.options.clone() },
        schema: None,
        fields: BTreeMap::new(),
        ..table.clone()
    };
    let parents: Vec<records::Input> = input.parent.paths().iter().map(above).collect();
    let (responses, problems) = match parents.is_empty() {
        false => survey::read_repeat(table, &parents, asked)?,
        true => survey::read(table, asked)?,
    };
    Ok((Records::Survey(Box::new(responses)), problems))
}

/// Size and hash of a file, the rest of the source still to be filled in.
fn fingerprint(path: &Path) -> Result<Source> {
    let unread = |cause| Error::reading(path, &cause);
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(std::fs::File::open(path).map_err(unread)?).map_err(unread)?;
    Ok(Source {
        id: String::new(),
        credit: Text::default(),
        file: String::new(),
        hash: hasher.finalize().to_hex().to_string(),
        bytes: hasher.count(),
        records: 0,
    })
}
