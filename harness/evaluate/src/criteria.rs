//! Files of criteria: `pep744.toml` and the like.

use crate::Error;
use crate::bound::{Against, Bound, Limit, Statistic};
use crate::quantity::Quantity;
use crate::tests::TestName;
use crate::unit::Unit;
use files::shortened;
use results::BACKENDS;
use serde::Deserialize;
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use trace::{Cut, Excerpt, Shape};

/// Names and texts of the files that come with the command.
pub const SHIPPED: [(&str, &str); 2] = [
    ("pep744", include_str!("../criteria/pep744.toml")),
    ("pep836", include_str!("../criteria/pep836.toml")),
];

/// A file of criteria.
#[derive(Clone, PartialEq, Debug)]
pub struct Criteria {
    /// What reports call it.
    pub title: String,
    /// What it is about, in a sentence.
    pub about: String,
    /// Where the criteria come from.
    pub source: String,
    /// The criteria.
    pub criteria: Vec<Criterion>,
}

/// One criterion.
#[derive(Clone, PartialEq, Debug)]
pub struct Criterion {
    /// A short name, for programs.
    pub id: String,
    /// What is to hold, for people.
    pub claim: String,
    /// What has to be known to read the answer.
    pub note: Option<String>,
    /// What shows it.
    pub shown: Shown,
}

/// What shows whether a criterion holds.
#[derive(Clone, PartialEq, Debug)]
pub enum Shown {
    /// A number of the results.
    Number(Bound),
    /// Tests of this project.
    Tests(Vec<TestName>),
    /// Nothing that this harness has, and why.
    Nothing(String),
}

/// A file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    #[serde(default)]
    about: String,
    #[serde(default)]
    source: String,
    criterion: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: Spanned<String>,
    claim: String,
    note: Option<String>,
    metric: Option<Spanned<String>>,
    backend: Option<Spanned<String>>,
    against: Option<Spanned<String>>,
    against_shape: Option<Spanned<String>>,
    #[serde(default)]
    statistic: Option<Spanned<Statistic>>,
    unit: Option<Spanned<Unit>>,
    at_least: Option<Spanned<f64>>,
    at_most: Option<Spanned<f64>>,
    tests: Option<Spanned<Vec<TestName>>>,
    reason: Option<String>,
}

/// The file that comes with the command under this name.
pub fn shipped(name: &str) -> Option<Result<Criteria, Error>> {
    let (name, text) = SHIPPED.iter().find(|(known, _)| *known == name)?;
    Some(Criteria::parse(&format!("{name}.toml"), text))
}

impl Criteria {
    /// The criteria with this name, or in this file.
    ///
    /// # Errors
    /// If there is no such file, or it is no file of criteria.
    pub fn find(wanted: &str) -> Result<Self, Error> {
        if let Some(criteria) = shipped(wanted) {
            return criteria;
        }
        let path = Path::new(wanted);
        if path.extension().is_none() && !path.exists() {
            let names: Vec<&str> = SHIPPED.iter().map(|(name, _)| *name).collect();
            return Err(Error::UnknownCriteria {
                name: wanted.into(),
                help: text::suggest::help(wanted, "criteria", &names),
            });
        }
        Self::parse(wanted, &files::read(path)?)
    }

    /// Reads a file's text; `path` is what errors call it.
    ///
    /// # Errors
    /// If it is not as `docs/criteria.md` says; the error has the place.
    pub fn parse(path: &str, text: &str) -> Result<Self, Error> {
        let error = |message: &str, place: Range<usize>| {
            let Cut { excerpt, label, .. } = Excerpt::of(path, text, place);
            Error::Criteria { message: shortened(message.trim()), excerpt, place: label.into() }
        };
        let file: File = toml::from_str(text)
            .map_err(|e| error(e.message(), e.span().unwrap_or(0..text.len().min(1))))?;
        let mut criteria: Vec<Criterion> = Vec::new();
        for entry in file.criterion {
            let place = heading(text, entry.span());
            let entry = entry.into_inner();
            let id = entry.id.clone();
            if criteria.iter().any(|known| known.id == *id.get_ref()) {
                return Err(error("this id is used twice", id.span()));
            }
            let criterion =
                entry.check(place).map_err(|(message, place)| error(&message, place))?;
            criteria.push(criterion);
        }
        if criteria.is_empty() {
            return Err(error("there is no criterion", 0..0));
        }
        Ok(Criteria { title: file.title, about: file.about, source: file.source, criteria })
    }

    /// The same criteria for another backend.
    #[must_use]
    pub fn of_backend(mut self, backend: &str) -> Self {
        for criterion in &mut self.criteria {
            if let Shown::Number(bound) = &mut criterion.shown {
                bound.backend = backend.to_owned();
            }
        }
        self
    }
}

/// The line that a table begins with: a span of a whole table would underline all of it.
fn heading(text: &str, span: Range<usize>) -> Range<usize> {
    let len = text[span.start..].find('\n').unwrap_or(text.len() - span.start);
    span.start..span.start + len
}

/// What is wrong, and where.
type Wrong = (String, Range<usize>);

impl Entry {
    fn check(self, place: Range<usize>) -> Result<Criterion, Wrong> {
        let numbers = self.metric.is_some();
        let shown = match (&self.metric, &self.tests, &self.reason) {
            (Some(_), None, None) => Shown::Number(self.bound(&place)?),
            (None, Some(tests), None) => {
                if tests.get_ref().is_empty() {
                    return Err(("there is no test".into(), tests.span()));
                }
                Shown::Tests(tests.get_ref().clone())
            }
            (None, None, Some(reason)) => Shown::Nothing(reason.clone()),
            _ => {
                let message = "a criterion has either `metric`, `tests` or `reason`";
                return Err((message.into(), place));
            }
        };
        if !numbers && let Some(span) = self.of_numbers() {
            return Err(("this belongs to a criterion with a `metric`".into(), span));
        }
        Ok(Criterion { id: self.id.into_inner(), claim: self.claim, note: self.note, shown })
    }

    /// Something that only criteria with a metric have.
    fn of_numbers(&self) -> Option<Range<usize>> {
        let texts = [&self.backend, &self.against, &self.against_shape];
        let numbers = [&self.at_least, &self.at_most];
        let texts = texts.iter().filter_map(|text| Some(text.as_ref()?.span()));
        let numbers = numbers.iter().filter_map(|number| Some(number.as_ref()?.span()));
        let unit = self.unit.iter().map(Spanned::span);
        texts.chain(numbers).chain(unit).chain(self.statistic.iter().map(Spanned::span)).next()
    }

    fn bound(&self, place: &Range<usize>) -> Result<Bound, Wrong> {
        fn required<'a, T>(
            field: &'a Option<Spanned<T>>,
            name: &str,
            place: &Range<usize>,
        ) -> Result<&'a Spanned<T>, Wrong> {
            let missing = || (format!("this criterion has no `{name}`"), place.clone());
            field.as_ref().ok_or_else(missing)
        }
        let known = |backend: &Spanned<String>| {
            let id = backend.get_ref().as_str();
            // The name of an ablation's configuration comes after that of the backend.
            let base = id.split('+').next().unwrap_or(id);
            match BACKENDS.contains(&base) || base.starts_with("cpython") {
                true => Ok(id.to_owned()),
                false => Err((
                    format!(
                        "there is no backend called `{id}`: {}",
                        text::suggest::help(id, "backends", &BACKENDS)
                    ),
                    backend.span(),
                )),
            }
        };
        let metric = required(&self.metric, "metric", place)?;
        let quantity = Quantity::parse(metric.get_ref()).map_err(|why| (why, metric.span()))?;
        let unit = required(&self.unit, "unit", place)?;
        let backend = known(required(&self.backend, "backend", place)?)?;
        let shape = |shape: &Spanned<String>| {
            let parsed = shape.get_ref().parse::<Shape>().map_err(|why| (why, shape.span()))?;
            Ok(Against::Shape(parsed))
        };
        let against = match (&self.against, &self.against_shape) {
            (Some(_), Some(shape)) => {
                let message = "a criterion has `against` or `against_shape`, not both";
                return Err((message.into(), shape.span()));
            }
            (Some(backend), None) => Some(Against::Backend(known(backend)?)),
            (None, Some(of)) => Some(shape(of)?),
            (None, None) => None,
        };
        match (unit.get_ref().is_relative(), self.against.as_ref().or(self.against_shape.as_ref()))
        {
            (true, None) => {
                let name = unit.get_ref().name();
                let message = format!("`{name}` needs `against` or `against_shape`");
                return Err((message, unit.span()));
            }
            (false, Some(against)) => {
                let message = format!("`{}` is relative to nothing", unit.get_ref().name());
                return Err((message, against.span()));
            }
            _ => {}
        }
        if !quantity.has_unit(*unit.get_ref()) {
            let message = format!("`{}` is not given in this unit", quantity.name());
            return Err((message, unit.span()));
        }
        if let Some(statistic) = &self.statistic
            && !quantity.is_of_workloads()
        {
            let message = format!("`{}` is one number and has no statistic", quantity.name());
            return Err((message, statistic.span()));
        }
        let limit = match (&self.at_least, &self.at_most) {
            (Some(bound), None) => (bound, Limit::AtLeast(*bound.get_ref())),
            (None, Some(bound)) => (bound, Limit::AtMost(*bound.get_ref())),
            _ => {
                let message = "a criterion with a metric has either `at_least` or `at_most`";
                return Err((message.into(), place.clone()));
            }
        };
        if !limit.0.get_ref().is_finite() {
            return Err(("a bound is a finite number".into(), limit.0.span()));
        }
        Ok(Bound {
            quantity,
            backend,
            against,
            statistic: self.statistic.as_ref().map(|s| *s.get_ref()).unwrap_or_default(),
            unit: *unit.get_ref(),
            limit: limit.1,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shipped_files_are_good() {
        for (name, _) in SHIPPED {
            let criteria = shipped(name).expect("it is there").expect("it is good");
            assert!(criteria.criteria.len() > 4, "{name}");
        }
    }

    /// Changes of a good file, with what is said of them and the text that is marked.
    #[test]
    fn what_is_wrong_is_marked() {
        let good = "title = \"t\"\n[[criterion]]\nid = \"a\"\nclaim = \"c\"\nmetric = \"run_ns\"\n\
                    backend = \"copy-patch\"\nagainst = \"interp-tail\"\nunit = \"% faster\"\n\
                    at_least = 5\n";
        Criteria::parse("good.toml", good).expect("it is good");
        let cases = [
            ("\"run_ns\"", "\"speed\"", "run_ns", "\"speed\""),
            ("copy-patch", "copy-path", "copy-patch", "\"copy-path\""),
            ("against = \"interp-tail\"\n", "", "needs `against`", "\"% faster\""),
            ("% faster", "furlong", "unknown variant", "\"furlong\""),
            ("at_least = 5", "at_least = nan", "finite", "nan"),
            ("at_least = 5\n", "", "at_least", "[[criterion]]"),
            ("% faster", "bytes", "relative to nothing", "\"interp-tail\""),
            ("against = \"interp-tail\"", "against_shape = \"loop\"", "region", "\"loop\""),
            ("at_least = 5\n", "at_least = 5\nagainst_shape = \"trace\"\n", "both", "\"trace\""),
            ("metric = \"run_ns\"\n", "", "either", "[[criterion]]"),
            ("at_least = 5\n", "at_least = 5\nreason = \"r\"\n", "either", "[[criterion]]"),
            ("at_least = 5\n", "at_least = 5\nfoo = 1\n", "unknown field", "foo"),
            ("id = \"a\"", "id = 3", "invalid type", "3"),
            ("title = \"t\"", "title \"t\"", "", ""),
        ];
        for (from, to, says, marks) in cases {
            let text = good.replace(from, to);
            let error = Criteria::parse("bad.toml", &text).expect_err(to);
            let Error::Criteria { message, excerpt, place } = error else { panic!("{to}") };
            assert!(message.contains(says), "{to}: {message}");
            let marked = &excerpt.text()[place.offset()..place.offset() + place.len()];
            assert!(marked.starts_with(marks), "{to}: {marked}");
        }
    }
}
