//! What incidents are and how well they are placed, in one vocabulary for all sources.

use crate::base::{Level, Text};
use serde::Serialize;

/// How well the place is known. Ordered from fine to coarse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    Exact,
    /// Near a known place; within some 25 km.
    NearPlace,
    Commune,
    Cercle,
    Region,
    Country,
}

impl Precision {
    pub const ALL: [Precision; 6] =
        [Precision::Exact, Precision::NearPlace, Precision::Commune, Precision::Cercle, Precision::Region, Precision::Country];

    pub fn id(self) -> &'static str {
        match self {
            Precision::Exact => "exact",
            Precision::NearPlace => "near_place",
            Precision::Commune => "commune",
            Precision::Cercle => "cercle",
            Precision::Region => "region",
            Precision::Country => "country",
        }
    }

    /// The finest level at which the event may be counted.
    pub fn level(self) -> Level {
        match self {
            Precision::Exact | Precision::Commune => Level::Commune,
            // A place up to 25 km away may lie in another commune, seldom in another cercle.
            Precision::NearPlace | Precision::Cercle => Level::Cercle,
            Precision::Region => Level::Region,
            Precision::Country => Level::Country,
        }
    }

    pub(super) fn of_level(level: Option<Level>) -> Self {
        match level {
            Some(Level::Commune) => Precision::Commune,
            Some(Level::Cercle) => Precision::Cercle,
            Some(Level::Region) => Precision::Region,
            _ => Precision::Country,
        }
    }

    pub(super) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.id() == id)
    }
}

/// What happened, across sources. The explosive kinds follow IMAS 05.10 as far as sources tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum IncidentKind {
    /// Improvised explosive device.
    Ied,
    AntiVehicleMine,
    AntiPersonnelMine,
    /// Explosive remnant of war.
    Erw,
    /// An explosive device of unsaid make; also "landmine" without more.
    ExplosiveOther,
    ArmedAttack,
    AttackOnCivilians,
    Abduction,
    Bombardment,
    Assault,
    /// Never shown below region.
    SexualViolence,
    Banditry,
    Other,
    Unknown,
}

impl IncidentKind {
    pub const ALL: [IncidentKind; 14] = [
        IncidentKind::Ied,
        IncidentKind::AntiVehicleMine,
        IncidentKind::AntiPersonnelMine,
        IncidentKind::Erw,
        IncidentKind::ExplosiveOther,
        IncidentKind::ArmedAttack,
        IncidentKind::AttackOnCivilians,
        IncidentKind::Abduction,
        IncidentKind::Bombardment,
        IncidentKind::Assault,
        IncidentKind::SexualViolence,
        IncidentKind::Banditry,
        IncidentKind::Other,
        IncidentKind::Unknown,
    ];

    /// As schemas and layers write it: `anti_vehicle_mine`.
    pub fn id(self) -> &'static str {
        match self {
            IncidentKind::Ied => "ied",
            IncidentKind::AntiVehicleMine => "anti_vehicle_mine",
            IncidentKind::AntiPersonnelMine => "anti_personnel_mine",
            IncidentKind::Erw => "erw",
            IncidentKind::ExplosiveOther => "explosive_other",
            IncidentKind::ArmedAttack => "armed_attack",
            IncidentKind::AttackOnCivilians => "attack_on_civilians",
            IncidentKind::Abduction => "abduction",
            IncidentKind::Bombardment => "bombardment",
            IncidentKind::Assault => "assault",
            IncidentKind::SexualViolence => "sexual_violence",
            IncidentKind::Banditry => "banditry",
            IncidentKind::Other => "other",
            IncidentKind::Unknown => "unknown",
        }
    }

    pub fn label(self) -> Text {
        match self {
            IncidentKind::Ied => Text::new("engin explosif improvisé", "improvised explosive device"),
            IncidentKind::AntiVehicleMine => Text::new("mine antivéhicule", "anti-vehicle mine"),
            IncidentKind::AntiPersonnelMine => Text::new("mine antipersonnel", "anti-personnel mine"),
            IncidentKind::Erw => Text::new("reste explosif de guerre", "explosive remnant of war"),
            IncidentKind::ExplosiveOther => Text::new("autre engin explosif", "other explosive device"),
            IncidentKind::ArmedAttack => Text::new("attaque armée", "armed attack"),
            IncidentKind::AttackOnCivilians => Text::new("attaque contre des civils", "attack on civilians"),
            IncidentKind::Abduction => Text::new("enlèvement", "abduction"),
            IncidentKind::Bombardment => Text::new("bombardement", "bombardment"),
            IncidentKind::Assault => Text::new("agression", "assault"),
            IncidentKind::SexualViolence => Text::new("violence sexuelle", "sexual violence"),
            IncidentKind::Banditry => Text::new("banditisme", "banditry"),
            IncidentKind::Other => Text::new("autre", "other"),
            IncidentKind::Unknown => Text::new("non précisé", "not stated"),
        }
    }

    /// Mines, improvised devices and remnants of war.
    pub fn is_explosive(self) -> bool {
        self <= IncidentKind::ExplosiveOther
    }

    pub(super) fn from_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.id() == id)
    }
}
