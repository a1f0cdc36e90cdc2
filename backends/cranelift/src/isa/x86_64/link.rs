//! Near calls, and jumps to callees that near calls don't reach.

use cranelift_codegen::binemit::Reloc;

/// The relocation of a near call: 32 bits, a distance from the place itself.
pub(crate) const CALL: Reloc = Reloc::X86CallPCRel4;

/// Makes the call whose relocation is at `at` go to `target`, which is relative to the start of `code`.
/// `None` if that is too far, or `at` is not in `code`.
pub(crate) fn link_call(code: &mut [u8], at: usize, target: i64, addend: i64) -> Option<()> {
    let distance = i32::try_from(target + addend - at as i64).ok()?;
    code.get_mut(at..at + 4)?.copy_from_slice(&distance.to_le_bytes());
    Some(())
}

/// A jump to any address: an instruction, and the address in the bytes after it.
pub(crate) struct Veneer;

impl Veneer {
    /// `jmp [rip + 0]`.
    const JUMP: [u8; 6] = [0xff, 0x25, 0, 0, 0, 0];

    /// Veneers start at a multiple of this.
    pub(crate) const ALIGN: usize = 16;
    /// Bytes of a veneer that are instructions; the rest is data.
    pub(crate) const CODE: usize = Self::JUMP.len();
    /// Bytes of a veneer.
    pub(crate) const SIZE: usize = Self::CODE + size_of::<u64>();

    /// The veneer of a function.
    pub(crate) fn bytes(address: usize) -> [u8; Self::SIZE] {
        let mut bytes = [0; Self::SIZE];
        bytes[..Self::CODE].copy_from_slice(&Self::JUMP);
        bytes[Self::CODE..].copy_from_slice(&(address as u64).to_le_bytes());
        bytes
    }
}
