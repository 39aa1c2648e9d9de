//! What a map lies on: the polygons that are coloured themselves, those given beside points or lines, or a plain frame.

use super::{MapCommand, Mark};
use crate::base::{
    Area, Areas, Boundaries, Case, Error, FeatureRow, Features, Level, Pcode, Problem, Problems, Result, Text, dissolve,
};
use crate::layers::GeometryKind;
use crate::pipeline::plain::{extent, surfaces_of};
use crate::table::Locator;
use crate::text;
use geo::CoordsIter;
use geo_types::{Coord, Geometry, MultiPolygon, Rect};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// Polygons with their names and groups.
pub struct Ground<'f> {
    pub features: Cow<'f, Features>,
    /// One for each row, repaired; empty where a row has none.
    pub shapes: Vec<MultiPolygon<f64>>,
    pub groups: Groups,
}

/// Which polygons belong together.
pub struct Groups {
    /// Values of the field, sorted; one nameless group without a field.
    names: Vec<String>,
    /// The group of each row.
    of: Vec<usize>,
    pub focus: Option<usize>,
}

impl<'f> Ground<'f> {
    /// # Errors
    /// Polygons beside polygons; names or groups without polygons; boundaries that cannot be read or hold no polygon;
    /// a field or group that is not there; points or lines none of which is on the earth.
    pub fn of(features: &'f Features, kind: GeometryKind, command: &MapCommand, problems: &mut Problems) -> Result<Ground<'f>> {
        let named = command.name.is_some() || command.group.is_some();
        let features = match (kind, &command.boundaries) {
            (GeometryKind::Polygon, None) => Cow::Borrowed(features),
            (GeometryKind::Polygon, Some(_)) => return Err(polygons_twice(&features.file)),
            (_, Some(input)) => Cow::Owned(input.read(problems)?),
            (_, None) if named => return Err(nothing_to_name(&features.file)),
            (_, None) => Cow::Owned(frame(features)?),
        };
        let shapes = surfaces_of(&features, problems)?;
        let groups = Groups::of(&features, command)?;
        Ok(Ground { features, shapes, groups })
    }

    /// The polygons as a country: each is a commune and its cercle, groups are regions.
    pub fn boundaries(&self, command: &MapCommand) -> Result<Boundaries> {
        let (features, groups) = (&self.features, &self.groups);
        let name = command.name.as_deref().map(|name| features.field(name)).transpose()?;
        let called = |i: usize| name.map_or_else(String::new, |field| features.rows[i].values[field].shown());
        let drawn: Vec<usize> = (0..self.shapes.len()).filter(|&i| !self.shapes[i].0.is_empty()).collect();
        let level = |level: Level, prefix: char, parent: &dyn Fn(usize) -> Pcode| {
            let area = |&i: &usize| Area::new(code(prefix, i), called(i), Some(parent(i)), self.shapes[i].clone());
            Areas::new(level, drawn.iter().map(area).collect())
        };
        let union = |wanted: &dyn Fn(usize) -> bool| {
            let parts: Vec<_> = drawn.iter().filter(|&&i| wanted(i)).map(|&i| &self.shapes[i]).collect();
            dissolve(&parts)
        };
        let region =
            |(g, name): (usize, &String)| Area::new(code('R', g), name, Some(code('P', 0)), union(&|i| groups.of[i] == g));
        Ok(Boundaries {
            country: Areas::new(Level::Country, vec![Area::new(code('P', 0), "", None, union(&|_| true))]),
            zones: Areas::new(Level::Zone, Vec::new()),
            regions: Areas::new(Level::Region, groups.names.iter().enumerate().map(region).collect()),
            cercles: level(Level::Cercle, 'A', &|i| code('R', groups.of[i])),
            communes: level(Level::Commune, 'C', &|i| code('A', i)),
            vintage: String::new(),
        })
    }

    /// The points or lines that the ground has room for, by the rows of `features`, with the groups they touch where
    /// the map is about one; `None` for rows without such a shape and for those off the map, which are told.
    pub fn marks(&self, features: &Features, kind: GeometryKind, problems: &mut Problems) -> Vec<Mark> {
        let file = &features.file;
        let mut without = Problem::warning(
            "shape-missing",
            file,
            Text::new("lignes du fichier sans forme à dessiner", "rows without a shape to draw"),
            Text::new(
                "Elles ne sont ni dessinées ni comptées ; une carte ne tient qu'un genre de formes.",
                "They are neither drawn nor counted; a map holds only one kind of shapes.",
            ),
        );
        let mut off = Problem::warning(
            "off-the-map",
            file,
            Text::new("formes hors du fond de carte", "shapes off the ground of the map"),
            Text::new(
                "Elles ne sont ni dessinées ni comptées ; vérifiez leurs coordonnées ou donnez un fond plus grand avec --boundaries.",
                "They are neither drawn nor counted; check their coordinates or give a larger ground with --boundaries.",
            ),
        );
        let window = extent(&self.shapes);
        let locator = self.groups.focus.map(|_| Locator::of_polygons(&self.shapes.iter().collect::<Vec<_>>()));
        let mark = |row: &FeatureRow| {
            let Some(shape) = row.geometry.as_ref().filter(|shape| is_of(shape, kind)) else {
                without.push(Case::row(row.row, "geometry", ""));
                return None;
            };
            if !window.is_some_and(|window| shape.coords_iter().any(|c| holds(&window, c))) {
                let first = shape.coords_iter().next().map_or(String::new(), |c| format!("{} {}", c.x, c.y));
                off.push(Case::row(row.row, "geometry", first));
                return None;
            }
            let touched = |locator: &Locator| -> BTreeSet<usize> {
                shape.coords_iter().filter_map(|c| locator.locate(c)).map(|i| self.groups.of[i]).collect()
            };
            let groups = locator.as_ref().map(touched).unwrap_or_default();
            Some((shape.clone(), groups.into_iter().map(|g| code('R', g)).collect()))
        };
        let marks = features.rows.iter().map(mark).collect();
        problems.extend([without, off].into_iter().filter(|problem| problem.count > 0));
        marks
    }
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
pub fn code(prefix: char, i: usize) -> Pcode {
    Pcode::from(format!("{prefix}{i:06}").as_str())
}

fn is_of(shape: &Geometry<f64>, kind: GeometryKind) -> bool {
    match shape {
        Geometry::Point(_) | Geometry::MultiPoint(_) => kind == GeometryKind::Point,
        Geometry::LineString(_) | Geometry::MultiLineString(_) => kind == GeometryKind::Line,
        _ => false,
    }
}

fn holds(window: &Rect<f64>, c: Coord<f64>) -> bool {
    (window.min().x..=window.max().x).contains(&c.x) && (window.min().y..=window.max().y).contains(&c.y)
}

/// A rectangle around everything on the earth, a little wider.
fn frame(features: &Features) -> Result<Features> {
    let coords = features.rows.iter().filter_map(|row| row.geometry.as_ref()).flat_map(|shape| shape.coords_iter());
    let on_earth = coords.filter(|c| c.x.abs() <= 180.0 && c.y.abs() <= 90.0);
    let around = on_earth.fold(None, |rect: Option<Rect<f64>>, c| {
        let (low, high) = rect.map_or((c, c), |r| (r.min(), r.max()));
        Some(Rect::new(Coord { x: low.x.min(c.x), y: low.y.min(c.y) }, Coord { x: high.x.max(c.x), y: high.y.max(c.y) }))
    });
    let file = &features.file;
    let around = around.ok_or_else(|| {
        Error::input(
            text!("`{file}` ne contient aucune forme à dessiner", "`{file}` holds no shape to draw"),
            Text::new(
                "Donnez une couche de points, de lignes ou de polygones.",
                "Give a layer of points, of lines or of polygons.",
            ),
        )
    })?;
    let margin = (around.width().max(around.height()) * 0.04).max(0.005);
    let grown = Rect::new(
        Coord { x: (around.min().x - margin).max(-180.0), y: (around.min().y - margin).max(-90.0) },
        Coord { x: (around.max().x + margin).min(180.0), y: (around.max().y + margin).min(90.0) },
    );
    let row = FeatureRow { row: 1, geometry: Some(grown.to_polygon().into()), values: Vec::new() };
    Ok(Features { file: file.clone(), fields: Vec::new(), rows: vec![row], coordinates: None })
}

fn polygons_twice(file: &str) -> Error {
    Error::usage(
        text!("`{file}` contient des polygones : --boundaries est de trop", "`{file}` holds polygons: --boundaries is too much"),
        Text::new(
            "--boundaries donne le fond d'une carte de points ou de lignes.",
            "--boundaries gives the ground of a map of points or lines.",
        ),
    )
}

fn nothing_to_name(file: &str) -> Error {
    Error::usage(
        text!(
            "`{file}` : --name, --group et --focus parlent de polygones, et il n'y en a pas",
            "`{file}`: --name, --group and --focus are about polygons, and there are none"
        ),
        Text::new(
            "Donnez avec --boundaries les polygones sur lesquels dessiner.",
            "Give the polygons to draw on with --boundaries.",
        ),
    )
}
