//! Words of a line of LLVM's text.

/// Splits a line at blanks, commas and brackets. A comma is no token; a bracket is one. What follows `;`
/// or an attachment such as `, !noalias !7` stays; callers stop reading before it.
pub(crate) fn tokens(line: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = line.trim_start();
    while let Some(first) = rest.chars().next() {
        let end = match first {
            ';' => break,
            ',' => {
                rest = rest[1..].trim_start();
                continue;
            }
            '(' | ')' | '[' | ']' | '{' | '}' | '=' | ':' => 1,
            _ => end_of_word(rest),
        };
        tokens.push(&rest[..end]);
        rest = rest[end..].trim_start();
    }
    tokens
}

/// Where a word ends. Names may be quoted, with anything within the quotes.
fn end_of_word(text: &str) -> usize {
    let mut quoted = false;
    for (index, each) in text.char_indices() {
        match each {
            '"' => quoted = !quoted,
            _ if quoted => {}
            ' ' | ',' | '(' | ')' | '[' | ']' | '{' | '}' | '=' | ':' => return index,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn a_line_becomes_words() {
        assert_eq!(
            tokens("  %1 = getelementptr inbounds %\"a::b, c\", ptr %0, i64 -8 ; why"),
            ["%1", "=", "getelementptr", "inbounds", "%\"a::b, c\"", "ptr", "%0", "i64", "-8"]
        );
        assert_eq!(tokens("call void @f(ptr %a)"), ["call", "void", "@f", "(", "ptr", "%a", ")"]);
    }
}
