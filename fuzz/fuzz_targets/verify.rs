//! The verifier and the optimiser: any program that parses is rejected or can be optimised by every
//! pass, and the result verifies.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trace::Document;
use trace::optimise::{Passes, optimise};

fuzz_target!(|contents: &[u8]| {
    let Ok(document) = Document::parse("fuzzed.uop", contents) else { return };
    let Ok(program) = document.verify() else { return };
    if let Err(error) = optimise(&program, &Passes::ALL) {
        panic!("{error}");
    }
});
