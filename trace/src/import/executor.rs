//! The traces of CPython's JIT, as recordings have them. `docs/recording-format.md` describes them.

use super::value::{Value, present};
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A trace that CPython's JIT made.
#[derive(Deserialize, Debug)]
#[serde(try_from = "Row")]
pub(super) struct Executor {
    /// Code object and offset of the instruction that enters it; nothing if only exits lead to it.
    pub(super) entry: Option<(usize, u32)>,
    pub(super) uops: Vec<Uop>,
    pub(super) exits: Vec<Exit>,
}

/// An executor as it is in JSON.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
struct Row {
    code: Option<usize>,
    at: Option<u32>,
    uops: Vec<Uop>,
    exits: Vec<Exit>,
}

/// A uop of an executor.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Uop {
    #[serde(rename = "uop")]
    pub(super) name: String,
    pub(super) oparg: u16,
    /// Number of the uop that it jumps to.
    pub(super) jump: Option<usize>,
    /// Number of the uop that an exception leads to.
    pub(super) error: Option<usize>,
    /// The instruction that it comes from.
    pub(super) offset: Option<u32>,
    /// Number of its exit.
    pub(super) exit: Option<usize>,
    #[serde(default, deserialize_with = "present")]
    pub(super) value: Option<Value>,
    /// A class or function whose version is compared.
    pub(super) version: Option<Value>,
    pub(super) number: Option<u64>,
    /// Of a global.
    #[serde(rename = "name")]
    pub(super) global: Option<String>,
    #[serde(rename = "key")]
    _key: Option<IgnoredAny>,
    /// Code object and offset.
    pub(super) instruction: Option<(usize, u32)>,
    /// Why its operand is not known.
    pub(super) unresolved: Option<String>,
}

/// An exit of an executor.
#[derive(Deserialize, Debug)]
#[serde(deny_unknown_fields)]
pub(super) struct Exit {
    /// Where CPython's interpreter goes on.
    pub(super) offset: u32,
    /// The executor that it leads to.
    pub(super) executor: Option<usize>,
}

impl TryFrom<Row> for Executor {
    type Error = String;

    fn try_from(row: Row) -> Result<Self, String> {
        let entry = match (row.code, row.at) {
            (Some(code), Some(at)) => Some((code, at)),
            (None, None) => None,
            _ => return Err("an executor has only one of `code` and `at`".to_owned()),
        };
        let count = row.uops.len();
        for (index, uop) in row.uops.iter().enumerate() {
            let place = || format!("uop {index} of the executor, `{}`,", uop.name);
            for target in [uop.jump, uop.error].into_iter().flatten() {
                if target >= count {
                    return Err(format!("{} leads to uop {target} of {count}", place()));
                }
            }
            if let Some(exit) = uop.exit.filter(|&exit| exit >= row.exits.len()) {
                let count = row.exits.len();
                return Err(format!("{} has exit {exit} of {count}", place()));
            }
        }
        Ok(Executor { entry, uops: row.uops, exits: row.exits })
    }
}

/// What is wrong with executors of a recording that has so many code objects, if anything is.
pub(super) fn flaw(executors: &[Executor], codes: usize) -> Option<String> {
    executors.iter().enumerate().find_map(|(index, executor)| {
        if executor.entry.is_some_and(|(code, _)| code >= codes) {
            return Some(format!("executor {index} is entered from no code object"));
        }
        let to_none = |exit: &&Exit| exit.executor.is_some_and(|next| next >= executors.len());
        if executor.exits.iter().any(|exit| to_none(&exit)) {
            return Some(format!("an exit of executor {index} leads to no executor"));
        }
        let elsewhere = |uop: &&Uop| uop.instruction.is_some_and(|(code, _)| code >= codes);
        let uop = executor.uops.iter().find(elsewhere)?;
        Some(format!("`{}` of executor {index} is in no code object", uop.name))
    })
}
