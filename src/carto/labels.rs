//! Names on the map that collide with nothing. Each label tries its places in order of merit;
//! one that finds no room is left out and counted, never cut or shrunk until unreadable.

use super::clip;
use super::furniture::{INK, WHITE};
use super::scene::{Anchor, Frame, Paint, Scene, Type};
use geo_types::Coord;

/// White between two labels, millimetres.
const GAP: f64 = 0.45;

/// A place a label may take.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Middle of the text block.
    pub centre: Coord<f64>,
    /// Where a thin line starts that ties the label to its area; `None` when it stands there.
    pub leader: Option<Coord<f64>>,
}

impl Candidate {
    pub fn at(centre: Coord<f64>) -> Self {
        Candidate { centre, leader: None }
    }
}

/// A label that has its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed {
    pub lines: Vec<String>,
    pub style: Type,
    pub frame: Frame,
    pub leader: Option<Coord<f64>>,
}

/// Keeps the room that is taken.
#[derive(Debug, Clone)]
pub struct Placer {
    map: Frame,
    taken: Vec<Frame>,
    leaders: Vec<(Coord<f64>, Coord<f64>)>,
    pub placed: Vec<Placed>,
}

impl Placer {
    /// Labels must stay inside `map`.
    pub fn new(map: Frame) -> Self {
        Placer { map: map.grown(-0.8), taken: Vec::new(), leaders: Vec::new(), placed: Vec::new() }
    }

    /// Keeps labels off a piece of furniture or a symbol.
    pub fn reserve(&mut self, frame: Frame) {
        self.taken.push(frame);
    }

    /// Puts the label at the first candidate with room; later ones are not asked for. `false` when there
    /// is none.
    pub fn place(&mut self, lines: &[String], style: Type, candidates: impl IntoIterator<Item = Candidate>) -> bool {
        let (width, height) = block_size(lines, &style);
        let spot = candidates.into_iter().find_map(|candidate| {
            let frame = Frame::around(candidate.centre, width, height);
            let leader = candidate.leader.map(|from| (from, nearest_side(&frame, from)));
            self.is_free(&frame, leader).then_some((frame, leader))
        });
        let Some((frame, leader)) = spot else { return false };
        self.taken.push(frame);
        self.leaders.extend(leader);
        self.placed.push(Placed { lines: lines.to_vec(), style, frame, leader: leader.map(|l| l.0) });
        true
    }

    fn is_free(&self, frame: &Frame, leader: Option<(Coord<f64>, Coord<f64>)>) -> bool {
        let roomy = frame.grown(GAP);
        self.map.holds(frame)
            && !self.taken.iter().any(|t| t.overlaps(&roomy))
            && !self.leaders.iter().any(|&(a, b)| crosses(a, b, frame))
            && leader.is_none_or(|(a, b)| !self.taken.iter().any(|t| crosses(a, b, t)))
    }
}

/// Width and height of a block of lines, millimetres, ink only.
pub fn block_size(lines: &[String], style: &Type) -> (f64, f64) {
    let width = lines.iter().map(|l| style.width(l)).fold(0.0, f64::max);
    let below = style.cap_height() * 0.32;
    (width, style.cap_height() * 1.12 + below + style.line_height() * lines.len().saturating_sub(1) as f64)
}

impl Placed {
    /// Draws leader and text.
    pub fn draw(&self, scene: &mut Scene) {
        if let Some(from) = self.leader {
            let to = nearest_side(&self.frame, from);
            scene.lines([&vec![from, to]], &Paint::line(WHITE, 0.5));
            scene.lines([&vec![from, to]], &Paint::line(INK, 0.18));
            scene.circle(from, 0.35, &Paint::fill(INK));
        }
        let style = self.style.anchored(Anchor::Middle);
        let first = self.frame.y + self.style.cap_height() * 1.12;
        for (i, line) in self.lines.iter().enumerate() {
            // Letter spacing trails the last letter: shift by half of it.
            let at = Coord { x: self.frame.centre().x + style.spacing / 2.0, y: first + style.line_height() * i as f64 };
            scene.text(at, line, &style);
        }
    }
}

/// The point of the frame's rim nearest to `p`.
fn nearest_side(frame: &Frame, p: Coord<f64>) -> Coord<f64> {
    Coord { x: p.x.clamp(frame.x, frame.right()), y: p.y.clamp(frame.y, frame.bottom()) }
}

/// Whether a segment passes through a frame (sampled twice a millimetre: labels are larger).
fn crosses(a: Coord<f64>, b: Coord<f64>, frame: &Frame) -> bool {
    let steps = ((b.x - a.x).hypot(b.y - a.y) * 2.0).ceil().max(1.0);
    (0..=steps as usize)
        .map(|i| i as f64 / steps)
        .any(|t| frame.holds_point(Coord { x: a.x + (b.x - a.x) * t, y: a.y + (b.y - a.y) * t }))
}

/// Points well inside an area, best first: the first is about the pole of inaccessibility, the
/// point farthest from the border. Each comes with its distance to the border. Empty when the
/// area does not show.
fn spots(rings: &[Vec<Coord<f64>>]) -> Vec<(Coord<f64>, f64)> {
    const GRID: usize = 18;
    let points = || rings.iter().flatten();
    let (mut low, mut high) = (Coord { x: f64::MAX, y: f64::MAX }, Coord { x: f64::MIN, y: f64::MIN });
    for p in points() {
        low = Coord { x: low.x.min(p.x), y: low.y.min(p.y) };
        high = Coord { x: high.x.max(p.x), y: high.y.max(p.y) };
    }
    let mut out: Vec<(Coord<f64>, f64)> = Vec::new();
    for row in 0..GRID {
        for column in 0..GRID {
            let share = |i: usize| (i as f64 + 0.5) / GRID as f64;
            let p = Coord { x: low.x + (high.x - low.x) * share(column), y: low.y + (high.y - low.y) * share(row) };
            if clip::inside(rings, p) {
                out.push((p, distance_to_border(rings, p)));
            }
        }
    }
    // Names are wide: what counts is room left and right as much as distance.
    out.sort_by(|a, b| b.1.total_cmp(&a.1));
    out
}

fn distance_to_border(rings: &[Vec<Coord<f64>>], p: Coord<f64>) -> f64 {
    let mut best = f64::MAX;
    for ring in rings {
        for i in 0..ring.len() {
            let (a, b) = (ring[i], ring[(i + 1) % ring.len()]);
            let (dx, dy) = (b.x - a.x, b.y - a.y);
            let length = dx * dx + dy * dy;
            let t = if length == 0.0 { 0.0 } else { (((p.x - a.x) * dx + (p.y - a.y) * dy) / length).clamp(0.0, 1.0) };
            best = best.min((a.x + dx * t - p.x).powi(2) + (a.y + dy * t - p.y).powi(2));
        }
    }
    best.sqrt()
}

/// Share of a frame that lies inside the rings, by a grid of 5 × 3 points.
fn share_inside(rings: &[Vec<Coord<f64>>], frame: &Frame) -> f64 {
    let hits = (0..15)
        .filter(|i| {
            let (column, row) = ((i % 5) as f64 / 4.0, (i / 5) as f64 / 2.0);
            clip::inside(rings, Coord { x: frame.x + frame.width * column, y: frame.y + frame.height * row })
        })
        .count();
    hits as f64 / 15.0
}

/// A name in one line, and in two where it has a space or hyphen to break at.
pub fn settings(name: &str) -> Vec<Vec<String>> {
    let mut out = vec![vec![name.to_owned()]];
    let middle = name.chars().count() / 2;
    let breaks = name.char_indices().enumerate().filter(|(_, (_, c))| *c == ' ' || *c == '-');
    if let Some((_, (at, c))) = breaks.min_by_key(|(i, _)| i.abs_diff(middle)) {
        let split = if c == '-' { at + 1 } else { at };
        let (first, second) = (name[..split].trim(), name[split..].trim());
        if first.chars().count() > 1 && second.chars().count() > 1 {
            out.push(vec![first.to_owned(), second.to_owned()]);
        }
    }
    out
}

/// Puts a block of lines where all of it lies inside the area, in the widest place first. `false` when there is
/// none.
pub fn place_block(placer: &mut Placer, ground: &Ground, lines: &[String], style: Type) -> bool {
    let (width, height) = block_size(lines, &style);
    let inside = |at: &Candidate| share_inside(ground.rings, &Frame::around(at.centre, width, height)) >= 1.0;
    placer.place(lines, style, ground.places().filter(inside))
}

/// Places the name of an area: inside its borders in one line or two, else across a border,
/// else beside it with a leader line. `false` when there is no room at all.
pub fn place_area(placer: &mut Placer, ground: &Ground, name: &str, style: Type, effort: Effort) -> bool {
    let Some(&(pole, _)) = ground.spots.first() else { return false };
    let inside_at_least = |share: f64, lines: &[String]| {
        let (width, height) = block_size(lines, &style);
        let inside = move |at: &Candidate| share_inside(ground.rings, &Frame::around(at.centre, width, height)) >= share;
        ground.places().filter(inside)
    };
    let settings = settings(name);
    let share = match effort {
        Effort::Inside => 1.0,
        Effort::Across => 0.55,
        Effort::Leader => return settings.iter().any(|lines| placer.place(lines, style, around(pole, lines, &style))),
    };
    settings.iter().any(|lines| placer.place(lines, style, inside_at_least(share, lines)))
}

/// An area that is to have its name, perhaps after several tries.
pub struct Ground<'a> {
    rings: &'a [Vec<Coord<f64>>],
    /// See [`spots`].
    spots: Vec<(Coord<f64>, f64)>,
}

impl<'a> Ground<'a> {
    pub fn of(rings: &'a [Vec<Coord<f64>>]) -> Ground<'a> {
        Ground { rings, spots: spots(rings) }
    }

    /// Its spots, best first, wherever their labels reach.
    pub fn places(&self) -> impl Iterator<Item = Candidate> {
        self.spots.iter().map(|spot| Candidate::at(spot.0))
    }

    /// Distance from the best spot to the border; 0 for an area that does not show.
    pub fn room(&self) -> f64 {
        self.spots.first().map_or(0.0, |spot| spot.1)
    }
}

/// How far a label may go from its area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// Wholly inside.
    Inside,
    /// More than half inside.
    Across,
    /// Beside, tied by a line.
    Leader,
}

/// Places around a point at two distances, each with a leader line.
fn around(from: Coord<f64>, lines: &[String], style: &Type) -> Vec<Candidate> {
    let (width, height) = block_size(lines, style);
    let mut out = Vec::new();
    for reach in [2.5, 4.5, 7.0] {
        for (dx, dy) in [(1.0, -1.0), (1.0, 1.0), (-1.0, -1.0), (-1.0, 1.0), (1.0, 0.0), (-1.0, 0.0), (0.0, -1.0), (0.0, 1.0)] {
            let centre = Coord { x: from.x + dx * (reach + width / 2.0), y: from.y + dy * (reach + height / 2.0) };
            out.push(Candidate { centre, leader: Some(from) });
        }
    }
    out
}

/// Places for the name of a point with a symbol of that radius: right, left, above, below and
/// between, in the order readers expect (Imhof 1975).
pub fn beside(point: Coord<f64>, radius: f64, name: &str, style: &Type) -> Vec<Candidate> {
    let (width, height) = block_size(&[name.to_owned()], style);
    let clear = GAP + 0.05;
    let (x, y) = (radius + clear + width / 2.0, radius + clear + height / 2.0);
    // Beside the upper or lower half of the symbol.
    let diagonal = (x, radius * 0.7 + height / 3.0);
    [
        (diagonal.0, -diagonal.1),
        (x, 0.0),
        (diagonal.0, diagonal.1),
        (-diagonal.0, -diagonal.1),
        (-x, 0.0),
        (-diagonal.0, diagonal.1),
        (0.0, -y),
        (0.0, y),
    ]
    .into_iter()
    .map(|(dx, dy)| Candidate::at(Coord { x: point.x + dx, y: point.y + dy }))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::carto::fonts::Cut;
    use crate::layers::style::Rgb;

    fn style() -> Type {
        Type::new(Cut::Regular, 7.0, Rgb(0, 0, 0))
    }

    fn square(size: f64) -> Vec<Vec<Coord<f64>>> {
        vec![vec![Coord { x: 0.0, y: 0.0 }, Coord { x: size, y: 0.0 }, Coord { x: size, y: size }, Coord { x: 0.0, y: size }]]
    }

    #[test]
    fn labels_never_overlap_and_what_has_no_room_is_left_out() {
        let mut placer = Placer::new(Frame::new(0.0, 0.0, 40.0, 40.0));
        placer.reserve(Frame::new(0.0, 0.0, 40.0, 10.0));
        let found = (0..60)
            .filter(|_| place_area(&mut placer, &Ground::of(&square(40.0)), "Tombouctou", style(), Effort::Inside))
            .count();
        assert!(found > 10 && found < 60);
        assert_eq!(found, placer.placed.len());
        for (i, a) in placer.placed.iter().enumerate() {
            assert!(a.frame.y >= 10.0 && placer.map.holds(&a.frame));
            assert!(placer.placed[i + 1..].iter().all(|b| !a.frame.overlaps(&b.frame)));
        }
    }

    #[test]
    fn a_small_area_gets_a_leader_line() {
        let mut placer = Placer::new(Frame::new(-20.0, -20.0, 40.0, 40.0));
        assert!(!place_area(&mut placer, &Ground::of(&square(2.0)), "Tombouctou", style(), Effort::Inside));
        assert!(place_area(&mut placer, &Ground::of(&square(2.0)), "Tombouctou", style(), Effort::Leader));
        assert!(placer.placed[0].leader.is_some());
    }

    #[test]
    fn the_best_spot_is_in_the_widest_part_and_nothing_has_none() {
        let spot = spots(&square(10.0))[0].0;
        assert!((spot.x - 5.0).abs() < 1.0 && (spot.y - 5.0).abs() < 1.0);
        assert!(spots(&[]).is_empty());
    }

    #[test]
    fn names_break_near_their_middle() {
        assert_eq!(settings("Nioro du Sahel")[1], ["Nioro du", "Sahel"]);
        assert_eq!(settings("Kalaban-Coro")[1], ["Kalaban-", "Coro"]);
        assert_eq!(settings("Kayes").len(), 1);
    }
}
