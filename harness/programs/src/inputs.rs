//! The arguments that programs are run with, and the results that CPython returns.

use crate::Error;
use serde::Deserialize;
use std::path::Path;
use uops::runtime::Value;

/// Arguments, and the result that CPython gives.
#[derive(Clone, PartialEq, Debug)]
pub struct Expected {
    /// The usual arguments.
    pub full: Inputs,
    /// Arguments that keep a run short.
    pub quick: Inputs,
    /// The percentage of CPython's time in a run that objects took which the runtime does not model; none if the
    /// program has no such objects.
    pub opaque_percent: Option<u8>,
}

/// What a program is run with.
#[derive(Clone, PartialEq, Debug)]
pub struct Inputs {
    /// The arguments.
    pub args: Vec<Value>,
    /// The result's `repr` in CPython, where that is known.
    pub result: Option<String>,
}

/// `expected.json`, written by CPython: values are Python literals, arguments are tuples.
#[derive(Deserialize)]
struct ExpectedFile {
    args: String,
    result: String,
    quick_args: String,
    quick_result: String,
    #[serde(default)]
    opaque_percent: Option<u8>,
}

impl Expected {
    pub(crate) fn read(path: &Path) -> Result<Self, Error> {
        let text = files::read(path)?;
        let file: ExpectedFile = files::json(path, &text)?;
        let inputs = |args: &str, result: String| {
            let args = arguments(path, args)?;
            Ok::<_, Error>(Inputs { args, result: Some(result) })
        };
        Ok(Expected {
            full: inputs(&file.args, file.result)?,
            quick: inputs(&file.quick_args, file.quick_result)?,
            opaque_percent: file.opaque_percent,
        })
    }
}

/// Reads a tuple of arguments.
fn arguments(path: &Path, text: &str) -> Result<Vec<Value>, Error> {
    let message = match trace::parse_value(text) {
        Ok(Value::Tuple(args)) => return Ok(args),
        Ok(_) => "expected a tuple of arguments".to_owned(),
        Err(error) => error.message().to_owned(),
    };
    Err(Error::Literal { path: path.into(), message: format!("`{text}`: {message}") })
}
