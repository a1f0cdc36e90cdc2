//! Proves that a program can be run safely.
//!
//! `structure` checks what can be checked line by line: names and links. `operand` checks operands, `replay`
//! what opaque objects answer.
//! Then every trace is executed on symbols instead of objects, as CPython's optimiser does. `state`
//! has the symbols and what is known of them, `entry` what is known where a trace starts, and `step`
//! is a uop at its location. `check` checks whether a uop may run in a state, `effect` is the uop's
//! effect on the state, and `frame` has both for calls and returns; `handlers` passes it on to what handles exceptions. At its start, a trace may rely on
//! the facts that all exits which lead to it have in common. So `verifier` executes the traces until
//! these facts no longer change. `ways` finds out which of these exits are to blame for an error.

mod check;
pub(crate) mod effect;
pub(crate) mod entry;
mod error;
mod frame;
mod handlers;
mod operand;
mod replay;
pub(crate) mod state;
pub(crate) mod step;
mod structure;
mod verifier;
mod versions;
mod ways;

use crate::location::Location;
use crate::program::{Program, Uop};
use entry::Entry;
pub(crate) use entry::Held;
pub use error::VerifyError;
pub use handlers::checks_call;
pub(crate) use handlers::sets_pointer;
pub use state::SlotForm;
use state::State;
use std::sync::Arc;
use step::Step;
pub(crate) use verifier::Forms;
use verifier::Verifier;

/// A program that can be run safely. Only [`verify`] makes one.
#[derive(Clone, Debug)]
pub struct VerifiedProgram {
    program: Arc<Program>,
    depths: Vec<Vec<u32>>,
    forms: Vec<Forms>,
    entries: Vec<Entry>,
}

impl VerifiedProgram {
    /// The program.
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// Stack depth before each uop, by trace.
    pub fn depths(&self) -> &[Vec<u32>] {
        &self.depths
    }

    pub(crate) fn into_parts(self) -> (Arc<Program>, Vec<Vec<u32>>, Vec<Forms>) {
        (self.program, self.depths, self.forms)
    }

    /// What is known of locals and stack at the start of each trace.
    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }
}

/// Proves that a program can be run safely.
pub fn verify(program: impl Into<Arc<Program>>) -> Result<VerifiedProgram, VerifyError> {
    let program = program.into();
    structure::check(&program)?;
    replay::check(&program)?;
    let mut verifier = Verifier::new(&program);
    if let Err(error) = verifier.run() {
        return Err(versions::explain(&program, verifier.explain(error)));
    }
    let Verifier { depths, forms, entries, .. } = verifier;
    let entries = entries.into_iter().flatten().collect();
    Ok(VerifiedProgram { program, depths, forms, entries })
}

/// Whether something leads to each trace of a program, if what that leads to is right.
pub(crate) fn reached(program: &Program) -> Result<Vec<bool>, VerifyError> {
    let mut verifier = Verifier::new(program);
    verifier.assumes = false;
    verifier.execute_all()?;
    Ok(verifier.entries.iter().map(Option::is_some).collect())
}

/// Executes a uop on symbols, whatever is known of the kinds of its inputs.
pub(crate) fn execute(
    program: &Program,
    uop: &Uop,
    location: Location,
    state: &mut State,
) -> Result<(), VerifyError> {
    let step = Step { program, uop, location };
    if let Err((message, help)) = operand::check_operand(program, state.function, uop) {
        return Err(VerifyError::new(location, message, help));
    }
    step.check_depth(state)?;
    // What it finds wrong besides is that the stack has no room, which the program gets later.
    let _ = step.apply(state);
    Ok(())
}
