//! Which of CPython's uops there are, as a page made from the table.

use crate::info::Op;
use std::fmt::Write;

/// The names of CPython 3.13's tier-2 uops, a line each; `traced` behind those that occur in traces
/// which CPython's JIT made of 18 small programs.
const CPYTHON_3_13: &str = include_str!("../data/cpython-3.13-uops.txt");

/// Uops that CPython 3.13 lacks and later versions have under these names: for instructions that its
/// tier 2 can't express, and for borrowed references.
const LATER: [&str; 6] = [
    "_BINARY_OP_INPLACE_ADD_UNICODE",
    "_BUILD_SET",
    "_CALL_LIST_APPEND",
    "_CHECK_AND_ALLOCATE_OBJECT",
    "_CREATE_INIT_FRAME",
    "_LOAD_FAST_BORROW",
];

/// Uops of CPython that no trace here needs, since something else does what they do.
const COVERED: [(&str, &str); 7] = [
    ("_COLD_EXIT", "an exit without a trace"),
    ("_FATAL_ERROR", "the verifier keeps programs from getting there"),
    ("_INTERNAL_INCREMENT_OPT_COUNTER", "a counter for CPython's own tests"),
    ("_LOAD_CONST", "`_LOAD_CONST_INLINE`, which CPython's optimiser makes of it, too"),
    ("_LOAD_FAST_LOAD_FAST", "two `_LOAD_FAST`, as CPython expands it"),
    ("_STORE_FAST_LOAD_FAST", "`_STORE_FAST` and `_LOAD_FAST`, as CPython expands it"),
    ("_STORE_FAST_STORE_FAST", "two `_STORE_FAST`, as CPython expands it"),
];

/// How one of CPython's uops is supported.
enum Support {
    /// By the uop of the same name.
    Same,
    /// By uops for one oparg each, into which CPython splits it, too.
    Split(Vec<&'static str>),
    /// By something else.
    Covered(&'static str),
    /// Not at all.
    Missing,
}

fn support(name: &str) -> Support {
    if Op::from_name(name).is_some() {
        return Support::Same;
    }
    let parts: Vec<&str> =
        Op::ALL.iter().map(|op| op.name()).filter(|n| is_part(n, name)).collect();
    if !parts.is_empty() {
        return Support::Split(parts);
    }
    match COVERED.iter().find(|(covered, _)| *covered == name) {
        Some((_, how)) => Support::Covered(how),
        None => Support::Missing,
    }
}

/// Whether a uop is another one for a fixed oparg: `_LOAD_ATTR_SLOT_0`.
fn is_part(part: &str, whole: &str) -> bool {
    let oparg = part.strip_prefix(whole).and_then(|rest| rest.strip_prefix('_'));
    oparg.is_some_and(|oparg| oparg.parse::<u8>().is_ok())
}

/// Names, and whether they are traced.
fn lines() -> impl Iterator<Item = (&'static str, bool)> + Clone {
    CPYTHON_3_13.lines().map(|line| match line.strip_suffix(" traced") {
        Some(name) => (name, true),
        None => (line, false),
    })
}

fn cpython() -> impl Iterator<Item = &'static str> + Clone {
    lines().map(|(name, _)| name)
}

/// Uops that are neither CPython 3.13's, nor parts of one, nor taken from later versions.
fn own() -> impl Iterator<Item = Op> {
    Op::ALL.iter().copied().filter(|op| {
        let name = op.name();
        !LATER.contains(&name) && !cpython().any(|known| known == name || is_part(name, known))
    })
}

/// A Markdown page: which of CPython 3.13's tier-2 uops are supported, and what there is beside them.
pub fn markdown() -> String {
    let count = |wanted: fn(&Support) -> bool| cpython().filter(|n| wanted(&support(n))).count();
    let supported = count(|support| matches!(support, Support::Same | Support::Split(_)));
    let covered = count(|support| matches!(support, Support::Covered(_)));
    let mut out = format!(
        "# CPython's uops\n\n\
         Made by `uopbench docs coverage` from the table in `uops/src/table.rs` and the names in \
         `uops/data/cpython-3.13-uops.txt`; do not edit.\n\n\
         Of the {} tier-2 uops of CPython 3.13, {supported} are supported, in every backend, and \
         {covered} are not needed, since something else does what they do. [uops.md](uops.md) says \
         what each uop does. *Traced*: it occurs in traces that CPython's JIT made of 18 small \
         programs.\n\n\
         ## CPython 3.13's\n\n| uop | supported | traced |\n|---|---|---|\n",
        cpython().count()
    );
    for (name, traced) in lines() {
        let traced = if traced { "yes" } else { "" };
        let how = match support(name) {
            Support::Same => "yes".to_owned(),
            Support::Split(parts) => format!("as {}", list(parts)),
            Support::Covered(how) => format!("not needed: {how}"),
            Support::Missing => "no".to_owned(),
        };
        // Writing to a string can't fail.
        _ = writeln!(out, "| `{name}` | {how} | {traced} |");
    }
    _ = write!(
        out,
        "\n## From later versions\n\n\
         CPython 3.13's tier 2 has no uop for these; later versions have, under the same names: {}.\n\n\
         ## Our own\n\n\
         What the optimiser makes of ints, floats and references (`docs/optimiser.md`): {}.\n",
        list(LATER),
        list(own().map(Op::name))
    );
    out
}

fn list(names: impl IntoIterator<Item = &'static str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_into_one_group_each() {
        assert_eq!(cpython().count(), 241);
        for name in LATER {
            assert!(Op::from_name(name).is_some(), "{name} is a uop");
            assert!(!cpython().any(|known| known == name), "{name} is in CPython 3.13");
        }
        for (name, _) in COVERED {
            assert!(cpython().any(|known| known == name), "{name} is in CPython 3.13");
            assert!(Op::from_name(name).is_none(), "{name} is a uop of its own");
        }
    }

    #[test]
    fn all_uops_of_cpythons_traces_are_supported() {
        let traced: Vec<&str> = lines().filter(|line| line.1).map(|line| line.0).collect();
        let is_supported = |name: &str| matches!(support(name), Support::Same | Support::Split(_));
        let missing: Vec<_> = traced.iter().filter(|name| !is_supported(name)).collect();
        assert!(missing.is_empty(), "{missing:?}");
        assert_eq!(traced.len(), 106);
    }

    #[test]
    fn parts_are_told_from_longer_names() {
        assert!(is_part("_LOAD_ATTR_SLOT_0", "_LOAD_ATTR_SLOT"));
        assert!(!is_part("_LOAD_ATTR_SLOT_0", "_LOAD_ATTR"));
        assert!(!is_part("_LOAD_ATTR_SLOT", "_LOAD_ATTR_SLOT"));
    }
}
