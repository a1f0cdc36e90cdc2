//! The files for `perf`, read back by parsers that know the formats and nothing of the writer.

mod common;

use backend_api::{Backend, CompileOptions};
use common::{backends, compile, load};
use debug_info::{Announced, Announcer, Detail, Options, Perf};
use gimli::UnwindSection;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use trace::LoadedProgram;
use uops::runtime::Runtime;

#[test]
fn a_link_under_the_name_of_a_file_is_not_followed() {
    let folder = tempfile::tempdir().expect("a folder");
    let victim = folder.path().join("victim");
    std::fs::write(&victim, "as it was").expect("it can be written");
    let dump = folder.path().join(format!("jit-{}.dump", std::process::id()));
    std::os::unix::fs::symlink(&victim, &dump).expect("links can be made");
    let options = options(Perf::JitDump, Detail::Trace, folder.path());
    let announcer = Announcer::new(options).expect("the dump can be made");
    assert_eq!(announcer.file(), Some(dump.as_path()));
    assert!(dump.symlink_metadata().expect("it is there").is_file());
    assert_eq!(std::fs::read_to_string(&victim).expect("it is there"), "as it was");
}

/// Takes little-endian numbers off the front of some bytes.
struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn take(&mut self, len: usize) -> &'a [u8] {
        let (front, rest) = self.0.split_at(len);
        self.0 = rest;
        front
    }

    fn word(&mut self) -> u32 {
        u32::from_le_bytes(self.take(4).try_into().expect("four bytes"))
    }

    fn long(&mut self) -> u64 {
        u64::from_le_bytes(self.take(8).try_into().expect("eight bytes"))
    }

    fn text(&mut self) -> &'a str {
        let end = self.0.iter().position(|&byte| byte == 0).expect("a terminator");
        let text = std::str::from_utf8(self.take(end)).expect("UTF-8");
        self.take(1);
        text
    }
}

fn options(perf: Perf, detail: Detail, folder: &Path) -> Options {
    Options { perf: Some(perf), detail, folder: folder.to_owned(), ..Options::default() }
}

/// The name of the uop at each address where a piece of a uop begins.
fn uops_by_address(
    program: &LoadedProgram,
    pieces: &[backend_api::Piece],
) -> BTreeMap<u64, &'static str> {
    use backend_api::Role::{Cold, Exit, Hot};
    let uop = |piece: &backend_api::Piece| match piece.role {
        Hot { trace, uop } | Cold { trace, uop } | Exit { trace, uop } => {
            let uop = &program.program().trace(trace).uops[uop as usize];
            Some((piece.address, uop.op.name()))
        }
        _ => None,
    };
    pieces.iter().filter(|piece| !piece.bytes.is_empty()).filter_map(uop).collect()
}

#[test]
fn the_map_has_a_line_per_symbol() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut runtime = Runtime::new();
    let program = load("fib_iter", &mut runtime);
    for detail in [Detail::Trace, Detail::Uop] {
        let options = options(Perf::Map, detail, folder.path());
        let mut announcer = Announcer::new(options).expect("files can be made");
        let path = announcer.file().expect("a file").to_owned();
        let mut symbols = 0;
        for mut backend in backends() {
            let code = compile(backend.as_mut(), &program);
            let label = backend.info().id;
            let pieces = code.pieces();
            announcer.announce(label, program.program(), &pieces).expect("it can be written");
            let map = std::fs::read_to_string(&path).expect("the map can be read");
            let mut covered = 0;
            for line in map.lines().skip(symbols) {
                let mut fields = line.splitn(3, ' ');
                let mut number = || {
                    let field = fields.next().expect("a field");
                    usize::from_str_radix(field, 16).expect("a hexadecimal number")
                };
                let (address, size) = (number(), number());
                let name = fields.next().expect("a name");
                assert!(name.starts_with(label), "{name}");
                assert!(pieces.iter().any(|piece| piece.address == address as u64), "{line}");
                covered += size;
            }
            symbols = map.lines().count();
            let all: usize = pieces
                .iter()
                .filter(|piece| piece.role != backend_api::Role::Data)
                .map(|piece| piece.bytes.len())
                .sum();
            assert_eq!(covered, all, "{label}: every byte of code has one name");
        }
        std::fs::remove_file(path).expect("it was there");
    }
    program.unload(&mut runtime);
}

/// A line of the map has no end in time. Code that is freed would leave its addresses to other code, and `perf` would
/// then report samples of the one under the name of the other.
#[test]
fn no_address_of_the_map_has_two_names() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut runtime = Runtime::new();
    let program = load("fib_iter", &mut runtime);
    let options = options(Perf::Map, Detail::Trace, folder.path());
    let announcer = Announcer::new(options).expect("files can be made");
    let path = announcer.file().expect("a file").to_owned();
    let announcer = Rc::new(RefCell::new(announcer));
    let announced = |backend| Announced::new(backend, announcer.clone());
    let mut backends: Vec<Announced> = backends().into_iter().map(announced).collect();
    let options = CompileOptions { announce: true, ..CompileOptions::default() };
    for _ in 0..4 {
        for backend in &mut backends {
            let compiled = backend.compile(&program, options).expect("it compiles");
            drop(compiled.publish().expect("there is executable memory"));
        }
    }
    let map = std::fs::read_to_string(&path).expect("the map can be read");
    std::fs::remove_file(path).expect("it was there");
    let line = |line: &str| {
        let mut fields = line.split(' ').map(|field| usize::from_str_radix(field, 16));
        let mut number = || fields.next().expect("a field").expect("a hexadecimal number");
        let (start, size) = (number(), number());
        start..start + size
    };
    let mut ranges: Vec<_> = map.lines().map(line).collect();
    ranges.sort_by_key(|range| range.start);
    for pair in ranges.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{pair:x?} overlap:\n{map}");
    }
    drop(backends);
    drop(announcer);
    program.unload(&mut runtime);
}

#[test]
fn the_dump_has_code_lines_and_unwind_information() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut runtime = Runtime::new();
    let program = load("crc", &mut runtime);
    for (number, mut backend) in backends().into_iter().enumerate() {
        let code = compile(backend.as_mut(), &program);
        let label = backend.info().id;
        let detail = if number % 2 == 0 { Detail::Trace } else { Detail::Uop };
        let options = options(Perf::JitDump, detail, folder.path());
        let mut announcer = Announcer::new(options).expect("files can be made");
        let path = announcer.file().expect("a file").to_owned();
        announcer.announce(label, program.program(), &code.pieces()).expect("it can be written");
        drop(announcer);
        let dump = std::fs::read(&path).expect("the dump can be read");
        check_dump(&dump, label, &uops_by_address(&program, &code.pieces()));
    }
    program.unload(&mut runtime);
}

fn check_dump(dump: &[u8], label: &str, uops: &BTreeMap<u64, &str>) {
    let mut reader = Reader(dump);
    assert_eq!(reader.word(), 0x4A69_5444, "the magic number");
    let program = std::env::current_exe().and_then(std::fs::read).expect("the test's own file");
    let machine = u32::from(u16::from_le_bytes([program[18], program[19]]));
    assert_eq!((reader.word(), reader.word(), reader.word()), (1, 40, machine));
    assert_eq!((reader.word(), reader.word()), (0, std::process::id()));
    let (mut time, flags) = (reader.long(), reader.long());
    assert_eq!(flags, 0);
    let mut lines: BTreeMap<u64, (String, u32)> = BTreeMap::new();
    let mut table = None;
    let (mut loaded, mut closed) = (0, false);
    while !reader.0.is_empty() {
        assert!(!closed, "the end is the last record");
        let (kind, size, now) = (reader.word(), reader.word() as usize, reader.long());
        assert!(now >= time, "time does not run backwards");
        time = now;
        let mut record = Reader(reader.take(size - 16));
        match kind {
            0 => {
                record.take(8);
                let (address, also) = (record.long(), record.long());
                assert_eq!(address, also);
                let (size, index) = (record.long(), record.long());
                assert_eq!(index, loaded);
                assert!(record.text().starts_with(label));
                assert_eq!(record.0.len() as u64, size, "the code is all that follows");
                check_unwinding(table.take().expect("it comes before the code"), address, size);
                loaded += 1;
            }
            2 => {
                let (start, count) = (record.long(), record.long());
                for number in 0..count {
                    let (address, line) = (record.long(), record.word());
                    assert!(address >= start && (number > 0 || address == start));
                    record.word();
                    lines.insert(address, (record.text().to_owned(), line));
                }
                assert!(record.0.is_empty());
            }
            3 => closed = true,
            4 => table = Some(record.0),
            kind => panic!("an unknown record {kind}"),
        }
    }
    assert!(closed && loaded > 2);
    let mut text: BTreeMap<&str, String> = BTreeMap::new();
    for (address, op) in uops {
        let (_, (file, line)) = lines.range(..=address).next_back().expect("a line");
        let text = text
            .entry(file)
            .or_insert_with(|| std::fs::read_to_string(file).expect("the text can be read"));
        let line = text.lines().nth(*line as usize - 1).expect("the line is there");
        assert_eq!(line.split_whitespace().next(), Some(*op), "{label} at {address:#x}: {line}");
    }
}

/// The table finds the function by its index, and knows its first frame.
fn check_unwinding(record: &[u8], start: u64, size: u64) {
    let mut record = Reader(record);
    let (all, header_size, _) = (record.long(), record.long(), record.long());
    assert_eq!(record.0.len() as u64, all);
    // `perf` puts the table after the code.
    let place = start + size.next_multiple_of(8);
    let table = record.take((all - header_size) as usize);
    let header_place = place + table.len() as u64;
    let bases = gimli::BaseAddresses::default()
        .set_eh_frame(place)
        .set_eh_frame_hdr(header_place)
        .set_text(start);
    let header = gimli::EhFrameHdr::new(record.0, gimli::LittleEndian);
    let header = header.parse(&bases, 8).expect("the header parses");
    assert_eq!(header.eh_frame_ptr(), gimli::Pointer::Direct(place));
    let frames = gimli::EhFrame::new(table, gimli::LittleEndian);
    for address in [start, start + size - 1] {
        let entry = header
            .table()
            .expect("an index")
            .fde_for_address(&frames, &bases, address, |frames, bases, offset| {
                frames.cie_from_offset(bases, offset)
            })
            .expect("it finds the function");
        assert_eq!((entry.initial_address(), entry.len()), (start, size));
        let mut context = gimli::UnwindContext::new();
        entry
            .unwind_info_for_address(&frames, &bases, &mut context, address)
            .expect("the frame is known");
    }
}
