//! A loop that is the same in every build. Its time shows how fast the machine is at the moment.

use std::hint::black_box;
use std::time::Instant;

/// Words of the table that the loop walks: 16 KiB, half of a first-level cache.
const WORDS: usize = 2048;
/// Steps of the loop: about 0.1 ms.
const STEPS: usize = 25_000;

/// The time of the loop in ns. Each step depends on the last: a load, a multiplication, a branch
/// that can't be foreseen.
pub(super) fn time() -> f64 {
    let table: [u64; WORDS] = std::array::from_fn(|i| (i as u64).wrapping_mul(0x9e37_79b9));
    let start = Instant::now();
    let mut state = black_box(1_u64);
    for _ in 0..black_box(STEPS) {
        let word = table[state as usize % WORDS];
        state = (state ^ word).wrapping_mul(0x2545_f491_4f6c_dd1d);
        if state >> 63 == 1 {
            state ^= state >> 29;
        }
    }
    black_box(state);
    results::sample(start.elapsed().as_nanos() as f64)
}
