//! What all programs share: ways in and out, thunks, trampolines. It is the prefix of every segment
//! of the arena.

use crate::config::Config;
use crate::library::{CACHE, Table};
use crate::plan::Plans;
use crate::slot::{self, Slots};
use crate::ways;
use std::ops::Range;
use stencil_format::What;
use uops::helpers::Helper;

/// As far as a 32-bit displacement reaches, less what a segment may have of code.
const REACH: usize = (1 << 31) - (64 << 20);

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
    /// Marks what is reached through a register.
    pub landing: usize,
    thunks: Vec<usize>,
    /// Counts a uop.
    pub count_uop: usize,
    /// Counts an exit.
    pub count_exit: usize,
    /// Store the deepest cached slot, by the number of slots in registers before.
    pub spill: [usize; CACHE + 1],
    /// Load one slot, by the number of slots in registers after.
    pub reload: [usize; CACHE + 1],
    /// Warm exits that put all slots into memory, by the number of slots in registers.
    pub link: [usize; CACHE + 1],
    /// Ways out with code of their own, by the number of slots in registers.
    pub copy: [usize; CACHE + 1],
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
    /// What is where.
    pub slots: Box<Slots>,
    /// The function that a C caller calls.
    pub enter: usize,
    /// The end of a program that returned.
    pub returned: usize,
    /// The sled of ways out.
    pub sled: usize,
}

impl Shared {
    /// The shared code for a segment at `address`.
    pub fn new(plans: &Plans, glue: &Glue, address: usize, config: &Config) -> Self {
        let mut shared = Shared {
            address,
            bytes: Vec::new(),
            slots: Box::new([0; slot::COUNT]),
            enter: 0,
            returned: 0,
            sled: 0,
        };
        shared.enter = shared.push_landing(plans, glue, config);
        shared.push(plans, glue.enter);
        shared.returned = shared.push_landing(plans, glue, config);
        shared.push(plans, glue.leave_returned);
        shared.slots[slot::RETURN] = shared.push(plans, glue.resume) as u64;
        for helper in Helper::ALL {
            let target = helper.address();
            let is_near = !config.far && target.abs_diff(address) < REACH;
            shared.slots[slot::OPERAND] = target as u64;
            let place = if is_near { target } else { shared.push(plans, glue.trampoline) };
            shared.slots[slot::HELPER + *helper as usize] = place as u64;
        }
        shared.slots[slot::SAVE] = shared.push(plans, glue.save) as u64;
        shared.slots[slot::SAVE_VOID] = shared.push(plans, glue.save_void) as u64;
        for (number, thunk) in glue.thunks.iter().enumerate() {
            shared.slots[slot::THUNK + number] = shared.push(plans, *thunk) as u64;
        }
        if config.large {
            // Only thunks need the trampolines.
            for helper in Helper::ALL {
                shared.slots[slot::HELPER + *helper as usize] = helper.address() as u64;
            }
        }
        shared.slots[slot::DEALLOC] = shared.push(plans, glue.dealloc) as u64;
        shared.slots[slot::BOX_INT] = shared.push(plans, glue.box_int) as u64;
        shared.slots[slot::BOX_FLOAT] = shared.push(plans, glue.box_float) as u64;
        let leave = shared.push(plans, glue.leave) as u64;
        shared.slots[slot::LEAVE] = leave;
        shared.sled = shared.end();
        let sled = ways::sled(ways::SHARED, shared.sled, leave);
        shared.bytes.extend_from_slice(&sled);
        shared
    }

    /// Where the way in is, and the rest.
    pub fn ranges(&self) -> [Range<usize>; 2] {
        // What follows the way in was put there right behind it.
        [self.enter..self.returned, self.returned..self.end()]
    }

    fn end(&self) -> usize {
        self.address + self.bytes.len()
    }

    /// Begins what is reached through a register, and says where.
    fn push_landing(&mut self, plans: &Plans, glue: &Glue, config: &Config) -> usize {
        match config.landings {
            true => self.push(plans, glue.landing),
            false => self.end(),
        }
    }

    fn push(&mut self, plans: &Plans, stencil: usize) -> usize {
        let plan = plans.stencil(stencil);
        let position = self.end();
        let start = self.bytes.len();
        self.bytes.extend_from_slice(plan.bytes());
        let holes = plan.hot_records().iter();
        for record in holes.filter(|record| usize::from(record.offset) < plan.hot_len()) {
            let at = start + usize::from(record.offset);
            let value = record.value(&self.slots, position);
            self.bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
        }
        for wide in plan.hot_wides() {
            let at = start + usize::from(wide.offset);
            let value = self.slots[usize::from(wide.slot)];
            self.bytes[at..at + 8].copy_from_slice(&value.to_le_bytes());
        }
        position
    }
}
