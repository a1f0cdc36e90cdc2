//! `uopbench compare`

use crate::Error;
use crate::output::print;
use files::write_atomically;
use report::chart::{comparison, svg};
use results::comparison::{Compared, METRICS, Options, Ratio, Row, THRESHOLD, compare};
use results::{Metric, Results};
use stats::{Estimate, Verdict};
use std::path::{Path, PathBuf};
use text::{estimate, significant, table};

const EXAMPLES: &str = "\
Examples:
  uopbench compare before/results.json after/results.json
  uopbench compare before.json after.json --metric run_ns --fail-on slower=3%
  uopbench compare before.json after.json --json | jq '.rows[] | select(.verdict == \"slower\")'
  uopbench compare before.json after.json --chart run.svg

A ratio is the second file's number to the first's. It is called faster or slower if its interval
lies beyond the floor and, of all rows so called, at most one in twenty is expected to be wrong. The
floor is the largest of the threshold, of what two runs of the same build differ by, and of how much
the machine itself changed. Of sizes, which are exact, every byte counts, and the smaller is called
faster.

Exit status: 0; 1 if a row is as --fail-on describes.";

/// The arguments of `compare`.
#[derive(clap::Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Args {
    /// The results to compare with, as `bench` wrote them
    #[arg(value_name = "A.json")]
    first: PathBuf,
    /// The results to compare
    #[arg(value_name = "B.json")]
    second: PathBuf,
    /// Metrics, separated by commas [default: times and sizes]
    #[arg(long = "metric", value_name = "NAME", value_delimiter = ',', value_parser = Metric::parse)]
    metrics: Vec<Metric>,
    /// The smallest difference of times that counts as a change
    #[arg(long, value_name = "SHARE", default_value_t = Percent(THRESHOLD), value_parser = Percent::parse)]
    threshold: Percent,
    /// End with status 1 if a row has this verdict and differs by at least this much, such as slower=3%
    #[arg(long, value_name = "VERDICT=SHARE", value_delimiter = ',', value_parser = FailOn::parse)]
    fail_on: Vec<FailOn>,
    /// Compare a backend of the second file with another one of the first, such as
    /// copy-patch+uncached=copy-patch
    #[arg(long = "as", value_name = "SECOND=FIRST", value_parser = renaming)]
    renamed: Vec<(String, String)>,
    /// Compare results of different machines
    #[arg(long)]
    across_machines: bool,
    /// Print JSON
    #[arg(long)]
    json: bool,
    /// Write a chart of the ratios to this file: of run_ns, or of the first metric in both files
    #[arg(long, value_name = "FILE.svg")]
    chart: Option<PathBuf>,
}

/// A share, written with `%`.
#[derive(Clone, Copy, PartialEq, Debug)]
struct Percent(f64);

impl Percent {
    fn parse(text: &str) -> Result<Self, String> {
        let number = text.strip_suffix('%').and_then(|number| number.trim().parse::<f64>().ok());
        number
            .filter(|number| number.is_finite() && *number >= 0.0)
            .map(|number| Percent(number / 100.0))
            .ok_or_else(|| "expected a share such as 3%".into())
    }
}

impl std::fmt::Display for Percent {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        write!(f, "{}%", self.0 * 100.0)
    }
}

/// What makes a comparison fail.
#[derive(Clone, Copy, PartialEq, Debug)]
struct FailOn {
    verdict: Verdict,
    at_least: f64,
}

impl FailOn {
    fn parse(text: &str) -> Result<Self, String> {
        let (name, share) = text.split_once('=').unwrap_or((text, "0%"));
        let verdict = Verdict::ALL.into_iter().find(|verdict| verdict.name() == name);
        let verdict = verdict.ok_or("expected faster, slower, equivalent or inconclusive")?;
        Ok(FailOn { verdict, at_least: Percent::parse(share)?.0 })
    }

    fn matches(self, row: &Row) -> bool {
        // 0 against something is more than any share.
        let difference =
            row.ratio.map_or(f64::INFINITY, |row| row.ratio.max(1.0 / row.ratio) - 1.0);
        row.verdict == self.verdict && difference >= self.at_least
    }
}

/// Two ids with `=` between them.
fn renaming(text: &str) -> Result<(String, String), String> {
    let (second, first) =
        text.split_once('=').ok_or("expected two backends with = between them")?;
    Ok((second.to_owned(), first.to_owned()))
}

pub(crate) fn run(args: &Args) -> Result<(), Error> {
    let first = Results::read(&args.first)?;
    let mut second = Results::read(&args.second)?;
    for (old, new) in &args.renamed {
        if !second.rename_backend(old, new) {
            let reason = format!("{} has no backend {old}", args.second.display());
            return Err(results::Error::Incomparable { reason }.into());
        }
    }
    let options = Options {
        metrics: if args.metrics.is_empty() { METRICS.to_vec() } else { args.metrics.clone() },
        threshold: args.threshold.0,
        across_machines: args.across_machines,
    };
    let compared = compare(&first, &second, &options)?;
    if let Some(path) = &args.chart {
        draw(&compared, path)?;
    }
    if args.json {
        print(&(files::to_pretty_json(&compared)? + "\n"))?;
    } else {
        print(&show(&compared))?;
    }
    let failing = compared.rows.iter().filter(|row| args.fail_on.iter().any(|f| f.matches(row)));
    match failing.count() {
        0 => Ok(()),
        rows => Err(Error::FailOn { rows }),
    }
}

fn draw(compared: &Compared, path: &Path) -> Result<(), Error> {
    let metrics = [Metric::RunNs].into_iter().chain(compared.rows.iter().map(|row| row.metric));
    let drawing = metrics.into_iter().find_map(|metric| comparison::draw(compared, metric));
    let drawing = drawing.ok_or_else(|| report::Error::Chart {
        chart: path.display().to_string(),
        reason: "there is nothing to draw".into(),
    })?;
    Ok(write_atomically(path, svg(&drawing).as_bytes())?)
}

/// Rows that differ, the means, and what has to be known.
fn show(compared: &Compared) -> String {
    let line = |row: &Row| {
        let ratio = match row.ratio {
            Some(Ratio { ratio, lo, hi }) => estimate(Estimate { value: ratio, lo, hi }),
            None => "none, one is 0".to_owned(),
        };
        vec![
            row.workload.clone(),
            row.backend.clone(),
            row.metric.name().to_owned(),
            ratio,
            row.verdict.name().to_owned(),
        ]
    };
    let header = ["workload", "backend", "metric", "ratio", "verdict"];
    let rows: Vec<Vec<String>> = compared.rows.iter().map(line).collect();
    let means: Vec<Vec<String>> = compared.means.iter().map(line).collect();
    let mut out = table(&header, &rows, &[]);
    out += "\nGeometric means:\n\n";
    out += &table(&header, &means, &[]);
    out.push('\n');
    for (metric, floor) in &compared.floors {
        if floor.floor > 0.0 {
            let aa = floor.aa.map_or("unknown".into(), percent);
            out += &format!(
                "{metric}: floor {} (threshold {}, the same build against itself {aa}, the machine {})\n",
                percent(floor.floor),
                percent(floor.threshold),
                percent(floor.drift)
            );
        }
    }
    for note in &compared.notes {
        out += &format!("note: {note}\n");
    }
    let counts = Verdict::ALL.map(|v| format!("{} {}", compared.count(v), v.name()));
    out + &format!("{} rows: {}\n", compared.rows.len(), counts.join(", "))
}

fn percent(share: f64) -> String {
    format!("{} %", significant(share * 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_have_a_percent_sign() {
        assert_eq!(Percent::parse("3%"), Ok(Percent(0.03)));
        for bad in ["3", "-1%", "inf%", "%", "NaN%"] {
            assert!(Percent::parse(bad).is_err(), "{bad}");
        }
        let parsed = FailOn::parse("slower=3%").map(|f| (f.verdict, f.at_least));
        assert_eq!(parsed, Ok((Verdict::Slower, 0.03)));
        assert!(FailOn::parse("worse=3%").is_err());
    }
}
