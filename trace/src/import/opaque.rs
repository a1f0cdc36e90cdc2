//! What a recording says of objects that the runtime does not model, and what they answered.

use super::value::{Value, present};
use serde::Deserialize;

/// What a program asked of opaque objects.
#[derive(Deserialize, Debug)]
pub(super) struct Opaque {
    /// Of each object its name, whether it may equal another one, and whether it may be false.
    pub(super) objects: Vec<(String, bool, bool)>,
    /// With the usual arguments, and with those that keep a run short where they are others.
    pub(super) runs: Vec<Run>,
}

/// What was asked in a run.
#[derive(Deserialize, Debug)]
pub(super) struct Run {
    pub(super) exchanges: Vec<Exchange>,
    pub(super) order: Vec<u32>,
    pub(super) kept: u32,
}

/// What was asked, of what, and what came of it.
#[derive(Deserialize, Debug)]
pub(super) struct Exchange {
    pub(super) ask: String,
    #[serde(default)]
    pub(super) name: String,
    pub(super) of: Vec<Value>,
    #[serde(default, deserialize_with = "present")]
    pub(super) gives: Option<Value>,
    #[serde(default, deserialize_with = "present")]
    pub(super) raises: Option<Value>,
    #[serde(default)]
    pub(super) changes: Vec<Value>,
}
