//! What a brief says where numbers are there, missing, withheld, zero, or of one commune alone.

use super::*;
use crate::base::{Area, Areas, Cell, Direction, Interval, Missing, Pcode, Unit};
use crate::carto::brief::{Bar, Panel, Table};
use crate::layers::{Feature, Field, FieldKind, FieldValue, GeometryKind};
use crate::products::axes::{AxisSheet, Segment};
use geo_types::MultiPolygon;

fn areas(level: Level, rows: &[(&str, &str, Option<&str>)]) -> Areas {
    let one = |&(code, name, parent): &(&str, &str, Option<&str>)| {
        Area::new(code.into(), name, parent.map(Pcode::from), MultiPolygon(Vec::new()))
    };
    Areas::new(level, rows.iter().map(one).collect())
}

/// Two regions; the second is in no zone and has one commune.
fn boundaries() -> Boundaries {
    let boundaries = Boundaries {
        country: areas(Level::Country, &[("C", "Pays", None)]),
        zones: areas(Level::Zone, &[]),
        regions: areas(Level::Region, &[("R1", "Mopti", Some("C")), ("R2", "Taoudénit", Some("C"))]),
        cercles: areas(Level::Cercle, &[("R101", "Mopti", Some("R1")), ("R201", "Foum", Some("R2"))]),
        communes: areas(
            Level::Commune,
            &[("R10101", "Sio", Some("R101")), ("R10102", "Socoura", Some("R101")), ("R20101", "Foum", Some("R201"))],
        ),
        vintage: "2019".into(),
    };
    boundaries.with_zones(&[("Z1".into(), "Centre".into(), vec![0])])
}

fn column(id: &str, unit: Unit, level: Level, cells: Vec<Cell>) -> Column {
    let label = Text::new(format!("{id} fr"), format!("{id} en"));
    Column::new(id, label, unit, Direction::HigherIsWorse, level, cells).with_sources(["log"])
}

/// A fact of the country and of both regions.
fn fact(id: &str, unit: Unit, country: Cell, regions: [Cell; 2]) -> [Column; 2] {
    [column(id, unit, Level::Country, vec![country]), column(id, unit, Level::Region, regions.to_vec())]
}

fn incidents(rows: &[(&str, Option<i64>, &[&str], &str)]) -> Layer {
    let field = |id: &str, kind| Field {
        id: id.into(),
        label: Text::default(),
        unit: Text::default(),
        kind,
        decimals: 0,
        domain: None,
        indicative: false,
    };
    let text = |text: &str| FieldValue::Text(text.into());
    let feature = |&(date, killed, regions, level): &(&str, Option<i64>, &[&str], &str)| Feature {
        geometry: None,
        values: vec![text(date), killed.map_or(FieldValue::Null, FieldValue::Integer), text(level)],
        regions: regions.iter().map(|&code| Pcode::from(code)).collect(),
    };
    Layer {
        name: "incidents".into(),
        title: Text::default(),
        geometry: GeometryKind::Point,
        level: None,
        fields: vec![field("date", FieldKind::Text), field("killed", FieldKind::Integer), field("area_level", FieldKind::Text)],
        features: rows.iter().map(feature).collect(),
        styles: Vec::new(),
        credits: Vec::new(),
        synthetic: false,
    }
}

fn brief_of(region: usize, lang: Lang, columns: &[Column], layers: &[Layer], more: impl Fn(&mut BriefSource)) -> Brief {
    let (boundaries, axes) = (boundaries(), RoadsReport::default());
    let sources = [Source {
        id: "log".into(),
        credit: Text::new("Relevé", "Record"),
        file: "log.csv".into(),
        hash: String::new(),
        bytes: 0,
        records: 0,
    }];
    let mut source = BriefSource {
        lang,
        title: Text::new("Projet", "Project"),
        synthetic: false,
        date: None,
        delay_days: 0,
        boundaries: &boundaries,
        columns,
        layers,
        sources: &sources,
        until: [("log".to_owned(), "2018-12-31".to_owned())].into(),
        questions: vec!["survey_victim".into()],
        services: vec![("health".into(), Text::new("Santé", "Health"))],
        needs: Vec::new(),
        rankings: Vec::new(),
        priority: &[],
        axes: &axes,
    };
    more(&mut source);
    Briefs::new(source).of(region)
}

fn plain(region: usize, lang: Lang, columns: &[Column], layers: &[Layer]) -> Brief {
    brief_of(region, lang, columns, layers, |_| ())
}

fn texts(table: &Table, row: usize) -> Vec<&str> {
    table.rows[row].iter().map(|e| e.text.as_str()).collect()
}

fn bars(panel: &Option<Panel>) -> Vec<&Bar> {
    panel.iter().flat_map(|p| &p.groups).flat_map(|g| &g.bars).collect()
}

fn whole() -> Vec<Column> {
    let rate = |value: f64, n| Cell { interval: Some((value - 1.0, value + 1.5)), ..Cell::with_n(value, n) };
    let mut rates = fact("incidents_per_100k", Unit::Per100000People, rate(9.24, 900), [rate(18.6, 478), rate(0.0, 0)]);
    rates.iter_mut().for_each(|c| c.interval = Interval::Poisson95);
    [
        fact("population", Unit::People, Cell::value(25e6), [Cell::with_n(2_569_444.0, 108), Cell::with_n(9_000.0, 1)]),
        fact("risk_index", Unit::Score10, Cell::value(5.06), [Cell::with_n(6.0025, 108), Cell::missing(Missing::NotSampled)]),
        fact("incidents_count", Unit::Count, Cell::with_n(900.0, 900), [Cell::with_n(478.0, 478), Cell::with_n(0.0, 0)]),
        fact("incidents_killed", Unit::Count, Cell::with_n(3.0, 3), [Cell::with_n(1.0, 470), Cell::with_n(0.0, 0)]),
        fact(
            "displaced_people",
            Unit::People,
            Cell::value(10.0),
            [Cell::missing(Missing::Withheld), Cell::missing(Missing::NoData)],
        ),
        rates,
    ]
    .concat()
}

#[test]
fn the_headline_is_made_of_the_numbers_of_the_region_and_of_the_country() {
    let layers = [incidents(&[("2016-04-02", None, &["R1"], "commune"), ("2018-07-31", None, &["R2"], "commune")])];
    assert_eq!(
        plain(0, Lang::Fr, &whole(), &layers).headline,
        "Mopti : indice de risque de 6,0 sur 10, contre 5,1 pour l’ensemble du pays ; 478 incidents enregistrés \
         d’avril 2016 à juillet 2018, soit 18,6 pour 100 000 habitants (pays : 9,2), et 1 personne tuée."
    );
    assert_eq!(
        plain(0, Lang::En, &whole(), &layers).headline,
        "Mopti: risk index of 6.0 out of 10, against 5.1 for the whole country; 478 incidents recorded \
         from April 2016 to July 2018, or 18.6 per 100,000 people (country: 9.2), and 1 person killed."
    );
}

#[test]
fn nothing_recorded_and_nothing_known_are_words() {
    assert_eq!(
        plain(1, Lang::Fr, &whole(), &[incidents(&[("2018", None, &["R1"], "region")])]).headline,
        "Taoudénit : l’indice de risque manque (non enquêté) ; aucun incident enregistré en 2018."
    );
    assert_eq!(
        plain(1, Lang::En, &whole(), &[]).headline,
        "Taoudénit: the risk index is missing (not sampled); no incident recorded."
    );
    let none = plain(0, Lang::Fr, &[], &[]);
    assert_eq!((none.headline.as_str(), none.figures), ("", None));
}

#[test]
fn key_figures_have_n_interval_country_and_source_and_what_is_withheld_is_a_word() {
    let brief = plain(0, Lang::Fr, &whole(), &[]);
    let table = brief.figures.unwrap();
    assert_eq!(texts(&table, 0), ["population fr", "2\u{202f}569\u{202f}444", "108", "", "25\u{202f}000\u{202f}000", "a"]);
    assert_eq!(texts(&table, 4), ["incidents_per_100k fr", "18,6", "478", "17,6 – 20,1", "9,2", "a"]);
    assert_eq!(texts(&table, 5)[..3], ["displaced_people fr", "non diffusé", ""]);
    assert!(table.rows[5][1].quiet && !table.rows[0][1].quiet);
    assert_eq!(brief.sources, ["a. Relevé (jusqu’au 31 décembre 2018)."]);
    assert!(table.note.contains("Garwood"), "{}", table.note);
    assert!(brief.caveats.lines.iter().any(|l| l.starts_with("« non diffusé »")), "{:?}", brief.caveats);
    let english = plain(0, Lang::En, &whole(), &[]);
    assert_eq!(texts(&english.figures.unwrap(), 5)[1], "withheld");
    assert!(english.caveats.lines.iter().any(|l| l.starts_with("“withheld”")));
}

#[test]
fn what_the_project_does_not_have_is_left_out_and_said() {
    for (lang, words) in [
        (Lang::Fr, ["pas d’indice", "aucune enquête", "pas de relevé", "pas de population", "aucun axe"]),
        (Lang::En, ["no risk index", "no survey", "no record", "no population", "no road axis"]),
    ] {
        let brief = plain(0, lang, &[], &[]);
        assert!(brief.said.is_none() && brief.incidents.is_none() && brief.axes.is_none() && brief.priority.is_none());
        let said = brief.caveats.lines.join(" ");
        assert!(words.iter().all(|w| said.contains(w)), "{said}");
    }
}

#[test]
fn answers_stand_with_their_zone_and_n_and_a_region_in_no_zone_has_none() {
    let mut victim = column("survey_victim", Unit::Percent, Level::Zone, vec![Cell::with_n(89.743, 39)]);
    victim.indicative = true;
    let columns = [column("survey_victim", Unit::Percent, Level::Country, vec![Cell::with_n(80.0, 110)]), victim];
    let brief = plain(0, Lang::Fr, &columns, &[]);
    let bar = bars(&brief.said)[0];
    assert_eq!((bar.value.as_str(), bar.more.as_str()), ("90\u{202f}%", "n = 39 · pays 80\u{202f}%"));
    let note = &brief.said.as_ref().unwrap().groups[0].note;
    assert!(note.contains("zone Centre ; indicatif"), "{note}");
    assert!(brief.caveats.lines.iter().any(|l| l.starts_with("Les réponses sont celles de : zone Centre.")));

    let loose = plain(1, Lang::En, &columns, &[]);
    let bar = bars(&loose.said)[0];
    assert!(bar.quiet && bar.value == "no data" && bar.track.is_some_and(|t| t.value.is_none()), "{bar:?}");
    assert!(loose.caveats.lines.iter().any(|l| l.starts_with("Taoudénit belongs to no zone")), "{:?}", loose.caveats);
}

#[test]
fn services_of_unknown_state_say_so_and_a_need_faces_its_response() {
    let health = |tail: &str, unit, cells| fact(&format!("health_{tail}"), unit, Cell::value(40.0), cells);
    let unknown = Cell { n: Some(0), ..Cell::missing(Missing::UnknownStatus) };
    let columns = [
        health("total", Unit::Count, [Cell::with_n(182.0, 182), Cell::with_n(0.0, 0)]).to_vec(),
        health("within_5km", Unit::Percent, [Cell::with_n(22.6, 1174), Cell::with_n(0.0, 1174)]).to_vec(),
        health("closed_share", Unit::Percent, [unknown; 2]).to_vec(),
        health("per_10000", Unit::Per10000People, [Cell::with_n(0.57, 178), Cell::with_n(0.0, 0)]).to_vec(),
        vec![column("survey_victim", Unit::Percent, Level::Zone, vec![Cell::with_n(69.2, 39)])],
    ]
    .concat();
    let needs = |source: &mut BriefSource| source.needs = vec![("survey_victim".into(), "health_per_10000".into())];
    let brief = brief_of(0, Lang::Fr, &columns, &[], needs);
    let values: Vec<(&str, bool)> = bars(&brief.measured).iter().map(|b| (b.value.as_str(), b.quiet)).collect();
    assert_eq!(values, [("23\u{202f}%", false), ("état inconnu", true), ("0,6", false)]);
    assert_eq!(
        brief.facing,
        ["Besoin et réponse — survey_victim fr : 69\u{202f}% (zone Centre, n = 39). En face, health_per_10000 fr : 0,6 pour \
          10 000 habitants (pays : 40,0)."]
    );
    let loose = brief_of(1, Lang::En, &columns, &[], needs);
    assert_eq!(
        loose.facing,
        [
            "Need and response — survey_victim en: no data. Against it, health_per_10000 en: 0.0 per 10,000 people (country: 40.0)."
        ]
    );
}

#[test]
fn incidents_stand_in_the_periods_that_the_record_allows() {
    let here: &[&str] = &["R1"];
    let long = incidents(&[
        ("2001-01-09", Some(1), here, "commune"),
        ("2014-03-01", Some(2), here, "commune"),
        ("2014-05-01", None, here, "cercle"),
        ("2016", None, here, "region"),
        ("2018-07-31", Some(4), &["R2"], "commune"),
        ("", Some(4), here, "commune"),
        ("2015-02-01", Some(4), &[], "country"),
    ]);
    let brief = plain(0, Lang::Fr, &[], std::slice::from_ref(&long));
    let times = brief.incidents.unwrap();
    let labels: Vec<(&str, &str)> = times.periods.iter().map(|p| (p.label.as_str(), p.under.as_str())).collect();
    assert_eq!((labels[0], labels[11]), (("2007", ""), ("2018", "→ juil.")));
    assert!(times.periods[11].partial && !times.periods[0].partial);
    let row = |i: usize| times.series[i].1[7..].to_vec();
    assert_eq!(row(0), [Some(2.0), Some(0.0), Some(1.0), Some(0.0), Some(0.0)]);
    assert_eq!(row(1), [Some(2.0), Some(0.0), None, Some(0.0), Some(0.0)], "nobody says how many in 2016");
    for said in ["de janvier 2001 à juillet 2018", "? : aucun", "avant 2007, non montrés : 1", "date inconnue, non montrés : 1"]
    {
        assert!(times.note.contains(said), "{}", times.note);
    }
    let caveats = brief.caveats.lines.join(" ");
    assert!(caveats.contains("faute de précision : 2.") && caveats.contains("comptés nulle part ici : 1."), "{caveats}");

    let quarters = incidents(&[("2017-02-01", Some(0), here, "commune"), ("2018-06-30", Some(0), here, "commune")]);
    let times = plain(0, Lang::En, &[], &[quarters]).incidents.unwrap();
    let labels: Vec<(&str, &str, bool)> = times.periods.iter().map(|p| (p.label.as_str(), p.under.as_str(), p.partial)).collect();
    assert_eq!(
        labels,
        [("Q1", "2017", true), ("Q2", "", false), ("Q3", "", false), ("Q4", "", false), ("Q1", "2018", false), ("Q2", "", false)]
    );
    let months = incidents(&[("2017-12-01", Some(0), here, "commune"), ("2018-01-30", Some(0), here, "commune")]);
    let times = plain(0, Lang::Fr, &[], &[months]).incidents.unwrap();
    let labels: Vec<(&str, &str)> = times.periods.iter().map(|p| (p.label.as_str(), p.under.as_str())).collect();
    assert_eq!(labels, [("déc.", "2017"), ("janv.", "2018")]);
    assert!(plain(1, Lang::Fr, &[], &[long]).incidents.is_some_and(|t| t.series[0].1[11] == Some(1.0)));
}

#[test]
fn axes_count_the_segments_of_the_region_per_kilometre() {
    let segment = |from: f64, incidents, region: &str| Segment {
        from_km: from,
        to_km: from + 50.0,
        incidents,
        explosive: 0,
        killed: None,
        rate: None,
        density: None,
        excess: (incidents > 5).then_some([1.0, 0.001, 0.01]),
        bridged_km: 0.0,
        course: Vec::new(),
        regions: vec![region.into()],
    };
    let axis = AxisSheet {
        id: "a1".into(),
        label: Text::same("A1"),
        course: Vec::new(),
        length_km: 150.0,
        bridged_km: 0.0,
        towns: Vec::new(),
        gaps: Vec::new(),
        passages: Vec::new(),
        zones: Vec::new(),
        zone_passages: Vec::new(),
        communes: Vec::new(),
        people: None,
        without_people: 0,
        segments: vec![segment(0.0, 2, "R1"), segment(50.0, 7, "R1"), segment(100.0, 0, "R2")],
        windows: Vec::new(),
        curve: Vec::new(),
        marks: Vec::new(),
        regions: Vec::new(),
    };
    let report = RoadsReport { axes: vec![axis], months: 12.0, period: "2018".into(), ..RoadsReport::default() };
    let boundaries = boundaries();
    let source = |lang| BriefSource {
        lang,
        title: Text::default(),
        synthetic: false,
        date: None,
        delay_days: 90,
        boundaries: &boundaries,
        columns: &[],
        layers: &[],
        sources: &[],
        until: BTreeMap::new(),
        questions: Vec::new(),
        services: Vec::new(),
        needs: Vec::new(),
        rankings: Vec::new(),
        priority: &[],
        axes: &report,
    };
    let table = Briefs::new(source(Lang::Fr)).of(0).axes.unwrap();
    assert_eq!(texts(&table, 0), ["A1", "100", "9", "9,0", "6,0"]);
    assert_eq!(table.rows[0][0].more, "se détache : km 50–100");
    let other = Briefs::new(source(Lang::En)).of(1).axes.unwrap();
    assert_eq!((texts(&other, 0), other.rows[0][0].more.as_str()), (vec!["A1", "50", "0", "0.0", "6.0"], ""));
}

#[test]
fn communes_come_with_their_reasons_and_the_only_one_comes_first() {
    let row = |region: &str, name: &str, worst_tenth| PriorityRow {
        region: (region.into(), String::new()),
        commune: (String::new(), name.into()),
        index: 7.25,
        class: Text::new("élevé", "high"),
        rank: 12,
        rank_in_region: 1,
        ranks: None,
        worst_tenth,
        priority: worst_tenth.map(|_: f64| ("probably", Text::new("probablement", "probably"))),
        reliability: None,
        reasons: Text::new("Menace.", "Threat."),
    };
    let rows = [row("R1", "Sio", Some(61.3)), row("R2", "Foum", None)];
    // The rows live longer than what is made of them.
    let rows: &'static [PriorityRow] = Box::leak(Box::new(rows));
    let table = |region, lang| brief_of(region, lang, &[], &[], |s| s.priority = rows).priority.unwrap();
    let first = table(0, Lang::Fr);
    assert_eq!(texts(&first, 0), ["1", "Sio", "7,3", "61\u{202f}%", "Menace."]);
    assert_eq!(
        first.rows[0].iter().map(|e| e.more.as_str()).collect::<Vec<_>>()[1..4],
        ["rang 12 dans le pays", "élevé", "probablement"]
    );
    let only = table(1, Lang::En);
    assert_eq!((only.rows.len(), texts(&only, 0)), (1, vec!["1", "Foum", "7.3", "–", "Threat."]));
}

#[test]
fn communes_without_an_index_are_counted_by_reason() {
    let cells = vec![Cell::value(4.0), Cell::missing(Missing::NotSampled), Cell::missing(Missing::NoData)];
    let mut columns = whole();
    columns.push(column("risk_index", Unit::Score10, Level::Commune, cells));
    let said = |region, lang| plain(region, lang, &columns, &[]).caveats.lines.join(" ");
    assert!(said(0, Lang::Fr).contains(": 1 sur 2 (non enquêté : 1)."), "{}", said(0, Lang::Fr));
    assert!(said(1, Lang::En).contains(": 1 of 1 (no data: 1)."), "{}", said(1, Lang::En));
}

#[test]
fn generated_data_and_delays_are_said_first_to_last() {
    let brief = brief_of(0, Lang::En, &[], &[incidents(&[("2018-01-01", None, &["R1"], "commune")])], |s| {
        s.synthetic = true;
        s.delay_days = 90;
    });
    assert!(brief.synthetic && brief.caveats.lines[0].starts_with("Synthetic data"));
    assert!(brief.caveats.lines.iter().any(|l| l.contains("last 90 days")), "{:?}", brief.caveats);
}
