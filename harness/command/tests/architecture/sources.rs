//! The sources of the project, parsed.

use crate::{metadata, root};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::path::{Path, PathBuf};

/// Folders with sources that are no crates of the workspace: what build scripts compile, and what is
/// started from or fuzzed with.
const OTHERS: [&str; 6] = [
    "stencils/source",
    "stencils/base",
    "backends/cranelift/source",
    "backends/llvm/source",
    "examples/own-backend",
    "fuzz",
];

/// All Rust files of the project, by their paths from its folder.
pub fn all() -> Vec<PathBuf> {
    let root = root();
    let mut files = Vec::new();
    for folder in packages().into_iter().chain(OTHERS.map(PathBuf::from)) {
        collect(&root, &folder, &mut files);
    }
    files.sort();
    files.dedup();
    assert!(files.len() > 300, "{} files", files.len());
    files
}

/// Those that are not tests.
pub fn without_tests() -> Vec<PathBuf> {
    let is_test = |path: &PathBuf| path.iter().any(|part| part == "tests");
    all().into_iter().filter(|path| !is_test(path)).collect()
}

/// The folders of the workspace's crates.
pub fn packages() -> Vec<PathBuf> {
    let (root, metadata) = (root(), metadata());
    let packages = metadata["packages"].as_array().expect("packages").iter();
    let folder = |package: &serde_json::Value| {
        let manifest = Path::new(package["manifest_path"].as_str().expect("a path")).to_path_buf();
        let folder = manifest.parent().expect("a folder").strip_prefix(&root);
        folder.expect("it is in the workspace").to_path_buf()
    };
    packages.map(folder).collect()
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(root.join(folder)) else { return };
    for entry in entries {
        let path = folder.join(entry.expect("the folder can be read").file_name());
        if root.join(&path).is_dir() {
            if !path.ends_with("target") {
                collect(root, &path, files);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// A file's text.
pub fn text(path: &Path) -> String {
    let text = std::fs::read_to_string(root().join(path));
    text.unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A file's tokens, without those of its test modules and of documentation.
pub fn tokens(path: &Path) -> TokenStream {
    let tokens: TokenStream =
        text(path).parse().unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    code(tokens)
}

fn code(tokens: TokenStream) -> TokenStream {
    let mut out: Vec<TokenTree> = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        if is_punct(&token, '#') {
            // `#[...]` or `#![...]`.
            let inner = tokens.next_if(|next| is_punct(next, '!'));
            let Some(TokenTree::Group(attribute)) = tokens.next_if(is_bracketed) else {
                out.push(token);
                out.extend(inner);
                continue;
            };
            let words: Vec<String> =
                attribute.stream().into_iter().map(|token| token.to_string()).collect();
            if words.first().is_some_and(|word| word == "doc") {
                continue;
            }
            if words == ["cfg", "(test)"] {
                // The item that it is about ends with braces or a semicolon.
                for skipped in tokens.by_ref() {
                    let braces = matches!(&skipped, TokenTree::Group(group)
                        if group.delimiter() == Delimiter::Brace);
                    if braces || is_punct(&skipped, ';') {
                        break;
                    }
                }
                continue;
            }
            out.push(token);
            out.extend(inner);
            out.push(TokenTree::Group(attribute));
            continue;
        }
        out.push(match token {
            TokenTree::Group(group) => {
                let mut inner = proc_macro2::Group::new(group.delimiter(), code(group.stream()));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            token => token,
        });
    }
    out.into_iter().collect()
}

/// Whether a token is this sign.
pub fn is_punct(token: &TokenTree, sign: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == sign)
}

fn is_bracketed(token: &TokenTree) -> bool {
    matches!(token, TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket)
}

/// Calls `visit` with each token that is no group.
pub fn walk(tokens: TokenStream, visit: &mut dyn FnMut(&TokenTree)) {
    for token in tokens {
        match token {
            TokenTree::Group(group) => walk(group.stream(), visit),
            token => visit(&token),
        }
    }
}
