//! A compiled function: how long it is, and which of its bytes are for what.

use crate::location::Location;
use backend_api::Role;
use cranelift_codegen::CompiledCode;
use std::ops::Range;
use trace::TraceId;

/// A stretch of a fragment, with what Cranelift was told that it is.
#[derive(Clone, Debug)]
struct Span {
    range: Range<usize>,
    location: Location,
}

/// What a compiled function is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// The function through which the host enters a program.
    Entry,
    /// A trace.
    Trace(TraceId),
    /// An end of the program.
    End,
}

/// A compiled function.
#[derive(Debug)]
pub(crate) struct Fragment {
    purpose: Purpose,
    size: usize,
    /// Relative to its start.
    spans: Vec<Span>,
}

impl Fragment {
    pub(crate) fn new(purpose: Purpose, code: &CompiledCode) -> Fragment {
        let spans = code.buffer.get_srclocs_sorted().iter().filter_map(|srcloc| {
            let range = srcloc.start as usize..srcloc.end as usize;
            Some(Span { range, location: Location::from_srcloc(srcloc.loc)? })
        });
        Fragment { purpose, size: code.code_buffer().len(), spans: spans.collect() }
    }

    /// Its bytes.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// Bytes on the hot path: Cranelift puts cold blocks last.
    pub(crate) fn hot(&self) -> usize {
        match self.purpose {
            Purpose::Trace(_) => {
                let cold = self.spans.iter().find(|span| span.location.is_cold());
                cold.map_or(self.code(), |span| span.range.start)
            }
            Purpose::Entry | Purpose::End => 0,
        }
    }

    /// Bytes of instructions. In a trace each has a location, and constants follow the last one.
    pub(crate) fn code(&self) -> usize {
        match self.purpose {
            Purpose::Trace(_) => self.spans.iter().map(|span| span.range.end).max().unwrap_or(0),
            Purpose::Entry | Purpose::End => self.size,
        }
    }

    /// Says what each part of it is for; it starts at `start`.
    pub(crate) fn add_to(&self, start: usize, parts: &mut Parts) {
        let end = start + self.size;
        let trace = match self.purpose {
            Purpose::Trace(trace) => trace,
            Purpose::Entry => return parts.push(Role::Enter, start..end),
            Purpose::End => return parts.push(Role::Shared, start..end),
        };
        // What has no location goes with what precedes it, and the prologue is the entry.
        let mut role = Role::Entry { trace };
        let mut done = start;
        for span in &self.spans {
            let range = start + span.range.start..start + span.range.end;
            if range.start > done {
                parts.push(role, done..range.start);
            }
            role = span.location.role(trace);
            parts.push(role, range.start.max(done)..range.end);
            done = range.end.max(done);
        }
        parts.push(Role::Data, done..end);
    }
}

/// Parts in the order of their addresses; neighbours with one role are one part.
#[derive(Default)]
pub(crate) struct Parts(pub(crate) Vec<(Role, Range<usize>)>);

impl Parts {
    pub(crate) fn push(&mut self, role: Role, range: Range<usize>) {
        match self.0.last_mut() {
            _ if range.is_empty() => {}
            Some((last, before)) if *last == role && before.end == range.start => {
                before.end = range.end;
            }
            _ => self.0.push((role, range)),
        }
    }
}
