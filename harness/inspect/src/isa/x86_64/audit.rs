//! The audit of x86-64 code.

use crate::audit::{Fault, Seen};
use backend_api::{Piece, Role};
use iced_x86::{
    Decoder, DecoderOptions, FlowControl, Instruction, InstructionInfoFactory, Mnemonic, OpAccess,
    OpKind, Register,
};
use std::collections::{HashMap, HashSet};
use trace::{Program, TraceId};
use uops::Op;

/// See [`audit`](crate::audit::audit()).
pub(crate) fn audit(
    program: &Program,
    pieces: &[Piece],
    callees: &HashSet<u64>,
) -> Result<Seen, Vec<Fault>> {
    let code = Code::new(program, pieces, callees);
    let mut seen = Seen::default();
    let mut faults = Vec::new();
    for (index, (role, instruction)) in code.instructions.iter().enumerate() {
        seen.instructions += 1;
        if let Err(what) = code.check(*role, index, &mut seen) {
            faults.push(Fault { role: *role, address: instruction.ip(), what });
        }
    }
    if faults.is_empty() { Ok(seen) } else { Err(faults) }
}

struct Code<'a> {
    program: &'a Program,
    instructions: Vec<(Role, Instruction)>,
    starts: HashSet<u64>,
    /// What lies at each address of data that a word may be read from.
    data: HashMap<u64, u64>,
    callees: &'a HashSet<u64>,
}

impl<'a> Code<'a> {
    fn new(program: &'a Program, pieces: &[Piece], callees: &'a HashSet<u64>) -> Self {
        let mut code = Code {
            program,
            instructions: Vec::new(),
            starts: HashSet::new(),
            data: HashMap::new(),
            callees,
        };
        for piece in pieces {
            if piece.role == Role::Data {
                let words = piece.bytes.windows(8).enumerate();
                code.data.extend(words.map(|(offset, bytes)| {
                    let word =
                        bytes.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte));
                    (piece.address + offset as u64, word)
                }));
                continue;
            }
            let mut decoder =
                Decoder::with_ip(64, &piece.bytes, piece.address, DecoderOptions::NONE);
            for instruction in &mut decoder {
                code.starts.insert(instruction.ip());
                code.instructions.push((piece.role, instruction));
            }
        }
        code
    }

    fn check(&self, role: Role, index: usize, seen: &mut Seen) -> Result<(), String> {
        let instruction = &self.instructions[index].1;
        if instruction.is_invalid() {
            return Err("no instruction".into());
        }
        let mut info = InstructionInfoFactory::new();
        if instruction.is_privileged()
            || matches!(
                instruction.mnemonic(),
                Mnemonic::Syscall | Mnemonic::Sysenter | Mnemonic::Int
            )
        {
            return Err(format!("{:?} is nothing that a uop needs", instruction.mnemonic()));
        }
        let flow = instruction.flow_control();
        match flow {
            FlowControl::UnconditionalBranch
            | FlowControl::ConditionalBranch
            | FlowControl::Call => {
                let target = instruction.near_branch_target();
                match (self.starts.contains(&target), self.callees.contains(&target)) {
                    (true, _) => seen.inner += 1,
                    (_, true) => seen.outer += 1,
                    _ => {
                        return Err(format!("leads to {target:#x}, which is nothing it may reach"));
                    }
                }
            }
            FlowControl::IndirectBranch | FlowControl::IndirectCall => {
                seen.indirect += 1;
                self.indirect(role, index)?;
            }
            _ => {}
        }
        let goes_on = matches!(
            flow,
            FlowControl::Next
                | FlowControl::ConditionalBranch
                | FlowControl::Call
                | FlowControl::IndirectCall
        );
        // What is read in passing is data, not code: no part of an instruction is.
        let used = info.info(instruction);
        for memory in used.used_memory() {
            if memory.base() == Register::RIP && self.starts.contains(&memory.displacement()) {
                return Err(format!("touches the code at {:#x}", memory.displacement()));
            }
        }
        if goes_on && !self.starts.contains(&instruction.next_ip()) {
            return Err("goes on where there is no code".into());
        }
        Ok(())
    }

    fn indirect(&self, role: Role, index: usize) -> Result<(), String> {
        let instruction = &self.instructions[index].1;
        if let Some(constant) = self.constant(index) {
            return match self.callees.contains(&constant) {
                true => Ok(()),
                false => Err(format!("leads to {constant:#x}, which it has as a constant")),
            };
        }
        if instruction.op0_kind() != OpKind::Memory || instruction.memory_base() != Register::RIP {
            return match role {
                Role::Hot { trace, uop } | Role::Cold { trace, uop }
                    if !self.returns(trace, uop) =>
                {
                    Err("goes where it has computed to".into())
                }
                _ => Ok(()),
            };
        }
        let place = instruction.memory_displacement64();
        match self.data.get(&place) {
            Some(target) if self.starts.contains(target) || self.callees.contains(target) => Ok(()),
            Some(target) => Err(format!("leads to {target:#x} by way of {place:#x}")),
            None => Err(format!("reads {place:#x}, which is not its data")),
        }
    }

    /// The constant in the register that an instruction goes through, if one was put there on the way
    /// straight to it.
    fn constant(&self, index: usize) -> Option<u64> {
        let through = self.instructions[index].1;
        if through.op0_kind() != OpKind::Register {
            return None;
        }
        let before = self.instructions[..index].iter().rev().map(|(_, instruction)| instruction);
        let straight = before.take_while(|it| it.flow_control() == FlowControl::Next);
        let mut info = InstructionInfoFactory::new();
        for instruction in straight {
            let written = info.info(instruction).used_registers().iter().any(|used| {
                used.register().full_register() == through.op0_register()
                    && !matches!(used.access(), OpAccess::Read | OpAccess::CondRead)
            });
            if written {
                let is_constant = instruction.mnemonic() == Mnemonic::Mov
                    && instruction.op1_kind() == OpKind::Immediate64;
                return is_constant.then(|| instruction.immediate64());
            }
        }
        None
    }

    /// Whether a uop goes on where the frame that it returns to says.
    fn returns(&self, trace: TraceId, uop: u32) -> bool {
        let uop = self.program.trace(trace).uops.get(uop as usize);
        uop.is_some_and(|uop| uop.op.changes_frame() || uop.op == Op::_DYNAMIC_EXIT)
    }
}
