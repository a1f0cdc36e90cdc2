//! The fingerprint of a program.

use crate::print::write;
use crate::program::Program;
use std::fmt;

impl Program {
    /// A fingerprint of the program: FNV-1a of its canonical text.
    pub fn hash(&self) -> u64 {
        struct Fnv(u64);
        impl fmt::Write for Fnv {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                for byte in text.bytes() {
                    self.0 = (self.0 ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
                }
                Ok(())
            }
        }
        let mut hash = Fnv(0xcbf2_9ce4_8422_2325);
        // Hashing does not fail.
        let _ = write(self, None, &mut hash);
        hash.0
    }
}
