//! The execution of all traces on symbols.

use super::entry::{Entry, Way};
use super::error::VerifyError;
use super::state::{Phase, SlotForm, State};
use super::step::Step;
use crate::location::{Location, Part};
use crate::program::{Program, TraceId};
use std::collections::{BTreeMap, VecDeque};
use uops::{Kind, UopInfo};

/// The most uops executed and slots compared before the verifier gives up.
pub(super) const STEP_LIMIT: u64 = 1 << 31;

/// The forms of the stack's slots before a uop, by its index; only where one is not
/// [`SlotForm::Owned`] and the program may stop.
pub(crate) type Forms = BTreeMap<u32, Box<[SlotForm]>>;

/// Exits that lead to a trace, and what they promise.
#[derive(Debug)]
pub(super) struct Collected {
    pub(super) target: TraceId,
    pub(super) ways: Vec<(Location, Entry)>,
}

/// For each trace, those that return to its start and go on from there.
fn followers(program: &Program) -> Vec<Vec<TraceId>> {
    let mut followers = vec![Vec::new(); program.traces.len()];
    for (id, trace) in (0..).map(TraceId).zip(&program.traces) {
        for place in trace.uops.iter().filter_map(|uop| trace.followed(uop)) {
            let known: &mut Vec<TraceId> = &mut followers[place.0 as usize];
            if known.last() != Some(&id) {
                known.push(id);
            }
        }
    }
    followers
}

/// The execution of all traces on symbols.
pub(super) struct Verifier<'p> {
    pub(super) program: &'p Program,
    /// What is known at the start of each trace; nothing until something leads there.
    pub(super) entries: Vec<Option<Entry>>,
    /// Traces whose entry has changed since they were executed.
    queue: VecDeque<TraceId>,
    queued: Vec<bool>,
    /// For each trace, those that go on with what is known at its start, once they have returned there.
    followers: Vec<Vec<TraceId>>,
    pub(super) depths: Vec<Vec<u32>>,
    pub(super) forms: Vec<Forms>,
    pub(super) steps: u64,
    /// Whether handlers are executed to which nothing leads, with nothing known.
    pub(super) assumes: bool,
    /// Exits that are only looked at: while there are any, nothing changes what is known.
    pub(super) collected: Option<Collected>,
}

impl<'p> Verifier<'p> {
    pub(super) fn new(program: &'p Program) -> Self {
        let count = program.traces.len();
        Verifier {
            program,
            entries: vec![None; count],
            queue: VecDeque::from([TraceId(0)]),
            queued: vec![false; count],
            followers: followers(program),
            depths: vec![Vec::new(); count],
            forms: vec![Forms::new(); count],
            steps: 0,
            assumes: true,
            collected: None,
        }
    }

    pub(super) fn run(&mut self) -> Result<(), VerifyError> {
        self.execute_all()?;
        match self.entries.iter().position(Option::is_none) {
            None => Ok(()),
            Some(index) => Err(VerifyError::new(
                Location::Trace(TraceId(index as u32)),
                format!("nothing leads to trace `{}`", self.program.traces[index].name),
                "link an exit to it, or remove it",
            )),
        }
    }

    /// Executes all traces to which something leads.
    pub(super) fn execute_all(&mut self) -> Result<(), VerifyError> {
        let mut locals = vec![Kind::Null; self.program.local_count()];
        locals[..self.program.args.len()].fill(Kind::Object);
        let count = locals.len();
        self.entries[0] = Some(Entry::owned(locals.into(), count));
        if let Some(handlers) = &self.program.handlers {
            // The first trace only goes on there.
            self.entries[handlers.start.0 as usize] = self.entries[0].clone();
            self.queue.push_back(handlers.start);
        }
        let mut state = State::default();
        while let Some(id) = self.next() {
            self.queued[id.0 as usize] = false;
            self.execute(id, &mut state)?;
        }
        Ok(())
    }

    /// The next trace to execute. What no instruction leads to that may fail is a handler of which nothing is known.
    fn next(&mut self) -> Option<TraceId> {
        if let Some(id) = self.queue.pop_front() {
            return Some(id);
        }
        if !self.assumes {
            return None;
        }
        let program = self.program;
        let mut targets = program.linked_handlers().map(|(_, target)| target);
        let id = targets.find(|target| self.entries[target.0 as usize].is_none())?;
        let trace = program.trace(id);
        let locals = program.local_count_of(trace.function);
        let kinds = vec![Kind::Slot; locals + trace.stack as usize];
        self.entries[id.0 as usize] = Some(Entry::owned(kinds.into(), locals));
        Some(id)
    }

    /// Executes a trace, checks its uops and passes the state at each exit to the trace that the exit leads to.
    pub(super) fn execute(&mut self, id: TraceId, state: &mut State) -> Result<(), VerifyError> {
        let program = self.program;
        let trace = program.trace(id);
        if let Some(entry) = &self.entries[id.0 as usize] {
            let count = program.local_count_of(trace.function);
            state.enter(entry, trace.function, count);
        }
        if program.handlers.is_some() && id == TraceId(0) {
            // It goes on in whichever frame is the current one.
            state.phase = Phase::Left;
        }
        let mut depths = std::mem::take(&mut self.depths[id.0 as usize]);
        depths.clear();
        for (index, uop) in trace.uops.iter().enumerate() {
            self.charge(1, id)?;
            depths.push(state.stack.len() as u32);
            let step = Step { program, uop, location: Location::Uop(id, index, Part::Whole) };
            step.check(state)?;
            let info = uop.op.info();
            self.note_forms(id, index, state);
            self.link_handlers(id, index, state)?;
            if let Some(place) = trace.followed(uop) {
                // Until something calls what returns there, nothing goes on.
                let Some(entry) = &self.entries[place.0 as usize] else { break };
                let function = program.trace(place).function;
                state.follow(entry, function, program.local_count_of(function));
                continue;
            }
            if let Some(exit) = uop.exit {
                let exit_index = exit.0 as usize;
                if let Some(target) = trace.exits[exit_index].target {
                    let location = Location::Uop(id, index, Part::Target);
                    if info.resumes {
                        self.link_resumed(target, state, info, location)?;
                    } else {
                        let popped = if info.exit_pops { info.inputs.len() } else { 0 };
                        self.link(target, state, state.stack.len() - popped, location)?;
                    }
                }
            }
            if uop.op == uops::Op::_JUMP_TO_TOP {
                self.link(id, state, state.stack.len(), step.location)?;
            }
            step.apply(state)?;
        }
        self.depths[id.0 as usize] = depths;
        Ok(())
    }

    /// Notes that the frame goes on at the start of `target` with a value in the place of the topmost slot: what a
    /// call returns in that of the new frame, what a generator is sent in that of what it has handed out.
    fn link_resumed(
        &mut self,
        target: TraceId,
        state: &mut State,
        info: &UopInfo,
        location: Location,
    ) -> Result<(), VerifyError> {
        let value = state.fresh(Kind::Object);
        let replaced = (!info.inputs.is_empty() || !info.returns).then(|| state.stack.pop());
        state.stack.push(value);
        let (in_generator, executor_set) = (state.in_generator, state.executor_set);
        state.in_generator |= info.returns;
        // Other code has run until then.
        state.executor_set = false;
        self.link(target, state, state.stack.len(), location)?;
        (state.in_generator, state.executor_set) = (in_generator, executor_set);
        state.stack.pop();
        state.stack.extend(replaced.flatten());
        Ok(())
    }

    /// Notes in which form the stack is before a uop where the program may stop.
    fn note_forms(&mut self, id: TraceId, index: usize, state: &State) {
        let trace = self.program.trace(id);
        let uop = &trace.uops[index];
        let stops = uop.op.info().error
            || uop.exit.is_some_and(|exit| trace.exits[exit.0 as usize].target.is_none());
        let forms = || state.stack.iter().map(|&symbol| state.form(symbol));
        if stops && forms().any(|form| form != SlotForm::Owned) {
            self.forms[id.0 as usize].insert(index as u32, forms().collect());
        }
    }

    /// Notes that `state`, with a stack of the given depth, reaches the start of `target`.
    fn link(
        &mut self,
        target: TraceId,
        state: &State,
        depth: usize,
        location: Location,
    ) -> Result<(), VerifyError> {
        let program = self.program;
        let is_same = |from| program.executor_of(from) == program.executor_of(target);
        let executor_set = state.executor_set && location.trace().is_some_and(is_same);
        let way = Way { from: location, executor_set };
        if let Some(collected) = &mut self.collected {
            if collected.target == target {
                collected.ways.push((location, state.leave(depth, way)));
            }
            return Ok(());
        }
        let trace = program.trace(target);
        let other = self.entries[target.0 as usize].as_ref().and_then(|entry| entry.first);
        let ways = other.into_iter().flat_map(|other| [other, location]);
        let disagrees = |message: String, help: &str| {
            Err(VerifyError::new(location, message, help).with_ways(ways))
        };
        if trace.function != state.function {
            let name = |function| self.program.function_name(function);
            return disagrees(
                format!(
                    "this is in a frame of `{}`, but trace `{}` runs in one of `{}`",
                    name(state.function),
                    trace.name,
                    name(trace.function)
                ),
                "both sides of a link are in the same frame",
            );
        }
        if trace.stack as usize != depth {
            return disagrees(
                format!(
                    "the stack holds {depth} here, but trace `{}` starts with {}",
                    trace.name, trace.stack
                ),
                "both sides of a link have the same stack",
            );
        }
        let known = self.entries[target.0 as usize].as_ref();
        if known.is_some_and(|entry| entry.in_generator != state.in_generator) {
            return disagrees(
                format!(
                    "trace `{}` is led to from the frame of a generator, and from that of a call",
                    trace.name
                ),
                "a generator's code needs traces of its own",
            );
        }
        self.charge((depth + state.locals.len()) as u64, target)?;
        if let Err((message, help)) = self.check_held(target, state, depth) {
            return disagrees(message, help);
        }
        let entry = &mut self.entries[target.0 as usize];
        let changed = match entry {
            Some(entry) => state.meet(depth, way, entry),
            None => {
                *entry = Some(state.leave(depth, way));
                true
            }
        };
        if changed {
            self.enqueue_all(target);
        }
        Ok(())
    }

    /// Notes that an exception that is raised leads to the start of `target`, where this is known.
    pub(super) fn arrive(&mut self, target: TraceId, new: Entry) -> Result<(), VerifyError> {
        self.charge(new.kinds.len() as u64, target)?;
        let changed = match &mut self.entries[target.0 as usize] {
            Some(entry) => entry.meet(&new),
            entry => {
                *entry = Some(new);
                true
            }
        };
        if changed {
            self.enqueue_all(target);
        }
        Ok(())
    }

    /// Has a trace executed again, and those that go on with what is known at its start.
    fn enqueue_all(&mut self, target: TraceId) {
        self.enqueue(target);
        for index in 0..self.followers[target.0 as usize].len() {
            let follower = self.followers[target.0 as usize][index];
            if self.entries[follower.0 as usize].is_some() {
                self.enqueue(follower);
            }
        }
    }

    fn enqueue(&mut self, id: TraceId) {
        if !std::mem::replace(&mut self.queued[id.0 as usize], true) {
            self.queue.push_back(id);
        }
    }

    /// Whether the trace can do with how the stack holds its values.
    fn check_held(
        &self,
        target: TraceId,
        state: &State,
        depth: usize,
    ) -> Result<(), (String, &'static str)> {
        let forms = || state.stack[..depth].iter().map(|&symbol| state.form(symbol));
        if forms().all(|form| form == SlotForm::Owned) || self.program.dialect.borrows() {
            let known = self.entries[target.0 as usize].as_ref().map(|entry| &entry.held);
            let same = known.is_none_or(|known| state.held(depth).eq(known.iter().copied()));
            let plain = forms().all(|form| form != SlotForm::Unboxed);
            return match (plain, same) {
                (false, _) => Err((
                    "the stack holds something that is unboxed".to_owned(),
                    "another trace wants references and tagged ints",
                )),
                (true, false) => Err((
                    format!(
                        "trace `{}` starts with a stack of which other slots are borrowed or tagged",
                        self.program.trace(target).name
                    ),
                    "all exits that lead to a trace agree on which slots they own, on the locals that \
                     they borrow from, and on what is tagged",
                )),
                (true, true) => Ok(()),
            };
        }
        Err((
            "the stack holds something that is borrowed, tagged or unboxed".to_owned(),
            "another trace wants owned references",
        ))
    }

    fn charge(&mut self, steps: u64, trace: TraceId) -> Result<(), VerifyError> {
        self.steps += steps;
        match self.steps <= STEP_LIMIT {
            true => Ok(()),
            false => Err(VerifyError::new(
                Location::Trace(trace),
                "the program is too large to verify",
                "use fewer locals, linked exits or traces",
            )),
        }
    }
}
