//! Decoding of AArch64 code.

use crate::Instruction;
use std::ops::Range;
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::{InstDecoder, Operand};

/// Bytes of an instruction.
pub(super) const SIZE: usize = 4;

/// The instructions of code that runs at `address`. Every one is shown: no code repeats one many times.
pub(crate) fn decode(
    address: u64,
    code: &[u8],
    _: &dyn Fn(Range<usize>) -> bool,
) -> Vec<Instruction> {
    let decoder = InstDecoder::default();
    let mut start = 0;
    let instruction = |word: &[u8]| {
        let bytes = start..start + word.len();
        let text = match decoder.decode(&mut U8Reader::new(word)) {
            Ok(instruction) => {
                let distance = instruction.operands.iter().find_map(|operand| match operand {
                    Operand::PCOffset(distance) => Some(*distance),
                    _ => None,
                });
                let at = address + start as u64;
                let target = distance.map(|distance| at.wrapping_add_signed(distance));
                let text = instruction.to_string();
                match target {
                    Some(target) => format!("{text} ; {target:#x}"),
                    None => text,
                }
            }
            Err(_) => "(bad)".to_owned(),
        };
        start = bytes.end;
        Instruction { bytes, text, repeats: 0 }
    };
    code.chunks(SIZE).map(instruction).collect()
}
