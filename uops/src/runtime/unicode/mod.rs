//! What CPython 3.13's `str` knows of characters, by its version of Unicode; Rust's own tables are of
//! another one.

mod cases;
mod properties;
mod run;

use cases::{CASES, SPECIAL};
use properties::{NEAR, PROPERTIES};
use run::Run;

/// What a character may be.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Property(u16);

impl Property {
    /// A letter.
    pub(super) const ALPHA: Property = Property(1);
    /// A digit of a decimal number.
    pub(super) const DECIMAL: Property = Property(1 << 1);
    /// A digit, such as a superscript one.
    pub(super) const DIGIT: Property = Property(1 << 2);
    /// A number of any form.
    pub(super) const NUMERIC: Property = Property(1 << 3);
    /// White space.
    pub(super) const SPACE: Property = Property(1 << 4);
    /// `repr` shows it as it is.
    pub(super) const PRINTABLE: Property = Property(1 << 5);
    /// In lower case.
    pub(super) const LOWER: Property = Property(1 << 6);
    /// In upper case.
    pub(super) const UPPER: Property = Property(1 << 7);
    /// In title case, such as one that looks like a capital letter and a small one.
    pub(super) const TITLE: Property = Property(1 << 8);
    /// It has cases.
    const CASED: Property = Property(1 << 9);
    /// A word continues after it: a mark, an apostrophe.
    const CASE_IGNORABLE: Property = Property(1 << 10);
    /// A letter or number.
    pub(super) const ALNUM: Property = Property(0b1111);

    /// Whether a character is one of these.
    pub(super) fn of(self, c: char) -> bool {
        let flags = match ASCII.get(c as usize) {
            Some(&flags) => flags,
            None => run_of(&PROPERTIES, c).map_or(0, |(_, flags)| flags),
        };
        flags & self.0 != 0
    }
}

/// What the characters of ASCII are, which most texts consist of.
static ASCII: [u16; 128] = {
    let mut flags = [0; 128];
    let mut number = 0;
    while number < PROPERTIES.len() && (PROPERTIES[number].0 as usize) < flags.len() {
        let (first, length, step, value) = PROPERTIES[number];
        let mut distance = 0;
        while distance <= length && ((first + distance) as usize) < flags.len() {
            flags[(first + distance) as usize] = value;
            distance += step;
        }
        number += 1;
    }
    flags
};

/// The value of the run that a character is in, and its number in the run.
fn run_of<T: Copy>(runs: &[Run<T>], c: char) -> Option<(u32, T)> {
    let code = u32::from(c);
    let behind = runs.partition_point(|run| run.0 <= code);
    // Runs of capital and small letters may be interleaved.
    let near = runs[..behind].iter().rev().take(NEAR);
    near.into_iter().find_map(|&(first, length, step, value)| {
        let distance = code - first;
        (distance <= length && distance % step == 0).then_some((distance / step, value))
    })
}

/// Whether Python takes a character as white space.
pub(super) fn is_space(c: char) -> bool {
    match c.is_ascii() {
        true => matches!(c, '\t'..='\r' | '\x1c'..=' '),
        false => Property::SPACE.of(c),
    }
}

/// The value of a decimal digit of any script.
pub(super) fn decimal(c: char) -> Option<u32> {
    let (number, flags) = run_of(&PROPERTIES, c)?;
    (flags & Property::DECIMAL.0 != 0).then_some(number % 10)
}

/// A form of text that has to do with case, by the place of its column in the tables.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Case {
    Upper,
    Lower,
    Title,
    Folded,
}

/// Appends a character in another case.
fn push_case(out: &mut String, c: char, case: Case) {
    if let Ok(place) = SPECIAL.binary_search_by_key(&c, |row| row.0) {
        return out.push_str(SPECIAL[place].1[case as usize]);
    }
    let distance = run_of(&CASES, c).map_or(0, |(_, distances)| distances[case as usize]);
    // The tables lead to characters only.
    out.push(u32::from(c).checked_add_signed(distance).and_then(char::from_u32).unwrap_or(c));
}

/// Appends the character at byte `at` of a text in lower case. A capital sigma at the end of a word has
/// a form of its own.
fn push_lower(out: &mut String, text: &str, at: usize, c: char) {
    if c != '\u{3a3}' {
        return push_case(out, c, Case::Lower);
    }
    let counts = |c: &char| !Property::CASE_IGNORABLE.of(*c);
    let before = text[..at].chars().rev().find(counts);
    let after = text[at + c.len_utf8()..].chars().find(counts);
    let is_cased = |c: Option<char>| c.is_some_and(|c| Property::CASED.of(c));
    out.push(if is_cased(before) && !is_cased(after) { '\u{3c2}' } else { '\u{3c3}' });
}

/// A text in upper or lower case, or folded.
pub(super) fn in_case(text: &str, case: Case) -> String {
    match case {
        Case::Lower if text.is_ascii() => return text.to_ascii_lowercase(),
        Case::Upper if text.is_ascii() => return text.to_ascii_uppercase(),
        _ => {}
    }
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match case {
            Case::Lower => push_lower(&mut out, text, at, c),
            _ => push_case(&mut out, c, case),
        }
    }
    out
}

/// `str.capitalize`
pub(super) fn capitalized(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match at {
            0 => push_case(&mut out, c, Case::Title),
            _ => push_lower(&mut out, text, at, c),
        }
    }
    out
}

/// `str.title`
pub(super) fn titled(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_word = false;
    for (at, c) in text.char_indices() {
        match in_word {
            true => push_lower(&mut out, text, at, c),
            false => push_case(&mut out, c, Case::Title),
        }
        in_word = Property::CASED.of(c);
    }
    out
}

/// `str.swapcase`
pub(super) fn swapped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        if Property::UPPER.of(c) {
            push_lower(&mut out, text, at, c);
        } else if Property::LOWER.of(c) {
            push_case(&mut out, c, Case::Upper);
        } else {
            out.push(c);
        }
    }
    out
}

/// `str.istitle`
pub(super) fn is_titled(text: &str) -> bool {
    let (mut in_word, mut any) = (false, false);
    for c in text.chars() {
        let starts = Property::UPPER.of(c) || Property::TITLE.of(c);
        let goes_on = Property::LOWER.of(c);
        if (starts && in_word) || (goes_on && !in_word) {
            return false;
        }
        in_word = starts || goes_on;
        any |= in_word;
    }
    any
}

/// A number's text as its parser wants it: decimal digits of any script as those of ASCII, white space
/// as spaces, and a question mark for what no number contains.
pub(super) fn number_text(text: &str) -> std::borrow::Cow<'_, str> {
    if text.is_ascii() {
        return text.into();
    }
    let plain = |c: char| match decimal(c) {
        _ if c.is_ascii() => c,
        Some(digit) => char::from_digit(digit, 10).unwrap_or('?'),
        None if is_space(c) => ' ',
        None => '?',
    };
    text.chars().map(plain).collect::<String>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_of_cpython_3_13s_unicode() {
        assert_eq!(properties::VERSION, "15.1.0");
    }

    #[test]
    fn the_table_of_ascii_is_a_part_of_the_whole() {
        for (code, &flags) in ASCII.iter().enumerate() {
            let c = char::from(code as u8);
            assert_eq!(flags, run_of(&PROPERTIES, c).map_or(0, |(_, flags)| flags), "{c:?}");
        }
    }

    #[test]
    fn titles_and_sigmas() {
        for (text, expected) in [("ßx", "Ssx"), ("ﬁne", "Fine"), ("ΑΣ", "Ας"), ("ǆ", "ǅ")]
        {
            assert_eq!(capitalized(text), expected);
        }
    }
}
