//! `brief.pdf` of every region.

use super::figures::survey::{Around, Asked};
use super::project::{Figure, FigureKind, InputKind, Project};
use super::questions::Askable;
use super::run::{Results, RunOptions};
use super::write::{Writing, region_folder, sources};
use crate::base::{Level, Progress, Result, Text};
use crate::carto::charts::Value;
use crate::products::brief::{BriefSource, Briefs, Ranking};
use crate::products::sheets::SheetSet;
use crate::protect::{Audience, PUBLIC_DELAY_DAYS};
use crate::survey::Statistic;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Its name in the folder of the region.
pub const BRIEF_FILE: &str = "brief.pdf";

/// Writes the brief of every region.
///
/// # Errors
/// A map that cannot be drawn, a file that cannot be written, Ctrl-C.
pub(super) fn draw(writing: &Writing, set: &SheetSet, progress: &dyn Progress) -> Result<()> {
    let Writing { results, project, options, output, layers, priority, .. } = writing;
    let (plan, boundaries) = (set.plan(), &results.loaded.boundaries);
    let sources = sources(results);
    let briefs = Briefs::new(BriefSource { sources: &sources, layers, priority, ..source(results, project, options) });
    boundaries.regions.as_slice().par_iter().enumerate().with_max_len(1).try_for_each(|(i, region)| {
        progress.go_on()?;
        let pdf = set.brief(&plan, i, &briefs.of(i))?.pdf()?;
        output.write(format!("{}/{BRIEF_FILE}", region_folder(region)), pdf)
    })
}

/// All that a brief is made from, but for the lists that somebody else must keep.
fn source<'a>(results: &'a Results, project: &Project, options: &RunOptions) -> BriefSource<'a> {
    let facilities = results.loaded.inputs.iter().filter(|i| i.declared.kind == InputKind::Facilities);
    BriefSource {
        lang: options.lang,
        title: project.project.title.text(),
        synthetic: project.project.synthetic,
        date: Some(results.date),
        delay_days: if options.audience == Audience::Public { PUBLIC_DELAY_DAYS } else { 0 },
        boundaries: &results.loaded.boundaries,
        columns: &results.columns,
        layers: &[],
        sources: &[],
        until: last_days(results),
        questions: project.question.iter().map(|q| format!("survey_{}", q.id)).collect(),
        services: facilities.map(|i| (i.declared.id.clone(), i.declared.label_text())).collect(),
        needs: project.need.iter().map(|n| (n.question.clone(), n.coverage.clone())).collect(),
        rankings: project.figure.iter().filter_map(|figure| ranking(figure, results, project, options)).collect(),
        priority: &[],
        axes: &results.roads,
    }
}

/// The last date of the records of each input that has dates, of those that this audience may see.
fn last_days(results: &Results) -> BTreeMap<String, String> {
    let joined = &results.joined;
    let events = joined.events.iter().filter_map(|e| Some((&e.source, e.date?.to_string())));
    let displaced = joined.displaced.iter().flat_map(|list| list.rows.iter().map(|row| (&list.source, row.date.clone())));
    let food = joined.food.iter().flat_map(|list| list.all.iter().map(|row| (&list.source, row.date.clone())));
    let amounts = displaced.chain(food).filter_map(|(id, date)| Some((id, date?)));
    let mut last: BTreeMap<String, String> = BTreeMap::new();
    for (id, date) in events.chain(amounts) {
        let known = last.entry(id.clone()).or_default();
        if date > *known {
            *known = date;
        }
    }
    last
}

/// What the figures of the project that rank things say of each zone or region; what cannot be drawn is told where
/// figures are drawn.
fn ranking(figure: &Figure, results: &Results, project: &Project, options: &RunOptions) -> Option<Ranking> {
    let level = match figure.by.as_slice() {
        [by] => [Level::Zone, Level::Region].into_iter().find(|level| level.id() == by)?,
        _ => return None,
    };
    if figure.kind != FigureKind::Ranked {
        return None;
    }
    let askable = Askable { surveys: &results.joined.surveys, printed: &results.joined.printed };
    let around = Around {
        lang: options.lang,
        title: project.project.title.text(),
        synthetic: project.project.synthetic,
        credit: &|_: &str| None::<Text>,
        compared: &[],
    };
    let asked = Asked::new(figure, &askable, &around).ok()?;
    let grid = &asked.grid;
    let several = grid.items.len() > 1;
    let things: Vec<&String> =
        if several { grid.items.iter().map(|i| &i.1).collect() } else { grid.answers.iter().map(|a| &a.1).collect() };
    // Of ranks the first is the lowest.
    let sign = if grid.statistic == Statistic::MeanRank { -1.0 } else { 1.0 };
    let of_group = |g: usize| {
        let here = asked.cells.iter().filter(|(_, _, place)| place[2] == g && (!several || place[1] == 0));
        let mut list: Vec<(String, Value)> =
            here.map(|(_, value, place)| (things[place[usize::from(!several)]].clone(), *value)).collect();
        let height = |value: &Value| value.value.map_or(f64::NEG_INFINITY, |v| sign * v);
        list.sort_by(|a, b| height(&b.1).total_cmp(&height(&a.1)));
        list
    };
    let areas = grid.groups.iter().enumerate();
    Some(Ranking {
        title: grid.question.label.get(options.lang).to_owned(),
        level,
        indicative: asked.cells.iter().any(|c| c.0.indicative),
        axis: asked.axis(),
        areas: areas.filter_map(|(g, (codes, _))| Some((codes.first()?.clone(), of_group(g)))).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{Lang, Silent};
    use crate::carto::brief::{PAGE, Pages};
    use crate::carto::theme::Theme;
    use crate::pipeline::run;
    use crate::pipeline::summary::Stopwatch;
    use crate::pipeline::write;
    use crate::products::sheets::{SheetContext, facts_of};
    use std::path::Path;

    /// The pages of every region of a project, by name.
    fn pages(path: &str, lang: Lang, change: impl Fn(&mut Project)) -> Vec<(String, Pages)> {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
        let mut project = Project::read(&path).unwrap();
        change(&mut project);
        let (folder, audience) = (path.parent().unwrap(), Audience::Partners);
        let results = run::results(&project, folder, audience, lang, &Silent, &mut Stopwatch::new()).unwrap();
        let options = RunOptions {
            out: folder.to_owned(),
            lang,
            audience,
            layers: false,
            maps: false,
            briefs: true,
            figures: false,
            page: false,
            tables: false,
        };
        let sources = sources(&results);
        let context = SheetContext {
            lang,
            title: project.project.title.text(),
            synthetic: project.project.synthetic,
            date: Some(results.date),
            facts: facts_of(&results.columns, &sources),
            areas: None,
            page: Default::default(),
            logos: Vec::new(),
        };
        let (themes, priority) = (Theme::all().unwrap(), write::priority(&results).unwrap());
        let boundaries = &results.loaded.boundaries;
        let set = SheetSet::new(&results.layers, boundaries, &themes, context).unwrap();
        let (layers, around) = (&results.layers, source(&results, &project, &options));
        let made = Briefs::new(BriefSource { sources: &sources, layers, priority: &priority, ..around });
        let draw = |i: usize| set.brief(&set.plan(), i, &made.of(i)).unwrap();
        (0..boundaries.regions.len()).map(|i| (boundaries.regions[i].name.clone(), draw(i))).collect()
    }

    /// Whatever is on the pages stands on the paper, and no word on another or on the map.
    fn hold(all: &[(String, Pages)]) {
        assert!(!all.is_empty());
        for (name, pages) in all {
            for (number, page) in pages.pages.iter().enumerate() {
                assert!(!page.words.is_empty());
                let paper = PAGE.grown(-1.0);
                for (i, (frame, text)) in page.words.iter().enumerate() {
                    assert!(paper.holds(frame), "{name} {number}: {text:?} leaves the page: {frame:?}");
                    assert!(page.map.is_none_or(|map| !map.overlaps(frame)), "{name} {number}: {text:?} is on the map");
                    // A hair is left for the letters that reach below the line over those with accents on the next.
                    let met = page.words[i + 1..].iter().find(|(other, _)| other.overlaps(&frame.grown(-0.1)));
                    assert!(met.is_none(), "{name} {number}: {text:?} meets {met:?}");
                }
                assert!(page.map.is_none_or(|map| paper.holds(&map)), "{name}");
            }
        }
    }

    #[test]
    fn words_meet_neither_each_other_nor_the_map_nor_the_edge() {
        for lang in [Lang::Fr, Lang::En] {
            hold(&pages("data/demo/lakana.toml", lang, |_| ()));
            hold(&pages("tests/fixtures/country/lakana.toml", lang, |_| ()));
        }
    }

    #[test]
    fn a_project_of_boundaries_alone_has_briefs_without_holes() {
        let bare = |project: &mut Project| {
            project.input.clear();
            project.question.clear();
            project.risk = None;
        };
        let all = pages("tests/fixtures/country/lakana.toml", Lang::Fr, bare);
        hold(&all);
        for (name, pages) in &all {
            let said = |page: usize| pages.pages[page].words.iter().map(|w| w.1.as_str()).collect::<Vec<_>>().join(" ");
            assert!(said(0).contains(name) && said(1).contains("pas de relevé d’incidents"), "{}", said(1));
            // The caveats stand at the top of the second page.
            let lowest = pages.pages[1].words.iter().find(|w| w.1.starts_with("À savoir")).map(|w| w.0.y);
            assert!(lowest.is_some_and(|y| y < 20.0), "{lowest:?}");
        }
    }
}
