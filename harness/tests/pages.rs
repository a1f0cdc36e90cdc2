//! The report in a real browser. Skipped, with a message, where there is no Chromium.

mod browser;

use browser::{Browser, VIEWS};
use harness::record::{Metric, Results};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The report of the reference run.
fn report(folder: &Path) -> PathBuf {
    let output = Command::new(env!("CARGO_BIN_EXE_uopbench"))
        .arg("report")
        .arg(root().join("results/results.json"))
        .arg("--out")
        .arg(folder)
        .output()
        .expect("the command starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    folder.join("report.html")
}

#[test]
fn report_is_whole_in_every_view() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = report(folder.path());
    for view in VIEWS {
        browser.open(&page, view);
        assert_eq!(browser.complaints, Vec::<String>::new(), "{}", view.name);
        let overflow = browser.evaluate("document.documentElement.scrollWidth - innerWidth");
        if !view.print {
            assert!(overflow.as_f64() <= Some(0.0), "{} is {overflow} too wide", view.name);
        }
        browser.screenshot(&format!("report-{}", view.name), true);
        browser.screenshot(&format!("report-{}-top", view.name), false);
    }
}

#[test]
fn numbers_in_the_page_are_those_of_the_file() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = report(folder.path());
    browser.open(&page, VIEWS[1]);
    let path = root().join("results/results.json");
    let results = Results::read(&path).expect("results");
    let shown = browser.evaluate(
        "[...document.querySelectorAll('data[data-metric]')].map(e => \
         [e.dataset.workload, e.dataset.backend, e.dataset.metric, Number(e.value), e.textContent])",
    );
    let shown = shown.as_array().expect("an array");
    assert!(shown.len() > 200, "{}", shown.len());
    for number in shown {
        let [workload, backend, metric] = [0, 1, 2].map(|i| number[i].as_str().expect("a text"));
        let metric = Metric::parse(metric).expect("a metric");
        let samples = results.get(workload, backend, metric).expect("the file has it");
        assert_eq!(number[3].as_f64(), Some(samples.median), "{number}");
        let digits = |text: &str| text.chars().find(char::is_ascii_digit);
        assert!(digits(number[4].as_str().expect("a text")).is_some(), "{number}");
    }
    let carried: Value =
        browser.evaluate("JSON.parse(document.getElementById('numbers').textContent)");
    let numbers = results.measurements.iter().filter(|m| m.number().is_some()).count();
    assert_eq!(carried.as_array().map(Vec::len), Some(numbers));
}

#[test]
fn report_can_be_used_without_eyes_or_mouse() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = report(folder.path());
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
