//! `lakana map`: a sheet of the quality of a run's from any layer of polygons, points or lines.

mod ground;
mod over;
mod shown;

use super::{PlainInput, geometry_kind, not_an_input};
use crate::base::{Direction, Error, Features, FieldValue, Lang, Level, Pcode, Problems, Progress, Result, Text, write_file};
use crate::carto::layout::PageSetup;
use crate::carto::palette::Palette;
use crate::carto::theme::Theme;
use crate::carto::words::words as carto_words;
use crate::layers::{Feature, Field, FieldKind, GeometryKind, Layer};
use crate::pipeline::account::{Account, InputAccount};
use crate::products::sheets::{FieldFacts, SheetContext, SheetPlan, SheetSet};
use crate::protect::refuse_sensitive_field;
use crate::read::about::read_about;
use crate::text;
use geo_types::{Geometry, MultiPolygon};
use ground::{Ground, code};
pub use over::OverFiles;
use shown::{How, Shown};
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

pub use crate::carto::breaks::Method;
pub use crate::carto::layout::{Orientation, Paper};

/// What is drawn of a row, and the groups it lies in.
type Mark = Option<(Geometry<f64>, Vec<Pcode>)>;

/// Name of the one layer of the sheet, and id of the theme made for it.
const MAP: &str = "map";

/// What is asked.
#[derive(Debug, Clone)]
pub struct MapCommand {
    pub layer: PlainInput,
    /// Polygons under points or lines; without them a frame.
    pub boundaries: Option<PlainInput>,
    pub over: OverFiles,
    /// Field of numbers or of categories; that of the theme where none is named.
    pub field: Option<String>,
    /// A theme of a run: its classes, colours and words.
    pub theme: Option<String>,
    pub classes: Option<Method>,
    pub palette: Option<String>,
    /// Words of the sheet.
    pub words: MapWords,
    /// Field with the names of the areas.
    pub name: Option<String>,
    /// Field that says which areas belong together: their common border is drawn strongly.
    pub group: Option<String>,
    /// One of its values: the sheet is about that group, the others are its neighbours.
    pub focus: Option<String>,
    pub outputs: Vec<PathBuf>,
    pub page: Paper,
    pub orientation: Orientation,
    pub date: jiff::civil::Date,
    pub lang: Lang,
}

/// What a sheet says of itself.
#[derive(Debug, Clone, Default)]
pub struct MapWords {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub unit: Option<String>,
    /// What is counted is called, several of them: "districts sanitaires".
    pub areas: Option<String>,
    pub sources: Vec<String>,
}

/// Draws the sheet, once for each output, in the form that its ending names: `.svg`, `.png` (300 dots per inch) or
/// `.pdf`. Numbers of polygons, lines and points are coloured by class, lines the wider the higher; amounts on points are
/// circles; text is a colour for each category. What has no value is hatched, dashed or hollow, and told; faulty
/// polygons are repaired and told, shapes off the ground left out and told. Roads, towns and waters given beside lie over it as on the sheets
/// of a run. A layer or ground whose field `synthetic` says so is marked as made up; a GeoJSON layer of ours brings the label and unit of the field,
/// its sources, and whether it is indicative.
///
/// # Errors
/// A layer without shapes; a field about ethnic group, religion or mother tongue; a field, theme, palette or group that is not there; text where numbers are needed;
/// a slide upright; an ending that is no picture; files that cannot be read or written.
pub fn map(command: &MapCommand, progress: &dyn Progress) -> Result<Account> {
    let forms = command.outputs.iter().map(|path| Form::of(path)).collect::<Result<Vec<Form>>>()?;
    let inputs = std::iter::once(&command.layer).chain(&command.boundaries).map(|input| input.path.as_path());
    let inputs: Vec<_> = inputs.chain(command.over.all()).collect();
    command.outputs.iter().try_for_each(|path| not_an_input(path, &inputs))?;
    let page = PageSetup::new(command.page, command.orientation)?;
    let mut problems = Problems::new();
    let features = command.layer.read(&mut problems)?;
    let about = read_about(&command.layer.path);
    progress.step(&Text::new("Carte", "Map"), None);
    let kind = geometry_kind(&features);
    let mut theme = theme(command, kind)?;
    theme.frame = kind != GeometryKind::Polygon && command.boundaries.is_none();
    let field = field(&features, command, &theme)?;
    refuse_sensitive_field(&features.file, &features.fields[field].name)?;
    let shown = Shown::of(&features, field, kind, command)?;
    let ground = Ground::of(&features, kind, command, &mut problems)?;
    let boundaries = ground.boundaries(command)?;
    let marks = match kind {
        GeometryKind::Polygon => {
            let shape = |shape: &MultiPolygon<f64>| (!shape.0.is_empty()).then(|| (shape.clone().into(), Vec::new()));
            ground.shapes.iter().map(shape).collect()
        }
        _ => ground.marks(&features, kind, &mut problems),
    };
    let left_out = marks.iter().filter(|mark| mark.is_none()).count();
    problems.add(shown.missing(&features, field, kind));
    match &shown.how {
        How::Classes => {}
        How::Categories(names) => theme.categories.clone_from(names),
        How::Sizes => theme.sizes = true,
    }
    let mut layer = layer(&features, field, &shown, kind, marks);
    let (words, value) = (&command.words, &mut layer.fields[1]);
    // What is said on the command line, else what a layer of ours says of itself.
    let known = about.field(&features.fields[field].name);
    if let Some(known) = known {
        value.label = known.label.clone();
    }
    let unit = words.unit.as_ref().map(Text::same).or(known.map(|field| field.unit.clone()));
    value.unit = unit.unwrap_or_default();
    if command.theme.is_none() && !value.unit.fr.is_empty() {
        theme.legend = Text::same("{label} ({unit})");
    }
    layer.credits = match words.sources.is_empty() {
        true => about.credits.clone(),
        false => words.sources.iter().map(Text::same).collect(),
    };
    let indicative = known.is_some_and(|field| field.indicative);
    let facts = FieldFacts { direction: Direction::Neutral, indicative, credits: Vec::new() };

    let themes = [Theme { fields: vec![features.fields[field].name.clone()], ..theme }];
    let context = SheetContext {
        lang: command.lang,
        title: Text::default(),
        synthetic: about.synthetic || made_up(&features) || made_up(&ground.features),
        date: Some(command.date),
        facts: BTreeMap::from([(features.fields[field].name.clone(), facts)]),
        areas: Some(areas(command, kind)),
        page,
        logos: Vec::new(),
    };
    let mut account = Account::default();
    let mut layers = vec![layer];
    layers.extend(command.over.layers(&boundaries, &mut account, &mut problems)?);
    let set = SheetSet::new(&layers, &boundaries, &themes, context)?;
    let region = ground.groups.focus.map(|i| boundaries.regions[i].code.clone());
    let plan = set.plan().into_iter().find(|plan| plan.region == region);
    // Not of an atlas.
    let plan = plan.map(|plan| SheetPlan { number: None, ..plan });
    let called = match kind {
        GeometryKind::Polygon => Text::new("unités", "areas"),
        GeometryKind::Line => carto_words().lines.clone(),
        GeometryKind::Point => carto_words().points.clone(),
    };
    let mut input = InputAccount::new(called, &features.file, features.rows.len() as u64);
    input.leave_out("not-drawn", Text::new("non dessinées", "not drawn"), left_out as u64);
    account.inputs.insert(0, input);
    if command.boundaries.is_some() {
        let rows = ground.features.rows.len() as u64;
        account.inputs.insert(1, InputAccount::new(Text::new("fond de carte", "ground"), &ground.features.file, rows));
    }
    match plan {
        Some(plan) => {
            let sheet = set.draw(&plan)?;
            for (path, form) in command.outputs.iter().zip(forms) {
                let bytes = match form {
                    Form::Svg => sheet.svg.as_bytes(),
                    Form::Png => &sheet.png,
                    Form::Pdf => &sheet.pdf,
                };
                write_file(path, |out| out.write_all(bytes))?;
                account.passed(vec![path.clone()], 0);
            }
        }
        None => return Err(nothing_to_show(&features.file, &features.fields[field].name)),
    }
    account.problems.extend(problems.sorted());
    Ok(account)
}

/// Whether a layer says of itself that it describes no real place.
fn made_up(features: &Features) -> bool {
    let field = features.fields.iter().position(|field| field.name == "synthetic");
    field.is_some_and(|field| features.rows.iter().any(|row| row.values[field].is_yes()))
}

/// What the polygons are called, several of them: those given as ground by their file.
fn areas(command: &MapCommand, kind: GeometryKind) -> Text {
    let stem = |input: &PlainInput| input.path.file_stem().map(|stem| Text::same(stem.to_string_lossy()));
    match (kind, &command.words.areas, &command.boundaries) {
        (GeometryKind::Polygon, Some(areas), _) => Text::same(areas),
        (GeometryKind::Line | GeometryKind::Point, _, Some(input)) => stem(input).unwrap_or_default(),
        _ => Text::new("unités", "areas"),
    }
}

/// A form of a drawing.
#[derive(Debug, Clone, Copy)]
enum Form {
    Svg,
    Png,
    Pdf,
}

impl Form {
    fn of(path: &std::path::Path) -> Result<Form> {
        match path.extension().and_then(|e| e.to_str()).map(str::to_lowercase).as_deref() {
            Some("svg") => Ok(Form::Svg),
            Some("png") => Ok(Form::Png),
            Some("pdf") => Ok(Form::Pdf),
            _ => {
                let shown = path.display();
                Err(Error::usage(
                    text!("`{shown}` : cette terminaison n'est pas celle d'une image", "`{shown}`: this ending is no picture's"),
                    Text::new("Terminez par .svg, .png ou .pdf.", "End it with .svg, .png or .pdf."),
                ))
            }
        }
    }
}

/// The theme named, or one made of what is said on the command line.
fn theme(command: &MapCommand, kind: GeometryKind) -> Result<Theme> {
    let mut theme = match &command.theme {
        Some(id) => named(id)?,
        None => Theme {
            id: MAP.into(),
            layer: MAP.into(),
            fields: Vec::new(),
            except: Vec::new(),
            classes: Method::Jenks { count: 5, zero_apart: true },
            form: Default::default(),
            country_only: false,
            on_request: false,
            class_names: Vec::new(),
            categories: Vec::new(),
            sizes: false,
            frame: false,
            counted: None,
            palette: Some("neutral".into()),
            hatch: None,
            with: None,
            square: None,
            overlays: Vec::new(),
            circles: None,
            write_values: false,
            title: Text::same("{label}"),
            subtitle: Text::default(),
            legend: Text::same("{label}"),
            notes: Vec::new(),
            empty: Text::new("Aucune unité n’a de valeur.", "No area has a value."),
        },
    };
    if let Some(classes) = &command.classes {
        // Names of classes belong to the bounds they were made for.
        theme.class_names.clear();
        theme.classes = classes.clone();
    }
    if let Some(palette) = &command.palette {
        Palette::named(palette)?;
        theme.palette = Some(palette.clone());
    }
    let words = &command.words;
    let said = |given: &Option<String>, text: &mut Text| {
        if let Some(given) = given {
            *text = Text::new(given.clone(), given.clone());
        }
    };
    said(&words.title, &mut theme.title);
    said(&words.subtitle, &mut theme.subtitle);
    let called = match kind {
        GeometryKind::Polygon => None,
        GeometryKind::Line => Some(&carto_words().lines),
        GeometryKind::Point => Some(&carto_words().points),
    };
    let counted = called.map(|called| words.areas.as_ref().map_or_else(|| called.clone(), Text::same));
    // Of what a run draws over its areas only that for which there is a file.
    let over = [("roads", command.over.roads.is_some()), ("towns", command.over.towns.is_some())];
    let overlays = over.into_iter().filter(|(_, given)| *given).map(|(name, _)| name.to_owned()).collect();
    Ok(Theme { layer: MAP.into(), counted, overlays, circles: None, ..theme })
}

fn named(id: &str) -> Result<Theme> {
    let all = Theme::all()?;
    let known = all.iter().filter(|t| !t.only_on_sheets()).map(|t| t.id.clone()).collect::<Vec<_>>().join(", ");
    all.into_iter().find(|t| t.id == id && !t.only_on_sheets()).ok_or_else(|| {
        Error::usage(
            text!("thème inconnu : {id}", "unknown theme: {id}"),
            text!("Thèmes connus : {known}.", "Known themes: {known}."),
        )
    })
}

/// The field to show: the one named, else the first that the theme draws.
fn field(features: &Features, command: &MapCommand, theme: &Theme) -> Result<usize> {
    let file = &features.file;
    match &command.field {
        Some(name) => features.field(name),
        None => {
            let drawn = |name: &str| theme.fields.iter().any(|pattern| crate::base::fits(pattern, name));
            let found = features.fields.iter().position(|f| f.kind.is_number() && drawn(&f.name));
            found.ok_or_else(|| {
                Error::usage(
                    text!("`{file}` : quel champ faut-il colorer ?", "`{file}`: which field is to be coloured?"),
                    Text::new("Nommez-le avec --field.", "Name it with --field."),
                )
            })
        }
    }
}

/// The layer of the map: a code, then the value.
fn layer(features: &Features, field: usize, shown: &Shown, kind: GeometryKind, marks: Vec<Mark>) -> Layer {
    let named = &features.fields[field].name;
    let plain = |id: &str, label: Text, kind| Field {
        id: id.into(),
        label,
        unit: Text::default(),
        kind,
        decimals: 1,
        domain: None,
        indicative: false,
    };
    let value = plain(named, Text::same(named), FieldKind::Real);
    let feature = |(i, mark): (usize, Mark)| {
        let (geometry, regions) = mark?;
        // Areas are found by the code of their polygon.
        let code = code(if kind == GeometryKind::Polygon { 'A' } else { 'F' }, i);
        let value = shown.values[i].map_or(FieldValue::Null, FieldValue::Real);
        Some(Feature { geometry: Some(geometry), values: vec![FieldValue::Text(code.as_str().to_owned()), value], regions })
    };
    let marks = marks.into_iter().enumerate().filter_map(feature).collect();
    Layer {
        name: MAP.into(),
        title: Text::same(named),
        geometry: kind,
        level: Some(Level::Cercle),
        fields: vec![plain("code", Text::same("code"), FieldKind::Text), value],
        features: marks,
        styles: Vec::new(),
        credits: Vec::new(),
        synthetic: false,
    }
}

fn nothing_to_show(file: &str, field: &str) -> Error {
    Error::input(
        text!("`{file}` : rien n'a de valeur dans `{field}`", "`{file}`: nothing has a value in `{field}`"),
        Text::new("Choisissez un autre champ avec --field.", "Choose another field with --field."),
    )
}
