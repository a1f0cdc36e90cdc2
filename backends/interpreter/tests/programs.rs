//! Small programs on the interpreter alone give the result that their first comment names.

use backend_api::{Backend, CompileOptions, Outcome, run};
use interpreter::Match;
use trace::{Document, LoadedProgram};
use uops::runtime::Runtime;

/// Runs a program and says how it ended; nothing is left behind.
fn outcome(name: &str, text: &str) -> Outcome {
    let document = Document::parse(name, text.as_bytes()).expect("it parses");
    let program = document.verify().expect("it verifies");
    let args: Vec<_> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program);
    let mut backend = Match::new();
    let compiled = backend.compile(&loaded, CompileOptions::default()).expect("it compiles");
    let code = compiled.publish().expect("an interpreter needs no memory");
    let report = run(&loaded, code.as_ref(), &mut runtime, &args).expect("it starts");
    assert_eq!(report.leaked, 0, "{name}");
    drop(code);
    loaded.unload(&mut runtime);
    report.outcome
}

macro_rules! programs {
    ($($(#[$attribute:meta])* $name:ident;)*) => {$(
        $(#[$attribute])*
        #[test]
        fn $name() {
            let name = stringify!($name);
            let text =
                include_str!(concat!("../../../harness/conformance/programs/", stringify!($name), ".uop"));
            let expected = text.lines().find_map(|line| line.strip_prefix("# result = "));
            let expected = expected.expect("a comment says what it returns");
            let expected = trace::parse_value(expected).expect("a value");
            assert_eq!(outcome(name, text), Outcome::Returned(expected));
        }
    )*};
}

programs! {
    #[cfg_attr(miri, ignore = "it takes minutes")]
    arguments;
    borrowed;
    closure;
    #[cfg_attr(miri, ignore = "it takes minutes")]
    inherit;
    inlined;
    points;
    wide_is_true;
}
