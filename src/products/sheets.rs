//! Layers and themes to map sheets: which sheets there are, and what each shows.
//!
//! Class bounds come from the whole country's values, so that the sheets of all regions can be
//! laid side by side. Nothing is computed here but classes and counts.

mod atlas;
mod brief;
mod forms;
mod heat;
mod overlays;
mod styles;
mod subject;

pub use styles::styles_for;

use crate::base::{Boundaries, Column, Direction, Error, Lang, Pcode, Result, Source, Text, count};
use crate::carto::basemap::BaseMap;
use crate::carto::content::Content;
use crate::carto::form::Form;
use crate::carto::layout::PageSetup;
use crate::carto::logo::Logo;
use crate::carto::memo::Memo;
use crate::carto::pdf::{self, PdfPage};
use crate::carto::render::Drawing;
use crate::carto::sheet;
use crate::carto::theme::Theme;
use crate::carto::topology::Topology;
use crate::carto::words::{filled, words};
use crate::layers::layer::Layer;
use crate::layers::style::Style;
use crate::text;
use overlays::surroundings;
use std::collections::BTreeMap;
use std::sync::OnceLock;
use styles::style_of;
use subject::Subject;

/// What a map must know of a column that its layer's field does not say.
#[derive(Debug, Clone, PartialEq)]
pub struct FieldFacts {
    pub direction: Direction,
    pub indicative: bool,
    /// Credit lines of the column's sources.
    pub credits: Vec<Text>,
}

/// The facts of columns by field id.
pub fn facts_of<'a>(columns: impl IntoIterator<Item = &'a Column>, sources: &[Source]) -> BTreeMap<String, FieldFacts> {
    let credits = |ids: &[String]| sources.iter().filter(|s| ids.contains(&s.id)).map(|s| s.credit.clone()).collect();
    columns
        .into_iter()
        .map(|c| {
            let facts = FieldFacts { direction: c.direction, indicative: c.indicative, credits: credits(&c.sources) };
            (c.id.clone(), facts)
        })
        .collect()
}

/// What all sheets of a run share.
#[derive(Debug, Clone)]
pub struct SheetContext {
    pub lang: Lang,
    /// Title of the project.
    pub title: Text,
    /// Marks every sheet as synthetic, whatever its layers say.
    pub synthetic: bool,
    /// Printed on the sheets; `None` prints no date.
    pub date: Option<jiff::civil::Date>,
    pub facts: BTreeMap<String, FieldFacts>,
    /// What the coloured areas are called, several of them, where they are not communes, cercles, regions or zones.
    pub areas: Option<Text>,
    /// Paper of the sheets; briefs are on A4 whatever it is.
    pub page: PageSetup,
    /// Signs of organisations in the heading of every sheet.
    pub logos: Vec<Logo>,
}

/// One sheet to be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetPlan {
    /// `None` for the country.
    pub region: Option<Pcode>,
    pub theme: String,
    pub field: String,
    /// File name without extension.
    pub stem: String,
    /// In place of the title of the theme, where it is not empty.
    pub title: String,
    /// Said below the map, after what its theme says.
    pub notes: Vec<String>,
    /// Its page in the atlas, the cover being the first, and how many that has; `None` for a sheet that is in none.
    pub number: Option<(usize, usize)>,
}

/// One sheet in its three forms, all from the same drawing.
#[derive(Debug)]
pub struct Sheet {
    pub svg: String,
    pub png: Vec<u8>,
    pub pdf: Vec<u8>,
    /// The page of that file, for the atlas.
    pub page: PdfPage,
}

impl Sheet {
    /// An error when the drawing cannot be rendered.
    pub fn of(drawing: &Drawing) -> Result<Sheet> {
        let page = drawing.pdf_page()?;
        Ok(Sheet { svg: drawing.svg(), png: drawing.png()?, pdf: pdf::file(&drawing.about(), &[&page], &[])?, page })
    }
}

/// All sheets of a run. Can be shared between threads; a base map is made once for a region.
pub struct SheetSet<'a> {
    layers: &'a [Layer],
    boundaries: &'a Boundaries,
    themes: &'a [Theme],
    context: SheetContext,
    topology: Topology,
    /// One for each region, then one for the country.
    bases: Vec<OnceLock<Result<BaseMap>>>,
    /// Densities by theme.
    surfaces: Memo<String, heat::Surface>,
    /// By theme and field.
    styles: BTreeMap<(String, String), Style>,
}

impl<'a> SheetSet<'a> {
    /// Prepares borders and classes. An error when a theme is wrong.
    pub fn new(layers: &'a [Layer], boundaries: &'a Boundaries, themes: &'a [Theme], context: SheetContext) -> Result<Self> {
        let mut styles = BTreeMap::new();
        for layer in layers {
            for theme in themes {
                for field in theme.fields_in(layer) {
                    styles.insert((theme.id.clone(), field.to_owned()), style_of(layer, theme, field, &context.facts)?);
                }
            }
        }
        let bases = (0..=boundaries.regions.len()).map(|_| OnceLock::new()).collect();
        let (topology, surfaces) = (Topology::new(boundaries), Memo::default());
        Ok(SheetSet { layers, boundaries, themes, context, topology, bases, surfaces, styles })
    }

    /// The sheets there are: for the country and each region, each theme and each field it
    /// finds, in that order. A theme whose layer or field is absent, or without a value in the whole
    /// country, gives no sheet; a region without values does.
    pub fn plan(&self) -> Vec<SheetPlan> {
        let regions = self.boundaries.regions.iter().map(|r| Some(r.code.clone()));
        let mut out = Vec::new();
        for region in std::iter::once(None).chain(regions) {
            for theme in self.themes.iter().filter(|t| region.is_none() || !t.country_only) {
                for layer in self.layers {
                    let has_values = |field: &&str| {
                        (theme.form == Form::Reference && !layer.features.is_empty())
                            || self.styles.get(&(theme.id.clone(), (*field).to_owned())).is_some_and(|s| !s.classes.is_empty())
                    };
                    out.extend(theme.fields_in(layer).into_iter().filter(has_values).map(|field| SheetPlan {
                        region: region.clone(),
                        theme: theme.id.clone(),
                        field: field.to_owned(),
                        stem: theme.stem(field),
                        title: String::new(),
                        notes: Vec::new(),
                        number: None,
                    }));
                }
            }
        }
        let pages = out.len() + 1;
        out.iter_mut().zip(2..).for_each(|(sheet, page)| sheet.number = Some((page, pages)));
        out
    }

    /// Draws one sheet of [`SheetSet::plan`] as SVG, PNG and PDF. May be called from several
    /// threads; the bytes do not depend on it. An error for a plan of another set, or when
    /// the sheet cannot be projected or rendered.
    pub fn draw(&self, plan: &SheetPlan) -> Result<Sheet> {
        Sheet::of(&self.compose(plan)?.1.drawing)
    }

    /// The content of a sheet and its drawing, not yet rendered.
    pub fn compose(&self, plan: &SheetPlan) -> Result<(Content, sheet::Sheet)> {
        let subject = self.subject(plan)?;
        let mut content = subject.content()?;
        content.notes.extend(plan.notes.iter().cloned());
        content.title = self.title(plan)?;
        content.number = plan.number.map(|(page, pages)| {
            let [page, pages] = [page, pages].map(|n| count(n, content.lang));
            filled(&words().sheet_of, content.lang, &[("page", &page), ("pages", &pages)])
        });
        let sheet = sheet::draw(self.base(subject.region)?, self.boundaries, &content)?;
        Ok((content, sheet))
    }

    fn subject(&self, plan: &SheetPlan) -> Result<Subject<'_>> {
        let unknown = || {
            let shown = &plan.stem;
            Error::usage(
                text!("la carte `{shown}` n'est pas de ce jeu", "the map `{shown}` is not of this set"),
                Text::new("Prenez les cartes de la liste du plan.", "Take maps from the list of the plan."),
            )
        };
        let region = match &plan.region {
            Some(code) => Some(self.boundaries.regions.position(code).ok_or_else(unknown)?),
            None => None,
        };
        let theme = self.themes.iter().find(|t| t.id == plan.theme).ok_or_else(unknown)?;
        let layer = self.layers.iter().find(|l| theme.fields_in(l).contains(&plan.field.as_str())).ok_or_else(unknown)?;
        let style = self.styles.get(&(theme.id.clone(), plan.field.clone())).ok_or_else(unknown)?;
        let field = &layer.fields[layer.field(&plan.field).ok_or_else(unknown)?];
        Ok(Subject { set: self, theme, layer, field, style, region })
    }

    /// The base map of a region, or of the country, made when it is first asked for.
    fn base(&self, region: Option<usize>) -> Result<&BaseMap> {
        let base =
            self.bases[region.unwrap_or(self.boundaries.regions.len())].get_or_init(|| self.made(region, self.context.page));
        base.as_ref().map_err(Clone::clone)
    }

    fn made(&self, region: Option<usize>, page: PageSetup) -> Result<BaseMap> {
        let code = region.map(|r| &self.boundaries.regions[r].code);
        BaseMap::new(self.boundaries, &self.topology, region, &surroundings(self.layers, code), page)
    }

    /// The title of a sheet.
    fn title(&self, plan: &SheetPlan) -> Result<String> {
        if plan.title.is_empty() { self.subject(plan).map(|s| s.title()) } else { Ok(plan.title.clone()) }
    }

    fn country_name(&self) -> String {
        let country = self.boundaries.country.iter().next();
        country.map_or_else(|| words().country_label.get(self.context.lang).to_owned(), |c| c.name.clone())
    }
}
