//! Groups of uops that can be repeated next to a uop of a program.

use trace::{Exit, ExitId, Operand, Program, Trace, Uop, VerifiedProgram, verify};
use uops::Op;

/// Where a uop is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct UopPosition {
    pub trace: usize,
    pub index: usize,
}

/// Uops that together leave the stack as it was: copies of what a uop takes, itself, and drops of what it
/// leaves.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Group {
    uops: Vec<Uop>,
    copies: usize,
    drops: usize,
}

impl Group {
    /// The groups of a uop, the smaller one first: it can be alone where it leaves as much as it takes.
    pub fn of(uop: &Uop) -> Vec<Group> {
        let info = uop.op.info();
        if info.ends || info.resumes || info.enters {
            return Vec::new();
        }
        let effect = info.stack_effect(uop.oparg());
        let copies = effect.pops();
        let drops = effect.pushes();
        let mut groups = vec![Group::new(copies, Some(uop), drops)];
        if copies == drops && copies > 0 {
            groups.insert(0, Group::new(0, Some(uop), 0));
        }
        groups
    }

    fn new(copies: usize, uop: Option<&Uop>, drops: usize) -> Group {
        // Each is of the slot that was the deepest one; the copy before it has moved the next one there.
        let copy = plain(Op::_COPY, Operand::Oparg(copies as u16));
        let mut uops = vec![copy; copies];
        uops.extend(uop.cloned());
        uops.resize(uops.len() + drops, plain(Op::_POP_TOP, Operand::Nothing));
        Group { uops, copies, drops }
    }

    /// As many copies and as many drops of the same slots, without the uop; nothing where it takes none.
    pub fn without_uop(&self) -> Option<Group> {
        (self.copies > 0).then(|| Group::new(self.copies, None, self.copies))
    }

    /// How much of that is in it, if a drop is as much as a copy.
    pub fn share_of_moves(&self) -> f64 {
        (self.copies + self.drops) as f64 / (2 * self.copies).max(1) as f64
    }

    /// How many uops it has.
    pub fn len(&self) -> usize {
        self.uops.len()
    }

    /// As a reader sees it.
    pub fn text(&self) -> String {
        let text = |uop: &Uop| match uop.operand {
            Operand::Oparg(oparg) => format!("{} {oparg}", uop.op.name()),
            _ => uop.op.name().to_owned(),
        };
        self.uops.iter().map(text).collect::<Vec<_>>().join(", ")
    }

    /// The program with the group `times` times before the uop at a place, if it is valid.
    pub fn repeated(
        &self,
        program: &Program,
        place: UopPosition,
        times: usize,
    ) -> Option<VerifiedProgram> {
        // More room in the frames of functions makes these larger, which a program may forbid.
        [false, true].into_iter().find_map(|functions| {
            let mut program = program.clone();
            let room = (self.copies + self.drops) as u32;
            program.stack += room;
            for function in program.functions.iter_mut().filter(|_| functions) {
                function.stack += room;
            }
            self.insert(&mut program.traces[place.trace], place.index, times);
            verify(program).ok()
        })
    }

    fn insert(&self, trace: &mut Trace, index: usize, times: usize) {
        let mut uops = self.uops.clone();
        if self.copies > 0 || self.drops > 0 {
            for uop in &mut uops {
                uop.exit = uop.exit.map(|exit| unlinked(trace, exit));
            }
        }
        trace.uops.splice(index..index, std::iter::repeat_n(uops, times).flatten());
    }
}

/// A uop that has no exit.
fn plain(op: Op, operand: Operand) -> Uop {
    Uop { op, operand, exit: None }
}

/// An unlinked exit in place of a linked one: after the linked one, the stack would be deeper by the copies. A run that
/// leaves through it has another result.
fn unlinked(trace: &mut Trace, exit: ExitId) -> ExitId {
    let Exit { name, offset, .. } = &trace.exits[exit.0 as usize];
    let unlinked = Exit { name: format!("{name}_unlinked"), offset: *offset, target: None };
    trace.exits.push(unlinked);
    ExitId(trace.exits.len() as u32 - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use programs::Workload;

    /// The first place of a uop in a workload, and the groups of it.
    fn groups(op: Op) -> (Program, UopPosition, Vec<Group>) {
        let workload = Workload::find("sum_range", None).expect("a workload");
        let program = Program::clone(workload.program.program());
        let places = program.traces.iter().enumerate().flat_map(|(trace, t)| {
            t.uops.iter().enumerate().map(move |(index, uop)| (UopPosition { trace, index }, uop))
        });
        let mut of_op = places.filter(|(_, uop)| uop.op == op);
        let (place, uop) = of_op.next().expect("the workload has it");
        let groups = Group::of(uop);
        (program, place, groups)
    }

    #[test]
    fn a_guard_is_repeated_alone() {
        let (program, place, groups) = groups(Op::_GUARD_NOS_INT);
        assert_eq!(groups[0].text(), "_GUARD_NOS_INT");
        assert_eq!(groups[0].without_uop(), None);
        let more = groups[0].repeated(&program, place, 4).expect("it verifies");
        assert_eq!(more.program().uop_count(), program.uop_count() + 4);
    }

    #[test]
    fn what_takes_operands_gets_copies_of_them() {
        let (program, place, groups) = groups(Op::_BINARY_OP_ADD_INT);
        let [group] = &groups[..] else { panic!("{groups:?}") };
        assert_eq!(group.text(), "_COPY 2, _COPY 2, _BINARY_OP_ADD_INT, _POP_TOP");
        let without = group.without_uop().expect("it has copies");
        assert_eq!(without.text(), "_COPY 2, _COPY 2, _POP_TOP, _POP_TOP");
        assert_eq!(group.share_of_moves(), 0.75);
        for group in [group, &without] {
            let more = group.repeated(&program, place, 3).expect("it verifies");
            assert_eq!(more.program().uop_count(), program.uop_count() + 12);
        }
    }

    #[test]
    fn what_ends_a_trace_is_not_repeated() {
        let (_, _, groups) = groups(Op::_JUMP_TO_TOP);
        assert_eq!(groups, []);
    }
}
