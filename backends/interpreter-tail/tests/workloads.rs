//! Every workload gives what the interpreter gives, exit for exit and object for object.

use backend_api::{Backend, CompileOptions, run};
use interpreter_tail::Tail;
use std::path::Path;
use trace::{Document, LoadedProgram};
use uops::runtime::{Runtime, Value};

#[test]
fn workloads_agree_with_the_interpreter() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../workloads");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("there are workloads") {
        let path = entry.expect("the folder can be read").path().join("program.uop");
        if path.exists() {
            compare(&path);
            seen += 1;
        }
    }
    assert!(seen >= 9);
}

fn compare(path: &Path) {
    let text = std::fs::read(path).expect("the program can be read");
    let document = Document::parse(&path.display().to_string(), &text).expect("it parses");
    let program = document.verify().expect("it verifies");
    let args: Vec<Value> = program.program().args.iter().map(|arg| arg.value.clone()).collect();
    let mut runtime = Runtime::new();
    let loaded = LoadedProgram::load(&mut runtime, program);
    let mut interpreter = interpreter::Match::new();
    let mut tail = Tail::new().expect("this target has handlers");
    for count in [true, false] {
        let options = CompileOptions { count, ..CompileOptions::default() };
        let backends: [&mut dyn Backend; 2] = [&mut interpreter, &mut tail];
        let reports = backends.map(|backend| {
            let compiled = backend.compile(&loaded, options).expect("it compiles");
            let code = compiled.publish().expect("there is executable memory");
            let report = run(&loaded, &*code, &mut runtime, &args).expect("it starts");
            println!("{} {} {:?}", path.display(), backend.info().id, report);
            assert_eq!(report.leaked, 0, "{}", path.display());
            (report.outcome, report.uops_executed, report.exits_taken)
        });
        assert_eq!(reports[0], reports[1], "{}", path.display());
    }
    loaded.unload(&mut runtime);
}
