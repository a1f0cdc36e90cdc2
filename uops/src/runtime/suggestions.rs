//! Which name somebody may have meant who wrote another one: that with the least edits, as CPython counts them.

/// What an insertion, a removal or another letter counts; another case of a letter counts half.
const MOVE: usize = 2;
const CASE: usize = 1;
/// CPython looks at names of this many bytes at most, and at fewer of them than this.
const LONGEST: usize = 40;
const MOST: usize = 750;

/// The name nearest to a wrong one, if one is near enough.
pub(super) fn nearest<'n>(wrong: &str, names: &[&'n str]) -> Option<&'n str> {
    if names.len() >= MOST {
        return None;
    }
    let mut best: Option<(usize, &'n str)> = None;
    for &name in names.iter().filter(|name| **name != wrong) {
        // No more than a third of the letters may need a change, and less than in the best one.
        let allowed = (name.len() + wrong.len() + 3) * MOVE / 6;
        let most = best.map_or(allowed, |(cost, _)| allowed.min(cost - 1));
        let cost = distance(wrong.as_bytes(), name.as_bytes());
        if cost <= most && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, name));
        }
    }
    best.map(|(_, name)| name)
}

fn change(a: u8, b: u8) -> usize {
    match () {
        () if a == b => 0,
        () if a.eq_ignore_ascii_case(&b) => CASE,
        () => MOVE,
    }
}

/// What it costs to make one name of the other.
fn distance(a: &[u8], b: &[u8]) -> usize {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    let same = a.iter().rev().zip(b.iter().rev()).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[..a.len() - same], &b[..b.len() - same]);
    if a.len() > LONGEST || b.len() > LONGEST {
        return usize::MAX;
    }
    let mut row: Vec<usize> = (0..=b.len()).map(|count| count * MOVE).collect();
    for (index, &letter) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = (index + 1) * MOVE;
        for (place, &other) in b.iter().enumerate() {
            let changed = diagonal + change(letter, other);
            diagonal = row[place + 1];
            row[place + 1] = changed.min(diagonal.min(row[place]) + MOVE);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn names_that_are_near() {
        // As CPython 3.13 suggests them for arguments of a function with these parameters.
        let names = ["width", "height", "Color", "maxsplit"];
        for (wrong, meant) in [
            ("widht", Some("width")),
            ("hieght", Some("height")),
            ("color", Some("Color")),
            ("max_split", Some("maxsplit")),
            ("zz", None),
            ("wi", None),
            ("weight", Some("height")),
        ] {
            assert_eq!(nearest(wrong, &names), meant, "{wrong}");
        }
    }
}
