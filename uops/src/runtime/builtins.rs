//! Builtin functions; those of `math` are in [`super::math`].
//!
//! # Safety
//! The functions here share one contract: `thread` is a live runtime's, and objects are alive and
//! of that runtime.
#![allow(clippy::missing_safety_doc)]

use super::arithmetic::{self, Number};
use super::classes::{given_int, not_an_integer};
use super::error::Result;
use super::math::{
    atan2, copysign, float_function, float_test, fmod, gcd, hypot, isqrt, log, logarithm,
    pow as math_pow, rounding,
};
use super::owned::Owned;
use super::strings::{as_text, character, new_str, text};
use super::subscripts::{as_int, length, truth, type_name};
use super::sums::sum;
use super::{
    ExceptionKind, PyException, attributes, buffers, class_methods, classes, cmath, comparison,
    complexes, formatting, iterators, key_tables, lists, made_classes, methods, operators,
    slot_results, tuples,
};
use crate::object::{Ref, type_id};
use crate::operator::{Comparison, Operator};
use crate::thread::Thread;
use num_bigint::BigInt;
use num_integer::Integer;
use num_traits::{FromPrimitive, Signed, ToPrimitive, Zero};
use std::sync::LazyLock;

/// What a builtin function does with its arguments, whose number has been checked.
type Call = unsafe fn(*mut Thread, &[Ref]) -> Result<Ref>;

/// A builtin function.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct BuiltinFunction(u32);

/// Name, fewest and most arguments, meaning.
pub(super) type Row = (&'static str, usize, usize, Call);

/// A function that is given to another one.
macro_rules! calling {
    ($function:ident, $with:expr) => {
        // SAFETY: the contract of all functions here.
        |thread, args| unsafe { $function(thread, args, $with) }
    };
}

/// The first two have the numbers [`crate::object::BUILTIN_LEN`] and
/// [`crate::object::BUILTIN_ISINSTANCE`].
static FUNCTIONS: &[Row] = &[
    ("len", 1, 1, len),
    ("isinstance", 2, 2, isinstance),
    ("abs", 1, 1, abs),
    ("all", 1, 1, all),
    ("any", 1, 1, any),
    ("ascii", 1, 1, ascii),
    ("bin", 1, 1, bin),
    ("chr", 1, 1, chr),
    ("divmod", 2, 2, divmod),
    ("format", 1, 2, format),
    ("hash", 1, 1, hash),
    ("hex", 1, 1, hex),
    ("issubclass", 2, 2, issubclass),
    ("iter", 1, 1, iter),
    ("max", 1, usize::MAX, max),
    ("min", 1, usize::MAX, min),
    ("next", 1, 2, next),
    ("oct", 1, 1, oct),
    ("ord", 1, 1, ord),
    ("pow", 2, 3, pow),
    ("repr", 1, 1, repr),
    ("round", 1, 2, round),
    ("sorted", 1, 1, sorted),
    ("sum", 1, 2, sum),
    ("math.atan2", 2, 2, atan2),
    ("math.acos", 1, 1, calling!(float_function, f64::acos)),
    ("math.asin", 1, 1, calling!(float_function, f64::asin)),
    ("math.atan", 1, 1, calling!(float_function, f64::atan)),
    ("math.ceil", 1, 1, calling!(rounding, f64::ceil)),
    ("math.copysign", 2, 2, copysign),
    ("math.cos", 1, 1, calling!(float_function, f64::cos)),
    ("math.degrees", 1, 1, calling!(float_function, |x| x * (180.0 / std::f64::consts::PI))),
    ("math.exp", 1, 1, calling!(float_function, f64::exp)),
    ("math.fabs", 1, 1, calling!(float_function, f64::abs)),
    ("math.floor", 1, 1, calling!(rounding, f64::floor)),
    ("math.fmod", 2, 2, fmod),
    ("math.gcd", 0, usize::MAX, gcd),
    ("math.hypot", 0, usize::MAX, hypot),
    ("math.isinf", 1, 1, calling!(float_test, f64::is_infinite)),
    ("math.isnan", 1, 1, calling!(float_test, f64::is_nan)),
    ("math.isqrt", 1, 1, isqrt),
    ("math.log", 1, 2, log),
    ("math.log10", 1, 1, calling!(logarithm, f64::log10)),
    ("math.log2", 1, 1, calling!(logarithm, f64::log2)),
    ("math.pow", 2, 2, math_pow),
    ("math.radians", 1, 1, calling!(float_function, |x| x * (std::f64::consts::PI / 180.0))),
    ("math.sin", 1, 1, calling!(float_function, f64::sin)),
    ("math.sqrt", 1, 1, calling!(float_function, f64::sqrt)),
    ("math.tan", 1, 1, calling!(float_function, f64::tan)),
    ("math.trunc", 1, 1, calling!(rounding, f64::trunc)),
    ("cmath.exp", 1, 1, cmath::exp),
    ("cmath.phase", 1, 1, cmath::phase),
    ("cmath.polar", 1, 1, cmath::polar),
    ("cmath.rect", 2, 2, cmath::rect),
    ("cmath.sqrt", 1, 1, cmath::sqrt),
    ("__build_class__", 4, usize::MAX, made_classes::build),
];

impl BuiltinFunction {
    /// The rows of all functions, those of types and tables last.
    fn rows() -> &'static [Row] {
        static ROWS: LazyLock<Vec<Row>> = LazyLock::new(|| {
            let others = [class_methods::FUNCTIONS, attributes::FUNCTIONS, slot_results::FUNCTIONS];
            [FUNCTIONS, &others.concat(), key_tables::FUNCTIONS].concat()
        });
        &ROWS
    }

    /// Every builtin function.
    pub fn all() -> impl Iterator<Item = BuiltinFunction> {
        (0..Self::rows().len()).map(|number| BuiltinFunction(number as u32))
    }

    /// The function with a name such as `len`, `math.sqrt` or `dict.fromkeys`.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::all().find(|function| function.name() == name)
    }

    /// Its name, after that of its type, or of its module unless the module is `builtins`.
    pub fn name(self) -> &'static str {
        Self::rows()[self.0 as usize].0
    }

    /// The number that its objects carry.
    pub(super) fn number(self) -> u32 {
        self.0
    }

    /// The function with this number.
    pub(super) fn from_number(number: u32) -> Option<Self> {
        ((number as usize) < Self::rows().len()).then_some(BuiltinFunction(number))
    }

    /// Calls it.
    pub(super) unsafe fn call(self, thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
        // SAFETY: the caller keeps the contract of this module.
        unsafe {
            let (name, least, most, call) = Self::rows()[self.0 as usize];
            if !(least..=most).contains(&args.len()) {
                let name = name.rsplit('.').next().unwrap_or(name);
                return Err(wrong_count(&format!("{name}()"), name, args.len(), least, most));
            }
            call(thread, args)
        }
    }
}

/// CPython's complaints about the number of arguments: of functions that take exactly one or none,
/// and of all others.
pub(super) fn wrong_count(
    called: &str,
    name: &str,
    got: usize,
    least: usize,
    most: usize,
) -> PyException {
    let plural = |count: usize| if count == 1 { "" } else { "s" };
    PyException::type_error(match (least, most) {
        (0, 0) => format!("{called} takes no arguments ({got} given)"),
        (1, 1) => format!("{called} takes exactly one argument ({got} given)"),
        _ if least == most => {
            format!("{name} expected {least} argument{}, got {got}", plural(least))
        }
        _ if got < least => {
            format!("{name} expected at least {least} argument{}, got {got}", plural(least))
        }
        _ => format!("{name} expected at most {most} argument{}, got {got}", plural(most)),
    })
}

unsafe fn len(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, length(args[0])? as i64)) }
}

unsafe fn isinstance(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, classes::is_instance(thread, args[0], args[1])?)) }
}

unsafe fn issubclass(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, classes::is_subclass(thread, args[0], args[1])?)) }
}

unsafe fn abs(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if let Some(value) = arithmetic::compact_value(args[0]).and_then(i64::checked_abs) {
            return Ok(Thread::int(thread, value));
        }
        match arithmetic::number(args[0]) {
            Some(Number::Int(value)) => Ok(arithmetic::new_int(thread, value.abs())),
            Some(Number::Float(value)) => Ok(Thread::float(thread, value.abs())),
            None => match complexes::value(args[0]) {
                Some(value) => Ok(Thread::float(thread, complexes::magnitude(value)?)),
                None => Err(PyException::type_error(format!(
                    "bad operand type for abs(): '{}'",
                    type_name(args[0])
                ))),
            },
        }
    }
}

unsafe fn all(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, !has(thread, args[0], false)?)) }
}

unsafe fn any(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::bool(thread, has(thread, args[0], true)?)) }
}

/// Whether an iterable has an item of this truth; looks no further than it has to.
unsafe fn has(thread: *mut Thread, iterable: Ref, wanted: bool) -> Result<bool> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let iter = Owned::new(thread, iterators::get_iter(thread, iterable)?);
        while let Some(item) = iterators::next(thread, iter.get())? {
            if truth(Owned::new(thread, item).get()) == wanted {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

unsafe fn ascii(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { formatting::ascii_of(thread, args[0]) }
}

unsafe fn repr(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { formatting::repr_of(thread, args[0]) }
}

unsafe fn in_radix(thread: *mut Thread, arg: Ref, radix: u32, prefix: &str) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let value = as_int(arg).ok_or_else(|| not_an_integer(arg))?;
        let sign = if value.is_negative() { "-" } else { "" };
        Ok(new_str(thread, &format!("{sign}{prefix}{}", value.abs().to_str_radix(radix))))
    }
}

unsafe fn bin(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { in_radix(thread, args[0], 2, "0b") }
}

unsafe fn oct(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { in_radix(thread, args[0], 8, "0o") }
}

unsafe fn hex(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { in_radix(thread, args[0], 16, "0x") }
}

unsafe fn chr(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let code = given_int(args[0])?;
        if !(0..0x110000).contains(&code) {
            return Err(PyException::value_error("chr() arg not in range(0x110000)"));
        }
        match char::from_u32(code as u32) {
            Some(c) => Ok(character(thread, c)),
            None => Err(PyException::value_error("a surrogate is not supported")),
        }
    }
}

unsafe fn ord(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let code = match args[0].type_id() {
            type_id::STR => {
                let mut chars = text(args[0]).chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) => i64::from(c as u32),
                    _ => {
                        return Err(not_one_character(&format!(
                            "string of length {}",
                            length(args[0])?
                        )));
                    }
                }
            }
            type_id::BYTES | type_id::BYTEARRAY => match *buffers::given(args[0])? {
                [byte] => byte.into(),
                ref bytes => {
                    return Err(not_one_character(&format!("string of length {}", bytes.len())));
                }
            },
            _ if args[0].held().is_some() => {
                return ord(thread, &[args[0].held().unwrap_or(args[0])]);
            }
            _ => {
                return Err(PyException::type_error(format!(
                    "ord() expected string of length 1, but {} found",
                    type_name(args[0])
                )));
            }
        };
        Ok(Thread::int(thread, code))
    }
}

fn not_one_character(what: &str) -> PyException {
    PyException::type_error(format!("ord() expected a character, but {what} found"))
}

unsafe fn divmod(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let unsupported = || {
            PyException::type_error(format!(
                "unsupported operand type(s) for divmod(): '{}' and '{}'",
                type_name(args[0]),
                type_name(args[1])
            ))
        };
        let compact = arithmetic::compact_value(args[0]).zip(arithmetic::compact_value(args[1]));
        if let Some((l, r)) = compact.filter(|&(l, r)| r != 0 && (l != i64::MIN || r != -1)) {
            let (quotient, rest) = l.div_mod_floor(&r);
            let results = [quotient, rest].map(|result| Thread::int(thread, result));
            return Ok(tuples::new_tuple(thread, &results));
        }
        let (l, r) = (arithmetic::number(args[0]), arithmetic::number(args[1]));
        let (quotient, rest) = match (l.ok_or_else(unsupported)?, r.ok_or_else(unsupported)?) {
            (Number::Int(_), Number::Int(r)) if r.is_zero() => {
                return Err(zero_division("integer division or modulo by zero"));
            }
            (Number::Int(l), Number::Int(r)) => {
                let (quotient, rest) = l.div_mod_floor(&r);
                (arithmetic::new_int(thread, quotient), arithmetic::new_int(thread, rest))
            }
            (l, r) => {
                let (l, r) = (l.to_f64()?, r.to_f64()?);
                if r == 0.0 {
                    return Err(zero_division("float divmod()"));
                }
                let (quotient, rest) = arithmetic::float_divmod(l, r);
                (Thread::float(thread, quotient), Thread::float(thread, rest))
            }
        };
        Ok(tuples::new_tuple(thread, &[quotient, rest]))
    }
}

fn zero_division(message: &str) -> PyException {
    PyException::new(ExceptionKind::ZeroDivisionError, message)
}

unsafe fn format(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let spec = match args.get(1) {
            None => "",
            Some(&spec) => as_text(spec).ok_or_else(|| {
                let name = type_name(spec);
                PyException::type_error(format!("format() argument 2 must be str, not {name}"))
            })?,
        };
        formatting::format(thread, args[0], spec)
    }
}

unsafe fn hash(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { Ok(Thread::int(thread, comparison::hash(thread, args[0])?)) }
}

unsafe fn iter(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { iterators::get_iter(thread, args[0]) }
}

unsafe fn next(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        match (iterators::next(thread, args[0])?, args.get(1)) {
            (Some(item), _) => Ok(item),
            (None, Some(&default)) => {
                default.incref();
                Ok(default)
            }
            (None, None) => Err(PyException::new(ExceptionKind::StopIteration, "")),
        }
    }
}

unsafe fn max(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { extreme(thread, args, "max", Comparison::Greater) }
}

unsafe fn min(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe { extreme(thread, args, "min", Comparison::Less) }
}

/// The first item for which a comparison holds with all before it.
unsafe fn extreme(
    thread: *mut Thread,
    args: &[Ref],
    name: &str,
    comparison: Comparison,
) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mask = comparison.mask().into();
        let mut best = None::<Owned>;
        let mut consider = |item: Ref| {
            let item = Owned::new(thread, item);
            if let Some(best) = &best
                && !comparison::compare(thread, mask, item.get(), best.get())?
            {
                return Ok(());
            }
            best = Some(item);
            Ok(())
        };
        match args {
            [iterable] => iterators::for_each(thread, *iterable, consider)?,
            _ => {
                for &arg in args {
                    arg.incref();
                    consider(arg)?;
                }
            }
        }
        let empty = || PyException::value_error(format!("{name}() iterable argument is empty"));
        Ok(best.ok_or_else(empty)?.give())
    }
}

unsafe fn pow(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        if args.len() == 2 || args[2].type_id() == type_id::NONE {
            return operators::binary(thread, Operator::Power.into(), args[0], args[1]);
        }
        let all = (as_int(args[0]), as_int(args[1]), as_int(args[2]));
        let (Some(base), Some(exponent), Some(modulus)) = all else {
            let message = "pow() 3rd argument not allowed unless all arguments are integers";
            return Err(PyException::type_error(message));
        };
        if modulus.is_zero() {
            return Err(PyException::value_error("pow() 3rd argument cannot be 0"));
        }
        let magnitude = modulus.abs();
        let (base, exponent) = match exponent.is_negative() {
            false => (base, exponent),
            true => match base.modinv(&magnitude) {
                Some(inverse) => (inverse, -exponent),
                None => {
                    let message = "base is not invertible for the given modulus";
                    return Err(PyException::value_error(message));
                }
            },
        };
        let power = base.mod_floor(&magnitude).modpow(&exponent, &magnitude);
        Ok(arithmetic::new_int(thread, power.mod_floor(&modulus)))
    }
}

unsafe fn round(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let digits = match args.get(1) {
            None => None,
            Some(arg) if arg.type_id() == type_id::NONE => None,
            Some(&arg) => Some(given_int(arg)?),
        };
        match (arithmetic::number(args[0]), digits) {
            (Some(Number::Int(value)), digits) => {
                Ok(arithmetic::new_int(thread, arithmetic::round_int(&value, digits.unwrap_or(0))))
            }
            (Some(Number::Float(value)), None) => {
                let rounded = value.round_ties_even();
                Ok(arithmetic::new_int(thread, arithmetic::truncate(rounded)?))
            }
            (Some(Number::Float(value)), Some(digits)) => {
                Ok(Thread::float(thread, round_float(value, digits)))
            }
            (None, _) => Err(PyException::type_error(format!(
                "type {} doesn't define __round__ method",
                type_name(args[0])
            ))),
        }
    }
}

/// A float rounded to decimal digits; its exact value decides, half to even.
fn round_float(value: f64, digits: i64) -> f64 {
    if !value.is_finite() || value == 0.0 || digits > 323 {
        return value;
    }
    if digits >= 0 {
        // Rust's decimals are those of the exact value.
        return format!("{value:.*}", digits as usize).parse().unwrap_or(value);
    }
    if digits < -308 {
        return 0f64.copysign(value);
    }
    let magnitude = value.abs();
    let whole = BigInt::from_f64(magnitude.trunc()).unwrap_or_default();
    // A fraction decides only where the whole part lies in the middle: make it a bit that does.
    let sticky = BigInt::from(u8::from(magnitude.fract() != 0.0));
    let doubled: BigInt = whole * 2 + sticky;
    let unit = BigInt::from(10).pow(digits.unsigned_abs() as u32);
    let (quotient, rest) = doubled.div_mod_floor(&(&unit * 2));
    let up = rest > unit || rest == unit && quotient.is_odd();
    let rounded = (quotient + u8::from(up)) * unit;
    rounded.to_f64().unwrap_or(value).copysign(value)
}

unsafe fn sorted(thread: *mut Thread, args: &[Ref]) -> Result<Ref> {
    // SAFETY: the caller keeps the contract of this module.
    unsafe {
        let mut items = iterators::collect(thread, args[0])?;
        methods::list::sort_items(thread, items.get_mut(), None, false)?;
        Ok(lists::new_list(thread, &items.give()))
    }
}
