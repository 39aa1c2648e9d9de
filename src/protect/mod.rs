//! Disclosure control; runs before anything is written. What an audience may not see is
//! removed here, once, and no later room can bring it back.

mod audience;
mod sensitive;
mod small_groups;

pub use audience::{Audience, PUBLIC_DELAY_DAYS, coarsened, for_audience, withhold};
pub use sensitive::{refuse_sensitive_field, refuse_sensitive_question};
pub use small_groups::withhold_small_groups;
