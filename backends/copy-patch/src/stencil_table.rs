//! Chooses the stencil of a uop.
//!
//! The choice depends on the number of stack slots in registers, and for some uops on the operand:
//! some stencils have narrow holes, others are made for a single oparg. The choice has no branches,
//! because a processor could not predict them.

use crate::library::{Table, Variants, depths_after};
use crate::packed::PackedStencil;
use crate::pool::{PackError, Pool, View};
use uops::stencil::{CACHED_SLOTS, NARROW_LOCALS};
use uops::{Comparison, Inst, Op, OperandKind};

/// How a uop's stencil is chosen: a row of the table, and of the row the entry of the depth.
#[derive(Clone, Copy, Debug)]
struct Choice {
    /// Slots in registers after the uop, a byte for every number of slots before.
    after: u64,
    /// Where the rows of its opargs are listed, from 0 on.
    opargs: u16,
    /// The first oparg such that all larger ones choose the same row.
    most: u8,
    /// How many rows further the stencils for an operand near the code are.
    near: u8,
}

/// Stencils by number of slots in registers, padded so that an index is a shift.
type Row = [u16; 8];

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
pub struct StencilTable {
    pool: Pool,
    /// Where the stencil with an index in the library is.
    lines: Vec<u16>,
    choices: Vec<Choice>,
    rows: Vec<Row>,
    /// The row for each oparg that matters.
    opargs: Vec<u16>,
    /// Stack slots that its stencils keep in registers at most.
    cached: usize,
}

impl StencilTable {
    /// Prepares a library; `narrow` says whether stencils may be chosen by the operand's value.
    ///
    /// # Errors
    /// If a stencil of the library can't be packed.
    pub fn new(table: &Table, narrow: bool) -> Result<Self, PackError> {
        let mut pool = Pool::default();
        let lines =
            table.stencils.iter().map(|stencil| pool.push(stencil)).collect::<Result<_, _>>()?;
        let mut made = StencilTable {
            pool,
            lines,
            choices: Vec::new(),
            rows: Vec::new(),
            opargs: Vec::new(),
            cached: table.cached,
        };
        for (number, &op) in Op::ALL.iter().enumerate() {
            let wide = table.by_op[number];
            let choice = match narrow {
                true => made.choice(op, wide, table.narrow[number], table.by_oparg[number]),
                false => made.choice(op, wide, None, &[]),
            };
            made.choices.push(choice);
        }
        Ok(made)
    }

    /// Makes the rows of a uop.
    fn choice(
        &mut self,
        op: Op,
        wide: Variants,
        narrow: Option<Variants>,
        by_oparg: &[(u16, Variants)],
    ) -> Choice {
        let after = depths_after(op, self.cached).map(u64::from).into_iter().rev();
        let after = after.fold(0, |after, depth| after << 8 | depth);
        let opargs = self.opargs.len() as u16;
        let for_all = self.push_row(&wide);
        let choice = |most, near| Choice { after, opargs, most, near };
        let by_oparg = match (narrow, op.info().operand) {
            (None, OperandKind::Comparison) => {
                // Only what it compares for matters, not how.
                let like = |(key, variants): &(u16, Variants)| {
                    let (key, variants) = (*key, *variants);
                    (0..Comparison::OPARG_LIMIT)
                        .filter(move |oparg| oparg & Comparison::MASK == key)
                        .map(move |oparg| (oparg, variants))
                };
                by_oparg.iter().flat_map(like).collect()
            }
            (None, _) => by_oparg.to_vec(),
            (Some(narrow), OperandKind::Local) => {
                (0..NARROW_LOCALS).map(|oparg| (oparg, narrow)).collect()
            }
            (Some(narrow), _) => {
                self.push_row(&narrow);
                self.opargs.push(for_all);
                return choice(0, 1);
            }
        };
        let most = by_oparg.iter().map(|(oparg, _)| oparg + 1).max().unwrap_or(0);
        let start = self.opargs.len();
        self.opargs.resize(start + usize::from(most) + 1, for_all);
        let mut last = (wide, for_all);
        for (oparg, variants) in by_oparg {
            if last.0 != variants {
                last = (variants, self.push_row(&variants));
            }
            self.opargs[start + usize::from(oparg)] = last.1;
        }
        choice(u8::try_from(most).expect("stencils are made for small opargs"), 0)
    }

    /// Adds a row and says which it is.
    fn push_row(&mut self, variants: &Variants) -> u16 {
        let mut row = Row::default();
        for (entry, &index) in row.iter_mut().zip(variants) {
            *entry = self.lines[usize::from(index)];
        }
        self.rows.push(row);
        self.rows.len() as u16 - 1
    }

    /// The stencil with this index in the library.
    #[inline]
    pub fn stencil(&self, index: usize) -> PackedStencil<'_> {
        // SAFETY: one was packed there.
        unsafe { self.pool.view().get(self.lines[index]) }
    }

    /// How many slots a trace wants in registers at its start, if the stack has `stack` slots: the topmost,
    /// which a loop's iterator is.
    pub fn body_depth(&self, stack: u32) -> usize {
        (stack as usize).min(1).min(self.cached)
    }

    /// Slots in registers after a uop.
    pub fn after(&self, op: Op, depth: usize) -> usize {
        usize::from(depths_after(op, self.cached)[depth])
    }

    /// Slots in registers with which a uop leaves, through its exit and with an exception, if it does.
    pub fn depths_out(&self, op: Op, depth: usize) -> (Option<u8>, Option<u8>) {
        let choice = self.choices[op as usize];
        let row = self.rows[usize::from(self.opargs[usize::from(choice.opargs)])];
        assert!(depth <= CACHED_SLOTS);
        // SAFETY: one was packed there.
        let stencil = unsafe { self.pool.view().get(row[depth]) };
        (stencil.exit(), stencil.error())
    }

    /// The state that chooses stencils for code to which the addresses `near` are near.
    #[inline(always)]
    pub fn chooser(&self, near: Near) -> Chooser<'_> {
        let StencilTable { pool, choices, rows, opargs, .. } = self;
        Chooser { pool: pool.view(), choices, rows, opargs, near }
    }
}

/// What chooses stencils.
#[derive(Clone, Copy, Debug)]
pub struct Chooser<'a> {
    pool: View<'a>,
    choices: &'a [Choice],
    rows: &'a [Row],
    opargs: &'a [u16],
    near: Near,
}

impl<'a> Chooser<'a> {
    /// The uop's stencil with `depth` slots in registers, one made for its oparg or one with narrow
    /// holes, if there is one that fits; and how many slots are in registers after it.
    #[inline(always)]
    pub fn choose(&self, inst: &Inst, depth: usize) -> (PackedStencil<'a>, usize) {
        let opcode = usize::from(inst.opcode);
        debug_assert!(opcode < self.choices.len() && depth <= CACHED_SLOTS);
        // SAFETY: there is a choice for every uop; its opargs and its rows are there, and those have
        // places of stencils for every depth.
        unsafe {
            let choice = self.choices.get_unchecked(opcode);
            let oparg = u32::from(inst.oparg).min(choice.most.into()) as usize;
            let row = *self.opargs.get_unchecked(usize::from(choice.opargs) + oparg);
            let is_near = inst.operand.wrapping_sub(self.near.start) < self.near.len;
            let row = u32::from(row) + u32::from(is_near) * u32::from(choice.near);
            let line = *self.rows.get_unchecked(row as usize).get_unchecked(depth);
            let after = (choice.after >> (8 * depth)) as u8;
            (self.pool.get(line), after.into())
        }
    }
}
