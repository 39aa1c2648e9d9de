//! What a field shows: numbers in classes, amounts as circles, kinds in colours of their own.

use super::MapCommand;
use crate::base::{Case, Error, Features, FieldValue, Problem, Result, Text, count};
use crate::carto::words::{filled, words};
use crate::layers::GeometryKind;
use crate::text;
use std::collections::BTreeMap;

/// Kinds with a colour of their own at most; where there are more, the rarest go together.
const KINDS: usize = 9;

/// The values of a field, and how they are drawn.
#[derive(Debug, PartialEq)]
pub struct Shown {
    pub how: How,
    /// One for each row: the number, or the position of its category.
    pub values: Vec<Option<f64>>,
}

#[derive(Debug, PartialEq)]
pub enum How {
    Classes,
    /// Most frequent first.
    Categories(Vec<Text>),
    /// Circles as large as the value.
    Sizes,
}

impl Shown {
    /// Numbers are coloured by class. Whole numbers from zero on points are amounts, and circles, unless classes, colours, a
    /// theme or a unit of percent are asked for. Text is categories; blank text is no value.
    ///
    /// # Errors
    /// Text where classes, colours or a theme are asked for; text of which every value is another.
    pub fn of(features: &Features, field: usize, kind: GeometryKind, command: &MapCommand) -> Result<Shown> {
        let of_numbers = command.classes.is_some() || command.palette.is_some() || command.theme.is_some();
        if !features.fields[field].kind.is_number() {
            return if of_numbers { Err(no_numbers(features, field)) } else { Shown::categories(features, field) };
        }
        let number = |value: &FieldValue| value.as_f64().filter(|v| v.is_finite());
        let values: Vec<Option<f64>> = features.rows.iter().map(|row| number(&row.values[field])).collect();
        let amount = |v: &f64| *v >= 0.0 && v.fract() == 0.0;
        let amounts = kind == GeometryKind::Point
            && !of_numbers
            && command.words.unit.as_deref() != Some("%")
            && values.iter().flatten().all(amount);
        Ok(Shown { how: if amounts { How::Sizes } else { How::Classes }, values })
    }

    fn categories(features: &Features, field: usize) -> Result<Shown> {
        let text = |value: &FieldValue| value.as_str().map(|t| t.trim().to_owned()).filter(|t| !t.is_empty());
        let texts: Vec<Option<String>> = features.rows.iter().map(|row| text(&row.values[field])).collect();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        texts.iter().flatten().for_each(|text| *counts.entry(text).or_default() += 1);
        let mut kinds: Vec<(&str, usize)> = counts.into_iter().collect();
        if kinds.len() > KINDS && kinds.iter().all(|(_, count)| *count == 1) {
            return Err(all_different(features, field));
        }
        kinds.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
        let named = if kinds.len() > KINDS { KINDS - 1 } else { kinds.len() };
        let places: BTreeMap<&str, usize> = kinds.iter().enumerate().map(|(i, (kind, _))| (*kind, i.min(named))).collect();
        let mut names: Vec<Text> = kinds[..named].iter().map(|(kind, _)| Text::same(*kind)).collect();
        let rest = kinds.len() - named;
        if rest > 0 {
            let said = |lang| filled(&words().other_categories, lang, &[("count", &count(rest, lang))]);
            names.push(Text::new(said(crate::base::Lang::Fr), said(crate::base::Lang::En)));
        }
        let place = |text: &Option<String>| text.as_deref().and_then(|text| places.get(text)).map(|&i| i as f64);
        Ok(Shown { values: texts.iter().map(place).collect(), how: How::Categories(names) })
    }

    /// Rows that the map shows without a value.
    pub fn missing(&self, features: &Features, field: usize, kind: GeometryKind) -> Problem {
        let what = match kind {
            GeometryKind::Polygon => Text::new("unités sans valeur : hachurées", "areas without a value: hatched"),
            GeometryKind::Point => Text::new("points sans valeur : cercles vides", "points without a value: hollow"),
            GeometryKind::Line => Text::new("lignes sans valeur : tiretées", "lines without a value: dashed"),
        };
        let name = &features.fields[field].name;
        let way_out =
            Text::new("Complétez le champ au besoin ; vide n'est pas zéro.", "Complete the field if need be; empty is not zero.");
        let without = features.rows.iter().zip(&self.values).filter(|(_, value)| value.is_none());
        Problem::note("value-missing", &features.file, what, way_out)
            .with_all(without.map(|(row, _)| Case::row(row.row, name, row.values[field].shown())))
    }
}

fn no_numbers(features: &Features, field: usize) -> Error {
    let (file, name) = (&features.file, &features.fields[field].name);
    Error::usage(
        text!("`{file}` : le champ `{name}` ne contient pas de nombres", "`{file}`: field `{name}` does not hold numbers"),
        Text::new(
            "Choisissez un champ de nombres avec --field, ou retirez --classes, --palette et --theme pour une couleur par catégorie.",
            "Choose a field of numbers with --field, or leave out --classes, --palette and --theme for a colour per category.",
        ),
    )
}

fn all_different(features: &Features, field: usize) -> Error {
    let (file, name) = (&features.file, &features.fields[field].name);
    Error::usage(
        text!(
            "`{file}` : toutes les valeurs de `{name}` sont différentes ; une carte n'a pas tant de couleurs",
            "`{file}`: all values of `{name}` differ; a map has not so many colours"
        ),
        Text::new(
            "Choisissez avec --field un champ de nombres ou de catégories.",
            "Choose a field of numbers or of categories with --field.",
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{FeatureField, FeatureRow, FieldKind, Lang};
    use crate::pipeline::plain::PlainInput;
    use crate::pipeline::plain::map::MapWords;
    use crate::pipeline::plain::map::{Orientation, Paper};
    use std::path::Path;

    fn features(kind: FieldKind, values: Vec<FieldValue>) -> Features {
        let rows = (1..).zip(values).map(|(row, value)| FeatureRow { row, geometry: None, values: vec![value] }).collect();
        Features { file: "f".into(), fields: vec![FeatureField { name: "x".into(), kind }], rows, coordinates: None }
    }

    fn command() -> MapCommand {
        MapCommand {
            layer: PlainInput::new(Path::new("f")),
            boundaries: None,
            over: Default::default(),
            field: Some("x".into()),
            theme: None,
            classes: None,
            palette: None,
            words: MapWords::default(),
            name: None,
            group: None,
            focus: None,
            page: Paper::default(),
            orientation: Orientation::default(),
            outputs: Vec::new(),
            date: jiff::civil::date(2026, 1, 1),
            lang: Lang::Fr,
        }
    }

    fn texts(list: &[&str]) -> Features {
        features(FieldKind::Text, list.iter().map(|t| FieldValue::Text((*t).into())).collect())
    }

    #[test]
    fn the_most_frequent_kinds_have_their_colour_and_the_rest_one_together() {
        let shown = Shown::of(&texts(&["b", "a", " b ", "", "c"]), 0, GeometryKind::Polygon, &command()).unwrap();
        assert_eq!(shown.how, How::Categories(["b", "a", "c"].map(Text::same).to_vec()));
        assert_eq!(shown.values, [Some(0.0), Some(1.0), Some(0.0), None, Some(2.0)]);

        let many: Vec<String> = (0..12).map(|i| format!("k{i:02}")).collect();
        let mut list: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(Shown::of(&texts(&list), 0, GeometryKind::Line, &command()).unwrap_err().what.en.contains("all values"));
        list.push("k05");
        let shown = Shown::of(&texts(&list), 0, GeometryKind::Line, &command()).unwrap();
        let How::Categories(names) = &shown.how else { panic!("text is categories") };
        assert_eq!((names.len(), names[0].fr.as_str(), names[8].fr.as_str()), (9, "k05", "Autres (4 valeurs)"));
        assert_eq!(shown.values.iter().filter(|v| **v == Some(8.0)).count(), 4);
        let nine = Shown::of(&texts(&list[..9]), 0, GeometryKind::Line, &command()).unwrap();
        assert!(matches!(nine.how, How::Categories(names) if names[8].fr == "k08"), "nine kinds need no rest");
    }

    #[test]
    fn whole_numbers_on_points_are_amounts_unless_classes_are_asked_for() {
        let whole = features(FieldKind::Real, [0.0, 12.0, f64::NAN].map(FieldValue::Real).to_vec());
        let how = |features: &Features, kind, command: &MapCommand| Shown::of(features, 0, kind, command).unwrap().how;
        assert_eq!(how(&whole, GeometryKind::Point, &command()), How::Sizes);
        assert_eq!(how(&whole, GeometryKind::Line, &command()), How::Classes);
        let percent = MapWords { unit: Some("%".into()), ..MapWords::default() };
        assert_eq!(how(&whole, GeometryKind::Point, &MapCommand { words: percent, ..command() }), How::Classes);
        let coloured = MapCommand { palette: Some("worse".into()), ..command() };
        assert_eq!(how(&whole, GeometryKind::Point, &coloured), How::Classes);
        assert!(Shown::of(&texts(&["a"]), 0, GeometryKind::Point, &coloured).is_err());
        for odd in [-1.0, 0.5] {
            let numbers = features(FieldKind::Real, vec![FieldValue::Real(odd)]);
            assert_eq!(how(&numbers, GeometryKind::Point, &command()), How::Classes);
        }
    }
}
