//! The importer: any bytes are a recording whose program verifies, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|contents: &[u8]| {
    _ = trace::import(contents, "fuzzed.json");
});
