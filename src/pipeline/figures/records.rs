//! Figures of studies, steps and deaths.

use super::not_drawn;
use super::survey::Around;
use crate::base::{Area, Boundaries, Level, Problem, Text};
use crate::carto::charts::Chart;
use crate::names::fold;
use crate::pipeline::join::Joined;
use crate::pipeline::project::{Figure, FigureKind};
use crate::pipeline::surveys::grouping;
use crate::products::figures::coverage::coverage;
use crate::products::figures::timeline::timeline;
use crate::products::figures::years::{Asked, deaths_by_year, maps_by_year, share_by_year};
use crate::products::figures::{Body, Surround};
use crate::table::Event;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// The chart of a figure of kind coverage, timeline or one of deaths by year; the problem says why there is none.
pub fn chart(figure: &Figure, joined: &Joined, boundaries: &Boundaries, around: &Around) -> Result<Chart, Box<Problem>> {
    let lang = around.lang;
    let body = match figure.kind {
        FigureKind::Coverage => {
            let list = joined.studies.iter().find(|l| l.source == figure.input);
            list.map(|l| coverage(&l.studies, boundaries, None, lang))
        }
        FigureKind::Timeline => {
            joined.timelines.iter().find(|(id, _)| *id == figure.input).map(|(_, steps)| timeline(steps, lang))
        }
        _ => years(figure, joined, boundaries, around)?,
    };
    let no_input = || {
        let what = Text::new("`input` n'est pas une entrée de ce genre de figure", "`input` is no input for this kind of figure");
        not_drawn(figure, what, &figure.input)
    };
    let body = body.ok_or_else(no_input)?.map_err(|why| not_drawn(figure, why, &figure.input))?;
    Ok(body.framed(Surround {
        lang,
        overline: around.title.get(lang).to_owned(),
        title: figure.title.text().get(lang).to_owned(),
        subtitle: String::new(),
        notes: figure.note.iter().map(|n| n.text().get(lang).to_owned()).collect(),
        credits: (around.credit)(&figure.input).map(|c| c.get(lang).to_owned()).into_iter().collect(),
        // Studies and steps are what a report says; only records of events can be made up.
        synthetic: around.synthetic && !matches!(figure.kind, FigureKind::Coverage | FigureKind::Timeline),
        indicative: false,
        interval: String::new(),
    }))
}

/// Deaths by year among the events of the figure's input; `None` when it has none.
fn years(
    figure: &Figure,
    joined: &Joined,
    boundaries: &Boundaries,
    around: &Around,
) -> Result<Option<Result<Body, Text>>, Box<Problem>> {
    let events: Vec<Event> = joined.events.iter().filter(|e| e.source == figure.input).cloned().collect();
    if events.is_empty() {
        return Ok(None);
    }
    let day = |text: &Option<String>| match text {
        None => Ok(None),
        Some(text) => text.parse::<Date>().map(Some).map_err(|_| {
            let what = Text::new("une date s'écrit 2018-07-31", "a date is written 2018-07-31");
            not_drawn(figure, what, text)
        }),
    };
    let level = match figure.by.first().and_then(|word| grouping(word)) {
        Some("region") => Level::Region,
        _ => Level::Zone,
    };
    let asked = Asked {
        level,
        share_of: Some(figure.question.as_str()).filter(|name| !name.is_empty()),
        from: day(&figure.from)?,
        until: day(&figure.until)?,
        merged: &merged(figure, boundaries, level)?,
    };
    let draw = match figure.kind {
        FigureKind::YearsShare => share_by_year,
        FigureKind::YearsMaps => maps_by_year,
        _ => deaths_by_year,
    };
    Ok(Some(draw(&events, boundaries, &asked, around.lang)))
}

/// The areas that the figure counts as one, by name or code; an area may be in one list only.
fn merged(figure: &Figure, boundaries: &Boundaries, level: Level) -> Result<Vec<(String, Vec<usize>)>, Box<Problem>> {
    let areas = boundaries.level(level);
    let mut taken = BTreeSet::new();
    let mut out = Vec::new();
    for (name, members) in &figure.merge {
        let mut found = Vec::new();
        for member in members {
            let is = |a: &Area| fold(&a.name) == fold(member) || a.code.as_str() == member;
            let at = areas.iter().position(is).filter(|at| taken.insert(*at));
            found.push(at.ok_or_else(|| {
                let what = Text::new(
                    "`merge` nomme une unité inconnue, ou deux fois la même",
                    "`merge` names an unknown area, or one twice",
                );
                not_drawn(figure, what, member)
            })?);
        }
        if !found.is_empty() {
            out.push((name.clone(), found));
        }
    }
    Ok(out)
}
