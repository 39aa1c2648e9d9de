//! Colours of classes that fade towards the white of the paper: opacity, already mixed, so that no program has to.

use crate::layers::style::Rgb;

/// Strength of the faintest step: below, classes would no longer be told apart (a test in [`palette`](super::palette) holds how far
/// they are).
const FAINTEST: f64 = 0.35;

/// Strength of a step, from the faintest (0) to full; full where there is one step only.
pub fn strength(step: usize, steps: usize) -> f64 {
    match steps {
        0 | 1 => 1.0,
        _ => FAINTEST + (1.0 - FAINTEST) * step.min(steps - 1) as f64 / (steps - 1) as f64,
    }
}

/// A colour of so much opacity (0 to 1) over white, mixed channel by channel as programs that draw opacity do.
pub fn faded(colour: Rgb, strength: f64) -> Rgb {
    let mix = |channel: u8| (255.0 - (255.0 - f64::from(channel)) * strength.clamp(0.0, 1.0)).round() as u8;
    Rgb(mix(colour.0), mix(colour.1), mix(colour.2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_fade_to_white_and_are_whole_at_full_strength() {
        let red = Rgb(200, 40, 0);
        assert_eq!((faded(red, 1.0), faded(red, 0.0), faded(red, 0.5)), (red, Rgb(255, 255, 255), Rgb(228, 148, 128)));
        assert_eq!([strength(0, 3), strength(2, 3), strength(0, 1), strength(9, 3)], [0.35, 1.0, 1.0, 1.0]);
        assert!((strength(1, 3) - 0.675).abs() < 1e-12);
    }
}
