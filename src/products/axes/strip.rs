//! The sheet of one axis: the road drawn straight.

use super::{AxisSheet, RoadsReport, stands_out};
use crate::base::{Lang, Missing, Text, count, number};
use crate::carto::charts::{Axis, Band, Chart, ChartKind, Strip, StripBar, StripWords, Unit, Value};
use crate::text;

/// What stands around the strip.
pub struct StripAround {
    pub lang: Lang,
    /// The project.
    pub overline: Text,
    pub credits: Vec<Text>,
    pub synthetic: bool,
    /// How far from the road an incident may lie, and the reach of the kernel, kilometres.
    pub snap_km: f64,
    pub bandwidth_km: f64,
}

/// The chart of an axis.
pub fn strip_chart(axis: &AxisSheet, report: &RoadsReport, around: &StripAround) -> Chart {
    let lang = around.lang;
    let pick = |t: Text| t.get(lang).to_owned();
    let step = axis.segments.first().map_or(0.0, |s| s.to_km - s.from_km);
    let step = number(step, if step.fract() == 0.0 { 0 } else { 1 }, lang);
    let bars = axis.segments.iter().map(|s| StripBar {
        from: s.from_km,
        to: s.to_km,
        value: match s.rate {
            Some([rate, lower, upper]) => Value::new(rate).with_n(s.incidents).between(lower, upper),
            None => Value::missing(Missing::NoData),
        },
        stands_out: stands_out(s),
    });
    let kernel = number(around.bandwidth_km, 0, lang);
    let said = StripWords {
        bar: pick(text!(
            "Incidents par km et par mois, segments de {step} km",
            "Incidents per km and month, segments of {step} km"
        )),
        stands_out: pick(Text::new(
            "Segment qui se détache de son axe (p corrigé ≤ 5 %)",
            "Segment that stands out from its axis (adjusted p ≤ 5%)",
        )),
        interval: pick(Text::new("Intervalle exact à 95 % (Poisson)", "Exact 95% interval (Poisson)")),
        curve: pick(text!(
            "Densité le long des routes (noyau de {kernel} km)",
            "Density along the roads (kernel of {kernel} km)"
        )),
        mark: pick(Text::new("Un incident", "One incident")),
        gap: pick(Text::new("Pas de route dans la couche : ligne droite", "No road in the layer: straight line")),
    };
    let band = |label: Text, parts: &[(f64, f64, String)]| Band { label: pick(label), parts: parts.to_vec() };
    let mut bands = vec![band(Text::same("Communes"), &axis.passages)];
    if axis.zone_passages.iter().any(|z| !z.2.is_empty()) {
        bands.push(band(Text::same("Zones"), &axis.zone_passages));
    }
    bands.retain(|b| !b.parts.is_empty());
    let counted = report.months > 0.0;
    let strip = Strip {
        length: axis.length_km,
        distance: Axis { unit: Unit::Named("km".into()), ..Axis::default() },
        axis: Axis::plain(pick(Text::new("Incidents par km et par mois", "Incidents per km and month")), 3),
        towns: axis.towns.iter().map(|(km, name, _)| (*km, name.clone())).collect(),
        bars: if counted { bars.collect() } else { Vec::new() },
        curve: if counted { axis.curve.clone() } else { Vec::new() },
        marks: axis.marks.clone(),
        gaps: axis.gaps.clone(),
        bands,
        said,
    };
    Chart {
        lang,
        overline: pick(around.overline.clone()),
        title: axis.label.get(lang).to_owned(),
        subtitle: subtitle(axis, report, lang),
        kind: ChartKind::Strip(Box::new(strip)),
        notes: notes(axis, around, counted).into_iter().map(pick).collect(),
        credits: around.credits.iter().map(|c| c.get(lang).to_owned()).collect(),
        synthetic: around.synthetic,
        indicative: false,
    }
}

fn subtitle(axis: &AxisSheet, report: &RoadsReport, lang: Lang) -> String {
    let km = number(axis.length_km, 0, lang);
    let mut parts = vec![format!("{km} km")];
    if report.months > 0.0 {
        let incidents = count(axis.segments.iter().map(|s| s.incidents as usize).sum(), lang);
        let period = &report.period;
        parts.push(text!("{incidents} incidents, {period}", "{incidents} incidents, {period}").get(lang).to_owned());
    }
    if let Some([five, ten]) = axis.people {
        let (five, ten) = (number(five, 0, lang), number(ten, 0, lang));
        let said =
            text!("{five} habitants à moins de 5 km, {ten} à moins de 10 km", "{five} people within 5 km, {ten} within 10 km");
        parts.push(said.get(lang).to_owned());
    }
    parts.join(" · ")
}

fn notes(axis: &AxisSheet, around: &StripAround, counted: bool) -> Vec<Text> {
    let mut notes = Vec::new();
    if counted {
        let (fr, en) = (number(around.snap_km, 0, Lang::Fr), number(around.snap_km, 0, Lang::En));
        notes.push(text!(
            "Comptés : incidents connus au lieu près, à {fr} km au plus de l'axe ; zéro veut dire « aucun enregistré ». Une position imprécise ne compte sur aucun segment.",
            "Counted: incidents whose spot is known, at most {en} km from the axis; zero means “none recorded”. A coarse position counts on no segment."
        ));
    }
    if axis.people.is_some() {
        notes.push(Text::new(
            "Habitants : population de chaque commune supposée répartie également sur sa surface.",
            "People: the population of each commune taken as spread evenly over its surface.",
        ));
    }
    if axis.without_people > 0 {
        let n = axis.without_people;
        notes.push(text!(
            "{n} commune(s) proche(s) de l'axe sans population connue : non comptée(s).",
            "{n} commune(s) near the axis without a known population: not counted."
        ));
    }
    let far: Vec<&(f64, String, f64)> = axis.towns.iter().filter(|t| t.2 >= 1.0).collect();
    if !far.is_empty() {
        let list = |lang| far.iter().map(|t| format!("{} ({} km)", t.1, number(t.2, 0, lang))).collect::<Vec<_>>().join(", ");
        let (fr, en) = (list(Lang::Fr), list(Lang::En));
        notes.push(text!("À l'écart de la route : {fr}.", "Off the road: {en}."));
    }
    if axis.bridged_km > 0.0 {
        let (fr, en) = (number(axis.bridged_km, 0, Lang::Fr), number(axis.bridged_km, 0, Lang::En));
        notes.push(text!(
            "{fr} km sans route dans la couche, comptés en ligne droite comme le projet le demande.",
            "{en} km without a road in the layer, counted as a straight line as the project asks."
        ));
    }
    notes
}
