//! What lines of all processors have.

use stencil_format::Hole;

/// Bytes as text.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().join(" ")
}

/// A hole as it is in the library.
pub(super) fn note(hole: &Hole) -> String {
    format!("{:x}: {:?} {:?} {:+}", hole.offset, hole.patch, hole.what, hole.addend)
}
