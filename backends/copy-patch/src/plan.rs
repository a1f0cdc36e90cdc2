//! The stencil library, prepared for the pass.
//!
//! Patching is a loop over plain records: which place, how it is written, and which entry of a small
//! table holds the value. What a hole stands for was looked at once, here.

use crate::library::{self, CACHE, generated as stencil};
use stencil_format::{Blob, Patch, What};
use uops::helpers::Helper;
use uops::{Inst, Op, OperandKind};

/// Code is copied in pieces of this many bytes, so copies may write as many beyond their end.
pub const CHUNK: usize = 16;

/// Indices into the table of values that a uop's own operands fill.
pub mod value {
    /// The oparg.
    pub const OPARG: usize = 0;
    /// The oparg as an offset from the first local.
    pub const LOCAL: usize = 1;
    /// The operand.
    pub const OPERAND: usize = 2;
    /// Number of values.
    pub const COUNT: usize = 3;
}

/// Indices into the table of places that jumps lead to.
pub mod place {
    use super::{CACHE, Helper};
    /// The uop's hot part.
    pub const HOT: usize = 0;
    /// The uop's cold part.
    pub const COLD: usize = 1;
    /// The start of the trace's loop.
    pub const TOP: usize = 2;
    /// The end of a program that returned.
    pub const RETURN: usize = 3;
    /// What frees objects.
    pub const DEALLOC: usize = 4;
    /// The trace that a link leads to.
    pub const TARGET: usize = 5;
    /// The shared ends of cold exits, by depth.
    pub const LEAVE: usize = 6;
    /// The uop's exits, by depth.
    pub const EXIT: usize = LEAVE + CACHE;
    /// The uop's error exits, by depth.
    pub const ERROR: usize = EXIT + CACHE + 1;
    /// Trampolines of helpers.
    pub const HELPER: usize = ERROR + CACHE + 1;
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
    /// How a value is written. A place is always written relative to the hole.
    pub patch: Patch,
    /// Added to the value.
    pub addend: i32,
}

/// A run of [`Record`]s.
#[derive(Clone, Copy, Default, Debug)]
struct Records {
    start: u32,
    count: u32,
}

/// One part of a stencil.
#[derive(Clone, Copy, Default, Debug)]
pub struct Part {
    /// Where its code starts in the pool.
    start: u32,
    /// Bytes of code.
    pub len: u32,
    values: Records,
    jumps: Records,
}

/// A stencil, prepared.
#[derive(Clone, Copy, Default, Debug)]
pub struct Plan {
    /// The part on the hot path.
    pub hot: Part,
    /// The rest.
    pub cold: Part,
}

impl Plan {
    /// Whether something is left to do behind the trace's hot path.
    #[inline]
    pub fn has_more(&self) -> bool {
        self.hot.jumps.count != 0 || self.cold.len != 0
    }
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

/// The whole library.
#[derive(Debug)]
pub struct Plans {
    pool: Vec<u8>,
    records: Vec<Record>,
    plans: Vec<Plan>,
    uops: Vec<UopPlan>,
}

impl Plans {
    /// Prepares the library of this build.
    pub fn new() -> Self {
        let mut plans =
            Plans { pool: Vec::new(), records: Vec::new(), plans: Vec::new(), uops: Vec::new() };
        for stencil in library::STENCILS {
            let plan = Plan { hot: plans.part(&stencil.hot), cold: plans.part(&stencil.cold) };
            plans.plans.push(plan);
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

    fn part(&mut self, blob: &Blob) -> Part {
        let start = self.pool.len();
        self.pool.extend_from_slice(blob.bytes);
        self.pool.resize(self.pool.len().next_multiple_of(CHUNK), 0);
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
                What::Leave(depth) => place::LEAVE + usize::from(depth),
                What::Exit(depth) => place::EXIT + usize::from(depth),
                What::Error(depth) => place::ERROR + usize::from(depth),
                What::Helper(helper) => place::HELPER + helper as usize,
                What::Thunk(helper) => place::THUNK + helper as usize,
            })
        });
        Part { start: start as u32, len: blob.bytes.len() as u32, values, jumps }
    }

    fn records(&mut self, blob: &Blob, index: impl Fn(What) -> Option<usize>) -> Records {
        let start = self.records.len();
        self.records.extend(blob.holes.iter().filter_map(|hole| {
            Some(Record {
                offset: hole.offset,
                index: index(hole.what)? as u8,
                patch: hole.patch,
                addend: hole.addend,
            })
        }));
        Records { start: start as u32, count: (self.records.len() - start) as u32 }
    }

    /// A stencil by its index in the library.
    #[inline]
    pub fn stencil(&self, index: usize) -> &Plan {
        &self.plans[index]
    }

    /// A uop's plan.
    #[inline]
    pub fn uop(&self, inst: &Inst) -> &UopPlan {
        &self.uops[usize::from(inst.opcode)]
    }

    /// Index of the stencil of a uop with `depth` slots in registers: one made for its oparg, if
    /// there is one.
    #[inline]
    pub fn select(uop: &UopPlan, inst: &Inst, depth: usize) -> u16 {
        if uop.oparg_mask != 0 {
            let oparg = inst.oparg & uop.oparg_mask;
            if let Some((_, variants)) = uop.only.iter().find(|(key, _)| *key == oparg) {
                return variants[depth];
            }
        }
        uop.variants[depth]
    }

    /// The code of a part, in whole chunks.
    #[inline]
    pub fn code(&self, part: &Part) -> &[u8] {
        &self.pool[part.start as usize..][..(part.len as usize).next_multiple_of(CHUNK)]
    }

    /// The holes of a part that values fill.
    #[inline]
    pub fn values(&self, part: &Part) -> &[Record] {
        &self.records[part.values.start as usize..][..part.values.count as usize]
    }

    /// The holes of a part that lead elsewhere.
    #[inline]
    pub fn jumps(&self, part: &Part) -> &[Record] {
        &self.records[part.jumps.start as usize..][..part.jumps.count as usize]
    }
}
