//! Floats in hexadecimal: `float.hex` and `float.fromhex`.

use num_bigint::BigUint;
use num_traits::{ToPrimitive, Zero};

/// The bits of a float's fraction, and the exponent of the smallest normal number.
const FRACTION_BITS: u32 = 52;
const LEAST_EXPONENT: i64 = -1022;

/// The text that `float.hex` gives.
pub(super) fn text(value: f64) -> String {
    if value.is_nan() {
        return "nan".to_owned();
    }
    let sign = if value.is_sign_negative() { "-" } else { "" };
    if value.is_infinite() {
        return format!("{sign}inf");
    }
    if value == 0.0 {
        return format!("{sign}0x0.0p+0");
    }
    let bits = value.to_bits();
    let fraction = bits & ((1 << FRACTION_BITS) - 1);
    let (whole, exponent) = match (bits >> FRACTION_BITS & 0x7ff) as i64 {
        0 => (0, LEAST_EXPONENT),
        biased => (1, biased - 1023),
    };
    format!("{sign}0x{whole}.{fraction:013x}p{exponent:+}")
}

/// The float that `float.fromhex` makes of a text, infinite if it is too large; nothing if it is none.
pub(super) fn parse(text: &str) -> Option<f64> {
    let text = text.trim_matches(|c: char| matches!(c, '\t'..='\r' | ' ')).to_ascii_lowercase();
    let (is_negative, text) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, &text[..]),
    };
    let magnitude = match text {
        "inf" | "infinity" => f64::INFINITY,
        "nan" => f64::NAN,
        _ => magnitude(text)?,
    };
    Some(if is_negative { -magnitude } else { magnitude })
}

fn magnitude(text: &str) -> Option<f64> {
    let text = text.strip_prefix("0x").unwrap_or(text);
    let (digits, exponent) = match text.split_once('p') {
        Some((digits, exponent)) => (digits, parse_exponent(exponent)?),
        None => (text, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let digits = [whole, fraction].concat();
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        return None;
    }
    let mantissa = BigUint::parse_bytes(digits.as_bytes(), 16)?;
    Some(scaled(&mantissa, exponent.saturating_sub(4 * fraction.len() as i64)))
}

/// An exponent in decimal, cut off where it no longer matters.
fn parse_exponent(text: &str) -> Option<i64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if digits.is_empty() || !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let value = digits.parse::<i64>().unwrap_or(i64::MAX).min(1 << 40);
    Some(if text.starts_with('-') { -value } else { value })
}

/// `mantissa * 2**exponent`, rounded half to even.
fn scaled(mantissa: &BigUint, exponent: i64) -> f64 {
    if mantissa.is_zero() {
        return 0.0;
    }
    let top = exponent.saturating_add(mantissa.bits() as i64) - 1;
    if top > 1023 {
        return f64::INFINITY;
    }
    if top < LEAST_EXPONENT - i64::from(FRACTION_BITS) - 1 {
        return 0.0;
    }
    // The exponent of the last bit that the float has.
    let last = top.max(LEAST_EXPONENT) - i64::from(FRACTION_BITS);
    let rounded = match last - exponent {
        more if more <= 0 => mantissa << more.unsigned_abs(),
        less => {
            let kept = mantissa >> less.unsigned_abs();
            let rest = mantissa - (&kept << less.unsigned_abs());
            let half = BigUint::from(1u8) << (less.unsigned_abs() - 1);
            let is_odd = kept.bit(0);
            let up = rest > half || rest == half && is_odd;
            kept + u8::from(up)
        }
    };
    // Both factors are powers of two, so that no product is rounded before the last, which is exact.
    let half = last / 2;
    let power = |exponent: i64| 2f64.powi(exponent as i32);
    rounded.to_f64().unwrap_or(f64::INFINITY) * power(half) * power(last - half)
}

#[cfg(test)]
mod tests {
    use super::{parse, text};

    #[test]
    fn texts_are_those_of_cpython() {
        for (value, expected) in [
            (1.0, "0x1.0000000000000p+0"),
            (-0.1, "-0x1.999999999999ap-4"),
            (2.71, "0x1.5ae147ae147aep+1"),
            (5e-324, "0x0.0000000000001p-1022"),
            (0.0, "0x0.0p+0"),
            (-0.0, "-0x0.0p+0"),
            (f64::MAX, "0x1.fffffffffffffp+1023"),
            (f64::NEG_INFINITY, "-inf"),
        ] {
            assert_eq!(text(value), expected);
            assert_eq!(parse(expected).map(f64::to_bits), Some(value.to_bits()));
        }
        assert_eq!(text(f64::NAN), "nan");
    }

    #[test]
    fn texts_are_read_as_cpython_does() {
        for (text, expected) in [
            ("0x1.8p1", 3.0),
            (" -1.8P+1\n", -3.0),
            ("0xff", 255.0),
            (".8", 0.5),
            ("0x.8p0", 0.5),
            // Half to even.
            ("0x1.00000000000008p0", 1.0),
            ("0x1.00000000000018p0", 1.0000000000000004),
            ("0x1p-1075", 0.0),
            ("0x1.8p-1075", 5e-324),
            ("0x1p-1074", 5e-324),
            ("0x1p99999999999999999999", f64::INFINITY),
            ("Infinity", f64::INFINITY),
        ] {
            assert_eq!(parse(text).map(f64::to_bits), Some(f64::to_bits(expected)), "{text}");
        }
        for text in ["", "0x", "p1", "0x1p", "0x1.2.3", "1g", "+-1", "0x1p1.0"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }
}
