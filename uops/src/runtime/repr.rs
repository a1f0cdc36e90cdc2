//! CPython's `repr`.

use super::unicode::Property;
use std::fmt::Write;

/// `repr` of bytes.
pub(super) fn bytes_repr(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') { '"' } else { '\'' };
    let mut out = format!("b{quote}");
    for &byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\t' => out.push_str("\\t"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            byte if char::from(byte) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b' '..=b'~' => out.push(byte.into()),
            // Writing to a string can't fail.
            byte => _ = write!(out, "\\x{byte:02x}"),
        }
    }
    out.push(quote);
    out
}

/// `repr` of a text.
pub fn str_repr(text: &str) -> String {
    quoted(text, |c| c.is_ascii() || Property::PRINTABLE.of(c))
}

/// `ascii` of a text's `repr`, or of any other.
pub(super) fn ascii(repr: &str) -> String {
    let mut out = String::new();
    for c in repr.chars() {
        match c.is_ascii() {
            true => out.push(c),
            false => escape(&mut out, c),
        }
    }
    out
}

fn quoted(text: &str, printable: impl Fn(char) -> bool) -> String {
    let quote = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            '\0'..' ' | '\x7f' => escape(&mut out, c),
            c if printable(c) => out.push(c),
            c => escape(&mut out, c),
        }
    }
    out.push(quote);
    out
}

fn escape(out: &mut String, c: char) {
    // Writing to a string can't fail.
    let _ = match c as u32 {
        code @ 0..0x100 => write!(out, "\\x{code:02x}"),
        code @ 0x100..0x10000 => write!(out, "\\u{code:04x}"),
        code => write!(out, "\\U{code:08x}"),
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_look_like_cpythons() {
        assert_eq!(bytes_repr(b"a\x00\n\\'"), r#"b"a\x00\n\\'""#);
        assert_eq!(bytes_repr(b"'\""), r#"b'\'"'"#);
    }
}
