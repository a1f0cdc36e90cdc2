//! Forms the traces of a program.
//!
//! Traces start at the entries of functions, at loop headers, where calls return, and where exits
//! lead that were taken in a recorded run. From there a trace follows the path that was taken most
//! often, into functions and out of them, as CPython's tier 2 does.

use super::bytecode::{Bytecode, Instruction};
use super::draft::{DYNAMIC_EXIT, Depths, Draft, Ending, Entry, Stage, Start};
use super::error::{Missing, Stop};
use super::expand::Piece;
use super::handlers::{Catching, dispatch, is_silent};
use super::instructions::Instructions;
use super::names::unique;
use super::ownership::Ownership;
use super::places::Places;
use super::replay::{Replay, Replayed};
use super::resumer::goes_on_async;
use super::returns::{goes_on, keep_needed_returns};
use super::tables::Tables;
use super::tidy::remove_unneeded;
use super::traces::Forming;
use super::variant::{Expansion, Flow, expand_with, notices_end};
use super::walk::{Frame, Walk};
use crate::program::{Exit, ExitId, FunctionId, Operand, Trace, TraceId, Uop};
use crate::shape::Shape;
use std::collections::{BTreeMap, HashMap, HashSet};
use uops::{Function, InstructionRole, Moves, Op};

/// How many frames deep a trace inlines functions, unless that is said: five frames with its own, as many as CPython's
/// `TRACE_STACK_SIZE`.
const INLINE_LIMIT: usize = 4;
/// How many traces repeat an instruction after a join before further traces link to a trace that they
/// share. In the shape of regions, none repeats it. Without a limit, the uops of a program grow with the square of its bytecode. No
/// program of the corpus reaches this limit.
const REPEAT_LIMIT: usize = 10;
/// The most uops of all traces of an imported program.
const UOP_TOTAL_LIMIT: usize = 1 << 20;

/// What forms a program's traces.
pub(super) struct Former<'t, 'r> {
    pub(super) tables: &'t mut Tables<'r>,
    bytecodes: &'t [Bytecode<'r>],
    /// Starts of traces, and the numbers that the traces have.
    ids: HashMap<Start, TraceId>,
    /// The same in the order of their numbers, with the depth of the stack there.
    starts: Vec<(Start, usize)>,
    names: HashSet<String>,
    uop_count: usize,
    limits: Limits,
    /// How many traces go through each instruction in the frame that they start in.
    repeats: HashMap<(FunctionId, u32), usize>,
    /// How often each bytecode instruction has been formed.
    formed: HashMap<(FunctionId, u32), usize>,
    /// The deepest that the stack of each function gets.
    depths: HashMap<FunctionId, usize>,
    ownership: &'t mut Ownership,
    /// Which executor an instruction enters.
    entered: Entered,
    /// The executors that can't be expressed, and why.
    left_out: &'t BTreeMap<usize, Missing>,
    /// Where frames go on after calls: what the last round has found, and what this one has.
    places: &'t Places,
    found: Places,
    /// What handles exceptions.
    pub(super) catching: &'t Catching,
}

/// What traces have no more of.
#[derive(Clone, Copy)]
struct Limits {
    /// How many traces may repeat an instruction after a join.
    repeats: usize,
    /// How many frames deep functions are inlined.
    inline: usize,
}

/// Which executor an instruction enters.
type Entered = HashMap<(FunctionId, u32), usize>;

/// What is known before traces are formed: which executors there are, and which can't be expressed, where frames go on
/// after calls, and what handles exceptions.
type Known<'t> = (&'t Entered, &'t BTreeMap<usize, Missing>, &'t Places, &'t Catching);

/// A trace, and the number of the executor that it is.
pub(super) type Formed = (Option<usize>, Trace);

/// The traces of a program, how often they have instructions, and what traces of CPython's JIT lack that are not among
/// them.
pub(super) type Whole = (Vec<Formed>, Instructions, Vec<Missing>);

/// Forms the traces of a program whose instructions all have expansions. If `refused` is given, those of CPython's
/// JIT are among them, but for these and those that can't be expressed; what these lack is told, too. They are formed as is
/// asked: in the shape of regions, traces end where ways join.
pub(super) fn form<'r>(
    tables: &mut Tables<'r>,
    bytecodes: &[Bytecode<'r>],
    catching: &Catching,
    refused: Option<&BTreeMap<usize, Missing>>,
    forming: &Forming,
) -> Result<Whole, Stop> {
    let replays = refused.is_some();
    let limits = Limits {
        repeats: if forming.shape == Shape::Region { 0 } else { REPEAT_LIMIT },
        inline: forming.inline.unwrap_or(INLINE_LIMIT),
    };
    let mut entered = HashMap::new();
    // Which traces they lead to is known in the end.
    tables.program.handlers = catching.of_program(TraceId(0), |_| None);
    for (number, executor) in tables.recording.executors.iter().enumerate().filter(|_| replays) {
        let Some((code, at)) = executor.entry else { continue };
        let bytecode = &bytecodes[code];
        if !bytecode.instructions.iter().any(|it| it.offset == at) {
            return Err(Stop::Flaw(format!("executor {number} is entered by no instruction")));
        }
        entered.insert((FunctionId(code as u32), at), number);
    }
    let mut ownership = Ownership::new(tables.program.dialect, catching.clone());
    let mut left_out = refused.cloned().unwrap_or_default();
    let mut places = Places::default();
    let mut round = 0;
    loop {
        entered.retain(|_, number| !left_out.contains_key(number));
        let executors = (&entered, &left_out, &places, catching);
        let (traces, instructions, changed, found) =
            match form_once(tables, bytecodes, &mut ownership, executors, limits) {
                Err(Stop::Executor(number, missing)) => {
                    left_out.insert(number, missing);
                    continue;
                }
                formed => formed?,
            };
        let has_learnt = std::mem::take(&mut ownership.has_changed) || (replays && changed);
        let has_new_places = replays && places.learn(found, round);
        if !has_learnt && !has_new_places {
            return Ok((traces, instructions, left_out.into_values().collect()));
        }
        round += 1;
    }
}

/// Forms the traces with what is known so far of the slots that they have to own, counts their instructions, and says
/// whether functions turned out to need more stack, and where frames go on after calls.
fn form_once<'r>(
    tables: &mut Tables<'r>,
    bytecodes: &[Bytecode<'r>],
    ownership: &mut Ownership,
    (entered, left_out, places, catching): Known<'_>,
    limits: Limits,
) -> Result<(Vec<Formed>, Instructions, bool, Places), Stop> {
    let mut former = Former {
        tables,
        bytecodes,
        ownership,
        entered: entered.clone(),
        left_out,
        places,
        found: Places::default(),
        catching,
        ids: HashMap::new(),
        starts: Vec::new(),
        names: HashSet::new(),
        uop_count: 0,
        limits,
        repeats: HashMap::new(),
        formed: HashMap::new(),
        depths: HashMap::new(),
    };
    if catching.is_any() {
        former.start_id(dispatch(), 0);
    }
    let start = former.start_id(Start::at(FunctionId::MAIN, 0), 0);
    for (_, handler, depth) in catching.starts() {
        let handler = former.ownership.at_handler(handler);
        former.start_id(handler, depth);
    }
    let mut named = Vec::new();
    let (mut done, mut starting) = (0, Depths::default());
    while let Some(&(start, depth)) = former.starts.get(done) {
        done += 1;
        starting.check(start, depth)?;
        let (executor, drafts) = match start.entry {
            Entry::Executor(number) => (Some(number), former.replay(number, start, depth)?),
            Entry::Dispatch => (None, vec![DYNAMIC_EXIT]),
            _ => (None, former.trace(start, depth)?),
        };
        named.push((executor, former.finish(start, depth, drafts)?));
    }
    let id = |start| former.ids.get(&former.ownership.at_handler(start)).copied();
    former.tables.program.handlers = catching.of_program(start, id);
    let mut changed = false;
    for (function, depth) in former.depths {
        changed |= former.tables.need_stack(function, depth);
    }
    let instructions =
        Instructions { formed: former.formed.values().sum(), distinct: former.formed.len() };
    Ok((named, instructions, changed, former.found))
}

impl<'r> Former<'_, 'r> {
    /// The number of the trace that starts there; it is formed later if it is new.
    fn start_id(&mut self, start: Start, depth: usize) -> TraceId {
        let next = TraceId(self.starts.len() as u32);
        let id = *self.ids.entry(start).or_insert(next);
        if id == next {
            self.starts.push((start, depth));
        }
        id
    }

    pub(super) fn bytecode(&self, function: FunctionId) -> Result<&Bytecode<'r>, Stop> {
        let missing = || Stop::Flaw(format!("there is no code object {}", function.0));
        self.bytecodes.get(function.0 as usize).ok_or_else(missing)
    }

    /// The uops of one of CPython's traces.
    fn replay(&mut self, number: usize, start: Start, depth: usize) -> Result<Vec<Draft>, Stop> {
        let known = (self.left_out, self.places);
        let replay = Replay::new(self.tables, self.bytecodes, known, number, start, depth)?;
        let Replayed { drafts, depths } = replay.run().map_err(|stop| match stop {
            Stop::Missing(missing) => Stop::Executor(number, missing),
            stop => stop,
        })?;
        self.deepen(depths);
        Ok(drafts)
    }

    /// Notes how deep the stacks of functions get.
    fn deepen(&mut self, depths: HashMap<FunctionId, usize>) {
        for (function, depth) in depths {
            let deepest = self.depths.entry(function).or_default();
            *deepest = depth.max(*deepest);
        }
    }

    /// Makes exits that lead to where a trace of CPython's starts lead to that trace. Where it leaves
    /// itself for its own start, CPython's interpreter goes on, but not where a frame that waits goes on there later.
    fn enter_executors(&self, start: Start, drafts: &mut [Draft]) {
        for draft in drafts {
            let Some((target, _)) = draft.exit.as_mut().and_then(|exit| exit.target.as_mut())
            else {
                continue;
            };
            let place = (target.function, target.offset);
            let executor = self.entered.get(&place);
            if let (Some(&number), Entry::Variant(0)) = (executor, target.entry)
                && (start.entry != Entry::Executor(number) || draft.op.info().resumes)
            {
                target.entry = Entry::Executor(number);
            }
        }
    }

    /// The uops of the trace that starts there.
    fn trace(&mut self, start: Start, depth: usize) -> Result<Vec<Draft>, Stop> {
        let frame = Frame { depth, ..Frame::new(start.function, 0) };
        let header = self.bytecode(start.function)?.loop_jump(start.offset);
        let mut walk = Walk {
            dialect: self.tables.program.dialect,
            start,
            in_loop: header.is_some() && start.entry == Entry::Variant(0),
            frames: vec![frame],
            drafts: Vec::new(),
            joins: false,
            depths: HashMap::new(),
        };
        let interrupted = header.filter(|_| walk.in_loop).unwrap_or(start.offset);
        walk.add(Op::_START_EXECUTOR, Operand::Nothing, Some((interrupted, None)))?;
        if walk.in_loop {
            walk.add(Op::_TIER2_RESUME_CHECK, Operand::Nothing, Some((interrupted, None)))?;
        }
        let mut offset = start.offset;
        let mut first = true;
        if !self.begin(&mut walk, start)? {
            self.deepen(walk.depths);
            return Ok(walk.drafts);
        }
        while let Some(next) = self.step(&mut walk, offset, first)? {
            offset = next;
            first = false;
        }
        self.deepen(walk.depths);
        Ok(walk.drafts)
    }

    /// Adds the instruction at `offset`, and returns where the trace continues, unless it has ended.
    fn step(&mut self, walk: &mut Walk, offset: u32, first: bool) -> Result<Option<u32>, Stop> {
        let function = walk.frame()?.function;
        let instruction = *self.bytecode(function)?.at(offset).ok_or_else(|| {
            Stop::Flaw(format!("there is no instruction at offset {offset} of a code object"))
        })?;
        if !instruction.ran && !is_silent(&instruction) {
            // What comes before it has always raised an exception, or is a `yield` at which generators end.
            return walk.leave(offset);
        }
        let is_header = self.bytecode(function)?.loop_jump(offset).is_some();
        let long = walk.drafts.len() > self.tables.program.dialect.trace_limit();
        // A loop that is met for the first time has a trace of its own. Only that of the loop around
        // it goes through it, as far as its jump back.
        let inside = walk.in_loop && walk.frames.len() == 1;
        let entered = self.entered.contains_key(&(function, offset));
        if !first
            && (long
                || entered
                || (is_header && !inside)
                || self.is_shared(walk, function, offset)?)
        {
            return walk.link(Start::at(function, offset));
        }
        if walk.frames.len() == 1 {
            *self.repeats.entry((function, offset)).or_default() += 1;
        }
        *self.formed.entry((function, offset)).or_default() += 1;
        let bytecode = self.bytecode(function)?;
        let variant = match walk.start.entry {
            Entry::Variant(variant) if first => variant,
            _ => 0,
        };
        let following = bytecode.at(instruction.next).copied();
        let collected =
            first && matches!(walk.start.entry, Entry::Builtin(Stage::End | Stage::Other));
        let (tables, following) = (&mut *self.tables, following.as_ref());
        let expansion =
            expand_with(tables, function, &instruction, following, (variant, collected)).map_err(
                |what| Stop::Missing(Missing::new(self.tables.recording, &instruction, what)),
            )?;
        let more = expansion.more.then_some(Start {
            function,
            offset,
            entry: Entry::Variant(variant + 1),
            ..Start::at(function, offset)
        });
        if !matches!(expansion.flow, Flow::Back(_)) {
            walk.add(
                Op::_CHECK_VALIDITY_AND_SET_IP,
                Operand::InstrPtr(offset),
                Some((offset, None)),
            )?;
        }
        walk.joins = variant > 0 || more.is_some();
        self.pieces(walk, &instruction, &expansion, more)?;
        self.follow(walk, &instruction, expansion.flow)
    }

    /// Whether other traces meet here, and so many have repeated the instruction that this one leaves it
    /// to a trace that all of them share.
    fn is_shared(&self, walk: &Walk, function: FunctionId, offset: u32) -> Result<bool, Stop> {
        let repeats = self.repeats.get(&(function, offset)).copied().unwrap_or(0);
        let joins = || -> Result<bool, Stop> {
            Ok(walk.joins
                || self.bytecode(function)?.is_join(offset)
                || self.ids.contains_key(&Start::at(function, offset)))
        };
        Ok(walk.frames.len() == 1 && repeats >= self.limits.repeats && joins()?)
    }

    fn pieces(
        &mut self,
        walk: &mut Walk,
        instruction: &Instruction<'r>,
        expansion: &Expansion,
        more: Option<Start>,
    ) -> Result<(), Stop> {
        let offset = instruction.offset;
        let depth = walk.frame()?.depth;
        // Whether the slots hold what the instruction found.
        let mut intact = true;
        for &Piece { op, operand } in &expansion.pieces {
            if Some(op) == self.tables.globals_guard() {
                if std::mem::replace(&mut walk.frame()?.checked, true) {
                    continue;
                }
                walk.add(op, operand, Some((offset, None)))?;
                continue;
            }
            let exit = match expansion.flow {
                Flow::Iterate { guard, done } if guard == op => {
                    let count = self.exhausted(walk, instruction)?;
                    let function = walk.frame()?.function;
                    let shared =
                        notices_end(op) && self.bytecode(function)?.shares_list(instruction);
                    let (offset, entry) = match shared {
                        // What else refers to the iterator has to see that it is at its end: the
                        // generic form tells it so.
                        true => (offset, Entry::Variant(1)),
                        false => (done, Entry::Variant(0)),
                    };
                    (offset, (count > 0).then_some(Start { entry, ..Start::at(function, offset) }))
                }
                Flow::Delegate { done } if op.info().exit => (done, self.ran_start(walk, done)?),
                Flow::Resume { done } if goes_on_async(instruction, op) => {
                    self.after_async(walk, op, (offset, done))?
                }
                Flow::Resume { done } if op == Op::_SAVE_RETURN_OFFSET => {
                    let ended = match instruction.is(InstructionRole::Iterate) {
                        true => self.exhausted(walk, instruction)? > 0,
                        false => self.ran_start(walk, done)?.is_some(),
                    };
                    let start = Start::at(walk.frame()?.function, done);
                    (done, ended.then_some(start))
                }
                _ if op.info().waits() && op.info().resumes => {
                    // It goes on there even if no recorded run did: then it is dropped or closed as it waits.
                    let offset = instruction.next;
                    (offset, Some(Start::at(walk.frame()?.function, offset)))
                }
                Flow::Call { ending, .. } if op == Op::_SAVE_RETURN_OFFSET => {
                    let function = walk.frame()?.function;
                    let offset = match ending.is_some_and(Ending::collects) {
                        true => offset,
                        false => instruction.next,
                    };
                    let entry = ending.map_or(Entry::Variant(0), Entry::After);
                    let frame = walk.frame()?;
                    (frame.resume, frame.ending) = (offset, ending);
                    (offset, Some(Start { entry, ..Start::at(function, offset) }))
                }
                // Only where the stack is as the instruction found it can another variant take over.
                _ => {
                    let popped = if op.info().exit_pops { op.info().inputs.len() } else { 0 };
                    let left = walk.frame()?.depth.checked_sub(popped) == Some(depth);
                    (offset, more.filter(|_| expansion.leaves(op) && intact && left))
                }
            };
            walk.add(op, operand, Some(exit))?;
            intact &= op.info().below.moves() != Some(Moves::Swap)
                && !matches!(
                    op.info().function,
                    Function::_INIT_CALL_BOUND_METHOD_EXACT_ARGS
                        | Function::_CHECK_AND_ALLOCATE_OBJECT
                );
        }
        Ok(())
    }

    /// What goes on at an offset of the current frame, if the instruction there ran.
    pub(super) fn ran_start(&self, walk: &mut Walk, offset: u32) -> Result<Option<Start>, Stop> {
        let function = walk.frame()?.function;
        let ran = self.bytecode(function)?.at(offset).is_some_and(|instruction| instruction.ran);
        Ok(ran.then_some(Start::at(function, offset)))
    }

    /// How often an iterator was exhausted there.
    fn exhausted(&self, walk: &mut Walk, instruction: &Instruction<'r>) -> Result<u64, Stop> {
        let after = instruction.target().and_then(|target| target.checked_add(2));
        let bytecode = self.bytecode(walk.frame()?.function)?;
        Ok(after.map_or(0, |after| bytecode.count(instruction, after)))
    }

    fn follow(
        &mut self,
        walk: &mut Walk,
        instruction: &Instruction<'r>,
        flow: Flow,
    ) -> Result<Option<u32>, Stop> {
        let function = walk.frame()?.function;
        let next = instruction.next;
        match flow {
            Flow::Next(offset) => Ok(Some(offset)),
            Flow::Raise => walk.leave(next),
            Flow::Back(target) => {
                let start = Start::at(function, target);
                let own = Start { held: start.held, ..walk.start };
                if start == own && walk.frames.len() == 1 {
                    walk.add(Op::_JUMP_TO_TOP, Operand::Nothing, None)?;
                    return Ok(None);
                }
                walk.link(start)
            }
            Flow::Iterate { .. } => match self.bytecode(function)?.count(instruction, next) {
                0 => walk.leave(next),
                _ => Ok(Some(next)),
            },
            Flow::Builtin => {
                let entry = Entry::Builtin(Stage::Resume(0));
                walk.link(Start { entry, ..Start::at(function, instruction.offset) })
            }
            Flow::Delegate { .. } => match self.ran_start(walk, next)? {
                None => walk.leave(next),
                Some(_) => Ok(Some(next)),
            },
            Flow::Resume { .. } => {
                walk.drafts.push(DYNAMIC_EXIT);
                Ok(None)
            }
            Flow::Branch { stay, jump, target } => {
                let bytecode = self.bytecode(function)?;
                let (stays, jumps) =
                    (bytecode.count(instruction, next), bytecode.count(instruction, target));
                let (guard, on, off, left) = match jumps > stays {
                    true => (jump, target, next, stays),
                    false => (stay, next, target, jumps),
                };
                let side = (left > 0).then_some(Start::at(function, off));
                walk.add(guard, Operand::Nothing, Some((off, side)))?;
                match stays.max(jumps) {
                    0 => walk.leave(on),
                    _ => Ok(Some(on)),
                }
            }
            Flow::Call { function: callee, .. } => {
                let known = walk.frames.iter().any(|frame| frame.function == callee);
                walk.frames.push(Frame::new(callee, walk.drafts.len()));
                match known || walk.frames.len() - 1 > self.limits.inline {
                    true => walk.link(Start::at(callee, 0)),
                    false => Ok(Some(0)),
                }
            }
            Flow::Return => {
                let left = walk.frames.pop();
                let Some(caller) = walk.frames.last_mut() else {
                    walk.drafts.push(DYNAMIC_EXIT);
                    return Ok(None);
                };
                caller.depth += 1;
                let (resume, ending) = (caller.resume, caller.ending);
                // Other traces return to the caller if one of them goes on in the frame that is left.
                let entered = left.map_or(0, |frame| frame.entered);
                walk.joins = walk.drafts[entered..].iter().any(goes_on);
                ending.map_or(Ok(Some(resume)), |ending| walk.end_call(ending, resume))
            }
        }
    }

    /// The trace with its exits.
    fn finish(
        &mut self,
        start: Start,
        depth: usize,
        mut drafts: Vec<Draft>,
    ) -> Result<Trace, Stop> {
        remove_unneeded(&mut drafts, self.tables.program.dialect, self.catching.is_any());
        self.enter_executors(start, &mut drafts);
        self.ownership.settle(start, depth, &mut drafts);
        keep_needed_returns(start.function, self.catching, &mut drafts);
        self.found.note(&drafts);
        self.uop_count += drafts.len();
        if self.uop_count > UOP_TOTAL_LIMIT {
            let message = format!("its traces have more than {UOP_TOTAL_LIMIT} uops");
            return Err(Stop::Flaw(message));
        }
        let name = self.trace_name(start);
        let (mut exits, mut known, mut names) = (Vec::new(), HashMap::new(), HashSet::new());
        let mut uops = Vec::with_capacity(drafts.len());
        for draft in drafts {
            let exit = draft.exit.map(|exit| {
                *known.entry(exit).or_insert_with(|| {
                    let target = exit.target.map(|(start, depth)| self.start_id(start, depth));
                    let wanted = match exit.target {
                        Some((target, _)) => plain_name(target, self.is_header(target)),
                        None => format!("unlinked_{}", exit.offset),
                    };
                    let name = unique(&mut names, &wanted);
                    exits.push(Exit { name, offset: exit.offset, target });
                    ExitId(exits.len() as u32 - 1)
                })
            });
            uops.push(Uop { op: draft.op, operand: draft.operand, exit });
        }
        Ok(Trace {
            name,
            function: start.function,
            offset: start.offset,
            stack: depth as u32,
            uops,
            exits,
        })
    }

    fn is_header(&self, start: Start) -> bool {
        self.bytecode(start.function).is_ok_and(|code| code.loop_jump(start.offset).is_some())
    }

    fn trace_name(&mut self, start: Start) -> String {
        let plain = plain_name(start, self.is_header(start));
        let wanted = match start.function {
            FunctionId::MAIN => plain,
            function => format!("{}_{plain}", self.tables.program.function_name(function)),
        };
        unique(&mut self.names, &wanted)
    }
}

/// What the start of a trace is called within its function.
fn plain_name(start: Start, is_header: bool) -> String {
    let offset = start.offset;
    match start.entry {
        Entry::Variant(0) if offset == 0 => "entry".to_owned(),
        Entry::Variant(0) if is_header => format!("loop_{offset}"),
        Entry::Variant(0) => format!("at_{offset}"),
        Entry::Variant(number) => format!("other_{offset}_{number}"),
        Entry::After(Ending::Init) => format!("made_{offset}"),
        Entry::After(_) => format!("called_{offset}"),
        Entry::Builtin(stage) => stage.name(offset),
        Entry::Dispatch => "dispatch".to_owned(),
        Entry::Executor(number) => format!("cpython_{number}"),
    }
}
