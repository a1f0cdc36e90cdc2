//! The report as one HTML file that needs nothing else.

use crate::Error;
use crate::chart::{Chart, Layout, look, svg};
use crate::document::{Answer, Block, Card, Cell, Mark, Section, Table, outcome, tested};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use results::{Results, Summary};
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
    let mut bodies = Vec::new();
    for section in sections {
        bodies.push(page.blocks(&section.blocks)?);
    }
    let numbers = numbers(summary.results)?;
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                a.skip href="#content" { "Skip to the report" }
                header {
                    h1 { (title) }
                    p { (subtitle(summary.results)) }
                }
                nav aria-label="Sections" {
                    ol {
                        @for Section { id, label, .. } in sections {
                            li { a href={ "#" (id) } { (label) } }
                        }
                    }
                }
                main #content {
                    @for (Section { id, title, asked, .. }, body) in sections.iter().zip(&bodies) {
                        section aria-labelledby=(id) {
                            h2 id=(id) { (title) }
                            @if let Some(asked) = asked {
                                p.asked { (inline(asked)) }
                            }
                            (body)
                        }
                    }
                }
                script type="application/json" id="numbers" { (PreEscaped(numbers)) }
            }
        }
    };
    Ok(page.into_string() + "\n")
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
    fn blocks(&self, blocks: &[Block]) -> Result<Markup, Error> {
        let blocks = blocks.iter().map(|block| self.block(block)).collect::<Result<Vec<_>, _>>()?;
        Ok(html! {
            @for block in blocks { (block) "\n" }
        })
    }

    fn block(&self, block: &Block) -> Result<Markup, Error> {
        Ok(match block {
            Block::Text(text) => html! { p { (inline(text)) } },
            Block::List(points) => html! {
                ul {
                    @for point in points { li { (inline(point)) } }
                }
            },
            Block::Commands(commands) => html! {
                pre.scroll tabindex="0" aria-label="Commands" { code { (commands.join("\n")) } }
            },
            Block::Cards(cards) => html! {
                ul.cards {
                    @for card in cards { (self.card(card)) }
                }
            },
            Block::Table(table) => self.table(table),
            Block::Chart(chart) => self.figure(chart)?,
            Block::Answer(answer) => self.answer(answer),
            Block::Details { id, summary, blocks } => {
                let blocks = self.blocks(blocks)?;
                html! {
                    details id=(id) {
                        summary { (inline(summary)) }
                        (blocks)
                    }
                }
            }
        })
    }

    /// A chart in the page itself; nothing where the results lack its numbers.
    fn figure(&self, chart: &Chart) -> Result<Markup, Error> {
        let wide = self.picture(chart, Layout::Wide, "wide")?;
        let narrow = self.picture(chart, Layout::Narrow, "narrow")?;
        Ok(match (wide, narrow) {
            (Some(wide), Some(narrow)) => html! {
                figure id={ "chart-" (chart.name) } {
                    (PreEscaped(wide))
                    (PreEscaped(narrow))
                    figcaption { (chart.description) }
                }
            },
            _ => html! {},
        })
    }

    /// A chart as SVG, named for those who listen.
    fn picture(&self, chart: &Chart, layout: Layout, class: &str) -> Result<Option<String>, Error> {
        let Some(drawing) = chart.drawing(self.summary, layout) else { return Ok(None) };
        let failed = |reason| Error::Chart { chart: chart.svg_name(), reason };
        let drawn = svg(&drawing).map_err(failed)?;
        let Chart { name, title, description, .. } = *chart;
        let name = format!("{name}-{class}");
        let start = format!(
            "<svg class=\"{class}\" role=\"img\" \
             aria-labelledby=\"{name}-title {name}-description\" "
        );
        let named = html! {
            title id={ (name) "-title" } { (title) }
            desc id={ (name) "-description" } { (description) }
        };
        let named = format!(">{}\n", named.into_string());
        Ok(Some(drawn.replacen("<svg ", &start, 1).replacen('>', &named, 1)))
    }

    fn card(&self, Card { backend, number, of, lines }: &Card) -> Markup {
        html! {
            li {
                (self.backend(backend))
                strong { (number) }
                " "
                span { (of) }
                @for line in lines { span { (line) } }
            }
        }
    }

    /// A backend's id with its mark.
    fn backend(&self, id: &str) -> Markup {
        let mark = look(self.summary.results, id).svg();
        html! {
            span.backend {
                svg viewBox="-8 -8 16 16" aria-hidden="true" { (PreEscaped(mark)) }
                (id)
            }
        }
    }

    fn table(&self, Table { caption, header, rows }: &Table) -> Markup {
        html! {
            div.scroll tabindex="0" role="group" aria-label=(caption) {
                // On a phone the style shows rows as lists; the roles keep a table of them for those who listen.
                table role="table" {
                    caption { (caption) }
                    thead role="rowgroup" {
                        tr role="row" {
                            @for title in header {
                                th scope="col" role="columnheader" { (inline(title)) }
                            }
                        }
                    }
                    tbody role="rowgroup" {
                        @for row in rows {
                            tr role="row" {
                                @for (column, cell) in row.iter().enumerate() {
                                    (self.cell(header.get(column), column, cell))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A cell of a column with that title.
    fn cell(&self, title: Option<&String>, column: usize, cell: &Cell) -> Markup {
        let is_backend = self.summary.results.backends.iter().any(|b| b.id == cell.text);
        let mut text = if is_backend { self.backend(&cell.text) } else { inline(&cell.text) };
        if let Some(number) = cell.number {
            let source = cell.source.as_ref();
            text = html! {
                data value=(number)
                    data-workload=[source.map(|(workload, ..)| workload)]
                    data-backend=[source.map(|(_, backend, _)| backend)]
                    data-metric=[source.map(|(.., metric)| metric.name())]
                    { (text) }
            };
        }
        if let Some(mark) = cell.mark {
            text = html! {
                span class={ "mark " (class(mark)) } {
                    span aria-hidden="true" { (mark.sign()) " " }
                    (text)
                }
            };
        }
        let title = title.map(|title| title.replace('`', ""));
        match column {
            0 => html! { th scope="row" role="rowheader" { (text) } },
            _ => html! { td role="cell" data-title=[title] { (text) } },
        }
    }

    fn answer(&self, answer: &Answer) -> Markup {
        match answer {
            Answer::Number(text) => html! {
                p class="answer measured" { b { "Measured." } " " (inline(text)) }
            },
            Answer::Tests(text, tests) => {
                let results = self.summary.results;
                let (class_of_all, heading, note) = tested(tests, results);
                html! {
                    div class={ "answer " (class_of_all) } {
                        p { b { (heading) } " " (inline(text)) }
                        ul {
                            @for (test, (mark, word)) in
                                tests.iter().map(|test| (test, outcome(test, results)))
                            {
                                li {
                                    code { (test.name) } " in " (test.file()) ": "
                                    span class={ "mark " (class(mark)) } { (word) }
                                }
                            }
                        }
                        @if let Some(note) = note { p { (inline(note)) } }
                    }
                }
            }
            Answer::NotMeasured(why) => html! {
                p class="answer open" { b { "Not measured." } " " (inline(why)) }
            },
        }
    }
}

/// The class of what has a mark.
fn class(mark: Mark) -> String {
    format!("{mark:?}").to_lowercase()
}

/// Text with its code marked.
fn inline(text: &str) -> Markup {
    html! {
        @for (i, part) in text.split('`').enumerate() {
            @if i % 2 == 0 { (part) } @else { code { (part) } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_escaped() {
        assert_eq!(inline("<a href=\"x\">&").into_string(), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(inline("a `<b>` c").into_string(), "a <code>&lt;b&gt;</code> c");
    }
}
