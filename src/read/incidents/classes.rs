//! The classes all sources are brought to: what happened, what exploded, how it was set off, whom
//! it hit, and how well the place is known. Which word of a source means which class is data, see
//! [`vocabulary`](super::vocabulary).

use crate::base::{Level, Text};
use serde::Serialize;

/// A closed list of classes, each with the id that data, schemas and layers write, and its label.
macro_rules! classes {
    ($(#[$about:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $id:literal, $fr:literal, $en:literal;)+ }) => {
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant,)+ }

        impl $name {
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// As data, schemas and layers write it.
            pub fn id(self) -> &'static str {
                match self { $($name::$variant => $id),+ }
            }

            pub fn label(self) -> Text {
                match self { $($name::$variant => Text::new($fr, $en)),+ }
            }

            pub(super) fn from_id(id: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|class| class.id() == id)
            }
        }
    };
}

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

    pub fn label(self) -> Text {
        match self {
            Precision::Exact => Text::new("lieu exact", "exact place"),
            Precision::NearPlace => Text::new("près d'un lieu connu", "near a known place"),
            Precision::Commune => Text::new("commune", "commune"),
            Precision::Cercle => Text::new("cercle", "cercle"),
            Precision::Region => Text::new("région", "region"),
            Precision::Country => Text::new("pays", "country"),
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

classes! {
    /// What happened, across sources; for explosive devices, what exploded. The explosive kinds
    /// follow IMAS 04.10 and 05.10 as far as sources tell.
    IncidentKind {
        /// Improvised explosive device.
        Ied = "ied", "engin explosif improvisé", "improvised explosive device";
        AntiVehicleMine = "anti_vehicle_mine", "mine antivéhicule", "anti-vehicle mine";
        AntiPersonnelMine = "anti_personnel_mine", "mine antipersonnel", "anti-personnel mine";
        /// Explosive remnant of war: unexploded or abandoned ordnance, submunitions.
        Erw = "erw", "reste explosif de guerre", "explosive remnant of war";
        /// An explosive device of unsaid make; also "landmine" without more.
        ExplosiveOther = "explosive_other", "autre engin explosif", "other explosive device";
        ArmedAttack = "armed_attack", "attaque armée", "armed attack";
        AttackOnCivilians = "attack_on_civilians", "attaque contre des civils", "attack on civilians";
        Abduction = "abduction", "enlèvement", "abduction";
        Bombardment = "bombardment", "bombardement", "bombardment";
        Assault = "assault", "agression", "assault";
        /// Never shown below region.
        SexualViolence = "sexual_violence", "violence sexuelle", "sexual violence";
        Banditry = "banditry", "banditisme", "banditry";
        Other = "other", "autre", "other";
        /// Not stated, or in a word that no vocabulary knows.
        Unknown = "unknown", "non précisé", "not stated";
    }
}

impl IncidentKind {
    /// Mines, improvised devices and remnants of war.
    pub fn is_explosive(self) -> bool {
        self <= IncidentKind::ExplosiveOther
    }
}

classes! {
    /// How an explosive device was set off (IMAS 04.10).
    Activation {
        /// By the one it hits: pressure plate, trip wire, opening, handling.
        Victim = "victim_operated", "déclenché par la victime", "victim-operated";
        /// By radio or telephone.
        Remote = "remote_controlled", "télécommandé", "remote-controlled";
        /// By somebody at the end of a wire or string.
        Command = "command_operated", "commandé par fil", "command-operated";
        Time = "timed", "à retardement", "time-operated";
        Suicide = "suicide", "attentat-suicide", "suicide";
    }
}

classes! {
    /// What sort of group took part. Groups, never persons, and never which group.
    Actor {
        StateForces = "state_forces", "forces de l'État", "state forces";
        ExternalForces = "external_forces", "forces extérieures ou internationales", "external or international forces";
        ArmedGroup = "armed_group", "groupe armé", "armed group";
        CommunalMilitia = "communal_militia", "milice ou groupe d'autodéfense", "militia or self-defence group";
        Criminals = "criminals", "criminels", "criminals";
        Crowd = "crowd", "foule, manifestants", "crowd, protesters";
        Civilians = "civilians", "civils", "civilians";
    }
}

classes! {
    /// One way to tell victims apart: by status, by sex or by age. A victim may be in one group of
    /// each, so groups of different ways never add up.
    VictimGroup {
        Civilian = "civilian", "civils", "civilians";
        /// Soldiers, police, armed groups, peacekeepers in uniform.
        Forces = "forces", "forces armées et de sécurité", "armed and security forces";
        /// Aid workers, deminers.
        Humanitarian = "humanitarian", "humanitaires et démineurs", "aid workers and deminers";
        Female = "female", "femmes et filles", "women and girls";
        Male = "male", "hommes et garçons", "men and boys";
        /// Under 18.
        Child = "child", "enfants de moins de 18 ans", "children under 18";
        Adult = "adult", "adultes", "adults";
    }
}

impl VictimGroup {
    /// The groups by status, which do add up.
    pub const STATUSES: [VictimGroup; 3] = [VictimGroup::Civilian, VictimGroup::Forces, VictimGroup::Humanitarian];
}

classes! {
    /// What became of a victim.
    Outcome {
        Killed = "killed", "tué", "killed";
        Injured = "injured", "blessé", "injured";
        Unhurt = "unhurt", "indemne", "unhurt";
    }
}

/// The people of one group whom an event hit, as far as its source tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct VictimCount {
    pub group: VictimGroup,
    pub killed: Option<u32>,
    pub injured: Option<u32>,
    /// All whom the event hit in any way, abducted people included.
    pub affected: Option<u32>,
    /// The source says "at least": the true numbers may be higher.
    pub at_least: bool,
}

impl VictimCount {
    pub fn new(group: VictimGroup) -> Self {
        VictimCount { group, killed: None, injured: None, affected: None, at_least: false }
    }

    pub(super) fn says_something(&self) -> bool {
        self.killed.is_some() || self.injured.is_some() || self.affected.is_some()
    }
}
