//! The answers of everybody to one question, held small: a code, a set of bits, ranks or a number
//! for each respondent, and why there is none.

/// Asked, and nothing usable was answered.
pub const NO_ANSWER: u16 = u16::MAX;
/// The question's filter left this person out: not in the base.
pub const NOT_ASKED: u16 = u16::MAX - 1;

/// The answers of everybody to one question or item.
#[derive(Debug, Clone, PartialEq)]
pub enum Answers {
    /// For single choices and scales: position among the choices, [`NO_ANSWER`] or [`NOT_ASKED`].
    Choice(Vec<u16>),
    /// For multiple choices.
    Choices(ChoiceSets),
    /// For rankings.
    Ranks(Ranks),
    /// For numbers; NaN where there is no answer.
    Number(Vec<f64>),
}

impl Answers {
    /// Whether the respondent answered.
    pub fn answered(&self, respondent: usize) -> bool {
        match self {
            Answers::Choice(codes) => codes[respondent] < NOT_ASKED,
            Answers::Choices(sets) => sets.answered(respondent),
            Answers::Ranks(ranks) => ranks.answered(respondent),
            Answers::Number(values) => !values[respondent].is_nan(),
        }
    }

    /// Whether the respondent was asked. Of numbers that is not known: always true.
    pub fn was_asked(&self, respondent: usize) -> bool {
        match self {
            Answers::Choice(codes) => codes[respondent] != NOT_ASKED,
            Answers::Choices(sets) => sets.was_asked(respondent),
            Answers::Ranks(ranks) => ranks.was_asked(respondent),
            Answers::Number(_) => true,
        }
    }

    /// Whether the respondent took one of the choices, first or at all; false for numbers.
    pub fn took(&self, respondent: usize, choice: usize) -> bool {
        match self {
            Answers::Choice(codes) => usize::from(codes[respondent]) == choice,
            Answers::Choices(sets) => sets.answered(respondent) && sets.took(respondent, choice),
            Answers::Ranks(ranks) => ranks.rank(respondent, choice).is_some(),
            Answers::Number(_) => false,
        }
    }

    /// Takes an answer back: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn take_back(&mut self, respondent: usize, why: u16) {
        match self {
            Answers::Choice(codes) => codes[respondent] = why,
            Answers::Choices(sets) => sets.take_back(respondent, why),
            Answers::Ranks(ranks) => ranks.take_back(respondent, why),
            Answers::Number(values) => values[respondent] = f64::NAN,
        }
    }
}

/// As many cells for each respondent, and why they say nothing where they do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PerRespondent<T> {
    /// Cells of one respondent.
    width: usize,
    cells: Vec<T>,
    /// 0 answered, else [`NO_ANSWER`] or [`NOT_ASKED`].
    state: Vec<u16>,
}

impl<T: Copy + Default> PerRespondent<T> {
    fn of_width(width: usize) -> Self {
        PerRespondent { width, ..PerRespondent::default() }
    }

    /// A respondent who answered; the cells are still to be filled in.
    fn push_answer(&mut self) -> &mut [T] {
        let start = self.cells.len();
        self.cells.resize(start + self.width, T::default());
        self.state.push(0);
        &mut self.cells[start..]
    }

    /// A respondent without an answer: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn push_absent(&mut self, why: u16) {
        self.cells.resize(self.cells.len() + self.width, T::default());
        self.state.push(why);
    }

    pub fn len(&self) -> usize {
        self.state.len()
    }

    pub fn is_empty(&self) -> bool {
        self.state.is_empty()
    }

    pub fn answered(&self, respondent: usize) -> bool {
        self.state[respondent] == 0
    }

    pub fn was_asked(&self, respondent: usize) -> bool {
        self.state[respondent] != NOT_ASKED
    }

    /// Takes the answer back: `why` is [`NO_ANSWER`] or [`NOT_ASKED`].
    pub fn take_back(&mut self, respondent: usize, why: u16) {
        self.cells[respondent * self.width..][..self.width].fill(T::default());
        self.state[respondent] = why;
    }

    fn of(&self, respondent: usize) -> &[T] {
        &self.cells[respondent * self.width..][..self.width]
    }
}

/// Which of the choices each respondent took: bits, in words of 64.
pub type ChoiceSets = PerRespondent<u64>;

impl ChoiceSets {
    /// For `choices` choices and no respondent yet.
    pub fn new(choices: usize) -> Self {
        PerRespondent::of_width(choices.div_ceil(64).max(1))
    }

    /// A respondent who took these choices; an empty list is an answer too ("none of them").
    pub fn push(&mut self, taken: impl IntoIterator<Item = usize>) {
        let words = self.push_answer();
        for choice in taken {
            if let Some(word) = words.get_mut(choice / 64) {
                *word |= 1 << (choice % 64);
            }
        }
    }

    pub fn took(&self, respondent: usize, choice: usize) -> bool {
        self.of(respondent)[choice / 64] >> (choice % 64) & 1 == 1
    }

    /// The choices the respondent took, in order.
    pub fn taken(&self, respondent: usize) -> impl Iterator<Item = usize> {
        self.of(respondent).iter().enumerate().flat_map(|(at, &word)| {
            let rest = std::iter::successors(Some(word), |w| Some(w & w.wrapping_sub(1))).take_while(|w| *w != 0);
            rest.map(move |w| at * 64 + w.trailing_zeros() as usize)
        })
    }

    /// How many choices the respondent took.
    pub fn count(&self, respondent: usize) -> u32 {
        self.of(respondent).iter().map(|w| w.count_ones()).sum()
    }
}

/// The rank each respondent gave to each choice: 1 is the first preference, 0 not ranked.
pub type Ranks = PerRespondent<u8>;

impl Ranks {
    /// For `choices` choices and no respondent yet.
    pub fn new(choices: usize) -> Self {
        PerRespondent::of_width(choices)
    }

    /// A respondent who named these choices, best first. A choice named twice keeps its first rank.
    pub fn push(&mut self, best_first: impl IntoIterator<Item = usize>) {
        let ranks = self.push_answer();
        let mut rank = 0;
        for choice in best_first {
            if let Some(own) = ranks.get_mut(choice).filter(|own| **own == 0 && rank < u8::MAX) {
                rank += 1;
                *own = rank;
            }
        }
    }

    /// The rank given, from 1; `None` when the choice was not ranked.
    pub fn rank(&self, respondent: usize, choice: usize) -> Option<u8> {
        Some(self.of(respondent)[choice]).filter(|r| *r > 0)
    }
}
