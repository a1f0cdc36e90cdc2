//! Puts the blocks of a region that become one function together.
//!
//! A function has one entry. So a block starts a function of its own, as a *root*, if something else than an exit
//! within its region leads to it: the program's start, a frame that goes on after a call, a block of another region.
//! Any other block belongs to the function of the root from which all ways to it come, and is a root itself if they
//! come from two functions. A trace outside of regions is a function of its own, and each part of a long one too.
//!
//! What is in a loop and what is outside of it are different functions. Cranelift's register allocator divides the
//! life of a value two times at most. So a few calls make it keep a value in memory everywhere in the function, also in
//! a loop without calls, and load it for each use.

use crate::part::{self, Part};
use crate::runtime_call::Callee;
use trace::{LoadedProgram, LoadedTrace, Loops, TraceId};
use uops::{Function, Op};

/// What becomes a part of a function: a part of a trace.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) id: TraceId,
    pub(crate) part: Part,
    /// The number of the trace's first uop among those of the group.
    pub(crate) first: u32,
}

/// What becomes a function.
#[derive(Debug)]
pub(crate) struct Group {
    /// Where the function starts.
    pub(crate) root: Member,
    /// The other blocks, in the program's order.
    others: Vec<Member>,
    /// Whether it consists of blocks of a region. A part of a long trace is none.
    is_of_region: bool,
}

impl Group {
    /// What others call it by.
    pub(crate) fn callee(&self) -> Callee {
        Callee::part(self.root.id, self.root.part.number)
    }

    /// All that it consists of, the root first.
    pub(crate) fn members(&self) -> impl Iterator<Item = &Member> {
        std::iter::once(&self.root).chain(&self.others)
    }

    /// Whether an exit that leads from one of its traces to another one, or to the same one, stays in its function.
    pub(crate) fn has(&self, id: TraceId) -> bool {
        let is_other = || self.others.binary_search_by_key(&id, |member| member.id).is_ok();
        self.is_of_region && (self.root.id == id || is_other())
    }

    fn add(&mut self, id: TraceId, part: Part) {
        let last = self.others.last().unwrap_or(&self.root);
        let first = last.first + last.part.uops.len() as u32;
        self.others.push(Member { id, part, first });
    }
}

/// The functions that a program becomes, in the order of their roots; parts of a trace, and groups, have about
/// `length` uops at most.
pub(crate) fn groups(program: &LoadedProgram, length: usize) -> Vec<Group> {
    let mut parts: Vec<Vec<Part>> =
        program.traces().iter().map(|trace| part::parts(trace, length)).collect();
    let ways = Ways::new(program, &parts);
    let owners = Owners::find(program, &ways, length);
    let mut groups = Vec::with_capacity(parts.len());
    let mut places = vec![None; parts.len()];
    for (root, parts) in parts.iter_mut().enumerate().filter(|(index, _)| owners.is_root(*index)) {
        let (id, is_of_region) = (TraceId(root as u32), ways.is_block[root]);
        groups.extend(parts.drain(..).map(|part| {
            let root = Member { id, part, first: 0 };
            Group { root, others: Vec::new(), is_of_region }
        }));
        places[root] = groups.len().checked_sub(1);
    }
    // What is left are blocks with one part.
    for (index, part) in parts
        .into_iter()
        .enumerate()
        .flat_map(|(index, parts)| parts.into_iter().map(move |part| (index, part)))
    {
        let place = owners.0[index].and_then(|root| places[root]);
        if let Some(group) = place.and_then(|place| groups.get_mut(place)) {
            group.add(TraceId(index as u32), part);
        }
    }
    groups
}

/// How traces lead to each other.
struct Ways {
    /// The blocks of the same region to which the one function of each block leads.
    inside: Vec<Vec<usize>>,
    /// Which traces are blocks of regions, in one part.
    is_block: Vec<bool>,
    /// Which traces are roots whatever leads to them from the blocks of their regions.
    is_public: Vec<bool>,
}

impl Ways {
    fn new(program: &LoadedProgram, parts: &[Vec<Part>]) -> Ways {
        let traces = program.traces();
        let has_regions = !program.program().regions.is_empty();
        // A trace in several parts is several functions.
        let region = |index: usize| {
            let region = program.program().region_of(TraceId(index as u32));
            region.filter(|_| has_regions && parts[index].len() == 1)
        };
        let is_block: Vec<bool> = (0..traces.len()).map(|index| region(index).is_some()).collect();
        let is_public = is_block.iter().map(|is_block| !is_block).collect();
        let mut ways = Ways { inside: vec![Vec::new(); traces.len()], is_block, is_public };
        let returns = program.continuations().iter().filter_map(|continuation| continuation.target);
        for target in returns.chain([TraceId(0)]) {
            ways.is_public[target.0 as usize] = true;
        }
        for (from, trace) in traces.iter().enumerate() {
            for target in trace.linked_exits.iter().map(|exit| exit.target.0 as usize) {
                match ways.is_block[from] && region(from) == region(target) {
                    true => ways.inside[from].push(target),
                    false => ways.is_public[target] = true,
                }
            }
            if jumps_to_top(trace) {
                ways.inside[from].push(from);
            }
        }
        if has_regions {
            ways.separate_loops();
        }
        ways
    }

    /// Makes blocks to which others lead that are not in the same loops roots.
    fn separate_loops(&mut self) {
        let loops = Loops::new(&self.inside);
        for (from, targets) in self.inside.iter().enumerate() {
            for &target in targets {
                self.is_public[target] |= loops.innermost(from) != loops.innermost(target);
            }
        }
    }
}

fn jumps_to_top(trace: &LoadedTrace) -> bool {
    let last = trace.insts.last().and_then(|inst| Op::from_number(inst.opcode));
    last.is_some_and(|op| op.info().function == Function::_JUMP_TO_TOP)
}

/// The root to whose function each trace belongs.
struct Owners(Vec<Option<usize>>);

impl Owners {
    fn is_root(&self, index: usize) -> bool {
        self.0[index] == Some(index)
    }

    fn find(program: &LoadedProgram, ways: &Ways, length: usize) -> Owners {
        let mut is_root = ways.is_public.clone();
        loop {
            let (owners, mut more) = Owners::reached(ways, &is_root);
            if more.is_empty() {
                more = owners.beyond(program, length);
            }
            if more.is_empty() {
                return owners;
            }
            more.into_iter().for_each(|index| is_root[index] = true);
        }
    }

    /// The root from which each trace is reached, and which traces have to be roots as well: those reached from two
    /// roots, and those from none.
    fn reached(ways: &Ways, is_root: &[bool]) -> (Owners, Vec<usize>) {
        let mut owners = vec![None; is_root.len()];
        let mut more = Vec::new();
        for root in (0..is_root.len()).filter(|&index| is_root[index]) {
            owners[root] = Some(root);
            let mut work = vec![root];
            while let Some(index) = work.pop() {
                for &target in ways.inside[index].iter().filter(|&&target| !is_root[target]) {
                    match owners[target] {
                        None => {
                            owners[target] = Some(root);
                            work.push(target);
                        }
                        Some(owner) if owner != root => more.push(target),
                        Some(_) => {}
                    }
                }
            }
        }
        more.extend((0..owners.len()).filter(|&index| owners[index].is_none()));
        (Owners(owners), more)
    }

    /// Of each group the first block with which it is longer than `length` uops.
    fn beyond(&self, program: &LoadedProgram, length: usize) -> Vec<usize> {
        let lengths = || program.traces().iter().map(|trace| trace.insts.len());
        // The root always belongs to its group.
        let mut totals: Vec<usize> = lengths().collect();
        let mut is_full = vec![false; totals.len()];
        let mut beyond = Vec::new();
        for (index, (owner, len)) in self.0.iter().zip(lengths()).enumerate() {
            let Some(owner) = owner.filter(|&owner| owner != index) else { continue };
            totals[owner] += len;
            if totals[owner] > length && !std::mem::replace(&mut is_full[owner], true) {
                beyond.push(index);
            }
        }
        beyond
    }
}
