//! Place names to codes: pure, inside the parent, never a guess.
