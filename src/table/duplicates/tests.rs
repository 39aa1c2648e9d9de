use super::*;
use crate::base::{Area, Areas, Pcode, Place};
use geo_types::{Coord, MultiPolygon, polygon};

/// Two regions side by side, each of two cercles, each of two communes one degree wide.
fn boundaries() -> Boundaries {
    let square =
        |x: f64| MultiPolygon(vec![polygon![(x: x, y: 10.0), (x: x + 1.0, y: 10.0), (x: x + 1.0, y: 18.0), (x: x, y: 18.0)]]);
    let area = |code: String, parent: Option<String>, x: usize| {
        Area::new(Pcode(code.clone()), &code, parent.map(Pcode), square(x as f64))
    };
    Boundaries {
        country: Areas::new(Level::Country, vec![area("C".into(), None, 0)]),
        zones: Areas::new(Level::Zone, vec![]),
        regions: Areas::new(Level::Region, (0..2).map(|i| area(format!("R{i}"), None, i)).collect()),
        cercles: Areas::new(Level::Cercle, (0..4).map(|i| area(format!("Q{i}"), Some(format!("R{}", i / 2)), i)).collect()),
        communes: Areas::new(Level::Commune, (0..8).map(|i| area(format!("M{i}"), Some(format!("Q{}", i / 2)), i)).collect()),
        vintage: String::new(),
    }
}

fn event(source: &str, id: usize, day: &str, (x, y): (f64, f64), kind: &'static str, killed: Option<u32>) -> Event {
    Event {
        id: format!("{source}-{id}"),
        place: Some(Place { level: Level::Commune, code: Pcode(format!("M{}", (x.floor() as usize).min(7))) }),
        point: Some(Coord { x, y }),
        precision: "exact",
        date_text: day.into(),
        kind,
        explosive: kind == "ied",
        killed,
        source: source.into(),
        ..Event::default()
    }
}

/// The same event as the region's alone, without a point.
fn coarse(mut event: Event) -> Event {
    let x = event.point.map_or(0.0, |p| p.x);
    event.place = Some(Place { level: Level::Region, code: Pcode(format!("R{}", (x.floor() as usize / 4).min(1))) });
    (event.point, event.precision) = (None, "region");
    event
}

/// Numbers that look drawn but are the same each time.
struct Draw(u64);

impl Draw {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn unit(&mut self) -> f64 {
        self.below(1 << 20) as f64 / f64::from(1u32 << 20)
    }
}

fn day(n: u64) -> String {
    let span = jiff::Span::new().days(n as i64);
    date(2018, 1, 1).checked_add(span).map(|d| d.to_string()).unwrap_or_default()
}

const KINDS: [&str; 4] = ["ied", "armed_attack", "abduction", "banditry"];

#[test]
fn planted_duplicates_are_found_and_near_events_of_one_day_are_not_merged() {
    let mut draw = Draw(7);
    let (mut events, mut truth, mut traps) = (Vec::new(), Vec::new(), Vec::new());
    for i in 0..400 {
        let at = (draw.unit() * 8.0, 10.0 + draw.unit() * 8.0);
        let (n, kind, killed) = (draw.below(1000), KINDS[draw.below(4) as usize], draw.below(12) as u32);
        events.push(event("a", i, &day(n), at, kind, Some(killed)));
        let near = |draw: &mut Draw, km: f64| {
            let angle = draw.unit() * std::f64::consts::TAU;
            (at.0 + km / 108.0 * angle.cos(), (at.1 + km / 111.0 * angle.sin()).clamp(10.0, 18.0))
        };
        match i % 4 {
            // Noise: up to 2 km and a day off, one victim more or less in large events.
            0 | 1 => {
                let km = draw.unit() * 2.0;
                let place = near(&mut draw, km);
                let told = if killed > 8 { killed - draw.below(2) as u32 } else { killed };
                truth.push((format!("a-{i}"), format!("b-{i}")));
                events.push(event("b", i, &day(n + draw.below(2)), place, kind, Some(told)));
            }
            // Another event of the same day, 8 to 15 km away, with other victims.
            2 => {
                let km = 8.0 + draw.unit() * 7.0;
                let place = near(&mut draw, km);
                traps.push((format!("a-{i}"), format!("b-{i}")));
                events.push(event(
                    "b",
                    i,
                    &day(n),
                    place,
                    KINDS[draw.below(4) as usize],
                    Some(killed + 1 + draw.below(6) as u32),
                ));
            }
            _ => {}
        }
    }
    let b = boundaries();
    let pairs = duplicates(&events, &b, 0.6);
    let ids: Vec<String> = events.iter().map(|e| e.id.clone()).collect();
    let listed = |t: &(String, String)| pairs.iter().any(|p| ids[p.a] == t.0 && ids[p.b] == t.1);
    assert!(truth.iter().all(listed), "every planted pair is listed");
    let before = events.len();
    let (merged, findings, _) = merge(events, &pairs, 0.9, &DuplicateReview::default());
    let together = |t: &(String, String)| {
        findings.iter().any(|f| f.verdict == Verdict::Merged && ids[f.pair.a] == t.0 && ids[f.pair.b] == t.1)
    };
    let found = truth.iter().filter(|t| together(t)).count();
    assert!(found * 10 >= truth.len() * 9, "{found} of {}", truth.len());
    assert!(!traps.iter().any(together), "near, and not the same");
    let false_ones = findings.iter().filter(|f| f.verdict == Verdict::Merged).count() - found;
    assert_eq!(false_ones, 0);
    assert_eq!(merged.len(), before - found, "each merged pair is one event");
    assert_eq!(merged.iter().map(|e| e.also.len()).sum::<usize>(), found);
}

#[test]
fn what_may_not_be_one_event_is_no_pair() {
    let b = boundaries();
    let one = event("a", 1, "2018-03-04", (0.5, 12.0), "ied", Some(3));
    let with = |other: Event| duplicates(&[one.clone(), other], &b, 0.0).len();
    assert_eq!(with(event("b", 1, "2018-03-04", (0.5, 12.0), "ied", Some(3))), 1);
    assert_eq!(with(event("a", 2, "2018-03-04", (0.5, 12.0), "ied", Some(3))), 0, "one register is not compared with itself");
    assert_eq!(with(event("b", 1, "2018-03-08", (0.5, 12.0), "ied", Some(3))), 0, "four days");
    assert_eq!(with(event("b", 1, "2018-03-04", (0.5, 12.5), "ied", Some(3))), 0, "55 km");
    assert_eq!(with(event("b", 1, "2018-03", (0.5, 12.0), "ied", Some(3))), 1, "the month holds the day");
    assert_eq!(with(event("b", 1, "2018", (0.5, 12.0), "ied", Some(3))), 0, "a year holds too many");
    assert_eq!(with(coarse(event("b", 1, "2018-03-04", (0.5, 12.0), "ied", Some(3)))), 1, "the region holds the point");
    assert_eq!(with(coarse(event("b", 1, "2018-03-04", (7.5, 12.0), "ied", Some(3)))), 0, "another region");
}

#[test]
fn the_event_that_stays_knows_the_place_best_and_learns_the_rest() {
    let b = boundaries();
    let mut precise = event("a", 1, "2018-03-04", (0.5, 12.0), "unknown", None);
    precise.actors = vec![crate::read::incidents::Actor::ArmedGroup];
    let mut rough = event("b", 9, "2018-03-04", (0.51, 12.0), "ied", Some(23));
    (rough.precision, rough.killed_at_least) = ("near_place", true);
    let pairs = duplicates(&[rough.clone(), precise.clone()], &b, 0.0);
    let (merged, _, problems) = merge(vec![rough, precise], &pairs, 0.5, &DuplicateReview::default());
    assert_eq!(merged.len(), 1);
    let event = &merged[0];
    assert_eq!((event.id.as_str(), event.also.as_slice(), event.precision), ("a-1", &["b-9".to_owned()][..], "exact"));
    assert_eq!((event.killed, event.killed_at_least, event.kind, event.explosive), (Some(23), true, "ied", true));
    assert_eq!(problems.iter().map(|p| p.kind).collect::<Vec<_>>(), ["duplicates-merged"]);
}

/// A chain of reports 4 km apart: neighbours alike, the ends not.
fn chain() -> (Vec<Event>, Vec<Pair>) {
    let at = |source: &str, x: f64| event(source, 1, "2018-03-04", (x, 12.0), "ied", Some(3));
    let events = vec![at("a", 0.50), at("b", 0.53), at("c", 0.56)];
    let pairs = duplicates(&events, &boundaries(), 0.6);
    (events, pairs)
}

fn verdicts(findings: &[Finding]) -> Vec<(usize, usize, Verdict)> {
    findings.iter().map(|f| (f.pair.a, f.pair.b, f.verdict)).collect()
}

#[test]
fn chains_are_refused_and_said() {
    let (events, pairs) = chain();
    let score = |a, b| pairs.iter().find(|p| (p.a, p.b) == (a, b)).map(|p| p.score).unwrap();
    assert!(score(0, 1) >= 0.9 && score(1, 2) >= 0.9 && score(0, 2) < 0.9, "{pairs:?}");
    let (merged, findings, problems) = merge(events, &pairs, 0.9, &DuplicateReview::default());
    assert_eq!(merged.len(), 3);
    assert_eq!(verdicts(&findings), [(0, 1, Verdict::Ambiguous), (0, 2, Verdict::Open), (1, 2, Verdict::Ambiguous)]);
    assert!(problems.iter().any(|p| p.kind == "duplicates-ambiguous" && p.count == 2));
}

#[test]
fn two_counterparts_in_one_register_are_refused() {
    let one = event("a", 1, "2018-03-04", (0.5, 12.0), "ied", Some(3));
    let events = vec![
        one,
        event("b", 1, "2018-03-04", (0.5, 12.0), "ied", Some(3)),
        event("b", 2, "2018-03-04", (0.5, 12.0), "ied", Some(3)),
    ];
    let pairs = duplicates(&events, &boundaries(), 0.6);
    let (merged, findings, _) = merge(events, &pairs, 0.9, &DuplicateReview::default());
    assert_eq!(merged.len(), 3);
    assert!(findings.iter().all(|f| f.verdict == Verdict::Ambiguous) && findings.len() == 2);
}

#[test]
fn decisions_win_and_are_chained_only_as_far_as_they_agree() {
    let decided = |lines: &str| DuplicateReview::parse(&format!("id_a;id_b;score;decision\n{lines}"), "r.csv").unwrap().0;
    let run = |lines: &str| {
        let (events, pairs) = chain();
        let (merged, findings, _) = merge(events, &pairs, 0.9, &decided(lines));
        (merged.iter().map(|e| e.id.clone()).collect::<Vec<_>>(), verdicts(&findings))
    };
    let (ids, found) = run("b-1;a-1;0.9;même\nb-1;c-1;;same\n");
    assert_eq!(ids, ["a-1"], "said twice, so all three");
    assert!(found.iter().all(|f| f.2 == Verdict::Merged));
    let (ids, found) = run("a-1;b-1;0.9;different\n");
    assert_eq!(ids, ["a-1", "b-1"], "what is left is no chain any more");
    assert_eq!(found[0].2, Verdict::Different);
    assert_eq!(run("a-1;b-1;;same\n").0, ["a-1", "c-1"], "a decision stands where the score is refused");
    assert_eq!(run("a-1;b-1;;same\nb-1;c-1;;same\na-1;c-1;;different\n").0.len(), 3, "a person who contradicts himself");
}

#[test]
fn a_review_file_is_read_as_people_write_it() {
    let (review, problems) =
        DuplicateReview::parse("\u{feff}id_a,id_b,decision\nb-2,a-1,Différent\na-1,b-3,\na-1,b-4,maybe\na-1,b-2,same\n", "r.csv")
            .unwrap();
    assert_eq!(review.decision("a-1", "b-2"), Some(Decision::Same), "the later one");
    assert_eq!((review.decision("a-1", "b-3"), review.iter().count()), (None, 1));
    let kinds: Vec<&str> = problems.iter().map(|p| p.kind).collect();
    assert_eq!(kinds, ["decision-unreadable", "decision-given-twice"]);
    assert!(DuplicateReview::parse("a;b\n1;2\n", "r.csv").unwrap_err().hint.fr.contains("première ligne"));
}

proptest::proptest! {
    /// The index finds what comparing all with all finds.
    #[test]
    fn near_days_and_places_are_all_looked_at(seed in 0u64..2000) {
        let mut draw = Draw(seed);
        let events: Vec<Event> = (0..60)
            .map(|i| {
                let at = (draw.unit() * 8.0 - 0.2, 10.0 + draw.unit() * 2.0);
                let source = ["a", "b", "c"][draw.below(3) as usize];
                let text = day(draw.below(12));
                let text = if draw.below(8) == 0 { text[..7].to_owned() } else { text };
                let one = event(source, i, &text, at, KINDS[draw.below(4) as usize], Some(draw.below(4) as u32));
                if draw.below(3) == 0 { coarse(one) } else { one }
            })
            .collect();
        let b = boundaries();
        let reports: Vec<Report<'_>> = events.iter().map(|e| Report::new(e, &b)).collect();
        let mut all = Vec::new();
        for i in 0..events.len() {
            for j in i + 1..events.len() {
                all.extend(reports[i].compared(&reports[j], &b).map(|p| Pair { a: i, b: j, ..p }).filter(|p| p.score >= 0.3));
            }
        }
        proptest::prop_assert_eq!(duplicates(&events, &b, 0.3), all);
    }
}
