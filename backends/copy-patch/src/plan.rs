//! The stencil library, prepared for the pass.
//!
//! Patching is a loop over plain records: which place, how wide, and which entry of a small table
//! holds the value. What a hole stands for was looked at once, here.

use crate::library::{self, CACHE, generated as stencil};
use stencil_format::{Blob, Patch, Stencil, What};
use uops::helpers::Helper;
use uops::{Inst, Op, OperandKind};

/// Code is copied in pieces of this many bytes.
pub const CHUNK: usize = 16;

/// No part of a stencil is longer, in whole chunks.
pub const LONGEST: usize = 1024;

/// Indices into the table of values that a uop's own operands fill.
pub mod value {
    /// The oparg.
    pub const OPARG: usize = 0;
    /// The oparg as an offset from the first local.
    pub const LOCAL: usize = 1;
    /// The operand.
    pub const OPERAND: usize = 2;
    /// Number of values, rounded up so that an index can be masked.
    pub const COUNT: usize = 4;
}

/// Indices into the table of places that jumps lead to.
pub mod place {
    use super::{CACHE, Helper};
    /// The uop's hot part.
    pub const HOT: usize = 0;
    /// The uop's cold part.
    pub const COLD: usize = 1;
    /// The uop's exit.
    pub const EXIT: usize = 2;
    /// The way out of the uop when an exception is set.
    pub const ERROR: usize = 3;
    /// The start of the trace's loop.
    pub const TOP: usize = 4;
    /// The trace that a link leads to.
    pub const TARGET: usize = 5;
    /// What goes on where the current frame waits for.
    pub const RETURN: usize = 6;
    /// What frees objects.
    pub const DEALLOC: usize = 7;
    /// The shared ends of cold exits, by depth.
    pub const LEAVE: usize = 8;
    /// Trampolines of helpers.
    pub const HELPER: usize = LEAVE + CACHE;
    /// Thunks of helpers.
    pub const THUNK: usize = HELPER + Helper::ALL.len();
    /// Number of places.
    pub const COUNT: usize = THUNK + Helper::ALL.len();
}

/// A hole, prepared.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Where it is, from the start of its part.
    pub offset: u16,
    /// Which value or place fills it.
    pub index: u8,
    /// How a value is written; a place is always written relative to the hole.
    pub patch: Patch,
    /// Added to the value.
    pub addend: i32,
}

/// One part of a stencil.
#[derive(Clone, Copy, Default, Debug)]
pub struct Part {
    /// Where its code starts in the pool.
    start: u32,
    /// Bytes of code.
    pub len: u16,
    /// Records of holes that values fill.
    values: u8,
    /// Records of holes that lead elsewhere; they follow the others.
    jumps: u8,
    /// Its first record.
    records: u32,
}

/// The number of slots in registers with which a stencil leaves through its exit, if it does.
pub type Depth = Option<u8>;

/// A stencil, prepared.
#[derive(Clone, Copy, Default, Debug)]
pub struct Plan {
    /// The part on the hot path.
    pub hot: Part,
    /// The rest.
    pub cold: Part,
    /// How it exits.
    pub exit: Depth,
    /// How it leaves when an exception is set.
    pub error: Depth,
    /// Whether something is left to do behind the trace's hot path.
    pub has_more: bool,
}

/// What the pass knows of a uop before it has seen any trace.
#[derive(Clone, Default, Debug)]
pub struct UopPlan {
    /// Its stencil for each depth.
    variants: [u16; CACHE + 1],
    /// Slots in registers behind it, by slots before it.
    pub after: [u8; CACHE + 1],
    /// The bits of the oparg that stencils are made for; 0 if there are none.
    oparg_mask: u16,
    /// Stencils for single opargs.
    only: &'static [(u16, [u16; CACHE + 1])],
}

impl UopPlan {
    /// Index of the uop's stencil with `depth` slots in registers: one made for its oparg, if there
    /// is one.
    #[inline(always)]
    pub fn select(&self, inst: &Inst, depth: usize) -> u16 {
        if self.oparg_mask != 0 {
            let oparg = inst.oparg & self.oparg_mask;
            if let Some((_, variants)) = self.only.iter().find(|(key, _)| *key == oparg) {
                return variants[depth];
            }
        }
        self.variants[depth]
    }
}

/// The code of all stencils, end to end, each part padded to whole chunks.
#[derive(Default, Debug)]
pub struct Pool(Vec<u8>);

impl Pool {
    fn add(&mut self, code: &[u8]) -> u32 {
        let start = self.0.len();
        self.0.extend_from_slice(code);
        self.0.resize(self.0.len().next_multiple_of(CHUNK), 0);
        start as u32
    }

    /// Where the code of a part starts; its last chunk is whole.
    #[inline(always)]
    pub fn code(&self, part: &Part) -> *const u8 {
        self.0.as_ptr().wrapping_add(part.start as usize)
    }
}

/// The whole library.
#[derive(Debug)]
pub struct Plans {
    /// The code.
    pub pool: Pool,
    records: Vec<Record>,
    /// By index in the library.
    pub stencils: Vec<Plan>,
    /// By uop number.
    pub uops: Vec<UopPlan>,
}

impl Plans {
    /// Prepares the library of this build.
    pub fn new() -> Self {
        let mut plans = Plans {
            pool: Pool::default(),
            records: Vec::new(),
            stencils: Vec::new(),
            uops: Vec::new(),
        };
        for stencil in library::STENCILS {
            let plan = plans.plan(stencil);
            plans.stencils.push(plan);
        }
        for (number, op) in Op::ALL.iter().enumerate() {
            let only = stencil::BY_OPARG[number];
            // Of a comparison's oparg only the mask matters.
            let mask = if op.info().operand == OperandKind::Comparison { 15 } else { u16::MAX };
            plans.uops.push(UopPlan {
                variants: stencil::BY_OP[number],
                after: library::depths_after(*op),
                oparg_mask: if only.is_empty() { 0 } else { mask },
                only,
            });
        }
        plans
    }

    fn plan(&mut self, stencil: &Stencil) -> Plan {
        let hot = self.part(&stencil.hot);
        let cold = self.part(&stencil.cold);
        let holes = || stencil.hot.holes.iter().chain(stencil.cold.holes);
        // All exits of a stencil leave in the same state, since the depth follows from the uop.
        let the_one = |pick: fn(What) -> Depth| {
            let mut depths = holes().filter_map(|hole| pick(hole.what));
            let first = depths.next();
            assert!(depths.all(|depth| Some(depth) == first), "{} exits in two ways", stencil.name);
            first
        };
        Plan {
            hot,
            cold,
            exit: the_one(|what| match what {
                What::Exit(depth) => Some(depth),
                _ => None,
            }),
            error: the_one(|what| match what {
                What::Error(depth) => Some(depth),
                _ => None,
            }),
            has_more: hot.jumps != 0 || cold.len != 0,
        }
    }

    fn part(&mut self, blob: &Blob) -> Part {
        assert!(blob.bytes.len().next_multiple_of(CHUNK) <= LONGEST, "a stencil is too long");
        let start = self.pool.add(blob.bytes);
        let records = self.records.len() as u32;
        let values = self.records(blob, |what| {
            Some(match what {
                What::Oparg => value::OPARG,
                What::Local => value::LOCAL,
                What::Operand | What::Small => value::OPERAND,
                _ => return None,
            })
        });
        let jumps = self.records(blob, |what| {
            Some(match what {
                What::Oparg | What::Local | What::Operand | What::Small => return None,
                What::Hot => place::HOT,
                What::Cold => place::COLD,
                What::Top => place::TOP,
                What::Return => place::RETURN,
                What::Dealloc => place::DEALLOC,
                What::Target => place::TARGET,
                What::Exit(_) => place::EXIT,
                What::Error(_) => place::ERROR,
                What::Leave(depth) => place::LEAVE + usize::from(depth),
                What::Helper(helper) => place::HELPER + helper as usize,
                What::Thunk(helper) => place::THUNK + helper as usize,
            })
        });
        Part { start, len: blob.bytes.len() as u16, values, jumps, records }
    }

    fn records(&mut self, blob: &Blob, index: impl Fn(What) -> Option<usize>) -> u8 {
        let before = self.records.len();
        self.records.extend(blob.holes.iter().filter_map(|hole| {
            Some(Record {
                offset: hole.offset,
                index: index(hole.what)? as u8,
                patch: hole.patch,
                addend: hole.addend,
            })
        }));
        u8::try_from(self.records.len() - before).expect("a stencil has few holes")
    }

    /// The holes of a part that values fill.
    #[inline(always)]
    pub fn values(&self, part: &Part) -> &[Record] {
        &self.records[part.records as usize..][..usize::from(part.values)]
    }

    /// The holes of a part that lead elsewhere.
    #[inline(always)]
    pub fn jumps(&self, part: &Part) -> &[Record] {
        &self.records[part.records as usize + usize::from(part.values)..][..usize::from(part.jumps)]
    }
}
