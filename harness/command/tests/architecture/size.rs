//! Files and functions that a reader can take in.

use crate::sources::{all, is_punct, text};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The most lines of a file.
const FILE: usize = 600;
/// A function has fewer lines than this.
const FUNCTION: usize = 120;

#[test]
fn no_file_is_long() {
    let lines = |path: &std::path::PathBuf| text(path).lines().count();
    let long: Vec<String> = all()
        .iter()
        .filter(|path| lines(path) > FILE)
        .map(|path| format!("{}: {} lines", path.display(), lines(path)))
        .collect();
    assert!(long.is_empty(), "longer than {FILE} lines:\n{}", long.join("\n"));
}

/// The functions of some code that are too long, with their lines.
fn long(tokens: TokenStream, found: &mut Vec<(String, usize)>) {
    let mut tokens = tokens.into_iter().peekable();
    let mut function: Option<(String, usize)> = None;
    while let Some(token) = tokens.next() {
        match &token {
            TokenTree::Ident(word) if *word == "fn" => {
                // A type of functions has no name.
                if let Some(TokenTree::Ident(name)) = tokens.peek() {
                    function = Some((name.to_string(), word.span().start().line));
                }
            }
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace
                    && let Some((name, start)) = function.take()
                {
                    let lines = group.span_close().end().line - start + 1;
                    found.extend((lines >= FUNCTION).then_some((name, lines)));
                }
                long(group.stream(), found);
            }
            token if is_punct(token, ';') => function = None,
            _ => {}
        }
    }
}

#[test]
fn no_function_is_long() {
    let mut found = Vec::new();
    for path in all() {
        let mut functions = Vec::new();
        long(text(&path).parse().expect("it is Rust"), &mut functions);
        let told = functions
            .iter()
            .map(|(name, lines)| format!("{}: {name} has {lines} lines", path.display()));
        found.extend(told);
    }
    assert!(found.is_empty(), "functions of {FUNCTION} lines or more:\n{}", found.join("\n"));
}

#[test]
fn a_long_function_is_found() {
    let found = |lines: usize| {
        let body = ";\n".repeat(lines - 2);
        let text =
            format!("impl X {{\ntype F = fn(); fn g();\nfn f() -> [u8; 2] {{\n{body}}}\n}}\n");
        let mut found = Vec::new();
        long(text.parse().expect("tokens"), &mut found);
        found
    };
    assert_eq!(found(FUNCTION - 1), []);
    assert_eq!(found(FUNCTION), [("f".to_owned(), FUNCTION)]);
}
