//! A headless Chromium, driven by the DevTools protocol over a pipe.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

/// Names that distributions give it.
const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "chrome"];

/// How long it may say nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one page. It ends when it is dropped.
pub struct Browser {
    child: Child,
    commands: ChildStdin,
    messages: Receiver<Vec<u8>>,
    session: Option<String>,
    number: u64,
    /// What the page complained of: errors on the console, exceptions, anything that was asked of
    /// the network.
    pub complaints: Vec<String>,
    // Removed after the process has ended.
    profile: tempfile::TempDir,
}

/// How a page is looked at.
#[derive(Clone, Copy)]
pub struct View {
    /// A name for screenshots.
    pub name: &'static str,
    /// Width in CSS pixels.
    pub width: u32,
    /// Height in CSS pixels.
    pub height: u32,
    /// Whether the user prefers dark colours.
    pub dark: bool,
    /// Whether it is printed.
    pub print: bool,
}

/// A phone, a phone and a desk at night, a desk, and paper: A4 less what Chromium leaves free around it.
pub const VIEWS: [View; 5] = [
    View { name: "phone", width: 390, height: 844, dark: false, print: false },
    View { name: "desktop", width: 1280, height: 900, dark: false, print: false },
    View { name: "dark", width: 1280, height: 900, dark: true, print: false },
    View { name: "dark-phone", width: 390, height: 844, dark: true, print: false },
    View { name: "print", width: 718, height: 1047, dark: false, print: true },
];

/// An expression for what a reader of the page doesn't get to see, or only after scrolling sideways, with
/// everything opened that can be: elements that are wider than what is shown of them, texts of charts that
/// leave the picture or cover each other, texts that are hard to tell from the paper.
pub const HIDDEN: &str = r"(() => {
    document.querySelectorAll('details').forEach(d => d.open = true);
    const faults = [];
    const shown = e => e.getClientRects().length > 0 && !e.closest('.skip, thead');
    const all = [...document.querySelectorAll('body, body *')].filter(shown);
    const name = e => `${e.tagName} ${e.textContent.trim().slice(0, 60)}`;
    if (document.documentElement.scrollWidth > innerWidth) faults.push('the page');
    for (const e of all) {
        if (e.closest('svg') || getComputedStyle(e).display == 'inline') continue;
        if (e.scrollWidth > e.clientWidth + 1) faults.push(`${name(e)}: ${e.scrollWidth} in ${e.clientWidth}`);
        if (e.getBoundingClientRect().right > innerWidth + 1) faults.push(`${name(e)} leaves the page`);
    }
    for (const svg of all.filter(e => e.matches('figure svg'))) {
        const picture = svg.getBoundingClientRect();
        const texts = [...svg.querySelectorAll('text')];
        const places = texts.map(e => e.getBoundingClientRect());
        places.forEach((a, i) => {
            const inside = a.left >= picture.left - 1 && a.right <= picture.right + 1
                && a.top >= picture.top - 1 && a.bottom <= picture.bottom + 1;
            if (!inside) faults.push(`${name(texts[i])} leaves the picture`);
            // Letters are lower than their line.
            const low = r => r.height * 0.2;
            places.slice(0, i).forEach((b, j) => {
                const apart = a.left >= b.right || b.left >= a.right
                    || a.top + low(a) >= b.bottom - low(b) || b.top + low(b) >= a.bottom - low(a);
                if (!apart) faults.push(`${name(texts[i])} covers ${name(texts[j])}`);
            });
            if (a.height < 9) faults.push(`${name(texts[i])} is ${a.height} high`);
        });
    }
    const light = colour => {
        const [r, g, b, a] = colour.match(/[\d.]+/g).map(Number);
        if (a === 0) return null;
        const [x, y, z] = [r, g, b].map(c => c / 255)
            .map(c => c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4);
        return 0.2126 * x + 0.7152 * y + 0.0722 * z;
    };
    const behind = e => {
        for (; e; e = e.parentElement) {
            const colour = light(getComputedStyle(e).backgroundColor);
            if (colour !== null) return colour;
        }
        return 1;
    };
    for (const e of all) {
        const own = [...e.childNodes].some(n => n.nodeType == 3 && n.data.trim());
        if (!own || e.closest('svg, script, noscript')) continue;
        const [a, b] = [light(getComputedStyle(e).color), behind(e)];
        const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
        if (contrast < 4.5) faults.push(`${name(e)}: contrast ${contrast.toFixed(1)}`);
    }
    return faults;
})()";

impl Browser {
    /// Starts one, or says that there is none.
    pub fn start() -> Option<Self> {
        let runs = |name: &&&str| {
            let version = Command::new(name).arg("--version").stderr(Stdio::null()).output();
            version.is_ok_and(|output| output.status.success())
        };
        let Some(name) = NAMES.iter().find(runs) else {
            eprintln!("skipped: there is no chromium");
            return None;
        };
        let profile = tempfile::tempdir().expect("a folder");
        // The protocol's pipe is what the browser has as files 3 and 4.
        let start = format!(
            "exec {name} --headless --no-sandbox --disable-gpu --disable-dev-shm-usage \
             --no-first-run --hide-scrollbars --disable-background-networking \
             --remote-debugging-pipe --user-data-dir=\"$1\" about:blank 3<&0 4>&1 >/dev/null"
        );
        let mut child = Command::new("sh")
            .args(["-c", &start, "sh"])
            .arg(profile.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("there is a shell");
        let commands = child.stdin.take().expect("a pipe");
        let mut pipe = BufReader::new(child.stdout.take().expect("a pipe"));
        let (sender, messages) = channel();
        // It ends with the pipe, or when nobody listens any more.
        std::thread::spawn(move || {
            let mut message = Vec::new();
            while pipe.read_until(0, &mut message).is_ok_and(|read| read > 0) {
                message.pop();
                if sender.send(std::mem::take(&mut message)).is_err() {
                    break;
                }
            }
        });
        let mut browser = Browser {
            child,
            commands,
            messages,
            session: None,
            number: 0,
            complaints: Vec::new(),
            profile,
        };
        let target = browser.send("Target.createTarget", json!({"url": "about:blank"}));
        let attach = json!({"targetId": target["targetId"], "flatten": true});
        let attached = browser.send("Target.attachToTarget", attach);
        browser.session = attached["sessionId"].as_str().map(str::to_owned);
        for domain in ["Page", "Runtime", "Log", "Network"] {
            browser.send(&format!("{domain}.enable"), json!({}));
        }
        Some(browser)
    }

    /// Sends a command and waits for its result.
    pub fn send(&mut self, method: &str, parameters: Value) -> Value {
        self.number += 1;
        let number = self.number;
        let mut message = json!({"id": number, "method": method, "params": parameters});
        if let Some(session) = &self.session {
            message["sessionId"] = session.as_str().into();
        }
        self.commands.write_all(message.to_string().as_bytes()).expect("it listens");
        self.commands.write_all(b"\0").expect("it listens");
        self.commands.flush().expect("it listens");
        loop {
            let message = self.receive();
            if message["id"] == number {
                assert!(message["error"].is_null(), "{method}: {}", message["error"]);
                return message["result"].clone();
            }
        }
    }

    fn receive(&mut self) -> Value {
        let bytes = self.messages.recv_timeout(PATIENCE).expect("the browser talks");
        let message: Value = serde_json::from_slice(&bytes).expect("JSON");
        let parameters = &message["params"];
        match message["method"].as_str().unwrap_or_default() {
            "Runtime.exceptionThrown" => {
                self.complaints.push(format!("exception: {}", parameters["exceptionDetails"]));
            }
            "Runtime.consoleAPICalled" if parameters["type"] != "log" => {
                self.complaints.push(format!("console: {parameters}"));
            }
            "Log.entryAdded" => self.complaints.push(format!("log: {}", parameters["entry"])),
            "Network.requestWillBeSent" => {
                let url = parameters["request"]["url"].as_str().unwrap_or_default();
                if !url.starts_with("file:") && !url.starts_with("data:") {
                    self.complaints.push(format!("request: {url}"));
                }
            }
            _ => {}
        }
        message
    }

    /// Loads a file and waits until it is there.
    pub fn open(&mut self, page: &Path, view: View) {
        let View { width, height, dark, print, .. } = view;
        self.send(
            "Emulation.setDeviceMetricsOverride",
            json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}),
        );
        let scheme = if dark { "dark" } else { "light" };
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let media = if print { "print" } else { "" };
        self.send("Emulation.setEmulatedMedia", json!({"media": media, "features": features}));
        let url = format!("file://{}", page.display());
        self.send("Page.navigate", json!({"url": url}));
        while self.receive()["method"] != "Page.loadEventFired" {}
    }

    /// What an expression of JavaScript gives.
    pub fn evaluate(&mut self, expression: &str) -> Value {
        let parameters =
            json!({"expression": expression, "returnByValue": true, "awaitPromise": true});
        let result = self.send("Runtime.evaluate", parameters);
        assert!(result["exceptionDetails"].is_null(), "{expression}: {result}");
        result["result"]["value"].clone()
    }

    /// Moves the mouse to the middle of the first element that matches.
    pub fn hover(&mut self, selector: &str) {
        let place = self.evaluate(&format!(
            "(() => {{ const e = document.querySelector({selector:?}); \
             const r = e.getBoundingClientRect(); \
             return [r.x + Math.min(r.width / 2, 60), r.y + r.height / 2]; }})()"
        ));
        let moved = json!({"type": "mouseMoved", "x": place[0], "y": place[1]});
        self.send("Input.dispatchMouseEvent", moved);
    }

    /// Presses a key.
    pub fn press(&mut self, key: &str) {
        let (code, text) = match key {
            "Tab" => (9, ""),
            "Enter" => (13, "\r"),
            "End" => (35, ""),
            "ArrowUp" => (38, ""),
            "ArrowDown" => (40, ""),
            _ => panic!("the test does not know the key {key}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let event = json!({
                "type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code, "text": text,
            });
            self.send("Input.dispatchKeyEvent", event);
        }
    }

    /// Writes a picture of the page, all of it or what is in view, where `UOPBENCH_SCREENSHOTS`
    /// names a folder.
    pub fn screenshot(&mut self, name: &str, whole: bool) {
        let Some(folder) = std::env::var_os("UOPBENCH_SCREENSHOTS") else { return };
        let parameters = json!({"format": "png", "captureBeyondViewport": whole});
        let picture = self.send("Page.captureScreenshot", parameters);
        let bytes = decode(picture["data"].as_str().expect("a picture"));
        std::fs::write(Path::new(&folder).join(format!("{name}.png")), bytes).expect("written");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
        _ = self.profile.path();
    }
}

/// Base64.
fn decode(text: &str) -> Vec<u8> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut n) = (0_u32, 0);
    for byte in text.bytes() {
        let Some(value) = ALPHABET.iter().position(|c| *c == byte) else { continue };
        bits = bits << 6 | value as u32;
        n += 6;
        if n >= 8 {
            n -= 8;
            bytes.push((bits >> n) as u8);
        }
    }
    bytes
}
