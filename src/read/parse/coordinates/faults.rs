//! The faults coordinates come with, as problems a person can act on.

use super::{Position, Written};
use crate::base::{Case, Problem, Problems, Text};
use geo_types::Coord;

/// The kinds of fault, each gathering its cases.
pub(super) struct Faults {
    missing: Problem,
    zero: Problem,
    ruined: Problem,
    doubtful: Problem,
    off_grid: Problem,
    impossible: Problem,
    outside: Problem,
    swapped: Problem,
    pub(super) swapped_file: Problem,
}

impl Faults {
    pub(super) fn new(file: &str) -> Self {
        let warning = |kind, what: Text, way_out: Text| Problem::warning(kind, file, what, way_out);
        Faults {
            missing: warning(
                "coordinates-missing",
                Text::new(
                    "enregistrements sans coordonnées : placés par leur nom, sinon absents des cartes",
                    "records without coordinates: placed by name, else absent from maps",
                ),
                Text::new(
                    "Complétez les coordonnées, ou au moins la commune.",
                    "Complete the coordinates, or at least the commune.",
                ),
            ),
            zero: warning(
                "coordinates-zero",
                Text::new("coordonnées (0, 0) : comptées comme absentes", "coordinates (0, 0): counted as missing"),
                Text::new(
                    "Remplacez les zéros par les vraies coordonnées ou laissez vide.",
                    "Replace the zeros by the true coordinates or leave them empty.",
                ),
            ),
            ruined: warning(
                "coordinates-ruined",
                Text::new(
                    "coordonnées illisibles, souvent abîmées par un tableur (« 16.247.142 ») : non utilisées",
                    "coordinates unreadable, often ruined by a spreadsheet (`16.247.142`): not used",
                ),
                Text::new(
                    "Reprenez le fichier d'origine sans l'ouvrir dans un tableur, ou ajoutez un export plus ancien du même registre : les coordonnées y seront prises.",
                    "Take the original file without opening it in a spreadsheet, or add an older export of the same register: coordinates will be taken from it.",
                ),
            ),
            doubtful: warning(
                "coordinates-doubtful",
                Text::new(
                    "coordonnées lisibles, mais le fichier a été abîmé par un tableur et leur point décimal peut être faux : non utilisées",
                    "coordinates readable, but a spreadsheet ruined the file and their decimal point may be wrong: not used",
                ),
                Text::new(
                    "Reprenez le fichier d'origine, ou ajoutez un export plus ancien du même registre.",
                    "Take the original file, or add an older export of the same register.",
                ),
            ),
            off_grid: warning(
                "coordinates-grid",
                Text::new(
                    "références MGRS ou UTM illisibles : non utilisées",
                    "MGRS or UTM references that cannot be read: not used",
                ),
                Text::new(
                    "MGRS : 30P XC 12345 67890, au kilomètre au moins. UTM : est et nord en mètres, et le fuseau (30N).",
                    "MGRS: 30P XC 12345 67890, to the kilometre at least. UTM: easting and northing in metres, and the zone (30N).",
                ),
            ),
            impossible: warning(
                "coordinates-impossible",
                Text::new("coordonnées hors du globe : non utilisées", "coordinates off the globe: not used"),
                Text::new(
                    "La longitude va de -180 à 180 et la latitude de -90 à 90 ; vérifiez l'unité et le point décimal.",
                    "Longitude runs from -180 to 180 and latitude from -90 to 90; check unit and decimal point.",
                ),
            ),
            outside: warning(
                "coordinates-outside",
                Text::new("coordonnées hors du pays : non utilisées", "coordinates outside the country: not used"),
                Text::new(
                    "Vérifiez le signe (les longitudes ouest sont négatives) et le point décimal.",
                    "Check the sign (western longitudes are negative) and the decimal point.",
                ),
            ),
            swapped: warning(
                "coordinates-swapped",
                Text::new(
                    "longitude et latitude échangées sur ces lignes : non utilisées",
                    "longitude and latitude swapped in these rows: not used",
                ),
                Text::new("Échangez les deux valeurs dans le fichier.", "Swap the two values in the file."),
            ),
            swapped_file: warning(
                "coordinates-swapped-file",
                Text::new(
                    "longitude et latitude échangées dans tout le fichier : remises en ordre",
                    "longitude and latitude swapped in the whole file: put right",
                ),
                Text::new(
                    "Vérifiez quelques points, puis corrigez les noms des deux colonnes ou déclarez fields = { longitude = \"…\", latitude = \"…\" }.",
                    "Check a few points, then correct the names of the two columns or declare fields = { longitude = \"…\", latitude = \"…\" }.",
                ),
            ),
        }
    }

    pub(super) fn missing(&mut self, record: &Written<'_>) -> Position {
        self.missing.push(case(record));
        Position::Missing
    }

    pub(super) fn zero(&mut self, record: &Written<'_>) -> Position {
        self.zero.push(case(record));
        Position::Missing
    }

    pub(super) fn ruined(&mut self, record: &Written<'_>) -> Position {
        self.ruined.push(case(record));
        Position::Unusable
    }

    pub(super) fn doubtful(&mut self, record: &Written<'_>) -> Position {
        self.doubtful.push(case(record));
        Position::Unusable
    }

    pub(super) fn off_grid(&mut self, record: &Written<'_>) -> Position {
        self.off_grid.push(Case::row(record.row, "MGRS, UTM", written_on_grid(record)));
        Position::Unusable
    }

    pub(super) fn impossible(&mut self, record: &Written<'_>) -> Position {
        self.impossible.push(case(record));
        Position::Unusable
    }

    pub(super) fn outside(&mut self, record: &Written<'_>, point: Coord<f64>, inside_when_swapped: bool) -> Position {
        let group = if inside_when_swapped { &mut self.swapped } else { &mut self.outside };
        group.push(case(record));
        Position::Outside(point)
    }

    pub(super) fn into_problems(self) -> Problems {
        let mut problems = Problems::new();
        problems.extend([
            self.missing,
            self.zero,
            self.ruined,
            self.doubtful,
            self.off_grid,
            self.impossible,
            self.outside,
            self.swapped,
            self.swapped_file,
        ]);
        problems
    }
}

fn written_on_grid(record: &Written<'_>) -> String {
    let parts = std::iter::once(record.mgrs).chain(record.utm).map(str::trim);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
}

fn case(record: &Written<'_>) -> Case {
    let (x, y) = (record.longitude.trim(), record.latitude.trim());
    let found = if x.is_empty() && y.is_empty() { written_on_grid(record) } else { format!("{x}, {y}") };
    Case::row(record.row, "longitude, latitude", found)
}
