//! The first page of a volume: what it is, the regions on a map, and on which page each begins.

use crate::base::{Boundaries, Lang, Level, Result};
use crate::carto::basemap::BaseMap;
use crate::carto::content::Content;
use crate::carto::fonts::Cut;
use crate::carto::furniture::{self, ABROAD, ACCENT, INK, WARNING, WHITE};
use crate::carto::labels::{self, Effort, Ground, Placer};
use crate::carto::logo;
use crate::carto::pdf::{Link, Role};
use crate::carto::render::{Drawing, Part};
use crate::carto::scene::{Anchor, Frame, Paint, Scene, Type};
use crate::carto::strokes;
use crate::carto::words::{filled, words};
use crate::layers::style::Rgb;
use geo_types::Coord;

const REGION: Rgb = Rgb(221, 230, 238);

/// Height of a line of the list of chapters, millimetres.
const LINE: f64 = 5.2;

/// The country or a region, with its page.
pub struct Chapter {
    /// Position of the region; `None` for the country.
    pub region: Option<usize>,
    pub name: String,
    /// Counted from 0, the cover being page 0.
    pub page: usize,
}

impl Chapter {
    /// Leads from a place on the cover to the first page of the chapter.
    fn link(&self, frame: Frame) -> Link {
        Link { frame, page: self.page, text: self.name.clone() }
    }
}

/// A drawn cover.
pub struct Cover {
    pub drawing: Drawing,
    /// What leads to which page.
    pub links: Vec<Link>,
    /// Names of the chapters.
    pub chapters: Vec<String>,
}

/// Draws the cover on the base map of the country. Of `content` its heading, notes, credits and marks are said.
/// An error when the map cannot be drawn.
pub fn cover(base: &BaseMap, boundaries: &Boundaries, content: &Content, chapters: &[Chapter]) -> Result<Cover> {
    let (map, mut links, mut scene) = (base.layout.map, Vec::new(), Scene::default());
    scene.rect(map, &Paint::fill(ABROAD));
    scene.lines(&base.borders(|level, _| level == Level::Country), &strokes::country_band());
    let regions = base.outlines(|c| base.topology.holder(Level::Region, c));
    regions.values().for_each(|rings| scene.rings(rings, &Paint::fill(REGION).even_odd()));
    scene.lines(&base.borders(|level, inner| inner && level == Level::Region), &strokes::border(Level::Region));
    scene.lines(&base.borders(|level, _| level == Level::Country), &strokes::border(Level::Country));
    base.margins(&mut scene);

    let mut placer = Placer::new(map);
    if content.synthetic {
        let band = Frame { height: 6.0, ..map };
        scene.rect(band, &Paint::fill(WARNING));
        let style = Type::new(Cut::Bold, 9.0, WHITE).anchored(Anchor::Middle);
        scene.text(Coord { x: band.centre().x, y: band.y + 4.2 }, words().synthetic_band.get(content.lang), &style);
        placer.reserve(band);
    }
    for chapter in chapters {
        let Some(rings) = chapter.region.and_then(|r| regions.get(&r)) else { continue };
        let before = placer.placed.len();
        name(&mut placer, rings, &boundaries.regions[chapter.region.unwrap_or(0)].name, &on_page(chapter, content.lang));
        links.extend(placer.placed[before..].iter().map(|placed| chapter.link(placed.frame)));
    }
    placer.placed.iter().for_each(|label| label.draw(&mut scene));
    scene.rect(map, &Paint::line(INK, 0.35));

    let (mut heading, mut beside) = (Scene::default(), Scene::default());
    furniture::header(&mut heading, logo::beside(&content.logos, base.layout.header), content);
    list(&mut beside, base.layout.panel, chapters, &mut links);
    furniture::footer(&mut beside, base.layout.footer, content);
    let (page, lang) = (base.page(), content.lang);
    let parts = [(Role::Figure, scene), (Role::Heading, heading), (Role::Note, beside)];
    let own = parts.into_iter().map(|(role, scene)| Part::own(page, role, scene));
    let parts = base.logos(&content.logos)?.into_iter().chain(own).collect();
    let title = format!("{} – {}", content.overline, content.title);
    let drawing = Drawing { page, title, description: content.subtitle.clone(), lang, parts };
    Ok(Cover { drawing, links, chapters: chapters.iter().map(|c| c.name.clone()).collect() })
}

/// "p. 12", counted from 1 as readers do.
fn on_page(chapter: &Chapter, lang: Lang) -> String {
    filled(&words().on_page, lang, &[("page", &(chapter.page + 1).to_string())])
}

/// The name of a region over its page, or both beside it where it is small.
fn name(placer: &mut Placer, rings: &[Vec<Coord<f64>>], name: &str, page: &str) {
    let lines = [name.to_owned(), page.to_owned()];
    let ground = Ground::of(rings);
    let style = |size: f64| Type::new(Cut::Bold, size, ACCENT).haloed(WHITE);
    let inside = [12.0, 10.0, 8.5].into_iter().any(|size| labels::place_block(placer, &ground, &lines, style(size)));
    if !inside {
        let tied = [Effort::Across, Effort::Leader];
        tied.into_iter().any(|effort| labels::place_area(placer, &ground, &format!("{name} {page}"), style(8.5), effort));
    }
}

/// All chapters with their pages, in columns; a dotted line would say no more.
fn list(scene: &mut Scene, panel: Frame, chapters: &[Chapter], links: &mut Vec<Link>) {
    let rows = ((panel.height / LINE).floor() as usize).max(1);
    let columns = chapters.len().div_ceil(rows).max(if panel.width > 100.0 { 2 } else { 1 });
    let rows = chapters.len().div_ceil(columns).max(1);
    let width = panel.width / columns as f64;
    for (i, chapter) in chapters.iter().enumerate() {
        let (column, row) = (i / rows, i % rows);
        let frame = Frame::new(panel.x + width * column as f64, panel.y + LINE * row as f64, width - 8.0, LINE);
        let base_line = frame.y + 3.6;
        scene.text(Coord { x: frame.x, y: base_line }, &chapter.name, &Type::new(Cut::Regular, 9.5, INK));
        let page = (chapter.page + 1).to_string();
        scene.text(Coord { x: frame.right(), y: base_line }, &page, &Type::new(Cut::Bold, 9.5, ACCENT).anchored(Anchor::End));
        let under = vec![Coord { x: frame.x, y: frame.bottom() }, Coord { x: frame.right(), y: frame.bottom() }];
        scene.lines([&under], &Paint::line(furniture::HAIRLINE, 0.15));
        links.push(chapter.link(frame));
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Leaf, bind};
    use super::*;
    use crate::base::{Area, Areas, Pcode};
    use crate::carto::content::Surroundings;
    use crate::carto::layout::PageSetup;
    use crate::carto::topology::Topology;
    use geo_types::{MultiPolygon, Rect};
    use lopdf::Document;

    /// Two squares side by side, each a commune, a cercle and a region.
    fn two_regions() -> Boundaries {
        let square = |x: f64| MultiPolygon(vec![Rect::new((x, 12.0), (x + 1.0, 13.0)).to_polygon()]);
        let level = |level: Level, tail: &str, parent: Option<&str>| {
            let area = |(i, name)| {
                let code = |tail: &str| Pcode::from(format!("ML{i}{tail}").as_str());
                Area::new(code(tail), name, Some(parent.map_or("ML".into(), code)), square(i as f64))
            };
            Areas::new(level, ["Est", "Ouest"].into_iter().enumerate().map(area).collect())
        };
        let whole = MultiPolygon(vec![Rect::new((0.0, 12.0), (2.0, 13.0)).to_polygon()]);
        Boundaries {
            country: Areas::new(Level::Country, vec![Area::new("ML".into(), "Mali", None, whole)]),
            zones: Areas::new(Level::Zone, Vec::new()),
            regions: level(Level::Region, "", None),
            cercles: level(Level::Cercle, "01", Some("")),
            communes: level(Level::Commune, "0101", Some("01")),
            vintage: String::new(),
        }
    }

    #[test]
    fn a_volume_has_a_page_for_its_cover_and_each_leaf_and_names_lead_to_pages() {
        let boundaries = two_regions();
        let topology = Topology::new(&boundaries);
        let base = BaseMap::new(&boundaries, &topology, None, &Surroundings::default(), PageSetup::default()).unwrap();
        let content = Content { title: "Atlas".into(), ..Content::bare(Lang::Fr, Level::Region) };
        let chapter = |region, name: &str, page| Chapter { region, name: name.into(), page };
        let chapters = [chapter(None, "Pays", 1), chapter(Some(0), "Est", 2), chapter(Some(1), "Ouest", 4)];
        let cover = cover(&base, &boundaries, &content, &chapters).unwrap();
        let pages: Vec<usize> = cover.links.iter().map(|l| l.page).collect();
        assert_eq!(pages, [2, 4, 1, 2, 4], "on the map, then in the list");
        assert!(cover.drawing.svg().contains("p. 5"), "readers count from 1");
        let leaf = |chapter| Leaf { chapter, page: cover.drawing.pdf_page().unwrap() };
        let leaves = [leaf(0), leaf(1), leaf(1), leaf(2)];
        let volume = bind(&cover, &leaves).unwrap();
        assert!(volume == bind(&cover, &leaves).unwrap(), "the same bytes again");
        let file = Document::load_mem(&volume).unwrap();
        assert_eq!(file.get_pages().len(), 5);
        let entries = file.get_toc().unwrap().toc;
        let entries: Vec<(usize, &str, usize)> = entries.iter().map(|e| (e.level, e.title.as_str(), e.page)).collect();
        let title = cover.drawing.title.as_str();
        let chapters = [(1, title, 1), (1, "Pays", 2), (1, "Est", 3), (1, "Ouest", 5)];
        assert_eq!(entries.iter().filter(|e| e.0 == 1).copied().collect::<Vec<_>>(), chapters);
        assert_eq!(entries.iter().filter(|e| e.0 == 2).map(|e| e.2).collect::<Vec<_>>(), [2, 3, 4, 5]);
    }
}
