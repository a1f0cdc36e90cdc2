//! The trace optimiser: passes over programs, each of which can be left out.
//!
//! A pass rewrites the traces of a program one by one and sees one trace at a time, with what the
//! verifier has found out about its start. Exits stay as they are: the same ones, in the same order,
//! with the same stack. What a pass has made is verified before the next one looks at it; a program
//! that is not accepted is a defect of the pass, and [`optimise`] says so.
//!
//! - [`edit`] applies a pass's changes to a trace, [`values`] says where what is on the stack comes
//!   from and goes to.
//! - `guards`, `constants`, `dead`, `bookkeeping` and `calls` remove uops; `ints`, `floats`, `locals`,
//!   `compares` and `borrow` choose another form for what is on the stack and in locals (see
//!   [`uops::semantics`]).

mod bookkeeping;
mod borrow;
mod calls;
mod compares;
mod constants;
mod dead;
mod edit;
mod floats;
mod guards;
mod ints;
mod locals;
mod values;

use crate::program::{Program, Trace, TraceId, Uop};
use crate::verify::state::{Entry, State};
use crate::verify::step::Step;
use crate::verify::{VerifiedProgram, VerifyError, verify};
use crate::{Location, Part};
use edit::Edits;
use locals::Locals;
use std::fmt;
use thiserror::Error;
use uops::Kind;

/// A pass.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Pass {
    /// What all ways to a trace agree on is known at its start, types included. It changes nothing
    /// by itself.
    Types,
    /// Known constants in place of locals, operators with a constant result or a cheaper form.
    Constants,
    /// Guards whose outcome is known.
    Guards,
    /// Loads that are popped, stores that nobody sees.
    Dead,
    /// Instruction pointers that nobody reads, validity that nothing can have changed.
    Bookkeeping,
    /// Checks of calls whose function is known.
    Calls,
    /// Ints without a box.
    Ints,
    /// Floats without a box.
    Floats,
    /// Tagged ints in locals.
    Locals,
    /// Guards that compare, in place of a bool and a guard of it.
    Compares,
    /// References that are not counted.
    Borrow,
}

impl Pass {
    /// All passes, in the order in which they run.
    pub const ALL: [Pass; 11] = [
        Pass::Types,
        Pass::Constants,
        Pass::Guards,
        Pass::Dead,
        Pass::Bookkeeping,
        Pass::Calls,
        Pass::Ints,
        Pass::Floats,
        Pass::Locals,
        Pass::Compares,
        Pass::Borrow,
    ];

    /// What it is called on the command line and in results.
    pub fn id(self) -> &'static str {
        match self {
            Pass::Types => "types",
            Pass::Constants => "constants",
            Pass::Guards => "guards",
            Pass::Dead => "dead",
            Pass::Bookkeeping => "bookkeeping",
            Pass::Calls => "calls",
            Pass::Ints => "ints",
            Pass::Floats => "floats",
            Pass::Locals => "locals",
            Pass::Compares => "compares",
            Pass::Borrow => "borrow",
        }
    }

    fn run(self, site: &Site<'_>, edits: &mut Edits) {
        match self {
            Pass::Types => {}
            Pass::Constants => constants::run(site, edits),
            Pass::Guards => guards::run(site, edits),
            Pass::Dead => dead::run(site, edits),
            Pass::Bookkeeping => bookkeeping::run(site, edits),
            Pass::Calls => calls::run(site, edits),
            Pass::Ints => ints::run(site, edits),
            Pass::Floats => floats::run(site, edits),
            Pass::Locals => locals::run(site, edits),
            Pass::Compares => compares::run(site, edits),
            Pass::Borrow => borrow::run(site, edits),
        }
    }
}

/// A set of passes.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Passes(u16);

/// There is no such pass.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("there is no pass `{name}`; there are {}, and `none` and `all`", Passes::ALL)]
pub struct UnknownPass {
    /// What was asked for.
    pub name: String,
}

impl Passes {
    /// No pass.
    pub const NONE: Passes = Passes(0);
    /// Every pass.
    pub const ALL: Passes = Passes((1 << Pass::ALL.len()) - 1);

    /// Reads `none`, `all`, or names of passes with commas between them.
    pub fn parse(text: &str) -> Result<Passes, UnknownPass> {
        match text {
            "none" => return Ok(Passes::NONE),
            "all" => return Ok(Passes::ALL),
            _ => {}
        }
        text.split(',').try_fold(Passes::NONE, |passes, name| {
            let name = name.trim();
            let pass = Pass::ALL.into_iter().find(|pass| pass.id() == name);
            pass.map(|pass| passes.with(pass)).ok_or_else(|| UnknownPass { name: name.to_owned() })
        })
    }

    /// These and one more.
    #[must_use]
    pub fn with(self, pass: Pass) -> Passes {
        Passes(self.0 | 1 << pass as u8)
    }

    /// Whether a pass is among them.
    pub fn contains(self, pass: Pass) -> bool {
        self.0 & 1 << pass as u8 != 0
    }
}

impl fmt::Display for Passes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut names = Pass::ALL.into_iter().filter(|&pass| self.contains(pass)).map(Pass::id);
        match names.next() {
            None => f.write_str("none"),
            Some(first) => {
                f.write_str(first)?;
                names.try_for_each(|name| write!(f, ",{name}"))
            }
        }
    }
}

/// An optimised program, and what the passes did.
#[derive(Clone, Debug)]
pub struct Optimised {
    /// The program, with the verifier's approval.
    pub program: VerifiedProgram,
    /// Each pass that ran, in order.
    pub stats: Vec<PassStats>,
}

/// What a pass did.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct PassStats {
    /// The pass.
    pub pass: Pass,
    /// Uops that are gone.
    pub removed: usize,
    /// Uops that became others.
    pub changed: usize,
    /// Uops that are new.
    pub added: usize,
}

/// A pass made a program that the verifier does not accept: a defect of the pass.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("pass `{}` made a wrong program: {error}", pass.id())]
pub struct PassError {
    /// The pass.
    pub pass: Pass,
    /// What the verifier says.
    pub error: VerifyError,
}

/// Runs passes over a program. A pass that would make uops that the program's dialect lacks changes
/// nothing.
///
/// # Errors
/// Names the pass that made a program that the verifier does not accept.
pub fn optimise(program: &VerifiedProgram, passes: &Passes) -> Result<Optimised, PassError> {
    let mut current = program.clone();
    let mut stats = Vec::new();
    for pass in Pass::ALL.into_iter().filter(|&pass| passes.contains(pass)) {
        let mut count = PassStats { pass, removed: 0, changed: 0, added: 0 };
        // Pairs of uops can be nested, so a pass may find more where it has been.
        for _ in 0..ROUNDS {
            let before = count;
            let mut next = Program::clone(current.program());
            let mixed = match pass {
                Pass::Locals => locals::choose(&current),
                _ => Locals::new(),
            };
            for index in 0..next.traces.len() {
                let entry = entry(&current, index, *passes);
                let site = Site {
                    program: current.program(),
                    id: TraceId(index as u32),
                    entry,
                    mixed: &mixed,
                };
                let mut edits =
                    Edits::new(site.trace().uops.len(), std::mem::take(&mut next.consts));
                pass.run(&site, &mut edits);
                edits.apply(&mut next, index, &mut count);
            }
            if before == count {
                break;
            }
            if !uses_its_dialect(&next) {
                count = before;
                break;
            }
            current = verify(next).map_err(|error| PassError { pass, error })?;
        }
        stats.push(count);
    }
    Ok(Optimised { program: current, stats })
}

/// Whether all uops of a program are of its dialect.
fn uses_its_dialect(program: &Program) -> bool {
    let mut uops = program.traces.iter().flat_map(|trace| &trace.uops);
    uops.all(|uop| program.dialect.has(uop.op))
}

/// How often a pass runs at most.
const ROUNDS: usize = 4;

/// What a pass may rely on at the start of a trace.
fn entry(program: &VerifiedProgram, index: usize, passes: Passes) -> Entry {
    let mut entry = program.entries()[index].clone();
    if !passes.contains(Pass::Types) {
        for kind in &mut entry.kinds {
            if !matches!(kind, Kind::Slot | Kind::Null) && !kind.is_unguarded() {
                *kind = Kind::Object;
            }
        }
    }
    entry
}

/// A trace that a pass looks at.
struct Site<'p> {
    program: &'p Program,
    id: TraceId,
    entry: Entry,
    /// The locals that are to hold tagged ints.
    mixed: &'p Locals,
}

impl<'p> Site<'p> {
    fn trace(&self) -> &'p Trace {
        self.program.trace(self.id)
    }

    /// Executes the trace on symbols, and shows the state before each uop.
    fn walk(&self, mut visit: impl FnMut(usize, &State)) {
        let mut state = State::default();
        let function = self.trace().function;
        state.enter(&self.entry, function, self.program.local_count_of(function));
        for (index, uop) in self.trace().uops.iter().enumerate() {
            visit(index, &state);
            let location = Location::Uop(self.id, index, Part::Whole);
            // The program has been verified, so this does not fail.
            let _ = Step { program: self.program, uop, location }.apply(&mut state);
        }
    }

    /// Whether another trace goes on where the uop exits. Such an exit stays: the other trace may
    /// have no other way in.
    fn is_linked(&self, uop: &Uop) -> bool {
        uop.exit.is_some_and(|exit| self.trace().exits[exit.0 as usize].target.is_some())
    }
}
