//! `uopbench evaluate`

use crate::Error;
use crate::output::print;
use evaluate::{Criteria, Evaluated, Evaluation, Grade, SHIPPED, Shown, evaluate, run_tests};
use files::write_atomically;
use results::{Results, Summary};
use serde::Serialize;
use std::path::PathBuf;
use text::{estimate, table};

const EXAMPLES: &str = "\
Examples:
  uopbench evaluate results.json                         every file of criteria that comes with it
  uopbench evaluate results.json --criteria pep836 --fail-on fail
  uopbench evaluate results.json --criteria mine.toml --json
  uopbench evaluate results.json --criteria pep744 --backend cranelift-best
  uopbench evaluate results.json --run-tests             with the tests that criteria and report name
  uopbench evaluate shapes/region/results.json --level shapes/trace/results.json    regions against traces

A criterion passes if the whole interval of its number is on the good side of the bound, fails if all
of it is on the other, and is not measured otherwise. Criteria that name tests pass if all of these
have passed: --run-tests runs them with cargo, in the sources that this was built from, and keeps the
outcomes in the results file, where the report finds them. docs/criteria.md describes the files.

Exit status: 0; 1 if a criterion has the grade of --fail-on; 2 if a file has an error.";

/// The arguments of `evaluate`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The results, as `bench` wrote them
    #[arg(value_name = "results.json")]
    results: PathBuf,
    /// Criteria: pep744, pep836, or a file; separated by commas [default: pep744,pep836]
    #[arg(long, value_name = "NAME|FILE.toml", value_delimiter = ',')]
    criteria: Vec<String>,
    /// Evaluate this backend instead of the one that the criteria name
    #[arg(long, value_name = "ID")]
    backend: Option<String>,
    /// Results of the same programs in the other shape, which criteria with `against_shape` need; `shapes` writes
    /// both
    #[arg(long = "level", value_name = "results.json")]
    levels: Vec<PathBuf>,
    /// End with status 1 if a criterion has this grade: fail, not-measured
    #[arg(long, value_name = "GRADE", value_delimiter = ',', value_parser = grade)]
    fail_on: Vec<Grade>,
    /// Run the named tests and add their outcomes to the results file
    #[arg(long)]
    run_tests: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

fn grade(text: &str) -> Result<Grade, String> {
    let found = Grade::ALL.into_iter().find(|grade| grade.id() == text);
    found.ok_or_else(|| format!("expected {}", Grade::ALL.map(Grade::id).join(", ")))
}

/// `evaluate --json`.
#[derive(Serialize)]
struct File<'a> {
    title: &'a str,
    source: &'a str,
    criteria: Vec<Line<'a>>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: &'a str,
    claim: &'a str,
    grade: Grade,
    number: Option<f64>,
    lo: Option<f64>,
    hi: Option<f64>,
    unit: Option<&'a str>,
    reason: &'a str,
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let mut results = Results::read(&args.results)?;
    let names: Vec<&str> = match args.criteria.is_empty() {
        true => SHIPPED.iter().map(|(name, _)| *name).collect(),
        false => args.criteria.iter().map(String::as_str).collect(),
    };
    let mut all = Vec::new();
    for name in names {
        let criteria = Criteria::find(name)?;
        all.push(match &args.backend {
            Some(backend) => {
                registry::find(backend)?;
                criteria.of_backend(backend)
            }
            None => criteria,
        });
    }
    if args.run_tests {
        // Cargo builds the tests for the machine that it runs on.
        measure::refuse_emulator()?;
        let here = measure::environment::target();
        if let Some(target) = results.target().filter(|target| *target != here) {
            return Err(Error::OtherTarget { target: target.to_owned(), here });
        }
        test(&all, &mut results, args)?;
    }
    let levels =
        args.levels.iter().map(|path| Results::read(path)).collect::<Result<Vec<_>, _>>()?;
    let levels: Vec<Summary> = levels.iter().map(Summary::new).collect();
    let summary = Summary::new(&results);
    let evaluations: Vec<Evaluation> =
        all.iter().map(|criteria| evaluate(&summary, &levels, criteria)).collect();
    if args.json {
        let files: Vec<File> = evaluations.iter().map(file).collect();
        print(&(files::to_pretty_json(&files)? + "\n"))?;
    } else {
        print(&evaluations.iter().map(show).collect::<Vec<_>>().join("\n"))?;
    }
    let failing: usize = evaluations
        .iter()
        .map(|evaluation| args.fail_on.iter().map(|grade| evaluation.count(*grade)).sum::<usize>())
        .sum();
    match failing {
        0 => Ok(()),
        criteria => Err(Error::Criterion { criteria }),
    }
}

/// Runs every named test and keeps the outcomes.
fn test(all: &[Criteria], results: &mut Results, args: &Args) -> Result<(), Error> {
    let mut tests = report::named_tests();
    for criterion in all.iter().flat_map(|criteria| &criteria.criteria) {
        if let Shown::Tests(named) = &criterion.shown {
            tests.extend(named.iter().cloned());
        }
    }
    tests.sort();
    tests.dedup();
    let bar = crate::progress::progress_bar(tests.len() as u64);
    results.tests = run_tests(&tests, |test| {
        bar.inc(1);
        bar.set_message(test.name.clone());
    })?;
    bar.finish_and_clear();
    let json = results.to_json()?;
    Ok(write_atomically(&args.results, json.as_bytes())?)
}

fn file(evaluation: &Evaluation) -> File<'_> {
    let criteria = evaluation.criteria.iter().map(|evaluated| Line {
        id: &evaluated.criterion.id,
        claim: &evaluated.criterion.claim,
        grade: evaluated.grade,
        number: evaluated.number.map(|number| number.value),
        lo: evaluated.number.map(|number| number.lo),
        hi: evaluated.number.map(|number| number.hi),
        unit: match &evaluated.criterion.shown {
            Shown::Number(bound) => Some(bound.unit.name()),
            _ => None,
        },
        reason: &evaluated.reason,
    });
    File { title: &evaluation.title, source: &evaluation.source, criteria: criteria.collect() }
}

fn show(evaluation: &Evaluation) -> String {
    let rows: Vec<Vec<String>> = evaluation
        .criteria
        .iter()
        .map(|Evaluated { criterion, grade, number, .. }| {
            let unit = match &criterion.shown {
                Shown::Number(bound) => bound.unit.name(),
                _ => "",
            };
            let number =
                number.map_or("–".into(), |number| format!("{} {unit}", estimate(number)));
            vec![grade.name().to_owned(), criterion.id.clone(), number, criterion.claim.clone()]
        })
        .collect();
    let mut out = format!("{}: {}\n\n", evaluation.title, evaluation.tally());
    out += &table(&["grade", "criterion", "number", "what is asked for"], &rows, &[]);
    out.push('\n');
    for Evaluated { criterion, reason, .. } in &evaluation.criteria {
        out += &format!("{}: {reason}\n", criterion.id);
    }
    out
}
