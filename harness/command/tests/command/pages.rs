//! The pages in a real browser. Skipped, with a message, where there is no Chromium.

use crate::browser::{Browser, HIDDEN, VIEWS};
use results::{Metric, Results, estimated};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The report of the reference run.
fn report() -> PathBuf {
    // One for all tests.
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("report");
        draw(&folder);
        folder
    });
    FOLDER.join("report.html")
}

fn draw(folder: &Path) {
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .arg("report")
        .arg(root().join("results/results.json"))
        .arg("--out")
        .arg(folder)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// The explorer's page of a program.
fn explorer(folder: &Path, arguments: &[&str]) -> PathBuf {
    let page = folder.join("explorer.html");
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .arg("explore")
        .args(arguments)
        .arg("--out")
        .arg(&page)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    page
}

/// How many charts the report of the reference run has.
const CHARTS: u64 = 10;

#[test]
fn report_is_whole_in_every_view() {
    let Some(mut browser) = Browser::start() else { return };
    let page = report();
    for view in VIEWS {
        browser.open(&page, view);
        assert_eq!(browser.complaints, Vec::<String>::new(), "{}", view.name);
        let tables = browser.evaluate("document.querySelectorAll('table').length");
        assert!(tables.as_u64() > Some(20), "{tables} tables");
        let charts =
            "[...document.querySelectorAll('figure svg')].filter(e => e.clientWidth > 0).length";
        assert_eq!(browser.evaluate(charts), CHARTS, "{}", view.name);
        assert_eq!(browser.evaluate(HIDDEN), Value::Array(Vec::new()), "{}", view.name);
        browser.screenshot(&format!("report-{}", view.name), true);
        browser.screenshot(&format!("report-{}-top", view.name), false);
    }
}

#[test]
fn numbers_in_the_page_are_those_of_the_file() {
    let Some(mut browser) = Browser::start() else { return };
    let page = report();
    browser.open(&page, VIEWS[1]);
    let path = root().join("results/results.json");
    let results = Results::read(&path).expect("results");
    let shown = browser.evaluate(
        "const numbers = JSON.parse(document.getElementById('numbers').textContent); \
         [...document.querySelectorAll('data[data-of]')].map(e => { \
             const [group, place] = e.dataset.of.split(' '); \
             const {workload, backend} = numbers[group]; \
             const [metric, [number]] = Object.entries(numbers[group])[place]; \
             return [workload, backend, metric, Number(e.value), e.textContent, number]; })",
    );
    let shown = shown.as_array().expect("an array");
    assert!(shown.len() > 200, "{}", shown.len());
    for number in shown {
        let [workload, backend, metric] = [0, 1, 2].map(|i| number[i].as_str().expect("a text"));
        let metric = Metric::parse(metric).expect("a metric");
        let samples = results.get(workload, backend, metric).expect("the file has it");
        let median = samples.median;
        let short = if median.fract() == 0.0 { median } else { estimated(median) };
        assert_eq!(number[3].as_f64(), Some(short), "{number}");
        assert_eq!(number[3], number[5], "{number}");
        let digits = |text: &str| text.chars().find(char::is_ascii_digit);
        assert!(digits(number[4].as_str().expect("a text")).is_some(), "{number}");
    }
    let carried: Value =
        browser.evaluate("JSON.parse(document.getElementById('numbers').textContent)");
    let numbers = results.measurements.iter().filter(|m| m.number().is_some()).count();
    let groups = carried.as_array().expect("groups").iter();
    let carried: usize = groups.map(|group| group.as_object().expect("numbers").len() - 2).sum();
    assert_eq!(carried, numbers);
}

#[test]
fn report_can_be_used_without_eyes_or_mouse() {
    let Some(mut browser) = Browser::start() else { return };
    let page = report();
    browser.open(&page, VIEWS[1]);
    // Everything that a screen reader goes by.
    let missing = browser.evaluate(
        "[...document.querySelectorAll('table')].filter(t => !t.caption || t.caption.textContent == '' \
            || [...t.querySelectorAll('th')].some(h => !h.scope)).map(t => t.outerHTML.slice(0, 200)) \
         .concat([...document.querySelectorAll('figure svg')].filter(s => s.getAttribute('role') != 'img' \
            || !s.querySelector('title') || !s.querySelector('desc')).map(s => s.outerHTML.slice(0, 200))) \
         .concat(['header', 'nav', 'main', 'h1'].filter(name => document.querySelectorAll(name).length != 1)) \
         .concat([...document.querySelectorAll('[id]')].map(e => e.id) \
            .filter((id, i, all) => all.indexOf(id) != i)) \
         .concat([...document.querySelectorAll('nav a')].map(a => a.hash.slice(1)) \
            .filter(id => !document.getElementById(id))) \
         .concat(document.documentElement.lang ? [] : ['lang'])",
    );
    assert_eq!(missing, Value::Array(Vec::new()));
    // The first stop leads past the navigation.
    browser.press("Tab");
    let focus = browser.evaluate("[document.activeElement.className, document.activeElement.hash]");
    assert_eq!(focus, serde_json::json!(["skip", "#content"]));
    let outline = browser.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    assert_eq!(outline, "solid");
    // Details open by keyboard.
    let opened = browser.evaluate(
        "(() => { const d = document.querySelector('main details'); \
         d.querySelector('summary').focus(); return d.open; })()",
    );
    assert_eq!(opened, false);
    browser.press("Enter");
    let opened = browser.evaluate("document.querySelector('main details').open");
    assert_eq!(opened, true);
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[cfg(all(feature = "copy-patch", feature = "cranelift", target_arch = "x86_64"))]
#[test]
fn pointing_at_a_uop_lights_it_up_in_every_column() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = explorer(folder.path(), &["crc", "--quick"]);
    for view in VIEWS {
        browser.open(&page, view);
        assert_eq!(browser.complaints, Vec::<String>::new(), "{}", view.name);
        // Code scrolls in its columns; nothing else does.
        let wide = browser.evaluate(
            "[...document.querySelectorAll('html, header, form, h2, aside')] \
             .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.tagName)",
        );
        assert_eq!(wide, Value::Array(Vec::new()), "{}", view.name);
        browser.screenshot(&format!("explorer-{}", view.name), false);
    }
    browser.open(&page, VIEWS[1]);
    let lit = "[...document.querySelectorAll('section')].filter(s => !s.hidden) \
               .map(s => new Set([...s.querySelectorAll('.lit')].map(e => e.dataset.uop))) \
               .map(lit => [...lit].join())";
    // By mouse.
    let uop = browser.evaluate(
        "(() => { const rows = [...document.querySelectorAll('.uops [role=option]')]; \
         const row = rows.find(row => row.getBoundingClientRect().top > 300); \
         row.id = 'target'; return row.dataset.uop; })()",
    );
    browser.hover("#target");
    let columns = browser.evaluate(lit);
    let columns = columns.as_array().expect("an array");
    assert!(columns.len() >= 3, "uops and two backends");
    assert!(columns.iter().all(|column| *column == uop), "{uop}: {columns:?}");
    // By keyboard.
    browser.evaluate("document.querySelector('[role=listbox]').focus()");
    let selected = "document.querySelector('[role=listbox]').getAttribute('aria-activedescendant')";
    let before = browser.evaluate(selected);
    browser.press("ArrowDown");
    let after = browser.evaluate(selected);
    assert_ne!(before, after);
    let uop = browser.evaluate(&format!("document.getElementById({after}).dataset.uop"));
    let columns = browser.evaluate(lit);
    assert!(columns.as_array().expect("an array").iter().all(|column| *column == uop), "{columns}");
    browser.screenshot("explorer-lit", false);
    // Holes say what was patched in.
    let holes = browser.evaluate(
        "[...document.querySelectorAll('[data-backend=copy-patch] mark[title]')].map(m => m.title)",
    );
    assert!(!holes.as_array().expect("an array").is_empty());
    assert_eq!(browser.complaints, Vec::<String>::new());
}

#[cfg(all(feature = "copy-patch", target_arch = "x86_64"))]
#[test]
fn the_explorer_shows_what_disasm_prints() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = explorer(folder.path(), &["sum_range", "--backend", "copy-patch"]);
    browser.open(&page, VIEWS[1]);
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["disasm", "sum_range", "--backend", "copy-patch"])
        .output()
        .expect("the command starts");
    let text = String::from_utf8_lossy(&output.stdout);
    // Addresses, and what is made of them, differ from process to process.
    let printed: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with(';'))
        .filter_map(|line| line.get(47..)?.split_whitespace().next())
        .collect();
    let shown = browser.evaluate(
        "data.columns[0].blocks.flatMap(b => b.lines).filter(l => l.bytes && l.text) \
         .map(l => l.text.split(' ')[0])",
    );
    assert_eq!(shown, serde_json::json!(printed));
    let executed = browser.evaluate(
        "data.traces.flatMap(t => t.uops).reduce((sum, uop) => sum + uop.count, 0) - data.executed",
    );
    assert_eq!(executed, 0);
}

#[cfg(all(feature = "copy-patch", target_arch = "x86_64"))]
#[test]
fn long_programs_have_few_elements() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let program = folder.path().join("long.uop");
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .args(["generate", "--uops", "5000", "--seed", "1", "--out"])
        .arg(&program)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let program = program.to_str().expect("a path");
    let page = explorer(folder.path(), &[program, "--backend", "copy-patch"]);
    browser.open(&page, VIEWS[1]);
    browser.evaluate("document.querySelector('[role=listbox]').focus()");
    browser.press("End");
    let last = browser
        .evaluate("document.querySelector('[aria-selected=true]').getAttribute('aria-posinset')");
    assert_eq!(last, "5000");
    let elements = browser.evaluate("document.querySelectorAll('*').length");
    assert!(elements.as_u64() < Some(2000), "{elements}");
    assert_eq!(browser.complaints, Vec::<String>::new());
}
