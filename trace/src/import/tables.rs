//! The program's functions, classes and constants, made from a recording.

use super::form::Stop;
use super::recording::{Class as RecordedClass, LocalKind, Recording, Value};
use super::{Missing, values};
use crate::program::{
    Arg, Class, ClassId, Const, ConstId, Function, FunctionId, Member, Named, Program,
};
use std::collections::{HashMap, HashSet};

/// A program without traces, and what makes its tables grow.
#[derive(Debug)]
pub(super) struct Tables<'r> {
    pub(super) recording: &'r Recording,
    pub(super) program: Program,
    /// Constants by their text.
    consts: HashMap<String, ConstId>,
    /// Names of constants, functions and classes.
    names: HashSet<String>,
    /// Names of attributes by number.
    attributes: HashMap<String, u32>,
}

impl<'r> Tables<'r> {
    /// Functions and classes of a recording without flaws. A function has the number of its code
    /// object, so that the entry is the main one.
    pub(super) fn new(recording: &'r Recording) -> Result<Self, Stop> {
        let mut names = HashSet::new();
        let program = Program {
            name: unique(&mut names, &recording.program),
            args: Vec::new(),
            locals: Vec::new(),
            stack: 0,
            functions: Vec::new(),
            consts: Vec::new(),
            classes: Vec::new(),
            globals: Vec::new(),
            names: Vec::new(),
            traces: Vec::new(),
        };
        let (consts, attributes) = (HashMap::new(), HashMap::new());
        let mut tables = Tables { recording, program, consts, names, attributes };
        tables.functions()?;
        for class in &recording.classes {
            let name = unique(&mut tables.names, last_part(&class.name));
            let (slotted, attributes, members) =
                (!class.inline_values, tables.attributes_of(class), Vec::new());
            tables.program.classes.push(Class { name, slotted, attributes, members });
        }
        for (index, class) in recording.classes.iter().enumerate() {
            tables.program.classes[index].members = tables.members_of(class);
        }
        Ok(tables)
    }

    fn functions(&mut self) -> Result<(), Stop> {
        for (index, code) in self.recording.codes.iter().enumerate() {
            let mut taken = HashSet::new();
            let names = code.locals.iter().map(|(name, _)| unique(&mut taken, name));
            let mut locals: Vec<String> = names.collect();
            let free = code.locals.iter().position(|(_, kind)| *kind == LocalKind::Free);
            let frees = locals.split_off(free.unwrap_or(locals.len()));
            let count = code.parameter_count().unwrap_or(usize::MAX).min(locals.len());
            let behind = locals.split_off(count);
            if index > 0 {
                let name = unique(&mut self.names, last_part(&code.name));
                let stack = code.stack_size;
                let function = Function { name, params: locals, locals: behind, frees, stack };
                self.program.functions.push(function);
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
                let value =
                    values::value(value).map_err(|what| Stop::Missing(self.missing(what)))?;
                self.program.args.push(Arg { name, value });
            }
            self.program.locals = behind;
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
        match self.named(init)? {
            Named::Function(function) => Ok(function),
            _ => Err("an `__init__` that is no function".to_owned()),
        }
    }

    /// Names of a class's inline values or slots, by their index.
    fn attributes_of(&self, class: &RecordedClass) -> Vec<String> {
        if class.inline_values {
            return class.attributes.clone();
        }
        let mut slots: Vec<(usize, &String)> = Vec::new();
        for base in self.bases(class) {
            slots.extend(base.slots.iter().map(|(index, name)| (*index, name)));
        }
        slots.sort();
        slots.into_iter().map(|(_, name)| name.clone()).collect()
    }

    /// What is found on a class: of names that several bases have, the first. What has no form here
    /// is left out; an instruction that needs it says so.
    fn members_of(&mut self, class: &RecordedClass) -> Vec<Member> {
        let mut taken = HashSet::new();
        let mut members = Vec::new();
        for base in self.bases(class) {
            for (name, value) in &base.members {
                if taken.insert(name)
                    && let Ok(value) = self.named(value)
                {
                    members.push(Member { name: name.clone(), value });
                }
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

    /// What uops refer to that load the value; an error names what there is no form of.
    pub(super) fn named(&mut self, recorded: &Value) -> Result<Named, String> {
        match recorded {
            Value::Function(index) => match self.recording.functions.get(*index) {
                Some(function) if function.closure.is_empty() => {
                    Ok(Named::Function(FunctionId(function.code as u32)))
                }
                Some(_) => Err("closures that exist before the program runs".to_owned()),
                None => Err("a function that is not in the recording".to_owned()),
            },
            Value::Code(index) if *index < self.recording.codes.len() => {
                Ok(Named::Function(FunctionId(*index as u32)))
            }
            Value::Class(index) if *index < self.recording.classes.len() => {
                Ok(Named::Class(ClassId(*index as u32)))
            }
            Value::StaticMethod(value) => self.named(value),
            value => self.constant(value).map(Named::Const),
        }
    }

    fn constant(&mut self, recorded: &Value) -> Result<ConstId, String> {
        let value = values::value(recorded)?;
        let text = value.to_string();
        if let Some(&id) = self.consts.get(&text) {
            return Ok(id);
        }
        let id = ConstId(self.program.consts.len() as u32);
        let name = match recorded {
            Value::Type(name) | Value::Builtin(name) => name.clone(),
            Value::Method(owner, name) => format!("{owner}_{name}"),
            Value::Int(_) | Value::Float(_) => format!("n{}", text.replace('-', "minus_")),
            Value::None | Value::Bool(_) => text.to_lowercase(),
            _ => "constant_1".to_owned(),
        };
        let name = unique(&mut self.names, &name);
        self.program.consts.push(Const { name, value });
        self.consts.insert(text, id);
        Ok(id)
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

/// The part of a qualified name that its definition gives.
fn last_part(name: &str) -> &str {
    name.rsplit_once("<locals>.").map_or(name, |(_, last)| last)
}

/// Longest name that is made from one in a recording.
const NAME_LIMIT: usize = 60;

/// A name that is not taken yet, made of what is allowed in names.
pub(super) fn unique(taken: &mut HashSet<String>, wanted: &str) -> String {
    let valid = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let mut name: String = wanted.chars().take(NAME_LIMIT).map(valid).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        name.insert(0, '_');
    }
    let (stem, mut number) = match name.rsplit_once('_') {
        Some((stem, digits)) if taken.contains(&name) => match digits.parse::<u32>() {
            Ok(number) => (stem.to_owned(), number),
            Err(_) => (name.clone(), 1),
        },
        _ => (name.clone(), 1),
    };
    while taken.contains(&name) {
        number = number.saturating_add(1);
        name = format!("{stem}_{number}");
    }
    taken.insert(name.clone());
    name
}
