//! Names of passes, and what a pass has changed.

use std::fmt;
use thiserror::Error;

/// A pass.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Pass {
    /// At the start of a trace, all that is known wherever an exit leads there, types included. The pass
    /// changes nothing by itself.
    Types,
    /// CPython 3.15's uops that leave their inputs, and the pops of these, as one uop.
    Pops,
    /// Copies of traces in loops for the ways back, so that what does not change there is guarded in front of the loop.
    Hoist,
    /// Copies of traces in loops for other ways in on which more is known.
    Split,
    /// Blocks of regions that can do without each other.
    Merge,
    /// Known constants in place of locals, operators with a constant result or a cheaper form.
    Constants,
    /// Guards whose outcome is known.
    Guards,
    /// Removes loads that are popped, and stores whose value nothing reads.
    Dead,
    /// Removes instruction pointers that nothing reads, and validity checks whose result cannot have changed.
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
    pub const ALL: [Pass; 15] = [
        Pass::Types,
        Pass::Pops,
        Pass::Hoist,
        Pass::Split,
        Pass::Merge,
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
            Pass::Pops => "pops",
            Pass::Hoist => "hoist",
            Pass::Split => "split",
            Pass::Merge => "merge",
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

    /// What `all` has meant, the last meaning first. Results name their passes one by one.
    const ALL_SO_FAR: [Passes; 3] = [
        Passes::ALL,
        Passes::ALL.without(&[Pass::Merge]),
        Passes::ALL.without(&[Pass::Hoist, Pass::Split, Pass::Merge]),
    ];

    /// Whether results that name these passes were made with all passes of their version.
    pub fn were_all(names: &str) -> bool {
        Passes::ALL_SO_FAR.iter().any(|all| all.to_string() == names)
    }

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

    /// This set with one more pass.
    #[must_use]
    pub fn with(self, pass: Pass) -> Passes {
        Passes(self.0 | 1 << pass as u8)
    }

    /// This set without some passes.
    const fn without(self, mut passes: &[Pass]) -> Passes {
        let mut left = self;
        while let [pass, rest @ ..] = passes {
            left = Passes(left.0 & !(1 << *pass as u16));
            passes = rest;
        }
        left
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
