//! Uops that another version of CPython has under the same name with another stack effect.

use super::error::VerifyError;
use crate::location::Location;
use crate::program::{Program, Uop};
use uops::{Dialect, Op};

/// Says of an error in a program of a later dialect than the first whether it may come from a mix-up of versions: in
/// another dialect, uops of the trace have other stack effects under their names, and the stack would have another
/// depth where the error is. Where ways in disagree, that is the cause.
pub(super) fn explain(program: &Program, mut error: VerifyError) -> VerifyError {
    if program.dialect == Dialect::default() || !error.ways.is_empty() {
        return error;
    }
    let Location::Uop(trace, index, _) = error.location else { return error };
    let Some(trace) = program.traces.get(trace.0 as usize) else { return error };
    let before = trace.uops.get(..index).unwrap_or_default();
    for other in Dialect::all().filter(|other| *other != program.dialect) {
        let named = |uop: &Uop| other.op(uop.op.name()).unwrap_or(uop.op);
        let differs = |uop: &&Uop| growth(named(uop), uop) != growth(uop.op, uop);
        let here = depth(before.iter().map(|uop| (uop.op, uop)));
        let there = depth(before.iter().map(|uop| (named(uop), uop)));
        if here == there {
            continue;
        }
        let Some(uop) = before.iter().rev().find(differs) else { continue };
        error.help = format!(
            "{}; or the uops are meant as those of CPython {}: there `{}` is ({}), and in CPython {}, which \
             this program is for, ({})",
            error.help,
            other.python(),
            uop.op,
            named(uop).info().effect,
            program.dialect.python(),
            uop.op.info().effect
        );
        return error;
    }
    error
}

/// By how much uops deepen the stack.
fn depth<'u>(uops: impl Iterator<Item = (Op, &'u Uop)>) -> i64 {
    uops.map(|(op, uop)| growth(op, uop)).sum()
}

/// The same of one uop, whose effect is that of `op`.
fn growth(op: Op, uop: &Uop) -> i64 {
    let effect = op.info().stack_effect(uop.oparg());
    effect.pushes() as i64 - effect.pops() as i64
}
