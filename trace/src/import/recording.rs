//! Recordings as they are in JSON. `docs/recording-format.md` describes them.

use super::executor::{self, Executor};
use super::opaque::Opaque;
use super::value::present;
pub(super) use super::value::{OperandType, Value};
use serde::Deserialize;
use serde::de::{Deserializer, Error, IgnoredAny};
use std::collections::BTreeMap;
use uops::Dialect;

/// What `format` says in every recording.
const FORMAT: &str = "uopbench-recording";
/// The version that can be read.
const VERSION: u32 = 1;

/// Flags of code objects: CPython's numbers.
const CO_VARARGS: u32 = 0x04;
const CO_VARKEYWORDS: u32 = 0x08;
const CO_GENERATOR: u32 = 0x20;
const CO_COROUTINE: u32 = 0x80;
const CO_ASYNC_GENERATOR: u32 = 0x200;

/// A recording.
#[derive(Deserialize, Debug)]
pub(super) struct Recording {
    format: String,
    version: u32,
    /// Of the CPython that recorded it.
    #[serde(rename = "python", deserialize_with = "dialect")]
    pub(super) dialect: Dialect,
    pub(super) program: String,
    pub(super) entry: usize,
    pub(super) args: Vec<Value>,
    /// Those that keep a run short.
    #[serde(default)]
    pub(super) quick_args: Vec<Value>,
    /// The most frames above each other, where the program has changed that.
    #[serde(default)]
    pub(super) recursion_limit: Option<u32>,
    /// Number, name and cache units of each instruction.
    pub(super) opcodes: Vec<(u8, String, u32)>,
    pub(super) globals: Vec<(String, Value)>,
    /// Names of the globals that the program assigns to, or takes the value of away.
    #[serde(default)]
    pub(super) assigned: Vec<String>,
    pub(super) builtins: Vec<(String, Value)>,
    /// Objects that a program can tell from a copy, each once.
    #[serde(default)]
    pub(super) objects: Vec<Value>,
    /// Indices of the objects that a run changes.
    #[serde(default)]
    pub(super) changed: Vec<usize>,
    pub(super) functions: Vec<Function>,
    /// Whether the program asks functions for their names.
    #[serde(default)]
    pub(super) names_functions: bool,
    /// Whether the program changes the default values of functions.
    #[serde(default)]
    pub(super) changes_defaults: bool,
    pub(super) classes: Vec<Class>,
    pub(super) codes: Vec<Code>,
    /// What objects answered that the runtime does not model.
    #[serde(default)]
    pub(super) opaque: Option<Opaque>,
    /// Settings of CPython's JIT, where it made traces.
    #[serde(default, rename = "jit")]
    pub(super) settings: Option<BTreeMap<String, String>>,
    /// Its traces.
    #[serde(default)]
    pub(super) executors: Vec<Executor>,
}

/// A function that exists before the program runs.
#[derive(Deserialize, Debug)]
pub(super) struct Function {
    pub(super) name: String,
    pub(super) code: usize,
    pub(super) defaults: Vec<Value>,
    pub(super) kwdefaults: Vec<(String, Value)>,
    /// A cell without a value has none here either.
    pub(super) closure: Vec<Value>,
    /// Those that the program asks for.
    #[serde(default)]
    pub(super) attributes: Vec<(String, Value)>,
}

/// A class.
#[derive(Deserialize, Debug)]
pub(super) struct Class {
    pub(super) name: String,
    pub(super) mro: Vec<Value>,
    pub(super) inline_values: bool,
    /// Bytes from the start of an instance to them, where these do not come first.
    #[serde(default)]
    pub(super) values_at: Option<u64>,
    pub(super) attributes: Vec<String>,
    pub(super) slots: Vec<(usize, String)>,
    pub(super) members: Vec<(String, Value)>,
    /// The code object of the body of the statement that makes such classes while the program runs.
    #[serde(default)]
    pub(super) made: Option<usize>,
}

/// A code object.
#[derive(Deserialize, Debug)]
pub(super) struct Code {
    pub(super) name: String,
    pub(super) first_line: u32,
    pub(super) positional: usize,
    #[serde(default)]
    pub(super) positional_only: usize,
    pub(super) keyword_only: usize,
    /// `co_flags`
    #[serde(default)]
    flags: u32,
    pub(super) stack_size: u32,
    pub(super) locals: Vec<(String, LocalKind)>,
    pub(super) constants: Vec<Value>,
    /// Names of globals and attributes.
    pub(super) names: Vec<String>,
    pub(super) units: Vec<u16>,
    pub(super) lines: Vec<(u32, Option<u32>)>,
    /// First offset, end, target, depth, whether the offset is pushed.
    #[serde(default)]
    pub(super) handlers: Vec<(u32, u32, u32, u32, bool)>,
    /// Offsets of instructions that raised an exception.
    #[serde(default)]
    pub(super) raised: Vec<u32>,
    pub(super) entries: (u64, u64),
    pub(super) ran: Vec<(u32, u32)>,
    /// Offset, destination and the two counts.
    pub(super) branches: Vec<(u32, u32, u64, u64)>,
    #[serde(rename = "sites")]
    pub(super) feedback: Vec<Feedback>,
}

/// What a slot of a frame holds.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum LocalKind {
    #[serde(rename = "local")]
    Local,
    #[serde(rename = "cell")]
    Cell,
    #[serde(rename = "local cell")]
    LocalCell,
    #[serde(rename = "free")]
    Free,
}

/// What an instruction met in the recorded runs: the types of its operands, what it called, what it found.
#[derive(Deserialize, Debug)]
pub(super) struct Feedback {
    pub(super) at: u32,
    pub(super) name: Option<String>,
    pub(super) scope: Option<Scope>,
    /// Of an instruction that loads a constant of CPython's.
    #[serde(default, deserialize_with = "present")]
    pub(super) value: Option<Value>,
    #[serde(default)]
    pub(super) operands: Vec<(Vec<OperandType>, u64, u64)>,
    /// What an operator on two small ints has made; empty where that was not recorded.
    #[serde(default)]
    results: Vec<(OperandType, u64, u64)>,
    /// Names of the last arguments of a call.
    #[serde(default)]
    pub(super) keywords: Vec<String>,
    #[serde(default)]
    pub(super) calls: Vec<Call>,
    #[serde(default, rename = "type")]
    pub(super) owner: Option<OperandType>,
    #[serde(default)]
    pub(super) finds: Vec<(OperandType, Found)>,
    /// What operands have it call.
    #[serde(default)]
    pub(super) special: Vec<Special>,
}

impl Feedback {
    /// Whether the result of two small ints may have been too large to be one.
    pub(super) fn may_overflow(&self) -> bool {
        let is_small = |kind: &OperandType| matches!(kind, OperandType::Builtin(name) if SMALL_INTS.contains(&name.as_str()));
        self.results.is_empty() || !self.results.iter().all(|(kind, ..)| is_small(kind))
    }

    /// Whether there was an opaque object among the operands each time, and there were operands.
    pub(super) fn is_opaque(&self) -> bool {
        let is_opaque =
            |kind: &OperandType| matches!(kind, OperandType::Builtin(name) if name == "opaque");
        let has_one = |(kinds, ..): &(Vec<OperandType>, u64, u64)| kinds.iter().any(is_opaque);
        !self.operands.is_empty() && self.operands.iter().all(has_one)
    }
}

/// The kinds of ints of at most 30 bits.
const SMALL_INTS: [&str; 2] = ["int", "negative int"];

/// A special method that an instruction calls for its operands.
#[derive(Deserialize, Debug)]
pub(super) struct Special {
    pub(super) operands: Vec<OperandType>,
    /// Which of them has the method.
    pub(super) on: usize,
    pub(super) name: String,
    pub(super) function: Value,
    /// Which of them have to have these types, where the function stands for a method of a builtin type.
    #[serde(default)]
    pub(super) guards: Vec<usize>,
    /// The descriptor that a class has for the attribute, where that has the method.
    #[serde(default, deserialize_with = "present")]
    pub(super) descriptor: Option<Value>,
}

/// A callee, the types of `self` and the arguments, and how often it was called so.
pub(super) type Call = (Value, Vec<OperandType>, u64, u64);

/// The table that has a global name's value.
#[derive(Deserialize, Clone, Copy, PartialEq, Eq, Debug)]
#[serde(rename_all = "lowercase")]
pub(super) enum Scope {
    Globals,
    Builtins,
}

/// What a lookup of an attribute ends in.
#[derive(Deserialize, Debug)]
#[serde(rename_all = "lowercase")]
pub(super) enum Found {
    Value(usize),
    Slot(usize),
    Method(Value),
    Object(Value),
    /// What a class of the program has when the instruction runs, since the program changes it.
    Changed(IgnoredAny),
    /// It is not found.
    Missing(IgnoredAny),
    /// A class method.
    Bound(IgnoredAny),
    /// A property's getter.
    Property(Value),
    /// What an opaque object answers.
    Opaque(IgnoredAny),
}

/// The dialect of a version of CPython.
fn dialect<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Dialect, D::Error> {
    let version = String::deserialize(deserializer)?;
    Dialect::of_python(&version).filter(|dialect| dialect.is_imported()).ok_or_else(|| {
        let imported = Dialect::all().filter(|dialect| dialect.is_imported());
        let known: Vec<&str> = imported.map(Dialect::python).collect();
        Error::custom(format!(
            "recordings of CPython {version} can't be read; those of {} can",
            known.join(", ")
        ))
    })
}

impl Recording {
    /// Whether a code object is the body of a class that the program makes.
    pub(super) fn is_class_body(&self, code: usize) -> bool {
        self.classes.iter().any(|class| class.made == Some(code))
    }

    /// Whether CPython's JIT was on.
    pub(super) fn has_executors(&self) -> bool {
        self.settings.is_some()
    }

    /// What is wrong with a recording whose JSON is well-formed, if anything is.
    pub(super) fn flaw(&self) -> Option<String> {
        if self.format != FORMAT {
            return Some(format!("its format is not `{FORMAT}`"));
        }
        if self.version != VERSION {
            return Some(format!(
                "recordings of version {} can't be read; this is version {VERSION}",
                self.version
            ));
        }
        let code = self.functions.iter().find(|function| function.code >= self.codes.len());
        if let Some(function) = code {
            return Some(format!("function `{}` has no code object", function.name));
        }
        let is_missing = |code: usize| code == 0 || code >= self.codes.len();
        if let Some(class) = self.classes.iter().find(|class| class.made.is_some_and(is_missing)) {
            return Some(format!("the body of class `{}` has no code object", class.name));
        }
        match self.functions.get(self.entry) {
            None => Some("there is no function that the program starts in".to_owned()),
            Some(entry) if entry.code != 0 => {
                Some("the first code object is not that of the entry".to_owned())
            }
            Some(_) if self.settings.is_none() && !self.executors.is_empty() => {
                Some("it has executors, and no settings of the JIT that made them".to_owned())
            }
            Some(_) => {
                let codes = self.codes.iter().find_map(Code::flaw);
                codes.or_else(|| executor::flaw(&self.executors, self.codes.len()))
            }
        }
    }
}

impl Code {
    fn flaw(&self) -> Option<String> {
        if self.parameter_count().is_none_or(|count| count > self.locals.len()) {
            return Some(format!("`{}` has more parameters than locals", self.name));
        }
        let frees = self.locals.iter().skip_while(|(_, kind)| *kind != LocalKind::Free);
        if frees.clone().any(|(_, kind)| *kind != LocalKind::Free) {
            return Some(format!("`{}` has locals after its free variables", self.name));
        }
        None
    }

    /// Number of parameters.
    pub(super) fn parameter_count(&self) -> Option<usize> {
        let others = usize::from(self.has_varargs()) + usize::from(self.has_varkeywords());
        self.plain_count()?.checked_add(others)
    }

    /// Number of parameters that take one argument each.
    pub(super) fn plain_count(&self) -> Option<usize> {
        self.positional.checked_add(self.keyword_only)
    }

    /// Whether a parameter takes a tuple of all other arguments by position.
    pub(super) fn has_varargs(&self) -> bool {
        self.flags & CO_VARARGS != 0
    }

    /// Whether the last parameter takes a dict of all other arguments by name.
    pub(super) fn has_varkeywords(&self) -> bool {
        self.flags & CO_VARKEYWORDS != 0
    }

    /// Whether a call of it gives an object in which its frame lives on.
    pub(super) fn is_suspended(&self) -> bool {
        self.flags & CO_GENERATOR != 0 || self.is_async()
    }

    /// Whether a call of it gives a coroutine, or an asynchronous generator, which is one here.
    pub(super) fn is_async(&self) -> bool {
        self.flags & (CO_COROUTINE | CO_ASYNC_GENERATOR) != 0
    }

    /// Whether it ran.
    pub(super) fn ran(&self) -> bool {
        self.entries != (0, 0)
    }
}
