//! The report as one HTML file that needs nothing else.

use crate::Others;
use crate::chart::{Chart, Layout, look, svg};
use crate::document::{Answer, Block, Card, Cell, Mark, Section, Table, outcome, tested};
use maud::{DOCTYPE, Markup, PreEscaped, html};
use results::{Measurement, Metric, Results, Summary, estimated, shortest};
use std::collections::HashMap;

const STYLE: &str = include_str!("style.css");

/// The whole page.
pub(super) fn page(
    (summary, others): (&Summary, Others),
    title: &str,
    sections: &[Section],
) -> String {
    let groups = groups(summary.results).enumerate();
    let places = groups.flat_map(|(group, measurements)| {
        // After the names of workload and backend.
        let numbers = measurements.iter().filter(|one| one.number().is_some()).zip(2..);
        numbers
            .map(move |(one, place)| ((&*one.workload, &*one.backend, one.metric), (group, place)))
    });
    let places = places.collect();
    let mut headers = Vec::new();
    for section in sections {
        add_headers(&section.blocks, &mut headers);
    }
    let page = Page { summary, others, places, headers };
    let mut bodies = Vec::new();
    for section in sections {
        bodies.push(page.blocks(&section.blocks));
    }
    let numbers = numbers(summary.results);
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                style { (PreEscaped(STYLE)) (PreEscaped(titles_of_cells(&page.headers))) }
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
    page.into_string() + "\n"
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

/// Every number of the results, without its samples: a group for each workload and backend, in it for each metric
/// the number, the ends of its interval and how many samples it has, or of an exact number only the number.
fn numbers(results: &Results) -> String {
    let groups = groups(results).map(|group| {
        let quoted = |text: &str| serde_json::Value::from(text).to_string();
        let mut members = vec![
            format!("\"workload\":{}", quoted(&group[0].workload)),
            format!("\"backend\":{}", quoted(&group[0].backend)),
        ];
        members.extend(group.iter().filter_map(|measurement| {
            let samples = measurement.number()?;
            let mut row = number(samples.median);
            if !samples.is_exact() {
                let (lo, hi) = (number(samples.lo), number(samples.hi));
                row += &format!(",{lo},{hi},{}", samples.n);
            }
            Some(format!("{}:[{row}]", quoted(measurement.metric.name())))
        }));
        format!("{{{}}}", members.join(","))
    });
    // Nothing in it may end the element.
    format!("[\n{}\n]", groups.collect::<Vec<_>>().join(",\n")).replace('<', "\\u003c")
}

/// The measurements of each workload on each backend.
fn groups(results: &Results) -> impl Iterator<Item = &[Measurement]> {
    results.measurements.chunk_by(|a, b| (&a.workload, &a.backend) == (&b.workload, &b.backend))
}

/// A number as programs read it. What is whole may be exact.
fn number(value: f64) -> String {
    shortest(if value.fract() == 0.0 { value } else { estimated(value) })
}

struct Page<'a> {
    summary: &'a Summary<'a>,
    others: Others<'a>,
    /// Where each number is among the page's [`numbers`]: the group, and the member of it.
    places: HashMap<(&'a str, &'a str, Metric), (usize, usize)>,
    /// The headers of its tables, each once.
    headers: Vec<&'a [String]>,
}

/// Adds the headers of tables that are not known yet.
fn add_headers<'a>(blocks: &'a [Block], known: &mut Vec<&'a [String]>) {
    for block in blocks {
        match block {
            Block::Table(Table { header, .. }) if !known.contains(&&header[..]) => {
                known.push(header)
            }
            Block::Details { blocks, .. } => add_headers(blocks, known),
            _ => {}
        }
    }
}

/// On a phone the style shows rows as lists, in which each cell has the title of its column before it.
fn titles_of_cells(headers: &[&[String]]) -> String {
    let rules = headers.iter().enumerate().flat_map(|(number, header)| {
        header.iter().enumerate().skip(1).map(move |(column, title)| {
            let title = title.replace('`', "").replace('\\', "\\\\").replace('"', "\\\"");
            // Nothing in it may end the element.
            let title = title.replace('<', "\\3c ");
            format!(".t{number} td:nth-child({})::before{{content:\"{title}\"}}\n", column + 1)
        })
    });
    format!("@media screen and (max-width: 760px) {{\n{}}}\n", rules.collect::<String>())
}

impl Page<'_> {
    fn blocks(&self, blocks: &[Block]) -> Markup {
        html! {
            @for block in blocks { (self.block(block)) "\n" }
        }
    }

    fn block(&self, block: &Block) -> Markup {
        match block {
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
            Block::Chart(chart) => self.figure(chart),
            Block::Answer(answer) => self.answer(answer),
            Block::Details { id, summary, blocks } => {
                let blocks = self.blocks(blocks);
                html! {
                    details id=(id) {
                        summary { (inline(summary)) }
                        (blocks)
                    }
                }
            }
        }
    }

    /// A chart in the page itself; nothing where the results lack its numbers.
    fn figure(&self, chart: &Chart) -> Markup {
        let wide = self.picture(chart, Layout::Wide, "wide");
        let narrow = self.picture(chart, Layout::Narrow, "narrow");
        match (wide, narrow) {
            (Some(wide), Some(narrow)) => html! {
                figure id={ "chart-" (chart.name) } {
                    (PreEscaped(wide))
                    (PreEscaped(narrow))
                    figcaption { (chart.description) }
                }
            },
            _ => html! {},
        }
    }

    /// A chart as SVG, named for those who listen.
    fn picture(&self, chart: &Chart, layout: Layout, class: &str) -> Option<String> {
        let drawing = chart.drawing(self.summary, self.others, layout)?;
        let drawn = svg(&drawing);
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
        Some(drawn.replacen("<svg ", &start, 1).replacen('>', &named, 1))
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
        let class = self.headers.iter().position(|known| known == header);
        let class = class.map(|number| format!("t{number}"));
        html! {
            div.scroll tabindex="0" role="group" aria-label=(caption) {
                // On a phone the style shows rows as lists; the roles keep a table of them for those who listen.
                table role="table" class=[class] {
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
                                    (self.cell(column, cell))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// A cell of a column.
    fn cell(&self, column: usize, cell: &Cell) -> Markup {
        let is_backend = self.summary.results.backends.iter().any(|b| b.id == cell.text);
        let mut text = if is_backend { self.backend(&cell.text) } else { inline(&cell.text) };
        if let Some(number) = cell.number {
            let of = cell.source.as_ref().and_then(|(workload, backend, metric)| {
                let key = (workload.as_str(), backend.as_str(), *metric);
                self.places.get(&key).map(|(group, place)| format!("{group} {place}"))
            });
            text = html! {
                data value=(self::number(number)) data-of=[of] { (text) }
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
        match column {
            0 => html! { th scope="row" role="rowheader" { (text) } },
            _ => html! { td role="cell" { (text) } },
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
    fn cells_have_the_titles_of_their_columns() {
        let header = ["backend", "`a` \"b\"", "<c"].map(str::to_owned);
        let rules = titles_of_cells(&[&header]);
        assert!(rules.contains(".t0 td:nth-child(2)::before{content:\"a \\\"b\\\"\"}"), "{rules}");
        assert!(rules.contains(".t0 td:nth-child(3)::before{content:\"\\3c c\"}"), "{rules}");
        assert!(!rules.contains("nth-child(1)"));
    }

    #[test]
    fn text_is_escaped() {
        assert_eq!(inline("<a href=\"x\">&").into_string(), "&lt;a href=&quot;x&quot;&gt;&amp;");
        assert_eq!(inline("a `<b>` c").into_string(), "a <code>&lt;b&gt;</code> c");
    }
}
