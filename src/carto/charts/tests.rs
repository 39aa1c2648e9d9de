//! What every chart must be, whatever it is given: held on the drawing itself, where words and
//! marks stand in the file.

use super::gallery::every_kind;
use super::*;
use crate::base::{Direction, Lang, Missing};
use crate::carto::fonts::{Cut, MM_PER_PT, width};
use crate::carto::scene::Frame;
use geo_types::Coord;
use jiff::civil::date;
use resvg::usvg::roxmltree::{Document, Node};

/// What is drawn: words, and of the marks boxes and lines.
struct Drawn {
    words: Vec<(String, Frame)>,
    boxes: Vec<Frame>,
    lines: Vec<(Coord<f64>, Coord<f64>)>,
    page: Frame,
}

fn attribute(node: Node, name: &str) -> f64 {
    node.attribute(name).and_then(|v| v.trim_end_matches("mm").parse().ok()).unwrap_or(0.0)
}

fn word_box(node: Node) -> (String, Frame) {
    let text = node.text().unwrap_or("").to_owned();
    let (x, y, em) = (attribute(node, "x"), attribute(node, "y"), attribute(node, "font-size"));
    let cut = match (node.attribute("font-weight"), node.attribute("font-style")) {
        (Some("bold"), _) => Cut::Bold,
        (_, Some("oblique")) => Cut::Oblique,
        _ => Cut::Regular,
    };
    let width = width(&text, cut, em / MM_PER_PT);
    let from = match node.attribute("text-anchor") {
        Some("middle") => width / 2.0,
        Some("end") => width,
        _ => 0.0,
    };
    let frame = match node.attribute("transform") {
        Some(turn) => {
            assert!(turn.starts_with("rotate(-90 "), "{turn}");
            Frame::new(x - 0.74 * em, y - width + from, 0.94 * em, width)
        }
        None => Frame::new(x - from, y - 0.74 * em, width, 0.94 * em),
    };
    (text, frame)
}

fn drawn(drawing: &Drawing) -> Drawn {
    let svg = drawing.svg();
    let document = Document::parse(&svg).unwrap();
    let mut out = Drawn {
        words: vec![],
        boxes: vec![],
        lines: vec![],
        page: Frame::new(0.0, 0.0, drawing.page.width, drawing.page.height),
    };
    for node in document.descendants().filter(Node::is_element) {
        let of_marks = node.ancestors().any(|a| a.attribute("id") == Some("marks"));
        let frame = Frame::new(attribute(node, "x"), attribute(node, "y"), attribute(node, "width"), attribute(node, "height"));
        match node.tag_name().name() {
            "text" => out.words.push(word_box(node)),
            "rect" if of_marks => out.boxes.push(frame),
            "circle" if of_marks => {
                let r = attribute(node, "r");
                let centre = Coord { x: attribute(node, "cx"), y: attribute(node, "cy") };
                for (dx, dy) in [(r, 0.0), (0.0, r)] {
                    out.lines.push((Coord { x: centre.x - dx, y: centre.y - dy }, Coord { x: centre.x + dx, y: centre.y + dy }));
                }
            }
            "path" if of_marks => {
                for part in node.attribute("d").unwrap_or("").split('M').filter(|p| !p.is_empty()) {
                    let closed = part.ends_with('Z');
                    let point = |p: &str| {
                        let (x, y) = p.trim_end_matches('Z').split_once(' ').unwrap();
                        Coord { x: x.parse().unwrap(), y: y.parse().unwrap() }
                    };
                    let mut points: Vec<Coord<f64>> = part.split('L').map(point).collect();
                    if closed {
                        points.push(points[0]);
                    }
                    out.lines.extend(points.windows(2).map(|p| (p[0], p[1])));
                }
            }
            _ => {}
        }
    }
    out
}

/// Everything that is wrong with where things stand.
fn faults(drawing: &Drawing) -> Vec<String> {
    let drawn = drawn(drawing);
    let paper = drawn.page.grown(-6.0);
    let mut faults = Vec::new();
    let svg = drawing.svg();
    if svg.contains("NaN") || svg.contains("inf\"") {
        faults.push("a place that is no number".into());
    }
    for (i, (text, frame)) in drawn.words.iter().enumerate() {
        if !paper.holds(frame) {
            faults.push(format!("`{text}` leaves the paper: {frame:?}"));
        }
        let frame = frame.grown(-0.02);
        for (other, at) in &drawn.words[i + 1..] {
            if frame.overlaps(at) {
                faults.push(format!("`{text}` meets `{other}`: {frame:?} {at:?}"));
            }
        }
        let around: Vec<&Frame> = drawn.boxes.iter().filter(|b| b.grown(0.05).holds(&frame)).collect();
        if drawn.boxes.iter().any(|b| b.overlaps(&frame) && !b.grown(0.05).holds(&frame)) {
            faults.push(format!("`{text}` is partly on a box: {frame:?}"));
        }
        for line in &drawn.lines {
            let of_its_box = around.iter().any(|b| b.grown(0.05).holds_point(line.0) && b.grown(0.05).holds_point(line.1));
            if !of_its_box && super::periods::crosses(&frame, *line) {
                faults.push(format!("`{text}` is crossed by a mark: {frame:?} {line:?}"));
            }
        }
    }
    for frame in &drawn.boxes {
        if !paper.holds(frame) {
            faults.push(format!("a mark leaves the paper: {frame:?}"));
        }
    }
    if drawn.lines.iter().any(|(a, b)| !paper.holds_point(*a) || !paper.holds_point(*b)) {
        faults.push("a line leaves the paper".into());
    }
    faults
}

#[test]
fn every_kind_is_drawn_as_picture_and_page() {
    let folder = std::env::var_os("LAKANA_GALLERY").map(std::path::PathBuf::from);
    for (name, chart) in every_kind() {
        let drawing = draw(&chart).unwrap();
        assert_eq!(faults(&drawing), Vec::<String>::new(), "{name}");
        assert!(drawing.page.width == 210.0 && drawing.page.height <= 297.0, "{name}: {:?}", drawing.page);
        let (svg, png, pdf) = (drawing.svg(), drawing.png().unwrap(), drawing.pdf().unwrap());
        assert!(svg.contains("<desc>"), "{name}");
        let sizes = [svg.len(), png.len(), pdf.len()];
        assert!(sizes.iter().zip([400_000, 600_000, 300_000]).all(|(size, most)| *size < most), "{name}: {sizes:?}");
        assert_eq!(svg, draw(&chart).unwrap().svg(), "{name}: the same bytes again");
        if let Some(folder) = &folder {
            std::fs::create_dir_all(folder).unwrap();
            for (ending, bytes) in [("svg", svg.into_bytes()), ("png", png), ("pdf", pdf)] {
                std::fs::write(folder.join(format!("{name}.{ending}")), bytes).unwrap();
            }
        }
    }
}

const LABELS: [&str; 4] = [
    "Oui",
    "Le manque d’infrastructures routières, énergétiques et hydrauliques dans les communes rurales éloignées des chefs-lieux de cercle",
    "Anticonstitutionnellementinterrégionalisationdécentralisée",
    "Non, cela relève exclusivement de l’État malien et de ses services déconcentrés",
];

fn label(i: usize) -> String {
    format!("{} {i}", LABELS[i % LABELS.len()])
}

/// Values that charts are seldom drawn with.
fn values(case: &str, row: usize, count: usize) -> Vec<Value> {
    let value = |i: usize| match case {
        "missing" => Value::missing(Missing::ALL[(row + i) % Missing::ALL.len()]).with_n(2),
        "zero" => Value::new(0.0).with_n(1).between(0.0, 97.5),
        "hundred" => Value::new(100.0).with_n(1_234_567).between(2.5, 100.0).printed_as(99.0),
        "wide" => Value::new(45.0 / (i + 1) as f64).with_n(3).between(-80.0, 950.0).printed_as(0.0),
        "beyond" => Value::new(130.0 + row as f64).with_n(4).printed_as(250.0),
        "odd" => match (row + i) % 6 {
            0 => Value::new(f64::NAN).printed_as(f64::INFINITY),
            1 => Value::new(0.4).between(5.0, 1.0),
            2 => Value::missing(Missing::NoBase).printed_as(62.0),
            3 => Value::new(-12.5).with_n(7),
            4 => Value::new(99.96).with_n(0),
            _ => Value::missing(Missing::BelowMinimumN).with_n(3),
        },
        _ => Value::new(((row * 37 + i * 23) % 101) as f64 / count as f64).with_n(30 + (row % 3) as u32),
    };
    // Some rows are shorter than they ought to be.
    (0..if case == "odd" && row == 1 { count / 2 } else { count }).map(value).collect()
}

const CASES: [&str; 7] = ["plain", "missing", "zero", "hundred", "wide", "beyond", "odd"];

/// Every kind of chart over a number of rows and series.
fn kinds(case: &str, count: usize, series: usize) -> Vec<ChartKind> {
    let rows = |n: usize| (0..count).map(|i| Row::new(label(i), values(case, i, n))).collect::<Vec<_>>();
    let names: Vec<String> = (0..series).map(|i| label(i + 1)).collect();
    let axes = [
        Axis::percent(LABELS[1]),
        Axis::plain(LABELS[3], 2),
        Axis { unit: Unit::Named("FCFA".into()), decimals: 0, ..Axis::plain("", 0) }.ranging(1.0, 4.0),
    ];
    let axis = axes[(count + series) % 3].clone();
    let bars = Rows { axis: axis.clone(), series: names.clone(), rows: rows(series.max(1)), interval: LABELS[1].into() };
    let sides = [Side::Worse, Side::Worse, Side::Neither, Side::Better, Side::Better];
    let answers: Vec<(String, Side)> = names.iter().zip(sides.into_iter().cycle()).map(|(n, s)| (n.clone(), s)).collect();
    let panel = |i: usize| Panel {
        title: label(i + 1),
        n: Some(3),
        items: (0..count.min(12))
            .map(|k| Ranked { label: label(i + k), value: values(case, k, 1).first().copied().filter(|_| i != 1) })
            .collect(),
    };
    let coverage = |i: usize| Coverage {
        label: label(i),
        details: vec![label(i + 1), label(i + 2)],
        cells: (0..series).map(|k| [Cover::None, Cover::Part, Cover::Whole][(i + k) % 3]).collect(),
    };
    let period = |i: usize| Period {
        label: label(i),
        partial: (i % 3 == 2).then(|| "janv.–juil.".to_owned()),
        values: values(case, i, series),
    };
    let line = |i: usize| Line { label: label(i), values: (0..count).flat_map(|k| values(case, k + i, 1)).collect() };
    let event = |i: usize| Event {
        label: label(i),
        when: format!("du {i} octobre 2016 au {i} avril 2018"),
        from: date(2016, 1 + (i % 12) as i8, 1 + (i % 28) as i8),
        until: [Until::Point, Until::Open, Until::Day(date(2016 + (i % 4) as i16, 6, 1))][i % 3],
        kind: i,
    };
    vec![
        ChartKind::GroupedBars(bars.clone()),
        ChartKind::DotPlot(bars),
        ChartKind::StackedBars(StackedBars {
            axis: axis.clone(),
            shares: names.clone(),
            rows: rows(series),
            shades: [Shades::Categories, Shades::Opposed, Shades::Ramp(Direction::HigherIsWorse)][count % 3],
        }),
        ChartKind::DivergingBars(DivergingBars { axis: axis.clone(), answers, rows: rows(series) }),
        ChartKind::RankedPanels(RankedPanels {
            axis: axis.clone(),
            panels: (0..series).map(panel).collect(),
            interval: String::new(),
        }),
        ChartKind::HeatTable(HeatTable {
            axis: axis.clone(),
            columns: names.clone(),
            rows: rows(series),
            direction: Direction::Neutral,
            classes: count,
        }),
        ChartKind::CoverageTable(CoverageTable {
            corner: label(1),
            details: vec![label(2), label(3)],
            columns: names.clone(),
            rows: (0..count).map(coverage).collect(),
            totals: vec![Totals { label: label(0), counts: (0..series).collect(), zero_is_a_gap: true }],
        }),
        ChartKind::Periods(Periods {
            periods: (0..count).map(period).collect(),
            series: names,
            axis: axis.clone(),
            lines: (0..series.min(3)).map(line).collect(),
            line_axis: axis,
        }),
        ChartKind::Timeline(Timeline { kinds: vec![label(1), label(2)], events: (0..count).map(event).collect() }),
    ]
}

#[test]
fn words_never_meet_nor_leave_the_paper_whatever_comes() {
    let mut wrong = Vec::new();
    for case in CASES {
        for (count, series) in [(0, 0), (0, 2), (1, 0), (1, 1), (3, 2), (5, 5), (40, 1), (40, 3), (8, 11), (2, 40)] {
            for kind in kinds(case, count, series) {
                let name = format!("{kind:?}").chars().take_while(|c| *c != '(').collect::<String>();
                let chart = Chart {
                    lang: if count % 2 == 0 { Lang::Fr } else { Lang::En },
                    overline: label(1),
                    title: label(1),
                    subtitle: label(2),
                    kind,
                    notes: vec![label(1)],
                    credits: vec![label(3)],
                    synthetic: true,
                    indicative: true,
                };
                let drawing = draw(&chart).unwrap();
                let faults = faults(&drawing);
                if !faults.is_empty() {
                    let few = faults[..faults.len().min(3)].join("\n");
                    wrong.push(format!("{name}, {case}, {count} rows of {series}: {} faults\n{few}", faults.len()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} charts\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn missing_is_said_and_never_drawn_as_zero() {
    for kind in kinds("missing", 1, 1) {
        if matches!(kind, ChartKind::CoverageTable(_) | ChartKind::Timeline(_)) {
            continue;
        }
        let (_, mut chart) = every_kind().remove(0);
        chart.kind = kind;
        chart.lang = Lang::En;
        let svg = draw(&chart).unwrap().svg();
        let why = Missing::ALL[0].label().en;
        let (described, shown) = svg.split_once("</desc>").unwrap();
        assert!(described.contains(&why), "{:?}", chart.kind);
        assert!(why.split(' ').all(|word| shown.contains(word)), "{:?}", chart.kind);
        // Values are bold, numbers of the scale are not.
        let document = Document::parse(&svg).unwrap();
        let bold = document.descendants().filter(|n| n.attribute("font-weight") == Some("bold"));
        let zero = bold.filter_map(|n| n.text()).find(|t| t.starts_with('0'));
        assert_eq!(zero, None, "{:?}", chart.kind);
    }
}

#[test]
fn a_printed_value_is_explained_and_said_where_it_differs() {
    let (_, chart) = every_kind().into_iter().find(|(name, _)| *name == "one-question").unwrap();
    let shown = draw(&chart).unwrap().svg();
    assert_eq!(shown.matches(">Valeur imprimée dans le rapport<").count(), 1);
    // 19,4 % computed against 20 % printed; the two others read alike.
    assert_eq!(shown.split("</desc>").nth(1).unwrap().matches("rapport\u{a0}: ").count(), 1);
}
