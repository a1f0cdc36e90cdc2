//! The report as one HTML file that needs nothing else.

use super::tables::{self, METHOD, Table};
use super::{ceiling, cost, probes};
use crate::chart::{CHARTS, Chart, svg};
use crate::error::Error;
use crate::summary::{BASELINE, Summary};

const STYLE: &str = include_str!("style.css");

/// The whole page.
pub(super) fn page(summary: &Summary) -> Result<String, Error> {
    let results = summary.results;
    let mut body = String::from("<h1>uopbench report</h1>\n<ul class=\"findings\">\n");
    for finding in tables::findings(summary) {
        body += &format!("<li>{}</li>\n", escape(&finding));
    }
    body += "</ul>\n";
    let [headline, others @ ..] = &CHARTS;
    body += &figure(headline, summary)?;
    body += &format!(
        "<h2 id=\"summary\">Summary</h2>\n<p>Geometric means over {} workloads, with 95&nbsp;% \
         intervals. Speed is relative to {BASELINE}.</p>\n",
        results.workloads.len()
    );
    body += &table("Geometric means", &tables::summary_table(summary));
    body += "<dl>\n";
    for backend in &results.backends {
        let (id, description) = (escape(&backend.id), escape(&backend.description));
        body += &format!("<dt>{id}</dt><dd>{description}</dd>\n");
    }
    body += "</dl>\n<h2 id=\"charts\">Charts</h2>\n";
    for chart in others {
        body += &figure(chart, summary)?;
    }
    if let Some([all, each]) = ceiling::tables(summary) {
        let explanation = escape(ceiling::EXPLANATION);
        body += &format!("<h2 id=\"ceiling\">The ceiling</h2>\n<p>{explanation}</p>\n");
        body += &table("Shares of the ceiling's gain", &all);
        body += &table("Shares by workload", &each);
    }
    body += &format!(
        "<h2 id=\"break-even\">Break-even</h2>\n<p>Runs from which on each backend has cost less \
         than {BASELINE}, compiling included.</p>\n"
    );
    body += &table("Break-even", &tables::break_even_table(summary));
    if !results.memory.is_empty() {
        body += "<h2 id=\"memory\">Memory</h2>\n<p>Bytes that the code of all workloads takes, in a \
                 process for each backend.</p>\n";
        body += &table("Memory", &tables::memory_table(results));
    }
    if let Some(costs) = probes::table(results) {
        let explanation = escape(probes::EXPLANATION);
        body += "<h2 id=\"probes\">Crossings, exits, caches</h2>\n";
        body += &format!("<p>{explanation}</p>\n{}", table("Costs", &costs));
    }
    if let Some(costs) = &results.cost {
        let explanation = escape(&cost::explanation(costs));
        body += "<h2 id=\"cost\">Cost of keeping a backend</h2>\n";
        body += &format!("<p>{explanation}</p>\n{}", table("Lines of code", &cost::table(costs)));
    }
    body += "<h2 id=\"workloads\">Workloads</h2>\n<p>Times are medians, sizes are in bytes, uops \
             are those that one run executes.</p>\n";
    body += &table("Workloads and backends", &tables::workload_table(summary));
    body += &table("Programs", &tables::program_table(results));
    body += "<h2 id=\"method\">Method</h2>\n<ul>\n";
    for sentence in METHOD {
        body += &format!("<li>{}</li>\n", escape(sentence));
    }
    body += "</ul>\n<h2 id=\"machine\">Machine and build</h2>\n";
    body += &table("Machine and build", &tables::environment_table(results));
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>uopbench report</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <nav><a href=\"#summary\">Summary</a> <a href=\"#charts\">Charts</a> \
         <a href=\"#workloads\">Workloads</a> <a href=\"#method\">Method</a> \
         <a href=\"#machine\">Machine</a></nav>\n<main>\n{body}</main>\n</body>\n</html>\n"
    ))
}

/// A chart in the page itself; nothing where the results lack its numbers.
fn figure(chart: &Chart, summary: &Summary) -> Result<String, Error> {
    let Some(drawing) = chart.drawing(summary) else { return Ok(String::new()) };
    let drawn = svg(&drawing).map_err(|reason| Error::Chart { chart: chart.svg_name(), reason })?;
    // As wide as the page lets it, and named for those who listen.
    let label = escape(&format!("{}. {}", chart.title, chart.description));
    let drawn = drawn.replacen("<svg ", &format!("<svg role=\"img\" aria-label=\"{label}\" "), 1);
    Ok(format!(
        "<figure id=\"{}\">\n<div class=\"scroll\" tabindex=\"0\">{drawn}</div>\n\
         <figcaption>{}</figcaption>\n</figure>\n",
        chart.name,
        escape(chart.description)
    ))
}

fn table(caption: &str, Table { header, rows }: &Table) -> String {
    let mut out = format!(
        "<div class=\"scroll\" tabindex=\"0\"><table>\n<caption>{}</caption>\n<thead><tr>",
        escape(caption)
    );
    for title in header {
        out += &format!("<th scope=\"col\">{}</th>", escape(title));
    }
    out += "</tr></thead>\n<tbody>\n";
    for row in rows {
        out += "<tr>";
        for (column, cell) in row.iter().enumerate() {
            out += &match column {
                0 => format!("<th scope=\"row\">{}</th>", escape(cell)),
                _ => format!("<td>{}</td>", escape(cell)),
            };
        }
        out += "</tr>\n";
    }
    out + "</tbody>\n</table></div>\n"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(escape("<a href=\"x\">&"), "&lt;a href=&quot;x&quot;&gt;&amp;");
    }
}
