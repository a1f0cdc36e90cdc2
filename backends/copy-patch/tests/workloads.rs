//! Every workload gives what the interpreter gives, exit for exit and object for object.

use backend_api::conformance::assert_agree;
#[cfg(feature = "switches")]
use backend_api::{Backend, CompileOptions, Role};
use copy_patch::CopyPatch;
use interpreter::Match;
use std::path::PathBuf;
#[cfg(feature = "switches")]
use trace::{Document, LoadedProgram, TraceId};
#[cfg(feature = "switches")]
use uops::runtime::Runtime;

fn workloads() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workloads")
}

#[test]
fn workloads_agree_with_the_interpreter() {
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let seen = assert_agree(&workloads(), &mut Match::new(), &mut backend);
    assert!(seen >= 9);
}

#[cfg(feature = "switches")]
#[test]
fn every_configuration_agrees_with_the_interpreter() {
    let mut configurations = CopyPatch::switched().expect("this target has stencils");
    assert_eq!(configurations.len(), 10);
    for backend in &mut configurations {
        println!("{}", backend.info().id);
        assert_agree(&workloads(), &mut Match::new(), backend);
    }
}

/// In the configuration with markers, whatever the code reaches through a register begins with one: the way
/// in, the first trace, and all that is in the table of continuations.
#[cfg(feature = "switches")]
#[test]
fn landings_are_marked() {
    const ENDBR64: [u8; 4] = [0xf3, 0x0f, 0x1e, 0xfa];
    let mut configurations = CopyPatch::switched().expect("this target has stencils");
    let backend = configurations.iter_mut().find(|b| b.info().id == "copy-patch+landings");
    let backend = backend.expect("there is such a configuration");
    let (mut programs, mut continuations) = (0, 0);
    for name in ["workloads/collatz/program.uop", "harness/tests/programs/fib.uop"] {
        let path = workloads().join("..").join(name);
        let text = std::fs::read(&path).expect("the program can be read");
        let document = Document::parse(&path.display().to_string(), &text).expect("it parses");
        let mut runtime = Runtime::new();
        let program = LoadedProgram::load(&mut runtime, document.verify().expect("it verifies"));
        let options = CompileOptions { map: true, ..CompileOptions::default() };
        let code = backend.compile(&program, options).and_then(|compiled| compiled.publish());
        let pieces = code.expect("there is memory").pieces();
        let is_marked = |address: u64| {
            let piece = pieces.iter().find(|piece| {
                (piece.address..piece.address + piece.bytes.len() as u64).contains(&address)
            });
            let piece = piece.expect("there is code");
            piece.bytes[(address - piece.address) as usize..].starts_with(&ENDBR64)
        };
        for piece in &pieces {
            match piece.role {
                Role::Enter | Role::Entry { trace: TraceId(0) } => {
                    assert!(is_marked(piece.address), "{name}");
                    programs += usize::from(piece.role == Role::Enter);
                }
                Role::Data => {
                    for word in piece.bytes.chunks_exact(8) {
                        let target = u64::from_le_bytes(word.try_into().expect("eight"));
                        assert!(is_marked(target), "{name}");
                        continuations += 1;
                    }
                }
                _ => {}
            }
        }
        program.unload(&mut runtime);
    }
    assert!(
        programs == 2 && continuations > 2,
        "{programs} programs, {continuations} continuations"
    );
}
