//! Files and functions that a reader can take in.

use crate::sources::{all, text};
use proc_macro2::Span;
use syn::visit::Visit;

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

/// Functions that are too long.
#[derive(Default)]
struct Long {
    functions: Vec<(String, usize)>,
}

impl Long {
    fn look_at(&mut self, name: &syn::Ident, start: Span, end: Span) {
        let lines = end.end().line - start.start().line + 1;
        if lines >= FUNCTION {
            self.functions.push((name.to_string(), lines));
        }
    }
}

impl<'ast> Visit<'ast> for Long {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        let start = function.sig.fn_token.span;
        let end = function.block.brace_token.span.close();
        self.look_at(&function.sig.ident, start, end);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        let start = function.sig.fn_token.span;
        let end = function.block.brace_token.span.close();
        self.look_at(&function.sig.ident, start, end);
        syn::visit::visit_impl_item_fn(self, function);
    }

    fn visit_trait_item_fn(&mut self, function: &'ast syn::TraitItemFn) {
        let start = function.sig.fn_token.span;
        if let Some(block) = &function.default {
            let end = block.brace_token.span.close();
            self.look_at(&function.sig.ident, start, end);
        }
        syn::visit::visit_trait_item_fn(self, function);
    }
}

/// The functions of a text that are too long.
fn long(text: &str) -> Vec<(String, usize)> {
    let mut long = Long::default();
    long.visit_file(&syn::parse_file(text).expect("it is Rust"));
    long.functions
}

#[test]
fn no_function_is_long() {
    let mut found = Vec::new();
    for path in all() {
        for (name, lines) in long(&text(&path)) {
            found.push(format!("{}: {name} has {lines} lines", path.display()));
        }
    }
    assert!(found.is_empty(), "functions of {FUNCTION} lines or more:\n{}", found.join("\n"));
}

#[test]
fn a_long_function_is_found() {
    let function =
        |lines: usize| format!("impl X {{\nfn f() {{\n{}}}\n}}\n", ";\n".repeat(lines - 2));
    assert_eq!(long(&function(FUNCTION - 1)), []);
    assert_eq!(long(&function(FUNCTION)), [("f".to_owned(), FUNCTION)]);
}
