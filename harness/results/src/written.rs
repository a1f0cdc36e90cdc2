//! How a file writes what it has most of: numbers in few characters, and rows without names of columns.

use crate::attribution::{Attribution, CostRow, PlacesCost};
use crate::record::StencilRecord;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Serializer;
use serde_json::ser::Formatter;
use std::io::{Error, Write};

/// Digits of a sample. Reading the clock takes about 20 ns, and a sample lasts 50 µs at least, so a fifth digit
/// would say nothing of what was measured.
const SAMPLE_DIGITS: usize = 4;
/// Digits of a number that is computed from samples.
const ESTIMATE_DIGITS: usize = 5;

/// A time with the digits that a sample has.
pub fn sample(value: f64) -> f64 {
    rounded(value, SAMPLE_DIGITS)
}

/// A number computed from samples, with more digits than the samples have.
pub fn estimated(value: f64) -> f64 {
    rounded(value, ESTIMATE_DIGITS)
}

fn rounded(value: f64, digits: usize) -> f64 {
    format!("{value:.*e}", digits - 1).parse().unwrap_or(value)
}

/// A value as JSON in one line.
pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String, serde_json::Error> {
    let mut text = Vec::new();
    value.serialize(&mut Serializer::with_formatter(&mut text, Short))?;
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// Writes fractions only where there are any, and an exponent where that is shorter than zeros.
struct Short;

impl Formatter for Short {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> Result<(), Error> {
        writer.write_all(shortest(value).as_bytes())
    }
}

/// The shortest text that gives the same number again.
pub fn shortest(value: f64) -> String {
    let plain = value.to_string();
    let scientific = format!("{value:e}");
    let Some((mantissa, exponent)) = scientific.split_once('e') else { return plain };
    let decimals = mantissa.split_once('.').map_or(0, |(_, decimals)| decimals.len() as i32);
    let Ok(exponent) = exponent.parse::<i32>() else { return plain };
    let short = format!("{}e{}", mantissa.replace('.', ""), exponent - decimals);
    if short.len() < plain.len() { short } else { plain }
}

/// The stencils of a uop, a row of depth, bytes of code, bytes of cold code and holes for each depth.
#[derive(Serialize, Deserialize)]
pub(crate) struct Stencils {
    name: String,
    sizes: Vec<(u32, usize, usize, usize)>,
}

impl Stencils {
    /// All stencils by their names.
    pub(crate) fn all(records: &[StencilRecord]) -> Vec<Stencils> {
        let all = records.chunk_by(|a, b| a.name == b.name).map(|same| Stencils {
            name: same[0].name.clone(),
            sizes: same.iter().map(|s| (s.depth, s.code_bytes, s.cold_bytes, s.holes)).collect(),
        });
        all.collect()
    }

    fn into_records(self) -> impl Iterator<Item = StencilRecord> {
        let Stencils { name, sizes } = self;
        sizes.into_iter().map(move |(depth, code_bytes, cold_bytes, holes)| StencilRecord {
            name: name.clone(),
            depth,
            code_bytes,
            cold_bytes,
            holes,
        })
    }
}

/// Reads stencils in this form, or each by itself, as files of versions 1 and 2 have them.
pub(crate) fn stencils<'de, D: Deserializer<'de>>(from: D) -> Result<Vec<StencilRecord>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Entry {
        OfUop(Stencils),
        One(StencilRecord),
    }
    let mut records = Vec::new();
    for entry in Vec::deserialize(from)? {
        match entry {
            Entry::OfUop(stencils) => records.extend(stencils.into_records()),
            Entry::One(record) => records.push(record),
        }
    }
    Ok(records)
}

/// What uops of a workload cost, numbers as rows.
#[derive(Serialize)]
pub(crate) struct UopCosts<'a> {
    workloads: &'a [String],
    backends: &'a [String],
    executed: u64,
    uops: Vec<Uop<'a>>,
}

#[derive(Serialize)]
struct Uop<'a> {
    op: &'a str,
    places: u64,
    executed: u64,
    costs: Vec<CostRow>,
}

impl<'a> UopCosts<'a> {
    pub(crate) fn of(attribution: &'a Attribution) -> Self {
        let Attribution { workloads, backends, executed, uops } = attribution;
        let uops = uops.iter().map(|uop| Uop {
            op: &uop.op,
            places: uop.places,
            executed: uop.executed,
            costs: uop.costs.iter().map(row).collect(),
        });
        UopCosts { workloads, backends, executed: *executed, uops: uops.collect() }
    }
}

fn row(cost: &PlacesCost) -> CostRow {
    let PlacesCost { hot_bytes, cold_bytes, exit_bytes, instructions, executed_instructions } =
        *cost;
    (hot_bytes, cold_bytes, exit_bytes, instructions, executed_instructions)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_the_same_when_they_are_read_again() {
        let texts = [
            (0.0, "0"),
            (2_414_000.0, "2414e3"),
            (234.6, "234.6"),
            (71_060.0, "71060"),
            (2528.0, "2528"),
            (0.006_738, "6738e-6"),
            (0.000_012, "12e-6"),
            (-1.5, "-1.5"),
            (1e22, "1e22"),
        ];
        for (number, text) in texts {
            assert_eq!(shortest(number), text);
        }
        let mut number = 1.234_567_890_123_4e-9_f64;
        while number < 1e18 {
            let text = to_json(&number).expect("JSON");
            assert_eq!(serde_json::from_str::<f64>(&text).ok(), Some(number), "{text}");
            number *= 1.37;
        }
    }

    #[test]
    fn a_sample_keeps_more_digits_than_reading_the_clock_leaves() {
        // 20 ns of 50 µs.
        let of_clock = 20.0 / 50_000.0;
        for step in 0..2000 {
            let value = 50.3 * 1.01_f64.powi(step);
            let kept = sample(value);
            assert!((kept / value - 1.0).abs() <= 0.000_5 + 1e-12, "{value}");
            assert_eq!(sample(kept), kept);
            let written = format!("{kept:e}");
            let mantissa = written.split('e').next().unwrap_or_default();
            let digits = mantissa.chars().filter(char::is_ascii_digit).count();
            assert!(digits <= SAMPLE_DIGITS, "{kept}");
        }
        // On average, rounding moves a sample by less than reading the clock does.
        let moved = |value: f64| (sample(value) / value - 1.0).abs();
        let all: Vec<f64> = (0..1000).map(|i| moved(1000.0 * 1.0023_f64.powi(i) + 0.37)).collect();
        assert!(all.iter().sum::<f64>() / 1000.0 < of_clock);
        assert_eq!((sample(0.0), sample(0.3)), (0.0, 0.3));
    }
}
