//! The parts that the sheets of a region share, whatever their theme: the ground under the
//! coloured areas, the lines over them, and the rim of the map.

use super::basemap::BaseMap;
use super::content::{Content, Course};
use super::fonts::Cut;
use super::furniture::{self, ABROAD, ELSEWHERE, INK, WARNING, WHITE};
use super::logo::{self, Logo};
use super::render::Part;
use super::scene::{Anchor, Frame, Paint, Scene, Type};
use super::strokes;
use super::words::words;
use crate::base::{Lang, Level, Result};
use crate::layers::style::Rgb;
use geo_types::Coord;
use std::sync::Arc;

/// Colours and opacities of the mark of synthetic data. White first: on dark colours the red alone
/// would not show. So light that no class looks like another under it, see the test below.
const SYNTHETIC_MARK: [(Rgb, f64); 2] = [(WHITE, 0.08), (WARNING, 0.08)];

/// What lines depend on besides the region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinesOf {
    /// Level of the areas that are coloured.
    level: Level,
    roads: bool,
    synthetic: bool,
    outline: bool,
    lang: Lang,
}

/// Borders and roads.
pub struct Lines {
    pub part: Arc<Part>,
    /// Levels of the borders that are drawn, coarse to fine, each with the level in whose stroke
    /// it is drawn.
    pub borders: Vec<(Level, Level)>,
}

impl BaseMap {
    /// What lies under the coloured areas: the world outside and the other regions.
    pub fn ground(&self, content: &Content) -> Result<Arc<Part>> {
        let roads = content.roads;
        let part = self.grounds.get((roads, content.outline), || {
            let mut scene = Scene::default();
            scene.begin_group("ground");
            scene.rect(self.layout.map, &Paint::fill(ABROAD));
            scene.lines(lines(&self.rivers_in_sight), &strokes::quiet_river());
            if roads {
                scene.lines(lines(&self.roads_in_sight), &strokes::quiet_road());
            }
            // Under the areas, so that only its outer half shows.
            if content.outline {
                scene.lines(&self.borders(|level, _| level == Level::Country), &strokes::country_band());
            }
            let elsewhere = self.outlines(|c| (!self.in_focus(c)).then_some(()));
            elsewhere.values().for_each(|rings| scene.rings(rings, &Paint::fill(ELSEWHERE).even_odd()));
            scene.end_group();
            Ok(Part::shared(self.page(), scene))
        });
        part.map(|part| (*part).clone())
    }

    /// Meridians and parallels, to lie between the ground and the coloured areas.
    pub fn meridians_and_parallels(&self) -> Arc<Part> {
        let part = self.lines_of_graticule.get_or_init(|| {
            let mut scene = Scene::default();
            self.graticule.draw(&mut scene);
            Part::shared(self.page(), scene)
        });
        part.clone()
    }

    /// Signs of organisations in the heading; `None` where there are none.
    pub fn logos(&self, logos: &[Logo]) -> Result<Option<Arc<Part>>> {
        if logos.is_empty() {
            return Ok(None);
        }
        let part = self.signs.get(logos.to_vec(), || {
            let mut scene = Scene::default();
            logo::draw(&mut scene, logos, self.layout.header);
            Ok(Part::shared(self.page(), scene))
        });
        part.map(|part| Some((*part).clone()))
    }

    /// The frame of the map with its degrees, its scale and north arrow.
    pub fn rim(&self, lang: Lang) -> Result<Arc<Part>> {
        let part = self.rims.get(lang, || {
            let mut scene = Scene::default();
            scene.rect(self.layout.map, &Paint::line(INK, 0.35));
            self.graticule.draw_degrees(&mut scene, self.layout.map, lang);
            let (frame, arrow) = (self.layout.scale(self.region.is_some()), 9.0);
            let bar = Frame { y: frame.y + 1.5, width: frame.width - arrow, ..frame };
            furniture::scale_bar(&mut scene, bar, &self.viewport, self.layout.paper, lang)?;
            furniture::north(&mut scene, Coord { x: frame.right() - arrow / 2.0, y: frame.centre().y + 1.0 }, &self.viewport)?;
            Ok(Part::shared(self.page(), scene))
        });
        part.map(|part| (*part).clone())
    }

    /// Waters, borders and roads over the coloured areas, and the mark of synthetic data.
    pub fn lines(&self, content: &Content) -> Result<Arc<Lines>> {
        let &Content { level, roads, synthetic, outline, lang, .. } = content;
        let of = LinesOf { level, roads, synthetic, outline, lang };
        self.lines.get(of, || {
            let mut scene = Scene::default();
            scene.begin_group("lines");
            // Borders often follow rivers, and are what a sheet is about.
            strokes::waters(&mut scene, lines(&self.rivers), &self.lakes);
            let borders = self.draw_borders(&mut scene, of.level, of.outline);
            if of.roads {
                strokes::road(&mut scene, lines(&self.roads));
            }
            if of.synthetic {
                self.draw_synthetic_mark(&mut scene, of.lang);
            }
            self.margins(&mut scene);
            scene.end_group();
            Ok(Lines { part: Part::shared(self.page(), scene), borders })
        })
    }

    /// Covers what strokes and circles stick out of the map. (Shapes are cut to the map before:
    /// a clip path would do the same, but takes most of the time of rendering a sheet.)
    pub(super) fn margins(&self, scene: &mut Scene) {
        let (page, map, white) = (self.layout.page, self.layout.map, Paint::fill(WHITE));
        scene.rect(Frame { height: map.y, ..page }, &white);
        scene.rect(Frame { y: map.bottom(), height: page.bottom() - map.bottom(), ..page }, &white);
        scene.rect(Frame { width: map.x, ..page }, &white);
        scene.rect(Frame { x: map.right(), width: page.right() - map.right(), ..page }, &white);
    }

    fn draw_borders(&self, scene: &mut Scene, coloured: Level, outline: bool) -> Vec<(Level, Level)> {
        scene.lines(&self.borders(|level, inner| !inner && level == Level::Cercle), &Paint::line(WHITE, 0.2));
        scene.lines(&self.borders(|level, inner| !inner && level == Level::Region), &strokes::quiet_border());
        let country = self.region.is_none();
        let zones = coloured == Level::Zone;
        let finest = match (country, zones) {
            (true, true) => Level::Region,
            (true, false) => coloured.max(Level::Cercle),
            (false, _) => coloured.max(Level::Region),
        };
        let mut shown = Vec::new();
        // Fine borders first: coarser ones lie over them.
        for level in [Level::Commune, Level::Cercle, Level::Region, Level::Zone, Level::Country] {
            let lines = match level {
                // The outline of the region is drawn whole, along the border of the country too.
                Level::Region if !country => self.borders(|l, inner| inner && l <= level),
                Level::Country => self.borders(|l, inner| l == level && (country || !inner)),
                Level::Zone if country && zones => self.divides(|c| self.topology.holder(level, c)),
                Level::Zone => continue,
                _ => self.borders(|l, inner| inner && l == level),
            };
            if level > finest || lines.is_empty() || (level == Level::Country && !outline) {
                continue;
            }
            // Under zones, regions are the finer border.
            let paint = if level == Level::Region && country && zones { Level::Cercle } else { level };
            if let Some(rim) = strokes::border_rim(paint) {
                scene.lines(&lines, &rim);
            }
            scene.lines(&lines, &strokes::border(paint));
            shown.push((level, paint));
        }
        shown.reverse();
        shown
    }

    /// Across the map, lighter than the step between two classes.
    fn draw_synthetic_mark(&self, scene: &mut Scene, lang: Lang) {
        let map = self.layout.map;
        let style = Type::new(Cut::Bold, 34.0, WARNING).anchored(Anchor::Middle);
        let text = words().synthetic_mark.get(lang);
        let angle = -(map.height / map.width).atan().to_degrees();
        let size_pt = style.size_pt * (0.8 * map.width.hypot(map.height) / style.width(text)).min(1.0);
        for (colour, opacity) in SYNTHETIC_MARK {
            scene.turned_text(map.centre(), angle, text, &Type { size_pt, colour, ..style }, opacity);
        }
    }
}

fn lines(courses: &[Course]) -> impl Iterator<Item = &Vec<Coord<f64>>> + Clone {
    courses.iter().map(|course| &course.line)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::palette::Palette;

    #[test]
    fn a_class_under_the_synthetic_mark_looks_like_no_other_class() {
        let mixed = |below: u8, above: u8, opacity: f64| f64::from(below) * (1.0 - opacity) + f64::from(above) * opacity;
        for id in ["worse", "better", "neutral"] {
            let classes = Palette::named(id).unwrap().colours(6);
            for (i, &class) in classes.iter().enumerate() {
                let marked = SYNTHETIC_MARK.into_iter().fold(class, |c, (over, opacity)| {
                    Rgb(
                        mixed(c.0, over.0, opacity).round() as u8,
                        mixed(c.1, over.1, opacity).round() as u8,
                        mixed(c.2, over.2, opacity).round() as u8,
                    )
                });
                let apart = |c: &Rgb| {
                    let channel = |a: u8, b: u8| f64::from(a.abs_diff(b)).powi(2);
                    channel(c.0, marked.0) + channel(c.1, marked.1) + channel(c.2, marked.2)
                };
                let nearest = (0..classes.len()).min_by(|&a, &b| apart(&classes[a]).total_cmp(&apart(&classes[b])));
                assert_eq!(nearest, Some(i), "{id}: {class:?} looks like {marked:?}");
            }
        }
    }
}
