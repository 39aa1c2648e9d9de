//! What one sheet shows and says, out of its theme, layer, field and region.

use super::SheetSet;
use super::overlays::{Events, years_said};
use super::styles::blanks;
use crate::base::{Lang, Level, Missing, Result, Text, count, long_date, number};
use crate::carto::content::{ClassLine, ClassedLine, ClassedPoint, Content, Fill, MissingLine};
use crate::carto::form::Form;
use crate::carto::theme::Theme;
use crate::carto::words::{filled, plural, words};
use crate::layers::layer::{Field, FieldValue, GeometryKind, Layer};
use crate::layers::style::Style;
use std::collections::{BTreeMap, BTreeSet};

/// One sheet's theme, layer, field and region.
pub(super) struct Subject<'s> {
    pub(super) set: &'s SheetSet<'s>,
    pub(super) theme: &'s Theme,
    pub(super) layer: &'s Layer,
    pub(super) field: &'s Field,
    pub(super) style: &'s Style,
    pub(super) region: Option<usize>,
}

/// One area as the sheet shows it.
pub(super) struct Shown {
    /// Position at the layer's level.
    pub(super) area: usize,
    pub(super) fill: Fill,
    missing: Option<Missing>,
    pub(super) value: Option<f64>,
    n: Option<f64>,
    stands_at: Option<String>,
}

impl Subject<'_> {
    pub(super) fn level(&self) -> Level {
        self.layer.level.unwrap_or(Level::Commune)
    }

    pub(super) fn lang(&self) -> Lang {
        self.set.context.lang
    }

    /// An error when what is computed for the sheet cannot be projected.
    pub(super) fn content(&self) -> Result<Content> {
        let (lang, context, level) = (self.lang(), &self.set.context, self.level());
        let shown = self.shown();
        let mut fills = vec![None; self.set.boundaries.level(level).len()];
        let mut values = vec![None; fills.len()];
        for s in &shown {
            fills[s.area] = Some(s.fill);
            if self.theme.write_values {
                values[s.area] = Some(self.written(s));
            }
        }
        let (lines, mut points) = (self.lines(), self.points());
        let marks = marks_in_sight(lines.as_deref(), points.as_deref());
        // Sheets that do not colour areas.
        let plain = matches!(self.theme.form, Form::Reference | Form::Heat(_) | Form::Gathered);
        if marks.is_some() || plain {
            fills = vec![Some(Fill::Ground); fills.len()];
        }
        let of_class = |i| match &marks {
            Some(marks) => marks.iter().filter(|class| **class == Some(i)).count(),
            None => shown.iter().filter(|s| s.fill == Fill::Class(i)).count(),
        };
        let facts = context.facts.get(&self.field.id);
        let events = self.events();
        let (dots, too_small) = self.dots(&shown).unzip();
        let mut missing = match &marks {
            Some(marks) => without_value(marks, lang),
            None if plain => Vec::new(),
            None => self.hatched_lines(&shown),
        };
        let loose = self.regions_in_no_zone();
        if !loose.is_empty() {
            let label = filled(&words().no_zone, lang, &[("regions", &loose.join(", "))]);
            missing.push(MissingLine { fill: Fill::NoData, label, count: None });
        }
        let nothing = match &marks {
            Some(marks) => marks.iter().all(Option::is_none),
            None => !plain && shown.iter().all(|s| s.value.is_none()),
        };
        let sized = (self.theme.sizes && points.is_some()).then(|| self.sized());
        if sized.is_some() {
            // What has a circle needs no dot.
            let above = |class: usize| self.style.classes[class].upper > 0.0;
            points = points.map(|points| points.into_iter().filter(|p| !p.class.is_some_and(above)).collect());
        }
        let empty = match (nothing, self.region.is_some() && !loose.is_empty()) {
            (true, true) => Some(words().region_in_no_zone.get(lang).to_owned()),
            (true, false) => Some(self.say(&self.theme.empty)),
            (false, _) => None,
        };
        let mut content = Content {
            lang,
            overline: context.title.get(lang).to_owned(),
            title: self.title(),
            subtitle: self.say(&self.theme.subtitle),
            legend: self.say(&self.theme.legend),
            level,
            fills,
            classes: self
                .class_lines()
                .into_iter()
                .enumerate()
                .map(|(i, (colour, label))| ClassLine { colour, label, count: of_class(i) })
                .collect(),
            graduated: self.theme.categories.is_empty() && sized.is_none(),
            counted: self.counted().get(lang).to_owned(),
            finest_border: context.areas.as_ref().map(|a| filled(&words().border_of, lang, &[("areas", a.get(lang))])),
            outline: !self.theme.frame,
            lines,
            points,
            matrix: self.matrix(),
            missing,
            values,
            towns: self.draws("towns"),
            roads: self.draws("roads"),
            notes: self.notes(&shown, events.as_ref()).into_iter().chain(too_small.flatten()).collect(),
            circles: events.map(|e| e.circles).or(sized),
            dots,
            heat: None,
            tiles: self.theme.form == Form::Tiles,
            credits: self.credits(),
            number: None,
            logos: context.logos.clone(),
            empty,
            synthetic: context.synthetic || self.layers_used().any(|l| l.synthetic),
            indicative: facts.is_some_and(|f| f.indicative) && shown.iter().any(|s| s.value.is_some()),
        };
        if self.theme.form == Form::Gathered && content.circles.as_ref().is_none_or(|c| c.places.is_empty()) {
            content.empty = Some(self.say(&self.theme.empty));
        }
        if let Form::Heat(form) = &self.theme.form {
            let (heat, classes, said) = self.heat(form)?;
            content.empty = classes.iter().skip(1).all(|c| c.count == 0).then(|| self.say(&self.theme.empty));
            content.counted = "km²".to_owned();
            content.notes = [said, content.notes].concat();
            content.classes = classes;
            content.heat = Some(heat);
        }
        Ok(content)
    }

    pub(super) fn title(&self) -> String {
        self.say(&self.theme.title)
    }

    /// What the classes count, several of them.
    fn counted(&self) -> &Text {
        match (&self.theme.counted, self.layer.geometry) {
            (Some(given), _) => given,
            (None, GeometryKind::Line) => &words().segments,
            (None, GeometryKind::Point) => &words().points,
            (None, GeometryKind::Polygon) => self.areas(),
        }
    }

    /// What the coloured areas are called, several of them.
    pub(super) fn areas(&self) -> &Text {
        self.set.context.areas.as_ref().unwrap_or(plural(self.level()))
    }

    /// A text of the theme with its blanks filled.
    pub(super) fn say(&self, text: &Text) -> String {
        let lang = self.lang();
        let region = match self.region {
            Some(i) => self.set.boundaries.regions[i].name.clone(),
            None => self.set.country_name(),
        };
        let date = self.set.context.date.map_or_else(String::new, |d| long_date(d, lang));
        let of_sheet = [("region", region.as_str()), ("date", &date)];
        filled(text, lang, &[&of_sheet[..], &blanks(self.field, lang)].concat())
    }

    /// Rows of the layer by code.
    pub(super) fn rows(&self) -> BTreeMap<&str, usize> {
        self.layer.features.iter().enumerate().filter_map(|(i, f)| Some((f.values.first()?.as_str()?, i))).collect()
    }

    /// The areas of the sheet, in order. An area that the layer does not hold has no data.
    fn shown(&self) -> Vec<Shown> {
        let (boundaries, level) = (self.set.boundaries, self.level());
        let rows = self.rows();
        let in_sight = |area: usize| match self.region {
            None => true,
            // The zone that holds the region, or the areas inside the region.
            Some(region) if level < Level::Region => boundaries.ancestor(Level::Region, region, level) == Some(area),
            Some(region) => boundaries.ancestor(level, area, Level::Region) == Some(region),
        };
        // Fields are found by their names once, not for each area.
        let field = |id: &str| self.layer.field(id);
        let companion = |tail: &str| field(&format!("{}_{tail}", self.field.id));
        let (values, missing, n, stands_at) =
            (field(&self.field.id), companion("missing"), companion("n"), companion("stands_at"));
        let reliability = self.style.hatched.as_ref().and_then(|h| Some((h.below, field(&h.field)?)));
        (0..boundaries.level(level).len())
            .filter(|&area| in_sight(area))
            .map(|area| {
                let row = rows.get(boundaries.level(level)[area].code.as_str()).copied();
                let of = |field: Option<usize>| Some(&self.layer.features[row?].values[field?]);
                let value = of(values).and_then(FieldValue::as_f64);
                let class = row.zip(value).and_then(|(row, v)| self.class_of(row, v));
                let reason = of(missing).and_then(FieldValue::as_str);
                let missing = Missing::ALL.into_iter().find(|m| reason == Some(m.id())).unwrap_or(Missing::NoData);
                let other = reliability.and_then(|(below, field)| Some((below, of(Some(field))?.as_f64()?)));
                let fill = match (class, missing) {
                    (Some(_), _) if other.is_some_and(|(below, value)| value < below) => Fill::Unreliable,
                    (Some(i), _) => Fill::Class(i),
                    (None, Missing::Withheld) => Fill::Withheld,
                    (None, Missing::BelowMinimumN) => Fill::TooFew,
                    (None, _) => Fill::NoData,
                };
                Shown {
                    area,
                    fill,
                    missing: class.is_none().then_some(missing),
                    value: value.filter(|_| class.is_some()),
                    n: of(n).and_then(FieldValue::as_f64),
                    stands_at: of(stands_at).and_then(FieldValue::as_str).map(str::to_owned),
                }
            })
            .collect()
    }

    /// Hatched lines of the legend: values that too little stands behind, then what is missing.
    fn hatched_lines(&self, shown: &[Shown]) -> Vec<MissingLine> {
        let unreliable = shown.iter().filter(|s| s.fill == Fill::Unreliable).count();
        let line = self.style.hatched.as_ref().filter(|_| unreliable > 0).map(|h| MissingLine {
            fill: Fill::Unreliable,
            label: h.label.get(self.lang()).to_owned(),
            count: Some(unreliable),
        });
        line.into_iter().chain(missing_lines(shown, self.lang())).collect()
    }

    /// Names of the regions of the sheet that a layer of zones cannot colour.
    fn regions_in_no_zone(&self) -> Vec<&str> {
        let boundaries = self.set.boundaries;
        let loose = |&r: &usize| {
            self.level() == Level::Zone
                && self.region.is_none_or(|region| region == r)
                && boundaries.ancestor(Level::Region, r, Level::Zone).is_none()
        };
        (0..boundaries.regions.len()).filter(loose).map(|r| boundaries.regions[r].name.as_str()).collect()
    }

    /// "90 % (n = 39)", or why there is none.
    fn written(&self, shown: &Shown) -> String {
        let lang = self.lang();
        let Some(value) = shown.value else {
            return shown.missing.unwrap_or(Missing::NoData).label().get(lang).to_owned();
        };
        if let (Some(_), Fill::Class(i)) = (&self.theme.square, shown.fill)
            && let Some(name) = self.theme.class_names.get(i)
        {
            return name.get(lang).to_owned();
        }
        let percent = self.field.unit.get(lang) == "%";
        let text = if percent {
            crate::base::percent(value, self.field.decimals, lang)
        } else {
            number(value, self.field.decimals, lang)
        };
        match shown.n {
            Some(n) => format!("{text} (n = {})", number(n, 0, lang)),
            None => text,
        }
    }

    fn notes(&self, shown: &[Shown], events: Option<&Events>) -> Vec<String> {
        let (lang, level) = (self.lang(), self.level());
        let mut out = Vec::new();
        if let (Some(region), true) = (self.region, level == Level::Zone)
            && let Some(zone) = self.set.boundaries.ancestor(Level::Region, region, Level::Zone)
        {
            out.push(filled(&words().zone_value, lang, &[("zone", &self.set.boundaries.zones[zone].name)]));
        }
        let coarse: BTreeSet<Level> = shown
            .iter()
            .filter_map(|s| s.stands_at.as_deref())
            .filter_map(|id| [Level::Country, Level::Zone, Level::Region, Level::Cercle].into_iter().find(|l| l.id() == id))
            .collect();
        if !coarse.is_empty() {
            let names: Vec<String> = coarse.iter().map(|l| l.label().get(lang).to_owned()).collect();
            let carried = shown.iter().filter(|s| s.stands_at.is_some() && s.value.is_some()).count();
            let with_value = shown.iter().filter(|s| s.value.is_some()).count();
            let text = if carried == with_value { &words().stands_at_all } else { &words().stands_at_some };
            let values = [
                ("level", names.join(", ")),
                ("unit", level.label().get(lang).to_owned()),
                ("units", plural(level).get(lang).to_owned()),
                ("count", count(carried, lang)),
            ];
            let values: Vec<(&str, &str)> = values.iter().map(|(k, v)| (*k, v.as_str())).collect();
            out.push(filled(text, lang, &values));
        }
        out.extend(events.into_iter().flat_map(|e| self.about_events(e)));
        out.extend(self.theme.notes.iter().map(|n| self.say(n)));
        out
    }

    fn about_events(&self, events: &Events) -> Vec<String> {
        let lang = self.lang();
        let years = events.years.map(|years| years_said(years, lang));
        let here = if self.region.is_some() { &words().points_left_out_here } else { &words().points_left_out };
        let counted = [(events.unplaced, here), (events.of_country, &words().points_of_country)];
        let counted = counted.into_iter().filter(|(n, _)| *n > 0);
        years.into_iter().chain(counted.map(|(n, text)| filled(text, lang, &[("count", &count(n, lang))]))).collect()
    }

    fn credits(&self) -> Vec<String> {
        let lang = self.lang();
        let facts = self.set.context.facts.get(&self.field.id);
        let of_column = facts.map(|f| f.credits.clone()).filter(|c| !c.is_empty());
        let own = match self.theme.form {
            // None of its values shows.
            Form::Reference | Form::Gathered => Vec::new(),
            _ => of_column.unwrap_or_else(|| self.layer.credits.clone()),
        };
        let mut lines: Vec<String> = Vec::new();
        for credit in own.iter().chain(self.layers_used().skip(1).flat_map(|l| &l.credits)) {
            let line = credit.get(lang).trim_end_matches('.').to_owned();
            if !line.is_empty() && !lines.contains(&line) {
                lines.push(line);
            }
        }
        let mut out = Vec::new();
        if !lines.is_empty() {
            out.push(filled(&words().sources, lang, &[("credits", &lines.join(if lang == Lang::Fr { " ; " } else { "; " }))]));
        }
        let vintage = &self.set.boundaries.vintage;
        if !vintage.is_empty() {
            out.push(filled(&words().boundaries, lang, &[("vintage", vintage)]));
        }
        if self.theme.form != Form::Tiles {
            out.push(words().projection.get(lang).to_owned());
        }
        out.extend(self.set.context.date.map(|d| filled(&words().made_on, lang, &[("date", &long_date(d, lang))])));
        out.push(words().disclaimer.get(lang).to_owned());
        out
    }

    /// The coloured layer, then those drawn over it.
    fn layers_used(&self) -> impl Iterator<Item = &Layer> {
        let circles = self.theme.circles.as_ref().map(|c| c.layer.as_str());
        let circles = circles.or(match &self.theme.form {
            Form::Heat(heat) => Some(heat.layer.as_str()),
            _ => None,
        });
        // Waters lie under every map but that of tiles.
        let waters = ["rivers", "lakes"].into_iter().filter(|_| self.theme.form != Form::Tiles);
        let over = self.theme.overlays.iter().map(String::as_str).chain(circles).chain(waters);
        std::iter::once(self.layer).chain(over.filter_map(|name| self.set.layers.iter().find(|l| l.name == name)))
    }
}

/// The class of each line or point that the sheet is about; `None` where it is about areas.
fn marks_in_sight(lines: Option<&[ClassedLine]>, points: Option<&[ClassedPoint]>) -> Option<Vec<Option<usize>>> {
    let of_lines = lines.map(|lines| lines.iter().filter(|l| l.in_sight).map(|l| l.class).collect());
    of_lines.or_else(|| points.map(|points| points.iter().filter(|p| p.in_sight).map(|p| p.class).collect()))
}

/// The line of the legend for lines or points without a value, if there are any.
fn without_value(marks: &[Option<usize>], lang: Lang) -> Vec<MissingLine> {
    let count = marks.iter().filter(|class| class.is_none()).count();
    let label = words().no_value.get(lang).to_owned();
    Vec::from_iter((count > 0).then_some(MissingLine { fill: Fill::NoData, label, count: Some(count) }))
}

/// Hatched lines of the legend. Areas without data share one line; when all lack it for one
/// and the same reason, the line says so.
fn missing_lines(shown: &[Shown], lang: Lang) -> Vec<MissingLine> {
    let capital = |text: &str| {
        let mut chars = text.chars();
        chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
    };
    let mut out = Vec::new();
    for (fill, word) in [(Fill::NoData, &words().no_value), (Fill::Withheld, &words().withheld), (Fill::TooFew, &words().too_few)]
    {
        let reasons: Vec<Missing> = shown.iter().filter(|s| s.fill == fill).filter_map(|s| s.missing).collect();
        let Some(first) = reasons.first() else { continue };
        let one_reason = fill == Fill::NoData && *first != Missing::NoData && reasons.iter().all(|r| r == first);
        let label = match one_reason {
            true => format!("{} ({})", word.get(lang), first.label().get(lang)),
            false => capital(word.get(lang)),
        };
        out.push(MissingLine { fill, label, count: Some(reasons.len()) });
    }
    out
}
