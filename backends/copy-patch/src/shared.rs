//! The code that all programs share: the code that enters and leaves a program, thunks, trampolines,
//! exit stubs. It is the prefix of every segment of the arena.

use crate::config::Config;
use crate::exit_stubs;
use crate::hole_values::SegmentValues;
use crate::isa;
use crate::library::Table;
use std::ops::Range;
use stencil_format::{Stencil, What};
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
    pub fn new(glue: &Glue, address: usize, config: &Config) -> Self {
        let stencils = config.table().stencils;
        let values = SegmentValues::default();
        let mut prefix = PrefixWriter { stencils, address, bytes: Vec::new(), target: 0, values };
        let landing = config.landings.then_some(glue.landing);
        let enter = prefix.end();
        landing.map(|landing| prefix.push(landing));
        prefix.push(glue.enter);
        let returned = prefix.end();
        landing.map(|landing| prefix.push(landing));
        prefix.push(glue.leave_returned);
        prefix.values.resume = prefix.push(glue.resume);
        for helper in Helper::ALL {
            let target = helper.address();
            let is_near = !config.far && target.abs_diff(address) < isa::CALL_REACH;
            prefix.target = target as u64;
            let place = if is_near { target as u64 } else { prefix.push(glue.trampoline) };
            prefix.values.helpers.push(place);
        }
        prefix.values.save = prefix.push(glue.save);
        prefix.values.save_void = prefix.push(glue.save_void);
        for thunk in &glue.thunks {
            let thunk = prefix.push(*thunk);
            prefix.values.thunks.push(thunk);
        }
        if config.large {
            // Only thunks need the trampolines.
            for helper in Helper::ALL {
                prefix.values.helpers[*helper as usize] = helper.address() as u64;
            }
        }
        prefix.values.dealloc = prefix.push(glue.dealloc);
        prefix.values.box_int = prefix.push(glue.box_int);
        prefix.values.box_float = prefix.push(glue.box_float);
        let leave = prefix.push(glue.leave);
        prefix.values.leave = leave;
        let exit_stubs = prefix.end();
        let stubs = isa::exit_stubs::code(exit_stubs::SHARED, exit_stubs, leave);
        prefix.bytes.extend_from_slice(&stubs);
        let PrefixWriter { bytes, values, .. } = prefix;
        Shared { address, bytes, values, enter, returned, exit_stubs }
    }

    /// The addresses of the code that enters a program, and of the rest.
    pub fn ranges(&self) -> [Range<usize>; 2] {
        // What follows the code that enters was put there right after it.
        [self.enter..self.returned, self.returned..self.address + self.bytes.len()]
    }
}

/// The shared code while it is being made.
struct PrefixWriter {
    stencils: &'static [Stencil],
    address: usize,
    bytes: Vec<u8>,
    /// The helper that a trampoline leads to.
    target: u64,
    values: SegmentValues,
}

impl PrefixWriter {
    fn end(&self) -> usize {
        self.address + self.bytes.len()
    }

    /// Appends a stencil, which has no cold part, and says where it is.
    fn push(&mut self, index: usize) -> u64 {
        let code = &self.stencils[index].hot;
        let (position, start) = (self.end() as u64, self.bytes.len());
        self.bytes.extend_from_slice(code.bytes);
        for hole in code.holes {
            let value = self.values.get(hole.what).unwrap_or(self.target);
            let at = usize::from(hole.offset);
            let value = value.wrapping_add_signed(hole.addend.into());
            let place = &mut self.bytes[start + at..];
            let filled = hole.patch.apply(place, position + at as u64, value);
            filled.expect("the shared code is near itself, and what it calls is near");
        }
        position
    }
}
