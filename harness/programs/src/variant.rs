//! Which of a program's recordings is run, with whose traces and in which shape.

use crate::names::{COMPRESSED, PROGRAM_FILE, RECORDING_FILE};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use trace::{Dialect, Forming, Shape, Traces};

/// Which of a program's recordings is run, who formed its traces, and in which shape.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Variant {
    #[serde(default)]
    wanted: Wanted,
    /// Who formed the traces; the recording decides if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    traces: Option<String>,
    /// The shape; without one that of the folder's own program, or traces.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shape: Option<Shape>,
    /// How many frames deep functions are inlined, if that is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    inline: Option<usize>,
}

/// Which of the programs in a workload's folder is wanted.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Wanted {
    /// The folder's own program.
    #[default]
    Program,
    /// The recording of the newest dialect, and the folder's own program where that is the only one.
    Newest,
    /// The recording of this dialect.
    Dialect(String),
}

impl Variant {
    /// The recording of this dialect, or of the newest one of which a folder has a recording, with these traces.
    pub fn new(dialect: Option<Dialect>, traces: Option<Traces>) -> Self {
        Variant {
            wanted: match dialect {
                Some(dialect) => Wanted::Dialect(dialect.name().to_owned()),
                None => Wanted::Newest,
            },
            traces: traces.map(|traces| traces.name().to_owned()),
            shape: None,
            inline: None,
        }
    }

    /// The same in a shape, made of the recording.
    #[must_use]
    pub fn in_shape(self, shape: Option<Shape>) -> Self {
        Variant { shape, ..self }
    }

    /// The same with functions inlined so many frames deep, made of the recording.
    #[must_use]
    pub fn inlined(self, inline: Option<usize>) -> Self {
        Variant { inline, ..self }
    }

    /// The newest recording, with the traces that it has.
    pub fn newest() -> Self {
        Variant::new(None, None)
    }

    /// Who forms the traces, if that was asked for.
    pub fn traces(&self) -> Option<Traces> {
        self.traces.as_deref().and_then(|name| name.parse().ok())
    }

    /// The shape, if that was asked for.
    pub fn shape(&self) -> Option<Shape> {
        self.shape
    }

    /// How many frames deep functions are inlined, if that was asked for.
    pub fn inline(&self) -> Option<usize> {
        self.inline
    }

    /// How a recording's code is formed.
    pub fn forming(&self) -> Forming {
        let (shape, inline) = (self.shape.unwrap_or_default(), self.inline);
        Forming { traces: self.traces(), shape, inline }
    }

    /// Whether a workload's folder has what is wanted.
    pub(crate) fn is_in(&self, folder: &Path) -> bool {
        match &self.wanted {
            Wanted::Program | Wanted::Newest => true,
            Wanted::Dialect(name) => recording(folder, name).is_file(),
        }
    }

    /// The recording in a workload's folder, which may be compressed; none if the folder's program is wanted,
    /// and no recording.
    pub(crate) fn recording(&self, folder: &Path) -> Option<PathBuf> {
        let own = || {
            let recording = recording(folder, Dialect::default().name());
            let is_alone = || recording.is_file() && !folder.join(PROGRAM_FILE).exists();
            let is_formed = self.traces.is_some() || self.shape.is_some() || self.inline.is_some();
            (is_formed || is_alone()).then_some(recording)
        };
        match &self.wanted {
            Wanted::Program => own(),
            Wanted::Newest => {
                let newer = Dialect::all().filter(|&dialect| dialect != Dialect::default());
                let recordings = newer.map(|dialect| recording(folder, dialect.name()));
                recordings.filter(|path| path.is_file()).last().or_else(own)
            }
            Wanted::Dialect(name) => {
                let named = recording(folder, name);
                // What a user has recorded has no dialect in its name, whatever made it.
                Some(if named.is_file() {
                    named
                } else {
                    recording(folder, Dialect::default().name())
                })
            }
        }
    }

    /// The dialect that was asked for, if a program is of another one.
    pub(crate) fn refuses(&self, dialect: Dialect) -> Option<&str> {
        match &self.wanted {
            Wanted::Dialect(name) if name != dialect.name() => Some(name),
            _ => None,
        }
    }
}

/// Where a workload's folder has the recording of a dialect. That of the first dialect has no dialect in its name.
fn recording(folder: &Path, dialect: &str) -> PathBuf {
    let name = match dialect {
        name if name != Dialect::default().name() => format!("recording-{name}.json"),
        _ => RECORDING_FILE.to_owned(),
    };
    let compressed = folder.join(format!("{name}{COMPRESSED}"));
    if compressed.is_file() { compressed } else { folder.join(name) }
}
