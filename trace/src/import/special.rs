//! Operators and other instructions that call a special method of a class of the program, such as `__add__`.
//!
//! CPython's C code calls the method. Here the instruction is a call of it: its arguments are put in order, a trace
//! goes through it as through any other function, and what the instruction does with the result comes after it.

use super::checked::Checked;
use super::draft::Ending;
use super::expand::Expander;
use super::recording::{OperandType, Special, Value};
use crate::program::{ClassId, FunctionId, Named, Operand};
use uops::{Comparison, InstructionRole};

/// What `__format__` is given where a text says nothing.
static EMPTY: Value = Value::Str(String::new());
/// What the `__get__` of a descriptor is given where the attribute is one of a class.
static NONE: Value = Value::None;

impl<'r> Expander<'_, 'r> {
    /// The special methods that the instruction calls: each once, those that depend on most operands first.
    pub(super) fn specials(&self) -> Vec<&'r Special> {
        let all = self.instruction.feedback.map_or(&[][..], |feedback| &feedback.special);
        let mut found: Vec<&Special> = Vec::new();
        for special in all {
            if !found.iter().any(|known| known.guards_as(special)) {
                found.push(special);
            }
        }
        found.sort_by_key(|special| special.on == 0 || special.operands.len() != 2);
        found
    }

    /// Calls the method of an operand that is known by its type.
    pub(super) fn call_special(&mut self, special: &'r Special) {
        match special.name.as_str() {
            "__exit__" | "__aexit__" => return self.call_exit(special),
            "__enter__" => self.bind_exit("__exit__"),
            "__aenter__" => self.bind_exit("__aexit__"),
            // What is iterated over stays.
            "__anext__" => self.push("_COPY", Operand::Oparg(1)),
            _ => {}
        }
        let mut count = special.operands.len();
        if self.instruction.is(InstructionRole::Slices) {
            // The method is given a slice.
            self.push("_BUILD_SLICE", Operand::Oparg(2));
            count = count.saturating_sub(1);
        }
        if special.on >= count || count > 3 || special.guards.iter().any(|&at| at >= count) {
            return self.missing.push(format!("the operands of `{}`", special.name));
        }
        let function = match self.tables.named(&special.function) {
            Ok(named) => named,
            Err(what) => return self.missing.push(what),
        };
        let is_made = matches!(special.function, Value::Code(_));
        let called = match function {
            Named::Function(function) if is_made => Some(function),
            function => self.tables.program.called(function),
        };
        let Some(called) = called else {
            return self.missing.push(format!("what `{}` calls", special.name));
        };
        for at in special.guarded() {
            if let Some(OperandType::Is(value)) = special.operands.get(at) {
                // It is known by itself: a class whose metaclass has the method.
                match self.tables.named(value) {
                    Ok(named) => self.guard_identity((count - at) as u16, named),
                    Err(what) => return self.missing.push(what),
                }
                continue;
            }
            self.owner = special.operands.get(at).map(|kind| (kind, None));
            match count - at {
                1 => self.push_guard("_GUARD_TYPE_VERSION"),
                2 => self.push_guard("_GUARD_NOS_TYPE_VERSION"),
                _ => return self.missing.push("a guard of a slot so deep".to_owned()),
            }
        }
        if special.name == "__iter__" && self.resumer().is_some() {
            self.start_collecting();
        }
        if let Some(descriptor) = &special.descriptor {
            return self.call_of_descriptor(special, (function, called), descriptor);
        }
        match is_made {
            true if special.name == "__set__" => match self.name() {
                Some(name) => self.load_made_part(name, "fset", count - special.on),
                None => return self.missing.push("the name of a property".to_owned()),
            },
            true if special.name == "__delete__" => {
                return self.missing.push("a deleter that is made with its class".to_owned());
            }
            true => self.load_made_method(&special.name, count - special.on),
            false => self.load_named(function, false),
        }
        let mut given = count as u16;
        let stores_by_name = special.name == "__setattr__";
        let names_last = ["__getattr__", "__delattr__"].contains(&&*special.name);
        if stores_by_name {
            self.load_attribute_name();
            given += 1;
        }
        // The function comes first, then the operand that has the method, then the others. Of those, the value
        // that an instruction stores comes last.
        self.put_in_places(match (count, special.on) {
            (3, 1) => vec![3, 1, 2, 0],
            (2, 1) if stores_by_name => vec![3, 1, 0, 2],
            (2, 1) => vec![2, 1, 0],
            _ => (1..=count).chain([0]).collect(),
        });
        self.getter = Some(called);
        if names_last {
            self.load_attribute_name();
            given += 1;
        }
        if special.name == "__format__" && count == 1 {
            match self.tables.named(&EMPTY) {
                Ok(text) => self.load_named(text, false),
                Err(what) => return self.missing.push(what),
            }
            given += 1;
        }
        match self.tables.program.arg_count(called) == usize::from(given) {
            true => self.uops_of(Self::special_role(&special.function), given - 1),
            false => self.uops_of(InstructionRole::CallFunction, given - 1),
        }
    }

    /// Calls the method of a descriptor, which is given what has the attribute: its class, too, if it is loaded, and the
    /// value if it is stored.
    fn call_of_descriptor(
        &mut self,
        special: &'r Special,
        (function, called): (Named, FunctionId),
        descriptor: &'r Value,
    ) {
        let descriptor = match self.tables.named(descriptor) {
            Ok(named) => named,
            Err(what) => return self.missing.push(what),
        };
        self.load_named(function, false);
        self.load_named(descriptor, false);
        let owner = special.operands.get(special.on);
        match (special.name.as_str(), owner) {
            ("__get__", Some(&OperandType::Class(class))) => {
                self.put_in_places(vec![2, 0, 1]);
                self.load_named(Named::Class(ClassId(class as u32)), false);
            }
            // It is looked up on the class itself.
            ("__get__", _) => {
                match self.tables.named(&NONE) {
                    Ok(none) => self.load_named(none, false),
                    Err(what) => return self.missing.push(what),
                }
                self.put_in_places(vec![3, 0, 1, 2]);
            }
            ("__set__", _) => self.put_in_places(vec![3, 2, 0, 1]),
            _ => self.put_in_places(vec![2, 0, 1]),
        }
        self.getter = Some(called);
        let above = if special.name == "__delete__" { 1 } else { 2 };
        match self.tables.program.arg_count(called) == usize::from(above) + 1 {
            true => self.uops_of(Self::special_role(&special.function), above),
            false => self.uops_of(InstructionRole::CallFunction, above),
        }
    }

    /// Loads the name of the attribute as a text.
    fn load_attribute_name(&mut self) {
        let Some(name) = self.instruction.feedback.and_then(|met| met.name.as_ref()) else {
            return self.missing.push("the name of an attribute".to_owned());
        };
        let name = self.tables.text(name);
        self.load_named(name, false);
    }

    /// Pushes as many references to an asynchronous generator, which is its own iterator and stands for its next value.
    pub(super) fn iterate_async(&mut self, count: usize) {
        let met = self.instruction.feedback.map_or(&[][..], |met| &met.operands);
        let mut kinds = met.iter().filter_map(|(kinds, ..)| kinds.first());
        let is_generator = |kind: &OperandType| matches!(kind, OperandType::Builtin(kind) if kind == "async_generator");
        if !kinds.any(is_generator) {
            self.missing.push("an `async for` over such an object".to_owned());
        }
        for _ in 0..count {
            self.push("_COPY", Operand::Oparg(1));
        }
    }

    fn push_guard(&mut self, name: &str) {
        match self.owner_type() {
            Ok(operand) => self.push(name, operand),
            Err(what) => self.missing.push(what),
        }
    }

    /// What the instruction does with what the method returns.
    pub(super) fn ending(&mut self, special: &Special) -> Option<Ending> {
        let is_repr = self.instruction.oparg == 2;
        let (what, rest): (_, Option<&'static Ending>) = match special.name.as_str() {
            "__bool__" => (Checked::Bool, Some(&Ending::Truth)),
            "__len__" => (Checked::Length, Some(&Ending::Truth)),
            "__str__" | "__repr__" if is_repr => (Checked::Text("__repr__"), Some(&Ending::Text)),
            "__str__" | "__repr__" => (Checked::Text("__str__"), Some(&Ending::Text)),
            "__format__" => (Checked::Format, Some(&Ending::Text)),
            "__iter__" if self.resumer().is_some() => (Checked::Iterator, Some(&Ending::Collect)),
            "__iter__" if self.tables.program.dialect.iterates_in_place() => {
                (Checked::Iterator, Some(&Ending::Null))
            }
            "__iter__" => (Checked::Iterator, None),
            _ => return self.ending_of_any(special),
        };
        match special.operands.get(special.on) {
            Some(&OperandType::Class(class)) => self.checked(what, class, rest),
            _ => rest.copied(),
        }
    }

    /// The same for a method that may return anything.
    fn ending_of_any(&self, special: &Special) -> Option<Ending> {
        let oparg = self.instruction.oparg as u16;
        match special.name.as_str() {
            "__setitem__" | "__delitem__" | "__set__" | "__setattr__" | "__delete__"
            | "__delattr__" => Some(Ending::Drop),
            // What is called has null above it.
            "__getattr__" | "__get__" => (oparg & 1 == 1).then_some(Ending::Null),
            "__anext__" => Some(Ending::Await),
            "__contains__" if oparg & 1 == 1 => Some(Ending::Untruth),
            "__contains__" => Some(Ending::Truth),
            // What has no `__ne__` asks its `__eq__`.
            "__eq__"
                if Comparison::from_oparg(oparg | Comparison::TO_BOOL)
                    == Some(Comparison::NotEqual) =>
            {
                Some(Ending::Untruth)
            }
            "__lt__" | "__le__" | "__eq__" | "__ne__" | "__gt__" | "__ge__" => {
                (oparg & Comparison::TO_BOOL != 0).then_some(Ending::Truth)
            }
            _ => None,
        }
    }
}

impl Special {
    /// The operands whose types have to be known: those that the recording names, or that with the method, and of a
    /// reflected operator both, since the left one comes first if it has the operator.
    fn guarded(&self) -> Vec<usize> {
        match (self.on, self.operands.len()) {
            _ if self.stands_for_builtin() => self.guards.clone(),
            (1, 2) if !["__contains__", "__set__", "__setattr__"].contains(&&*self.name) => {
                vec![1, 0]
            }
            (on, _) => vec![on],
        }
    }

    /// Whether the method is that of a builtin type, and the function does what it does in C.
    pub(super) fn stands_for_builtin(&self) -> bool {
        !self.guards.is_empty()
    }

    /// Whether another one is known by the same types, and calls the same.
    fn guards_as(&self, other: &Special) -> bool {
        let types = |special: &Special| -> Vec<OperandType> {
            special.guarded().iter().filter_map(|&at| special.operands.get(at).cloned()).collect()
        };
        self.on == other.on && types(self) == types(other)
    }
}
