//! Which of a program's recordings is run, with whose traces and in which shape.

use crate::names::{COMPRESSED, RECORDING_FILE};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use trace::{Dialect, Forming, Shape, Traces};

/// Which of a program's recordings is run, who formed its traces, and in which shape.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Variant {
    /// The dialect of the recording; the folder's own program if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dialect: Option<String>,
    /// Who formed the traces; the recording decides if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    traces: Option<String>,
    /// The shape; without one that of the folder's own program, or traces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shape: Option<Shape>,
}

impl Variant {
    /// The recording of this dialect, with these traces.
    pub fn new(dialect: Option<Dialect>, traces: Option<Traces>) -> Self {
        Variant {
            dialect: dialect.map(|dialect| dialect.name().to_owned()),
            traces: traces.map(|traces| traces.name().to_owned()),
            shape: None,
        }
    }

    /// The same in a shape, made of the recording.
    #[must_use]
    pub fn in_shape(self, shape: Option<Shape>) -> Self {
        Variant { shape, ..self }
    }

    /// Whether a folder's own program is wanted, with the traces that it has.
    pub fn is_default(&self) -> bool {
        *self == Variant::default()
    }

    /// The dialect, if one was asked for.
    pub fn dialect(&self) -> Option<&str> {
        self.dialect.as_deref()
    }

    /// Who forms the traces, if that was asked for.
    pub fn traces(&self) -> Option<Traces> {
        self.traces.as_deref().and_then(|name| name.parse().ok())
    }

    /// The shape, if that was asked for.
    pub fn shape(&self) -> Option<Shape> {
        self.shape
    }

    /// How a recording's code is formed.
    pub fn forming(&self) -> Forming {
        Forming { traces: self.traces(), shape: self.shape.unwrap_or_default() }
    }

    /// Whether a workload's folder has what is wanted.
    pub(crate) fn is_in(&self, folder: &Path) -> bool {
        self.is_default() || self.recording(folder).is_file()
    }

    /// The recording in a workload's folder, which may be compressed. That of the first dialect has no
    /// dialect in its name.
    pub(crate) fn recording(&self, folder: &Path) -> PathBuf {
        let default = Dialect::default();
        let name = match self.dialect() {
            Some(name) if name != default.name() => format!("recording-{name}.json"),
            _ => RECORDING_FILE.to_owned(),
        };
        let compressed = folder.join(format!("{name}{COMPRESSED}"));
        if compressed.is_file() { compressed } else { folder.join(name) }
    }
}
