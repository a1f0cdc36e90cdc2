//! Dialects are read from folders, and what is wrong in their files is named with its place.

use rows::{Below, Dialect, Error, Table, Terms, read};
use std::fs;
use std::path::Path;

/// The text of `dialect.rs` for one file of rows.
const HEADER: &str = "python = \"9.9\";\ntrace_limit = 50;\noperators = [\"+\"];\nrows = [all];\n";

/// Writes a dialect with these rows, and reads it.
fn with_rows(parent: &Path, name: &str, rows: &str, others: &[Dialect]) -> Result<Dialect, Error> {
    let folder = parent.join(name);
    let files = [
        ("dialect.rs", HEADER),
        ("rows/all.rs", rows),
        ("expansions.txt", "# none\n"),
        ("instructions.txt", "Return: RETURN\naccepts ADD: int|big-int _\n"),
        ("coverage.txt", ""),
    ];
    write(&folder, &files);
    read(&folder, others, &terms())
}

/// The terms of the crate `uops`.
fn terms() -> Terms {
    let sources = concat!(env!("CARGO_MANIFEST_DIR"), "/../src");
    Terms::read(Path::new(sources)).expect("the enums are defined")
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    fs::create_dir_all(folder.join("rows")).expect("folders can be made");
    for (file, text) in files {
        fs::write(folder.join(file), text).expect("files can be written");
    }
}

/// Asserts that these rows are wrong at this line and column.
#[track_caller]
fn assert_error(rows: &str, line: usize, column: usize, part: &str) {
    let folder = tempfile::tempdir().expect("a folder");
    let error = with_rows(folder.path(), "py99", rows, &[]).expect_err("the rows are wrong");
    let message = error.to_string();
    assert!(message.contains(&format!("rows/all.rs:{line}:{column}: ")), "{message}");
    assert!(message.contains(part), "{message}");
}

fn parse(rows: &str) -> Dialect {
    let folder = tempfile::tempdir().expect("a folder");
    with_rows(folder.path(), "py99", rows, &[]).expect("the rows are right")
}

#[test]
fn a_row_says_what_a_uop_does_to_the_stack() {
    let dialect = parse(
        "/// A.\n_A: (a, b: Int -- a, c: Float), Nothing, [exit error];\n\
         /// B.\n_B = _A @ 3: (f: Function, args[oparg]: Slot, k -- r), Count, [], only [1, 2];\n\
         /// C.\n_C: (l: List, unused[oparg-1], v -- l: List, unused[oparg-1]), Count, [escapes];\n",
    );
    let rows: Vec<_> = dialect.rows.iter().map(|(_, row)| row).collect();
    let [a, b, c] = &rows[..] else { panic!("three rows") };
    assert_eq!(a.meaning.effect.text, "a, b: Int -- a, c: Float");
    assert_eq!(a.meaning.function, "_A");
    assert_eq!((a.meaning.effect.inputs.len(), a.meaning.effect.outputs.len()), (2, 2));
    assert_eq!(a.meaning.effect.below, Below::Nothing);
    assert!(a.meaning.flags.exit && a.meaning.flags.error && !a.meaning.flags.ends);
    assert_eq!((b.meaning.function.as_str(), b.meaning.fixed), ("_A", Some(3)));
    let Below::Pops { first, rest } = &b.meaning.effect.below else { panic!("it pops an array") };
    assert_eq!((first[0].name.as_str(), rest.as_str()), ("f", "Slot"));
    assert_eq!((b.meaning.effect.inputs.len(), b.only.as_slice()), (1, &[1, 2][..]));
    assert!(matches!(&c.meaning.effect.below, Below::Reads(slot) if slot.kind == "List"));
    assert!(c.meaning.flags.escapes);
    assert_eq!((c.line, c.doc.as_str()), (6, " C.\n"));
}

#[test]
fn what_is_wrong_is_named_with_line_and_column() {
    let row = "/// A.\n_A: (a -- b), Nothing, [exit];\n";
    assert_error("_A: (a -- b), Nothing, [];\n", 1, 1, "has to say what it does");
    assert_error("/// A.\n_A: (a -- b), Nothing, [exits];\n", 2, 25, "no such flag");
    assert_error("/// A.\n_A: (a -- b), Nothing, [exit exit];\n", 2, 30, "given twice");
    assert_error("/// A.\n_A: (a - b), Nothing, [];\n", 2, 10, "expected `-`");
    assert_error("/// A.\n_A: (a[oparg+1] -- b), Nothing, [];\n", 2, 13, "expected `*`");
    assert_error("/// A.\n_A: (a[count] -- b), Nothing, [];\n", 2, 8, "made of `oparg`");
    assert_error("/// A.\n_A: (a[oparg-3] -- b), Nothing, [];\n", 2, 14, "not one of");
    assert_error("/// A.\n_A: (a -- b[oparg*2]), Nothing, [];\n", 2, 5, "see `rows::Below`");
    assert_error("/// A.\n_a: (a -- b), Nothing, [];\n", 2, 1, "capitals");
    assert_error("/// A.\n_A: (a -- b), Nothing, [], below 3;\n", 2, 28, "only [opargs]");
    assert_error("/// A.\n_A: (-- f), Nothing, [enters]\n", 2, 30, "expected `;`");
    assert_error("/// A.\n_A: (a -- b), Nothink, [];\n", 2, 1, "no meaning of operands `Nothink`");
    assert_error("/// A.\n_A: (a: Flaot -- b), Nothing, [];\n", 2, 1, "no kind of value `Flaot`");
    assert_error(&row.repeat(2), 4, 1, "has a row `_A` already");
    assert_error("use py98::_A;\n", 1, 5, "no such dialect before this one");
}

#[test]
fn other_files_are_checked_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("py99");
    let row = "/// A.\n_A: (a -- b), Nothing, [];\n";
    let wrong = |file, text: &str, place: &str| {
        with_rows(folder.path(), "py99", row, &[]).expect("the files are right");
        write(&path, &[(file, text)]);
        let message = read(&path, &[], &terms()).expect_err("a file is wrong").to_string();
        assert!(message.contains(place), "{message}");
    };
    wrong("dialect.rs", "python = 3;\n", "dialect.rs:1:10: ");
    wrong("dialect.rs", "trace_limit = 3;\n", "dialect.rs:1:1: expected `python = …;`");
    wrong("expansions.txt", "\nADD _A\n", "expansions.txt:2:1: expected `INSTRUCTION: _UOP …`");
    wrong("expansions.txt", "ADD: _A\nADD: _A\n", "expansions.txt:2:1: `ADD` has an expansion");
    wrong("coverage.txt", "later _B\n", "coverage.txt:1:1: there is no row `_B`");
    wrong("coverage.txt", "_A: not needed\n", "coverage.txt:1:1: `_A` has a row");
    wrong("coverage.txt", "_A\n\n_A traced\n", "coverage.txt:3:1: `_A` is listed already");
    wrong("coverage.txt", "_A traced 3\n", "coverage.txt:1:1: after `traced` there is");
    wrong(
        "coverage.txt",
        "counted in A: B\n_A traced x\n",
        "coverage.txt:2:1: after `traced` there is",
    );
    wrong("coverage.txt", "counted in A\n", "coverage.txt:1:1: expected `counted in HEADING");
    fs::remove_file(path.join("coverage.txt")).expect("it is there");
    assert!(matches!(read(&path, &[], &terms()), Err(Error::Io { .. })));
}

#[test]
fn rows_that_agree_are_one_uop_and_others_get_a_name_of_their_own() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = "/// A.\n_A: (a -- b), Nothing, [];\n/// B.\n_B: (a -- b), Count, [], only [1];\n";
    let first = with_rows(folder.path(), "py1", first, &[]).expect("right");
    // The words that say what it does make no difference, and neither do opargs with code of their own.
    let second = "use py1::_A;\n/// Like B.\n_B: (a -- b), Count, [], only [1, 2];\n";
    let second =
        with_rows(folder.path(), "py2", second, std::slice::from_ref(&first)).expect("right");
    let third = "/// A.\n_A: (a -- b, a), Nothing, [];\n/// C.\n_C = _A: (a -- b), Nothing, [];\nuse py2::{_B};\n";
    let third =
        with_rows(folder.path(), "py3", third, &[first.clone(), second.clone()]).expect("right");
    let table = Table::of(vec![first, second, third]);
    let symbols: Vec<&str> = table.uops.iter().map(|uop| uop.symbol.as_str()).collect();
    assert_eq!(symbols, ["_A", "_B", "_A__PY3", "_C"]);
    assert_eq!(table.numbers, [vec![0, 1], vec![0, 1], vec![2, 3, 1]]);
    assert_eq!(table.uops[1].row.only, [1, 2]);
    assert_eq!(table.functions(), ["_A", "_B"]);
    let rows = table.for_each();
    let row = "{ name: _A__PY3, function: _A, oparg: -1, inputs: 1, outputs: 2, exit_pops: false, \
               in_memory: false, narrow: none, only: [] }";
    assert!(rows.contains(row), "{rows}");
}

#[test]
fn all_rows_of_a_file_can_be_had() {
    let folder = tempfile::tempdir().expect("a folder");
    let first = "/// A.\n_A: (a -- b), Nothing, [];\n/// B.\n_B: (a -- b), Nothing, [];\n";
    let first = with_rows(folder.path(), "py1", first, &[]).expect("right");
    let second = with_rows(folder.path(), "py2", "use py1::all;\n", std::slice::from_ref(&first))
        .expect("right");
    assert_eq!(second.rows.len(), 2);
    let error =
        with_rows(folder.path(), "py3", "use py1::{_A, _C};\n", &[first]).expect_err("wrong");
    assert!(error.to_string().contains("rows/all.rs:1:15: the dialect `py1` has no such row"));
}

#[test]
fn instructions_have_roles_and_types_that_they_accept() {
    let dialect = parse("/// A.\n_A: (a -- b), Nothing, [];\n");
    assert_eq!(dialect.roles, [("Return".to_owned(), vec!["RETURN".to_owned()])]);
    let types = vec![vec!["int".to_owned(), "big int".to_owned()], Vec::new()];
    assert_eq!(dialect.accepts, [("ADD".to_owned(), types)]);
    for (text, says) in [
        ("Return RETURN\n", "instructions.txt:1:1: expected `Role: INSTRUCTION …`"),
        ("Retrun: RETURN\n", "instructions.txt:1:1: there is no role `Retrun`; "),
        ("Return:\n", "instructions.txt:1:1: expected an instruction"),
        ("Return: A\nReturn: B\n", "instructions.txt:2:1: `Return` has a line already"),
        (
            "accepts A: int\n\naccepts A: int\n",
            "instructions.txt:3:1: `accepts A` has a line already",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let dialect = folder.path().join("py99");
        with_rows(folder.path(), "py99", "/// A.\n_A: (a -- b), Nothing, [];\n", &[])
            .expect("right");
        fs::write(dialect.join("instructions.txt"), text).expect("it can be written");
        let message = read(&dialect, &[], &terms()).expect_err("the file is wrong").to_string();
        assert!(message.contains(says), "{message}");
    }
}
