//! What uops refer to that load a value of a recording. An object that a program can tell from a copy is one
//! constant.

use super::names::{last_part, unique};
use super::recording::{Function, Value};
use super::tables::Tables;
use super::values::{self, is_plain};
use crate::program::{ClassId, Const, ConstId, FunctionId, Named};
use uops::runtime::{BuiltinFunction, Method, Value as RuntimeValue};

impl<'r> Tables<'r> {
    /// What uops refer to that load the value; an error names what there is no form of.
    pub(super) fn named(&mut self, recorded: &'r Value) -> Result<Named, String> {
        let named = match recorded {
            Value::Function(index) => self.function(*index, recorded)?,
            Value::Code(index) if *index < self.recording.codes.len() => {
                Named::Function(FunctionId(*index as u32))
            }
            Value::Class(index) if *index < self.recording.classes.len() => {
                Named::Class(ClassId(*index as u32))
            }
            Value::Class(_) => return Err("a class that is not in the recording".to_owned()),
            Value::StaticMethod(value) => self.named(value)?,
            Value::Object(index) => Named::Const(self.object(*index, recorded)?),
            value => Named::Const(self.constant(value)?),
        };
        self.fill_cells()?;
        Ok(named)
    }

    /// A function of the recording: one of the program, or a constant if it is not the first of its code.
    fn function(&mut self, index: usize, recorded: &'r Value) -> Result<Named, String> {
        let function = self.recording.functions.get(index);
        let function = function.ok_or("a function that is not in the recording")?;
        if let Some(what) = self.constants.inexpressible.get(&index) {
            return Err(format!("`{}`, which has {what}", function.name));
        }
        let id = FunctionId(function.code as u32);
        if self.first_of(function.code) == Some(index) {
            return Ok(Named::Function(id));
        }
        let key = format!("function {index}");
        if let Some(&id) = self.constants.ids.get(&key) {
            return Ok(Named::Const(id));
        }
        self.open(recorded)?;
        let given = self.given(function);
        self.constants.open.pop();
        let value = RuntimeValue::MadeFunction { function: id.0, given: given? };
        Ok(Named::Const(self.define(last_part(&function.name), value, key)))
    }

    /// The cells of a function that is a constant, and then its values by default.
    fn given(&mut self, function: &'r Function) -> Result<Vec<(String, RuntimeValue)>, String> {
        let mut given = Vec::new();
        for (name, content) in self.closure_of(function)? {
            given.push((name.to_owned(), self.cell(name, content)?));
        }
        for (name, value) in self.defaults_of(function)? {
            // An empty cell says that the parameter has no value by default.
            let value = value.map_or(Ok(RuntimeValue::Cell(None)), |value| self.value(value));
            given.push((name.to_owned(), value?));
        }
        Ok(given)
    }

    /// A cell of a function that is a constant. It may hold what comes later.
    fn cell(&mut self, name: &str, content: Option<&'r Value>) -> Result<RuntimeValue, String> {
        Ok(match content {
            None => RuntimeValue::Cell(None),
            Some(content) if is_plain(content) || self.is_cell(content) => self.value(content)?,
            Some(content) => {
                let key = format!("{content:p}");
                let id = self.define(name, RuntimeValue::Cell(None), key);
                self.constants.empty.push((id, content));
                RuntimeValue::Constant(id.0)
            }
        })
    }

    /// Whether a value is a row of the recording that is a cell.
    fn is_cell(&self, recorded: &Value) -> bool {
        let Value::Object(index) = recorded else { return false };
        matches!(self.recording.objects.get(*index), Some(Value::Cell(_)))
    }

    /// The constant of an object of the recording.
    fn object(&mut self, index: usize, recorded: &'r Value) -> Result<ConstId, String> {
        let object = self.recording.objects.get(index);
        let object = object.ok_or("an object that is not in the recording")?;
        // Two objects are two constants, even if they are equal.
        let key = format!("object {index}");
        if let Some(&id) = self.constants.ids.get(&key) {
            return Ok(id);
        }
        let id = match object {
            Value::Cell(content) => {
                let id = self.define("cell", RuntimeValue::Cell(None), key);
                let content = content.as_deref().map(|content| (id, content));
                self.constants.empty.extend(content);
                id
            }
            _ => {
                self.open(recorded)?;
                let value = self.value(object);
                self.constants.open.pop();
                let value = value?;
                self.define(&name_of(object, &value), value, key)
            }
        };
        self.program.consts[id.0 as usize].is_state = self.recording.changed.contains(&index);
        Ok(id)
    }

    /// Notes that the constant of a row is being made, so that its value can't refer to it.
    fn open(&mut self, recorded: &'r Value) -> Result<(), String> {
        if self.constants.open.contains(&recorded) {
            return Err("an object that contains itself".to_owned());
        }
        self.constants.open.push(recorded);
        Ok(())
    }

    /// Fills the cells that were made, unless a constant is being made that they may hold.
    fn fill_cells(&mut self) -> Result<(), String> {
        while self.constants.open.is_empty()
            && let Some((id, content)) = self.constants.empty.pop()
        {
            match self.value(content) {
                Ok(value) => {
                    let content = Some(Box::new(value));
                    self.program.consts[id.0 as usize].value = RuntimeValue::Cell(content);
                }
                Err(what) => self.constants.broken = Some(what),
            }
        }
        self.constants.broken.clone().map_or(Ok(()), Err)
    }

    /// The value of what is recorded, which may refer to what the program has.
    pub(super) fn value(&mut self, recorded: &'r Value) -> Result<RuntimeValue, String> {
        values::value(recorded, &mut |row| {
            Ok(match self.named(row)? {
                Named::Const(id) => RuntimeValue::Constant(id.0),
                Named::Function(id) => RuntimeValue::Function(id.0),
                Named::Class(id) => RuntimeValue::Class(id.0),
            })
        })
    }

    /// The constant of an int.
    pub(super) fn int(&mut self, number: i64) -> Named {
        let value = RuntimeValue::from(number);
        let key = value.to_string();
        let known = self.constants.ids.get(&key).copied();
        Named::Const(known.unwrap_or_else(|| self.define(&name_of_number(&value), value, key)))
    }

    /// The constant of a text.
    pub(super) fn text(&mut self, text: &str) -> Named {
        let value = RuntimeValue::Str(text.into());
        let key = value.to_string();
        let known = self.constants.ids.get(&key).copied();
        Named::Const(known.unwrap_or_else(|| self.define("constant_1", value, key)))
    }

    /// The constant of a method of a builtin type.
    pub(super) fn method(&mut self, name: &str) -> Option<Named> {
        let value = RuntimeValue::Method(Method::from_name(name)?);
        let key = value.to_string();
        let known = self.constants.ids.get(&key).copied();
        let called = name.replace('.', "_");
        Some(Named::Const(known.unwrap_or_else(|| self.define(&called, value, key))))
    }

    /// The constant of a builtin function that has no name in CPython.
    pub(super) fn builtin(&mut self, name: &str) -> Option<Named> {
        let value = RuntimeValue::Builtin(BuiltinFunction::from_name(name)?);
        let key = format!("builtin {name}");
        let known = self.constants.ids.get(&key).copied();
        let called = name.replace('.', "_");
        Some(Named::Const(known.unwrap_or_else(|| self.define(&called, value, key))))
    }

    /// The constant of a value. Equal values are one constant, unless they can be changed.
    fn constant(&mut self, recorded: &'r Value) -> Result<ConstId, String> {
        let value = self.value(recorded)?;
        let key = match &value {
            value if is_mutable(value) => format!("{recorded:p}"),
            // CPython shows no more than the last part of the name.
            RuntimeValue::Builtin(function) => format!("builtin {}", function.name()),
            value => value.to_string(),
        };
        match self.constants.ids.get(&key) {
            Some(&id) => Ok(id),
            None => Ok(self.define(&name_of(recorded, &value), value, key)),
        }
    }

    /// A new constant.
    fn define(&mut self, name: &str, value: RuntimeValue, key: String) -> ConstId {
        let id = ConstId(self.program.consts.len() as u32);
        let name = unique(&mut self.names, name);
        self.program.consts.push(Const { name, value, is_state: false });
        self.constants.ids.insert(key, id);
        id
    }
}

/// What the constant of a value is called, if the name is not taken.
fn name_of(recorded: &Value, value: &RuntimeValue) -> String {
    match recorded {
        Value::Type(name) | Value::Module(name) => name.clone(),
        Value::Builtin(name) => name.replace("__", ""),
        Value::Method(owner, name) => format!("{owner}_{name}"),
        Value::Int(_) | Value::Float(_) => name_of_number(value),
        Value::None | Value::Bool(_) => value.to_string().to_lowercase(),
        _ => "constant_1".to_owned(),
    }
}

fn name_of_number(value: &RuntimeValue) -> String {
    format!("n{}", value.to_string().replace('-', "minus_"))
}

/// Whether a value is an object that may be changed, or refers to one.
fn is_mutable(value: &RuntimeValue) -> bool {
    match value {
        RuntimeValue::List(_)
        | RuntimeValue::Dict(_)
        | RuntimeValue::Set(_)
        | RuntimeValue::ByteArray(_)
        | RuntimeValue::Instance { .. }
        | RuntimeValue::Bound(_)
        | RuntimeValue::Constant(_) => true,
        RuntimeValue::Tuple(items) => items.iter().any(is_mutable),
        _ => false,
    }
}
