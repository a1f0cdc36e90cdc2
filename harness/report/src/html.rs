//! The report as one HTML file that needs nothing else.

use crate::Error;
use crate::chart::{Chart, look, svg};
use crate::document::{Answer, Block, Card, Cell, Section, Table, outcome, tested};
use results::Results;
use results::Summary;
use serde::Serialize;

const STYLE: &str = include_str!("style.css");

/// A number of the results, without its samples, as the page carries it.
#[derive(Serialize)]
struct Number<'a> {
    workload: &'a str,
    backend: &'a str,
    metric: &'a str,
    unit: &'a str,
    median: f64,
    lo: f64,
    hi: f64,
    n: usize,
}

/// The whole page.
pub(super) fn page(summary: &Summary, title: &str, sections: &[Section]) -> Result<String, Error> {
    let page = Page { summary };
    let mut links = String::new();
    let mut body = String::new();
    for section in sections {
        let Section { id, label, title, asked, blocks } = section;
        links += &format!("<li><a href=\"#{id}\">{}</a></li>\n", escape(label));
        body += &format!(
            "<section aria-labelledby=\"{id}\">\n<h2 id=\"{id}\">{}</h2>\n",
            escape(title)
        );
        if let Some(asked) = asked {
            body += &format!("<p class=\"asked\">{}</p>\n", inline(asked));
        }
        body += &page.blocks(blocks)?;
        body += "</section>\n";
    }
    let title = escape(title);
    let subtitle = escape(&subtitle(summary.results));
    Ok(format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
         <a class=\"skip\" href=\"#content\">Skip to the report</a>\n\
         <header>\n<h1>{title}</h1>\n<p>{subtitle}</p>\n</header>\n\
         <nav aria-label=\"Sections\">\n<ol>\n{links}</ol>\n</nav>\n\
         <main id=\"content\">\n{body}</main>\n\
         <script type=\"application/json\" id=\"numbers\">\n{}\n</script>\n\
         </body>\n</html>\n",
        numbers(summary.results)?
    ))
}

/// What was measured, in a line.
fn subtitle(results: &Results) -> String {
    let fact = |name: &str| results.environment.get(name).map(|fact| fact.texts().join(", "));
    let mut parts = vec![format!(
        "{} workloads on {} backends",
        results.workloads.len(),
        results.backends.len()
    )];
    parts.extend(fact("cpu"));
    parts.extend(fact("mode").map(|mode| format!("{mode} bench")));
    parts.extend(fact("optimiser").map(|passes| format!("optimiser: {passes}")));
    parts.extend(fact("time").map(|time| time.chars().take(10).collect()));
    parts.join(" · ")
}

/// Every number of the results, without its samples.
fn numbers(results: &Results) -> Result<String, Error> {
    let numbers = results.measurements.iter().filter_map(|m| {
        let samples = m.number()?;
        Some(Number {
            workload: &m.workload,
            backend: &m.backend,
            metric: m.metric.name(),
            unit: m.metric.unit(),
            median: samples.median,
            lo: samples.lo,
            hi: samples.hi,
            n: samples.n,
        })
    });
    let lines: Vec<String> = numbers
        .map(|number| serde_json::to_string(&number))
        .collect::<Result<_, _>>()
        .map_err(files::Error::Serialise)?;
    // Nothing in it may end the element.
    Ok(format!("[\n{}\n]", lines.join(",\n")).replace('<', "\\u003c"))
}

struct Page<'a> {
    summary: &'a Summary<'a>,
}

impl Page<'_> {
    fn blocks(&self, blocks: &[Block]) -> Result<String, Error> {
        blocks.iter().map(|block| self.block(block)).collect()
    }

    fn block(&self, block: &Block) -> Result<String, Error> {
        Ok(match block {
            Block::Text(text) => format!("<p>{}</p>\n", inline(text)),
            Block::List(points) => {
                let points = points.iter().map(|point| format!("<li>{}</li>\n", inline(point)));
                format!("<ul>\n{}</ul>\n", points.collect::<String>())
            }
            Block::Commands(commands) => {
                format!(
                    "<pre class=\"scroll\" tabindex=\"0\" aria-label=\"Commands\"><code>{}</code></pre>\n",
                    escape(&commands.join("\n"))
                )
            }
            Block::Cards(cards) => {
                let cards = cards.iter().map(|card| self.card(card)).collect::<String>();
                format!("<ul class=\"cards\">\n{cards}</ul>\n")
            }
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.figure(chart)?,
            Block::Answer(answer) => self.answer(answer),
            Block::Details { id, summary, blocks } => format!(
                "<details id=\"{}\">\n<summary>{}</summary>\n{}</details>\n",
                escape(id),
                inline(summary),
                self.blocks(blocks)?
            ),
        })
    }

    /// A chart in the page itself; nothing where the results lack its numbers.
    fn figure(&self, chart: &Chart) -> Result<String, Error> {
        let Some(drawing) = chart.drawing(self.summary) else { return Ok(String::new()) };
        let failed = |reason| Error::Chart { chart: chart.svg_name(), reason };
        let drawn = svg(&drawing).map_err(failed)?;
        let (name, title, description) = (chart.name, chart.title, chart.description);
        // As wide as the page lets it, and named for those who listen.
        let start =
            format!("<svg role=\"img\" aria-labelledby=\"{name}-title {name}-description\" ");
        let named = format!(
            "><title id=\"{name}-title\">{}</title>\
             <desc id=\"{name}-description\">{}</desc>\n",
            escape(title),
            escape(description)
        );
        let drawn = drawn.replacen("<svg ", &start, 1).replacen('>', &named, 1);
        Ok(format!(
            "<figure id=\"chart-{name}\">\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" \
             aria-label=\"{}\">{drawn}</div>\n<figcaption>{}</figcaption>\n</figure>\n",
            escape(title),
            escape(description)
        ))
    }

    fn card(&self, Card { backend, number, of, lines }: &Card) -> String {
        let lines = lines.iter().map(|line| format!("<span>{}</span>", escape(line)));
        format!(
            "<li>{}<strong>{}</strong> <span>{}</span>{}</li>\n",
            self.backend(backend),
            escape(number),
            escape(of),
            lines.collect::<String>()
        )
    }

    /// A backend's id with its mark.
    fn backend(&self, id: &str) -> String {
        let look = look(self.summary.results, id);
        format!(
            "<span class=\"backend\"><svg viewBox=\"-8 -8 16 16\" aria-hidden=\"true\">{}</svg>{}</span>",
            look.svg(),
            escape(id)
        )
    }

    fn table(&self, Table { caption, header, rows }: &Table) -> String {
        let mut out = format!(
            "<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"{0}\"><table>\n\
             <caption>{0}</caption>\n<thead><tr>",
            escape(caption)
        );
        for title in header {
            out += &format!("<th scope=\"col\">{}</th>", inline(title));
        }
        out += "</tr></thead>\n<tbody>\n";
        for row in rows {
            out += "<tr>";
            for (column, cell) in row.iter().enumerate() {
                out += &self.cell(column, cell);
            }
            out += "</tr>\n";
        }
        out + "</tbody>\n</table></div>\n"
    }

    fn cell(&self, column: usize, cell: &Cell) -> String {
        let is_backend = self.summary.results.backends.iter().any(|b| b.id == cell.text);
        let mut text = if is_backend { self.backend(&cell.text) } else { inline(&cell.text) };
        if let Some(number) = cell.number {
            let source = match &cell.source {
                Some((workload, backend, metric)) => format!(
                    " data-workload=\"{}\" data-backend=\"{}\" data-metric=\"{}\"",
                    escape(workload),
                    escape(backend),
                    metric.name()
                ),
                None => String::new(),
            };
            text = format!("<data value=\"{number}\"{source}>{text}</data>");
        }
        if let Some(mark) = cell.mark {
            let class = format!("{mark:?}").to_lowercase();
            let sign = mark.sign();
            text = format!(
                "<span class=\"mark {class}\"><span aria-hidden=\"true\">{sign} </span>{text}</span>"
            );
        }
        match column {
            0 => format!("<th scope=\"row\">{text}</th>"),
            _ if cell.number.is_some() => format!("<td class=\"number\">{text}</td>"),
            _ => format!("<td>{text}</td>"),
        }
    }

    fn answer(&self, answer: &Answer) -> String {
        match answer {
            Answer::Number(text) => {
                format!("<p class=\"answer measured\"><b>Measured.</b> {}</p>\n", inline(text))
            }
            Answer::Tests(text, tests) => {
                let (class, heading, note) = tested(tests, self.summary.results);
                let tests = tests.iter().map(|test| {
                    let (mark, word) = outcome(test, self.summary.results);
                    let class = format!("{mark:?}").to_lowercase();
                    format!(
                        "<li><code>{}</code> in {}: <span class=\"mark {class}\">{word}</span></li>\n",
                        escape(&test.name),
                        escape(&test.file())
                    )
                });
                format!(
                    "<div class=\"answer {class}\"><p><b>{heading}</b> {}</p>\n<ul>\n{}</ul>{}</div>\n",
                    inline(text),
                    tests.collect::<String>(),
                    note.map_or(String::new(), |note| format!("<p>{}</p>", inline(note)))
                )
            }
            Answer::NotMeasured(why) => {
                format!("<p class=\"answer open\"><b>Not measured.</b> {}</p>\n", inline(why))
            }
        }
    }
}

/// Text with its code marked.
fn inline(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.split('`').enumerate() {
        match i % 2 {
            0 => out += &escape(part),
            _ => out += &format!("<code>{}</code>", escape(part)),
        }
    }
    out
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
        assert_eq!(inline("a `<b>` c"), "a <code>&lt;b&gt;</code> c");
    }
}
