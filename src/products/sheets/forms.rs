//! What sheets show that are not about the colours of classes alone: colours that fade, dots, borders and names.

use super::subject::{Shown, Subject};
use crate::base::{Lang, Level, count, number, percent};
use crate::carto::content::{Dots, Fill, Matrix};
use crate::carto::dots;
use crate::carto::fade::{faded, strength};
use crate::carto::form::{Fade, Form};
use crate::carto::furniture::GROUND;
use crate::carto::words::{filled, words};
use crate::layers::style::Rgb;

/// Radius of a dot, millimetres.
const DOT: f64 = 0.42;
/// The same on a sheet of the country, where they stand closer.
const DOT_COUNTRY: f64 = 0.26;

impl Subject<'_> {
    /// The class of a row's value. Where colours fade, the steps of a class follow each other; without a step there is no class.
    pub(super) fn class_of(&self, row: usize, value: f64) -> Option<usize> {
        let class = self.style.class_of(value)?;
        match &self.theme.form {
            Form::Fade(fade) => {
                let other = self.layer.value(row, &fade.field).as_f64().filter(|v| v.is_finite())?;
                Some(class * fade.steps() + fade.step(other))
            }
            _ => Some(class),
        }
    }

    /// Colours and labels of the classes, lowest first.
    pub(super) fn class_lines(&self) -> Vec<(Rgb, String)> {
        let lang = self.lang();
        let classes = self.style.classes.iter().map(|c| (c.colour, c.label.get(lang).to_owned()));
        match &self.theme.form {
            Form::Fade(fade) => {
                let across = fade.across.get(lang);
                let steps = steps(fade, lang);
                let line = |(colour, class): (Rgb, String)| {
                    let step = |(i, step): (usize, &String)| {
                        let label =
                            filled(&words().class_in_step, lang, &[("class", &class), ("across", across), ("step", step)]);
                        (faded(colour, strength(i, steps.len())), label)
                    };
                    steps.iter().enumerate().map(step).collect::<Vec<_>>()
                };
                classes.flat_map(line).collect()
            }
            Form::Dots(dots) => classes.take(1).map(|_| (GROUND, dots.known.get(lang).to_owned())).collect(),
            Form::Reference | Form::Heat(_) | Form::Gathered => Vec::new(),
            Form::Classes | Form::Tiles => classes.collect(),
        }
    }

    /// The words of a legend of two things at once.
    pub(super) fn matrix(&self) -> Option<Matrix> {
        let lang = self.lang();
        let note = words().square_note.get(lang).to_owned();
        if let Form::Fade(fade) = &self.theme.form {
            let rows = self.style.classes.iter().map(|c| c.label.get(lang).to_owned()).collect();
            return Some(Matrix {
                across: self.say(&fade.across),
                up: self.say(&fade.up),
                columns: steps(fade, lang),
                rows,
                note,
            });
        }
        let square = self.theme.square.as_ref()?;
        let steps = [&words().step_low, &words().step_middle, &words().step_high].map(|step| step.get(lang).to_owned()).to_vec();
        Some(Matrix { across: self.say(&square.across), up: self.say(&square.up), columns: steps.clone(), rows: steps, note })
    }

    /// The dots of a sheet, and what is said of areas too small for one. Each stands for the same number on the sheets of all regions.
    pub(super) fn dots(&self, shown: &[Shown]) -> Option<(Dots, Option<String>)> {
        let Form::Dots(form) = &self.theme.form else { return None };
        let (lang, level, boundaries) = (self.lang(), self.level(), self.set.boundaries);
        let rows = self.rows();
        let mut sums = vec![0.0; boundaries.regions.len() + 1];
        for (i, area) in boundaries.level(level).iter().enumerate() {
            let value = rows.get(area.code.as_str()).and_then(|&row| self.layer.value(row, &self.field.id).as_f64());
            // Areas of no region are added up together.
            let region = boundaries.ancestor(level, i, Level::Region).unwrap_or(boundaries.regions.len());
            sums[region] += value.filter(|v| v.is_finite()).unwrap_or(0.0);
        }
        let each = dots::each_stands_for(&sums);
        let mut counts = vec![0; boundaries.level(level).len()];
        let mut without = 0;
        for s in shown.iter().filter(|s| matches!(s.fill, Fill::Class(_))) {
            let value = s.value.unwrap_or(0.0);
            counts[s.area] = (value / each as f64).round().max(0.0) as usize;
            without += usize::from(counts[s.area] == 0 && value > 0.0);
        }
        let things = form.things.get(lang);
        let label = filled(&words().dot_stands_for, lang, &[("count", &number(each as f64, 0, lang)), ("things", things)]);
        let note = (without > 0).then(|| {
            let values = [
                ("areas", self.areas().get(lang)),
                ("count", &number(each as f64 / 2.0, 0, lang)),
                ("things", things),
                ("without", &count(without, lang)),
            ];
            filled(&words().too_small_for_a_dot, lang, &values)
        });
        let radius = if self.region.is_some() { DOT } else { DOT_COUNTRY };
        Some((Dots { label, counts, radius }, note))
    }
}

/// "≤ 40 %", "40 – 60 %", "> 60 %".
fn steps(fade: &Fade, lang: Lang) -> Vec<String> {
    let share = |bound: f64| percent(bound, 0, lang);
    let between = |pair: &[f64]| format!("{} – {}", number(pair[0], 0, lang), share(pair[1]));
    let first = fade.bounds.first().map(|&bound| format!("≤ {}", share(bound)));
    let last = fade.bounds.last().map(|&bound| format!("> {}", share(bound)));
    first.into_iter().chain(fade.bounds.windows(2).map(between)).chain(last).collect()
}
