//! The report as Markdown, for a pull request.

use crate::Others;
use crate::chart::Layout;
use crate::document::{Answer, Block, Card, Cell, Section, Table, outcome, tested};
use results::Results;
use results::Summary;

/// The whole page. Charts are links to the files beside it.
pub(super) fn page(results: (&Summary, Others), title: &str, sections: &[Section]) -> String {
    let mut out = format!("# {title}\n");
    for Section { title, asked, blocks, .. } in sections {
        out += &format!("\n## {title}\n");
        if let Some(asked) = asked {
            out += &format!("\n*{asked}*\n");
        }
        for block in blocks {
            out += &self::block(block, results);
        }
    }
    out
}

fn block(block: &Block, (summary, others): (&Summary, Others)) -> String {
    match block {
        Block::Text(text) => format!("\n{text}\n"),
        Block::List(points) => {
            let points = points.iter().map(|point| format!("- {point}\n"));
            format!("\n{}", points.collect::<String>())
        }
        Block::Commands(commands) => format!("\n```sh\n{}\n```\n", commands.join("\n")),
        Block::Cards(cards) => {
            let cards = cards.iter().map(|Card { backend, number, of, lines }| {
                format!("- **{backend}**: {number} {of}; {}\n", lines.join(", "))
            });
            format!("\n{}", cards.collect::<String>())
        }
        Block::Table(table) => self::table(table),
        Block::Chart(chart) if chart.drawing(summary, others, Layout::Wide).is_some() => {
            format!("\n![{}: {}]({})\n", chart.title, chart.description, chart.svg_name())
        }
        Block::Chart(_) => String::new(),
        Block::Answer(answer) => self::answer(answer, summary.results),
        Block::Details { summary: line, blocks, .. } => {
            let blocks = blocks.iter().map(|block| self::block(block, (summary, others)));
            let inside: String = blocks.collect();
            format!(
                "\n<details><summary>{}</summary>\n{inside}\n</details>\n",
                line.replace('`', "")
            )
        }
    }
}

fn answer(answer: &Answer, results: &Results) -> String {
    match answer {
        Answer::Number(text) => format!("\n> **Measured.** {text}\n"),
        Answer::Tests(text, named) => {
            let (_, heading, note) = tested(named, results);
            let tests = named.iter().map(|test| {
                let (mark, word) = outcome(test, results);
                format!("> - {} `{}` in {}: {word}\n", mark.sign(), test.name, test.file())
            });
            let note = note.map_or(String::new(), |note| format!(">\n> {note}\n"));
            format!("\n> **{heading}** {text}\n>\n{}{note}", tests.collect::<String>())
        }
        Answer::NotMeasured(why) => format!("\n> **Not measured.** {why}\n"),
    }
}

fn table(Table { caption, header, rows }: &Table) -> String {
    let line = |cells: Vec<String>| {
        let cells: Vec<String> = cells.iter().map(|cell| cell.replace('|', "\\|")).collect();
        format!("| {} |\n", cells.join(" | "))
    };
    let cell = |cell: &Cell| match cell.mark {
        Some(mark) => format!("{} {}", mark.sign(), cell.text),
        None => cell.text.clone(),
    };
    let numbers =
        |column: usize| rows.iter().any(|row| row.get(column).is_some_and(|c| c.number.is_some()));
    let rule: String =
        (0..header.len()).map(|column| if numbers(column) { "---:|" } else { "---|" }).collect();
    let rows: String = rows.iter().map(|row| line(row.iter().map(cell).collect())).collect();
    format!("\n{caption}:\n\n{}|{rule}\n{rows}", line(header.clone()))
}
