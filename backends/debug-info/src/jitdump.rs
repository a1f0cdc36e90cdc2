//! The dump that `perf inject --jit` reads: code, lines and unwind information with a time.
//!
//! The format is tools/perf/Documentation/jitdump-specification.txt of the Linux sources.

use crate::code::{CodeMap, Function};
use crate::eh_frame::{Reference, eh_frame};
use crate::frame::Frame;
use crate::isa;
use crate::source::Source;
use memmap2::{Mmap, MmapOptions};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const MAGIC: u32 = 0x4A69_5444;
const VERSION: u32 = 1;
const HEADER_SIZE: u32 = 40;
const RECORD_HEADER_SIZE: usize = 16;

const CODE_LOAD: u32 = 0;
const CODE_CLOSE: u32 = 3;
const CODE_DEBUG_INFO: u32 = 2;
const CODE_UNWINDING_INFO: u32 = 4;

/// A dump that grows with every program.
#[derive(Debug)]
pub struct JitDump {
    path: PathBuf,
    file: File,
    /// `perf` finds the dump by the mapping of it in the recording.
    _marker: Mmap,
    next_index: u64,
}

impl JitDump {
    /// Creates the dump of this process in a folder.
    ///
    /// # Errors
    /// If it can't be created, or not be mapped.
    pub fn create(folder: &Path) -> Result<JitDump, (PathBuf, io::Error)> {
        let path = folder.join(format!("jit-{}.dump", std::process::id()));
        match Self::start(path.clone()) {
            Ok(dump) => Ok(dump),
            Err(error) => Err((path, error)),
        }
    }

    fn start(path: PathBuf) -> io::Result<JitDump> {
        let mut file = crate::file::create(&path)?;
        let mut header = Record::default();
        for word in [MAGIC, VERSION, HEADER_SIZE, isa::ELF_MACHINE.0.into(), 0, std::process::id()]
        {
            header.word(word);
        }
        header.long(now());
        header.long(0);
        file.write_all(&header.0)?;
        // SAFETY: no code reads through the mapping; `perf` only needs to see that it exists.
        let marker = unsafe { MmapOptions::new().len(HEADER_SIZE as usize).map_exec(&file)? };
        Ok(JitDump { path, file, _marker: marker, next_index: 0 })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Adds a program.
    ///
    /// # Errors
    /// If the file can't be written, or a function is too long for the tables.
    pub fn add(
        &mut self,
        code: &CodeMap,
        source: &Source,
        frames: &BTreeMap<u64, Frame>,
    ) -> io::Result<()> {
        let time = now();
        let mut all = Vec::new();
        for function in &code.functions {
            let lines = code.lines(source, function);
            if !lines.is_empty() {
                let mut record = Record::default();
                record.long(function.range.start);
                record.long(lines.len() as u64);
                for line in lines {
                    record.long(line.address);
                    record.word(line.line);
                    record.word(0);
                    record.text(&source.path().display().to_string());
                }
                record.finish(CODE_DEBUG_INFO, time, &mut all);
            }
            unwinding_info(function, frames)?.finish(CODE_UNWINDING_INFO, time, &mut all);
            let mut record = Record::default();
            let bytes = code.code(function);
            record.word(std::process::id());
            record.word(thread_id());
            record.long(function.range.start);
            record.long(function.range.start);
            record.long(bytes.len() as u64);
            record.long(self.next_index);
            record.text(&function.name);
            record.0.extend_from_slice(bytes);
            record.finish(CODE_LOAD, time, &mut all);
            self.next_index += 1;
        }
        self.file.write_all(&all)
    }
}

impl Drop for JitDump {
    fn drop(&mut self) {
        let mut close = Vec::new();
        Record::default().finish(CODE_CLOSE, now(), &mut close);
        // The dump is complete without it.
        _ = self.file.write_all(&close);
    }
}

/// A table with an index in front, which `perf` puts after the code, at the next multiple of 8.
fn unwinding_info(function: &Function, frames: &BTreeMap<u64, Frame>) -> io::Result<Record> {
    let start = function.range.start;
    let size = function.range.end - start;
    let place = start + size.next_multiple_of(8);
    let mut table = eh_frame(&[function], frames, Reference::Relative(place))
        .map_err(|error| io::Error::other(error.to_string()))?;
    table.resize(table.len().next_multiple_of(8), 0);
    let header_place = place + table.len() as u64;
    // The table's second entry is the function's; its length field is that of the first.
    let first = u32::from_le_bytes([table[0], table[1], table[2], table[3]]);
    let entry = place + 4 + u64::from(first);
    let distance = |from: u64, to: u64| to.wrapping_sub(from) as u32;
    let mut header = Record::default();
    // Version 1; the table's place relative, one entry counted in 4 bytes, its index relative to
    // the header.
    header.0.extend_from_slice(&[1, 0x1b, 0x03, 0x3b]);
    header.word(distance(header_place + 4, place));
    header.word(1);
    header.word(distance(header_place, start));
    header.word(distance(header_place, entry));
    header.word(0);
    let mut record = Record::default();
    let total = (table.len() + header.0.len()) as u64;
    record.long(total);
    record.long(header.0.len() as u64);
    record.long(total);
    record.0.extend_from_slice(&table);
    record.0.extend_from_slice(&header.0);
    Ok(record)
}

/// The contents of a record while they are put together.
#[derive(Default)]
struct Record(Vec<u8>);

impl Record {
    fn word(&mut self, value: u32) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn long(&mut self, value: u64) {
        self.0.extend_from_slice(&value.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        self.0.extend(text.bytes().filter(|&byte| byte != 0));
        self.0.push(0);
    }

    fn finish(self, kind: u32, time: u64, out: &mut Vec<u8>) {
        let mut header = Record::default();
        header.word(kind);
        header.word((RECORD_HEADER_SIZE + self.0.len()) as u32);
        header.long(time);
        out.extend_from_slice(&header.0);
        out.extend_from_slice(&self.0);
    }
}

/// The clock of `perf record -k mono`, in nanoseconds.
#[cfg(target_os = "linux")]
fn now() -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

/// `perf` is a tool of Linux.
#[cfg(not(target_os = "linux"))]
fn now() -> u64 {
    0
}

#[cfg(target_os = "linux")]
fn thread_id() -> u32 {
    rustix::thread::gettid().as_raw_pid() as u32
}

/// The first thread has the process's number.
#[cfg(not(target_os = "linux"))]
fn thread_id() -> u32 {
    std::process::id()
}
