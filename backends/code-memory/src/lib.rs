//! Executable memory for JIT backends.
//!
//! An [`Arena`] hands out [`Writer`]s, which become [`Block`]s of executable memory with code in them.
//! Where the system allows it, an arena maps one piece of memory twice, once to write and once to
//! execute. Then many programs share a page, code is written where it is going to run, and no page is
//! ever both writable and executable. Where the system does not allow it, each block is a mapping of its
//! own that is *flipped* after it was written: it loses the right to be written and gets the right to be
//! executed. On both sides of every mapping are pages that can't be accessed.
//!
//! A block has two ends: hot code grows upwards from the start of its place, cold code downwards from
//! the end. So the hot code of all programs lies together, and a compiler can place a slow path before
//! the length of the hot path is known.
//!
//! All programs share some code (trampolines, the code that enters and leaves a program). This is the
//! [`Prefix`], which is placed once at the start of each segment.
//!
//! Only Linux has such memory here. On another system every request of memory is an error that says so.

#![cfg_attr(
    not(target_os = "linux"),
    allow(dead_code, unreachable_code, unused_imports, reason = "there are no pages to work with")
)]

#[cfg(not(target_os = "linux"))]
mod absent;
mod block;
mod free;
mod isa;
#[cfg(target_os = "linux")]
mod pages;
mod segment;
mod writer;

pub use block::Block;
pub use writer::Writer;

#[cfg(not(target_os = "linux"))]
use absent::Pages;
#[cfg(target_os = "linux")]
use pages::Pages;
use segment::Segment;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use writer::Reservation;

/// Blocks begin at multiples of this many bytes.
pub const ALIGN: usize = 16;

/// Bytes of a page, where the memory of pages is counted.
pub const PAGE: usize = 4096;

/// Bytes of a segment, which is mapped at once. Pages that were not written to take no memory.
const SEGMENT: usize = 16 << 20;

/// The options of an arena.
#[derive(Clone, Debug)]
pub struct Options {
    /// Bytes of code that it holds at most.
    pub limit: usize,
    /// An address that code should be near to, so that 32-bit displacements reach it.
    pub near: Option<usize>,
    /// The code at the start of each segment.
    pub prefix: Prefix,
}

/// A function that makes the code at the start of a segment, given the address at which that code is going
/// to run. The code must not be longer at any address than at address 0.
#[derive(Clone)]
pub struct Prefix(Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>);

impl Prefix {
    /// The prefix that `make` makes.
    pub fn new(make: impl Fn(usize) -> Vec<u8> + Send + Sync + 'static) -> Self {
        Prefix(Arc::new(make))
    }

    fn at(&self, address: usize) -> Vec<u8> {
        (self.0)(address)
    }
}

impl Default for Prefix {
    fn default() -> Self {
        Prefix::new(|_| Vec::new())
    }
}

impl std::fmt::Debug for Prefix {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Prefix")
    }
}

impl Default for Options {
    fn default() -> Self {
        Options { limit: Arena::LIMIT, near: None, prefix: Prefix::default() }
    }
}

/// A source of executable memory. Clones are the same arena.
#[derive(Clone, Debug)]
pub struct Arena(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    options: Options,
    state: Mutex<State>,
}

#[derive(Default, Debug)]
struct State {
    /// By number. The number of a segment for a single block is free again when the block is gone.
    segments: Vec<Option<Segment>>,
    used: usize,
    /// Whether the system lets pages that were written to be made executable, once that was tried.
    flips: Option<bool>,
}

impl Default for Arena {
    fn default() -> Self {
        Arena::new(Options::default())
    }
}

impl Arena {
    /// The default limit of an arena, in bytes of code.
    pub const LIMIT: usize = 1 << 30;

    /// An arena. Nothing is mapped yet.
    pub fn new(options: Options) -> Self {
        Arena(Arc::new(Shared { options, state: Mutex::default() }))
    }

    /// An arena, after a check that the system gives executable memory.
    ///
    /// # Errors
    /// If the system gives none.
    pub fn checked(options: Options) -> io::Result<Self> {
        let arena = Arena::new(options);
        drop(arena.publish(&[0])?);
        Ok(arena)
    }

    /// An arena that holds at most `limit` bytes of code.
    pub fn with_limit(limit: usize) -> Self {
        Arena::new(Options { limit, ..Options::default() })
    }

    /// Finds a place with room for at least `room` bytes; there may be more.
    ///
    /// # Errors
    /// If the limit is reached, or the system gives no executable memory.
    pub fn writer(&self, room: usize) -> io::Result<Writer> {
        self.place(room, false)
    }

    /// Finds a place in private pages for this code alone, with a prefix of their own. Debuggers can set
    /// breakpoints there, and `perf` looks for the names of such code in a map file. If the system does
    /// not let such pages be made executable, the place is one that [`Arena::writer`] finds.
    ///
    /// # Errors
    /// As [`Arena::writer`].
    pub fn writer_alone(&self, room: usize) -> io::Result<Writer> {
        self.place(room, true)
    }

    fn place(&self, room: usize, alone: bool) -> io::Result<Writer> {
        let room = room.max(1).next_multiple_of(ALIGN);
        let mut state = self.state();
        let alone = alone && *state.flips.get_or_insert_with(|| ensure_flippable().is_ok());
        if room > self.0.options.limit.saturating_sub(state.used) {
            return Err(self.limit_reached());
        }
        let mut segments = state.segments.iter_mut().enumerate().filter(|_| !alone);
        let found = segments.find_map(|(number, segment)| {
            let segment = segment.as_mut()?;
            Some((number, segment.take(room)?))
        });
        let (number, place) = match found {
            Some(found) => found,
            None => {
                let options = &self.0.options;
                let segment = match alone {
                    true => Segment::alone(room, options),
                    false => Segment::shared(SEGMENT, room, options),
                };
                state.add(segment.map_err(explained)?, room)?
            }
        };
        let Some(segment) = state.segments[number].as_ref() else {
            return Err(io::ErrorKind::OutOfMemory.into());
        };
        let (executable, writable) = segment.addresses();
        let prefix = segment.prefix();
        drop(state);
        Ok(Writer {
            place: Reservation {
                arena: self.clone(),
                segment: number,
                base: executable,
                range: place,
            },
            writable,
            prefix,
        })
    }

    /// Makes `code` executable.
    ///
    /// # Errors
    /// If the limit is reached, or the system gives no executable memory.
    pub fn publish(&self, code: &[u8]) -> io::Result<Block> {
        self.publish_shifted(code, 0)
    }

    /// Makes `code` executable, and leaves at least `shift` bytes in front of it free.
    ///
    /// # Errors
    /// As [`Arena::publish`].
    pub fn publish_shifted(&self, code: &[u8], shift: usize) -> io::Result<Block> {
        let mut writer = self.writer(code.len() + shift.next_multiple_of(ALIGN))?;
        writer.skip(shift);
        writer.publish(code)
    }

    /// Makes `code` executable in pages as [`Arena::writer_alone`] finds them.
    ///
    /// # Errors
    /// As [`Arena::publish`].
    pub fn publish_alone(&self, code: &[u8]) -> io::Result<Block> {
        self.writer_alone(code.len())?.publish(code)
    }

    fn limit_reached(&self) -> io::Error {
        let limit = self.0.options.limit;
        io::Error::new(
            io::ErrorKind::OutOfMemory,
            format!("the limit of {limit} bytes of code is reached"),
        )
    }

    /// Bytes of code that the arena holds, prefixes not counted.
    pub fn used(&self) -> usize {
        self.state().used
    }

    /// Bytes of all segments' prefixes.
    pub fn shared(&self) -> usize {
        self.state().segments.iter().flatten().map(Segment::prefix_len).sum()
    }

    /// Bytes of the pages that code has been written to, whether or not it is still there.
    pub fn touched(&self) -> usize {
        self.state().segments.iter().flatten().map(Segment::touched).sum()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        // Nothing panics while the lock is held; after a panic the state would still be consistent.
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// Adds a segment with room for `room` bytes and takes them.
    fn add(&mut self, mut segment: Segment, room: usize) -> io::Result<(usize, Range<usize>)> {
        let place = segment.take(room).ok_or(io::ErrorKind::OutOfMemory)?;
        let number = match self.segments.iter().position(Option::is_none) {
            Some(number) => number,
            None => {
                self.segments.push(None);
                self.segments.len() - 1
            }
        };
        self.segments[number] = Some(segment);
        Ok((number, place))
    }

    fn give_back(&mut self, number: usize, range: Range<usize>) {
        if let Some(segment) = &mut self.segments[number]
            && !segment.give_back(range)
        {
            self.segments[number] = None;
        }
    }
}

/// Checks that the system lets pages be made executable after they were written to. An arena needs that
/// only if memory can't be mapped twice.
///
/// # Errors
/// If the system refuses, with what can be done about it.
pub fn ensure_flippable() -> io::Result<()> {
    Pages::private(1, None).and_then(|pages| pages.make_executable()).map_err(explained)
}

/// Adds advice to an error of the system.
fn explained(error: io::Error) -> io::Error {
    let advice = match error.kind() {
        io::ErrorKind::OutOfMemory => "raise the limit on memory (`ulimit -v`), or free some",
        io::ErrorKind::PermissionDenied => {
            "let this program make memory executable (`MemoryDenyWriteExecute=` of systemd, \
             `deny_execmem` of SELinux, the container's seccomp profile), or use a backend that \
             needs none, such as interp-match"
        }
        _ => return error,
    };
    io::Error::new(error.kind(), format!("{error}; {advice}"))
}
