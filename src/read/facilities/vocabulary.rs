//! What facilities are and whether they work, in one vocabulary for all sources.

use crate::base::Text;
use serde::Serialize;

/// What a facility is, across sources.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FacilityKind {
    Hospital,
    /// Referral health centre (CSRéf).
    ReferralCentre,
    /// Community health centre (CSCom).
    HealthCentre,
    Clinic,
    Maternity,
    School,
    Market,
    WaterPoint,
    FuelStation,
    Airfield,
    SecurityPost,
    TownHall,
    Other,
}

impl FacilityKind {
    pub const ALL: [FacilityKind; 13] = [
        FacilityKind::Hospital,
        FacilityKind::ReferralCentre,
        FacilityKind::HealthCentre,
        FacilityKind::Clinic,
        FacilityKind::Maternity,
        FacilityKind::School,
        FacilityKind::Market,
        FacilityKind::WaterPoint,
        FacilityKind::FuelStation,
        FacilityKind::Airfield,
        FacilityKind::SecurityPost,
        FacilityKind::TownHall,
        FacilityKind::Other,
    ];

    /// As schemas and layers write it: `health_centre`.
    pub fn id(self) -> &'static str {
        match self {
            FacilityKind::Hospital => "hospital",
            FacilityKind::ReferralCentre => "referral_centre",
            FacilityKind::HealthCentre => "health_centre",
            FacilityKind::Clinic => "clinic",
            FacilityKind::Maternity => "maternity",
            FacilityKind::School => "school",
            FacilityKind::Market => "market",
            FacilityKind::WaterPoint => "water_point",
            FacilityKind::FuelStation => "fuel_station",
            FacilityKind::Airfield => "airfield",
            FacilityKind::SecurityPost => "security_post",
            FacilityKind::TownHall => "town_hall",
            FacilityKind::Other => "other",
        }
    }

    pub fn label(self) -> Text {
        match self {
            FacilityKind::Hospital => Text::new("hôpital", "hospital"),
            FacilityKind::ReferralCentre => Text::new("centre de santé de référence", "referral health centre"),
            FacilityKind::HealthCentre => Text::new("centre de santé communautaire", "community health centre"),
            FacilityKind::Clinic => Text::new("clinique", "clinic"),
            FacilityKind::Maternity => Text::new("maternité", "maternity"),
            FacilityKind::School => Text::new("école", "school"),
            FacilityKind::Market => Text::new("marché", "market"),
            FacilityKind::WaterPoint => Text::new("point d'eau", "water point"),
            FacilityKind::FuelStation => Text::new("station-service", "fuel station"),
            FacilityKind::Airfield => Text::new("aérodrome", "airfield"),
            FacilityKind::SecurityPost => Text::new("poste de sécurité", "security post"),
            FacilityKind::TownHall => Text::new("mairie", "town hall"),
            FacilityKind::Other => Text::new("autre", "other"),
        }
    }

    pub(super) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}

/// Whether a facility works. `Unknown` unless the source says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Functioning,
    Partly,
    Closed,
    Unknown,
}

impl Status {
    pub const ALL: [Status; 4] = [Status::Functioning, Status::Partly, Status::Closed, Status::Unknown];

    pub fn id(self) -> &'static str {
        match self {
            Status::Functioning => "functioning",
            Status::Partly => "partly",
            Status::Closed => "closed",
            Status::Unknown => "unknown",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Status::Functioning => Text::new("fonctionnel", "functioning"),
            Status::Partly => Text::new("partiellement fonctionnel", "partly functioning"),
            Status::Closed => Text::new("fermé", "closed"),
            Status::Unknown => Text::new("état inconnu", "status unknown"),
        }
    }

    pub(super) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.id() == id)
    }
}
