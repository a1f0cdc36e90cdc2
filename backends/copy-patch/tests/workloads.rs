//! Every workload gives what the interpreter gives, exit for exit and object for object.

use backend_api::conformance::assert_agree;
#[cfg(feature = "switches")]
use backend_api::conformance::{assert_agree_on, programs};
#[cfg(feature = "switches")]
use backend_api::{Backend, CompileOptions, Role};
use copy_patch::CopyPatch;
use interpreter::Match;
#[cfg(feature = "switches")]
use std::path::Path;
use std::path::PathBuf;
#[cfg(feature = "switches")]
use trace::optimise::{Passes, optimise};
#[cfg(feature = "switches")]
use trace::{Document, LoadedProgram};
#[cfg(feature = "switches")]
use uops::runtime::Runtime;

/// What marks a place that is reached through a register: `endbr64`.
#[cfg(all(feature = "switches", target_arch = "x86_64"))]
const LANDING: [u8; 4] = [0xf3, 0x0f, 0x1e, 0xfa];

/// What marks a place that is reached through a register: `bti jc`.
#[cfg(all(feature = "switches", target_arch = "aarch64"))]
const LANDING: [u8; 4] = 0xd503_24df_u32.to_le_bytes();

fn workloads() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../workloads")
}

#[test]
fn workloads_agree_with_the_interpreter() {
    let mut backend = CopyPatch::new().expect("this target has stencils");
    let seen = assert_agree(&workloads(), &mut Match::new(), &mut backend);
    assert!(seen >= 9);
}

/// Runs every recorded program of a folder in every configuration, as it is and with all passes of the optimiser, and
/// compares with the interpreter. Returns how many programs there are.
#[cfg(feature = "switches")]
fn assert_configurations_agree(folder: &Path) -> usize {
    let mut configurations = CopyPatch::switched().expect("this target has stencils");
    assert_eq!(configurations.len(), 13);
    let programs = programs(folder);
    let count = programs.len();
    for (path, program) in programs {
        let optimised = optimise(&program, &Passes::ALL).expect("it can be optimised").program;
        for backend in &mut configurations {
            println!("{} in {}", path.display(), backend.info().id);
            for program in [&program, &optimised] {
                assert_agree_on(&path, program.clone(), &mut Match::new(), backend);
            }
        }
    }
    count
}

#[cfg(feature = "switches")]
#[test]
fn every_configuration_agrees_with_the_interpreter() {
    assert!(assert_configurations_agree(&workloads()) >= 9);
}

#[cfg(feature = "switches")]
#[test]
#[ignore = "takes minutes"]
fn every_configuration_agrees_with_the_interpreter_on_the_corpus() {
    assert!(assert_configurations_agree(&workloads().join("../corpus")) >= 93);
}

/// What is reached through a register, in all configurations: what enters a program, the first trace, and whatever is in
/// the table of continuations. There is code, and in the configuration with markers it begins with one.
#[cfg(feature = "switches")]
#[test]
fn jumps_through_registers_lead_to_code() {
    let mut configurations = CopyPatch::switched().expect("this target has stencils");
    for name in ["fib", "unlinked_return", "points"] {
        let path = workloads().join("../harness/conformance/programs").join(format!("{name}.uop"));
        let text = std::fs::read(&path).expect("the program can be read");
        let document = Document::parse(name, &text).expect("it parses");
        let mut runtime = Runtime::new();
        let program = LoadedProgram::load(&mut runtime, document.verify().expect("it verifies"));
        for backend in &mut configurations {
            let id = backend.info().id;
            let options = CompileOptions { map: true, ..CompileOptions::default() };
            let code = backend.compile(&program, options).and_then(|compiled| compiled.publish());
            let pieces = code.expect("there is memory").pieces();
            let code_at = |address: u64| {
                let code = pieces.iter().filter(|piece| piece.role != Role::Data);
                let mut parts = code.filter_map(|piece| {
                    let offset = usize::try_from(address.checked_sub(piece.address)?).ok()?;
                    piece.bytes.get(offset..).filter(|bytes| !bytes.is_empty())
                });
                parts.next().unwrap_or_else(|| panic!("{name}, {id}: no code at {address:#x}"))
            };
            let mut reached = Vec::new();
            for piece in &pieces {
                match piece.role {
                    Role::Enter => reached.push(piece.address),
                    Role::Data => {
                        let words = piece.bytes.chunks_exact(8);
                        let word = |bytes: &[u8]| bytes.try_into().map(u64::from_le_bytes);
                        reached.extend(words.filter_map(|bytes| word(bytes).ok()));
                    }
                    _ => {}
                }
            }
            let first = |role| matches!(role, Role::Entry { .. } | Role::Hot { .. });
            reached.extend(pieces.iter().find(|p| first(p.role)).map(|piece| piece.address));
            let continuations = program.continuations().len();
            assert_eq!(reached.len(), 3 + continuations, "{name}, {id}");
            for address in reached {
                let is_marked = code_at(address).starts_with(&LANDING);
                assert_eq!(is_marked, id == "copy-patch+landings", "{name}, {id}: {address:#x}");
            }
        }
        program.unload(&mut runtime);
    }
}
