//! Chooses the stencil of a uop.
//!
//! The choice depends on the number of stack slots in registers, and for some uops on the operand:
//! some stencils have narrow holes, others are made for a single oparg. The choice has no branches,
//! because a processor could not predict them.

use crate::hole_values::SegmentValues;
use crate::library::{Table, Variants, depths_after};
use crate::packed::PackedStencil;
use crate::pool::{PackError, Pool, View};
use uops::stencil::{CACHED_SLOTS, NARROW_LOCALS};
use uops::{Comparison, Inst, Op, OperandKind};

/// How a uop's stencil is chosen: a pair of rows of the table by its oparg, of the pair a row by its operand,
/// and of the row the entry of the depth.
#[derive(Clone, Copy, Debug)]
struct Choice {
    /// The first row.
    first: u16,
    /// The first oparg such that all larger ones choose the same pair of rows.
    most: u16,
}

/// What is chosen for one number of slots in registers.
#[derive(Clone, Copy, Default, Debug)]
struct Entry {
    /// Where the stencil is in the pool.
    line: u16,
    /// Slots in registers after the uop.
    after: u16,
}

/// Entries by the number of slots in registers, padded so that an index is a shift.
type Row = [Entry; 8];

/// Addresses that are near the code.
#[derive(Clone, Copy, Default, Debug)]
pub struct Near {
    /// The lowest.
    pub start: u64,
    /// How many.
    pub len: u64,
}

/// The whole library, for the code of one segment.
#[derive(Debug)]
pub struct StencilTable {
    pool: Pool,
    /// Where the stencil with an index in the library is.
    lines: Vec<u16>,
    /// By uop.
    choices: Vec<Choice>,
    /// In pairs: for an operand that is not near the code, and for one that is.
    rows: Vec<Row>,
    /// Addresses that are near the code.
    near: Near,
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
        let (choices, rows) = (Vec::new(), Vec::new());
        let mut made = StencilTable { pool, lines, choices, rows, near: Near::default() };
        for (number, &op) in Op::ALL.iter().enumerate() {
            let rows = Rows { table, op };
            let by_oparg = match narrow {
                true => rows.by_oparg(table.narrow[number], table.by_oparg[number]),
                false => vec![rows.wide(); 1],
            };
            let first = u16::try_from(made.rows.len()).map_err(|_| PackError::TooMany)?;
            made.choices.push(Choice { first, most: by_oparg.len() as u16 - 1 });
            for variants in by_oparg.into_iter().flatten() {
                let row = made.row(op, &variants, table.cached);
                made.rows.push(row);
            }
        }
        Ok(made)
    }

    /// The row of a uop's stencils, which keep at most `cached` slots in registers.
    fn row(&self, op: Op, variants: &Variants, cached: usize) -> Row {
        let mut row = Row::default();
        let after = depths_after(op, cached);
        for (entry, (&index, after)) in row.iter_mut().zip(variants.iter().zip(after)) {
            *entry = Entry { line: self.lines[usize::from(index)], after: after.into() };
        }
        row
    }

    /// Goes on with code for a segment with these values, to which the addresses `near` are near.
    pub fn use_segment(&mut self, values: SegmentValues, near: Near) {
        self.pool.rebind(values);
        self.near = near;
    }

    /// The stencil with this index in the library.
    #[inline]
    pub fn stencil(&self, index: usize) -> PackedStencil<'_> {
        // SAFETY: one was packed there.
        unsafe { self.pool.view().get(self.lines[index]) }
    }

    /// What chooses stencils.
    #[inline(always)]
    pub fn chooser(&self) -> Chooser<'_> {
        let StencilTable { pool, choices, rows, near, .. } = self;
        Chooser { pool: pool.view(), choices, rows, near: *near }
    }
}

/// A pair of stencils' variants: for an operand that is not near the code, and for one that is.
type Pair = [Variants; 2];

/// The rows of a uop.
struct Rows<'a> {
    table: &'a Table,
    op: Op,
}

impl Rows<'_> {
    /// The pair for all opargs and operands.
    fn wide(&self) -> Pair {
        [self.table.by_op[self.op as usize]; 2]
    }

    /// The pairs by oparg; the last one is for all larger opargs, too.
    fn by_oparg(&self, narrow: Option<Variants>, single: &[(u16, Variants)]) -> Vec<Pair> {
        let wide = self.wide();
        let by_oparg: Vec<(u16, Variants)> = match (narrow, self.op.info().operand) {
            (None, OperandKind::Comparison) => {
                // Only what it compares for matters, not how.
                let like = |(key, variants): &(u16, Variants)| {
                    let (key, variants) = (*key, *variants);
                    (0..Comparison::OPARG_LIMIT)
                        .filter(move |oparg| oparg & Comparison::MASK == key)
                        .map(move |oparg| (oparg, variants))
                };
                single.iter().flat_map(like).collect()
            }
            (None, _) => single.to_vec(),
            (Some(narrow), OperandKind::Local) => {
                (0..NARROW_LOCALS).map(|oparg| (oparg, narrow)).collect()
            }
            (Some(narrow), _) => return vec![[wide[0], narrow]],
        };
        let most = by_oparg.iter().map(|(oparg, _)| oparg + 1).max().unwrap_or(0);
        let mut pairs = vec![wide; usize::from(most) + 1];
        for (oparg, variants) in by_oparg {
            pairs[usize::from(oparg)] = [variants; 2];
        }
        pairs
    }
}

/// What chooses stencils.
#[derive(Clone, Copy, Debug)]
pub struct Chooser<'a> {
    pool: View<'a>,
    choices: &'a [Choice],
    rows: &'a [Row],
    near: Near,
}

impl<'a> Chooser<'a> {
    /// The uop's stencil with `depth` slots in registers, one made for its oparg or one with narrow
    /// holes, if there is one that fits; and how many slots are in registers after it.
    #[inline(always)]
    pub fn choose(&self, inst: &Inst, depth: usize) -> (PackedStencil<'a>, usize) {
        let opcode = usize::from(inst.opcode);
        debug_assert!(opcode < self.choices.len() && depth <= CACHED_SLOTS);
        // SAFETY: there is a choice for every uop; its pairs of rows are there, and those have entries for
        // every depth.
        unsafe {
            let choice = self.choices.get_unchecked(opcode);
            let pair = u32::from(inst.oparg).min(choice.most.into());
            let is_near = inst.operand.wrapping_sub(self.near.start) < self.near.len;
            let row = usize::from(choice.first) + 2 * pair as usize + usize::from(is_near);
            let entry = self.rows.get_unchecked(row).get_unchecked(depth);
            (self.pool.get(entry.line), entry.after.into())
        }
    }
}
