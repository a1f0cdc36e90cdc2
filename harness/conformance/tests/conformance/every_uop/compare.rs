//! Runs a case on every backend and compares.

use super::heap;
use backend_api::{Backend, Code, CompileOptions, Ended};
use conformance::build::{Built, build};
use conformance::case::{Case, End, Layout, Trouble};

use std::sync::atomic::{AtomicBool, AtomicU8, AtomicU64, Ordering};
use std::thread;
use trace::{Activation, LoadedProgram, verify};
use uops::Vm;
use uops::object::{Executor, Frame};
use uops::runtime::{PyException, Runtime, Value};

/// Everything that is to be the same on every backend.
#[derive(PartialEq, Debug)]
pub struct Observed {
    /// How the run ended, and where.
    pub ended: Ended,
    /// What it returned.
    pub returned: Option<Value>,
    /// What it raised.
    pub raised: Option<PyException>,
    /// The frame where the run stopped, and all that it refers to; empty if it returned.
    pub heap: Vec<String>,
    /// Objects that the run has made and not freed when it ended, and after its frame was released.
    pub live: (i64, i64),
    /// Uops executed, exits taken.
    pub counters: (u64, u64),
}

/// What the uop of a case did in some run.
#[derive(Clone, Copy, Default, Debug)]
pub struct Reached {
    pub next: bool,
    pub exit: bool,
    pub error: bool,
}

/// The backends that this build and machine have, the baseline first.
pub fn backends() -> Vec<Box<dyn Backend>> {
    let registry::Selection { backends, missing } = registry::select_all();
    missing.iter().for_each(|error| println!("left out: {error}"));
    backends
}

/// A case made a program.
pub struct Variant<'c> {
    pub case: &'c Case,
    pub layout: &'c Layout,
    pub end: End,
    /// Whether its code counts.
    pub count: bool,
}

impl Variant<'_> {
    /// Runs it with each of `runs` as arguments on all backends, and compares.
    ///
    /// What differs is told in `differences`, once a backend.
    pub fn compare<'b>(
        &self,
        runs: &[Vec<Value>],
        backends: impl Iterator<Item = &'b mut Box<dyn Backend>>,
        differences: &mut Vec<String>,
    ) -> Reached {
        let built = build(self.case, self.layout, self.end);
        let text = trace::print(&built.program);
        let program = verify(built.program.clone())
            .unwrap_or_else(|error| panic!("{error}\n{}\n{text}", error.help));
        let mut expected: Vec<Observed> = Vec::new();
        for backend in backends {
            let id = backend.info().id;
            let mut runtime = Runtime::new();
            let loaded = LoadedProgram::load(&mut runtime, program.clone());
            let options =
                CompileOptions { count: self.count, verify: true, ..CompileOptions::default() };
            let code = backend.compile(&loaded, options).and_then(|compiled| compiled.publish());
            let code = code.unwrap_or_else(|error| panic!("{id}: {error}\n{text}"));
            for (index, args) in runs.iter().enumerate() {
                let observed = run(&loaded, &*code, &mut runtime, args, self.case.trouble);
                if expected.len() == index {
                    expected.push(observed);
                } else if observed != expected[index] {
                    let args: Vec<String> = args.iter().map(Value::to_string).collect();
                    differences.push(format!(
                        "{id}, count {}, arguments ({})\n{text}\nexpected {:#?}\nobserved {:#?}",
                        self.count,
                        args.join(", "),
                        expected[index],
                        observed
                    ));
                    break;
                }
            }
            loaded.unload(&mut runtime);
        }
        expected.iter().fold(Reached::default(), |reached, run| {
            assert_eq!(run.live.1, 0, "a run leaked: {run:#?}\n{text}");
            reached.and(&built, run)
        })
    }
}

impl Reached {
    /// Adds what a run did; it has to have come to the uop at least.
    fn and(self, built: &Built, run: &Observed) -> Reached {
        let at = (built.trace, built.index);
        match run.ended {
            Ended::UnlinkedExit { trace, uop } if (trace, uop) == at => {
                Reached { exit: true, ..self }
            }
            Ended::Error { trace, uop } if (trace, uop) == at => Reached { error: true, ..self },
            Ended::UnlinkedExit { trace, uop } | Ended::Error { trace, uop } => {
                let text = trace::print(&built.program);
                let setup = (trace, uop) < (built.trace, built.first);
                assert!(!setup, "{} {} came before the uop: {run:#?}\n{text}", trace.0, uop);
                // Guards in front of the uop may leave, too.
                Reached { next: self.next || (trace, uop) > at, ..self }
            }
            // Both ways lead here.
            Ended::Returned => self,
        }
    }

    /// What either did.
    pub fn or(self, other: Reached) -> Reached {
        Reached {
            next: self.next | other.next,
            exit: self.exit | other.exit,
            error: self.error | other.error,
        }
    }
}

/// Runs a program once.
pub fn run(
    program: &LoadedProgram,
    code: &dyn Code,
    runtime: &mut Runtime,
    args: &[Value],
    trouble: Trouble,
) -> Observed {
    let before = runtime.live_objects() as i64;
    let mut activation = Activation::new(program);
    let vm = activation.start(program, runtime, args).expect("the arguments are the program's");
    runtime.reset_counters();
    runtime.set_eval_breaker(trouble == Trouble::Event);
    // SAFETY: the frame is live; its function is the runtime's and nothing else refers to it now.
    let version = unsafe { &raw mut (*(*Frame::of(vm.locals)).function).version };
    let function_changes = u32::from(trouble == Trouble::Function);
    // SAFETY: as above.
    unsafe { *version += function_changes };
    set_valid(program, trouble != Trouble::Invalid);
    let ended = match trouble {
        Trouble::EventSoon => {
            // SAFETY: the thread lives longer than the run.
            let event = unsafe { AtomicU64::from_ptr(&raw mut (*vm.thread).eval_breaker) };
            enter_and_meanwhile(code, vm, || event.store(1, Ordering::Relaxed))
        }
        Trouble::InvalidSoon => {
            // SAFETY: the program, which owns the executors, lives longer than the run.
            let valid =
                |executor: *mut Executor| unsafe { AtomicU8::from_ptr(&raw mut (*executor).valid) };
            let executors: Vec<&AtomicU8> =
                heap::executors(program).into_iter().map(valid).collect();
            enter_and_meanwhile(code, vm, || {
                // The last trace first: what the loop leads to is invalid before the loop can notice.
                executors.iter().rev().for_each(|valid| valid.store(0, Ordering::Release));
            })
        }
        // SAFETY: the activation is fresh and of this program, which is alive as the runtime is.
        _ => unsafe { code.enter(vm) }.decode(),
    };
    // SAFETY: as above.
    unsafe { *version -= function_changes };
    let counters = match trouble {
        // It is chance how often the loop ran.
        Trouble::EventSoon | Trouble::InvalidSoon => (0, 0),
        _ => runtime.counters(),
    };
    if let Ended::UnlinkedExit { trace, uop } | Ended::Error { trace, uop } = ended {
        activation.materialise(program, runtime, trace, uop);
    }
    let heap = match ended {
        Ended::Returned => Vec::new(),
        // SAFETY: the run has stopped, and its activation is not finished.
        _ => unsafe { heap::describe(program, runtime) },
    };
    runtime.set_eval_breaker(false);
    let live = runtime.live_objects() as i64 - before;
    let returned = activation.finish(program, runtime);
    let after = runtime.live_objects() as i64 - before;
    Observed {
        ended,
        returned,
        raised: runtime.take_exception(),
        heap,
        live: (live, after),
        counters,
    }
}

/// Runs a program that loops, and does something as soon as the loop has noted an instruction
/// pointer.
///
/// Code accesses what this reaches without synchronisation, a word or byte at a time, as it would
/// if a signal handler did the same.
fn enter_and_meanwhile(code: &dyn Code, vm: Vm, meanwhile: impl FnOnce() + Send) -> Ended {
    // SAFETY: the frame lives longer than the run.
    let instr_ptr = unsafe { AtomicU64::from_ptr(&raw mut (*Frame::of(vm.locals)).instr_ptr) };
    let ended = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while instr_ptr.load(Ordering::Relaxed) == 0 && !ended.load(Ordering::Relaxed) {
                thread::yield_now();
            }
            meanwhile();
        });
        // SAFETY: the activation is fresh and of the program that was compiled, which is alive as
        // the runtime is.
        let status = unsafe { code.enter(vm) };
        ended.store(true, Ordering::Relaxed);
        status.decode()
    })
}

fn set_valid(program: &LoadedProgram, valid: bool) {
    for executor in heap::executors(program) {
        // SAFETY: the program, which owns it, is alive, and nothing runs.
        unsafe { (*executor).valid = valid.into() };
    }
}
