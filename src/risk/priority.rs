//! How the probability of being in the worst tenth is read.

use crate::base::Text;

/// A reading of the share of the draws in which an area is in the worst tenth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    AlmostSurelyNot,
    Perhaps,
    Probably,
    AlmostSurely,
}

impl Priority {
    pub const ALL: [Priority; 4] = [Priority::AlmostSurelyNot, Priority::Perhaps, Priority::Probably, Priority::AlmostSurely];

    /// Percent; each reading holds its upper bound and not its lower one, the first both.
    pub const BOUNDS: [f64; 5] = [0.0, 5.0, 50.0, 95.0, 100.0];

    /// The reading of a probability in percent.
    pub fn of(percent: f64) -> Priority {
        let place = Self::BOUNDS[1..4].iter().filter(|&&bound| bound < percent).count();
        Self::ALL[place]
    }

    pub fn id(self) -> &'static str {
        match self {
            Priority::AlmostSurelyNot => "almost_surely_not",
            Priority::Perhaps => "perhaps",
            Priority::Probably => "probably",
            Priority::AlmostSurely => "almost_surely",
        }
    }

    pub fn label(self) -> Text {
        match self {
            Priority::AlmostSurelyNot => Text::new("presque sûrement pas", "almost surely not"),
            Priority::Perhaps => Text::new("peut-être", "perhaps"),
            Priority::Probably => Text::new("probablement", "probably"),
            Priority::AlmostSurely => Text::new("presque sûrement", "almost surely"),
        }
    }

    /// All readings with their bounds, for a dictionary.
    pub(super) fn said() -> Text {
        let one = |i: usize| {
            let (lower, upper, label) = (Self::BOUNDS[i], Self::BOUNDS[i + 1], Self::ALL[i].label());
            (format!("{} de {lower} à {upper} %", label.fr), format!("{} from {lower} to {upper}%", label.en))
        };
        let (fr, en): (Vec<String>, Vec<String>) = (0..4).map(one).unzip();
        Text::new(format!("Lecture : {}.", fr.join(", ")), format!("Read as: {}.", en.join(", ")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bound_belongs_to_the_reading_below_it() {
        let read = [0.0, 5.0, 5.1, 50.0, 95.0, 95.1, 100.0].map(Priority::of);
        let ids: Vec<&str> = read.iter().map(|p| p.id()).collect();
        assert_eq!(
            ids,
            ["almost_surely_not", "almost_surely_not", "perhaps", "perhaps", "probably", "almost_surely", "almost_surely"]
        );
        assert!(Priority::said().en.contains("perhaps from 5 to 50%"), "{}", Priority::said().en);
    }
}
