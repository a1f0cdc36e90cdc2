//! Measures and reports.
