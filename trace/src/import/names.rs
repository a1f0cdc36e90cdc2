//! Names of the program's items, made from those in a recording.

use std::collections::HashSet;

/// The part of a qualified name that its definition gives.
pub(super) fn last_part(name: &str) -> &str {
    name.rsplit_once("<locals>.").map_or(name, |(_, last)| last)
}

/// Longest name that is made from one in a recording.
const NAME_LIMIT: usize = 60;

/// A name that is not taken yet, made of what is allowed in names.
pub(super) fn unique(taken: &mut HashSet<String>, wanted: &str) -> String {
    let valid = |c: char| if c.is_ascii_alphanumeric() { c } else { '_' };
    let mut name: String = wanted.chars().take(NAME_LIMIT).map(valid).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() {
        name.insert(0, '_');
    }
    let (stem, mut number) = match name.rsplit_once('_') {
        Some((stem, digits)) if taken.contains(&name) => match digits.parse::<u32>() {
            Ok(number) => (stem.to_owned(), number),
            Err(_) => (name.clone(), 1),
        },
        _ => (name.clone(), 1),
    };
    while taken.contains(&name) {
        number = number.saturating_add(1);
        name = format!("{stem}_{number}");
    }
    taken.insert(name.clone());
    name
}
