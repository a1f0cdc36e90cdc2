//! A program's machine code as tools see it: functions with names, and the lines they come from.

use crate::Detail;
use crate::source::Source;
use backend_api::{Piece, Role};
use std::collections::BTreeMap;
use std::ops::Range;
use trace::{Program, TraceId};

/// The machine code of one program from one backend.
#[derive(Debug)]
pub struct CodeMap {
    /// The address of the first byte.
    pub start: u64,
    /// Everything from there on, zeros between the pieces.
    pub bytes: Vec<u8>,
    /// Stretches of code in the order of their addresses.
    pub functions: Vec<Function>,
    /// Where each piece of code begins, in the order of addresses, and what it is.
    roles: Vec<(Range<u64>, Role)>,
}

/// Code with one name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Function {
    /// What tools show.
    pub name: String,
    /// Its addresses.
    pub range: Range<u64>,
    /// The line of the source that it comes from, if it comes from one.
    pub line: Option<u32>,
}

/// Code from here on comes from this line.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Line {
    /// The first address.
    pub address: u64,
    /// The line, from 1.
    pub line: u32,
}

impl CodeMap {
    /// Arranges pieces; names begin with `label`. None if there is no code.
    pub fn new(
        label: &str,
        program: &Program,
        source: &Source,
        pieces: &[Piece],
        detail: Detail,
    ) -> Option<CodeMap> {
        let mut pieces: Vec<&Piece> = pieces.iter().filter(|p| !p.bytes.is_empty()).collect();
        pieces.sort_by_key(|piece| piece.address);
        let start = pieces.first()?.address;
        let mut bytes = Vec::new();
        let mut roles = Vec::new();
        let mut functions: Vec<Function> = Vec::new();
        let mut last = None;
        for piece in pieces {
            let range = piece.address..piece.address + piece.bytes.len() as u64;
            bytes.resize((piece.address - start) as usize, 0);
            bytes.extend_from_slice(&piece.bytes);
            if piece.role == Role::Data {
                last = None;
                continue;
            }
            roles.push((range.clone(), piece.role));
            let owner = match detail {
                Detail::Trace => whole(piece.role),
                Detail::Uop => piece.role,
            };
            match functions.last_mut() {
                Some(function) if last == Some(owner) => function.range.end = range.end,
                _ => functions.push(Function {
                    name: name(label, program, owner),
                    range,
                    line: source.line(owner),
                }),
            }
            last = Some(owner);
        }
        Some(CodeMap { start, bytes, functions, roles })
    }

    /// The address after the last byte.
    pub fn end(&self) -> u64 {
        self.start + self.bytes.len() as u64
    }

    /// The bytes of a function.
    pub fn code(&self, function: &Function) -> &[u8] {
        &self.bytes[self.offset(function.range.start)..self.offset(function.range.end)]
    }

    /// The bytes from an address on; empty outside of the code.
    pub(crate) fn from(&self, address: u64) -> &[u8] {
        if self.contains(address) { &self.bytes[self.offset(address)..] } else { &[] }
    }

    fn offset(&self, address: u64) -> usize {
        (address - self.start) as usize
    }

    /// Whether there is code at an address.
    fn contains(&self, address: u64) -> bool {
        let next = self.roles.partition_point(|(range, _)| range.start <= address);
        self.roles[..next].last().is_some_and(|(range, _)| range.contains(&address))
    }

    /// Where the code is that the host calls, and that enters a program.
    pub(crate) fn enter(&self) -> Option<Range<u64>> {
        let enter = self.roles.iter().find(|(_, role)| *role == Role::Enter);
        enter.map(|(range, _)| range.clone())
    }

    /// The first address of each trace.
    pub(crate) fn traces(&self) -> impl Iterator<Item = u64> {
        let mut first = BTreeMap::new();
        for (range, role) in &self.roles {
            if let Some(trace) = trace(*role) {
                first.entry(trace).or_insert(range.start);
            }
        }
        first.into_values()
    }

    /// Where there is code.
    pub(crate) fn pieces(&self) -> impl Iterator<Item = Range<u64>> {
        self.roles.iter().map(|(range, _)| range.clone())
    }

    /// Where lines begin within a function.
    pub fn lines(&self, source: &Source, function: &Function) -> Vec<Line> {
        let mut lines: Vec<Line> = Vec::new();
        let first = self.roles.partition_point(|(range, _)| range.start < function.range.start);
        let inside = |(range, _): &&(Range<u64>, Role)| range.start < function.range.end;
        for (range, role) in self.roles[first..].iter().take_while(inside) {
            if let Some(line) = source.line(*role)
                && lines.last().is_none_or(|last| last.line != line)
            {
                lines.push(Line { address: range.start, line });
            }
        }
        lines
    }
}

/// A role without the uop.
fn whole(role: Role) -> Role {
    trace(role).map_or(role, |trace| Role::Entry { trace })
}

fn trace(role: Role) -> Option<TraceId> {
    match role {
        Role::Hot { trace, .. }
        | Role::Cold { trace, .. }
        | Role::Exit { trace, .. }
        | Role::Entry { trace } => Some(trace),
        Role::Enter | Role::Shared | Role::Data => None,
    }
}

fn name(label: &str, program: &Program, role: Role) -> String {
    let of = |id: TraceId| program.traces.get(id.0 as usize);
    let trace = |id: TraceId| of(id).map_or("?", |trace| trace.name.as_str());
    let uop = |id: TraceId, uop: u32, suffix: &str| {
        let op = of(id).and_then(|trace| trace.uops.get(uop as usize));
        let op = op.map_or("?", |uop| uop.op.name());
        format!("{label}:{}:{uop}:{op}{suffix}", trace(id))
    };
    match role {
        Role::Hot { trace, uop: index } => uop(trace, index, ""),
        Role::Cold { trace, uop: index } => uop(trace, index, ":cold"),
        Role::Exit { trace, uop: index } => uop(trace, index, ":exit"),
        Role::Entry { trace: id } => format!("{label}:{}", trace(id)),
        Role::Enter => format!("{label}:enter"),
        Role::Shared | Role::Data => format!("{label}:shared"),
    }
}
