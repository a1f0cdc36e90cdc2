//! x86-64.

mod audit;
mod decode;

pub(crate) use audit::read;
pub(crate) use decode::decode;

/// Whether code of this machine can be decoded.
pub(crate) const IS_KNOWN: bool = true;

#[cfg(test)]
mod tests {
    use crate::disassembly::instructions;

    #[test]
    fn shows_address_bytes_and_text() {
        let mut out = String::new();
        instructions(&mut out, 0x1000, &[0x48, 0x89, 0xc3, 0xc3], &|_| None);
        let lines: Vec<String> =
            out.lines().map(|l| l.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        assert_eq!(lines, ["1000 48 89 c3 mov rbx, rax", "1003 c3 ret"]);
    }

    #[test]
    fn repeats_are_counted() {
        let mut out = String::new();
        instructions(&mut out, 0x1000, &[&[0x54; 32][..], &[0xc3]].concat(), &|_| None);
        let lines: Vec<&str> = out.lines().map(str::trim).collect();
        assert_eq!(lines.len(), 3, "{out}");
        assert_eq!(lines[1], "...  31 times more");
        assert!(lines[2].starts_with("1020  c3"), "{out}");
    }

    #[test]
    fn half_an_instruction_is_shown_too() {
        let mut out = String::new();
        instructions(&mut out, 0, &[0x48], &|_| Some("half".into()));
        assert!(out.contains("48") && out.contains("; half"));
    }
}
