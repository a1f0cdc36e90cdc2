//! Lines of code in Rust sources: those with a token on them that is neither comment nor test.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use std::collections::BTreeSet;

/// What a source consists of.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Counted {
    /// Lines of code.
    pub lines: usize,
    /// The words in it that may be functions of uops: those that begin with `_`.
    pub functions: BTreeSet<String>,
}

impl Counted {
    /// Counts a source; `Err` says why it is not one.
    pub fn of(source: &str) -> Result<Self, String> {
        let tokens: TokenStream = source.parse().map_err(|error| format!("not Rust: {error}"))?;
        let mut lines = BTreeSet::new();
        let mut functions = BTreeSet::new();
        walk(tokens, &mut lines, &mut functions);
        Ok(Counted { lines: lines.len(), functions })
    }

    /// Adds another source.
    pub fn add(&mut self, other: Counted) {
        self.lines += other.lines;
        self.functions.extend(other.functions);
    }
}

fn walk(tokens: TokenStream, lines: &mut BTreeSet<usize>, functions: &mut BTreeSet<String>) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if let Some((length, attribute)) = attribute(&tokens[at..]) {
            match first_word(attribute).as_str() {
                // A comment, by another name.
                "doc" => at += length,
                "cfg" if attribute.stream().to_string().replace(' ', "") == "cfg(test)" => {
                    at += length + item(&tokens[at + length..]);
                }
                _ => {
                    mark(&tokens[at], lines);
                    at += 1;
                }
            }
            continue;
        }
        if let TokenTree::Ident(name) = token {
            functions.extend(Some(name.to_string()).filter(|name| name.starts_with('_')));
        }
        mark(token, lines);
        if let TokenTree::Group(group) = token {
            walk(group.stream(), lines, functions);
        }
        at += 1;
    }
}

/// An attribute at the start of these tokens: how many tokens, and what is in its brackets.
fn attribute(tokens: &[TokenTree]) -> Option<(usize, &Group)> {
    let is_punct = |token: Option<&TokenTree>, wanted| matches!(token, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted);
    if !is_punct(tokens.first(), '#') {
        return None;
    }
    let inner = usize::from(is_punct(tokens.get(1), '!'));
    match tokens.get(1 + inner) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => {
            Some((2 + inner, group))
        }
        _ => None,
    }
}

fn first_word(group: &Group) -> String {
    group.stream().into_iter().next().map(|token| token.to_string()).unwrap_or_default()
}

/// How many tokens the item takes that these begin with.
fn item(tokens: &[TokenTree]) -> usize {
    let end = tokens.iter().position(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
        TokenTree::Punct(punct) => punct.as_char() == ';',
        _ => false,
    });
    end.map_or(tokens.len(), |end| end + 1)
}

/// Notes the lines that a token is on; of a group those of its delimiters.
fn mark(token: &TokenTree, lines: &mut BTreeSet<usize>) {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {}
        TokenTree::Group(group) => {
            lines.extend([group.span_open().start().line, group.span_close().end().line]);
        }
        _ => lines.extend(token.span().start().line..=token.span().end().line),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_blanks_and_tests_are_no_code() {
        let source = "//! A module.\n\nuse a::b; // why\n\n/// Doc.\n#[inline]\nfn f() -> u8 {\n    \
                      /* long\n       comment */\n    1\n}\n\n#[cfg(test)]\nmod tests {\n    fn g() {}\n}\n";
        let counted = Counted::of(source).expect("Rust");
        // The `use`, the attribute, and three lines of the function.
        assert_eq!(counted.lines, 5);
    }

    #[test]
    fn a_text_counts_as_many_lines_as_it_has_and_what_looks_like_a_comment_in_it_too() {
        assert_eq!(Counted::of("const A: &str = \"// 1\n2\n3\";\n").map(|c| c.lines), Ok(3));
        assert!(Counted::of("fn (").is_err());
    }

    #[test]
    fn functions_are_the_words_that_begin_with_an_underscore() {
        let source = "lowerings! { _NOP => 1, _COPY => 2, NONE => none } // _POP_TOP\n";
        let functions = Counted::of(source).expect("Rust").functions;
        assert_eq!(functions.iter().collect::<Vec<_>>(), ["_COPY", "_NOP"]);
    }
}
