//! The dated steps of a project as a report tells them.

use super::results::label;
use super::span::Spans;
use super::{At, at, owned};
use crate::base::{Case, Problem, Problems, Result, Text};
use crate::read::parse::dates::PartialDate;
use crate::read::records::{Input, Records};
use crate::read::schema::Kind;

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Milestone {
    pub at: At,
    pub from: PartialDate,
    /// `None` for a step without an end. The same month at both ends is that whole month.
    pub to: Option<PartialDate>,
    pub label: Text,
    /// The source does not tell for sure that date and label belong together.
    pub uncertain: bool,
    pub section: String,
}

/// Reads a timeline, in the order of the table. Rows without a start or a label are left out and
/// reported. An empty end means that the step goes on; an end that cannot be read, or comes before
/// the start, is reported and the step ends as it starts. An unknown word for the reading is
/// reported and taken as uncertain.
///
/// Errors: the file cannot be used, or has no starts or labels.
pub fn read(input: &Input) -> Result<(Vec<Milestone>, Problems)> {
    let (records, mut problems) = Records::open(input, Kind::Timeline)?;
    records.require(&["start"])?;
    records.require(&["label_fr", "label_en"])?;
    let mut incomplete = Problem::warning(
        "milestone-incomplete",
        records.file(),
        Text::new(
            "étapes sans début lisible ou sans nom : laissées de côté",
            "steps without a readable start or without a name: left out",
        ),
        Text::new("Complétez la date de début et le nom.", "Complete the start and the name."),
    );
    let mut unknown = Problem::warning(
        "reading-unknown",
        records.file(),
        Text::new("mots inconnus dans reading : pris pour incertain", "unknown words in reading: taken as uncertain"),
        Text::new("Écrivez sure ou uncertain.", "Write sure or uncertain."),
    );
    let mut spans = Spans::new(records.file());
    let mut milestones = Vec::with_capacity(records.len());
    for record in records.iter() {
        let label = label(record.get("label_fr"), record.get("label_en"));
        let (from, to) = spans.read(&records, record, ("start", "end"));
        let Some(from) = from.filter(|_| !label.is_empty()) else {
            incomplete.push(Case::row(record.number(), records.header("start"), owned(record, "start")));
            continue;
        };
        let reading = record.value("reading");
        if let (None, Some(word)) = (reading, record.get("reading")) {
            unknown.push(Case::row(record.number(), records.header("reading"), word));
        }
        milestones.push(Milestone {
            at: at(&records, record),
            from,
            to: to.or(record.get("end").map(|_| from)),
            label,
            uncertain: record.get("reading").is_some() && reading != Some("sure"),
            section: owned(record, "section"),
        });
    }
    problems.extend(spans.problems());
    problems.extend([incomplete, unknown]);
    Ok((milestones, problems))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::testing::input;

    #[test]
    fn steps_keep_their_ends_and_their_doubts() {
        let (_folder, input) = input(
            "start,end,event_fr,event_en,reading\n2016-03,2016-03,Lancement,Launch,sure\n2018-05,,Rédaction,Writing,\n\
             2016-12,2018-04,Études,Studies,uncertain\n2017,hier,Forum,,peut-être\n2018-05,2018-04,Envers,,sûre\n,2018,Sans début,,\n",
        );
        let (steps, problems) = read(&input).unwrap();
        let end = |i: usize| steps[i].to.map(|d| d.to_string());
        assert_eq!([0, 1, 2, 3, 4].map(end).map(|e| e.unwrap_or_default()), ["2016-03", "", "2018-04", "2017", "2018-05"]);
        assert_eq!(steps.iter().map(|s| s.uncertain).collect::<Vec<_>>(), [false, false, true, true, false]);
        assert_eq!(steps[3].label.en, "Forum", "a missing language shows the other");
        let kinds: Vec<&str> = problems.iter().map(|p| p.kind).collect();
        assert_eq!(kinds, ["date-unreadable", "period-reversed", "milestone-incomplete", "reading-unknown"]);
    }
}
