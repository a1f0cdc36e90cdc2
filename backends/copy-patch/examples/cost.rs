//! Prints the cost of compiling: time per uop in a tight loop beside the time to copy the same bytes and the time that
//! loading spends for this backend, and bytes per uop by purpose.
//!
//! `cargo run --release -p uopbench-copy-patch --example cost [PASSES] [corpus] [own] [regions] [uops]
//! [pairs] [compile]` compiles the workloads after the optimiser's `PASSES` (default: `all`); with
//! `corpus`, the recorded programs, too: with `own` as traces that this project forms, with `regions`
//! as regions, else as CPython's traces where a recording has them. With `uops` it also lists the uops
//! whose code takes the most bytes.
//! With `pairs` it lists the pairs of uops that most often follow each other. With `compile` it only
//! compiles all programs a few times, for tools that count instructions:
//!
//! ```sh
//! valgrind --tool=callgrind --toggle-collect='*copy_patch*Backend*compile*' \
//!     target/release/examples/cost all corpus compile
//! ```

use backend_api::{Backend, Code, CompileOptions, Compiled, Role};
use copy_patch::CopyPatch;
use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;
use trace::optimise::{Passes, optimise};
use trace::{Document, Forming, LoadedProgram, Shape, Traces};
use uops::runtime::Runtime;
use uops::stencil_inst::OperandBounds;
use uops::{Op, StencilInst};

/// Rounds over all programs; the best of them counts.
const ROUNDS: usize = 1_000;

/// Rounds where instructions are counted.
const COMPILATIONS: usize = 10;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let passes = Passes::parse(&arguments.next().unwrap_or_else(|| "all".to_owned()))?;
    let rest: Vec<String> = arguments.collect();
    let mut runtime = Runtime::new();
    let programs = programs(&passes, &rest, &mut runtime)?;
    let uops: usize = programs.iter().map(|program| program.program().uop_count()).sum();
    let traces: usize = programs.iter().map(|program| program.program().traces.len()).sum();
    let mut backend = CopyPatch::new()?;
    println!("{} programs, {traces} traces, {uops} uops", programs.len());
    if rest.contains(&"compile".to_owned()) {
        for _ in 0..COMPILATIONS {
            for program in &programs {
                backend.compile(program, CompileOptions::default())?;
            }
        }
    } else {
        report(&mut backend, &programs, uops, &rest)?;
    }
    for program in programs {
        program.unload(&mut runtime);
    }
    Ok(())
}

/// Prints times and bytes, and what `wanted` names besides.
fn report(
    backend: &mut CopyPatch,
    programs: &[LoadedProgram],
    uops: usize,
    wanted: &[String],
) -> Result<(), Box<dyn Error>> {
    times(backend, programs, uops)?;
    let map = bytes(backend, programs, uops)?;
    if wanted.contains(&"uops".to_owned()) {
        let mut rows: Vec<_> = map.into_iter().collect();
        rows.sort_by_key(|(_, (_, hot, cold, exit))| std::cmp::Reverse(hot + cold + exit));
        println!("{:<40} {:>5} {:>6} {:>6} {:>6}", "uop", "count", "hot", "cold", "exit");
        for (name, (count, hot, cold, exit)) in rows.iter().take(40) {
            println!("{name:<40} {count:>5} {hot:>6} {cold:>6} {exit:>6}");
        }
    }
    if wanted.contains(&"pairs".to_owned()) {
        pairs(programs, uops);
    }
    Ok(())
}

/// Lists the most frequent pairs of uops, and prints the share of all uops that these pairs contain, each
/// uop counted once.
fn pairs(programs: &[LoadedProgram], uops: usize) {
    let traces: Vec<Vec<Op>> = programs
        .iter()
        .flat_map(|program| &program.program().traces)
        .map(|trace| trace.uops.iter().map(|uop| uop.op).collect())
        .collect();
    let mut counts: HashMap<(Op, Op), usize> = HashMap::new();
    for pair in traces.iter().flat_map(|ops| ops.windows(2)) {
        *counts.entry((pair[0], pair[1])).or_default() += 1;
    }
    let mut rows: Vec<_> = counts.into_iter().collect();
    rows.sort_by_key(|&(pair, count)| (std::cmp::Reverse(count), pair.0 as u16, pair.1 as u16));
    let share = |count: usize| 100.0 * count as f64 / uops as f64;
    println!("{} different pairs", rows.len());
    for ((first, second), count) in rows.iter().take(40) {
        println!("{count:>5} {:>5.2} % {first} {second}", share(*count));
    }
    for most in [16, 64] {
        let chosen: HashSet<(Op, Op)> = rows.iter().take(most).map(|(pair, _)| *pair).collect();
        let mut taken_in = 0;
        for ops in &traces {
            let mut at = 0;
            while at + 1 < ops.len() {
                let is_one = chosen.contains(&(ops[at], ops[at + 1]));
                taken_in += if is_one { 2 } else { 0 };
                at += if is_one { 2 } else { 1 };
            }
        }
        println!("{most} pairs take in {:.1} % of uops", share(taken_in));
    }
}

/// The workloads, and with `corpus` the recorded programs.
fn programs(
    passes: &Passes,
    wanted: &[String],
    runtime: &mut Runtime,
) -> Result<Vec<LoadedProgram>, Box<dyn Error>> {
    let is_wanted = |word: &str| wanted.iter().any(|wanted| wanted == word);
    let forming = if is_wanted("regions") {
        Forming { shape: Shape::Region, ..Forming::default() }
    } else if is_wanted("own") {
        Some(Traces::Own).into()
    } else {
        Forming::default()
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut programs = Vec::new();
    for folder in ["workloads", "corpus"].into_iter().take(1 + usize::from(is_wanted("corpus"))) {
        let mut entries: Vec<_> =
            std::fs::read_dir(root.join(folder))?.collect::<Result<_, _>>()?;
        entries.sort_by_key(|entry| entry.file_name());
        for entry in entries {
            let path = entry.path().join("program.uop");
            let verified = if path.exists() {
                Document::parse(&path.display().to_string(), &std::fs::read(&path)?)?.verify()?
            } else {
                let path = entry.path().join("recording.json");
                let bytes = std::fs::read(&path)?;
                trace::import_with(&bytes, &path.display().to_string(), forming)?.program
            };
            programs.push(LoadedProgram::load(runtime, optimise(&verified, passes)?.program));
        }
    }
    Ok(programs)
}

fn times(
    backend: &mut CopyPatch,
    programs: &[LoadedProgram],
    uops: usize,
) -> Result<(), Box<dyn Error>> {
    let options = CompileOptions::default();
    let (mut compile, mut publish, mut copy) = (f64::MAX, f64::MAX, f64::MAX);
    let per_uop = |start: Instant| start.elapsed().as_nanos() as f64 / uops as f64;
    let mut compiled: Vec<Box<dyn Compiled>> = Vec::with_capacity(programs.len());
    let mut codes: Vec<Box<dyn Code>> = Vec::with_capacity(programs.len());
    for _ in 0..ROUNDS {
        codes.clear();
        let start = Instant::now();
        for program in programs {
            compiled.push(backend.compile(program, options)?);
        }
        compile = compile.min(per_uop(start));
        let start = Instant::now();
        for compiled in compiled.drain(..) {
            codes.push(compiled.publish()?);
        }
        publish = publish.min(per_uop(start));
    }
    let sources: Vec<Vec<u8>> =
        codes.iter().map(|code| vec![0x90; code.sizes().executable]).collect();
    let mut to = vec![0; sources.iter().map(Vec::len).sum()];
    for _ in 0..ROUNDS {
        let start = Instant::now();
        let mut at = 0;
        for source in &sources {
            to[at..at + source.len()].copy_from_slice(black_box(source));
            at += source.len();
        }
        black_box(&mut to);
        copy = copy.min(per_uop(start));
    }
    let mut prepare = f64::MAX;
    for _ in 0..ROUNDS {
        let start = Instant::now();
        for trace in programs.iter().flat_map(LoadedProgram::traces) {
            let insts: Vec<_> = trace.insts.iter().map(StencilInst::new).collect();
            black_box((insts, OperandBounds::of(&trace.insts)));
        }
        prepare = prepare.min(per_uop(start));
    }
    println!(
        "compile {compile:.2} ns/uop, publish {publish:.2}, memcpy {copy:.2}; of loading before that, \
         which all backends have in common, {prepare:.2} are for copy-and-patch alone"
    );
    let (used, pages) =
        (backend.arena().used() + backend.arena().shared(), backend.arena().touched());
    let waste = 100.0 * (pages as f64 / used as f64 - 1.0);
    println!("{used} bytes in {pages} bytes of pages: {waste:.1} % more");
    Ok(())
}

/// How often a uop occurs, and its bytes: hot, cold, exit.
type ByUop = HashMap<String, (usize, usize, usize, usize)>;

fn bytes(
    backend: &mut CopyPatch,
    programs: &[LoadedProgram],
    uops: usize,
) -> Result<ByUop, Box<dyn Error>> {
    let mut by_uop = ByUop::new();
    let (mut hot, mut entry, mut cold, mut exit) = (0, 0, 0, 0);
    let (mut padding, mut data, mut all) = (0, 0, 0);
    let options = CompileOptions { map: true, ..CompileOptions::default() };
    for program in programs {
        let code = backend.compile(program, options)?.publish()?;
        let sizes = code.sizes();
        padding += sizes.padding;
        data += sizes.data;
        all += sizes.executable;
        for piece in code.pieces() {
            let len = piece.bytes.len();
            let name = |trace: trace::TraceId, uop: u32| {
                program.program().traces[trace.0 as usize].uops[uop as usize].op.to_string()
            };
            match piece.role {
                Role::Hot { trace, uop } => {
                    hot += len;
                    let row = by_uop.entry(name(trace, uop)).or_default();
                    row.0 += 1;
                    row.1 += len;
                }
                Role::Cold { trace, uop } => {
                    cold += len;
                    by_uop.entry(name(trace, uop)).or_default().2 += len;
                }
                Role::Exit { trace, uop } => {
                    exit += len;
                    by_uop.entry(name(trace, uop)).or_default().3 += len;
                }
                Role::Entry { .. } => entry += len,
                // Of these there is one for many programs, but for those with maps.
                Role::Enter | Role::Shared | Role::Data => {}
            }
        }
    }
    let per_uop = |bytes: usize| bytes as f64 / uops as f64;
    let stubs = all - hot - entry - cold - exit - data - padding;
    println!(
        "bytes/uop: hot {:.1}, entry {:.1}, cold {:.1}, exits {:.1}, exit stubs of its own {:.1}, data {:.1}, \
         padding {:.1}; all {:.1}",
        per_uop(hot),
        per_uop(entry),
        per_uop(cold),
        per_uop(exit),
        per_uop(stubs),
        per_uop(data),
        per_uop(padding),
        per_uop(all)
    );
    Ok(by_uop)
}
