//! AArch64. `x19` points at the uops' registers, `x0` is the answer.
//!
//! The instructions are written by hand, because they are written while compiling is timed.

use super::{Distance, Isa};
use backend_api::Role;
use std::mem::offset_of;
use uops::Vm;

/// Writes instructions of AArch64.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Aarch64;

impl Aarch64 {
    /// This machine.
    pub(crate) fn new() -> Option<Aarch64> {
        Some(Aarch64)
    }
}

fn write(code: &mut Vec<u8>, instructions: &[u32]) {
    code.extend(instructions.iter().flat_map(|instruction| instruction.to_le_bytes()));
}

/// Writes instructions of which the last has a distance.
fn with_distance(code: &mut Vec<u8>, instructions: &[u32]) -> Distance {
    write(code, instructions);
    code.len() - 4
}

/// Puts a number into a register.
fn set(code: &mut Vec<u8>, register: u32, value: u64) {
    let part = |number: u32| (value >> (16 * number)) as u32 & 0xffff;
    // movz x, part 0
    write(code, &[0xd280_0000 | part(0) << 5 | register]);
    for number in (1..4).filter(|&number| part(number) != 0) {
        // movk x, part, lsl 16 * number
        write(code, &[0xf280_0000 | number << 21 | part(number) << 5 | register]);
    }
}

/// The distance of `b` and `bl`.
const DISTANCE: u32 = 0x03ff_ffff;

impl Isa for Aarch64 {
    /// As far as a jump and a call reach. A conditional branch does not, so it leads around a jump.
    const LIMIT: usize = 1 << 27;
    /// `udf #0` is four of these.
    const FILLING: u8 = 0;
    const ENTRIES: Role = Role::Shared;

    /// `stp x19, x30, [sp, -16]!; mov x19, x0; b`
    fn enter(self, code: &mut Vec<u8>) -> Distance {
        with_distance(code, &[0xa9bf_7bf3, 0xaa00_03f3, 0x1400_0000])
    }

    /// `ldp x19, x30, [sp], 16; ret`
    fn leave(self, code: &mut Vec<u8>) {
        write(code, &[0xa8c1_7bf3, 0xd65f_03c0]);
    }

    /// `ldr x9, [x19, thread]; mov x10, counter; ldr x11, [x9, x10]; add x11, x11, 1; str x11, [x9, x10]`
    fn count(self, code: &mut Vec<u8>, counter: usize) {
        let thread = (offset_of!(Vm, thread) / 8) as u32;
        write(code, &[0xf940_0269 | thread << 10]);
        set(code, 10, counter as u64);
        write(code, &[0xf86a_692b, 0x9100_056b, 0xf82a_692b]);
    }

    /// `mov x0, value`
    fn answer(self, code: &mut Vec<u8>, value: u64) {
        set(code, 0, value);
    }

    /// `b`
    fn jump(self, code: &mut Vec<u8>) -> Distance {
        with_distance(code, &[0x1400_0000])
    }

    /// `mov x16, routine; br x16`
    fn entry(self, code: &mut Vec<u8>, routine: u64) {
        set(code, 16, routine);
        write(code, &[0xd61f_0200]);
    }

    /// `mov x0, x19; mov x1, record; bl`
    fn call_for(self, code: &mut Vec<u8>, record: u64) -> Distance {
        write(code, &[0xaa13_03e0]);
        set(code, 1, record);
        with_distance(code, &[0x9400_0000])
    }

    /// `mov x0, x19; bl; br x0`
    fn jump_to_result(self, code: &mut Vec<u8>) -> Distance {
        let distance = with_distance(code, &[0xaa13_03e0, 0x9400_0000]);
        write(code, &[0xd61f_0000]);
        distance
    }

    /// `cbz w0, . + 8; b`
    fn jump_if_answered(self, code: &mut Vec<u8>) -> Distance {
        with_distance(code, &[0x3400_0040, 0x1400_0000])
    }

    /// `cmp w0, number; b.ne . + 8; b`
    fn jump_if_answer_is(self, code: &mut Vec<u8>, number: u8) -> Distance {
        with_distance(code, &[0x7100_001f | u32::from(number) << 10, 0x5400_0041, 0x1400_0000])
    }

    fn fill(self, code: &mut [u8], distance: Distance, target: usize) {
        let Some(place) = code.get_mut(distance..).and_then(|code| code.first_chunk_mut()) else {
            return;
        };
        let words = ((target as i64 - distance as i64) >> 2) as u32;
        let instruction = u32::from_le_bytes(*place) & !DISTANCE;
        *place = (instruction | words & DISTANCE).to_le_bytes();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use yaxpeax_arch::{Decoder as _, U8Reader};
    use yaxpeax_arm::armv8::a64::InstDecoder;

    const RECORD: u64 = 0x1122_3344_5566_7788;
    const END: usize = 0x1000;

    /// What a decoder reads in code.
    fn text(code: &[u8]) -> Vec<String> {
        let decoder = InstDecoder::default();
        let decode = |word| decoder.decode(&mut U8Reader::new(word)).expect("it is an instruction");
        code.chunks(4).map(|word| decode(word).to_string()).collect()
    }

    #[test]
    fn a_decoder_reads_what_is_meant() {
        let mut code = Vec::new();
        let mut distances = vec![Aarch64.enter(&mut code)];
        distances.push(Aarch64.call_for(&mut code, RECORD));
        distances.push(Aarch64.jump_if_answered(&mut code));
        distances.push(Aarch64.jump_if_answer_is(&mut code, 2));
        distances.push(Aarch64.jump_to_result(&mut code));
        Aarch64.answer(&mut code, 7 << 32);
        distances.push(Aarch64.jump(&mut code));
        Aarch64.leave(&mut code);
        Aarch64.count(&mut code, 0x3148);
        Aarch64.entry(&mut code, RECORD);
        let len = code.len();
        code.resize(END, Aarch64::FILLING);
        for distance in distances {
            Aarch64.fill(&mut code, distance, END);
        }
        let thread = offset_of!(Vm, thread);
        let counter = if thread == 0 { "[x19]".to_owned() } else { format!("[x19, #{thread:#x}]") };
        let expected = [
            "stp x19, x30, [sp, #-0x10]!",
            "mov x19, x0",
            "b $+0xff8",
            "mov x0, x19",
            "mov x1, #0x7788",
            "movk x1, #0x5566, lsl #16",
            "movk x1, #0x3344, lsl #32",
            "movk x1, #0x1122, lsl #48",
            "bl $+0xfe0",
            "cbz w0, $+0x8",
            "b $+0xfd8",
            "cmp w0, #0x2",
            "b.ne $+0x8",
            "b $+0xfcc",
            "mov x0, x19",
            "bl $+0xfc4",
            "br x0",
            "mov x0, #0x0",
            "movk x0, #0x7, lsl #32",
            "b $+0xfb4",
            "ldp x19, x30, [sp], #0x10",
            "ret",
            &format!("ldr x9, {counter}"),
            "mov x10, #0x3148",
            "ldr x11, [x9, x10]",
            "add x11, x11, #0x1",
            "str x11, [x9, x10]",
            "mov x16, #0x7788",
            "movk x16, #0x5566, lsl #16",
            "movk x16, #0x3344, lsl #32",
            "movk x16, #0x1122, lsl #48",
            "br x16",
        ];
        assert_eq!(text(&code[..len]), expected);
    }
}
