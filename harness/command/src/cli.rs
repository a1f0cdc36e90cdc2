//! The command `uopbench`.

use crate::commands::{
    ablate, attribute, bench, break_even, check, compare, completions, corpus, cost, count, disasm,
    docs, evaluate, explore, export, fuzz, generate, import, list, man, measure, merge, optimise,
    peers, report, run, scaling, shapes, stencils, verify,
};
use crate::output::show;
use crate::{Error, progress};
use clap::{CommandFactory, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

const EXAMPLES: &str = "\
Examples:
  uopbench list                            list the workloads
  uopbench run sum_range                   run it once on each backend and compare
  uopbench bench --quick                   measure everything, in two minutes
  uopbench bench sieve crc --backend copy-patch,cranelift-best --out two
  uopbench compare before/results.json after/results.json
  uopbench evaluate results.json --criteria pep836 --fail-on fail
  uopbench disasm fib_iter --backend copy-patch
  uopbench explore fib_iter --out fib_iter.html
  uopbench bench --quick --opt all         the same, optimised first
  uopbench verify my_program.uop
  uopbench peers --quick                   the same Python programs on the installed Pythons
  uopbench generate --uops 10000 --mix floats --seed 1 --out random.uop

Exit status: 0 on success; 1 if a backend gave a wrong result, or if a comparison is as --fail-on
describes; 2 if the input is wrong: a name, a file, a backend that this build does not have;
130 after an interruption.";

/// Runs the same CPython tier-2 uop traces through interpreters, a copy-and-patch backend and
/// Cranelift, and measures compile time, code size, memory and run time.
#[derive(Parser)]
#[command(name = "uopbench", version, after_help = EXAMPLES, max_term_width = 100)]
struct Cli {
    /// The folder of workloads; recorded programs are in the folder `corpus` beside it [default:
    /// $UOPBENCH_WORKLOADS, else the nearest folder `workloads` from here upwards, else that of the sources]
    #[arg(long, global = true, value_name = "DIR")]
    workloads: Option<PathBuf>,
    /// Print only output and errors: no progress, no notes
    #[arg(long, short, global = true)]
    quiet: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the workloads
    List(list::Args),
    /// Run a program once on each backend and compare the results
    Run(run::Args),
    /// Run programs once on each backend and report whether all results are right
    Check(check::Args),
    /// Show which uops all programs together consist of
    Corpus(corpus::Args),
    /// Check .uop files
    Verify(verify::Args),
    /// Make a program from a recording
    Import(import::Args),
    /// Measure, and write results, report and charts
    Bench(bench::Args),
    /// Measure the effect of each choice of the copy-and-patch backend
    Ablate(ablate::Args),
    /// Measure programs as traces and as regions, and compare the two
    #[command(after_help = shapes::examples())]
    Shapes(bench::Args),
    /// Measure how compile time grows with the length of a program
    Scaling(scaling::Args),
    /// Count the instructions of each workload, with valgrind or hardware counters
    Count(count::Args),
    /// Count the lines of code that each backend needs, and how long it takes to build
    Cost(cost::Args),
    /// Show executions, bytes and instructions of each uop on each backend
    Attribute(attribute::Args),
    /// Compare two results files: faster, slower, equivalent or inconclusive
    Compare(compare::Args),
    /// Evaluate the criteria of a PEP: pass, fail or not measured
    Evaluate(evaluate::Args),
    /// Show after how many runs the compile time of a backend pays off
    BreakEven(break_even::Args),
    /// Merge results files, such as the shards of a bench
    Merge(merge::Args),
    /// Export results for pyperf, Bencher or a spreadsheet
    Export(export::Args),
    /// Make report and charts from a results file
    Report(report::Args),
    /// Show the stencils of the copy-and-patch backend
    Stencils(stencils::Args),
    /// Show a program's machine code, uop by uop
    Disasm(disasm::Args),
    /// Write a page that shows uops and every backend's machine code side by side
    Explore(explore::Args),
    /// Show a program after the optimiser
    Optimise(optimise::Args),
    /// Measure the workloads' Python sources on the Pythons of this machine
    Peers(peers::Args),
    /// Make a random program of a given length and mix
    Generate(generate::Args),
    /// Run random programs on every backend, until two differ
    Fuzz(fuzz::Args),
    /// Print the reference of all uops, or the list of supported uops, as Markdown
    Docs(docs::Args),
    /// Print completions for a shell
    Completions(completions::Args),
    /// Print the manual page
    Man(man::Args),
    /// One process of a bench
    #[command(hide = true)]
    MeasureProcess(measure::ProcessArgs),
    /// The runs that are counted
    #[command(hide = true)]
    CountProcess(count::ProcessArgs),
    /// Some of the programs of a fuzzing campaign
    #[command(hide = true)]
    FuzzProcess,
    /// The memory that a backend takes
    #[command(hide = true)]
    MeasureMemory(measure::MemoryArgs),
}

/// Runs the command that the process was started with.
#[inline(never)]
pub(crate) fn main() -> ExitCode {
    let Cli { workloads, quiet, command } = Cli::parse();
    if quiet {
        progress::be_quiet();
    }
    let folder = workloads.as_deref();
    let done = match command {
        Command::List(args) => list::run(&args, folder),
        Command::Run(args) => run::run(&args, folder),
        Command::Check(args) => check::run(&args, folder),
        Command::Corpus(args) => corpus::run(&args, folder),
        Command::Verify(args) => verify::run(&args),
        Command::Import(args) => import::run(&args),
        Command::Bench(args) => bench::run(&args, folder),
        Command::Ablate(args) => ablate::run(&args, folder),
        Command::Shapes(args) => shapes::run(args, folder),
        Command::Scaling(args) => scaling::run(&args),
        Command::Count(args) => count::run(&args, folder),
        Command::Cost(args) => cost::run(&args),
        Command::Attribute(args) => attribute::run(&args, folder),
        Command::CountProcess(args) => count::process(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Evaluate(args) => evaluate::run(&args),
        Command::BreakEven(args) => break_even::run(&args),
        Command::Merge(args) => merge::run(&args),
        Command::Export(args) => export::run(&args),
        Command::Report(args) => report::run(&args),
        Command::Stencils(args) => stencils::run(&args),
        Command::Disasm(args) => disasm::run(&args, folder),
        Command::Explore(args) => explore::run(&args, folder),
        Command::Optimise(args) => optimise::run(&args, folder),
        Command::Peers(args) => peers::run(&args, folder),
        Command::Generate(args) => generate::run(&args),
        Command::Fuzz(args) => fuzz::run(&args),
        Command::FuzzProcess => fuzz::process(),
        Command::Docs(args) => docs::run(&args),
        Command::Completions(args) => completions::run(&args, Cli::command()),
        Command::Man(args) => man::run(&args, Cli::command()),
        Command::MeasureProcess(args) => measure::process(&args),
        Command::MeasureMemory(args) => measure::memory(&args),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        // The reader of the output has closed it.
        Err(Error::Output(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => {
            ExitCode::SUCCESS
        }
        Err(error) => {
            let status = error.status();
            show(error);
            ExitCode::from(status)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_consistent() {
        Cli::command().debug_assert();
    }
}
