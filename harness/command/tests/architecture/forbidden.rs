//! What no source has.

use crate::sources::{all, is_punct, text, tokens, walk, without_tests};
use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The attributes of a text, also those within groups, as words: `["path", "=", "\"x.rs\""]`.
fn attributes(tokens: TokenStream, found: &mut Vec<Vec<String>>) {
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is_punct(&token, '#') {
            tokens.next_if(|next| is_punct(next, '!'));
            let bracketed = |next: &TokenTree| {
                matches!(next, TokenTree::Group(group)
                    if group.delimiter() == Delimiter::Bracket)
            };
            if let Some(TokenTree::Group(attribute)) = tokens.next_if(bracketed) {
                let mut words = Vec::new();
                walk(attribute.stream(), &mut |word| words.push(word.to_string()));
                found.push(words);
            }
        } else if let TokenTree::Group(group) = token {
            attributes(group.stream(), found);
        }
    }
}

/// Files with an attribute that is not to be.
fn files_with(forbidden: impl Fn(&[String]) -> bool) -> Vec<String> {
    let mut files = Vec::new();
    for path in all() {
        let mut found = Vec::new();
        attributes(text(&path).parse().expect("it is Rust"), &mut found);
        let wrong = found.iter().filter(|words| forbidden(words));
        files.extend(wrong.map(|words| format!("{}: {}", path.display(), words.concat())));
    }
    files
}

/// A module lies where its name says.
#[test]
fn no_module_is_elsewhere_than_its_name_says() {
    let found = files_with(|words| words[0] == "path" && words.get(1).is_some_and(|w| w == "="));
    assert!(found.is_empty(), "modules elsewhere:\n{}", found.join("\n"));
}

/// What an unsafe function does is in unsafe blocks, each with its reason.
#[test]
fn unsafe_operations_are_in_unsafe_blocks() {
    let found = files_with(|words| {
        let weakens = ["allow", "expect", "warn"].contains(&words[0].as_str());
        weakens && words.iter().any(|word| word == "unsafe_op_in_unsafe_fn")
    });
    assert!(found.is_empty(), "unsafe operations without a block:\n{}", found.join("\n"));
}

/// What libraries do is not written once more.
#[test]
fn libraries_escape_and_compare_texts() {
    let mut found = Vec::new();
    for path in without_tests() {
        let mut words = Vec::new();
        walk(tokens(&path), &mut |token| {
            let word = token.to_string();
            let escapes = ["&amp;", "&lt;", "&quot;"].iter().any(|entity| word.contains(entity));
            let compares = matches!(token, TokenTree::Ident(_)) && word.contains("edit_distance");
            if escapes || compares {
                words.push(word);
            }
        });
        if !words.is_empty() {
            found.push(format!("{}: {}", path.display(), words.join(", ")));
        }
    }
    assert!(found.is_empty(), "maud and strsim do this:\n{}", found.join("\n"));
}

#[test]
fn attributes_are_found() {
    let mut found = Vec::new();
    let text = "#![allow(x)] mod a { #[path = \"b.rs\"] mod b; } const A: [u8; 1] = [0];";
    attributes(text.parse().expect("tokens"), &mut found);
    assert_eq!(found, [vec!["allow", "x"], vec!["path", "=", "\"b.rs\""]]);
}
