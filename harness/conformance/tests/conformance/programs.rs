//! Small programs with calls, classes and closures: each gives the result that its first comment
//! names, on every backend, exit for exit and object for object.

use backend_api::{Backend, CompileOptions, Outcome, run};
use registry::Selection;
use std::path::{Path, PathBuf};
use trace::{Document, LoadedProgram, parse_value};
use uops::runtime::{Runtime, Value};

/// How a program ends.
#[derive(Clone, PartialEq, Debug)]
enum Expected {
    /// With a value: `# result = VALUE`.
    Result(Value),
    /// With an exception: `# raises TEXT`.
    Raises(String),
    /// At an unlinked exit of a trace: `# leaves TRACE`.
    Leaves(String),
}

fn expected(text: &str) -> Expected {
    text.lines()
        .find_map(|line| {
            if let Some(value) = line.strip_prefix("# result = ") {
                return Some(Expected::Result(parse_value(value).expect("a value")));
            }
            if let Some(message) = line.strip_prefix("# raises ") {
                return Some(Expected::Raises(message.to_owned()));
            }
            line.strip_prefix("# leaves ").map(|name| Expected::Leaves(name.to_owned()))
        })
        .expect("a comment says how the program ends")
}

fn programs() -> Vec<PathBuf> {
    let folder = conformance::programs();
    let entries = std::fs::read_dir(folder).expect("there are programs");
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.expect("the folder can be read").path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
}

fn read(path: &Path) -> (String, Document) {
    let text = std::fs::read_to_string(path).expect("the program can be read");
    match Document::parse(&path.display().to_string(), text.as_bytes()) {
        Ok(document) => (text, document),
        Err(error) => panic!("{error}\n{}", error.help()),
    }
}

#[test]
fn programs_are_printed_as_they_are_written() {
    for path in programs() {
        let (text, document) = read(&path);
        if std::env::var_os("UPDATE_PROGRAMS").is_some() {
            std::fs::write(&path, document.print()).expect("the program can be written");
            continue;
        }
        assert!(document.print() == text, "{}: UPDATE_PROGRAMS=1 lays it out", path.display());
        let again = Document::parse("again", trace::print(&document.program).as_bytes());
        assert_eq!(again.expect("it parses").program, document.program);
    }
}

#[test]
fn every_backend_gives_the_result_and_leaks_nothing() {
    let Selection { mut backends, missing } = registry::select_all();
    for error in missing {
        println!("left out: {error}");
    }
    for path in programs() {
        let name = path.display();
        let (text, document) = read(&path);
        let program = document.verify().unwrap_or_else(|error| panic!("{error}\n{}", error.help()));
        let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
        let mut runtime = Runtime::new();
        let loaded = LoadedProgram::load(&mut runtime, program);
        let mut counts = Vec::new();
        for backend in &mut backends {
            for count in [false, true, false] {
                let backend: &mut dyn Backend = &mut **backend;
                let id = backend.info().id;
                let options = CompileOptions { count, verify: true, ..CompileOptions::default() };
                let compiled = backend.compile(&loaded, options).expect("it compiles");
                let code = compiled.publish().expect("there is executable memory");
                let report = run(&loaded, &*code, &mut runtime, &args).expect("it starts");
                let outcome = match report.outcome {
                    Outcome::Returned(value) => Expected::Result(value),
                    Outcome::Raised(exception) => Expected::Raises(exception.to_string()),
                    Outcome::UnlinkedExit { trace, .. } => {
                        Expected::Leaves(loaded.program().trace(trace).name.clone())
                    }
                };
                assert_eq!(outcome, expected(&text), "{name} {id}");
                assert_eq!(report.leaked, 0, "{name} {id}");
                if count {
                    counts.push((report.uops_executed, report.exits_taken));
                }
            }
        }
        assert!(counts.windows(2).all(|pair| pair[0] == pair[1]), "{name}: {counts:?}");
        loaded.unload(&mut runtime);
        assert_eq!(runtime.live_objects(), 0, "{name}");
    }
}
