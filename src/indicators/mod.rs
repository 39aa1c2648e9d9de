//! One file per family of facts; each returns columns. Not here: where records lie (`table`)
//! and how facts are weighed against each other (`risk`).

pub mod access;
pub mod displaced;
pub mod food_security;
pub mod incident_classes;
pub mod incidents;
pub mod localities;
pub mod need;
pub mod population;
pub mod rates;
pub mod road_length;
pub mod roads;
pub mod services;
pub mod shared_out;
pub mod studies;
pub mod survey;
