//! A program's machine code before it is executable: fragments, veneers, and the links between.
//!
//! Everything is placed relative to the image's start and calls within it are relative, so that the
//! image can be copied anywhere. What lies outside is reached through a veneer, a jump to an
//! absolute address: executable memory may be anywhere, and a near call of a veneer takes 5 bytes
//! where a far call takes 12.

use crate::location::Location;
use crate::out_of_line;
use crate::runtime_call::Callee;
use backend_api::{CodeSizes, Role};
use cranelift_codegen::binemit::Reloc;
use cranelift_codegen::ir::{ExternalName, Function};
use cranelift_codegen::{CompiledCode, FinalizedRelocTarget};
use std::ops::Range;
use trace::TraceId;

/// Traces start at a multiple of this, as the functions of a program do.
const ALIGNMENT: usize = 16;

/// `jmp [rip + 0]`, which the address to jump to follows.
const FAR_JUMP: [u8; 6] = [0xff, 0x25, 0, 0, 0, 0];
const VENEER_SIZE: usize = 16;

/// Why an image can't be linked.
#[derive(Debug)]
pub(crate) enum LinkError {
    /// The image is too large for near calls.
    Range,
    /// Something that Cranelift was not asked for.
    Unknown(String),
}

/// A stretch of a fragment, with what Cranelift was told that it is.
#[derive(Clone, Debug)]
struct Span {
    range: Range<usize>,
    location: Location,
}

/// A compiled function in the image.
#[derive(Debug)]
struct Fragment {
    /// The trace; none for the way in.
    trace: Option<TraceId>,
    range: Range<usize>,
    spans: Range<usize>,
}

/// A call that is still to be linked.
#[derive(Debug)]
struct Link {
    at: usize,
    callee: Callee,
    addend: i64,
}

/// The machine code of a program.
#[derive(Default, Debug)]
pub(crate) struct Image {
    bytes: Vec<u8>,
    fragments: Vec<Fragment>,
    spans: Vec<Span>,
    links: Vec<Link>,
    traces: Vec<usize>,
    /// Where frames go on after calls, by number.
    continuations: Vec<usize>,
    veneers: Vec<(Callee, usize)>,
    mapped: bool,
}

impl Image {
    /// An empty image. If it is `mapped`, the functions that will be added know of every
    /// instruction what it belongs to.
    pub(crate) fn new(mapped: bool) -> Image {
        Image { mapped, ..Image::default() }
    }

    /// Adds the function through which the host comes in; it is the first.
    pub(crate) fn add_entry(
        &mut self,
        func: &Function,
        code: &CompiledCode,
    ) -> Result<(), LinkError> {
        self.add(func, code, None)
    }

    /// Adds the next trace.
    pub(crate) fn add_trace(
        &mut self,
        func: &Function,
        code: &CompiledCode,
    ) -> Result<(), LinkError> {
        let id = TraceId(self.traces.len() as u32);
        self.add(func, code, Some(id))
    }

    /// Adds the next continuation, as a function that is no trace.
    pub(crate) fn add_end(
        &mut self,
        func: &Function,
        code: &CompiledCode,
    ) -> Result<(), LinkError> {
        self.add(func, code, None)?;
        let start = self.fragments.last().map_or(0, |fragment| fragment.range.start);
        self.continuations.push(start);
        Ok(())
    }

    /// Adds the next continuation, a trace that has been added.
    pub(crate) fn add_continuation(&mut self, target: TraceId) {
        self.continuations.extend(self.traces.get(target.0 as usize));
    }

    /// Offsets of the continuations, by number.
    pub(crate) fn continuations(&self) -> &[usize] {
        &self.continuations
    }

    fn add(
        &mut self,
        func: &Function,
        code: &CompiledCode,
        trace: Option<TraceId>,
    ) -> Result<(), LinkError> {
        self.bytes.resize(self.bytes.len().next_multiple_of(ALIGNMENT), 0);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(code.code_buffer());
        for reloc in code.buffer.relocs() {
            if reloc.kind != Reloc::X86CallPCRel4 {
                return Err(LinkError::Unknown(format!("relocation {:?}", reloc.kind)));
            }
            let callee = match &reloc.target {
                FinalizedRelocTarget::ExternalName(ExternalName::User(name)) => {
                    func.params.user_named_funcs().get(*name).and_then(Callee::from_name)
                }
                _ => None,
            };
            let Some(callee) = callee else {
                return Err(LinkError::Unknown(format!("relocation target {:?}", reloc.target)));
            };
            let at = start + reloc.offset as usize;
            self.links.push(Link { at, callee, addend: reloc.addend });
        }
        let first_span = self.spans.len();
        self.spans.extend(code.buffer.get_srclocs_sorted().iter().filter_map(|srcloc| {
            let range = start + srcloc.start as usize..start + srcloc.end as usize;
            Some(Span { range, location: Location::from_srcloc(srcloc.loc)? })
        }));
        let spans = first_span..self.spans.len();
        if trace.is_some() {
            self.traces.push(start);
        }
        self.fragments.push(Fragment { trace, range: start..self.bytes.len(), spans });
        Ok(())
    }

    /// Links all calls, and adds the veneers that they take.
    pub(crate) fn link(&mut self) -> Result<(), LinkError> {
        for link in std::mem::take(&mut self.links) {
            let target = self.place(link.callee)?;
            let distance = target as i64 + link.addend - link.at as i64;
            let distance = i32::try_from(distance).map_err(|_| LinkError::Range)?;
            match self.bytes.get_mut(link.at..link.at + 4) {
                Some(field) => field.copy_from_slice(&distance.to_le_bytes()),
                None => return Err(LinkError::Unknown("relocation outside the code".to_string())),
            }
        }
        Ok(())
    }

    /// Where a near call of `callee` goes.
    fn place(&mut self, callee: Callee) -> Result<usize, LinkError> {
        let address = match callee {
            Callee::Trace(id) => {
                let start = self.traces.get(id.0 as usize).copied();
                return start.ok_or_else(|| LinkError::Unknown(format!("trace {}", id.0)));
            }
            Callee::Helper(helper) => helper.address(),
            Callee::Uop(op) => out_of_line::address(op),
        };
        if let Some((_, start)) = self.veneers.iter().find(|(known, _)| *known == callee) {
            return Ok(*start);
        }
        let start = self.bytes.len().next_multiple_of(VENEER_SIZE);
        self.bytes.resize(start, 0);
        self.bytes.extend_from_slice(&FAR_JUMP);
        self.bytes.extend_from_slice(&(address as u64).to_le_bytes());
        self.veneers.push((callee, start));
        Ok(start)
    }

    /// Whether it knows what belongs to what.
    pub(crate) fn is_mapped(&self) -> bool {
        self.mapped
    }

    /// The machine code; the way in is at its start.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How much of the image is what; the executable memory is not the image's to know.
    pub(crate) fn sizes(&self) -> CodeSizes {
        let mut sizes = CodeSizes::default();
        for fragment in &self.fragments {
            let hot = if fragment.trace.is_some() {
                self.hot_end(fragment)
            } else {
                fragment.range.start
            };
            sizes.hot += hot - fragment.range.start;
            sizes.cold += fragment.range.end - hot;
        }
        sizes.cold += self.veneers.len() * FAR_JUMP.len();
        sizes.data = self.veneers.len() * size_of::<u64>();
        sizes.padding = self.bytes.len() - sizes.code() - sizes.data;
        sizes.data += self.continuations.len() * size_of::<usize>();
        sizes
    }

    /// Where the hot path of a trace ends: Cranelift puts cold blocks last.
    fn hot_end(&self, fragment: &Fragment) -> usize {
        let cold = self.spans[fragment.spans.clone()].iter().find(|span| span.location.is_cold());
        cold.map_or(fragment.range.end, |span| span.range.start)
    }

    /// The code without the filling between its parts, and what each part is for, if it was
    /// compiled with a map.
    pub(crate) fn parts(&self) -> Vec<(Role, Range<usize>)> {
        if !self.mapped {
            return Vec::new();
        }
        let mut parts = Parts::default();
        for fragment in &self.fragments {
            let Some(trace) = fragment.trace else {
                let first = fragment.range.start == 0;
                parts.push(if first { Role::Enter } else { Role::Shared }, fragment.range.clone());
                continue;
            };
            // What has no location goes with what precedes it, and the prologue is the entry.
            let mut role = Role::Entry { trace };
            let mut done = fragment.range.start;
            for span in &self.spans[fragment.spans.clone()] {
                if span.range.start > done {
                    parts.push(role, done..span.range.start);
                }
                role = span.location.role(trace);
                parts.push(role, span.range.start.max(done)..span.range.end);
                done = span.range.end.max(done);
            }
            parts.push(role, done..fragment.range.end);
        }
        for (_, start) in &self.veneers {
            let address = start + FAR_JUMP.len();
            parts.push(Role::Shared, *start..address);
            parts.push(Role::Data, address..address + size_of::<u64>());
        }
        parts.0
    }
}

/// Parts in the order of their addresses; neighbours with one role are one part.
#[derive(Default)]
struct Parts(Vec<(Role, Range<usize>)>);

impl Parts {
    fn push(&mut self, role: Role, range: Range<usize>) {
        match self.0.last_mut() {
            _ if range.is_empty() => {}
            Some((last, before)) if *last == role && before.end == range.start => {
                before.end = range.end;
            }
            _ => self.0.push((role, range)),
        }
    }
}
