//! What opaque objects answer.

use super::error::VerifyError;
use super::structure::check_value;
use crate::limits::OPAQUE_LIMIT;
use crate::location::Location;
use crate::notation::Scope;
use crate::program::Program;
use uops::runtime::{Replay, Value};

/// Checks what opaque objects answer in each recorded run.
pub(super) fn check(program: &Program) -> Result<(), VerifyError> {
    let mut line = program.opaques.len();
    if line > OPAQUE_LIMIT {
        return too_many("opaque objects", OPAQUE_LIMIT);
    }
    for replay in &program.replays {
        check_replay(program, replay, line)?;
        line += lines(replay);
    }
    Ok(())
}

/// Lines of a file that one takes, but for those of the order.
fn lines(replay: &Replay) -> usize {
    1 + replay.exchanges.len() + replay.order.len().div_ceil(crate::print::ORDER_COLUMNS)
}

fn check_replay(program: &Program, replay: &Replay, line: usize) -> Result<(), VerifyError> {
    let start = Location::Replay(line);
    let scope = Scope {
        constants: program.consts.len(),
        keys: &[],
        classes: &program.classes,
        functions: &program.functions,
        opaques: program.opaques.len(),
        kept: Some(replay.kept),
    };
    check_value(start, &Value::Tuple(replay.args.clone()), Scope::default())?;
    if replay.args.len() != program.args.len() {
        let message = "the arguments are not as many as the program's parameters";
        return Err(VerifyError::new(start, message, "a run has an argument for each parameter"));
    }
    if replay.order.len().max(replay.exchanges.len()) > OPAQUE_LIMIT
        || replay.kept as usize > OPAQUE_LIMIT
    {
        return too_many("exchanges in a run", OPAQUE_LIMIT);
    }
    for (index, exchange) in replay.exchanges.iter().enumerate() {
        let location = Location::Replay(line + 1 + index);
        for operands in [&exchange.operands, &exchange.changes] {
            check_value(location, &Value::Tuple(operands.clone()), scope)?;
        }
        for given in [&exchange.answer, &exchange.raises].into_iter().flatten() {
            check_value(location, &Value::Tuple(vec![given.clone()]), scope)?;
        }
    }
    match replay.order.iter().find(|&&number| number as usize >= replay.exchanges.len()) {
        None => Ok(()),
        Some(number) => Err(VerifyError::new(
            start,
            format!("there is no exchange {number}"),
            format!("the run has {} exchanges, and the first is number 0", replay.exchanges.len()),
        )),
    }
}

fn too_many(what: &str, limit: usize) -> Result<(), VerifyError> {
    let message = format!("there are more than {limit} {what}");
    Err(VerifyError::new(Location::Program, message, "a shorter run asks for less"))
}
