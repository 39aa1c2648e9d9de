//! One file per family of facts; each returns columns.
