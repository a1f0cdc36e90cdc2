//! A program in a shared library.

use crate::ID;
use crate::source::{CONNECT, ENTER, TRACE};
use crate::toolchain::internal;
use backend_api::{BackendError, Code, CodeSizes, Compiled, Piece, Role, Status};
use libloading::Library;
use object::{Object, ObjectSection, ObjectSegment, ObjectSymbol, SectionKind, SegmentFlags};
use std::path::PathBuf;
use tempfile::TempDir;
use trace::TraceId;
use uops::helpers::Helper;
use uops::object::Ref;
use uops::{Thread, Vm};

/// The signature of the way in.
type Enter = unsafe extern "C" fn(*mut Ref, *mut Ref, *mut Thread) -> u64;

/// The signature of the function that takes the helpers' addresses.
type Connect = unsafe extern "C" fn(*const usize);

/// A library that is not loaded yet.
pub(crate) struct Built {
    /// Holds the file.
    pub(crate) _folder: TempDir,
    pub(crate) path: PathBuf,
    /// Whether to keep what pieces are made of.
    pub(crate) map: bool,
}

/// A library that is loaded.
struct Loaded {
    enter: Enter,
    sizes: CodeSizes,
    pieces: Vec<Piece>,
    /// Dropped last; nothing of it is used after.
    _library: Library,
}

impl Compiled for Built {
    fn publish(self: Box<Self>) -> Result<Box<dyn Code>, BackendError> {
        let unloadable =
            |error| BackendError::Memory { backend: ID, source: std::io::Error::other(error) };
        // SAFETY: the library has no initialisers; it was made from verified traces and the uops'
        // functions alone.
        let library = unsafe { Library::new(&self.path) }.map_err(unloadable)?;
        let helpers: Vec<usize> = Helper::ALL.iter().map(|helper| helper.address()).collect();
        // SAFETY: the source defines both functions with these signatures, and the table has as many
        // entries as there are helpers.
        let enter = unsafe {
            let connect = library.get::<Connect>(CONNECT).map_err(unloadable)?;
            connect(helpers.as_ptr());
            *library.get::<Enter>(ENTER).map_err(unloadable)?
        };
        let bytes = std::fs::read(&self.path).map_err(internal)?;
        let (sizes, pieces) = inspect(&bytes, enter as usize as u64, self.map).map_err(internal)?;
        Ok(Box::new(Loaded { enter, sizes, pieces, _library: library }))
    }
}

impl Code for Loaded {
    unsafe fn enter(&self, vm: Vm) -> Status {
        // SAFETY: the caller's promise; the library was made from the same program.
        Status(unsafe { (self.enter)(vm.locals, vm.sp, vm.thread) })
    }

    fn sizes(&self) -> CodeSizes {
        self.sizes
    }

    fn pieces(&self) -> Vec<Piece> {
        self.pieces.clone()
    }
}

/// Whether a symbol is the program's own code, rather than what all programs have: thunks and helpers.
fn is_own(name: &str) -> bool {
    !["_THUNK_", "_SAVE", "_DEALLOC", "_BOX_", "_JIT_", CONNECT, "mem", "bcmp"]
        .iter()
        .any(|prefix| name.starts_with(prefix))
        && Helper::from_name(name).is_none()
}

/// Sizes and, if wanted, pieces of a library whose way in lies at the address `enter`.
fn inspect(bytes: &[u8], enter: u64, map: bool) -> Result<(CodeSizes, Vec<Piece>), object::Error> {
    let file = object::File::parse(bytes)?;
    let mut sizes = CodeSizes::default();
    for section in file.sections() {
        use SectionKind::{Data, ReadOnlyData, ReadOnlyDataWithRel, UninitializedData};
        if matches!(section.kind(), Data | ReadOnlyData | ReadOnlyDataWithRel | UninitializedData) {
            sizes.data += section.size() as usize;
        }
    }
    for segment in file.segments() {
        let SegmentFlags::Elf { p_flags, .. } = segment.flags() else { continue };
        if (p_flags & object::elf::PF_X).0 != 0 {
            sizes.executable += (segment.size() as usize).next_multiple_of(4096);
        }
    }
    let mut pieces = Vec::new();
    let functions: Vec<_> = file
        .symbols()
        .filter(|symbol| symbol.kind() == object::SymbolKind::Text && symbol.size() > 0)
        .filter_map(|symbol| Some((symbol.name().ok()?, symbol.address(), symbol.size())))
        .filter(|(name, ..)| is_own(name))
        .collect();
    let base = functions.iter().find(|(name, ..)| *name == ENTER);
    let base = base.map_or(0, |(_, address, _)| enter.wrapping_sub(*address));
    let text = file.section_by_name(".text");
    for (name, address, size) in functions {
        sizes.hot += size as usize;
        if !map {
            continue;
        }
        let trace = name.strip_prefix(TRACE).and_then(|number| number.parse().ok());
        let role = match trace {
            Some(trace) => Role::Entry { trace: TraceId(trace) },
            None if name == ENTER => Role::Enter,
            None => Role::Shared,
        };
        let code = text.as_ref().map(|text| text.data_range(address, size)).transpose()?.flatten();
        let bytes = code.unwrap_or_default().to_vec();
        pieces.push(Piece { role, address: base.wrapping_add(address), bytes });
    }
    Ok((sizes, pieces))
}
