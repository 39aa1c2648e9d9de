//! Shares from a list of old and new codes, without any shape.

use super::CrosswalkOptions;
use super::weights::{Piece, Weights};
use crate::base::{Case, Error, FeatureField, FeatureRow, Features, FieldKind, FieldValue, Problem, Problems, Result, Text};
use crate::pipeline::account::{Account, InputAccount};
use crate::pipeline::plain::PlainInput;
use crate::pipeline::plain::codes::field_of_codes;
use crate::text;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Shares may add up to this much more than one by rounding.
const ROUNDING: f64 = 1e-6;

/// The weights, and the codes of the new areas in their order.
pub struct ByTable {
    pub weights: Weights,
    pub new_codes: Vec<String>,
}

/// The list read against the codes of the old areas, and those of the new ones where they are known; without
/// them the new areas are those of the list, in the order of their codes.
///
/// Columns are those called `old`, `new` and `share` (or `ancien`, `nouveau`, `part`), else those that hold the codes. A row
/// without a new code says what goes nowhere. With shares every row needs one; without, an old area goes whole to
/// the one new area it is listed with, and to none where it is listed with several. `people` of each old area is what
/// means are weighted with.
///
/// Errors: columns that cannot be told; shares of an area beyond one; rates over several old areas without people.
pub fn by_table(
    options: &CrosswalkOptions,
    input: &PlainInput,
    share: Option<&str>,
    [old_codes, new_codes]: [Option<&Vec<String>>; 2],
    people: Option<&[Option<f64>]>,
    account: &mut Account,
    problems: &mut Problems,
) -> Result<ByTable> {
    let list = input.read(problems)?;
    let old_codes = old_codes.map_or(&[][..], Vec::as_slice);
    let columns = Columns::find(&list, options, share, old_codes, new_codes)?;
    let listed = || list.rows.iter().map(|row| row.values[columns.new].shown()).filter(|code| !code.is_empty());
    let new_codes = match new_codes {
        Some(codes) => codes.clone(),
        None => listed().collect::<BTreeSet<String>>().into_iter().collect(),
    };
    let rows = columns.rows(&list, old_codes, &new_codes, account, problems);

    let mut pieces: Vec<Vec<Piece>> = vec![Vec::new(); old_codes.len()];
    let mut split = Problem::warning(
        "split-without-share",
        &list.file,
        Text::new(
            "anciens codes qui vont à plusieurs nouveaux sans part : portés à aucun, comptés perdus",
            "old codes that go to several new ones without a share: carried to none, counted as lost",
        ),
        Text::new(
            "Ajoutez une colonne `share` (0 à 1), ou calculez les parts à partir des deux découpages.",
            "Add a column `share` (0 to 1), or work the shares out from both sets of areas.",
        ),
    );
    for (old, to) in rows {
        let total: f64 = to.values().flatten().sum();
        if total > 1.0 + ROUNDING {
            return Err(too_much(&list.file, &old_codes[old], total));
        }
        let known = people.and_then(|people| people[old]);
        let new: Vec<usize> = to.keys().copied().flatten().collect();
        if columns.share.is_none() && new.len() > 1 {
            let shown: Vec<&str> = new.iter().map(|&i| new_codes[i].as_str()).collect();
            split.push(Case { field: Some(old_codes[old].clone()), ..Case::found(shown.join(", ")) });
            continue;
        }
        pieces[old] = to
            .into_iter()
            .filter_map(|(new, share)| Some((new?, share.unwrap_or(1.0))))
            .filter(|(_, share)| *share > 0.0)
            .map(|(new, share)| Piece { new, share, mass: share * known.unwrap_or(1.0), km2: None })
            .collect();
    }
    problems.add(split);
    let lost = |pieces: &Vec<Piece>| match 1.0 - pieces.iter().map(|piece| piece.share).sum::<f64>() {
        left if left <= ROUNDING => 0.0,
        left => left,
    };
    let lost = pieces.iter().map(lost).collect();
    let by_people = (0..pieces.len()).map(|old| people.is_some_and(|people| people[old].is_some())).collect();
    let weights = Weights { pieces, lost, by_people, slivers: 0 };
    if people.is_none() && !options.rate.is_empty() {
        no_mean_without_people(&weights, &new_codes)?;
    }
    account.rules.push(match columns.share.is_some() {
        true => {
            Text::new("Chaque ancien code est partagé comme le tableau le dit.", "Each old code is shared out as the table says.")
        }
        false => Text::new("Chaque ancien code va entier à son nouveau code.", "Each old code goes whole to its new code."),
    });
    Ok(ByTable { weights, new_codes })
}

/// New areas of which only the codes are known.
pub fn areas_of(codes: &[String]) -> Features {
    let row = |(i, code): (usize, &String)| FeatureRow {
        row: i as u64 + 1,
        geometry: None,
        values: vec![FieldValue::Text(code.clone())],
    };
    Features {
        file: String::new(),
        fields: vec![FeatureField { name: "code".into(), kind: FieldKind::Text }],
        rows: codes.iter().enumerate().map(row).collect(),
        coordinates: None,
    }
}

/// Where the list holds what.
struct Columns {
    old: usize,
    new: usize,
    share: Option<usize>,
}

/// For each old area that is listed, where it goes (`None`: nowhere) and with what share.
type Rows = BTreeMap<usize, BTreeMap<Option<usize>, Option<f64>>>;

impl Columns {
    fn find(
        list: &Features,
        options: &CrosswalkOptions,
        share: Option<&str>,
        old_codes: &[String],
        new_codes: Option<&Vec<String>>,
    ) -> Result<Columns> {
        let called = |names: &[&str]| list.fields.iter().position(|field| names.contains(&field.name.to_lowercase().as_str()));
        let named = |name: &Option<String>| name.as_deref().and_then(|name| list.field(name).ok());
        let share = share.map(|name| list.field(name)).transpose()?.or_else(|| called(&["share", "part"]));
        let mut taken: Vec<usize> = share.into_iter().collect();
        let cannot_tell = |which: Text, flag: &str| {
            let (file, fr, en) = (&list.file, which.fr, which.en);
            Error::input(
                text!("`{file}` : la colonne {fr} ne se reconnaît pas", "`{file}`: the column of {en} cannot be told"),
                text!("Nommez-la avec {flag}.", "Name it with {flag}."),
            )
        };
        let old = named(&options.old_code).or_else(|| called(&["old", "ancien"]));
        let old = old.or_else(|| field_of_codes(list, old_codes, &taken));
        let old = old.ok_or_else(|| cannot_tell(Text::new("des anciens codes", "the old codes"), "--old-code"))?;
        taken.push(old);
        let new = named(&options.new_code).filter(|new| *new != old).or_else(|| called(&["new", "nouveau"]));
        let new = new.or_else(|| match new_codes {
            Some(codes) => field_of_codes(list, codes, &taken),
            None => {
                let mut left = (0..list.fields.len()).filter(|field| !taken.contains(field));
                left.next().filter(|_| left.next().is_none())
            }
        });
        let new = new.ok_or_else(|| cannot_tell(Text::new("des nouveaux codes", "the new codes"), "--new-code"))?;
        Ok(Columns { old, new, share })
    }

    /// The rows that can be used; the others are problems and stand in the account.
    fn rows(
        &self,
        list: &Features,
        old_codes: &[String],
        new_codes: &[String],
        account: &mut Account,
        problems: &mut Problems,
    ) -> Rows {
        let places = |codes: &'_ [String]| codes.iter().cloned().zip(0..).collect::<HashMap<String, usize>>();
        let (old_places, new_places) = (places(old_codes), places(new_codes));
        let warning = |kind, what, way_out| Problem::warning(kind, &list.file, what, way_out);
        let check = || {
            Text::new(
                "Vérifiez l'édition du découpage dont viennent ces codes.",
                "Check the edition of the areas these codes come from.",
            )
        };
        let mut unknown_old = warning(
            "code-unknown",
            Text::new("codes absents de l'ancien découpage", "codes that the old areas do not have"),
            check(),
        );
        let mut unknown_new = warning(
            "new-code-unknown",
            Text::new(
                "codes absents du nouveau découpage : leur part est perdue",
                "codes that the new areas do not have: their share is lost",
            ),
            check(),
        );
        let mut unusable = warning(
            "share-unusable",
            Text::new(
                "parts qui ne sont pas des nombres positifs : lignes laissées de côté",
                "shares that are no positive numbers: rows left out",
            ),
            Text::new("Donnez une part de 0 à 1 à chaque ligne.", "Give every row a share from 0 to 1."),
        );
        let name = |field: usize| list.fields[field].name.clone();
        let mut rows = Rows::new();
        for row in &list.rows {
            let (old, new) = (row.values[self.old].shown(), row.values[self.new].shown());
            let Some(&from) = old_places.get(&old) else {
                unknown_old.push(Case::row(row.row, name(self.old), old));
                continue;
            };
            let to = match new_places.get(&new) {
                Some(&to) => Some(to),
                None if new.is_empty() => None,
                None => {
                    unknown_new.push(Case::row(row.row, name(self.new), new));
                    None
                }
            };
            let share = self.share.map(|field| (row.values[field].as_f64().filter(|s| *s >= 0.0 && s.is_finite()), field));
            match share {
                Some((None, field)) => unusable.push(Case::row(row.row, name(field), row.values[field].shown())),
                Some((Some(share), _)) => {
                    let sum = rows.entry(from).or_default().entry(to).or_default();
                    *sum = Some(sum.unwrap_or(0.0) + share);
                }
                None => drop(rows.entry(from).or_default().insert(to, None)),
            }
        }
        let mut read = InputAccount::new(Text::new("correspondances", "correspondences"), &list.file, list.rows.len() as u64);
        read.leave_out("unknown-code", Text::new("code inconnu", "unknown code"), unknown_old.count as u64);
        read.leave_out("unusable-share", Text::new("sans part utilisable", "without a usable share"), unusable.count as u64);
        account.inputs.push(read);
        problems.extend([unknown_old, unknown_new, unusable]);
        rows
    }
}

fn too_much(file: &str, code: &str, total: f64) -> Error {
    let total = format!("{}", (total * 1e6).round() / 1e6);
    Error::input(
        text!("`{file}` : les parts de `{code}` font {total} en tout", "`{file}`: the shares of `{code}` add up to {total}"),
        Text::new(
            "Ses habitants compteraient deux fois. Écrivez des parts de 0 à 1 (et non des pour cent), 1 au plus par ancien code.",
            "Its people would count twice. Write shares from 0 to 1 (not percent), 1 at most for each old code.",
        ),
    )
}

/// A mean of several rates needs to know how many people each stands for.
fn no_mean_without_people(weights: &Weights, new_codes: &[String]) -> Result<()> {
    let mut from = vec![0; new_codes.len()];
    weights.pieces.iter().flatten().for_each(|piece| from[piece.new] += 1);
    let Some(several) = from.iter().position(|count| *count > 1) else { return Ok(()) };
    let code = &new_codes[several];
    Err(Error::usage(
        text!(
            "`{code}` réunit plusieurs anciennes unités : la moyenne de leurs taux demande leur population",
            "`{code}` unites several old areas: the mean of their rates needs their population"
        ),
        Text::new(
            "Nommez son champ avec --population ; un taux ne se moyenne pas sans savoir sur combien de personnes il porte.",
            "Name its field with --population; a rate cannot be averaged without knowing how many people it is about.",
        ),
    ))
}
