//! A uop as copy-and-patch reads it.

use crate::stencil::{CACHED_SLOTS, NARROW_LOCALS};
use crate::{Comparison, Inst, Op, OperandKind, Ref};

/// One uop of a loaded trace, for a compiler that copies its machine code: what the code is chosen by, and what is
/// written into it.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StencilInst {
    /// Its operands.
    pub immediates: Immediates,
    /// Which uop it is, and the class of its oparg.
    pub selector: Selector,
}

/// A uop's operands as they are written into code.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Immediates {
    /// The small operand.
    pub oparg: u32,
    /// The small operand as an offset from the first local, in bytes.
    pub local: u32,
    /// The 64-bit operand.
    pub operand: u64,
}

/// A uop and a class of its opargs, as one number: the index of the first of [`Selector::STRIDE`] entries of a table, of
/// which there is one for each number of stack slots in registers.
///
/// Some opargs have machine code of their own. CPython 3.15 has uops of their own for these, such as `_LOAD_FAST_3`,
/// which its optimiser chooses before a trace is compiled. So the loader chooses here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Selector(u32);

/// What the loader asks of a uop for each place where it is, in few bytes.
#[derive(Clone, Copy)]
struct Summary {
    /// The index of the first entry of the uop's first class.
    first: u32,
    classes: Classes,
    operand: Operand,
}

/// How the opargs of a uop are divided into classes.
#[derive(Clone, Copy)]
enum Classes {
    One,
    Locals,
    Single,
    SingleComparisons,
}

/// What a uop's operand is.
#[derive(Clone, Copy)]
enum Operand {
    Number,
    Address,
    Value,
}

static SUMMARIES: [Summary; Op::ALL.len()] = {
    let mut summaries =
        [Summary { first: 0, classes: Classes::One, operand: Operand::Number }; Op::ALL.len()];
    let (mut number, mut first) = (0, 0);
    while number < summaries.len() {
        let op = Op::ALL[number];
        let operand = match (op.operand_is_address(), op.operand_is_value()) {
            (true, _) => Operand::Address,
            (false, true) => Operand::Value,
            (false, false) => Operand::Number,
        };
        summaries[number] = Summary { first, classes: op.classes(), operand };
        first += (op.oparg_classes() * Selector::STRIDE) as u32;
        number += 1;
    }
    summaries
};

impl Selector {
    /// Entries for each selector.
    pub const STRIDE: usize = (CACHED_SLOTS + 1).next_power_of_two();

    /// The selector of a uop with this oparg.
    #[inline]
    pub fn new(op: Op, oparg: u16) -> Selector {
        let Summary { first, classes, .. } = SUMMARIES[op as usize];
        Selector(first + (op.oparg_class(classes, oparg) * Self::STRIDE) as u32)
    }

    /// All uops and classes of opargs, in the order of their selectors.
    pub fn all() -> impl Iterator<Item = (Op, usize)> {
        Op::ALL.iter().flat_map(|&op| (0..op.oparg_classes()).map(move |class| (op, class)))
    }

    /// The index of its first entry.
    #[inline(always)]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

impl Op {
    const fn classes(self) -> Classes {
        let info = self.info();
        match (info.fixed, info.operand) {
            (None, OperandKind::Local) => Classes::Locals,
            (None, OperandKind::Comparison) if !info.only.is_empty() => Classes::SingleComparisons,
            (None, _) if !info.only.is_empty() => Classes::Single,
            _ => Classes::One,
        }
    }

    /// How many classes its opargs have.
    pub const fn oparg_classes(self) -> usize {
        match self.classes() {
            Classes::One => 1,
            Classes::Locals => 2,
            Classes::Single | Classes::SingleComparisons => 1 + self.info().only.len(),
        }
    }

    /// The class of an oparg. Class 0 has the code that is for all opargs. Of a uop that names a local, class 1 is the
    /// locals whose offset is narrow. Of others, each of [`UopInfo::only`](crate::UopInfo::only) is a class; of a
    /// comparison only matters what it compares for, not how.
    fn oparg_class(self, classes: Classes, oparg: u16) -> usize {
        let single = |oparg: u16| {
            let position = self.info().only.iter().position(|only| *only == oparg);
            position.map_or(0, |index| index + 1)
        };
        match classes {
            Classes::One => 0,
            Classes::Locals => usize::from(oparg < NARROW_LOCALS),
            Classes::Single => single(oparg),
            Classes::SingleComparisons => single(oparg & Comparison::MASK),
        }
    }

    /// Whether its operand is a value that it pushes, rather than the object with that value.
    pub const fn operand_is_value(self) -> bool {
        matches!(self, Op::_LOAD_CONST_TAGGED | Op::_LOAD_CONST_UNBOXED)
    }

    /// Whether its operand is an address.
    pub const fn operand_is_address(self) -> bool {
        matches!(self.info().operand, OperandKind::Object | OperandKind::Executor)
            && !self.operand_is_value()
    }
}

impl StencilInst {
    /// The uop that interpreters read as `inst`.
    #[inline]
    pub fn new(inst: &Inst) -> StencilInst {
        let oparg = u32::from(inst.oparg);
        let immediates =
            Immediates { oparg, local: oparg * size_of::<Ref>() as u32, operand: inst.operand };
        let op = Op::ALL[usize::from(inst.opcode)];
        StencilInst { immediates, selector: Selector::new(op, inst.oparg) }
    }
}

/// What is known of the operands of several uops.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperandBounds {
    /// The lowest address.
    pub lowest: u64,
    /// The highest address.
    pub highest: u64,
    /// The bits of all operands that are numbers: neither addresses nor values.
    pub numbers: u64,
}

impl OperandBounds {
    /// The bounds of these uops' operands.
    pub fn of(insts: &[Inst]) -> OperandBounds {
        let mut bounds = OperandBounds { lowest: u64::MAX, highest: 0, numbers: 0 };
        for inst in insts {
            match SUMMARIES[usize::from(inst.opcode)].operand {
                Operand::Number => bounds.numbers |= inst.operand,
                Operand::Address => {
                    bounds.lowest = bounds.lowest.min(inst.operand);
                    bounds.highest = bounds.highest.max(inst.operand);
                }
                Operand::Value => {}
            }
        }
        bounds
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every class of every uop has a selector, and their entries follow each other.
    #[test]
    fn selectors_number_uops_and_classes() {
        let mut seen = 0;
        for (index, (op, class)) in Selector::all().enumerate() {
            let info = op.info();
            let oparg = match (info.fixed, info.operand, class) {
                (Some(oparg), _, _) => oparg,
                (None, OperandKind::Local, 1) => 0,
                (None, _, 0) => !Comparison::MASK,
                (None, _, class) => info.only[class - 1],
            };
            let entry = index * Selector::STRIDE;
            assert_eq!(Selector::new(op, oparg).index(), entry, "{op:?} {class}");
            seen += 1;
        }
        assert!(seen > Op::ALL.len());
    }
}
