//! Gives a program the opaque objects of its recording, and what they answered.

use super::opaque::Exchange;
use super::recording::Value;
use super::tables::Tables;
use super::values::value;
use std::sync::Arc;
use uops::runtime::{self, OpaqueObject, Replay, RequestKind};

/// Adds the opaque objects of a recording to its program; an error says what is wrong with them.
pub(super) fn add_opaques(tables: &mut Tables<'_>) -> Result<(), String> {
    let recording = tables.recording;
    let Some(opaque) = &recording.opaque else { return Ok(()) };
    let object = |(name, compares, has_truth): &(String, bool, bool)| OpaqueObject {
        name: name.clone(),
        compares: *compares,
        has_truth: *has_truth,
    };
    tables.program.opaques = opaque.objects.iter().map(object).collect();
    let args = [&recording.args, &recording.quick_args];
    if opaque.runs.len() > args.len() {
        return Err(format!("it has {} runs of opaque calls", opaque.runs.len()));
    }
    for (run, args) in opaque.runs.iter().zip(args) {
        let exchanges = run.exchanges.iter().map(|recorded| exchange(tables, recorded));
        let exchanges = exchanges.collect::<Result<_, _>>()?;
        let (args, order) = (arguments(args)?, run.order.clone());
        let replay = Replay { args, exchanges, order, kept: run.kept };
        tables.program.replays.push(Arc::new(replay));
    }
    Ok(())
}

fn exchange<'r>(
    tables: &mut Tables<'r>,
    recorded: &'r Exchange,
) -> Result<runtime::Exchange, String> {
    let unknown = || format!("`{}` is nothing that is asked of an opaque object", recorded.ask);
    let mut one =
        |value: &'r Value| tables.value(value).map_err(|what| format!("opaque calls have {what}"));
    Ok(runtime::Exchange {
        kind: RequestKind::from_word(&recorded.ask).ok_or_else(unknown)?,
        name: recorded.name.clone(),
        operands: recorded.of.iter().map(&mut one).collect::<Result<_, _>>()?,
        changes: recorded.changes.iter().map(&mut one).collect::<Result<_, _>>()?,
        answer: recorded.gives.as_ref().map(&mut one).transpose()?,
        raises: recorded.raises.as_ref().map(&mut one).transpose()?,
    })
}

fn arguments(recorded: &[Value]) -> Result<Vec<runtime::Value>, String> {
    let mut shared = |_: &Value| Err("an object of the program".to_owned());
    let values = recorded.iter().map(|recorded| value(recorded, &mut shared));
    values.collect::<Result<_, _>>().map_err(|what| format!("opaque calls have {what}"))
}
