//! What CPython's C code checks of what a special method has returned.
//!
//! Where an instruction has raised nothing in the recorded runs, all that its methods returned was right, and nothing is
//! checked here.

use super::draft::Ending;
use super::expand::Expander;
use super::recording::Value;
use super::tables::Tables;
use uops::Dialect;
use uops::runtime::PROGRAM_MODULE;

/// What the returned object has to be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Checked {
    Bool,
    /// An int that is not negative.
    Length,
    /// A text, from what calls the method of this name.
    Text(&'static str),
    /// The text of a `__format__`.
    Format,
    Float,
    Int,
    Iterator,
}

impl Checked {
    /// The builtin that checks it.
    fn builtin(self) -> &'static str {
        match self {
            Checked::Bool => "result.bool",
            Checked::Length => "result.length",
            Checked::Text(_) | Checked::Format => "result.str",
            Checked::Float => "result.float",
            Checked::Int => "result.int",
            Checked::Iterator => "result.iterator",
        }
    }

    /// CPython's message for another object, up to 3.14, with `%s` for the name of its type.
    fn message(self, class: &str) -> String {
        match self {
            Checked::Bool => "__bool__ should return bool, returned %s".to_owned(),
            Checked::Length => "'%s' object cannot be interpreted as an integer".to_owned(),
            Checked::Text(method) => format!("{method} returned non-string (type %s)"),
            Checked::Format => "__format__ must return a str, not %s".to_owned(),
            Checked::Float => format!("{class}.__float__ returned non-float (type %s)"),
            Checked::Int => "__int__ returned non-int (type %s)".to_owned(),
            Checked::Iterator => "iter() returned non-iterator of type '%s'".to_owned(),
        }
    }

    /// The same since 3.15, with `%T` for the name of its type and its module.
    fn newer_message(self, class: &str) -> String {
        let (method, wanted) = match self {
            Checked::Bool => ("__bool__", "a bool"),
            Checked::Length => return self.message(class),
            Checked::Text(method) => (method, "a str"),
            Checked::Format => ("__format__", "a str"),
            Checked::Float => ("__float__", "a float"),
            Checked::Int => ("__int__", "an int"),
            Checked::Iterator => ("__iter__", "an iterator"),
        };
        format!("{PROGRAM_MODULE}.{class}.{method}() must return {wanted}, not %T")
    }
}

/// Whether messages name the class of the method.
fn names_classes(dialect: Dialect) -> bool {
    let minor = dialect.python().rsplit('.').next().and_then(|minor| minor.parse::<u32>().ok());
    minor.is_some_and(|minor| minor >= 15)
}

impl Expander<'_, '_> {
    /// What an instruction does with what the method of a class has returned: `rest`, once it is known to be right.
    pub(super) fn checked(
        &mut self,
        what: Checked,
        class: usize,
        rest: Option<&'static Ending>,
    ) -> Option<Ending> {
        let class = self.tables.recording.classes.get(class).filter(|_| self.instruction.raised);
        let Some(class) = class else { return rest.copied() };
        let message = match names_classes(self.tables.program.dialect) {
            true => what.newer_message(&class.name),
            false => what.message(class.name.rsplit('.').next().unwrap_or_default()),
        };
        let text = self.tables.text(&message);
        match self.tables.builtin(what.builtin()) {
            Some(builtin) => Some(Ending::Check(builtin, text, rest)),
            None => {
                self.missing.push(format!("builtin {}", what.builtin()));
                None
            }
        }
    }
}

impl Tables<'_> {
    /// Whether the code of a special method is called so.
    pub(super) fn is_called(&self, method: &Value, name: &str) -> bool {
        let called = match method {
            Value::Function(index) => self.recording.functions.get(*index).map(|it| &it.name),
            Value::Code(index) => self.recording.codes.get(*index).map(|it| &it.name),
            _ => None,
        };
        called.is_some_and(|called| called.rsplit('.').next() == Some(name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As 3.13.0 and 3.15.2 say it.
    #[test]
    fn messages_are_cpythons() {
        let of = |what: Checked| (what.message("W"), what.newer_message("W"));
        let both = |older: &str, newer: &str| (older.to_owned(), newer.to_owned());
        let known = [
            (
                Checked::Bool,
                "__bool__ should return bool, returned %s",
                "recorded_program.W.__bool__() must return a bool, not %T",
            ),
            (
                Checked::Text("__str__"),
                "__str__ returned non-string (type %s)",
                "recorded_program.W.__str__() must return a str, not %T",
            ),
            (
                Checked::Format,
                "__format__ must return a str, not %s",
                "recorded_program.W.__format__() must return a str, not %T",
            ),
            (
                Checked::Float,
                "W.__float__ returned non-float (type %s)",
                "recorded_program.W.__float__() must return a float, not %T",
            ),
            (
                Checked::Int,
                "__int__ returned non-int (type %s)",
                "recorded_program.W.__int__() must return an int, not %T",
            ),
            (
                Checked::Iterator,
                "iter() returned non-iterator of type '%s'",
                "recorded_program.W.__iter__() must return an iterator, not %T",
            ),
        ];
        for (what, older, newer) in known {
            assert_eq!(of(what), both(older, newer));
        }
        let length = "'%s' object cannot be interpreted as an integer";
        assert_eq!(of(Checked::Length), both(length, length));
        let newer: Vec<&str> =
            Dialect::all().filter(|it| names_classes(*it)).map(Dialect::name).collect();
        assert_eq!(newer, ["py315"]);
    }
}
