//! Disclosure control; runs before anything is written.
