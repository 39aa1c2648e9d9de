//! What a run leaves in its folder.

use super::basis::{BASIS_FILE, Basis, rows_behind};
use super::date::midnight;
use super::join::Joined;
use super::output::{OutputFolder, RUN_FILE};
use super::priority::priority_rows;
use super::project::{InputKind, Maps, Project, Sheet};
use super::run::{Results, RunOptions};
use super::summary::Step;
use super::surveys::Surveyed;
use super::{briefs, figures, page};
use crate::base::{Area, Boundaries, Case, Problem, Progress, Result, Source, Text};
use crate::carto::breaks::Method;
use crate::carto::pdf::PdfPage;
use crate::carto::theme::Theme;
use crate::layers::csv::write_table;
use crate::layers::{FORMATS, Layer, WriteOptions, format, hxl};
use crate::names::{MATCH_FIELDS, fold};
use crate::products::axes::StripAround;
use crate::products::cluster_layers::sentence;
use crate::products::comparisons::comparisons_csv;
use crate::products::duplicate_tables::{duplicates_csv, duplicates_review_csv};
use crate::products::priority::{PriorityRow, priority_csv};
use crate::products::sheets::{SheetContext, SheetPlan, SheetSet, facts_of, styles_for};
use crate::products::survey_tables::estimates_csv;
use crate::products::tables::{dictionary_csv, indicators_csv, problems_csv};
use crate::products::workbook::indicators_xlsx;
use crate::protect::Audience;
use crate::survey::Estimate;
use rayon::prelude::*;

/// Formats of the layers of the country, besides those on request; the cuts of regions are GeoJSON alone.
const COUNTRY_FORMATS: [&str; 3] = ["geojson", "qml", "sld"];

/// What writing leaves to tell.
pub struct Written {
    /// Hash of `explain.json`, where the project has an index.
    pub basis: Option<String>,
    pub problems: Vec<Problem>,
}

/// Everything that a run writes but its problems and its record, `layers` taken out of its results: drawings on all
/// threads, and beside them what one thread writes, so that no processor waits.
pub fn everything(
    results: &Results,
    layers: Vec<Layer>,
    project: &Project,
    options: &RunOptions,
    output: &OutputFolder,
    progress: &dyn Progress,
) -> Result<Written> {
    let all = all_themes(project, results)?;
    let (themes, mut problems) = drawn(&all, project);
    let sources = sources(results);
    let context = SheetContext {
        lang: options.lang,
        title: project.project.title.text(),
        synthetic: project.project.synthetic,
        date: Some(results.date),
        facts: facts_of(&results.columns, &sources),
        areas: None,
        page: project.maps.page_setup()?,
        logos: results.logos.clone(),
    };
    let layers = styled(layers, &all, &themes, &context)?;
    let priority = if options.briefs || options.tables { priority(results)? } else { Vec::new() };
    let writing = Writing { results, project, options, output, layers, themes, context, priority };
    let (data, drawings) = rayon::join(|| writing.data(), || writing.drawings(progress));
    let (basis, lost) = data?;
    problems.extend(lost);
    problems.extend(drawings?);
    Ok(Written { basis, problems })
}

/// The layers with every theme as a style, drawn or not; but a style for each year would bury the others.
fn styled(mut layers: Vec<Layer>, all: &[Theme], drawn: &[Theme], context: &SheetContext) -> Result<Vec<Layer>> {
    let asked_for = |theme: &Theme| drawn.iter().any(|drawn| drawn.id == theme.id);
    let styles: Vec<Theme> = all.iter().filter(|theme| !theme.is_by_year() || asked_for(theme)).cloned().collect();
    layers.par_iter_mut().with_max_len(1).try_for_each(|layer| {
        layer.styles.extend(styles_for(layer, &styles, &context.facts)?);
        Ok(())
    })?;
    Ok(layers)
}

/// What is written, and where.
pub(super) struct Writing<'a> {
    pub(super) results: &'a Results,
    pub(super) project: &'a Project,
    pub(super) options: &'a RunOptions,
    pub(super) output: &'a OutputFolder,
    /// With their styles.
    pub(super) layers: Vec<Layer>,
    /// Those that are drawn.
    pub(super) themes: Vec<Theme>,
    pub(super) context: SheetContext,
    /// The communes in the order of their risk.
    pub(super) priority: Vec<PriorityRow>,
}

impl Writing<'_> {
    /// Layers in every format, the interactive page, the tables, and what the index rests on. Returns the hash of the
    /// last and what a format could not hold.
    fn data(&self) -> Result<(Option<String>, Vec<Problem>)> {
        let Writing { results, project, options, output, layers, .. } = self;
        let mut lost = Vec::new();
        if options.layers {
            lost.extend(write_layers(layers, project, options, results, output)?);
        }
        if options.page {
            lost.extend(page::write(results, project, layers, &self.themes, &self.context, options.audience, output)?);
        }
        if options.tables {
            tables(results, project, &self.priority, options, output)?;
        }
        Ok((basis(results, options, output)?, lost))
    }

    /// Maps of every theme for the country and each region, the brief of each region, the figures of the project and
    /// the sheets of its roads. Returns the problems of drawing.
    fn drawings(&self, progress: &dyn Progress) -> Result<Vec<Problem>> {
        let Writing { results, project, options, output, .. } = self;
        let mut problems = Vec::new();
        let boundaries = &results.loaded.boundaries;
        if options.maps || options.briefs || options.figures {
            let set = SheetSet::new(&self.layers, boundaries, &self.themes, self.context.clone())?;
            let plan = set.plan();
            let pages = if options.maps { draw(&set, &plan, &project.maps, boundaries, output, progress)? } else { Vec::new() };
            let bind = || if options.maps { output.write("atlas.pdf", set.atlas(&plan, pages)?) } else { Ok(()) };
            let brief = || {
                if !options.briefs {
                    return Ok(());
                }
                progress.step(&Text::new("Notes de synthèse", "Briefs"), None);
                briefs::draw(self, &set, progress)
            };
            let (bound, briefed) = rayon::join(bind, brief);
            bound.and(briefed)?;
            if options.figures && !project.figure.is_empty() {
                progress.step(&Text::new("Figures", "Figures"), None);
                problems.extend(figures::draw(results, project, &set, options, output, progress)?);
            }
        }
        if options.figures && !results.roads.axes.is_empty() {
            progress.step(&Text::new("Axes routiers", "Road axes"), None);
            self.strips()?;
        }
        Ok(problems)
    }

    fn strips(&self) -> Result<()> {
        let Writing { results, project, options, output, .. } = self;
        let credits = results.loaded.inputs.iter().filter(|i| matches!(i.declared.kind, InputKind::Roads | InputKind::Incidents));
        let around = StripAround {
            lang: options.lang,
            overline: project.project.title.text(),
            credits: credits.map(|i| i.source.credit.clone()).collect(),
            synthetic: project.project.synthetic,
            snap_km: project.roads.snap_km,
            bandwidth_km: project.roads.bandwidth_km,
        };
        super::axes::strips(&results.roads, &around)?.into_iter().try_for_each(|(id, svg, png, pdf)| {
            output.write(format!("axes/{id}.svg"), svg)?;
            output.write(format!("axes/{id}.png"), png)?;
            output.write(format!("axes/{id}.pdf"), pdf)
        })
    }
}

/// Clusters named under their map.
const CLUSTERS_NAMED: usize = 3;

/// What is wrong with the themes that the project asks for.
pub fn theme_problems(project: &Project, results: &Results) -> Result<Vec<Problem>> {
    Ok(drawn(&all_themes(project, results)?, project).1)
}

/// All themes, with the classes that the project sets, and with the clusters that were found.
fn all_themes(project: &Project, results: &Results) -> Result<Vec<Theme>> {
    let mut all = Theme::all()?;
    let communes: Vec<&Area> = results.loaded.boundaries.communes.iter().collect();
    for theme in all.iter_mut().filter(|t| t.id == "scan_clusters") {
        let named = results.clusters.iter().enumerate().take(CLUSTERS_NAMED);
        theme.notes.extend(named.map(|(rank, cluster)| sentence(rank, cluster, &communes)));
    }
    if let Some(risk) = &project.risk {
        for theme in all.iter_mut().filter(|t| t.fields.iter().any(|f| f == "risk_index")) {
            theme.classes = Method::Manual { bounds: risk.class_bounds().to_vec() };
            theme.hatch = risk.hatch();
        }
    }
    Ok(all)
}

/// The themes that are drawn: those the project names, or all that are not drawn on request alone, and those
/// it asks for besides. A name that is no theme is a problem.
fn drawn(all: &[Theme], project: &Project) -> (Vec<Theme>, Vec<Problem>) {
    let (only, also) = (&project.maps.themes, &project.maps.also);
    let known = all.iter().map(|t| t.id.clone()).collect::<Vec<_>>().join(", ");
    let named_in = [("maps.themes", only), ("maps.also", also)].into_iter();
    let unknown = named_in.flat_map(|(field, ids)| ids.iter().map(move |id| (field, id)));
    let unknown = unknown.filter(|(_, id)| !all.iter().any(|t| t.id == **id));
    let problem = Problem::error(
        "theme-unknown",
        "",
        Text::new("thème de carte inconnu", "unknown map theme"),
        Text::new(format!("Thèmes connus : {known}."), format!("Known themes: {known}.")),
    )
    .with_all(unknown.map(|(field, id)| Case { row: None, field: Some(field.into()), found: id.clone() }));
    let named = |t: &Theme| also.contains(&t.id) || if only.is_empty() { !t.on_request } else { only.contains(&t.id) };
    let wanted = |t: &Theme| named(t) || all.iter().any(|other| t.with.as_ref() == Some(&other.id) && named(other));
    let kept = all.iter().filter(|t| wanted(t)).cloned().collect();
    let unhatched = project.risk.as_ref().and_then(|risk| risk.hatch_problem(""));
    (kept, std::iter::once(problem).chain(unhatched).collect())
}

/// Returns what a format could not hold.
fn write_layers(
    layers: &[Layer],
    project: &Project,
    options: &RunOptions,
    results: &Results,
    output: &OutputFolder,
) -> Result<Vec<Problem>> {
    let page = project.maps.page_setup()?.one_size();
    let written = WriteOptions { lang: options.lang, date: midnight(results.date), hxl: project.output.hxl, page };
    let (country, root) = (output.path("layers"), output.path(""));
    let whole = || {
        let asked = |id: &str| project.output.formats.iter().any(|format| format.id() == id);
        let beside = FORMATS.iter().filter(|f| COUNTRY_FORMATS.contains(&f.id) || asked(f.id)).map(|f| (f, &country));
        // The package and the project that opens it.
        let above = ["gpkg", "qgz"].into_iter().filter_map(format).map(|f| (f, &root));
        let lost = beside.chain(above).map(|(format, folder)| (format.write)(layers, folder, &written));
        lost.collect::<Result<Vec<_>>>().map(|lost| lost.concat())
    };
    let cuts = || {
        let Some(geojson) = format("geojson") else { return Ok(()) };
        results.loaded.boundaries.regions.as_slice().par_iter().with_max_len(1).try_for_each(|region| {
            let cut: Vec<Layer> = layers.iter().map(|l| l.cut_to(&region.code)).filter(|l| !l.features.is_empty()).collect();
            (geojson.write)(&cut, &output.path(region_folder(region)), &written).map(drop)
        })
    };
    let (whole, cuts) = rayon::join(whole, cuts);
    cuts.and(whole)
}

/// Draws the sheets of a plan. Returns them as pages of the atlas.
fn draw(
    set: &SheetSet,
    plan: &[SheetPlan],
    maps: &Maps,
    boundaries: &Boundaries,
    output: &OutputFolder,
    progress: &dyn Progress,
) -> Result<Vec<PdfPage>> {
    let stem = |sheet: &SheetPlan| {
        let region = sheet.region.as_ref().and_then(|code| boundaries.regions.get(code));
        let country = boundaries.country.iter().next().map_or("", |country| country.name.as_str());
        let named = maps.file_name(&Sheet {
            page: sheet.number.map_or(0, |(page, _)| page),
            country,
            region: region.map(|r| (r.name.as_str(), r.code.as_str())),
            theme: &sheet.stem,
        });
        format!("{}/{named}", region.map_or_else(|| "country".into(), region_folder))
    };
    progress.step(&Text::new("Cartes", "Maps"), Some(plan.len() as u64));
    let draw = |sheet: &SheetPlan| {
        progress.go_on()?;
        let (drawn, stem) = (set.draw(sheet)?, stem(sheet));
        output.write(format!("{stem}.svg"), drawn.svg)?;
        output.write(format!("{stem}.png"), drawn.png)?;
        output.write(format!("{stem}.pdf"), drawn.pdf)?;
        progress.advance(1);
        Ok(drawn.page)
    };
    // One by one: no thread is left with several while the other has none.
    plan.par_iter().with_max_len(1).map(draw).collect()
}

/// `regions/ML05-mopti`.
pub fn region_folder(region: &Area) -> String {
    format!("regions/{}-{}", region.code, fold(&region.name).replace(' ', "-"))
}

/// Boundaries and inputs.
pub fn sources(results: &Results) -> Vec<Source> {
    std::iter::once(&results.loaded.boundary_source).chain(results.loaded.inputs.iter().map(|i| &i.source)).cloned().collect()
}

/// One table as CSV, with HXL tags where the project asks for them.
fn table(name: &str, csv: String, project: &Project, output: &OutputFolder) -> Result<()> {
    let csv = if project.output.hxl { hxl::tagged(name, &csv) } else { csv };
    output.write(format!("tables/{name}.csv"), csv)
}

/// `tables/problems.csv`.
pub fn problems(problems: &[Problem], project: &Project, options: &RunOptions, output: &OutputFolder) -> Result<()> {
    table("problems", problems_csv(problems, options.lang), project, output)
}

/// Indicators, dictionary, matches and the like as CSV; the indicators as a workbook too.
fn tables(
    results: &Results,
    project: &Project,
    priority: &[PriorityRow],
    options: &RunOptions,
    output: &OutputFolder,
) -> Result<()> {
    let table = |name: &str, csv: String| table(name, csv, project, output);
    table("indicators", indicators_csv(&results.columns, &results.loaded.boundaries))?;
    table("dictionary", dictionary_csv(&results.columns))?;
    let book = indicators_xlsx(&results.columns, &results.loaded.boundaries, options.lang, midnight(results.date))?;
    output.write("tables/indicators.xlsx", book)?;
    if !results.joined.surveys.is_empty() || !results.joined.printed.is_empty() {
        table("survey", estimates_csv(&all_estimates(&results.joined)))?;
    }
    for (name, content) in super::axes::tables(&results.roads, options.audience) {
        table(name, content)?;
    }
    // Which reports are one is for those who keep the data.
    if options.audience != Audience::Public && !(results.joined.duplicates.is_empty() && results.loaded.duplicates.is_empty()) {
        table("duplicates", duplicates_csv(&results.joined.duplicates))?;
        let review = duplicates_review_csv(&results.joined.duplicates, &results.loaded.duplicates);
        // A form to fill in, not a table to pass on.
        output.write("tables/duplicates_review.csv", review)?;
    }
    if results.index.is_some() {
        table("priority", priority_csv(priority))?;
    }
    if !results.comparisons.is_empty() {
        table("comparisons", comparisons_csv(&results.comparisons))?;
    }
    let header = std::iter::once("input").chain(MATCH_FIELDS).map(String::from).collect();
    let rows = results.joined.matches.iter().map(|(id, row)| std::iter::once(id.clone()).chain(row.iter().cloned()).collect());
    let mut matches = Vec::new();
    write_table(&mut matches, std::iter::once(header).chain(rows)).expect("memory takes every write");
    table("matches", String::from_utf8(matches).expect("cells are text"))
}

/// The communes of every region in the order of their risk; none without an index.
pub fn priority(results: &Results) -> Result<Vec<PriorityRow>> {
    let Some(index) = &results.index else { return Ok(Vec::new()) };
    let themes = Theme::all()?;
    let theme = themes.iter().find(|t| t.id == "risk");
    Ok(priority_rows(index, &results.columns, &results.loaded.boundaries, theme))
}

/// Every question of every survey for everybody and by each grouping, small groups withheld; then
/// what reports print.
pub fn all_estimates(joined: &Joined) -> Vec<Estimate> {
    let computed = joined.surveys.par_iter().flat_map(Surveyed::all_estimates);
    let printed = joined.printed.iter().flat_map(|p| p.estimates.iter().cloned());
    computed.collect::<Vec<_>>().into_iter().chain(printed).collect()
}

/// `explain.json`: what the index rests on, where the project has one. Returns its hash.
fn basis(results: &Results, options: &RunOptions, output: &OutputFolder) -> Result<Option<String>> {
    let Some(index) = &results.index else { return Ok(None) };
    let rows = rows_behind(&results.joined, options.audience);
    let json = Basis::of(index, &results.loaded.boundaries, rows).to_json();
    output.write(BASIS_FILE, &json)?;
    Ok(Some(blake3::hash(json.as_bytes()).to_hex().to_string()))
}

/// `run.json`: what was read, asked and written. Everything but `timings` depends on the
/// inputs and options alone. Returns the files of the run, itself included.
pub fn record(
    results: &Results,
    project: &Project,
    options: &RunOptions,
    problems: &[Problem],
    steps: &[Step],
    basis: Option<&str>,
    output: &OutputFolder,
) -> Result<Vec<String>> {
    let mut files = output.files()?;
    files.push(RUN_FILE.into());
    files.sort();
    let boundaries = &results.loaded.boundaries;
    let frame = boundaries.country.extent().map(|extent| crate::base::MetricFrame::centred_on(extent).definition());
    let result = serde_json::json!({
        "title": project.project.title.text(),
        "synthetic": project.project.synthetic,
        "lang": options.lang,
        "audience": options.audience,
        "date": results.date.to_string(),
        "boundaries": {
            "source": results.loaded.boundary_source,
            "vintage": boundaries.vintage,
            "regions": boundaries.regions.len(),
            "cercles": boundaries.cercles.len(),
            "communes": boundaries.communes.len(),
            "metric_frame": frame,
        },
        "inputs": results.joined.accounts,
        "basis": basis.map(|hash| serde_json::json!({ "file": BASIS_FILE, "hash": hash })),
        "indicators": results.columns.iter().map(|c| &c.id).collect::<std::collections::BTreeSet<_>>(),
        "problems": problems.iter().map(|p| serde_json::json!({
            "severity": p.severity, "kind": p.kind, "file": p.file, "count": p.count,
        })).collect::<Vec<_>>(),
        "files": files,
    });
    let hash = blake3::hash(result.to_string().as_bytes()).to_hex().to_string();
    let timings: serde_json::Map<String, serde_json::Value> =
        steps.iter().map(|s| (s.name.en.clone(), (s.took.as_millis() as u64).into())).collect();
    let whole = serde_json::json!({
        "lakana": env!("CARGO_PKG_VERSION"),
        "result": result,
        "result_hash": hash,
        "timings_ms": timings,
    });
    output.write(RUN_FILE, format!("{whole:#}\n"))?;
    Ok(files)
}
