//! Prints the cost of compiling a uop by the length of its trace: in parts, as the backend compiles
//! it, and in one function.
//!
//! `cargo run --release -p uopbench-cranelift --features reference --example long [UOPS]` prints
//! nanoseconds and bytes per uop for traces of up to `UOPS` uops (default: 20,000), then those of two
//! traces of 1,000 guards over 512 locals: with the values thrown away, and added up.
//!
//! With `CONFIGURATION PROGRAM parts|whole` after the length, one of these two is compiled three times, and
//! nothing is measured, so that an instruction counter can observe the compilations.

use backend_api::{Backend, CompileOptions};
use cranelift_backend::{Config, Cranelift};
use std::error::Error;
use std::time::{Duration, Instant};
use trace::optimise::{Passes, optimise};
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

/// 1,000 guards over 512 locals, each loaded again long after its first load. What `after` does follows each
/// guard.
fn guards(name: &str, after: &str) -> String {
    const PLACES: usize = 512;
    let (mut args, mut uops) = (String::new(), String::new());
    for place in 0..PLACES {
        args += &format!("arg l{place} = {place}.5\n");
    }
    for guard in 0..1_000 {
        let place = guard % PLACES;
        uops += &format!("    _LOAD_FAST l{place}\n    _GUARD_TOS_FLOAT -> other\n    {after}\n");
    }
    format!(
        "program {name}\n{args}arg total = 1.0\nstack 3\n\ntrace entry @0 stack 0\n    _LOAD_FAST total\n    \
         _GUARD_TOS_FLOAT -> other\n{uops}    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit other @0\n"
    )
}

/// The programs of many guards, optimised.
fn guarded(runtime: &mut Runtime) -> Result<Vec<LoadedProgram>, Box<dyn Error>> {
    let sources = [guards("thrown_away", "_POP_TOP"), guards("added_up", "_BINARY_OP_ADD_FLOAT")];
    let mut programs = Vec::new();
    for source in sources {
        let document = Document::parse("guards", source.as_bytes())?;
        let program = optimise(&document.verify()?, &Passes::ALL)?.program;
        programs.push(LoadedProgram::load(runtime, program));
    }
    Ok(programs)
}

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let most = words.first().map_or(Ok(20_000), |most| most.parse())?;
    let mut runtime = Runtime::new();
    if let [_, config, name, form] = &words[..] {
        return once(&mut runtime, config, name, form);
    }
    println!("{:<8} {:<20} {:>21} {:>21}", "uops", "", "in parts", "whole");
    for uops in [500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000, 100_000] {
        if uops > most {
            break;
        }
        let document = Document::parse("additions", additions(uops).as_bytes())?;
        let program = LoadedProgram::load(&mut runtime, document.verify()?);
        show(&program)?;
        program.unload(&mut runtime);
    }
    for program in guarded(&mut runtime)? {
        println!("{}", program.program().name);
        show(&program)?;
        program.unload(&mut runtime);
    }
    Ok(())
}

/// Prints what a program costs in each configuration.
fn show(program: &LoadedProgram) -> Result<(), Box<dyn Error>> {
    let uops = program.program().uop_count();
    for config in [Config::Fast, Config::Balanced, Config::Best] {
        let mut parts = Cranelift::new(config)?;
        let mut whole = Cranelift::with_parts_of(config, usize::MAX / 2)?;
        let mut line = format!("{uops:<8} {:<20}", config.info().id);
        for backend in [&mut parts, &mut whole] {
            let time = time(backend, program)?.as_nanos() / uops as u128;
            let code = backend.compile(program, CompileOptions::default())?.publish()?;
            let bytes = code.sizes().code() as f64 / uops as f64;
            line += &format!(" {time:>9} ns {bytes:>5.1} B");
        }
        println!("{line}");
    }
    Ok(())
}

/// Compiles one of the programs of many guards.
fn once(runtime: &mut Runtime, config: &str, name: &str, form: &str) -> Result<(), Box<dyn Error>> {
    let mut configs = Config::ALL.into_iter();
    let config =
        configs.find(|it| it.info().id == config).ok_or("there is no such configuration")?;
    let mut backend = match form {
        "parts" => Cranelift::new(config)?,
        "whole" => Cranelift::with_parts_of(config, usize::MAX / 2)?,
        _ => return Err("parts or whole?".into()),
    };
    let programs = guarded(runtime)?;
    let program = programs.iter().find(|it| it.program().name == name);
    time(&mut backend, program.ok_or("there is no such program")?)?;
    programs.into_iter().for_each(|program| program.unload(runtime));
    Ok(())
}

/// The least of a few times that compiling takes.
#[inline(never)]
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
