//! The code of exit stubs: a row of calls of the code that leaves a program. The return address
//! identifies the call. No call returns, so that nothing comes to the end of the row; a jump to itself is there all the
//! same, so that what leads on from one instruction always leads to another.

/// Bytes of a stub.
pub const SIZE: usize = 4;

/// How many stubs follow each other without a gap, from every multiple of that number on.
pub const ROW: usize = 32;

/// Bytes between such stubs and the next ones: there is no gap.
pub const GAP: u64 = 0;

/// `bl` with a distance of 26 bits.
const CALL: u32 = 0x9400_0000;
const DISTANCE: u32 = 0x03ff_ffff;

/// `b` to itself.
const END: u32 = 0x1400_0000;

/// Bytes of `count` stubs.
pub fn len(count: usize) -> usize {
    (count + 1) * SIZE
}

/// The code of `count` stubs that runs at `address` and calls `leave`.
pub fn code(count: usize, address: usize, leave: u64) -> Vec<u8> {
    let call = |number: usize| {
        let distance = leave.wrapping_sub((address + offset(number)) as u64) as i64;
        (CALL | (distance >> 2) as u32 & DISTANCE).to_le_bytes()
    };
    (0..count).map(call).chain([END.to_le_bytes()]).flatten().collect()
}

/// Where stub `number` starts, in bytes from the first stub.
#[inline(always)]
pub fn offset(number: usize) -> usize {
    number * SIZE
}

/// The stub that starts there.
pub fn number(offset: usize) -> usize {
    offset / SIZE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_stub_calls_the_same_code() {
        // bl . - 4096; bl . - 4100
        let calls = [0x00, 0xfc, 0xff, 0x97, 0xff, 0xfb, 0xff, 0x97];
        assert_eq!(code(2, 0x2000, 0x1000), [&calls[..], &[0, 0, 0, 0x14]].concat());
        assert_eq!(number(offset(7)), 7);
        assert_eq!(len(2), 12);
    }
}
