//! Files under names that anybody can foresee, as tools want them.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a new file that can be read and written to. What has its name is removed, not written to: it
/// may be somebody else's link to somewhere.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::options().read(true).write(true).create_new(true).open(path)
}
