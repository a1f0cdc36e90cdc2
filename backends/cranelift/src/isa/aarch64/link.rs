//! Near calls, and jumps to callees that near calls don't reach.

use cranelift_codegen::binemit::Reloc;

/// The relocation of a near call: a distance of 26 bits, in instructions.
pub(crate) const CALL: Reloc = Reloc::Arm64Call;

/// The bits of the distance.
const DISTANCE: u32 = 0x03ff_ffff;

/// Makes the call whose relocation is at `at` go to `target`, which is relative to the start of `code`.
/// `None` if that is too far, or `at` is not in `code`.
pub(crate) fn link_call(code: &mut [u8], at: usize, target: i64, addend: i64) -> Option<()> {
    let distance = target + addend - at as i64;
    let is_near = distance % 4 == 0 && (-1 << 27..1 << 27).contains(&distance);
    let place = code.get_mut(at..)?.first_chunk_mut()?;
    let call = is_near.then_some(u32::from_le_bytes(*place) & !DISTANCE)?;
    *place = (call | (distance >> 2) as u32 & DISTANCE).to_le_bytes();
    Some(())
}

/// A jump to any address: two instructions, and the address in the bytes after them.
pub(crate) struct Veneer;

impl Veneer {
    /// `ldr x16, . + 8; br x16`. A call may change this register.
    const JUMP: [u8; 8] = [0x50, 0x00, 0x00, 0x58, 0x00, 0x02, 0x1f, 0xd6];

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_reaches_128_mib() {
        let mut code = [0, 0, 0, 0, 0, 0, 0, 0x94];
        assert_eq!(link_call(&mut code, 4, 0, 0), Some(()));
        assert_eq!(code[4..], [0xff, 0xff, 0xff, 0x97]);
        assert_eq!(link_call(&mut code, 4, 4 - (1 << 27), 0), Some(()));
        assert_eq!(code[4..], [0, 0, 0, 0x96]);
        for (at, target) in [(4, 4 + (1 << 27)), (4, -(1 << 27)), (4, 6), (5, 9)] {
            assert_eq!(link_call(&mut code, at, target, 0), None, "{at} {target}");
        }
    }
}
