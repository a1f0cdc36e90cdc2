//! `uopbench shapes`

use super::bench;
use crate::Error;
use crate::output::print;
use report::Others;
use results::{Results, Summary, merge};
use std::path::{Path, PathBuf};
use trace::Shape;

const EXAMPLES: &str = "\
Examples:
  uopbench shapes --quick --out shapes
  uopbench shapes corpus --quick --opt all --backend interp-match,copy-patch,cranelift-best --out shapes
  uopbench shapes corpus --quick --attribute --out shapes    and which uops make the difference
  uopbench shapes --resume --out shapes                      go on with what was interrupted
  uopbench evaluate shapes/region/results.json --level shapes/trace/results.json --criteria pep836

Four benches run, one after the other: traces, regions, regions, traces. So a machine that becomes slower or
faster meanwhile does the same to both. Both shapes are formed by this project from the same recordings. The
folder gets the results of each shape, in `trace` and `region`, and a report of regions with the section
\"Traces or methods\".";

/// The order of the benches, by which what changes steadily affects both shapes alike.
const ORDER: [Shape; 4] = [Shape::Trace, Shape::Region, Shape::Region, Shape::Trace];

/// What the help says after the options.
pub(crate) fn examples() -> &'static str {
    EXAMPLES
}

pub(crate) fn run(mut args: bench::Args, folder: Option<&Path>) -> Result<(), Error> {
    let out = args.out.clone();
    let parts: Vec<(Shape, PathBuf)> = (1..)
        .zip(ORDER)
        .map(|(number, shape)| (shape, out.join(format!("part-{number}"))))
        .collect();
    bench::note_build();
    if !args.resumes() {
        if let Some((what, help)) = args.against_two_shapes() {
            return Err(Error::Shapes { what, help: help.to_owned() });
        }
        if !args.is_dry() {
            clear(&parts, &out, args.discards())?;
        }
        args.divide(ORDER.len() as u32);
        for (number, (shape, part)) in (0..).zip(&parts) {
            args.part(*shape, part.clone(), number);
            match args.is_dry() {
                true => _ = bench::measure(&args, folder)?,
                // Each program has the same arguments in all parts.
                false => {
                    let quick = bench::plan(&args, folder)?;
                    args.decide_as(quick);
                }
            }
        }
        if args.is_dry() {
            return Ok(());
        }
        args.resume();
    } else if !parts.iter().all(|(_, part)| is_planned(part)) {
        return Err(Error::NothingToResume { folder: out });
    }
    // Parts are measured once all are planned, so that what is interrupted can go on whatever part it is in.
    for (number, (shape, part)) in (0..).zip(&parts) {
        args.part(*shape, part.clone(), number);
        if !is_measured(part) {
            bench::measure(&args, folder).map_err(|error| match error {
                Error::Stopped { .. } => Error::Stopped { kept: bench::kept_in(&out) },
                error => error,
            })?;
        }
    }
    let mut merged = Vec::new();
    for shape in Shape::ALL {
        let of_shape = parts.iter().filter(|(other, _)| *other == shape);
        let read = of_shape.map(|(_, part)| Results::read(&part.join("results.json")));
        let results = merge(&read.collect::<Result<Vec<_>, _>>()?, false)?;
        bench::write(&results, &out.join(shape.name()))?;
        merged.push(results);
    }
    for (_, part) in &parts {
        std::fs::remove_dir_all(part).map_err(files::Error::io("remove", part))?;
    }
    let [traces, regions] = &merged[..] else { return Ok(()) };
    let (traces, regions) = ([Summary::new(traces)], Summary::new(regions));
    report::write_all(&regions, Others { levels: &traces, ..Others::default() }, &out)?;
    crate::progress::say(format_args!("wrote {}", out.join(report::HTML_FILE).display()));
    print(&format!("As regions. {}", report::terminal(&regions)))?;
    match report::shapes_told(&regions, &traces) {
        Some(told) => print(&format!("\n{told}\n")),
        None => Ok(()),
    }
}

/// Removes what an interrupted run has left, if that is nothing but plans, or if the user says so.
fn clear(parts: &[(Shape, PathBuf)], out: &Path, discards: bool) -> Result<(), Error> {
    let left = || parts.iter().map(|(_, part)| part).filter(|part| part.exists());
    if !discards && !left().all(|part| has_only_a_plan(part)) {
        return Err(Error::Interrupted { folder: out.into() });
    }
    for part in left() {
        std::fs::remove_dir_all(part).map_err(files::Error::io("remove", part))?;
    }
    Ok(())
}

/// Whether nothing but a plan is in the folder of a part.
fn has_only_a_plan(part: &Path) -> bool {
    let plan = measure::plan_path(part);
    let holds_only = |folder: &Path, name: &Path| {
        let entries = std::fs::read_dir(folder);
        entries.is_ok_and(|mut all| all.all(|entry| entry.is_ok_and(|it| it.path() == name)))
    };
    let parts = part.join(measure::PARTS);
    holds_only(part, &parts) && holds_only(&parts, &plan)
}

/// Whether a part of the benches is planned, or measured already.
fn is_planned(part: &Path) -> bool {
    measure::plan_path(part).exists() || is_measured(part)
}

/// Whether a part of the benches is complete: it has results, and none of its processes is kept apart.
fn is_measured(part: &Path) -> bool {
    part.join("results.json").exists() && !part.join(measure::PARTS).exists()
}
