//! The grade of a criterion.

use serde::Serialize;

/// What a criterion comes to.
#[derive(Clone, Copy, PartialEq, Eq, Serialize, Debug)]
#[serde(rename_all = "kebab-case")]
pub enum Grade {
    /// It holds.
    Pass,
    /// It does not.
    Fail,
    /// The results don't tell.
    NotMeasured,
}

impl Grade {
    /// Every grade.
    pub const ALL: [Grade; 3] = [Grade::Pass, Grade::Fail, Grade::NotMeasured];

    /// As reports write it.
    pub fn name(self) -> &'static str {
        match self {
            Grade::Pass => "pass",
            Grade::Fail => "fail",
            Grade::NotMeasured => "not measured",
        }
    }

    /// As the command line and JSON write it.
    pub fn id(self) -> &'static str {
        match self {
            Grade::NotMeasured => "not-measured",
            other => other.name(),
        }
    }
}
