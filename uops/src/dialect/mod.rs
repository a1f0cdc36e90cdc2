//! Dialects: the vocabulary of one version of CPython each.
//!
//! A dialect is a folder beside this file; `rows` documents what is in it. The build script makes the
//! table of all uops of these folders, so a new dialect is nothing but a new folder. Functions, object
//! model and runtime are shared by all.

mod role;

use crate::info::Op;
use crate::operator::Applied;
pub use role::InstructionRole;
use std::fmt;

/// A dialect, by its row in the table of dialects.
#[derive(Clone, Copy)]
pub struct Dialect(&'static Data);

/// What the build script writes of a dialect.
struct Data {
    name: &'static str,
    python: &'static str,
    trace_limit: usize,
    /// By number.
    operators: &'static [&'static str],
    ops: &'static [Op],
    /// Sorted by name.
    by_name: &'static [(&'static str, Op)],
    /// Sorted by instruction.
    expansions: &'static [(&'static str, &'static [&'static str])],
    /// Sorted by the name of another dialect's uop.
    equivalents: &'static [(&'static str, &'static [Op])],
    roles: &'static [(InstructionRole, &'static [&'static str])],
    accepts: &'static [(&'static str, &'static [&'static [&'static str]])],
    known: &'static [Known],
    counted: &'static [(&'static str, &'static str)],
    later: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/dialects.rs"));

/// A uop that a version of CPython has.
#[derive(Clone, Copy, Debug)]
pub struct Known {
    /// CPython's name.
    pub name: &'static str,
    /// Whether it occurs in traces that CPython's JIT made.
    pub traced: bool,
    /// How often it occurs in each of [`Dialect::counted`]; nothing if it does not.
    pub times: &'static [u32],
    /// What replaces it, if there is no row for it on purpose.
    pub covered: Option<&'static str>,
}

impl Known {
    /// How often it occurs in all traces that were looked at.
    pub fn sum(&self) -> u32 {
        self.times.iter().sum()
    }
}

impl Dialect {
    /// All dialects.
    pub fn all() -> impl Iterator<Item = Dialect> + Clone {
        DIALECTS.iter().map(Dialect)
    }

    /// The names of all dialects, as messages list them.
    pub fn names() -> String {
        Dialect::all().map(|dialect| format!("`{dialect}`")).collect::<Vec<_>>().join(", ")
    }

    /// The minor number of the version of CPython: 13 of `3.13`.
    pub fn minor(self) -> u32 {
        let minor = self.python().split('.').nth(1);
        minor.and_then(|minor| minor.parse().ok()).unwrap_or(0)
    }

    /// The dialect of a version of CPython, as `3.13.0`.
    pub fn of_python(version: &str) -> Option<Dialect> {
        let is_of = |dialect: &Dialect| {
            let rest = version.strip_prefix(dialect.python());
            rest.is_some_and(|rest| !rest.starts_with(|c: char| c.is_ascii_digit()))
        };
        Dialect::all().find(is_of)
    }

    /// Its name, as files have it: `py313`.
    pub fn name(self) -> &'static str {
        self.0.name
    }

    /// The version of CPython whose vocabulary it is, as `3.13`.
    pub fn python(self) -> &'static str {
        self.0.python
    }

    /// Where CPython cuts a trace, in uops: its `UOP_MAX_TRACE_LENGTH`.
    pub fn trace_limit(self) -> usize {
        self.0.trace_limit
    }

    /// The binary operator that CPython gives this number, one of its `NB_*`.
    pub fn operator(self, number: u16) -> Option<Applied> {
        Applied::from_symbol(self.0.operators.get(usize::from(number))?)
    }

    /// Its uops, in the order of its rows.
    pub fn ops(self) -> &'static [Op] {
        self.0.ops
    }

    /// The uop called `name`.
    pub fn op(self, name: &str) -> Option<Op> {
        let rows = self.0.by_name;
        let row = rows.binary_search_by_key(&name, |(name, _)| name).ok()?;
        Some(rows[row].1)
    }

    /// Whether a uop is one of its own.
    pub fn has(self, op: Op) -> bool {
        self.op(op.name()) == Some(op)
    }

    /// Its uop that does what `op` does, and looks the same to a program: `op` itself, or a uop of another
    /// name with the same function, stack effect, operand and flags.
    pub fn counterpart(self, op: Op) -> Option<Op> {
        let same = |other: &&Op| other.info().does_the_same(op.info());
        if self.has(op) { Some(op) } else { self.ops().iter().find(same).copied() }
    }

    /// Its uops that together have the effect of `op`, a uop of any dialect: `op` itself, or what its file
    /// `equivalents.txt` has for it, or its counterpart. Each has the operand of `op`, if it takes one of that kind.
    pub fn equivalent(self, op: Op) -> Option<&'static [Op]> {
        let alone = |op: Op| &Op::ALL[op as usize..=op as usize];
        if self.has(op) {
            return Some(alone(op));
        }
        let rows = self.0.equivalents;
        match rows.binary_search_by_key(&op.name(), |(name, _)| name) {
            Ok(row) => Some(rows[row].1),
            Err(_) => self.counterpart(op).map(alone),
        }
    }

    /// The uops that a bytecode instruction stands for, if it has an expansion. After a name, `/high` and
    /// `/low` mark the halves of an oparg that names two locals, `/next` the oparg of the next instruction,
    /// `/more` an oparg plus one, `/called` a uop that is there if the low bit of the oparg is set, and `/int` a
    /// load of the int that the oparg is.
    pub fn expansion(self, instruction: &str) -> Option<&'static [&'static str]> {
        let rows = self.0.expansions;
        let row = rows.binary_search_by_key(&instruction, |(name, _)| name).ok()?;
        Some(rows[row].1)
    }

    /// The instructions that have a role. In the last part of a name, `*` stands for the rest.
    fn instructions(self, role: InstructionRole) -> &'static [&'static str] {
        let row = self.0.roles.iter().find(|(known, _)| *known == role);
        row.map_or(&[], |(_, instructions)| instructions)
    }

    /// Whether an instruction has a role.
    pub fn is(self, instruction: &str, role: InstructionRole) -> bool {
        self.instructions(role).iter().any(|known| match known.strip_suffix('*') {
            Some(start) => instruction.starts_with(start),
            None => instruction == *known,
        })
    }

    /// The first instruction that has a role: a form's name.
    pub fn form(self, role: InstructionRole) -> Option<&'static str> {
        self.instructions(role).first().copied()
    }

    /// The instruction that `instruction` is a specialised form of, by the types of its operands.
    pub fn generic(self, instruction: &str) -> Option<&'static str> {
        let specialises = |family: &&&str| {
            instruction.strip_prefix(**family).is_some_and(|rest| rest.starts_with('_'))
        };
        self.instructions(InstructionRole::Specialised).iter().find(specialises).copied()
    }

    /// The types of operands that a specialised instruction handles, the deepest operand first, if it does
    /// not handle all. No type stands for any.
    pub fn accepts(self, instruction: &str) -> Option<&'static [&'static [&'static str]]> {
        let row = self.0.accepts.iter().find(|(known, _)| *known == instruction);
        row.map(|(_, operands)| *operands)
    }

    /// Whether its version of CPython has references that a local owns on the stack. Such a slot may stay on
    /// the stack from one trace to the next.
    pub fn borrows(self) -> bool {
        self.0.known.iter().any(|known| known.name == Op::_LOAD_FAST_BORROW.name())
    }

    /// Whether an iteration has two slots of the stack: what it iterates over, and a position or null.
    pub fn iterates_in_place(self) -> bool {
        self.form(InstructionRole::IterateInPlace).is_some()
    }

    /// Whether its instructions have expansions, so that recordings of its version can be imported.
    pub fn is_imported(self) -> bool {
        !self.0.expansions.is_empty()
    }

    /// Whether an instruction leaves its specialised form where a result is too large for it.
    pub fn overflows(self, instruction: &str) -> bool {
        let uops = self.expansion(instruction).unwrap_or_default();
        uops.iter().filter_map(|uop| self.op(uop)).any(Op::overflows)
    }

    /// The uops that its version of CPython has.
    pub fn known(self) -> &'static [Known] {
        self.0.known
    }

    /// The programs in whose traces its version's uops were counted: a heading, and what it stands for.
    pub fn counted(self) -> &'static [(&'static str, &'static str)] {
        self.0.counted
    }

    /// Names of its uops that its version of CPython lacks and later versions have.
    pub fn later(self) -> &'static [&'static str] {
        self.0.later
    }
}

/// A name that no dialect has.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Unknown(pub String);

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no dialect `{}`; the dialects are {}", self.0, Dialect::names())
    }
}

impl std::error::Error for Unknown {}

impl std::str::FromStr for Dialect {
    type Err = Unknown;

    fn from_str(name: &str) -> Result<Dialect, Unknown> {
        Dialect::all()
            .find(|dialect| dialect.name() == name)
            .ok_or_else(|| Unknown(name.to_owned()))
    }
}

/// The dialect of files that name none, which are older than the second dialect.
impl Default for Dialect {
    fn default() -> Self {
        Dialect(&DIALECTS[0])
    }
}

impl PartialEq for Dialect {
    fn eq(&self, other: &Dialect) -> bool {
        self.name() == other.name()
    }
}

impl Eq for Dialect {}

impl fmt::Debug for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl fmt::Display for Dialect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operator::Operator;

    #[test]
    fn operators_of_all_dialects_are_known() {
        for dialect in Dialect::all() {
            let numbers = 0..dialect.0.operators.len() as u16;
            assert!(numbers.clone().all(|number| dialect.operator(number).is_some()), "{dialect}");
        }
        assert_eq!(Dialect::default().operator(0), Some(Operator::Add.into()));
        assert_eq!(Dialect::default().operator(25).map(Applied::symbol), Some("^="));
        assert_eq!(Dialect::default().operator(26), None);
    }

    #[test]
    fn a_version_has_the_dialect_of_its_minor_version() {
        let py313 = Dialect::of_python("3.13.0");
        assert_eq!(py313.map(Dialect::name), Some("py313"));
        assert_eq!(Dialect::of_python("3.13"), py313);
        assert_eq!(Dialect::of_python("3.1.3"), None);
        assert_eq!(Dialect::of_python("3.130"), None);
    }

    #[test]
    fn an_unknown_name_is_an_error_that_lists_every_dialect() {
        let message = "py99".parse::<Dialect>().expect_err("there is no py99").to_string();
        let (problem, listed) = message.split_once("; ").expect("a problem and a list");
        assert_eq!(problem, "there is no dialect `py99`");
        for dialect in Dialect::all() {
            assert!(listed.contains(&format!("`{}`", dialect.name())), "{dialect}: {message}");
        }
    }

    #[test]
    fn a_uop_of_another_name_that_does_the_same_is_a_counterpart() {
        let dialect = Dialect::default();
        for &op in dialect.ops() {
            assert_eq!(dialect.counterpart(op), Some(op));
        }
        let same = |one: Op, other: Op| one.info().does_the_same(other.info());
        assert!(same(Op::_EXPAND_METHOD, Op::_INIT_CALL_BOUND_METHOD_EXACT_ARGS));
        assert!(!same(Op::_LOAD_FAST, Op::_LOAD_FAST_0));
        assert!(!same(Op::_BINARY_OP_ADD_INT, Op::_BINARY_OP_SUBTRACT_INT));
    }
}
