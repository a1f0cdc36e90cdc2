//! Executable memory for JIT backends.
//!
//! An [`Arena`] hands out [`Writer`]s, which become [`Block`]s of executable memory with code in them.
//! Where the system allows it, an arena is one piece of memory that is mapped twice, once to write and
//! once to execute: many programs share a page, code is written where it is going to run, and no page
//! is ever both writable and executable. Elsewhere each block is a mapping of its own that is filled
//! and then flipped. On both sides of every mapping are pages that nobody can touch.
//!
//! A block has two ends: what is hot grows upwards from the start of its place, what is cold downwards
//! from the end. So the hot code of all programs lies together, and a compiler can place a slow path
//! before it knows how long the hot one will be.
//!
//! What all programs share (trampolines, ways in and out) is a [`Prefix`]: it is placed once, at the
//! start of each segment.

mod barrier;
mod free;
mod pages;
mod segment;

use segment::Segment;
use std::io;
use std::ops::Range;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Blocks begin at multiples of this many bytes.
pub const ALIGN: usize = 16;

/// Bytes of a segment: what is mapped at once. Pages that nothing was written to take no memory.
const SEGMENT: usize = 16 << 20;

/// What an arena is to be like.
#[derive(Clone, Debug)]
pub struct Options {
    /// Bytes of code that it holds at most.
    pub limit: usize,
    /// An address that code should be near to, so that 32-bit displacements reach it.
    pub near: Option<usize>,
    /// What each segment begins with.
    pub prefix: Prefix,
}

/// What makes the code that a segment begins with, given the address at which it is going to run.
/// Nowhere is it longer than at address 0.
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
    /// By number; a place becomes free where a segment served one block only.
    segments: Vec<Option<Segment>>,
    used: usize,
}

impl Default for Arena {
    fn default() -> Self {
        Arena::new(Options::default())
    }
}

impl Arena {
    /// Bytes of code that an arena holds unless it is told otherwise.
    pub const LIMIT: usize = 1 << 30;

    /// An arena. Nothing is mapped yet.
    pub fn new(options: Options) -> Self {
        Arena(Arc::new(Shared { options, state: Mutex::default() }))
    }

    /// An arena, after a look whether the system gives executable memory at all.
    ///
    /// # Errors
    /// If it does not.
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

    /// Finds a place in private pages that nothing else is in, with a prefix of their own. Debuggers
    /// can set breakpoints there, and `perf` looks for names of such code in a map file.
    ///
    /// # Errors
    /// As [`Arena::writer`].
    pub fn writer_alone(&self, room: usize) -> io::Result<Writer> {
        self.place(room, true)
    }

    fn place(&self, room: usize, alone: bool) -> io::Result<Writer> {
        let room = room.max(1).next_multiple_of(ALIGN);
        let mut state = self.state();
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
            place: Place { arena: self.clone(), segment: number, base: executable, range: place },
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
        // Nothing panics while it is locked; if something did, the books are still right.
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
}

/// The system's refusal, with what can be done about it.
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

/// A range of a segment that belongs to somebody, who gives it back when this is dropped.
#[derive(Debug)]
struct Place {
    arena: Arena,
    segment: usize,
    /// Where the segment is executed.
    base: *const u8,
    range: Range<usize>,
}

impl Drop for Place {
    fn drop(&mut self) {
        if !self.range.is_empty() {
            self.arena.state().give_back(self.segment, self.range.clone());
        }
    }
}

impl State {
    fn give_back(&mut self, number: usize, range: Range<usize>) {
        if let Some(segment) = &mut self.segments[number]
            && !segment.give_back(range)
        {
            self.segments[number] = None;
        }
    }
}

/// A place in an arena that is being written to.
///
/// Positions in it are the addresses at which the code is going to run.
#[derive(Debug)]
pub struct Writer {
    place: Place,
    /// Where the segment is written.
    writable: *mut u8,
    prefix: usize,
}

impl Writer {
    /// The first address.
    pub fn start(&self) -> usize {
        self.place.base as usize + self.place.range.start
    }

    /// The address behind the last.
    pub fn end(&self) -> usize {
        self.place.base as usize + self.place.range.end
    }

    /// The address at which the segment's prefix runs.
    pub fn prefix(&self) -> usize {
        self.prefix
    }

    /// Where what is going to run at [`Writer::start`] is written. The memory up to [`Writer::end`] is
    /// this writer's alone.
    pub fn as_mut_ptr(&mut self) -> *mut u8 {
        self.writable.wrapping_add(self.place.range.start)
    }

    /// Leaves at least so many bytes at the start free, to vary where code lies.
    ///
    /// # Panics
    /// If there is no room for them.
    pub fn skip(&mut self, bytes: usize) {
        if bytes == 0 {
            return;
        }
        let Range { start, end } = self.place.range;
        let skipped = start..start + bytes.next_multiple_of(ALIGN);
        assert!(skipped.end <= end);
        self.place.range.start = skipped.end;
        if let Some(segment) = &mut self.place.arena.state().segments[self.place.segment]
            && segment.is_shared()
        {
            segment.give_back(skipped);
        }
    }

    /// Writes `code` to the start.
    ///
    /// # Panics
    /// If there is no room for it.
    pub fn write(&mut self, code: &[u8]) {
        assert!(code.len() <= self.place.range.len());
        // SAFETY: the segment has this range, which nobody else writes to or runs.
        unsafe { self.as_mut_ptr().copy_from_nonoverlapping(code.as_ptr(), code.len()) }
    }

    /// Writes `code` to the start, keeps no more than that, and makes it executable.
    fn publish(mut self, code: &[u8]) -> io::Result<Block> {
        self.write(code);
        let end = self.start() + code.len();
        let block = self.finish(end, None)?;
        block.make_executable()?;
        Ok(block)
    }

    /// Keeps what lies before `hot_end` and from `cold_start` on, if there is any of that; the rest
    /// goes back.
    ///
    /// # Errors
    /// If the limit is reached.
    ///
    /// # Panics
    /// If an address is not within the writer's place.
    pub fn finish(mut self, hot_end: usize, cold_start: Option<usize>) -> io::Result<Block> {
        let Range { start, end } = self.place.range.clone();
        let base = self.place.base as usize;
        let hot_len = hot_end - base - start;
        let hot = start..(start + hot_len).next_multiple_of(ALIGN).min(end);
        let cold = match cold_start {
            Some(cold) => (cold - base) / ALIGN * ALIGN..end,
            None => end..end,
        };
        assert!(hot.end <= cold.start, "a block's two ends overlap");
        let len = hot.len() + cold.len();
        let arena = self.place.arena.clone();
        let mut state = arena.state();
        if state.used + len > arena.0.options.limit {
            drop(state);
            return Err(arena.limit_reached());
        }
        state.used += len;
        if let Some(segment) = &mut state.segments[self.place.segment] {
            segment.note_written(&hot, &cold);
            // Flipped pages can't be written again, so there is no use for the rest.
            if segment.is_shared() {
                segment.give_back(hot.end..cold.start);
            }
        }
        drop(state);
        self.place.range = start..start;
        Ok(Block {
            arena,
            segment: self.place.segment,
            base: self.place.base,
            writable: self.writable,
            hot,
            cold,
            used: hot_len + cold_start.map_or(0, |cold| base + end - cold),
        })
    }
}

/// Some code in executable memory, which goes back when this is dropped.
#[derive(Debug)]
pub struct Block {
    arena: Arena,
    segment: usize,
    base: *const u8,
    writable: *mut u8,
    hot: Range<usize>,
    cold: Range<usize>,
    /// Bytes of code, without filling.
    used: usize,
}

impl Block {
    /// Makes sure that what was written can be executed: flips the pages where they are not mapped
    /// twice, and lets the processor know where it does not notice by itself.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn make_executable(&self) -> io::Result<()> {
        if barrier::IS_NEEDED {
            for range in [&self.hot, &self.cold] {
                barrier::clear(self.base.wrapping_add(range.start), range.len());
            }
        }
        if std::ptr::eq(self.base, self.writable) {
            let state = self.arena.state();
            if let Some(segment) = &state.segments[self.segment] {
                segment.flip().map_err(explained)?;
            }
        }
        Ok(())
    }

    /// The address of its first byte.
    pub fn as_ptr(&self) -> *const u8 {
        self.base.wrapping_add(self.hot.start)
    }

    /// Bytes that it takes, filling behind the code included.
    pub fn size(&self) -> usize {
        self.hot.len() + self.cold.len()
    }

    /// Bytes of code in it.
    pub fn used(&self) -> usize {
        self.used
    }

    /// Changes four bytes at the address `at`, which may be executed at the same time by other threads
    /// if it is a multiple of four, and says whether that was possible: flipped pages can't change.
    ///
    /// # Panics
    /// If the address is not in the block.
    pub fn patch(&self, at: usize, value: u32) -> bool {
        let offset = at.wrapping_sub(self.base as usize);
        let inside = |range: &Range<usize>| range.contains(&offset) && offset + 4 <= range.end;
        assert!(inside(&self.hot) || inside(&self.cold), "a patch outside of the block");
        if std::ptr::eq(self.base, self.writable) {
            return false;
        }
        // SAFETY: it lies in this block's place, which is mapped as long as the arena is.
        unsafe { self.writable.add(offset).cast::<u32>().write_unaligned(value) }
        if barrier::IS_NEEDED {
            barrier::clear(self.base.wrapping_add(offset), 4);
        }
        true
    }
}

impl Drop for Block {
    fn drop(&mut self) {
        let mut state = self.arena.state();
        state.used -= self.size();
        let (hot, cold) = (self.hot.clone(), self.cold.clone());
        if !cold.is_empty() {
            state.give_back(self.segment, cold);
        }
        if !hot.is_empty() {
            state.give_back(self.segment, hot);
        }
    }
}
