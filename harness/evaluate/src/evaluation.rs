//! Evaluates criteria on results.

use crate::bound::Bound;
use crate::criteria::{Criteria, Criterion, Shown};
use crate::grade::Grade;
use crate::reading::{self, Reading};
use crate::tests::TestName;
use results::{Outcome, Results, Summary};
use stats::Estimate;

/// A criterion with what it came to.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluated {
    /// The criterion.
    pub criterion: Criterion,
    /// What it came to.
    pub grade: Grade,
    /// The number, in the criterion's unit, if there is one.
    pub number: Option<Estimate>,
    /// Why it came to that.
    pub reason: String,
}

/// A file's criteria, evaluated on a results file.
#[derive(Clone, PartialEq, Debug)]
pub struct Evaluation {
    /// The file's title.
    pub title: String,
    /// What the criteria are about.
    pub about: String,
    /// Where they come from.
    pub source: String,
    /// The criteria, in the file's order.
    pub criteria: Vec<Evaluated>,
}

impl Evaluation {
    /// How many criteria came to this.
    pub fn count(&self, grade: Grade) -> usize {
        self.criteria.iter().filter(|evaluated| evaluated.grade == grade).count()
    }

    /// The counts in words.
    pub fn tally(&self) -> String {
        let counts = Grade::ALL.map(|grade| format!("{} {}", self.count(grade), grade.name()));
        counts.join(", ")
    }
}

/// Evaluates all criteria. `others` are results that a criterion may need beside those that are evaluated, such as
/// those of the same programs in another shape.
pub fn evaluate(summary: &Summary, others: &[Summary], criteria: &Criteria) -> Evaluation {
    let evaluated = criteria.criteria.iter().map(|criterion| {
        let (grade, number, reason) = match &criterion.shown {
            Shown::Number(bound) => judge(bound, summary, others),
            Shown::Tests(tests) => {
                let (grade, reason) = judge_tests(tests, summary.results);
                (grade, None, reason)
            }
            Shown::Nothing(reason) => (Grade::NotMeasured, None, reason.clone()),
        };
        Evaluated { criterion: criterion.clone(), grade, number, reason }
    });
    Evaluation {
        title: criteria.title.clone(),
        about: criteria.about.clone(),
        source: criteria.source.clone(),
        criteria: evaluated.collect(),
    }
}

fn judge(
    bound: &Bound,
    summary: &Summary,
    others: &[Summary],
) -> (Grade, Option<Estimate>, String) {
    match reading::read(bound, summary, others) {
        Ok(Reading { number, of }) => {
            let grade = bound.limit.judge(number);
            let what = bound.limit.in_words(&bound.unit);
            let reason = match grade {
                Grade::Pass => format!("{of}; {what} is asked for"),
                Grade::Fail if number.is_exact() => format!("{of}; {what} is asked for"),
                Grade::Fail => {
                    format!("{of}; {what} is asked for, and the whole interval misses it")
                }
                Grade::NotMeasured => format!(
                    "{of}; {what} is asked for, which is inside of the interval: more processes \
                     would tell"
                ),
            };
            (grade, Some(number), reason)
        }
        Err(reason) => (Grade::NotMeasured, None, reason),
    }
}

/// All tests have to have passed; one that failed is enough to fail.
fn judge_tests(tests: &[TestName], results: &Results) -> (Grade, String) {
    let mut open = Vec::new();
    for test in tests {
        match results.tests.iter().find(|record| test.is(record)) {
            Some(record) => match record.outcome {
                Outcome::Passed => {}
                Outcome::Failed => return (Grade::Fail, format!("failed: {}", test.command())),
                Outcome::Unavailable => {
                    open.push(format!("could not be run: {}", test.command()));
                }
            },
            None => open.push(format!("not run for these results: {}", test.command())),
        }
    }
    if let Some(first) = open.into_iter().next() {
        return (Grade::NotMeasured, first);
    }
    let names: Vec<&str> = tests.iter().map(|test| test.name.as_str()).collect();
    (Grade::Pass, format!("passed: {}", names.join(", ")))
}
