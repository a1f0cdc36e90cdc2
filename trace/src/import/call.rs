//! Calls whose form depends on more than the instruction: by name, of classes, of properties.

use super::accept::uops_of;
use super::expand::Expander;
use super::recording::{Found, OperandType, Value};
use crate::program::{FunctionId, Named, Operand};
use uops::{InstructionRole, OperandKind};

impl<'r> Expander<'_, 'r> {
    /// The form of a call for the callee. With `several` callees, a form is chosen whose guards leave the
    /// stack as it was, so that the form of another callee can follow.
    pub(super) fn call_form(&self, several: bool) -> &'r str {
        let name = self.instruction.name;
        let oparg = self.instruction.oparg as usize;
        let is_whole = [InstructionRole::CallByName, InstructionRole::CallStar]
            .into_iter()
            .any(|role| self.instruction.is(role));
        if is_whole {
            return name;
        }
        let takes = |code: &usize| {
            self.tables.recording.codes.get(*code).and_then(|code| code.parameter_count())
        };
        let given = oparg + usize::from(self.with_self);
        // A form that CPython has specialised the instruction to.
        let own = |role: InstructionRole| self.instruction.is(role);
        let form = match self.callee {
            Some(Value::Code(code)) if takes(code) == Some(given) && self.same_self => {
                InstructionRole::CallExact
            }
            Some(Value::Code(_)) => InstructionRole::CallFunction,
            Some(Value::Bound(function)) => match &**function {
                Value::Code(code) if takes(code) == Some(oparg + 1) && !several => {
                    InstructionRole::CallMethodExact
                }
                Value::Code(_) => InstructionRole::CallMethod,
                _ => InstructionRole::CallAny,
            },
            Some(Value::Class(class)) if self.tables.has_init(*class) => InstructionRole::CallInit,
            Some(Value::Builtin(builtin)) => match (builtin.as_str(), oparg) {
                ("len", 1) => InstructionRole::CallLen,
                ("isinstance", 2) => InstructionRole::CallIsinstance,
                _ if own(InstructionRole::CallBuiltin) => return name,
                _ => InstructionRole::CallAny,
            },
            Some(Value::Type(class)) => match class.as_str() {
                "type" if own(InstructionRole::CallType) => InstructionRole::CallType,
                "str" if own(InstructionRole::CallStr) => InstructionRole::CallStr,
                "tuple" if own(InstructionRole::CallTuple) => InstructionRole::CallTuple,
                // It calls any class, those of the program too.
                _ if several => InstructionRole::CallAny,
                _ => InstructionRole::CallBuiltinClass,
            },
            Some(Value::Method(class, method)) => match (class.as_str(), method.as_str()) {
                ("list", "append") if own(InstructionRole::CallListAppend) && self.is_of(class) => {
                    InstructionRole::CallListAppend
                }
                _ if own(InstructionRole::CallDescriptor)
                    && self.is_of(class)
                    && (self.with_self || !self.takes_self()) =>
                {
                    return name;
                }
                _ => InstructionRole::CallAny,
            },
            _ => InstructionRole::CallAny,
        };
        self.form_of(form)
    }

    /// Whether the form of the instruction takes `self` and so many arguments in slots of their own: where a method is
    /// called as an attribute of its class, null is in place of `self`.
    fn takes_self(&self) -> bool {
        let mut uops = uops_of(self.tables.program.dialect, self.instruction.name);
        uops.any(|op| {
            let info = op.info();
            info.escapes && info.operand == OperandKind::Nothing && !info.outputs.is_empty()
        })
    }

    /// Whether a method is always called for objects of just this builtin class. The forms for methods do not take
    /// those of a subclass, as `True` is one of an int and a `Counter` of a dict.
    fn is_of(&self, class: &str) -> bool {
        let calls = self.instruction.feedback.map_or(&[][..], |feedback| &feedback.calls);
        calls.iter().filter(|(callee, ..)| Some(callee) == self.callee).all(|(_, kinds, ..)| {
            let this = kinds.iter().find(|kind| **kind != OperandType::Null);
            let derives =
                |kind: &str| matches!(kind, "bool" | "Counter" | "defaultdict") && class != kind;
            match this {
                Some(OperandType::Builtin(kind)) => !derives(kind),
                Some(OperandType::Class(_)) => false,
                _ => true,
            }
        })
    }

    /// A call of a class whose `__init__` may have parameters with a default.
    pub(super) fn call_class(&mut self) {
        match u16::try_from(self.instruction.oparg) {
            Ok(count) => self.enter_init(count, &[]),
            Err(_) => self.missing.push("a call with so many arguments".to_owned()),
        }
    }

    /// A call with arguments by name. What they are for is known here, so that the arguments are put
    /// in order on the stack, and the call is one of a function with just these.
    pub(super) fn call_with_keywords(&mut self) {
        let Some((given, above)) = u16::try_from(self.instruction.oparg)
            .ok()
            .and_then(|given| Some((given, given.checked_add(1)?)))
        else {
            return self.missing.push("a call with so many arguments".to_owned());
        };
        let oparg = usize::from(given);
        let names = self.instruction.feedback.map_or(&[][..], |feedback| &feedback.keywords);
        if matches!(self.callee, Some(Value::Called(..) | Value::New(..))) {
            return self.call_instance(above, given, names);
        }
        let Ok(function) = self.called_function() else {
            return self.uops_of(InstructionRole::CallAnyByName, given);
        };
        let with_self = self.with_self || !matches!(self.callee, Some(Value::Code(_)));
        let below = usize::from(with_self);
        let Some(by_position) = oparg.checked_sub(names.len()) else {
            return self.missing.push("as many arguments as names".to_owned());
        };
        // `self` counts as the first parameter.
        let targets = self.targets(function, below + by_position, names);
        match self.callee {
            Some(Value::Class(_)) => return self.enter_init(above, names),
            Some(Value::Bound(_)) => self.uops_of(InstructionRole::CallMethodByName, given),
            _ => self.uops_of(InstructionRole::CallFunctionByName, given),
        }
        self.enter_gathered(function, targets, oparg, below);
    }

    /// Makes an instance and enters its `__init__`. `peeked` slots lie above the class and the null; if there are `names`,
    /// the topmost slot has them, and those below are the arguments that have them.
    fn enter_init(&mut self, peeked: u16, names: &'r [String]) {
        let Some(Value::Class(class)) = self.callee else { return };
        let init = match self.tables.init(*class) {
            Ok(init) => init,
            Err(what) => return self.missing.push(what),
        };
        // The instance is the first argument by position.
        let arguments = usize::from(peeked) - usize::from(!names.is_empty()) + 1;
        let by_position = arguments.saturating_sub(names.len());
        let targets = self.targets(init, by_position, names);
        self.uops_of(InstructionRole::CallInit, peeked);
        if !names.is_empty() {
            self.uops_of(InstructionRole::DropNames, peeked);
        }
        if self.tables.is_exception(*class) {
            self.keep_arguments(arguments - 1, names.len());
        }
        let is_exact = names.is_empty() && arguments == self.tables.program.arg_count(init);
        let is_made = self.tables.makes_init(*class) && (!is_exact || self.has_stars(init));
        let Some(targets) = targets.filter(|_| !is_made) else {
            return self.enter_made_init(by_position.saturating_sub(1), names);
        };
        let Some(order) = self.gather(init, &targets, 1) else { return };
        let Some(count) = self.arrange(init, order, 1) else { return };
        self.uops_of(InstructionRole::EnterInit, count);
    }

    /// An exception keeps the arguments with which its class is called, of which there are `count` above it, but for
    /// those that have names.
    fn keep_arguments(&mut self, count: usize, names: usize) {
        let given = count.saturating_sub(names);
        let (Ok(above), Ok(given)) = (u16::try_from(count), u16::try_from(given)) else {
            return self.missing.push("a call with so many arguments".to_owned());
        };
        for _ in 0..given {
            self.push("_COPY", Operand::Oparg(above));
        }
        self.push("_BUILD_TUPLE", Operand::Oparg(given));
        self.push("_COPY", Operand::Oparg(above.saturating_add(2)));
        let name = self.tables.attribute_name("args");
        self.push("_STORE_ATTR", Operand::Name(name));
    }

    /// A property is a call of its getter.
    pub(super) fn load_property(&mut self) {
        let Some((_, Some(Found::Property(value)))) = self.owner else {
            return self.missing.push("a property".to_owned());
        };
        if let Value::Code(code) = value {
            return self.load_made_property(FunctionId(*code as u32));
        }
        let getter = match self.tables.named(value) {
            Ok(getter) => self.tables.program.called(getter),
            Err(what) => return self.missing.push(what),
        };
        let Some(getter) = getter else {
            return self.missing.push("a property whose getter is no function".to_owned());
        };
        if self.tables.program.arg_count(getter) != 1 {
            return self.missing.push("a property with more parameters".to_owned());
        }
        self.getter = Some(getter);
        self.uops_of(InstructionRole::LoadProperty, 0);
    }

    /// Puts arguments, which are for the parameters `order`, in the order of the parameters, those with
    /// their values by default included. The first `fixed` are below the others and in order already.
    /// Returns how many there are beyond them.
    pub(super) fn arrange(
        &mut self,
        function: FunctionId,
        order: Vec<usize>,
        fixed: usize,
    ) -> Option<u16> {
        let takes = self.tables.program.arg_count(function);
        let mut slots = order.get(fixed..).unwrap_or_default().to_vec();
        for parameter in fixed..takes {
            if slots.contains(&parameter) {
                continue;
            }
            let Some(default) = self.default_of(function, parameter) else {
                let what = "a value by default that is not known before the program runs";
                self.missing.push(what.to_owned());
                return None;
            };
            self.load_named(default, false);
            slots.push(parameter);
        }
        let mut sorted = slots.clone();
        sorted.sort_unstable();
        if !sorted.into_iter().eq(fixed..takes) {
            self.missing.push("a call with other arguments than the function takes".to_owned());
            return None;
        }
        let count = u16::try_from(slots.len()).ok();
        self.put_in_places(slots.into_iter().map(|parameter| parameter - fixed).collect());
        count
    }

    /// The value of a parameter by default, if it is known before the program runs.
    pub(super) fn default_of(&self, function: FunctionId, parameter: usize) -> Option<Named> {
        let one = self.tables.has_one_default(function) && !self.tables.makes(function);
        let function = self.tables.program.function(function).filter(|_| one)?;
        let required = function.plain_count().saturating_sub(function.defaults.len());
        function.defaults.get(parameter.checked_sub(required)?).copied().flatten()
    }

    /// Swaps the topmost slots so that each is in its place, which `places` has from the deepest one on.
    pub(super) fn put_in_places(&mut self, mut places: Vec<usize>) {
        // What is on top is put in its place; if it is there, what is not comes to the top first.
        while let Some(wrong) = (0..places.len()).find(|&slot| places[slot] != slot) {
            let top = places.len() - 1;
            let other = if places[top] == top { wrong } else { places[top] };
            self.push("_SWAP", Operand::Oparg((places.len() - other) as u16));
            places.swap(top, other);
        }
    }
}
