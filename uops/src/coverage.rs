//! Which of CPython's uops a dialect has, as a page made from its rows and the names of CPython's.

use crate::Dialect;
use crate::dialect::Known;
use crate::info::Op;
use std::fmt::Write;

/// How one of CPython's uops is supported.
enum Support {
    /// By the uop of the same name.
    Same,
    /// By uops for one oparg each, into which CPython splits it, too.
    Split(Vec<&'static str>),
    /// By something else that does the same, so there is no row for it.
    Covered(&'static str),
    /// Not at all.
    Missing,
}

fn support(dialect: Dialect, known: &Known) -> Support {
    if dialect.op(known.name).is_some() {
        return Support::Same;
    }
    let names = dialect.ops().iter().map(|op| op.name());
    let parts: Vec<&str> = names.filter(|name| is_part(name, known.name)).collect();
    match known.covered {
        _ if !parts.is_empty() => Support::Split(parts),
        Some(how) => Support::Covered(how),
        None => Support::Missing,
    }
}

/// Whether a uop is a variant, for a fixed oparg, of another uop: `_LOAD_ATTR_SLOT_0` of `_LOAD_ATTR_SLOT`.
fn is_part(part: &str, whole: &str) -> bool {
    let oparg = part.strip_prefix(whole).and_then(|rest| rest.strip_prefix('_'));
    oparg.is_some_and(|oparg| oparg.parse::<u8>().is_ok())
}

/// A dialect's uops that are neither CPython's of its version, nor parts of one, nor taken from later
/// versions.
fn own(dialect: Dialect) -> impl Iterator<Item = &'static str> {
    dialect.ops().iter().map(|op: &Op| op.name()).filter(move |name| {
        let is_known = |known: &Known| known.name == *name || is_part(name, known.name);
        !dialect.later().contains(name) && !dialect.known().iter().any(is_known)
    })
}

/// A Markdown page: which of the tier-2 uops of a dialect's CPython are supported, and what there is
/// beside them.
pub fn markdown(dialect: Dialect) -> String {
    let python = dialect.python();
    let count = |wanted: fn(&Support) -> bool| {
        dialect.known().iter().filter(|known| wanted(&support(dialect, known))).count()
    };
    let supported = count(|support| matches!(support, Support::Same | Support::Split(_)));
    let covered = count(|support| matches!(support, Support::Covered(_)));
    let page = match dialect == Dialect::default() {
        true => "uops.md".to_owned(),
        false => format!("uops-{dialect}.md"),
    };
    let mut out = format!(
        "# CPython's uops\n\n\
         Made by `uopbench docs coverage --dialect {dialect}` from the rows and the file \
         `coverage.txt` of the dialect `{dialect}`; do not edit.\n\n\
         Of the {} tier-2 uops of CPython {python}, {supported} are supported, in every backend, and \
         {covered} are not needed, since something else does what they do. [{page}]({page}) says \
         what each uop does.{}\n\n",
        dialect.known().len(),
        counted(dialect)
    );
    let registers = match dialect
        .known()
        .iter()
        .any(|known| known.name == Op::_SPILL_OR_RELOAD.name())
    {
        true => {
            "CPython has each uop in variants for the stack slots that are in registers before and after \
             it, such as `_POP_TOP_r10`. They are one uop here: which slots are in registers is the choice \
             of each backend, and `_SPILL_OR_RELOAD`, which moves slots between variants, does nothing.\n\n"
        }
        false => "",
    };
    let headings: Vec<&str> = match dialect.counted() {
        [] => vec!["traced"],
        counted => counted.iter().map(|(heading, _)| *heading).collect(),
    };
    let (heads, rule) = (headings.join(" | "), "---|".repeat(headings.len()));
    _ = write!(
        out,
        "{registers}## CPython {python}'s\n\n| uop | supported | {heads} |\n|---|---|{rule}\n"
    );
    for known in dialect.known() {
        let traced = match dialect.counted() {
            [] if known.traced => "yes".to_owned(),
            [] => String::new(),
            counted => cells(known, counted.len()),
        };
        let how = match support(dialect, known) {
            Support::Same => "yes".to_owned(),
            Support::Split(parts) => format!("as {}", list(parts)),
            Support::Covered(how) => format!("not needed: {how}"),
            Support::Missing => "no".to_owned(),
        };
        // Writing to a string can't fail.
        _ = writeln!(out, "| `{}` | {how} | {traced} |", known.name);
    }
    missing_by_frequency(dialect, &mut out);
    if dialect.later().is_empty() {
        return out;
    }
    _ = write!(
        out,
        "\n## From later versions\n\n\
         CPython {python}'s tier 2 has no uop for these; later versions have, under the same names: {}.\n\n\
         ## Our own\n\n\
         For the frames of generators, and for what the optimiser makes of ints, floats and references \
         (`docs/optimiser.md`): {}.\n",
        list(dialect.later().iter().copied()),
        list(own(dialect))
    );
    out
}

/// What the columns of numbers are.
fn counted(dialect: Dialect) -> String {
    let counted = dialect.counted();
    if counted.is_empty() {
        return " *Traced*: it occurs in traces that CPython's JIT made of 18 small programs."
            .to_owned();
    }
    let programs = counted.iter().map(|(heading, programs)| format!("*{heading}*: {programs}"));
    let programs = programs.collect::<Vec<_>>().join("; ");
    format!(
        " The numbers, of which `coverage.txt` says who made them, are how often each occurs in traces of CPython's \
         JIT: {programs}."
    )
}

/// How often a uop occurs, in so many columns.
fn cells(known: &Known, columns: usize) -> String {
    let times = known.times.iter().map(|&times| match times {
        0 => String::new(),
        times => times.to_string(),
    });
    times.chain(std::iter::repeat(String::new())).take(columns).collect::<Vec<_>>().join(" | ")
}

/// The section about uops that are missing, those first that occur most often, if occurrences were counted.
fn missing_by_frequency(dialect: Dialect, out: &mut String) {
    let is_missing = |known: &&Known| matches!(support(dialect, known), Support::Missing);
    let counted = dialect.counted();
    let columns = 0..counted.len();
    let times = |known: &Known, column: usize| known.times.get(column).copied().unwrap_or(0);
    let sum = |column: usize| dialect.known().iter().map(|known| times(known, column)).sum::<u32>();
    let mut missing: Vec<&Known> = dialect.known().iter().filter(is_missing).collect();
    if missing.is_empty() || columns.clone().all(|column| sum(column) == 0) {
        return;
    }
    _ = writeln!(out, "\n## Missing, by how often it occurs\n");
    for (column, (heading, _)) in counted.iter().enumerate() {
        let all = sum(column);
        let missing: u32 = missing.iter().map(|known| times(known, column)).sum();
        let percent = f64::from(all - missing) / f64::from(all.max(1)) * 100.0;
        _ = writeln!(
            out,
            "- {heading}: {} of {all} uops in traces are supported, which is {percent:.2} %.",
            all - missing
        );
    }
    missing.sort_by_key(|known| std::cmp::Reverse(known.sum()));
    let (seen, unseen): (Vec<&Known>, Vec<&Known>) =
        missing.into_iter().partition(|known| known.sum() > 0);
    if !seen.is_empty() {
        let heads: Vec<&str> = counted.iter().map(|(heading, _)| *heading).collect();
        let rule = "---|".repeat(heads.len());
        _ = writeln!(out, "\n| missing uop | {} |\n|---|{rule}", heads.join(" | "));
    }
    for known in seen {
        _ = writeln!(out, "| `{}` | {} |", known.name, cells(known, counted.len()));
    }
    if !unseen.is_empty() {
        let names = list(unseen.iter().map(|known| known.name));
        _ = writeln!(out, "\nThese are in none of the traces: {names}.");
    }
}

fn list(names: impl IntoIterator<Item = &'static str>) -> String {
    names.into_iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_uops_of_cpythons_traces_are_supported() {
        let dialect = Dialect::default();
        let is_missing = |known: &&Known| {
            known.traced && !matches!(support(dialect, known), Support::Same | Support::Split(_))
        };
        let missing: Vec<_> = dialect.known().iter().filter(is_missing).collect();
        assert!(missing.is_empty(), "{dialect}: {missing:?}");
    }

    #[test]
    fn the_names_of_the_first_dialect_are_complete() {
        let known = Dialect::default().known();
        assert_eq!(known.len(), 241);
        assert_eq!(known.iter().filter(|known| known.traced).count(), 106);
    }

    /// The dialect of 3.15 is not complete. This test fails if it covers less than before.
    #[test]
    fn most_uops_of_cpython_3_15s_traces_are_supported() {
        let dialect = Dialect::of_python("3.15").expect("there is the dialect");
        assert_eq!(dialect.known().len(), 401);
        let times = |wanted: fn(&Support) -> bool| {
            let known = dialect.known().iter().filter(|known| wanted(&support(dialect, known)));
            known.map(Known::sum).sum::<u32>()
        };
        let [all, supported] = [times(|_| true), times(|known| matches!(known, Support::Same))];
        assert!(supported * 10 > all * 8, "{supported} of {all}");
    }

    #[test]
    fn parts_are_told_from_longer_names() {
        assert!(is_part("_LOAD_ATTR_SLOT_0", "_LOAD_ATTR_SLOT"));
        assert!(!is_part("_LOAD_ATTR_SLOT_0", "_LOAD_ATTR"));
        assert!(!is_part("_LOAD_ATTR_SLOT", "_LOAD_ATTR_SLOT"));
    }
}
