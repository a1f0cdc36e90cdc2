//! The parser of `.uop` files: any bytes are a program or a diagnostic, and a program is read again
//! from what it is printed as.
#![no_main]

use libfuzzer_sys::fuzz_target;
use trace::Document;

fuzz_target!(|contents: &[u8]| {
    if let Ok(document) = Document::parse("fuzzed.uop", contents) {
        let text = trace::print(&document.program);
        let again = Document::parse("printed.uop", text.as_bytes()).expect("what is printed parses");
        assert_eq!(again.program, document.program);
    }
});
