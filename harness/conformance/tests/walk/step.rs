//! The steps of CONTRIBUTING.md.

/// The section with the steps.
const SECTION: &str = "## Adding a uop, step by step\n";
/// How far the lines of a step are indented.
const INDENT: &str = "   ";

/// A change of a file that a step asks for.
#[derive(Clone, Debug)]
pub struct Step {
    /// The file, from the root of the project.
    pub file: String,
    /// Lines that are there before the change, without what they are indented by.
    before: Vec<String>,
    /// What they become: a line that stays, or a new one.
    after: Vec<(Change, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Change {
    Stays,
    New,
}

/// The steps in CONTRIBUTING.md's text. A step is an item of a numbered list, whose first line names a file,
/// with a block of `diff` that changes the file.
pub fn steps(contributing: &str) -> Vec<Step> {
    let (_, section) = contributing.split_once(SECTION).expect("there is the section");
    let section = section.split("\n## ").next().unwrap_or_default();
    let mut steps = Vec::new();
    let mut file = None;
    let mut lines = section.lines();
    while let Some(line) = lines.next() {
        if line.starts_with(|c: char| c.is_ascii_digit()) {
            file = line.split('`').nth(1).map(str::to_owned);
        }
        if line.trim() != "```diff" {
            continue;
        }
        let file = file.clone().expect("a step names its file");
        let mut step = Step { file, before: Vec::new(), after: Vec::new() };
        for line in lines.by_ref().take_while(|line| line.trim() != "```") {
            let line = line.strip_prefix(INDENT).expect("lines of a step are indented");
            match (line.strip_prefix('+'), line.strip_prefix('-')) {
                (Some(new), _) => step.after.push((Change::New, new.trim().to_owned())),
                (_, Some(old)) => step.before.push(old.trim().to_owned()),
                _ => {
                    step.before.push(line.trim().to_owned());
                    step.after.push((Change::Stays, line.trim().to_owned()));
                }
            }
        }
        steps.push(step);
    }
    steps
}

impl Step {
    /// The text of the file after the change. Says what is wrong if the lines before it are not in the
    /// file, or are there more than once.
    pub fn apply(&self, text: &str) -> Result<String, String> {
        let lines: Vec<&str> = text.lines().collect();
        let fits = |window: &&[&str]| window.iter().zip(&self.before).all(|(a, b)| a.trim() == b);
        let mut places = lines.windows(self.before.len().max(1)).enumerate();
        let mut places = places.by_ref().filter(|(_, window)| fits(window)).map(|(at, _)| at);
        let wrong = |what| Err(format!("{}: the lines {:#?} are {what}", self.file, self.before));
        let Some(at) = places.next() else { return wrong("not there") };
        if self.before.is_empty() || places.next().is_some() {
            return wrong("there more than once");
        }
        let indent: String = lines[at].chars().take_while(|c| c.is_whitespace()).collect();
        let (head, tail) = (&lines[..at], &lines[at + self.before.len()..]);
        let mut replaced = lines[at..at + self.before.len()].iter();
        let mut made: Vec<String> = Vec::new();
        for (change, line) in &self.after {
            made.push(match change {
                Change::New => format!("{indent}{line}"),
                Change::Stays => {
                    let same = replaced.find(|old| old.trim() == line);
                    (*same.expect("what stays is there, in this order")).to_owned()
                }
            });
        }
        let head = head.iter().map(|line| (*line).to_owned());
        let tail = tail.iter().map(|line| (*line).to_owned());
        Ok(head.chain(made).chain(tail).map(|line| line + "\n").collect())
    }

    /// The names that the change brings into the file: of uops and of helpers.
    pub fn names(&self) -> Vec<&str> {
        let new = self.after.iter().filter(|(change, _)| *change == Change::New);
        let words =
            new.flat_map(|(_, line)| line.split(|c: char| !c.is_alphanumeric() && c != '_'));
        let mut names: Vec<&str> = words
            .filter(|word| word.starts_with("_BINARY_OP_XOR") || word.starts_with("uop_int_xor"))
            .collect();
        names.dedup();
        names
    }
}
