//! What the values of fields may be: lists of codes with their words, and bounds of units. The codes are those of the
//! vocabulary itself, so that a new one is in the list by itself.

use super::area_layers::text_field;
use crate::base::{Level, Missing, Text, Unit};
use crate::layers::{CodeList, Domain, Field, FieldKind};
use crate::table::{Activation, FacilityKind, IncidentKind, Precision, Status};
use std::sync::LazyLock;

type List = LazyLock<CodeList>;

/// Why a value is missing.
pub static MISSING: List =
    List::new(|| CodeList { name: "missing_reason", values: Missing::ALL.map(|why| (why.id(), why.label())).to_vec() });

/// How fine an area is.
pub static LEVELS: List = List::new(|| CodeList {
    name: "area_level",
    values: [Level::Country, Level::Zone, Level::Region, Level::Cercle, Level::Commune]
        .map(|level| (level.id(), level.label()))
        .to_vec(),
});

/// Fields of 0 and 1.
static YES_NO: List =
    List::new(|| CodeList { name: "yes_no", values: vec![("0", Text::new("non", "no")), ("1", Text::new("oui", "yes"))] });

/// What happened.
pub static INCIDENT_KINDS: List = List::new(|| CodeList {
    name: "incident_kind",
    values: IncidentKind::ALL.iter().map(|kind| (kind.id(), kind.label())).collect(),
});

/// How an explosive device was set off.
pub static ACTIVATIONS: List =
    List::new(|| CodeList { name: "activation", values: Activation::ALL.iter().map(|how| (how.id(), how.label())).collect() });

/// How well a place is known.
pub static PRECISIONS: List =
    List::new(|| CodeList { name: "precision", values: Precision::ALL.map(|known| (known.id(), known.label())).to_vec() });

pub static FACILITY_KINDS: List =
    List::new(|| CodeList { name: "facility_kind", values: FacilityKind::ALL.map(|kind| (kind.id(), kind.label())).to_vec() });

/// Whether a facility works.
pub static STATUSES: List =
    List::new(|| CodeList { name: "facility_status", values: Status::ALL.map(|status| (status.id(), status.label())).to_vec() });

/// The field with its list of codes.
pub fn coded(field: Field, list: &'static CodeList) -> Field {
    Field { domain: Some(Domain::OneOf(list)), ..field }
}

/// A field of whole numbers in which 1 is yes and 0 is no.
pub fn yes_no(id: &str, label: Text) -> Field {
    coded(Field { kind: FieldKind::Integer, ..text_field(id, label) }, &YES_NO)
}

/// The bounds that a unit has by itself: shares, scores and probabilities.
pub fn bounds_of(unit: Unit) -> Option<Domain> {
    match unit {
        Unit::Percent => Some(Domain::Between(0.0, 100.0)),
        Unit::Score10 => Some(Domain::Between(0.0, 10.0)),
        Unit::Probability => Some(Domain::Between(0.0, 1.0)),
        _ => None,
    }
}
