//! lakana: survey sheets, incident logs and facility lists turned into layers and risk maps,
//! commune by commune, offline.
//!
//! ```text
//!             ┌──────────────────────── cli ────────────────────────┐   parses, prints, exits
//!             │                       pipeline                      │   orders the work
//!  files → read → names ─┐                                          │
//!             │          ├→ table, survey → indicators → risk ──┐   │
//!             └→ access ─┘        └──→ spatial ─────────────────┴→ protect → products → layers → files
//!                                                                               └──→ carto  → maps
//!  ─────────────────────────────── base ─────────────────────────────────────
//! ```
//!
//! # Glossary
//!
//! - **commune, cercle, région**: administrative levels 3, 2 and 1; a **zone** is a named list of regions.
//! - **P-code**: the code of an administrative unit in its boundary file.
//! - **area**: one unit of one level; **areas** stand in the order of their codes.
//! - **column**: one fact about every area of one level, with n, interval and reason for being missing.
//! - **estimate**: one number about one group of respondents, computed or printed in a report.
//! - **wave**: one round of a survey. **Item**: one line of a battery of questions.
//! - **design**: how respondents were drawn: weights, strata, clusters.
//! - **climb**: a survey value stands at the finest level with enough answers.
//! - **theme**: what one kind of map shows, as data in `maps/themes/`.
//! - **problem**: bad input that was counted and reported and did not stop the rest.
//! - **indicatif**: carried by a sample too small or too purposive for a firm statement.

#[macro_use]
pub mod base;
pub mod read;
pub mod names;
pub mod table;
pub mod survey;
pub mod access;
pub mod spatial;
pub mod indicators;
pub mod risk;
pub mod protect;
pub mod layers;
pub mod carto;
pub mod products;
pub mod pipeline;
pub mod cli;
