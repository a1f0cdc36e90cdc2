//! Prints the cost of compiling a uop by the length of its trace: in parts, as the backend compiles
//! it, and in one function.
//!
//! `cargo run --release -p uopbench-cranelift --features reference --example long [UOPS]` prints
//! nanoseconds per uop for traces of up to `UOPS` uops (default: 20,000).

use backend_api::{Backend, CompileOptions};
use cranelift_backend::{Config, Cranelift};
use std::error::Error;
use std::time::{Duration, Instant};
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

/// `i = n + n` over and over.
fn additions(uops: usize) -> String {
    let addition = "    _LOAD_FAST_0 n\n    _LOAD_FAST_0 n\n    _GUARD_BOTH_INT -> other\n    \
                    _BINARY_OP_ADD_INT\n    _STORE_FAST_1 i\n";
    format!(
        "program additions\narg n = 300\nlocal i\nstack 2\n\ntrace entry @0 stack 0\n\
         {}    _LOAD_FAST_1 i\n    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit other @0\n",
        addition.repeat(uops / 5)
    )
}

fn main() -> Result<(), Box<dyn Error>> {
    let most = std::env::args().nth(1).map_or(Ok(20_000), |most| most.parse())?;
    let mut runtime = Runtime::new();
    println!("{:<8} {:<20} {:>12} {:>12}", "uops", "", "in parts", "whole");
    for uops in [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] {
        if uops > most {
            break;
        }
        let document = Document::parse("additions", additions(uops).as_bytes())?;
        let program = LoadedProgram::load(&mut runtime, document.verify()?);
        for config in [Config::Fast, Config::Balanced, Config::Best] {
            let mut parts = Cranelift::new(config)?;
            let mut whole = Cranelift::with_parts_of(config, usize::MAX / 2)?;
            let [parts, whole] = [&mut parts, &mut whole].map(|backend| time(backend, &program));
            let per_uop = |time: Duration| time.as_nanos() / uops as u128;
            let (parts, whole) = (per_uop(parts?), per_uop(whole?));
            println!("{uops:<8} {:<20} {parts:>9} ns {whole:>9} ns", config.info().id);
        }
        program.unload(&mut runtime);
    }
    Ok(())
}

/// The least of a few times that compiling takes.
fn time(backend: &mut Cranelift, program: &LoadedProgram) -> Result<Duration, Box<dyn Error>> {
    let mut least = Duration::MAX;
    for _ in 0..3 {
        let start = Instant::now();
        let compiled = backend.compile(program, CompileOptions::default())?;
        least = least.min(start.elapsed());
        drop(compiled);
    }
    Ok(least)
}
