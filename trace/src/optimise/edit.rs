//! Changes to a trace.

use super::pass::PassStats;
use crate::program::{Const, ConstId, Program, Uop};
use uops::runtime::Value;

/// What becomes of each uop of a trace.
pub(super) struct Edits {
    places: Vec<Edit>,
    consts: Vec<Const>,
}

#[derive(Clone, Default)]
struct Edit {
    before: Vec<Uop>,
    instead: Option<Vec<Uop>>,
    after: Vec<Uop>,
}

impl Edits {
    pub(super) fn new(uops: usize, consts: Vec<Const>) -> Self {
        Edits { places: vec![Edit::default(); uops], consts }
    }

    pub(super) fn remove(&mut self, index: usize) {
        self.places[index].instead = Some(Vec::new());
    }

    /// How many uops are replaced or removed.
    pub(super) fn count(&self) -> usize {
        self.places.iter().filter(|edit| edit.instead.is_some()).count()
    }

    pub(super) fn is_edited(&self, index: usize) -> bool {
        self.places[index].instead.is_some()
    }

    pub(super) fn replace(&mut self, index: usize, uops: Vec<Uop>) {
        self.places[index].instead = Some(uops);
    }

    pub(super) fn insert_before(&mut self, index: usize, uop: Uop) {
        self.places[index].before.push(uop);
    }

    pub(super) fn insert_after(&mut self, index: usize, uop: Uop) {
        self.places[index].after.push(uop);
    }

    /// A constant with this value, a new one if there is none.
    pub(super) fn constant(&mut self, value: Value) -> ConstId {
        let found = self.consts.iter().position(|constant| constant.value == value);
        let index = found.unwrap_or_else(|| {
            let mut number = self.consts.len();
            let name = loop {
                let name = format!("folded_{number}");
                if self.consts.iter().all(|constant| constant.name != name) {
                    break name;
                }
                number += 1;
            };
            self.consts.push(Const { name, value, is_state: false });
            self.consts.len() - 1
        });
        ConstId(index as u32)
    }

    /// Changes trace number `trace` of the program and counts what changed.
    pub(super) fn apply(self, program: &mut Program, trace: usize, count: &mut PassStats) {
        program.consts = self.consts;
        let old = std::mem::take(&mut program.traces[trace].uops);
        let mut new = Vec::with_capacity(old.len());
        for (uop, edit) in old.into_iter().zip(self.places) {
            count.added += edit.before.len() + edit.after.len();
            new.extend(edit.before);
            match edit.instead {
                None => new.push(uop),
                Some(uops) => {
                    match uops.len() {
                        0 => count.removed += 1,
                        len => {
                            count.added += len - 1;
                            count.changed += usize::from(uops[0] != uop);
                        }
                    }
                    new.extend(uops);
                }
            }
            new.extend(edit.after);
        }
        program.traces[trace].uops = new;
    }
}
