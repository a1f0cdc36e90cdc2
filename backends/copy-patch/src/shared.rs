//! The code that all programs share: the code that enters and leaves a program, thunks, trampolines,
//! exit stubs. It is the prefix of every segment of the arena.

use crate::config::Config;
use crate::exit_stubs;
use crate::hole_values::{HoleValues, SegmentValues};
use crate::isa;
use crate::library::Table;
use crate::stencil_table::StencilTable;
use std::ops::Range;
use stencil_format::What;
use uops::helpers::Helper;
use uops::stencil::CACHED_SLOTS;

/// Stencils that belong to no uop, by what they do.
#[derive(Clone, Debug)]
pub struct Glue {
    enter: usize,
    leave_returned: usize,
    resume: usize,
    leave: usize,
    save: usize,
    save_void: usize,
    dealloc: usize,
    box_int: usize,
    box_float: usize,
    trampoline: usize,
    /// Marks a place that is reached through a register.
    pub landing: usize,
    thunks: Vec<usize>,
    /// Counts a uop.
    pub count_uop: usize,
    /// Counts an exit.
    pub count_exit: usize,
    /// Store the deepest cached slot, by the number of slots in registers before.
    pub spill: [usize; CACHED_SLOTS + 1],
    /// Load one slot, by the number of slots in registers after.
    pub reload: [usize; CACHED_SLOTS + 1],
    /// Links that put all slots into memory, by the number of slots in registers.
    pub link: [usize; CACHED_SLOTS + 1],
    /// Side exits with code of their own, by the number of slots in registers.
    pub copy: [usize; CACHED_SLOTS + 1],
}

impl Glue {
    /// Finds them in a library.
    pub fn new(table: &Table) -> Self {
        let find = |name: &str| table.find(name);
        let shared = |what: What| find(&what.stencil().expect("all programs share it"));
        let by_depth = |stem: &str, least: usize| {
            std::array::from_fn(|depth| {
                find(&format!("{stem}__{}", depth.clamp(least, table.cached.max(least))))
            })
        };
        Glue {
            enter: find("_ENTER"),
            leave_returned: find("_LEAVE_RETURNED"),
            resume: find("_RETURN"),
            leave: shared(What::Leave),
            save: shared(What::Save),
            save_void: shared(What::SaveVoid),
            dealloc: shared(What::Dealloc),
            box_int: shared(What::BoxInt),
            box_float: shared(What::BoxFloat),
            trampoline: find("_TRAMPOLINE"),
            landing: find("_LANDING"),
            thunks: Helper::SLOW.iter().map(|&helper| shared(What::Thunk(helper))).collect(),
            count_uop: find("_COUNT_UOP"),
            count_exit: find("_COUNT_EXIT"),
            spill: by_depth("_SPILL", 1),
            reload: by_depth("_RELOAD", 1),
            link: by_depth("_EXIT_LINK", 0),
            copy: by_depth("_EXIT_COPY", 0),
        }
    }
}

/// The shared code at one address.
#[derive(Clone, Debug)]
pub struct Shared {
    /// Where it runs.
    pub address: usize,
    /// The code.
    pub bytes: Vec<u8>,
    /// What each piece of the code is for.
    pub values: SegmentValues,
    /// The function that a C caller calls.
    pub enter: usize,
    /// The end of a program that returned.
    pub returned: usize,
    /// The exit stubs.
    pub exit_stubs: usize,
}

impl Shared {
    /// The shared code for a segment at `address`.
    pub fn new(stencils: &StencilTable, glue: &Glue, address: usize, config: &Config) -> Self {
        let (bytes, values) = (Vec::new(), HoleValues::new());
        let mut prefix = PrefixWriter { stencils, address, bytes, values };
        let landing = config.landings.then_some(glue.landing);
        let enter = prefix.end();
        landing.map(|landing| prefix.push(landing));
        prefix.push(glue.enter);
        let returned = prefix.end();
        landing.map(|landing| prefix.push(landing));
        prefix.push(glue.leave_returned);
        prefix.values.segment.resume = prefix.push(glue.resume);
        for helper in Helper::ALL {
            let target = helper.address();
            let is_near = !config.far && target.abs_diff(address) < isa::CALL_REACH;
            prefix.values.uop.operand = target as u64;
            let place = if is_near { target as u64 } else { prefix.push(glue.trampoline) };
            prefix.values.segment.helpers[*helper as usize] = place;
        }
        prefix.values.segment.save = prefix.push(glue.save);
        prefix.values.segment.save_void = prefix.push(glue.save_void);
        for (number, thunk) in glue.thunks.iter().enumerate() {
            prefix.values.segment.thunks[number] = prefix.push(*thunk);
        }
        if config.large {
            // Only thunks need the trampolines.
            for helper in Helper::ALL {
                prefix.values.segment.helpers[*helper as usize] = helper.address() as u64;
            }
        }
        prefix.values.segment.dealloc = prefix.push(glue.dealloc);
        prefix.values.segment.box_int = prefix.push(glue.box_int);
        prefix.values.segment.box_float = prefix.push(glue.box_float);
        let leave = prefix.push(glue.leave);
        prefix.values.segment.leave = leave;
        let exit_stubs = prefix.end();
        let stubs = isa::exit_stubs::code(exit_stubs::SHARED, exit_stubs, leave);
        prefix.bytes.extend_from_slice(&stubs);
        let PrefixWriter { bytes, values, .. } = prefix;
        Shared { address, bytes, values: values.segment, enter, returned, exit_stubs }
    }

    /// The addresses of the code that enters a program, and of the rest.
    pub fn ranges(&self) -> [Range<usize>; 2] {
        // What follows the code that enters was put there right after it.
        [self.enter..self.returned, self.returned..self.address + self.bytes.len()]
    }
}

/// The shared code while it is being made.
struct PrefixWriter<'a> {
    stencils: &'a StencilTable,
    address: usize,
    bytes: Vec<u8>,
    values: Box<HoleValues>,
}

impl PrefixWriter<'_> {
    fn end(&self) -> usize {
        self.address + self.bytes.len()
    }

    /// Appends a stencil and says where it is.
    fn push(&mut self, index: usize) -> u64 {
        let stencil = self.stencils.stencil(index);
        let position = self.end();
        let start = self.bytes.len();
        self.bytes.extend_from_slice(stencil.bytes());
        let holes = stencil.hot_records().iter();
        for record in holes.filter(|record| record.offset() < stencil.hot_len()) {
            let at = start + record.offset();
            let word = record.word(&self.values, position);
            self.bytes[at..at + 4].copy_from_slice(&word.to_le_bytes());
        }
        for wide in stencil.hot_wides() {
            let at = start + wide.offset();
            let wide = wide.wide(&self.values, position);
            self.bytes[at..at + wide.len()].copy_from_slice(&wide);
        }
        position as u64
    }
}
