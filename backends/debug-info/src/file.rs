//! Files with names that tools expect. Others can predict these names, so the files are opened with
//! care.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a new file that can be read and written to. An existing file of this name is removed and never
/// written to, since it may be another user's link to some other file.
pub(crate) fn create(path: &Path) -> io::Result<File> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    File::options().read(true).write(true).create_new(true).open(path)
}
