//! Results that a report sets beside its own.

use results::Summary;
use results::processors::Processors;

/// Results that a report sets beside its own, each in a section.
#[derive(Clone, Copy, Default, Debug)]
pub struct Others<'a> {
    /// Results of the same programs in the uops of other versions of CPython, or at other levels of optimisation.
    pub earlier: &'a [Summary<'a>],
    /// Results of the same programs at other levels of optimisation, by CPython and by this project, or in another
    /// shape.
    pub levels: &'a [Summary<'a>],
    /// The same programs on this processor and on another one.
    pub processors: Option<&'a Processors<'a>>,
}
