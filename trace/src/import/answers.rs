//! Gives a program the opaque objects of its recording, and what they answered.

use super::opaque::Exchange;
use super::recording::{Recording, Value};
use super::values::value;
use crate::program::Program;
use std::sync::Arc;
use uops::runtime::{self, OpaqueObject, Replay, RequestKind};

/// Adds the opaque objects of a recording to its program; an error says what is wrong with them.
pub(super) fn add_opaques(recording: &Recording, program: &mut Program) -> Result<(), String> {
    let Some(opaque) = &recording.opaque else { return Ok(()) };
    let object = |(name, compares, has_truth): &(String, bool, bool)| OpaqueObject {
        name: name.clone(),
        compares: *compares,
        has_truth: *has_truth,
    };
    program.opaques = opaque.objects.iter().map(object).collect();
    let args = [&recording.args, &recording.quick_args];
    if opaque.runs.len() > args.len() {
        return Err(format!("it has {} runs of opaque calls", opaque.runs.len()));
    }
    for (run, args) in opaque.runs.iter().zip(args) {
        let exchanges = run.exchanges.iter().map(exchange).collect::<Result<_, _>>()?;
        let replay =
            Replay { args: values(args)?, exchanges, order: run.order.clone(), kept: run.kept };
        program.replays.push(Arc::new(replay));
    }
    Ok(())
}

fn exchange(recorded: &Exchange) -> Result<runtime::Exchange, String> {
    let unknown = || format!("`{}` is nothing that is asked of an opaque object", recorded.ask);
    Ok(runtime::Exchange {
        kind: RequestKind::from_word(&recorded.ask).ok_or_else(unknown)?,
        name: recorded.name.clone(),
        operands: values(&recorded.of)?,
        changes: values(&recorded.changes)?,
        answer: recorded.gives.as_ref().map(one).transpose()?,
    })
}

fn values(recorded: &[Value]) -> Result<Vec<runtime::Value>, String> {
    recorded.iter().map(one).collect()
}

fn one(recorded: &Value) -> Result<runtime::Value, String> {
    let mut shared = |_: &Value| Err("an object of the program".to_owned());
    value(recorded, &mut shared).map_err(|what| format!("opaque calls have {what}"))
}
