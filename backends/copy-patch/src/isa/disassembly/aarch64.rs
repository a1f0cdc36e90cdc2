//! AArch64 code as text.

use super::line::{hex, note};
use std::fmt::Write;
use stencil_format::Blob;
use yaxpeax_arch::{Decoder as _, U8Reader};
use yaxpeax_arm::armv8::a64::InstDecoder;

/// Writes a line per instruction: offset, bytes, text, and the hole of the instruction.
pub(super) fn write(out: &mut String, blob: &Blob) {
    let decoder = InstDecoder::default();
    let mut holes = blob.holes.iter().peekable();
    for (number, word) in blob.bytes.chunks(4).enumerate() {
        let start = 4 * number;
        let text = match decoder.decode(&mut U8Reader::new(word)) {
            Ok(instruction) => instruction.to_string(),
            Err(error) => format!("({error})"),
        };
        let mut line = format!("{start:6x}  {:12} {text}", hex(word));
        let mut notes = Vec::new();
        while let Some(hole) = holes.next_if(|hole| usize::from(hole.offset) < start + word.len()) {
            notes.push(note(hole));
        }
        if !notes.is_empty() {
            line = format!("{line:66} ; {}", notes.join(", "));
        }
        // Writing to a string can't fail.
        _ = writeln!(out, "{}", line.trim_end());
    }
    for hole in holes {
        _ = writeln!(out, "        ; {}", note(hole));
    }
}
