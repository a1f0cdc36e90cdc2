//! Chooses the form of an instruction that is expanded, and where execution continues after it.

use super::accept::{accepts, uops_of};
use super::bytecode::Instruction;
use super::draft::Ending;
use super::expand::{Expander, Piece, types_of_pair, types_of_two};
use super::recording::{Call, Feedback, Found, OperandType, Special, Value};
use super::tables::Tables;
use crate::program::{FunctionId, Operand};
use uops::{Function, InstructionRole, Op, OperandKind};

/// CPython's `INTRINSIC_ASYNC_GEN_WRAP`.
const WRAP: u32 = 4;

/// Where execution goes after an instruction.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Flow {
    /// To an offset, which is the next instruction's or that of a jump.
    Next(u32),
    /// Back to a loop header.
    Back(u32),
    /// Where a value leads: one guard continues after the instruction, the other at `target`.
    Branch { stay: Op, jump: Op, target: u32 },
    /// Into the body of a loop, or to `done` if the iterator is exhausted. `guard` is the uop that
    /// notices.
    Iterate { guard: Op, done: u32 },
    /// Into a generator, and then to the next instruction if it yields, or to `done` if it returns.
    Resume { done: u32 },
    /// To what a builtin does with a generator.
    Builtin,
    /// To the next instruction with what an iterator hands out, or to `done` if it is exhausted.
    Delegate { done: u32 },
    /// Into a function, and then to the next instruction, once what is left of this one is done.
    Call { function: FunctionId, ending: Option<Ending> },
    /// Out of the function.
    Return,
    /// To what handles the exception.
    Raise,
}

/// An instruction as uops.
#[derive(Debug)]
pub(super) struct Expansion {
    pub(super) pieces: Vec<Piece>,
    pub(super) flow: Flow,
    /// The instruction has another variant, for operands that its guards reject.
    pub(super) more: bool,
    /// The guards reject no operands, so that only results lead to the other variant.
    only_results: bool,
}

impl Expansion {
    /// An instruction that has no other variant.
    fn whole(pieces: Vec<Piece>, flow: Flow) -> Self {
        Expansion { pieces, flow, more: false, only_results: false }
    }

    /// Whether a uop of it may leave for the other variant.
    pub(super) fn leaves(&self, op: Op) -> bool {
        self.more && (!self.only_results || op.overflows())
    }
}

/// The uops of variant number `variant` of an instruction in `function`, which `following` follows; or
/// what is missing.
pub(super) fn expand<'r>(
    tables: &mut Tables<'r>,
    function: FunctionId,
    instruction: &Instruction<'r>,
    following: Option<&Instruction<'r>>,
    variant: usize,
) -> Result<Expansion, Vec<String>> {
    expand_with(tables, function, instruction, following, (variant, false))
}

/// As [`expand`]. The second half of the variant says whether a builtin is called that has resumed a generator
/// before.
pub(super) fn expand_with<'r>(
    tables: &mut Tables<'r>,
    function: FunctionId,
    instruction: &Instruction<'r>,
    following: Option<&Instruction<'r>>,
    (variant, collected): (usize, bool),
) -> Result<Expansion, Vec<String>> {
    let mut expander = Expander {
        tables,
        function,
        instruction,
        callee: None,
        hosted: None,
        with_self: false,
        same_self: true,
        owner: None,
        getter: None,
        raises: false,
        pieces: Vec::new(),
        missing: Vec::new(),
    };
    let is_special = expander.specials().len() > variant;
    if let Some(resumer) = expander.resumer().filter(|_| !collected && !is_special) {
        expander.start_resuming(resumer);
        return match expander.missing.is_empty() {
            true => Ok(Expansion::whole(expander.pieces, Flow::Builtin)),
            false => Err(expander.missing),
        };
    }
    // What has taken the place of a generator is a list.
    let takes_list = collected && instruction.is(InstructionRole::TakesValues);
    let (form, more) = match takes_list {
        true => (Way::Form(expander.form(1).0), false),
        false => expander.way(variant),
    };
    let (flow, only_results) = match form {
        Way::Form(name) => (expander.expand(name, following), expander.overflows_only(name)),
        Way::Special(special) => (expander.expand_special(special), false),
    };
    let flow = flow.map(|flow| if expander.raises { Flow::Raise } else { flow });
    match (expander.missing.is_empty(), flow) {
        (true, Some(flow)) => Ok(Expansion { pieces: expander.pieces, flow, more, only_results }),
        _ => Err(expander.missing),
    }
}

/// What a variant of an instruction is.
enum Way<'r> {
    /// This form.
    Form(&'r str),
    /// A call of a special method of a class of the program.
    Special(&'r Special),
}

impl<'r> Expander<'_, 'r> {
    /// What a variant of the instruction is, and whether there is one after it.
    fn way(&mut self, variant: usize) -> (Way<'r>, bool) {
        let specials = self.specials();
        if specials.is_empty() {
            let (form, more) = self.form(variant);
            return (Way::Form(form), more);
        }
        // Forms come first and last: the specialised one, unless the instruction met a class first, and the one
        // for what no guard accepts.
        let kinds = self.instruction.feedback.map_or(&[][..], |feedback| &feedback.operands);
        let is_special =
            |kinds: &[OperandType]| specials.iter().any(|special| special.operands == kinds);
        // The guards of a specialised form let the operands pass for which a function stands for the form.
        let first = kinds.first().is_none_or(|(kinds, ..)| is_special(kinds))
            || specials.iter().any(|special| special.stands_for_builtin());
        let name = self.instruction.name;
        let dialect = self.tables.program.dialect;
        let generic = dialect.generic(name).filter(|_| dialect.expansion(name).is_some());
        // A specialised store knows its owner, which forms have to be told.
        let stores = self.instruction.is(InstructionRole::StoreAttribute);
        // What takes all values of an object has no other form than that for any iterator.
        let takes = self.instruction.is(InstructionRole::TakesValues);
        let before = usize::from(!first && !stores && !takes && generic.is_some());
        if variant < before {
            return (Way::Form(name), true);
        }
        let rest = kinds.iter().any(|(kinds, ..)| !is_special(kinds));
        match specials.get(variant - before) {
            Some(&special) => {
                (Way::Special(special), rest || variant + 1 < before + specials.len())
            }
            None if self.instruction.is(InstructionRole::LoadAttribute) => {
                (Way::Form(self.form_of(InstructionRole::LoadAttribute)), false)
            }
            None if stores => (Way::Form(self.form_of(InstructionRole::StoreAttribute)), false),
            None => (Way::Form(dialect.generic(name).unwrap_or(name)), false),
        }
    }

    /// Whether the guards of a form let all operands pass that the instruction met, and results may be too large.
    fn overflows_only(&self, form: &str) -> bool {
        let dialect = self.tables.program.dialect;
        let met = self.instruction.feedback.map_or(&[][..], |feedback| &feedback.operands);
        dialect.overflows(form) && met.iter().all(|(kinds, ..)| accepts(dialect, form, kinds))
    }

    /// The uops of a call of a special method, and where they lead.
    fn expand_special(&mut self, special: &'r Special) -> Option<Flow> {
        self.call_special(special);
        let ending = self.ending(special);
        Some(Flow::Call { function: self.getter?, ending })
    }

    /// Which form of the instruction a variant has, and whether there is one after it.
    fn form(&mut self, variant: usize) -> (&'r str, bool) {
        let name = self.instruction.name;
        let Some(feedback) = self.instruction.feedback else { return (name, false) };
        if !feedback.calls.is_empty() {
            let mut callees = callees(&feedback.calls);
            // The forms of builtins let any class, and instances of any class, pass.
            callees.sort_by_key(|(callee, _)| !self.is_guarded(callee));
            (self.callee, self.with_self) = match callees.get(variant) {
                Some(&(callee, with_self)) => (Some(callee), with_self),
                None => (None, false),
            };
            if let Some(Value::Hosted(builtin, function)) = self.callee {
                (self.hosted, self.callee) = (Some(&**builtin), Some(&**function));
            }
            self.same_self = callees.iter().all(|callee| has_self(callee) == has_self(&callees[0]));
            return (self.call_form(callees.len() > 1), variant + 1 < callees.len());
        }
        let of_attributes = [
            InstructionRole::LoadAttribute,
            InstructionRole::StoreAttribute,
            InstructionRole::LoadSuper,
        ];
        if of_attributes.into_iter().any(|role| self.instruction.is(role)) {
            let mut owners: Vec<&OperandType> = feedback.owner.iter().collect();
            for owner in feedback.operands.iter().filter_map(|(kinds, ..)| kinds.last()) {
                if !owners.contains(&owner) {
                    owners.push(owner);
                }
            }
            let found = |owner| {
                let found = feedback.finds.iter().find(|(kind, _)| kind == owner);
                found.map(|(_, found)| found)
            };
            let lacks = |owner| matches!(found(owner), Some(Found::Missing(_)));
            // The generic form, which raises, lets all others pass, too.
            owners.sort_by_key(|&owner| lacks(owner));
            self.owner = owners.get(variant).map(|&owner| (owner, found(owner)));
            if self.instruction.is(InstructionRole::LoadSuper) {
                return (self.super_form(), false);
            }
            let form = self.attribute_form();
            // An instance that has no value there leaves the form of its class; the generic one raises.
            let is_own = |owner| matches!(found(owner), Some(Found::Value(_) | Found::Slot(_)));
            let may_lack = self.instruction.raised && owners.iter().any(|&owner| is_own(owner));
            let may_lack = may_lack && self.owner.is_some();
            self.raises = self.owner.is_none_or(|(owner, _)| lacks(owner)) && !owners.is_empty();
            return (form, variant + 1 < owners.len() || may_lack);
        }
        if let Some(form) = self.opaque_form(feedback) {
            return (form, false);
        }
        if self.instruction.is(InstructionRole::TruthOfInstance) && variant == 0 {
            let kinds = feedback.operands.iter().filter_map(|(kinds, ..)| kinds.first());
            let class = kinds.clone().find(|kind| matches!(kind, OperandType::Class(_)));
            self.owner = class.map(|class| (class, None));
            return match class {
                Some(class) => (name, kinds.clone().any(|kind| kind != class)),
                None => (self.form_of(InstructionRole::Truth), false),
            };
        }
        let meets = |kind| {
            feedback.operands.iter().any(|(kinds, ..)| matches!(kinds.first(), Some(OperandType::Builtin(first)) if first == kind))
        };
        let dialect = self.tables.program.dialect;
        if self.instruction.is(InstructionRole::Delegate) {
            let resumes =
                ["generator", "coroutine", "async_generator_asend"].into_iter().any(meets);
            if resumes && variant == 0 {
                return (self.form_of(InstructionRole::DelegateGenerator), true);
            }
            let in_place = dialect.form(InstructionRole::DelegateInPlace).filter(|form| {
                feedback.operands.iter().all(|(kinds, ..)| accepts(dialect, form, kinds))
            });
            return (in_place.unwrap_or(self.form_of(InstructionRole::DelegateAny)), false);
        }
        if self.instruction.is(InstructionRole::Iterate) && meets("generator") && variant == 0 {
            // One that has returned, too, is asked for its next value.
            return (self.form_of(InstructionRole::IterateGenerator), true);
        }
        let of_class = |(kinds, ..): &(Vec<OperandType>, _, _)| {
            // What an instance holds of a builtin type is iterated over as an object of that type.
            matches!(kinds.first(), Some(OperandType::Class(class)) if !self.tables.holds(*class))
        };
        if self.instruction.is(InstructionRole::MakeIterator)
            && feedback.operands.iter().any(of_class)
        {
            // `__iter__` may be a generator, whose call enters no frame that a recorder could see.
            self.missing.push("iteration over an object of a class of the program".to_owned());
            return (name, false);
        }
        if self.instruction.is(InstructionRole::MakeIterator)
            && let Some(form) = dialect.form(InstructionRole::IterateInPlace)
            && feedback.operands.iter().all(|(kinds, ..)| accepts(dialect, form, kinds))
        {
            // An instruction that ran once is not specialised.
            return (form, false);
        }
        match (dialect.generic(name), variant) {
            (Some(_), 0) => {
                // A guard on a pair of types has the pair that was met most often.
                let of_pair = uops_of(dialect, name)
                    .any(|op| op.info().operand == OperandKind::TypePair)
                    .then(|| types_of_two(feedback));
                let accepted = |kinds: &[OperandType]| {
                    accepts(dialect, name, kinds)
                        && of_pair.is_none_or(|pair| types_of_pair(kinds) == pair)
                };
                let all = feedback.operands.iter().all(|(kinds, ..)| accepted(kinds));
                // The generic form raises what the specialised one leaves to it.
                let more = !all || self.instruction.raised;
                (name, more || dialect.overflows(name) && feedback.may_overflow())
            }
            (Some(generic), _) => (generic, false),
            (None, _) => (name, false),
        }
    }

    /// Whether a call of this callee has a guard, while the forms of builtins take it, too.
    fn is_guarded(&self, callee: &Value) -> bool {
        match callee {
            Value::Called(..) | Value::New(..) | Value::Special(..) => true,
            Value::Class(class) => self.tables.has_init(*class),
            _ => false,
        }
    }

    /// The form that takes any operands, if there is an opaque object among all that the instruction met.
    fn opaque_form(&self, feedback: &Feedback) -> Option<&'r str> {
        let generic = || self.tables.program.dialect.generic(self.instruction.name);
        feedback.is_opaque().then(|| generic().unwrap_or(self.instruction.name))
    }

    /// The form of a load of an attribute of `super()`.
    fn super_form(&self) -> &'r str {
        self.form_of(match self.instruction.oparg & 1 {
            0 => InstructionRole::LoadSuperAttribute,
            _ => InstructionRole::LoadSuperMethod,
        })
    }

    /// The form of a load or store of an attribute for the owner.
    fn attribute_form(&self) -> &'r str {
        self.form_of(match self.instruction.is(InstructionRole::StoreAttribute) {
            true => self.store_form(),
            false => self.load_form(),
        })
    }

    fn store_form(&self) -> InstructionRole {
        match self.owner {
            Some((OperandType::Class(class), Some(Found::Value(_)))) if self.is_inline(*class) => {
                InstructionRole::StoreValue
            }
            Some((_, Some(Found::Slot(_)))) => InstructionRole::StoreSlot,
            _ => InstructionRole::StoreAttribute,
        }
    }

    /// Whether the instances of a class hold their values.
    fn is_inline(&self, class: usize) -> bool {
        self.tables.recording.classes.get(class).is_some_and(|class| class.inline_values)
    }

    fn load_form(&self) -> InstructionRole {
        let Some((owner, Some(found))) = self.owner else { return InstructionRole::LoadAttribute };
        let is_called =
            self.instruction.oparg & 1 == 1 || self.instruction.is(InstructionRole::LoadSpecial);
        match (owner, found) {
            (OperandType::Class(class), Found::Value(_)) if self.is_inline(*class) => {
                InstructionRole::LoadValue
            }
            // It is in a dict, beside slots.
            (_, Found::Value(_)) => InstructionRole::LoadAttribute,
            (_, Found::Slot(_)) => InstructionRole::LoadSlot,
            (_, Found::Bound(_) | Found::Changed(_) | Found::Missing(_) | Found::Opaque(_)) => {
                InstructionRole::LoadAttribute
            }
            (_, Found::Property(_)) => InstructionRole::LoadProperty,
            // A method that is not called at once is bound.
            (_, Found::Method(_)) if !is_called => InstructionRole::LoadAttribute,
            (OperandType::Class(class), Found::Method(_)) if self.is_inline(*class) => {
                InstructionRole::LoadMethodWithValues
            }
            (_, Found::Method(_)) => InstructionRole::LoadMethod,
            (OperandType::Is(Value::Module(_)), Found::Object(_)) => InstructionRole::LoadOfModule,
            (OperandType::Is(_), Found::Object(_)) => InstructionRole::LoadOfClass,
            // These push no null.
            (OperandType::Class(_), Found::Object(_)) if is_called => {
                InstructionRole::LoadAttribute
            }
            (OperandType::Class(class), Found::Object(_)) if self.is_inline(*class) => {
                InstructionRole::LoadClassValueWithValues
            }
            (_, Found::Object(_)) => InstructionRole::LoadClassValue,
        }
    }

    /// The uops of the form `name`, and where they lead.
    fn expand(&mut self, name: &'r str, following: Option<&Instruction<'r>>) -> Option<Flow> {
        let next = self.instruction.next;
        let target = self.instruction.target();
        let dialect = self.tables.program.dialect;
        let is = |role: InstructionRole| dialect.is(name, role);
        if is(InstructionRole::Nothing) {
            return Some(Flow::Next(next));
        }
        if is(InstructionRole::Intrinsic) && self.instruction.oparg == WRAP {
            // What an asynchronous generator yields is marked so, which nothing looks at here.
            return Some(Flow::Next(next));
        }
        for (role, count) in [(InstructionRole::AsyncIterator, 0), (InstructionRole::AwaitNext, 1)]
        {
            if is(role) {
                self.iterate_async(count);
                return Some(Flow::Next(next));
            }
        }
        if is(InstructionRole::JumpForward) {
            return Some(Flow::Next(target?));
        }
        if is(InstructionRole::JumpBackward) {
            return Some(Flow::Back(target?));
        }
        if is(InstructionRole::Branch) {
            return self.branch(name);
        }
        if is(InstructionRole::LoadGlobal) {
            self.load_global(self.instruction.oparg & 1 == 1);
            return Some(Flow::Next(next));
        }
        if self.expand_in_class_body() {
            return Some(Flow::Next(next));
        }
        if self.leaves_with() {
            self.call_bound_exit();
            return self.flow(name, following);
        }
        if let Some(builtin) = self.hosted {
            self.replace_builtin(builtin);
        }
        if is(InstructionRole::Import) {
            self.load_imported(name);
        } else if is(InstructionRole::CallByName) {
            self.call_with_keywords();
        } else if is(InstructionRole::CallStar) {
            self.call_star();
        } else if self.gathers() {
            self.call_gathering();
        } else if let Some(Value::Build(class)) = self.callee {
            self.run_class_body(*class);
        } else if is(InstructionRole::CallInit) {
            self.call_class();
        } else if is(InstructionRole::LoadProperty) {
            self.load_property();
        } else if is(InstructionRole::Enter) {
            self.enter_builtin();
        } else if self.instruction.is(InstructionRole::LoadSpecial)
            && dialect.form(InstructionRole::LoadAttribute) == Some(name)
        {
            self.load_made_special();
        } else {
            self.uops(name, following);
        }
        self.flow(name, following)
    }

    fn flow(&mut self, name: &str, following: Option<&Instruction<'r>>) -> Option<Flow> {
        let next = self.instruction.next;
        let dialect = self.tables.program.dialect;
        let is = |role: InstructionRole| dialect.is(name, role);
        match self.pieces.last().map(|last| last.op) {
            Some(Op::_PUSH_GEN_FRAME) => {
                return Some(Flow::Resume { done: self.instruction.target()? });
            }
            Some(op) if op.info().returns => return Some(Flow::Return),
            _ => {}
        }
        if is(InstructionRole::Raise) {
            return Some(Flow::Raise);
        }
        if is(InstructionRole::Delegate) {
            return Some(Flow::Delegate { done: self.instruction.target()? });
        }
        if is(InstructionRole::Iterate) {
            // At the target stand the end of the loop and what pops the iterator, an instruction each.
            // Uops whose exit leaves the iterator on the stack leave it for the latter.
            let target = self.instruction.target()?;
            let last = self.pieces.last()?;
            let guard = self.pieces.iter().find(|piece| notices_end(piece.op)).unwrap_or(last).op;
            let after = if guard.info().exit_pops { 2 } else { 1 };
            return Some(Flow::Iterate { guard, done: target.checked_add(after)? });
        }
        if is(InstructionRole::TakesNext) {
            return Some(Flow::Next(following.map_or(next, |following| following.next)));
        }
        Some(match self.pieces.last().copied()? {
            Piece { op: Op::_PUSH_FRAME, operand: Operand::Function(function) } => {
                let makes = |op| matches!(op, Op::_CREATE_INIT_FRAME | Op::_CREATE_INIT_FRAME_STAR);
                let init = self.pieces.iter().any(|piece| makes(piece.op));
                // Above what is called as a method lies null, above what a property gives, too.
                let loads = self.instruction.is(InstructionRole::LoadAttribute)
                    || self.instruction.is(InstructionRole::LoadProperty);
                let is_called = loads && self.instruction.oparg & 1 == 1;
                let ending = init.then_some(Ending::Init).or_else(|| self.ending_of_builtin());
                let ending = ending.or_else(|| is_called.then_some(Ending::Null));
                Flow::Call { function, ending }
            }
            _ => Flow::Next(next),
        })
    }

    /// A branch, whose expansion has the guards of both ways.
    fn branch(&mut self, name: &'r str) -> Option<Flow> {
        self.uops(name, None);
        let guards = std::mem::take(&mut self.pieces);
        let [stay, jump] = guards[..] else { return None };
        let target = self.instruction.target()?;
        Some(Flow::Branch { stay: stay.op, jump: jump.op, target })
    }
}

/// Whether a uop leaves where an iterator of a certain type has nothing left, and does nothing else. The generic form of
/// an iteration has none.
pub(super) fn notices_end(op: Op) -> bool {
    matches!(
        op.info().function,
        Function::_GUARD_NOT_EXHAUSTED_LIST
            | Function::_GUARD_NOT_EXHAUSTED_RANGE
            | Function::_GUARD_NOT_EXHAUSTED_TUPLE
            | Function::_GUARD_NOT_EXHAUSTED_RANGE_NOS
            | Function::_GUARD_NOT_EXHAUSTED_LIST_AT
            | Function::_GUARD_NOT_EXHAUSTED_TUPLE_AT
    )
}

/// Whether `self` lies on the stack when a callee is called. A bound method has it inside.
fn has_self(&(callee, with_self): &(&Value, bool)) -> bool {
    with_self && !matches!(callee, Value::Bound(_))
}

/// What a call met: each callee, and whether it was called with a `self` that lies below the arguments.
/// The most frequent comes first.
fn callees(calls: &[Call]) -> Vec<(&Value, bool)> {
    let mut callees = Vec::new();
    for (callee, kinds, ..) in calls {
        let with_self = kinds.first().is_some_and(|kind| *kind != OperandType::Null);
        if !callees.contains(&(callee, with_self)) {
            callees.push((callee, with_self));
        }
    }
    callees
}
