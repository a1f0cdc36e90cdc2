//! The program's functions, classes and constants, made from a recording.

use super::constants::Constants;
use super::error::{Missing, Stop};
use super::names::{last_part, unique};
use super::recording::{
    Class as RecordedClass, Function as RecordedFunction, LocalKind, Recording, Value,
};
use super::values;
use crate::limits::RECURSION_MOST;
use crate::program::{Arg, Class, ClassId, Function, FunctionId, Global, Member, Named, Program};
use std::collections::{HashMap, HashSet};
use uops::runtime::{Binding, BuiltinType};
use uops::{InstructionRole, Op};

/// What the parameter of the body of a class is called that a program makes.
const NAMESPACE: &str = "namespace";
/// A program without traces, and what makes its tables grow.
#[derive(Debug)]
pub(super) struct Tables<'r> {
    pub(super) recording: &'r Recording,
    pub(super) program: Program,
    pub(super) constants: Constants<'r>,
    /// Names of constants, functions and classes.
    pub(super) names: HashSet<String>,
    /// Names of attributes by number.
    attributes: HashMap<String, u32>,
    /// Whether no global name appears or disappears while the program runs.
    pub(super) keeps_names: bool,
}

/// The defaults of a function's last parameters, what each of its cells holds, and its attributes.
type HeldByFunction = (Vec<Option<Named>>, Vec<Option<Named>>, Vec<(String, Named)>);

impl<'r> Tables<'r> {
    /// Functions and classes of a recording without flaws. A function has the number of its code
    /// object, so that the entry is the main one.
    pub(super) fn new(recording: &'r Recording) -> Result<Self, Stop> {
        // Files say `nothing` for an empty cell.
        let mut names = HashSet::from(["nothing".to_owned()]);
        let recursion = recording.recursion_limit.map(|limit| limit.min(RECURSION_MOST));
        let program = Program {
            dialect: recording.dialect,
            name: unique(&mut names, &recording.program),
            recursion,
            ..Program::default()
        };
        let (constants, attributes) = (Constants::default(), HashMap::new());
        let keeps_names = true;
        let mut tables = Tables { recording, program, constants, names, attributes, keeps_names };
        tables.functions()?;
        for class in &recording.classes {
            let name = last_part(&class.name);
            if BuiltinType::from_name(name).is_some() {
                tables.names.insert(name.to_owned());
            }
            let name = unique(&mut tables.names, name);
            let bases = class.mro.iter().skip(1).filter_map(|base| match base {
                Value::Class(index) => Some(ClassId(*index as u32)),
                _ => None,
            });
            tables.program.classes.push(Class {
                name,
                made: class.made.is_some(),
                slotted: !class.inline_values,
                holds: held_by_instances(class),
                bases: bases.collect(),
                attributes: tables.attributes_of(class),
                members: Vec::new(),
            });
        }
        for (index, class) in recording.classes.iter().enumerate() {
            tables.program.classes[index].members = tables.members_of(class);
        }
        if recording.names_functions {
            tables.name_functions();
        }
        for index in 0..recording.functions.len() {
            tables.complete(index);
        }
        tables.globals()?;
        Ok(tables)
    }

    /// Gives functions their names as attributes.
    fn name_functions(&mut self) {
        for (index, code) in self.recording.codes.iter().enumerate().skip(1) {
            let short = code.name.rsplit('.').next().unwrap_or_default();
            for (name, text) in [("__name__", short), ("__qualname__", code.name.as_str())] {
                let text = self.text(text);
                self.program.functions[index - 1].attributes.push((name.to_owned(), text));
            }
        }
    }

    /// The global names that the program changes.
    fn globals(&mut self) -> Result<(), Stop> {
        let recording = self.recording;
        let mut taken = HashSet::new();
        for name in &recording.assigned {
            let mut find = |table: &'r [(String, Value)]| {
                let found = table.iter().find(|(known, _)| known == name);
                let named = found.map(|(_, value)| self.named(value)).transpose();
                named.map_err(|what| Stop::Missing(self.missing(what)))
            };
            let (value, builtin) = (find(&recording.globals)?, find(&recording.builtins)?);
            let name = unique(&mut taken, name);
            self.program.globals.push(Global { name, value, builtin });
        }
        self.keeps_names = self.program.globals.iter().all(|global| global.value.is_some())
            && !recording
                .opcodes
                .iter()
                .any(|(_, name, _)| recording.dialect.is(name, InstructionRole::DeleteGlobal));
        Ok(())
    }

    /// Gives a function that exists before the program runs what its closure holds and its parameters
    /// have by default. Another one of the same code is a constant.
    fn complete(&mut self, index: usize) {
        let Some(recorded) = self.recording.functions.get(index).filter(|it| it.code > 0) else {
            return;
        };
        if self.first_of(recorded.code) != Some(index) {
            return;
        }
        match self.held_by(recorded) {
            Ok(held) => {
                let function = &mut self.program.functions[recorded.code - 1];
                let (defaults, closure, attributes) = held;
                (function.defaults, function.closure) = (defaults, closure);
                for (name, value) in attributes {
                    function.attributes.retain(|(known, _)| *known != name);
                    function.attributes.push((name, value));
                }
            }
            Err(what) => self.constants.note_inexpressible(index, what),
        }
    }

    /// The defaults of the last parameters, what each cell holds, and the attributes.
    fn held_by(&mut self, recorded: &'r RecordedFunction) -> Result<HeldByFunction, String> {
        let mut defaults = Vec::new();
        for (_, value) in self.defaults_of(recorded)? {
            defaults.push(value.map(|value| self.named(value)).transpose()?);
        }
        let mut closure = Vec::new();
        for (_, value) in self.closure_of(recorded)? {
            closure.push(value.map(|value| self.named(value)).transpose()?);
        }
        let mut attributes = Vec::new();
        for (name, value) in &recorded.attributes {
            attributes.push((name.clone(), self.named(value)?));
        }
        Ok((defaults, closure, attributes))
    }

    /// The last parameters of a function, from the first with a value by default on, and these values. Those that take
    /// arguments by name only may have none.
    pub(super) fn defaults_of(
        &self,
        recorded: &'r RecordedFunction,
    ) -> Result<Vec<(&'r str, Option<&'r Value>)>, String> {
        let other = || "a value by default for a parameter that it does not have".to_owned();
        let code = self.recording.codes.get(recorded.code).ok_or("a code object")?;
        let mut defaults = vec![None; code.plain_count().ok_or_else(other)?];
        let first = code.positional.checked_sub(recorded.defaults.len()).ok_or_else(other)?;
        let positional = defaults.get_mut(first..).ok_or_else(other)?;
        for (slot, value) in positional.iter_mut().zip(&recorded.defaults) {
            *slot = Some(value);
        }
        for (name, value) in &recorded.kwdefaults {
            let index = code.locals.iter().position(|(local, _)| local == name);
            *index.and_then(|index| defaults.get_mut(index)).ok_or_else(other)? = Some(value);
        }
        let names = code.locals.iter().map(|(name, _)| &**name);
        Ok(names.zip(defaults).skip_while(|(_, value)| value.is_none()).collect())
    }

    /// The free variables of a function and what their cells hold, if anything.
    pub(super) fn closure_of(
        &self,
        recorded: &'r RecordedFunction,
    ) -> Result<Vec<(&'r str, Option<&'r Value>)>, String> {
        let code = self.recording.codes.get(recorded.code).ok_or("a code object")?;
        let frees = code.locals.iter().filter(|(_, kind)| *kind == LocalKind::Free);
        if frees.clone().count() != recorded.closure.len() {
            return Err(
                "a closure with other cells than the function has free variables".to_owned()
            );
        }
        let held = |value: &'r Value| Some(value).filter(|it| !matches!(it, Value::Unsupported(_)));
        let cells = frees.map(|(name, _)| &**name).zip(recorded.closure.iter().map(held));
        Ok(cells.collect())
    }

    /// The first function of a code object: the one that the program has as a function.
    pub(super) fn first_of(&self, code: usize) -> Option<usize> {
        self.recording.functions.iter().position(|function| function.code == code)
    }

    /// Whether the program makes functions of a code object while it runs, and their values by default with them, or
    /// changes these.
    pub(super) fn makes(&self, function: FunctionId) -> bool {
        let is_it =
            |value: &Value| matches!(value, Value::Code(code) if *code == function.0 as usize);
        if self.recording.changes_defaults {
            return true;
        }
        let ran = self.recording.codes.iter().filter(|code| code.entries != (0, 0));
        ran.flat_map(|code| &code.constants).any(is_it)
    }

    /// Whether the functions of a code object have the same values by default.
    pub(super) fn has_one_default(&self, function: FunctionId) -> bool {
        let code = function.0 as usize;
        let mut defaults = (self.recording.functions.iter())
            .filter(|function| function.code == code)
            .map(|function| (&function.defaults, &function.kwdefaults));
        let first = defaults.next();
        defaults.all(|other| Some(other) == first)
    }

    /// The number of a global name whose value CPython looks up, whether the program changes it or not.
    pub(super) fn global(&mut self, name: &str) -> Result<u32, String> {
        if let Some(index) = self.assigned(name) {
            return Ok(index);
        }
        let first = self.recording.assigned.len();
        let added = self.program.globals.iter().skip(first);
        if let Some(index) = added.clone().position(|global| global.name == name) {
            return Ok((first + index) as u32);
        }
        let recording = self.recording;
        let mut tables = recording.globals.iter().chain(&recording.builtins);
        let (_, value) = tables.find(|(known, _)| known == name).ok_or("a global name's value")?;
        let value = Some(self.named(value)?);
        self.program.globals.push(Global { name: name.to_owned(), value, builtin: None });
        Ok(self.program.globals.len() as u32 - 1)
    }

    /// The number of a global name that the program assigns to or deletes.
    pub(super) fn assigned(&self, name: &str) -> Option<u32> {
        self.recording.assigned.iter().position(|known| known == name).map(|index| index as u32)
    }

    /// What guards the values of global names that are constants: once in each frame. Where names come and go, their
    /// version does not last, and nothing guards what never changes.
    pub(super) fn globals_guard(&self) -> Option<Op> {
        let dialect = self.program.dialect;
        let of_frame = dialect.op("_CHECK_FUNCTION");
        of_frame.or_else(|| dialect.op("_GUARD_GLOBALS_VERSION").filter(|_| self.keeps_names))
    }

    /// Where the program's stack turns out to be deeper than CPython's, it gets the room. Returns
    /// whether it is deeper.
    pub(super) fn need_stack(&mut self, function: FunctionId, depth: usize) -> bool {
        let depth = u32::try_from(depth).unwrap_or(u32::MAX);
        let index = (function.0 as usize).checked_sub(1);
        let stack = match index.and_then(|index| self.program.functions.get_mut(index)) {
            Some(function) => &mut function.stack,
            None => &mut self.program.stack,
        };
        let before = std::mem::replace(stack, depth.max(*stack));
        before != *stack
    }

    fn functions(&mut self) -> Result<(), Stop> {
        for (index, code) in self.recording.codes.iter().enumerate() {
            let mut taken = HashSet::new();
            let is_body = self.recording.is_class_body(index);
            let namespace = is_body.then(|| unique(&mut taken, NAMESPACE));
            let names = code.locals.iter().map(|(name, _)| unique(&mut taken, name));
            let mut locals: Vec<String> = names.collect();
            let free = code.locals.iter().position(|(_, kind)| *kind == LocalKind::Free);
            let frees = locals.split_off(free.unwrap_or(locals.len()));
            let count = code.parameter_count().unwrap_or(usize::MAX).min(locals.len());
            let others = locals.split_off(count);
            if index > 0 {
                let name = unique(&mut self.names, last_part(&code.name));
                let stack = code.stack_size;
                self.program.functions.push(Function {
                    name,
                    is_async: code.is_async(),
                    params: namespace.into_iter().chain(locals).collect(),
                    positional_only: code.positional_only,
                    keyword_only: code.keyword_only,
                    varargs: code.has_varargs(),
                    varkeywords: code.has_varkeywords(),
                    defaults: Vec::new(),
                    locals: others,
                    frees,
                    closure: Vec::new(),
                    attributes: Vec::new(),
                    stack,
                });
                continue;
            }
            if !frees.is_empty() {
                return Err(Stop::Missing(self.missing("closures as programs".to_owned())));
            }
            if locals.len() != self.recording.args.len() {
                return Err(Stop::Flaw(format!(
                    "`{}` has {} parameters and {} arguments",
                    code.name,
                    locals.len(),
                    self.recording.args.len()
                )));
            }
            for (name, value) in locals.into_iter().zip(&self.recording.args) {
                let mut shared = |_: &Value| {
                    Err("an argument that the program reaches in another way".to_owned())
                };
                let value = values::value(value, &mut shared)
                    .map_err(|what| Stop::Missing(self.missing(what)))?;
                self.program.args.push(Arg { name, value });
            }
            self.program.locals = others;
            self.program.stack = code.stack_size;
        }
        Ok(())
    }

    /// Something that the entry's signature needs.
    fn missing(&self, what: String) -> Missing {
        Missing {
            program: self.recording.program.clone(),
            line: self.recording.codes.first().map_or(0, |code| code.first_line),
            instruction: "def".to_owned(),
            what,
        }
    }

    /// What calling a class enters.
    pub(super) fn init(&mut self, class: usize) -> Result<FunctionId, String> {
        let class = self.recording.classes.get(class).ok_or("a class of the recording")?;
        let members = self.bases(class).into_iter().flat_map(|base| &base.members);
        let init = members.into_iter().find(|(name, _)| name == "__init__");
        let (_, init) = init.ok_or("calls of classes without `__init__`")?;
        let found = self.named(init)?;
        match (init, found) {
            // It is made with its class.
            (Value::Code(_), Named::Function(function)) => Ok(function),
            _ => {
                let called = self.program.called(found);
                called.ok_or_else(|| "an `__init__` that is no function".to_owned())
            }
        }
    }

    /// Whether the `__init__` of a class is made while the program runs, and its values by default with it.
    pub(super) fn makes_init(&self, class: usize) -> bool {
        let class = self.recording.classes.get(class);
        let bases = class.into_iter().flat_map(|class| self.bases(class));
        let mut members = bases.flat_map(|base| &base.members);
        let init = members.find(|(name, _)| name == "__init__");
        init.is_some_and(|(_, value)| matches!(value, Value::Code(_)))
    }

    /// Whether calling a class enters an `__init__`.
    pub(super) fn has_init(&self, class: usize) -> bool {
        let class = self.recording.classes.get(class);
        let bases = class.into_iter().flat_map(|class| self.bases(class));
        let mut members = bases.flat_map(|base| &base.members);
        // That of CPython's exceptions is no function.
        members.any(|(name, value)| name == "__init__" && !matches!(value, Value::Method(..)))
    }

    /// Whether a class derives from a builtin type of which its instances hold an object.
    pub(super) fn holds(&self, class: usize) -> bool {
        let class = self.program.classes.get(class);
        class.is_some_and(|class| class.holds.is_some())
    }

    /// Whether a class is one of exceptions.
    pub(super) fn is_exception(&self, class: usize) -> bool {
        let class = self.recording.classes.get(class);
        let mut bases = class.into_iter().flat_map(|class| self.bases(class));
        bases.any(|base| base.name == "BaseException")
    }

    /// The class of CPython's exceptions with this name, which programs have that handle exceptions.
    pub(super) fn class_of_exception(&self, name: &str) -> Option<ClassId> {
        let found = self.recording.classes.iter().position(|class| class.name == name)?;
        self.is_exception(found).then_some(ClassId(found as u32))
    }

    /// Names of a class's inline values, or of its slots and other attributes, by their index.
    fn attributes_of(&self, class: &RecordedClass) -> Vec<String> {
        if class.inline_values {
            return class.attributes.clone();
        }
        let mut slots: Vec<(usize, &String)> = Vec::new();
        for base in self.bases(class) {
            slots.extend(base.slots.iter().map(|(index, name)| (*index, name)));
        }
        slots.sort();
        let slots = slots.into_iter().map(|(_, name)| name);
        // What CPython keeps in a dict lies after the slots; generic uops find it there by its name.
        let mut names: Vec<String> = slots.chain(&class.attributes).cloned().collect();
        // A slot that a subclass defines once more is out of reach.
        let mut taken: HashSet<String> = names.iter().cloned().collect();
        for index in 0..names.len() {
            if names[index + 1..].contains(&names[index]) {
                names[index] = unique(&mut taken, &names[index]);
            }
        }
        names
    }

    /// What a class has itself. What has no form here is left out; an instruction that needs it says
    /// so.
    fn members_of(&mut self, class: &'r RecordedClass) -> Vec<Member> {
        let mut members = Vec::new();
        for (name, value) in &class.members {
            let (value, binding) = match value {
                Value::StaticMethod(value) => (&**value, Binding::Nothing),
                Value::ClassMethod(value) => (&**value, Binding::Class),
                &Value::Field(number) => {
                    let value = self.int(number.into());
                    members.push(Member { name: name.clone(), value, binding: Binding::Item });
                    continue;
                }
                value => (value, Binding::Instance),
            };
            if let Ok(value) = self.named(value) {
                members.push(Member { name: name.clone(), value, binding });
            }
        }
        members
    }

    /// The class and its bases that are in the recording, in method resolution order.
    fn bases(&self, class: &RecordedClass) -> Vec<&'r RecordedClass> {
        let classes = &self.recording.classes;
        let known = class.mro.iter().filter_map(|base| match base {
            Value::Class(index) => classes.get(*index),
            _ => None,
        });
        known.collect()
    }

    /// Whether CPython never counts references to it.
    pub(super) fn is_immortal(&self, named: Named) -> bool {
        match named {
            Named::Const(id) => values::is_immortal(&self.program.consts[id.0 as usize].value),
            Named::Function(_) | Named::Class(_) => false,
        }
    }

    /// The number of an attribute's name.
    pub(super) fn attribute_name(&mut self, name: &str) -> u32 {
        let next = self.program.names.len() as u32;
        let number = *self.attributes.entry(name.to_owned()).or_insert(next);
        if number == next {
            self.program.names.push(name.to_owned());
        }
        number
    }
}

/// The builtin type from which a class derives.
fn held_by_instances(class: &RecordedClass) -> Option<BuiltinType> {
    let mut types = class.mro.iter().filter_map(|base| match base {
        Value::Type(name) => BuiltinType::from_name(name),
        _ => None,
    });
    types.find(|kind| kind.is_held())
}
