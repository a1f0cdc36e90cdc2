//! Runs all programs of the project on the example and on the interpreter, and compares.

use backend_api::conformance::assert_agree;
use interpreter::Match;
use own_backend::CallThreading;
use std::path::Path;

fn main() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for folder in ["workloads", "corpus"] {
        let folder = root.join(folder);
        let seen = assert_agree(&folder, &mut Match::new(), &mut CallThreading);
        println!("{seen} programs of {} do the same", folder.display());
    }
}
