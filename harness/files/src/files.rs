//! Writes files completely or not at all.

use crate::Error;
use std::path::Path;

/// Writes a file under a temporary name beside its place, then renames it, so that an interruption
/// leaves the old file or the new one.
pub fn write_atomically(path: &Path, contents: &[u8]) -> Result<(), Error> {
    use std::io::Write;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    std::fs::create_dir_all(folder).map_err(Error::io("create", folder))?;
    let mut file = tempfile::Builder::new()
        .prefix(".uopbench-")
        .tempfile_in(folder)
        .map_err(Error::io("write", path))?;
    file.write_all(contents).map_err(Error::io("write", path))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Temporary files are private to their owner; results are not.
        let everyone_reads = std::fs::Permissions::from_mode(0o644);
        file.as_file().set_permissions(everyone_reads).map_err(Error::io("write", path))?;
    }
    file.persist(path).map_err(|error| Error::io("write", path)(error.error))?;
    Ok(())
}

/// Fails if no file can be written to a folder, or to the one where it would be made.
pub fn check_writable(folder: &Path) -> Result<(), Error> {
    use std::io::Write;
    let there = folder.ancestors().find(|folder| folder.exists());
    let there = there.filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let try_to = || {
        let mut file = tempfile::Builder::new().prefix(".uopbench-").tempfile_in(there)?;
        // A full disk lets a file be made that has nothing in it.
        file.write_all(&[0; 4096])
    };
    try_to().map_err(|reason| Error::Folder { folder: folder.into(), reason })
}

/// Reads a text file.
pub fn read(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(Error::io("read", path))
}

/// Reads a JSON text; `path` is what errors call it.
pub fn json<'a, T: serde::Deserialize<'a>>(path: &Path, text: &'a str) -> Result<T, Error> {
    serde_json::from_str(text).map_err(|error| Error::json(path, text, &error))
}

/// As JSON text, in one line.
pub fn to_json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(Error::Serialise)
}

/// As JSON text, in lines that people read.
pub fn to_pretty_json<T: serde::Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    serde_json::to_string_pretty(value).map_err(Error::Serialise)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn replaces_and_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/file.txt");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(read(&path).unwrap(), "two");
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }
}
