//! Runs many cases in processes of their own.

use crate::case::Case;
use crate::differ::{compare, difference};
use crate::{Error, shrink};
use serde::{Deserialize, Serialize};
use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use trace::generate::{Mix, Recipe};
use trace::optimise::Passes;
use trace::{Dialect, Document, Program, Shape};

/// Cases that a process runs. One that crashes is found by halving.
const CHUNK: u64 = 500;
/// Seconds after which a case is taken not to end.
const PATIENCE: u32 = 60;

/// What to run.
#[derive(Clone, Serialize, Deserialize, Debug)]
pub struct Campaign {
    /// The dialect of all programs.
    #[serde(with = "trace::dialect_name")]
    pub dialect: Dialect,
    /// The shape of all programs; nothing for all shapes by turns.
    pub shape: Option<Shape>,
    /// The seed of all cases.
    pub seed: u64,
    /// The number of the first case.
    pub first: u64,
    /// How many cases.
    pub cases: u64,
    /// The most uops of a program.
    pub longest: usize,
    /// What programs consist of; nothing for all mixes in turn.
    pub mix: Option<String>,
    /// The backends; none for all that are available.
    pub backends: Vec<String>,
    /// The program, and its arguments, that starts this program's processes, such as an emulator; none where the
    /// system does.
    pub runner: Vec<String>,
}

/// A program that does not do the same everywhere.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Finding {
    /// The case's number.
    pub case: u64,
    /// What is wrong with the program as it was generated.
    pub what: String,
    /// The passes that it is optimised with.
    pub passes: String,
    /// A small program that is wrong as well, as `.uop` text.
    pub program: String,
}

/// What a process is asked.
#[derive(Serialize, Deserialize)]
enum Request {
    /// To run cases, and to print a [`Finding`] a line.
    Cases(Campaign),
    /// To run one program; exit status 1 says that something is wrong.
    Program { case: u64, program: String, passes: String, backends: Vec<String> },
}

/// A line of what a process says that was asked for cases.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Line {
    /// A program that does not do the same everywhere.
    Finding(Finding),
    /// The last one.
    Ran(Ran),
}

/// How many cases ran.
#[derive(Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, Debug)]
pub struct Ran {
    /// All of them.
    pub cases: u64,
    /// Those in which a handler of the program got an exception, and nothing was wrong.
    pub handled: u64,
}

/// How a process ended.
enum Answer {
    /// It ran all that it was asked for.
    Findings(Vec<Finding>, Ran),
    /// It died, or ended without having run that.
    Died(String),
}

impl Campaign {
    /// Runs all cases in `jobs` processes at a time, until there are `most` findings.
    ///
    /// `found` is called with each finding, `progress` with the number of cases that are done.
    /// Returns how many cases ran.
    pub fn run(
        &self,
        jobs: usize,
        most: usize,
        found: &mut (dyn FnMut(Finding) -> Result<(), Error> + Send),
        progress: &(dyn Fn(u64) + Sync),
    ) -> Result<Ran, Error> {
        // What is not there is said once, and by this process.
        registry::select(&self.backends)?;
        let (dialect, uops) = (self.dialect, self.longest);
        let shape = Shape::default();
        Recipe { dialect, uops, trace_uops: uops, mix: Mix::default(), shape }.check()?;
        // A process that can't start must not be taken for one that a program has killed.
        if let Answer::Died(how) =
            self.ask(&Request::Cases(Campaign { cases: 0, ..self.clone() }))?
        {
            return Err(Error::Start { how });
        }
        let (next, done, stop) = (AtomicU64::new(0), AtomicU64::new(0), AtomicBool::new(false));
        let handled = AtomicU64::new(0);
        let found = Mutex::new((0, found));
        let work = || -> Result<(), Error> {
            while !stop.load(Ordering::Relaxed) {
                let offset = next.fetch_add(CHUNK, Ordering::Relaxed);
                if offset >= self.cases {
                    break;
                }
                let cases = CHUNK.min(self.cases - offset);
                let (findings, ran) = self.part(self.first.saturating_add(offset), cases)?;
                handled.fetch_add(ran.handled, Ordering::Relaxed);
                for finding in findings {
                    let mut found = found.lock().expect("nobody panics with it");
                    found.0 += 1;
                    (found.1)(finding)?;
                    if found.0 >= most {
                        stop.store(true, Ordering::Relaxed);
                        break;
                    }
                }
                done.fetch_add(cases, Ordering::Relaxed);
                progress(done.load(Ordering::Relaxed));
            }
            Ok(())
        };
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..jobs.max(1))
                .map(|_| {
                    scope.spawn(|| work().inspect_err(|_| stop.store(true, Ordering::Relaxed)))
                })
                .collect();
            threads.into_iter().try_for_each(|thread| thread.join().expect("no thread panics"))
        })?;
        Ok(Ran { cases: done.into_inner(), handled: handled.into_inner() })
    }

    /// The findings among some of the cases.
    fn part(&self, first: u64, cases: u64) -> Result<(Vec<Finding>, Ran), Error> {
        let request = Campaign { first, cases, ..self.clone() };
        let how = match self.ask(&Request::Cases(request))? {
            Answer::Findings(findings, ran) => return Ok((findings, ran)),
            Answer::Died(how) => how,
        };
        if cases > 1 {
            let half = cases / 2;
            let (mut findings, some) = self.part(first, half)?;
            let (others, rest) = self.part(first + half, cases - half)?;
            findings.extend(others);
            let (cases, handled) = (some.cases + rest.cases, some.handled + rest.handled);
            return Ok((findings, Ran { cases, handled }));
        }
        let case = self.case(first);
        let dies = |program: &Program| {
            let request = Request::Program {
                case: first,
                program: trace::print(program),
                passes: case.passes.to_string(),
                backends: self.backends.clone(),
            };
            matches!(self.ask(&request), Ok(Answer::Died(_)))
        };
        let program = shrink::shrink(&case, &mut |program| dies(program));
        Ok((vec![Finding::new(&case, how, &program)], Ran { cases, handled: 0 }))
    }

    fn case(&self, number: u64) -> Case {
        let mix: Option<Mix> = self.mix.as_ref().and_then(|mix| mix.parse().ok());
        // Whether uops are counted changes with every case, so the shape changes with every second one.
        let turn = (number / 2) as usize % Shape::ALL.len();
        let shape = self.shape.unwrap_or(Shape::ALL[turn]);
        Case::new(self.dialect, shape, self.seed, number, self.longest, mix)
    }

    /// Starts a process, and says how it ended.
    fn ask(&self, request: &Request) -> Result<Answer, Error> {
        let program =
            std::env::current_exe().map_err(files::Error::io("find", Path::new("uopbench")))?;
        let mut words = self.runner.iter().map(Path::new).chain([program.as_path()]);
        let started = words.next().unwrap_or(&program);
        let failed = |error| files::Error::io("run", started)(error);
        let mut child = Command::new(started)
            .args(words)
            .arg("fuzz-process")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let text = files::to_json(request)?;
        // A process that is dead already does not read; how it ended says why.
        _ = child.stdin.take().map(|mut stdin| stdin.write_all(text.as_bytes()));
        let output = child.wait_with_output().map_err(failed)?;
        if !output.status.success() {
            let stderr = String::from_utf8_lossy(&output.stderr);
            return Ok(Answer::Died(ending(output.status, &stderr)));
        }
        let Request::Cases(Campaign { cases, .. }) = request else {
            return Ok(Answer::Findings(Vec::new(), Ran::default()));
        };
        let (mut findings, mut ran) = (Vec::new(), None);
        // What starts the process may write lines of its own.
        for line in String::from_utf8_lossy(&output.stdout).lines() {
            match files::json(Path::new("the answer"), line) {
                Ok(Line::Finding(finding)) => findings.push(finding),
                Ok(Line::Ran(all)) => ran = Some(all),
                Err(_) => {}
            }
        }
        Ok(match ran {
            Some(ran) if ran.cases == *cases => Answer::Findings(findings, ran),
            _ => Answer::Died(format!("it ended without having run {cases} programs")),
        })
    }
}

impl Finding {
    fn new(case: &Case, what: String, program: &Program) -> Self {
        let (passes, program) = (case.passes.to_string(), trace::print(program));
        Finding { case: case.number, what, passes, program }
    }
}

/// How a process ended, in words.
fn ending(status: ExitStatus, stderr: &str) -> String {
    #[cfg(unix)]
    if std::os::unix::process::ExitStatusExt::signal(&status)
        == Some(nix::sys::signal::Signal::SIGALRM as i32)
    {
        return format!("it does not end within {PATIENCE} s");
    }
    match stderr.lines().find(|line| !line.trim().is_empty()) {
        Some(line) => format!("the process died, {status}: {line}"),
        None => format!("the process died, {status}"),
    }
}

/// Answers a request; the answer's lines are printed by `print`. Returns whether all was well, which
/// it always is where cases were asked for.
pub fn answer(request: &str, print: &mut dyn FnMut(&str)) -> Result<bool, Error> {
    match files::json(Path::new("the request"), request)? {
        Request::Cases(campaign) => {
            let mut backends = registry::select(&campaign.backends)?.backends;
            let mut ran = Ran::default();
            for number in campaign.first..campaign.first + campaign.cases {
                end_in_time();
                let case = campaign.case(number);
                let mut run =
                    |program: &_| compare(program, &case.passes, &mut backends, counts(number));
                ran.cases += 1;
                match run(&case.program) {
                    Ok(agreement) => ran.handled += u64::from(agreement.handles),
                    Err(what) => {
                        let small = shrink::shrink(&case, &mut |program| {
                            end_in_time();
                            run(program).is_err()
                        });
                        let finding = Finding::new(&case, what, &small);
                        print(&files::to_json(&Line::Finding(finding))?);
                    }
                }
            }
            print(&files::to_json(&Line::Ran(ran))?);
            Ok(true)
        }
        Request::Program { case, program, passes, backends } => {
            let mut backends = registry::select(&backends)?.backends;
            end_in_time();
            let program = Document::parse("the request", program.as_bytes())
                .map_err(|error| Error::Program(Box::new(error)))?
                .program;
            let passes = Passes::parse(&passes)
                .map_err(|error| Error::Request { reason: error.to_string() })?;
            Ok(difference(&program, &passes, &mut backends, counts(case)).is_none())
        }
    }
}

/// Whether a case's code counts: every other's does.
fn counts(case: u64) -> bool {
    case.is_multiple_of(2)
}

/// The system ends the process unless it gets here again in time.
fn end_in_time() {
    #[cfg(unix)]
    nix::unistd::alarm::set(PATIENCE);
}
