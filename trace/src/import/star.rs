//! Calls whose arguments are in a tuple and a dict, functions that take any number of arguments, and instances that are
//! called.

use super::checked::Checked;
use super::draft::Ending;
use super::expand::Expander;
use super::recording::{Code, OperandType, Value};
use crate::program::{ClassId, FunctionId, Named, Operand};
use uops::InstructionRole;

/// What an argument on the stack is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Target<'r> {
    /// The parameter of this number.
    Parameter(usize),
    /// The tuple of all other arguments by position.
    Rest,
    /// The dict of all other arguments by name.
    Named(&'r String),
}

impl<'r> Expander<'_, 'r> {
    /// What each argument of a call is for: `by_position` first ones, a `self` included, and then those with names.
    /// None if the arguments do not fit, or not without values by default that are not known before the program runs:
    /// the function is entered so that it finds the parameter of each argument itself then, or raises the error.
    pub(super) fn targets(
        &mut self,
        function: FunctionId,
        by_position: usize,
        names: &'r [String],
    ) -> Option<Vec<Target<'r>>> {
        let code = self.code_of(function)?;
        let by_position = (0..by_position).map(|index| match index < code.positional {
            true => Some(Target::Parameter(index)),
            false => code.has_varargs().then_some(Target::Rest),
        });
        let parameters = code.plain_count().unwrap_or(0);
        let named = names.iter().map(|name| {
            let mut known = code.locals.iter().take(parameters).skip(code.positional_only);
            match known.position(|(local, _)| local == name) {
                Some(index) => Some(Target::Parameter(index + code.positional_only)),
                None => code.has_varkeywords().then_some(Target::Named(name)),
            }
        });
        let targets: Vec<_> = by_position.chain(named).collect::<Option<_>>()?;
        let given = |index| targets.iter().filter(|it| **it == Target::Parameter(index)).count();
        let fits = (0..parameters).all(|index| match given(index) {
            0 => self.default_of(function, index).is_some(),
            count => count == 1,
        });
        fits.then_some(targets)
    }

    /// Whether a function takes fewer arguments by position than it is given, and no others.
    fn is_short(&self, function: FunctionId, given: usize) -> bool {
        let code = self.code_of(function);
        code.is_some_and(|code| given > code.positional && !code.has_varargs())
    }

    fn code_of(&self, function: FunctionId) -> Option<&'r Code> {
        self.tables.recording.codes.get(function.0 as usize)
    }

    /// Whether a function takes any number of arguments.
    pub(super) fn has_stars(&self, function: FunctionId) -> bool {
        let has_stars = |code: &Code| code.has_varargs() || code.has_varkeywords();
        self.code_of(function).is_some_and(has_stars)
    }

    /// Makes the tuple and the dict of the arguments for which there is no parameter of their own. `targets` are the
    /// topmost slots. Returns which parameters the slots are for that are left.
    pub(super) fn gather(
        &mut self,
        function: FunctionId,
        targets: &[Target<'r>],
        fixed: usize,
    ) -> Option<Vec<usize>> {
        if targets.iter().take(fixed).any(|target| !matches!(target, Target::Parameter(_))) {
            self.missing.push("a `self` among all other arguments".to_owned());
            return None;
        }
        let slots = targets.get(fixed..).unwrap_or_default();
        let parameters = |target: &Target<'r>| match target {
            Target::Parameter(index) => Some(*index),
            _ => None,
        };
        let code = self.code_of(function)?;
        let (varargs, varkeywords) = (code.has_varargs(), code.has_varkeywords());
        let plain = code.plain_count()?;
        let fixed_ones = targets.iter().take(fixed).filter_map(parameters);
        let mut order: Vec<usize> = fixed_ones.chain(slots.iter().filter_map(parameters)).collect();
        if !varargs && !varkeywords {
            return Some(order);
        }
        // Arguments with a parameter of their own come first, then those by position, then those by name.
        let rank = |target: &Target<'r>| match target {
            Target::Parameter(_) => 0,
            Target::Rest => 1,
            Target::Named(_) => 2,
        };
        let mut sorted: Vec<usize> = (0..slots.len()).collect();
        sorted.sort_by_key(|&slot| rank(&slots[slot]));
        let mut places = vec![0; slots.len()];
        for (place, &slot) in sorted.iter().enumerate() {
            places[slot] = place;
        }
        self.put_in_places(places);
        let rest = slots.iter().filter(|target| **target == Target::Rest).count();
        if varkeywords {
            let names: Vec<&'r String> = slots
                .iter()
                .filter_map(|target| match target {
                    Target::Named(name) => Some(*name),
                    _ => None,
                })
                .collect();
            self.name_pairs(&names);
            self.push("_BUILD_MAP", Operand::Oparg(names.len() as u16));
            if varargs {
                // The others come on top of it.
                self.put_in_places((1..=rest).chain([0]).collect());
            }
            order.push(plain + usize::from(varargs));
        }
        if varargs {
            self.push("_BUILD_TUPLE", Operand::Oparg(rest as u16));
            order.push(plain);
        }
        Some(order)
    }

    /// Puts names under the values on top, each under its own.
    pub(super) fn name_pairs(&mut self, names: &[&'r String]) {
        for name in names {
            let named = self.tables.text(name);
            self.load_named(named, false);
        }
        let count = names.len();
        let values = (0..count).map(|index| 2 * index + 1);
        self.put_in_places(values.chain((0..count).map(|index| 2 * index)).collect());
    }

    /// Whether a call by position is one of a function that takes any number of arguments or fewer than it is given, or of
    /// an instance.
    pub(super) fn gathers(&mut self) -> bool {
        let given = self.instruction.oparg as usize;
        match self.callee {
            Some(Value::Code(code)) => {
                let function = FunctionId(*code as u32);
                self.has_stars(function)
                    || self.is_short(function, given + usize::from(self.with_self))
            }
            Some(Value::Bound(function)) => match **function {
                Value::Code(code) => {
                    let function = FunctionId(code as u32);
                    self.has_stars(function) || self.is_short(function, given + 1)
                }
                _ => false,
            },
            Some(Value::Called(..) | Value::New(..) | Value::Special(..)) => true,
            _ => false,
        }
    }

    /// A call by position of such a function, or of an instance, or of a builtin that calls a special method.
    pub(super) fn call_gathering(&mut self) {
        if matches!(self.callee, Some(Value::Special(..))) {
            return self.call_method_of_argument();
        }
        let Ok(given) = u16::try_from(self.instruction.oparg) else {
            return self.missing.push("a call with so many arguments".to_owned());
        };
        if matches!(self.callee, Some(Value::Called(..) | Value::New(..))) {
            return self.call_instance(given, given, &[]);
        }
        let function = match self.called_function() {
            Ok(function) => function,
            Err(what) => return self.missing.push(what),
        };
        let is_bound = matches!(self.callee, Some(Value::Bound(_)));
        let below = usize::from(self.with_self || is_bound);
        let targets = self.targets(function, below + usize::from(given), &[]);
        self.uops_of(
            match is_bound {
                true => InstructionRole::CallMethodGathering,
                false => InstructionRole::CallGathering,
            },
            given,
        );
        self.enter_gathered(function, targets, usize::from(given), below);
    }

    /// Enters a function whose version was checked, and for whose frame there is room, once its arguments are in order.
    /// There are so many above a `self` or null.
    pub(super) fn enter_gathered(
        &mut self,
        function: FunctionId,
        targets: Option<Vec<Target<'r>>>,
        given: usize,
        below: usize,
    ) {
        let Some(targets) = targets else {
            let names = self.instruction.feedback.map_or(&[][..], |feedback| &feedback.keywords);
            return self.enter_unknown(given, names);
        };
        let targets = &targets[..];
        if below == 1 && targets.first() == Some(&Target::Rest) {
            // The `self` is one of all other arguments, and null comes into its place.
            self.push("_PUSH_NULL", Operand::Nothing);
            self.put_in_places((1..=targets.len()).chain([0]).collect());
            return self.enter_in_order(function, targets, 0, InstructionRole::EnterArranged);
        }
        let role = match self.same_self {
            true => InstructionRole::EnterArranged,
            false if self.has_stars(function) => {
                let what = "a function with a star that is called with a self and without one";
                return self.missing.push(what.to_owned());
            }
            false => InstructionRole::CallFunction,
        };
        self.enter_in_order(function, targets, below, role);
    }

    /// Enters a function that finds the parameter of each argument itself. So many are on top, the last ones with names.
    fn enter_unknown(&mut self, count: usize, names: &'r [String]) {
        if let Some(above) = self.pack(count.saturating_sub(names.len()), names) {
            self.uops_of(InstructionRole::EnterStar, above);
        }
    }

    /// Puts arguments in a tuple, and those with names in a dict above it. Returns how many of these there are.
    pub(super) fn pack(&mut self, by_position: usize, names: &'r [String]) -> Option<u16> {
        let (Ok(positional), Ok(named)) = (u16::try_from(by_position), u16::try_from(names.len()))
        else {
            self.missing.push("a call with so many arguments".to_owned());
            return None;
        };
        if named > 0 {
            self.name_pairs(&names.iter().collect::<Vec<_>>());
            self.push("_BUILD_MAP", Operand::Oparg(named));
            self.put_in_places((1..=by_position).chain([0]).collect());
        }
        self.push("_BUILD_TUPLE", Operand::Oparg(positional));
        if named > 0 {
            self.push("_SWAP", Operand::Oparg(2));
        }
        Some(if named > 0 { 2 } else { 1 })
    }

    fn enter_in_order(
        &mut self,
        function: FunctionId,
        targets: &[Target<'r>],
        below: usize,
        role: InstructionRole,
    ) {
        let Some(order) = self.gather(function, targets, below) else { return };
        let Some(count) = self.arrange(function, order, below) else { return };
        self.uops_of(role, count);
    }

    /// Enters a special method, which is a constant, once its arguments are in order. The first of them is the `self`.
    fn enter_method(
        &mut self,
        (function, role): (FunctionId, InstructionRole),
        by_position: usize,
        names: &'r [String],
    ) {
        match self.targets(function, by_position, names) {
            Some(targets) => self.enter_in_order(function, &targets, 1, role),
            None => self.enter_unknown(by_position.saturating_sub(1) + names.len(), names),
        }
    }

    /// A call of an instance, which is one of the `__call__` of its class, or of a class that has a `__new__`. Above null are `above` slots, the topmost of them the names of
    /// the last arguments if there are names.
    pub(super) fn call_instance(&mut self, above: u16, given: u16, names: &'r [String]) {
        if !self.guard_instance(above) {
            return;
        }
        if !names.is_empty() {
            self.push("_POP_TOP", Operand::Nothing);
        }
        let Some(function) = self.put_method(given) else { return };
        let by_position = usize::from(given).saturating_sub(names.len()) + 1;
        self.enter_method(function, by_position, names);
    }

    /// Guards the class of what is called, or which class is called, below null and `above` slots.
    fn guard_instance(&mut self, above: u16) -> bool {
        if let Some(Value::New(class, _)) = self.callee {
            self.guard_identity(above.saturating_add(2), Named::Class(ClassId(*class as u32)));
            return true;
        }
        let Some(Value::Called(class, _)) = self.callee else { return false };
        let Some(op) = self.find("_CHECK_CALLABLE_INSTANCE") else { return false };
        let operand = Operand::CallClass(above, ClassId(*class as u32));
        self.pieces.push(super::expand::Piece { op, operand });
        true
    }

    /// Puts the `__call__` of an instance, or the `__new__` of a class, in its place, and the instance or class in that of
    /// the null above it, below `above` slots.
    fn put_method(&mut self, above: u16) -> Option<(FunctionId, InstructionRole)> {
        let Some(Value::Called(_, method) | Value::New(_, method)) = self.callee else {
            return None;
        };
        let function = self.load_method(method, usize::from(above) + 2)?;
        let last = usize::from(above) + 2;
        self.put_in_places([1, last].into_iter().chain(2..last).chain([0]).collect());
        self.push("_POP_TOP_NOP", Operand::Nothing);
        Some(function)
    }

    /// Loads a function that is called with a `self`, which lies so many slots deep; and the form that enters it.
    fn load_method(
        &mut self,
        method: &'r Value,
        depth: usize,
    ) -> Option<(FunctionId, InstructionRole)> {
        let role = Self::special_role(method);
        self.same_self = true;
        if let Value::Code(code) = method {
            let function = FunctionId(*code as u32);
            let Some(code) = self.code_of(function) else {
                self.missing.push("a special method that is not in the recording".to_owned());
                return None;
            };
            self.load_made_method(code.name.rsplit('.').next().unwrap_or(&code.name), depth);
            self.getter = Some(function);
            return Some((function, role));
        }
        let named = match self.tables.named(method) {
            Ok(named) => named,
            Err(what) => {
                self.missing.push(what);
                return None;
            }
        };
        let Some(function) = self.tables.program.called(named) else {
            self.missing.push("a special method that is no function".to_owned());
            return None;
        };
        self.load_named(named, false);
        self.getter = Some(function);
        Some((function, role))
    }

    /// Guards which object lies so many slots deep, the topmost being 1.
    pub(super) fn guard_identity(&mut self, place: u16, named: Named) {
        self.push("_COPY", Operand::Oparg(place));
        self.load_named(named, false);
        self.uops_of(InstructionRole::Identity, 0);
        self.push("_GUARD_IS_TRUE_POP", Operand::Nothing);
    }

    /// Puts the function that is called in the place of a builtin in the builtin's place.
    pub(super) fn replace_builtin(&mut self, builtin: &'r Value) {
        let names = u16::from(self.instruction.is(InstructionRole::CallByName));
        // Above the builtin are a `self` or null, the arguments, and the names of some of them.
        let above = u16::try_from(self.instruction.oparg)
            .ok()
            .and_then(|given| given.checked_add(1 + names));
        let Some(place) = above.and_then(|above| above.checked_add(1)) else {
            return self.missing.push("a call with so many arguments".to_owned());
        };
        let (builtin, function) =
            match (self.tables.named(builtin), self.callee.map(|callee| self.tables.named(callee)))
            {
                (Ok(builtin), Some(Ok(function))) => (builtin, function),
                (Err(what), _) | (_, Some(Err(what))) => return self.missing.push(what),
                (_, None) => return,
            };
        self.guard_identity(place, builtin);
        self.load_named(function, false);
        self.push("_SWAP", Operand::Oparg(place + 1));
        self.push("_POP_TOP", Operand::Nothing);
    }

    /// A call of a builtin with one argument, which calls a special method of that.
    fn call_method_of_argument(&mut self) {
        let Some(Value::Special(_, class, method)) = self.callee else { return };
        if self.instruction.oparg != 1 || self.with_self {
            return self
                .missing
                .push("a builtin that calls a method, with other arguments".to_owned());
        }
        let class = ClassId(*class as u32);
        let calls = self.instruction.feedback.map_or(&[][..], |met| &met.calls);
        let mut kinds = calls
            .iter()
            .filter(|(callee, ..)| Some(callee) == self.callee)
            .flat_map(|(_, kinds, ..)| kinds);
        // A class whose metaclass has the method is known by itself.
        match kinds.any(|kind| matches!(kind, OperandType::Is(_))) {
            true => self.guard_identity(1, Named::Class(class)),
            false => self.push("_GUARD_TYPE_VERSION", Operand::Class(class)),
        }
        let Some(function) = self.load_method(method, 1) else { return };
        // The method and the argument come first; builtin and null are dropped.
        self.put_in_places(vec![3, 2, 1, 0]);
        self.push("_POP_TOP", Operand::Nothing);
        self.push("_POP_TOP_NOP", Operand::Nothing);
        self.enter_method(function, 1, &[]);
    }

    /// What a builtin does with what a special method has returned.
    pub(super) fn ending_of_builtin(&mut self) -> Option<Ending> {
        match self.callee {
            Some(Value::Special(builtin, class, method)) => {
                let (what, rest): (_, Option<&'static Ending>) = match builtin.as_str() {
                    "bool" if self.tables.is_called(method, "__len__") => {
                        (Checked::Length, Some(&Ending::Truth))
                    }
                    "bool" => (Checked::Bool, Some(&Ending::Truth)),
                    "str" => (Checked::Text("__str__"), Some(&Ending::Text)),
                    "repr" => (Checked::Text("__repr__"), Some(&Ending::Text)),
                    "float" => (Checked::Float, None),
                    "int" => (Checked::Int, None),
                    "iter" => (Checked::Iterator, None),
                    "len" => (Checked::Length, None),
                    _ => return None,
                };
                self.checked(what, *class, rest)
            }
            Some(Value::Build(class)) => {
                // The namespace and what the body returns come in the place of the function, and the template after them.
                let count = u16::try_from(self.instruction.oparg).ok()?.checked_add(2)?;
                Some(Ending::Build(ClassId(*class as u32), count))
            }
            _ => None,
        }
    }

    /// An exception keeps the arguments by position with which its class is called. Returns how many slots are above it.
    fn keep_tuple(&mut self, is_short: bool) -> u16 {
        if is_short {
            self.push("_PUSH_NULL", Operand::Nothing);
        }
        self.push("_MAKE_CALLARGS_A_TUPLE", Operand::Nothing);
        self.push("_COPY", Operand::Oparg(2));
        self.push("_COPY", Operand::Oparg(4));
        let name = self.tables.attribute_name("args");
        self.push("_STORE_ATTR", Operand::Name(name));
        2
    }

    /// A call with the arguments in a tuple and, maybe, a dict.
    pub(super) fn call_star(&mut self) {
        // CPython 3.13 has no slot for the dict where there is none.
        let borrows = self.tables.program.dialect.borrows();
        let is_short = self.instruction.oparg & 1 == 0 && !borrows;
        let above = if is_short { 1 } else { 2 };
        match self.callee {
            Some(Value::Code(_)) => self.uops_of(InstructionRole::CallStarFunction, above),
            Some(Value::Bound(function)) if matches!(**function, Value::Code(_)) => {
                self.uops_of(InstructionRole::CallStarMethod, above);
            }
            Some(Value::Class(class)) if self.tables.has_init(*class) => {
                let is_exception = self.tables.is_exception(*class);
                self.uops_of(InstructionRole::CallInit, above);
                let above = if is_exception { self.keep_tuple(is_short) } else { above };
                self.uops_of(InstructionRole::EnterStarInit, above);
            }
            Some(Value::Called(_, method) | Value::New(_, method)) => {
                let role = match **method {
                    Value::Code(_) => InstructionRole::CallStarFunction,
                    _ => InstructionRole::EnterStar,
                };
                if self.guard_instance(above) && self.put_method(above).is_some() {
                    self.uops_of(role, above);
                }
            }
            _ => {
                if !borrows {
                    // The guards come first: where they leave, the stack is as it was.
                    self.push("_CHECK_IS_NOT_PY_CALLABLE", Operand::Oparg(above));
                }
                if is_short {
                    self.push("_PUSH_NULL", Operand::Nothing);
                }
                self.uops_of(InstructionRole::CallStarAny, above);
            }
        }
    }
}
