//! Finds a text in another one. All positions are bytes; they lie between characters, since both texts are UTF-8.

use memchr::{memchr, memchr_iter, memmem};

/// A text of so few bytes is looked through byte by byte: more than that pays off in longer ones only.
const SHORT: usize = 16;

/// Where `part` is first.
#[inline]
pub(super) fn find(text: &str, part: &str) -> Option<usize> {
    match *part.as_bytes() {
        [byte] if text.len() <= SHORT => text.bytes().position(|other| other == byte),
        [byte] => memchr(byte, text.as_bytes()),
        _ => memmem::find(text.as_bytes(), part.as_bytes()),
    }
}

/// Where `part` is last.
pub(super) fn rfind(text: &str, part: &str) -> Option<usize> {
    memmem::rfind(text.as_bytes(), part.as_bytes())
}

/// How often `part` occurs, one occurrence after the other. An empty part is around each character.
pub(super) fn count(text: &str, part: &str) -> usize {
    match *part.as_bytes() {
        [] => text.chars().count() + 1,
        [byte] => memchr_iter(byte, text.as_bytes()).count(),
        _ => memmem::find_iter(text.as_bytes(), part.as_bytes()).count(),
    }
}

/// What is before, between and after the first `limit` occurrences of a separator, which is not empty.
pub(super) fn split<'a>(text: &'a str, separator: &str, limit: usize) -> Vec<&'a str> {
    let mut parts = Vec::new();
    let mut rest = text;
    while parts.len() < limit
        && let Some(end) = find(rest, separator)
    {
        parts.push(&rest[..end]);
        rest = &rest[end + separator.len()..];
    }
    parts.push(rest);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 8] = ["", "a", "aa", "aaa", "ab,äb,,c", ",,", "äöä", "one two  three"];
    const PARTS: [&str; 8] = ["", "a", "aa", ",", "ä", "b,", "  ", "zz"];

    #[test]
    fn finds_what_the_standard_library_finds() {
        for (text, part) in TEXTS.iter().flat_map(|text| PARTS.map(|part| (*text, part))) {
            assert_eq!(find(text, part), text.find(part), "{text:?} {part:?}");
            assert_eq!(rfind(text, part), text.rfind(part), "{text:?} {part:?}");
            assert_eq!(count(text, part), text.matches(part).count(), "{text:?} {part:?}");
        }
    }

    #[test]
    fn splits_as_the_standard_library_does() {
        let separators = || PARTS.into_iter().filter(|part| !part.is_empty());
        for (text, separator) in TEXTS.iter().flat_map(|text| separators().map(move |s| (*text, s)))
        {
            for limit in [0, 1, 2, usize::MAX - 1] {
                let expected: Vec<&str> = text.splitn(limit + 1, separator).collect();
                assert_eq!(split(text, separator, limit), expected, "{text:?} {separator:?}");
            }
        }
    }
}
