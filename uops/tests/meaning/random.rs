//! The random numbers of `scripts/meaning_digests.py`.

/// Marsaglia's xorshift64*.
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        Random((seed + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        (self.next() >> 33) % limit
    }

    pub fn choice<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.below(items.len() as u64) as usize]
    }

    /// A character of a text.
    pub fn pick(&mut self, text: &str) -> char {
        let index = self.below(text.chars().count() as u64) as usize;
        text.chars().nth(index).expect("an index below the length")
    }

    /// True once among so many times.
    pub fn flag(&mut self, among: u64) -> bool {
        self.below(among) == 0
    }
}
