//! Suggests names for one that does not exist.

/// A sentence that lists `names` and, first, the nearest one where one is near.
pub fn help(wanted: &str, what: &str, names: &[&str]) -> String {
    if names.is_empty() {
        return format!("there are no {what}");
    }
    let list = format!("{what}: {}", names.join(", "));
    match nearest(wanted, names) {
        Some(name) => format!("did you mean `{name}`? {list}"),
        None => list,
    }
}

/// The name that is the fewest edits away, if that is at most a third of its length.
pub fn nearest<'a>(wanted: &str, names: &[&'a str]) -> Option<&'a str> {
    let (distance, name) = names
        .iter()
        .map(|name| (strsim::levenshtein(wanted, name), *name))
        .min_by_key(|(d, _)| *d)?;
    (distance <= name.chars().count().div_ceil(3)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suggests_only_what_is_near() {
        let names = ["interp-match", "copy-patch", "cranelift-fast"];
        assert_eq!(nearest("copypatch", &names), Some("copy-patch"));
        assert_eq!(nearest("llvm", &names), None);
        assert_eq!(help("x", "backends", &[]), "there are no backends");
    }
}
