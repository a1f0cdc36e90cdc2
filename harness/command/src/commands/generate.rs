//! `uopbench generate`

use crate::Error;
use crate::choice::OfDialect;
use crate::output::print;
use files::write_atomically;
use std::path::PathBuf;
use trace::Shape;
use trace::generate::{Mix, Recipe, generate_seeded};

const EXAMPLES: &str = "\
Examples:
  uopbench generate --uops 1000 --out random.uop && uopbench run random.uop
  uopbench generate --uops 100000 --mix floats --seed 7 --out long.uop
  uopbench generate --uops 500 --mix ints=3,lists=2,branches=1
  uopbench generate --uops 500 --shape region

Mixes: balanced, ints, floats, lists, containers, branches, exits, calls, objects, closures, exceptions
and generators, whose programs may end with an exception, and wild and everything, whose programs may leave
through an unlinked exit, too. Families, to be given weights: ints, floats, texts, lists, containers,
branches (with side traces), exits (guards of types), loops, faults, calls (of Python functions), objects
(classes, attributes, methods), closures (and global names), exceptions (raised and handled), generators.
The same uops, dialect, mix, shape and seed give the same program.
What needs a uop that the dialect lacks is left out.";

/// The arguments of `generate`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// Number of uops in all traces, from 10 to 100000
    #[arg(long, value_name = "N")]
    uops: usize,
    #[command(flatten)]
    of: OfDialect,
    /// The mix of uops: a name, or families with their weights
    #[arg(long, default_value_t)]
    mix: Mix,
    /// The seed of all choices
    #[arg(long, value_name = "N", default_value_t = 0)]
    seed: u64,
    /// The approximate largest number of uops of a trace [default: the dialect's longest trace]
    #[arg(long, value_name = "N")]
    trace_uops: Option<usize>,
    /// The shape of the program: `trace` for straight traces; `region` for regions, whose blocks part and join
    #[arg(long, value_name = "SHAPE", default_value_t)]
    shape: Shape,
    /// Write the program to a file instead of standard output
    #[arg(long, value_name = "FILE.uop")]
    out: Option<PathBuf>,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let dialect = args.of.dialect;
    let trace_uops = args.trace_uops.unwrap_or(dialect.trace_limit());
    let recipe = Recipe { dialect, uops: args.uops, trace_uops, mix: args.mix, shape: args.shape };
    let program = generate_seeded(&recipe, args.seed)?;
    let text = format!(
        "# Generated: {} uops, mix {}, seed {}, {}s of up to {} uops.\n{}",
        args.uops,
        args.mix,
        args.seed,
        if args.shape == Shape::Region { "block" } else { "trace" },
        trace_uops,
        trace::print(&program)
    );
    match &args.out {
        Some(path) => Ok(write_atomically(path, text.as_bytes())?),
        None => print(&text),
    }
}
