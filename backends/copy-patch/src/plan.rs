//! The stencil library, prepared for the pass.
//!
//! Patching is a loop over plain records: where, how wide, and which entry of one table holds what
//! goes there. What a hole stands for was looked at once, here.

use crate::library::{CACHE, THUNKS, Table, depths_after};
use stencil_format::{Blob, Patch, Stencil, What};
use uops::helpers::Helper;
use uops::{Inst, Op, OperandKind};

/// Code is copied in pieces of this many bytes.
pub const CHUNK: usize = 16;

/// No part of a stencil is longer, in whole chunks.
pub const LONGEST: usize = 2048;

/// The first oparg that is too large for a narrow stencil.
const NARROW_LIMIT: u16 = 16;

/// Indices into the table of what fills holes.
pub mod slot {
    use super::{Helper, THUNKS};
    /// The oparg.
    pub const OPARG: usize = 0;
    /// The oparg as an offset from the first local.
    pub const LOCAL: usize = 1;
    /// The operand.
    pub const OPERAND: usize = 2;
    /// The uop's hot part.
    pub const HOT: usize = 3;
    /// The uop's cold part.
    pub const COLD: usize = 4;
    /// The end of the uop's hot part.
    pub const NEXT: usize = 5;
    /// The uop's exit.
    pub const EXIT: usize = 6;
    /// The way out of the uop when an exception is set.
    pub const ERROR: usize = 7;
    /// The start of the trace's loop.
    pub const TOP: usize = 8;
    /// The trace that a link leads to.
    pub const TARGET: usize = 9;
    /// What goes on where the current frame waits for.
    pub const RETURN: usize = 10;
    /// What frees objects.
    pub const DEALLOC: usize = 11;
    /// Where cold exits leave the program.
    pub const LEAVE: usize = 12;
    /// What thunks share.
    pub const SAVE: usize = 13;
    /// What thunks of helpers without a result share.
    pub const SAVE_VOID: usize = 14;
    /// Thunks of helpers, in the order of the library.
    pub const THUNK: usize = 15;
    /// Helpers, or trampolines of them.
    pub const HELPER: usize = THUNK + THUNKS.len();
    /// Number of entries: every index fits a byte.
    pub const COUNT: usize = 256;

    const _: () = assert!(HELPER + Helper::ALL.len() <= COUNT);
}

/// What fills holes.
pub type Slots = [u64; slot::COUNT];

/// A hole, prepared.
#[derive(Clone, Copy, Debug)]
pub struct Record {
    /// Where it is, from the start of its part.
    pub offset: u16,
    /// What fills it.
    pub slot: u8,
    /// How wide it is: 64 less its bits. What is relative to the hole itself has [`RELATIVE`] added.
    pub shape: u8,
    /// Added to the value.
    pub addend: i32,
}

/// See [`Record::shape`].
pub const RELATIVE: u8 = 0x80;

/// One part of a stencil.
#[derive(Clone, Copy, Default, Debug)]
pub struct Part {
    /// Where its code starts in the pool.
    start: u32,
    /// Its first record.
    records: u32,
    /// Bytes of code.
    pub len: u16,
    /// How many records.
    count: u16,
}

/// A stencil, prepared.
#[derive(Clone, Copy, Default, Debug)]
pub struct Plan {
    /// The part on the hot path.
    pub hot: Part,
    /// The rest.
    pub cold: Part,
    /// Slots in registers behind it.
    pub after: u8,
    /// The number of slots in registers with which it leaves through its exit; [`NEVER`] if it does
    /// not.
    pub exit: u8,
    /// Likewise when an exception is set.
    pub error: u8,
    /// Whether its operand has to fit 31 bits.
    pub is_small: bool,
}

/// See [`Plan::exit`].
pub const NEVER: u8 = u8::MAX;

/// Which stencil a uop gets.
#[derive(Clone, Default, Debug)]
struct Choice {
    /// Its stencil for each depth.
    wide: [u16; CACHE + 1],
    /// The one for operands that fit a narrow hole.
    narrow: [u16; CACHE + 1],
    /// The first oparg that is too large for those; 0 if opargs don't matter.
    oparg_limit: u16,
    /// Whether they are for operands near the code.
    is_near: bool,
    /// The bits of the oparg that stencils are made for; 0 if there are none.
    oparg_mask: u16,
    /// Stencils for single opargs.
    only: &'static [(u16, [u16; CACHE + 1])],
}

/// Addresses that are near the code.
#[derive(Clone, Copy, Default, Debug)]
pub struct Near {
    /// The lowest.
    pub start: u64,
    /// How many.
    pub len: u64,
}

/// The whole library.
#[derive(Debug)]
pub struct Plans {
    /// The code of all parts, end to end, with a chunk before and behind.
    pool: Vec<u8>,
    records: Vec<Record>,
    stencils: Vec<Plan>,
    choices: Vec<Choice>,
}

impl Plans {
    /// Prepares a library; `narrow` says whether stencils may be chosen by the operand's value.
    pub fn new(table: &Table, narrow: bool) -> Self {
        let mut plans = Plans {
            pool: vec![0; CHUNK],
            records: Vec::new(),
            stencils: Vec::new(),
            choices: Vec::new(),
        };
        for stencil in table.stencils {
            let plan = plans.plan(stencil);
            plans.stencils.push(plan);
        }
        plans.pool.resize(plans.pool.len() + CHUNK, 0);
        for (number, &op) in Op::ALL.iter().enumerate() {
            let wide = table.by_op[number];
            let only = if narrow { table.by_oparg[number] } else { &[] };
            let form = if narrow { table.narrow[number] } else { None };
            let is_local = op.info().operand == OperandKind::Local;
            // Of a comparison's oparg only the mask matters.
            let mask = if op.info().operand == OperandKind::Comparison { 15 } else { u16::MAX };
            let choice = Choice {
                wide,
                narrow: form.unwrap_or(wide),
                oparg_limit: if form.is_some() && is_local { NARROW_LIMIT } else { 0 },
                is_near: form.is_some() && !is_local,
                oparg_mask: if only.is_empty() { 0 } else { mask },
                only,
            };
            let after = depths_after(op, table.cached);
            let variants = only.iter().map(|(_, variants)| variants);
            for variants in variants.chain([&choice.wide, &choice.narrow]) {
                for (depth, &stencil) in variants.iter().enumerate() {
                    plans.stencils[usize::from(stencil)].after = after[depth];
                }
            }
            plans.choices.push(choice);
        }
        plans
    }

    fn plan(&mut self, stencil: &Stencil) -> Plan {
        let hot = self.part(&stencil.hot);
        let cold = self.part(&stencil.cold);
        let holes = || stencil.hot.holes.iter().chain(stencil.cold.holes);
        // All exits of a stencil leave in the same state, since the depth follows from the uop.
        let the_one = |pick: fn(What) -> Option<u8>| {
            let mut depths = holes().filter_map(|hole| pick(hole.what));
            let first = depths.next();
            assert!(depths.all(|depth| Some(depth) == first), "{} exits in two ways", stencil.name);
            first.unwrap_or(NEVER)
        };
        Plan {
            hot,
            cold,
            after: 0,
            exit: the_one(|what| match what {
                What::Exit(depth) => Some(depth),
                _ => None,
            }),
            error: the_one(|what| match what {
                What::Error(depth) => Some(depth),
                _ => None,
            }),
            is_small: holes().any(|hole| hole.what == What::Small),
        }
    }

    fn part(&mut self, blob: &Blob) -> Part {
        assert!(blob.bytes.len().next_multiple_of(CHUNK) <= LONGEST, "a stencil is too long");
        let start = self.pool.len() as u32;
        self.pool.extend_from_slice(blob.bytes);
        let records = self.records.len() as u32;
        self.records.extend(blob.holes.iter().map(|hole| Record {
            offset: hole.offset,
            slot: index(hole.what),
            shape: match hole.patch {
                Patch::Abs64 => 0,
                Patch::Abs32 | Patch::Abs32Signed => 32,
                Patch::Rel32 => 32 | RELATIVE,
                Patch::Abs8 => 56,
            },
            addend: hole.addend,
        }));
        let count = blob.holes.len() as u16;
        Part { start, records, len: blob.bytes.len() as u16, count }
    }

    /// The plan of the stencil with this index in the library.
    pub fn stencil(&self, index: usize) -> &Plan {
        &self.stencils[index]
    }

    /// The uop's stencil with `depth` slots in registers: one made for its oparg or one with narrow
    /// holes, if there is one that fits.
    #[inline(always)]
    pub fn select(&self, inst: &Inst, depth: usize, near: Near) -> &Plan {
        let choice = &self.choices[usize::from(inst.opcode)];
        let is_near = choice.is_near & (inst.operand.wrapping_sub(near.start) < near.len);
        let variants = if (inst.oparg < choice.oparg_limit) | is_near {
            &choice.narrow
        } else {
            &choice.wide
        };
        let mut index = variants[depth];
        if choice.oparg_mask != 0 {
            let oparg = inst.oparg & choice.oparg_mask;
            if let Some((_, variants)) = choice.only.iter().find(|(key, _)| *key == oparg) {
                index = variants[depth];
            }
        }
        &self.stencils[usize::from(index)]
    }

    /// The ways out that a uop may need: an exit, an error.
    pub fn ways_out(&self, inst: &Inst) -> usize {
        let choice = &self.choices[usize::from(inst.opcode)];
        let plan = &self.stencils[usize::from(choice.wide[0])];
        usize::from(plan.exit != NEVER) + usize::from(plan.error != NEVER)
    }

    /// Where the code of a part starts. There is a chunk to read before it and one behind it.
    #[inline(always)]
    pub fn code(&self, part: &Part) -> *const u8 {
        self.pool.as_ptr().wrapping_add(part.start as usize)
    }

    /// The code of a part.
    pub fn bytes(&self, part: &Part) -> &[u8] {
        &self.pool[part.start as usize..][..usize::from(part.len)]
    }

    /// The holes of a part, in order.
    #[inline(always)]
    pub fn records(&self, part: &Part) -> &[Record] {
        &self.records[part.records as usize..][..usize::from(part.count)]
    }
}

/// Which entry of the table fills a hole.
fn index(what: What) -> u8 {
    let index = match what {
        What::Oparg => slot::OPARG,
        What::Local => slot::LOCAL,
        What::Operand | What::Small => slot::OPERAND,
        What::Hot => slot::HOT,
        What::Cold => slot::COLD,
        What::Continue => slot::NEXT,
        What::Exit(_) => slot::EXIT,
        What::Error(_) => slot::ERROR,
        What::Top => slot::TOP,
        What::Target => slot::TARGET,
        What::Return => slot::RETURN,
        What::Dealloc => slot::DEALLOC,
        What::Leave => slot::LEAVE,
        What::Save => slot::SAVE,
        What::SaveVoid => slot::SAVE_VOID,
        What::Thunk(helper) => {
            let thunk = THUNKS.iter().position(|(thunk, _)| *thunk == helper);
            slot::THUNK + thunk.expect("every cold helper has a thunk")
        }
        What::Helper(helper) => slot::HELPER + helper as usize,
    };
    index as u8
}
