//! Numbers as people read them.

use stats::Estimate;
use std::time::Duration;

/// A number with three significant digits, and no more decimals than that needs.
pub fn significant(value: f64) -> String {
    if !value.is_finite() {
        return "?".into();
    }
    if value == 0.0 {
        return "0".into();
    }
    let decimals = (2 - value.abs().log10().floor() as i32).clamp(0, 6) as usize;
    let text = format!("{value:.decimals$}");
    if decimals == 0 { with_separators(&text) } else { text }
}

/// A number as programs read it, without an exponent.
pub fn plain(value: f64) -> String {
    value.to_string()
}

/// A whole number with thin groups of three digits.
pub fn count(value: u64) -> String {
    with_separators(&value.to_string())
}

fn with_separators(digits: &str) -> String {
    let (sign, digits) = match digits.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", digits),
    };
    let mut out = String::from(sign);
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A time with the unit that suits it.
pub fn nanoseconds(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    format!("{} {unit}", significant(value))
}

/// A span of time as people say it.
pub fn duration(span: Duration) -> String {
    let seconds = span.as_secs();
    match seconds {
        0..10 => format!("{:.1} s", span.as_secs_f64()),
        10..120 => format!("{seconds} s"),
        _ => format!("{} min", significant(seconds as f64 / 60.0)),
    }
}

/// `value [lo, hi]`; without the interval where it is exact.
pub fn estimate(estimate: Estimate) -> String {
    let Estimate { value, lo, hi } = estimate;
    if estimate.is_exact() {
        return significant(value);
    }
    format!("{} [{}, {}]", significant(value), significant(lo), significant(hi))
}

/// A number of runs with its interval: `always` is 0, `never` has no end.
pub fn runs(Estimate { value, lo, hi }: Estimate) -> String {
    let word = |runs: f64| match runs {
        0.0 => "always".into(),
        runs if runs.is_infinite() => "never".into(),
        runs => significant(runs),
    };
    if lo == hi {
        return word(value);
    }
    format!("{} [{}, {}]", word(value), word(lo), word(hi))
}

/// A fixed-width table for a terminal; columns named in `right` are aligned to the right.
pub fn table(header: &[&str], rows: &[Vec<String>], right: &[usize]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count());
        cells.chain([header[column].chars().count()]).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..header.len()).map(width).collect();
    let line = |cells: Vec<&str>| {
        let mut out = String::new();
        for (column, cell) in cells.into_iter().enumerate() {
            let width = widths[column];
            if right.contains(&column) {
                out += &format!("{cell:>width$}  ");
            } else {
                out += &format!("{cell:<width$}  ");
            }
        }
        out.trim_end().to_owned() + "\n"
    };
    let mut out = line(header.to_vec());
    for row in rows {
        out += &line(row.iter().map(String::as_str).collect());
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_significant_digits() {
        let cases = [
            (0.012_345, "0.0123"),
            (1.0, "1.00"),
            (12.345, "12.3"),
            (123.45, "123"),
            (1234.5, "1,234"),
            (0.0, "0"),
        ];
        for (value, text) in cases {
            assert_eq!(significant(value), text);
        }
        assert_eq!(significant(f64::NAN), "?");
    }

    #[test]
    fn runs_are_numbers_or_words() {
        let (value, lo, hi) = (12.2, 0.0, f64::INFINITY);
        assert_eq!(runs(Estimate { value, lo, hi }), "12.2 [always, never]");
        assert_eq!(runs(Estimate::exact(f64::INFINITY)), "never");
    }

    #[test]
    fn units_and_groups() {
        assert_eq!(nanoseconds(999.0), "999 ns");
        assert_eq!(nanoseconds(1500.0), "1.50 µs");
        assert_eq!(nanoseconds(2.5e6), "2.50 ms");
        assert_eq!(count(1_234_567), "1,234,567");
        assert_eq!(count(12), "12");
    }

    #[test]
    fn tables_line_up() {
        let rows = vec![vec!["a".into(), "10".into()], vec!["long".into(), "9".into()]];
        assert_eq!(table(&["name", "n"], &rows, &[1]), "name   n\na     10\nlong   9\n");
    }
}
