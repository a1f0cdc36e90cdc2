//! A compiled function: its length, and the purpose of each of its bytes.

use crate::group::Group;
use crate::location::Location;
use backend_api::{CodeSizes, Role};
use cranelift_codegen::CompiledCode;
use std::ops::Range;
use trace::TraceId;

/// Constants are words, which Cranelift puts after the instructions at a multiple of this.
const CONSTANT_ALIGN: usize = 8;

/// A range of a fragment, with the source location that Cranelift was given for it.
#[derive(Clone, Debug)]
struct Span {
    range: Range<usize>,
    location: Location,
}

/// What a compiled function is for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) enum Purpose {
    /// The function through which the host enters a program.
    Entry,
    /// Traces, each with the number of its first uop among all of the function.
    Traces(Vec<(u32, TraceId)>),
    /// An end of the program.
    End,
}

impl Purpose {
    /// That of a group's function.
    pub(crate) fn of(group: &Group) -> Purpose {
        Purpose::Traces(group.members().map(|member| (member.first, member.id)).collect())
    }
}

/// A compiled function.
#[derive(Debug)]
pub(crate) struct Fragment {
    purpose: Purpose,
    /// Bytes of instructions on the hot path: Cranelift puts cold blocks last.
    hot: usize,
    /// Bytes of instructions.
    code: usize,
    /// Where constants start, after filling.
    pool: usize,
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
        let spans: Vec<Span> = spans.collect();
        let size = code.code_buffer().len();
        let (hot, code) = match purpose {
            // In traces each instruction has a location.
            Purpose::Traces(_) => {
                let code = spans.iter().map(|span| span.range.end).max().unwrap_or(0);
                let cold = spans.iter().find(|span| span.location.is_cold());
                (cold.map_or(code, |span| span.range.start), code)
            }
            Purpose::Entry | Purpose::End => (0, size),
        };
        let pool = code.next_multiple_of(CONSTANT_ALIGN).min(size);
        Fragment { purpose, hot, code, pool, size, spans }
    }

    /// Its bytes.
    pub(crate) fn size(&self) -> usize {
        self.size
    }

    /// How many of its bytes are code and how many are data.
    pub(crate) fn sizes(&self) -> CodeSizes {
        CodeSizes {
            hot: self.hot,
            cold: self.code - self.hot,
            data: self.size - self.pool,
            padding: self.pool - self.code,
            executable: 0,
        }
    }

    /// Says what each part of it is for; it starts at `start`.
    pub(crate) fn add_to(&self, start: usize, parts: &mut Parts) {
        let end = start + self.size;
        let traces = match &self.purpose {
            Purpose::Traces(traces) => traces,
            Purpose::Entry => return parts.push(Role::Enter, start..end),
            Purpose::End => return parts.push(Role::Shared, start..end),
        };
        // What has no location goes with what precedes it, and the prologue is the first trace's entry.
        let Some(&(_, trace)) = traces.first() else { return };
        let mut role = Role::Entry { trace };
        let mut done = start;
        for span in &self.spans {
            let range = start + span.range.start..start + span.range.end;
            if range.start > done {
                parts.push(role, done..range.start);
            }
            role = span.location.role(traces);
            parts.push(role, range.start.max(done)..range.end);
            done = range.end.max(done);
        }
        parts.push(Role::Data, start + self.pool..end);
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
