//! `lakana map`: a sheet of the quality of a run's from any layer of polygons.

use super::{PlainInput, not_an_input, surfaces_of};
use crate::base::{
    Area, Areas, Boundaries, Case, Error, Features, FieldValue, Lang, Level, Pcode, Problem, Problems, Progress, Result, Text,
    dissolve, write_file,
};
use crate::carto::palette::Palette;
use crate::carto::theme::Theme;
use crate::layers::{Feature, Field, FieldKind, GeometryKind, Layer};
use crate::pipeline::account::{Account, InputAccount};
use crate::products::sheets::{SheetContext, SheetSet};
use crate::text;
use geo_types::MultiPolygon;
use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::PathBuf;

pub use crate::carto::breaks::Method;

/// Name of the one layer of the sheet, and id of the theme made for it.
const MAP: &str = "map";

/// What is asked.
#[derive(Debug, Clone)]
pub struct MapCommand {
    pub layer: PlainInput,
    /// Field of numbers; that of the theme where none is named.
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
    pub date: jiff::civil::Date,
    pub lang: Lang,
}

/// What a sheet says of itself.
#[derive(Debug, Clone, Default)]
pub struct MapWords {
    pub title: Option<String>,
    pub subtitle: Option<String>,
    pub unit: Option<String>,
    /// What the areas are called, several of them: "districts sanitaires".
    pub areas: Option<String>,
    pub sources: Vec<String>,
}

/// Draws the sheet, once for each output, in the form that its ending names: `.svg`, `.png` (300 dots per inch) or
/// `.pdf`. Areas without a number are hatched and told; faulty polygons are repaired and told.
///
/// # Errors
/// A layer without polygons; a field, theme, palette or group that is not there, or a field without numbers;
/// an ending that is no picture; files that cannot be read or written.
pub fn map(command: &MapCommand, progress: &dyn Progress) -> Result<Account> {
    let forms = command.outputs.iter().map(|path| Form::of(path)).collect::<Result<Vec<Form>>>()?;
    command.outputs.iter().try_for_each(|path| not_an_input(path, &[&command.layer.path]))?;
    let mut problems = Problems::new();
    let features = command.layer.read(&mut problems)?;
    progress.step(&Text::new("Carte", "Map"), None);
    let shapes = surfaces_of(&features, &mut problems)?;
    let theme = theme(command)?;
    let field = number_field(&features, command, &theme)?;
    let groups = Groups::of(&features, command)?;
    let boundaries = boundaries(&features, &shapes, command, &groups)?;
    let layer = layer(&features, field, &shapes, command);
    problems.add(without_number(&features, field));

    let themes = [Theme { fields: vec![layer.fields[1].id.clone()], ..theme }];
    let words = &command.words;
    let context = SheetContext {
        lang: command.lang,
        title: Text::default(),
        synthetic: false,
        date: Some(command.date),
        facts: BTreeMap::new(),
        areas: Some(words.areas.clone().map_or_else(|| Text::new("unités", "areas"), |areas| Text::new(areas.clone(), areas))),
    };
    let layers = [layer];
    let set = SheetSet::new(&layers, &boundaries, &themes, context)?;
    let region = groups.focus.map(|i| boundaries.regions[i].code.clone());
    let plan = set.plan().into_iter().find(|plan| plan.region == region);
    let mut account = Account::default();
    account.inputs.push(InputAccount::new(Text::new("unités", "areas"), &features.file, features.rows.len() as u64));
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
fn theme(command: &MapCommand) -> Result<Theme> {
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
    // What a run draws over its areas is not in this layer.
    Ok(Theme { layer: MAP.into(), overlays: Vec::new(), circles: None, ..theme })
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

/// The field to colour: the one named, else the first that the theme draws.
fn number_field(features: &Features, command: &MapCommand, theme: &Theme) -> Result<usize> {
    let file = &features.file;
    let field = match &command.field {
        Some(name) => features.field(name)?,
        None => {
            let drawn = |name: &str| theme.fields.iter().any(|pattern| crate::base::fits(pattern, name));
            let found = features.fields.iter().position(|f| f.kind.is_number() && drawn(&f.name));
            found.ok_or_else(|| {
                Error::usage(
                    text!("`{file}` : quel champ faut-il colorer ?", "`{file}`: which field is to be coloured?"),
                    Text::new("Nommez-le avec --field.", "Name it with --field."),
                )
            })?
        }
    };
    match features.fields[field].kind.is_number() {
        true => Ok(field),
        false => {
            let name = &features.fields[field].name;
            Err(Error::usage(
                text!(
                    "`{file}` : le champ `{name}` ne contient pas de nombres",
                    "`{file}`: field `{name}` does not hold numbers"
                ),
                Text::new("Choisissez un champ de nombres avec --field.", "Choose a field of numbers with --field."),
            ))
        }
    }
}

/// Which areas belong together.
struct Groups {
    /// Values of the field, sorted; one nameless group without a field.
    names: Vec<String>,
    /// The group of each row.
    of: Vec<usize>,
    focus: Option<usize>,
}

impl Groups {
    fn of(features: &Features, command: &MapCommand) -> Result<Groups> {
        let Some(field) = command.group.as_deref().map(|name| features.field(name)).transpose()? else {
            return Ok(Groups { names: vec![String::new()], of: vec![0; features.rows.len()], focus: None });
        };
        let shown: Vec<String> = features.rows.iter().map(|row| row.values[field].shown()).collect();
        let mut names = shown.clone();
        names.sort();
        names.dedup();
        let of = shown.iter().filter_map(|name| names.binary_search(name).ok()).collect();
        let focus = match &command.focus {
            None => None,
            Some(wanted) => Some(names.iter().position(|name| name == wanted).ok_or_else(|| {
                let (file, known) = (&features.file, names.iter().take(30).cloned().collect::<Vec<_>>().join(", "));
                Error::usage(
                    text!("`{file}` : aucun groupe « {wanted} »", "`{file}`: no group “{wanted}”"),
                    text!("Groupes : {known}.", "Groups: {known}."),
                )
            })?),
        };
        Ok(Groups { names, of, focus })
    }
}

/// The code of a row, in its order.
fn code(prefix: char, i: usize) -> Pcode {
    Pcode::from(format!("{prefix}{i:06}").as_str())
}

/// The areas as a country: each is a commune and its cercle, groups are regions.
fn boundaries(features: &Features, shapes: &[MultiPolygon<f64>], command: &MapCommand, groups: &Groups) -> Result<Boundaries> {
    let name = command.name.as_deref().map(|name| features.field(name)).transpose()?;
    let called = |i: usize| name.map_or_else(String::new, |field| features.rows[i].values[field].shown());
    let drawn: Vec<usize> = (0..shapes.len()).filter(|&i| !shapes[i].0.is_empty()).collect();
    let level = |level: Level, prefix: char, parent: &dyn Fn(usize) -> Pcode| {
        let area = |&i: &usize| Area::new(code(prefix, i), called(i), Some(parent(i)), shapes[i].clone());
        Areas::new(level, drawn.iter().map(area).collect())
    };
    let union = |wanted: &dyn Fn(usize) -> bool| {
        let parts: Vec<_> = drawn.iter().filter(|&&i| wanted(i)).map(|&i| &shapes[i]).collect();
        dissolve(&parts)
    };
    let region = |(g, name): (usize, &String)| Area::new(code('R', g), name, Some(code('P', 0)), union(&|i| groups.of[i] == g));
    Ok(Boundaries {
        country: Areas::new(Level::Country, vec![Area::new(code('P', 0), "", None, union(&|_| true))]),
        zones: Areas::new(Level::Zone, Vec::new()),
        regions: Areas::new(Level::Region, groups.names.iter().enumerate().map(region).collect()),
        cercles: level(Level::Cercle, 'A', &|i| code('R', groups.of[i])),
        communes: level(Level::Commune, 'C', &|i| code('A', i)),
        vintage: String::new(),
    })
}

fn layer(features: &Features, field: usize, shapes: &[MultiPolygon<f64>], command: &MapCommand) -> Layer {
    let named = &features.fields[field].name;
    let plain =
        |id: &str, label: Text, kind| Field { id: id.into(), label, unit: Text::default(), kind, decimals: 1, domain: None };
    let unit = command.words.unit.clone().unwrap_or_default();
    let value =
        Field { unit: Text::new(unit.clone(), unit), ..plain(named, Text::new(named.clone(), named.clone()), FieldKind::Real) };
    let feature = |(i, row): (usize, &crate::base::FeatureRow)| Feature {
        geometry: Some(shapes[i].clone().into()),
        values: vec![
            FieldValue::Text(code('A', i).as_str().to_owned()),
            row.values[field].as_f64().map_or(FieldValue::Null, FieldValue::Real),
        ],
        regions: Vec::new(),
    };
    Layer {
        name: MAP.into(),
        title: Text::new(named.clone(), named.clone()),
        geometry: GeometryKind::Polygon,
        level: Some(Level::Cercle),
        fields: vec![plain("code", Text::same("code"), FieldKind::Text), value],
        features: features.rows.iter().enumerate().filter(|(i, _)| !shapes[*i].0.is_empty()).map(feature).collect(),
        styles: Vec::new(),
        credits: command.words.sources.iter().map(|s| Text::new(s.clone(), s.clone())).collect(),
        synthetic: false,
    }
}

fn without_number(features: &Features, field: usize) -> Problem {
    let name = &features.fields[field].name;
    Problem::note(
        "value-missing",
        &features.file,
        Text::new("unités sans valeur : hachurées", "areas without a value: hatched"),
        Text::new("Complétez le champ au besoin ; vide n'est pas zéro.", "Complete the field if need be; empty is not zero."),
    )
    .with_all(
        features
            .rows
            .iter()
            .filter(|row| row.values[field].as_f64().is_none_or(|v| !v.is_finite()))
            .map(|row| Case::row(row.row, name, row.values[field].shown())),
    )
}

fn nothing_to_show(file: &str, field: &str) -> Error {
    Error::input(
        text!("`{file}` : aucune unité n'a de nombre dans `{field}`", "`{file}`: no area has a number in `{field}`"),
        Text::new("Choisissez un autre champ avec --field.", "Choose another field with --field."),
    )
}
