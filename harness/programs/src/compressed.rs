//! Files that gzip may have compressed.

use crate::Error;
use crate::names::COMPRESSED;
use flate2::read::MultiGzDecoder;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// The most bytes of a file that was compressed.
const SIZE_LIMIT: u64 = 1 << 28;

/// The contents of a file, decompressed if its name ends with `.gz`.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    if !path.to_string_lossy().ends_with(COMPRESSED) {
        return Ok(std::fs::read(path).map_err(files::Error::io("read", path))?);
    }
    let file = File::open(path).map_err(files::Error::io("read", path))?;
    Ok(decompress(file, SIZE_LIMIT).map_err(files::Error::io("decompress", path))?)
}

/// All that was compressed, which may have this many bytes at most.
fn decompress(file: impl Read, limit: u64) -> io::Result<Vec<u8>> {
    let mut contents = Vec::new();
    MultiGzDecoder::new(file).take(limit + 1).read_to_end(&mut contents)?;
    match contents.len() as u64 > limit {
        true => Err(io::Error::other(format!("it has more than {limit} bytes"))),
        false => Ok(contents),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::GzEncoder;
    use std::io::Write;

    fn compressed(text: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(text).expect("memory can be written to");
        encoder.finish().expect("memory can be written to")
    }

    #[test]
    fn what_was_compressed_is_read() {
        let file = compressed(b"a recording");
        assert_eq!(decompress(&*file, 11).expect("it is valid"), b"a recording");
        let error = decompress(&*file, 10).expect_err("it is too large");
        assert_eq!(error.to_string(), "it has more than 10 bytes");
    }

    #[test]
    fn what_is_not_gzips_is_an_error() {
        let file = compressed(b"a recording");
        for broken in [b"{}".as_slice(), b"", &file[..file.len() - 4]] {
            assert!(decompress(broken, 100).is_err(), "{broken:?}");
        }
    }
}
