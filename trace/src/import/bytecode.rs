//! Bytecode, decoded.

use super::recording::{Code, Feedback, OperandType, Recording};
use std::collections::{HashMap, HashSet};
use uops::{Dialect, InstructionRole};

/// An instruction with its prefixes and caches.
#[derive(Clone, Copy, Debug)]
pub(super) struct Instruction<'r> {
    /// Where it starts: at its first `EXTENDED_ARG`, if it has one.
    pub(super) offset: u32,
    /// Where its opcode is.
    pub(super) at: u32,
    /// The offset after its caches.
    pub(super) next: u32,
    /// The name of its specialised form.
    pub(super) name: &'r str,
    pub(super) dialect: Dialect,
    pub(super) oparg: u32,
    /// The source line.
    pub(super) line: u32,
    /// Whether it ran in one of the recorded runs.
    pub(super) ran: bool,
    /// Whether it raised an exception in one of them.
    pub(super) raised: bool,
    /// What it met.
    pub(super) feedback: Option<&'r Feedback>,
}

/// The instructions of a code object.
#[derive(Debug)]
pub(super) struct Bytecode<'r> {
    pub(super) instructions: Vec<Instruction<'r>>,
    /// Index of the instruction at an offset.
    by_offset: HashMap<u32, usize>,
    /// How often a branch went where.
    counts: HashMap<(u32, u32), u64>,
    /// Offsets of loop headers, and for each that of the last jump back to it.
    headers: HashMap<u32, u32>,
    /// Offsets to which the recorded runs came in two or more ways.
    joins: HashSet<u32>,
}

impl<'r> Instruction<'r> {
    /// Where it jumps to, if it is a jump.
    pub(super) fn target(&self) -> Option<u32> {
        if self.is(InstructionRole::JumpBackward) {
            return self.next.checked_sub(self.oparg);
        }
        let forward = [
            InstructionRole::JumpForward,
            InstructionRole::Branch,
            InstructionRole::Iterate,
            InstructionRole::Delegate,
        ];
        let jumps = forward.into_iter().any(|role| self.is(role));
        self.next.checked_add(self.oparg).filter(|_| jumps)
    }

    /// Whether it has a role in its dialect.
    pub(super) fn is(&self, role: InstructionRole) -> bool {
        self.dialect.is(self.name, role)
    }
}

impl<'r> Bytecode<'r> {
    /// Decodes a code object; an error says what is wrong with it.
    pub(super) fn decode(recording: &'r Recording, code: &'r Code) -> Result<Self, String> {
        let opcodes: HashMap<u8, (&str, u32)> = recording
            .opcodes
            .iter()
            .map(|(number, name, caches)| (*number, (name.as_str(), *caches)))
            .collect();
        let feedback: HashMap<u32, &Feedback> =
            code.feedback.iter().map(|met| (met.at, met)).collect();
        let mut lines = code.lines.iter().copied().peekable();
        let mut line = code.first_line;
        let mut ran = code.ran.iter().copied().peekable();
        let mut instructions = Vec::new();
        let dialect = recording.dialect;
        let flaw = |at: usize, what: &str| format!("`{}`, offset {at}: {what}", code.name);
        let (mut at, mut start, mut prefix) = (0, 0, 0u32);
        while let Some(&unit) = code.units.get(at) {
            let [opcode, low] = unit.to_le_bytes();
            let &(name, caches) =
                opcodes.get(&opcode).ok_or_else(|| flaw(at, "there is no such opcode"))?;
            let oparg = prefix << 8 | u32::from(low);
            let next = (caches as usize)
                .checked_add(at + 1)
                .filter(|&next| next <= code.units.len())
                .ok_or_else(|| flaw(at, "the caches of an instruction are missing"))?;
            if dialect.is(name, InstructionRole::Prefix) {
                if prefix > 0xFFFF {
                    return Err(flaw(at, "more than three prefixes of an instruction"));
                }
                (prefix, at) = (oparg, next);
                continue;
            }
            let offset = start as u32;
            while let Some((_, later)) = lines.next_if(|&(from, _)| from <= offset) {
                line = later.unwrap_or(line);
            }
            while ran.next_if(|&(_, end)| end <= offset).is_some() {}
            instructions.push(Instruction {
                offset,
                at: at as u32,
                next: next as u32,
                name,
                dialect,
                oparg,
                line,
                ran: ran.peek().is_some_and(|&(from, _)| from <= offset),
                raised: code.raised.iter().any(|&at| (offset..next as u32).contains(&at)),
                feedback: feedback.get(&(at as u32)).copied(),
            });
            (at, start, prefix) = (next, next, 0);
        }
        Ok(Bytecode::index(code, instructions))
    }

    fn index(code: &Code, instructions: Vec<Instruction<'r>>) -> Self {
        let by_offset: HashMap<u32, usize> =
            instructions.iter().enumerate().map(|(i, it)| (it.offset, i)).collect();
        let mut not_taken = HashMap::new();
        for pair in instructions.windows(2) {
            if let [branch, behind] = pair
                && behind.is(InstructionRole::NotTaken)
            {
                not_taken.insert((branch.at, behind.next), branch.next);
            }
        }
        let mut counts = HashMap::new();
        for &(offset, destination, full, quick) in &code.branches {
            let next = not_taken.get(&(offset, destination)).copied();
            let count: &mut u64 = counts.entry((offset, next.unwrap_or(destination))).or_default();
            *count = count.saturating_add(full).saturating_add(quick);
        }
        let jumps = instructions.iter().filter(|jump| jump.is(InstructionRole::JumpBackward));
        let headers = jumps.filter_map(|jump| Some((jump.target()?, jump.offset))).collect();
        let joins = joins(&instructions, &counts);
        Bytecode { instructions, by_offset, counts, headers, joins }
    }

    /// The instruction at an offset.
    pub(super) fn at(&self, offset: u32) -> Option<&Instruction<'r>> {
        self.by_offset.get(&offset).map(|&index| &self.instructions[index])
    }

    /// How often the branch `instruction` went to `destination`.
    pub(super) fn count(&self, instruction: &Instruction<'_>, destination: u32) -> u64 {
        self.counts.get(&(instruction.at, destination)).copied().unwrap_or(0)
    }

    /// Whether the frame is a generator's where the instruction at an offset begins: the one that made the generator
    /// comes before.
    pub(super) fn is_of_generator(&self, offset: u32) -> bool {
        let before = self.instructions.iter().take_while(|it| it.offset < offset);
        before.into_iter().any(|it| it.is(InstructionRole::MakeGenerator))
    }

    /// Whether the recorded runs came to an offset in two or more ways.
    pub(super) fn is_join(&self, offset: u32) -> bool {
        self.joins.contains(&offset)
    }

    /// Whether the iterator of a loop may be a list's that the program has got from elsewhere,
    /// rather than one that the loop has made for itself.
    pub(super) fn shares_list(&self, loop_: &Instruction<'_>) -> bool {
        let before = self.instructions.iter().filter(|it| it.offset < loop_.offset);
        let maker =
            before.rev().find(|it| it.is(InstructionRole::MakeIterator)).and_then(|it| it.feedback);
        let list = OperandType::Builtin("list_iterator".to_owned());
        maker.is_none_or(|met| met.operands.iter().any(|(types, ..)| types.first() == Some(&list)))
    }

    /// The last jump back to the loop header at an offset, if there is one.
    pub(super) fn loop_jump(&self, offset: u32) -> Option<u32> {
        self.headers.get(&offset).copied()
    }
}

/// The offsets to which two or more ways lead that ran: from the instruction before, and by jumps.
fn joins(instructions: &[Instruction<'_>], counts: &HashMap<(u32, u32), u64>) -> HashSet<u32> {
    let leaves = [
        InstructionRole::JumpForward,
        InstructionRole::JumpBackward,
        InstructionRole::Return,
        InstructionRole::Raise,
    ];
    let mut ways: HashMap<u32, usize> = HashMap::new();
    for from in instructions.iter().filter(|from| from.ran) {
        let next = Some(from.next).filter(|_| !leaves.iter().any(|&role| from.is(role)));
        for to in from.target().into_iter().chain(next) {
            let is_branch = from.is(InstructionRole::Branch);
            if !is_branch || counts.get(&(from.at, to)).is_some_and(|&count| count > 0) {
                *ways.entry(to).or_default() += 1;
            }
        }
    }
    ways.into_iter().filter(|&(_, ways)| ways > 1).map(|(offset, _)| offset).collect()
}
