//! The numbers that hot spots are looked for in, area by area.

use super::HotspotsCommand;
use crate::base::{Case, Error, FeatureRow, Features, Problem, Problems, Result, Text};
use crate::spatial::empirical_bayes::{Observed, standardised_rates};
use crate::text;

/// What is known of every row.
pub struct Values {
    /// The number, or the standardised rate where there is a field of people; `None` where it is missing.
    pub own: Vec<Option<f64>>,
    /// Count over people, as it stands; the number itself without a field of people.
    pub raw: Vec<Option<f64>>,
    /// The number of the other field; empty without one.
    pub other: Vec<Option<f64>>,
}

impl Values {
    /// Missing numbers and impossible rates are told. A row that lacks one of the fields has no value.
    ///
    /// # Errors
    /// A field that is not there or holds no numbers.
    pub fn read(features: &Features, command: &HotspotsCommand, problems: &mut Problems) -> Result<Values> {
        let file = &features.file;
        let find = |name: &str, option: &str| -> Result<usize> {
            let field = features.field(name)?;
            let name = &features.fields[field].name;
            match features.fields[field].kind.is_number() {
                true => Ok(field),
                false => Err(Error::usage(
                    text!(
                        "`{file}` : le champ `{name}` ne contient pas de nombres",
                        "`{file}`: field `{name}` does not hold numbers"
                    ),
                    text!("Choisissez un champ de nombres avec {option}.", "Choose a field of numbers with {option}."),
                )),
            }
        };
        let field = find(&command.field, "--field")?;
        let per = command.per.as_deref().map(|name| find(name, "--per")).transpose()?;
        let against = command.against.as_deref().map(|name| find(name, "--against")).transpose()?;
        let number = |row: &FeatureRow, field: usize| row.values[field].as_f64().filter(|v| v.is_finite());
        let mut missing = Problem::warning(
            "value-missing",
            file,
            Text::new("unités sans valeur : ni comptées, ni voisines", "areas without a value: neither counted nor neighbours"),
            Text::new("Complétez le champ ; vide n'est pas zéro.", "Complete the field; empty is not zero."),
        );
        let mut unusable = Problem::warning(
            "rate-impossible",
            file,
            Text::new(
                "taux impossibles : nombre négatif ou non entier, ou population absente ou nulle",
                "impossible rates: a count below zero or not whole, or people missing or zero",
            ),
            Text::new("Corrigez ces lignes ; elles n'ont pas de taux.", "Correct these rows; they have no rate."),
        );
        let (mut plain, mut observed, mut other) = (Vec::new(), Vec::new(), Vec::new());
        for row in &features.rows {
            for field in std::iter::once(field).chain(against).filter(|&field| number(row, field).is_none()) {
                missing.push(Case::row(row.row, features.fields[field].name.clone(), row.values[field].shown()));
            }
            let beside = against.map(|field| number(row, field));
            let value = number(row, field).filter(|_| beside != Some(None));
            plain.push(value);
            other.extend(beside.map(|v| v.filter(|_| value.is_some())));
            let Some(per) = per else { continue };
            let rate = value.zip(number(row, per)).filter(|(count, base)| *count >= 0.0 && count.fract() == 0.0 && *base > 0.0);
            if rate.is_none() && value.is_some() {
                unusable.push(Case::row(row.row, features.fields[per].name.clone(), row.values[per].shown()));
            }
            observed.push(rate.map(|(count, base)| Observed { count: count as u64, base }));
        }
        problems.extend([missing, unusable]);
        if per.is_none() {
            return Ok(Values { raw: plain.clone(), own: plain, other });
        }
        let raw = observed.iter().map(|o| o.map(|o| o.count as f64 / o.base)).collect();
        Ok(Values { own: standardised_rates(&observed), raw, other })
    }

    /// Rows with a value.
    pub fn known(&self) -> Vec<usize> {
        (0..self.own.len()).filter(|&i| self.own[i].is_some()).collect()
    }

    /// The same of some rows alone, all with a value: own, raw, other.
    pub fn of(&self, rows: &[usize]) -> [Vec<f64>; 3] {
        [&self.own, &self.raw, &self.other].map(|all| rows.iter().filter_map(|&row| *all.get(row)?).collect())
    }
}

/// Which areas have it, where every value is 0 or 1 and both occur.
pub fn binary(values: &[f64]) -> Option<Vec<bool>> {
    let has = |wanted: f64| values.contains(&wanted);
    let only = values.iter().all(|v| *v == 0.0 || *v == 1.0);
    (only && has(0.0) && has(1.0)).then(|| values.iter().map(|v| *v == 1.0).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn binary_is_both_of_two_numbers() {
        assert_eq!(binary(&[0.0, 1.0, 1.0]), Some(vec![false, true, true]));
        assert!(binary(&[0.0, 0.0]).is_none() && binary(&[0.0, 1.0, 2.0]).is_none() && binary(&[]).is_none());
    }
}
