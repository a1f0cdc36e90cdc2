//! The extractor: any bytes are an object file with stencils, or an error.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|contents: &[u8]| {
    _ = stencil_extract::extract::extract(contents, &["_LOAD_FAST__0".to_owned()]);
});
