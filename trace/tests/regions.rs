//! Regions: their text, what the importer makes of a recording, and what the verifier says where blocks disagree.

use std::path::{Path, PathBuf};
use trace::{
    Diagnostic, Document, Forming, Imported, Program, Shape, Trace, Traces, import_with, print,
};
use uops::Op;

/// A branch whose ways join.
const CHOOSE: &str = "\
# Halves or not.
program choose
arg a = 1
local b
stack 2

const one = 1
const half = 0.5

region choose
trace entry @0 stack 0
    _START_EXECUTOR                                         -> cold
    _LOAD_FAST_0                         a
    _TO_BOOL
    _GUARD_IS_TRUE_POP                                      -> other
    _LOAD_CONST_INLINE_BORROW            one
    _STORE_FAST_1                        b
    _EXIT_TRACE                                             -> join
    exit cold   @0
    exit other  @7                       -> other
    exit join   @9                       -> join

trace other @7 stack 0
    _LOAD_CONST_INLINE_BORROW            half
    _STORE_FAST_1                        b
    _EXIT_TRACE                                             -> join
    exit join   @9                       -> join

# Both ways come here.
trace join @9 stack 0
    _CHECK_VALIDITY                                         -> cold
    _LOAD_FAST_1                         b
    _POP_FRAME
    _DYNAMIC_EXIT
    exit cold   @9
";

fn document(text: &str) -> Document {
    Document::parse("choose.uop", text.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

/// What is wrong with the program after a change.
#[track_caller]
fn error(from: &str, to: &str) -> Diagnostic {
    assert!(CHOOSE.contains(from), "there is no {from:?}");
    let text = CHOOSE.replacen(from, to, 1);
    let document = Document::parse("choose.uop", text.as_bytes());
    document.and_then(|document| document.verify()).expect_err("it is wrong")
}

/// The place and the message.
fn place(error: &Diagnostic) -> (usize, usize, &str) {
    (error.line(), error.column(), error.message())
}

fn recording(workload: &str, dialect: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../workloads");
    let path = root.join(workload).join(format!("recording{dialect}.json"));
    std::fs::read_to_string(path).expect("there is a recording")
}

fn imported(recording: &str, shape: Shape) -> Imported {
    let forming = Forming { traces: Some(Traces::Own), shape, inline: None };
    import_with(recording.as_bytes(), "recording.json", forming)
        .unwrap_or_else(|error| panic!("{error}"))
}

fn program(recording: &str, shape: Shape) -> Program {
    Program::clone(imported(recording, shape).program.program())
}

#[test]
fn text_with_regions_is_printed_as_it_is() {
    let document = document(CHOOSE);
    assert_eq!(document.print(), CHOOSE);
    assert_eq!(document.program.shape(), Shape::Region);
    document.verify().expect("it verifies");
    let printed = print(&document.program);
    assert_eq!(*self::document(&printed).program, *document.program);
}

#[test]
fn imported_regions_are_read_as_they_are_printed() {
    for dialect in ["", "-py314", "-py315"] {
        for workload in ["collatz", "sieve", "mandelbrot"] {
            let program = program(&recording(workload, dialect), Shape::Region);
            let text = print(&program);
            assert_eq!(*document(&text).program, program, "{workload}{dialect}");
            assert_eq!(document(&text).print(), text, "{workload}{dialect}");
        }
    }
}

#[test]
fn blocks_end_where_ways_join() {
    let text = print(&program(&recording("collatz", ""), Shape::Region));
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/regions/collatz.uop");
    if std::env::var_os("UPDATE_REGIONS").is_some() {
        std::fs::write(&path, &text).expect("the program can be written");
    }
    let expected = std::fs::read_to_string(&path).expect("a program");
    assert!(text == expected, "{}: run this test with UPDATE_REGIONS=1", path.display());
}

#[test]
fn a_block_sets_no_executor_if_only_its_region_leads_to_it() {
    for dialect in ["", "-py314", "-py315"] {
        for workload in ["collatz", "bubble", "float_poly"] {
            let region = program(&recording(workload, dialect), Shape::Region);
            let inner = region.traces.iter().skip(1).filter(|block| block.function.0 == 0);
            for block in inner.clone() {
                let first = block.uops[0].op;
                assert_ne!(first, Op::_START_EXECUTOR, "{workload}{dialect}, {}", block.name);
            }
            assert!(inner.count() > 1, "{workload}{dialect}");
            let trace = program(&recording(workload, dialect), Shape::Trace);
            assert_eq!(trace.shape(), Shape::Trace);
            assert!(region.uop_count() < trace.uop_count(), "{workload}{dialect}");
        }
    }
}

#[test]
fn cpythons_traces_are_no_regions() {
    let forming = Forming { traces: Some(Traces::Cpython), shape: Shape::Region, inline: None };
    let error = import_with(recording("collatz", "-py315").as_bytes(), "collatz.json", forming);
    let error = error.expect_err("there are none").to_string();
    assert!(error.contains("CPython's JIT made traces and no regions"), "{error}");
}

fn corpus(program: &str) -> String {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../corpus");
    std::fs::read_to_string(root.join(program).join("recording.json"))
        .expect("there is a recording")
}

/// How many frames deep a program's traces go on in functions that they enter.
fn inlined(program: &Program) -> usize {
    let depth = |trace: &Trace| {
        let (mut depth, mut deepest) = (0_usize, 0);
        for uop in &trace.uops {
            match uop.op {
                Op::_PUSH_FRAME => depth += 1,
                Op::_POP_FRAME => depth = depth.saturating_sub(1),
                // The frame that has been entered goes on in a trace of its own.
                Op::_EXIT_TRACE => depth = 0,
                _ => {}
            }
            deepest = deepest.max(depth);
        }
        // A call that ends a trace is none that is inlined.
        let ends_with_call = matches!(&trace.uops[..], [.., call, end] if call.op == Op::_PUSH_FRAME && end.op == Op::_EXIT_TRACE);
        deepest - usize::from(ends_with_call && deepest > 0)
    };
    program.traces.iter().map(depth).max().unwrap_or(0)
}

#[test]
fn functions_are_inlined_as_deep_as_is_asked() {
    for shape in Shape::ALL {
        let text = corpus("bank");
        let deep = |inline| {
            let forming = Forming { traces: None, shape, inline };
            let imported = import_with(text.as_bytes(), "recording.json", forming);
            inlined(imported.expect("it is one").program.program())
        };
        assert_eq!(deep(Some(0)), 0, "{shape}");
        assert_eq!(deep(Some(1)), 1, "{shape}");
        assert_eq!(deep(None), deep(Some(4)), "{shape}");
        assert!(deep(None) > 0, "{shape}");
    }
}

/// A limit is for code that this project forms.
#[test]
fn cpythons_traces_inline_what_they_inline() {
    let text = recording("collatz", "-py315");
    let import = |traces| {
        let forming = Forming { traces, shape: Shape::Trace, inline: Some(0) };
        import_with(text.as_bytes(), "collatz.json", forming)
    };
    let error = import(Some(Traces::Cpython)).expect_err("there is none").to_string();
    assert!(error.contains("has chosen what its traces inline"), "{error}");
    let imported = import(None).expect("it is formed by this project");
    assert!(imported.executors.iter().all(Option::is_none));
}

#[test]
fn regions_have_names_and_blocks() {
    let error = |from: &str, to: &str| {
        let error = error(from, to);
        let (line, column, message) = place(&error);
        (line, column, message.to_owned())
    };
    let first = "region choose\n";
    let taken = "the name `choose` is taken by another region".to_owned();
    assert_eq!(error("# Both ways come here.", "region choose"), (29, 8, taken));
    let twice = error(first, "region choose\nregion other\n");
    assert_eq!((twice.0, twice.1), (11, 1));
    let text = format!("{CHOOSE}region last\n");
    let end = Document::parse("choose.uop", text.as_bytes()).expect_err("it has no block");
    assert_eq!(end.message(), "the file ends before the region's first block");
    let nameless = error(first, "region\n");
    assert_eq!((nameless.0, nameless.1), (10, 7));
    let late = error("exit cold   @9", "const late = 1");
    assert_eq!((late.0, late.1), (35, 5));
}

#[test]
fn blocks_of_a_region_are_of_one_function() {
    let text = CHOOSE
        .replace("const one", "function f\nlocal a\nlocal b\nstack 2\n\nconst one")
        .replace("trace other @7", "trace other in f @7");
    let document = document(&text);
    let error = document.verify().expect_err("another function");
    let message = "block `other` runs in a frame of `f`, but `entry`, the first one of region `choose`, in one of \
                   `choose`";
    assert_eq!(place(&error), (28, 1, message));
}

#[test]
fn ways_in_that_disagree_are_both_named() {
    // How deep the stack is.
    let deeper = error(
        "_STORE_FAST_1                        b\n    _EXIT_TRACE                                             -> join\n    exit join",
        "_EXIT_TRACE -> join\n    exit join",
    );
    assert_eq!(deeper.message(), "the stack holds 1 here, but trace `join` starts with 0");
    assert_eq!((deeper.line(), deeper.column()), (25, 20));
    assert!(
        deeper.help().ends_with("; the ways in are line 18, column 64 and line 25, column 20"),
        "{}",
        deeper.help()
    );
    // What a local holds: an int by one way, a float by the other.
    let kind = error("_POP_FRAME", "_LOAD_FAST_1 b\n    _BINARY_OP_ADD_INT\n    _POP_FRAME");
    assert_eq!((kind.line(), kind.column()), (34, 5));
    assert!(kind.message().starts_with("`_BINARY_OP_ADD_INT` needs an int"), "{}", kind.message());
    assert!(
        kind.help().ends_with("; the ways in are line 18, column 64 and line 26, column 64"),
        "{}",
        kind.help()
    );
    // Whether a local holds anything.
    let empty = error("_STORE_FAST_1                        b", "_POP_TOP");
    assert_eq!(empty.message(), "local `b` may be empty here");
    assert!(empty.help().contains("; the ways in are line"), "{}", empty.help());
}

#[test]
fn ways_in_that_disagree_are_named_where_a_later_block_finds_out() {
    // The block after the join is looked at before the longer way to the join is.
    let text = CHOOSE
        .replace("    _POP_FRAME\n    _DYNAMIC_EXIT\n    exit cold   @9\n", "    _POP_TOP\n    _EXIT_TRACE -> next\n    exit cold   @9\n    exit next @12 -> next\n\ntrace next @12 stack 0\n    _LOAD_FAST_1 b\n    _LOAD_FAST_1 b\n    _BINARY_OP_ADD_INT\n    _POP_FRAME\n    _DYNAMIC_EXIT\n")
        .replace("    exit other  @7                       -> other\n    exit join   @9                       -> join\n\ntrace other @7 stack 0\n", "    exit other  @7                       -> other\n    exit join   @9                       -> join\n\ntrace other @7 stack 0\n    _EXIT_TRACE -> on\n    exit on @8 -> on\n\ntrace on @8 stack 0\n");
    let document = Document::parse("choose.uop", text.as_bytes()).expect("it parses");
    let error = document.verify().expect_err("an int by one way, a float by the other");
    assert!(
        error.message().starts_with("`_BINARY_OP_ADD_INT` needs an int"),
        "{}",
        error.message()
    );
    assert!(
        error.help().ends_with("; the ways in are line 18, column 64 and line 30, column 64"),
        "{}",
        error.help()
    );
}

#[test]
fn ways_in_that_disagree_are_named_whichever_is_looked_at_first() {
    // The first way that is looked at knows less: that `a` is an argument. The other one guards it.
    let text = "program p\narg a = 1\nstack 4\nregion p\ntrace t @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_FAST a\n\
                _GUARD_IS_NONE_POP -> join\n_LOAD_FAST a\n_GUARD_TOS_INT -> e\n_POP_TOP\n_EXIT_TRACE -> join\n\
                exit e @0\nexit join @4 -> join\ntrace join @4 stack 0\n_EXIT_TRACE -> next\n\
                exit next @5 -> next\ntrace next @5 stack 0\n_LOAD_FAST a\n_LOAD_FAST a\n\
                _BINARY_OP_ADD_INT\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let error = document.verify().expect_err("it is no int by one way");
    assert_eq!((error.line(), error.column()), (21, 1), "{}", error.message());
    let help = error.help();
    assert!(help.ends_with("; the ways in are line 12, column 16 and line 8, column 23"), "{help}");
}

#[test]
fn the_way_back_in_a_loop_is_named_where_its_own_block_finds_out() {
    // An int from outside, a float from the iteration before.
    let text = |end: &str| {
        format!(
            "program p\narg a = 1\nlocal x\nstack 4\nconst one = 1\nconst half = 0.5\nregion p\n\
             trace t @0 stack 0\n_START_EXECUTOR -> e\n_LOAD_CONST_INLINE one\n_STORE_FAST x\n\
             _EXIT_TRACE -> head\nexit e @0\nexit head @4 -> head\ntrace head @4 stack 0\n\
             _LOAD_FAST x\n_LOAD_FAST x\n_BINARY_OP_ADD_INT\n_POP_TOP\n\
             _LOAD_CONST_INLINE half\n_STORE_FAST x\n{end}"
        )
    };
    for (end, column) in [("_JUMP_TO_TOP\n", 1), ("_EXIT_TRACE -> go\nexit go @4 -> head\n", 16)] {
        let text = text(end);
        let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
        let error = document.verify().expect_err("it is no int by one way");
        assert_eq!((error.line(), error.column()), (18, 1), "{}", error.message());
        let help = error.help();
        let ways = format!("; the ways in are line 12, column 16 and line 22, column {column}");
        assert!(help.ends_with(&ways), "{help}");
    }
}

#[test]
fn a_single_way_in_is_not_named() {
    let text = "program p\narg a = 1\nstack 4\nregion p\ntrace t @0 stack 0\n_START_EXECUTOR -> e\n\
                _EXIT_TRACE -> next\nexit e @0\nexit next @5 -> next\ntrace next @5 stack 0\n_LOAD_FAST a\n\
                _LOAD_FAST a\n_BINARY_OP_ADD_INT\n_POP_FRAME\n_DYNAMIC_EXIT\n";
    let document = Document::parse("test.uop", text.as_bytes()).expect("it parses");
    let error = document.verify().expect_err("nothing guards it");
    assert!(!error.help().contains("ways in"), "{}", error.help());
}

#[test]
fn a_block_to_which_others_lead_sets_the_executor() {
    let message = "`_CHECK_VALIDITY` does not know which trace runs";
    let unset = error("    _START_EXECUTOR                                         -> cold\n", "");
    assert_eq!(place(&unset), (30, 5, message));
    // The first trace is no block of the region.
    let outside = error("region choose\n", "");
    assert_eq!(outside.message(), message);
    let text =
        CHOOSE.replace("region choose\n", "").replace("trace other", "region choose\ntrace other");
    let error = document(&text).verify().expect_err("another executor");
    assert_eq!(error.message(), message);
}
