//! Chooses the stencil of a uop.
//!
//! The choice depends on the number of stack slots in registers, and for some uops on the operands:
//! some stencils have narrow holes, others are made for a single oparg. It has no branches, because a processor could
//! not predict them: the loader has made one number of uop and oparg, and the addresses of a trace's objects are
//! looked at together.

use crate::hole_values::SegmentValues;
use crate::library::{Table, Variants, depths_after};
use crate::packed::{LINE, PackedStencil};
use crate::pool::{PackError, Place, Pool, View};
use uops::stencil::CACHED_SLOTS;
use uops::stencil_inst::{OperandBounds, Selector};
use uops::{Op, OperandKind};

/// What is chosen: where the stencil is in the pool, which is a multiple of a line's length, and in the bits that are
/// free in that, how many slots are in registers after the uop, and the number of the stencil's shape.
#[derive(Clone, Copy, Default, Debug)]
struct Entry(u32);

impl Entry {
    /// The bits of the number of slots.
    const AFTER: u32 = LINE as u32 - 1;
    /// The first bit of the number of the shape.
    const SHAPE: u32 = 26;
    /// The bits of the place.
    const PLACE: u32 = ((1 << Self::SHAPE) - 1) & !Self::AFTER;

    fn new(place: Place, after: u8) -> Self {
        Entry(place.offset | u32::from(after) | u32::from(place.shape) << Self::SHAPE)
    }
}

const _: () = assert!(CACHED_SLOTS as u32 <= Entry::AFTER);

/// Addresses that are near the code.
#[derive(Clone, Copy, Default, Debug)]
pub struct Near {
    /// The lowest.
    pub start: u64,
    /// How many.
    pub len: u64,
}

impl Near {
    fn contains(self, address: u64) -> bool {
        address.wrapping_sub(self.start) < self.len
    }
}

/// The whole library, for the code of one segment.
#[derive(Debug)]
pub struct StencilTable {
    pool: Pool,
    /// Where the stencil with an index in the library is.
    places: Vec<Place>,
    /// By selector and number of slots in registers.
    entries: Vec<Entry>,
    /// The same for traces whose addresses are all near the code.
    near_entries: Vec<Entry>,
    /// Addresses that are near the code.
    near: Near,
}

impl StencilTable {
    /// Prepares a library; `narrow` says whether stencils may be chosen by operands.
    ///
    /// # Errors
    /// If a stencil of the library can't be packed.
    pub fn new(table: &Table, narrow: bool) -> Result<Self, PackError> {
        let mut pool = Pool::default();
        let places: Vec<Place> =
            table.stencils.iter().map(|stencil| pool.push(stencil)).collect::<Result<_, _>>()?;
        if places.iter().any(|place| place.offset & !Entry::PLACE != 0) {
            return Err(PackError::TooMany);
        }
        let row = |op: Op, class, is_near| {
            let variants = match narrow {
                true => table.chosen(op, class, is_near),
                false => table.by_op[op as usize],
            };
            let mut row = [Entry::default(); Selector::STRIDE];
            let after = depths_after(op, table.cached);
            for (entry, (index, after)) in row.iter_mut().zip(variants.into_iter().zip(after)) {
                *entry = Entry::new(places[usize::from(index)], after);
            }
            row
        };
        let [entries, near_entries] = [false, true].map(|is_near| {
            Selector::all().flat_map(|(op, class)| row(op, class, is_near)).collect()
        });
        Ok(StencilTable { pool, places, entries, near_entries, near: Near::default() })
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
        unsafe { self.pool.view().get(self.places[index].offset) }
    }

    /// Where a stencil is that was chosen.
    #[inline]
    pub fn place(&self, stencil: PackedStencil<'_>) -> StencilPlace {
        StencilPlace((stencil.address() - self.pool.view().address()) as u32)
    }

    /// The stencil that was chosen.
    #[inline]
    pub fn at(&self, StencilPlace(offset): StencilPlace) -> PackedStencil<'_> {
        // SAFETY: whoever chose it found it there.
        unsafe { self.pool.view().get(offset) }
    }

    /// What chooses stencils for uops whose operands have these bounds.
    #[inline(always)]
    pub fn chooser(&self, bounds: &OperandBounds) -> Chooser<'_> {
        let are_near = self.near.contains(bounds.lowest) && self.near.contains(bounds.highest);
        let entries = if are_near { &self.near_entries } else { &self.entries };
        Chooser { pool: self.pool.view(), entries }
    }
}

impl Table {
    /// The stencils of a uop for a class of its opargs; `is_near` says whether its operand, if that is an address, is
    /// near the code.
    fn chosen(&self, op: Op, class: usize, is_near: bool) -> Variants {
        let wide = self.by_op[op as usize];
        let chosen = match (self.narrow[op as usize], op.info().operand, class) {
            (narrow, OperandKind::Local, 1) => narrow,
            (None, _, class) => class
                .checked_sub(1)
                .and_then(|single| self.by_oparg[op as usize].get(single))
                .map(|(_, variants)| *variants),
            (near, _, _) => near.filter(|_| is_near && op.operand_is_address()),
        };
        chosen.unwrap_or(wide)
    }
}

/// How many slots of the stack are in registers: never more than there are registers for slots.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct InRegisters(usize);

impl InRegisters {
    /// As many of these slots as there are registers for.
    pub fn of(slots: usize) -> Self {
        InRegisters(slots.min(CACHED_SLOTS))
    }

    /// Their number.
    pub fn count(self) -> usize {
        self.0
    }
}

/// What chooses stencils.
#[derive(Clone, Copy, Debug)]
pub struct Chooser<'a> {
    pool: View<'a>,
    entries: &'a [Entry],
}

/// Where a stencil of the library is, in bytes from the start of the pool.
#[derive(Clone, Copy, Debug)]
pub struct StencilPlace(u32);

/// A chosen stencil.
#[derive(Clone, Copy, Debug)]
pub struct Chosen<'a> {
    /// The stencil.
    pub stencil: PackedStencil<'a>,
    /// The number of its shape.
    pub shape: u32,
    /// How many slots are in registers after the uop.
    pub after: InRegisters,
}

impl<'a> Chooser<'a> {
    /// The uop's stencil with so many slots in registers before it, one made for its oparg or one with narrow
    /// holes, if there is one that fits.
    #[inline(always)]
    pub fn choose(&self, selector: Selector, InRegisters(depth): InRegisters) -> Chosen<'a> {
        debug_assert!(selector.index() < self.entries.len() && depth <= CACHED_SLOTS);
        // SAFETY: there is an entry for every selector and number of slots, which is where a stencil is.
        unsafe {
            let Entry(entry) = *self.entries.get_unchecked(selector.index() + depth);
            Chosen {
                stencil: self.pool.get(entry & Entry::PLACE),
                shape: entry >> Entry::SHAPE,
                after: InRegisters((entry & Entry::AFTER) as usize),
            }
        }
    }
}
