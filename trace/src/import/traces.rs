//! Which traces an imported program has.

use crate::shape::Shape;

/// Who formed the traces of an imported program.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Traces {
    /// This project.
    Own,
    /// CPython's JIT. The code between its traces, and after their exits, is formed by this project.
    Cpython,
}

impl Traces {
    /// Both.
    pub const ALL: [Traces; 2] = [Traces::Own, Traces::Cpython];

    /// As commands call it.
    pub fn name(self) -> &'static str {
        match self {
            Traces::Own => "own",
            Traces::Cpython => "cpython",
        }
    }
}

impl std::str::FromStr for Traces {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, String> {
        let known = Traces::ALL.into_iter().find(|traces| traces.name() == name);
        known.ok_or_else(|| format!("there are no traces `{name}`; there are `own` and `cpython`"))
    }
}

/// How the code of an imported program is formed.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Forming {
    /// Whose traces it has. If nothing is said: in the shape of traces those of CPython's JIT where there are any,
    /// else this project's.
    pub traces: Option<Traces>,
    /// In which shape.
    pub shape: Shape,
    /// How many frames deep functions are inlined; without a number as deep as CPython 3.13 does. CPython's own
    /// traces inline what they inline, so a number takes this project's, like regions.
    pub inline: Option<usize>,
}

impl From<Option<Traces>> for Forming {
    fn from(traces: Option<Traces>) -> Self {
        Forming { traces, ..Forming::default() }
    }
}

impl Forming {
    /// Whether CPython's traces are followed, of a recording that has such traces or not.
    ///
    /// # Errors
    /// Says why there is no such form.
    pub(super) fn replays(self, has_traces: bool) -> Result<bool, String> {
        match (self.traces, self.shape) {
            (Some(Traces::Cpython), Shape::Trace) if self.inline.is_some() => Err(
                "CPython's JIT has chosen what its traces inline: with a limit, take this project's own traces"
                    .to_owned(),
            ),
            (None, Shape::Trace) if self.inline.is_some() => Ok(false),
            (Some(Traces::Cpython), Shape::Region) => Err(
                "CPython's JIT made traces and no regions: for the shape `region`, take this project's \
                 own traces"
                    .to_owned(),
            ),
            (Some(Traces::Cpython), Shape::Trace) if !has_traces => {
                Err("it has no traces of CPython's JIT".to_owned())
            }
            (Some(Traces::Own), _) | (None, Shape::Region) => Ok(false),
            (Some(Traces::Cpython) | None, Shape::Trace) => Ok(has_traces),
        }
    }
}
