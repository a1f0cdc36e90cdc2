//! Measures the phases of compiling.
//!
//! The pass takes tens of nanoseconds for a uop and does everything to that uop at once, so a clock
//! within the pass would mostly measure itself. Instead, passes that do a part of the work are
//! measured: one only chooses the stencils, and another only copies the pieces of the program. The
//! remaining time is that of filling holes and of everything else.

use crate::emit::Emitter;
use crate::stencil_table::InRegisters;
use backend_api::{BackendError, Code, CompileOptions, Phase, Phases, Role};
use std::hint::black_box;
use std::time::{Duration, Instant};
use trace::LoadedProgram;
use uops::Op;

/// How often each pass is timed. The shortest time counts, because a difference of two times has the
/// disturbances of both.
const REPETITIONS: usize = 16;

/// Times the passes of a program.
///
/// # Errors
/// As [`Emitter::emit`].
pub fn measure(emitter: &mut Emitter, program: &LoadedProgram) -> Result<Phases, BackendError> {
    let options = CompileOptions { map: true, ..CompileOptions::default() };
    let mapped = emitter.emit(program, options)?.pieces();
    let of_uops = |role| matches!(role, Role::Hot { .. } | Role::Cold { .. });
    let pieces: Vec<Vec<u8>> =
        mapped.into_iter().filter(|piece| of_uops(piece.role)).map(|piece| piece.bytes).collect();
    let mut copied = vec![0; pieces.iter().map(Vec::len).sum()];
    let mut whole = Duration::MAX;
    for _ in 0..REPETITIONS {
        let start = Instant::now();
        let image = emitter.emit(program, CompileOptions::default())?;
        whole = whole.min(start.elapsed());
        drop(image);
    }
    let select = least(|| select(emitter, program));
    let copy = least(|| {
        let mut rest = &mut copied[..];
        for piece in &pieces {
            let (to, after) = rest.split_at_mut(piece.len());
            to.copy_from_slice(piece);
            rest = after;
        }
        black_box(rest);
    });
    let patch = whole.saturating_sub(select + copy);
    Ok(vec![(Phase::Select, select), (Phase::Copy, copy), (Phase::Patch, patch)])
}

fn least(mut work: impl FnMut()) -> Duration {
    let times = (0..REPETITIONS).map(|_| {
        let start = Instant::now();
        work();
        start.elapsed()
    });
    times.min().unwrap_or_default()
}

/// Chooses the stencils of all uops, and nothing else.
fn select(emitter: &Emitter, program: &LoadedProgram) {
    let stencils = emitter.stencils();
    for trace in program.traces() {
        let chooser = stencils.chooser(&trace.bounds);
        let body = InRegisters::of(emitter.config().table().body_depth(trace.stack));
        let mut depth = body;
        for (inst, uop) in trace.insts.iter().zip(&trace.stencil_insts) {
            if inst.opcode == Op::_JUMP_TO_TOP as u16 {
                depth = body;
            }
            let chosen = chooser.choose(uop.selector, depth);
            black_box(chosen.stencil);
            depth = chosen.after;
        }
    }
}
