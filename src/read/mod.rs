//! Files to typed records: one reader per record type. Reprojects once, repairs geometry, counts what it leaves out.
