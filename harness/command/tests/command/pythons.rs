//! `scripts/pythons` unpacks packages and says how to measure what is in them. Scripts stand in for
//! apt-get and dpkg, so that the tests fetch nothing.
#![cfg(unix)]

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// Without it the script says that it has to be installed.
const KEYRING: &str = "/usr/share/keyrings/debian-archive-keyring.gpg";

const APT_GET: &str = r#"#!/bin/sh
case "$*" in
indextargets*) echo http://mirror.invalid/debian ;;
*update) grep -q ' http://mirror.invalid/debian sid main$' "$(dirname "$APT_CONFIG")/sources.list" ;;
*install*)
    for package in python3.14 python3.15; do
        case " $* " in *" $package "*) touch "$(dirname "$APT_CONFIG")/cache/archives/$package.deb" ;; esac
    done
    case "$*" in *unknown*) exit 100 ;; esac ;;
esac
"#;

/// A package has a Python that says its name, and a C library whose loader starts what it is given.
const DPKG: &str = r#"#!/bin/sh
case $1 in
--print-architecture) echo amd64 ;;
--extract)
    mkdir -p "$3/usr/bin" "$3/usr/lib64" "$3/usr/lib/x86_64-linux-gnu"
    printf '#!/bin/sh\nshift 2\nexec "$@"\n' > "$3/usr/lib64/ld-linux-x86-64.so.2"
    printf '#!/bin/sh\necho "${0##*/} $1"\n' > "$3/usr/bin/$(basename "$2" .deb)"
    touch "$3/usr/lib/x86_64-linux-gnu/libc.so.6" "$3/usr/bin/python3.15-config"
    chmod +x "$3"/usr/*/* ;;
esac
"#;

fn pythons(tools: &Path, arguments: &[&str]) -> Output {
    for (name, script) in [("apt-get", APT_GET), ("dpkg", DPKG)] {
        let path = tools.join(name);
        std::fs::write(&path, script).expect("the script can be written");
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("it is ours");
    }
    let path = std::env::var_os("PATH").unwrap_or_default();
    let path = std::iter::once(PathBuf::from(tools)).chain(std::env::split_paths(&path));
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/pythons");
    let mut command = Command::new("bash");
    command.arg(script).args(arguments);
    command.env("PATH", std::env::join_paths(path).expect("no folder has a colon in its name"));
    command.output().expect("there is bash")
}

#[test]
fn each_python_gets_a_script_that_starts_it() {
    if !Path::new(KEYRING).exists() {
        return eprintln!("skipped: there is no {KEYRING}");
    }
    let (tools, folder) = (TempDir::new().expect("room"), TempDir::new().expect("room"));
    let folder = folder.path().join("new");
    let output = pythons(tools.path(), &[&folder.display().to_string()]);
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{told}");
    let scripts = ["python3.14", "python3.15"].map(|name| folder.join(name));
    let [first, second] = [&scripts[0], &scripts[1]].map(|script| script.display());
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said, format!("--python {first} --python {second}\n"));
    assert_eq!(told, format!("{first}: python3.14 -c\n{second}: python3.15 -c\n"));
    let output = Command::new(&scripts[1]).arg("-V").output().expect("it starts");
    assert_eq!(String::from_utf8_lossy(&output.stdout), "python3.15 -V\n");
}

#[test]
fn what_it_cannot_use_is_said() {
    if !Path::new(KEYRING).exists() {
        return eprintln!("skipped: there is no {KEYRING}");
    }
    let (tools, folder) = (TempDir::new().expect("room"), TempDir::new().expect("room"));
    let full = tools.path().display().to_string();
    let new = folder.path().join("new").display().to_string();
    let spaced = folder.path().join("a b").display().to_string();
    let unknown = "the packages can't be had from http://mirror.invalid/debian".to_owned();
    let character = format!("{spaced} has a character other than letters, digits and /._+-");
    for (arguments, status, message) in [
        (&["--fast"][..], 2, "unknown option --fast; --help explains the usage".to_owned()),
        (&["--mirror"][..], 2, "--mirror needs a URL".to_owned()),
        (&[&*full][..], 2, format!("{full} is not empty")),
        (&[&*spaced][..], 2, character),
        (&[&*new, "unknown"][..], 1, unknown),
    ] {
        let output = pythons(tools.path(), arguments);
        let told = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!((output.status.code(), told), (Some(status), format!("pythons: {message}\n")));
    }
    let left = std::fs::read_dir(&new).expect("it was made").count();
    assert_eq!(left, 0, "a failure leaves nothing behind");
    let output = pythons(tools.path(), &[]);
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stderr.starts_with(b"usage: scripts/pythons"));
}
