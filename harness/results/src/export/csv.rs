//! A table with a line for each number.

use crate::{Measurement, Reading};
use text::plain;

pub(super) fn write(selected: &[&Measurement]) -> Result<String, String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    let header = [
        "workload",
        "backend",
        "metric",
        "unit",
        "median",
        "lo",
        "hi",
        "n",
        "processes",
        "unavailable",
    ];
    writer.write_record(header).map_err(|error| error.to_string())?;
    for m in selected {
        let (numbers, unavailable) = match &m.reading {
            Reading::Number(s) => {
                let processes = s.by_process().len();
                let numbers = [s.median, s.lo, s.hi, s.n as f64, processes as f64];
                (numbers.map(plain), "")
            }
            Reading::Missing { unavailable } => (Default::default(), unavailable.as_str()),
        };
        let names = [&m.workload, &m.backend, m.metric.name(), &m.unit];
        let fields = names.into_iter().chain(numbers.iter().map(String::as_str));
        writer.write_record(fields.chain([unavailable])).map_err(|error| error.to_string())?;
    }
    let bytes = writer.into_inner().map_err(|error| error.to_string())?;
    String::from_utf8(bytes).map_err(|error| error.to_string())
}
