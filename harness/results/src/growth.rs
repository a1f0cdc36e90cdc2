//! How compile time grows with the length of a program.

use serde::{Deserialize, Serialize};
use stats::Estimate;
use text::{count, nanoseconds};
use trace::Dialect;

/// The time that a backend takes for programs of one length.
#[derive(Clone, Copy, PartialEq, Serialize, Deserialize, Debug)]
pub struct Point {
    /// Their number of uops.
    pub uops: usize,
    /// Nanoseconds to compile one: the geometric mean of the programs' medians.
    pub compile_ns: f64,
}

/// A backend's times.
#[derive(Clone, PartialEq, Serialize, Deserialize, Debug)]
pub struct Growth {
    /// The dialect of the programs. Older files have none, and are of the first.
    #[serde(default, with = "trace::dialect_name")]
    pub dialect: Dialect,
    /// The backend's id.
    pub backend: String,
    /// Its times, by length.
    pub points: Vec<Point>,
    /// The slope of the line through them, with its 95 % interval.
    pub slope: Option<Estimate>,
    /// Why there are no times of longer programs, if there are none.
    pub ended: Option<String>,
}

impl Growth {
    /// Nanoseconds per uop of the programs of the length with this number.
    pub fn per_uop(&self, length: usize) -> Option<f64> {
        let point = self.points.get(length)?;
        Some(point.compile_ns / point.uops as f64)
    }

    /// Where it stops, and why, if it does.
    pub fn end(&self) -> Option<String> {
        let reason = self.ended.as_ref()?;
        let last = self.points.last().map_or("the start".into(), |point| {
            let time = nanoseconds(point.compile_ns);
            format!("{} uops, which take {time}", count(point.uops as u64))
        });
        Some(format!("{} stops at {last}: {reason}.", self.backend))
    }
}

/// The lengths for which some backend has a time.
pub fn lengths(all: &[Growth]) -> Vec<usize> {
    let points = all.iter().map(|growth| &growth.points).max_by_key(|points| points.len());
    points.into_iter().flatten().map(|point| point.uops).collect()
}
