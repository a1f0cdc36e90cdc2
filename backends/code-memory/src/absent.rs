//! Pages of a system for which no backend makes code: there are none.

use std::io;

/// Cannot be had.
#[derive(Debug)]
pub(crate) enum Pages {}

impl Pages {
    pub(crate) fn private(_: usize, _: Option<usize>) -> io::Result<Pages> {
        Err(none())
    }

    pub(crate) fn twice(_: usize, _: Option<usize>) -> io::Result<[Pages; 2]> {
        Err(none())
    }

    pub(crate) fn make_executable(&self) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn as_ptr(&self) -> *mut u8 {
        match *self {}
    }

    pub(crate) fn len(&self) -> usize {
        match *self {}
    }
}

fn none() -> io::Error {
    let system = std::env::consts::OS;
    io::Error::new(io::ErrorKind::Unsupported, format!("there is no memory for code on {system}"))
}
