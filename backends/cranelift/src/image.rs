//! A program's machine code before it is executable: fragments, and the links between them.
//!
//! Everything is placed relative to the image's start, and calls within the image are linked when it
//! is compiled. Calls of the host are linked when the address of the image is known. A callee that is
//! near is called directly. Any other callee is called through a veneer, a jump to an absolute
//! address, because a near call takes 5 bytes and a far call takes 12.

use crate::fragment::{Fragment, Parts, Purpose};
use crate::group::Group;
use crate::isa::{self, Veneer, link_call};
use crate::runtime_call::Callee;
use backend_api::{CodeSizes, Role};
use cranelift_codegen::ir::{ExternalName, Function};
use cranelift_codegen::{CompiledCode, FinalizedRelocTarget};
use std::collections::HashMap;
use std::ops::Range;
use trace::TraceId;

/// Why an image can't be linked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum LinkError {
    /// The image is too large for near calls.
    #[error("the program is too large for near calls")]
    Range,
    /// Something that Cranelift was not asked for.
    #[error("can't link: {0}")]
    Unknown(String),
}

/// A call that is still to be linked.
#[derive(Debug)]
struct Link {
    at: usize,
    callee: Callee,
    addend: i64,
}

impl Link {
    /// Makes it go to `target`, which is relative to the image's start; `None` if that is too far.
    fn write(&self, bytes: &mut [u8], target: i64) -> Option<()> {
        link_call(bytes, self.at, target, self.addend)
    }
}

/// The machine code of a program.
#[derive(Default, Debug)]
pub(crate) struct Image {
    bytes: Vec<u8>,
    /// Where each starts.
    fragments: Vec<(usize, Fragment)>,
    links: Vec<Link>,
    /// Where the functions of traces and of parts of them start.
    placed: HashMap<Callee, usize>,
    /// Where frames go on after calls, by number.
    continuations: Vec<usize>,
    veneers: Vec<(Callee, usize)>,
    mapped: bool,
}

impl Image {
    /// An empty image. If it is `mapped`, the functions that will be added have a map that says for every
    /// instruction what the instruction is for.
    pub(crate) fn new(mapped: bool) -> Image {
        Image { mapped, ..Image::default() }
    }

    /// Adds the function through which the host comes in; it is the first.
    pub(crate) fn add_entry(
        &mut self,
        func: &Function,
        code: &CompiledCode,
    ) -> Result<(), LinkError> {
        self.add(func, code, Purpose::Entry)?;
        Ok(())
    }

    /// Adds the function of a group.
    pub(crate) fn add_group(
        &mut self,
        func: &Function,
        code: &CompiledCode,
        group: &Group,
    ) -> Result<(), LinkError> {
        let start = self.add(func, code, Purpose::of(group))?;
        self.placed.insert(group.callee(), start);
        Ok(())
    }

    /// Adds the next continuation, as a function that is no trace.
    pub(crate) fn add_end(
        &mut self,
        func: &Function,
        code: &CompiledCode,
    ) -> Result<(), LinkError> {
        let start = self.add(func, code, Purpose::End)?;
        self.continuations.push(start);
        Ok(())
    }

    /// Adds the next continuation, a trace whose function has been added.
    pub(crate) fn add_continuation(&mut self, target: TraceId) -> Result<(), LinkError> {
        let callee = Callee::Trace(target);
        let start = self.placed.get(&callee);
        let start = start.ok_or_else(|| LinkError::Unknown(format!("{callee:?}")))?;
        self.continuations.push(*start);
        Ok(())
    }

    /// Offsets of the continuations, by number.
    pub(crate) fn continuations(&self) -> &[usize] {
        &self.continuations
    }

    fn add(
        &mut self,
        func: &Function,
        code: &CompiledCode,
        purpose: Purpose,
    ) -> Result<usize, LinkError> {
        let align = code.buffer.alignment as usize;
        self.bytes.resize(self.bytes.len().next_multiple_of(align), 0);
        let start = self.bytes.len();
        self.bytes.extend_from_slice(code.code_buffer());
        for reloc in code.buffer.relocs() {
            if reloc.kind != isa::CALL {
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
        self.fragments.push((start, Fragment::new(purpose, code)));
        Ok(start)
    }

    /// Links the calls of traces; all traces have been added.
    pub(crate) fn link_traces(&mut self) -> Result<(), LinkError> {
        let mut left = Vec::new();
        for link in std::mem::take(&mut self.links) {
            match self.placed.get(&link.callee) {
                Some(start) => {
                    link.write(&mut self.bytes, *start as i64).ok_or(LinkError::Range)?;
                }
                None => left.push(link),
            }
        }
        self.links = left;
        Ok(())
    }

    /// The most bytes that the image has once it is linked to the host.
    pub(crate) fn room(&self) -> usize {
        let mut callees: Vec<Callee> = Vec::new();
        for link in &self.links {
            if !callees.contains(&link.callee) {
                callees.push(link.callee);
            }
        }
        // A veneer with the filling in front of the next one.
        let veneer = Veneer::SIZE.next_multiple_of(Veneer::ALIGN);
        self.bytes.len().next_multiple_of(Veneer::ALIGN) + callees.len() * veneer
    }

    /// Links the calls of the host for an image that runs at `start`, and adds the veneers that they
    /// take.
    pub(crate) fn link_host(&mut self, start: usize) -> Result<(), LinkError> {
        for link in std::mem::take(&mut self.links) {
            let address = link.callee.address();
            let address =
                address.ok_or_else(|| LinkError::Unknown(format!("{:?}", link.callee)))?;
            if link.write(&mut self.bytes, address as i64 - start as i64).is_none() {
                let veneer = self.veneer(link.callee, address);
                link.write(&mut self.bytes, veneer as i64).ok_or(LinkError::Range)?;
            }
        }
        Ok(())
    }

    /// Where the veneer of `callee` is.
    fn veneer(&mut self, callee: Callee, address: usize) -> usize {
        if let Some((_, start)) = self.veneers.iter().find(|(known, _)| *known == callee) {
            return *start;
        }
        let start = self.bytes.len().next_multiple_of(Veneer::ALIGN);
        self.bytes.resize(start, 0);
        self.bytes.extend_from_slice(&Veneer::bytes(address));
        self.veneers.push((callee, start));
        start
    }

    /// Whether it has a map of its code.
    pub(crate) fn is_mapped(&self) -> bool {
        self.mapped
    }

    /// The machine code. It starts with the entry.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many bytes of the image are code and how many are data. The image does not know how much
    /// executable memory it takes.
    pub(crate) fn sizes(&self) -> CodeSizes {
        let mut sizes = CodeSizes::default();
        for (_, fragment) in &self.fragments {
            let fragment = fragment.sizes();
            sizes.hot += fragment.hot;
            sizes.cold += fragment.cold;
            sizes.data += fragment.data;
        }
        sizes.cold += self.veneers.len() * Veneer::CODE;
        sizes.data += self.veneers.len() * (Veneer::SIZE - Veneer::CODE);
        sizes.padding = self.bytes.len() - sizes.code() - sizes.data;
        sizes.data += self.continuations.len() * size_of::<usize>();
        sizes
    }

    /// The code without the filling between its parts, and what each part is for, if it was
    /// compiled with a map.
    pub(crate) fn parts(&self) -> Vec<(Role, Range<usize>)> {
        if !self.mapped {
            return Vec::new();
        }
        let mut parts = Parts::default();
        for (start, fragment) in &self.fragments {
            fragment.add_to(*start, &mut parts);
        }
        for (_, start) in &self.veneers {
            let data = start + Veneer::CODE;
            parts.push(Role::Shared, *start..data);
            parts.push(Role::Data, data..start + Veneer::SIZE);
        }
        parts.0
    }
}
