//! What holds of every chart.

use super::drawing::{Anchor, Drawing, Layout, Shape};
use super::font::text_width;
use super::{CHARTS, SHAPES, ablation, comparison, scaling};
use crate::Others;
use results::ablation::Configuration;
use results::comparison::{Options, compare};
use results::{BASELINE, BackendRecord, Measurement, Metric, Results, Summary};
use std::path::Path;

/// The reference runs: of the workloads as they are, and optimised.
fn references() -> [Results; 2] {
    ["results/results.json", "results/optimised/results.json"].map(|path| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(path);
        Results::read(&path).expect("results")
    })
}

/// A text, and from where to where it reaches.
struct Extent<'a> {
    text: &'a str,
    left: f64,
    top: f64,
    right: f64,
    bottom: f64,
}

fn extents(drawing: &Drawing) -> Vec<Extent<'_>> {
    let texts = drawing.shapes.iter().filter_map(|shape| {
        let Shape::Text { at, text, size, bold, anchor, .. } = shape else { return None };
        let width = text_width(text, *size, *bold);
        let left = match anchor {
            Anchor::Start => at.0,
            Anchor::Middle => at.0 - width / 2.0,
            Anchor::End => at.0 - width,
        };
        // What letters reach, about.
        let (top, bottom) = (at.1 - size * 0.4, at.1 + size * 0.4);
        Some(Extent { text, left, top, right: left + width, bottom })
    });
    texts.collect()
}

/// What leaves the picture, and which texts cover others.
fn faults(drawing: &Drawing, what: &str) -> Vec<String> {
    let mut faults = Vec::new();
    let texts = extents(drawing);
    assert!(!texts.is_empty(), "{what} has no text");
    for (index, one) in texts.iter().enumerate() {
        let inside = one.left >= 0.0
            && one.right <= drawing.width
            && one.top >= 0.0
            && one.bottom <= drawing.height;
        if !inside {
            faults.push(format!("{what}: {:?} leaves the picture", one.text));
        }
        for other in &texts[..index] {
            let apart = one.left >= other.right
                || other.left >= one.right
                || one.top >= other.bottom
                || other.top >= one.bottom;
            if !apart {
                faults.push(format!("{what}: {:?} covers {:?}", one.text, other.text));
            }
        }
    }
    for shape in &drawing.shapes {
        let places = match shape {
            Shape::Line { from, to, .. } => vec![*from, *to],
            Shape::Path { places, .. } => places.clone(),
            Shape::Polygon { corners, .. } => corners.clone(),
            Shape::Disc { centre, .. } | Shape::Ring { centre, .. } => vec![*centre],
            Shape::Text { .. } => continue,
        };
        let inside = |(x, y): &(f64, f64)| {
            (0.0..=drawing.width).contains(x) && (0.0..=drawing.height).contains(y)
        };
        if !places.iter().all(inside) {
            faults.push(format!("{what}: {shape:?} leaves the picture"));
        }
    }
    faults
}

#[test]
fn charts_of_a_report_are_whole_on_a_desk_and_on_a_phone() {
    let (mut checked, mut all) = (0, Vec::new());
    for results in references() {
        let summary = Summary::new(&results);
        for chart in CHARTS {
            for layout in [Layout::Wide, Layout::Narrow] {
                let Some(drawing) = chart.drawing(&summary, Others::default(), layout) else {
                    continue;
                };
                all.extend(faults(&drawing, &format!("{} {layout:?}", chart.name)));
                checked += 1;
            }
        }
    }
    // The files have all but the other shape.
    assert!(checked >= 2 * (CHARTS.len() - 1), "{checked}");
    assert_eq!(all, Vec::<String>::new());
}

#[test]
fn both_shapes_are_compared_on_a_desk_and_on_a_phone() {
    let [traces, regions] = ["trace", "region"].map(|shape| {
        let path = format!("../../results/shapes/{shape}/results.json");
        Results::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).expect("results")
    });
    let [traces, regions] = [&traces, &regions].map(Summary::new);
    let both = Others { levels: std::slice::from_ref(&regions), ..Others::default() };
    for layout in [Layout::Wide, Layout::Narrow] {
        let drawing = SHAPES.drawing(&traces, both, layout).expect("there are both");
        assert_eq!(faults(&drawing, "shapes"), Vec::<String>::new());
        let texts = extents(&drawing);
        for expected in ["run time", "time to the first result", "copy-patch", "interp-match"] {
            assert!(texts.iter().any(|text| text.text == expected), "{expected}");
        }
    }
    assert_eq!(SHAPES.drawing(&traces, Others::default(), Layout::Wide), None);
}

#[test]
fn charts_of_single_commands_are_whole() {
    let [results, _] = references();
    let compared = compare(&results, &results, &Options::default()).expect("compared");
    let mut all = Vec::new();
    for metric in [Metric::RunNs, Metric::CompileNs] {
        let drawing = comparison::draw(&compared, metric).expect("it has rows");
        all.extend(faults(&drawing, metric.name()));
    }
    all.extend(faults(&scaling::draw(&results.scaling, Layout::Wide), "scaling"));
    let row = |id, run| Configuration {
        id,
        description: "",
        hot_bytes: 20.0,
        all_bytes: 3000.0,
        compile_ns: 10.0,
        run,
        run_range: (run, run),
    };
    let rows = [row("default", 1.0), row("no-top-of-stack-caching", 1.25)];
    all.extend(faults(&ablation::draw(&rows), "ablation"));
    assert_eq!(all, Vec::<String>::new());
}

#[test]
fn peers_are_marked_as_such_and_cover_nothing() {
    let [mut results, _] = references();
    let names: Vec<String> = results.workloads.iter().map(|w| w.name.clone()).collect();
    // Three are as good as equal, so that their lines are close.
    let peers = ["cpython-3.13.0", "cpython-3.15.2", "cpython-3.15.2-jit", "pypy-7.3.19"];
    for (peer, times) in peers.into_iter().zip([2.0, 1.99, 1.98, 0.2]) {
        results.backends.push(BackendRecord { id: peer.into(), description: String::new() });
        for name in &names {
            let base = results.get(name, BASELINE, Metric::RunNs).expect("a time").median;
            let time = Measurement::exact(name, peer, Metric::RunNs, base * times);
            results.measurements.push(time);
        }
    }
    let results = Results::from_json(Path::new("results.json"), &results.to_json().expect("JSON"));
    let results = results.expect("they can be read again");
    let summary = Summary::new(&results);
    let mut all = Vec::new();
    for chart in CHARTS {
        for layout in [Layout::Wide, Layout::Narrow] {
            let Some(drawing) = chart.drawing(&summary, Others::default(), layout) else {
                continue;
            };
            all.extend(faults(&drawing, &format!("{} {layout:?}", chart.name)));
            let texts = extents(&drawing);
            if ["headline", "run-time"].contains(&chart.name) {
                for peer in peers {
                    let marked =
                        |extent: &Extent| extent.text.starts_with(&format!("{peer} (peer)"));
                    assert!(texts.iter().any(marked), "{peer} in {} {layout:?}", chart.name);
                }
            }
        }
    }
    assert_eq!(all, Vec::<String>::new());
}
