//! Stencils as text: disassembly, bytes and holes. The text of all stencils is kept in the
//! repository, so that a review shows changes of machine code.

pub use crate::isa::disassembly::{ALL, HERE, Processor};
use crate::library::DEFAULT;
use std::collections::HashMap;
use std::fmt::Write;
use stencil_format::Stencil;
use uops::Op;

/// A file of the committed listings.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct File {
    /// Its name.
    pub name: String,
    /// What is in it.
    pub contents: String,
}

/// All listings of a processor's stencils: a file for every uop, in table order, and one for what is no uop's.
pub fn files(stencils: &[Stencil], processor: Processor) -> Vec<File> {
    let mut owned: HashMap<Option<Op>, Vec<&Stencil>> = HashMap::new();
    for stencil in stencils {
        owned.entry(owner(stencil)).or_default().push(stencil);
    }
    let mut of = |owner| owned.remove(&owner).unwrap_or_default();
    let mut files: Vec<File> = Op::ALL
        .iter()
        .map(|&op| File {
            name: format!("{}.txt", op.symbol()),
            contents: of_uop(op, of(Some(op)), processor),
        })
        .collect();
    files.push(File { name: "glue.txt".into(), contents: listing(GLUE, &of(None), processor) });
    files
}

/// The heading of the stencils that are no uop's.
const GLUE: &str = "Stencils that belong to no uop";

/// The stencils of a uop for every number of cached slots, those made for one oparg or for
/// operands that fit a narrow hole after the general ones.
pub fn uop(op: Op) -> String {
    let stencils = DEFAULT.stencils.iter().filter(|stencil| owner(stencil) == Some(op));
    of_uop(op, stencils.collect(), HERE)
}

fn of_uop(op: Op, mut stencils: Vec<&Stencil>, processor: Processor) -> String {
    let heading = format!("{} ({})", op.symbol(), op.info().effect);
    stencils.sort_by_key(|stencil| (oparg(stencil, op), stencil.name));
    listing(&heading, &stencils, processor)
}

/// The stencils that are no uop's: what enters and leaves a program, moves, counters.
pub fn glue() -> String {
    let stencils: Vec<&Stencil> =
        DEFAULT.stencils.iter().filter(|stencil| owner(stencil).is_none()).collect();
    listing(GLUE, &stencils, HERE)
}

/// Which uop a stencil is a variant of.
pub fn owner(stencil: &Stencil) -> Option<Op> {
    let stem = stem(stencil);
    Op::from_symbol(stem).or_else(|| {
        let special = |op: &Op| {
            let oparg = stem.strip_prefix(op.symbol())?.parse::<u16>().ok()?;
            op.info().only.contains(&oparg).then_some(*op)
        };
        Op::ALL.iter().find_map(special)
    })
}

/// The name without the number of cached slots and the form of its operand.
fn stem(stencil: &Stencil) -> &'static str {
    let stem = stencil.name.rsplit_once("__").map_or(stencil.name, |(stem, _)| stem);
    stem.split_once('.').map_or(stem, |(stem, _)| stem)
}

/// The oparg that a stencil of `op` is made for.
fn oparg(stencil: &Stencil, op: Op) -> Option<u16> {
    stem(stencil).strip_prefix(op.symbol())?.parse().ok()
}

fn listing(heading: &str, stencils: &[&Stencil], processor: Processor) -> String {
    let mut out = format!("{heading}\n\n{}", summary(stencils));
    for each in stencils {
        out.push('\n');
        out += &text(each, processor);
    }
    out
}

/// A table of sizes, with a line per stencil.
pub fn summary(stencils: &[&Stencil]) -> String {
    let width = stencils.iter().map(|stencil| stencil.name.len()).max().unwrap_or(0);
    let mut out = format!("{:width$}   hot  cold  holes\n", "");
    for Stencil { name, hot, cold } in stencils {
        let holes = hot.holes.len() + cold.holes.len();
        // Writing to a string can't fail.
        _ = writeln!(
            out,
            "{name:width$}  {:>4}  {:>4}  {holes:>5}",
            hot.bytes.len(),
            cold.bytes.len()
        );
    }
    out
}

/// One stencil: a line per instruction with offset, bytes and text, and after it the instruction's
/// holes. An operand that is a hole has the name of its value.
pub fn stencil(stencil: &Stencil) -> String {
    text(stencil, HERE)
}

fn text(stencil: &Stencil, processor: Processor) -> String {
    let mut out = format!("{}\n", stencil.name);
    (processor.write)(&mut out, &stencil.hot);
    if !stencil.cold.bytes.is_empty() {
        out += "  cold:\n";
        (processor.write)(&mut out, &stencil.cold);
    }
    out
}
