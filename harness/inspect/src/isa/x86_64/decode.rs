//! Decoding of x86-64 code.

use crate::Instruction;
use iced_x86::{Decoder, DecoderOptions, Formatter, IntelFormatter};
use std::ops::Range;

/// Repeats of an instruction that are shown one by one.
const REPEATS: usize = 4;

/// The instructions of code that runs at `address`. Repeats in which `is_noted` has something to say
/// of these bytes are instructions of their own.
pub(crate) fn decode(
    address: u64,
    code: &[u8],
    is_noted: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Instruction> {
    let mut all = Vec::new();
    let mut decoder = Decoder::with_ip(64, code, address, DecoderOptions::NONE);
    let mut formatter = IntelFormatter::new();
    formatter.options_mut().set_first_operand_char_index(8);
    formatter.options_mut().set_hex_prefix("0x");
    formatter.options_mut().set_hex_suffix("");
    formatter.options_mut().set_uppercase_hex(false);
    formatter.options_mut().set_space_after_operand_separator(true);
    formatter.options_mut().set_branch_leading_zeros(false);
    while decoder.can_decode() {
        let start = decoder.position();
        let instruction = decoder.decode();
        let end = decoder.position();
        let mut text = String::new();
        formatter.format(&instruction, &mut text);
        let repeats = code[end..].chunks_exact(end - start);
        let repeats = repeats.take_while(|bytes| *bytes == &code[start..end]).count();
        let next = end + repeats * (end - start);
        // The next position is one of the code, so that it can be set.
        let skipped =
            repeats > REPEATS && !is_noted(end..next) && decoder.set_position(next).is_ok();
        if skipped {
            decoder.set_ip(address + next as u64);
        }
        let repeats = if skipped { repeats } else { 0 };
        all.push(Instruction { bytes: start..end, text, repeats });
    }
    all
}
