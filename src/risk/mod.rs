//! The composite index from a declared tree.
