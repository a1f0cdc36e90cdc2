//! Files of a crate use each other in one direction.
//!
//! A file uses another if it names something that the other defines: in a `use`, in a path, or within a
//! macro. Re-exports (`pub use`) and `mod` lines are no use: they say where something can be found. What is
//! named through a re-export or an import of another file is of the file that defines it. The file that a
//! crate begins with may use all others and be used by them. A file that names what it re-exports uses it.

use crate::root;
use crate::sources::{packages, tokens};
use proc_macro2::{Group, TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use syn::{Item, UseTree, Visibility};

/// Crates that are compiled by build scripts, with the file that each begins with.
const OTHERS: [&str; 5] = [
    "stencils/base/lib.rs",
    "stencils/source/lib.rs",
    "stencils/source/tail.rs",
    "backends/cranelift/source/lib.rs",
    "backends/llvm/source/lib.rs",
];

/// A circle that there is a reason for.
struct Exception {
    folder: &'static str,
    /// All files of the circle, by their paths within the folder without `.rs`, sorted.
    files: &'static [&'static str],
    /// Why it can't be broken.
    reason: &'static str,
}

/// The circles that there may be.
const EXCEPTIONS: &[Exception] = &[Exception {
    folder: "uops/src/runtime",
    reason: "freeing an object frees what it refers to, of whatever type",
    files: &[
        "arithmetic",
        "arrays",
        "attributes",
        "binding",
        "buffers",
        "builtins",
        "bytearrays",
        "calls",
        "causes",
        "class_methods",
        "classes",
        "cmath",
        "comparison",
        "complexes",
        "counters",
        "cycles",
        "dealloc",
        "defaults",
        "deques",
        "descriptors",
        "dicts",
        "exceptions",
        "formatting/collection",
        "formatting/mod",
        "formatting/percent",
        "formatting/spec",
        "function_attributes",
        "functions",
        "heap",
        "held",
        "instances",
        "item_codes",
        "iterators",
        "key_tables",
        "lists",
        "made_classes",
        "math",
        "membership",
        "memoryviews",
        "methods/array",
        "methods/byte_letters",
        "methods/byte_parts",
        "methods/bytearray",
        "methods/bytes",
        "methods/counter",
        "methods/deque",
        "methods/dict",
        "methods/exception",
        "methods/generator",
        "methods/list",
        "methods/memoryview",
        "methods/mod",
        "methods/number",
        "methods/property",
        "methods/set",
        "methods/slice",
        "methods/slots",
        "methods/str",
        "methods/tuple",
        "missing",
        "mod",
        "modules",
        "operators",
        "owned",
        "replay",
        "sets",
        "slices",
        "slot_results",
        "strings",
        "subscripts",
        "sums",
        "tuples",
        "value",
        "variables",
        "views",
    ],
}];

impl Exception {
    /// Its files as [`Crate::circles`] has them.
    fn circle(&self) -> Vec<String> {
        self.files.iter().map(|file| format!("{}/{file}.rs", self.folder)).collect()
    }
}

/// A module's path within its crate.
type Module = Vec<String>;

/// A file of a crate.
struct File {
    path: PathBuf,
    tokens: TokenStream,
    /// What it defines: items by name.
    defines: BTreeSet<String>,
    /// What it has from elsewhere: names, with their paths.
    imports: BTreeMap<String, Vec<String>>,
    /// Modules all of whose names it has.
    globs: Vec<Vec<String>>,
    /// Paths that it uses.
    uses: Vec<Vec<String>>,
    /// Names that it re-exports, with their paths; it uses those that it names itself.
    re_exports: BTreeMap<String, Vec<String>>,
}

/// A crate's files by module.
struct Crate {
    files: BTreeMap<Module, File>,
}

impl Crate {
    /// Reads the file of a module, and those of the modules in it.
    fn read(&mut self, path: PathBuf, module: Module, folder: &Path) {
        let parsed = syn::parse2::<syn::File>(tokens(&path));
        let parsed = parsed.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut file = File {
            tokens: tokens(&path),
            path,
            defines: BTreeSet::new(),
            imports: BTreeMap::new(),
            globs: Vec::new(),
            uses: Vec::new(),
            re_exports: BTreeMap::new(),
        };
        for item in &parsed.items {
            if let Item::Mod(syn::ItemMod { ident, content: None, .. }) = item {
                let name = ident.to_string();
                let inner = folder.join(&name);
                let flat = folder.join(format!("{name}.rs"));
                let path = if root().join(&flat).is_file() { flat } else { inner.join("mod.rs") };
                let module: Module = module.iter().cloned().chain([name]).collect();
                self.read(path, module, &inner);
            }
            file.note(item);
        }
        self.files.insert(module, file);
    }

    /// The module that a path in the file of `from` leads to, and what is left of the path.
    fn resolve(&self, from: &Module, path: &[String]) -> Option<(Module, Vec<String>)> {
        let mut rest = path.iter().map(String::as_str).peekable();
        let mut module = match rest.peek().copied()? {
            "crate" => {
                rest.next();
                Module::new()
            }
            "self" => {
                rest.next();
                from.clone()
            }
            "super" => from.clone(),
            child => {
                let is_child = self.files.contains_key(&child_of(from, child));
                if !is_child {
                    return None;
                }
                from.clone()
            }
        };
        while rest.next_if(|part| *part == "super").is_some() {
            module.pop()?;
        }
        while let Some(inner) = rest.peek().map(|part| child_of(&module, part)) {
            if !self.files.contains_key(&inner) {
                break;
            }
            module = inner;
            rest.next();
        }
        Some((module, rest.map(str::to_owned).collect()))
    }

    /// The module whose file defines what a path leads to; `None` where that is of another crate.
    fn definition(&self, from: &Module, path: &[String], depth: usize) -> Option<Module> {
        let (module, rest) = self.resolve(from, path)?;
        let file = &self.files[&module];
        let Some(name) = rest.first() else { return Some(module) };
        if file.defines.contains(name) || name == "*" || depth == 0 {
            return Some(module);
        }
        if let Some(path) = file.imports.get(name) {
            // A name of another crate is nobody's here.
            return self.definition(&module, path, depth - 1);
        }
        // A macro is known everywhere once it is exported.
        let exported =
            self.files.iter().find(|(_, file)| file.defines.contains(&format!("{name}!")));
        if let Some((module, _)) = exported {
            return Some(module.clone());
        }
        let in_glob = file.globs.iter().find_map(|glob| {
            let (module, _) = self.resolve(&module, glob)?;
            self.files[&module].defines.contains(name).then_some(module)
        });
        Some(in_glob.unwrap_or(module))
    }

    /// The modules that each module uses.
    fn edges(&self) -> BTreeMap<&Module, BTreeSet<Module>> {
        let edges = self.files.iter().map(|(module, file)| {
            let (paths, words) = paths(file.tokens.clone());
            let re_exports = words.iter().filter_map(|word| file.re_exports.get(word)).cloned();
            let paths = file.uses.iter().cloned().chain(paths).chain(re_exports);
            let mut used: BTreeSet<Module> =
                paths.filter_map(|path| self.definition(module, &path, 8)).collect();
            used.remove(module);
            used.remove(&Module::new());
            (module, used)
        });
        edges.collect()
    }

    /// Groups of files that use each other in a circle.
    fn circles(&self) -> Vec<Vec<String>> {
        let edges = self.edges();
        let reached = |start: &Module| {
            let mut reached = BTreeSet::new();
            let mut open = vec![start];
            while let Some(module) = open.pop() {
                for next in &edges[module] {
                    if reached.insert(next) {
                        open.push(next);
                    }
                }
            }
            reached
        };
        let reach: BTreeMap<&Module, _> =
            edges.keys().map(|module| (*module, reached(module))).collect();
        let mut circles: BTreeSet<Vec<String>> = BTreeSet::new();
        for (module, reached) in &reach {
            let circle: Vec<String> = reach
                .iter()
                .filter(|(other, back)| reached.contains(*other) && back.contains(*module))
                .map(|(other, _)| self.files[*other].path.display().to_string())
                .collect();
            if !circle.is_empty() {
                circles.insert(circle);
            }
        }
        circles.into_iter().collect()
    }
}

fn child_of(module: &Module, name: &str) -> Module {
    module.iter().cloned().chain([name.to_owned()]).collect()
}

impl File {
    /// Notes what an item defines, imports or uses.
    fn note(&mut self, item: &Item) {
        let name = match item {
            Item::Const(item) => item.ident.to_string(),
            Item::Enum(item) => item.ident.to_string(),
            Item::Fn(item) => item.sig.ident.to_string(),
            Item::Static(item) => item.ident.to_string(),
            Item::Struct(item) => item.ident.to_string(),
            Item::Trait(item) => item.ident.to_string(),
            Item::Type(item) => item.ident.to_string(),
            Item::Union(item) => item.ident.to_string(),
            Item::Mod(syn::ItemMod { ident, content: Some(_), .. }) => ident.to_string(),
            Item::Macro(syn::ItemMacro { ident: Some(ident), attrs, .. }) => {
                let exported =
                    attrs.iter().any(|attribute| attribute.path().is_ident("macro_export"));
                self.defines.extend(exported.then(|| format!("{ident}!")));
                ident.to_string()
            }
            Item::Use(item) => {
                let is_re_export = !matches!(item.vis, Visibility::Inherited);
                self.note_use(&item.tree, &mut Vec::new(), is_re_export);
                return;
            }
            _ => return,
        };
        self.defines.insert(name);
    }

    fn note_use(&mut self, tree: &UseTree, path: &mut Vec<String>, is_re_export: bool) {
        let mut named = |path: Vec<String>, name: Option<String>| {
            if !is_re_export {
                self.uses.push(path.clone());
            } else if let Some(name) = &name {
                self.re_exports.insert(name.clone(), path.clone());
            }
            match name {
                Some(name) => _ = self.imports.insert(name, path),
                None => self.globs.push(path[..path.len() - 1].to_vec()),
            }
        };
        let joined = |name: &str| {
            let parts = path.iter().cloned();
            // `use x::{self}` is `use x`.
            parts.chain((name != "self").then(|| name.to_owned())).collect::<Vec<_>>()
        };
        match tree {
            UseTree::Path(inner) => {
                path.push(inner.ident.to_string());
                self.note_use(&inner.tree, path, is_re_export);
                path.pop();
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.note_use(tree, path, is_re_export);
                }
            }
            UseTree::Name(name) => {
                let full = joined(&name.ident.to_string());
                let last = full.last().cloned();
                named(full, last);
            }
            UseTree::Rename(renamed) => {
                named(joined(&renamed.ident.to_string()), Some(renamed.rename.to_string()));
            }
            UseTree::Glob(_) => named(joined("*"), None),
        }
    }
}

/// Whether a group in code is what follows `pub` in `pub(in a::b)`.
fn is_place(group: &Group) -> bool {
    let first = group.stream().into_iter().next();
    matches!(first, Some(TokenTree::Ident(word)) if word == "in")
}

/// The paths of at least two parts in code, and the words that stand alone, macros included; those of `use`
/// items and of visibilities are not among them, nor are names of fields and methods.
fn paths(tokens: TokenStream) -> (Vec<Vec<String>>, BTreeSet<String>) {
    let (mut found, mut words) = (Vec::new(), BTreeSet::new());
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    let mut at = 0;
    while at < tokens.len() {
        match &tokens[at] {
            // `pub(in a::b)` says who may use an item.
            TokenTree::Group(group) if is_place(group) => {}
            TokenTree::Group(group) => {
                let (inner, alone) = paths(group.stream());
                found.extend(inner);
                words.extend(alone);
            }
            TokenTree::Ident(word) if *word == "use" => {
                while at < tokens.len()
                    && !matches!(&tokens[at], TokenTree::Punct(p) if p.as_char() == ';')
                {
                    at += 1;
                }
            }
            TokenTree::Ident(first) => {
                let is_member =
                    at > 0 && matches!(&tokens[at - 1], TokenTree::Punct(p) if p.as_char() == '.');
                let mut path = vec![first.to_string()];
                while let (true, true, Some(TokenTree::Ident(next))) =
                    (is_colon(at + 1), is_colon(at + 2), tokens.get(at + 3))
                {
                    path.push(next.to_string());
                    at += 3;
                }
                match path.len() {
                    1 if is_member => {}
                    1 => words.extend(path),
                    _ => found.push(path),
                }
            }
            _ => {}
        }
        at += 1;
    }
    (found, words)
}

/// All crates: names and files.
fn crates() -> Vec<(String, Crate)> {
    let mut roots: Vec<PathBuf> = Vec::new();
    for package in packages() {
        for name in
            ["src/lib.rs", "src/main.rs", "tests/conformance/main.rs", "tests/command/main.rs"]
        {
            let path = package.join(name);
            if root().join(&path).is_file() {
                roots.push(path);
            }
        }
    }
    roots.extend(OTHERS.iter().map(PathBuf::from).filter(|path| root().join(path).is_file()));
    let read = |path: PathBuf| {
        let mut all = Crate { files: BTreeMap::new() };
        let folder = path.parent().expect("a folder").to_path_buf();
        all.read(path.clone(), Module::new(), &folder);
        (path.display().to_string(), all)
    };
    roots.into_iter().map(read).collect()
}

#[test]
fn no_files_use_each_other_in_a_circle() {
    let mut found = BTreeMap::new();
    let (mut files, mut edges) = (0, 0);
    for (name, all) in crates() {
        files += all.files.len();
        edges += all.edges().values().map(BTreeSet::len).sum::<usize>();
        found.extend(all.circles().into_iter().map(|mut circle| {
            circle.sort();
            (circle, name.clone())
        }));
    }
    assert!(files > 250 && edges > 500, "{files} files with {edges} edges");
    let mut wrong = Vec::new();
    for exception in EXCEPTIONS {
        if found.remove(&exception.circle()).is_none() {
            wrong.push(format!("{} ({})", exception.folder, exception.reason));
        }
    }
    let found =
        found.iter().map(|(circle, name)| format!("{name}:\n    {}", circle.join("\n    ")));
    let found: Vec<String> = found.collect();
    assert!(found.is_empty(), "circles of files:\n{}", found.join("\n"));
    assert!(wrong.is_empty(), "the files of these exceptions are no circle any more: {wrong:?}");
}

#[test]
fn paths_and_imports_are_found() {
    let code =
        "use a::b; pub(in c::d) fn f() { crate::x::y(super::z!(self.q), m![n::o]); let c = d; }";
    let (found, words) = paths(code.parse().expect("tokens"));
    assert!(words.contains("d") && !words.contains("b") && !words.contains("q"), "{words:?}");
    let found: Vec<String> = found.iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["crate::x::y", "super::z", "n::o"]);
    let mut file = File {
        path: PathBuf::new(),
        tokens: TokenStream::new(),
        defines: BTreeSet::new(),
        imports: BTreeMap::new(),
        globs: Vec::new(),
        uses: Vec::new(),
        re_exports: BTreeMap::new(),
    };
    let items = "use super::{a::{self, B as C}, d::*}; pub use e::F; const G: u8 = 0;";
    for item in &syn::parse_file(items).expect("it is Rust").items {
        file.note(item);
    }
    let uses: Vec<String> = file.uses.iter().map(|path| path.join("::")).collect();
    assert_eq!(uses, ["super::a", "super::a::B", "super::d::*"]);
    assert_eq!(file.imports["C"], ["super", "a", "B"]);
    assert_eq!(file.imports["F"], ["e", "F"]);
    assert_eq!(file.globs, [["super", "d"]]);
    assert_eq!(file.defines, BTreeSet::from(["G".to_owned()]));
}
