//! A chart in words, for those who cannot see it: every number that it shows.

use super::content::{Chart, ChartKind, Cover, Until};
use super::map_panels;
use super::value::{Axis, Value, n_text};
use crate::base::{Lang, count};
use crate::carto::words::{filled, words};

/// Subtitle, then a sentence for each row, panel, period or event.
pub fn described(chart: &Chart) -> String {
    let lang = chart.lang;
    let mut sentences = Vec::new();
    if chart.synthetic {
        sentences.push(words().synthetic_mark.get(lang).to_owned());
    }
    if chart.indicative {
        sentences.push(words().indicative_note.get(lang).to_owned());
    }
    sentences.push(chart.subtitle.clone());
    sentences.extend(body(&chart.kind, lang));
    sentences.retain(|s| !s.trim().is_empty());
    sentences.iter().map(|s| format!("{}.", s.trim().trim_end_matches('.'))).collect::<Vec<_>>().join(" ")
}

fn body(kind: &ChartKind, lang: Lang) -> Vec<String> {
    match kind {
        ChartKind::GroupedBars(rows) | ChartKind::DotPlot(rows) => {
            rows.rows.iter().map(|r| line(&r.label, &rows.series, &r.values, &rows.axis, lang)).collect()
        }
        ChartKind::StackedBars(bars) => {
            bars.rows.iter().map(|r| line(&r.label, &bars.shares, &r.values, &bars.axis, lang)).collect()
        }
        ChartKind::DivergingBars(bars) => {
            let answers: Vec<String> = bars.answers.iter().map(|a| a.0.clone()).collect();
            bars.rows.iter().map(|r| line(&r.label, &answers, &r.values, &bars.axis, lang)).collect()
        }
        ChartKind::HeatTable(table) => {
            table.rows.iter().map(|r| line(&r.label, &table.columns, &r.values, &table.axis, lang)).collect()
        }
        ChartKind::RankedPanels(panels) => panels
            .panels
            .iter()
            .map(|panel| {
                let item = |(i, item): (usize, &super::content::Ranked)| {
                    let named = filled(&words().chart_rank, lang, &[("rank", &count(i + 1, lang)), ("label", &item.label)]);
                    item.value.map_or(named.clone(), |value| format!("{named} {}", said(&value, &panels.axis, lang)))
                };
                let title = panel.n.map_or(panel.title.clone(), |n| format!("{} ({})", panel.title, n_text(n, lang)));
                label(&title, panel.items.iter().enumerate().map(item).collect(), lang)
            })
            .collect(),
        ChartKind::CoverageTable(table) => table
            .rows
            .iter()
            .map(|row| {
                let covered = table.columns.iter().zip(&row.cells).filter_map(|(column, cover)| match cover {
                    Cover::None => None,
                    Cover::Whole => Some(column.clone()),
                    Cover::Part => Some(format!("{column} ({})", words().chart_partly_covered.get(lang).to_lowercase())),
                });
                label(&row.label, row.details.iter().cloned().chain(covered).collect(), lang)
            })
            .chain(table.totals.iter().map(|total| {
                let of = table.columns.iter().zip(&total.counts).map(|(column, n)| format!("{column} {}", count(*n, lang)));
                label(&total.label, of.collect(), lang)
            }))
            .collect(),
        ChartKind::Periods(periods) => periods
            .periods
            .iter()
            .enumerate()
            .map(|(k, period)| {
                let name = period.partial.as_ref().map_or(period.label.clone(), |part| format!("{} ({part})", period.label));
                let lines = periods.lines.iter().filter_map(|l| Some((&l.label, l.values.get(k)?, &periods.line_axis)));
                let columns = periods.series.iter().zip(&period.values).map(|(s, v)| (s, v, &periods.axis));
                let parts = columns.chain(lines).map(|(name, v, axis)| format!("{name} {}", said(v, axis, lang)));
                label(&name, parts.collect(), lang)
            })
            .collect(),
        ChartKind::Strip(road) => super::strip::described(road, lang),
        ChartKind::MapPanels(maps) => {
            map_panels::sentences(maps, lang).into_iter().map(|(title, parts)| label(&title, parts, lang)).collect()
        }
        ChartKind::Timeline(timeline) => timeline
            .events
            .iter()
            .map(|event| match event.until {
                Until::Open => {
                    label(&filled(&words().chart_to_the_end, lang, &[("when", &event.when)]), vec![event.label.clone()], lang)
                }
                Until::Point | Until::Day(_) => label(&event.when, vec![event.label.clone()], lang),
            })
            .collect(),
        ChartKind::SmallMaps(maps) => maps
            .maps
            .iter()
            .map(|map| {
                let value = |(i, area): (usize, &super::content::Outline)| {
                    let value = map.value(i);
                    let kind = value.checked().ok().and_then(|v| maps.kinds.get(v as usize));
                    format!("{} {}", area.name, kind.map_or_else(|| said(&value, &maps.axis, lang), Clone::clone))
                };
                label(&map.title, maps.areas.iter().enumerate().map(value).collect(), lang)
            })
            .collect(),
        ChartKind::Scatter(scatter) => scatter
            .points
            .iter()
            .map(|point| {
                let series = scatter.series.get(point.series).filter(|_| scatter.series.len() > 1);
                let name = series.map_or(point.label.clone(), |s| format!("{}, {s}", point.label));
                let far = scatter.distance.shown(point.distance, lang);
                label(&format!("{name} ({far})"), vec![said(&point.value, &scatter.axis, lang)], lang)
            })
            .collect(),
    }
}

fn line(name: &str, series: &[String], values: &[Value], axis: &Axis, lang: Lang) -> String {
    let part = |(i, value): (usize, &Value)| match series.get(i).filter(|_| series.len() > 1) {
        Some(series) => format!("{series} {}", said(value, axis, lang)),
        None => said(value, axis, lang),
    };
    label(name, values.iter().enumerate().map(part).collect(), lang)
}

fn said(value: &Value, axis: &Axis, lang: Lang) -> String {
    let (main, rest) = value.said(axis, lang);
    if rest.is_empty() { main } else { format!("{main} {rest}") }
}

fn label(name: &str, parts: Vec<String>, lang: Lang) -> String {
    let parts = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>();
    match lang {
        Lang::Fr => format!("{name}\u{a0}: {}", parts.join("\u{a0}; ")),
        Lang::En => format!("{name}: {}", parts.join("; ")),
    }
}
