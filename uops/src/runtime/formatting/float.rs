//! Floats as text: which digits, and how they are laid out.

/// The most digits of a double that are not zero: digits after them need no calculation.
const SIGNIFICANT_LIMIT: usize = 800;
/// The most decimals of a double that are not zero.
const DECIMALS_LIMIT: usize = 1100;

/// The forms that CPython's `PyOS_double_to_string` knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Form {
    /// So many decimals: `f`.
    Fixed(usize),
    /// An exponent, and this number of decimals before it: `e`.
    Exponent(usize),
    /// So many digits, with an exponent where the number is large or small: `g`.
    General(usize),
    /// The fewest digits that read back as the same number: `repr`.
    Shortest,
}

/// How a float is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Style {
    pub(super) form: Form,
    /// Keep the point, and the zeros of [`Form::General`].
    pub(super) alternate: bool,
    /// A number without an exponent has a decimal.
    pub(super) dot_zero: bool,
    /// What is rounded to zero has no sign.
    pub(super) no_negative_zero: bool,
}

/// The digits of a number that is not negative, without trailing zeros, and where the point is: at
/// 1 it is after the first digit.
struct Digits {
    digits: String,
    point: i64,
}

/// A float as CPython shows it, with its sign if that is a minus.
pub(super) fn text(value: f64, style: Style) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    let magnitude = value.abs();
    if magnitude.is_infinite() {
        return if value < 0.0 { "-inf" } else { "inf" }.to_owned();
    }
    let digits = match style.form {
        Form::Fixed(decimals) => Digits::decimals(magnitude, decimals),
        Form::Exponent(decimals) => Digits::significant(magnitude, decimals.saturating_add(1)),
        Form::General(count) => Digits::significant(magnitude, count.max(1)),
        Form::Shortest => Digits::shortest(magnitude),
    };
    let is_zero = digits.digits == "0";
    let negative = value.is_sign_negative() && !(style.no_negative_zero && is_zero);
    let mut out = if negative { "-".to_owned() } else { String::new() };
    digits.lay_out(&mut out, style);
    out
}

impl Digits {
    /// From a text such as `1.25e-7`.
    fn of_scientific(text: &str) -> Self {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let digits = mantissa.replace('.', "");
        Self::new(&digits, exponent.parse::<i64>().unwrap_or(0) + 1)
    }

    fn new(digits: &str, point: i64) -> Self {
        let without_end = digits.trim_end_matches('0');
        let trimmed = without_end.trim_start_matches('0');
        match trimmed {
            "" => Digits { digits: "0".to_owned(), point: 1 },
            _ => {
                let zeros = without_end.len() - trimmed.len();
                Digits { digits: trimmed.to_owned(), point: point - zeros as i64 }
            }
        }
    }

    /// Rust writes the same shortest digits as CPython, but for a number right in the middle of two
    /// candidates: there CPython takes the one that is even, as rounding to that number of digits does.
    fn shortest(value: f64) -> Self {
        let shortest = format!("{value:e}");
        let count = shortest.split('e').next().map_or(0, str::len) - 1;
        // With fewer digits no two candidates read back as the same number.
        if count >= 16 {
            let rounded = format!("{value:.*e}", count - 1);
            if rounded.parse() == Ok(value) {
                return Self::of_scientific(&rounded);
            }
        }
        Self::of_scientific(&shortest)
    }

    fn significant(value: f64, count: usize) -> Self {
        Self::of_scientific(&format!("{value:.*e}", count.min(SIGNIFICANT_LIMIT) - 1))
    }

    fn decimals(value: f64, count: usize) -> Self {
        let text = format!("{value:.*}", count.min(DECIMALS_LIMIT));
        let point = text.find('.').unwrap_or(text.len());
        Self::new(&text.replace('.', ""), point as i64)
    }

    /// CPython's layout, `format_float_short`.
    fn lay_out(&self, out: &mut String, style: Style) {
        let mut point = self.point;
        let count = self.digits.len() as i64;
        let wide = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        let (with_exponent, end) = match style.form {
            Form::Fixed(decimals) => (false, point + wide(decimals)),
            Form::Exponent(decimals) => (true, wide(decimals) + 1),
            Form::General(precision) => {
                let precision = wide(precision.max(1));
                let most = precision - i64::from(style.dot_zero);
                let end = if style.alternate { precision } else { count };
                (point <= -4 || point > most, end)
            }
            Form::Shortest => (point <= -4 || point > 16, count),
        };
        let exponent = point - 1;
        if with_exponent {
            point = 1;
        }
        let end = end.max(point + i64::from(style.dot_zero && !with_exponent));
        let digit = |place: i64| match usize::try_from(place) {
            Ok(place) => self.digits.as_bytes().get(place).map_or('0', |digit| char::from(*digit)),
            Err(_) => '0',
        };
        match point {
            1.. => out.extend((0..point).map(digit)),
            _ => out.push('0'),
        }
        if end > point || style.alternate {
            out.push('.');
            out.extend((point..end).map(digit));
        }
        if with_exponent {
            let sign = if exponent < 0 { '-' } else { '+' };
            out.push_str(&format!("e{sign}{:02}", exponent.abs()));
        }
    }
}

/// `repr` of a float: the shortest digits that read back as the same number, with an exponent
/// below 1e-4 and from 1e16 on.
pub fn float_repr(value: f64) -> String {
    let style =
        Style { form: Form::Shortest, alternate: false, dot_zero: true, no_negative_zero: false };
    text(value, style)
}

/// `repr` of a complex number.
pub fn complex_repr(real: f64, imag: f64) -> String {
    let style =
        Style { form: Form::Shortest, alternate: false, dot_zero: false, no_negative_zero: false };
    let shown = text(imag, style);
    if real == 0.0 && real.is_sign_positive() {
        return format!("{shown}j");
    }
    let sign = if shown.starts_with('-') { "" } else { "+" };
    format!("({}{sign}{shown}j)", text(real, style))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_look_like_cpythons() {
        for (value, repr) in [
            (0.0, "0.0"),
            (-0.0, "-0.0"),
            (1.25, "1.25"),
            (1e16, "1e+16"),
            (123456789012345680.0, "1.2345678901234568e+17"),
            (9999999999999998.0, "9999999999999998.0"),
            (0.0001, "0.0001"),
            (0.00001, "1e-05"),
            (5e-324, "5e-324"),
            (1.7976931348623157e308, "1.7976931348623157e+308"),
            (f64::NEG_INFINITY, "-inf"),
            // In the middle of two candidates.
            (1.0 + 0.12693023681640625, "1.1269302368164062"),
        ] {
            assert_eq!(float_repr(value), repr);
        }
    }
}
