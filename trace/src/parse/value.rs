//! Values: Python literals, and builtin types and methods by name.

use super::known::Known;
use super::lexer::{Cursor, Problem, shorten};
use crate::limits::NESTING_LIMIT;
use crate::notation::{Scope, is_bound, is_hashable};
use num_bigint::BigInt;
use std::ops::Range;
use uops::runtime::{BuiltinFunction, BuiltinType, Method, Module, Value};

/// The most characters of a number.
const NUMBER_LIMIT: usize = 10_000;
const EXPECTED: &str = "a value: `None`, `True`, an int, a float, `complex(…)`, a text, bytes, `bytearray(…)`, a tuple, a list, a dict, `set({…})`, `frozenset({…})`, `range(…)`, `slice(…)`, `instance CLASS(…)`, `class …`, `function …`, `bound(…)`, `cell(…)`, `type …`, `method …`, `builtin …`, `module …` or `opaque …`";

/// Takes a value.
pub(super) fn value(cursor: &mut Cursor<'_>, known: Known<'_, '_>) -> Result<Value, Problem> {
    nested(cursor, known, 0)
}

/// Takes a value that is a part of something, which may refer to the functions and classes of the program.
pub(super) fn part(cursor: &mut Cursor<'_>, known: Known<'_, '_>) -> Result<Value, Problem> {
    nested(cursor, known, 1)
}

fn nested(cursor: &mut Cursor<'_>, known: Known<'_, '_>, depth: usize) -> Result<Value, Problem> {
    cursor.skip_spaces();
    let start = cursor.position();
    if cursor.rest().starts_with("b'") || cursor.rest().starts_with("b\"") {
        return bytes(cursor).map(Value::Bytes);
    }
    match cursor.peek() {
        Some('\'' | '"') => text(cursor).map(Value::Str),
        Some('(' | '[' | '{') if depth == NESTING_LIMIT => Err(too_deep(start..start + 1)),
        Some('(') => {
            cursor.take(1);
            let (items, comma) = items(cursor, known, ")", depth + 1)?;
            if items.len() == 1 && !comma {
                return Err(Problem::new(
                    start..cursor.position(),
                    "these parentheses hold one value and no comma",
                    "write a tuple of one as `(1,)`",
                ));
            }
            Ok(Value::Tuple(items))
        }
        Some('[') => {
            cursor.take(1);
            Ok(Value::List(items(cursor, known, "]", depth + 1)?.0))
        }
        Some('{') => {
            cursor.take(1);
            pairs(cursor, known, depth + 1).map(Value::Dict)
        }
        Some(c) if c.is_ascii_digit() || matches!(c, '-' | '+' | '.') => number(cursor),
        Some(c) if c.is_alphabetic() => word(cursor, known, depth),
        _ => Err(cursor.unexpected(EXPECTED)),
    }
}

/// Takes values up to `close`, and returns whether a comma followed the last one.
fn items(
    cursor: &mut Cursor<'_>,
    known: Known<'_, '_>,
    close: &str,
    depth: usize,
) -> Result<(Vec<Value>, bool), Problem> {
    let mut items = Vec::new();
    let mut comma = false;
    while !cursor.eat(close) {
        if !items.is_empty() && !comma {
            return Err(cursor.unexpected(&format!("`,` or `{close}`")));
        }
        items.push(nested(cursor, known, depth)?);
        comma = cursor.eat(",");
    }
    Ok((items, comma))
}

/// Takes the items of a dict.
fn pairs(
    cursor: &mut Cursor<'_>,
    known: Known<'_, '_>,
    depth: usize,
) -> Result<Vec<(Value, Value)>, Problem> {
    let mut pairs = Vec::new();
    let mut comma = true;
    while !cursor.eat("}") {
        if !comma {
            return Err(cursor.unexpected("`,` or `}`"));
        }
        let key = hashable(cursor, known, depth)?;
        if !cursor.eat(":") {
            return Err(cursor.unexpected("`:` and the key's value"));
        }
        pairs.push((key, nested(cursor, known, depth)?));
        comma = cursor.eat(",");
    }
    Ok(pairs)
}

/// Takes `({…})`, the members of a set.
fn members(
    cursor: &mut Cursor<'_>,
    known: Known<'_, '_>,
    depth: usize,
) -> Result<Vec<Value>, Problem> {
    let expected = "`({`, the members, and `})`";
    if !cursor.eat("(") || !cursor.eat("{") {
        return Err(cursor.unexpected(expected));
    }
    let mut members = Vec::new();
    let mut comma = true;
    while !cursor.eat("}") {
        if !comma {
            return Err(cursor.unexpected("`,` or `}`"));
        }
        members.push(hashable(cursor, known, depth)?);
        comma = cursor.eat(",");
    }
    match cursor.eat(")") {
        true => Ok(members),
        false => Err(cursor.unexpected("`)`")),
    }
}

/// Takes a value that can be a key.
fn hashable(cursor: &mut Cursor<'_>, known: Known<'_, '_>, depth: usize) -> Result<Value, Problem> {
    cursor.skip_spaces();
    let start = cursor.position();
    let value = nested(cursor, known, depth)?;
    // Whether a constant has a hash is checked when all of them are known.
    match is_hashable(&value, &|_| true) {
        true => Ok(value),
        false => Err(Problem::new(
            start..cursor.position(),
            "this value has no hash",
            "keys and members are values that don't change",
        )),
    }
}

fn number(cursor: &mut Cursor<'_>) -> Result<Value, Problem> {
    let mut ahead = cursor.clone();
    ahead.take_while(|c| matches!(c, '+' | '-'));
    if ahead.rest().starts_with("inf") {
        let sign = cursor.rest().starts_with('-');
        cursor.take(ahead.position() - cursor.position() + 3);
        return Ok(Value::Float(if sign { f64::NEG_INFINITY } else { f64::INFINITY }));
    }
    // A sign belongs to a number at its start and after its `e`.
    let rest = cursor.rest();
    let mut previous = 'e';
    let length = rest
        .find(|c: char| {
            let part = c.is_ascii_alphanumeric()
                || matches!(c, '.' | '_')
                || (matches!(c, '+' | '-') && matches!(previous, 'e' | 'E'));
            previous = c;
            !part
        })
        .unwrap_or(rest.len());
    let token = cursor.take(length);
    if length > NUMBER_LIMIT {
        return Err(Problem::new(
            token.span,
            format!("this number has {length} characters"),
            format!("a number has at most {NUMBER_LIMIT}"),
        ));
    }
    let digits = token.text.trim_start_matches(['+', '-']);
    let value = if digits.bytes().all(|byte| byte.is_ascii_digit()) {
        token.text.parse::<BigInt>().ok().map(Value::Int)
    } else if digits.bytes().all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte)) {
        token.text.parse().ok().map(Value::Float)
    } else {
        None
    };
    value.ok_or_else(|| {
        Problem::new(
            token.span,
            format!("`{}` is not a number", shorten(token.text)),
            "write ints in decimal, and floats as Python does: `1.25`, `-0.0`, `1e+300`",
        )
    })
}

fn word(cursor: &mut Cursor<'_>, known: Known<'_, '_>, depth: usize) -> Result<Value, Problem> {
    let token = cursor.take_while(|c| c.is_alphanumeric() || c == '_');
    match token.text {
        "None" => Ok(Value::None),
        "True" => Ok(Value::Bool(true)),
        "False" => Ok(Value::Bool(false)),
        "inf" => Ok(Value::Float(f64::INFINITY)),
        "nan" => Ok(Value::Float(f64::NAN)),
        "bytearray" => byte_array(cursor),
        "complex" => complex(cursor, token.span.start),
        "set" | "frozenset" if depth == NESTING_LIMIT => Err(too_deep(token.span)),
        "set" => members(cursor, known, depth + 1).map(Value::Set),
        "frozenset" => members(cursor, known, depth + 1).map(Value::FrozenSet),
        "builtin" => {
            cursor.skip_spaces();
            let token = cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
            BuiltinFunction::from_name(token.text).map(Value::Builtin).ok_or_else(|| {
                Problem::new(
                    token.span,
                    format!("there is no builtin function `{}`", shorten(token.text)),
                    "expected a builtin function, such as `len` or `math.sqrt`",
                )
            })
        }
        "module" => {
            let token = cursor.name("the name of a module, such as `math`")?;
            Module::from_name(token.text).map(Value::Module).ok_or_else(|| {
                Problem::new(
                    token.span,
                    format!("there is no module `{}`", shorten(token.text)),
                    "expected `math`",
                )
            })
        }
        "instance" | "function" | "bound" | "cell" if depth == NESTING_LIMIT => {
            Err(too_deep(token.span))
        }
        "bound" => bound(cursor, known, depth + 1, token.span.start),
        "instance" => instance(cursor, known, depth + 1),
        "cell" => cell(cursor, known, depth + 1),
        "function" => function(cursor, known, depth + 1),
        "class" if depth > 0 => class(cursor, known).map(Value::Class),
        "const" if depth > 0 => constant(cursor, known),
        "opaque" => cursor.number("the number of an opaque object", u32::MAX).map(Value::Opaque),
        "kept" if depth == NESTING_LIMIT => Err(too_deep(token.span)),
        "kept" => kept(cursor, known, depth + 1),
        "range" => range(cursor, token.span.start),
        "slice" if depth == NESTING_LIMIT => Err(too_deep(token.span)),
        "slice" => slice(cursor, known, depth + 1, token.span.start),
        "type" => builtin_type(cursor).map(Value::Type),
        "method" => {
            cursor.skip_spaces();
            let token = cursor.take_while(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
            Method::from_name(token.text).map(Value::Method).ok_or_else(|| {
                Problem::new(
                    token.span,
                    format!("there is no method `{}`", shorten(token.text)),
                    "expected a method of a builtin type, such as `list.append`",
                )
            })
        }
        text => Err(Problem::new(
            token.span,
            format!("`{}` is not a value", shorten(text)),
            format!("expected {EXPECTED}"),
        )),
    }
}

/// Takes what follows `const`: the name of a constant before this one.
fn constant(cursor: &mut Cursor<'_>, known: Known<'_, '_>) -> Result<Value, Problem> {
    let token = cursor.name("the name of a constant")?;
    known.constant(token.text).map(Value::Constant).ok_or_else(|| {
        Problem::new(
            token.span,
            format!("there is no constant `{}` before this one", shorten(token.text)),
            "a value shares only constants that come before it; a constant `cell(…)` holds any",
        )
    })
}

/// Takes the name of a class.
fn class(cursor: &mut Cursor<'_>, known: Known<'_, '_>) -> Result<u32, Problem> {
    let token = cursor.name("the name of a class")?;
    known.class(token.text).ok_or_else(|| {
        Problem::new(
            token.span,
            format!("there is no class `{}`", shorten(token.text)),
            "expected a class of this program",
        )
    })
}

/// Takes what follows `instance`: the class, what the instance holds of a builtin type, and the attributes that have a
/// value.
fn instance(cursor: &mut Cursor<'_>, known: Known<'_, '_>, depth: usize) -> Result<Value, Problem> {
    let class = class(cursor, known)?;
    let holds = match cursor.eat("of ") {
        true => Some(Box::new(nested(cursor, known, depth)?)),
        false => None,
    };
    let attributes = given(cursor, known, depth, "attribute")?;
    Ok(Value::Instance { class, attributes, holds })
}

/// Takes what follows `function`: the name, and what another function of its code is made with.
fn function(cursor: &mut Cursor<'_>, known: Known<'_, '_>, depth: usize) -> Result<Value, Problem> {
    let token = cursor.name("the name of a function")?;
    let Some(function) = known.function(token.text) else {
        return Err(Problem::new(
            token.span,
            format!("there is no function `{}`", shorten(token.text)),
            "expected a function of this program",
        ));
    };
    // By itself a function of the program is no constant.
    if depth > 1 && !cursor.rest().starts_with('(') {
        return Ok(Value::Function(function));
    }
    let given = given(cursor, known, depth, "variable or parameter")?;
    Ok(Value::MadeFunction { function, given })
}

/// Takes `(NAME=VALUE, …)`.
fn given(
    cursor: &mut Cursor<'_>,
    known: Known<'_, '_>,
    depth: usize,
    what: &str,
) -> Result<Vec<(String, Value)>, Problem> {
    let mut given = Vec::new();
    let mut comma = true;
    if !cursor.eat("(") {
        let expected = format!("`(` and the value of each {what}, such as `(x=1, y=2)`");
        return Err(cursor.unexpected(&expected));
    }
    while !cursor.eat(")") {
        if !comma {
            return Err(cursor.unexpected("`,` or `)`"));
        }
        let name = cursor.name(&format!("the name of a {what}"))?;
        if !cursor.eat("=") {
            return Err(cursor.unexpected(&format!("`=` and the value of the {what}")));
        }
        given.push((name.text.to_owned(), nested(cursor, known, depth)?));
        comma = cursor.eat(",");
    }
    Ok(given)
}

/// Takes `(VALUE)`, what a cell holds, or `()`.
fn cell(cursor: &mut Cursor<'_>, known: Known<'_, '_>, depth: usize) -> Result<Value, Problem> {
    if !cursor.eat("(") {
        return Err(cursor.unexpected("`(`, the value that the cell holds, and `)`"));
    }
    if cursor.eat(")") {
        return Ok(Value::Cell(None));
    }
    // What the cell of a constant holds may come later.
    let known = if depth == 1 { known.with_later_constants() } else { known };
    let content = nested(cursor, known, depth)?;
    match cursor.eat(")") {
        true => Ok(Value::Cell(Some(Box::new(content)))),
        false => Err(cursor.unexpected("`)`")),
    }
}

/// Takes what follows `kept`: the number of an object, if it has one, and the list, dict, set, bytearray or instance that it is.
fn kept(cursor: &mut Cursor<'_>, known: Known<'_, '_>, depth: usize) -> Result<Value, Problem> {
    cursor.skip_spaces();
    let number = match cursor.peek() {
        Some(c) if c.is_ascii_digit() => Some(cursor.number("an object's number", u32::MAX)?),
        _ => None,
    };
    cursor.skip_spaces();
    let words = ["set(", "bytearray(", "instance "];
    let has_content = matches!(cursor.peek(), Some('[' | '{'))
        || words.iter().any(|word| cursor.rest().starts_with(word));
    let content = has_content.then(|| nested(cursor, known, depth)).transpose()?;
    Ok(Value::Kept { number, content: content.map(Box::new) })
}

fn too_deep(span: Range<usize>) -> Problem {
    Problem::new(
        span,
        format!("more than {NESTING_LIMIT} containers lie inside each other"),
        "make the value flatter",
    )
}

/// Takes the name of a builtin type.
pub(super) fn builtin_type(cursor: &mut Cursor<'_>) -> Result<BuiltinType, Problem> {
    let token = cursor.name("the name of a builtin type, such as `range`")?;
    BuiltinType::from_name(token.text).ok_or_else(|| {
        Problem::new(
            token.span,
            format!("there is no builtin type `{}`", shorten(token.text)),
            "expected a builtin type, such as `range` or `list`",
        )
    })
}

fn range(cursor: &mut Cursor<'_>, start: usize) -> Result<Value, Problem> {
    if !cursor.eat("(") {
        return Err(cursor.unexpected("`(` and the bounds of the range"));
    }
    let (items, _) = items(cursor, Known::default(), ")", NESTING_LIMIT)?;
    let bounds: Option<Vec<i64>> = items
        .iter()
        .map(|item| match item {
            Value::Int(bound) => i64::try_from(bound).ok(),
            _ => None,
        })
        .collect();
    let range = match bounds.as_deref() {
        Some(&[stop]) => Some((0, stop, 1)),
        Some(&[start, stop]) => Some((start, stop, 1)),
        Some(&[start, stop, step]) => Some((start, stop, step)),
        _ => None,
    };
    range
        .map(|(start, stop, step)| Value::Range { start, stop, step })
        .filter(|range| Scope::default().has(range))
        .ok_or_else(|| {
            Problem::new(
                start..cursor.position(),
                "this is not a range that fits 64 bits",
                "expected `range(stop)`, `range(start, stop)` or `range(start, stop, step)` with a \
                 step that is not 0",
            )
        })
}

/// Takes what follows `complex`: real and imaginary part.
fn complex(cursor: &mut Cursor<'_>, start: usize) -> Result<Value, Problem> {
    if !cursor.eat("(") {
        return Err(cursor.unexpected("`(` and two floats"));
    }
    let (parts, _) = items(cursor, Known::default(), ")", NESTING_LIMIT)?;
    match parts[..] {
        [Value::Float(real), Value::Float(imag)] => Ok(Value::Complex(real, imag)),
        _ => Err(Problem::new(
            start..cursor.position(),
            "this is not a complex number",
            "expected `complex(REAL, IMAG)` with two floats, such as `complex(0.0, 1.5)`",
        )),
    }
}

/// Takes `(FUNCTION, SELF)`, what a bound method is made of.
fn bound(
    cursor: &mut Cursor<'_>,
    known: Known<'_, '_>,
    depth: usize,
    start: usize,
) -> Result<Value, Problem> {
    if !cursor.eat("(") {
        return Err(cursor.unexpected("`(`, a function, its `self` and `)`"));
    }
    let (parts, _) = items(cursor, known, ")", depth)?;
    let parts = <[Value; 2]>::try_from(parts).ok().filter(|[function, _]| is_bound(function));
    parts.map(|parts| Value::Bound(Box::new(parts))).ok_or_else(|| {
        Problem::new(
            start..cursor.position(),
            "this is not a bound method",
            "expected `bound(FUNCTION, SELF)`, such as `bound(method list.append, const found)`",
        )
    })
}

/// Takes what follows `slice`: start, stop and step.
fn slice(
    cursor: &mut Cursor<'_>,
    known: Known<'_, '_>,
    depth: usize,
    start: usize,
) -> Result<Value, Problem> {
    if !cursor.eat("(") {
        return Err(cursor.unexpected("`(` and start, stop and step"));
    }
    let (bounds, _) = items(cursor, known, ")", depth)?;
    <[Value; 3]>::try_from(bounds).map(|bounds| Value::Slice(Box::new(bounds))).map_err(|_| {
        Problem::new(
            start..cursor.position(),
            "this is not a slice",
            "expected `slice(start, stop, step)`, with `None` for what is left out",
        )
    })
}

/// Takes what follows `bytearray`: its bytes.
fn byte_array(cursor: &mut Cursor<'_>) -> Result<Value, Problem> {
    let expected = "`(`, bytes such as `b'ab'`, and `)`";
    let opens = cursor.eat("(");
    cursor.skip_spaces();
    let starts = |quote| cursor.rest().starts_with(quote);
    if !opens || !(starts("b'") || starts("b\"")) {
        return Err(cursor.unexpected(expected));
    }
    let content = bytes(cursor)?;
    match cursor.eat(")") {
        true => Ok(Value::ByteArray(content)),
        false => Err(cursor.unexpected("`)`")),
    }
}

fn bytes(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, Problem> {
    const ESCAPES: &str =
        "expected `\\\\`, `\\'`, `\\\"`, `\\n`, `\\r`, `\\t` or `\\x` and two hexadecimal digits";
    let start = cursor.position();
    cursor.take(1);
    let quote = cursor.take(1).text;
    let mut bytes = Vec::new();
    loop {
        let at = cursor.position();
        match cursor.peek() {
            None => {
                let help = format!("expected {quote} at its end");
                return Err(Problem::new(start..at, "these bytes do not end on their line", help));
            }
            Some('\\') => {
                let escape = cursor.rest().as_bytes();
                let (byte, length) = match escape.get(1) {
                    Some(&byte @ (b'\\' | b'\'' | b'"')) => (Some(byte), 2),
                    Some(b'n') => (Some(b'\n'), 2),
                    Some(b'r') => (Some(b'\r'), 2),
                    Some(b't') => (Some(b'\t'), 2),
                    Some(b'x') => {
                        let digits = cursor
                            .rest()
                            .get(2..4)
                            .filter(|digits| digits.bytes().all(|digit| digit.is_ascii_hexdigit()));
                        (digits.and_then(|digits| u8::from_str_radix(digits, 16).ok()), 4)
                    }
                    _ => (None, 0),
                };
                let Some(byte) = byte else {
                    return Err(Problem::new(at..at + 1, "this is not an escape", ESCAPES));
                };
                bytes.push(byte);
                cursor.take(length);
            }
            Some(c) if quote.starts_with(c) => {
                cursor.take(1);
                return Ok(bytes);
            }
            Some(c @ ' '..='~') => {
                bytes.push(c as u8);
                cursor.take(1);
            }
            Some(c) => {
                return Err(Problem::new(
                    at..at + c.len_utf8(),
                    "bytes hold ASCII characters only",
                    "write other bytes as `\\x` and two hexadecimal digits",
                ));
            }
        }
    }
}

fn text(cursor: &mut Cursor<'_>) -> Result<String, Problem> {
    const ESCAPES: &str = "expected `\\\\`, `\\'`, `\\\"`, `\\n`, `\\r`, `\\t`, or `\\x`, `\\u` or \
                           `\\U` and 2, 4 or 8 hexadecimal digits";
    let start = cursor.position();
    let quote = cursor.take(1).text;
    let mut text = String::new();
    loop {
        let at = cursor.position();
        match cursor.peek() {
            None => {
                let help = format!("expected {quote} at its end");
                return Err(Problem::new(start..at, "this text does not end on its line", help));
            }
            Some('\\') => {
                let digits = |count: usize| {
                    let digits = cursor.rest().get(2..2 + count)?;
                    let hexadecimal = digits.bytes().all(|digit| digit.is_ascii_hexdigit());
                    let code = u32::from_str_radix(digits, 16).ok().filter(|_| hexadecimal)?;
                    Some((char::from_u32(code)?, 2 + count))
                };
                let escaped = match cursor.rest().as_bytes().get(1) {
                    Some(&c @ (b'\\' | b'\'' | b'"')) => Some((char::from(c), 2)),
                    Some(b'n') => Some(('\n', 2)),
                    Some(b'r') => Some(('\r', 2)),
                    Some(b't') => Some(('\t', 2)),
                    Some(b'x') => digits(2),
                    Some(b'u') => digits(4),
                    Some(b'U') => digits(8),
                    _ => None,
                };
                let Some((c, length)) = escaped else {
                    return Err(Problem::new(at..at + 1, "this is not an escape", ESCAPES));
                };
                text.push(c);
                cursor.take(length);
            }
            Some(c) if quote.starts_with(c) => {
                cursor.take(1);
                return Ok(text);
            }
            Some(c) => {
                text.push(c);
                cursor.take(c.len_utf8());
            }
        }
    }
}
