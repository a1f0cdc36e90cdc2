//! Facts about machine, build and run, and whether those of two files differ.

use files::shortened;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Facts about machine, build and run; a fact that can't be had says why.
pub type Environment = BTreeMap<String, Fact>;

/// A fact of the environment.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
#[serde(untagged)]
pub enum Fact {
    /// A text.
    Text(String),
    /// A number.
    Number(u64),
    /// A list of texts.
    List(Vec<String>),
    /// Nothing, and why.
    Missing {
        /// Why it can't be had.
        unavailable: String,
    },
}

impl Fact {
    /// As texts: one, or those of a list.
    pub fn texts(&self) -> Vec<String> {
        match self {
            Fact::Text(text) => vec![text.clone()],
            Fact::Number(number) => vec![number.to_string()],
            Fact::List(items) => items.clone(),
            Fact::Missing { unavailable } => vec![format!("unavailable: {unavailable}")],
        }
    }
}

/// Facts that tell a machine.
const MACHINE: [&str; 4] = ["cpu", "cores", "target", "memory_bytes"];
/// Facts that identify a build, and the options of the run.
const BUILD: [&str; 9] = [
    "uopbench",
    "git_revision",
    "rustc",
    "llvm",
    "cranelift",
    "profile",
    "features",
    "stencil_library",
    "optimiser",
];

/// The first difference of the machine.
pub fn machine_difference(a: &Environment, b: &Environment) -> Option<String> {
    first_difference(a, b, &MACHINE)
}

/// Whether it is another program file.
pub fn executable_difference(a: &Environment, b: &Environment) -> Option<String> {
    first_difference(a, b, &["executable"])
}

/// The first difference of the build.
pub fn build_difference(a: &Environment, b: &Environment) -> Option<String> {
    first_difference(a, b, &BUILD)
}

fn first_difference(a: &Environment, b: &Environment, names: &[&str]) -> Option<String> {
    names.iter().find_map(|&name| {
        let (a, b) = (a.get(name)?, b.get(name)?);
        let alike = match (a, b) {
            // A kernel takes a little more or less for itself from one start to the next.
            (&Fact::Number(a), &Fact::Number(b)) if name == "memory_bytes" => {
                a.abs_diff(b) <= a.max(b) / 50
            }
            _ => a == b,
        };
        let texts = |fact: &Fact| shortened(&fact.texts().join(", "));
        (!alike).then(|| format!("{name} is {} and {}", texts(a), texts(b)))
    })
}
