//! The stencil library, prepared for the pass.
//!
//! Patching is a loop over plain records: where, how wide, and which entry of one table holds what
//! goes there. What a hole stands for was looked at once, here.

use crate::library::{CACHE, THUNKS, Table, Variants, depths_after};
use stencil_format::{Blob, Patch, Stencil, What};
use uops::helpers::Helper;
use uops::{Inst, Op, OperandKind};

/// Code is copied in pieces of this many bytes.
pub const CHUNK: usize = 32;

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
    /// What makes int objects.
    pub const BOX_INT: usize = 15;
    /// What makes float objects.
    pub const BOX_FLOAT: usize = 16;
    /// Thunks of helpers, in the order of the library.
    pub const THUNK: usize = 17;
    /// Helpers, or trampolines of them.
    pub const HELPER: usize = THUNK + THUNKS.len();
    /// Number of entries: every index fits a byte.
    pub const COUNT: usize = 256;

    const _: () = assert!(HELPER + Helper::ALL.len() <= COUNT);
}

/// What fills holes.
pub type Slots = [u64; slot::COUNT];

/// A hole of 32 bits, prepared.
///
/// A hole of 8 bits is one too: what follows it in the stencil is part of what is added.
#[derive(Clone, Copy, Default, Debug)]
pub struct Record {
    /// Where it is, from the start of its part.
    pub offset: u16,
    /// What fills it.
    pub slot: u8,
    /// Added to the value; if the hole is relative to its own place, less its offset.
    pub addend: i32,
    /// The bits of the part's position that are subtracted: none, or all if the hole is relative.
    pub minus: u32,
}

/// A hole of 64 bits that an operand fills.
#[derive(Clone, Copy, Debug)]
pub struct Wide {
    /// Where it is, from the start of its part.
    pub offset: u16,
    /// What fills it.
    pub slot: u8,
}

/// One part of a stencil.
#[derive(Clone, Copy, Default, Debug)]
pub struct Part {
    /// Where its code starts in the pool.
    start: u32,
    /// Its first record.
    records: u32,
    /// Its first wide hole.
    wides: u16,
    /// Bytes of code.
    pub len: u16,
    /// How many records beyond [`ALWAYS`].
    more: u8,
    /// How many wide holes.
    wide_count: u8,
}

/// Records that every part has. Those that fill no hole write to where the next part begins.
pub const ALWAYS: usize = 2;

/// A stencil, prepared.
#[derive(Clone, Copy, Default, Debug)]
pub struct Plan {
    /// The part on the hot path.
    pub hot: Part,
    /// The number of slots in registers with which it leaves through its exit, if it does.
    pub exit: Option<u8>,
    /// Likewise when an exception is set.
    pub error: Option<u8>,
    /// Whether it has a part off the hot path.
    pub has_cold: bool,
    /// Bits that its operand must not have.
    pub excess: u64,
    /// The rest of its code.
    pub cold: Part,
}

/// How a uop's stencil is chosen.
#[derive(Clone, Copy, Default, Debug)]
struct Choice {
    /// The first oparg that is too large for a narrow stencil; 0 if opargs don't matter.
    oparg_limit: u16,
    /// The bits of the oparg that stencils are made for; 0 if there are none.
    oparg_mask: u16,
    /// Whether a narrow stencil is for operands near the code.
    is_near: bool,
}

/// Stencils by number of slots in registers, padded so that an index is a shift. Above the index is the
/// number of slots in registers behind the uop, which the next uop waits for.
type Row = [u16; 8];

/// Where that number is.
const AFTER: u32 = 13;

/// What is below it.
const INDEX: u16 = (1 << AFTER) - 1;

fn row(variants: &Variants, after: &[u8; CACHE + 1]) -> Row {
    let mut row = [0; 8];
    for (entry, (&index, &after)) in row.iter_mut().zip(variants.iter().zip(after)) {
        assert!(index <= INDEX, "there are too many stencils");
        *entry = index | u16::from(after) << AFTER;
    }
    row
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
    /// The code of all parts, end to end, with a chunk before and two behind.
    pool: Vec<u8>,
    records: Vec<Record>,
    wides: Vec<Wide>,
    stencils: Vec<Plan>,
    choices: Vec<Choice>,
    /// Two for each uop: the stencils for any operand, and those for operands that fit a narrow hole.
    rows: Vec<Row>,
    /// Those for single opargs.
    only: Vec<&'static [(u16, Variants)]>,
    /// Stack slots that its stencils keep in registers at most.
    cached: usize,
}

impl Plans {
    /// Prepares a library; `narrow` says whether stencils may be chosen by the operand's value.
    pub fn new(table: &Table, narrow: bool) -> Self {
        let mut plans = Plans {
            pool: vec![0; CHUNK],
            records: Vec::new(),
            wides: Vec::new(),
            stencils: Vec::new(),
            choices: Vec::new(),
            rows: Vec::new(),
            only: Vec::new(),
            cached: table.cached,
        };
        for stencil in table.stencils {
            let plan = plans.plan(stencil);
            plans.stencils.push(plan);
        }
        plans.pool.resize(plans.pool.len() + 2 * CHUNK, 0);
        for (number, &op) in Op::ALL.iter().enumerate() {
            let wide = table.by_op[number];
            let only = if narrow { table.by_oparg[number] } else { &[] };
            let form = if narrow { table.narrow[number] } else { None };
            let is_local = op.info().operand == OperandKind::Local;
            // Of a comparison's oparg only the mask matters.
            let mask = if op.info().operand == OperandKind::Comparison { 15 } else { u16::MAX };
            let narrow = form.unwrap_or(wide);
            let after = depths_after(op, table.cached);
            plans.choices.push(Choice {
                oparg_limit: if form.is_some() && is_local { NARROW_LIMIT } else { 0 },
                oparg_mask: if only.is_empty() { 0 } else { mask },
                is_near: form.is_some() && !is_local,
            });
            plans.rows.extend([row(&wide, &after), row(&narrow, &after)]);
            plans.only.push(only);
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
            first
        };
        let is_small = holes().any(|hole| hole.what == What::Small);
        Plan {
            hot,
            exit: the_one(|what| match what {
                What::Exit(depth) => Some(depth),
                _ => None,
            }),
            error: the_one(|what| match what {
                What::Error(depth) => Some(depth),
                _ => None,
            }),
            has_cold: !stencil.cold.bytes.is_empty(),
            excess: if is_small { !0x7fff_ffff } else { 0 },
            cold,
        }
    }

    fn part(&mut self, blob: &Blob) -> Part {
        assert!(blob.bytes.len().next_multiple_of(CHUNK) < LONGEST, "a stencil is too long");
        let start = self.pool.len() as u32;
        self.pool.extend_from_slice(blob.bytes);
        let byte = |at: usize| blob.bytes.get(at).copied().unwrap_or(0);
        let (records, wides) = (self.records.len(), self.wides.len());
        // Narrow holes first, so that others overwrite what they write too much.
        for is_relative in [false, true] {
            for hole in blob.holes {
                let (offset, slot) = (hole.offset, index(hole.what));
                let minus = if is_relative { u32::MAX } else { 0 };
                let record = |addend| Record { offset, slot, addend, minus };
                match hole.patch {
                    Patch::Abs64 if !is_relative => self.wides.push(Wide { offset, slot }),
                    Patch::Abs32 | Patch::Abs32Signed if !is_relative => {
                        self.records.push(record(hole.addend));
                    }
                    Patch::Abs8 if !is_relative => {
                        let at = usize::from(offset);
                        let word = [0, byte(at + 1), byte(at + 2), byte(at + 3)];
                        self.records.push(record(i32::from_le_bytes(word)));
                    }
                    Patch::Rel32 if is_relative => {
                        self.records.push(record(hole.addend - i32::from(offset)));
                    }
                    Patch::Branch26
                    | Patch::Branch19
                    | Patch::Page21
                    | Patch::PageOffset12 { .. }
                    | Patch::Move16 { .. } => unreachable!("no hole of x86-64"),
                    // Of the other turn.
                    _ => {}
                }
            }
        }
        let len = blob.bytes.len() as u16;
        while self.records.len() < records + ALWAYS {
            self.records.push(Record { offset: len, ..Record::default() });
        }
        Part {
            start,
            records: records as u32,
            wides: wides as u16,
            len,
            more: (self.records.len() - records - ALWAYS) as u8,
            wide_count: (self.wides.len() - wides) as u8,
        }
    }

    /// The plan of the stencil with this index in the library.
    pub fn stencil(&self, index: usize) -> &Plan {
        &self.stencils[index]
    }

    /// How many slots a trace wants in registers at its start, with so many on the stack: the topmost,
    /// which a loop's iterator is.
    pub fn body_depth(&self, stack: u32) -> usize {
        (stack as usize).min(1).min(self.cached)
    }

    /// Slots in registers behind a uop.
    pub fn after(&self, op: Op, depth: usize) -> usize {
        usize::from(depths_after(op, self.cached)[depth])
    }

    /// Slots in registers with which a uop leaves, through its exit and with an exception, if it does.
    pub fn depths_out(&self, op: Op, depth: usize) -> (Option<u8>, Option<u8>) {
        let plan = self.stencils[usize::from(self.rows[2 * op as usize][depth] & INDEX)];
        (plan.exit, plan.error)
    }

    /// The uop's stencil with `depth` slots in registers, one made for its oparg or one with narrow
    /// holes, if there is one that fits; and how many slots are in registers behind it.
    #[inline(always)]
    pub fn select(&self, inst: &Inst, depth: usize, near: Near) -> (&Plan, usize) {
        let opcode = usize::from(inst.opcode);
        debug_assert!(opcode < self.choices.len());
        // SAFETY: there is a choice and there are two rows for every uop, and rows have indices of
        // stencils only.
        unsafe {
            let choice = self.choices.get_unchecked(opcode);
            let is_near = choice.is_near & (inst.operand.wrapping_sub(near.start) < near.len);
            let is_narrow = (inst.oparg < choice.oparg_limit) | is_near;
            let row = self.rows.get_unchecked(2 * opcode + usize::from(is_narrow));
            let entry = row[depth % row.len()];
            let mut index = entry & INDEX;
            if choice.oparg_mask != 0 {
                let oparg = inst.oparg & choice.oparg_mask;
                let mut only = self.only[opcode].iter();
                if let Some((_, variants)) = only.find(|(key, _)| *key == oparg) {
                    index = variants[depth];
                }
            }
            (self.stencils.get_unchecked(usize::from(index)), usize::from(entry >> AFTER))
        }
    }

    /// Where the code of a part starts. There is a chunk to read before it and two behind it.
    #[inline(always)]
    pub fn code(&self, part: &Part) -> *const u8 {
        self.pool.as_ptr().wrapping_add(part.start as usize)
    }

    /// The code of a part.
    pub fn bytes(&self, part: &Part) -> &[u8] {
        &self.pool[part.start as usize..][..usize::from(part.len)]
    }

    /// The records of a part that it has at least.
    #[inline(always)]
    pub fn always(&self, part: &Part) -> &[Record; ALWAYS] {
        let start = part.records as usize;
        // SAFETY: a part's records are there.
        unsafe { &*self.records.as_ptr().add(start).cast() }
    }

    /// The other records of a part.
    #[inline(always)]
    pub fn more(&self, part: &Part) -> &[Record] {
        let start = part.records as usize + ALWAYS;
        // SAFETY: a part's records are there.
        unsafe { self.records.get_unchecked(start..start + usize::from(part.more)) }
    }

    /// The wide holes of a part.
    #[inline(always)]
    pub fn wides(&self, part: &Part) -> &[Wide] {
        let start = usize::from(part.wides);
        // SAFETY: a part's wide holes are there.
        unsafe { self.wides.get_unchecked(start..start + usize::from(part.wide_count)) }
    }

    /// All records of a part that fill a hole.
    pub fn records(&self, part: &Part) -> impl Iterator<Item = &Record> {
        let len = part.len;
        self.always(part).iter().chain(self.more(part)).filter(move |record| record.offset < len)
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
        What::BoxInt => slot::BOX_INT,
        What::BoxFloat => slot::BOX_FLOAT,
        What::Thunk(helper) => {
            let thunk = THUNKS.iter().position(|(thunk, _)| *thunk == helper);
            slot::THUNK + thunk.expect("every cold helper has a thunk")
        }
        What::Helper(helper) => slot::HELPER + helper as usize,
    };
    index as u8
}
