//! Which stack slots own what they hold, in dialects whose locals lend to the stack.
//!
//! CPython 3.15 marks a reference that a local lends by a bit, and looks at the bit where it pops or
//! stores the reference. Here it is decided once, when a trace is made: a load borrows if nothing takes its
//! value over and no uop changes the local meanwhile; else the load adds the reference that CPython adds
//! where the value is taken over. Pops release what is owned and nothing else.

use super::draft::{Draft, Entry, HeldId, Start};
use super::handlers::{Catching, Offsets};
use crate::program::{Handler, Uop};
use crate::verify::{Held, checks_call};
use std::collections::{HashMap, HashSet};
use uops::{Dialect, Function, Kind, Moves, Op};

/// What traces agree on: how the stack holds its values where they start.
#[derive(Debug)]
pub(super) struct Ownership {
    dialect: Dialect,
    catching: Catching,
    /// How the stack holds its values where handlers go on.
    handlers: HashMap<Start, HeldId>,
    /// By number; the first is a stack that owns all that it holds.
    held: Vec<Vec<Held>>,
    ids: HashMap<Vec<Held>, HeldId>,
    /// Slots of a start, however it holds them, that its trace has to own.
    owned: HashSet<(Start, usize)>,
    /// Whether such a slot has been found after a trace had been made that does not know it.
    pub(super) has_changed: bool,
}

/// What a slot holds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Value {
    /// A reference of its own, or null.
    Owned,
    /// Null.
    Null,
    /// Nothing that is counted: a bool, a borrowed constant.
    Uncounted,
    /// The position of an iteration, or null.
    Position,
    /// What the uop of this number has loaded from a local.
    Loaded(usize, u16),
    /// What the slot of this number held when the trace started, and a local owns.
    Lent(usize, u16),
}

/// A frame.
#[derive(Debug)]
struct Frame {
    stack: Vec<Value>,
    /// Locals of which something is known.
    locals: HashMap<u16, Value>,
    /// What the others hold.
    others: Value,
}

/// A trace that is executed on what its slots hold.
struct Walk {
    frames: Vec<Frame>,
    /// Loads whose values are taken over.
    taken: HashSet<usize>,
    /// Slots at the start whose values are taken over.
    needed: HashSet<usize>,
    /// The trace pops without a count what is null, of which its start does not tell.
    pops_null: bool,
}

impl Ownership {
    pub(super) fn new(dialect: Dialect, catching: Catching) -> Self {
        let (held, ids, handlers) = (vec![Vec::new()], HashMap::new(), HashMap::new());
        let (owned, has_changed) = (HashSet::new(), false);
        Ownership { dialect, catching, handlers, held, ids, owned, has_changed }
    }

    /// How slot number `slot` holds its value at a start.
    fn held_at(&self, start: Start, slot: usize) -> Held {
        let held = self.held.get(start.held.0 as usize);
        held.and_then(|held| held.get(slot)).copied().unwrap_or(Held::Owned)
    }

    fn id(&mut self, held: Vec<Held>) -> HeldId {
        if held.iter().all(|held| *held == Held::Owned) {
            return HeldId::default();
        }
        let next = HeldId(self.held.len() as u32);
        *self.ids.entry(held.clone()).or_insert_with(|| {
            self.held.push(held);
            next
        })
    }

    /// Chooses the loads and pops of a trace that starts with a stack of `depth`, and says how the stack
    /// holds its values where exits lead to other traces.
    pub(super) fn settle(&mut self, start: Start, depth: usize, drafts: &mut [Draft]) {
        if !self.dialect.borrows() {
            return;
        }
        let recorded = drafts.to_vec();
        // What is taken over is known once the whole trace has been executed.
        let mut taken = HashSet::new();
        loop {
            let mut walk = self.begin(start, depth, taken.clone());
            let mut offsets = Offsets::new(start.function);
            for (index, draft) in drafts.iter_mut().enumerate() {
                draft.op = recorded[index].op;
                if draft.op.info().follows
                    && let Some((place, depth)) = draft.exit.and_then(|exit| exit.target)
                {
                    // What waits in a frame is its own: see `wait`.
                    *walk.top() = self.frame_at(place, depth);
                    offsets.step(draft.op, draft.operand);
                    continue;
                }
                self.raise(&walk, &offsets, draft);
                offsets.step(draft.op, draft.operand);
                if draft.op.info().resumes {
                    self.wait(&walk, draft);
                } else {
                    self.leave(&mut walk, start, depth, draft);
                }
                walk.step(self.dialect, index, draft);
            }
            for slot in walk.needed {
                let bare = Start { held: HeldId::default(), ..start };
                self.has_changed |= self.owned.insert((bare, slot));
            }
            if walk.taken == taken {
                break;
            }
            taken = walk.taken;
        }
        for index in taken {
            if let Some(op) = owning(self.dialect, drafts[index].op) {
                drafts[index].op = op;
            }
        }
    }

    fn begin(&self, start: Start, depth: usize, taken: HashSet<usize>) -> Walk {
        // In code that is formed, nothing but null is popped so.
        let pops_null = !matches!(start.entry, Entry::Executor(_));
        Walk { frames: vec![self.frame_at(start, depth)], taken, needed: HashSet::new(), pops_null }
    }

    /// The frame that goes on at a start.
    fn frame_at(&self, start: Start, depth: usize) -> Frame {
        let stack = (0..depth).map(|slot| match self.held_at(start, slot) {
            Held::Owned => Value::Owned,
            Held::Tagged => Value::Position,
            Held::Borrowed(local) => Value::Lent(slot, local),
        });
        Frame { stack: stack.collect(), locals: HashMap::new(), others: Value::Owned }
    }

    /// Notes how the stack holds its values where a frame goes on that waits for a call or a generator, or that is
    /// one: it owns all of them but for positions, and what is on top is new.
    fn wait(&mut self, walk: &Walk, draft: &mut Draft) {
        let Some((target, left)) = draft.exit.as_mut().and_then(|exit| exit.target.as_mut()) else {
            return;
        };
        let waiting = walk.frame().stack.iter().take(left.saturating_sub(1));
        let held = waiting.map(|value| match value {
            Value::Position => Held::Tagged,
            _ => Held::Owned,
        });
        target.held = self.id(held.chain([Held::Owned]).collect());
    }

    /// The start of a handler, with how the stack holds its values there.
    pub(super) fn at_handler(&self, start: Start) -> Start {
        Start { held: self.handlers.get(&start).copied().unwrap_or_default(), ..start }
    }

    /// Notes how the stack holds its values where an exception of a uop is handled: it owns all of them but for
    /// positions.
    fn raise(&mut self, walk: &Walk, offsets: &Offsets, draft: &Draft) {
        let info = draft.op.info();
        let Some((function, Some(offset))) = offsets.current() else { return };
        if !(info.error || info.enters || checks_call(draft.op)) {
            return;
        }
        let met: Vec<(Handler, Start)> = self
            .catching
            .starts()
            .filter(|(handler, ..)| handler.covers(function, offset))
            .map(|(handler, start, _)| (handler, start))
            .collect();
        for (handler, start) in met {
            // A slot that has a position in one way to the handler may be null in others, so once it is one, it stays one.
            let place =
                Start { held: self.handlers.get(&start).copied().unwrap_or_default(), ..start };
            let stays = walk.frame().stack.iter().take(handler.depth as usize).enumerate();
            let held = stays.map(|(slot, value)| match value {
                Value::Position => Held::Tagged,
                _ if self.held_at(place, slot) == Held::Tagged => Held::Tagged,
                _ => Held::Owned,
            });
            let held: Vec<Held> = held.collect();
            let held = self.id(held);
            let known = self.handlers.insert(start, held).unwrap_or_default();
            self.has_changed |= known != held;
        }
    }

    /// Notes how the stack holds its values at the exit of a uop that leads to another trace.
    fn leave(&mut self, walk: &mut Walk, start: Start, depth: usize, draft: &mut Draft) {
        if draft.op == Op::_JUMP_TO_TOP {
            walk.take_all(walk.frame().stack.len());
            let lent = |slot: &usize| matches!(self.held_at(start, *slot), Held::Borrowed(_));
            walk.needed.extend((0..depth).filter(lent));
        }
        let Some((target, left)) = draft.exit.as_mut().and_then(|exit| exit.target.as_mut()) else {
            return;
        };
        let bare = Start { held: HeldId::default(), ..*target };
        let mut held = Vec::new();
        for slot in 0..(*left).min(walk.frame().stack.len()) {
            let value = walk.frame().stack[slot];
            if self.owned.contains(&(bare, slot)) {
                walk.take(value);
            }
            held.push(walk.held(value));
        }
        target.held = self.id(held);
    }
}

impl Walk {
    fn frame(&self) -> &Frame {
        &self.frames[self.frames.len() - 1]
    }

    fn top(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    /// Notes that a value is taken over, or lives longer than its local is known to lend it.
    fn take(&mut self, value: Value) {
        match value {
            Value::Loaded(index, _) => _ = self.taken.insert(index),
            Value::Lent(slot, _) => _ = self.needed.insert(slot),
            Value::Owned | Value::Null | Value::Uncounted | Value::Position => {}
        }
    }

    /// The same of the deepest slots.
    fn take_all(&mut self, count: usize) {
        for slot in 0..count {
            self.take(self.frame().stack[slot]);
        }
    }

    fn held(&self, value: Value) -> Held {
        match value {
            Value::Loaded(index, local) if !self.taken.contains(&index) => Held::Borrowed(local),
            Value::Lent(_, local) => Held::Borrowed(local),
            Value::Position => Held::Tagged,
            Value::Loaded(..) | Value::Owned | Value::Null | Value::Uncounted => Held::Owned,
        }
    }

    fn pop(&mut self) -> Value {
        self.top().stack.pop().unwrap_or(Value::Owned)
    }

    /// Executes a uop; a pop becomes the one that suits what it pops.
    fn step(&mut self, dialect: Dialect, index: usize, draft: &mut Draft) {
        let info = draft.op.info();
        let oparg = Uop { op: draft.op, operand: draft.operand, exit: None }.oparg();
        if info.operand == uops::OperandKind::Local && !reads_local(info.function) {
            self.take_lent(oparg);
        }
        if is_pop(info.name) {
            let value = self.pop();
            let nothing = match value {
                Value::Loaded(load, _) => !self.taken.contains(&load),
                Value::Lent(..) | Value::Null | Value::Position => true,
                Value::Owned | Value::Uncounted => false,
            };
            let counts = info.function == Function::_POP_TOP_NOP
                && !self.pops_null
                && matches!(value, Value::Owned | Value::Loaded(..))
                && !nothing;
            let wanted = match (nothing, counts) {
                (true, _) => "_POP_TOP_NOP",
                (false, true) => "_POP_TOP",
                (false, false) => info.name,
            };
            draft.op = dialect.op(wanted).unwrap_or(draft.op);
            return;
        }
        match info.function {
            Function::_MAKE_HEAP_SAFE => {
                let value = self.pop();
                let is_lent = matches!(self.held(value), Held::Borrowed(_));
                // What is owned already needs nothing.
                draft.op = if is_lent { draft.op } else { Op::_NOP };
                self.top().stack.push(owned(value));
            }
            Function::_LOAD_FAST_BORROW => self.top().stack.push(Value::Loaded(index, oparg)),
            Function::_SWAP_FAST => {
                let value = self.pop();
                self.take(value);
                let frame = self.top();
                let old = frame.locals.insert(oparg, owned(value)).unwrap_or(frame.others);
                frame.stack.push(old);
            }
            Function::_LOAD_FAST_AND_CLEAR => {
                let frame = self.top();
                let old = frame.locals.insert(oparg, Value::Null).unwrap_or(frame.others);
                frame.stack.push(old);
            }
            _ => self.exchange(draft, oparg.into()),
        }
        self.change_frame(draft);
    }

    /// What has been lent by a local that changes is taken over.
    fn take_lent(&mut self, local: u16) {
        for slot in 0..self.frame().stack.len() {
            match self.frame().stack[slot] {
                value @ (Value::Loaded(_, lender) | Value::Lent(_, lender)) if lender == local => {
                    self.take(value);
                }
                _ => {}
            }
        }
    }

    /// Replaces inputs by outputs, as the uop's row says.
    fn exchange(&mut self, draft: &Draft, oparg: usize) {
        let info = draft.op.info();
        let depth = self.frame().stack.len();
        match info.below.moves() {
            Some(Moves::Copy) => {
                let original = depth.checked_sub(oparg).map(|slot| self.frame().stack[slot]);
                return self.top().stack.push(original.map_or(Value::Owned, owned));
            }
            Some(Moves::Swap) => {
                if let (Some(other), Some(top)) = (depth.checked_sub(oparg), depth.checked_sub(1)) {
                    self.top().stack.swap(other, top);
                }
                return;
            }
            None => {}
        }
        let effect = info.stack_effect(oparg as u16);
        let base = depth.saturating_sub(effect.inputs);
        for (index, slot) in info.below.reached(base, effect.reach_below.min(base)).enumerate() {
            if info.below.required(index).is_some_and(|required| required.owned.is_some()) {
                self.take(self.frame().stack[slot]);
            }
        }
        let inputs = self.top().stack.split_off(base);
        self.top().stack.truncate(base.saturating_sub(effect.pops_below));
        let pushed = effect.pushes_below;
        self.top().stack.extend(std::iter::repeat_n(Value::Owned, pushed));
        let named = |name| info.inputs.iter().position(|input| input.name == name);
        for (input, value) in info.inputs.iter().zip(&inputs) {
            let stays = info.outputs.iter().any(|output| output.name == input.name);
            if !stays && !input.kind.is_borrowed() {
                self.take(*value);
            }
        }
        let borrows = info.function == Function::_LOAD_CONST_INLINE_BORROW;
        for output in info.outputs {
            let value = match named(output.name).and_then(|index| inputs.get(index)) {
                // Whatever the slot was before: its kind says that nothing in it is counted.
                _ if output.kind == Kind::Position => Value::Position,
                Some(value) => *value,
                None => match output.kind {
                    Kind::Null => Value::Null,
                    Kind::Bool => Value::Uncounted,
                    Kind::PositionOrNull => Value::Position,
                    _ if borrows => Value::Uncounted,
                    _ => Value::Owned,
                },
            };
            self.top().stack.push(value);
        }
    }

    fn change_frame(&mut self, draft: &Draft) {
        let info = draft.op.info();
        if info.enters {
            let stack = Vec::new();
            // Of the parameters, which are the first locals, nothing is known.
            self.frames.push(Frame { stack, locals: HashMap::new(), others: Value::Owned });
        } else if info.returns {
            self.frames.pop();
            if self.frames.is_empty() {
                let stack = Vec::new();
                self.frames.push(Frame { stack, locals: HashMap::new(), others: Value::Owned });
                return;
            }
            self.top().stack.push(Value::Owned);
        }
    }
}

/// What a copy of a value, or a local that it moves to, holds.
fn owned(value: Value) -> Value {
    match value {
        Value::Null | Value::Uncounted | Value::Position => value,
        Value::Owned | Value::Loaded(..) | Value::Lent(..) => Value::Owned,
    }
}

/// Whether a uop pops a slot and does nothing else.
pub(super) fn is_pop(name: &str) -> bool {
    matches!(
        name,
        "_POP_TOP" | "_POP_TOP_NOP" | "_POP_TOP_INT" | "_POP_TOP_FLOAT" | "_POP_TOP_UNICODE"
    )
}

/// Whether a function leaves its local as it is.
fn reads_local(function: Function) -> bool {
    matches!(
        function,
        Function::_LOAD_FAST
            | Function::_LOAD_FAST_BORROW
            | Function::_LOAD_FAST_CHECK
            | Function::_LOAD_DEREF
            | Function::_STORE_DEREF
    )
}

/// The load that adds a reference, in place of one that borrows.
fn owning(dialect: Dialect, op: Op) -> Option<Op> {
    let name = op.name().strip_prefix("_LOAD_FAST_BORROW")?;
    dialect.op(&format!("_LOAD_FAST{name}"))
}
